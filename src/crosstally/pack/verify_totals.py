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

_OTHER_NUMBER = Remark(
    "{path}, line {line}: {area}: says that there are {said} stations, a line before says {before}",
    path=TOTALS,
)


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
    for where, sums in read.sums.items():
        for name, *numbers in zip(figures[where[:2]], sums.sums, sums.read, strict=True):
            expected[*where, name] = (str(sums.held), *map(str, numbers))
    said: dict[tuple[str, ...], str] = {}
    for line, row in csv_rows(files, TOTALS, TOTALS_COLUMNS):
        count += 1
        contest, source, level, area, _name, held, known, figure, total, read_of = row
        key = (contest, source, level, area)
        if known:
            read.known[key] = _known(known, line)
        if said.setdefault(key, known) != known:
            mistakes.add(_OTHER_NUMBER.at(line=line, area=area, said=known, before=said[key]))
        if expected.pop((*key, figure), None) != (held, total, read_of):
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
