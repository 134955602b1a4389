"""Whether the totals are the sums of the sheets. Standard library alone."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from crosstally.pack.layout import SHEET_COLUMNS, TOTALS, TOTALS_COLUMNS, Table
from crosstally.pack.opening import PackFiles, UnreadableError, reading_text
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_returns import figures_of, rows_of

Key = tuple[str, str, str, str]
"""Contest, source, level, area."""

_COUNTS = SHEET_COLUMNS.index("counts")


class Sums:
    """The figures of the sheets of one area, added up."""

    def __init__(self, figures: int) -> None:
        self.held = 0
        self.sums = [0] * figures
        self.read = [0] * figures


def summed(files: PackFiles, table: Table) -> dict[Key, Sums]:
    """The sums of a table's sheets, area by area of every level."""
    found: dict[Key, Sums] = {}
    width, first = len(table.figures), len(SHEET_COLUMNS)
    for line, row in rows_of(files, table):
        if row[_COUNTS] != "1":
            continue
        numbers = figures_of(table, line, row)
        for level, area in zip(table.areas, row[first:], strict=False):
            if not area:
                continue
            sums = found.setdefault((table.contest, table.source, level, area), Sums(width))
            sums.held += 1
            for place, number in enumerate(numbers):
                if number is not None:
                    sums.sums[place] += number
                    sums.read[place] += 1
    return found


def check_totals(files: PackFiles, sheets: Sequence[Table]) -> tuple[list[Remark], int]:
    """What is wrong with the totals, and how many sums were made again."""
    mistakes, count = Mistakes(), 0
    expected: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for table in sheets:
        for key, sums in summed(files, table).items():
            for name, *numbers in zip(table.figures, sums.sums, sums.read, strict=True):
                total, read = map(str, numbers)
                expected[*key, name] = (str(sums.held), total, read)
    for line, row in _rows(files):
        count += 1
        contest, source, level, area, _name, held, _known, figure, total, read = row
        if expected.pop((contest, source, level, area, figure), None) != (held, total, read):
            mistakes.add(
                "{path}, line {line}: {area}, {figure}: is not the sum of the sheets",
                path=TOTALS,
                line=line,
                area=area,
                figure=figure,
            )
    for left in sorted(expected):
        mistakes.add("{path}: has no row for {key}", path=TOTALS, key=", ".join(left))
    return mistakes.remarks(), count


def _rows(files: PackFiles) -> list[tuple[int, list[str]]]:
    with reading_text(files, TOTALS) as text:
        reader = csv.reader(text, strict=True)
        try:
            if next(reader, None) != list(TOTALS_COLUMNS):
                raise UnreadableError(f"{TOTALS}: has other columns than it should")
            rows = [(reader.line_num, row) for row in reader]
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnreadableError(f"{TOTALS}: line {reader.line_num}: {error}") from error
    short = [line for line, row in rows if len(row) != len(TOTALS_COLUMNS)]
    if short:
        raise UnreadableError(f"{TOTALS}: line {short[0]} has not as many cells as columns")
    return rows
