"""NIST SP 1500-100 v2 election results reports in JSON.

Counts stand under contests and their selections, each with the place and the way the votes came;
ballots under the election; registered voters under the place. Here a place of a contest and a way
of voting is one row.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from crosstally.problems import InputError, Problem
from crosstally.returns.documents import (
    Document,
    DocumentColumn,
    Meaning,
    Mistakes,
    distinctly_named,
    plain,
)
from crosstally.words import _

PREFIX = "ElectionResults."
STATION_TYPES = frozenset(
    {
        "ballot-batch",
        "combined-precinct",
        "drop-box",
        "polling-place",
        "precinct",
        "split-precinct",
        "vote-center",
    }
)
_BALLOTS = {
    "BallotsCast": "cast",
    "BallotsRejected": "rejected",
    "BallotsOutstanding": "outstanding",
}
_OTHERS = {"Overvotes": "overvotes", "Undervotes": "undervotes", "WriteIns": "write_ins"}
_REGISTERED = {"VotersRegistered": "registered", "VotersParticipated": "participated"}
TOTAL = "total"
MOST_ANCESTORS = 32
_ID = re.compile(r'"@id"\s*:\s*("(?:[^"\\]|\\.)*")')
_ODD = re.compile(r"\\u(?:d[89a-f]|0000)", re.I)
"""Escapes that can stand for what is no text."""
Json = Mapping[str, Any]


def read_report(path: Path, shown: str) -> Document:
    """Read a report. Raises ``InputError`` with every problem."""
    text = _text(path, shown)
    report = _parsed(text, shown)
    mistakes = Mistakes(shown)
    if report.get("@type") != PREFIX + "ElectionReport":
        mistakes.add(
            _("is no NIST report of election results"),
            read=str(report.get("@type")),
            expected=f"@type: {PREFIX}ElectionReport",
        )
        mistakes.raise_any()
    reader = _Reader(report, mistakes, _lines(text))
    reader.read()
    mistakes.raise_any()
    if not reader.rows:
        mistakes.add(
            _("holds no votes"), expected=_("VoteCounts under the selections of a contest")
        )
        mistakes.raise_any()
    return reader.document()


def _text(path: Path, shown: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(_("is not written in UTF-8, as JSON is"), shown, read=str(error.reason))
        ) from None


def _parsed(text: str, shown: str) -> Json:
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise InputError(
            Problem(
                _("is no JSON: {reason}").format(reason=error.msg), shown, error.lineno, error.colno
            )
        ) from None
    except RecursionError:
        raise InputError(Problem(_("is JSON nested too deep"), shown)) from None
    except ValueError as error:
        raise InputError(Problem(_("is no JSON: {reason}").format(reason=error), shown)) from None
    if _ODD.search(text):
        _refuse_odd(found, shown)
    return found if isinstance(found, dict) else {}


def _refuse_odd(found: object, shown: str) -> None:
    """Raise ``InputError`` where a text holds half of a sign, or the sign of number zero."""
    try:
        text = json.dumps(found, ensure_ascii=False).encode().decode()
        problem = _("a text holds a zero byte") if "\\u0000" in text else None
    except UnicodeError:
        problem = _("a text holds half of a sign")
    if problem:
        raise InputError(Problem(problem, shown))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _lines(text: str) -> dict[str, int]:
    """``@id`` → the line on which it stands first."""
    feeds = [match.start() for match in re.finditer("\n", text)]
    found: dict[str, int] = {}
    for match in _ID.finditer(text):
        found.setdefault(json.loads(match[1], strict=False), bisect_right(feeds, match.start()) + 1)
    return found


@dataclass(frozen=True)
class _Place:
    id: str
    name: str
    unit: str
    figures: Mapping[str, int]


@dataclass
class _Row:
    contest: str
    place: str
    way: str
    figures: dict[str, int] = field(default_factory=dict)


class _Reader:
    def __init__(self, report: Json, mistakes: Mistakes, lines: Mapping[str, int]) -> None:
        self.report = report
        self.mistakes = mistakes
        self.lines = lines
        self.rows: dict[tuple[str, str, str], _Row] = {}
        self.language = _language_of(report)
        self.title, self.date = "", ""
        self.places: dict[str, _Place] = {}
        self.parents: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.selections: dict[str, str] = {}

    def read(self) -> None:
        """Read places and names first, then each contest's votes, then ballots."""
        self._read_places()
        for party in _objects(self.report.get("Party")):
            self.names[str(party.get("@id"))] = self._content(party.get("Name"))
        for election in _objects(self.report.get("Election")):
            self.title = self.title or self._content(election.get("Name"))
            self.date = self.date or str(election.get("EndDate") or "")
            for candidate in _objects(election.get("Candidate")):
                self.names[str(candidate.get("@id"))] = self._content(candidate.get("BallotName"))
            for contest in _objects(election.get("Contest")):
                self._read_contest(contest)
            self._read_ballots(election)

    def _read_places(self) -> None:
        for unit in _objects(self.report.get("GpUnit")):
            id_ = str(unit.get("@id") or "")
            line = self.lines.get(id_)
            if not id_ or id_ in self.places:
                message = _("a place stands twice") if id_ else _("a place has no code")
                self.mistakes.add(message, line, id_ or None, "@id")
                continue
            figures = {
                name: self._count(unit[name], line, f"{name}, {id_}")
                for name in _REGISTERED
                if unit.get(name) is not None
            }
            kind = str(unit.get("Type") or "precinct")
            if kind == "other":
                kind = str(unit.get("OtherType") or kind)
            self.places[id_] = _Place(id_, self._content(unit.get("Name")) or id_, kind, figures)
            for below in _texts(unit.get("ComposingGpUnitIds")):
                self.parents.setdefault(below, id_)
        for below, above in self.parents.items():
            if below not in self.places:
                self.mistakes.add(
                    _("a place is made of one that the report does not hold"),
                    self.lines.get(above),
                    below,
                    "GpUnit",
                )

    def _read_contest(self, contest: Json) -> None:
        name = str(contest.get("Name") or contest.get("@id") or "")
        if any(row.contest == name for row in self.rows.values()):
            name = f"{name} ({contest.get('@id')})"
        for selection in _objects(contest.get("ContestSelection")):
            id_ = str(selection.get("@id") or "")
            if not id_ or id_ in self.selections:
                message = _("an option stands twice") if id_ else _("an option has no code")
                self.mistakes.add(message, self.lines.get(id_), id_ or None, "@id")
                continue
            self.selections[id_] = self._name_of(selection)
            for counts in _objects(selection.get("VoteCounts")):
                self._enter(name, counts, {id_: counts.get("Count")}, self.lines.get(id_))
        for counts in _objects(contest.get("OtherCounts")):
            held = {key: counts[key] for key in _OTHERS if counts.get(key) is not None}
            self._enter(name, counts, held, self.lines.get(str(contest.get("@id"))))

    def _read_ballots(self, election: Json) -> None:
        contests = list(dict.fromkeys(row.contest for row in self.rows.values()))
        for counts in _objects(election.get("BallotCounts")):
            held = {key: counts[key] for key in _BALLOTS if counts.get(key) is not None}
            for contest in contests:
                key = (contest, str(counts.get("GpUnitId")), _way(counts))
                if key in self.rows or len(contests) == 1:
                    self._enter(contest, counts, held, None)

    def _name_of(self, selection: Json) -> str:
        if selection.get("Selection") is not None:
            return self._content(selection["Selection"])
        ids = [*_texts(selection.get("CandidateIds"))] or [*_texts(selection.get("PartyIds"))]
        names = [self.names.get(id_, id_) for id_ in ids]
        if selection.get("IsWriteIn") is True and not names:
            return _("Write-in")
        return " / ".join(name for name in names if name)

    def _enter(self, contest: str, counts: Json, held: Json, line: int | None) -> None:
        place = str(counts.get("GpUnitId"))
        if place not in self.places:
            self.mistakes.add(_("votes of a place that the report does not hold"), line, place)
            return
        if counts.get("IsSuppressedForPrivacy") is True:
            return  # stated as withheld: missing, and no zero
        way = _way(counts)
        row = self.rows.setdefault((contest, place, way), _Row(contest, place, way))
        for key, value in held.items():
            if key in row.figures:
                self.mistakes.add(
                    _("a figure of {place} stands twice").format(place=self.places[place].name),
                    line,
                    f"{self.selections.get(key, key)}, {way}",
                )
                continue
            row.figures[key] = self._count(value, line, f"{self.selections.get(key, key)}, {place}")

    def _content(self, value: object) -> str:
        """An internationalised text in the report's language, else its first wording; or a plain
        text."""
        if isinstance(value, str):
            return plain(value)
        wordings = _objects(value.get("Text")) if isinstance(value, dict) else []
        own = [item for item in wordings if item.get("Language") == self.language]
        return plain(str((own or wordings)[0].get("Content", ""))) if wordings else ""

    def _count(self, value: object, line: int | None, what: str) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12:
            return value
        self.mistakes.add(
            _("a figure of {place} is no whole number").format(place=what), line, repr(value)
        )
        return 0

    def document(self) -> Document:
        """All that was read as one table, a row for a contest, a place and a way of voting."""
        held = {key for row in self.rows.values() for key in row.figures}
        held |= {key for place in self.places.values() for key in place.figures}
        fields = [key for key in (*_REGISTERED, *_BALLOTS, *_OTHERS) if key in held]
        selections = [key for key in self.selections if key in held]
        units = self._units_above()
        columns = [
            DocumentColumn("GpUnitId", Meaning.STATION),
            DocumentColumn("Name", Meaning.STATION_NAME),
            DocumentColumn("Contest", Meaning.CONTEST),
            DocumentColumn("Type", Meaning.CHANNEL),
            DocumentColumn("GpUnit Type", Meaning.UNIT),
            *(DocumentColumn(unit, Meaning.AREA, unit.replace("-", "_")) for unit in units),
        ]
        ids = _REGISTERED | _BALLOTS | _OTHERS
        columns += [DocumentColumn(key, Meaning.FIELD, ids[key], key) for key in fields]
        columns += [
            DocumentColumn(self.selections[key], Meaning.OPTION, key, self.selections[key] or key)
            for key in selections
        ]
        first = {key[:2]: key[2] for key in reversed(self.rows) if key[2] != TOTAL}
        rows = [
            self._cells(row, units, [*fields, *selections], first.get((row.contest, row.place)))
            for row in self.rows.values()
        ]
        lines = array("q", (self.lines.get(row.place, 1) for row in self.rows.values()))
        kinds = {self.places[row.place].unit for row in self.rows.values()}
        stations = kinds & STATION_TYPES or kinds
        return Document(
            "nist",
            self.title,
            self.date or None,
            distinctly_named(columns),
            rows,
            lines,
            stations=frozenset(stations),
        )

    def _cells(
        self, row: _Row, units: Sequence[str], figures: Sequence[str], first: str | None
    ) -> list[str]:
        place = self.places[row.place]
        above = {self.places[id_].unit: self.places[id_].name for id_ in self._ancestors(row.place)}
        # There is one voters' list, whatever the ways of voting: the row of all of them states it,
        # and one of the others, since a folder counts either.
        known = {**(place.figures if row.way in (TOTAL, first) else {}), **row.figures}
        return [
            row.place,
            place.name,
            row.contest,
            row.way,
            place.unit,
            *(above.get(unit, "") for unit in units),
            *(str(known.get(key, "")) for key in figures),
        ]

    def _units_above(self) -> list[str]:
        """The kinds of places above those with votes that all of them lie in, outermost first,
        without the outermost of one place."""
        voted = {row.place for row in self.rows.values()}
        voted = {id_ for id_ in voted if self.places[id_].unit in STATION_TYPES} or voted
        chains = [[*self._ancestors(id_)][::-1] for id_ in voted]
        shared = [{self.places[id_].unit for id_ in chain} for chain in chains]
        kinds = set.intersection(*shared) if shared else set()
        order = [self.places[id_].unit for id_ in chains[0] if self.places[id_].unit in kinds]
        outermost = {chain[0] for chain in chains if chain}
        return order[1:] if len(outermost) == 1 else order

    def _ancestors(self, id_: str) -> Iterator[str]:
        for _step in range(MOST_ANCESTORS):
            if id_ not in self.parents:
                return
            id_ = self.parents[id_]
            if id_ in self.places:
                yield id_


def _way(counts: Json) -> str:
    """The way the votes came; counts without one are of all ways together."""
    return str(counts.get("OtherType") or counts.get("Type") or TOTAL)


def _objects(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _language_of(report: Json) -> str | None:
    """The language that the first election is named in first: names are read in it."""
    for election in _objects(report.get("Election")):
        name = election.get("Name")
        for wording in _objects(name.get("Text")) if isinstance(name, dict) else []:
            return str(wording.get("Language"))
    return None
