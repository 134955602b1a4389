"""Axioms that each family of methods obeys, and a slow oracle: the definition, seat by seat."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.seats import Allocation, allocate
from crosstally.seats.divisors import DIVISORS, Written, divisors_named
from crosstally.seats.methods import METHODS

counts = st.lists(
    st.one_of(st.integers(0, 9), st.integers(0, 10**7)), min_size=1, max_size=8
).filter(any)
small = st.lists(st.integers(0, 6), min_size=1, max_size=4).filter(any)
houses = st.integers(1, 120)
QUOTA_METHODS = sorted(name for name in METHODS if name.endswith("_lr"))
DIVISOR_METHODS = [*sorted(DIVISORS), "sainte_lague_1.2", "sainte_lague_2.9"]
PROPORTIONAL = [*DIVISOR_METHODS, *QUOTA_METHODS]

# Every test runs once a method: there, a thousand cases each are many.
fewer = settings(max_examples=min(settings().max_examples, 1_000))
each_method = pytest.mark.parametrize("method", PROPORTIONAL)
each_divisor_method = pytest.mark.parametrize("method", DIVISOR_METHODS)


def named(votes: list[int]) -> dict[str, int]:
    return {f"o{i}": count for i, count in enumerate(votes)}


def one_by_one(votes: dict[str, int], seats: int, method: str) -> set[tuple[int, ...]]:
    """Every outcome of highest averages, by its definition: a seat at a time, every tie followed.

    Quotients are compared by cross-multiplication; zero for a divisor comes first, by votes.
    """
    divisors = divisors_named(method)
    assert divisors is not None
    outcomes = {(0,) * len(votes)}
    for _ in range(seats):
        following = set()
        for outcome in outcomes:
            ranks = [
                (divisors.shown(won) == 0, count**divisors.power / (divisors.shown(won) or 1))
                for count, won in zip(votes.values(), outcome, strict=True)
            ]
            best = max(rank for rank, count in zip(ranks, votes.values(), strict=True) if count)
            for place, (rank, count) in enumerate(zip(ranks, votes.values(), strict=True)):
                if rank == best and count:
                    following.add(tuple(won + (i == place) for i, won in enumerate(outcome)))
        outcomes = following
    return outcomes


def rows(found: Allocation) -> set[tuple[int, ...]]:
    return {tuple(outcome.values()) for outcome in found.outcomes}


@each_divisor_method
@fewer
@given(votes=small, seats=st.integers(0, 7))
def test_the_outcomes_are_those_of_the_definition(
    method: str, votes: list[int], seats: int
) -> None:
    found = allocate(named(votes), seats, method)
    assert rows(found) == one_by_one(named(votes), seats, method)
    assert len(found.outcomes) == found.count


@each_divisor_method
@fewer
@given(votes=counts, seats=houses)
def test_a_large_house_is_reached_from_near_and_from_nothing_alike(
    method: str, votes: list[int], seats: int
) -> None:
    """Whatever the start, no quotient that waits is greater than one that was served."""
    found = allocate(named(votes), seats, method)
    divisors = divisors_named(method)
    assert divisors is not None
    for outcome in found.outcomes[:3]:
        assert sum(outcome.values()) == seats
        for (_, one), won in zip(named(votes).items(), outcome.values(), strict=True):
            for (_, other), theirs in zip(named(votes).items(), outcome.values(), strict=True):
                if not (one and theirs):
                    continue
                mine, served = divisors.shown(won), divisors.shown(theirs - 1)
                waits, had = one**divisors.power, other**divisors.power
                if mine and served:
                    assert waits / mine <= had / served
                elif not mine:
                    assert not served
                    assert waits <= had


@each_method
@fewer
@given(votes=counts, seats=houses, random=st.randoms(use_true_random=False))
def test_names_and_their_order_do_not_count(
    method: str, votes: list[int], seats: int, random: Random
) -> None:
    places = list(range(len(votes)))
    random.shuffle(places)
    plain = allocate(named(votes), seats, method)
    mixed = allocate({f"o{i}": votes[i] for i in places}, seats, method)
    assert mixed.certain == plain.certain
    assert (set(mixed.tied), mixed.open_seats) == (set(plain.tied), plain.open_seats)


@pytest.mark.parametrize("method", [name for name in PROPORTIONAL if name != "droop_lr"])
@given(votes=counts, seats=houses)
def test_only_proportions_count(method: str, votes: list[int], seats: int) -> None:
    """Droop's quota is rounded: there, not only proportions count."""
    large = allocate(named([count * 10**12 for count in votes]), seats, method)
    assert large == allocate(named(votes), seats, method)


@each_divisor_method
@fewer
@given(votes=counts, seats=st.integers(0, 60))
def test_one_seat_more_takes_a_seat_from_nobody(method: str, votes: list[int], seats: int) -> None:
    """House monotonicity (Balinski and Young 2001, appendix A)."""
    fewer = allocate(named(votes), seats, method)
    more = allocate(named(votes), seats + 1, method)
    assert all(more.certain[name] >= fewer.certain[name] for name in fewer.certain)
    least = {name: fewer.certain[name] + (name in fewer.tied) for name in fewer.certain}
    assert any(all(given[name] <= least[name] + 1 for name in least) for given in more.outcomes[:1])


@each_divisor_method
@fewer
@given(
    votes=st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=6),
    seats=houses,
)
def test_who_grows_faster_loses_no_seat_to_who_grows_slower(
    method: str, votes: list[tuple[int, int]], seats: int
) -> None:
    """Population monotonicity (Balinski and Young 2001, appendix A): where i gains in proportion to
    j, never does i lose a seat while j wins one."""
    before = allocate(named([one for one, _ in votes]), seats, method).outcomes[0]
    after = allocate(named([two for _, two in votes]), seats, method).outcomes[0]
    was, now = list(before.values()), list(after.values())
    zero = divisors_named(method).shown(0) == 0  # type: ignore[union-attr]
    for (i, (old, new)), (j, (older, newer)) in product(enumerate(votes), repeat=2):
        grows = Fraction(new, old) > Fraction(newer, older)
        if grows and not (zero and seats < len(votes)):
            assert not (now[i] < was[i] and now[j] > was[j])


@given(votes=counts, seats=houses)
def test_hare_stays_within_the_quota(votes: list[int], seats: int) -> None:
    for outcome in allocate(named(votes), seats, "hare_lr").outcomes[:20]:
        for count, won in zip(votes, outcome.values(), strict=True):
            exact = Fraction(count * seats, sum(votes))
            assert exact.__floor__() <= won <= exact.__ceil__()


@pytest.mark.parametrize("method", QUOTA_METHODS)
@given(votes=counts, seats=houses)
def test_the_house_is_filled_and_who_has_no_votes_gets_nothing(
    method: str, votes: list[int], seats: int
) -> None:
    for outcome in allocate(named(votes), seats, method).outcomes[:20]:
        assert sum(outcome.values()) == seats
        assert all(count or not won for count, won in zip(votes, outcome.values(), strict=True))


@each_method
@fewer
@given(votes=counts, seats=st.integers(0, 40))
def test_the_steps_add_up_to_the_seats(method: str, votes: list[int], seats: int) -> None:
    found = allocate(named(votes), seats, method)
    added = dict.fromkeys(found.certain, 0)
    for step in found.steps:
        added[step.option] += step.seats
    assert added == found.certain
    assert {step.option for step in found.steps if step.tied} == set(found.tied)
    values = [step.value for step in found.steps if step.kind == "quotient" and step.value]
    assert values == sorted(values, reverse=True)


@given(
    numbers=st.lists(st.fractions(Fraction(1, 10), 20, max_denominator=10), min_size=2, max_size=6),
    votes=counts,
    seats=st.integers(1, 40),
)
def test_any_sequence_of_divisors(numbers: list[Fraction], votes: list[int], seats: int) -> None:
    rising = sorted(set(numbers))
    if len(rising) < 2:
        rising.append(rising[0] + 1)
    found = allocate(named(votes), seats, rising)
    divisors = Written(tuple(rising))
    quotients = sorted(
        (count / divisors.shown(k) for count in votes for k in range(seats)), reverse=True
    )
    last = quotients[seats - 1]
    for (_, count), won in zip(named(votes).items(), found.certain.values(), strict=True):
        above = sum(count / divisors.shown(k) > last for k in range(seats))
        level = sum(count / divisors.shown(k) == last for k in range(seats)) if count else 0
        assert above <= won <= above + level
