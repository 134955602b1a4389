"""Levels against the sum of the level below, and sources against each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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


TWO = returns_entry("returns.csv") + returns_entry("copies.csv", "watch")


def compare(tmp_path: Path, copies: str, stations: str = STATIONS):  # type: ignore[no-untyped-def]
    result = checked(tmp_path, {"returns.csv": csv_of(stations), "copies.csv": csv_of(copies)}, TWO)
    (comparison,) = result.contests["president"].sources
    return result, comparison


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


def test_two_options_swapped_in_every_station_that_differs(tmp_path: Path) -> None:
    swapped = STATIONS.replace("200 100", "100 200").replace("300 100", "100 300")
    result, comparison = compare(tmp_path, swapped)
    slip = "Ana Lima and Ben Okoro are swapped in one of the two sources"
    assert comparison.explanations[0].text == slip
    (finding,) = result.findings
    assert (finding.code.name, finding.tier) == ("SOURCE-SLIP", "decisive")
    assert finding.breaking_point is not None
    assert finding.breaking_point.text == f"It vanishes if the slip is undone: {slip}."


def test_rows_shifted_by_one(tmp_path: Path) -> None:
    header = "region district code registered cast valid invalid ana ben\n"
    rows = [
        f"North Hill {i} {900 + i} {100 + 3 * i} {90 + 3 * i} 10 {i} {90 + 2 * i}"
        for i in range(1, 13)
    ]
    moved = [" ".join([*rows[i].split()[:3], *rows[min(i + 1, 11)].split()[3:]]) for i in range(12)]
    result, comparison = compare(tmp_path, header + "\n".join(moved), header + "\n".join(rows))
    assert comparison.explanations[0].text == (
        "the rows of Observers are shifted by one against those of Central commission"
    )
    assert result.findings.of("SOURCE-DIFFERS") == []


MANY = "region district code registered cast valid invalid ana ben\n" + "".join(
    f"North Hill {i:02} {900 + i} {200 + 5 * i} {190 + 5 * i} 10 {90 + i} {100 + 4 * i}\n"
    for i in range(1, 21)
)


def edited(rows: dict[int, str]) -> str:
    """``MANY`` with other figures (after the code) at some stations."""
    lines = MANY.splitlines()
    for number, figures in rows.items():
        lines[number] = " ".join([*lines[number].split()[:3], figures])
    return "\n".join(lines)


def figures_of(number: int) -> str:
    return " ".join(MANY.splitlines()[number].split()[3:])


def swapped_at(number: int) -> str:
    *others, ana, ben = figures_of(number).split()
    return " ".join([*others, ben, ana])


def test_two_slips_at_once_are_both_named(tmp_path: Path) -> None:
    slips = {i: figures_of(i + 1) for i in range(2, 7)} | {i: swapped_at(i) for i in range(10, 14)}
    result, _ = compare(tmp_path, edited(slips), MANY)
    assert sorted(item.message.partition("accounts for ")[2] for item in result.findings) == [
        "4 of them: Ana Lima and Ben Okoro are swapped in one of the two sources",
        "5 of them: the rows of Observers are shifted by one against those of Central commission",
    ]
    assert {item.tier for item in result.findings} == {"decisive"}


def test_a_slip_does_not_hide_a_station_that_differs_otherwise(tmp_path: Path) -> None:
    """Not even where it stands at the edge of the rows that are shifted."""
    rows = {i: figures_of(i + 1) for i in range(2, 7)} | {7: "907 235 225 10 120 105"}
    result, _ = compare(tmp_path, edited(rows), MANY)
    (slip,) = result.findings.of("SOURCE-SLIP")
    assert slip.figures["accounted_for"] == 5
    (finding,) = result.findings.of("SOURCE-DIFFERS")
    assert finding.area == "07"


def with_votes_of(number: int, other: int) -> str:
    return " ".join([*figures_of(number).split()[:4], *figures_of(other).split()[4:]])


def with_ana_of(number: int, other: int) -> str:
    *before, _, ben = figures_of(number).split()
    return " ".join([*before, figures_of(other).split()[4], ben])


@pytest.mark.parametrize(
    ("row", "slip"),
    [
        (
            with_votes_of,
            "the votes of Observers are shifted by one row against those of Central commission",
        ),
        (
            with_ana_of,
            "Ana Lima of Observers is shifted by one row against that of Central commission",
        ),
    ],
)
def test_a_part_of_the_figures_is_shifted_by_one_row(
    row: Callable[[int, int], str], slip: str, tmp_path: Path
) -> None:
    """A column pasted one row too low; another station differs for itself."""
    rows = {i: row(i, i + 1) for i in range(3, 11)} | {15: "915 275 265 10 120 145"}
    result, _ = compare(tmp_path, edited(rows), MANY)
    (found,) = result.findings.of("SOURCE-SLIP")
    assert (found.figures["accounted_for"], str(found.explanations[0])) == (8, slip)
    assert [item.area for item in result.findings.of("SOURCE-DIFFERS")] == ["15"]


def test_small_figures_that_a_neighbour_has_too_are_no_shift(tmp_path: Path) -> None:
    header = "region district code registered cast valid invalid ana ben\n"
    small = [2, 3, 2, 4, 3, 2, 3, 4, 2, 3, 2, 4]
    ours = [f"North Hill {i:02} 900 {90 + a} {90 + a} 0 {a} 90" for i, a in enumerate(small)]
    off = [3, 1, 4, 4, 5, 3, 1, 6, 5, 4, 5, 4]
    theirs = [
        f"North Hill {i:02} 900 {90 + a} {90 + a} 0 {b} 90"
        for i, (a, b) in enumerate(zip(small, off, strict=True))
    ]
    result, _ = compare(tmp_path, header + "\n".join(theirs), header + "\n".join(ours))
    assert result.findings.of("SOURCE-SLIP") == []


def test_digits_that_seem_transposed_explain_no_other_figure(tmp_path: Path) -> None:
    """91 and 19 are a transposition; ben is off by something else. With the valid votes off by as
    much as ana, and the ballots, it is the same slip."""
    by_chance, followed = "901 205 195 10 19 150", "902 147 137 10 29 108"
    result, _ = compare(tmp_path, edited({1: by_chance, 2: followed}), MANY)
    found = {item.area: item.explanations for item in result.findings.of("SOURCE-DIFFERS")}
    assert found["01"] == ()
    assert [str(item) for item in found["02"]] == [
        "two digits of Ana Lima are transposed: 92 and 29"
    ]


def test_transposed_digits_are_named_at_their_station(tmp_path: Path) -> None:
    copies = STATIONS.replace(
        "1    500        301  300   1       200 100", "1    500        310  300   1       200 100"
    )
    result, _ = compare(tmp_path, copies)
    (finding,) = result.findings.of("SOURCE-DIFFERS")
    assert [sentence.text for sentence in finding.explanations] == [
        "two digits of Ballots are transposed: 301 and 310"
    ]


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


ALLIANCE = HEAD.replace(
    "ben: {name: Ben Okoro, aliases: [B. Okoro]}}",
    "ben: Ben Okoro, both: {name: Both, members: [ana, ben]}}",
)


def test_an_alliance_whose_votes_stand_under_a_member_in_one_source(tmp_path: Path) -> None:
    table = """
    region district code registered cast valid invalid ana ben both
    North  Hill     1    500        301  300   1       200 100 0
    North  Hill     2    400        210  200   10      50  150 0
    North  Lake     3    300        105  100   5       60  40  0
    """
    elsewhere = table.replace("200 100 0", "180 100 20").replace("60  40  0", "60  35  5")
    result = checked(
        tmp_path, {"returns.csv": csv_of(table), "copies.csv": csv_of(elsewhere)}, TWO, ALLIANCE
    )
    (finding,) = result.findings
    assert finding.code.name == "SOURCE-EXPLAINED"
    assert "they only stand in another place" in finding.explanations[0].text


def test_an_alliance_counted_elsewhere_hides_no_other_difference(tmp_path: Path) -> None:
    header = "region district code registered cast valid invalid ana ben both\n"
    table = header + "".join(
        f"North Hill {i} 500 301 300 1 {200 - i} {100 + i} 0\n" for i in range(1, 6)
    )
    other = header + "".join(
        f"North Hill {i} 500 301 300 1 {190 - i} {100 + i} 10\n" for i in range(1, 5)
    )
    other += "North Hill 5 500 301 300 1 180 105 10\n"
    result = checked(
        tmp_path, {"returns.csv": csv_of(table), "copies.csv": csv_of(other)}, TWO, ALLIANCE
    )
    (explained,) = result.findings.of("SOURCE-EXPLAINED")
    assert explained.figures["accounted_for"] == 4
    (finding,) = result.findings.of("SOURCE-DIFFERS")
    assert (finding.area, finding.tier) == ("5", "decisive")
