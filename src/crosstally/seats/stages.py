"""The stages of a system of seats, in the order of the law: each with what a person needs to follow
it with a pencil. Nothing is worked out before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from crosstally.election.rule import NATION
from crosstally.seats.admission import Admission
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Number

# fmt: off
StageKind = Literal[
    "turnout", "apportionment", "bonus", "admission", "raising", "sharing", "quotas", "levelling",
    "placing",
]
# fmt: on


@dataclass(frozen=True)
class Spread:
    """By how much n ballots may change a number of votes: ``each``·n + ``jump``."""

    each: Fraction
    jump: int = 0


@dataclass(frozen=True)
class Allotment:
    """One allocation on the way to the seats, tries of a house that grows among them."""

    method: str
    seats: int
    votes: Mapping[str, int]
    """Option or alliance → the votes that it takes part with."""
    plain: bool
    """Whether nothing else was asked: no short list, no guarantee, no part of a vote."""
    had: Mapping[str, int] | None = None
    """Where its seats go on from others: how many each had before."""
    scale: int = 1
    """What votes were multiplied by to make parts of them whole."""
    spreads: Mapping[str, Spread] | None = None
    """Where its votes are those that won no full quota."""


@dataclass(frozen=True)
class QuotaFrom:
    """How a quota is reckoned."""

    votes: Number
    part: int
    """What the votes are divided by."""
    rounded: str
    """``no``, ``nearest``, ``down``, ``up``; ``droop``: down, and one more."""
    extra_seat_from: Fraction | None = None
    """The part of a quota that is worth a seat as well."""


@dataclass(frozen=True)
class Stage:
    """One stage on the way to the seats."""

    kind: StageKind
    """``turnout``: whether enough took part; ``apportionment``: seats of constituencies by their
    sizes; ``bonus``: seats of the first option; ``admission``: who may take part; ``raising``:
    whose votes weigh more; ``sharing``: seats by a method; ``quotas``: seats for full quotas;
    ``levelling``: what each option is short of beside the seats won before; ``placing``: the
    constituencies of seats that were given above them."""
    tier: int = 0
    """From 0."""
    area: str = NATION
    """``nation``, or the area whose seats are shared."""
    seats: int = 0
    method: str = ""
    """The method, or the quota; empty where there is none."""
    alliance: str | None = None
    """The alliance whose seats are shared among its members; None for the area's."""
    scale: int = 1
    """What votes were multiplied by to make fractions of them whole."""
    admissions: tuple[Admission, ...] = ()
    """Who passes which threshold, of the stage ``admission``."""
    quota: QuotaFrom | None = None
    """Of the stage ``quotas``; None where nobody has votes."""
    of_one_outcome: bool = False
    """Whether a tie leaves several outcomes admissible, and it is worked out for the first."""
    explain: Callable[[], Iterable[Step]] = field(default=tuple, compare=False, repr=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        """How it was worked out; in an apportionment the options are areas. Quotients and
        remainders are exact; of votes that were shared in proportion, the part of a vote is not
        shown."""
        if self.scale == 1:
            return tuple(self.explain())
        return tuple(_unscaled(step, self.scale) for step in self.explain())


def _unscaled(step: Step, scale: int) -> Step:
    divisor, value = step.divisor, step.value
    if step.kind in ("quota", "remainder") and divisor is not None:
        divisor /= scale
    if step.kind in ("quotient", "remainder") and value is not None:
        value /= scale**step.power
    return replace(step, votes=step.votes // scale, divisor=divisor, value=value)


def quota_steps(
    votes: Mapping[str, Number], quota: Fraction, given: Mapping[str, int]
) -> Iterator[Step]:
    """What each option has for full quotas."""
    for name, count in votes.items():
        quotas = Fraction(count) / quota if quota else None
        yield Step("quota", name, int(count), quota, quotas, given[name])


def levelling_steps(
    votes: Mapping[str, Number], before: Mapping[str, int], after: Mapping[str, int]
) -> Iterator[Step]:
    """What each option has in all, and what is added to the seats that it won before."""
    for name, seats in after.items():
        won = before.get(name, 0)
        if seats or won:
            yield Step(
                "levelling", name, int(votes[name]), Fraction(won), Fraction(seats), seats - won
            )
