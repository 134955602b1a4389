"""Whether the totals are the sums of the sheets. Standard library alone."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from crosstally.pack.layout import TOTALS, TOTALS_COLUMNS, Table
from crosstally.pack.opening import PackFiles, UnreadableError, reading_text
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_sheets import SheetsRead


def check_totals(
    files: PackFiles, sheets: Sequence[Table], read: SheetsRead
) -> tuple[list[Remark], int]:
    """What is wrong with the totals, and how many sums were made again."""
    mistakes, count = Mistakes(), 0
    figures = {(table.contest, table.source): table.figures for table in sheets}
    expected: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, sums in read.sums.items():
        for name, *numbers in zip(figures[key[:2]], sums.sums, sums.read, strict=True):
            expected[*key, name] = (str(sums.held), *map(str, numbers))
    for line, row in _rows(files):
        count += 1
        contest, source, level, area, _name, held, _known, figure, total, read_of = row
        if expected.pop((contest, source, level, area, figure), None) != (held, total, read_of):
            text = "{path}, line {line}: {area}, {figure}: is not the sum of the sheets"
            mistakes.add(text, path=TOTALS, line=line, area=area, figure=figure)
    for left in sorted(expected):
        mistakes.add("{path}: has no row for {key}", path=TOTALS, key=", ".join(left))
    return mistakes.remarks(), count


def _rows(files: PackFiles) -> Iterator[tuple[int, list[str]]]:
    with reading_text(files, TOTALS) as text:
        reader = csv.reader(text, strict=True)
        try:
            if next(reader, None) != list(TOTALS_COLUMNS):
                raise UnreadableError(f"{TOTALS}: has other columns than it should")
            for row in reader:
                if len(row) != len(TOTALS_COLUMNS):
                    where = f"{TOTALS}: line {reader.line_num}"
                    raise UnreadableError(f"{where}: has not as many cells as columns")
                yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnreadableError(f"{TOTALS}: line {reader.line_num}: {error}") from error
