"""Peaks of shares in real elections."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.published_loops import rozenas_loop
from benchmarks.station_figures import CONTROLS, StationFigures, russia

from crosstally.forensics.methods.kernel_peaks import KernelPeaks, kernel_peaks


def of(figures: StationFigures, resamples: int = 300) -> KernelPeaks:
    return kernel_peaks(figures.registered, figures.ballots, figures.leader, resamples=resamples)


def test_russia_2011_has_shares_that_were_wanted(data: Path) -> None:
    found = of(russia(data, 2011))
    assert found.p == 1 / (1 + found.drawn)
    assert 0.4 < found.index < 2.0
    assert {0.65, 0.7, 0.85} <= {round(share, 3) for share in found.peaks}


def test_the_index_of_a_part_of_russia_2011_is_that_of_the_published_loop(data: Path) -> None:
    """Every fortieth station, with some shares made up so that there is an index to compare. It
    moves with the draw, by a standard deviation of 0.5 here: means over some draws are compared."""
    figures = russia(data, 2011)
    columns = (figures.registered, figures.ballots, figures.leader)
    registered, ballots, leader = (column[::40].astype(np.int64) for column in columns)
    kept = (ballots > 0) & (ballots <= registered) & (leader <= ballots)
    registered, ballots, leader = registered[kept], ballots[kept], leader[kept]
    leader[:80] = np.rint(0.6 * ballots[:80])
    part = (registered, ballots, leader)
    slow = [rozenas_loop(*part, 40, np.random.default_rng(seed)) for seed in range(4)]
    fast = [kernel_peaks(*part, resamples=40, seed=seed).index for seed in range(4)]
    assert min(slow) > 2
    assert np.mean(fast) == pytest.approx(np.mean(slow), abs=0.7)


@pytest.mark.parametrize("name", ["israel-knesset-25", "poland-2025-president"])
def test_elections_known_to_be_clean_have_next_to_none(data: Path, name: str) -> None:
    found = of(CONTROLS[name].read(data))
    assert found.index < 0.4
    assert not {0.65, 0.7, 0.75, 0.8, 0.85} & {round(share, 3) for share in found.peaks}


def test_a_clean_election_fires_with_no_seed(data: Path) -> None:
    figures = CONTROLS["israel-knesset-25"].read(data)
    columns = (figures.registered, figures.ballots, figures.leader)
    found = [kernel_peaks(*columns, seed=seed) for seed in range(4)]
    assert all(0.01 < one.p < 0.1 for one in found)
