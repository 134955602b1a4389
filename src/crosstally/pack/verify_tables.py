"""Which tables a pack has, and their rows, spelt in one way. Standard library alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, TextIO

from crosstally.pack.layout import DESCRIPTION, Table, csv_line, table_of
from crosstally.pack.opening import PackFiles, UnreadableError, reading_text
from crosstally.pack.verification import Remark

MAX_LINE = 8 << 20
"""Characters: a row of some thousand figures has a hundredth of it."""

ODD_COUNTS = Remark("{path}, line {line}: {place}: `counts` is neither 0 nor 1")

_WHOLE = re.compile("[1-9][0-9]{0,18}|0|-[1-9][0-9]{0,18}")


def tables_of(about: Mapping[str, Any], name: str) -> list[Table]:
    """The tables of ``returns`` or of ``sheets``, as ``pack.json`` describes them.

    Raises ``UnreadableError`` where one is not where every pack has it, or stands there twice, or
    has a column twice: one of two would be looked at, and the other be believed.
    """
    try:
        found = [table_of(value) for value in about[name]]
        for table in found:
            _refuse_odd(table, name)
        if len({table.path for table in found}) < len(found):
            raise ValueError("one of them stands there twice")
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError(f"{DESCRIPTION}: does not describe its tables ({error})") from error
    return found


def _refuse_odd(table: Table, name: str) -> None:
    level = f".{table.level}" if name == "returns" else ""
    expected = f"data/{name}/{table.contest}.{table.source}{level}.csv"
    if table.path != expected:
        raise ValueError(f"{table.path!r} should be {expected!r}")
    if len(set(table.header)) < len(table.header):
        raise ValueError(f"a column of {table.path} stands there twice")
    of_ballots = set(table.repeated) | set(table.counted)
    if not of_ballots | set(table.options) <= set(table.figures):
        raise ValueError(f"a figure that is no column of {table.path} is said to be repeated")
    if set(table.repeated) & {*table.options, *table.counted}:
        raise ValueError(f"a figure of {table.path} cannot be all that it is said to be")


def rows_of(files: PackFiles, table: Table) -> Iterator[tuple[int, list[str], str]]:
    """(line, cells before the figures, figures with commas between them) of a table's rows. Raises
    ``UnreadableError``, also where a figure is not spelt as every pack spells it.

    Nearly every row is plain: its figures are looked at all at once, and stay one text, since
    most is done with them as they are written.
    """
    first, are_figures = len(table.header) - len(table.figures), _figures(len(table.figures))
    with reading_text(files, table.path) as text, _naming_the_line(table.path) as at:
        lines = _lines(text, table.path)
        number = _read_header(lines, table.path, table.header)
        for line in lines:
            at.line = number = number + 1
            if '"' not in line and "\r" not in line and line[-1] == "\n":
                *fixed, figures = line[:-1].split(",", first)
                if len(fixed) == first and are_figures(figures):
                    yield number, fixed, figures
                    continue
            spelt = _Spelt(chain([line], lines))
            reader = csv.reader(spelt, strict=True)
            row = next(reader)
            at.line = number = number + reader.line_num - 1
            _refuse_row(row, table, first, number)
            spelt.refuse_other(row, table.path, number)
            yield number, row[:first], ",".join(row[first:])


def _figures(count: int) -> Callable[[str], object]:
    """Tells whether a text is so many whole numbers or nothings, with commas between them."""
    one = f"(?:{_WHOLE.pattern}|)"  # with `?` instead, it takes twice as long
    return re.compile(f"{one}(?:,{one}){{{count - 1}}}" if count else r"(?!)").fullmatch


def _refuse_row(row: Sequence[str], table: Table, first: int, number: int) -> None:
    """Raise ``UnreadableError`` where a row is none of the table."""
    where = f"{table.path}: line {number}"
    if len(row) != len(table.header):
        raise UnreadableError(f"{where}: has not as many cells as columns")
    for cell in row[first:]:
        if cell and not _WHOLE.fullmatch(cell):
            raise UnreadableError(f"{where}: {cell[:40]!r} is no whole number")


def csv_rows(files: PackFiles, path: str, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of a CSV file of which the columns are known. Raises ``UnreadableError``."""
    with reading_text(files, path) as text, _naming_the_line(path) as at:
        lines = _lines(text, path)
        before = _read_header(lines, path, header)
        spelt = _Spelt(lines)
        reader = csv.reader(spelt, strict=True)
        for row in reader:
            at.line = before + reader.line_num
            if len(row) != len(header):
                where = f"{path}: line {at.line}"
                raise UnreadableError(f"{where}: has not as many cells as columns")
            spelt.refuse_other(row, path, at.line)
            yield at.line, row


@dataclass
class _At:
    line: int = 1


@contextmanager
def _naming_the_line(path: str) -> Iterator[_At]:
    """Make what is wrong with a CSV file an ``UnreadableError`` that names the line."""
    csv.field_size_limit(1 << 20)
    at = _At()
    try:
        yield at
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: line {at.line}: {error}") from error


def _read_header(lines: Iterator[str], path: str, header: Sequence[str]) -> int:
    """How many lines the columns' names take. Raises ``UnreadableError`` for other names."""
    spelt = _Spelt(lines)
    reader = csv.reader(spelt, strict=True)
    if next(reader, None) != list(header):
        raise UnreadableError(f"{path}: has other columns than it should")
    spelt.refuse_other(header, path, 1)
    return reader.line_num


class _Spelt:
    """Lines on their way to a CSV reader, remembered until it is known how they are spelt. What
    has two spellings, one program can read as something else than another does."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._taken.append(line)
            yield line

    def refuse_other(self, row: Sequence[str], path: str, number: int) -> None:
        """Raise ``UnreadableError`` where the lines of a row are spelt as no pack spells them."""
        taken = "".join(self._taken)
        self._taken.clear()
        if taken != csv_line(row):
            raise UnreadableError(f"{path}: line {number}: is not spelt as every pack spells it")


def _lines(text: TextIO, path: str) -> Iterator[str]:
    """The lines of a file, none of which may fill the memory."""
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise UnreadableError(f"{path}: line {number}: is longer than a line should be")
        yield line
