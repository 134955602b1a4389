"""Tables of results for the tests of drafts, and what they are made into."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.cli.app import app, load_verbs
from crosstally.drafting.draft import about, write_draft
from crosstally.drafting.guess import Guess, Kind
from crosstally.drafting.source import read_source
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


def long_rows() -> list[list[str]]:
    """The stations of ``ROWS`` with a row for each party."""
    header = ["Region", "Station", "Voters", "Valid", "Invalid", "Party", "Votes"]
    return [header] + [
        [*row[:5], party, votes]
        for row in ROWS
        for party, votes in zip(("Sun", "River", "Stone"), row[5:], strict=True)
    ]


def workbook(tmp_path: Path, fill: Callable[[Worksheet], None]) -> Path:
    """An XLSX file whose first worksheet is filled by a function."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    path = tmp_path / "results.xlsx"
    book.save(path)
    return path


def run(*arguments: str, answers: str | None = None) -> tuple[int, str]:
    """Exit code and output of the command; an input that cannot be read is 2."""
    load_verbs()
    result = CliRunner().invoke(app, ["new", *arguments], input=answers)
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output
