"""What a table of results is taken for, with the evidence for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from crosstally.drafting.area_totals import AreaTotals
from crosstally.drafting.damage import codes_that_are_days
from crosstally.drafting.evidence import Evidence
from crosstally.drafting.figures import says_place
from crosstally.drafting.places import PARTS, joint
from crosstally.drafting.table import Column, Table
from crosstally.returns import vocabulary
from crosstally.returns.vocabulary import Role
from crosstally.words import N_

MOSTLY_ONCE = 0.9
"""The share of codes that stand in one area alone, where one in several may be a slip."""
NO_PLACE = (Role.PERCENT, Role.WHEN)
"""What a column is called that neither says where nor holds votes."""

BY_SUMS = N_("by what adds up")
"""Why a column is taken for a figure of the sheet, where its name does not say it."""


class Kind(StrEnum):
    """What a column is taken for."""

    STATION = "station"
    STATION_NAME = "station_name"
    AREA = "area"
    ATTRIBUTE = "attribute"
    COPY = "copy"
    CHANNEL = "channel"
    FIELD = "field"
    OPTION = "option"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class ColumnGuess:
    """One column: what it is taken for, under which id."""

    index: int
    name: str
    """As the header has it; ``column 3`` where it has no name, or shares it with another."""
    example: str
    kind: Kind
    id: str | None = None
    """The level, field or option."""
    title: str | None = None
    """A readable name of a field or option."""
    why: str = ""
    """A sentence for the person who confirms it (a message for the catalogues)."""


@dataclass(frozen=True)
class Guess:
    """A whole table. Rows are counted from 1, as a spreadsheet shows them."""

    header_row: int
    header_rows: int
    columns: tuple[ColumnGuess, ...]
    station: tuple[int, ...]
    """Columns whose values together are the station's code."""
    attributes: tuple[int, ...]
    """Columns that say what kind of station it is; one may be part of the code too."""
    levels: tuple[str, ...]
    """Levels between the whole place and the station, outermost first."""
    rows: int
    """Rows of stations: without totals."""
    stations_differ: bool
    """Whether no two rows share a station code."""
    thousands: str | None
    empty_marks: tuple[str, ...]
    leave_out: tuple[tuple[str, tuple[str, ...]], ...]
    """Column → texts of rows that are no stations."""
    without_figures: int
    """How many stations are left out because a column marks them as having no figures."""
    grand_total: tuple[tuple[int, int], ...] | None
    """Column → figure of the row that states the sum of everything."""
    area_totals: AreaTotals
    """What rows of totals state for areas."""
    evidence: tuple[Evidence, ...]
    measures: tuple[tuple[str, str], ...]
    """Law's word → sum of fields, where they differ."""
    title: str | None = None
    """The longest text above the header."""
    above: str = ""
    """All that stands above the header."""
    of_level: str | None = None
    """The level whose areas the rows are; None where they are stations."""
    trees: tuple[str, ...] = ()
    """Levels that cross the others, each a tree of its own."""
    table: Table | None = field(default=None, repr=False, compare=False)
    """The rows themselves, totals left out: for weighing a changed guess."""

    def wrong_totals(self) -> dict[str, tuple[int, int]]:
        """Column → (total as stated, sum of the stations), where the two are not the same."""
        if self.table is None:
            return {}
        pairs = {
            index: (stated, int(np.maximum(self.table.columns[index].counts, 0).sum()))
            for index, stated in self.grand_total or ()
        }
        names = {column.index: column.name for column in self.columns}
        return {names[index]: pair for index, pair in pairs.items() if pair[0] != pair[1]}

    def wrong_totals_of_areas(self) -> dict[tuple[str, ...], dict[str, tuple[int, int]]]:
        """Area → column → (total as stated, sum of its stations), where the two differ."""
        if self.table is None:
            return {}
        levels = [self.table.columns[column.index] for column in self.area_columns]
        names = {column.index: column.name for column in self.columns}
        found: dict[tuple[str, ...], dict[str, tuple[int, int]]] = {}
        for path, figures in self.area_totals.stated:
            inside = np.ones(self.table.rows, dtype=bool)
            for level, name in zip(levels, path, strict=False):
                inside &= np.array([text == name for text in level.texts])[level.codes]
            for index, stated in figures:
                counts = np.maximum(self.table.columns[index].counts, 0)
                if stated != (added := int(counts[inside].sum())):
                    found.setdefault(path, {})[names[index]] = (stated, added)
        return found

    @property
    def area_columns(self) -> list[ColumnGuess]:
        """The columns of areas, outermost first."""
        by_level = {column.id: column for column in self.of(Kind.AREA)}
        return [by_level[level] for level in self.levels]

    def unplaced(self) -> dict[str, int]:
        """Column of areas → in how many rows it is empty, where it is in some."""
        if self.table is None:
            return {}
        empty = {c.name: self.table.columns[c.index].empty.sum() for c in self.of(Kind.AREA)}
        return {name: int(rows) for name, rows in empty.items() if rows}

    @property
    def stations(self) -> int:
        """How many stations there are: some have several rows, one for each copy or channel."""
        if self.table is None or not self.station:
            return self.rows
        return joint([self.table.columns[index] for index in self.station])[1]

    @property
    def dated_codes(self) -> list[str]:
        """Codes of stations that a spreadsheet program has made days of."""
        columns = self.table.columns if self.table else ()
        return codes_that_are_days([columns[index] for index in self.station if columns])

    @property
    def codes_in_several_areas(self) -> list[str]:
        """Codes that stand in several areas and were taken for a station in each, though nearly
        every other code stands once: one may be a slip."""
        station = [self.columns[index] for index in self.station]
        codes = [c.index for c in station if c.kind is not Kind.AREA]
        if self.table is None or len(codes) != 1 or len(station) == 1:
            return []
        column = self.table.columns[codes[0]]
        rows = np.bincount(column.codes)
        again = np.flatnonzero(rows > 1).tolist()
        is_rare = len(rows) - len(again) >= MOSTLY_ONCE * len(rows)
        return [column.texts[code] for code in again] if is_rare else []

    @property
    def areas_in_several_parts(self) -> tuple[str, list[str]] | None:
        """The column that says of which file or worksheet a row is, and the areas that stand in
        several of them and were taken for one each; None where none does."""
        part = next((c for c in self.of(Kind.LEFT_OUT) if c.name in PARTS), None)
        if self.table is None or part is None:
            return None
        columns = self.table.columns
        found = (_in_several(columns[c.index], columns[part.index]) for c in self.area_columns)
        names = next((names for names in found if names), None)
        return (part.name, names) if names else None

    @property
    def option_columns(self) -> list[Column]:
        """The table's columns of votes."""
        columns = self.table.columns if self.table else ()
        return [columns[column.index] for column in self.of(Kind.OPTION)] if columns else []

    @property
    def unused_figures(self) -> list[ColumnGuess]:
        """Columns that are left out and could be votes: counts of many sizes, called neither a
        place nor a code, a percentage or a time. A person has to look whether they are."""
        columns = self.table.columns if self.table else ()
        return [c for c in self.of(Kind.LEFT_OUT) if columns and _could_be_votes(columns[c.index])]

    @property
    def no_name_is_known(self) -> bool:
        """Whether figures were told apart by sums alone, for the names of none say what it is:
        then votes for nobody, too, would be taken for those of a party."""
        return bool(self.evidence) and all(c.why == BY_SUMS for c in self.of(Kind.FIELD))

    def of(self, kind: Kind) -> list[ColumnGuess]:
        """The columns of one kind, in the order of the file."""
        return [column for column in self.columns if column.kind is kind]


def _in_several(areas: Column, part: Column) -> list[str]:
    """The areas with rows in several parts; not one that a part ends with and the next goes on
    with, as where a long list is cut."""
    pairs = np.unique(np.column_stack([areas.codes, part.codes]), axis=0)
    parts = np.bincount(pairs[:, 0])
    last = np.flatnonzero(np.diff(part.codes))
    goes_on = areas.codes[last[areas.codes[last] == areas.codes[last + 1]]]
    parts -= np.bincount(goes_on, minlength=len(parts))
    return [areas.texts[code] for code in np.flatnonzero(parts > 1) if areas.texts[code]]


def _could_be_votes(column: Column) -> bool:
    counts = column.counts[~column.empty]
    if column.count_share < 0.9 or column.distinct < 2 or says_place(column.name):
        return False
    is_running = len(counts) > 2 and bool((np.diff(counts) == 1).all())
    return vocabulary.role_of(column.name) not in NO_PLACE and not is_running


def at_stake(guess: Guess) -> tuple[int, int]:
    """How many rows share the station code of an earlier one, and the votes that stand in them:
    of rows with one code the first is counted."""
    if guess.table is None or not guess.station or guess.of(Kind.COPY):
        return 0, 0
    apart = [*guess.station, *(column.index for column in guess.of(Kind.CHANNEL))]
    codes, _ = joint([guess.table.columns[index] for index in apart])
    _, first = np.unique(codes, return_index=True)
    later = np.ones(len(codes), dtype=bool)
    later[first] = False
    votes = sum(int(np.maximum(c.counts[later], 0).sum()) for c in guess.option_columns)
    return int(later.sum()), votes


def columns_by_id(columns: Sequence[ColumnGuess]) -> dict[str, int]:
    """Field or option → column."""
    return {c.id: c.index for c in columns if c.id and c.kind in (Kind.FIELD, Kind.OPTION)}
