"""What every allocation of seats obeys, and a slow oracle that tries every outcome."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from crosstally.election.definition import Rule
from crosstally.election.printed import Interval
from crosstally.seats.largest_remainder import largest_remainder
from crosstally.seats.margins import (
    votes_above_threshold,
    votes_above_threshold_range,
    votes_added_to_threshold,
    votes_moved_to_threshold,
)
from crosstally.seats.rule import apply_rule
from crosstally.seats.thresholds import admits, passes

counts = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 10**7)), min_size=1, max_size=6)
small = st.lists(st.integers(0, 6), min_size=1, max_size=4)
houses = st.integers(1, 120)
shares = st.fractions(0, Fraction(99, 100), max_denominator=200)


def named(votes: list[int]) -> dict[str, int]:
    return {f"o{i}": count for i, count in enumerate(votes)}


def hamilton(votes: dict[str, int], seats: int) -> set[tuple[int, ...]]:
    """Every outcome of largest remainder, by its definition, among all ways to fill the house."""
    total = sum(votes.values())
    quotas = [Fraction(count * seats, total) for count in votes.values()]
    found = set()
    for outcome in product(range(seats + 1), repeat=len(votes)):
        extra = [given - quota // 1 for given, quota in zip(outcome, quotas, strict=True)]
        if sum(outcome) != seats or not set(extra) <= {0, 1}:
            continue
        with_one = [quota % 1 for quota, more in zip(quotas, extra, strict=True) if more]
        without = [quota % 1 for quota, more in zip(quotas, extra, strict=True) if not more]
        if min(with_one, default=1) >= max(without, default=0):
            found.add(outcome)
    return found


@given(counts, houses)
def test_the_house_is_filled_and_each_gets_its_quota_rounded_down_or_up(
    votes: list[int], seats: int
) -> None:
    total = sum(votes)
    found = largest_remainder(named(votes), seats)
    for outcome in found.outcomes[:50]:
        assert sum(outcome.values()) == (seats if total else 0)
        for name, count in named(votes).items():
            if total:
                assert abs(outcome[name] - Fraction(count * seats, total)) < 1


@given(small.filter(any), st.integers(1, 5))
def test_the_outcomes_are_those_of_the_definition(votes: list[int], seats: int) -> None:
    found = largest_remainder(named(votes), seats)
    listed = [tuple(outcome.values()) for outcome in found.outcomes]
    assert len(listed) == len(set(listed)) == found.count
    assert set(listed) == hamilton(named(votes), seats)


@given(counts, houses, st.randoms(use_true_random=False))
def test_names_and_their_order_do_not_count(votes: list[int], seats: int, random: object) -> None:
    places = list(range(len(votes)))
    random.shuffle(places)  # type: ignore[attr-defined]
    plain = largest_remainder(named(votes), seats)
    mixed = largest_remainder({f"o{i}": votes[i] for i in places}, seats)
    assert mixed.certain == plain.certain
    assert set(mixed.tied) == set(plain.tied)


@given(counts, houses)
def test_only_proportions_count(votes: list[int], seats: int) -> None:
    large = largest_remainder(named([count * 10**12 for count in votes]), seats)
    assert large == largest_remainder(named(votes), seats)


@given(counts, houses)
def test_more_votes_never_give_fewer_seats(votes: list[int], seats: int) -> None:
    found = largest_remainder(named(votes), seats)
    for outcome in found.outcomes[:20]:
        ordered = sorted(zip(votes, outcome.values(), strict=True))
        for (less, seats_of_less), (more, seats_of_more) in pairwise(ordered):
            assert less == more or seats_of_less <= seats_of_more


@given(small, st.integers(1, 6), st.sampled_from(["plurality", "majority", "hare_lr"]))
def test_the_rule_of_registration_picks_one_of_the_open_outcomes(
    votes: list[int], seats: int, method: str
) -> None:
    size = 1 if method == "majority" else seats
    open_rule = Rule.model_validate({"method": method, "seats": size})
    settled = apply_rule(
        open_rule.model_copy(update={"ties": "earlier_registration"}), named(votes)
    )
    ways = apply_rule(open_rule, named(votes))
    assert settled.seats in ways.outcomes
    assert (settled.tied, settled.outcomes_count) == ((), 1)
    assert ways.outcomes_count == len(ways.outcomes)
    assert all(
        ways.seats[name] == min(outcome[name] for outcome in ways.outcomes) for name in ways.seats
    )


@given(small, shares, st.booleans(), st.integers(1, 40), st.integers(0, 20), st.booleans())
def test_an_undecided_threshold_gives_what_some_base_gives(
    votes: list[int], share: Fraction, strict: bool, low: int, width: int, closed: bool
) -> None:
    rule = Rule.model_validate(
        {
            "method": "hare_lr",
            "seats": 5,
            "threshold": {
                "share": f"{float(share * 100):.3f}",
                "of": "cast",
                "passes": "more_than" if strict else "at_least",
            },
            "runner_up": {"seats_at_least": 2},
        }
    )
    base = Interval(Fraction(low), Fraction(low + width), True, closed)
    outcome = apply_rule(rule, named(votes), base)
    listed = [tuple(found.values()) for found in outcome.outcomes]
    for whole in base.wholes():
        exact = apply_rule(rule, named(votes), whole)
        assert {tuple(found.values()) for found in exact.outcomes} <= set(listed)
        assert set(outcome.admitted) <= set(exact.admitted)


@given(
    st.integers(0, 50), st.integers(0, 60), st.integers(0, 60), shares, st.booleans(),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_an_interval_admits_if_every_base_in_it_does(
    votes: int, one: int, two: int, share: Fraction, strict: bool, low_in: bool, high_in: bool
) -> None:
    low, high = sorted((Fraction(one), Fraction(two)))
    base = Interval(low, high, low_in, high_in)
    inside = [low + (high - low) * Fraction(step, 40) for step in range(41)]
    answers = {passes(votes, value, share, strict) for value in inside if value in base}
    found = admits(votes, base, share, strict)
    if found is not None:
        assert answers <= {found} or (low == 0 and share)
    if share and high > 0 and low < high:
        near = (high - low) / 10**9
        ends = {
            passes(votes, low if low_in else low + near, share, strict),
            passes(votes, high if high_in else high - near, share, strict),
        }
        if low > 0:
            assert found is (None if len(ends) == 2 else ends.pop())


@given(st.integers(0, 60), st.integers(0, 60), shares, st.booleans())
def test_margins_are_the_least_numbers_that_change_the_answer(
    votes: int, others: int, share: Fraction, strict: bool
) -> None:
    base = votes + others
    moved = votes_moved_to_threshold(votes, base, share, strict)
    added = votes_added_to_threshold(votes, base, share, strict)
    for step in range(max(moved, added) if base else 0):
        assert passes(votes + step, base, share, strict) is (step >= moved)
        assert passes(votes + step, base + step, share, strict) is (step >= added)
    if base:
        assert passes(votes + moved, base, share, strict)
        assert passes(votes + added, base + added, share, strict)
        slack = votes_above_threshold(votes, base, share, strict)
        assert (slack >= 0) is passes(votes, base, share, strict)
        assert not passes(votes - slack - 1, base, share, strict)


@given(
    st.integers(0, 50), st.integers(1, 60), st.integers(1, 60), shares, st.booleans(),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_the_range_of_a_margin_holds_every_base_and_reaches_its_ends(
    votes: int, one: int, two: int, share: Fraction, strict: bool, low_in: bool, high_in: bool
) -> None:
    low, high = sorted((Fraction(one), Fraction(two)))
    if low == high:
        low_in = high_in = True
    base = Interval(low, high, low_in, high_in)
    near = (high - low) / 10**9
    inside = [low + (high - low) * Fraction(step, 20) for step in range(21)]
    inside += [low + near, high - near]
    found = {
        votes_above_threshold(votes, value, share, strict) for value in inside if value in base
    }
    assert (min(found), max(found)) == votes_above_threshold_range(votes, base, share, strict)
