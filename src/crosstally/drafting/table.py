"""A table as it stands in a file: its header, its columns, and which cells are counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from crosstally.drafting.cells import (
    EMPTY_MARKS,
    GROUPED,
    NO_COUNT,
    Ints,
    Rows,
    count_of,
    is_number,
)
from crosstally.drafting.header import FEWEST_NUMBERS, Header, find_header
from crosstally.returns import vocabulary

FIGURES = 0.5
"""The share of its filled cells that are counts in a column of figures, at least."""
NUMBERS_ONLY = 0.99
MIXED = 0.1
"""A file from several hands groups some numbers by a point, at most so many of those that it does
not; decimals would stand in most cells."""


class Column:
    """One column of the data: its texts as codes into the distinct texts, and its counts."""

    def __init__(
        self, index: int, name: str, cells: Sequence[str], read_as: str | None = None
    ) -> None:
        self.index = index
        self.name = name
        self.read_as = name if read_as is None else read_as
        """What the readers of returns call it."""
        known: dict[str, int] = {}
        self.codes: Ints = np.fromiter(
            (known.setdefault(cell, len(known)) for cell in cells), np.int64, len(cells)
        )
        self.texts = [text.strip() for text in known]
        """Distinct texts; ``codes`` point into them."""
        self.thousands: str | None = None
        self.nothing = EMPTY_MARKS
        """What stands where there is nothing."""

    def only(self, rows: npt.NDArray[np.bool_]) -> Column:
        """The same column with some of its rows."""
        texts = [self.texts[code] for code in self.codes[rows]]
        shorter = Column(self.index, self.name, texts, self.read_as)
        shorter.thousands, shorter.nothing = self.thousands, self.nothing
        return shorter

    @cached_property
    def empty(self) -> npt.NDArray[np.bool_]:
        """Rows without anything, or with a mark for nothing."""
        none = np.array([not text or text in self.nothing for text in self.texts], dtype=bool)
        return np.asarray(none[self.codes]) if len(none) else np.zeros(0, dtype=bool)

    @property
    def filled(self) -> int:
        """How many rows hold something."""
        return int((~self.empty).sum())

    @cached_property
    def distinct(self) -> int:
        """How many different texts there are, empty ones aside."""
        return len({text for text in self.texts if text and text not in self.nothing})

    @cached_property
    def counts(self) -> Ints:
        """The counts, ``NO_COUNT`` where the cell holds none."""
        of_text = np.array([count_of(text, self.thousands) for text in self.texts], dtype=np.int64)
        return of_text[self.codes] if len(of_text) else np.zeros(0, dtype=np.int64)

    @cached_property
    def count_share(self) -> float:
        """Which part of the filled cells are counts."""
        filled = self.filled
        return int((self.counts[~self.empty] != NO_COUNT).sum()) / filled if filled else 0.0

    @cached_property
    def number_share(self) -> float:
        """Which part of the distinct texts are numbers of any kind."""
        filled = [text for text in self.texts if text and text not in self.nothing]
        return sum(map(is_number, filled)) / len(filled) if filled else 0.0

    @property
    def example(self) -> str:
        """The first text that is none of nothing."""
        return next((text for text in self.texts if text and text not in self.nothing), "")

    @property
    def marks(self) -> list[str]:
        """The marks for nothing that it holds."""
        return [text for text in self.texts if text in self.nothing]


@dataclass(frozen=True)
class Table:
    """Header and columns of a table."""

    header: Header
    columns: list[Column]
    rows: int
    thousands: str | None = None

    @classmethod
    def read(cls, rows: Rows, fewest: int = FEWEST_NUMBERS) -> Table:
        """Find the header and divide the rows below it into columns.

        Raises ``ValueError`` where there is no header above rows of ``fewest`` figures.
        """
        header = find_header(rows, fewest)
        data = [row for row in rows[header.data :] if any(cell.strip() for cell in row)]
        columns = [
            Column(i, name, [row[i] if i < len(row) else "" for row in data], read_as)
            for i, (name, read_as) in enumerate(zip(header.names, header.read_as, strict=True))
        ]
        thousands = _thousands_mark(columns)
        for column in columns:
            column.thousands = thousands
        words = _words_for_nothing(columns)
        if words:
            every = np.ones(len(data), dtype=bool)
            columns = [column.only(every) for column in columns]  # as if nothing was worked out
            for column in columns:
                column.nothing = EMPTY_MARKS | words
        return cls(header, columns, len(data), thousands)


def table_of(rows: Rows) -> Table | None:
    """The table of such rows, None where they are none. Of a row for each station and party the
    votes may be the only number."""
    for fewest in (FEWEST_NUMBERS, 1):
        try:
            return Table.read(rows, fewest)
        except ValueError:
            continue
    return None


def _words_for_nothing(columns: Sequence[Column]) -> frozenset[str]:
    """Words that stand in most figures of a row in place of them: "annulled", "not opened"."""
    figures = [c for c in columns if c.count_share >= FIGURES and c.filled > 1]
    if len(figures) < FEWEST_NUMBERS:
        return frozenset()
    odd = np.stack([~c.empty & (c.counts == NO_COUNT) for c in figures])
    found: Counter[str] = Counter()
    for row in np.flatnonzero(2 * odd.sum(axis=0) > len(figures)).tolist():
        own = [c for c, is_odd in zip(figures, odd[:, row], strict=True) if is_odd]
        said = {c.texts[int(c.codes[row])] for c in own}
        if len(said) == 1 and not any(map(str.isdecimal, *said)):
            found.update(said)
    return frozenset(found) if 3 * found.total() <= odd.shape[1] else frozenset()


def _thousands_mark(columns: Sequence[Column]) -> str | None:
    """The mark between thousands, where cells that hold it are all grouped by it.

    ``1.234`` could be a decimal too: a point counts only where at least three cells have it, and
    cells of the same column without one are below 1,000, or are whole numbers nearly everywhere.
    """
    best: tuple[int, str] | None = None
    for mark, pattern in GROUPED.items():
        found = 0
        for column in columns:
            if vocabulary.names_elsewhere(column.name):
                continue  # decimals of a place on the map
            held = [text for text in column.texts if mark in text and is_number(text)]
            if column.number_share < (NUMBERS_ONLY if mark == "." else 0.6) or not held:
                continue  # codes such as 10.1 beside A1 are no figures
            if not all(pattern.match(text) for text in held):
                if mark == ".":
                    found = 0
                    break
                continue
            bare = [text for text in column.texts if text.isdecimal()]
            small = all(len(text) <= 3 or text.startswith("0") for text in bare)
            # A blank between digits is no decimal mark, whatever the other cells are like.
            blank = mark.isspace()
            if small or blank or (mark == "." and len(held) <= MIXED * len(bare)):
                found += len(held)
        if found >= (3 if mark == "." else 1) and (best is None or found > best[0]):
            best = (found, mark)
    return best[1] if best else None
