"""What a table of results most probably means, with the evidence for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from crosstally.drafting import vocabulary
from crosstally.drafting.area_totals import AreaTotals, find_area_totals
from crosstally.drafting.evidence import Evidence, weigh
from crosstally.drafting.figures import (
    FIELD_OF,
    Figures,
    find_figures,
    other_count,
    says_place,
)
from crosstally.drafting.naming import Names, option_id, option_name
from crosstally.drafting.places import Places, find_places, joint
from crosstally.drafting.table import Column, Rows, Table, is_number
from crosstally.drafting.totals import find_totals, without
from crosstally.drafting.vocabulary import Role
from crosstally.election.crossreferences import RESERVED
from crosstally.problems import InputError, Problem
from crosstally.words import N_, _, number

MOST_FIGURES = 300
"""Columns of numbers that are looked through."""


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

    def of(self, kind: Kind) -> list[ColumnGuess]:
        """The columns of one kind, in the order of the file."""
        return [column for column in self.columns if column.kind is kind]


def _could_be_votes(column: Column) -> bool:
    counts = column.counts[~column.empty]
    if column.count_share < 0.9 or column.distinct < 2 or says_place(column.name):
        return False
    is_running = len(counts) > 2 and bool((np.diff(counts) == 1).all())
    return _role(column) not in _NO_PLACE and not is_running


def guess_columns(
    rows: Rows, shown: str | None = None, known: Collection[str] = frozenset()
) -> Guess:
    """Guess what a table means; ``known`` are names of columns that are options if no figure of the
    sheet. Raises ``InputError`` where it holds no stations with votes."""
    try:
        whole = Table.read(rows)
    except ValueError as error:
        raise InputError(
            Problem(
                _("holds no table of results: {reason}").format(reason=_(str(error))),
                shown,
                hint=_("A table has one row for each station, and names above its columns."),
            )
        ) from None
    _refuse_too_wide(whole, shown)
    totals = find_totals(whole)
    table = without(whole, totals.rows)
    figures = find_figures(table, known)
    if not figures.options:
        raise InputError(
            Problem(
                _("no columns of votes are found"),
                shown,
                expected=_("whole numbers of votes, one column for each party or candidate"),
                hint=_("Percentages alone belong in announcements.yaml."),
            )
        )
    kept = {c.index for c in figures.options} | set(figures.roles)
    flags = {c.index for c in figures.flags}
    left_of = min(kept)
    elsewhere = [c for c in table.columns if c.index not in kept | flags]
    elsewhere = [c for c in elsewhere if _role(c) not in _NO_PLACE]
    places = find_places(elsewhere, table.rows, left_of)
    if not places.station:
        raise InputError(
            Problem(
                _("no column tells the stations apart"),
                shown,
                hint=_("Add a column with the station's code, or a running number."),
            )
        )
    columns = _column_guesses(whole, table, figures, places)
    evidence, measures = weigh(columns_by_id(columns), table, figures.options)
    names = {c.index: c.name for c in columns}
    skipped = _skipped_rows(whole, rows, columns)
    of_areas = find_area_totals(
        whole,
        totals.of_areas,
        [whole.columns[c.index] for c in places.levels],
        [c for c in whole.columns if c.index in kept],
        totals.grand,
    )
    return Guess(
        header_row=whole.header.last + 1,
        header_rows=whole.header.last - whole.header.first + 1,
        columns=columns,
        station=tuple(c.index for c in places.station),
        attributes=tuple(c.index for c in places.attributes),
        levels=tuple(c.id for c in _in_order(columns, places.levels) if c.id),
        trees=tuple(c.id for c in _in_order(columns, places.crossing) if c.id),
        rows=table.rows,
        stations_differ=places.unique,
        thousands=table.thousands,
        empty_marks=_empty_marks(table, kept),
        leave_out=_merged(
            [(names[index], texts) for index, texts in totals.leave_out],
            skipped,
            [(names[column.index], ("1",)) for column in figures.flags],
        ),
        without_figures=_flagged(figures.flags),
        grand_total=_grand_total(whole, None if of_areas.grand_is_of_area else totals.grand, kept),
        area_totals=of_areas,
        evidence=evidence,
        measures=measures,
        title=title_above(rows, whole.header.first),
        above=all_above(rows, whole.header.first),
        table=table,
    )


def _refuse_too_wide(table: Table, shown: str | None) -> None:
    """Looking for sums takes the square of the number of columns, and more."""
    found = sum(column.count_share >= 0.5 and column.filled > 1 for column in table.columns)
    if found > MOST_FIGURES:
        message = _("has {count} columns of numbers, more than any sheet has")
        raise InputError(
            Problem(
                message.format(count=number(found)),
                shown,
                expected=_("at most {count}").format(count=number(MOST_FIGURES)),
                hint=_("Take out those that are no votes and no figures of a sheet."),
            )
        )


def _flagged(flags: Sequence[Column]) -> int:
    return int(np.any([c.counts == 1 for c in flags], axis=0).sum()) if flags else 0


_NO_PLACE = (Role.PERCENT, Role.WHEN)


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


def _role(column: Column) -> Role | None:
    return vocabulary.role_of(column.name)


def _in_order(columns: Sequence[ColumnGuess], wanted: Sequence[Column]) -> list[ColumnGuess]:
    by_index = {c.index: c for c in columns}
    return [by_index[c.index] for c in wanted]


def columns_by_id(columns: Sequence[ColumnGuess]) -> dict[str, int]:
    """Field or option → column."""
    return {c.id: c.index for c in columns if c.id and c.kind in (Kind.FIELD, Kind.OPTION)}


def _column_guesses(
    whole: Table, table: Table, figures: Figures, places: Places
) -> tuple[ColumnGuess, ...]:
    shared = Names(set(RESERVED))
    levels = Names({"country", "station"})
    options = {c.index for c in figures.options}
    level_ids = {
        c.index: levels.take(vocabulary.without_kind_words(c.name) or f"level_{i + 1}")
        for i, c in enumerate((*places.levels, *places.crossing))
    }
    station = {c.index for c in places.station}
    field_ids = _field_ids(table, figures, shared)
    guesses: list[ColumnGuess] = []
    for column in table.columns:
        name = reference(column, whole.columns)
        kind, id_, title, why = Kind.LEFT_OUT, None, None, _why_left_out(column)
        if column.index in options:
            kind, title = Kind.OPTION, option_name(column.name) or name
            id_ = shared.take(option_id(column.name) or f"option_{len(guesses) + 1}")
            why = N_("part of the sum") if figures.block else N_("a count of no other name")
        elif column.index in figures.roles:
            kind, id_, title = Kind.FIELD, field_ids[column.index], column.name or name
            named = column.index in figures.by_name
            why = N_("by its name") if named else N_("by what adds up")
        elif column.index in level_ids:
            kind, id_ = Kind.AREA, level_ids[column.index]
            why = N_("areas that lie in one another")
            if column in places.crossing:
                why = N_("areas that cross the others: a tree of their own")
        elif column.index in station:
            kind, why = Kind.STATION, N_("tells the stations apart")
        elif places.station_name is column:
            kind, why = Kind.STATION_NAME, N_("names of stations")
        elif places.channel is column:
            kind, why = Kind.CHANNEL, N_("says how votes came")
        elif places.copy is column:
            kind, why = Kind.COPY, N_("by its name")
        elif column in figures.flags:
            why = N_("marks stations without figures, which are left out")
        elif column in places.attributes:
            kind, why = Kind.ATTRIBUTE, N_("few different texts: a kind of station")
        guesses.append(ColumnGuess(column.index, name, column.example, kind, id_, title, why))
    return tuple(guesses)


def _why_left_out(column: Column) -> str:
    if not column.filled:
        return N_("nothing in it")
    role = _role(column)
    if role is Role.PERCENT:
        return N_("percentages follow from the counts")
    if role is Role.WHEN:
        return N_("no figure of the sheet")
    return N_("not needed, or not understood")


def _field_ids(table: Table, figures: Figures, names: Names) -> dict[int, str]:
    """The first column of a role takes the role's name, the others their own."""
    ids: dict[int, str] = {}
    for role, known in FIELD_OF.items():
        columns = figures.of(role, table.columns)
        if role is Role.VALID and figures.total in columns:
            columns = [figures.total]
        if columns:
            ids[columns[0].index] = names.take(known)
    for index in figures.roles:
        if index not in ids:
            column = table.columns[index]
            ids[index] = names.take(other_count(column.name) or column.name or f"field_{index + 1}")
    return ids


def reference(column: Column, columns: Sequence[Column]) -> str:
    """How ``election.yaml`` names a column: by its name, or by its number where that is no use."""
    same = sum(other.read_as == column.read_as for other in columns)
    is_its_name = column.name and column.read_as == column.name
    return column.name if is_its_name and same == 1 else f"column {column.index + 1}"


def _empty_marks(table: Table, kept: set[int]) -> tuple[str, ...]:
    marks = {mark for c in table.columns if c.index in kept for mark in c.marks}
    return tuple(sorted(marks))


def _grand_total(
    table: Table, row: int | None, kept: set[int]
) -> tuple[tuple[int, int], ...] | None:
    if row is None:
        return None
    return tuple(
        (c.index, int(c.counts[row]))
        for c in table.columns
        if c.index in kept and c.counts[row] >= 0
    )


def title_above(rows: Rows, header: int) -> str | None:
    """The longest text of the rows above the header."""
    texts = [" ".join(cell.split()) for row in rows[:header] for cell in row]
    worded = [text for text in texts if len(text) > 5 and not is_number(text)]
    return max(worded, key=len, default=None)


def all_above(rows: Rows, header: int) -> str:
    """Everything that stands above the header."""
    return " ".join(" ".join(row) for row in rows[:header])


def _skipped_rows(
    table: Table, rows: Rows, columns: Sequence[ColumnGuess]
) -> list[tuple[str, tuple[str, ...]]]:
    """Rows of units and of column numbers, named by the text of a column that holds no such text
    in any other row."""
    found: dict[str, list[str]] = {}
    for skipped in table.header.skipped:
        row = [cell.strip() for cell in rows[skipped]]
        if not any(row):
            continue
        for guess in sorted(columns, key=lambda c: c.kind is not Kind.STATION):
            text = row[guess.index] if guess.index < len(row) else ""
            if text not in table.columns[guess.index].texts:
                found.setdefault(guess.name, []).append(text)
                break
    return [(name, tuple(texts)) for name, texts in found.items()]


def _merged(
    *parts: Sequence[tuple[str, tuple[str, ...]]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    merged: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for name, texts in part:
            merged[name] = (*merged.get(name, ()), *texts)
    return tuple(merged.items())
