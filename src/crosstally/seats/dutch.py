"""Dutch councils: seats by the Hare quota, residual seats by remainders or averages.

Kieswet, articles P 5 to P 8. What articles P 9 and P 10 do after that stands in ``courses``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from crosstally.seats.allocation import Allocation, nothing
from crosstally.seats.divisors import DIVISORS
from crosstally.seats.rounds import Course, Round, averages, full_steps, remainders

SMALL_COUNCIL = 19
"""A council of fewer seats shares residual seats by remainders (P 8), others by averages (P 7)."""


def dutch(votes: Mapping[str, int], seats: int) -> Allocation:
    """A seat for each full Hare quota. Of a council with fewer than 19 seats the residual ones go
    to the largest remainders among lists with at least 75 percent of the quota, one each; then to
    the greatest averages, one each; then to the greatest averages. Of a larger one they go to
    the greatest averages, which comes to D'Hondt's method.

    >>> dutch({"a": 540, "b": 160, "c": 160, "d": 80, "e": 60}, 12).seats
    {'a': 6, 'b': 2, 'c': 2, 'd': 1, 'e': 1}
    """
    course = dutch_course(votes, seats)
    return nothing(votes) if course is None else course.allocation(seats)


def dutch_course(votes: Mapping[str, int], seats: int) -> Course | None:
    """The same as a course of rounds; None where there is nothing to divide."""
    if not any(votes.values()) or not seats:
        return None
    quota = Fraction(sum(votes.values()), seats)
    full = {name: int(count / quota) for name, count in votes.items()}
    dhondt = DIVISORS["dhondt"]
    rounds: tuple[Round, ...] = (averages(votes, dhondt),)
    if seats < SMALL_COUNCIL:
        enough = replace(
            remainders(votes, quota, full),
            once=True,
            open_to=lambda name: 4 * votes[name] >= 3 * quota,
        )
        rounds = (enough, averages(votes, dhondt, once=True), *rounds)
    return Course(votes, full, rounds, full_steps(votes, quota, full))
