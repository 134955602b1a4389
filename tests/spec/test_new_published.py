"""`crosstally new`: tables as commissions publish them, made for people to read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.cli.app import app, load_verbs
from crosstally.drafting.draft import about
from crosstally.drafting.guessing import guess_columns
from crosstally.drafting.source import read_source
from crosstally.findings import Tier
from tests.drafting_tables import (
    EXPECTED,
    HEADER,
    ROWS,
    SUMS,
    TOTALS,
    as_csv,
    drafted,
    meanings,
    run,
    table,
    totals,
)


def written(rows: list[list[str]], tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    return path


def test_a_row_of_units_that_names_columns_too_is_part_of_the_header(tmp_path: Path) -> None:
    """Parties are merged over two columns each, "Ballots" over two figures."""
    above = ["Region", "Station", "Voters", "Ballots", "", "Sun", "", "River", "", "Stone", ""]
    below = ["", "", "", "Valid", "Invalid", *["votes", "%"] * 3]
    rows = [[*r[:5], r[5], "44.4", r[6], "40.1", r[7], "15.5"] for r in ROWS]
    guess = guess_columns([above, below, *rows])
    named = EXPECTED | {"column 6": "sun", "column 8": "river", "column 10": "stone"}
    assert meanings(guess) == {k: v for k, v in named.items() if k not in ("Sun", "River", "Stone")}
    assert totals(drafted(written([above, below, *rows], tmp_path), tmp_path)) == SUMS


NORTH = ["1950", "1225", "21", "510", "540", "175"]
SOUTH = ["3050", "2316", "23", "1670", "478", "168"]
WRONG = ["1950", "1225", "21", "530", "540", "175"]


@pytest.mark.parametrize(
    ("north", "south", "everything"),
    [
        ("Total North", "Total South", "Total"),
        ("Subtotal for North", "Subtotal for South", "GRAND TOTAL"),
        ("Итого по региону", "Итого по региону", "ВСЕГО"),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_totals_of_regions_are_held_against_their_stations(
    north: str, south: str, everything: str, first: bool, tmp_path: Path
) -> None:
    """Below the stations, or above them; the North's is wrong by twenty."""
    of_north, of_south = [north, "", *WRONG], [south, "", *SOUTH]
    blocks = [[of_north], ROWS[:3], [of_south], ROWS[3:]]
    if not first:
        blocks = [ROWS[:3], [of_north], ROWS[3:], [of_south]]
    rows = [HEADER, *(row for block in blocks for row in block), [everything, "", *TOTALS]]
    result = check(open_election(drafted(written(rows, tmp_path), tmp_path)))
    (finding,) = result.findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert (finding.area, finding.figures["figure"], finding.votes) == ("North", "sun", 20)


def test_the_total_of_a_large_region_is_not_that_of_everything(tmp_path: Path) -> None:
    rows = [HEADER, *ROWS[:3], ["Total", "", *NORTH], *ROWS[3:], ["Total", "", *SOUTH]]
    guess = guess_columns(rows)
    assert guess.grand_total is None
    assert [path for path, _ in guess.area_totals.stated] == [("North",), ("South",)]
    assert totals(drafted(written(rows, tmp_path), tmp_path)) == SUMS


def test_totals_of_areas_within_areas_are_told_apart(tmp_path: Path) -> None:
    """A region with one district alone has the same sums."""
    header = ["Region", "District", *HEADER[1:]]
    rows = [
        header,
        *(["North", "Lake", *row[1:]] for row in ROWS[:3]),
        ["North", "Total Lake", "", *NORTH],
        ["Total North", "", "", *NORTH],
        *(["South", "Port" if row[1] == "201" else "Bay", *row[1:]] for row in ROWS[3:]),
        ["South", "Total Port", "", *ROWS[3][2:]],
        ["South", "Total Bay", "", "1250", "806", "14", "370", "328", "108"],
        ["Total South", "", "", *SOUTH],
        ["Total", "", "", *TOTALS],
    ]
    guess = guess_columns(rows)
    assert [path for path, _ in guess.area_totals.stated] == [
        ("North", "Lake"),
        ("North",),
        ("South", "Port"),
        ("South", "Bay"),
        ("South",),
    ]
    assert guess.wrong_totals_of_areas() == {}
    assert guess.area_totals.unclear == 0


def test_a_row_of_totals_that_fits_no_area_is_counted_aloud(tmp_path: Path) -> None:
    other = ["Total of postal votes", "", "70", "51", "1", "30", "10", "11"]
    path = written([*table(), other, ["Total", "", *TOTALS]], tmp_path)
    code, output = run(str(tmp_path / "made"), "--from", str(path))
    assert code == 0
    assert "One row of totals is of no area that is clear" in output


def by_channel() -> list[list[str]]:
    """The stations of ``ROWS`` with a row for each way of voting."""
    rows = [["Region", "Station", "Voting method", *HEADER[2:]]]
    for row in ROWS:
        figures = [int(cell) for cell in row[2:]]
        post = [figures[0], *(n // 5 for n in figures[3:])]
        votes = [figures[0], *(n - n // 5 for n in figures[3:])]
        here = [votes[0], sum(votes[1:]), figures[2], *votes[1:]]
        rows.append([*row[:2], "In person", *map(str, here)])
        rows.append([*row[:2], "Postal", *map(str, [post[0], sum(post[1:]), 0, *post[1:]])])
    return rows


def test_a_row_for_each_way_of_voting_is_no_station_of_its_own(tmp_path: Path) -> None:
    path = written(by_channel(), tmp_path)
    guess = read_source(path).guess
    assert meanings(guess) == EXPECTED | {"Voting method": "channel"}
    folder = drafted(path, tmp_path)
    assert totals(folder) == SUMS
    assert "# stations: 6 " in (folder / "election.yaml").read_text(encoding="utf-8")
    result = check(open_election(folder))
    assert result.contests["contest"].totals["authority"].stations_held == len(ROWS)


def test_figures_and_parties_in_rows_beside_their_percentages(tmp_path: Path) -> None:
    rows = [["Region", "Station", "Item", "Count", "Share"]]
    for row in ROWS:
        for name, value in zip(HEADER[2:], row[2:], strict=True):
            share = "" if name == "Voters" else f"{100 * int(value) / int(row[3]):.1f}%"
            rows.append([*row[:2], name, value, share])
    assert totals(drafted(written(rows, tmp_path), tmp_path)) == SUMS


def test_a_table_that_is_made_plain_keeps_its_title_and_its_day(tmp_path: Path) -> None:
    seen: set[str] = set()
    rows = [["Parliament of Borduria, 3 March 2026", *[""] * 7], [""] * 8, HEADER]
    for row in ROWS:
        rows.append([*(["" if row[0] in seen else row[0]]), *row[1:]])
        seen.add(row[0])
    source = read_source(written(rows, tmp_path))
    assert source.tidied is not None
    said = about(tmp_path / "made", source)
    assert (said.title, said.date) == ("Parliament of Borduria, 3 March 2026", "2026-03-03")


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Выборы депутатов 15 января 2026 года", "2026-01-15"),
        ("Elecciones generales, 12 de marzo de 2026", "2026-03-12"),
        ("Élections législatives du 7 août 2026", "2026-08-07"),
        ("Bundestagswahl am 1. März 2026", "2026-03-01"),
    ],
)
def test_the_day_of_the_vote_is_read_in_other_languages(
    title: str, day: str, tmp_path: Path
) -> None:
    source = read_source(written(table([title]), tmp_path))
    assert about(tmp_path / "made", source).date == day


def test_a_file_for_each_region_in_one_archive(tmp_path: Path) -> None:
    path = tmp_path / "results.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in (("North", ROWS[:3]), ("South", ROWS[3:])):
            table = [HEADER[1:], *(row[1:] for row in rows)]
            archive.writestr(f"{name}.csv", as_csv(table))
        archive.writestr("read me.txt", "Results of the vote")
    folder = drafted(path, tmp_path)
    assert totals(folder) == SUMS
    result = check(open_election(folder))
    assert result.totals(level="file").to_arrow().num_rows == 2


def regions(tmp_path: Path, *more: tuple[str, list[list[str]]]) -> Path:
    """A worksheet for each region, its stations numbered from 1, and further ones."""
    book = openpyxl.Workbook()
    parts = [("North", ROWS[:3]), ("South", ROWS[3:])]
    sheets = [
        (name, [HEADER[1:], *([str(i), *row[2:]] for i, row in enumerate(rows, 1))])
        for name, rows in parts
    ]
    for name, rows in [*sheets, *more]:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([int(cell) if cell.isdecimal() else cell for cell in row])
    path = tmp_path / "results.xlsx"
    book.save(path)
    return path


SUMMARY = [HEADER[1:], ["North", *NORTH], ["South", *SOUTH]]
AGAIN = [HEADER[1:], *([str(i), *row[2:]] for i, row in enumerate(ROWS[:3], 1))]


@pytest.mark.parametrize("more", [(), (("Summary", SUMMARY),), (("North again", AGAIN),)])
def test_a_worksheet_for_each_region(
    more: tuple[tuple[str, list[list[str]]], ...], tmp_path: Path
) -> None:
    """Not with a summary of them, nor with one of them that stands there twice."""
    path = regions(tmp_path, *more)
    source = read_source(path)
    assert source.not_read == tuple(name for name, _ in more)
    assert totals(drafted(path, tmp_path)) == SUMS


def test_worksheets_that_end_with_the_same_signatures_are_read_together(tmp_path: Path) -> None:
    """Kenya, form 34B: below each constituency's total stand the lines for who signs."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    for region, rows in (("North", ROWS[:3]), ("South", ROWS[3:])):
        sheet = book.create_sheet(region)
        sheet.append(HEADER[1:])
        for row in rows:
            sheet.append(row[1:])
        sheet.append(["Total", *(str(sum(int(row[at]) for row in rows)) for at in range(2, 8))])
        sheet.append(["Constituency Returning Officer"])
        sheet.append(["Name", "Signature", "Date", "Stamp"])
    book.save(tmp_path / "34b.xlsx")
    source = read_source(tmp_path / "34b.xlsx")
    assert (source.not_read, source.guess.rows) == ((), len(ROWS))
    assert totals(drafted(tmp_path / "34b.xlsx", tmp_path)) == SUMS


def test_tables_that_are_not_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "results.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stations.csv", as_csv(table()))
        archive.writestr("turnout.csv", "Region,Noon,Evening\nNorth,1,2\n")
    code, output = run(str(tmp_path / "made"), "--from", str(path))
    assert (code, "Not read: turnout.csv." in output) == (0, True)


MAYORS = {"A. Novak": [300, 250, 240, 1000, 120, 300], "B. Petrov": [150, 140, 130, 500, 80, 290]}


def two_contests(colon: bool) -> list[list[str]]:
    """Mayor and council on one list of voters, side by side."""
    names = ["Ballots", "Invalid"]
    mayor = [f"Mayor: {name}" if colon else name for name in names]
    council = [f"Council: {name}" if colon else name for name in names]
    header = [*HEADER[:3], *mayor, *MAYORS, *council, *HEADER[5:]]
    rows = [header]
    if not colon:
        rows.insert(0, ["", "", "", "Mayor", "", "", "", "Council", "", "", "", ""])
    for at, row in enumerate(ROWS):
        votes = [own[at] for own in MAYORS.values()]
        of_mayor = [sum(votes) + 3, 3, *votes]
        of_council = [int(row[3]) + int(row[4]), row[4], *row[5:]]
        rows.append([*row[:3], *map(str, of_mayor), *map(str, of_council)])
    return rows


def in_rows() -> list[list[str]]:
    rows = [["Contest", "Region", "Station", "Voters", "Ballots", "Invalid", "Name", "Votes"]]
    for at, row in enumerate(ROWS):
        votes = {name: own[at] for name, own in MAYORS.items()}
        ballots = str(sum(votes.values()) + 3)
        rows += [["Mayor", *row[:3], ballots, "3", name, str(n)] for name, n in votes.items()]
        ballots = str(int(row[3]) + int(row[4]))
        rows += [
            ["Council", *row[:3], ballots, row[4], name, votes_]
            for name, votes_ in zip(HEADER[5:], row[5:], strict=True)
        ]
    return rows


@pytest.mark.parametrize("rows", [two_contests(True), two_contests(False), in_rows()])
def test_two_contests_in_one_file_are_kept_apart(rows: list[list[str]], tmp_path: Path) -> None:
    folder = drafted(written(rows, tmp_path), tmp_path)
    result = check(open_election(folder))
    assert list(result.findings.of_tier(Tier.DECISIVE)) == []
    of = {name: item.totals["authority"].figures for name, item in result.contests.items()}
    assert of["mayor"] == {
        "registered": 5000,
        "cast": 3518,
        "invalid": 18,
        "a_novak": 2210,
        "b_petrov": 1290,
    }
    assert of["council"] == {k: v for k, v in SUMS.items() if k != "valid"} | {"cast": 3585}
    # Every sheet is held to its own sum.
    runs = [run for run in result.runs if run.code == "SHEET-MUST" and "==" in str(run.subject)]
    assert sorted((run.contest, run.checked) for run in runs) == [("council", 6), ("mayor", 6)]


def test_groups_of_columns_that_are_no_contests_stay_together() -> None:
    """A header over two rows: the sheet's accounting, and the votes."""
    above = ["", "", "Ballots", "", "", "Votes", "", ""]
    guess = guess_columns([above, HEADER, *ROWS])
    assert meanings(guess) == EXPECTED


def test_a_second_file_of_several_contests_is_added_by_its_options(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    folder = drafted(written(table(), first), tmp_path)
    copies = tmp_path / "copies.csv"
    copies.write_bytes(as_csv(two_contests(True)))
    load_verbs()
    arguments = ["add", str(folder), str(copies), "--source", "Our party", "--kind", "party"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    (comparison,) = check(open_election(folder)).contests["contest"].sources
    assert (comparison.agree, comparison.differ) == (6, 0)
