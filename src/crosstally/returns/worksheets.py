"""The worksheets of a workbook: which is read, and its cells."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.problems import InputError, Problem, quoted, suggestion
from crosstally.returns.no_spreadsheet import no_spreadsheet
from crosstally.returns.raw_file import RawFile
from crosstally.returns.spreadsheet_cells import fill_merged, valueless_cells
from crosstally.returns.spreadsheet_size import refuse_huge
from crosstally.words import _


def worksheets(raw: RawFile) -> Mapping[str, bool]:
    """The worksheets' names in their order → whether a person who opens the workbook sees it.

    Raises ``InputError`` where the file is no spreadsheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    refuse_huge(raw.local, raw.shown)
    try:
        sheets = CalamineWorkbook.from_path(str(raw.local)).sheets_metadata
    except CalamineError as error:
        raise InputError(no_spreadsheet(raw.local, raw.shown, error)) from None
    return {sheet.name: sheet.visible == SheetVisibleEnum.Visible for sheet in sheets}


def first_seen(names: Mapping[str, bool]) -> str:
    """The first worksheet that is not hidden; the first where all are."""
    return next((name for name, is_seen in names.items() if is_seen), next(iter(names)))


def chosen(names: Mapping[str, bool], asked: str | None, shown: str) -> str:
    """The worksheet asked for, else the first that is not hidden. Raises ``InputError``."""
    if asked is not None and asked not in names:
        message, hint = _("has no worksheet of that name"), suggestion(asked, names)
        raise InputError(Problem(message, shown, read=asked, hint=hint))
    return asked or first_seen(names)


def no_header(
    raw: RawFile, name: str, names: Mapping[str, bool], header_row: int, is_empty: bool
) -> Problem:
    """What to do about a worksheet without a header, or without anything."""
    others = ", ".join(quoted(other) for other in names if other != name)
    message = (
        _("the worksheet {name} is empty")
        if is_empty
        else _("the worksheet {name} has no row {row} to take as header")
    )
    hint = _("Name the right one: `worksheet:` in election.yaml. The others are {names}.")
    return Problem(
        message.format(name=quoted(name), row=header_row),
        raw.shown,
        hint=hint.format(names=others) if others else None,
    )


def spreadsheet_rows(
    raw: RawFile, worksheet: str | None, header_row: int | None = None
) -> list[list[object]]:
    """The cells of a worksheet, every row as long as the longest; by default of the first that is
    not hidden. Below a ``header_row`` (from 1) a text merged over several rows stands in each of
    them."""
    from python_calamine import CalamineError, CalamineWorkbook

    name = chosen(worksheets(raw), worksheet, raw.shown)
    try:
        sheet = CalamineWorkbook.from_path(str(raw.local)).get_sheet_by_name(name)
        rows = [list[object](row) for row in sheet.to_python(skip_empty_area=False)]
        merged = sheet.merged_cell_ranges or []
    except CalamineError as error:
        raise InputError(no_spreadsheet(raw.local, raw.shown, error)) from None
    for (row, column), text in valueless_cells(raw.local, name).items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = text
    if header_row is not None:
        fill_merged(rows, merged, header_row)
    return rows


def cell_text(cell: object) -> str:
    """A spreadsheet's cell as text: a whole number without decimals, whatever its type."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
