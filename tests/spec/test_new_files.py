"""`crosstally new`: files of every make in, election folders out."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from crosstally.check.run import check, open_election
from crosstally.drafting.draft import about, draft, write_draft
from crosstally.drafting.guess import Kind
from crosstally.drafting.guessing import guess_columns
from crosstally.drafting.source import Source, read_source
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from tests.drafting_tables import (
    HEADER,
    ROWS,
    SUMS,
    TOTALS,
    as_csv,
    drafted,
    long_rows,
    table,
    totals,
    workbook,
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_files_of_every_delimiter(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(table(["6"]), delimiter))
    assert totals(drafted(path, tmp_path)) == SUMS


@pytest.mark.parametrize("zero", "٠۰०০๐၀០０")
def test_digits_of_every_script(zero: str, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    signs = str.maketrans("0123456789", "".join(chr(ord(zero) + digit) for digit in range(10)))
    rows = [[cell.translate(signs) for cell in row] for row in table()]
    path.write_bytes(as_csv(rows))
    assert totals(drafted(path, tmp_path)) == SUMS


def test_a_row_for_each_station_and_party_is_made_one_row_a_station(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(long_rows()))
    folder = drafted(path, tmp_path)
    assert totals(folder) == SUMS
    assert (folder / "original" / "results.csv").read_bytes() == path.read_bytes()
    text = (folder / "election.yaml").read_text(encoding="utf-8")
    assert "one for each of “Party”" in text


def test_merged_cells_are_filled_down(tmp_path: Path) -> None:
    """Stations are numbered anew in each region, which is written in its first row only."""
    rows = [list(row) for row in table()]
    seen: set[str] = set()
    for number, row in enumerate(rows[1:]):
        row[1] = str(number % 3 + 1)
        row[0] = "" if row[0] in seen else row[0]
        seen.add(row[0])
    assert sum(not row[0] for row in rows[1:]) > len(rows) / 2
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    folder = drafted(path, tmp_path)
    assert totals(folder) == SUMS
    result = check(open_election(folder))
    assert result.contests["contest"].totals["authority"].stations_held == len(ROWS)


def test_a_remark_below_the_table_is_no_station(tmp_path: Path) -> None:
    rows = [*table(), ["Source: the commission, signed by the secretary", *[""] * 7]]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    folder = drafted(path, tmp_path)
    result = check(open_election(folder))
    assert result.contests["contest"].totals["authority"].stations_held == len(ROWS)


def test_a_running_number_is_the_code_where_no_other_column_differs(tmp_path: Path) -> None:
    header = ["Bezirk", "Lokal", "Wähler", "Gültig", "Ungültig", "Sun", "River", "Stone"]
    rows = [header, *([row[0], str(100 + i), *row[2:]] for i, row in enumerate(ROWS, 1))]
    guess = guess_columns(rows)
    assert [guess.columns[index].name for index in guess.station] == ["Lokal"]
    assert guess.stations_differ


def test_text_files_of_other_encodings(tmp_path: Path) -> None:
    header = ["Регион", "УИК", "Избирателей в списке", "Действительных", "Недействительных"]
    rows = [[*header, "Солнце", "Река", "Камень"], *ROWS]
    for encoding in ("cp1251", "utf-8-sig", "utf-16"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(as_csv(rows, encoding=encoding))
        folder = tmp_path / encoding
        source = read_source(path)
        write_draft(folder, source, about(folder, source))
        names = open_folder(folder).definition.contests["contest"].options
        assert list(names) == ["солнце", "река", "камень"]
        assert totals(folder)["солнце"] == 2180


def test_compressed_files(tmp_path: Path) -> None:
    packed = tmp_path / "results.csv.gz"
    packed.write_bytes(gzip.compress(as_csv(table())))
    assert totals(drafted(packed, tmp_path)) == SUMS
    archive = tmp_path / "results.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("readme.txt", "What this is")
        stream.writestr("data/results.csv", as_csv(table()))
    folder = tmp_path / "from_zip"
    source = read_source(archive)
    write_draft(folder, source, about(folder, source))
    assert source.member == "data/results.csv"
    assert totals(folder) == SUMS


def test_parquet(tmp_path: Path) -> None:
    columns = {
        name: [row[i] if i < 2 else int(row[i]) for row in ROWS] for i, name in enumerate(HEADER)
    }
    path = tmp_path / "results.parquet"
    pq.write_table(pa.table(columns), path)
    assert totals(drafted(path, tmp_path)) == SUMS


def test_a_workbook_with_titles_and_a_row_of_totals(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Council election of 2026-03-01: results by station"
        sheet.merge_cells("A1:H1")
        sheet.append([])
        sheet.append(HEADER)
        for row in ROWS:
            sheet.append([*row[:2], *map(int, row[2:])])
        sheet.append(["Total", None, *map(int, TOTALS)])

    folder = drafted(workbook(tmp_path, fill), tmp_path)
    election = open_folder(folder)
    assert election.definition.date == "2026-03-01"
    assert election.definition.title.startswith("Council election")
    assert [a.counts["sun"] for a in election.announcements] == [2180]
    assert totals(folder) == SUMS


def test_a_workbook_with_a_merged_header_and_numbers_as_text(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([*HEADER[:5], "Votes for", None, None])
        sheet.append([None] * 5 + HEADER[5:])
        for column in "ABCDE":
            sheet.merge_cells(f"{column}1:{column}2")
        sheet.merge_cells("F1:H1")
        sheet.append([str(number) for number in range(1, 9)])
        for row in ROWS:
            sheet.append(row)

    assert totals(drafted(workbook(tmp_path, fill), tmp_path)) == SUMS


def test_the_worksheet_with_the_stations_is_found(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.title = "Read me"
        sheet.append(["What this is", "Results of an election"])
        assert sheet.parent is not None
        shares = sheet.parent.create_sheet("Summary")
        for row in ([*HEADER[:1], "Turnout", "Seats"], ["North", 50, 3], ["South", 60, 4]):
            shares.append(row)
        stations = sheet.parent.create_sheet("Stations")
        for line in table():
            stations.append([int(c) if c.isdecimal() else c for c in line])

    path = workbook(tmp_path, fill)
    assert read_source(path).worksheet == "Stations"
    assert totals(drafted(path, tmp_path)) == SUMS


def test_formulas_are_read_as_what_they_showed(tmp_path: Path) -> None:
    """A program that never computed a formula leaves its cell empty: then the column is not
    drafted, and the rest is."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADER)
        for number, row in enumerate(ROWS, 2):
            figures = [int(cell) for cell in row[2:]]
            sheet.append([*row[:2], figures[0], f"=SUM(F{number}:H{number})", *figures[2:]])

    path = workbook(tmp_path, fill)
    guess = read_source(path).guess
    assert [c.id for c in guess.of(Kind.OPTION)] == ["sun", "river", "stone"]
    assert "valid" not in {c.id for c in guess.of(Kind.FIELD)}
    drafted(path, tmp_path)


def test_columns_that_share_a_name_or_have_none_go_by_number(tmp_path: Path) -> None:
    header = ["", "Station", "Voters", "Valid", "Votes", "Votes", "note", "note"]
    rows = [[r[0], *r[1:4], r[5], str(int(r[6]) + int(r[7])), "", "x"] for r in ROWS]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([header, *rows]))
    folder = drafted(path, tmp_path)
    returns = open_folder(folder).definition.returns[0].columns
    assert list(returns.options.values()) == ["column 5", "column 6"]
    assert returns.areas == {"level_1": "column 1"}
    assert totals(folder)["votes"] == 2180


def test_awkward_names_stay_as_they_are(tmp_path: Path) -> None:
    names = ["yes: no", "# [Sun], {1}", 'Say "Aye" <b>']
    rows = [[*HEADER[:5], *names], *ROWS]
    path = tmp_path / "a*b?.csv"
    path.write_bytes(as_csv(rows))
    folder = drafted(path, tmp_path)
    contest = open_folder(folder).definition.contests["contest"]
    assert [option.name for option in contest.options.values()] == names
    assert (folder / "returns" / "a_b_.csv").read_bytes() == path.read_bytes()
    assert list(totals(folder).values()) == list(SUMS.values())


def test_a_draft_names_what_to_look_at() -> None:
    guess = guess_columns(table())
    text = draft(
        Source(Path("results.csv"), guess), about(Path("x"), Source(Path("results.csv"), guess))
    )["election.yaml"]
    assert isinstance(text, str)
    assert "# CHECK: the day of the vote." in text
    assert "options == valid    # holds in 6 of 6 rows" in text


def test_a_hidden_worksheet_is_not_drafted_where_another_holds_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    old = book.active
    assert old is not None
    old.title, old.sheet_state = "Old", "hidden"
    for row in [*table(), *(["North", f"3{i}", "9", "6", "0", "3", "2", "1"] for i in range(20))]:
        old.append([int(c) if c.isdecimal() else c for c in row])
    page = book.create_sheet("Results")
    for row in table():
        page.append([int(c) if c.isdecimal() else c for c in row])
    path = tmp_path / "r.xlsx"
    book.save(path)
    source = read_source(path)
    assert (source.worksheet, source.guess.rows, source.not_read) == (None, len(ROWS), ("Old",))
    assert totals(drafted(path, tmp_path))["sun"] == 2180


@pytest.mark.parametrize(
    ("rows", "below"),
    [
        (table(), [[], ["Source: the commission, 2026"]]),
        ([HEADER, *([*row, ""] for row in ROWS)], []),
        ([HEADER, *([*row, "", ""] for row in ROWS)], [["Total", "", *TOTALS], ["* re-run"]]),
    ],
)
def test_remarks_and_empty_cells_beyond_the_header_are_no_broken_rows(
    rows: list[list[str]], below: list[list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([*rows, *below], ";"))
    assert totals(drafted(path, tmp_path)) == SUMS


def test_a_short_row_with_figures_stays_for_the_reader_to_refuse(tmp_path: Path) -> None:
    """In which columns they belong is for a person to say."""
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([HEADER, *ROWS[:2], ROWS[2][1:], *ROWS[3:], ["a remark"]]))
    folder = drafted(path, tmp_path)
    with pytest.raises(InputError, match=r"results\.csv:4: a row has too few cells"):
        check(open_election(folder))
