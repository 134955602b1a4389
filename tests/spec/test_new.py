"""`crosstally new`: tables of results in, the meaning of their columns out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from crosstally.check.run import check, open_election
from crosstally.drafting.draft import about, write_draft
from crosstally.drafting.guess import Kind, at_stake
from crosstally.drafting.guessing import guess_columns
from crosstally.drafting.revise import change
from crosstally.drafting.source import read_source
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from tests.drafting_tables import (
    EXPECTED,
    HEADER,
    ROWS,
    TOTALS,
    as_csv,
    meanings,
    run,
    table,
)


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
    lakhs = [[*r[:2], f"1,0{r[2][0]},{r[2][-3:]}", *r[3:]] for r in rows]
    guess = guess_columns([HEADER, *lakhs])
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


def test_a_capital_i_with_a_dot_is_an_i() -> None:
    header = ["İl", "Sandık No", "Kayıtlı Seçmen Sayısı", "Geçerli Oy", "Geçersiz Oy"]
    guess = guess_columns([[*header, "A", "B", "C"], *ROWS])
    assert guess.columns[0].id == "il"


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


def test_of_two_counts_called_invalid_the_one_that_adds_up_is_taken() -> None:
    """Polish sheets count invalid ballots in the box, and invalid votes on valid ballots."""
    header = ["Nr komisji", "Gmina", "Siedziba", "Liczba wyborców uprawnionych do głosowania"]
    header += ["Komisja otrzymała kart do głosowania", "Liczba kart wyjętych z urny"]
    header += ["Liczba kart nieważnych", "Liczba kart ważnych", "Liczba głosów nieważnych"]
    header += ["Liczba głosów ważnych oddanych łącznie na wszystkich kandydatów", "NOWAK", "LIS"]
    rows = []
    for n in range(1, 13):
        valid, invalid = 300 + 7 * n, n
        cast = valid + invalid
        first = [str(1 + n % 3), f"Gmina {n // 3}", f"Szkoła {n}", str(900 + n), str(1000 + 10 * n)]
        votes = [cast, 0, cast, invalid, valid, 100 + n, 200 + 6 * n]
        rows.append([*first, *map(str, votes)])
    said = meanings(guess_columns([header, *rows]))
    assert said["Liczba głosów nieważnych"] == "invalid"
    assert said["Liczba kart wyjętych z urny"] == "cast"
    assert said["Komisja otrzymała kart do głosowania"] == "ballots_received"
    assert said["Nr komisji"] == "station"


def test_options_that_most_rows_leave_empty_beside_votes_are_noughts_there(tmp_path: Path) -> None:
    """As in local elections, where each list stands in a few districts."""
    rows = [["Station", "Voters", "Valid", "Sun", "River", "Stone"]]
    for n in range(1, 9):
        votes = [40 + n, 30 + n if n % 2 else None, None if n % 2 else 20 + n]
        valid = sum(item or 0 for item in votes)
        rows.append([str(n), "300", str(valid), *("" if v is None else str(v) for v in votes)])
    file = tmp_path / "results.csv"
    file.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    source = read_source(file)
    folder = tmp_path / "drafted"
    write_draft(folder, source, about(folder, source))
    assert "    empty: zero_beside_votes" in (folder / "election.yaml").read_text(encoding="utf-8")
    result = check(open_election(folder))
    assert {run.not_checked for run in result.runs if run.code == "SHEET-MUST"} == {0}
    assert result.exit_code == 0


def test_rows_that_name_no_area_are_counted_aloud(tmp_path: Path) -> None:
    """Polls abroad and on ships stand in no region."""
    rows = [HEADER, *ROWS[:5], ["", *ROWS[5][1:]]]
    file = tmp_path / "results.csv"
    file.write_bytes(as_csv(rows))
    _, said = run(str(tmp_path / "drafted"), "--from", str(file), "--yes")
    assert "Rows that name no area in 'Region': 1." in said


def test_relations_that_fail_in_some_rows_are_drafted_softer() -> None:
    rows = [list(r) for r in ROWS]
    for row in rows[:3]:
        row[3] = str(int(row[3]) - 1)
    evidence = {e.relation: e for e in guess_columns([HEADER, *rows]).evidence}
    assert evidence["options == valid"].strength == "should"
    assert evidence["options == valid"].held == 3


def test_one_row_of_a_short_file_may_be_the_mistake_that_is_looked_for() -> None:
    rows = [list(r) for r in ROWS]
    rows[0][3] = "449"
    evidence = {e.relation: e for e in guess_columns([HEADER, *rows]).evidence}
    assert (evidence["options == valid"].held, evidence["options == valid"].strength) == (5, "must")


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


def test_numbers_of_districts_and_strata_are_no_votes() -> None:
    """A list of sampled stations, as a quick count publishes it before it counts."""
    header = ["ID", "Listed", "ID_MUNICIPIO", "ID_DIST_LOC", "NUM_ZORE", "CIRCUNSCRIPCION"]
    sample = [[f"A{i:03}", str(500 + 7 * i), str(i % 9), str(i % 4), "6", "2"] for i in range(20)]
    with pytest.raises(InputError, match="no columns of votes are found"):
        guess_columns([header, *sample])


def test_areas_that_stand_behind_the_voters_are_areas_and_worksheets_that_cross_them_are_not() -> (
    None
):
    header = ["worksheet", "id", "Voters", "Department", "Town", "Sun", "River"]
    stations = [
        [
            ("verified", "waiting")[i % 2],
            str(7100 + 3 * i),
            str(400 + 11 * i),
            f"Department {i // 8}",
            f"Town {i // 4}",
            str(100 + i),
            str(90 + 2 * i),
        ]
        for i in range(24)
    ]
    guess = guess_columns([header, *stations])
    assert guess.levels == ("department", "town")
    assert [guess.columns[i].name for i in guess.station] == ["id"]


def test_a_changed_guess_is_weighed_again() -> None:
    guess = change(guess_columns(table()), 7, Kind.LEFT_OUT)
    assert [c.name for c in guess.of(Kind.OPTION)] == ["Sun", "River"]
    assert {e.relation: e.held for e in guess.evidence}["options == valid"] == 0
    back = change(guess, 7, Kind.OPTION)
    assert {e.relation: e.held for e in back.evidence}["options == valid"] == 6
    moved = change(back, 2, Kind.FIELD, "cast")
    assert meanings(moved)["Voters"] == "cast"
