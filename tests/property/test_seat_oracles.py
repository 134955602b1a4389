"""Two other programs, votelib and interregnum, give the same seats wherever they are exact.

Both work a seat at a time with fractions. What they cannot do is left out, and said here:

- votelib leaves options out whose first divisor is zero, and its Huntington-Hill divides a whole
  number by a decimal, which fails: every option is given one seat beforehand, and Huntington-Hill
  is asked of interregnum alone.
- interregnum divides by zero there, likewise; and its Huntington-Hill uses floating-point roots, so
  that only outcomes whose quotients differ by more than those can tell are compared.
- Where there are more full quotas than seats, votelib refuses: it is given the next larger quota.
  interregnum then enlarges the quota by one vote at a time, which is no law, and is not asked.
- votelib's thresholds are never used, and an option without votes is not shown to either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from interregnum.methods.singlevote.highest_averages import HighestAveragesAllocator
from interregnum.methods.singlevote.largest_remainder import LargestRemainderAllocator
from votelib.component.divisor import modified_first_coef, sainte_lague
from votelib.evaluate.core import Plurality, Tie
from votelib.evaluate.proportional import HighestAverages, LargestRemainder

from crosstally.seats import Allocation, allocate

cases = settings(max_examples=max(300, settings().max_examples))
# Small votes tie often; votes like a country's seldom do.
counts = st.lists(
    st.one_of(st.integers(0, 12), st.integers(0, 10**7)), min_size=1, max_size=8
).filter(any)
houses = st.integers(1, 60)

DIVISORS_OF_VOTELIB: dict[str, Any] = {
    "dhondt": "d_hondt",
    "sainte_lague": "sainte_lague",
    "sainte_lague_1.4": modified_first_coef(sainte_lague, Decimal("1.4")),
    "sainte_lague_1.2": modified_first_coef(sainte_lague, Decimal("1.2")),
    "danish": "danish",
    "imperiali": "imperiali",
    "macau": "macau",
}
FROM_ZERO: dict[str, Callable[[int], Fraction]] = {
    "adams": lambda k: Fraction(k),
    "dean": lambda k: Fraction(2 * k * (k + 1), 2 * k + 1),
}
QUOTAS = ("hare", "droop", "hagenbach_bischoff", "imperiali")


def named(votes: list[int]) -> dict[str, int]:
    return {f"o{i}": count for i, count in enumerate(votes) if count}


def same(found: Allocation, theirs: Mapping[Any, int]) -> None:
    """Seats that are certain, and who is tied for how many, are the same."""
    ties = {option: count for option, count in theirs.items() if isinstance(option, Tie)}
    assert {name: count for name, count in found.certain.items() if count} == {
        option: count for option, count in theirs.items() if option not in ties and count
    }
    assert {frozenset(tie): count for tie, count in ties.items()} == (
        {frozenset(found.tied): found.open_seats} if found.tied else {}
    )


def overflows(votes: dict[str, int], seats: int, part: int) -> bool:
    """Whether there are more full quotas of the part-th part of all votes than seats."""
    total = sum(votes.values())
    return sum(count * part // total for count in votes.values()) > seats


PARTS = {"hagenbach_bischoff": 1, "imperiali": 2}


@pytest.mark.parametrize("method", DIVISORS_OF_VOTELIB)
@cases
@given(votes=counts, seats=houses)
def test_votelib_by_highest_averages(method: str, votes: list[int], seats: int) -> None:
    theirs = HighestAverages(DIVISORS_OF_VOTELIB[method]).evaluate(named(votes), seats)
    same(allocate(named(votes), seats, method), theirs)


@pytest.mark.parametrize("method", FROM_ZERO)
@cases
@given(votes=counts, more=st.integers(1, 50))
def test_votelib_from_a_divisor_of_zero(method: str, votes: list[int], more: int) -> None:
    asked = named(votes)
    seats = len(asked) + more
    theirs = HighestAverages(FROM_ZERO[method]).evaluate(
        asked, seats, prev_gains=dict.fromkeys(asked, 1)
    )
    found = allocate(asked, seats, method)
    beyond = Allocation(
        {name: count - 1 for name, count in found.certain.items()}, found.tied, found.open_seats
    )
    same(beyond, theirs)


@pytest.mark.parametrize("quota", QUOTAS)
@cases
@given(votes=counts, seats=houses)
def test_votelib_by_largest_remainder(quota: str, votes: list[int], seats: int) -> None:
    asked = named(votes)
    # With hardly a vote, Droop's quota leaves more seats than options; votelib leaves them empty.
    assume(quota != "droop" or sum(votes) >= seats * (seats + 1))
    taken: Any = quota
    if quota in PARTS:
        part = seats + PARTS[quota]
        while overflows(asked, seats, part):
            part -= 1
        taken = lambda total, _: Fraction(total, part)  # noqa: E731
    theirs = LargestRemainder(taken).evaluate(asked, seats)
    same(allocate(asked, seats, f"{quota}_lr"), theirs)


@pytest.mark.parametrize("method", ["plurality", "block_vote"])
@cases
@given(votes=counts, seats=st.integers(1, 8))
def test_votelib_by_the_most_votes(method: str, votes: list[int], seats: int) -> None:
    asked = named(votes)
    assume(seats <= len(asked))
    elected = Plurality().evaluate(asked, seats)
    same(
        allocate(asked, seats, method), {one: elected.count(one) for one in dict.fromkeys(elected)}
    )


def admitted_by(found: Allocation, theirs: Any) -> None:
    """The one outcome that interregnum gives (ties broken) is among the admissible ones."""
    seated = {candidate.name: candidate.seats for candidate in theirs.allocation}
    for name, count in found.certain.items():
        assert count <= seated[name] <= count + (name in found.tied)
    assert sum(seated.values()) == sum(found.certain.values()) + found.open_seats


@pytest.mark.parametrize(
    "method", ["dhondt", "sainte_lague", "sainte_lague_1.4", "danish", "imperiali"]
)
@cases
@given(votes=counts, seats=houses)
def test_interregnum_by_highest_averages(method: str, votes: list[int], seats: int) -> None:
    asked = named(votes)
    theirs = HighestAveragesAllocator[str](method).calc(list(asked.items()), seats, random_seed=1)
    admitted_by(allocate(asked, seats, method), theirs)


@pytest.mark.parametrize("method", ["adams", "dean", "huntington_hill"])
@cases
@given(votes=counts, more=st.integers(1, 50))
def test_interregnum_from_a_divisor_of_zero(method: str, votes: list[int], more: int) -> None:
    asked = named(votes)
    found = allocate(asked, len(asked) + more, method)
    if method == "huntington_hill":
        assume(not found.tied)
        assume(_tells_roots_apart(asked, found))
    theirs = HighestAveragesAllocator[str](method).calc(
        list(asked.items()),
        more,
        random_seed=1,
        initial_seats=list(dict.fromkeys(asked, 1).items()),
    )
    admitted_by(found, theirs)


def _tells_roots_apart(votes: dict[str, int], found: Allocation) -> bool:
    """Whether the last quotient served and the first that waits differ by a millionth of a
    millionth: floating-point numbers hold sixteen digits."""
    waits = [Fraction(votes[n] ** 2, won * (won + 1)) for n, won in found.certain.items()]
    served = [
        Fraction(votes[n] ** 2, won * (won - 1)) for n, won in found.certain.items() if won > 1
    ]
    return not served or max(waits) * (1 + Fraction(1, 10**12)) < min(served)


@pytest.mark.parametrize("quota", QUOTAS)
@settings(cases, suppress_health_check=[HealthCheck.filter_too_much])
@given(votes=counts, seats=houses)
def test_interregnum_by_largest_remainder(quota: str, votes: list[int], seats: int) -> None:
    asked = named(votes)
    assume(quota not in PARTS or not overflows(asked, seats, seats + PARTS[quota]))
    assume(quota != "droop" or sum(votes) >= seats * (seats + 1))
    theirs = LargestRemainderAllocator[str](quota).calc(list(asked.items()), seats, random_seed=1)
    admitted_by(allocate(asked, seats, f"{quota}_lr"), theirs)
