"""Whether the tables of returns are what the log holds, and the sheets what the returns give.
Standard library alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from typing import Any

from crosstally.pack.entries import (
    CORRECTION,
    RELEASE,
    WITHDRAWAL,
    Statement,
    StatementsOfRows,
    whole_number,
)
from crosstally.pack.layout import RETURN_COLUMNS, Table
from crosstally.pack.opening import PackFiles, UnreadableError, reading_text
from crosstally.pack.verification import Mistakes, Remark

_ENTRY, _PLACE, _COUNTS = (RETURN_COLUMNS.index(name) for name in ("entry", "place", "counts"))

Figures = tuple[int | None, ...]
"""A row's figures in the order of its table; None where there is no number."""


def rows_of(files: PackFiles, table: Table) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of a table's rows. Raises ``UnreadableError``."""
    csv.field_size_limit(1 << 20)
    with reading_text(files, table.path) as text:
        reader = csv.reader(text, strict=True)
        try:
            if next(reader, None) != table.header:
                raise UnreadableError(f"{table.path}: has other columns than pack.json says")
            for row in reader:
                if len(row) != len(table.header):
                    raise UnreadableError(
                        f"{table.path}: line {reader.line_num}: cells are missing"
                    )
                yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnreadableError(f"{table.path}: line {reader.line_num}: {error}") from error


def figures_of(table: Table, line: int, row: Sequence[str]) -> Figures:
    """A row's figures. Raises ``UnreadableError`` where one is no whole number."""
    cells = row[len(row) - len(table.figures) :]
    try:
        return tuple(whole_number(cell) if cell else None for cell in cells)
    except ValueError as error:
        raise UnreadableError(f"{table.path}: line {line}: {error}") from error


class LoggedReturns:
    """The entries of a log that state a return which nothing later replaces or withdraws."""

    def __init__(self, log: Sequence[bytes]) -> None:
        self.log = log
        self.mistakes = Mistakes()
        self.live: set[int] = set()
        for index, entry in enumerate(log):
            self._take(index, entry)

    def _take(self, index: int, entry: bytes) -> None:
        # Nearly all entries are returns: the beginning of those tells what they are.
        if entry.startswith(b'{"act":"return"'):
            self.live.add(index)
            return
        try:
            act: dict[str, Any] = json.loads(entry)
            kind = act["act"]
            if kind in (CORRECTION, WITHDRAWAL):
                old = act["replaces" if kind == CORRECTION else "withdraws"]
                if old not in self.live:
                    self.mistakes.add("entry {index}: {old} is no return", index=index, old=old)
                self.live.discard(old)
            if kind == CORRECTION:
                self.live.add(index)
            elif kind not in (WITHDRAWAL, RELEASE):
                self.mistakes.add("entry {index}: its act is not known", index=index)
        except (ValueError, KeyError, TypeError):
            self.mistakes.add("entry {index}: is no act of a log of returns", index=index)

    def states(self, index: int, statement: Statement) -> bool:
        """Whether an entry states this, as a return or a correction."""
        entry = self.log[index]
        if entry == statement.entry():
            return True
        replaces = json.loads(entry).get("replaces")
        return isinstance(replaces, int) and entry == statement.entry(replaces)


def check_returns(
    files: PackFiles, tables: Sequence[Table], log: Sequence[bytes]
) -> tuple[list[Remark], int]:
    """What is wrong with the returns' rows, and how many rows were held against the log."""
    logged = LoggedReturns(log)
    mistakes, statements, left = logged.mistakes, StatementsOfRows(), set(logged.live)
    count = 0
    for table in tables:
        for line, row in rows_of(files, table):
            count += 1
            try:
                statement = statements.statement(table, row)
                index = whole_number(row[_ENTRY])
            except ValueError as error:
                mistakes.add("{path}, line {line}: {why}", path=table.path, line=line, why=error)
                continue
            if index not in left:
                mistakes.add(
                    "{path}, line {line}: {place}: the log has no such entry left: {index}",
                    path=table.path,
                    line=line,
                    place=row[_PLACE],
                    index=index,
                )
            elif not logged.states(index, statement):
                mistakes.add(
                    "{path}, line {line}: {place}: is not what entry {index} of the log states",
                    path=table.path,
                    line=line,
                    place=row[_PLACE],
                    index=index,
                )
            left.discard(index)
    for index in sorted(left):
        place = json.loads(log[index]).get("place")
        mistakes.add("a return of {place} is in the log and in no table", place=place)
    return mistakes.remarks(), count


def check_sheets(
    files: PackFiles, returns: Sequence[Table], sheets: Sequence[Table]
) -> tuple[list[Remark], int]:
    """What is wrong with the sheets, and how many were held against the returns."""
    mistakes, count = Mistakes(), 0
    for table in sheets:
        counted = _counted(files, returns, table)
        for line, row in rows_of(files, table):
            count += 1
            given = counted.pop(row[0], None)
            if given is None or not _follows(figures_of(table, line, row), given):
                mistakes.add(
                    "{path}, line {line}: {place}: its figures are not those of its returns",
                    path=table.path,
                    line=line,
                    place=row[0],
                )
        for place in sorted(counted):
            mistakes.add("{path}: has no row for {place}", path=table.path, place=place)
    return mistakes.remarks(), count


def _counted(files: PackFiles, returns: Sequence[Table], sheets: Table) -> dict[str, list[Figures]]:
    """Station → the figures of those of its returns that count."""
    found: dict[str, list[Figures]] = {}
    for table in returns:
        same = (table.contest, table.source, table.level)
        if same != (sheets.contest, sheets.source, sheets.level):
            continue
        order = [
            table.figures.index(name) if name in table.figures else None for name in sheets.figures
        ]
        for line, row in rows_of(files, table):
            if row[_COUNTS] != "1":
                continue
            own = figures_of(table, line, row)
            figures = tuple(None if place is None else own[place] for place in order)
            found.setdefault(row[_PLACE], []).append(figures)
    return found


def _follows(figures: Figures, returns: Sequence[Figures]) -> bool:
    """Whether a sheet's figures are those of its one return, or of its several ways of voting: the
    sum; the one list of voters that each of them repeats; or none, where one of them has none."""
    if len(returns) == 1:
        return figures == returns[0]
    for figure, given in zip(figures, zip(*returns, strict=True), strict=True):
        read = [one for one in given if one is not None]
        admitted = {sum(read), max(read, default=0)} if read else set()
        if len(read) < len(given):
            admitted |= {None}
        if figure not in admitted:
            return False
    return True
