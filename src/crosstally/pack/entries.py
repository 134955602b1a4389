"""The log's entries: one for each return, and the acts that correct or withdraw one.

What a return states is one entry, whatever file and row it was read from, so that the same return
in a later pack is the same entry. Standard library alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from crosstally.pack.layout import Table

RETURN, CORRECTION, WITHDRAWAL, RELEASE = "return", "correction", "withdrawal", "release"
ACTS_ON_KEYS = ("introduce-key", "revoke-key")
"""Acts of ``ledger.succession``: which keys may sign the log."""

Identity = tuple[str, str, str, str, str, str, str, int]
"""Contest, source, level, place, stage, channel, copy, and which of several that share all that."""


class Kind:
    """What many returns share: contest, source, level, stage, channel and copy, and the texts of
    their entries around what is their own."""

    def __init__(self, *shared: str) -> None:
        contest, source, level, stage, channel, copy = self.shared = shared
        self.head = "".join(
            [
                f'"channel":{_quoted(channel)},' if channel else "",
                f'"contest":{_quoted(contest)},',
                f'"copy":{_quoted(copy)},' if copy else "",
                '"figures":{',
            ]
        )
        self.level = f'}},"level":{_quoted(level)},"place":'
        self.tail = f',"source":{_quoted(source)},"stage":{_quoted(stage)}'
        self.seen: dict[str, int] = {}
        """Place → how many of its returns there were."""


class Statement(NamedTuple):
    """What one return states."""

    kind: Kind
    place: str
    again: int
    """Which of several it is that share everything else."""
    figures: str
    """The numbers by figure: canonical JSON without its braces."""
    unread: str
    """What stands instead of a number, by figure: canonical JSON, empty where nothing does."""

    @property
    def identity(self) -> Identity:
        contest, source, level, stage, channel, copy = self.kind.shared
        return contest, source, level, self.place, stage, channel, copy, self.again

    def entry(self, replaces: int | None = None) -> bytes:
        """Its entry in the log, canonical JSON; as a correction of the entry ``replaces``.

        Put together here, its keys in their order: an encoder takes ten times as long, and a
        country has a million of these.
        """
        kind, act, again, old, unread = self.kind, RETURN, "", "", ""
        if replaces is not None:
            act, old = CORRECTION, f',"replaces":{replaces}'
        if self.again:
            again = f'"again":{self.again},'
        if self.unread:
            unread = f',"unread":{self.unread}'
        return (
            f'{{"act":"{act}",{again}{kind.head}{self.figures}{kind.level}{_quoted(self.place)}'
            f"{old}{kind.tail}{unread}}}"
        ).encode()


def canonical(value: object) -> bytes:
    """Canonical JSON of texts, whole numbers and mappings with plain keys: as
    ``ledger.canonical.encode`` gives it, without its safeguards."""
    return _ENCODER.encode(value).encode()


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_quoted = _ENCODER.encode


def as_return_of(act: Mapping[str, Any]) -> bytes:
    """The entry that a correction would be, had it been stated at first; a return's own."""
    stated = {name: value for name, value in act.items() if name != "replaces"}
    return canonical(stated | {"act": RETURN})


def withdrawal(entry: int) -> bytes:
    """The act that takes back the return of an entry."""
    return canonical({"act": WITHDRAWAL, "withdraws": entry})


def release(digest: str) -> bytes:
    """The act that publishes a pack: SHA-256 of the manifest of its files, the log left out."""
    return canonical({"act": RELEASE, "manifest": digest})


class StatementsOfRows:
    """Makes statements of the rows of tables of returns, in their order."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, ...], Kind] = {}
        self._members: dict[str, Members] = {}

    def statement(self, table: Table, fixed: Sequence[str], figures: str) -> Statement:
        """What a row states: ``fixed`` are its cells before the figures, ``figures`` those with
        commas between them. Raises ``ValueError`` where it is no row of the table."""
        _entry, place, _file, _row, stage, channel, copy, _counts, unread = fixed
        shared = (table.contest, table.source, table.level, stage, channel, copy)
        kind = self._kinds.get(shared)
        if kind is None:
            kind = self._kinds[shared] = Kind(*shared)
        again = kind.seen.get(place, 0)
        kind.seen[place] = again + 1
        members = self._members.get(table.path)
        if members is None:
            members = self._members[table.path] = Members(table.figures)
        text = members.text(figures)
        return Statement(kind, place, again, text, _marks(unread) if unread else "")


class Members:
    """Writes the figures of a row as the members of a JSON object, its keys in order."""

    def __init__(self, names: Sequence[str]) -> None:
        order = sorted(range(len(names)), key=names.__getitem__)
        self._keys = [f"{_quoted(names[place])}:" for place in order]
        self._in_order = itemgetter(*order) if len(order) > 1 else tuple
        self._all = ",".join(f"{key.replace('%', '%%')}%s" for key in self._keys)

    def text(self, figures: str) -> str:
        """``"a":1,"b":2`` of the cells ``1,2``; a figure without a number is left out. Raises
        ``ValueError`` where there are more or fewer cells than names."""
        cells = figures.split(",") if self._keys else []
        if len(cells) != len(self._keys):
            raise ValueError(f"has {len(cells)} figures, not {len(self._keys)}")
        ordered = self._in_order(cells)
        if "" not in ordered:
            return self._all % ordered
        pairs = zip(self._keys, ordered, strict=True)
        return ",".join([key + cell for key, cell in pairs if cell])


def _marks(unread: str) -> str:
    """Canonical JSON of a cell ``unread``. Raises ``ValueError`` where it is spelt otherwise than
    every pack spells it, since two readers could then read it as two things."""
    marks = json.loads(unread)
    if not isinstance(marks, dict) or marks_cell(marks) != unread:
        raise ValueError("`unread` is not spelt as every pack spells it")
    return canonical(marks).decode()


def marks_cell(marks: object) -> str:
    """What stands in the column ``unread`` for what was found instead of numbers."""
    return json.dumps(marks, ensure_ascii=False, sort_keys=True) if marks else ""
