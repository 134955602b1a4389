"""EML_NL counts (510): the figures of every polling station of a municipality or constituency.

Source: OASIS EML 5.0 with the Dutch electoral council's extensions, ``510-count-kiesraad-strict``.
``Cast`` is there the number of people called up, not of ballots; ``TotalCounted`` the valid votes.
Stations where nobody in particular is called up say 0 for ``Cast``.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crosstally.returns.documents import (
    Document,
    DocumentColumn,
    Meaning,
    Mistakes,
    distinctly_named,
    plain,
)
from crosstally.returns.safe_xml import read_xml
from crosstally.words import N_, _

STATION, STATION_NAME = "ReportingUnitIdentifier Id", "ReportingUnitIdentifier"
MUNICIPALITY, CONTEST = "AuthorityIdentifier", "ContestName"
_FIELDS = {
    "Cast": "called_up",
    "TotalCounted": "valid",
    "RejectedVotes ongeldig": "invalid",
    "RejectedVotes blanco": "blank",
    "UncountedVotes geldige stempassen": "polling_cards",
    "UncountedVotes geldige volmachtbewijzen": "proxies",
    "UncountedVotes geldige kiezerspassen": "voter_passes",
    "UncountedVotes toegelaten kiezers": "admitted",
    "UncountedVotes meer getelde stembiljetten": "more_ballots",
    "UncountedVotes minder getelde stembiljetten": "fewer_ballots",
    "UncountedVotes meegenomen stembiljetten": "ballots_taken_away",
    "UncountedVotes te weinig uitgereikte stembiljetten": "too_few_handed_out",
    "UncountedVotes te veel uitgereikte stembiljetten": "too_many_handed_out",
    "UncountedVotes geen verklaring": "unexplained",
    "UncountedVotes andere verklaring": "otherwise_explained",
}
_RELATIONS = (
    ({"valid"}, "options == valid"),
    (
        {"polling_cards", "proxies", "voter_passes", "admitted"},
        "polling_cards + proxies + voter_passes == admitted",
    ),
    (
        {"valid", "blank", "invalid", "admitted", "more_ballots", "fewer_ballots"},
        "valid + blank + invalid + fewer_ballots == admitted + more_ballots",
    ),
)
_BALLOTS = "valid + blank + invalid"
_NO_CONTEST = "geen"
"""The code of the contest of an election without constituencies."""
_KINDS = {
    "2": N_("candidates and lists"),
    "5": N_("results"),
    "6": N_("options of a referendum"),
}


def read_count(path: Path, shown: str) -> Document:
    """Read an EML_NL 510 file. Raises ``InputError`` with every problem."""
    mistakes = Mistakes(shown)
    reader = _Reader(mistakes)
    read_xml(path, reader, shown)
    mistakes.raise_any()
    if not reader.units:
        mistakes.add(
            _("holds no polling stations"),
            expected=_("elements ReportingUnitVotes"),
            hint=_("A file of totals alone belongs in announcements.yaml."),
        )
        mistakes.raise_any()
    return reader.document()


@dataclass
class _Unit:
    """One place and its figures by key: ``1`` a list, ``1/3`` its third candidate, else a field."""

    line: int
    contest: str
    id: str = ""
    name: str = ""
    figures: dict[str, int] = field(default_factory=dict)


class _Reader:
    """Follows the elements of a file from ``EML`` down to each figure."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes
        self.units: list[_Unit] = []
        self.totals: list[_Unit] = []
        self.title, self.date, self.authority = "", "", ""
        self.lists: dict[str, str] = {}
        self.keys: dict[str, None] = {}
        self._seen: set[tuple[str, str]] = set()
        self._path: list[str] = []
        self._unit: _Unit | None = None
        self._contest, self._contest_id = "", ""
        self._list, self._key, self._reason = "", "", ""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        if not self._path:
            self._check_root(name, attributes, line)
        self._path.append(name)
        match name:
            case "Contest":
                self._contest = ""
            case "ContestIdentifier":
                self._contest_id = attributes.get("Id", "").replace(_NO_CONTEST, "")
            case "ReportingUnitVotes" | "TotalVotes":
                self._unit, self._list = _Unit(line, self._contest or self._contest_id), ""
            case "ReportingUnitIdentifier" if self._unit is not None:
                self._unit.id = attributes.get("Id", "").strip()
            case "Selection":
                self._key = ""
            case "AffiliationIdentifier" if "Selection" in self._path:
                self._list = self._key = attributes.get("Id", "").strip()
                self._need_number(self._key, line)
            case "CandidateIdentifier" if "Selection" in self._path:
                self._key = f"{self._list}/{attributes.get('Id', '').strip()}"
            case "RejectedVotes" | "UncountedVotes":
                self._reason = attributes.get("ReasonCode", "").strip()

    def end(self, name: str, text: str, line: int) -> None:
        self._path.pop()
        text = plain(text)
        match name:
            case "AuthorityIdentifier":
                self.authority = text
            case "ElectionName":
                self.title = text
            case "ElectionDate":
                self.date = text
            case "ContestName":
                self._contest = text
            case "RegisteredName" if self._list:
                self.lists.setdefault(self._list, text)
            case "ReportingUnitIdentifier" if self._unit is not None:
                self._unit.name = text
            case "ValidVotes":
                self._figure(self._key, text, line)
            case "Cast" | "TotalCounted":
                self._figure(name, text, line)
            case "RejectedVotes" | "UncountedVotes":
                self._figure(f"{name} {self._reason}".strip(), text, line)
            case "TotalVotes" if self._unit is not None:
                self.totals.append(self._unit)
                self._unit = None
            case "ReportingUnitVotes" if self._unit is not None:
                self._finish_unit(self._unit)
                self._unit = None

    def _check_root(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        kind = attributes.get("Id", "")
        if name == "EML" and kind.startswith("510"):
            return
        self.mistakes.add(
            _("is no EML count (510)"),
            line,
            f"{name} {kind}".strip(),
            "EML 510a-510d",
            _("Of the files of an election this one holds {what}; the count is another.").format(
                what=_(_KINDS[kind[0]])
            )
            if name == "EML" and kind[:1] in _KINDS
            else None,
        )
        self.mistakes.raise_any()

    def _need_number(self, text: str, line: int) -> None:
        if not text:
            self.mistakes.add(_("a list has no number"), line, expected="Id")

    def _figure(self, key: str, text: str, line: int) -> None:
        if self._unit is None:
            return
        if not key or key.startswith("/"):
            self.mistakes.add(_("votes stand under no list"), line, text)
        elif key in self._unit.figures:
            self.mistakes.add(
                _("a figure of {place} stands twice").format(place=self._unit.name or _("a place")),
                line,
                key,
            )
        elif not (text.isascii() and text.isdigit() and len(text) <= 12):
            self.mistakes.add(
                _("a figure of {place} is no whole number").format(
                    place=self._unit.name or _("the whole area")
                ),
                line,
                text,
                _("digits alone"),
            )
        else:
            self._unit.figures[key] = int(text)
            self.keys.setdefault(key)

    def _finish_unit(self, unit: _Unit) -> None:
        if not unit.id:
            self.mistakes.add(_("a place has no code"), unit.line, unit.name or None, "Id")
        elif (unit.contest, unit.id) in self._seen:
            self.mistakes.add(_("a place stands twice"), unit.line, unit.id)
        self._seen.add((unit.contest, unit.id))
        self.units.append(unit)

    def document(self) -> Document:
        """All that was read as one table, candidates last."""
        lists = [key for key in self.keys if key in self.lists or key.isdigit()]
        candidates = [key for key in self.keys if "/" in key]
        fields = [key for key in self.keys if key not in {*lists, *candidates}]
        figures = [*fields, *lists, *candidates]
        places = [
            DocumentColumn(STATION, Meaning.STATION),
            DocumentColumn(STATION_NAME, Meaning.STATION_NAME),
            DocumentColumn(CONTEST, Meaning.AREA, "constituency"),
            DocumentColumn(MUNICIPALITY, Meaning.AREA, "municipality"),
        ]
        rows = [
            [unit.id, unit.name, unit.contest, self.authority]
            + [str(unit.figures.get(key, "")) for key in figures]
            for unit in self.units
        ]
        known = {_field_id(key) for key in fields}
        whole = {"valid", "blank", "invalid"} <= known
        return Document(
            "eml",
            self.title,
            self.date or None,
            distinctly_named([*places, *self._columns(fields, lists, candidates)]),
            rows,
            array("q", (unit.line for unit in self.units)),
            self._stated(figures, len(places)),
            tuple(relation for needed, relation in _RELATIONS if needed <= known),
            (("cast", _BALLOTS), ("invalid", "blank + invalid")) if whole else (),
        )

    def _columns(
        self, fields: list[str], lists: list[str], candidates: list[str]
    ) -> list[DocumentColumn]:
        return [
            *(DocumentColumn(key, Meaning.FIELD, _field_id(key), key) for key in fields),
            *(
                DocumentColumn(name, Meaning.OPTION, f"list {key}", name or f"list {key}")
                for key in lists
                for name in [self.lists.get(key, "")]
            ),
            *(DocumentColumn(key, Meaning.CANDIDATE, key) for key in candidates),
        ]

    def _stated(self, figures: list[str], first: int) -> dict[int, int]:
        """The totals of the file, where it has one area alone."""
        if len(self.totals) != 1:
            return {}
        stated = self.totals[0].figures
        return {first + i: stated[key] for i, key in enumerate(figures) if key in stated}


def _field_id(key: str) -> str:
    return _FIELDS.get(key) or "_".join(
        "".join(sign if sign.isalnum() else " " for sign in key.casefold()).split()
    )
