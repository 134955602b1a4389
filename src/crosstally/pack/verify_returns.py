"""Whether the tables of returns are what the log holds. Standard library alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crosstally.pack.entries import (
    ACTS_ON_KEYS,
    CORRECTION,
    RELEASE,
    WITHDRAWAL,
    StatementsOfRows,
    as_return_of,
    canonical,
)
from crosstally.pack.layout import LOG, RETURN_COLUMNS, Table
from crosstally.pack.opening import PackFiles, RefusedError
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_tables import ODD_COUNTS, rows_of

_NOT_LEFT = Remark("{path}, line {line}: {place}: the log has no such entry left: {index}")
_OTHER = Remark("{path}, line {line}: {place}: is not what entry {index} of the log states")

_TWICE = Remark("{path}, line {line}: {place}: counts twice for one way of voting")
_NONE_COUNTS = Remark("{path}: none of the returns of {place} counts")

_ENTRY, _PLACE, _FILE, _ROW, _STAGE, _CHANNEL, _COUNTS, _UNREAD = (
    RETURN_COLUMNS.index(name)
    for name in ("entry", "place", "file", "row", "stage", "channel", "counts", "unread")
)


class CountedReturn(NamedTuple):
    """A return that enters its station's sheet."""

    figures: str
    """As written, in the order of the source's sheets, commas between them."""
    channel: str
    lacking: Sequence[str]
    """The figures that its file has no column for."""


Place = tuple[str, str, str]
"""Contest, source, station."""


@dataclass
class Asked:
    """What is to be kept of the tables by itself; by contest and source."""

    stations: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    rows: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)
    """File and row."""


class KeptReturn(NamedTuple):
    """A return that was read from a row that was asked for."""

    place: str
    figures: Mapping[str, int | None]
    unread: Mapping[str, Any]
    """Figure → what stands in its file instead of a number."""


Counted = dict[tuple[str, str], dict[str, list[CountedReturn]]]
"""Contest and source → station → its returns that count, of different channels."""


@dataclass
class ReturnsRead:
    """What one look through all returns gives."""

    count: int = 0
    counted: Counted = field(default_factory=dict)
    """The figures of those that count."""
    stated: dict[tuple[str, str, str], dict[str, list[dict[str, int]]]] = field(
        default_factory=dict
    )
    """Contest, source, level above the stations → place as its file writes it → the figures of each
    of its returns."""
    of_station: dict[Place, list[tuple[str, dict[str, int | None]]]] = field(default_factory=dict)
    """Way of voting and figures of each return of the stations that were asked for; an option that
    its file has no column for has no votes there."""
    of_row: dict[tuple[str, str, str, str], list[KeptReturn]] = field(default_factory=dict)
    """Contest, source, file, row → the returns read from it, of the rows that were asked for."""
    several: set[tuple[str, str]] = field(default_factory=set)
    """Contest and source of which some station has several returns: copies, acts, or ways of
    voting."""
    stages: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Contest and source → the stages of its stations' returns."""


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
        act = act_of(entry)
        kind = act.get("act")
        if kind in (CORRECTION, WITHDRAWAL):
            self._take_back(index, act, act.get("replaces" if kind == CORRECTION else "withdraws"))
        if kind == CORRECTION:
            self.live.add(index)
        elif kind not in (WITHDRAWAL, RELEASE, *ACTS_ON_KEYS):
            self.mistakes.add(Remark("entry {index}: is no act of a log of returns", index=index))

    def _take_back(self, index: int, act: Mapping[str, Any], old: object) -> None:
        if not isinstance(old, int) or isinstance(old, bool) or old not in self.live:
            self.mistakes.add(Remark("entry {index}: {old} is no return", index=index, old=old))
            return
        self.live.discard(old)
        if act["act"] == CORRECTION and _place_of(act) != _place_of(act_of(self.log[old])):
            self.mistakes.add(
                Remark("entry {index}: replaces a return of another place or source", index=index)
            )

    def take(self, index: int, as_return: bytes) -> Remark | None:
        """Take a row's return out of those that live; what is wrong where it is not there, or
        states something else. ``as_return``: the entry that a return of the row would be."""
        if index not in self.live:
            return _NOT_LEFT.at(index=index)
        self.live.discard(index)
        entry = self.log[index]
        if entry == as_return:
            return None
        act = act_of(entry)
        is_same = act.get("act") == CORRECTION and as_return_of(act) == as_return
        return None if is_same else _OTHER.at(index=index)


def act_of(entry: bytes) -> Mapping[str, Any]:
    """What an entry states; nothing where it is no canonical JSON object, as every entry is."""
    try:
        act = json.loads(entry)
        is_canonical = canonical(act) == entry
    except (ValueError, RecursionError):
        return {}
    return act if isinstance(act, dict) and is_canonical else {}


def _place_of(act: Mapping[str, Any]) -> list[Any]:
    names = ("contest", "source", "level", "place", "stage", "channel", "copy", "again")
    return [act.get(name) for name in names]


def check_returns(
    files: PackFiles,
    tables: Sequence[Table],
    sheets: Sequence[Table],
    log: Sequence[bytes],
    asked: Asked,
) -> tuple[list[Remark], ReturnsRead]:
    """What is wrong with the returns' rows, and what those that were held against the log say.

    Raises ``UnreadableError``, also where the log has a return twice.
    """
    logged, read, statements = LoggedReturns(log), ReturnsRead(), StatementsOfRows()
    mistakes = logged.mistakes
    for table in tables:
        rows = _Rows(table, sheets, asked, read, mistakes)
        for line, row, figures in rows_of(files, table):
            rows.enter(line, row, figures)
            try:
                index, statement = int(row[_ENTRY]), statements.statement(table, row, figures)
                wrong = logged.take(index, statement.entry())
            except ValueError as error:
                wrong = Remark("{path}, line {line}: {why}", why=error)
            if wrong is not None:
                mistakes.add(wrong.at(path=table.path, line=line, place=row[_PLACE]))
        rows.end()
    if logged.live:
        _refuse_entered_twice(log)
    for index in sorted(logged.live):
        lost = act_of(log[index]).get("place")
        mistakes.add(Remark("a return of {place} is in the log and in no table", place=lost))
    return mistakes.remarks(), read


class _Rows:
    """Enters the rows of one table of returns into what is read of all."""

    def __init__(
        self,
        table: Table,
        sheets: Sequence[Table],
        asked: Asked,
        read: ReturnsRead,
        mistakes: Mistakes,
    ) -> None:
        self._table, self._read, self._mistakes = table, read, mistakes
        self._whose = whose = (table.contest, table.source)
        self._order = _order(table, sheets)
        self._stations, self._rows = asked.stations.get(whose, ()), asked.rows.get(whose, ())
        self._counted = read.counted.setdefault(whose, {})
        self._stages = read.stages.setdefault(whose, set())
        self._uncounted: set[str] = set()
        self._lacking = {(file, channel): names for file, channel, names in table.lacking}
        self._options = {
            name for one in sheets if (one.contest, one.source) == whose for name in one.options
        }
        if self._order is None and not _is_of_areas(table, sheets):
            mistakes.add(Remark("{path}: the pack has no sheets of these returns", path=table.path))

    def enter(self, line: int, row: Sequence[str], figures: str) -> None:
        """Take in one row: its cells before the figures, and those with commas between them."""
        self._read.count += 1
        place = row[_PLACE]
        if self._order is None:
            stated = self._read.stated.setdefault((*self._whose, self._table.level), {})
            numbers = numbers_of(self._table, figures).items()
            stated.setdefault(place, []).append({k: one for k, one in numbers if one is not None})
            is_odd = row[_COUNTS] != "0"
        else:
            self._enter_of_station(line, row, self._order(figures))
            if place in self._stations:
                self._keep(place, row, figures)
            is_odd = row[_COUNTS] not in ("0", "1")
        if is_odd:
            self._mistakes.add(ODD_COUNTS.at(path=self._table.path, line=line, place=place))
        if self._rows and (row[_FILE], row[_ROW]) in self._rows:
            kept = self._read.of_row.setdefault((*self._whose, row[_FILE], row[_ROW]), [])
            kept.append(_kept(self._table, row, figures))

    def _enter_of_station(self, line: int, row: Sequence[str], ordered: str) -> None:
        place, channel = row[_PLACE], row[_CHANNEL]
        self._stages.add(row[_STAGE])
        if row[_COUNTS] == "0" or channel:
            self._read.several.add(self._whose)
        if row[_COUNTS] == "0":
            self._uncounted.add(place)
        elif row[_COUNTS] == "1":
            others = self._counted.setdefault(place, [])
            if any(one.channel == channel for one in others):
                self._mistakes.add(_TWICE.at(path=self._table.path, line=line, place=place))
            others.append(CountedReturn(ordered, channel, self._absent(row)))

    def _keep(self, place: str, row: Sequence[str], figures: str) -> None:
        known = self._read.of_station.setdefault((*self._whose, place), [])
        numbers = numbers_of(self._table, figures)
        numbers.update(dict.fromkeys(self._options & {*self._absent(row)}, 0))
        known.append((row[_CHANNEL], numbers))

    def _absent(self, row: Sequence[str]) -> Sequence[str]:
        """The figures that a return's file has no column for."""
        file, channel = row[_FILE], row[_CHANNEL]
        return self._lacking.get((file, channel)) or self._lacking.get((file, ""), ())

    def end(self) -> None:
        """Say which stations have returns of which none counts."""
        alone = self._uncounted - self._counted.keys() - {""}
        for place in sorted(alone):
            self._mistakes.add(_NONE_COUNTS.at(path=self._table.path, place=place))


def _refuse_entered_twice(log: Sequence[bytes]) -> None:
    """Raise ``RefusedError`` where a return is entered again while it still stands: what is alike
    has a number (``again``) that tells it apart."""
    standing: dict[bytes, int] = {}
    for index, entry in enumerate(log):
        act = act_of(entry)
        old = act.get("replaces", act.get("withdraws"))
        if isinstance(old, int) and 0 <= old < index:
            standing.pop(log[old], None)
        first = standing.setdefault(entry, index) if act.get("act") != RELEASE else index
        if first != index:
            raise RefusedError(f"{LOG}tile: entry {index} of the log is entry {first} once more")


def numbers_of(table: Table, figures: str) -> dict[str, int | None]:
    """The figures of a row by name; None where one is no number."""
    cells = zip(table.figures, figures.split(","), strict=False)
    return {name: int(cell) if cell else None for name, cell in cells}


def _kept(table: Table, row: Sequence[str], figures: str) -> KeptReturn:
    try:
        unread = json.loads(row[_UNREAD] or "{}")
    except (ValueError, RecursionError):
        unread = {}  # that it is odd, the look at its statement says
    marks = unread if isinstance(unread, dict) else {}
    return KeptReturn(row[_PLACE], numbers_of(table, figures), marks)


def _is_of_areas(table: Table, sheets: Sequence[Table]) -> bool:
    """Whether a table of returns is of a level above the stations, as far as the sheets tell."""
    return not sheets or any(table.level in one.areas for one in sheets)


def _order(table: Table, sheets: Sequence[Table]) -> Callable[[str], str] | None:
    """Puts the figures of a return in the order of its source's sheets; None where it is of no
    station."""
    for one in sheets:
        if (one.contest, one.source, one.level) == (table.contest, table.source, table.level):
            return str if one.figures == table.figures else _other_order(table, one)
    return None


def _other_order(table: Table, sheet: Table) -> Callable[[str], str]:
    # The cell after the last is an empty one, for figures that the return does not have.
    lacking = len(table.figures)
    names = {name: place for place, name in enumerate(table.figures)}
    places = [names.get(name, lacking) for name in sheet.figures]

    def ordered(figures: str) -> str:
        cells = [*figures.split(","), ""] if lacking else [""]
        return ",".join([cells[place] for place in places])

    return ordered
