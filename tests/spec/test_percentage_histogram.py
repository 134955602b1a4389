"""Stations by percentage, and the exact band of what chance leaves in each bin."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from crosstally.forensics.percentage_histogram import percentage_histogram


def test_bins_lie_around_the_multiples_of_the_width() -> None:
    found = percentage_histogram(
        np.array([0, 124, 125, 500, 1000]), np.array([1000] * 5), Fraction(25)
    )
    assert found.middle.tolist() == [0, 25, 50, 75, 100]
    assert found.observed.tolist() == [2, 1, 1, 0, 1]


def test_the_expected_numbers_are_the_stations_binomials_summed() -> None:
    part, whole = np.array([3, 7, 12, 0, 9]), np.array([10, 11, 20, 30, 9])
    found = percentage_histogram(part, whole, Fraction(10))
    slow = np.zeros(11)
    for k, n in zip(part.tolist(), whole.tolist(), strict=True):
        for count in range(n + 1):
            chance = comb(n, count) * (k / n) ** count * (1 - k / n) ** (n - count)
            slow[(20 * count + n) // (2 * n)] += chance
    assert found.expected == pytest.approx(slow, abs=1e-4)
    assert (found.low <= found.high).all()


def test_chance_stays_inside_the_band_bin_by_bin() -> None:
    rng = np.random.default_rng(5)
    whole = rng.integers(200, 2000, 5000)
    part = rng.binomial(whole, rng.beta(30, 20, 5000))
    found, again = percentage_histogram(part, whole), rng.binomial(whole, part / whole)
    drawn = percentage_histogram(again, whole).observed
    assert ((drawn < found.low) | (drawn > found.high)).sum() <= 2


def test_rounded_stations_stand_above_it() -> None:
    rng = np.random.default_rng(6)
    whole = rng.integers(200, 2000, 5000)
    part = rng.binomial(whole, rng.beta(30, 20, 5000))
    part[:100] = np.rint(0.7 * whole[:100])
    found = percentage_histogram(part, whole)
    at = found.middle.tolist().index(70)
    assert found.observed[at] > found.high[at]


def test_a_width_that_does_not_make_100_percent_is_refused() -> None:
    with pytest.raises(ValueError, match="does not divide"):
        percentage_histogram(np.array([1]), np.array([2]), Fraction(3, 7))
