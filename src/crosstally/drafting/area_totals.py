"""Rows of totals within a table: which area each is the sum of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.drafting.cells import NO_COUNT
from crosstally.drafting.table import Column, Table
from crosstally.returns.vocabulary import plain, without_words_of_totals

Path = tuple[str, ...]
"""The names of an area and of those it lies in, outermost first."""
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class AreaTotals:
    """What rows of totals state for areas."""

    stated: tuple[tuple[Path, tuple[tuple[int, int], ...]], ...] = ()
    """Area → (column, figure)."""
    unclear: int = 0
    """Rows of totals that fit no area."""
    grand_is_of_area: bool = False
    """Whether the row that was taken for the sum of everything is that of an area."""


def find_area_totals(
    table: Table,
    rows: Sequence[int],
    levels: Sequence[Column],
    figures: Sequence[Column],
    grand: int | None = None,
) -> AreaTotals:
    """Tell which area each row of totals is about: one that it names, or that the rows above or
    below it stand in, and whose stations it comes nearest to adding up.

    ``rows``: the rows of totals, without ``grand``, that of everything. ``levels``: columns of
    areas, outermost first. ``figures``: columns of which totals are stated. All are of ``table``,
    which holds the rows of totals too.
    """
    totals = [*rows, *([] if grand is None else [grand])]
    if not totals or not levels or not figures:
        return AreaTotals()
    looking = _Looking(table, levels, figures, totals)
    is_of_area = grand is not None and looking.is_of_area(grand)
    rows = sorted(totals) if is_of_area else rows
    found: dict[Path, tuple[tuple[int, int], ...]] = {}
    for row in rows:
        path = looking.area_of(row, set(found))
        if path is not None:
            found[path] = tuple(
                (column.index, int(column.counts[row]))
                for column in figures
                if column.counts[row] != NO_COUNT
            )
    return AreaTotals(tuple(found.items()), len(rows) - len(found), is_of_area)


class _Looking:
    def __init__(
        self,
        table: Table,
        levels: Sequence[Column],
        figures: Sequence[Column],
        rows: Sequence[int],
    ) -> None:
        self.table, self.levels, self.figures = table, levels, figures
        self.is_station = np.ones(table.rows, dtype=bool)
        self.is_station[list(rows)] = False
        self.counts: Ints = np.stack([np.maximum(c.counts, 0) for c in figures], axis=1)
        self.paths: list[Path] = [
            tuple(column.texts[int(column.codes[row])] for column in levels)
            for row in range(table.rows)
        ]
        self.sums: dict[Path, Ints] = {}
        self.named: dict[str, set[Path]] = {}
        for row in map(int, np.flatnonzero(self.is_station)):
            for depth in range(1, len(levels) + 1):
                path = self.paths[row][:depth]
                if not path[-1]:
                    continue
                self.sums[path] = self.sums.get(path, 0) + self.counts[row]
                self.named.setdefault(plain(path[-1]), set()).add(path)

    def area_of(self, row: int, taken: set[Path]) -> Path | None:
        """The area that a row of totals is about; None where none fits."""
        by_name, near = self._named(row), set(self._beside(row))
        said = self.counts[row] > 0
        ranked = sorted(
            (
                (
                    path in by_name,
                    int((self.counts[row] == self.sums[path])[said].sum()),
                    path in near,
                    len(path),
                    path,
                )
                for path in (by_name | near) - taken
            ),
            reverse=True,
        )
        if not ranked:
            return None
        is_named, equal, *_, path = ranked[0]
        return path if is_named or 2 * equal >= max(int(said.sum()), 1) else None

    def is_of_area(self, row: int) -> bool:
        """Whether a row comes nearer to the sum of one area than to that of everything."""
        said = self.counts[row] > 0
        whole = self.counts[self.is_station].sum(axis=0)
        near = self._named(row) | set(self._beside(row))
        equal = [int((self.counts[row] == self.sums[path])[said].sum()) for path in near]
        return max(equal, default=0) > int((self.counts[row] == whole)[said].sum())

    def _named(self, row: int) -> set[Path]:
        """The areas whose names stand in the row, beside a word such as "Total"."""
        texts = (column.texts[int(column.codes[row])] for column in self.table.columns)
        names = {without_words_of_totals(text) for text in texts if text}
        return set().union(*(self.named.get(name, set()) for name in names if name))

    def _beside(self, row: int) -> Iterator[Path]:
        """The areas of the next station above the row, and of the next one below."""
        above = np.flatnonzero(self.is_station[:row])
        below = np.flatnonzero(self.is_station[row + 1 :])
        for at in (*map(int, above[-1:]), *(row + 1 + int(i) for i in below[:1])):
            for depth in range(1, len(self.levels) + 1):
                if self.paths[at][:depth] in self.sums:
                    yield self.paths[at][:depth]
