"""Documents that say themselves what their figures mean: EML counts and NIST reports.

Such a document becomes a plain table of texts, one row a place. What each column means stays
beside it, for whoever drafts an election folder from the document.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from crosstally.election.definition import normalised
from crosstally.problems import InputError, Problem
from crosstally.words import ngettext, number

LONGEST_TEXT = 10_000
PROBLEMS_SHOWN = 20


class Meaning(StrEnum):
    """What a column of a document is."""

    STATION = "station"
    STATION_NAME = "station_name"
    AREA = "area"
    CONTEST = "contest"
    UNIT = "unit"
    CHANNEL = "channel"
    COPY = "copy"
    FIELD = "field"
    OPTION = "option"
    CANDIDATE = "candidate"


@dataclass(frozen=True)
class DocumentColumn:
    """A column: its name in ``election.yaml``, what it is, the id and the readable name."""

    name: str
    meaning: Meaning
    id: str = ""
    title: str = ""


@dataclass(frozen=True)
class Document:
    """A document as a table of texts; an empty text stands where nothing is stated."""

    format: str
    title: str
    date: str | None
    """The voting day, ``2025-10-29``."""
    columns: tuple[DocumentColumn, ...]
    rows: list[list[str]]
    lines: array[int]
    """The line of the file on which each row's place begins."""
    totals: Mapping[int, int] = field(default_factory=dict)
    """Column → the figure stated for the whole document."""
    relations: tuple[str, ...] = ()
    """What the law of the form demands of each place."""
    measures: tuple[tuple[str, str], ...] = ()
    """Law's word → sum of fields."""
    stations: frozenset[str] = frozenset()
    """Texts of the column of units that are polling stations; without any, all rows are."""

    def of(self, meaning: Meaning) -> list[int]:
        """The positions of the columns of one meaning."""
        return [i for i, column in enumerate(self.columns) if column.meaning is meaning]


class Mistakes:
    """Gathers what is wrong with a document, so that one run shows it all."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.found: list[Problem] = []
        self.count = 0

    def add(
        self,
        message: str,
        line: int | None = None,
        read: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Note a problem; of very many the first are kept and the others counted."""
        self.count += 1
        if self.count <= PROBLEMS_SHOWN:
            self.found.append(Problem(message, self.shown, line, None, read, expected, hint))

    def raise_any(self) -> None:
        """Raise ``InputError`` with all that was found, if anything was."""
        beyond = self.count - len(self.found)
        if beyond:
            message = ngettext("{count} more problem", "{count} more problems", beyond)
            self.found.append(Problem(message.format(count=number(beyond)), self.shown))
        if self.found:
            raise InputError(self.found)


def distinctly_named(columns: Iterable[DocumentColumn]) -> tuple[DocumentColumn, ...]:
    """The columns, each under a name that no other has: two of one name, and one without a name,
    are told apart by their ids."""
    held = list(columns)
    shared = Counter(normalised(column.name) for column in held)
    taken: set[str] = set()
    named = []
    for position, column in enumerate(held, 1):
        name = column.name
        is_place = column.meaning not in (Meaning.OPTION, Meaning.CANDIDATE)
        if not name or (shared[normalised(name)] > 1 and not is_place):
            name = f"{name} ({column.id})".strip()
        if normalised(name) in taken:
            name = f"{name} #{position}"
        taken.add(normalised(name))
        named.append(replace(column, name=name))
    return tuple(named)


def plain(text: str) -> str:
    """A text on one line, as a cell of a table holds it."""
    return " ".join(text.split())
