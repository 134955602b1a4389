"""Tables that were opened in a spreadsheet program and saved: what it made of figures and codes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.source import read_source
from crosstally.problems import InputError
from crosstally.returns.spreadsheet_damage import is_day
from tests.drafting_tables import HEADER, ROWS, drafted

VOTERS = [4.901, 4.55, 4.203, 12.604, 2.457, 6.308]
"""4,901 and so on: the 0 of 4,550 is lost."""
VALID = [3.157, 2.765, 2.66, 10.571, 1.456, 4.186]


def workbook(path: Path, codes: list[object], *damaged: list[float]) -> Path:
    """The example with other codes, and with damaged figures of voters and valid votes."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(HEADER)
    for at, (row, code) in enumerate(zip(ROWS, codes, strict=True)):
        first = [column[at] for column in damaged]
        page.append([row[0], code, *first, *map(int, row[2 + len(first) :])])
    book.save(path)
    return path


def test_thousands_cut_short_are_refused_with_what_happened(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", [row[1] for row in ROWS], VOTERS, VALID)
    said = "took marks between thousands for decimal points: Voters, Valid; read '4.55'.*4,550"
    with pytest.raises(InputError, match=said):
        read_source(path)


def test_codes_that_became_days_are_taken_for_codes_and_named(tmp_path: Path) -> None:
    days: list[object] = [dt.date(2024, 1, day) for day in range(1, 7)]
    book = workbook(tmp_path / "r.xlsx", days)
    assert read_source(book).guess.dated_codes[:1] == ["2024-01-01"]
    folder = drafted(book, tmp_path)
    text = (folder / "election.yaml").read_text(encoding="utf-8")
    assert "station: Station    # CHECK: codes are written as days" in text
    (finding,) = check(open_election(folder)).findings
    assert finding.code.name == "STATION-CODE-DAY"


@pytest.mark.parametrize("code", ["MAR-001", "1203-56-78", "1001-13-45"])
def test_a_code_that_no_spreadsheet_makes_a_day_of_is_none(code: str) -> None:
    assert not is_day(code)


@pytest.mark.parametrize("code", ["2024-02-01", "2024-02-01 00:00:00", "1-Feb", "фев.01", "Mar-24"])
def test_a_day_in_place_of_a_code_is_recognised(code: str) -> None:
    assert is_day(code)
