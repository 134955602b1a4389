"""The list of voters of a station whose votes came by several ways: one list, or one for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from crosstally.compare.bounds import Determined
from tests.folders import COLUMNS, HEAD, checked, csv_of, found, returns_entry

WAYS = COLUMNS.replace("station: code\n", "station: code\n      channel: channel\n")
DEMANDED = HEAD.replace("cast <= registered, strength: should", "cast <= registered")


def ways(folder: Path, table: str, said: str | None = None, stations: int = 2) -> CheckResult:
    """A folder whose rows name their way of voting; ``said``: whose the list is."""
    head = DEMANDED.replace("sources:", f"stations: {stations}\nsources:")
    key = f"    voters_list: {said}\n" if said else ""
    head = head.replace("    relations:\n", f"{key}    relations:\n")
    entry = returns_entry("returns.csv", columns=WAYS)
    return checked(folder, {"returns.csv": csv_of(table)}, entry, head)


def voters(result: CheckResult) -> tuple[int | None, int]:
    """The voters on the lists held, and how many stations lack theirs."""
    totals = result.contests["president"].totals["cec"]
    return totals.readings["registered"], totals.incomplete.get("registered", 0)


STATED_ONCE = """
    region district code channel registered cast valid invalid ana ben
    North  Hill     1    station 500        301  300   1       200 100
    North  Hill     1    post    .          250  250   0       150 100
    North  Hill     2    station 400        210  200   10      50  150
    North  Hill     2    post    .          10   10    0       5   5
"""
STATED_EACH = STATED_ONCE.replace("post    .          250", "post    300        250").replace(
    "post    .          10", "post    20         10"
)
EQUAL = STATED_ONCE.replace("post    .          250", "post    500        250").replace(
    "post    .          10", "post    400        10"
)


def test_a_list_stated_once_for_each_station_is_the_stations(tmp_path: Path) -> None:
    result = ways(tmp_path, STATED_ONCE)
    assert voters(result) == (900, 0)
    assert found(result, "SHEET-MUST") == [("1", 51)]


def test_that_it_is_taken_so_is_said_wherever_something_rests_on_it(tmp_path: Path) -> None:
    result = ways(tmp_path, STATED_ONCE, stations=3)
    (note,) = result.findings.of("VOTERS-LIST-STATED-ONCE")
    assert note.tier == "indicative"
    assert (note.figures["stations"], note.figures["field"]) == (2, "registered")
    (broken,) = result.findings.of("SHEET-MUST")
    taken = "The list of voters that one way of voting states is the station's whole list."
    assert taken in [str(premise) for premise in broken.premises]
    bounds = result.contests["president"].bounds
    assert bounds is not None
    assert any("whole list" in sentence.text for sentence in bounds.sentences)


@pytest.mark.parametrize("said", [None, "station"])
def test_a_list_that_every_way_repeats_needs_no_word(tmp_path: Path, said: str | None) -> None:
    result = ways(tmp_path, EQUAL, said)
    assert voters(result) == (900, 0)
    assert result.findings.of("VOTERS-LIST-STATED-ONCE") == []


def test_said_to_be_the_stations_it_is_no_longer_a_guess(tmp_path: Path) -> None:
    result = ways(tmp_path, STATED_ONCE, "station")
    assert voters(result) == (900, 0)
    assert result.findings.of("VOTERS-LIST-STATED-ONCE") == []


@pytest.mark.parametrize("said", [None, "channel"])
def test_lists_of_each_way_are_added_up(tmp_path: Path, said: str | None) -> None:
    assert voters(ways(tmp_path, STATED_EACH, said)) == (1_220, 0)


def test_said_to_be_of_each_way_equal_lists_are_added_up_too(tmp_path: Path) -> None:
    assert voters(ways(tmp_path, EQUAL, "channel")) == (1_800, 0)


def test_said_to_be_of_each_way_one_that_is_not_there_is_missing(tmp_path: Path) -> None:
    result = ways(tmp_path, STATED_ONCE, "channel")
    assert voters(result) == (None, 2)
    assert result.findings.of("SHEET-MUST") == []


def test_one_station_with_two_lists_tells_that_each_way_has_its_own(tmp_path: Path) -> None:
    """What the other station's second way has is then missing, and not zero."""
    table = STATED_ONCE.replace("post    .          10", "post    20         10")
    result = ways(tmp_path, table)
    assert voters(result) == (420, 1)
    assert result.findings.of("SHEET-MUST") == []


def test_what_could_not_be_read_does_not_tell_that_a_list_is_stated_once(tmp_path: Path) -> None:
    table = STATED_ONCE.replace("post    .  ", "post    ???")
    result = ways(tmp_path, table)
    assert voters(result) == (None, 2)


def test_two_lists_where_a_station_has_one_are_pointed_out_and_not_counted(tmp_path: Path) -> None:
    table = EQUAL.replace("post    400        10", "post    450        10")
    result = ways(tmp_path, table, "station")
    assert voters(result) == (500, 1)
    (differ,) = result.findings.of("VOTERS-LISTS-DIFFER")
    assert (differ.area, differ.tier) == ("2", "indicative")
    assert differ.message == (
        "Station 2 (Hill): its ways of voting state lists of 400 to 450 voters (Voters), though "
        "election.yaml says that a station has one list"
    )


def test_copies_that_disagree_leave_a_list_stated_once_as_it_is(tmp_path: Path) -> None:
    table = """
        region district code channel copy registered cast valid invalid ana ben
        North  Hill     1    station x    500        100  100   0       60  40
        North  Hill     1    station y    500        100  100   0       55  45
        North  Hill     1    post    x    .          10   10    0       5   5
        North  Hill     2    station x    300        100  100   0       60  40
        North  Hill     2    post    x    .          10   10    0       5   5
    """
    columns = WAYS.replace("channel: channel\n", "channel: channel\n      copy: copy\n")
    announced = "announcements:\n  - {id: n, source: cec, fields: {registered: 1000}}\n"
    files = {"returns.csv": csv_of(table), "announcements.yaml": announced}
    head = DEMANDED.replace("sources:", "stations: 3\nsources:")
    result = checked(tmp_path, files, returns_entry("returns.csv", columns=columns), head)
    bounds = result.contests["president"].bounds
    assert bounds is not None
    assert (bounds.disputed, bounds.voters_not_held, bounds.winner) == (1, 200, Determined.NO)
