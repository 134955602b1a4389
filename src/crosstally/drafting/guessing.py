"""Guessing what a table of results means: which columns are votes, figures, places."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from crosstally.drafting.area_totals import find_area_totals
from crosstally.drafting.blocks import refuse_another_table
from crosstally.drafting.cells import Rows, is_number
from crosstally.drafting.damage import refuse_lost_marks
from crosstally.drafting.evidence import weigh
from crosstally.drafting.figures import FIELD_OF, Figures, find_figures, other_count
from crosstally.drafting.guess import BY_SUMS, NO_PLACE, ColumnGuess, Guess, Kind, columns_by_id
from crosstally.drafting.header import NO_HEADER
from crosstally.drafting.naming import Names, option_id, option_name
from crosstally.drafting.places import Places, find_places
from crosstally.drafting.table import Column, Table
from crosstally.drafting.together import summed_part
from crosstally.drafting.totals import find_totals, without
from crosstally.election.crossreferences import RESERVED
from crosstally.problems import InputError, Problem
from crosstally.returns import vocabulary
from crosstally.returns.vocabulary import Role
from crosstally.words import N_, _, number

MOST_FIGURES = 300
"""Columns of numbers that are looked through."""


def guess_columns(
    rows: Rows, shown: str | None = None, known: Collection[str] = frozenset()
) -> Guess:
    """Guess what a table means; ``known`` are names of columns that are options if no figure of the
    sheet. Raises ``InputError`` where it holds no stations with votes."""
    try:
        whole = Table.read(rows)
    except ValueError as error:
        raise InputError(_no_table(rows, str(error), shown)) from None
    _refuse_too_wide(whole, shown)
    refuse_another_table(whole, shown)
    totals = find_totals(whole)
    table = without(whole, totals.rows)
    figures = find_figures(table, known)
    if figures.block is None:
        refuse_lost_marks(table.columns, shown)
    if not figures.options:
        raise InputError(_no_votes(shown))
    kept = {c.index for c in figures.options} | set(figures.roles)
    flags = {c.index for c in figures.flags}
    elsewhere = [c for c in table.columns if c.index not in kept | flags]
    elsewhere = [c for c in elsewhere if vocabulary.role_of(c.name) not in NO_PLACE]
    places = find_places(elsewhere, table.rows, left_of=min(kept))
    if not places.station:
        raise InputError(_no_stations(shown))
    sums = set(totals.rows) - set(totals.remarks)
    part = summed_part(whole, sums, [c for c in whole.columns if c.index in kept])
    if part is not None and part.index not in {c.index for c in (*places.station, *places.levels)}:
        places = replace(places, levels=(table.columns[part.index], *places.levels))
    columns = _column_guesses(whole, table, figures, places)
    evidence, measures = weigh(columns_by_id(columns), table, figures.options)
    names = {c.index: c.name for c in columns}
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
            _skipped_rows(whole, rows, columns),
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


def _no_table(rows: Rows, reason: str, shown: str | None) -> Problem:
    """What to do about a file without a table, or without the columns' names."""
    message = _("holds no table of results: {reason}").format(reason=_(reason))
    if reason != NO_HEADER:
        hint = _("A table has one row for each station, and names above its columns.")
        return Problem(message, shown, hint=hint)
    first = next(row for row in rows if any(map(is_number, row)))
    hint = _(
        "In a copy of the file, write a row above it that names each of its {n} columns, such as "
        "{names}; then draft from the copy."
    )
    names = "District, Station, Registered, Party A, Party B, Invalid"
    read = ", ".join(first[:6]) + (", …" if len(first) > 6 else "")
    return Problem(message, shown, read=read, hint=hint.format(n=len(first), names=names))


def _no_votes(shown: str | None) -> Problem:
    return Problem(
        _("no columns of votes are found"),
        shown,
        expected=_("whole numbers of votes, one column for each party or candidate"),
        hint=_("Percentages alone belong in announcements.yaml."),
    )


def _no_stations(shown: str | None) -> Problem:
    return Problem(
        _("no column tells the stations apart"),
        shown,
        hint=_("Add a column with the station's code, or a running number."),
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


def _in_order(columns: Sequence[ColumnGuess], wanted: Sequence[Column]) -> list[ColumnGuess]:
    by_index = {c.index: c for c in columns}
    return [by_index[c.index] for c in wanted]


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
            why = N_("by its name") if named else BY_SUMS
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
    role = vocabulary.role_of(column.name)
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
