"""Changing a guess: what a person says of a column stands, and the sums are weighed again."""

from __future__ import annotations

from dataclasses import replace

from crosstally.drafting.evidence import weigh
from crosstally.drafting.guess import ColumnGuess, Guess, Kind, columns_by_id
from crosstally.drafting.naming import Names, option_id, option_name
from crosstally.drafting.places import joint
from crosstally.problems import InputError, Problem
from crosstally.returns.vocabulary import without_kind_words
from crosstally.words import N_, _, number

FEWEST_CODES = 0.9
"""With fewer codes a row than this, other stations would be taken for copies of one sheet."""
FIELDS = (
    "registered",
    "ballots_received",
    "ballots_issued",
    "cast",
    "valid",
    "invalid",
    "blank",
)
"""Names of fields that the law's words are found by."""


def change(guess: Guess, index: int, kind: Kind, name: str | None = None) -> Guess:
    """The guess with one column (position from 0) taken for something else.

    ``name`` is the id of a field or level; left out, one is made from the column's name. A field
    or station name that another column had passes to this one.
    """
    old = guess.columns[index]
    others = [_freed(c, kind, name) for c in guess.columns if c.index != index]
    names = Names({c.id for c in others if c.id} | {"country", "station"})
    changed = replace(
        old,
        kind=kind,
        id=_id(old, kind, name, names),
        title=option_name(old.name) if kind is Kind.OPTION else old.name,
        why=N_("as you said"),
    )
    columns = tuple(sorted([*others, changed], key=lambda c: c.index))
    station = tuple(i for i in guess.station if i != index)
    if kind is Kind.STATION:
        station = (*station, index)
    attributes = tuple(i for i in guess.attributes if i != index)
    if kind is Kind.ATTRIBUTE:
        attributes = (*attributes, index)
    levels = [level for level in guess.levels if level != old.id]
    trees = tuple(tree for tree in guess.trees if tree != old.id)
    if kind is Kind.AREA and changed.id is not None:
        before = [c.id for c in columns if c.kind is Kind.AREA and c.index < index]
        at = max((levels.index(i) + 1 for i in before if i in levels), default=0)
        levels.insert(at, changed.id)
    return _weighed(
        replace(
            guess,
            columns=columns,
            station=station,
            attributes=attributes,
            levels=tuple(levels),
            trees=trees,
        )
    )


def problems_of(guess: Guess) -> list[Problem]:
    """What is missing before the guess can be written as a folder."""
    problems = []
    if not guess.station and guess.of_level is None:
        problems.append(Problem(_("no column is taken for the station's code")))
    if not guess.of(Kind.OPTION):
        problems.append(Problem(_("no column is taken for a party or candidate")))
    if guess.station and guess.table is not None:
        told = [*guess.of(Kind.COPY), *guess.of(Kind.CHANNEL)]
        apart = [*guess.station, *(column.index for column in told)]
        codes = joint([guess.table.columns[index] for index in apart])[1]
        if codes < FEWEST_CODES * guess.rows:
            names = ", ".join(c.name for c in guess.columns if c.index in guess.station)
            problems.append(
                Problem(
                    _(
                        "the station's code does not tell the stations apart: {rows} rows have "
                        "{codes} codes"
                    ).format(rows=number(guess.rows), codes=number(codes)),
                    read=names,
                    hint=_(
                        "Take further columns into it (several are joined), or give the table a "
                        "column with a code of its own for each station."
                    ),
                )
            )
    return problems


def require_whole(guess: Guess) -> None:
    """Raise ``InputError`` where something is missing."""
    problems = problems_of(guess)
    if problems:
        raise InputError(problems)


def _id(column: ColumnGuess, kind: Kind, name: str | None, names: Names) -> str | None:
    if kind is Kind.OPTION:
        return names.take(name or option_id(column.name) or f"option_{column.index + 1}")
    if kind is Kind.AREA:
        return names.take(name or without_kind_words(column.name) or f"level_{column.index + 1}")
    if kind is Kind.FIELD:
        return names.take(name or column.name)
    return None


def _freed(column: ColumnGuess, kind: Kind, name: str | None) -> ColumnGuess:
    """Another column gives up what only one can be."""
    takes_name = kind is Kind.STATION_NAME and column.kind is Kind.STATION_NAME
    takes_field = kind is Kind.FIELD and column.kind is Kind.FIELD and column.id == name
    if takes_name or takes_field:
        return replace(column, kind=Kind.LEFT_OUT, id=None, why=N_("as you said"))
    return column


def _weighed(guess: Guess) -> Guess:
    if guess.table is None or not guess.of(Kind.OPTION):
        return guess
    evidence, measures = weigh(columns_by_id(guess.columns), guess.table, guess.option_columns)
    return replace(guess, evidence=evidence, measures=measures)
