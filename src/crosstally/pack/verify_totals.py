"""Whether the totals are the sums of the sheets. Standard library alone."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.pack.layout import TOTALS, TOTALS_COLUMNS, Table
from crosstally.pack.opening import PackFiles
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_sheets import SheetsRead
from crosstally.pack.verify_tables import csv_rows


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
    for line, row in csv_rows(files, TOTALS, TOTALS_COLUMNS):
        count += 1
        contest, source, level, area, _name, held, _known, figure, total, read_of = row
        if expected.pop((contest, source, level, area, figure), None) != (held, total, read_of):
            mistakes.add(
                Remark(
                    "{path}, line {line}: {area}, {figure}: is not the sum of the sheets",
                    path=TOTALS,
                    line=line,
                    area=area,
                    figure=figure,
                )
            )
    for left in sorted(expected):
        mistakes.add(Remark("{path}: has no row for {key}", path=TOTALS, key=", ".join(left)))
    return mistakes.remarks(), count
