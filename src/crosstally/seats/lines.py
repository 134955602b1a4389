"""Along a line of votes: where an outcome could change, exactly.

A line changes the votes of some options by whole steps: ``votes + m·slope`` for m = 0, 1, 2, …. An
outcome stands as long as its conditions hold (see ``conditions``), and along a line each of them is
linear in m (for a divisor that is a root, a difference of two linear ones): so each changes its
sign once at most, and where it does is a division, not a search. Droop's quota, a whole number, is
a staircase, and a condition with it a line with steps: it comes to zero at one end of a step, so
that one division finds the step and another the place on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from crosstally.election.rule import Rule
from crosstally.seats.conditions import (
    Condition,
    admission_conditions,
    full_quota_conditions,
    quota_parts,
    seat_conditions,
)
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.outcome import SeatOutcome


@dataclass(frozen=True)
class Line:
    """Votes and the threshold's base, and by how much each changes with every step."""

    votes: Mapping[str, int]
    slope: Mapping[str, int]
    """Option → votes more (or fewer) with each step; 0 for options that are not named."""
    base: int
    base_slope: int
    steps: int
    """How many steps there can be: no votes fall below zero."""

    def at(self, m: int) -> dict[str, int]:
        """Votes after m steps."""
        return {name: count + self.slope.get(name, 0) * m for name, count in self.votes.items()}

    def base_at(self, m: int) -> int:
        """The threshold's base after m steps."""
        return self.base + self.base_slope * m


class Held:
    """The conditions of an outcome after some steps, each with what it is at the line's start."""

    def __init__(
        self, rule: Rule, line: Line, m: int, outcome: SeatOutcome, seats: Mapping[str, int]
    ) -> None:
        votes, base = line.at(m), line.base_at(m)
        # A runner-up takes part, too, where it is open who that is.
        sharing = {name: won for name, won in seats.items() if won or name in outcome.admitted}
        self.sharing = dict(seats) if rule.method == "majority" or not sharing else sharing
        self.size = rule.seats if rule.method == "droop_lr" else None
        self.of_quota: list[tuple[Condition, int]] = []
        """Conditions with Droop's quota, each with what it is without it."""
        quota = 0
        if self.size is not None:
            quota, _ = QUOTAS["droop"](sum(votes[name] for name in self.sharing), self.size)
        self.of_option: dict[str, list[tuple[Condition, int]]] = {name: [] for name in votes}
        self.of_total: list[tuple[Condition, int]] = []
        self.of_base: list[tuple[Condition, int]] = []
        total = sum(line.votes[name] for name in self.sharing)
        for condition in self._conditions(rule, votes, base, outcome, seats):
            if not self._may_change(condition, line):
                continue
            item = (condition, condition.value(line.votes, line.base, quota, total))
            for name in condition.weights:
                self.of_option[name].append(item)
            if condition.on_total:
                self.of_total.append(item)
            if condition.on_base:
                self.of_base.append(item)
            if condition.on_quota:
                self.of_quota.append((condition, item[1] - condition.on_quota * quota))

    def _may_change(self, condition: Condition, line: Line) -> bool:
        """Whether steps of the line change it; of a line without any, any other may."""
        if not line.slope or not line.slope.keys().isdisjoint(condition.weights):
            return True
        moved = sum(line.slope.values()) == 0 and self.sharing.keys() >= line.slope.keys()
        return (bool(condition.on_total or condition.on_quota) and not moved) or (
            bool(condition.on_base) and line.base_slope != 0
        )

    def _conditions(
        self,
        rule: Rule,
        votes: Mapping[str, int],
        base: int,
        outcome: SeatOutcome,
        seats: Mapping[str, int],
    ) -> Iterator[Condition]:
        yield from admission_conditions(rule, votes, base, outcome.admitted)
        if rule.method == "majority":
            yield from seat_conditions(rule, list(votes), seats)
            return
        parts = quota_parts(rule)
        for part in parts or [None]:
            yield from seat_conditions(rule, list(votes), self.sharing, part)
            if part is not None:
                yield from full_quota_conditions(votes, list(self.sharing), part)

    def along(self, line: Line, total: int) -> Iterator[tuple[Condition, int]]:
        """The conditions that a step of the line changes."""
        for name, step in line.slope.items():
            if step:
                yield from self.of_option[name]
        if total:
            yield from self.of_total
        if line.base_slope:
            yield from self.of_base


def next_event(line: Line, held: Held, m: int) -> int | None:
    """The least number of steps above ``m`` at which the outcome could be another than after m
    steps; None where it stays to the end of the line. ``held`` is what holds it after m."""
    events = (event for event in _events(line, held, m) if m < event <= line.steps)
    return min(events, default=None)


def _events(line: Line, held: Held, m: int) -> Iterator[int]:
    for one, step in line.slope.items():  # an option with its first vote may get a seat
        yield from _roots(line.votes[one], step)
        for other, count in line.votes.items():
            if other != one:  # ties may go to who has more votes
                yield from _roots(line.votes[one] - count, step - line.slope.get(other, 0))
    total = sum(step for name, step in line.slope.items() if name in held.sharing)
    if held.size is not None and total:
        yield from _with_droop(line, held, m, total)
    for condition, value in held.along(line, total):
        if condition.on_quota and total:
            continue
        if condition.power == 1:
            yield from _roots(value, condition.change(line.slope, total, line.base_slope))
        else:
            yield from _power_roots(line, condition)


def _roots(start: int, slope: int) -> Iterator[int]:
    """Where ``start + m·slope`` reaches zero, and where it is past it: whole numbers m ≥ 0."""
    if not slope or (start > 0 and slope > 0) or (start < 0 and slope < 0):
        return
    yield -(-abs(start) // abs(slope))
    yield abs(start) // abs(slope) + 1


def _with_droop(line: Line, held: Held, m: int, total: int) -> Iterator[int]:
    """Where conditions with Droop's quota change their sign, the total changing by one vote a step.

    The quota is total // width + 1, width being one more than the seats. With the total of step 0,
    that is (m + total) // width + 1 where it grows, and 1 − (m − total + width − 1) // width where
    it falls.
    """
    assert held.size is not None
    width = held.size + 1
    votes = sum(line.votes[name] for name in held.sharing)
    offset = votes if total > 0 else width - 1 - votes
    for condition, without in held.of_quota:
        slope = condition.change(line.slope, total, line.base_slope)
        times = condition.on_quota
        found = next_sign(Steps(without + times, slope, times * total, offset, width), m)
        if found is not None:
            yield found


@dataclass(frozen=True)
class Steps:
    """``start + slope·m + height·((m + offset) // width)``."""

    start: int
    slope: int
    height: int
    offset: int
    width: int

    def at(self, m: int) -> int:
        """Its value after m."""
        return self.start + self.slope * m + self.height * ((m + self.offset) // self.width)

    def negated(self) -> Steps:
        """The same with the other sign."""
        return Steps(-self.start, -self.slope, -self.height, self.offset, self.width)


def next_sign(steps: Steps, m: int) -> int | None:
    """The least number above ``m`` at which the value has another sign than at ``m`` (zero being a
    sign of its own); None where it keeps it."""
    here = steps.at(m)
    if here == 0:
        end = _end_of_step(steps, m)
        after = (m + 1, end + 1, end + 2)  # a straight line leaves zero at once
        return next((one for one in after if steps.at(one)), None)
    return _reaches_zero(steps if here < 0 else steps.negated(), m)


def _end_of_step(steps: Steps, m: int) -> int:
    """The last number on the step that ``m`` is on."""
    return m + steps.width - 1 - (m + steps.offset) % steps.width


def _reaches_zero(steps: Steps, m: int) -> int | None:
    """The least number above ``m`` at which a value below zero is so no more."""
    end = _end_of_step(steps, m)
    if steps.slope > 0 and steps.at(end) >= 0:
        return m - steps.at(m) // steps.slope
    first, last = end + 1, end + steps.width
    rise = steps.height + steps.slope * steps.width
    top = max(steps.at(first), steps.at(last))
    if top < 0:
        if rise <= 0:
            return None
        further = -(top // rise)
        first += further * steps.width
    return first if steps.at(first) >= 0 else first - steps.at(first) // steps.slope


def _power_roots(line: Line, condition: Condition) -> Iterator[int]:
    """The same for a difference of two powers, whose sign is that of a linear function with roots
    for factors: its sign changes once at most, and bisection finds where."""

    def sign(m: int) -> int:
        votes = {name: line.votes[name] + line.slope.get(name, 0) * m for name in condition.weights}
        value = condition.value(votes)
        return (value > 0) - (value < 0)

    first, last = sign(0), sign(line.steps)
    if first == last:
        return
    passed = first_where(lambda m: sign(m) != first, line.steps)
    yield passed
    if sign(passed) == 0:
        yield passed + 1


def first_where(holds: Callable[[int], bool], most: int) -> int:
    """The least m in 0 … most at which a condition holds that, once it does, goes on to hold;
    ``most`` where it never does. (Of any size: ``bisect`` stops at 64 bits.)"""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
