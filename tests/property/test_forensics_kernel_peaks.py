"""The fast resampled kernel density against a slow one that does it as it was published."""

from __future__ import annotations

from math import lgamma

import numpy as np
import pytest
from benchmarks.published_loops import rozenas_loop
from hypothesis import given
from hypothesis import strategies as st

from crosstally.forensics.beta_mixture import BetaMixture, fit, log_gamma
from crosstally.forensics.methods.kernel_peaks import kernel_peaks


def test_the_fast_index_is_the_published_one() -> None:
    draw = np.random.default_rng(11)
    registered = draw.integers(150, 2000, 700)
    ballots = np.maximum(1, draw.binomial(registered, draw.beta(10, 4, 700)))
    leader = draw.binomial(ballots, draw.beta(9, 5, 700))
    for share, first in ((0.65, 0), (0.8, 35), (0.912, 70)):
        made_up = slice(first, first + 35)
        leader[made_up] = np.rint(share * ballots[made_up])
    slow = rozenas_loop(registered, ballots, leader, 60, draw)
    fast = kernel_peaks(registered, ballots, leader, resamples=60)
    assert slow > 6
    assert fast.index == pytest.approx(slow, abs=1.5)
    assert fast.p == 1 / (1 + fast.drawn)


@given(st.floats(1e-3, 1e5))
def test_the_logarithm_of_the_gamma_function(x: float) -> None:
    assert log_gamma(np.array([x]))[0] == pytest.approx(lgamma(x), rel=1e-11, abs=1e-9)


def test_the_fitted_mixture_has_the_density_the_rates_were_drawn_from() -> None:
    draw = np.random.default_rng(4)
    whole = draw.integers(200, 2000, 20_000)
    rate = np.where(draw.random(20_000) < 0.4, draw.beta(20, 60, 20_000), draw.beta(30, 15, 20_000))
    found = fit(draw.binomial(whole, rate), whole)
    seen, edges = np.histogram(rate, 50, (0, 1), density=True)
    fitted = found.density((edges[:-1] + edges[1:]) / 2)
    assert np.abs(seen - fitted).mean() < 0.08


@given(st.integers(1, 400), st.data())
def test_the_posterior_lies_between_the_share_and_the_mixture(
    whole: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, whole))
    mixture = BetaMixture(np.array([1.0]), np.array([3.0]), np.array([5.0]))
    mean, variance = mixture.posterior(np.array([part]), np.array([whole]))
    alpha, beta = part + 3.0, whole - part + 5.0
    assert mean[0] == pytest.approx(alpha / (alpha + beta))
    assert variance[0] == pytest.approx(
        alpha * beta / ((alpha + beta) ** 2 * (alpha + beta + 1)), rel=1e-6
    )
