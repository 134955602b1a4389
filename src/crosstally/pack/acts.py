"""Which entry of the log each return is: an earlier one, a correction of one, or a new one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crosstally.ledger.log import Log
from crosstally.pack.entries import (
    CORRECTION,
    RETURN,
    WITHDRAWAL,
    Identity,
    StatementsOfRows,
    as_return_of,
    withdrawal,
)
from crosstally.pack.layout import RETURN_COLUMNS, Table


class LoggedStatements:
    """The returns that a log holds, and what has to be appended for those of a new pack."""

    def __init__(self) -> None:
        self.size = 0
        """Entries that the log has."""
        self.fresh: list[bytes] = []
        self._earlier: dict[Identity, tuple[int, bytes]] = {}
        """Identity → entry, and what it states, as a return."""
        self._left: set[Identity] = set()
        self._rows = StatementsOfRows()

    @classmethod
    def of(cls, log: Log) -> LoggedStatements:
        """The returns of an earlier pack's log."""
        found = cls()
        by_entry: dict[int, Identity] = {}
        for index, entry in enumerate(log.entries()):
            act: dict[str, Any] = json.loads(entry)
            if act["act"] in (CORRECTION, WITHDRAWAL):
                old = act["replaces" if act["act"] == CORRECTION else "withdraws"]
                found._earlier.pop(by_entry.pop(old), None)
            if act["act"] in (RETURN, CORRECTION):
                identity = _identity(act)
                by_entry[index] = identity
                found._earlier[identity] = (index, as_return_of(act))
        found.size = log.checkpoint.size
        found._left = set(found._earlier)
        return found

    def entered(self, table: Table, rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
        """The rows of a table of returns, each with the number of its entry."""
        for row in rows:
            fixed, figures = row[: len(RETURN_COLUMNS)], row[len(RETURN_COLUMNS) :]
            statement = self._rows.statement(table, fixed, ",".join(figures))
            as_return = statement.entry()
            index, stated = self._earlier.get(statement.identity, (None, b""))
            self._left.discard(statement.identity)
            if index is None or stated != as_return:
                self.fresh.append(as_return if index is None else statement.entry(index))
                index = self.size + len(self.fresh) - 1
            yield [str(index), *row[1:]]

    def withdrawals(self) -> list[bytes]:
        """The acts that take back returns which are there no more. For when all are entered."""
        return [withdrawal(self._earlier[identity][0]) for identity in sorted(self._left)]


def _identity(act: dict[str, Any]) -> Identity:
    names = ("contest", "source", "level", "place", "stage")
    contest, source, level, place, stage = (str(act[name]) for name in names)
    channel, copy = str(act.get("channel", "")), str(act.get("copy", ""))
    return (contest, source, level, place, stage, channel, copy, int(act.get("again", 0)))
