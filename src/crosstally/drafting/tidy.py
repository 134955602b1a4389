"""Tables that people read and programs do not: merged cells, counts beside their percentages in one
cell, and a row for each party.

They are made into a plain table, one row a station, before anything is guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crosstally.drafting.beside_shares import COUNTS_ALONE, counts_alone
from crosstally.drafting.blocks import in_one_piece
from crosstally.drafting.cells import Rows, is_number
from crosstally.drafting.figures import says_place
from crosstally.drafting.groups_in_rows import groups_in_rows
from crosstally.drafting.places import joint
from crosstally.drafting.stages import refuse_stages
from crosstally.drafting.sums import matrix
from crosstally.drafting.table import Column, Table, table_of
from crosstally.problems import InputError, Problem
from crosstally.returns import vocabulary
from crosstally.returns.vocabulary import Role, names_option
from crosstally.words import N_, _, number

_DASHES = re.compile("[-–—―─=_.*]+")
FEWEST_DASHES = 3
MOST_OPTIONS = 300
"""A column of parties or candidates has at most as many different texts."""
FILLED_DOWN = N_(
    "Cells that stand for several rows (merged ones) were filled down: {columns}. The table in "
    "`returns` is so changed; the file as it came lies in `original`."
)
MADE_EVEN = N_(
    "Rows with other numbers of cells than the header (remarks below the table, empty cells at the "
    "end) were given as many. The table in `returns` is so changed; the file as it came lies in "
    "`original`."
)
RULES_LEFT_OUT = N_(
    "Rows of nothing but dashes ({count}) were left out. The table in `returns` is so made; the "
    "file as it came lies in `original`."
)
SUM_HOLDS = 0.95
"""A column that is the sum of the others in so many rows is that of all ways of voting."""
MADE_WIDE = N_(
    "Each station stands in several rows, one for each of “{column}”: they were made into one row "
    "with a column each. The table in `returns` is so changed; the file as it came lies in "
    "`original`."
)
KINDS_AS_NAMES = N_(
    "Where “{column}” is empty, the votes go by what “{kinds}” says of them. The table in "
    "`returns` is so changed; the file as it came lies in `original`."
)
PARTS_LEFT_OUT = N_("“{total}” is the sum of {parts}: it alone was taken for the votes.")


@dataclass(frozen=True)
class Tidied:
    """A table that was changed, and what was done (a message for the catalogues, its values)."""

    rows: Rows
    done: tuple[tuple[str, dict[str, str]], ...]
    header_row: int
    """The row of the file as it came in which the columns' names stand, from 1."""
    above: Rows = ()
    """The rows above it: titles."""
    options: frozenset[str] = frozenset()
    """Names of columns that were made of rows, one for each option."""

    @property
    def text(self) -> str:
        """The table as CSV."""
        target = io.StringIO()
        csv.writer(target, lineterminator="\n").writerows(self.rows)
        return target.getvalue()


def tidied(rows: Rows, shown: str | None = None) -> Tidied | None:
    """The plain table behind one with merged cells, percentages beside counts, a row for each
    station and option, or a group of columns for each candidate; None where it is plain already,
    or no table. Raises ``InputError`` where such groups cannot be told apart, and where its rows
    are of several stages."""
    done: list[tuple[str, dict[str, str]]] = []
    ruled = sum(map(_is_rule, rows))
    if ruled:
        rows = [[] if _is_rule(row) else row for row in rows]
        done.append((RULES_LEFT_OUT, {"count": number(ruled)}))
    whole = in_one_piece(rows)
    if whole is not None:
        rows = whole.rows
        done += whole.done
    grouped = groups_in_rows(rows, shown)
    if grouped is not None:
        above, names = rows[: grouped.header], frozenset(grouped.candidates)
        return Tidied(grouped.rows, (*done, *grouped.done), grouped.header + 1, above, names)
    alone = counts_alone(rows)
    if alone is not None:
        rows = alone[0]
        done.append((COUNTS_ALONE, {"columns": ", ".join(alone[1])}))
    table = table_of(rows)
    if table is None:
        return None
    cells = [[column.texts[code] for code in column.codes] for column in table.columns]
    first_figure = min((c.index for c in table.columns if _is_figure(c)), default=0)
    merged = [c for c in table.columns if c.index < first_figure and _is_merged(c, table)]
    for column in merged:
        cells[column.index] = list(_filled_down(cells[column.index]))
    if merged:
        done.append((FILLED_DOWN, {"columns": ", ".join(column.name for column in merged)}))
    kind = _kind_of_votes(table)
    if kind is not None:
        nobody, kinds = kind
        pairs = zip(cells[nobody.index], cells[kinds.index], strict=True)
        cells[nobody.index] = [text or kind for text, kind in pairs]
        done.append((KINDS_AS_NAMES, {"column": nobody.name, "kinds": kinds.name}))
    columns = [Column(c.index, c.name, cells[c.index]) for c in table.columns]
    first = table.header.first
    for column, came in zip(columns, table.columns, strict=True):
        column.thousands, column.nothing = table.thousands, came.nothing
    refuse_stages(columns, table.rows, shown)
    option = _options_in_rows(columns, table.rows, shown)
    if option is not None:
        done.append((MADE_WIDE, {"column": option.column.name}))
        if option.parts:
            parts = ", ".join(column.name for column in option.parts)
            done.append((PARTS_LEFT_OUT, {"total": option.votes.name, "parts": parts}))
        wide, names = option.wide(cells), frozenset(option.column.texts)
        return Tidied(wide, tuple(done), table.header.last + 1, rows[:first], names)
    if _is_uneven(rows, table):
        done.append((MADE_EVEN, {}))
    if not done:
        return None
    plain = [[column.name for column in columns], *map(list, zip(*cells, strict=True))]
    return Tidied(plain, tuple(done), table.header.last + 1, rows[:first])


def _is_rule(row: Sequence[str]) -> bool:
    """Whether a row is a line drawn through the table: dashes in most of its cells, and no text."""
    dashes = 0
    for text in map(str.strip, row):
        if text and not _DASHES.fullmatch(text):
            return False
        dashes += bool(text)
    return dashes >= FEWEST_DASHES


def _is_uneven(rows: Rows, table: Table) -> bool:
    """Whether some rows have more or fewer cells than the header, and no figure can stand in the
    wrong column for it: what is too much is empty, and what is short holds no figure and stands
    below them all."""
    header = table.header
    width = max(map(len, rows[header.first : header.last + 1]))
    below = [row for row in rows[header.data :] if row]
    uneven = [at for at, row in enumerate(below) if len(row) != width]
    last = max((at for at, row in enumerate(below) if any(map(is_number, row))), default=0)
    return bool(uneven) and all(
        not any(map(str.strip, below[at][width:])) if len(below[at]) > width else at > last
        for at in uneven
    )


def _kind_of_votes(table: Table) -> tuple[Column, Column] | None:
    """The column of options that is empty where votes are for nobody, and the one that says what
    these are: blank, null. Beside each option it says one and the same."""
    for option in table.columns:
        if not names_option(option.name) or option.number_share >= 0.5 or not option.empty.any():
            continue
        for kinds in table.columns:
            if kinds is option or kinds.filled < table.rows or kinds.number_share >= 0.5:
                continue
            beside = set(kinds.codes[~option.empty].tolist())
            alone = set(kinds.codes[option.empty].tolist())
            if len(beside) == 1 and alone and not alone & beside:
                return option, kinds
    return None


def _is_merged(column: Column, table: Table) -> bool:
    """A column of places in which only the first row of each block is filled."""
    return (
        column.distinct > 1
        and column.filled <= 0.5 * table.rows
        and not column.empty[0]
        and column.number_share < 0.5
        and not vocabulary.names_type(column.name)
        and bool(column.name)
    )


def _filled_down(texts: Sequence[str]) -> Iterator[str]:
    last = ""
    for text in texts:
        last = text or last
        yield last


def _is_figure(column: Column) -> bool:
    says_place = (
        vocabulary.names_level(column.name)
        or vocabulary.names_station(column.name)
        or vocabulary.names_code(column.name)
        or vocabulary.names_type(column.name)
    )
    return column.count_share >= 0.9 and column.filled > 1 and not says_place


def _is_share(column: Column) -> bool:
    """Percentages beside the votes: they follow from them, and differ in every row."""
    return (
        vocabulary.role_of(column.name) is Role.PERCENT
        or column.number_share >= 0.5 > column.count_share
    )


@dataclass(frozen=True)
class _OptionsInRows:
    """A long table: a row for each station and option."""

    column: Column
    """The options' names."""
    votes: Column
    parts: Sequence[Column]
    """Columns that the votes are the sum of: those of each way of voting."""
    stations: Sequence[Column]
    """Columns that are the same in all rows of a station."""
    rows_of: np.ndarray[tuple[int], np.dtype[np.int64]]
    """Row → its station."""

    def wide(self, cells: Sequence[Sequence[str]]) -> list[list[str]]:
        """One row a station, a column for each option; empty where it has no row."""
        names = [text for text in dict.fromkeys(cells[self.column.index]) if text]
        place = {name: at for at, name in enumerate(names, len(self.stations))}
        wide: dict[int, list[str]] = {}
        for row, station in enumerate(self.rows_of.tolist()):
            own = wide.get(station)
            if own is None:
                same = [cells[column.index][row] for column in self.stations]
                own = wide[station] = [*same, *[""] * len(names)]
            option = cells[self.column.index][row]
            if option:
                own[place[option]] = cells[self.votes.index][row]
        return [[*(column.name for column in self.stations), *names], *wide.values()]


def _options_in_rows(
    columns: Sequence[Column], rows: int, shown: str | None
) -> _OptionsInRows | None:
    figures = [c for c in columns if _is_figure(c)]
    figures = [c for c in figures if vocabulary.role_of(c.name) is not Role.PERCENT]
    places = [c for c in columns if not _is_figure(c) and c.filled and not _is_share(c)]
    found = _rows_of_options(columns, places, figures, rows, shown)
    if found is not None:
        return found
    # A code of digits may be called by a name that does not say so.
    codes = [c for c in figures if c.distinct > 1 and vocabulary.role_of(c.name) is None]
    tries = (_rows_of_options(columns, [*places, code], figures, rows, shown) for code in codes)
    return next((one for one in tries if one is not None), None)


def _rows_of_options(
    columns: Sequence[Column],
    places: Sequence[Column],
    figures: Sequence[Column],
    rows: int,
    shown: str | None,
) -> _OptionsInRows | None:
    """What says whose votes a row holds, where ``places`` and it tell all rows apart. Raises
    ``InputError`` where it does, and several columns could be the votes."""
    unclear: tuple[Column, Sequence[Column]] | None = None
    figures = [c for c in figures if c not in places]
    named = [c for c in places if names_option(c.name) or not vocabulary.names_station(c.name)]
    likely = sorted(named, key=lambda c: (not names_option(c.name), says_place(c.name)))
    for option in likely:
        if not 2 <= option.distinct <= MOST_OPTIONS or option.number_share >= 0.5:
            continue
        # Its number on the ballot, its party: what is the same wherever the option stands.
        own = [c for c in columns if c is not option and _follows(c, option)]
        others = [c for c in places if c is not option and c not in own]
        if not others:
            continue
        stations, count = joint(others)
        full = 2 * rows >= count * option.distinct  # at least half of all combinations
        if 2 * count > rows or not full or joint([*others, option])[1] != rows:
            continue
        varying = [c for c in figures if c not in own and joint([*others, c])[1] > count]
        votes = varying[0] if len(varying) == 1 else _sum_of_the_others(varying)
        if votes is not None:
            called = max([option, *(c for c in own if c in places)], key=_length)
            same = [c for c in columns if c not in (option, *own, *varying) and c.filled]
            same = [c for c in same if c in others or c in figures]
            parts = [c for c in varying if c is not votes]
            return _OptionsInRows(called, votes, parts, same, stations)
        if varying and names_option(option.name):
            unclear = unclear or (option, varying)
    if unclear is not None:
        raise InputError(_several_votes(*unclear, shown))
    return None


def _sum_of_the_others(columns: Sequence[Column]) -> Column | None:
    """Of the votes of each way of voting and those of all ways the latter."""
    if len(columns) < 3:
        return None
    counts = matrix(columns)
    held = (2 * counts == counts.sum(axis=1, keepdims=True)).mean(axis=0)
    best = int(held.argmax())
    return columns[best] if held[best] >= SUM_HOLDS else None


def _several_votes(option: Column, votes: Sequence[Column], shown: str | None) -> Problem:
    message = _("each row is of one “{column}”, and several columns could be its votes")
    return Problem(
        message.format(column=option.name),
        shown,
        read=", ".join(column.name for column in votes),
        hint=_("In a copy of the file, keep the one that holds the votes; draft from the copy."),
    )


def _length(column: Column) -> tuple[int, int]:
    """How much a column says of each option: all of them have to have a text of their own."""
    return column.distinct, sum(map(len, column.texts))


def _follows(column: Column, option: Column) -> bool:
    """Whether a column differs, and only from one option to another."""
    return column.distinct > 1 and joint([option, column])[1] == joint([option])[1]
