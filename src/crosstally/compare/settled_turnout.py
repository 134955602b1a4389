"""Whether enough took part for anybody to be elected, whatever the sheets not held say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from crosstally.compare.bounds_case import Case
from crosstally.compare.completions import Completion
from crosstally.compare.settled import Determined, Settled
from crosstally.election.rule import NATION
from crosstally.election.shares import Turnout
from crosstally.findings import Sentence
from crosstally.seats.votes import ArgumentError
from crosstally.words import N_

UNKNOWN = Settled(Determined.UNKNOWN)


@dataclass(frozen=True)
class TurnoutEnds:
    """The completions with the fewest and with the most who took part; ``base`` counts them."""

    about: Turnout
    fewest: Completion
    most: Completion
    registered: int

    @property
    def reached(self) -> tuple[bool, bool]:
        """Whether the fewest are enough, and whether the most are."""
        from crosstally.seats.turnout import enough

        ends = (self.fewest.base or 0, self.most.base or 0)
        low, high = (enough(self.about, count, self.registered) for count in ends)
        return low, high


def turnout_ends(case: Case) -> TurnoutEnds | None:
    """How many take part, at least and at most; None where that, or how many are registered, is not
    known of the whole place."""
    about, space = case.turnout, case.space
    if about is None or about.scope != NATION or space is None:
        return None
    if about.of != "registered" or case.registered is None:
        return None
    base = case.base_of(about.counts)
    if base is None:
        return None
    counting = replace(space, base=base)
    ends = counting.best({}, -1), counting.best({}, 1)
    return TurnoutEnds(about, *ends, case.registered)


def with_turnout(case: Case) -> Case:
    """The case under the rest of the rule, where it is sure that enough take part."""
    ends = turnout_ends(case)
    return case if ends is None or not ends.reached[0] else replace(case, turnout_reached=True)


def turnout_settled(case: Case) -> Settled:
    """The seats, where it is not sure that enough take part: none at all, or open, with two
    completions of which one gives none."""
    from crosstally.seats.system import apply_system

    ends = turnout_ends(case)
    if ends is None:
        return UNKNOWN
    if not ends.reached[1]:
        return Settled(Determined.YES)
    rule = case.rule
    assert rule is not None
    if rule.constituencies is not None:
        return UNKNOWN
    votes = {NATION: dict(ends.most.votes)}
    sizes = {"registered": {NATION: ends.registered}}
    sizes[ends.about.counts] = {NATION: ends.most.base or 0}
    try:
        found = apply_system(rule, votes, sizes)
    except ArgumentError:
        return UNKNOWN
    if not any(found.seats.values()) and not found.run_off and found.outcomes_count == 1:
        return UNKNOWN
    return Settled(Determined.NO, (ends.fewest, ends.most))


def turnout_said(case: Case) -> Iterator[Sentence]:
    """Whether enough take part, where the rule asks for a turnout."""
    about = case.turnout
    if about is None:
        return
    ends = turnout_ends(case)
    if ends is None:
        yield Sentence(
            N_("Whether enough take part for anybody to be elected, these figures do not say.")
        )
        return
    low, high = ends.reached
    values: dict[str, Any] = {
        "fewest": ends.fewest.base,
        "most": ends.most.base,
        "needed": _needed(ends),
    }
    if low:
        yield Sentence(
            N_("Determined: enough take part. At least {fewest} do, and {needed} are needed."),
            values,
        )
    elif not high:
        yield Sentence(
            N_(
                "Determined: too few take part for anybody to be elected. At most {most} do, and "
                "{needed} are needed."
            ),
            values,
        )
    else:
        yield Sentence(
            N_(
                "Open: whether enough take part for anybody to be elected. {fewest} to {most} do, "
                "and {needed} are needed."
            ),
            values,
        )


def _needed(ends: TurnoutEnds) -> int:
    exact: Fraction = ends.about.fraction * ends.registered
    return floor(exact) + 1 if ends.about.passes == "more_than" else ceil(exact)
