"""A wide file's columns that election.yaml does not name: votes among them are said, others not."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from tests.folders import checked, csv_of, returns_entry

CODE = "COLUMN-LEFT-OVER"
WITHOUT_SHEET = """\
id: example
title: An example
date: 2024-05-12
sources:
  cec: Central commission
contests:
  council:
    options: {ana: Ana, ben: Ben}
"""
WITH_SHEET = WITHOUT_SHEET.replace(
    "contests:", "sheets: {s: {fields: {registered: R, valid: V}}}\ncontests:"
)
STATION = "    columns:\n      station: code\n"
FIELDS = STATION + "      fields: {registered: registered}\n"
OPTIONS = "      options: {ana: ana, ben: ben}\n"


def result_of(
    folder: Path, table: str, columns: str = STATION, head: str = WITHOUT_SHEET
) -> CheckResult:
    entry = returns_entry("returns.csv", columns=columns)
    return checked(folder, {"returns.csv": csv_of(table)}, returns=entry, head=head)


def columns_said(result: CheckResult) -> dict[str, int]:
    """Column → votes of each such finding."""
    return {str(one.figures["column"]): one.votes or 0 for one in result.findings.of(CODE)}


@pytest.mark.parametrize("party", ["Orange", "United Orange", "Share the Land"])
def test_a_party_may_be_called_nearly_as_a_percentage_is(tmp_path: Path, party: str) -> None:
    table = f"code ana ben {party.replace(' ', '_')}\n1 200 100 31\n2 50 150 12\n3 60 40 0"
    assert columns_said(result_of(tmp_path, table)) == {party: 43}


@pytest.mark.parametrize("columns", [STATION, STATION + OPTIONS])
def test_votes_for_a_party_that_election_yaml_does_not_name_are_said(
    tmp_path: Path, columns: str
) -> None:
    table = """
    code ana ben Greens
    1    200 100 31
    2    50  150 12
    3    60  40  0
    """
    result = result_of(tmp_path, table, columns)
    assert columns_said(result) == {"Greens": 43}
    (finding,) = result.findings.of(CODE)
    assert "returns.csv" in finding.message
    assert "43" in finding.message
    assert result.exit_code == 0


def test_several_and_those_with_empty_cells_too(tmp_path: Path) -> None:
    table = """
    code ana Greens ben Labour
    1    200 31     100 .
    2    50  .      150 3
    3    60  7      40  9
    """
    assert columns_said(result_of(tmp_path, table)) == {"Greens": 38, "Labour": 12}


def test_the_winner_is_told_from_a_list_of_voters_by_what_the_sheet_says(tmp_path: Path) -> None:
    table = """
    code registered ana ben Cee
    1    900        20  10  500
    2    800        50  15  400
    3    700        60  40  300
    """
    assert columns_said(result_of(tmp_path, table, FIELDS, WITH_SHEET)) == {"Cee": 1200}
    table = table.replace("500", "930").replace("400", "880").replace("300", "750")
    assert columns_said(result_of(tmp_path, table, FIELDS, WITH_SHEET)) == {}


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Invalid", "3 4 5"),
        ("Wahlbeteiligung", "61 62 63"),
        ("turnout_%", "61 62 63"),
        ("Недействительные_бюллетени", "3 4 5"),
        ("Sum", "300 200 100"),
        ("Everything", "300 200 100"),
        ("People", "900 800 700"),
        ("share", "66.7 25.0 60.0"),
        ("ana_pct", "66 25 60"),
        ("is_urban", "1 0 1"),
        ("district_no", "1 1 2"),
        ("remark", "a b c"),
        ("nothing", ". . ."),
        ("again", "200 50 60"),
        ("one", "7 7 7"),
    ],
)
def test_other_columns_are_no_votes(tmp_path: Path, name: str, cells: str) -> None:
    a, b, c = cells.split()
    table = f"""
    code ana ben {name}
    1    200 100 {a}
    2    50  150 {b}
    3    60  40  {c}
    """
    assert columns_said(result_of(tmp_path, table)) == {}


def test_parts_of_the_options_are_not_said_where_these_make_up_all_valid_votes(
    tmp_path: Path,
) -> None:
    """A coalition's votes, and those of its members beside them."""
    table = """
    code registered all ana  ben  Red Blue
    1    900        300 200  100  120 80
    2    800        200 50   150  30  20
    3    700        100 60   40   20  40
    """
    assert columns_said(result_of(tmp_path, table, FIELDS, WITH_SHEET)) == {}


def test_another_contest_of_the_same_file_reads_its_own_columns(tmp_path: Path) -> None:
    head = WITHOUT_SHEET + "  mayor:\n    options: {cee: Cee, dan: Dan}\n"
    table = """
    code ana ben cee dan
    1    200 100 31  41
    2    50  150 12  32
    3    60  40  9   7
    """
    entries = "".join(
        returns_entry("returns.csv", more=f"contest: {contest}", columns=STATION)
        for contest in ("council", "mayor")
    )
    result = checked(tmp_path, {"returns.csv": csv_of(table)}, returns=entries, head=head)
    assert columns_said(result) == {}
