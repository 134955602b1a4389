"""Which levels of an election a table's columns hold: by what they are called, or by the areas that
stand in them."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.check.run import bytes_of_returns
from crosstally.drafting.guess import ColumnGuess, Guess, Kind
from crosstally.drafting.table import Column
from crosstally.election.areas import AreaLookup
from crosstally.election.definition import Definition, normalised
from crosstally.election.folder import Election
from crosstally.engine.connection import Engine
from crosstally.problems import InputError
from crosstally.returns.store import read_returns

ENOUGH = 0.8
"""Which part of a column's texts has to be areas of a level."""
FEWEST = 2
"""So many of them at least: one area may be called like anything."""


def levels_of_columns(
    guess: Guess, definition: Definition, areas: AreaLookup
) -> dict[int, tuple[str, bool]]:
    """Column → the level whose areas it holds, and whether it is called so; each level once.

    What is called like a level comes first. Else a column is taken by its texts, where nearly all
    of them are areas that ``areas`` has at one level and at no other.
    """
    found: dict[int, tuple[str, bool]] = {}
    taken: set[str] = set()
    for column in guess.of(Kind.AREA):
        level = _called(column, definition)
        if level is not None and level not in taken:
            found[column.index] = (level, True)
            taken.add(level)
    if guess.table is None:
        return found
    named = {
        level: names
        for level in levels_above_stations(definition)
        if (names := _names(areas, level))
    }
    for column in guess.columns:
        if column.index in found or column.kind not in (Kind.AREA, Kind.LEFT_OUT):
            continue
        own = guess.table.columns[column.index]
        if column.kind is Kind.LEFT_OUT and own.number_share >= 0.5:
            continue  # numbers, of what nobody knows
        held = [level for level, names in named.items() if _holds(own, names)]
        if len(held) == 1 and held[0] not in taken:
            found[column.index] = (held[0], False)
            taken.add(held[0])
    return found


def areas_of(election: Election) -> AreaLookup:
    """The areas of ``areas.csv``, with those that columns of the files that are there name."""
    returns = election.definition.returns
    if not any(entry.columns is not None and entry.columns.areas for entry in returns):
        return election.areas
    try:
        with Engine(bytes_of_returns(election)) as engine:
            return read_returns(election, engine).places.lookup
    except InputError:
        return election.areas  # a check says what is wrong with them


def levels_above_stations(definition: Definition) -> list[str]:
    """Every level between the whole place and the station, of every tree."""
    return definition.all_levels[1:-1]


def _called(column: ColumnGuess, definition: Definition) -> str | None:
    said = {normalised(column.id or ""), normalised(column.name)}
    return next(
        (
            level
            for level in levels_above_stations(definition)
            if said & {normalised(level), normalised(definition.level_name(level))}
        ),
        None,
    )


def holds_areas(column: Column, areas: AreaLookup, level: str) -> bool:
    """Whether nearly all texts of a column are areas of a level."""
    return _holds(column, _names(areas, level))


def _names(areas: AreaLookup, level: str) -> set[str]:
    return {
        normalised(name)
        for area in areas.of_level(level)
        for name in (area.id, area.name, *area.aliases)
    }


def _holds(column: Column, names: set[str]) -> bool:
    texts = {normalised(text) for text in column.texts if text}
    known = len(texts & names)
    return known >= FEWEST and known >= ENOUGH * len(texts)


def levels_in_order(definition: Definition, found: Mapping[int, tuple[str, bool]]) -> list[str]:
    """The levels that were found, as the definition has them."""
    kept = {level for level, _said in found.values()}
    return [level for level in levels_above_stations(definition) if level in kept]
