"""Which tables a pack has, and their rows, spelt in one way. Standard library alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

from crosstally.pack.layout import DESCRIPTION, Table, table_of
from crosstally.pack.opening import PackFiles, UnreadableError, reading_text

MAX_LINE = 8 << 20
"""Characters: a row of some thousand figures has a hundredth of it."""

_WHOLE = re.compile(r"-?[1-9][0-9]{0,18}|0")


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


def rows_of(files: PackFiles, table: Table) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of a table's rows. Raises ``UnreadableError``, also where a figure is not
    spelt as every pack spells it."""
    first = len(table.header) - len(table.figures)
    for line, row in csv_rows(files, table.path, table.header):
        for cell in row[first:]:
            if cell and not _WHOLE.fullmatch(cell):
                where = f"{table.path}: line {line}"
                raise UnreadableError(f"{where}: {cell[:40]!r} is no whole number")
        yield line, row


def csv_rows(files: PackFiles, path: str, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of a CSV file of which the columns are known. Raises ``UnreadableError``."""
    csv.field_size_limit(1 << 20)
    with reading_text(files, path) as text:
        reader = csv.reader(_lines(text, path), strict=True)
        try:
            if next(reader, None) != list(header):
                raise UnreadableError(f"{path}: has other columns than it should")
            for row in reader:
                if len(row) != len(header):
                    where = f"{path}: line {reader.line_num}"
                    raise UnreadableError(f"{where}: has not as many cells as columns")
                yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnreadableError(f"{path}: line {reader.line_num}: {error}") from error


def _lines(text: TextIO, path: str) -> Iterator[str]:
    """The lines of a file, none of which may fill the memory."""
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise UnreadableError(f"{path}: line {number}: is longer than a line should be")
        yield line
