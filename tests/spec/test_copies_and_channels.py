"""Copies that disagree, figures that could not be read, and votes that came by several ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from crosstally.compare.bounds import Bounds, Determined
from tests.folders import COLUMNS, HEAD, checked, csv_of, found, returns_entry

COPIES = COLUMNS.replace("station: code\n", "station: code\n      copy: copy\n")
CHANNELS = COPIES.replace("station: code\n", "station: code\n      channel: channel\n")
DISTRICTS = """\
    level: district
    columns:
      areas: {district: district}
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""


def head(stations: int, rule: str = "") -> str:
    """An election with so many stations, and a rule."""
    with_rule = HEAD.replace("  president:\n", f"  president:\n    rule: {rule}\n")
    return (with_rule if rule else HEAD).replace("sources:", f"stations: {stations}\nsources:")


def with_copies(folder: Path, table: str, stations: int, rule: str = "") -> CheckResult:
    """A folder whose sheets have a column of copies."""
    entry = returns_entry("returns.csv", columns=COPIES)
    return checked(folder, {"returns.csv": csv_of(table)}, entry, head(stations, rule))


def bounds_of(result: CheckResult) -> Bounds:
    """The main bounds."""
    bounds = result.contests["president"].bounds
    assert bounds is not None
    return bounds


def test_a_voters_list_that_channels_repeat_stays_one_list_where_copies_disagree(
    tmp_path: Path,
) -> None:
    stations = """
        region district code channel copy registered cast valid invalid ana ben
        North  Hill     1    station x    500        100  100   0       50  50
        North  Hill     1    station y    500        100  100   0       60  40
        North  Hill     1    post    x    500        10   10    0       5   5
        North  Hill     2    station x    300        10   10    0       5   5
        North  Hill     2    post    x    300        10   10    0       5   5
    """
    districts = """
        district registered cast valid invalid ana ben
        Hill     800        130  130   0       65  65
    """
    entries = returns_entry("returns.csv", columns=CHANNELS)
    entries += returns_entry("districts.csv", columns=DISTRICTS)
    files = {"returns.csv": csv_of(stations), "districts.csv": csv_of(districts)}
    result = checked(tmp_path, files, entries, head(2))
    assert found(result, "ROLLUP-DIFFERS") == []


def test_unread_voters_who_took_part_leave_a_threshold_open(tmp_path: Path) -> None:
    table = """
        region district code copy registered cast valid invalid ana ben
        North  Hill     1    x    500        100  100   0       70  30
        North  Hill     2    x    500        ???  100   ???     70  30
    """
    rule = "{method: hare_lr, seats: 2, threshold: {share: '30', of: cast}}"
    bounds = bounds_of(with_copies(tmp_path, table, 2, rule))
    # At station 2 as many as 500 may have taken part: 60 of 600 are 10 percent.
    assert bounds.threshold["ben"] is Determined.NO
    assert bounds.seats is not Determined.YES


@pytest.mark.parametrize(
    ("copies", "greatest"),
    [
        # What is unread on one copy is bounded by that copy's ballots, and by no other's.
        (["100 100 0 60 ???", "200 200 0 60 ???"], {"ana": 60, "ben": 140}),
        (["100 100 0 50 ???", "100 100 0 10 ???"], {"ana": 50, "ben": 90}),
        (["100 100 0 ??? 50", "100 100 0 ??? 55"], {"ana": 50, "ben": 55}),
        (["100 100 0 40 60", "??? ??? ??? 41 ???"], {"ana": 41, "ben": 459}),
        (["100 100 0 40 60", "100 100 0 40 ???"], {"ana": 40, "ben": 60}),
    ],
)
def test_a_figure_unread_on_one_of_several_copies_may_be_what_that_copy_leaves(
    tmp_path: Path, copies: list[str], greatest: dict[str, int]
) -> None:
    rows = "\n".join(
        f"North Hill 1 {name} 500 {row}" for name, row in zip("xy", copies, strict=True)
    )
    table = f"region district code copy registered cast valid invalid ana ben\n{rows}"
    bounds = bounds_of(with_copies(tmp_path, table, 1))
    assert {name: item.greatest for name, item in bounds.options.items()} == greatest


def test_a_rounded_register_is_taken_at_its_most(tmp_path: Path) -> None:
    table = """
        region district code copy registered cast valid invalid ana ben
        North  Hill     1    x    500        480  480   0       260 220
        North  Hill     2    x    450        440  440   0       230 210
    """
    announced = """\
announcements:
  - id: national
    source: cec
    fields: {registered: 1000}
    rounded_to: {registered: 100}
"""
    files = {"returns.csv": csv_of(table), "announcements.yaml": announced}
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=COPIES), head(3))
    bounds = bounds_of(result)
    assert bounds.voters_not_held == 1099 - 950
    assert bounds.winner is Determined.NO


def test_channels_of_very_many_votes_are_added(tmp_path: Path) -> None:
    most = 999_999_999
    rows = "".join(f"1,{channel},{most},1\n" for channel in ("early", "post", "station"))
    columns = "    columns: {station: code, channel: channel}\n"
    result = checked(
        tmp_path,
        {"returns.csv": "code,channel,ana,ben\n" + rows},
        returns_entry("returns.csv", columns=columns),
    )
    assert result.contests["president"].totals["cec"].options == {"ana": 3 * most, "ben": 3}
