"""Rows of totals that no word gives away: each states the sum of the rows above it, since the last
one, or of the rows below it, up to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from crosstally.drafting.sums import matrix
from crosstally.drafting.table import Column

FEWEST_FIGURES = 3
"""So many figures have to be the sums: one or two are met by chance."""
FEWEST_TOTALS = 2
"""A lone row that is the sum of its neighbours may be one by chance."""
CERTAIN = 6.0
"""Powers of ten by which such a row is too unlikely by chance, beyond those of the number of rows:
the digits of its figures, equal ones counted once."""
COLUMNS_TRIED = 8
"""Columns by which such rows are looked for, those with the largest figures first."""


def rows_of_block_sums(figures: Sequence[Column], rows: int) -> npt.NDArray[np.bool_]:
    """Which of the rows are totals of blocks of at least two rows, all above or all below them."""
    none = np.zeros(rows, dtype=bool)
    if len(figures) < FEWEST_FIGURES or rows < 2 * FEWEST_TOTALS + 2:
        return none
    counts = matrix(figures)
    for turned in (False, True):
        found = _above(counts[::-1] if turned else counts)
        if found.sum() >= FEWEST_TOTALS:
            return found[::-1] if turned else found
    return none


def _above(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Rows that are the sum of the two rows or more right above them."""
    found = np.zeros(len(counts), dtype=bool)
    largest = np.argsort(-counts.sum(axis=0), kind="stable")[:COLUMNS_TRIED]
    before = np.vstack([np.zeros((1, counts.shape[1]), np.int64), counts.cumsum(axis=0)])
    for column in largest:
        own = counts[:, column]
        # A block from row ``s`` adds up to row ``r`` where before[r] - own[r] is before[s].
        order = np.argsort(before[:-1, column], kind="stable")
        sums = before[order, column]
        wanted = before[:-1, column] - own
        at = np.searchsorted(sums, wanted)
        hit = (at < len(sums)) & (own > 0)
        hit[hit] = sums[at[hit]] == wanted[hit]
        for row in np.flatnonzero(hit).tolist():
            start = int(order[at[row]])
            if row - start >= 2 and not found[row] and _is_sum(counts, before, start, row):
                found[row] = True
    return found


def _is_sum(
    counts: npt.NDArray[np.int64], before: npt.NDArray[np.int64], start: int, row: int
) -> bool:
    """Whether most figures of a row, and several, are the sums of the rows from ``start`` on, and
    have too many digits for chance."""
    said = counts[row] > 0
    equal = counts[row][said & (counts[row] == before[row] - before[start])]
    if len(equal) < FEWEST_FIGURES or 2 * len(equal) <= int(said.sum()):
        return False
    digits = float(np.log10(np.unique(equal)).sum())
    return digits >= CERTAIN + float(np.log10(len(counts)))
