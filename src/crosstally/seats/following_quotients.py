"""Seats that go on from those that the options have already, each to the greatest quotient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Votes, whole_numbers
from crosstally.seats.divisors import divisors_named
from crosstally.seats.outcomes import Outcomes, one_outcome, outcomes_of
from crosstally.seats.rounds import Course, averages
from crosstally.seats.stages import Allotment


def shared_by_following_quotients(
    method: str, votes: Votes, won: Outcomes, seats: int, ties: str, made: list[Allotment]
) -> tuple[Outcomes, Callable[[], Iterable[Step]]]:
    """Every outcome of ``won`` with ``seats`` more, and the steps of the first.

    ``votes`` are those of the options that take part: each is divided by the method's divisor for
    the seat after those that it has. By the divisors of Adams that is their number (South Africa,
    Electoral Act, schedule 1A, item 6: the highest average number of votes a seat), and an option
    without a seat comes first. Allocations are added to ``made``.
    """
    divisors = divisors_named(method)
    assert divisors is not None
    counted, scale = whole_numbers(votes)
    explained: list[Callable[[], Iterable[Step]]] = []

    def more(row: Mapping[str, int]) -> Outcomes:
        had = {name: row[name] for name in counted}
        made.append(Allotment(method, seats, counted, scale == 1, had))
        course = Course(counted, had, (averages(counted, divisors),))
        allocation = course.allocation(sum(had.values()) + seats).tie_broken(ties, counted)
        explained.append(allocation.explain)
        others = {name: count for name, count in row.items() if name not in counted}
        return outcomes_of(won.options, allocation).plus(one_outcome(won.options, others))

    return won.then(more), explained[0]
