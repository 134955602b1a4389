"""Largest remainder: seats for full quotas, the seats left to the largest remainders.

Quotas are exact fractions of V valid votes and S seats (Pukelsheim, "Proportional Representation",
2nd ed. 2017, chapter 5; Balinski and Young, "Fair Representation", 2nd ed. 2001, appendix A):

- Hare (Hamilton): V / S, never rounded;
- Droop: floor(V / (S + 1)) + 1, the least whole number that no more than S options can reach;
- Hagenbach-Bischoff: V / (S + 1);
- Imperiali: V / (S + 2).

The last two may give more full quotas than there are seats. Then the count is repeated with the
next larger quota, its divisor being less by one, as Italian law has it (the elections of the
Chamber of Deputies under T.U. 361/1957 as it stood until 1993; still those of Bolzano's provincial
council).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial

from crosstally.seats.allocation import Allocation, Step, by_rank, nothing

QUOTAS: Mapping[str, Callable[[int, int], tuple[int, int]]] = {
    "hare": lambda total, seats: (total, seats),
    "droop": lambda total, seats: (total // (seats + 1) + 1, 1),
    "hagenbach_bischoff": lambda total, seats: (total, seats + 1),
    "imperiali": lambda total, seats: (total, seats + 2),
}
"""Quota → (votes, seats) → its numerator and denominator."""


def largest_remainder(votes: Mapping[str, int], seats: int, quota: str = "hare") -> Allocation:
    """``seats`` seats to options by their votes (whole numbers of at least zero).

    With a quota of p/q votes an option with v votes has v·q div p full quotas; v·q mod p is its
    remainder in units of 1/q vote, so that everything stays a whole number. Equal remainders at
    the last seat are an open tie. An option without votes gets no seat; without any votes there is
    nothing to divide by, and no seat is given.

    With very few votes (fewer than S·(S + 1)) Droop's quota may leave more seats than there are
    options: then every option with votes gets one of them, and so on until they are fewer.

    >>> largest_remainder({"a": 5, "b": 3, "c": 1}, 4).seats
    {'a': 2, 'b': 1, 'c': 1}
    >>> largest_remainder({"a": 60, "b": 28, "c": 12}, 5, "droop").seats
    {'a': 3, 'b': 1, 'c': 1}
    """
    voted = {name: count for name, count in votes.items() if count}
    if not voted or not seats:
        return nothing(votes)
    whole, part = quota_of(voted, seats, quota)
    quotas = dict.fromkeys(votes, 0)
    quotas.update((name, count * part // whole) for name, count in voted.items())
    remainders = {name: count * part % whole for name, count in voted.items()}
    rounds, left = divmod(seats - sum(quotas.values()), len(voted))
    each = {name: full + rounds * (name in voted) for name, full in quotas.items()}
    given, tied, left = by_rank(each, remainders, left)
    return Allocation(
        given,
        tied,
        left,
        explain=partial(_steps, voted, Fraction(whole, part), quotas, given, tied),
    )


def quota_of(votes: Mapping[str, int], seats: int, quota: str) -> tuple[int, int]:
    """The quota's numerator and denominator: the next larger one where full quotas would be more
    than seats. Somebody has a vote, and there is a seat."""
    whole, part = QUOTAS[quota](sum(votes.values()), seats)
    while sum(count * part // whole for count in votes.values()) > seats:
        part -= 1
    return whole, part


def _steps(
    votes: Mapping[str, int],
    quota: Fraction,
    full: Mapping[str, int],
    given: Mapping[str, int],
    tied: tuple[str, ...],
) -> Iterator[Step]:
    """The full quotas of each option, then the remainders, the largest first, where seats are
    left."""
    for name, count in votes.items():
        yield Step("quota", name, count, quota, count / quota, full[name])
    if not tied and given == full:
        return
    remainders = {name: count - full[name] * quota for name, count in votes.items()}
    for name in sorted(remainders, key=lambda one: -remainders[one]):
        more = given[name] - full[name]
        yield Step("remainder", name, votes[name], quota, remainders[name], more, name in tied)
