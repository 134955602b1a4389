"""Whether the sheets have the figures of their returns, and what they add up to. Standard library
alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from crosstally.pack.layout import SHEET_COLUMNS, Table
from crosstally.pack.opening import PackFiles
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_returns import Counted
from crosstally.pack.verify_tables import rows_of

Key = tuple[str, str, str, str]
"""Contest, source, level, area."""
Place = tuple[str, str, str]
"""Contest, source, station."""

_COUNTS = SHEET_COLUMNS.index("counts")


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


@dataclass
class SheetsRead:
    """What one look through all sheets gives."""

    count: int = 0
    sums: dict[Key, Sums] = field(default_factory=dict)
    """Contest, source, level, area → the sums of its sheets that count."""
    asked: dict[Place, dict[str, int | None]] = field(default_factory=dict)
    """The figures of the sheets that were asked for."""


def check_sheets(
    files: PackFiles,
    tables: Sequence[Table],
    counted: Counted,
    asked: Collection[Place],
    root: str,
) -> tuple[list[Remark], SheetsRead]:
    """What is wrong with the sheets, and what they hold; the figures of some sheets by themselves.
    ``counted`` is used up; ``root`` is the area that holds every station."""
    mistakes, found = Mistakes(), SheetsRead()
    for table in tables:
        given = counted.pop((table.contest, table.source), {})
        first = len(SHEET_COLUMNS) + len(table.areas)
        grouped: dict[tuple[str, ...], Sums] = {}
        for line, row in rows_of(files, table):
            found.count += 1
            cells = row[first:]
            returns = given.pop(row[0], None)
            if returns is None or not _follows(",".join(cells), returns):
                mistakes.add(
                    Remark(
                        "{path}, line {line}: {place}: its figures are not those of its returns",
                        path=table.path,
                        line=line,
                        place=row[0],
                    )
                )
            figures = [int(cell) if cell else None for cell in cells]
            if row[_COUNTS] not in ("0", "1"):
                mistakes.add(
                    Remark(
                        "{path}, line {line}: {place}: `counts` is neither 0 nor 1",
                        path=table.path,
                        line=line,
                        place=row[0],
                    )
                )
            if row[_COUNTS] == "1":
                if root not in row[len(SHEET_COLUMNS) : first]:
                    mistakes.add(
                        Remark(
                            "{path}, line {line}: {place}: stands in no area that holds the whole",
                            path=table.path,
                            line=line,
                            place=row[0],
                        )
                    )
                _enter(grouped, tuple(row[len(SHEET_COLUMNS) : first]), figures)
            place = (table.contest, table.source, row[0])
            if place in asked:
                found.asked[place] = dict(zip(table.figures, figures, strict=True))
        for left in sorted(given):
            mistakes.add(Remark("{path}: has no row for {place}", path=table.path, place=left))
        found.sums |= dict(_rolled_up(table, grouped))
    return mistakes.remarks(), found


def _enter(
    grouped: dict[tuple[str, ...], Sums], areas: tuple[str, ...], figures: list[int | None]
) -> None:
    """Add a sheet to those that stand in the same areas."""
    sums = grouped.get(areas)
    if sums is None:
        sums = grouped[areas] = Sums(0, [0] * len(figures), [0] * len(figures))
    sums.held += 1
    sums.sums = [a + (b or 0) for a, b in zip(sums.sums, figures, strict=True)]
    sums.read = [a + (b is not None) for a, b in zip(sums.read, figures, strict=True)]


def _rolled_up(table: Table, grouped: dict[tuple[str, ...], Sums]) -> Iterator[tuple[Key, Sums]]:
    width = len(table.figures)
    found: dict[Key, Sums] = {}
    for areas, sums in grouped.items():
        for level, area in zip(table.areas, areas, strict=True):
            if area:
                key = (table.contest, table.source, level, area)
                found.setdefault(key, Sums(0, [0] * width, [0] * width)).add(sums)
    yield from found.items()


def _follows(sheet: str, returns: Sequence[str]) -> bool:
    """Whether a sheet's figures are those of its one return, or of its several ways of voting: the
    sum; the one list of voters that each of them repeats; or none, where one of them has none."""
    if len(returns) == 1:
        return sheet == returns[0]
    for cell, *cells in zip(sheet.split(","), *(one.split(",") for one in returns), strict=True):
        read = [int(one) for one in cells if one]
        admitted = {str(sum(read))} if read else set()
        if len({one for one in read if one > 0}) == 1:
            admitted.add(str(max(read)))
        if len(read) < len(cells):
            admitted |= {""}
        if cell not in admitted:
            return False
    return True
