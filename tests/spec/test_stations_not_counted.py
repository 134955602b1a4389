"""Stations that areas.csv calls annulled, postponed or never opened, whose sheets are held."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    columns = COLUMNS.replace("      station: code\n", "")
    entries = returns_entry("returns.csv") + returns_entry(
        "districts.csv", more="level: district", columns=columns
    )
    result = checked(tmp_path, files, entries)
    (level,) = result.contests["president"].levels
    assert (level.compared, level.explained) == (2, True)
    assert [sentence.text for sentence in level.explanations] == [ADDED_UP]


def texts(finding: Finding) -> list[str]:
    return [sentence.text for sentence in finding.explanations]
