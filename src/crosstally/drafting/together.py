"""Several tables of one shape, such as a file or a worksheet for each region, read as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import numpy as np

from crosstally.drafting.blocks import in_one_piece
from crosstally.drafting.cells import Rows
from crosstally.drafting.places import PARTS
from crosstally.drafting.sums import matrix
from crosstally.drafting.table import Column, Table
from crosstally.drafting.totals import find_totals, without
from crosstally.words import N_

MOST_SHARED = 0.1
"""Where more of its rows stand in another table too, a table is another version of that one."""
FILES = N_(
    "These files have the same columns and were read together; the column “file” says which row is "
    "of which: {names}. The table in `returns` is so made; the file as it came lies in `original`."
)
WORKSHEETS = N_(
    "These worksheets have the same columns and were read together; the column “worksheet” says "
    "which row is of which: {names}. The table in `returns` is so made; the file as it came lies "
    "in `original`."
)


@dataclass(frozen=True)
class Together:
    """Several tables as one."""

    rows: Rows
    names: tuple[str, ...]
    header_row: int
    """Where the columns' names stand in the first of them, from 1."""
    above: Rows
    """What stands above the header of each of them."""


@dataclass(frozen=True)
class _Part:
    name: str
    table: Table
    rows: Rows
    """As they came, the header among them."""

    @cached_property
    def data(self) -> list[tuple[str, ...]]:
        """The rows below the header that hold anything, without remarks below them: who signed."""
        below = self.rows[self.table.header.data :]
        filled = [tuple(row) for row in below if any(cell.strip() for cell in row)]
        remarks = set(find_totals(self.table).remarks)
        return [row for at, row in enumerate(filled) if at not in remarks]

    @property
    def shape(self) -> tuple[str, ...]:
        """The columns' names, without those at the end that have none."""
        names = [" ".join(name.split()).casefold() for name in self.table.header.names]
        while names and not names[-1]:
            names.pop()
        return tuple(names)


def read_together(tables: Mapping[str, Rows], what: str, like: str) -> Together | None:
    """The tables with the columns of ``like`` as one, with a first column ``what`` (``file`` or
    ``worksheet``) that holds their names; None where ``like`` is the only one.

    Left out are a table whose rows mostly stand in another one too, which is another version of
    it, and one that is the sum of all the others.
    """
    parts = [part for name, rows in tables.items() if (part := _part(name, rows)) is not None]
    shape = next((part.shape for part in parts if part.name == like), None)
    parts = [part for part in parts if part.shape == shape]
    parts = _without_versions(parts)
    parts = [part for part in parts if not _is_sum_of(part, [p for p in parts if p is not part])]
    if len(parts) < 2 or like not in [part.name for part in parts]:
        return None
    width = len(parts[0].shape)
    header = parts[0].table.header
    rows = [[what, *header.names[:width]]]
    for part in parts:
        shown = PurePosixPath(part.name).name.split(".")[0] if what == "file" else part.name
        rows += [[shown, *row[:width]] for row in part.data]
    names = tuple(part.name for part in parts)
    titles = [part.rows[: part.table.header.first] for part in parts]
    shared = [row for row in titles[0] if all(row in others for others in titles)]
    return Together(rows, names, header.last + 1, shared)


def summed_part(whole: Table, totals: Set[int], figures: Sequence[Column]) -> Column | None:
    """The column that says of which file or worksheet a row is, where each of these states the sum
    of its own rows: then they are areas. ``totals``: rows of the table that state sums."""
    part = next((c for c in whole.columns if c.name in PARTS), None)
    if part is None or not totals or not figures:
        return None
    counts = matrix(figures)
    states = np.zeros(whole.rows, dtype=bool)
    states[list(totals)] = True
    for code in range(part.distinct):
        own = part.codes == code
        sums = counts[own & ~states].sum(axis=0)
        if not (counts[own & states] == sums).all(axis=1).any():
            return None
    return part


def _part(name: str, rows: Rows) -> _Part | None:
    whole = in_one_piece(rows)
    rows = rows if whole is None else whole.rows
    try:
        return _Part(name, Table.read(rows), rows)
    except ValueError:
        return None


def _without_versions(parts: Sequence[_Part]) -> list[_Part]:
    """The parts in order, without one that repeats rows of those before it."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for part in parts:
        rows = set(part.data)
        if len(rows & seen) <= MOST_SHARED * len(rows):
            kept.append(part)
            seen |= rows
    return kept


def _is_sum_of(part: _Part, others: Sequence[_Part]) -> bool:
    """Whether most figures of a table add up to those of all the others: a summary."""
    if not others:
        return False
    columns = [c.index for c in part.table.columns if c.count_share >= 0.9 and c.filled > 1]
    if len(columns) < 2:
        return False

    def sums(one: _Part) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        table = without(one.table, find_totals(one.table).rows)
        held = [table.columns[i] for i in columns if i < len(table.columns)]
        return np.asarray(matrix(held).sum(axis=0), dtype=np.int64)

    own = sums(part)
    rest = [sums(other) for other in others]
    if any(len(other) != len(own) for other in rest):
        return False
    whole = np.sum(rest, axis=0)
    return 2 * int((own == whole)[own > 0].sum()) > int((own > 0).sum())
