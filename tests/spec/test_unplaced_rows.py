"""Rows that name no area may lie in any: how many stations an area has is then not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from crosstally.compare.settled import Determined
from crosstally.findings import Tier
from tests.folders import HEAD, STATIONS, checked, csv_of, found, returns_entry

UNPLACED = STATIONS + ".      .        5    100        50   50    0       30  20\n"
NO_DISTRICT = STATIONS + "North  .        5    100        50   50    0       30  20\n"
SUM_OF_NORTH = (310, 290)
LISTED_ABROAD = """\
id,name,level,parent
North,North,region,all
South,South,region,all
Hill,Hill,district,North
Lake,Lake,district,North
Port,Port,district,South
1,One,station,Hill
2,Two,station,Hill
3,Three,station,Lake
4,Four,station,Port
5,Embassy,station,all
"""


def announced(area: str, ana: int, ben: int) -> str:
    return (
        "announcements:\n  - id: final\n    source: cec\n"
        f"    stage: final\n    area: {area}\n    counts: {{ana: {ana}, ben: {ben}}}\n"
    )


def stated_and_held(
    folder: Path, table: str, region: tuple[int, int], areas: str = "", area: str = "North"
) -> CheckResult:
    """A region's figures as announced, and as a file of the level above the station states them."""
    ana, ben = region
    level = "region" if area in ("North", "South") else "district"
    files = {
        "returns.csv": csv_of(table),
        "stated.csv": f"{level},ana,ben\n{area},{ana},{ben}\n",
        "announcements.yaml": announced(area, ana, ben),
    }
    if areas:
        files["areas.csv"] = areas
    columns = f"    columns:\n      areas: {{{level}: {level}}}\n"
    returns = returns_entry("returns.csv") + returns_entry(
        "stated.csv", more=f"level: {level}", columns=columns
    )
    return checked(folder, files, returns)


def decisive(result: CheckResult) -> list[str]:
    return sorted(item.code.name for item in result.findings.of_tier(Tier.DECISIVE))


def test_more_than_an_areas_sheets_is_no_contradiction_where_a_row_may_belong_there(
    tmp_path: Path,
) -> None:
    """What is stated of North is what its three stations and the unplaced one have together."""
    result = stated_and_held(tmp_path, UNPLACED, (340, 310))
    assert decisive(result) == []
    missing = result.findings.of("AREA-MISSING")
    assert {item.figures["level"] for item in missing} == {"region", "district"}
    assert all("they may belong to any" in item.message for item in missing)


def test_it_is_one_where_every_row_is_placed(tmp_path: Path) -> None:
    result = stated_and_held(tmp_path, STATIONS, (340, 310))
    assert decisive(result) == ["ANNOUNCED-COUNT-DIFFERS", "ROLLUP-DIFFERS"]


def test_fewer_than_an_areas_sheets_stays_a_contradiction(tmp_path: Path) -> None:
    """A further station can only add; nothing is said of how many there are."""
    result = stated_and_held(tmp_path, UNPLACED, (300, 290))
    assert decisive(result) == ["ANNOUNCED-BELOW-HELD", "ROLLUP-BELOW-HELD"]
    for finding in result.findings.of_tier(Tier.DECISIVE):
        assert not any("no other" in str(premise) for premise in finding.premises)


def test_what_adds_up_is_no_contradiction(tmp_path: Path) -> None:
    assert decisive(stated_and_held(tmp_path, UNPLACED, SUM_OF_NORTH)) == []


@pytest.mark.parametrize(("area", "ana"), [("Hill", 280), ("Lake", 90)])
def test_a_row_that_names_its_region_alone_may_lie_in_its_districts(
    tmp_path: Path, area: str, ana: int
) -> None:
    ben = {"Hill": 270, "Lake": 60}[area]
    assert decisive(stated_and_held(tmp_path, NO_DISTRICT, (ana, ben), area=area)) == []


def test_and_in_those_of_no_other_region(tmp_path: Path) -> None:
    result = stated_and_held(tmp_path, NO_DISTRICT, (330, 120), area="Port")
    assert decisive(result) == ["ANNOUNCED-COUNT-DIFFERS", "ROLLUP-DIFFERS"]


def test_its_own_region_has_it(tmp_path: Path) -> None:
    result = stated_and_held(tmp_path, NO_DISTRICT, (341, 310))
    assert found(result, "ROLLUP-DIFFERS") == [("North", 1)]


def test_a_station_that_areas_csv_puts_into_no_region_is_in_none(tmp_path: Path) -> None:
    result = stated_and_held(tmp_path, UNPLACED, (340, 310), LISTED_ABROAD)
    assert decisive(result) == ["ANNOUNCED-COUNT-DIFFERS", "ROLLUP-DIFFERS"]


def test_the_whole_place_has_every_row(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(UNPLACED), "announcements.yaml": announced("all", 640, 411)}
    result = checked(tmp_path, files)
    assert found(result, "ANNOUNCED-COUNT-DIFFERS") == [("all", 1)]


PARTS = """\
announcements:
  - id: final
    source: cec
    stage: final
    counts: {ana: 640, ben: 410}
    areas:
      North: {counts: {ana: 310, ben: 290}}
      South: {counts: {ana: 300, ben: 100}}
"""


@pytest.mark.parametrize("areas", ["", LISTED_ABROAD])
def test_parts_need_not_be_the_whole_where_a_station_is_in_none(tmp_path: Path, areas: str) -> None:
    files = {"returns.csv": csv_of(UNPLACED), "announcements.yaml": PARTS}
    result = checked(tmp_path, files | ({"areas.csv": areas} if areas else {}))
    assert found(result, "ANNOUNCED-PARTS-SUM") == []


def test_parts_that_have_every_station_are_the_whole(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(STATIONS), "announcements.yaml": PARTS}
    first, second = checked(tmp_path, files).findings.of("ANNOUNCED-PARTS-SUM")
    assert (first.votes, second.votes) == (30, 20)
    assert "All areas is made up of these 2 areas and nothing else." in map(str, first.premises)


@pytest.mark.parametrize(("table", "count"), [(STATIONS, 1), (UNPLACED, 0)])
def test_a_region_may_have_a_station_that_is_in_none_of_its_districts(
    table: str, count: int, tmp_path: Path
) -> None:
    """Votes abroad are often counted in one region, and in none of its districts."""
    files = {
        "returns.csv": csv_of(table),
        "districts.csv": "district,ana,ben\nHill,250,250\nLake,60,40\nPort,300,100\n",
        "regions.csv": "region,ana,ben\nNorth,340,310\nSouth,300,100\n",
    }
    returns = returns_entry("returns.csv")
    for level in ("district", "region"):
        columns = f"    columns:\n      areas: {{{level}: {level}}}\n"
        returns += returns_entry(f"{level}s.csv", more=f"level: {level}", columns=columns)
    assert len(checked(tmp_path, files, returns).findings.of("ROLLUP-DIFFERS")) == count


STATEMENT = """\
claims:
  - id: everywhere
    who: Ana
    at: 2024-05-13
    sentence: Ana got votes in every region.
    test: {measure: votes, option: ana, at_least: 1, quantifier: every, level: region}
"""
WITH_WEST = """\
id,name,level,parent
North,North,region,all
South,South,region,all
West,West,region,all
Hill,Hill,district,North
Lake,Lake,district,North
Port,Port,district,South
"""


def test_a_region_that_no_row_names_may_have_those_that_name_none(tmp_path: Path) -> None:
    """The register leaves no voter for sheets that are not held: those held may be of West."""
    files = {"returns.csv": csv_of(UNPLACED), "areas.csv": WITH_WEST, "claims.yaml": STATEMENT}
    (claim,) = checked(
        tmp_path, files, head=HEAD + "registers: {a: {voters: 2100}}\nstations: 5\n"
    ).claims
    assert claim.verdict == "undecided"
    assert "which of these areas the sheets stand in that name none" in claim.reason.text


CONSTITUENCIES = HEAD.replace(
    "  president:\n",
    "  president:\n    rule:\n      method: dhondt\n      seats: 6\n"
    "      constituencies: {level: region, seats: {North: 4, South: 2}}\n",
)
TWO_REGIONS = """\
region district code registered cast valid invalid ana ben
North  Hill     1    900        700  700   0       400 300
South  Port     2    500        300  300   0       190 110
"""
ANNOUNCED_SEATS = """\
announcements:
  - id: final
    source: cec
    stage: final
    seats: {ana: 4, ben: 2}
"""


def elected(folder: Path, unplaced: str, head: str = CONSTITUENCIES) -> CheckResult:
    """Four and two seats; Ben's of the South goes to Ana with 31 votes more for her there."""
    table = TWO_REGIONS + unplaced
    files = {"returns.csv": csv_of(table), "announcements.yaml": ANNOUNCED_SEATS}
    return checked(folder, files, head=head)


def test_announced_seats_may_rest_on_a_sheet_that_names_no_constituency(tmp_path: Path) -> None:
    """Ana's second seat of the South is won with the votes of the row that names no region."""
    result = elected(tmp_path, ".  .  3 100 40 40 0 40 0\n")
    assert decisive(result) == []
    contest = result.contests["president"]
    assert contest.seats == {"cec": {"count": {}}}
    (sheets,) = [item for item in contest.recomputed if item.announcement is None]
    assert str(sheets.why_not) == (
        "Sheets held name no region: nobody knows to which their votes belong."
    )


def test_it_is_a_contradiction_where_every_sheet_names_its_constituency(tmp_path: Path) -> None:
    result = elected(tmp_path, "North Hill 3 100 40 40 0 40 0\n")
    assert decisive(result) == ["SEATS-DIFFER-ON-SHEETS"]


@pytest.mark.parametrize(
    ("ana", "south"),
    # 220 to 110 is a tie for the second seat
    [(29, Determined.YES), (30, Determined.UNKNOWN), (40, Determined.UNKNOWN)],
)
def test_a_constituency_is_larger_by_no_more_than_the_sheets_that_name_none(
    tmp_path: Path, ana: int, south: Determined
) -> None:
    found = elected(tmp_path, f".  .  3 100 {ana} {ana} 0 {ana} 0\n").contests["president"].bounds
    assert found is not None
    assert {area: one.determined for area, one in found.constituencies.items()} == {
        "North": Determined.YES,
        "South": south,
    }
    assert found.seats is south


@pytest.mark.parametrize(("missing", "south"), [(28, Determined.YES), (29, Determined.UNKNOWN)])
def test_it_has_the_voters_of_its_own_missing_stations_and_no_others(
    tmp_path: Path, missing: int, south: Determined
) -> None:
    """Station 4 is of the South, and 5 of the North, as observers' sheets say; 3 may be of any."""
    head = CONSTITUENCIES.replace("sources:", "stations: 5\nsources:")
    mine = TWO_REGIONS + ".  .  3 100 1 1 0 1 0\n"
    theirs = (
        "region district code registered cast valid invalid ana ben\n"
        f"South Port 4 {missing} 0 0 0 0 0\nNorth Hill 5 20 0 0 0 0 0\n"
    )
    entries = returns_entry("returns.csv") + returns_entry("other.csv", "watch")
    files = {"returns.csv": csv_of(mine), "other.csv": csv_of(theirs)}
    found = checked(tmp_path, files, entries, head).contests["president"].bounds
    assert found is not None
    assert {area: one.determined for area, one in found.constituencies.items()} == {
        "North": Determined.YES,
        "South": south,
    }


EVERY_REGION = """\
announcements:
  - id: final
    source: cec
    stage: final
    counts: {ana: 640, ben: 410}
    turnout: 50%
    areas:
      North: {counts: {ana: 310, ben: 290}, turnout: 60%}
"""
OF_NORTH = STATIONS.replace("South  Port     4    800        404  400   4       300 100\n", "")
LISTED = "id,name,level,parent\nNorth,North,region,all\n"


@pytest.mark.parametrize(
    ("areas", "source", "more", "found_of_parts"),
    [
        ("", "watch", "", []),  # observers were in the North: nobody lists the regions
        ("", "cec", "stations: 9\n", []),
        ("", "cec", "", ["ANNOUNCED-PARTS-SUM"] * 2 + ["SHARE-OUTSIDE-PARTS"]),
        (LISTED, "watch", "", ["ANNOUNCED-PARTS-SUM"] * 2 + ["SHARE-OUTSIDE-PARTS"]),
    ],
)
def test_the_areas_of_sheets_held_need_not_be_all_areas(
    tmp_path: Path, areas: str, source: str, more: str, found_of_parts: list[str]
) -> None:
    of_north = "".join(
        f"{line}\n" for line in STATIONS.splitlines() if not line.startswith("South")
    )
    files = {"returns.csv": csv_of(of_north), "announcements.yaml": EVERY_REGION}
    if areas:
        files["areas.csv"] = areas
    head = HEAD.replace("sources:", f"{more}sources:")
    result = checked(tmp_path, files, returns_entry("returns.csv", source), head)
    codes = sorted(item.code.name for item in result.findings)
    assert [code for code in codes if "PARTS" in code] == found_of_parts


def test_an_area_that_nothing_else_names_is_a_part_too(tmp_path: Path) -> None:
    said = EVERY_REGION + "      South: {counts: {ana: 330, ben: 120}, turnout: 40%}\n"
    of_north = "".join(
        f"{line}\n" for line in STATIONS.splitlines() if not line.startswith("South")
    )
    files = {"returns.csv": csv_of(of_north), "announcements.yaml": said}
    result = checked(tmp_path, files)
    assert not [item for item in result.findings if "PARTS" in item.code.name]
