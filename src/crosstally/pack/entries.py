"""The log's entries: one for each return, and the acts that correct or withdraw one.

What a return states is one entry, whatever file and row it was read from, so that the same return
in a later pack is the same entry. Standard library alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crosstally.pack.layout import RETURN_COLUMNS, Table

RETURN, CORRECTION, WITHDRAWAL, RELEASE = "return", "correction", "withdrawal", "release"

Identity = tuple[str, str, str, str, str, str, str, int]
"""Contest, source, level, place, stage, channel, copy, and which of several that share all that."""


@dataclass(frozen=True)
class Statement:
    """What one return states."""

    identity: Identity
    figures: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    """Figure → what stands there instead of a number."""

    def entry(self, replaces: int | None = None) -> bytes:
        """Its entry in the log, canonical JSON; as a correction of the entry ``replaces``."""
        contest, source, level, place, stage, channel, copy, again = self.identity
        value: dict[str, object] = {
            "act": RETURN if replaces is None else CORRECTION,
            "contest": contest,
            "source": source,
            "level": level,
            "place": place,
            "stage": stage,
            "figures": self.figures,
        }
        optional = {"channel": channel, "copy": copy, "again": again, "unread": self.unread}
        value |= {name: what for name, what in optional.items() if what}
        if replaces is not None:
            value["replaces"] = replaces
        return canonical(value)


def canonical(value: object) -> bytes:
    """Canonical JSON of texts, whole numbers and mappings with plain keys: as
    ``ledger.canonical.encode`` gives it, without its safeguards."""
    return _ENCODER.encode(value).encode()


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def withdrawal(entry: int) -> bytes:
    """The act that takes back the return of an entry."""
    return canonical({"act": WITHDRAWAL, "withdraws": entry})


def release(digest: str) -> bytes:
    """The act that publishes a pack: SHA-256 of the manifest of its files, the log left out."""
    return canonical({"act": RELEASE, "manifest": digest})


class StatementsOfRows:
    """Makes statements of the rows of tables of returns, in their order."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, ...], int] = {}

    def statement(self, table: Table, row: Sequence[str]) -> Statement:
        """What a row states. Raises ``ValueError`` where it is no row of the table."""
        if len(row) != len(table.header):
            raise ValueError(f"has {len(row)} cells, not {len(table.header)}")
        _entry, place, _file, _row, stage, channel, copy, _counts, unread = row[
            : len(RETURN_COLUMNS)
        ]
        key = (table.contest, table.source, table.level, place, stage, channel, copy)
        again = self._seen.get(key, 0)
        self._seen[key] = again + 1
        cells = zip(table.figures, row[len(RETURN_COLUMNS) :], strict=True)
        figures = {name: int(cell) for name, cell in cells if cell}
        marks = json.loads(unread) if unread else {}
        if not isinstance(marks, dict):
            raise ValueError("`unread` is no JSON object")
        return Statement((*key, again), figures, marks)
