"""`crosstally new`: files of commissions that a first look mistook for something else."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from crosstally.drafting.guess import Kind
from crosstally.drafting.guessing import guess_columns
from crosstally.drafting.source import read_source
from crosstally.problems import InputError
from tests.drafting_tables import HEADER, ROWS, as_csv, drafted, meanings, run, totals

FIGURES = [[int(cell) for cell in row[2:]] for row in ROWS]
"""Voters, valid, invalid, and the votes of three parties, of six stations in two regions."""


def cast(row: list[int]) -> int:
    return row[1] + row[2]


def texts(rows: list[list[object]]) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in rows]


def with_header(header: list[str], rows: list[list[object]]) -> list[list[str]]:
    """A table whose first columns are the region and the station."""
    return [header, *texts([[*row[:2], *own] for row, own in zip(ROWS, rows, strict=True)])]


@pytest.mark.parametrize(
    "header",
    [
        ["Մարզ", "Տեղամաս", "Ընտրողների թիվը", "Մասնակիցների թիվը", "Անվավեր քվեաթերթիկներ"],
        ["จังหวัด", "หน่วยเลือกตั้งที่", "ผู้มีสิทธิเลือกตั้ง", "ผู้มาใช้สิทธิ", "บัตรเสีย"],
        ["Вобласць", "Участак", "Выбаршчыкаў у спісах", "Прынялі ўдзел", "Несапраўдныя бюлетэні"],
        ["Облус", "УИК", "Шайлоочулардын саны", "Добуш бергендер", "Жараксыз бюллетендер"],
        ["राज्य", "मतदान केंद्र", "कुल मतदाता", "कुल मतदान", "अवैध मत"],
    ],
)
def test_invalid_ballots_are_no_party_in_further_languages(header: list[str]) -> None:
    rows: list[list[object]] = [[r[0], cast(r), r[2], *r[3:]] for r in FIGURES]
    guess = guess_columns(with_header([*header, "A", "B", "C"], rows))
    assert [c.name for c in guess.of(Kind.OPTION)] == ["A", "B", "C"]
    assert [c.id for c in guess.of(Kind.FIELD)] == ["registered", "cast", "invalid"]


def test_where_no_name_is_known_the_sums_alone_are_said_to_leave_that_open(tmp_path: Path) -> None:
    """Amharic: whoever reads it sees that the first "party" counts invalid ballots."""
    header = ["ክልል", "ጣቢያ", "የተመዘገቡ መራጮች", "ድምፅ የሰጡ", "ዋጋ የሌላቸው", "ብልጽግና", "ኢዜማ"]
    rows: list[list[object]] = [[r[0], r[2] + r[3] + r[4], r[2], r[3], r[4]] for r in FIGURES]
    path = tmp_path / "results.csv"
    path.write_bytes(as_csv(with_header(header, rows)))
    code, said = run(str(tmp_path / "made"), "--from", str(path), "--yes")
    assert (code, "No name of a figure is known" in said) == (0, True)
    written = (tmp_path / "made" / "election.yaml").read_text(encoding="utf-8")
    assert "options:    # CHECK: is one of them invalid ballots?" in written
    path.write_bytes(as_csv([HEADER, *ROWS]))
    code, said = run(str(tmp_path / "known"), "--from", str(path), "--yes")
    assert (code, "No name of a figure is known" in said) == (0, False)


def test_letters_of_scripts_with_vowel_signs_stay_together_in_ids() -> None:
    rows: list[list[object]] = [[r[0], r[1], *r[3:]] for r in FIGURES]
    header = ["จังหวัด", "หน่วย", "ผู้มีสิทธิ", "บัตรดี", "ก้าวไกล", "เพื่อไทย", "ราม"]
    guess = guess_columns(with_header(header, rows))
    assert guess.levels == ("จงหวด",)
    assert [c.id for c in guess.of(Kind.OPTION)] == ["กาวไกล", "เพอไทย", "ราม"]


def test_votes_of_each_way_of_voting_are_no_parties(tmp_path: Path) -> None:
    """American precincts: a row for each candidate, with votes by each way and by all."""
    header = ["county", "precinct", "office", "party", "candidate", "election_day", "absentee"]
    rows: list[list[object]] = [[*header, "provisional", "votes"]]
    for row in ROWS:
        for party, name, votes in zip("ABC", ("Sun", "River", "Stone"), row[5:], strict=True):
            post = int(votes) // 3
            later = 2 if party == "A" and row[1] != "101" else 0
            whole = [int(votes) - post, post - later, later, votes]
            rows.append([*row[:2], "President", party, name, *whole])
    path = tmp_path / "precincts.csv"
    path.write_bytes(as_csv(texts(rows)))
    done = read_source(path).tidied
    assert done is not None
    said = [template.format(**values) for template, values in done.done]
    assert any("“votes” is the sum of election_day, absentee, provisional" in s for s in said)
    assert totals(drafted(path, tmp_path)) == {"sun": 2180, "river": 1018, "stone": 343}


def test_several_counts_of_a_candidate_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Region", "Station", "Candidate", "First count", "Second count"]]
    for row in ROWS:
        for name, votes in zip(("Sun", "River", "Stone"), row[5:], strict=True):
            rows.append([*row[:2], name, votes, int(votes) + 3])
    path = tmp_path / "counts.csv"
    path.write_bytes(as_csv(texts(rows)))
    with pytest.raises(InputError, match="several columns could be its votes") as refused:
        read_source(path)
    assert "First count, Second count" in str(refused.value)


def test_blank_votes_may_be_valid_ones() -> None:
    """Spain: what is left blank is valid, and for nobody."""
    header = ["Provincia", "Mesa", "Censo", "Votantes", "Votos válidos", "Votos nulos"]
    rows: list[list[object]] = [[r[0], cast(r) + 4, r[1] + 4, r[2], 4, *r[3:]] for r in FIGURES]
    guess = guess_columns(with_header([*header, "Votos en blanco", "PP", "PSOE", "VOX"], rows))
    held = {e.relation: (e.held, e.strength) for e in guess.evidence}
    assert held["options + blank == valid"] == (6, "must")
    assert held["valid + invalid == cast"] == (6, "must")
    assert guess.measures == ()


def test_votes_for_none_of_the_above_are_in_the_sum_of_what_was_cast() -> None:
    """India: they are neither valid nor rejected."""
    header = ["District", "Polling Station", "Electors", "Total of Valid Votes"]
    rows: list[list[object]] = [[r[0], r[1], *r[3:], r[2], 7, cast(r) + 7] for r in FIGURES]
    header += ["A. Kumar", "B. Singh", "C. Khan", "Rejected Votes", "NOTA", "Total"]
    guess = guess_columns(with_header(header, rows))
    held = {e.relation: e.held for e in guess.evidence}
    assert held["valid + invalid + blank == cast"] == 6


def test_a_code_of_the_place_is_no_voters_list() -> None:
    """Romania: letters stand above the figures, and before them a number of the municipality."""
    header = ["precinct_county", "precinct_nr", "uat_kod", "a", "b", "e", "f", "x", "y", "z"]
    rows: list[list[object]] = [
        [9_100 + n // 3, r[0], cast(r), r[1], r[2], *r[3:]] for n, r in enumerate(FIGURES)
    ]
    header[2] = "siruta"
    assert meanings(guess_columns(with_header(header, rows)))["a"] == "registered"
    header[2] = "uat"
    assert meanings(guess_columns(with_header(header, rows)))["a"] == "registered"


def test_what_became_of_a_sheet_is_no_area() -> None:
    """Peru: whether a sheet was counted stands beside its number."""
    header = ["DEPARTAMENTO", "MESA_DE_VOTACION", "DESCRIP_ESTADO_ACTA", *HEADER[2:]]
    rows: list[list[object]] = [
        [("CONTABILIZADA", "ANULADA")[n % 2], *r] for n, r in enumerate(FIGURES)
    ]
    assert guess_columns(with_header(header, rows)).levels == ("departamento",)


def test_one_merged_cell_over_the_parties_and_names_over_all_else(tmp_path: Path) -> None:
    """Taiwan: the lower row of the header names the candidates alone."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Votes of each polling station"])
    above = ["Region", "Station", "Votes of each pair", None, None, "Valid", "Invalid", "Cast"]
    sheet.append([*above, "Not handed in", "Issued", "Left over", "Voters"])
    sheet.append([None, None, "(1) Sun", "(2) River", "(3) Stone"])
    sheet.merge_cells("C2:E2")
    for row, r in zip(ROWS, FIGURES, strict=True):
        whole = cast(r)
        sheet.append([*row[:2], *r[3:], r[1], r[2], whole, 0, whole, r[0] - whole, r[0]])
    path = tmp_path / "results.xlsx"
    book.save(path)
    guess = read_source(path).guess
    assert (guess.header_rows, guess.levels) == (2, ("region",))
    found = meanings(guess)
    assert (found["Voters"], found["Cast"], found["Station"]) == ("registered", "cast", "station")


def test_candidates_of_groups_in_rows_go_without_the_letter_of_their_sex(tmp_path: Path) -> None:
    """France: a short list of candidates, each with a letter, a name and a first name."""
    people = [("F", "ARTHAUD", "Nathalie"), ("M", "MACRON", "Emmanuel"), ("F", "LE PEN", "Marine")]
    header = ["Code de la commune", "Libellé de la commune", "Code du b.vote", "Inscrits"]
    rows: list[list[object]] = [[*header, "Exprimés", "Sexe", "Nom", "Prénom", "Voix"]]
    for row, r in zip(ROWS, FIGURES, strict=True):
        groups = [cell for who, votes in zip(people, r[3:], strict=True) for cell in (*who, votes)]
        rows.append([row[1][0], row[0], f"0{row[1]}", r[0], r[1], *groups])
    path = tmp_path / "t1.txt"
    path.write_bytes(as_csv(texts(rows), ";"))
    guess = read_source(path).guess
    assert [c.name for c in guess.of(Kind.OPTION)] == [
        "ARTHAUD Nathalie",
        "MACRON Emmanuel",
        "LE PEN Marine",
    ]
    assert guess.levels == ("commune",)


def test_rows_with_one_figure_before_those_with_several_are_below_the_header(
    tmp_path: Path,
) -> None:
    """American precincts: the voters on the list stand first, and have no ways of voting."""
    rows: list[list[object]] = [
        ["county", "precinct", "office", "candidate", "votes", "election_day", "mail"]
    ]
    for row, own in zip(ROWS, FIGURES, strict=True):
        rows.append([*row[:2], "Registered Voters", "", own[0], "", ""])
        rows.append([*row[:2], "Ballots Cast", "", cast(own), "", ""])
        for name, votes in zip(("Sun", "River", "Stone"), own[3:], strict=True):
            rows.append([*row[:2], "President", name, votes, votes - votes // 3, votes // 3])
        for name, votes in zip(("Ash", "Elm"), own[3:], strict=False):
            rows.append([*row[:2], "Senate", name, votes, votes - votes // 4, votes // 4])
    path = tmp_path / "precincts.csv"
    path.write_bytes(as_csv(texts(rows)))
    source = read_source(path)
    assert [source.contest, *(other.contest for other in source.others)] == ["President", "Senate"]
    assert [c.name for c in source.guess.of(Kind.OPTION)] == ["Sun", "River", "Stone"]
    assert [c.name for c in source.guess.of(Kind.FIELD)] == ["Registered Voters", "Ballots Cast"]


def test_a_turnout_as_a_part_of_one_has_no_mark_between_thousands() -> None:
    """Great Britain: 0.577 is no 577."""
    rows: list[list[object]] = [[*r, f"{cast(r) / r[0]:.3f}"] for r in FIGURES]
    header = ["Region", "Polling district", "Electorate", "Valid votes", "Invalid votes"]
    guess = guess_columns(with_header([*header, "Con", "Lab", "LD", "Turnout"], rows))
    assert guess.thousands is None
    assert [c.name for c in guess.of(Kind.LEFT_OUT)] == ["Turnout"]


def test_votes_for_nobody_go_by_their_kind_where_no_option_is_named(tmp_path: Path) -> None:
    """Argentina: beside blank and null votes the name of a list is empty."""
    rows: list[list[object]] = [
        ["año", "distrito", "mesa_id", "mesa_electores", "agrupacion_nombre", "votos_tipo", "votos"]
    ]
    for row, own in zip(ROWS, FIGURES, strict=True):
        base = [2023, *row[:2], own[0]]
        for name, votes in zip(("Sun", "River", "Stone"), own[3:], strict=True):
            rows.append([*base, name, "POSITIVO", votes])
        for kind, votes in zip(("EN BLANCO", "NULO", "IMPUGNADO"), (4, own[2], 0), strict=True):
            rows.append([*base, "", kind, votes])
    path = tmp_path / "resultados.csv"
    path.write_bytes(as_csv(texts(rows)))
    guess = read_source(path).guess
    assert [c.name for c in guess.of(Kind.OPTION)] == ["Sun", "River", "Stone"]
    found = totals(drafted(path, tmp_path))
    assert (found["registered"], found["blank"], found["invalid"]) == (5000, 24, 44)


def test_people_who_came_are_not_their_votes_where_another_column_is_the_sum() -> None:
    """Mexico: some leave with their ballot; the total of the votes stands under another name."""
    header = ["ENTIDAD", "CASILLA", "LISTA_NOMINAL", "TOTAL_PERSONAS_VOTARON", "PAN", "PRI", "PRD"]
    rows: list[list[object]] = [
        [r[0], cast(r) + n % 2, *r[3:], r[2], cast(r)] for n, r in enumerate(FIGURES)
    ]
    guess = guess_columns(with_header([*header, "NULOS", "TOTAL_VOTOS_CALCULADO"], rows))
    held = {e.relation: (e.held, e.strength) for e in guess.evidence}
    assert meanings(guess)["TOTAL_VOTOS_CALCULADO"] == "cast"
    assert meanings(guess)["TOTAL_PERSONAS_VOTARON"] == "total_personas_votaron"
    assert held["options + invalid == cast"] == (6, "must")
