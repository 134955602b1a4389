"""Rows of a loaded file that are sums of the rows before or after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from crosstally.engine.connection import Engine, identifier, whole_numbers

LEAST_FIGURES = 2
"""Figures above zero that a sum has, and rows that it is made of."""
CERTAIN = 8.0
"""Powers of ten by which a sum is too unlikely to be met by chance, beyond those of the number of
rows: the digits of its figures, equal ones counted once."""
MOST_STOREYS = 6
"""Times that sums are looked for: a district's first, then those of regions that hold them."""
_WEIGHTS = (1009, 10007, 20011, 30011, 40009, 50021, 60013, 70001, 80021, 90001, 99991)
_Ints = npt.NDArray[np.int64]


def rows_of_sums(
    engine: Engine, table: str, figures: Sequence[str], number: str, is_called_total: str
) -> list[tuple[int, str | None]]:
    """(row from 1, station code) of each row whose figures are the sums of the rows before it, or
    after it, back to the last such row or further. ``number`` is SQL for the row's number,
    ``is_called_total`` for whether its code says that it is a total: then no sum is by chance.

    One number for each row, its figures times large numbers, says nearly always that there is none;
    figures are fetched only where it says that there may be.
    """
    if len(figures) < LEAST_FIGURES:
        return []
    columns = [f"coalesce({identifier(figure)}, 0)::BIGINT" for figure in figures]
    weighted = " + ".join(
        f"{column} * {_WEIGHTS[at % len(_WEIGHTS)] + at}" for at, column in enumerate(columns)
    )
    asked = f"SELECT {weighted} AS mixed FROM {identifier(table)} ORDER BY {number}"
    mixed = np.asarray(engine.columns(asked)["mixed"], dtype=np.int64)
    if float(mixed.sum(dtype=np.float64)) > 2.0**62 or not _sums(mixed[:, None]).any():
        return []
    named = ", ".join(f"{column} AS f{at}" for at, column in enumerate(columns))
    found = engine.columns(
        f"SELECT {number} AS number, station, {is_called_total} AS called, {named} "
        f"FROM {identifier(table)} ORDER BY 1"
    )
    every = np.column_stack([np.asarray(found[f"f{at}"]) for at in range(len(figures))])
    called = whole_numbers(found["called"], 0).astype(bool)
    rows = np.flatnonzero(_of_all_storeys(every, called))
    return [(int(found["number"][row]), _text(found["station"], int(row))) for row in rows]


def _text(column: Any, row: int) -> str | None:
    return None if np.ma.getmaskarray(column)[row] else str(column[row])


def _of_all_storeys(every: _Ints, called: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows of sums, those of sums of sums too: rows that were found are in no other sum."""
    total = np.zeros(len(every), dtype=bool)
    for _storey in range(MOST_STOREYS):
        left = np.flatnonzero(~total)
        found = left[_sums(every[left])]
        found = found[called[found] | _are_certain(every[found], len(every))]
        if not len(found):
            break
        total[found] = True
    return total


def _are_certain(rows: _Ints, of: int) -> npt.NDArray[np.bool_]:
    ordered = np.sort(rows, axis=1)
    is_new = np.diff(ordered, axis=1, prepend=0) > 0
    digits = np.log10(np.maximum(ordered, 1)) * is_new
    enough: npt.NDArray[np.bool_] = digits.sum(axis=1) >= CERTAIN + np.log10(max(of, 1))
    return enough


def _sums(every: _Ints) -> npt.NDArray[np.bool_]:
    """Whether each row is the sum of two rows or more that stand right before or right after it."""
    down = np.vstack([np.zeros((1, every.shape[1]), dtype=np.int64), np.cumsum(every, axis=0)])
    whole = down.sum(axis=1)
    own = every.sum(axis=1)
    is_sum = np.zeros(len(every), dtype=bool)
    # Sums down to each row never fall, so that the row at which a sum would begin is looked up.
    rows = _as_large_as_two(own, slice(2, None), slice(1, -1), slice(None, -2)) + 2
    first = np.searchsorted(whole, whole[rows] - own[rows])
    is_sum[rows] = (down[first] + every[rows] == down[rows]).all(axis=1)
    rows = _as_large_as_two(own, slice(None, -2), slice(1, -1), slice(2, None))
    last = np.searchsorted(whole, whole[rows + 1] + own[rows], side="right") - 1
    is_sum[rows] |= (down[last] == down[rows + 1] + every[rows]).all(axis=1)
    return is_sum


def _as_large_as_two(own: _Ints, row: slice, one: slice, other: slice) -> npt.NDArray[np.intp]:
    """Where the row is at least as large as the two neighbours together: elsewhere it is no sum of
    them and more."""
    return np.flatnonzero((own[row] > 0) & (own[row] >= own[one] + own[other]))
