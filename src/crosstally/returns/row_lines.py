"""At which line of its file a row stands: empty lines and cells with line breaks are not rows."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crosstally.returns.encoding import CHUNK


@dataclass
class RowLines:
    """Finds the lines of the rows of one file. The file is gone through only where it is asked
    for a row, and where its rows are not its lines one by one."""

    header: int
    """The line down to which the header reaches; 0 where there is none."""
    path: Path | None = None
    """The text in UTF-8; None where rows are all that there is to count (Parquet)."""
    delimiter: str = ","
    skipped: int = 0
    """Rows of ``path`` before the first row of figures."""
    is_worksheet: bool = False
    """Whether a row of ``path`` is a row of a worksheet, whatever its cells hold."""
    is_json: bool = False
    wanted: Sequence[int] = ()
    """Columns of the code and the figures: a row without any of them was not kept."""
    is_numbered: bool = False
    """Whether rows that were not kept have been counted."""
    rows: int = 0
    _lines: array[int] | None = field(default=None, repr=False)

    def line(self, row: int) -> int:
        """The line on which a row (from 1, as the engine numbers them) begins."""
        listed = self.listed
        return listed[row - 1] if row <= len(listed) else row + self.header

    @property
    def listed(self) -> Sequence[int]:
        """The lines of rows, in their order; of those that it has none for, a line is the row's
        number and those of the header."""
        if self._lines is None:
            self._lines = array("q", () if self._is_even() else self._walk())
        return self._lines

    def _is_even(self) -> bool:
        """Whether each line below the header is one row that was kept."""
        if self.path is None or (self.is_worksheet and self.is_numbered):
            return True
        if self.is_numbered:
            return _has_one_row_a_line(self.path)
        return _line_count(self.path) - (0 if self.is_worksheet else self.header) == self.rows

    def _walk(self) -> Iterator[int]:
        assert self.path is not None
        if self.is_json:
            with self.path.open("rb") as stream:
                yield from (number for number, line in enumerate(stream, 1) if line.strip())
            return
        with self.path.open(encoding="utf-8", newline="") as stream:
            top = csv.reader(stream, delimiter=self.delimiter)
            for _ in range(self.skipped):
                next(top, None)
            rows = csv.reader(stream, delimiter=self.delimiter)
            begins = top.line_num + 1
            for number, row in enumerate(rows, 1):
                if row and (self.is_numbered or self._is_kept(row)):
                    yield self.header + number if self.is_worksheet else begins
                begins = top.line_num + rows.line_num + 1

    def _is_kept(self, row: Sequence[str]) -> bool:
        return not self.wanted or any(at < len(row) and row[at] != "" for at in self.wanted)


def _line_count(path: Path) -> int:
    feeds, last = 0, b"\n"
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            feeds += chunk.count(b"\n")
            last = chunk[-1:]
    return feeds + (last != b"\n")


def _has_one_row_a_line(path: Path) -> bool:
    """Whether no line is empty and no cell can hold the end of one."""
    last = b"\n"
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            joined = last + chunk
            if b"\n\n" in joined or b"\n\r" in joined or b'"' in chunk:
                return False
            last = chunk[-1:]
    return True
