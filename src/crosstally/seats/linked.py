"""Seats linked to those won before: a part of what each option is short of (South Korea, Public
Official Election Act, article 189, since 2020)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from math import floor

from crosstally.election.rule import Tier
from crosstally.election.shares import share_written
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Votes
from crosstally.seats.blocs import Sharing
from crosstally.seats.outcomes import Outcomes, one_outcome
from crosstally.seats.stages import Stage


def linked_stages(
    tier: Tier,
    votes: Votes,
    won: Outcomes,
    seats: int,
    taking_part: frozenset[str],
    sharing: Sharing,
) -> tuple[Outcomes, list[Stage]]:
    """The seats ``won`` with ``seats`` more, and how these were worked out, of the first outcome.

    Each option is short of its share of all seats of the rule, without those that options which do
    not take part have won, less what it has won itself. It is to have such a part of that, to the
    nearest seat, halves up; a part below one seat is none (article 189, paragraph 2, number 1,
    read so that it is first asked whether it is below one, and then rounded; taken from a
    description of the formula, the official text was not at hand).
    Where these are too many, the ``seats`` are shared by them as by votes; where they
    are too few, the rest is shared by votes.
    """
    assert tier.linked is not None
    part, total = share_written(tier.linked), sum(votes[name] for name in taking_part)
    told: list[list[Stage]] = []

    def more(before: Mapping[str, int]) -> Outcomes:
        house = sharing.rule.seats - sum(n for name, n in before.items() if name not in taking_part)
        parts = {
            name: part * max(Fraction(0), Fraction(votes[name] * house) / total - before[name])
            for name in sharing.options
            if name in taking_part and total
        }
        wanted = {name: _to_the_nearest(missing) for name, missing in parts.items()}
        together = sum(wanted.values())
        given = dict.fromkeys(sharing.options, 0)
        if together <= seats:
            given |= wanted
        explain = partial(_steps, votes, before, parts, given)
        where = (sharing.tier, sharing.area, sum(given.values()))
        stages = [Stage("levelling", *where, explain=explain)]
        by = votes if together <= seats else {**given, **wanted}
        found, others = sharing.among(by, seats - sum(given.values()), taking_part)
        told.append([*stages, *others])
        return found.plus(one_outcome(sharing.options, given)).plus(
            one_outcome(sharing.options, before)
        )

    found = won.then(more)
    return found, told[0]


def _to_the_nearest(missing: Fraction) -> int:
    return floor(missing + Fraction(1, 2)) if missing >= 1 else 0


def _steps(
    votes: Votes,
    before: Mapping[str, int],
    parts: Mapping[str, Fraction],
    given: Mapping[str, int],
) -> Iterator[Step]:
    for name, missing in parts.items():
        yield Step("linked", name, int(votes[name]), Fraction(before[name]), missing, given[name])
