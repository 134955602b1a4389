"""The digits and laws of the page about methods that fail on clean elections."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.station_figures import StationFigures
from docs.discredited import benford, correlation, digit, digit_p


def test_digits_of_counts() -> None:
    counts = np.array([0, 7, 10, 85, 123, 9_999])
    assert digit(counts, "first").tolist() == [7, 1, 8, 1, 9]
    assert digit(counts, "second").tolist() == [0, 5, 2, 9]
    assert digit(counts, "last").tolist() == [3, 9]


def test_the_laws_are_probabilities() -> None:
    for which in ("first", "second", "last"):
        assert benford(which).sum() == pytest.approx(1)
    assert benford("second")[0] == pytest.approx(0.11968, abs=1e-5)


def test_the_p_of_a_known_statistic() -> None:
    # Of 100 last digits twenty are 0, none is 9, ten each the others: chi squared 20, 9 degrees.
    last = np.array([*range(10), 0] * 10)
    last = last[last != 9]
    assert digit_p(1_000 + last, "last") == pytest.approx(0.017912, abs=1e-6)


def test_unrelated_figures_do_not_correlate() -> None:
    rng = np.random.default_rng(3)
    registered = np.full(2_000, 1_000.0)
    ballots = rng.integers(300, 700, 2_000).astype(float)
    leader = np.floor(ballots * rng.uniform(0.3, 0.7, 2_000))
    r, p = correlation(StationFigures(registered, ballots, ballots, leader, np.full(2_000, "x")))
    assert abs(r) < 0.1
    assert p > 0.001
