"""Every method by a small table: votes, seats, outcome."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from crosstally.election.definition import Rule
from crosstally.election.seat_methods import METHOD_NAMES
from crosstally.seats import OpenTie, allocate
from crosstally.seats.divisors import DIVISORS, Computed, divisors_named, written
from crosstally.seats.methods import METHODS, method_named
from crosstally.seats.rule import apply_rule

F = Fraction

# 340, 280, 160, 60 and no votes at all; seven seats.
VOTES = {"a": 340, "b": 280, "c": 160, "d": 60, "e": 0}


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("dhondt", (3, 3, 1, 0, 0)),  # 340 280 170 160 140 113.3 93.3: the textbook's own table
        ("sainte_lague", (3, 2, 1, 1, 0)),
        ("sainte_lague_1.4", (3, 3, 1, 0, 0)),  # 60/1.4 = 42.9 comes after 280/5 = 56
        ("sainte_lague_1", (3, 2, 1, 1, 0)),  # plain Sainte-Laguë again
        ("danish", (3, 2, 1, 1, 0)),
        ("imperiali", (3, 3, 1, 0, 0)),
        ("adams", (3, 2, 1, 1, 0)),
        ("huntington_hill", (3, 2, 1, 1, 0)),
        ("dean", (3, 2, 1, 1, 0)),
        ("dhondt_0.9", (3, 3, 1, 0, 0)),  # 280/3^0.9 = 104.2 comes before 160/2^0.9 = 85.7
        ("1.4,3,5", (3, 3, 1, 0, 0)),
        ("1, 3", (3, 2, 1, 1, 0)),
        ("macau", (3, 2, 2, 0, 0)),  # 160/2 = 80 before 280/4 = 70
        ("hare_lr", (3, 2, 1, 1, 0)),  # quota 120
        ("droop_lr", (3, 3, 1, 0, 0)),  # quota 106: the remainder of b is 68, that of d 60
        ("hagenbach_bischoff_lr", (3, 3, 1, 0, 0)),  # 105: 70 against 60
        ("imperiali_lr", (3, 3, 1, 0, 0)),  # 93⅓: seven full quotas, none left
        ("plurality", (1, 1, 1, 1, 0)),  # one each; an option without votes wins nothing
        ("block_vote", (1, 1, 1, 1, 0)),
    ],
)
def test_a_method(method: str, expected: tuple[int, ...]) -> None:
    assert tuple(allocate(VOTES, 7, method).seats.values()) == expected


def test_two_rounds() -> None:
    assert allocate(VOTES, 1, "majority").run_off == ("a", "b")
    assert allocate({"a": 51, "b": 49}, 1, "majority").seats == {"a": 1, "b": 0}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dhondt", [1, 2, 3, 4]),
        ("sainte_lague", [1, 3, 5, 7]),
        ("sainte_lague_1.4", [F(7, 5), 3, 5, 7]),
        ("sainte_lague_1.2", [F(6, 5), 3, 5, 7]),
        ("danish", [1, 4, 7, 10]),
        ("imperiali", [1, F(3, 2), 2, F(5, 2)]),
        ("adams", [0, 1, 2, 3]),
        ("huntington_hill", [0, 2, 6, 12]),  # squared
        ("dean", [0, F(4, 3), F(12, 5), F(24, 7)]),
        ("macau", [1, 2, 4, 8]),
    ],
)
def test_divisors(name: str, expected: list[Fraction]) -> None:
    divisors = divisors_named(name)
    assert divisors is not None
    assert [divisors.shown(k) for k in range(4)] == expected


def test_any_sequence_is_continued_by_its_last_step() -> None:
    found = written(["1.4", 3, F(5), "7"])
    assert [found.shown(k) for k in range(6)] == [F(7, 5), 3, 5, 7, 9, 11]
    assert allocate(VOTES, 7, ["1.4", "3", "5"]) == allocate(VOTES, 7, "sainte_lague_1.4")
    # The first two seats dear, the third cheap to have.
    assert allocate({"a": 60, "b": 40}, 3, [2, 3, "3.1"]).seats == {"a": 2, "b": 1}


def test_estonia_divides_by_powers_of_nine_tenths() -> None:
    """d(k) = (k + 1) ** 0.9 is no fraction; its tenth power is (Riigikogu valimise seadus § 62)."""
    estonia = Computed(lambda k: ((k + 1) ** 9, 1), power=10)
    votes = {"a": 34_000, "b": 28_000, "c": 16_000, "d": 6_000}
    assert allocate(votes, 13, estonia).seats == {"a": 6, "b": 5, "c": 2, "d": 0}
    assert allocate(votes, 13, "dhondt").seats == {"a": 6, "b": 4, "c": 2, "d": 1}


@pytest.mark.parametrize("method", ["adams", "huntington_hill", "dean"])
def test_a_first_divisor_of_zero_gives_everybody_a_seat_and_the_most_votes_first(
    method: str,
) -> None:
    votes = {"a": 1, "b": 1_000, "c": 3, "d": 0}
    assert allocate(votes, 3, method).seats == {"a": 1, "b": 1, "c": 1, "d": 0}
    assert allocate(votes, 2, method).seats == {"a": 0, "b": 1, "c": 1, "d": 0}
    tied = allocate({"a": 1, "b": 1, "c": 3}, 2, method)
    assert (tied.certain, tied.tied) == ({"a": 0, "b": 0, "c": 1}, ("a", "b"))


@pytest.mark.parametrize(
    ("method", "votes", "seats", "expected"),
    [
        # 100 votes, one seat: two full quotas of 50; with 100 / 1 there is none
        ("hagenbach_bischoff_lr", (50, 50), 1, (0, 0)),
        # 90 votes, one seat: three full quotas of 30; two of 45, no; none of 90
        ("imperiali_lr", (60, 30), 1, (1, 0)),
        # 40 votes, two seats: four full quotas of 10; then 13⅓ gives two
        ("imperiali_lr", (30, 10), 2, (2, 0)),
    ],
)
def test_more_full_quotas_than_seats_take_the_next_larger_quota(
    method: str, votes: tuple[int, ...], seats: int, expected: tuple[int, ...]
) -> None:
    found = allocate(dict(zip("ab", votes, strict=True)), seats, method)
    assert tuple(found.certain.values()) == expected
    assert sum(expected) + found.open_seats == seats


def test_droops_quota_with_hardly_a_vote_goes_round_again() -> None:
    """Three votes, ten seats: a quota of one vote, and seven seats left for two options."""
    found = allocate({"a": 2, "b": 1, "c": 0}, 10, "droop_lr")
    assert (found.certain, found.tied) == ({"a": 5, "b": 4, "c": 0}, ("a", "b"))


def test_large_houses_and_large_votes_stay_exact() -> None:
    votes = {"a": 10**30, "b": 10**30 - 1, "c": 1}
    assert allocate(votes, 1, "dhondt").seats == {"a": 1, "b": 0, "c": 0}
    assert allocate(votes, 100_001, "sainte_lague").seats == {"a": 50_001, "b": 50_000, "c": 0}
    # As floating-point numbers the two quotients would be one.
    assert allocate({"a": 3 * 10**17 + 1, "b": 10**17}, 1, [3, 4]).tied == ()


def test_equal_quotients_are_a_set_of_outcomes() -> None:
    found = allocate({"a": 20, "b": 10, "c": 5}, 3, "dhondt")
    assert found.seats == {"a": 2, "b": 1, "c": 0}
    found = allocate({"a": 20, "b": 10, "c": 5}, 2, "dhondt")
    assert (found.certain, found.tied, found.open_seats) == (
        {"a": 1, "b": 0, "c": 0},
        ("a", "b"),
        1,
    )
    assert found.outcomes == ({"a": 2, "b": 0, "c": 0}, {"a": 1, "b": 1, "c": 0})
    with pytest.raises(OpenTie, match=r"1 seat is open among a, b"):
        found.seats  # noqa: B018


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("earlier_registration", {"b": 1, "a": 1, "c": 0}),
        ("more_votes", {"b": 0, "a": 2, "c": 0}),
    ],
)
def test_a_rule_for_ties(ties: str, expected: dict[str, int]) -> None:
    votes = {"b": 10, "a": 20, "c": 5}
    assert allocate(votes, 2, "dhondt", ties=ties).seats == expected


def test_a_lot_stays_open_and_so_do_equal_votes() -> None:
    assert allocate({"a": 7, "b": 7}, 1, "dhondt", ties="lot").count == 2
    found = allocate({"a": 20, "b": 10, "c": 10}, 2, "dhondt", ties="more_votes")
    assert found.seats == {"a": 2, "b": 0, "c": 0}
    found = allocate({"a": 20, "b": 10, "c": 10}, 3, "dhondt", ties="more_votes")
    assert (found.certain, found.tied) == ({"a": 2, "b": 0, "c": 0}, ("b", "c"))


def test_the_work_of_highest_averages() -> None:
    steps = allocate({"a": 10, "b": 7, "c": 1}, 4, "sainte_lague_1.4").steps
    assert [(s.option, s.votes, s.divisor, s.value, s.seats) for s in steps] == [
        ("a", 10, F(7, 5), F(50, 7), 1),
        ("b", 7, F(7, 5), F(5), 1),
        ("a", 10, F(3), F(10, 3), 1),
        ("b", 7, F(3), F(7, 3), 1),
        ("a", 10, F(5), F(2), 0),  # who would come next
    ]


def test_the_work_with_squares_a_zero_and_a_tie() -> None:
    steps = allocate({"a": 10, "b": 5, "c": 5}, 4, "huntington_hill").steps
    assert [(s.option, s.votes, s.divisor, s.value, s.power) for s in steps] == [
        ("a", 10, F(0), None, 2),
        ("b", 5, F(0), None, 2),
        ("c", 5, F(0), None, 2),
        ("a", 10, F(2), F(50), 2),  # 10 by the root of 2, both squared
        ("a", 10, F(6), F(50, 3), 2),
    ]
    steps = allocate({"a": 20, "b": 10}, 2, "dhondt").steps
    assert [(s.option, s.value, s.seats, s.tied) for s in steps] == [
        ("a", F(20), 1, False),
        ("a", F(10), 0, True),
        ("b", F(10), 0, True),
    ]


def test_the_work_of_largest_remainder() -> None:
    steps = allocate({"a": 5, "b": 3, "c": 1}, 4).steps
    assert [(s.kind, s.option, s.divisor, s.value, s.seats) for s in steps] == [
        ("quota", "a", F(9, 4), F(20, 9), 2),
        ("quota", "b", F(9, 4), F(4, 3), 1),
        ("quota", "c", F(9, 4), F(4, 9), 0),
        ("remainder", "c", F(9, 4), F(1), 1),
        ("remainder", "b", F(9, 4), F(3, 4), 0),
        ("remainder", "a", F(9, 4), F(1, 2), 0),
    ]


def test_the_work_of_a_threshold_comes_first() -> None:
    steps = allocate({"a": 5, "b": 4, "c": 1}, 2, "dhondt", threshold="more than 10%").steps
    assert [(s.kind, s.option, s.value) for s in steps] == [
        ("threshold", "c", F(1, 10)),
        ("quotient", "a", F(5)),
        ("quotient", "b", F(4)),
        ("quotient", "a", F(5, 2)),  # who would come next
    ]


@pytest.mark.parametrize(
    ("threshold", "bases", "expected"),
    [
        (None, None, (7, 2, 1)),
        ("10%", None, (7, 2, 1)),  # exactly ten percent passes
        ("at least 10% of valid", None, (7, 2, 1)),
        ("more than 10 % of valid votes", None, (7, 3, 0)),
        ("10.1%", None, (7, 3, 0)),
        ("7,5%", {"valid": 120}, (7, 2, 1)),  # blank votes are valid ones where a law says so
        ("10%", {"valid": 101}, (7, 3, 0)),
        ("5% of cast", {"cast": 200}, (7, 2, 1)),
        ("more than 5% of registered voters", {"registered": 200}, (7, 3, 0)),
    ],
)
def test_a_threshold(
    threshold: str | None, bases: dict[str, int] | None, expected: tuple[int, ...]
) -> None:
    votes = {"a": 66, "b": 24, "c": 10}
    found = allocate(votes, 10, "hare_lr", threshold=threshold, bases=bases)
    assert tuple(found.seats.values()) == expected


def test_every_method_is_found_by_its_name() -> None:
    for name in METHODS:
        assert method_named(name) is METHODS[name]
    assert set(DIVISORS) < set(METHODS)


def test_election_yaml_knows_every_method() -> None:
    assert set(METHOD_NAMES) == set(METHODS)
    votes = {"a": 340, "b": 280, "c": 160, "d": 60}
    for name in (*METHOD_NAMES, "sainte_lague_1.2"):
        seats = 1 if name == "majority" else 7
        rule = Rule.model_validate({"method": name, "seats": seats})
        assert apply_rule(rule, votes).seats == allocate(votes, seats, name).certain


@pytest.mark.parametrize("name", ["dhont", "sainte_lague_3", "sainte_lague_0.0", "sainte_lague_"])
def test_election_yaml_refuses_others(name: str) -> None:
    with pytest.raises(ValidationError, match="'dhondt'"):
        Rule.model_validate({"method": name})


def test_votes_of_numpy_are_whole_numbers_too() -> None:
    import numpy as np

    votes = dict(zip("ab", np.array([10, 7]), strict=True))
    seats: Any = np.int64(5)
    assert allocate(votes, seats, "dhondt").seats == {"a": 3, "b": 2}
