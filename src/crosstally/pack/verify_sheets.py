"""Whether the sheets have the figures of their returns, and what they add up to. Standard library
alone."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from crosstally.pack.layout import SHEET_COLUMNS, Table
from crosstally.pack.opening import PackFiles
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_returns import Counted, CountedReturn, Place, numbers_of
from crosstally.pack.verify_tables import ODD_COUNTS, rows_of

Key = tuple[str, str, str, str]
"""Contest, source, level, area."""

_OTHER_FIGURES = Remark("{path}, line {line}: {place}: its figures are not those of its returns")
_NOWHERE = Remark("{path}, line {line}: {place}: stands in no area that holds the whole")

_COUNTS = SHEET_COLUMNS.index("counts")
_AT_A_TIME = 4_096
"""Sheets that are added up at once."""


@dataclass
class Sums:
    """The figures of sheets, added up."""

    held: int
    sums: list[int]
    read: list[int]

    def add(self, other: Sums) -> None:
        self.held += other.held
        self.sums = [a + b for a, b in zip(self.sums, other.sums, strict=True)]
        self.read = [a + b for a, b in zip(self.read, other.read, strict=True)]


class Whole(NamedTuple):
    """The sheets of a source in a contest, over the whole place."""

    sums: Sums
    known: int | None
    """How many stations there are, where that is said."""
    is_stated: bool
    """Whether the totals have rows of the whole place: none where no sheet counts."""


@dataclass
class SheetsRead:
    """What one look through all sheets gives."""

    count: int = 0
    sums: dict[Key, Sums] = field(default_factory=dict)
    """Contest, source, level, area → the sums of its sheets that count."""
    known: dict[Key, int] = field(default_factory=dict)
    """The same → how many stations it has, where that is said."""
    asked: dict[Place, dict[str, int | None]] = field(default_factory=dict)
    """The figures of the sheets that were asked for."""

    def whole(self, table: Table, root: str) -> Whole:
        """What the sheets of a table add up to; ``root`` is the area that holds every station."""
        width = len(table.figures)
        keys = [(table.contest, table.source, level, root) for level in table.areas]
        of_root = [self.sums[key] for key in keys if key in self.sums]
        sums = max(of_root, key=lambda one: one.held, default=Sums(0, [0] * width, [0] * width))
        known = next((self.known[key] for key in keys if key in self.known), None)
        return Whole(sums, known, bool(of_root))


def check_sheets(
    files: PackFiles,
    tables: Sequence[Table],
    counted: Counted,
    asked: Mapping[tuple[str, str], Container[str]],
    root: str,
) -> tuple[list[Remark], SheetsRead]:
    """What is wrong with the sheets, and what they hold; the figures of those that are ``asked``
    for (contest and source → stations) by themselves. ``counted`` is used up; ``root`` is the area
    that holds every station."""
    mistakes, found = Mistakes(), SheetsRead()
    for table in tables:
        given = counted.pop((table.contest, table.source), {})
        wanted = asked.get((table.contest, table.source), ())
        added = _Added(len(table.figures))
        for line, row, figures in rows_of(files, table):
            found.count += 1
            station, counts = row[0], row[_COUNTS]
            areas = tuple(row[len(SHEET_COLUMNS) :])
            returns = given.pop(station, None)
            if returns is None or not _follows(figures, returns, table):
                mistakes.add(_OTHER_FIGURES.at(path=table.path, line=line, place=station))
            if counts == "1":
                added.add(areas, figures)
                if root not in areas:
                    mistakes.add(_NOWHERE.at(path=table.path, line=line, place=station))
            elif counts != "0":
                mistakes.add(ODD_COUNTS.at(path=table.path, line=line, place=station))
            if station in wanted:
                found.asked[table.contest, table.source, station] = numbers_of(table, figures)
        for left in sorted(given):
            mistakes.add(Remark("{path}: has no row for {place}", path=table.path, place=left))
        found.sums |= dict(_rolled_up(table, added))
    return mistakes.remarks(), found


class _Added:
    """Adds up sheets that stand in the same areas, many at a time: a column of thousands is summed
    in the time that a few rows take."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._waiting: dict[tuple[str, ...], list[str]] = {}
        self._sums: dict[tuple[str, ...], Sums] = {}

    def add(self, areas: tuple[str, ...], figures: str) -> None:
        """Add a sheet: its figures with commas between them."""
        waiting = self._waiting.setdefault(areas, [])
        waiting.append(figures)
        if len(waiting) == _AT_A_TIME:
            self._enter(areas, self._waiting.pop(areas))

    def groups(self) -> Iterator[tuple[tuple[str, ...], Sums]]:
        """Areas, and the sums of the sheets that stand in all of them."""
        for areas, waiting in self._waiting.items():
            self._enter(areas, waiting)
        self._waiting = {}
        yield from self._sums.items()

    def _enter(self, areas: tuple[str, ...], rows: Sequence[str]) -> None:
        sums = Sums(len(rows), [], [])
        for cells in zip(*(row.split(",") for row in rows), strict=True) if self._width else ():
            sums.sums.append(sum(map(int, filter(None, cells))))
            sums.read.append(len(cells) - cells.count(""))
        if areas in self._sums:
            self._sums[areas].add(sums)
        else:
            self._sums[areas] = sums


def _rolled_up(table: Table, added: _Added) -> Iterator[tuple[Key, Sums]]:
    width = len(table.figures)
    found: dict[Key, Sums] = {}
    for areas, sums in added.groups():
        for level, area in zip(table.areas, areas, strict=True):
            if area:
                key = (table.contest, table.source, level, area)
                found.setdefault(key, Sums(0, [0] * width, [0] * width)).add(sums)
    yield from found.items()


def _follows(sheet: str, returns: Sequence[CountedReturn], table: Table) -> bool:
    """Whether a sheet's figures are those of its one return, or of its several ways of voting."""
    if len(returns) == 1:
        return sheet == returns[0].figures
    columns = zip(
        table.figures, sheet.split(","), *(one.figures.split(",") for one in returns), strict=True
    )
    for name, cell, *cells in columns:
        read = [int(one) for one in cells if one]
        if name in table.repeated:
            lists = {one for one in read if one > 0}
            if cell != (str(max(read)) if read and len(lists) < 2 else ""):
                return False
        elif cell != (str(sum(read)) if read and not _is_open(name, cells, returns, table) else ""):
            return False
    return True


def _is_open(
    name: str, cells: Sequence[str], returns: Sequence[CountedReturn], table: Table
) -> bool:
    """Whether what was read of a figure is less than the sheet's: one way of voting has it and it
    is no number there, or has no column for what every ballot enters."""
    return any(
        not cell and (name not in one.lacking or name in table.counted)
        for cell, one in zip(cells, returns, strict=True)
    )
