"""Rows that are sums of other rows: recognised by their words or by their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.drafting.cells import NO_COUNT
from crosstally.drafting.sums import matrix
from crosstally.drafting.table import Column, Table
from crosstally.drafting.totals_by_sums import rows_of_block_sums
from crosstally.returns.vocabulary import says_total

REMARK_CELLS = 2
"""A remark below a table fills at most so many cells."""
MOST_ROWS = 0.34
"""A word that stands in more rows than this share says something else."""
MOST_TOTALS = 0.5
"""Where more rows than this share seem to be totals, they are none."""


@dataclass(frozen=True)
class TotalRows:
    """What was found: how to leave the rows out, and the figures of the sum of all."""

    rows: tuple[int, ...] = ()
    """Rows of the table, from 0."""
    leave_out: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Column → texts that stand in these rows alone; an empty text is an empty cell."""
    grand: int | None = None
    """The row that states the sum of everything."""
    remarks: tuple[int, ...] = ()
    """Those of the rows that are remarks below the table, and no sums."""

    @property
    def of_areas(self) -> tuple[int, ...]:
        """The rows that state the sum of a part."""
        return tuple(row for row in self.rows if row != self.grand and row not in self.remarks)


def find_totals(table: Table) -> TotalRows:
    """Find the rows of totals: a word such as "Total" or "Итого" in a column of texts, or a first
    or last row whose figures are the sums of all the others."""
    texts = [c for c in table.columns if c.count_share < 0.9 and c.filled]
    figures = [c for c in table.columns if c.count_share >= 0.9 and c.filled > 1]
    if table.rows < 3 or not figures:
        return TotalRows()
    found = _by_words(table, texts)
    counts = matrix(figures)
    remarks = _below_the_table(table, figures, found)
    found |= remarks | rows_of_block_sums(figures, table.rows)
    for row in (table.rows - 1 - int(remarks.sum()), 0):
        if not found[row] and _is_sum(counts, row, found):
            found[row] = True
    rows = np.flatnonzero(found)
    if not len(rows) or len(rows) > MOST_TOTALS * table.rows:
        return TotalRows()
    leave_out = _leave_out(table, [*texts, *figures], found)
    if leave_out is None:
        return TotalRows()
    return TotalRows(
        tuple(map(int, rows)),
        leave_out,
        _grand(counts, rows),
        tuple(map(int, np.flatnonzero(remarks))),
    )


def _below_the_table(
    table: Table, figures: Sequence[Column], totals: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Last rows that hold a remark, and no figure: who signed, where it is from. Below a row of
    totals stands nothing else, however many cells it fills."""
    found = np.zeros(table.rows, dtype=bool)
    filled = np.sum([~column.empty for column in table.columns], axis=0)
    held = np.any([column.counts != NO_COUNT for column in figures], axis=0)
    last = int(np.flatnonzero(held).max(initial=0))
    most = len(table.columns) if totals[last] else REMARK_CELLS
    for row in range(table.rows - 1, last, -1):
        if filled[row] > most:
            break
        found[row] = True
    return found


def _by_words(table: Table, texts: Sequence[Column]) -> npt.NDArray[np.bool_]:
    found = np.zeros(table.rows, dtype=bool)
    usually_filled = [c for c in table.columns if c.filled > 0.4 * table.rows]
    gaps = np.zeros(table.rows, dtype=bool)
    for column in usually_filled:
        gaps |= column.empty
    for column in texts:
        for code, text in enumerate(column.texts):
            if not says_total(text):
                continue
            rows = column.codes == code
            if rows.sum() <= MOST_ROWS * table.rows:
                # "Total North" beside gaps; a lone word needs none.
                found |= rows if len(text.split()) == 1 else rows & gaps
    return found


def _is_sum(counts: npt.NDArray[np.int64], row: int, others: npt.NDArray[np.bool_]) -> bool:
    """Whether a row's figures are the sums of all rows that are no totals themselves."""
    kept = ~others
    kept[row] = False
    sums = counts[kept].sum(axis=0)
    said = counts[row] > 0
    equal = int((counts[row][said] == sums[said]).sum())
    return equal >= 2 and equal >= 0.5 * int(said.sum()) and int(kept.sum()) >= 2


def _grand(counts: npt.NDArray[np.int64], rows: npt.NDArray[np.intp]) -> int | None:
    """The row with the largest figures, where it can be the sum of everything."""
    sums = counts[rows].sum(axis=1)
    best = int(rows[int(sums.argmax())])
    stations = np.ones(len(counts), dtype=bool)
    stations[rows] = False
    # At least half of what the stations hold: a total may be wrong, but not of another size.
    if 2 * int(counts[best].sum()) < int(counts[stations].sum()):
        return None
    return best


def _leave_out(
    table: Table, columns: Sequence[Column], found: npt.NDArray[np.bool_]
) -> tuple[tuple[int, tuple[str, ...]], ...] | None:
    """Texts that stand in rows of totals alone, until every such row is named."""
    left = found.copy()
    chosen: dict[int, list[str]] = {}
    by_words = sorted(columns, key=lambda c: not any(says_total(text) for text in c.texts))
    for column in by_words:
        own: list[str] = []
        for code in np.unique(column.codes[left]):
            rows = column.codes == code
            if not (rows & ~found).any():
                own.append(column.texts[int(code)])
                left &= ~rows
        if own:
            chosen[column.index] = sorted(set(own))
        if not left.any():
            return tuple((index, tuple(texts)) for index, texts in chosen.items())
    return None


def without(table: Table, rows: Sequence[int]) -> Table:
    """The table without these rows."""
    if not rows:
        return table
    keep = np.ones(table.rows, dtype=bool)
    keep[list(rows)] = False
    columns = [column.only(keep) for column in table.columns]
    return Table(table.header, columns, int(keep.sum()), table.thousands)
