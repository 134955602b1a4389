"""Stations with the same figures, and how common figures are."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal


def same_figures(
    engine: Engine, name: str, options: Sequence[str], limit: int
) -> list[dict[str, Any]]:
    """Groups of stations with exactly the same votes in every option: ``stations`` (list),
    and the options' votes."""
    columns = ", ".join(identifier(option) for option in options)
    known = " AND ".join(f"{identifier(option)} IS NOT NULL" for option in options)
    engine.run(
        f"CREATE TEMP TABLE repeated_hashes AS SELECT hash({columns}) AS h "
        f"FROM {identifier(name)} WHERE {known} GROUP BY h HAVING count(*) > 1"
    )
    found = engine.named_rows(
        f"SELECT list(station ORDER BY station) AS stations, {columns} FROM {identifier(name)} "
        f"WHERE {known} AND hash({columns}) IN (SELECT h FROM repeated_hashes) "
        f"GROUP BY {columns} HAVING count(*) > 1 "
        f"ORDER BY {' + '.join(identifier(option) for option in options)} DESC LIMIT {limit}"
    )
    engine.run("DROP TABLE repeated_hashes")
    return found


def stations_by_options_voted_for(
    engine: Engine, name: str, options: Sequence[str]
) -> dict[tuple[int, tuple[bool, ...]], int]:
    """How many stations of each size (``size_of``) have votes for exactly these of the options (a
    truth value an option)."""
    known = " AND ".join(f"{identifier(option)} IS NOT NULL" for option in options)
    voted = ", ".join(f"{identifier(option)} > 0" for option in options)
    rows = engine.rows(
        f"SELECT {_size(options)}, {voted}, count(*) FROM {identifier(name)} "
        f"WHERE {known} GROUP BY ALL"
    )
    return {
        (int(size), tuple(bool(value) for value in voted)): int(count)
        for size, *voted, count in rows
    }


def value_frequencies(
    engine: Engine, name: str, option: str, options: Sequence[str], values: Sequence[int]
) -> dict[tuple[int, int], int]:
    """How many stations of each size (``size_of``) have each of some numbers of votes for one of
    the options, as (size, number) → stations."""
    wanted = ", ".join(str(int(value)) for value in values)
    rows = engine.rows(
        f"SELECT {_size(options)}, {identifier(option)}, count(*) FROM {identifier(name)} "
        f"WHERE {identifier(option)} IN ({wanted}) GROUP BY ALL"
    )
    return {(int(size), int(value)): int(count) for size, value, count in rows}


def size_of(votes: int) -> int:
    """Stations are of one size where the larger has at most one and a half times the votes."""
    return floor(log(max(votes, 1)) / log(1.5))


def _size(options: Sequence[str]) -> str:
    votes = " + ".join(f"coalesce({identifier(option)}, 0)" for option in options)
    return f"floor(ln(greatest({votes}, 1)) / ln(1.5))::INTEGER"


def stations_with_figures(
    engine: Engine,
    name: str,
    figures: Sequence[str],
    wanted: Sequence[Sequence[int]],
    tree: int,
    level: str,
) -> list[tuple[int, str, int]]:
    """The stations that have exactly some figures, as (place in ``wanted``, station, its area of
    the level): those of ``wanted`` (a number for each figure) that one station alone has; where
    nothing stands in a cell, nought is meant."""
    if not wanted or not figures:
        return []
    rows = ", ".join(f"({', '.join(map(str, (k, *row)))})" for k, row in enumerate(wanted))
    columns = [f"w{place}" for place in range(len(figures))]
    same = " AND ".join(
        f"coalesce(r.{identifier(figure)}, 0) = w.{column}"
        for figure, column in zip(figures, columns, strict=True)
    )
    return [
        (int(key), str(station), int(area))
        for key, station, area in engine.rows(
            f"WITH wanted(k, {', '.join(columns)}) AS (VALUES {rows}) "
            f"SELECT w.k, any_value(r.station), any_value(a.area) FROM wanted w "
            f"JOIN {identifier(name)} r ON {same} JOIN stations s ON s.station = r.station "
            f"JOIN ancestors a ON a.leaf = s.leaf_{tree} AND a.tree = {tree} "
            f"AND a.level = {literal(level)} GROUP BY w.k HAVING count(*) = 1 ORDER BY w.k"
        )
    ]
