"""Drafts of tables with several acts, uncontested offices, stations without figures, and names that
several columns share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.guess import Guess
from crosstally.drafting.source import Source, read_source
from crosstally.problems import InputError
from tests.drafting_tables import HEADER, ROWS, as_csv, drafted, meanings, run


def source(tmp_path: Path, rows: list[list[str]]) -> Source:
    path = tmp_path / "r.csv"
    path.write_bytes(as_csv(rows))
    return read_source(path)


@pytest.mark.parametrize("acts", [("Preliminary", "Final"), ("Предварительные", "Итоговые")])
@pytest.mark.parametrize("called", ["Stage", "Status"])
def test_acts_of_counting_are_no_parties(
    tmp_path: Path, acts: tuple[str, str], called: str
) -> None:
    rows = [[*row[:2], act, *row[2:]] for row in ROWS for act in acts]
    with pytest.raises(InputError, match=f"by the column “{called}”; read '{acts[0]}, {acts[1]}'"):
        source(tmp_path, [[*HEADER[:2], called, *HEADER[2:]], *rows])


def test_rounds_that_are_numbers_are_told_too(tmp_path: Path) -> None:
    rows = [[*row[:2], tour, *row[2:]] for row in ROWS for tour in ("1", "2")]
    with pytest.raises(InputError, match="by the column “Tour”; read '1, 2'"):
        source(tmp_path, [[*HEADER[:2], "Tour", *HEADER[2:]], *rows])


@pytest.mark.parametrize("left_out", [None, "Тур"])
def test_rounds_that_have_a_day_each_are_told_too(tmp_path: Path, left_out: str | None) -> None:
    header = ["Тур", "Район", "УИК", "Кандидат", "Голоса", "Избирателей", "Дата голосования"]
    rows = [
        [tour, row[0], row[1], HEADER[at], row[at], row[2], day]
        for tour, day in (("1", "14.09.2025"), ("2", "28.09.2025"))
        for row in ROWS
        for at in range(5, 8 if tour == "1" else 7)
    ]
    kept = [row[1:] if left_out else row for row in [header, *rows]]
    with pytest.raises(InputError, match=r"acts of counting, or rounds, by the column “(Тур|Дата)"):
        source(tmp_path, kept)


def test_rounds_on_worksheets_of_their_own_are_drafted_one_by_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for more, called in enumerate(("First round", "Run-off")):
        page = book.create_sheet(called)
        page.append(HEADER)
        for row in ROWS:
            page.append([*row[:2], *(int(figure) + more for figure in row[2:])])
    del book["Sheet"]
    path = tmp_path / "r.xlsx"
    book.save(path)
    with pytest.raises(InputError, match="Draft from one of them: `--worksheet NAME`"):
        read_source(path)
    assert read_source(path, worksheet="Run-off").guess.rows == len(ROWS)


def test_one_act_alone_is_no_hindrance(tmp_path: Path) -> None:
    rows = [[*row[:2], "Final" if at else "Preliminary", *row[2:]] for at, row in enumerate(ROWS)]
    found = source(tmp_path, [[*HEADER[:2], "Stage", *HEADER[2:]], *rows])
    assert meanings(found.guess)["Sun"] == "sun"


def test_a_short_table_may_hold_an_annulled_station(tmp_path: Path) -> None:
    """Its figures are missing, and not zero; that the others add up is seen."""
    rows = [HEADER, *ROWS[:2], ["North", "104", *["annulled"] * 6], *ROWS[2:]]
    found = source(tmp_path, rows)
    assert found.guess.empty_marks == ("annulled",)
    first = found.guess.evidence[0]
    assert (first.relation, first.held, first.checked) == ("options == valid", 6, 6)
    result = check(open_election(drafted(found.path, tmp_path)))
    totals = result.contests["contest"].totals["authority"]
    assert (totals.stations_held, totals.incomplete["sun"]) == (7, 1)


def test_a_word_in_one_cell_is_a_figure_that_cannot_be_read(tmp_path: Path) -> None:
    rows = [HEADER, *ROWS[:2], [*ROWS[2][:-1], "torn"], *ROWS[3:]]
    assert source(tmp_path, rows).guess.empty_marks == ()


def test_rows_of_dashes_are_no_header_that_stands_again(tmp_path: Path) -> None:
    dashes = ["-"] * len(HEADER)
    found = source(tmp_path, [HEADER, *ROWS[:3], dashes, *ROWS[3:], dashes])
    assert found.guess.rows == len(ROWS)
    assert meanings(found.guess)["Sun"] == "sun"


def test_offices_without_a_contest_stand_beside_one(tmp_path: Path) -> None:
    """One candidate is a contest of its own; an office without figures is named and left out."""
    above = ["", "", "", "Mayor", "", "", "", "Coroner", "", "Clerk"]
    names = ["Ward", "Station", "Voters", "Ballots", "Invalid", "Sun", "River", "Ballots"]
    table = [above, [*names, "Stone", "Elected unopposed"]]
    for row in ROWS:
        sun, river = int(row[5]), int(row[6])
        cast = str(sun + river + int(row[4]))
        table.append([*row[:3], cast, *row[4:7], cast, str(sun), ""])
    found = source(tmp_path, table)
    assert [found.contest, *(other.contest for other in found.others)] == ["Mayor", "Coroner"]
    assert found.tidied is not None
    assert {"contests": "Clerk"} in [values for _message, values in found.tidied.done]
    assert meanings(found.others[0].guess)["Stone"] == "stone"


def test_contests_side_by_side_are_held_against_each_other_once(tmp_path: Path) -> None:
    above = ["", "", "", "Mayor", "", "", "", "Council", "", "", ""]
    own = ["Ballots", "Invalid", "Sun", "River"]
    table = [above, ["Ward", "Station", "Voters", *own, *own]]
    for at, row in enumerate(ROWS):
        sun, river, invalid = int(row[5]), int(row[6]), int(row[4])
        figures = [sun + river + invalid, invalid, sun, river]
        other = [figures[0] - (8 if at == 3 else 0), invalid, sun - (8 if at == 3 else 0), river]
        table.append([*row[:3], *map(str, figures), *map(str, other)])
    found = source(tmp_path, table)
    assert {c.title for c in found.others[0].guess.columns if c.title} >= {"Sun", "River"}
    findings = check(open_election(drafted(found.path, tmp_path))).findings
    assert [finding.code.name for finding in findings] == ["PARALLEL-BALLOTS"]


def test_candidates_of_one_name_are_told_apart_by_what_stands_over_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([*HEADER[:5], "Union", None, "Alliance"])
    page.append([None] * 5 + ["Martin", "Dupuis", "Martin"])
    page.merge_cells("F1:G1")
    for row in ROWS:
        page.append([row[0], row[1], *map(int, row[2:])])
    book.properties.created = dt.datetime(2024, 1, 1)  # noqa: DTZ001 -- openpyxl wants it naive
    path = tmp_path / "r.xlsx"
    book.save(path)
    named = [c.title for c in read_source(path).guess.columns[5:]]
    assert named == ["Martin (Union)", "Dupuis", "Martin (Alliance)"]
    assert not check(open_election(drafted(path, tmp_path))).findings


def test_stations_across_may_have_their_total_and_one_wrong_figure(tmp_path: Path) -> None:
    rows = [["Station", *(f"No. {i}" for i in range(1, 7)), "Total"]]
    for at, name in enumerate(HEADER[2:], 2):
        figures = [int(row[at]) for row in ROWS]
        if name == "Stone":
            figures[2] += 9
        rows.append([name, *map(str, figures), str(sum(figures))])
    found = source(tmp_path, rows)
    assert meanings(found.guess)["Sun"] == "sun"
    assert found.guess.rows == 6


def test_worksheets_are_the_areas_over_those_that_share_names(tmp_path: Path) -> None:
    """Two regions have a district “Centre” each: they are two areas."""
    book = openpyxl.Workbook()
    for region in ("North", "South"):
        page = book.create_sheet(region)
        page.append(["District", *HEADER[1:]])
        own = [row for row in ROWS if row[0] == region]
        for at, row in enumerate(own):
            page.append([["Centre", "Rim"][at % 2], at + 1, *map(int, row[2:])])
    del book["Sheet"]
    path = tmp_path / "r.xlsx"
    book.save(path)
    assert read_source(path).guess.levels == ("worksheet", "district")


def shared_districts(path: Path, *worksheets: str) -> Guess:
    """Stations with codes of their own, whose districts stand on the worksheet that ``worksheets``
    says of each: ``"Centre Rim"`` are a station of each."""
    book = openpyxl.Workbook()
    at = 0
    for name, districts in zip(("North", "South"), worksheets, strict=True):
        page = book.create_sheet(name)
        page.append(["District", *HEADER[1:]])
        for district in districts.split():
            figures = ROWS[at % len(ROWS)][2:]
            page.append([district, f"S{at:02}", *map(int, figures)])
            at += 1
    del book["Sheet"]
    book.save(path / "r.xlsx")
    return read_source(path / "r.xlsx").guess


def test_areas_of_one_name_on_several_worksheets_are_said_to_be_taken_for_one(
    tmp_path: Path,
) -> None:
    """Whether they are the two halves of one district, or two, the file does not say."""
    apart = shared_districts(tmp_path, "Centre Centre Rim Rim", "Centre Centre Rim Rim")
    assert apart.levels == ("district",)
    assert apart.areas_in_several_parts == ("worksheet", ["Centre", "Rim"])
    code, output = run(str(tmp_path / "mine"), "--from", str(tmp_path / "r.xlsx"))
    assert code == 0
    said = " ".join(output.split())
    assert "Areas of one name stand in several parts (worksheet): Centre, Rim." in said
    (line,) = (
        line
        for line in (tmp_path / "mine/election.yaml").read_text().splitlines()
        if "# CHECK" in line and "worksheet" in line
    )
    assert "Centre, Rim" in line


def test_a_district_that_goes_on_in_the_next_worksheet_is_one(tmp_path: Path) -> None:
    cut = shared_districts(tmp_path, "Hill Hill Centre Centre", "Centre Centre Rim Rim")
    assert cut.levels == ("district",)
    assert cut.areas_in_several_parts is None


def test_worksheets_that_state_their_own_sums_are_areas(tmp_path: Path) -> None:
    """Codes do not begin anew in each, and the districts have the same names in both."""
    book = openpyxl.Workbook()
    for region in ("North", "South"):
        page = book.create_sheet(region)
        page.append(["District", *HEADER[1:]])
        own = [list(map(int, row[2:])) for row in ROWS if row[0] == region]
        for at, figures in enumerate(own):
            page.append([["Centre", "Rim"][at % 2], f"{region}{at}", *figures])
        page.append(["Total", "", *map(sum, zip(*own, strict=True))])
    del book["Sheet"]
    book.save(tmp_path / "r.xlsx")
    guess = read_source(tmp_path / "r.xlsx").guess
    assert guess.levels == ("worksheet", "district")
    assert not guess.area_totals.unclear


def test_a_code_that_stands_in_two_areas_is_said_where_no_other_does(tmp_path: Path) -> None:
    rows = [[region, f"{at:03d}", *ROWS[at % 6][2:]] for at, region in enumerate("NNNNNNSSSSSS")]
    assert source(tmp_path, [HEADER, *rows]).guess.codes_in_several_areas == []
    rows[9][1] = "002"
    found = source(tmp_path, [HEADER, *rows])
    assert found.guess.codes_in_several_areas == ["002"]
    code, output = run(str(tmp_path / "new"), "--from", str(found.path), "--yes")
    assert code == 0
    assert "Codes that stand in several areas: 002." in output
    anew = [[row[0], f"{at % 6:03d}", *row[2:]] for at, row in enumerate(rows)]
    assert source(tmp_path, [HEADER, *anew]).guess.codes_in_several_areas == []


def test_nordic_words_are_known(tmp_path: Path) -> None:
    names = ["Stemmeberettigede", "Afgivne stemmer", "Ugyldige", "Gyldige", "Sol", "Hav"]
    table = [["Kommune", "Stemmekreds", *names]]
    for row in ROWS:
        sun, river, invalid = map(int, (row[5], row[6], row[4]))
        figures = [sun + river + invalid, invalid, sun + river, sun, river]
        table.append([*row[:3], *map(str, figures)])
    found = meanings(source(tmp_path, table).guess)
    assert [found[name] for name in names[:4]] == ["registered", "cast", "invalid", "valid"]
