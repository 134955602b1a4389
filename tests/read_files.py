"""One small election in every format, and what is said of files that cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from actasum.statement import Statement

from crosstally.check.result import CheckResult
from crosstally.problems import InputError
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry

PLAIN = csv_of(STATIONS)


R = returns_entry("r.csv")


SUMS = {"ana": 610, "ben": 390}


BY_CODE = "    columns: {station: code}\n"


ONLY_CODE = returns_entry("r.csv", columns=BY_CODE)


def options(result: CheckResult) -> dict[str, int]:
    return dict(result.contests["president"].totals["cec"].options)


def problems(
    folder: Path, files: dict[str, str | bytes], returns: str | None = None, head: str = HEAD
) -> list[str]:
    with pytest.raises(InputError) as caught:
        checked(folder, files, returns, head)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def zipped(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def xlsx(rows: list[list[object]], sheet: str = "Results") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


CELLS: list[list[object]] = [list[object](line.split(",")) for line in PLAIN.splitlines()]


NUMBERS: list[list[object]] = [
    CELLS[0],
    *([*row[:2], str(row[2]), *(int(str(cell)) for cell in row[3:])] for row in CELLS[1:]),
]


def statement(station: str, ana: int, ben: int, **more: object) -> str:
    fields: dict[str, object] = {
        "profile": "x",
        "election": "e",
        "station": station,
        "constituency": "c",
        "blank": 1,
        "null": 2,
        "candidatures": {"ana": ana, "ben": ben},
        "registered": 500,
    }
    return str(Statement(**(fields | more)).canonical().decode())


ACTASUM_HEAD = (
    HEAD.replace(
        "{registered: Voters, cast: Ballots, valid: Valid, invalid: Invalid}",
        "{registered: Voters, blank: Blank, 'null': Null}",
    ).split("    relations:")[0]
    + "contests:"
    + HEAD.split("contests:")[1]
)


ACTASUM = returns_entry("s.jsonl", columns="")
