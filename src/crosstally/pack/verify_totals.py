"""Whether the totals are the sums of the sheets. Standard library alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crosstally.pack.layout import TOTALS, TOTALS_COLUMNS, Table
from crosstally.pack.opening import PackFiles, UnreadableError
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_sheets import SheetsRead
from crosstally.pack.verify_tables import csv_rows

_NUMBER = re.compile("0|[1-9][0-9]{0,18}")


def _known(text: str, line: int) -> int:
    if not _NUMBER.fullmatch(text):
        raise UnreadableError(f"{TOTALS}: line {line}: {text[:40]!r} is no number of stations")
    return int(text)


def check_totals(
    files: PackFiles, sheets: Sequence[Table], read: SheetsRead
) -> tuple[list[Remark], int]:
    """What is wrong with the totals, and how many sums were made again; ``read`` is told how many
    stations they say there are. Raises ``UnreadableError``."""
    mistakes, count = Mistakes(), 0
    figures = {(table.contest, table.source): table.figures for table in sheets}
    expected: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, sums in read.sums.items():
        for name, *numbers in zip(figures[key[:2]], sums.sums, sums.read, strict=True):
            expected[*key, name] = (str(sums.held), *map(str, numbers))
    for line, row in csv_rows(files, TOTALS, TOTALS_COLUMNS):
        count += 1
        contest, source, level, area, _name, held, known, figure, total, read_of = row
        if known:
            read.known[contest, source, level, area] = _known(known, line)
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
