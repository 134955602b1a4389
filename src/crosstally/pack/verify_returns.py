"""Whether the tables of returns are what the log holds. Standard library alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence, Set
from typing import Any

from crosstally.pack.entries import (
    CORRECTION,
    RELEASE,
    WITHDRAWAL,
    Statement,
    StatementsOfRows,
)
from crosstally.pack.layout import RETURN_COLUMNS, Table
from crosstally.pack.opening import PackFiles, UnreadableError, reading_text
from crosstally.pack.verification import Mistakes, Remark

_ENTRY, _PLACE, _COUNTS = (RETURN_COLUMNS.index(name) for name in ("entry", "place", "counts"))

Counted = dict[tuple[str, str], dict[str, list[str]]]
"""Contest and source → station → the figures of each of its returns that count, as written, in the
order of the source's sheets, commas between them."""


def rows_of(files: PackFiles, table: Table) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of a table's rows. Raises ``UnreadableError``."""
    csv.field_size_limit(1 << 20)
    with reading_text(files, table.path) as text:
        reader, width = csv.reader(text, strict=True), len(table.header)
        try:
            if next(reader, None) != table.header:
                raise UnreadableError(f"{table.path}: has other columns than pack.json says")
            for row in reader:
                if len(row) != width:
                    raise UnreadableError(
                        f"{table.path}: line {reader.line_num}: cells are missing"
                    )
                yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnreadableError(f"{table.path}: line {reader.line_num}: {error}") from error


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
    files: PackFiles, tables: Sequence[Table], sheets: Sequence[Table], log: Sequence[bytes]
) -> tuple[list[Remark], int, Counted]:
    """What is wrong with the returns' rows, how many rows were held against the log, and the
    figures of those that count."""
    logged = LoggedReturns(log)
    mistakes, statements, left = logged.mistakes, StatementsOfRows(), set(logged.live)
    counted: Counted = {}
    count = 0
    for table in tables:
        order = _order(table, sheets)
        counts = counted.setdefault((table.contest, table.source), {})
        for line, row in rows_of(files, table):
            count += 1
            if row[_COUNTS] == "1" and order is not None:
                figures = ",".join([row[place] if place else "" for place in order])
                counts.setdefault(row[_PLACE], []).append(figures)
            try:
                statement, index = statements.statement(table, row), int(row[_ENTRY])
            except ValueError as error:
                mistakes.add("{path}, line {line}: {why}", path=table.path, line=line, why=error)
                continue
            wrong = _wrong(logged, left, index, statement)
            if wrong is not None:
                where = {"path": table.path, "line": line, "place": row[_PLACE], "index": index}
                mistakes.add(wrong, **where)
            left.discard(index)
    for index in sorted(left):
        place = json.loads(log[index]).get("place")
        mistakes.add("a return of {place} is in the log and in no table", place=place)
    return mistakes.remarks(), count, counted


def _wrong(logged: LoggedReturns, left: Set[int], index: int, statement: Statement) -> str | None:
    if index not in left:
        return "{path}, line {line}: {place}: the log has no such entry left: {index}"
    if not logged.states(index, statement):
        return "{path}, line {line}: {place}: is not what entry {index} of the log states"
    return None


def _order(table: Table, sheets: Sequence[Table]) -> list[int | None] | None:
    """Where a return has the figures of its source's sheets; None where it is of no station."""
    for one in sheets:
        if (one.contest, one.source, one.level) == (table.contest, table.source, table.level):
            first = len(RETURN_COLUMNS)
            return [
                first + table.figures.index(name) if name in table.figures else None
                for name in one.figures
            ]
    return None
