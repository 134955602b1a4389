"""Exact probabilities against slow, plain ones, and against simulation."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.forensics.binomial import MISSED, RoundPercentages
from crosstally.forensics.methods.integer_percentages import integer_percentages
from crosstally.forensics.poisson_binomial import PoissonBinomial
from crosstally.forensics.tails import chi_square_quantile, normal_upper_tail

steps = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(5), Fraction(1, 4)])
stations = st.integers(1, 900).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def plainly_near(part: int, whole: int, rounded: RoundPercentages) -> bool:
    percent = Fraction(100 * part, whole)
    nearest = round(percent / rounded.step) * rounded.step
    return abs(percent - nearest) <= rounded.radius


@given(st.lists(stations, min_size=1, max_size=5), steps)
def test_round_percentages_as_fractions_say(rows: list[tuple[int, int]], step: Fraction) -> None:
    rounded = RoundPercentages(step=step)
    part, whole = np.array(rows).T
    expected = [plainly_near(k, n, rounded) for k, n in rows]
    assert rounded.near(part, whole).tolist() == expected


@given(st.lists(stations, min_size=1, max_size=3), steps)
def test_the_probability_is_the_sum_over_all_round_counts(
    rows: list[tuple[int, int]], step: Fraction
) -> None:
    rounded = RoundPercentages(step=step)
    part, whole = np.array(rows).T
    slow = []
    for k, n in rows:
        rate = Fraction(k, n)
        near = [count for count in range(n + 1) if plainly_near(count, n, rounded)]
        slow.append(float(sum(comb(n, c) * rate**c * (1 - rate) ** (n - c) for c in near)))
    assert rounded.probability(part, whole) == pytest.approx(slow, abs=MISSED)


@given(st.lists(st.floats(0, 1), max_size=40), st.data())
def test_the_number_of_events_as_repeated_convolution_says(
    probabilities: list[float], data: st.DataObject
) -> None:
    mass = np.array([1.0])
    for p in probabilities:
        mass = np.convolve(mass, [1 - p, p])
    found = PoissonBinomial(np.array(probabilities))
    count = data.draw(st.integers(-1, len(probabilities) + 1))
    slow = float(mass[max(count, 0) :].sum())
    assert found.upper_tail(count) == pytest.approx(slow, rel=1e-6, abs=1e-300)
    level = data.draw(st.floats(0.001, 0.999))
    quantile = found.quantile(level)
    assert mass[: quantile + 1].sum() >= level - 1e-9
    assert mass[:quantile].sum() <= level + 1e-9


@pytest.mark.parametrize("largest", [0.9, 0.15, 0.001])
def test_far_tails_keep_their_precision(largest: float) -> None:
    p = np.random.default_rng(7).random(1500) * largest
    mass = np.array([1.0])
    for q in p:
        mass = np.convolve(mass, [1 - q, q])
    found = PoissonBinomial(p)
    for deviations in (-5, -1, 0, 2, 6, 12):
        count = max(0, round(found.mean + deviations * found.sd))
        assert found.upper_tail(count) == pytest.approx(mass[count:].sum(), rel=1e-7)


def test_impossible_and_certain_events() -> None:
    found = PoissonBinomial(np.array([1.0, 1.0, 0.0]))
    assert [found.upper_tail(n) for n in (0, 2, 3)] == [1.0, 1.0, 0.0]
    assert (found.quantile(0.5), found.sd) == (2, 0.0)
    assert PoissonBinomial(np.zeros(0)).upper_tail(1) == 0.0


@pytest.mark.parametrize("number", [1, 40, 400])
def test_all_of_many_that_are_nearly_certain(number: int) -> None:
    """Their mean is nearer to all of them than half an event."""
    found = PoissonBinomial(np.full(number, 1 - 1e-9))
    assert found.upper_tail(number) == pytest.approx((1 - 1e-9) ** number, rel=1e-9)


def test_the_null_is_what_the_paper_simulates() -> None:
    draw = np.random.default_rng(2016)
    voters = draw.integers(100, 2500, 2000)
    issued = draw.binomial(voters, draw.beta(8, 5, 2000))
    leader = draw.binomial(issued, draw.beta(5, 5, 2000))
    found = integer_percentages(voters, issued, issued, leader)
    kept = (issued > 0) & (100 * issued <= 99 * voters) & (100 * leader <= 99 * issued)
    voters, issued, leader = voters[kept], issued[kept], leader[kept]
    rounded, replicates = RoundPercentages(), 1500
    counts = {"turnout": [], "share": [], "either": [], "both": []}  # type: ignore[var-annotated]
    for _ in range(replicates):
        turnout = rounded.near(draw.binomial(voters, issued / voters), voters)
        share = rounded.near(draw.binomial(issued, leader / issued), issued)
        for name, near in zip(
            counts, (turnout, share, turnout | share, turnout & share), strict=True
        ):
            counts[name].append(np.count_nonzero(near))
    for name, simulated in counts.items():
        exact = getattr(found, name)
        error = exact.sd / np.sqrt(replicates)
        assert np.mean(simulated) == pytest.approx(exact.expected, abs=4 * error)
        assert np.std(simulated) == pytest.approx(exact.sd, rel=0.08)
        tail = np.mean(np.array(simulated) >= exact.quantile(0.95))
        assert 0.03 < tail < 0.085


def test_tails_as_printed_in_tables() -> None:
    assert normal_upper_tail(1.959964) == pytest.approx(0.025, rel=1e-6)
    for degrees, value in ((1, 0.003932), (4, 0.710723), (10, 3.940299)):
        assert chi_square_quantile(0.05, degrees) == pytest.approx(value, abs=1e-6)
