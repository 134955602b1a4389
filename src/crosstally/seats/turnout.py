"""How many must take part: where fewer do, nobody is elected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial

from crosstally.election.rule import NATION, Rule
from crosstally.election.shares import Turnout
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Ballots, Number
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.stages import Stage
from crosstally.seats.thresholds import passes


def enough(turnout: Turnout, counted: Number, of: Number) -> bool:
    """Whether so many are enough; never where there is nobody that they are a share of."""
    return passes(counted, Fraction(of), turnout.fraction, turnout.passes == "more_than")


def too_few(rule: Rule, ballots: Ballots) -> frozenset[str]:
    """The constituencies where too few took part: all or none, where the whole place is asked.

    Raises ``ArgumentError`` where it is not given how many took part, or of how many.
    """
    about = rule.turnout
    if about is None:
        return frozenset()
    found: set[str] = set()
    for areas in ballots.groups(about.scope).values():
        if not enough(about, ballots.base(about.counts, areas), ballots.base(about.of, areas)):
            found.update(areas)
    return frozenset(found)


def turnout_stage(rule: Rule, ballots: Ballots) -> list[Stage]:
    """Who took part, where that is asked."""
    about = rule.turnout
    if about is None:
        return []
    sizes = {
        area: (ballots.base(about.counts, areas), ballots.base(about.of, areas))
        for area, areas in ballots.groups(about.scope).items()
    }
    return [Stage("turnout", area=NATION, explain=partial(_steps, sizes))]


def _steps(sizes: Mapping[str, tuple[Number, Number]]) -> Iterator[Step]:
    for area, (counted, of) in sizes.items():
        share = Fraction(counted) / of if of else None
        yield Step("turnout", area, int(counted), Fraction(of), share, 0)


def nobody_elected(rule: Rule, ballots: Ballots) -> SeatOutcome:
    """Too few took part in the whole place: only seats won otherwise are filled."""
    found: list[dict[str, int]] = [rule.of_area(rule.direct_seats, None)]
    if rule.constituencies is not None:
        found += [rule.of_area(rule.direct_seats, area) for area in ballots.constituencies]
    seats = {name: sum(one.get(name, 0) for one in found) for name in ballots.options}
    votes = ballots.of(ballots.constituencies)
    return SeatOutcome(
        seats=seats,
        admitted=(),
        outcomes=(seats,),
        area_votes=ballots.votes if rule.constituencies is not None else {},
        stages=turnout_stage(rule, ballots),
        vacant=max(0, rule.seats - sum(seats.values())),
        votes={name: int(count) for name, count in votes.items()},
        too_few=ballots.constituencies,
    )
