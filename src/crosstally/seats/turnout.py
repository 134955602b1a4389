"""How many must take part: where fewer do, nobody is elected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial

from crosstally.election.rule import NATION, Rule
from crosstally.election.shares import Turnout
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Ballots, Number
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
