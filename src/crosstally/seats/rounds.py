"""Seats given one after another, in rounds: what is needed where the order matters.

The plain methods reach their seats at once. Here each seat is followed, for rules that look at the
last one (a majority guarantee), at lists that run out of candidates, or at rounds in which a list
gets one seat at most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, islice

from crosstally.seats.allocation import OUTCOMES_LISTED, Allocation, Step
from crosstally.seats.divisors import Divisors
from crosstally.seats.highest_averages import quotient_step

Key = tuple[int, Fraction]
"""What the next seat is given by, the greatest first: the first number, then the second."""


@dataclass(frozen=True)
class Round:
    """A round of seats, each to the option with the greatest key."""

    key: Callable[[str, int], Key]
    """(option, its seats so far) → what it is ranked by."""
    explain: Callable[[str, int], Step]
    once: bool = False
    """Whether an option gets one seat of it at most."""
    open_to: Callable[[str], bool] = lambda _: True


@dataclass(frozen=True)
class Standing:
    """Seats so far, and how they came."""

    seats: Mapping[str, int]
    given: tuple[frozenset[str], ...]
    """For each round: who has a seat of it."""
    last: tuple[str, ...] = ()
    """Who got the seat that was given last; several where they stood level and all got one."""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class _Tie:
    """``seats`` for some of ``names``, who stand level in a round."""

    round: int
    names: tuple[str, ...]
    seats: int


@dataclass(frozen=True)
class Course:
    """A method as a course of rounds: ``full`` seats to begin with, then ``rounds`` in order."""

    votes: Mapping[str, int]
    full: Mapping[str, int]
    rounds: tuple[Round, ...]
    first_steps: tuple[Step, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    """Option → the most seats that it can take."""

    def start(self) -> Standing:
        """The full seats."""
        return Standing(self.full, (frozenset(),) * len(self.rounds), steps=self.first_steps)

    def on(self, standing: Standing, left: int, ranked: Ranked) -> list[Standing]:
        """``left`` more seats. Several standings where a tie is left open: a thousand at most."""
        standing, tie = self._until_tie(standing, left)
        if tie is None:
            return [self._with_next(standing)]
        certain, level, places = ranked(tie.names, tie.seats)
        if certain:
            standing = self._given(standing, tie.round, certain)
        if not places:
            return [standing]
        chosen = islice(combinations(level, places), OUTCOMES_LISTED)
        return [self._given(standing, tie.round, one, level) for one in chosen]

    def allocation(self, seats: int) -> Allocation:
        """All ``seats`` as one allocation, its tie left open."""
        standing, tie = self._until_tie(self.start(), seats - sum(self.full.values()))
        if tie is None:
            return Allocation(standing.seats, explain=lambda: self._with_next(standing).steps)
        explained = [
            replace(self.rounds[tie.round].explain(name, standing.seats[name]), seats=0, tied=True)
            for name in tie.names
        ]
        steps = (*standing.steps, *explained)
        return Allocation(standing.seats, tie.names, tie.seats, explain=lambda: steps)

    def _with_next(self, standing: Standing) -> Standing:
        """With a step for who would come next in the round that gave the last seat."""
        waiting = self._next(standing)
        if waiting is None or not standing.last:
            return standing
        number, names = waiting
        steps = [
            replace(self.rounds[number].explain(name, standing.seats[name]), seats=0)
            for name in names
        ]
        if steps[0].kind != standing.steps[-1].kind:
            return standing
        return replace(standing, steps=(*standing.steps, *steps))

    def _until_tie(self, standing: Standing, left: int) -> tuple[Standing, _Tie | None]:
        while left > 0:
            level = self._next(standing)
            if level is None:
                break
            number, names = level
            if len(names) > left:
                return standing, _Tie(number, names, left)
            standing = self._given(standing, number, names)
            left -= len(names)
        return standing, None

    def _next(self, standing: Standing) -> tuple[int, tuple[str, ...]] | None:
        """The first round in which anybody can get a seat, and who is next in it."""
        for number, one in enumerate(self.rounds):
            keys = {
                name: one.key(name, standing.seats[name])
                for name, count in self.votes.items()
                if count
                and standing.seats[name] < self.limits.get(name, standing.seats[name] + 1)
                and one.open_to(name)
                and not (one.once and name in standing.given[number])
            }
            if keys:
                most = max(keys.values())
                return number, tuple(name for name, key in keys.items() if key == most)
        return None

    def _given(
        self,
        standing: Standing,
        number: int,
        names: tuple[str, ...],
        tied: tuple[str, ...] = (),
    ) -> Standing:
        """``names`` get a seat; ``tied``: everybody who stands level with them."""
        one = self.rounds[number]
        steps = [
            replace(step, seats=step.seats if name in names else 0, tied=bool(tied))
            for name in tied or names
            for step in [one.explain(name, standing.seats[name])]
        ]
        seats = {name: won + (name in names) for name, won in standing.seats.items()}
        given = list(standing.given)
        given[number] |= set(names)
        return Standing(seats, tuple(given), names, (*standing.steps, *steps))


Ranked = Callable[[tuple[str, ...], int], tuple[tuple[str, ...], tuple[str, ...], int]]
"""(options that stand level, seats for them) → who gets one by the rule for ties, who still stands
level after that, and how many seats are open among those."""


def ranked_by(ties: str, votes: Mapping[str, int]) -> Ranked:
    """The rule for ties of an election, for ``Course.on``."""

    def apply(names: tuple[str, ...], seats: int) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        match ties:
            case "earlier_registration":
                order = {name: -place for place, name in enumerate(votes)}
            case "more_votes":
                order = {name: votes[name] for name in names}
            case _:
                return (), names, seats
        last = sorted((order[name] for name in names), reverse=True)[seats - 1]
        certain = tuple(name for name in names if order[name] > last)
        level = tuple(name for name in names if order[name] == last)
        if len(certain) + len(level) == seats:
            return (*certain, *level), (), 0
        return certain, level, seats - len(certain)

    return apply


def averages(votes: Mapping[str, int], divisors: Divisors, once: bool = False) -> Round:
    """A round of greatest quotients."""

    def key(name: str, won: int) -> Key:
        low, high = divisors.ratio(won)
        weight = votes[name] ** divisors.power
        return (0, Fraction(weight * high, low)) if low else (1, Fraction(weight))

    def explain(name: str, won: int) -> Step:
        return quotient_step(divisors, name, votes[name], won)

    return Round(key, explain, once)


def remainders(votes: Mapping[str, int], quota: Fraction, full: Mapping[str, int]) -> Round:
    """Seats to the largest remainders. Where there are more seats than options, everybody gets a
    second one after everybody has one."""
    left = {name: count - full[name] * quota for name, count in votes.items()}
    return Round(
        lambda name, won: (full[name] - won, left[name]),
        lambda name, _: Step("remainder", name, votes[name], quota, left[name], 1),
    )


def full_steps(
    votes: Mapping[str, int], quota: Fraction, full: Mapping[str, int]
) -> tuple[Step, ...]:
    """The full quotas of each option."""
    return tuple(
        Step("quota", name, count, quota, count / quota, full[name])
        for name, count in votes.items()
    )
