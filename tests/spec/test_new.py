"""`crosstally new`: tables of results in, the meaning of their columns out."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.cli.app import app, load_verbs
from crosstally.drafting.draft import about, draft, write_draft
from crosstally.drafting.guess import Guess, Kind, at_stake, guess_columns
from crosstally.drafting.revise import change
from crosstally.drafting.skeletons import write_skeleton
from crosstally.drafting.source import Source, read_source
from crosstally.election.definition import Definition
from crosstally.election.folder import open_folder
from crosstally.findings import Tier
from crosstally.problems import InputError

HEADER = ["Region", "Station", "Voters", "Valid", "Invalid", "Sun", "River", "Stone"]
ROWS = [
    ["North", "101", "700", "450", "5", "200", "180", "70"],
    ["North", "102", "650", "395", "6", "150", "190", "55"],
    ["North", "103", "600", "380", "10", "160", "170", "50"],
    ["South", "201", "1800", "1510", "9", "1300", "150", "60"],
    ["South", "202", "350", "208", "2", "90", "88", "30"],
    ["South", "203", "900", "598", "12", "280", "240", "78"],
]
TOTALS = ["5000", "3541", "44", "2180", "1018", "343"]


def meanings(guess: Guess) -> dict[str, str]:
    """Column → what it is taken for."""
    said = {c.name: c.id or str(c.kind) for c in guess.columns if c.kind is not Kind.LEFT_OUT}
    return said | {guess.columns[i].name: "station" for i in guess.station}


EXPECTED = {
    "Region": "region",
    "Station": "station",
    "Voters": "registered",
    "Valid": "valid",
    "Invalid": "invalid",
    "Sun": "sun",
    "River": "river",
    "Stone": "stone",
}


def table(*above: Sequence[str], below: Sequence[Sequence[str]] = ()) -> list[list[str]]:
    """The example, with rows above the header and below the stations."""
    return [*map(list, above), HEADER, *ROWS, *map(list, below)]


def test_a_plain_table() -> None:
    guess = guess_columns(table())
    assert meanings(guess) == EXPECTED
    assert (guess.header_row, guess.rows, guess.levels) == (1, 6, ("region",))
    held = {item.relation: (item.held, item.checked) for item in guess.evidence}
    assert held["options == valid"] == (6, 6)
    assert held["valid + invalid <= registered"] == (6, 6)


def test_title_rows_above_the_header() -> None:
    guess = guess_columns(table(["Results of the council election, 2026-03-01"], [], ["Final"]))
    assert meanings(guess) == EXPECTED
    assert guess.header_row == 4
    assert guess.title == "Results of the council election, 2026-03-01"


def test_a_count_line_above_the_header() -> None:
    guess = guess_columns(table(["6"]))
    assert (guess.header_row, guess.rows) == (2, 6)


@pytest.mark.parametrize(
    "between",
    [
        ["1", "2", "3", "4", "5", "6", "7", "8"],
        ["", "", "(voters)", "(votes)", "(votes)", "(votes)", "(votes)", "(votes)"],
    ],
)
def test_rows_of_units_and_of_column_numbers_are_no_stations(between: list[str]) -> None:
    guess = guess_columns([HEADER, between, *ROWS])
    assert meanings(guess) == EXPECTED
    assert (guess.header_row, guess.rows) == (1, 6)
    assert guess.leave_out == (("Station", (between[1],)),)


def test_a_header_over_two_rows() -> None:
    upper = ["Region", "Station", "Voters", "Valid", "Invalid", "Votes for", "", ""]
    lower = ["", "", "", "", "", "Sun", "River", "Stone"]
    guess = guess_columns([["Results of the election"], upper, lower, *ROWS])
    assert meanings(guess) == EXPECTED
    assert (guess.header_row, guess.header_rows) == (3, 2)


@pytest.mark.parametrize("word", ["Total", "TOTAL:", "Итого", "Toplam", "المجموع", 'סה"כ', "Razem"])
def test_a_row_of_totals_is_left_out_and_announced(word: str) -> None:
    guess = guess_columns(table(below=[[word, "", *TOTALS]]))
    assert guess.rows == 6
    assert guess.leave_out == (("Region", (word,)),)
    assert guess.grand_total is not None
    assert dict(guess.grand_total)[5] == 2180


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("Code", "Name", "station_name"),
        ("No.", "Polling station", "station_name"),
        ("Nr", "Polling station", "station_name"),
        ("ID", "Station name", "station_name"),
        ("Code", "Address", "station_name"),
        ("PEC No.", "Address", "station_name"),
        ("№", "Избирательный участок", "station_name"),
        ("УИК", "Адрес", "station_name"),
    ],
)
@pytest.mark.parametrize("codes", [("1", "2", "3", "4"), ("L-7", "L-9", "L-3", "L-4")])
def test_the_code_is_the_code_and_the_name_the_name(
    code: str, name: str, expected: str, codes: tuple[str, ...]
) -> None:
    names = ["School No. 1, Mill Street 75", "Town hall", "Harbour school", "The old mill"]
    figures = [row[2:] for row in ROWS]
    rows = [[*pair, *row] for *pair, row in zip(codes, names, figures, strict=False)]
    said = meanings(guess_columns([[code, name, *HEADER[2:]], *rows]))
    assert (said[code], said[name]) == ("station", expected)


def test_a_running_number_beside_a_stations_own_number_is_no_code() -> None:
    rows = [[str(number), *row] for number, row in enumerate(ROWS, 1)]
    said = meanings(guess_columns([["No.", *HEADER], *rows]))
    assert "No." not in said
    assert said["Station"] == "station"


def test_a_column_that_tells_stations_of_one_code_apart_is_taken_into_it() -> None:
    """Wherever it stands: two rows of one code would be taken for one station."""
    header = [*HEADER, "In full"]
    rows = [[row[0], f"{i}{row[1]}", *row[2:], ""] for i in range(5) for row in ROWS]
    rows += [[*rows[5][:-1], "Post A"], [*rows[5][:-1], "Post B"]]
    guess = guess_columns([header, *rows])
    assert [guess.columns[i].name for i in guess.station] == ["Station", "In full"]
    assert at_stake(guess) == (0, 0)


def test_votes_of_rows_that_share_a_code_are_counted_aloud(tmp_path: Path) -> None:
    more = [[*ROWS[0][:2], "100", str(3 * n), "0", str(n), str(n), str(n)] for n in (9, 7)]
    rows = [*([row[0], f"{i}{row[1]}", *row[2:]] for i in range(5) for row in ROWS), *more]
    rows += [[*rows[0][:2], "90", "30", "1", "10", "10", "10"]]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([HEADER, *rows]))
    code, output = run(str(tmp_path / "mine"), "--from", str(path))
    assert code == 0, output
    assert "Rows that share a station code with another: 2." in output
    assert "so that 51 votes are in no sum" in output
    assert "# CHECK: 2 rows share another's code; 51 votes lost." in (
        tmp_path / "mine" / "election.yaml"
    ).read_text(encoding="utf-8")


def test_ballots_are_those_in_the_box_where_valid_and_invalid_add_up_to_them() -> None:
    header = [*HEADER[:3], "Ballots", *HEADER[3:]]
    cast = [[*row[:3], str(int(row[3]) + int(row[4])), *row[3:]] for row in ROWS]
    assert meanings(guess_columns([header, *cast]))["Ballots"] == "cast"
    more = [[*row[:3], str(int(row[2]) + 50), *row[3:]] for row in ROWS]
    assert meanings(guess_columns([header, *more]))["Ballots"] == "ballots_received"


def test_votes_for_candidates_who_are_not_registered_are_not_blank() -> None:
    header = ["Distrito", "Casilla", "Lista nominal", "Sol", "Rio", "No registrados", "Nulos"]
    rows = [[*row[:3], *row[5:7], row[7], row[4]] for row in ROWS]
    rows = [[*row, str(sum(map(int, row[3:])))] for row in rows]
    guess = guess_columns([[*header, "Total"], *rows])
    said = meanings(guess)
    assert (said["No registrados"], said["Nulos"], said["Total"]) == ("write_in", "invalid", "cast")
    assert dict(guess.measures)["valid"] == "options + write_in"
    assert guess.evidence[0].relation == "options + write_in + invalid == cast"
    assert guess.evidence[0].share == 1


def test_formulas_that_were_never_computed_are_counted_aloud(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in table():
        sheet.append([int(cell) if cell.isdecimal() else cell for cell in row])
    sheet["I1"] = "Sum"
    for number in range(2, 8):
        sheet[f"I{number}"] = f"=F{number}+G{number}"
    book.save(tmp_path / "results.xlsx")
    assert read_source(tmp_path / "results.xlsx").uncomputed == 6
    code, output = run(str(tmp_path / "mine"), "--from", str(tmp_path / "results.xlsx"))
    assert code == 0, output
    assert "Cells with a formula that was never computed, and cannot be read: 6." in output


def test_rows_in_which_a_sum_is_not_tried_are_accounted_for(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([*table(), ["South", "204", "500", *["0"] * 5]]))
    _, output = run(str(tmp_path / "mine"), "--from", str(path))
    assert (
        "options == valid: holds in 6 of 6 rows; rows in which its figures are empty or nought: 1"
        in output
    )


def test_a_folder_with_a_space_in_its_name_can_be_checked_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(table()))
    _, output = run(str(tmp_path / "q 3"), "--from", str(path))
    assert f"crosstally check '{tmp_path / 'q 3'}'" in output


def test_marks_of_stations_without_figures_are_no_figures(tmp_path: Path) -> None:
    """A station that was not received has not got nought votes."""
    header = [*HEADER, "NULLIFIED", "NOT_RECEIVED"]
    rows = [[*row, "0", "0"] for row in ROWS]
    rows += [["South", "204", "500", *["0"] * 5, "1", "0"]]
    rows += [["South", "205", "400", *["0"] * 5, "0", "1"]]
    guess = guess_columns([header, *rows])
    assert meanings(guess) == EXPECTED
    assert guess.leave_out == (("NULLIFIED", ("1",)), ("NOT_RECEIVED", ("1",)))
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([header, *rows]))
    code, output = run(str(tmp_path / "mine"), "--from", str(path))
    assert code == 0, output
    assert "marks as having no figures, and left out: 2" in output
    result = check(open_election(tmp_path / "mine"))
    totals = result.contests["contest"].totals["authority"]
    assert (totals.stations_held, totals.stations_known) == (6, 8)


def test_a_party_with_one_vote_at_most_is_no_mark() -> None:
    rows = [[*row, str(i % 2)] for i, row in enumerate(ROWS)]
    for row in rows:
        row[3] = str(int(row[3]) + int(row[-1]))
    guess = guess_columns([[*HEADER, "Wind"], *rows])
    assert meanings(guess) == {**EXPECTED, "Wind": "wind"}


def test_copies_of_one_sheet_share_their_stations_code(tmp_path: Path) -> None:
    rows = [[*ROWS[i][:2], copy, *ROWS[i][2:]] for i in range(5) for copy in ("wall", "witness")]
    guess = guess_columns([[*HEADER[:2], "Copy", *HEADER[2:]], *rows])
    assert meanings(guess) == {**EXPECTED, "Copy": "copy"}
    path = tmp_path / "copies.csv"
    path.write_bytes(as_csv([[*HEADER[:2], "Copy", *HEADER[2:]], *rows]))
    code, output = run(str(tmp_path / "copies"), "--from", str(path), "--source", "Observers")
    assert code == 0, output
    [entry] = open_folder(tmp_path / "copies").definition.returns
    assert (entry.columns.station, entry.columns.copy_id) == (["Station"], "Copy")


def test_a_row_of_totals_without_a_word() -> None:
    guess = guess_columns(table(below=[["", "", *TOTALS]]))
    assert guess.rows == 6
    assert guess.leave_out == (("Region", ("",)),)


def test_totals_of_regions_are_left_out_too() -> None:
    north = ["Total North", "", "1950", "1225", "21", "510", "540", "175"]
    south = ["Total South", "", "3050", "2316", "23", "1670", "478", "168"]
    rows = [HEADER, *ROWS[:3], north, *ROWS[3:], south, ["Total", "", *TOTALS]]
    guess = guess_columns(rows)
    assert guess.rows == 6
    assert guess.leave_out == (("Region", ("Total", "Total North", "Total South")),)
    assert dict(guess.grand_total or ())[2] == 5000


def test_a_total_that_is_wrong_is_announced_as_it_stands() -> None:
    guess = guess_columns(table(below=[["Total", "", "5000", "3541", "44", "2280", "918", "343"]]))
    assert dict(guess.grand_total or ())[5] == 2280


def test_percentages_beside_the_counts_are_left_out() -> None:
    header = [*HEADER[:6], "Sun %", "River", "River %", "Stone", "Stone %"]
    rows = [[*r[:6], "44.4", r[6], f"{int(r[6]) * 100 / int(r[3]):.1f}%", r[7], "12"] for r in ROWS]
    assert meanings(guess_columns([header, *rows])) == EXPECTED


def test_thousands_marks() -> None:
    rows = [[*r[:2], *(f"{int(cell):,}" for cell in r[2:])] for r in ROWS]
    guess = guess_columns([HEADER, *rows])
    assert guess.thousands == ","
    assert meanings(guess) == EXPECTED
    pointed = [[cell.replace(",", ".") for cell in r] for r in rows]
    assert guess_columns([HEADER, *pointed]).thousands == "."


def test_names_in_other_languages() -> None:
    for header in (
        ["Регион", "УИК", "Число избирателей, внесенных в список избирателей",
         "Число действительных избирательных бюллетеней",
         "Число недействительных избирательных бюллетеней"],
        ["Облыс", "Учаске №", "Тізімге енгізілген сайлаушылар саны", "Жарамды бюллетеньдер",
         "Жарамсыз бюллетеньдер"],
        ["Departamento", "Mesa", "Inscritos", "Votos válidos", "Votos nulos"],
        ["Département", "Bureau de vote", "Inscrits", "Exprimés", "Nuls"],
        ["Município", "Seção", "Eleitores aptos", "Votos válidos", "Votos nulos"],
        ["İl", "Sandık No", "Kayıtlı Seçmen Sayısı", "Geçerli Oy", "Geçersiz Oy"],
        ["რეგიონი", "უბანი", "ამომრჩეველთა რაოდენობა", "დამოწმებული", "ბათილი ბიულეტენები"],
        ["محافظة", "مكتب", "عدد الناخبين المسجلين", "الأصوات الصحيحة", "الأصوات الملغاة"],
        ["Kreis", "Wahlbezirk", "Wahlberechtigte", "gültig", "ungültig"],
        ["Область", "Дільниця", "Кількість виборців", "Дійсних", "Недійсних"],
        ["ישוב", "קלפי", "בזב", "כשרים", "פסולים"],
        ["Powiat", "Obwód", "Liczba wyborców uprawnionych do głosowania", "Głosy ważne",
         "Głosy nieważne"],
    ):  # fmt: skip
        guess = guess_columns([[*header, "A", "B", "C"], *ROWS])
        said = meanings(guess)
        assert [said.get(name) for name in header[1:]] == [
            "station",
            "registered",
            "valid",
            "invalid",
        ], header
        assert [c.kind for c in guess.columns[5:]] == [Kind.OPTION] * 3
        assert guess.columns[0].kind is Kind.AREA


def test_names_that_say_nothing_are_understood_by_what_adds_up() -> None:
    header = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
    rows = [[*r[:5], str(int(r[3]) + int(r[4])), *r[5:]] for r in ROWS]
    guess = guess_columns([header, *rows])
    fields = {c.id: c.name for c in guess.of(Kind.FIELD)}
    assert fields == {"registered": "c", "valid": "d", "invalid": "e", "cast": "f"}
    assert [c.name for c in guess.of(Kind.OPTION)] == ["g", "h", "i"]


def test_a_code_that_counts_anew_in_every_district_is_joined_with_it() -> None:
    header = ["Region", "District", "Polling station", "Voters", "Sun", "River"]
    rows = [
        [region, district, str(station), "500", str(100 + station), str(90 + station)]
        for region in ("North", "South")
        for district in ("1", "2", "3")
        for station in range(1, 5)
    ]
    guess = guess_columns([header, *rows])
    assert guess.levels == ("region", "district")
    assert [header[i] for i in guess.station] == ["Region", "District", "Polling station"]
    assert guess.stations_differ


def test_relations_that_fail_in_some_rows_are_drafted_softer() -> None:
    rows = [list(r) for r in ROWS]
    rows[0][3] = "449"
    evidence = {e.relation: e for e in guess_columns([HEADER, *rows]).evidence}
    assert evidence["options == valid"].strength == "should"
    assert evidence["options == valid"].held == 5


def test_whether_there_may_be_more_votes_than_voters_is_for_the_law_to_say() -> None:
    """One station without a list of its own, where officials voted, makes no contradiction."""
    rows = [*ROWS * 3, ["Abroad", "901", "0", "30", "0", "10", "10", "10"]]
    evidence = {e.relation: e for e in guess_columns([HEADER, *rows]).evidence}
    below = evidence["valid + invalid <= registered"]
    assert (below.held, below.checked, below.strength) == (18, 19, "should")
    assert evidence["options == valid"].strength == "must"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["nothing"]], "holds no table of results"),
        ([["a", "b"], ["x", "y"], ["z", "w"]], "holds no table of results"),
        ([["Area", "Sun %", "River %"], ["N", "51.5", "48.5"], ["S", "4.5", "95.5"]], "no columns"),
    ],
)
def test_what_is_no_table_of_results_is_refused(rows: list[list[str]], said: str) -> None:
    with pytest.raises(InputError, match=said):
        guess_columns(rows, "file.csv")


def test_a_changed_guess_is_weighed_again() -> None:
    guess = change(guess_columns(table()), 7, Kind.LEFT_OUT)
    assert [c.name for c in guess.of(Kind.OPTION)] == ["Sun", "River"]
    assert {e.relation: e.held for e in guess.evidence}["options == valid"] == 0
    back = change(guess, 7, Kind.OPTION)
    assert {e.relation: e.held for e in back.evidence}["options == valid"] == 6
    moved = change(back, 2, Kind.FIELD, "cast")
    assert meanings(moved)["Voters"] == "cast"


# -- files ---------------------------------------------------------------------------------------


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def drafted(path: Path, tmp_path: Path) -> Path:
    """The folder drafted from a file; it opens."""
    source = read_source(path)
    folder = tmp_path / "drafted"
    write_draft(folder, source, about(folder, source))
    open_folder(folder)
    return folder


SUMS = {
    "registered": 5000,
    "valid": 3541,
    "invalid": 44,
    "sun": 2180,
    "river": 1018,
    "stone": 343,
}


def totals(folder: Path) -> dict[str, int]:
    """The whole place's figures, as a check of the folder adds them up."""
    result = check(open_election(folder))
    assert [finding.message for finding in result.findings.of_tier(Tier.DECISIVE)] == []
    return result.contests["contest"].totals["authority"].figures


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_files_of_every_delimiter(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(table(["6"]), delimiter))
    assert totals(drafted(path, tmp_path)) == SUMS


def long_rows() -> list[list[str]]:
    """The stations of ``ROWS`` with a row for each party."""
    header = ["Region", "Station", "Voters", "Valid", "Invalid", "Party", "Votes"]
    return [header] + [
        [*row[:5], party, votes]
        for row in ROWS
        for party, votes in zip(("Sun", "River", "Stone"), row[5:], strict=True)
    ]


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


def workbook(tmp_path: Path, fill: Callable[[Worksheet], None]) -> Path:
    """An XLSX file whose first worksheet is filled by a function."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    path = tmp_path / "results.xlsx"
    book.save(path)
    return path


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


# -- the command ---------------------------------------------------------------------------------


def run(*arguments: str, answers: str | None = None) -> tuple[int, str]:
    """Exit code and output of the command; an input that cannot be read is 2."""
    load_verbs()
    result = CliRunner().invoke(app, ["new", *arguments], input=answers)
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_skeleton_checks_cleanly_and_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    code, output = run(str(folder))
    assert code == 0
    assert f"crosstally check {folder}" in output
    result = check(open_election(folder))
    assert result.exit_code == 0
    assert {finding.tier for finding in result.findings} == {Tier.INDICATIVE}
    assert {claim.verdict for claim in result.claims} == {"holds"}
    for name in ("areas.csv", "holdings.csv", "announcements.yaml", "claims.yaml"):
        assert name in output
        assert (folder / name).is_file()


def test_the_skeleton_explains_every_key_that_most_elections_need(tmp_path: Path) -> None:
    write_skeleton(tmp_path / "mine")
    text = (tmp_path / "mine" / "election.yaml").read_text(encoding="utf-8")
    for key in Definition.model_fields:
        if key not in ("note", "trees"):
            assert f"\n{key}:" in text, key


def test_nothing_is_written_over_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    code, output = run(str(tmp_path))
    assert code == 2
    assert "nothing was written" in output
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("option", "said"),
    [("--worksheet", "has no worksheets: it is no spreadsheet"), ("--member", "it is no .zip")],
)
def test_an_option_that_does_not_apply_is_said(tmp_path: Path, option: str, said: str) -> None:
    path = tmp_path / "results.csv"
    path.write_text("code,voters,ana,ben\n1,9,5,2\n2,9,4,3\n")
    code, output = run(str(tmp_path / "mine"), "--from", str(path), option, "x", "--yes")
    assert (code, said in output) == (2, True)


def test_nothing_is_half_written_where_the_file_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("no table here")
    code, output = run(str(tmp_path / "mine"), "--from", str(path))
    assert code == 2
    assert "holds no table of results" in output
    assert [item.name for item in tmp_path.iterdir()] == ["results.csv"]
    assert run(str(tmp_path / "mine"), "--from", str(tmp_path / "missing.csv"))[0] == 2
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 broken")
    assert run(str(tmp_path / "mine"), "--from", str(bad))[0] == 2
    assert not (tmp_path / "mine").exists()


def test_guesses_are_shown_and_taken_where_nobody_can_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(table(below=[["Total", "", *TOTALS]])))
    code, output = run(str(tmp_path / "mine"), "--from", str(path))
    assert code == 0
    assert "figure: registered" in output
    assert "party or candidate: sun" in output
    assert "options == valid: holds in 6 of 6 rows" in output
    assert "The guesses above are taken as they stand." in output
    assert totals(tmp_path / "mine") == SUMS


def test_on_a_terminal_every_guess_can_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(table()))
    monkeypatch.setattr("crosstally.cli.new.can_ask", lambda: True)
    kinds = list(Kind)
    answers = [
        "8",  # the column Stone …
        str(kinds.index(Kind.LEFT_OUT) + 1),  # … is left out,
        "99",  # no such column,
        "",  # all else is right.
        "My election",
        "2026-02-30",  # no such day
        "2026-03-01",
        "Our commission",
        "",  # an authority
    ]
    code, output = run(
        str(tmp_path / "mine"), "--from", str(path), answers="\n".join(answers) + "\n"
    )
    assert code == 0, output
    definition = open_folder(tmp_path / "mine").definition
    assert list(definition.contests["contest"].options) == ["sun", "river"]
    assert (definition.title, definition.date) == ("My election", "2026-03-01")
    assert definition.sources["our_commission"].name == "Our commission"


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Results of the vote of 12 October 2025", "2025-10-12"),
        ("October 12th, 2025: results", "2025-10-12"),
        ("Results, 12.10.2025", "2025-10-12"),
        ("Results 2025-10-12 final", "2025-10-12"),
        ("Results 45.13.2025", None),
        ("Results of 2025", None),
    ],
)
def test_the_day_of_the_vote_is_read_from_the_title(
    tmp_path: Path, title: str, day: str | None
) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv([[title], *table()]))
    said = about(tmp_path / "drafted", read_source(path))
    assert (said.date if said.date_is_known else None) == day


def test_a_code_that_does_not_tell_the_stations_apart_is_refused(tmp_path: Path) -> None:
    """Taken as it stands, stations would look like copies of one sheet that disagree."""
    rows = [["Region", "Voters", "Valid", "Invalid", "Sun", "River", "Stone"]]
    rows += [[row[0], *row[2:]] for row in ROWS]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    code, output = run(str(tmp_path / "mine"), "--from", str(path), "--yes")
    assert code == 2
    assert "6 rows have 2 codes; read 'Region'" in output
    assert not (tmp_path / "mine").exists()


def test_some_numbers_grouped_by_a_point_among_many_that_are_not(tmp_path: Path) -> None:
    """A file from several hands; the codes of stations hold points too, and letters."""
    rows = [["Ward", "Voters", "Valid", "Invalid", "Sun", "River"]]
    for i in range(80):
        sun, river = 700 + i, 500 + 3 * i
        valid = f"{sun + river:,}".replace(",", ".") if i in (3, 30, 60, 61) else str(sun + river)
        rows.append([f"{i}.1" if i % 3 else f"A{i}", "2500", valid, "7", str(sun), str(river)])
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(rows))
    guess = read_source(path).guess
    assert guess.thousands == "."
    held = {item.relation: (item.held, item.checked) for item in guess.evidence}
    assert held["options == valid"] == (80, 80)
