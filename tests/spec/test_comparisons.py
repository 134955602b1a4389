"""Sources against each other, and parallel contests of one day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import HEAD, STATIONS, checked, csv_of, found, returns_entry
from tests.two_sources import TWO, compare


def test_two_sources_station_by_station(tmp_path: Path) -> None:
    copies = """
    region district code registered cast valid invalid ana ben
    North  Hill     1    500        301  300   1       150 150
    North  Hill     2    400        210  200   10      50  150
    South  Port     7    100        50   50    0       25  25
    """
    result, comparison = compare(tmp_path, copies)
    assert (comparison.agree, comparison.differ) == (1, 1)
    assert (comparison.only_first, comparison.only_second) == (2, 1)
    assert comparison.net["ana"] == -50
    assert comparison.gross["ben"] == 50
    assert comparison.differing_figures == {"ana": 1, "ben": 1}
    assert found(result, "SOURCE-DIFFERS") == [("1", 50)]
    assert comparison.largest[0].figures == {"ana": (200, 150), "ben": (100, 150)}


def test_differences_are_ranked_by_votes_moved(tmp_path: Path) -> None:
    copies = STATIONS.replace("200 100", "199 101").replace("300 100", "280 120")
    _, comparison = compare(tmp_path, copies)
    assert [(item.station, item.votes) for item in comparison.largest] == [("4", 20), ("1", 1)]


def test_an_unread_copy_contradicts_nothing(tmp_path: Path) -> None:
    copies = STATIONS.replace("200 100", "2?0 100")
    _, comparison = compare(tmp_path, copies)
    assert (comparison.agree, comparison.differ) == (4, 0)


def test_sources_that_share_no_code_may_code_the_same_stations_differently(
    tmp_path: Path,
) -> None:
    copies = "".join(
        line.replace(f" {code}    ", f" w{code}   ", 1)
        for code, line in zip("h1234", STATIONS.strip().splitlines(keepends=True), strict=True)
    )
    result, _ = compare(tmp_path, copies)
    (finding,) = result.findings.of("SOURCE-FEW-IN-COMMON")
    assert "0 station codes in common, of 4 and 4" in finding.message
    assert "crosstally match" in finding.message


def test_a_crosswalk_translates_the_codes_of_one_source(tmp_path: Path) -> None:
    copies = STATIONS.replace(" 1    500", " A-1  500").replace(" 2    400", " A-2  400")
    crosswalk = "source,code,station,doubtful\nwatch,A-1,1,\nwatch,A-2,2,yes\n"
    files = {
        "returns.csv": csv_of(STATIONS),
        "copies.csv": csv_of(copies),
        "crosswalk.csv": crosswalk,
    }
    result = checked(tmp_path, files, TWO)
    (comparison,) = result.contests["president"].sources
    # A doubtful pair waits until a person has confirmed it.
    assert (comparison.agree, comparison.only_first, comparison.only_second) == (3, 1, 1)


def test_a_station_that_differs_is_said_so_that_it_is_found(tmp_path: Path) -> None:
    """Its code in both sources, every figure (three at most), and the row of each file."""
    copies = STATIONS.replace(
        "1    500        301  300   1       200", "A-1  490 311  310   2  209"
    )
    files = {
        "returns.csv": csv_of(STATIONS),
        "copies.csv": csv_of(copies),
        "crosswalk.csv": "source,code,station\nwatch,A-1,1\n",
    }
    (finding,) = checked(tmp_path, files, TWO).findings.of("SOURCE-DIFFERS")
    assert finding.message == (
        "Station 1 (A-1 in Observers): Central commission and Observers state Voters 500 and 490, "
        "Ballots 301 and 311, Valid 300 and 310, and 2 figures more that differ (returns.csv row "
        "2, copies.csv row 2)"
    )


def test_rows_are_counted_as_the_file_has_them(tmp_path: Path) -> None:
    """Rows that are left out count, and so does the second file of a source."""
    rows = csv_of(STATIONS).splitlines(keepends=True)
    total = "North,Hill,TOTAL,0,0,0,0,0,0\n"
    files = {
        "a.csv": "".join([*rows[:3]]),
        "b.csv": "".join([rows[0], total, *rows[3:]]),
        "copies.csv": csv_of(STATIONS.replace("60  40", "50  50")),
    }
    left_out = "leave_out: {code: [TOTAL]}"
    returns = returns_entry("a.csv") + returns_entry("b.csv", more=left_out)
    result = checked(tmp_path, files, returns + returns_entry("copies.csv", "watch"))
    (finding,) = result.findings.of("SOURCE-DIFFERS")
    assert finding.figures["rows"] == {"cec": "b.csv, 3", "watch": "copies.csv, 4"}


def test_one_sided_differences_are_pointed_out(tmp_path: Path) -> None:
    header = "region district code registered cast valid invalid ana ben\n"
    rows = [f"North Hill {i} 900 {200 + i} {200 + i} 0 {100 + i} 100" for i in range(40)]
    moved = [
        f"North Hill {i} 900 {200 + i} {200 + i} 0 {90 + i - i % 3} {110 + i % 3}"
        for i in range(40)
    ]
    result, comparison = compare(tmp_path, header + "\n".join(moved), header + "\n".join(rows))
    assert comparison.gains == {"ana": (0, 40), "ben": (40, 0)}
    finding = next(item for item in result.findings.of("SOURCE-ONE-SIDED"))
    assert finding.tier.value == "indicative"


@pytest.mark.parametrize("said", [True, False])
def test_parallel_contests_with_different_ballots(tmp_path: Path, said: bool) -> None:
    named = "    parallel_to: [council]\n" if said else ""
    head = HEAD + named + "  council:\n    options: {x: X List, y: Y List}\n"
    council = csv_of(
        "code registered cast valid invalid x y\n1 500 300 300 0 200 100\n2 400 210 210 0 110 100\n"
    )
    columns = COLUMNS_OF_COUNCIL
    returns = returns_entry("returns.csv", more="contest: president") + returns_entry(
        "council.csv", more="contest: council", columns=columns
    )
    result = checked(
        tmp_path, {"returns.csv": csv_of(STATIONS), "council.csv": council}, returns, head
    )
    assert found(result, "PARALLEL-BALLOTS") == ([("1", 1)] if said else [])
    (run,) = (run for run in result.runs if run.code == "PARALLEL-BALLOTS")
    assert (run.failed, run.skipped is None) == ((1, True) if said else (0, False))


COLUMNS_OF_COUNCIL = """\
    columns:
      station: code
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
