"""Arithmetic evidence: which columns add up to which, over the rows that hold counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.drafting.cells import NO_COUNT, Ints
from crosstally.drafting.table import Column

SAMPLE_ROWS = 400
"""Rows on which every block of columns is tried; what is found is counted over all rows."""
FOUND = 0.5
"""The share of rows in which a sum must hold to be taken for evidence."""


@dataclass(frozen=True)
class Block:
    """Neighbouring columns whose sum is another column (less some columns), and how often."""

    first: int
    last: int
    """Positions in the list of columns that was tried, both included."""
    total: int
    """Position of the column that the sum equals."""
    less: bool
    """Whether invalid votes were taken off the total first."""
    share: float
    """Share of the sample's rows in which it holds."""

    @property
    def length(self) -> int:
        """How many columns it adds up."""
        return self.last - self.first + 1


def matrix(columns: Sequence[Column]) -> Ints:
    """Counts as rows × columns; a cell that is no count is 0."""
    if not columns:
        return np.zeros((0, 0), dtype=np.int64)
    counts = np.stack([column.counts for column in columns], axis=1)
    return np.where(counts == NO_COUNT, 0, counts)


def sample_of(counts: Ints) -> Ints:
    """Rows spread over the table in which most is filled: sums of noughts prove nothing."""
    busy = np.flatnonzero((counts > 0).sum(axis=1) >= max(2, counts.shape[1] // 8))
    if len(busy) > SAMPLE_ROWS:
        busy = busy[np.linspace(0, len(busy) - 1, SAMPLE_ROWS).astype(int)]
    return counts[busy]


def blocks(
    sample: Ints, may_be_in: npt.NDArray[np.bool_], totals: Sequence[int], invalid: Sequence[int]
) -> list[Block]:
    """Blocks of neighbouring columns that add up to one of ``totals``, the longest for each.

    ``sample``: rows × columns. ``may_be_in``: which columns a block may hold. ``invalid``:
    columns that are also tried as taken off a total. A block has at least two columns.
    """
    rows, width = sample.shape
    if rows == 0:
        return []
    running = np.zeros((rows, width + 1), dtype=np.int64)
    np.cumsum(sample, axis=1, out=running[:, 1:])
    off = sample[:, list(invalid)].sum(axis=1)
    targets = [(total, False) for total in totals]
    if invalid:
        targets += [(total, True) for total in totals if total not in invalid]
    found: dict[tuple[int, bool], Block] = {}
    for first in range(width - 1):
        if not may_be_in[first]:
            continue
        stops = np.flatnonzero(~may_be_in[first:])
        end = first + int(stops[0]) if len(stops) else width
        sums = running[:, first + 2 : end + 1] - running[:, first : first + 1]
        if not sums.shape[1]:
            continue
        for total, less in targets:
            wanted = sample[:, total] - (off if less else 0)
            said = wanted > 0
            if said.sum() < max(2, rows // 4):
                continue
            shares = (sums[said] == wanted[said, None]).mean(axis=0)
            for at in np.flatnonzero(shares >= FOUND):
                last = first + 1 + int(at)
                if first <= total <= last:
                    continue
                block = Block(first, last, total, less, float(shares[at]))
                if _is_better(block, found.get((total, less))):
                    found[total, less] = block
    return list(found.values())


def _is_better(new: Block, old: Block | None) -> bool:
    """More rows first; at nearly the same share the longer (an option may have no vote)."""
    if old is None:
        return True
    if abs(new.share - old.share) > 0.005:
        return new.share > old.share
    return new.length > old.length


def share_equal(left: Ints, right: Ints) -> tuple[int, int]:
    """In how many rows the two agree, of how many in which either is above nought."""
    said = (left > 0) | (right > 0)
    return int((left[said] == right[said]).sum()), int(said.sum())


def share_below(left: Ints, right: Ints) -> tuple[int, int]:
    """In how many rows the left is at most the right, of how many in which the left is said.

    A nought on the right counts: stations without a list of voters of their own are no rare thing.
    """
    said = left > 0
    return int((left[said] <= right[said]).sum()), int(said.sum())
