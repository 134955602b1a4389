"""What holds an outcome in place, and the fewest ballots that could break any of it.

Each condition is a linear function of the votes that must not rise above zero. A ballot can be
moved from any option to any other, added to one or removed from one, so that the most that one
ballot can do for a condition is known; no set of fewer ballots, over any options, breaks it. That
proves a change that needs no more than the least of these numbers to be the least there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations

from crosstally.election.definition import Rule
from crosstally.seats.divisors import Divisors, divisors_named
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.lines import first_where
from crosstally.seats.rule import SeatOutcome


@dataclass(frozen=True)
class Condition:
    """``value + change ≤ 0``, where a ballot more for an option changes it by its coefficient."""

    value: int
    """What it is now: at most zero."""
    coefficients: Mapping[str, int] = field(default_factory=dict)
    others: int = 0
    """The coefficient of options that are not named."""

    def least_ballots(self, options: Mapping[str, int]) -> int | None:
        """The fewest ballots whose change could bring it to zero or, from there, above; None where
        no ballot does anything for it."""
        weights = [self.coefficients.get(name, self.others) for name in options]
        most, least = max(weights), min(weights)
        gain = max(most - least if len(weights) > 1 else 0, most, -least)
        if gain <= 0:
            return None
        return max(-(self.value // gain), 1)


def at_least_ballots(
    rule: Rule, votes: Mapping[str, int], base: int, outcome: SeatOutcome
) -> int | None:
    """No fewer ballots moved, added or removed, over any options, change a seat, or who passes the
    threshold; None where no number of them does.

    ``outcome`` is what the rule gives on ``votes`` and ``base``; with an open tie, one ballot may
    do.
    """
    if len(outcome.outcomes) > 1:
        return 1
    found = [
        one if isinstance(one, int) else one.least_ballots(votes)
        for one in _conditions(rule, votes, base, outcome)
    ]
    return min((count for count in found if count is not None), default=None)


def _conditions(
    rule: Rule, votes: Mapping[str, int], base: int, outcome: SeatOutcome
) -> Iterator[Condition | int]:
    """Conditions, or how many ballots it takes to break one that is not linear."""
    seats = {name: outcome.seats[name] for name in outcome.admitted}
    yield from _thresholds(rule, votes, base)
    if rule.runner_up is not None:
        outside = [name for name in votes if name not in seats]
        for one in outside:
            if len(seats) == 1 and not votes[one]:
                yield Condition(0, {one: 1})  # with its first vote it may be the runner-up
            for other in seats:
                yield Condition(votes[one] - votes[other], {one: 1, other: -1})
    if not seats and rule.method != "majority":
        return  # nobody passes, and only a threshold can change that
    if rule.method == "majority":
        yield from _majority(votes, outcome)
    elif (divisors := divisors_named(rule.method)) is not None:
        yield from _quotients(votes, seats, divisors)
    elif rule.method.endswith("_lr"):
        yield from _remainders(votes, seats, rule.method.removesuffix("_lr"), rule.seats)
    else:
        for name, count in votes.items():
            if not count and sum(seats.values()) < rule.seats:
                yield Condition(0, {name: 1})  # its first vote wins a seat that is still free
        for taker, giver in permutations(votes, 2):
            if seats.get(giver) and not seats.get(taker):
                yield Condition(votes[taker] - votes[giver], {taker: 1, giver: -1})


def _thresholds(rule: Rule, votes: Mapping[str, int], base: int) -> Iterator[Condition]:
    if rule.threshold is None:
        return
    share = rule.threshold.fraction
    part, whole = share.numerator, share.denominator
    moves = 0 if rule.threshold.of == "registered" else part
    for name, count in votes.items():
        value = count * whole - base * part
        if value > 0 or (value == 0 and rule.threshold.passes == "at_least"):
            yield Condition(-value, {name: moves - whole}, moves)
        else:
            yield Condition(value, {name: whole - moves}, -moves)


def _majority(votes: Mapping[str, int], outcome: SeatOutcome) -> Iterator[Condition]:
    total = sum(votes.values())
    for name, count in votes.items():
        sign = -1 if outcome.seats[name] else 1
        yield Condition(sign * (2 * count - total), {name: sign}, -sign)
    for one in outcome.run_off:
        for other in votes:
            if other not in outcome.run_off:
                yield Condition(votes[other] - votes[one], {other: 1, one: -1})


def _quotients(
    votes: Mapping[str, int], seats: Mapping[str, int], divisors: Divisors
) -> Iterator[Condition | int]:
    for taker, giver in permutations(seats, 2):
        if not seats[giver]:
            continue
        low, low_part = divisors.ratio(seats[giver] - 1)
        high, high_part = divisors.ratio(seats[taker])
        left, right = low * high_part, high * low_part
        if not right and not left:  # both by a divisor of zero: the most votes come first
            left = right = 1
        if divisors.power == 1:
            value = votes[taker] * left - votes[giver] * right
            yield Condition(value, {taker: left, giver: -right})
        else:
            yield _moved(votes[taker], votes[giver], left, right, divisors.power)


def _moved(taker: int, giver: int, left: int, right: int, power: int) -> int:
    """The fewest ballots after which taker**power · left reaches giver**power · right. One that is
    moved does for both what others do for one."""

    def reaches(m: int) -> bool:
        one: int = (taker + m) ** power * left
        other: int = (giver - m) ** power * right
        return one >= other

    return max(first_where(reaches, giver), 1)


def _remainders(
    votes: Mapping[str, int], seats: Mapping[str, int], quota: str, size: int
) -> Iterator[Condition | int]:
    """With V votes of those who share and a quota V/part, all multiplied by V·part."""
    if quota == "droop":
        yield _with_droop(votes, seats, size)
        return
    _, most = QUOTAS[quota](1, size)
    total = sum(votes[name] for name in seats)
    part = most
    while total and sum(votes[name] * part // total for name in seats) > size:
        part -= 1
    for one, other in permutations(seats, 2):
        apart = seats[one] - seats[other] + 1
        inside = dict.fromkeys(seats, -apart)
        inside[one] += part
        inside[other] -= part
        yield Condition((votes[one] - votes[other]) * part - apart * total, inside)
    if quota == "hare":
        return  # a full quota more or less breaks one of those first
    for used in range(part, most + 1):
        yield from _full_quotas(votes, seats, used, total)


def _full_quotas(
    votes: Mapping[str, int], seats: Mapping[str, int], part: int, total: int
) -> Iterator[Condition]:
    """Every option keeps the full quotas that it has."""
    for name in seats:
        full = votes[name] * part // total
        above = dict.fromkeys(seats, -(full + 1))
        above[name] += part
        yield Condition(votes[name] * part - (full + 1) * total, above)
        below = dict.fromkeys(seats, full)
        below[name] -= part
        yield Condition(full * total - votes[name] * part, below)


def _with_droop(votes: Mapping[str, int], seats: Mapping[str, int], size: int) -> int:
    """Droop's quota is whole, and jumps with the votes: for each quota that is near, the ballots it
    takes to have it and those that break something with it, whichever are more."""
    sharing = {name: votes[name] for name in seats}
    total = sum(sharing.values())
    quota = total // (size + 1) + 1
    best = _breaks(sharing, seats, quota)
    step = 0
    while True:
        step += 1
        up = (quota + step - 1) * (size + 1) - total
        down = total - ((quota - step) * (size + 1) - 1)
        if min(up, down) >= best:
            return best
        best = min(best, max(up, _breaks(sharing, seats, quota + step)))
        if quota > step:
            best = min(best, max(down, _breaks(sharing, seats, quota - step)))


def _breaks(votes: Mapping[str, int], seats: Mapping[str, int], quota: int) -> int:
    """The fewest ballots that break a condition with a given quota; 0 where one is broken."""
    apart = [
        votes[one] - votes[other] - (seats[one] - seats[other] + 1) * quota
        for one, other in permutations(seats, 2)
    ]
    ends = [
        short
        for name, won in seats.items()
        for short in ((won + 1) * quota - votes[name], votes[name] - (won - 1) * quota)
    ]
    found = [max(-(value // 2), 0 if value > 0 else 1) for value in apart]
    return min([*found, *(0 if short < 0 else max(short, 1) for short in ends)])
