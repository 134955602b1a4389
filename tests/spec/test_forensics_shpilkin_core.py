"""Shpilkin's core: by which turnout bins, which cores can be defended, and where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from crosstally.forensics import shpilkin_core
from crosstally.forensics.methods.shpilkin_core import METHOD
from crosstally.forensics.outcome import NotApplicable
from crosstally.forensics.running import run
from crosstally.forensics.stations import Stations

Row = tuple[int, int, int]


def columns(rows: list[tuple[int, Row]]) -> tuple[list[int], list[int], list[int]]:
    """So many stations each with (voters, ballots, leader), as columns."""
    every = [row for number, row in rows for _ in range(number)]
    registered, ballots, leader = zip(*every, strict=True)
    return list(registered), list(ballots), list(leader)


HONEST = (100, (1000, 500, 200))
"""Turnout of 50 percent, 300 votes for others: ratio 2 to 3."""


def test_votes_beyond_the_core_s_ratio() -> None:
    # At 80 percent, 20 stations with 300 for others should have 200 for the leader: 300 too many.
    found = shpilkin_core(*columns([HONEST, (20, (1000, 800, 500))]))
    assert found.core == 49  # 50 percent is in (49, 50]
    assert found.anomalous == 20 * 300
    assert found.range == (6000, 6000)
    assert found.cores == (49,)
    assert found.headline == pytest.approx(6000 / (100 * 200 + 20 * 500))


def test_the_lower_edge_of_a_bin_is_outside_and_the_upper_inside() -> None:
    rows = [(100, (1000, 500, 200)), (50, (1000, 501, 1))]
    found = shpilkin_core(*columns(rows))
    assert found.leader[50] == 100 * 200
    assert found.leader[51] == 50


def test_the_range_is_over_all_cores_of_the_cluster() -> None:
    rows = [(60, (1000, 480, 180)), (100, (1000, 500, 200)), (60, (1000, 520, 220))]
    found = shpilkin_core(*columns(rows))
    assert found.cores == (47, 49, 51)
    assert found.range == (found.at(51), found.at(47))
    assert found.anomalous == found.at(49)
    assert found.range[0] < 0 < found.range[1]
    assert found.headline == 0.0


def test_a_core_can_be_named() -> None:
    found = shpilkin_core(*columns([HONEST, (20, (1000, 800, 500))]), core=79)
    assert found.core == 79
    assert found.anomalous == round(30_000 - 36_000 * 500 / 300)
    with pytest.raises(ValueError, match="whole percentage"):
        shpilkin_core(*columns([HONEST]), core=100)


def test_a_core_may_be_any_kind_of_whole_number() -> None:
    for core in (49.0, np.int8(49)):
        found = shpilkin_core(*columns([HONEST]), core=core)
        assert found.anomalous == 0


def test_no_core_where_the_others_votes_are_spread() -> None:
    rows = [(10, (1000, 10 * percent, 5 * percent)) for percent in range(20, 100)]
    found = shpilkin_core(*columns(rows))
    assert not found.applicable
    assert "form no cluster of at most 25 points" in found.reason
    assert (found.figures, found.headline) == ({}, None)
    with pytest.raises(NotApplicable, match="no cluster"):
        _ = found.range


def test_few_stations_and_small_ones() -> None:
    found = shpilkin_core(*columns([(99, (1000, 500, 200)), (5, (100, 50, 20)), (1, (500, 5, 6))]))
    assert not found.applicable
    assert found.reason == "fewer than 100 stations can be looked at"
    assert [(item.reason.text, item.stations) for item in found.left_out] == [
        ("at most 100 voters", 5),
        ("more votes than ballots", 1),
    ]


def test_turnout_above_100_percent_and_without_ballots_is_counted() -> None:
    found = shpilkin_core(*columns([HONEST, (1, (1000, 1100, 1100)), (1, (1000, 0, 0))]))
    assert found.stations == 102
    assert found.anomalous == 1100


def test_a_core_without_votes_for_others_is_refused() -> None:
    found = shpilkin_core(*columns([HONEST]), core=10)
    assert found.reason == "no votes for others at a turnout of 10 %"


def test_regions_by_their_own_cores() -> None:
    registered, ballots, leader = columns([HONEST, (100, (1000, 700, 350)), (50, (1000, 500, 200))])
    region = ["a"] * 100 + ["b"] * 100 + ["c"] * 50
    found = shpilkin_core(registered, ballots, leader, region=region)
    assert {name: part.chosen for name, part in found.by_region.items()} == {
        "a": 49,
        "b": 69,
        "c": None,
    }
    assert found.strata_range == (0, 0)
    assert found.strata_refused == ("c",)
    assert found.figures["strata_refused"] == 1


def test_without_a_register_it_is_refused() -> None:
    found = run(METHOD, Stations.of(ballots=[500] * 100, leader=[200] * 100))
    assert found.reason == "these figures are not there: voters on the list"
