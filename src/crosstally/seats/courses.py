"""Rules that look at the order in which seats were given: a majority guarantee, exhausted lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from crosstally.seats.allocation import OUTCOMES_LISTED, Step
from crosstally.seats.divisors import divisors_named
from crosstally.seats.dutch import dutch_course
from crosstally.seats.largest_remainder import QUOTAS, quota_of
from crosstally.seats.outcomes import Outcomes
from crosstally.seats.rounds import (
    Course,
    Ranked,
    Standing,
    averages,
    full_steps,
    remainders,
)


def course_of(method: str, votes: Mapping[str, int], seats: int) -> Course | None:
    """A method as a course of rounds; None for those that have no such order (plurality), and where
    there is nothing to divide."""
    voted = {name: count for name, count in votes.items() if count}
    quota, divisors = method.removesuffix("_lr"), divisors_named(method)
    if not voted or not seats:
        return None
    if divisors is not None:
        return Course(votes, dict.fromkeys(votes, 0), (averages(votes, divisors),))
    if method == "dutch":
        return dutch_course(votes, seats)
    if quota not in QUOTAS:
        return None
    size = Fraction(*quota_of(voted, seats, quota))
    full = {name: int(count / size) for name, count in votes.items()}
    return Course(votes, full, (remainders(votes, size, full),), full_steps(votes, size, full))


def with_majority_guarantee(course: Course, standing: Standing, seats: int) -> list[Standing]:
    """The seat that was given last, moved to an option with more than half of the votes that has
    no more than half of the seats (Kieswet, P 9). Where several options stood level at that
    seat, any of them may lose it."""
    total = sum(course.votes.values())
    winner = [name for name, count in course.votes.items() if 2 * count > total]
    losers = [name for name in standing.last if name not in winner]
    if not winner or not losers or 2 * standing.seats[winner[0]] > seats:
        return [standing]
    found = []
    for loser in losers:
        moved = {loser: -1, winner[0]: 1}
        steps = [
            Step("guarantee", name, course.votes[name], None, None, more, len(losers) > 1)
            for name, more in moved.items()
        ]
        won = {name: had + moved.get(name, 0) for name, had in standing.seats.items()}
        given = tuple(one - {loser} for one in standing.given)
        found.append(Standing(won, given, (), (*standing.steps, *steps)))
    return found


def with_limits(
    course: Course, standing: Standing, limits: Mapping[str, int], vacant: bool, ranked: Ranked
) -> list[Standing]:
    """Seats that a list has no candidates for, taken off and given to the others as the method
    goes on (Kieswet, P 10), or left vacant."""
    over = {
        name: won - limits[name]
        for name, won in standing.seats.items()
        if name in limits and won > limits[name]
    }
    if not over:
        return [standing]
    kept = {name: won - over.get(name, 0) for name, won in standing.seats.items()}
    steps = [
        Step("exhausted", name, course.votes[name], None, None, -n) for name, n in over.items()
    ]
    cut = Standing(kept, standing.given, (), (*standing.steps, *steps))
    if vacant:
        return [cut]
    return replace(course, limits=limits).on(cut, sum(over.values()), ranked)


def followed(
    course: Course,
    seats: int,
    ranked: Ranked,
    *,
    guarantee: bool = False,
    limits: Mapping[str, int] | None = None,
    vacant: bool = False,
) -> tuple[Outcomes, tuple[Step, ...]]:
    """All seats by a course, then the guarantee, then what exhausted lists leave. Returns the
    outcomes, and the steps of the first of them."""
    names = tuple(course.votes)
    standings = course.on(course.start(), seats - sum(course.full.values()), ranked)
    if guarantee:
        moved = [with_majority_guarantee(course, one, seats) for one in standings]
        standings = list(chain.from_iterable(moved))
    if limits:
        cut = [with_limits(course, one, limits, vacant, ranked) for one in standings]
        standings = list(chain.from_iterable(cut))
    rows = list(dict.fromkeys(tuple(one.seats[name] for name in names) for one in standings))
    whole = len(standings) < OUTCOMES_LISTED
    return Outcomes(names, tuple(rows[:OUTCOMES_LISTED]), len(rows), whole), standings[0].steps
