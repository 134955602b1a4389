"""SQL that puts every station into its areas, in every tree."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.sheets import has_repeated_station

_NULL = "\\N"


def insert_columns(engine: Engine, table: str, columns: Sequence[Sequence[Any]]) -> None:
    """Append Python lists, one a column, to a table.

    By way of a file: DuckDB takes lists as parameters a value at a time, ten times slower.
    """
    if not columns or not len(columns[0]):
        return
    path = engine.workdir / f"{table}.rows"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [_NULL if cell is None else cell for cell in row] for row in zip(*columns, strict=True)
        )
    names = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(columns)))
    engine.run(
        f"INSERT INTO {identifier(table)} SELECT * FROM read_csv({literal(str(path))}, "
        f"auto_detect=false, header=false, nullstr={literal(_NULL)}, delim=',', quote='\"', "
        f"escape='\"', columns={{{names}}})"
    )
    path.unlink()


def place_names(engine: Engine, table: str, levels: Sequence[str]) -> list[tuple[str | None, ...]]:
    """The different combinations of area names that a loaded table holds."""
    columns = ", ".join(identifier(f"area:{level}") for level in levels)
    return engine.rows(f"SELECT DISTINCT {columns} FROM {identifier(table)}")


def create_places(
    engine: Engine,
    table: str,
    levels: Sequence[str],
    trees: int,
    names: Sequence[Sequence[str | None]],
    leaves: Sequence[Sequence[int | None]],
) -> None:
    """``places_<table>``: a combination of area names → the leaf area in each tree."""
    columns = [f"{identifier(f'area:{level}')} VARCHAR" for level in levels]
    columns += [f"leaf_{tree} INTEGER" for tree in range(trees)]
    name = f"places_{table}"
    engine.run(f"CREATE TABLE {identifier(name)} ({', '.join(columns)})")
    insert_columns(engine, name, [*zip(*names, strict=True), *zip(*leaves, strict=True)])


def create_areas(
    engine: Engine,
    areas: Iterable[tuple[int, str, str]],
    ancestors: Iterable[tuple[int, int, str, int]],
) -> None:
    """``areas(area, id, level)`` and ``ancestors(tree, leaf, level, area)``."""
    engine.run("CREATE TABLE areas (area INTEGER, id VARCHAR, level VARCHAR)")
    engine.run("CREATE TABLE ancestors (tree INTEGER, leaf INTEGER, level VARCHAR, area INTEGER)")
    insert_columns(engine, "areas", list(zip(*areas, strict=True)))
    insert_columns(engine, "ancestors", list(zip(*ancestors, strict=True)))


def create_listed_stations(
    engine: Engine, trees: int, columns: Sequence[Sequence[Any]], attributes: Sequence[str]
) -> None:
    """``listed_stations``: the stations that ``areas.csv`` names: station, name, standing,
    registered, the leaf in each tree, attributes."""
    parts = ["station VARCHAR", "name VARCHAR", "standing VARCHAR", "registered BIGINT"]
    parts += [f"leaf_{tree} INTEGER" for tree in range(trees)]
    parts += [f"{identifier(f'at:{name}')} VARCHAR" for name in attributes]
    engine.run(f"CREATE TABLE listed_stations ({', '.join(parts)})")
    insert_columns(engine, "listed_stations", columns)


def create_stations(
    engine: Engine,
    loads: Sequence[tuple[str, Sequence[str], bool, Sequence[str]]],
    trees: int,
    root: int,
    has_listed: bool,
    listed_attributes: Sequence[str],
) -> None:
    """``stations``: every station that a file or ``areas.csv`` names, once.

    ``loads`` are (table, area levels, has a name, attributes), the most trusted first; the first
    that says something of a station is believed.
    """
    attributes = sorted({name for load in loads for name in load[3]} | set(listed_attributes))
    leaves = [f"leaf_{tree}" for tree in range(trees)]
    texts = [identifier(f"at:{name}") for name in attributes]
    parts = [
        f"SELECT {order} AS turn, l.station, {'l.name' if has_name else 'NULL::VARCHAR'} AS name, "
        "'opened' AS standing, NULL::BIGINT AS registered, false AS listed, "
        + ", ".join(
            [
                *(f"p.{leaf}" if levels else f"NULL::INTEGER AS {leaf}" for leaf in leaves),
                *(
                    f"l.{identifier(f'at:{name}')}"
                    if name in own
                    else f"NULL::VARCHAR AS {identifier(f'at:{name}')}"
                    for name in attributes
                ),
            ]
        )
        + f" FROM {identifier(table)} l"
        + _joined_places(table, levels)
        + " WHERE l.station IS NOT NULL"
        for order, (table, levels, has_name, own) in enumerate(loads, 1)
    ]
    parts.append(
        "SELECT 0 AS turn, station, name, standing, registered, true AS listed, "
        + ", ".join(
            [
                *leaves,
                *(
                    identifier(f"at:{name}")
                    if name in listed_attributes
                    else f"NULL AS {identifier(f'at:{name}')}"
                    for name in attributes
                ),
            ]
        )
        + " FROM listed_stations"
    )
    if _first_says_it_all(loads, has_listed) and not has_repeated_station(engine, [loads[0][0]]):
        _from_first(engine, parts, [load[0] for load in loads], leaves, texts, root)
    else:
        _from_all(engine, parts, leaves, texts, root)


def _first_says_it_all(
    loads: Sequence[tuple[str, Sequence[str], bool, Sequence[str]]], has_listed: bool
) -> bool:
    """Whether the first file tells of its stations whatever any file tells of stations."""
    if has_listed or not loads:
        return False
    _, levels, has_name, attributes = loads[0]
    return all(
        set(other) <= set(levels) and has_name >= named and set(own) <= set(attributes)
        for _, other, named, own in loads[1:]
    )


def _from_first(
    engine: Engine,
    parts: Sequence[str],
    tables: Sequence[str],
    leaves: Sequence[str],
    texts: Sequence[str],
    root: int,
) -> None:
    """Where the first file says it all: its stations, then those that only other files name."""
    chosen = ", ".join(
        ["station", "name", "standing", "registered", "listed"]
        + [f"coalesce({leaf}, {root}) AS {leaf}" for leaf in leaves]
        + list(texts)
    )
    engine.run(f"CREATE TABLE stations AS SELECT {chosen} FROM ({parts[0]})")
    for part in parts[1:-1]:
        engine.run(
            f"INSERT INTO stations SELECT DISTINCT ON (station) {chosen} FROM ({part}) l "
            "WHERE NOT EXISTS (SELECT 1 FROM stations s WHERE s.station = l.station)"
        )


def _from_all(
    engine: Engine, parts: Sequence[str], leaves: Sequence[str], texts: Sequence[str], root: int
) -> None:
    """Where several files say something of stations: of each thing, the most trusted word."""
    believed = ", ".join(
        [f"arg_min({name}, turn) AS {name}" for name in ("name", "standing", "registered")]
        + ["bool_or(listed) AS listed"]
        + [f"coalesce(arg_min({leaf}, turn), {root}) AS {leaf}" for leaf in leaves]
        + [f"arg_min({name}, turn) AS {name}" for name in texts]
    )
    engine.run(
        f"CREATE TABLE stations AS SELECT station, {believed} "
        f"FROM ({' UNION ALL '.join(parts)}) GROUP BY station"
    )


def _joined_places(table: str, levels: Sequence[str]) -> str:
    if not levels:
        return ""
    same = " AND ".join(
        f"l.{identifier(f'area:{level}')} IS NOT DISTINCT FROM p.{identifier(f'area:{level}')}"
        for level in levels
    )
    return f" LEFT JOIN {identifier(f'places_{table}')} p ON {same}"


def place_area_rows(
    engine: Engine, table: str, levels: Sequence[str], tree: int, root: int
) -> None:
    """Add ``area``: the area that a row of a higher level speaks of."""
    engine.run(f"ALTER TABLE {identifier(table)} ADD COLUMN area INTEGER")
    if not levels:
        engine.run(f"UPDATE {identifier(table)} SET area = {root}")
        return
    same = " AND ".join(
        f"{identifier(table)}.{identifier(f'area:{level}')} IS NOT DISTINCT FROM "
        f"p.{identifier(f'area:{level}')}"
        for level in levels
    )
    engine.run(
        f"UPDATE {identifier(table)} SET area = p.leaf_{tree} "
        f"FROM {identifier(f'places_{table}')} p WHERE {same}"
    )


def apply_crosswalk(engine: Engine, table: str, pairs: Sequence[tuple[str, str]]) -> int:
    """Replace a source's codes by the election's; returns how many rows were concerned."""
    name = f"crosswalk_{table}"
    engine.run(f"CREATE TEMP TABLE {identifier(name)} (code VARCHAR, station VARCHAR)")
    insert_columns(engine, name, list(zip(*pairs, strict=True)))
    found = int(
        engine.row(
            f"SELECT count(*) FROM {identifier(table)} l JOIN {identifier(name)} c "
            "ON l.station = c.code"
        )[0]
    )
    engine.run(
        f"UPDATE {identifier(table)} SET station = c.station FROM {identifier(name)} c "
        f"WHERE {identifier(table)}.station = c.code"
    )
    engine.run(f"DROP TABLE {identifier(name)}")
    return found


def stations_without_code(engine: Engine, table: str) -> tuple[int, int | None]:
    """How many rows have no station code, and the first of them (from 1)."""
    row = engine.row(
        f"SELECT count(*), min(rowid) + 1 FROM {identifier(table)} "
        "WHERE station IS NULL OR station = ''"
    )
    return int(row[0]), row[1]
