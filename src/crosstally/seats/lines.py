"""Along a line of votes: where an outcome could change, exactly.

A line changes the votes of some options by whole steps: ``votes + m·slope`` for m = 0, 1, 2, …. An
outcome stands as long as certain functions of the votes keep their sign, and along a line each of
them is linear in m (for a divisor that is a root, a difference of two linear ones): so each changes
its sign once at most, and where it does is a division, not a search.

- Divisor methods: no option's next quotient is greater than another's last one, v_x·d(s_y − 1) ≤
  v_y·d(s_x) (the min-max inequality: Balinski and Young, "Fair Representation", 2nd ed. 2001,
  appendix A; the same conditions carry the margins of Stark and Teague, "Verifiable European
  elections", 2014, section 3).
- Largest remainder with a quota q: the remainders of any two options differ by no more than a
  quota, and each option has its full quotas (Pukelsheim, "Proportional Representation", 2nd ed.
  2017, section 5.7).
- Thresholds: v_x against share · base.
- The most votes, the second most, and so on: v_x against v_y.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from crosstally.election.definition import Rule
from crosstally.seats.divisors import Divisors, divisors_named
from crosstally.seats.largest_remainder import QUOTAS


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


def next_event(line: Line, rule: Rule, seats: Mapping[str, int], m: int) -> int | None:
    """The least number of steps above ``m`` at which the outcome could be another than after m
    steps; None where it stays to the end of the line. ``seats`` is an outcome that is admissible
    after m steps, of the options that take part in it."""
    events = (event for event in _events(line, rule, seats, m) if m < event <= line.steps)
    return min(events, default=None)


def _events(line: Line, rule: Rule, seats: Mapping[str, int], m: int) -> Iterator[int]:
    moving = [name for name in line.votes if line.slope.get(name, 0)]
    for name in moving:  # an option without votes gets no seat, and one with its first vote may
        yield from _roots(line.votes[name], line.slope[name])
    for one, other in _pairs(line, moving):
        yield from _roots(
            line.votes[one] - line.votes[other], _slope(line, one) - _slope(line, other)
        )
    if rule.threshold is not None:
        share = rule.threshold.fraction
        for name, count in line.votes.items():
            yield from _roots(
                count * share.denominator - line.base * share.numerator,
                _slope(line, name) * share.denominator - line.base_slope * share.numerator,
            )
    if rule.method == "majority":
        total, grows = sum(line.votes.values()), sum(line.slope.values())
        for name, count in line.votes.items():
            yield from _roots(2 * count - total, 2 * _slope(line, name) - grows)
    elif (divisors := divisors_named(rule.method)) is not None:
        yield from _by_quotients(line, divisors, seats, moving)
    elif rule.method.endswith("_lr"):
        yield from _by_remainders(line, rule.method.removesuffix("_lr"), rule.seats, seats, m)


def _by_quotients(
    line: Line, divisors: Divisors, seats: Mapping[str, int], moving: list[str]
) -> Iterator[int]:
    for taker, giver in _pairs(line, moving):
        if taker not in seats or not seats.get(giver):
            continue
        low, low_part = divisors.ratio(seats[giver] - 1)
        high, high_part = divisors.ratio(seats[taker])
        # taker's next quotient against giver's last one: v_t · low against v_g · high.
        left, right = low * high_part, high * low_part
        if divisors.power == 1:
            yield from _roots(
                line.votes[taker] * left - line.votes[giver] * right,
                _slope(line, taker) * left - _slope(line, giver) * right,
            )
        else:
            yield from _power_roots(line, taker, giver, left, right, divisors.power)


def _by_remainders(
    line: Line, quota: str, size: int, seats: Mapping[str, int], m: int
) -> Iterator[int]:
    """Multiplied by the quota's denominator, so that everything stays whole: for a quota p/q, v·q
    against multiples of p."""
    total = sum(line.votes[name] for name in seats)
    grows = sum(_slope(line, name) for name in seats)
    if quota == "droop" and grows:
        here = (total + grows * m) % (size + 1)
        yield m + (size + 1 - here if grows > 0 else here + 1)  # the quota itself changes there
    for part in _parts(quota, size):
        if quota == "droop":
            whole, whole_slope = (total + grows * m) // (size + 1) + 1, 0
        else:
            whole, whole_slope = total, grows
        for one, won in seats.items():
            for more in (won - 1, won, won + 1):
                yield from _roots(
                    line.votes[one] * part - more * whole,
                    _slope(line, one) * part - more * whole_slope,
                )
        for one, other in permutations(seats, 2):
            apart = seats[one] - seats[other] + 1
            yield from _roots(
                (line.votes[one] - line.votes[other]) * part - apart * whole,
                (_slope(line, one) - _slope(line, other)) * part - apart * whole_slope,
            )


def _parts(quota: str, size: int) -> range:
    """The denominators that the quota may have: less by one each time it gives too many seats."""
    if quota == "droop":
        return range(1, 2)
    _, most = QUOTAS[quota](1, size)
    return range(size, most + 1)


def _pairs(line: Line, moving: list[str]) -> Iterator[tuple[str, str]]:
    """Ordered pairs of options of which one at least moves."""
    for one in moving:
        for other in line.votes:
            if one != other:
                yield one, other
                if not line.slope.get(other, 0):
                    yield other, one


def _slope(line: Line, name: str) -> int:
    return line.slope.get(name, 0)


def _roots(start: int, slope: int) -> Iterator[int]:
    """Where ``start + m·slope`` reaches zero, and where it is past it: whole numbers m ≥ 0."""
    if not slope or (start > 0 and slope > 0) or (start < 0 and slope < 0):
        return
    yield -(-abs(start) // abs(slope))
    yield abs(start) // abs(slope) + 1


def _power_roots(
    line: Line, taker: str, giver: str, left: int, right: int, power: int
) -> Iterator[int]:
    """The same for v_t**power · left − v_g**power · right, whose sign is that of a linear function
    with roots for factors: its sign changes once at most, and bisection finds where."""

    def sign(m: int) -> int:
        one: int = (line.votes[taker] + _slope(line, taker) * m) ** power * left
        other: int = (line.votes[giver] + _slope(line, giver) * m) ** power * right
        return (one > other) - (one < other)

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
