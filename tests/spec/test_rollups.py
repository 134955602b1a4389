"""Stated levels against the sum of the level below."""

from __future__ import annotations

from pathlib import Path

from tests.folders import HEAD, STATIONS, checked, csv_of, found, returns_entry

DISTRICTS = """
region district registered cast valid invalid ana ben
North  Hill     900        511  500   11      250 250
North  Lake     300        105  100   5       60  40
South  Port     800        404  400   4       300 100
"""
REGIONS = """
region registered cast valid invalid ana ben
North  1200       616  600   16      310 290
South  800        404  400   4       300 100
"""
AREA_COLUMNS = """\
    columns:
      areas: {region: region, district: district}
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
BOTH = returns_entry("returns.csv") + returns_entry(
    "districts.csv", more="level: district", columns=AREA_COLUMNS
)


def test_districts_that_are_the_sum_of_their_stations(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(STATIONS), "districts.csv": csv_of(DISTRICTS)}
    result = checked(tmp_path, files, BOTH)
    (level,) = result.contests["president"].levels
    assert (level.level, level.below, level.compared, level.equal) == ("district", "station", 3, 3)
    assert list(result.findings) == []


def test_a_district_that_is_not_the_sum_is_named_with_both_figures(tmp_path: Path) -> None:
    wrong = DISTRICTS.replace("100   5       60  40", "100   5       70  30")
    files = {"returns.csv": csv_of(STATIONS), "districts.csv": csv_of(wrong)}
    result = checked(tmp_path, files, BOTH)
    assert found(result, "ROLLUP-DIFFERS") == [("North/Lake", 10)]
    (finding,) = result.findings
    assert finding.figures["differences"] == {
        "ana": {"stated": 70, "sum": 60},
        "ben": {"stated": 30, "sum": 40},
    }


def test_an_area_in_which_no_station_is_known_is_named(tmp_path: Path) -> None:
    misspelt = DISTRICTS.replace("South  Port", "South  Prot")
    files = {"returns.csv": csv_of(STATIONS), "districts.csv": csv_of(misspelt)}
    result = checked(tmp_path, files, BOTH)
    (finding,) = result.findings
    assert (finding.code.name, finding.area, finding.votes) == (
        "AREA-WITHOUT-STATIONS",
        "South/Prot",
        400,
    )
    # Where nobody says that the stations held are all there are, others may lie there.
    watched = tmp_path / "watched"
    watched.mkdir()
    entries = BOTH.replace("source: cec", "source: watch", 1)
    assert list(checked(watched, files, entries).findings) == []


def test_the_difference_is_named_at_the_smallest_area_where_it_arises(tmp_path: Path) -> None:
    """The region repeats its district's error: only the district is not its stations' sum."""
    districts = DISTRICTS.replace("100   5       60  40", "100   5       70  30")
    regions = REGIONS.replace("310 290", "320 280")
    returns = BOTH + returns_entry(
        "regions.csv",
        more="level: region",
        columns=AREA_COLUMNS.replace(", district: district", ""),
    )
    files = {
        "returns.csv": csv_of(STATIONS),
        "districts.csv": csv_of(districts),
        "regions.csv": csv_of(regions),
    }
    result = checked(tmp_path, files, returns)
    assert found(result, "ROLLUP-DIFFERS") == [("North/Lake", 10)]


def test_partial_sheets_contradict_only_where_they_exceed_what_is_stated(tmp_path: Path) -> None:
    head = HEAD.replace("sheets:", "stations: 10\nsheets:")
    wrong = DISTRICTS.replace("900        511  500   11      250 250", "900 900 850 50 240 610")
    returns = returns_entry("returns.csv", "watch") + returns_entry(
        "districts.csv", more="level: district", columns=AREA_COLUMNS
    )
    files = {"returns.csv": csv_of(STATIONS), "districts.csv": csv_of(wrong)}
    result = checked(tmp_path, files, returns, head)
    (finding,) = result.findings.of("ROLLUP-BELOW-HELD")
    assert finding.area == "North/Hill"
    assert finding.figures["differences"] == {"ana": {"stated": 240, "sum": 250}}
    (level,) = result.contests["president"].levels
    assert (level.compared, level.not_compared) == (0, 3)


def test_special_stations_left_out_explain_every_difference(tmp_path: Path) -> None:
    table = """
    region district code registered cast valid invalid ana ben prison
    North  Hill     1    500        301  300   1       200 100 0
    North  Hill     2    400        210  200   10      50  150 0
    North  Hill     9    40         21   20    1       5   15  A7
    North  Lake     3    300        105  100   5       60  40  .
    South  Port     4    800        404  400   4       300 100 0
    South  Port     8    70         11   10    1       5   5   B2
    """
    stations = returns_entry("returns.csv").rstrip() + "\n      attributes: [prison]\n"
    returns = stations + BOTH.split("  - file: ")[2].join(["  - file: ", ""])
    files = {"returns.csv": csv_of(table), "districts.csv": csv_of(DISTRICTS)}
    result = checked(tmp_path, files, returns)
    (finding,) = result.findings
    assert finding.code.name == "ROLLUP-EXPLAINED"
    assert finding.explanations[0].text == (
        "without the 2 stations that have “prison”, all 2 differences vanish"
    )
    assert result.exit_code == 0


def test_crossing_trees_are_each_added_up(tmp_path: Path) -> None:
    head = HEAD.replace(
        "sources:", "trees: {constituencies: [country, constituency, station]}\nsources:"
    )
    table = csv_of(STATIONS).splitlines()
    table = [table[0] + ",constituency", *(f"{row},C{i % 2}" for i, row in enumerate(table[1:]))]
    stations = returns_entry("returns.csv").replace(
        "district: district}", "district: district, constituency: constituency}"
    )
    stated = csv_of("constituency ana ben\nC0 260 140\nC1 350 251\n")
    columns = "    columns: {areas: {constituency: constituency}}\n"
    returns = stations + returns_entry("c.csv", more="level: constituency", columns=columns)
    result = checked(
        tmp_path, {"returns.csv": "\n".join(table) + "\n", "c.csv": stated}, returns, head
    )
    assert found(result, "ROLLUP-DIFFERS") == [("C1", 1)]
    assert result.totals(level="constituency").to_arrow().num_rows == 2


def test_an_earlier_stage_explains_every_difference(tmp_path: Path) -> None:
    recount = STATIONS.replace("300   1       200 100", "300   1       190 110")
    final = BOTH.replace("level: district", "level: district\n    stage: final")
    returns = final + returns_entry("recount.csv", more="stage: recount")
    files = {
        "returns.csv": csv_of(STATIONS),
        "recount.csv": csv_of(recount),
        "districts.csv": csv_of(DISTRICTS),
    }
    result = checked(tmp_path, files, returns)
    (finding,) = result.findings
    assert finding.code.name == "ROLLUP-EXPLAINED"
    assert finding.explanations[0].text == (
        "with the sheets as they stood at the stage “count”, the one difference vanishes: later "
        "acts changed them"
    )


def test_totals_are_taken_by_row_or_by_slice(tmp_path: Path) -> None:
    totals = checked(tmp_path, {"returns.csv": csv_of(STATIONS)}).totals(level="district")
    assert [row["ana"] for row in totals] == [250, 60, 300]
    assert totals[-1]["ana"] == 300
    assert [row["ana"] for row in totals[:2]] == [250, 60]
    assert [row["ana"] for row in totals[::-1]] == [300, 60, 250]
    assert len(totals[5:]) == 0
