"""Tables that were opened in a spreadsheet program and saved: what it made of figures and codes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.source import read_source
from crosstally.problems import InputError
from crosstally.returns.spreadsheet_damage import days_among, is_day
from tests.drafting_tables import HEADER, ROWS, as_csv, drafted, meanings

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


def test_a_word_before_every_number_is_no_month(tmp_path: Path) -> None:
    assert days_among(["Mar-1", "Mar-45", "Nov-45", "2-Feb"]) == ["Nov-45", "2-Feb"]
    codes: list[object] = ["Mar-1", "Mar-2", "Mar-33", "Mar-34", "Mar-40", "Mar-41"]
    book = workbook(tmp_path / "r.xlsx", codes)
    assert read_source(book).guess.dated_codes == []
    assert not check(open_election(drafted(book, tmp_path))).findings


def test_places_on_the_map_are_no_thousands_cut_short(tmp_path: Path) -> None:
    """Where nothing adds up, a point in figures says more: but these are none."""
    path = tmp_path / "r.csv"
    header = [*HEADER[:2], "Latitude", "Longitude", "Voters", "Sun", "River"]
    at = [("41.313", "69.240"), ("41.309", "69.281"), ("41.295", "69.3"), ("41.342", "69.255")]
    rows = [[*row[:2], *where, *row[5:]] for row, where in zip(ROWS, at, strict=False)]
    path.write_bytes(as_csv([header, *rows]))
    assert meanings(read_source(path).guess).keys() >= {"Voters", "Sun", "River"}


@pytest.mark.parametrize(
    "code",
    [
        *("MAR-001", "1203-56-78", "1001-13-45"),
        *("KAS-12", "KAS-45", "Set 12", "Sec 3", "Sep 45", "12 Set", "Mar-24", "mar-07"),
    ],
)
def test_a_code_that_no_spreadsheet_makes_a_day_of_is_none(code: str) -> None:
    assert not is_day(code)


@pytest.mark.parametrize(
    "code", ["2024-02-01", "2024-02-01 00:00:00", "1-Feb", "01.фев", "фев.01", "Mar-45"]
)
def test_a_day_in_place_of_a_code_is_recognised(code: str) -> None:
    assert is_day(code)
