"""Highest averages: each seat in turn to the greatest quotient of votes and divisor.

Nothing is rounded. Quotients are compared as whole numbers: two different fractions with
denominators up to D lie at least 1/D² apart, so that floor(D²·quotient) keeps their order and their
equality. A house of any size is reached from near: seats that a common price per seat gives, then
one exact seat after another, until the greatest quotient not yet served is no greater than the
least one served. That is the outcome of a divisor method, whatever one starts from (Balinski and
Young, "Fair Representation", 2nd ed. 2001, appendix A: the min-max inequality).

A first divisor of zero makes a quotient greater than any number: every option with votes gets a
seat before any gets two; where seats do not suffice for that, the most votes come first (a/0 > b/0
where a > b; the same appendix).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from heapq import heapify, heappop, heappush

from crosstally.seats.allocation import Allocation, Step, nothing
from crosstally.seats.divisors import Divisors

Key = Callable[[int, int], int]
"""(votes to the divisors' power, seats already won) → a whole number in the order of quotients."""


def highest_averages(votes: Mapping[str, int], seats: int, divisors: Divisors) -> Allocation:
    """``seats`` seats to options by their votes (whole numbers of at least zero).

    Equal quotients at the last seat are an open tie. An option without votes gets no seat, and
    without any votes no seat is given.

    >>> from crosstally.seats.divisors import DIVISORS
    >>> highest_averages({"a": 10, "b": 7}, 5, DIVISORS["dhondt"]).seats
    {'a': 3, 'b': 2}
    """
    voted = {name: count for name, count in votes.items() if count}
    if not voted or not seats:
        return nothing(votes)
    power = divisors.power
    weights = [count**power for count in voted.values()]
    key = _order(divisors, seats, max(weights))
    given = start(list(voted.values()), seats, divisors)
    level, upper, lower = _settle(weights, given, seats, key)
    certain = dict.fromkeys(votes, 0)
    certain.update(zip(voted, given, strict=True))
    tied: tuple[str, ...] = ()
    open_seats = 0
    if level in upper:
        last = [name for name, one in zip(voted, lower, strict=True) if one == level]
        for name in last:
            certain[name] -= 1
        names = zip(voted, upper, lower, strict=True)
        tied = tuple(name for name, above, below in names if level in (above, below))
        open_seats = len(last)
    explain = partial(_steps, voted, certain, tied, divisors, key)
    return Allocation(certain, tied, open_seats, explain=explain)


def start(votes: list[int], seats: int, divisors: Divisors) -> list[int]:
    """Seats at a common price, whose sum is near the house: votes v of V win floor((v/p − a)/b) + 1
    where the divisors are a + b·k; p is such that the mean rounding error vanishes. None wins more
    than the house. Without such a line, the same for all."""
    if divisors.tail is None:
        return [seats // len(votes)] * len(votes)
    first, step = divisors.tail
    twice_total = 2 * sum(votes)
    scale = step * (2 * seats - len(votes)) + 2 * first * len(votes)
    if scale <= 0:
        return [0] * len(votes)
    found = [(count * scale // twice_total - first) // step + 1 for count in votes]
    return [0 if won < 0 else min(won, seats) for won in found]


def _order(divisors: Divisors, seats: int, greatest: int) -> Key:
    """The key of a quotient. ``greatest`` is the most votes, to the divisors' power."""
    ratio = divisors.ratio
    shift = 2 * ratio(seats)[0].bit_length()
    first, _ = ratio(0)
    above = 0
    if not first:  # every finite quotient is at most that of the most votes by the first divisor
        low, high = ratio(1)
        above = (greatest * high << shift) // low + 1

    def key(weight: int, won: int) -> int:
        low, high = ratio(won)
        return (weight * high << shift) // low if low else above + weight

    return key


def _settle(
    weights: list[int], given: list[int], seats: int, key: Key
) -> tuple[int, list[int], list[int]]:
    """Moves seats in ``given`` until they are ``seats`` and no quotient waits that is greater than
    one served. Returns the least key served, and for each option its next key and its last one
    (above all others where it has no seat)."""
    never = key(max(weights), 0) + 1
    upper = [key(weight, won) for weight, won in zip(weights, given, strict=True)]
    lower = [
        key(weight, won - 1) if won else never for weight, won in zip(weights, given, strict=True)
    ]
    # Heaps of (key, place); what has moved since it was pushed is passed over.
    waiting = [(-one, place) for place, one in enumerate(upper)]
    served = [(one, place) for place, one in enumerate(lower)]
    heapify(waiting)
    heapify(served)
    missing = seats - sum(given)
    while True:
        while -waiting[0][0] != upper[waiting[0][1]]:
            heappop(waiting)
        while served[0][0] != lower[served[0][1]]:
            heappop(served)
        most, least = -waiting[0][0], served[0][0]
        if missing == 0 and most <= least:
            return least, upper, lower
        more = 1 if missing >= 0 else -1
        place = waiting[0][1] if more > 0 else served[0][1]
        missing -= more
        won = given[place] = given[place] + more
        upper[place] = key(weights[place], won)
        lower[place] = key(weights[place], won - 1) if won else never
        heappush(waiting, (-upper[place], place))
        heappush(served, (lower[place], place))


def _steps(
    votes: Mapping[str, int],
    certain: Mapping[str, int],
    tied: tuple[str, ...],
    divisors: Divisors,
    key: Key,
) -> Iterator[Step]:
    """Each seat in the order awarded, then what is tied for the last ones, or else would come
    next."""
    power = divisors.power
    served = [
        (key(count**power, won), name, won)
        for name, count in votes.items()
        for won in range(certain[name])
    ]
    served.sort(key=lambda one: -one[0])
    for _, name, won in served:
        yield quotient_step(divisors, name, votes[name], won)
    for name in tied:
        yield replace(quotient_step(divisors, name, votes[name], certain[name]), seats=0, tied=True)
    waiting = {name: key(count**power, certain[name]) for name, count in votes.items()}
    if not tied and len(waiting) > 1:
        for name, one in waiting.items():
            if one == max(waiting.values()):
                yield replace(quotient_step(divisors, name, votes[name], certain[name]), seats=0)


def quotient_step(divisors: Divisors, name: str, votes: int, won: int) -> Step:
    """A seat beside those ``won``, for the quotient that it is given by."""
    divisor, power = divisors.shown(won), divisors.power
    quotient = Fraction(votes**power) / divisor if divisor else None
    return Step("quotient", name, votes, divisor, quotient, 1, power=power)
