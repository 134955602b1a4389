"""``holdings.csv``: which copies of sheets there are, of what kind, and what became of them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from crosstally.election.definition import Definition, normalised
from crosstally.election.folder import Election
from crosstally.election.listing import ListReader
from crosstally.election.table_file import open_table
from crosstally.problems import InputError, quoted, shown_path, suggestion
from crosstally.words import _

FILE = "holdings.csv"
COLUMNS = ("station", "copy", "kind", "standing", "source", "contest", "note")
NEEDED = ("station", "kind", "standing")

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


class _Reader(ListReader):
    def __init__(self, definition: Definition, shown: str) -> None:
        super().__init__(shown)
        self.definition = definition
        self.lines: dict[tuple[str, str, str | None, str | None], int] = {}
        self.words: dict[tuple[str, str], StrEnum | None] = {}

    def read(self, path: Path) -> list[Holding]:
        holdings: list[Holding] = []
        with open_table(path, self.shown) as (lines, delimiter):
            rows = csv.reader(lines, delimiter=delimiter)
            foreign = _("column {number} is none of holdings")
            places = self.columns(next(rows, []), COLUMNS, NEEDED, foreign)
            for row in rows:
                found = self._row(row, places, rows.line_num) if any(row) else None
                if found is not None:
                    holdings.append(found)
        problems = self.problems()
        if problems:
            raise InputError(problems)
        return holdings

    def _row(self, row: Sequence[str], places: Mapping[str, int], line: int) -> Holding | None:
        cells = self.cells(row, places, line)
        if cells is None:
            return None
        kind = self._word(HoldingKind, "kind", cells["kind"], line)
        standing = self._word(HoldingStanding, "standing", cells["standing"], line)
        source = self.named("source", cells.get("source", ""), self.definition.sources, line)
        contest = self.named("contest", cells.get("contest", ""), self.definition.contests, line)
        if not cells["station"] or kind is None or standing is None:
            return None
        copy = cells.get("copy", "")
        key = (cells["station"], copy, source, contest)
        if copy and key in self.lines:
            self.mistake(
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
        self.mistake(message.format(name=quoted(text)), line, text, hint)
        return None
