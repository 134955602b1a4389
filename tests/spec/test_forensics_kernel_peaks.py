"""Peaks of the share's density that chance does not make."""

from __future__ import annotations

import numpy as np
import pytest

from crosstally.forensics import kernel_peaks
from crosstally.forensics.methods.kernel_peaks import METHOD
from crosstally.forensics.outcome import NotApplicable
from crosstally.forensics.running import run
from crosstally.forensics.stations import Stations, Whole


def clean(number: int, seed: int = 1) -> tuple[Whole, Whole, Whole]:
    draw = np.random.default_rng(seed)
    registered = draw.integers(300, 2500, number)
    ballots = draw.binomial(registered, draw.beta(12, 8, number))
    leader = draw.binomial(ballots, draw.beta(10, 12, number))
    return registered, ballots, leader


def test_a_clean_election_has_no_more_peaks_than_chance_gives() -> None:
    found = kernel_peaks(*clean(2000), resamples=200)
    assert found.applicable
    assert found.p > 0.01
    assert found.index < 0.8


def test_shares_made_up_are_found_where_they_are() -> None:
    registered, ballots, leader = clean(2000)
    leader[:60] = np.rint(0.733 * ballots[:60])
    found = kernel_peaks(registered, ballots, leader, resamples=200)
    assert 0.733 in [round(share, 3) for share in found.peaks]
    assert found.p == 1 / (1 + found.drawn)
    assert 1.5 < found.index < 4.0


def test_fractions_of_small_numbers_are_no_peaks() -> None:
    """Where few people vote, 1/2 is frequent in the resampled elections too."""
    draw = np.random.default_rng(3)
    registered = np.full(600, 12)
    ballots = draw.binomial(registered, 0.6)
    leader = draw.binomial(ballots, 0.5)
    found = kernel_peaks(registered, ballots, leader, resamples=200)
    assert found.p > 0.01


def test_the_same_seed_gives_the_same_figures() -> None:
    columns = clean(300)
    first, again = (kernel_peaks(*columns, resamples=50, seed=5) for _ in range(2))
    assert first.figures == again.figures
    names = {"index", "inner_index", "peaks", "p", "p_low", "p_high", "drawn"}
    assert set(first.figures) == names
    assert kernel_peaks(*columns, resamples=50, seed=6).figures != first.figures


def test_without_a_seed_the_figures_make_one_and_the_order_of_the_stations_none() -> None:
    columns = clean(300)
    order = np.random.default_rng(8).permutation(300)
    found = kernel_peaks(*columns, resamples=50)
    turned = kernel_peaks(*(column[order] for column in columns), resamples=50)
    assert turned.figures == found.figures
    one_vote = columns[2].copy()
    one_vote[0] += 1
    assert kernel_peaks(*columns[:2], one_vote, resamples=50).figures != found.figures


def test_a_p_near_a_level_is_counted_out_of_more_elections() -> None:
    registered, ballots, leader = clean(2000)
    far = kernel_peaks(registered, ballots, leader, resamples=100)
    assert (far.p > 0.05, far.drawn) == (True, 100)
    leader[:60] = np.rint(0.733 * ballots[:60])
    near = kernel_peaks(registered, ballots, leader, resamples=100)
    assert (near.p < 0.05, near.drawn) == (True, 9_999)


def test_p_comes_with_how_far_other_draws_would_move_it() -> None:
    registered, ballots, leader = clean(400, seed=9)
    leader[:6] = np.rint(0.733 * ballots[:6])
    found = [kernel_peaks(registered, ballots, leader, resamples=200, seed=n) for n in range(8)]
    middle = float(np.median([one.p for one in found]))
    held = sum(low <= middle <= high for low, high in (one.p_interval for one in found))
    assert held >= 7
    for one in found:
        low, high = one.p_interval
        assert 0 <= low <= one.p <= high <= 1
        said = one.details[-1].text
        assert f"{one.drawn:,} elections drawn at random" in said
        assert ("on either side of 0.01" in said) == (low < 0.01 <= high)


def test_by_chance_p_is_small_as_often_as_it_says() -> None:
    """Stations whose rates come from betas, as the null has them: at most about one p in twenty is
    below 0.05."""
    found = [kernel_peaks(*clean(150, seed=n), resamples=100).p for n in range(60)]
    assert sum(p < 0.05 for p in found) <= 8, "0.003 by chance of so many more"
    assert sum(p < 0.5 for p in found) <= 42


def test_at_the_ends_the_published_index_fires_and_the_inner_one_does_not() -> None:
    registered, ballots, leader = clean(2000)
    leader[:20] = 0
    found = kernel_peaks(registered, ballots, leader, resamples=200)
    assert 0.0 in found.peaks
    assert found.inner_index == found.headline
    assert found.index - found.inner_index > 0.5
    assert found.p > 0.01


def test_what_is_left_out_and_refused() -> None:
    registered, ballots, leader = clean(60)
    ballots[0], leader[0] = registered[0] + 1, 0
    ballots[1], leader[1] = 0, 0
    leader[2] = ballots[2] + 1
    found = kernel_peaks(registered, ballots, leader)
    assert found.reason == "fewer than 100 stations can be looked at"
    assert {item.reason.text: item.stations for item in found.left_out} == {
        "no ballots found": 1,
        "more ballots than voters on the list": 1,
        "more votes than ballots": 1,
    }
    assert (found.figures, found.headline) == ({}, None)
    with pytest.raises(NotApplicable, match="fewer than 100"):
        _ = found.index


def test_all_or_none_of_the_votes_can_be_drawn_anew() -> None:
    registered = np.full(150, 500)
    found = run(
        METHOD, Stations.of(registered=registered, ballots=registered, leader=registered * 0)
    )
    assert found.applicable


def test_a_kernel_wider_than_the_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="bandwidth"):
        kernel_peaks(*clean(100), bandwidth=0.01)
