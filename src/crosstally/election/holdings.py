"""``holdings.csv``: which copies of sheets there are, of what kind, and what became of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from crosstally.election.codes import visible_code, visible_name
from crosstally.election.crossreferences import nothing_called
from crosstally.election.definition import Definition, normalised
from crosstally.election.folder import Election
from crosstally.election.table_file import open_table
from crosstally.problems import InputError, Problem, quoted, shown_path, suggestion
from crosstally.words import _, number

FILE = "holdings.csv"
COLUMNS = ("station", "copy", "kind", "standing", "source", "contest", "note")
NEEDED = ("station", "kind", "standing")
CELLS_KEPT = 10_000
"""Of a mistake that many rows share, the places of so many are kept."""

E = TypeVar("E", bound=StrEnum)


class HoldingKind(StrEnum):
    """What a copy is, the strongest evidence first."""

    ORIGINAL = "original"
    CERTIFIED_COPY = "certified_copy"
    PHOTOCOPY = "photocopy"
    PHOTOGRAPH = "photograph"
    """Of the sheet on the wall of the station, or of another copy."""


class HoldingStanding(StrEnum):
    """What became of a copy."""

    HELD = "held"
    """It is at hand, and its figures can be read."""
    DEPOSITED = "deposited"
    """It lies with a court, a notary or an archive."""
    SEEN = "seen"
    """Somebody saw it and does not have it."""
    CLAIMED = "claimed"
    """Somebody says that they have it."""
    ISSUED = "issued"
    """The station gave it out; where it is now is not known."""
    REFUSED = "refused"
    """The station was asked for it and did not give it."""
    DESTROYED = "destroyed"

    @property
    def at_hand(self) -> bool:
        """Whether figures can be read from it again."""
        return self in (HoldingStanding.HELD, HoldingStanding.DEPOSITED)


@dataclass(frozen=True, slots=True)
class Holding:
    """One copy of a station's sheet."""

    station: str
    """The station's code, as the source's returns have it; ``crosswalk.csv`` says which it is."""
    kind: HoldingKind
    standing: HoldingStanding
    copy: str = ""
    """What tells it from other copies of the same sheet."""
    source: str | None = None
    """Whose it is; None where the row does not say."""
    contest: str | None = None
    """None: the sheets of every contest."""
    note: str = ""
    line: int = 0


def read_holdings(election: Election) -> list[Holding]:
    """The rows of ``holdings.csv``; none where the folder has no such file.

    Columns: station, kind and standing; by choice copy, source, contest and note. Comma, semicolon
    or tab between them. Raises ``InputError`` with every problem: a column that is missing, not
    known or there twice; a row without station; kinds, standings, sources and contests that there
    are not; one copy listed twice. Which stations there are, this room does not know.
    """
    path = election.file(FILE)
    if path is None:
        return []
    return _Reader(election.definition, shown_path(path)).read(path)


class _Reader:
    def __init__(self, definition: Definition, shown: str) -> None:
        self.definition = definition
        self.shown = shown
        self.problems: list[Problem] = []
        self.mistakes: dict[str, tuple[list[tuple[int, str]], str | None]] = {}
        self.counts: dict[str, int] = {}
        self.lines: dict[tuple[str, str, str | None, str | None], int] = {}
        self.words: dict[tuple[str, str], StrEnum | None] = {}

    def read(self, path: Path) -> list[Holding]:
        holdings: list[Holding] = []
        with open_table(path, self.shown) as (lines, delimiter):
            rows = csv.reader(lines, delimiter=delimiter)
            places = self._header(next(rows, []))
            for row in rows:
                found = self._row(row, places, rows.line_num) if any(row) else None
                if found is not None:
                    holdings.append(found)
        self._report_mistakes()
        if self.problems:
            raise InputError(self.problems)
        return holdings

    def _header(self, header: Sequence[str]) -> Mapping[str, int]:
        names = [normalised(name).replace(" ", "_") for name in header]
        problems = [
            Problem(
                _("there is no column {name}").format(name=quoted(name)),
                self.shown,
                1,
                hint=suggestion(name, header),
            )
            for name in NEEDED
            if name not in names
        ]
        for place, name in enumerate(names):
            if name not in COLUMNS:
                problems.append(
                    Problem(
                        _("column {number} is none of holdings").format(number=place + 1),
                        self.shown,
                        1,
                        read=header[place],
                        hint=suggestion(name, COLUMNS),
                    )
                )
            elif name in names[:place]:
                message = _("the column {name} stands twice").format(name=quoted(name))
                problems.append(Problem(message, self.shown, 1))
        if problems:
            raise InputError(problems)
        return {name: place for place, name in enumerate(names)}

    def _row(self, row: Sequence[str], places: Mapping[str, int], line: int) -> Holding | None:
        if len(row) > len(places):
            self._mistake(_("a row has more cells than there are columns"), line, row[len(places)])
            return None
        cells = {
            name: visible_name(row[place]) if place < len(row) else ""
            for name, place in places.items()
        }
        cells["station"] = visible_code(cells["station"])
        if not cells["station"]:
            self._mistake(_("a row has no station"), line, "")
        kind = self._word(HoldingKind, "kind", cells["kind"], line)
        standing = self._word(HoldingStanding, "standing", cells["standing"], line)
        source = self._known("source", cells.get("source", ""), self.definition.sources, line)
        contest = self._known("contest", cells.get("contest", ""), self.definition.contests, line)
        if not cells["station"] or kind is None or standing is None:
            return None
        copy = cells.get("copy", "")
        key = (cells["station"], copy, source, contest)
        if copy and key in self.lines:
            self._mistake(
                _("a copy of a station stands here that an earlier row lists already"),
                line,
                _("{copy} (row {row})").format(
                    copy=f"{cells['station']}, {copy}", row=self.lines[key]
                ),
                _("A copy has one standing, its latest; copies are told apart by `copy`."),
            )
        self.lines[key] = line
        return Holding(
            cells["station"], kind, standing, copy, source, contest, cells.get("note", ""), line
        )

    def _word(self, words: type[E], column: str, text: str, line: int) -> E | None:
        key = (column, text)
        if key not in self.words:
            written = normalised(text).replace(" ", "_")
            self.words[key] = words(written) if written in list(words) else None
        found = self.words[key]
        if isinstance(found, words):
            return found
        known = [word.value for word in words]
        hint = (
            suggestion(text, known)
            if text
            else _("Known here: {names}").format(names=", ".join(known))
        )
        message = (
            _("there is no such kind: {name}")
            if words is HoldingKind
            else _("there is no such standing: {name}")
        )
        self._mistake(message.format(name=quoted(text)), line, text, hint)
        return None

    def _known(self, column: str, text: str, known: Iterable[str], line: int) -> str | None:
        if not text:
            return None
        if text not in known:
            hint = suggestion(text, known)
            self._mistake(f"{nothing_called(column)}: {quoted(text)}", line, text, hint)
        return text

    def _mistake(self, message: str, line: int, read: str, hint: str | None = None) -> None:
        """Rows that share a mistake are one problem."""
        cells, _ = self.mistakes.setdefault(message, ([], hint))
        self.counts[message] = self.counts.get(message, 0) + 1
        if len(cells) < CELLS_KEPT:
            cells.append((line, read))

    def _report_mistakes(self) -> None:
        for message, (cells, hint) in self.mistakes.items():
            line, read = cells[0]
            count = self.counts[message]
            self.problems.append(
                Problem(
                    message
                    if count == 1
                    else message + " " + _("({count} rows)").format(count=number(count)),
                    self.shown,
                    line,
                    read=read or None,
                    hint=hint,
                    count=count,
                    cells=tuple(cells) if count > 1 else (),
                )
            )
