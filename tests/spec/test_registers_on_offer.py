"""Which stated numbers of voters bound the sheets that are not held."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.compare.bounds import Determined
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry


@pytest.mark.parametrize(
    ("registered", "winner", "greatest"),
    [
        (2000, Determined.UNKNOWN, None),  # what the four sheets held make up by themselves
        (2050, Determined.YES, 660),
        (3000, Determined.NO, 1610),
    ],
)
def test_a_row_of_totals_is_no_register_of_the_stations_it_does_not_count(
    tmp_path: Path, registered: int, winner: Determined, greatest: int | None
) -> None:
    files = {
        "returns.csv": csv_of(STATIONS),
        "announcements.yaml": "announcements:\n"
        f"  - {{id: row_of_totals, source: cec, fields: {{registered: {registered}}}}}\n",
    }
    head = HEAD.replace("sources:", "stations: 5\nsources:")
    result = checked(tmp_path, files, returns_entry("returns.csv"), head)
    bounds = result.contests["president"].bounds
    assert bounds is not None
    assert bounds.winner is winner
    assert bounds.options["ana"].greatest == greatest


@pytest.mark.parametrize(
    ("act", "greatest"),
    [
        ("stage: final", 660),
        ("stage: preliminary", None),  # the lists of whatever was counted by then
        ("stage: preliminary, counted: {share: 80, of_stations: 5}", None),
        ("stage: preliminary, counted: {share: 100}", 660),
    ],
)
def test_the_lists_of_a_part_counted_so_far_are_no_register_of_the_whole(
    tmp_path: Path, act: str, greatest: int | None
) -> None:
    files = {
        "returns.csv": csv_of(STATIONS),
        "announcements.yaml": "announcements:\n"
        f"  - {{id: one, source: cec, {act}, fields: {{registered: 2050}}}}\n",
    }
    head = HEAD.replace("sources:", "stations: 5\nsources:")
    result = checked(tmp_path, files, returns_entry("returns.csv"), head)
    bounds = result.contests["president"].bounds
    assert bounds is not None
    assert bounds.options["ana"].greatest == greatest
