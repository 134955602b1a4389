"""The claims of an election folder and their verdicts. Loaded only where a folder has claims."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.check.evidence import Figures
from crosstally.claims.folder import load_claims
from crosstally.claims.judging.evaluate import ClaimResult, evaluate
from crosstally.claims.statement import Claim, Other, Test
from crosstally.election.areas import AreaLookup
from crosstally.election.folder import Election
from crosstally.tabulation.tabulator import Tabulator


def confirmed_claims(whole: Election, election: Election, areas: AreaLookup) -> list[Claim]:
    """The claims of the ``whole`` folder that a person has confirmed and that speak of nothing
    outside ``election``, to which it is narrowed down. Raises ``InputError``."""
    claims = [claim for claim in load_claims(whole, areas) if _is_within(claim, election)]
    return [claim for claim in claims if not claim.unconfirmed]


def verdicts(claims: Sequence[Claim], tabulator: Tabulator) -> list[ClaimResult]:
    """Each claim held against everything that is known of the tabulator's election."""
    return evaluate(claims, Figures(tabulator.store.election, tabulator))


def _is_within(claim: Claim, election: Election) -> bool:
    """Whether the narrowed election has every contest and announcement that a claim speaks of."""
    announced = {item.id for item in election.announcements}
    return all(
        _contest_is_there(part.test, election) and _announcements(part.test) <= announced
        for part in claim.parts
        if part.test is not None
    )


def _contest_is_there(test: Test, election: Election) -> bool:
    return test.contest is None or test.contest in election.definition.contests


def _announcements(test: Test) -> set[str]:
    operand = test.comparison[1] if test.comparison is not None else None
    if isinstance(operand, Other) and operand.announcement is not None:
        return {operand.announcement}
    return set()
