"""Stations whose sheets stand apart: annulled, postponed or never opened, or on no list."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from crosstally.compare.bounds import Determined
from crosstally.findings import Finding
from tests.folders import COLUMNS, HEAD, checked, csv_of, returns_entry

AREAS = """\
id,name,level,parent,standing
North,North,region,all,
Hill,Hill,district,North,
Lake,Lake,district,North,
1,One,station,Hill,
2,Two,station,Hill,annulled
3,Three,station,Lake,
4,Four,station,Lake,never_opened
"""
STATIONS = """
region district code registered cast valid invalid ana ben
North  Hill     1    500        301  300   1       200 100
North  Hill     2    400        210  200   10      50  150
North  Lake     3    300        105  100   5       60  40
North  Lake     4    300        100  100   0       30  70
"""
BOTH = returns_entry("returns.csv") + returns_entry(
    "districts.csv", more="level: district", columns=COLUMNS.replace("      station: code\n", "")
)
ADDED_UP = (
    "The sheets of 2 stations that areas.csv says do not count may have been added up too: that "
    "gives what is stated."
)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ("{ana: 340, ben: 360}", [ADDED_UP]),
        ("{ana: 341, ben: 360}", []),  # not to the vote
    ],
)
def test_an_announcement_that_counted_them_is_explained(
    tmp_path: Path, counts: str, said: list[str]
) -> None:
    announced = f"announcements:\n  - {{id: n, source: cec, counts: {counts}}}\n"
    files = {
        "areas.csv": AREAS,
        "returns.csv": csv_of(STATIONS),
        "announcements.yaml": announced,
    }
    result = checked(tmp_path, files, head=HEAD)
    (finding,) = result.findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert (finding.figures["held"], finding.figures["stations_held"]) == (140, 2)
    assert texts(finding) == said


def test_a_printed_percentage_of_all_of_them_is_explained(tmp_path: Path) -> None:
    """340 of 700 with them, 260 of 400 without."""
    announced = "announcements:\n  - {id: n, source: cec, percent: {ana: 48.57}}\n"
    files = {
        "areas.csv": AREAS,
        "returns.csv": csv_of(STATIONS),
        "announcements.yaml": announced,
    }
    (finding,) = checked(tmp_path, files).findings.of("ANNOUNCED-SHARE-DIFFERS")
    assert texts(finding) == [ADDED_UP]


def test_levels_that_counted_them_are_explained(tmp_path: Path) -> None:
    districts = """
        region district registered cast valid invalid ana ben
        North  Hill     900        511  500   11      250 250
        North  Lake     600        205  200   5       90  110
    """
    files = {
        "areas.csv": AREAS,
        "returns.csv": csv_of(STATIONS),
        "districts.csv": csv_of(districts),
    }
    result = checked(tmp_path, files, BOTH)
    (level,) = result.contests["president"].levels
    assert (level.compared, level.explained) == (2, True)
    assert [sentence.text for sentence in level.explanations] == [ADDED_UP]


def texts(finding: Finding) -> list[str]:
    return [sentence.text for sentence in finding.explanations]


LISTED = """\
id,name,level,parent,standing
North,North,region,all,
Hill,Hill,district,North,
1,One,station,Hill,
2,Two,station,Hill,
3,Three,station,Hill,annulled
"""
OF_HILL = "region district registered cast valid invalid ana ben\n"


def of_hill(tmp_path: Path, stations: str, stated: str, areas: str = LISTED) -> CheckResult:
    header = "region district code registered cast valid invalid ana ben\n"
    files = {
        "areas.csv": areas,
        "returns.csv": csv_of(header + stations),
        "districts.csv": csv_of(OF_HILL + stated),
    }
    return checked(tmp_path, files, BOTH)


def test_sheets_of_annulled_stations_are_in_no_sum(tmp_path: Path) -> None:
    stations = """\
    North Hill 1 500 301 300 1 200 100
    North Hill 2 400 210 200 10 50 150
    North Hill 3 300 105 100 5 60 40
    """
    result = of_hill(tmp_path, stations, "North Hill 900 511 500 11 250 250")
    (level,) = result.contests["president"].levels
    assert (level.compared, level.equal) == (1, 1)
    (finding,) = result.findings
    assert finding.code.name == "STATION-NOT-COUNTED"
    assert finding.figures == {"stations": ["3"], "count": 1, "standing": "annulled"}


def test_a_station_that_is_not_listed_stands_for_no_listed_one(tmp_path: Path) -> None:
    """Two sheets of two stations listed: but one of them is of another station."""
    stations = """\
    North Hill 1 500 301 300 1 200 100
    North Hill X 300 105 100 5 40 60
    """
    result = of_hill(tmp_path, stations, "North Hill 1300 616 600 16 290 310")
    totals = result.contests["president"].totals["cec"]
    assert (totals.stations_held, totals.stations_known) == (2, 3)
    assert [item.code.name for item in result.findings] == ["STATION-UNKNOWN"]


def test_no_sheet_is_missing_of_a_station_that_does_not_count(tmp_path: Path) -> None:
    areas = "id,name,level,parent,standing\nhill,Hill,region,all,\n1,School,station,hill,\n"
    areas += "2,Mill,station,hill,annulled\n3,Inn,station,hill,never_opened\n"
    files = {
        "areas.csv": areas,
        "r.csv": "code,ana,ben\n1,200,100\n2,10,50\n",
        "holdings.csv": "station,copy,kind,standing,source\n"
        "1,a,photograph,held,watch\n2,b,photograph,held,watch\n3,,photograph,refused,watch\n",
    }
    head = HEAD.replace("sources:", "stations: 3\nsources:")
    result = checked(
        tmp_path,
        files,
        returns_entry("r.csv", "watch", columns="    columns: {station: code}\n"),
        head,
    )
    totals = result.contests["president"].totals["watch"]
    assert (totals.stations_held, totals.stations_known) == (1, 1)
    bounds = result.contests["president"].bounds
    assert bounds is not None
    assert (bounds.winner, bounds.voters_not_held) == (Determined.YES, 0)
    said = [sentence.text for sentence in bounds.sentences]
    assert said[1:3] == [
        "Not among them: 1 station where the vote was annulled.",
        "Not among them: 1 station that never opened.",
    ]
    assert {item.code.name for item in result.findings} == {"STATION-NOT-COUNTED", "HOLDING-COUNTS"}


def test_what_may_still_be_voted_at_postponed_stations_is_said_to_be_left_out(
    tmp_path: Path,
) -> None:
    areas = LISTED.replace("annulled", "postponed")
    stations = """\
    North Hill 1 500 301 300 1 200 100
    North Hill 2 400 210 200 10 50 150
    """
    result = of_hill(tmp_path, stations, "North Hill 900 511 500 11 250 250", areas)
    bounds = result.contests["president"].bounds
    assert bounds is not None
    assert "1 station where the vote is postponed. What may still be voted there" in str(
        bounds.sentences[1]
    )
