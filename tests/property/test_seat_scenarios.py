"""Many allocations at once are what each is by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.seats.methods import METHODS, method_named
from crosstally.seats.scenarios import allocate_many
from crosstally.seats.votes import ArgumentError, ArgumentTypeError

NAMES = [*sorted(set(METHODS) - {"majority"}), "sainte_lague_1.2"]
HIGHEST = {"small": 6, "a country": 10**7, "64 bits": 2**63 - 1, "more than 64 bits": 10**30}


@pytest.mark.parametrize("method", NAMES)
@settings(max_examples=min(settings().max_examples, 1_000))  # seventeen methods
@given(data=st.data(), seats=st.integers(0, 30), width=st.integers(1, 6))
def test_many_are_each_one(method: str, data: Any, seats: int, width: int) -> None:
    highest = HIGHEST[data.draw(st.sampled_from(sorted(HIGHEST)))]
    count = st.one_of(st.integers(0, 4), st.integers(0, highest))
    row = st.lists(count, min_size=width, max_size=width).filter(any)
    table = data.draw(st.lists(row, max_size=6))
    votes = np.array(table, dtype=object if highest >= 2**63 else np.int64).reshape(-1, width)
    found, tied = allocate_many(votes, seats, method)
    assert found.dtype == np.int64
    assert found.shape == votes.shape
    for row, seated, is_tied in zip(table, found.tolist(), tied, strict=True):
        one = method_named(method)({str(i): count for i, count in enumerate(row)}, seats)
        earlier = one.tie_broken("earlier_registration", {})
        assert seated == list(earlier.certain.values())
        assert is_tied == bool(one.tied)


def test_a_tie_goes_to_the_earlier_option_and_is_marked() -> None:
    votes = np.array([[1, 1, 1], [3, 2, 1]])
    found, tied = allocate_many(votes, 2, "dhondt")
    assert found.tolist() == [[1, 1, 0], [1, 1, 0]]
    assert tied.tolist() == [True, False]


def test_more_scenarios_than_are_worked_out_together() -> None:
    votes = np.tile(np.array([[340, 280, 160, 60]]), (20_001, 1))
    found, tied = allocate_many(votes, 7, "dhondt")
    assert (found == [3, 3, 1, 0]).all()
    assert not tied.any()


@pytest.mark.parametrize(
    ("votes", "seats", "method", "error", "said"),
    [
        (np.array([[1.0, 2.0]]), 3, "dhondt", ArgumentTypeError, "votes: float64 are not exact"),
        (np.array([[True]]), 3, "dhondt", ArgumentTypeError, "votes: bool are not exact"),
        (np.array([["a"]], dtype=object), 3, "dhondt", ArgumentTypeError, "votes: object are"),
        (np.array([1, 2]), 3, "dhondt", ArgumentError, "votes: expected rows of scenarios"),
        (np.array([[1, -2]]), 3, "dhondt", ArgumentError, "votes: -2 is below zero"),
        (np.array([[1, 2], [0, 0], [0, 0]]), 3, "dhondt", ArgumentError, "a vote in 2 scenarios"),
        (np.zeros((1, 0), dtype=int), 3, "hare_lr", ArgumentError, "votes: nobody has a vote"),
        (np.array([[1, 2]]), -3, "dhondt", ArgumentError, "seats: -3 is below zero"),
        (np.array([[1, 2]]), 3, "dhont", ArgumentError, "method: there is no method 'dhont'"),
        (np.array([[1, 2]]), 1, "majority", ArgumentError, "method: a majority is asked for"),
    ],
)
def test_bad_input(votes: Any, seats: int, method: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        allocate_many(votes, seats, method)


def test_divisors_and_a_quota_of_one_name_are_told_apart_where_64_bits_are_few() -> None:
    votes = np.array([[0, 0, 8_006_399_337_547_549], [0, 1, 4]])
    found, tied = allocate_many(votes, 22, "imperiali")
    assert found.tolist() == [[0, 0, 22], [0, 4, 18]]
    assert tied.tolist() == [False, True]
