"""Spreadsheets with formulas, errors, bombs and empty sheets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import openpyxl
import pytest

from tests.folders import checked, returns_entry
from tests.read_files import BY_CODE, ONLY_CODE, options, problems, zipped


def spreadsheet(
    far: tuple[int, int] | None = None, change: Callable[[bytes], bytes] | None = None
) -> bytes:
    """A small table, a cell far away, and whatever is done to the worksheet's text."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["code", "ana", "ben"], ["1", 5, 6], ["2", "=1+2", 8]):
        page.append(row)
    if far:
        page.cell(*far, value="x")
    target = io.BytesIO()
    book.save(target)
    if change is None:
        return target.getvalue()
    with zipfile.ZipFile(target) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if "worksheets/sheet" in name)
    return zipped(*(parts | {sheet: change(parts[sheet])}).items())


Rows = list[list[str | int]]


def workbook(rows: Rows, *merged: str) -> bytes:
    """A table with some of its cells merged."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


XLSX = returns_entry("r.xlsx", columns=BY_CODE)


def test_a_formula_without_its_result_is_a_figure_that_is_missing(tmp_path: Path) -> None:
    result = checked(tmp_path, {"r.xlsx": spreadsheet()}, XLSX)
    totals = result.contests["president"].totals["cec"]
    assert (totals.options, totals.incomplete) == ({"ana": 5, "ben": 14}, {"ana": 1})


def test_a_column_of_formulas_that_were_never_computed(tmp_path: Path) -> None:
    rows: Rows = [["code", "ana", "ben"]]
    for at in range(2, 9):
        rows.append([str(at), f"=C{at}", at])
    (problem,) = problems(tmp_path, {"r.xlsx": workbook(rows)}, XLSX)
    assert "Formulas were never computed: open it in a spreadsheet program" in problem


IN_REGIONS = "    columns: {station: code, areas: {region: region}}\n"
MERGED: Rows = [
    ["region", "code", "ana", "ben"],
    ["Ward 1", "1", 5, 6],
    ["", "2", 7, 8],
    ["", "3", 1, 2],
]
MERGED += [["Ward 2", "4", 5, 6], ["", "5", 7, 8]]


def test_a_name_merged_over_several_rows_is_that_of_each(tmp_path: Path) -> None:
    """Votes that are merged stand in one row only: they would be counted several times."""
    returns = returns_entry("r.xlsx", columns=IN_REGIONS)
    book = workbook(MERGED, "A2:A4", "A5:A6", "D5:D6")
    result = checked(tmp_path, {"r.xlsx": book}, returns)
    assert options(result) == {"ana": 25, "ben": 22}
    wards = {row["area"]: row["ana"] for row in result.totals(level="region")}
    assert wards == {"Ward 1": 13, "Ward 2": 12}
    assert not result.findings.of("AREA-MISSING")


def test_merged_cells_that_were_saved_as_text_are_refused(tmp_path: Path) -> None:
    text = "\n".join(",".join(map(str, row)) for row in MERGED)
    returns = returns_entry("r.csv", columns=IN_REGIONS)
    (problem,) = problems(tmp_path, {"r.csv": text}, returns)
    assert problem == (
        "r.csv: 3 of 5 rows name no region, and each that is named is named once: the cells seem "
        "to be merged. Fill them down in a copy of the file; `crosstally new --from` does it too."
    )


def test_rows_that_name_no_area_are_counted(tmp_path: Path) -> None:
    text = "region,code,ana,ben\nNorth,1,5,6\nNorth,2,7,8\nSouth,3,1,2\n,4,1,1\n"
    returns = returns_entry("r.csv", columns=IN_REGIONS)
    (finding,) = checked(tmp_path, {"r.csv": text}, returns).findings.of("AREA-MISSING")
    assert finding.message.startswith("r.csv: 1 of 4 rows names no region. Such rows count in")


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        (b'<c r="B3" t="e"><v>#REF!</v></c>', "#REF!"),
        (b'<c t="e"><f>A1</f><v>#N/A</v></c>', "#N/A"),
        (b'<c r="B3"><f>1+2</f><v></v></c>', "=1+2"),
        (b'<c r="B3"><f t="shared" si="0"/></c>', "="),
    ],
)
@pytest.mark.parametrize("empty", ["", "empty: zero"])
def test_an_error_of_a_spreadsheet_is_unread_and_never_empty(
    tmp_path: Path, cell: bytes, raw: str, empty: str
) -> None:
    content = spreadsheet(change=lambda sheet: re.sub(b'<c r="B3">.*?</c>', cell, sheet))
    returns = returns_entry("r.xlsx", more=empty, columns=BY_CODE)
    result = checked(tmp_path, {"r.xlsx": content}, returns)
    assert result.contests["president"].totals["cec"].incomplete == {"ana": 1}
    (finding,) = result.findings.of("SHEET-UNREAD")
    assert (finding.figures["raw"], finding.figures["row"]) == (raw, 3)


def test_a_formula_whose_result_is_an_empty_text_is_empty(tmp_path: Path) -> None:
    cell = b'<c r="B3" t="str"><f>IF(1,"",2)</f><v></v></c>'
    content = spreadsheet(change=lambda sheet: re.sub(b'<c r="B3">.*?</c>', cell, sheet))
    result = checked(tmp_path, {"r.xlsx": content}, XLSX)
    assert list(result.findings.of("SHEET-UNREAD")) == []


def test_an_error_in_the_place_of_a_code_is_no_code(tmp_path: Path) -> None:
    cell = b'<c r="A3" t="e"><v>#REF!</v></c>'
    content = spreadsheet(change=lambda sheet: re.sub(b'<c r="A3".*?</c>', cell, sheet))
    (problem,) = problems(tmp_path, {"r.xlsx": content}, XLSX)
    assert "1 row holds figures but no station code, the first is row 3; read '#REF!'" in problem


def test_an_empty_worksheet_is_named_with_the_others(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("Results")
    page.append(["code", "ana", "ben"])
    target = io.BytesIO()
    book.save(target)
    (problem,) = problems(tmp_path, {"r.xlsx": target.getvalue()}, XLSX)
    assert problem == (
        "r.xlsx: the worksheet 'Sheet' is empty. Name the right one: `worksheet:` in "
        "election.yaml. The others are 'Results'."
    )


def with_hidden(state: Literal["hidden", "veryHidden"], rows: Rows) -> bytes:
    """An older version of the table on a first worksheet that nobody sees, the table on a second,
    remarks on a third."""
    book = openpyxl.Workbook()
    old = book.active
    assert old is not None
    old.title, old.sheet_state = "Old", state
    old.append(["code", "ana", "ben"])
    old.append(["1", 500, 600])
    page = book.create_sheet("Results")
    for row in rows:
        page.append(row)
    book.create_sheet("Notes").append(["Source: the commission"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_worksheet_that_is_hidden_is_not_the_first(
    tmp_path: Path, state: Literal["hidden", "veryHidden"]
) -> None:
    content = with_hidden(state, [["code", "ana", "ben"], ["1", 5, 6], ["2", 7, 8]])
    assert options(checked(tmp_path, {"r.xlsx": content}, XLSX)) == {"ana": 12, "ben": 14}


def test_a_hidden_worksheet_is_read_where_it_is_named(tmp_path: Path) -> None:
    content = with_hidden("hidden", [["code", "ana", "ben"], ["1", 5, 6]])
    entry = returns_entry("r.xlsx", more="worksheet: Old", columns=BY_CODE)
    assert options(checked(tmp_path, {"r.xlsx": content}, entry)) == {"ana": 500, "ben": 600}


def test_messages_name_the_worksheet_of_several(tmp_path: Path) -> None:
    content = with_hidden("hidden", [["code", "anna", "ben"], ["1", 5, 6]])
    (problem,) = problems(tmp_path, {"r.xlsx": content}, XLSX)
    assert problem.startswith("r.xlsx, worksheet 'Results':1:")


def test_a_cell_far_from_the_table_is_refused(tmp_path: Path) -> None:
    content = spreadsheet(far=(1_048_576, 16_384))
    (problem,) = problems(tmp_path, {"r.xlsx": content}, XLSX)
    assert "r.xlsx: reaches down to row 1,048,576 and across 16,384 columns" in problem
    wide = checked(tmp_path / "wide", {"r.xlsx": spreadsheet(far=(1, 16_384))}, XLSX)
    assert options(wide) == {"ana": 5, "ben": 14}


def test_a_spreadsheet_that_is_a_bomb(tmp_path: Path) -> None:
    row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"A" * (70 << 20)
    row += b"</t></is></c></row></sheetData>"
    content = spreadsheet(change=lambda sheet: sheet.replace(b"</sheetData>", row))
    (problem,) = problems(tmp_path, {"r.xlsx": content}, XLSX)
    assert problem.startswith("r.xlsx: unpacks to more than")


@pytest.mark.parametrize("cut", [10, -30])
def test_a_spreadsheet_that_is_cut_short(tmp_path: Path, cut: int) -> None:
    (problem,) = problems(tmp_path, {"r.xlsx": spreadsheet()[:cut]}, XLSX)
    assert problem.startswith("r.xlsx: cannot be read as a spreadsheet")


def test_a_mark_between_thousands_that_became_a_decimal_point_is_named(tmp_path: Path) -> None:
    table = "code,ana,ben\n1,1.23,5\n2,1,5\n"
    (finding,) = checked(tmp_path, {"r.csv": table}, ONLY_CODE).findings
    assert "no whole number. A spreadsheet program makes it of 1,230" in finding.message


def test_a_column_of_such_figures_is_refused_with_what_probably_happened(tmp_path: Path) -> None:
    """`thousands:` would not mend it: 1.5 was 1,500."""
    table = "code,ana,ben\n1,1.234,5\n2,1.5,5\n3,2.31,5\n4,1.007,6\n5,980,6\n"
    (problem,) = problems(tmp_path, {"r.csv": table}, ONLY_CODE)
    assert "If '1.5' was 1,500, a spreadsheet program took the mark between thousands" in problem


@pytest.mark.parametrize(
    "code", ["2024-02-01", "2024-02-01 00:00:00", "1-Feb", "фев.01", "01. Okt"]
)
def test_codes_that_became_days_are_named(tmp_path: Path, code: str) -> None:
    table = f"code,ana,ben\n{code},1,5\n3-14,1,5\n"
    (finding,) = checked(tmp_path, {"r.csv": table}, ONLY_CODE).findings
    assert finding.code.name == "STATION-CODE-DAY"
    assert f"the code of 1 station is written as a day ('{code}')" in finding.message


@pytest.mark.parametrize("code", ["1-2", "12.5", "2024-2", "May", "Mar 5b", "St. Jan-12b"])
def test_codes_that_are_none_are_not(tmp_path: Path, code: str) -> None:
    table = f"code,ana,ben\n{code},1,5\n3-14,1,5\n"
    assert list(checked(tmp_path, {"r.csv": table}, ONLY_CODE).findings) == []
