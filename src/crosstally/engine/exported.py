"""SQL for the returns of stations as they leave: places with their areas, rows with their texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import row_of


def stations_with_areas(engine: Engine, levels: Sequence[str]) -> list[tuple[Any, ...]]:
    """(station, name, then the id of its area of each level of the main tree, or None)."""
    joined = "".join(
        f" LEFT JOIN ancestors x{i} ON x{i}.leaf = s.leaf_0 AND x{i}.tree = 0 "
        f"AND x{i}.level = {literal(level)} LEFT JOIN areas a{i} ON a{i}.area = x{i}.area"
        for i, level in enumerate(levels)
    )
    chosen = "".join(f", a{i}.id" for i in range(len(levels)))
    return engine.rows(
        f"SELECT s.station, coalesce(s.name, s.station){chosen} FROM stations s{joined} "
        "ORDER BY s.station"
    )


def standing_figures(engine: Engine, sheets: str, figures: Sequence[str]) -> list[tuple[Any, ...]]:
    """(station, then its figures) of the sheets that stand, its channels added up; a figure that
    one channel does not state is then None."""
    whole = ", ".join(
        f"CASE WHEN count(*) = count({identifier(name)}) THEN sum({identifier(name)})::BIGINT END"
        for name in figures
    )
    return engine.rows(f"SELECT station, {whole} FROM {sheets} GROUP BY station ORDER BY station")


def stated_figures(engine: Engine, table: str, figures: Sequence[str]) -> list[tuple[Any, ...]]:
    """(id of the area, then the figures) of rows that stand above the station."""
    names = ", ".join(f"l.{identifier(name)}" for name in figures)
    return engine.rows(
        f"SELECT areas.id, {names} FROM {table} l JOIN areas USING (area) ORDER BY areas.id"
    )


def loaded_rows(
    engine: Engine, table: str, is_numbered: bool, columns: Sequence[str]
) -> list[tuple[Any, ...]]:
    """(row from 1, station, then the columns) of a file, in its order."""
    names = ", ".join(map(identifier, columns))
    return engine.rows(
        f"SELECT {row_of(is_numbered)} AS number, station, {names} FROM {table} ORDER BY number"
    )


def marks_of(engine: Engine, table: str) -> list[tuple[int, str, str]]:
    """(row from 1, figure, why it has no value) of the cells that are no figures."""
    return engine.rows(f"SELECT row, figure, status FROM nonfigures WHERE load = {literal(table)}")
