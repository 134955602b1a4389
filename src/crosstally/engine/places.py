"""SQL that puts every station into its areas, in every tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal

ROWS_AT_ONCE = 1_000
LONGEST_LINE = 4_000_000
"""Characters of a line of rows: DuckDB takes 16 MiB."""


def insert_columns(engine: Engine, table: str, columns: Sequence[Sequence[Any]]) -> None:
    """Append Python lists, one a column, to a table.

    By way of a file: DuckDB takes lists as parameters a value at a time, ten times slower.
    """
    if not columns or not len(columns[0]):
        return
    path = engine.workdir / f"{table}.rows"
    names = [f"c{i}" for i in range(len(columns))]
    with path.open("w", encoding="utf-8") as stream:
        for start in range(0, len(columns[0]), ROWS_AT_ONCE):
            part = [column[start : start + ROWS_AT_ONCE] for column in columns]
            stream.writelines(_lines(names, part))
    cells = ", ".join(f"unnest({name})" for name in names)
    kinds = ", ".join(f"{name}: 'VARCHAR[]'" for name in names)
    engine.run(
        f"INSERT INTO {identifier(table)} SELECT {cells} FROM read_json({literal(str(path))}, "
        "format='newline_delimited', compression='uncompressed', hive_partitioning=false, "
        f"columns={{{kinds}}})"
    )
    path.unlink()


def _lines(names: Sequence[str], columns: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Some rows as one line, or as several where a line would be longer than DuckDB takes."""
    texts = [[None if cell is None else str(cell) for cell in column] for column in columns]
    line = json.dumps(dict(zip(names, texts, strict=True)), ensure_ascii=False)
    half = len(columns[0]) // 2
    if len(line) < LONGEST_LINE or not half:
        yield f"{line}\n"
        return
    yield from _lines(names, [column[:half] for column in columns])
    yield from _lines(names, [column[half:] for column in columns])


def place_names(engine: Engine, table: str, levels: Sequence[str]) -> list[tuple[str | None, ...]]:
    """The different combinations of area names that a loaded table holds."""
    columns = ", ".join(identifier(f"area:{level}") for level in levels)
    return engine.rows(f"SELECT DISTINCT {columns} FROM {identifier(table)}")


def codes_like(
    engine: Engine, table: str, pattern: str, word: str, limit: int
) -> tuple[int, list[str]]:
    """How many codes of stations of a loaded table have a part that is as an expression says, and
    the first of them. They hold a hyphen or a point; and where one has a ``word`` (an expression
    with a group) before it, no code that is not so has the same."""
    may_be = "(contains(station, '-') OR contains(station, '.'))"
    alike = f"({may_be} AND regexp_matches(station, {literal(f'(^|/){pattern}($|/)')}))"
    rows = f"FROM {identifier(table)} WHERE {alike}"
    if not engine.row(f"SELECT EXISTS (SELECT 1 {rows})")[0]:
        return 0, []
    said = f"regexp_extract(station, {literal(f'(^|/){word}')}, 2)"
    others = f"SELECT {said} FROM {identifier(table)} WHERE NOT {alike} AND station IS NOT NULL"
    rows += f" AND ({said} = '' OR {said} NOT IN ({others}))"
    (count,) = engine.row(f"SELECT count(*) {rows}")
    return int(count), [str(row[0]) for row in engine.rows(f"SELECT station {rows} LIMIT {limit}")]


def rows_naming(engine: Engine, table: str, level: str) -> tuple[int, int]:
    """How many rows of a loaded table name an area of a level, and how many name none."""
    rows, named = engine.settled_row(
        f"SELECT count(*), count({_named(level)}) FROM {identifier(table)}"
    )
    return int(named), int(rows) - int(named)


def each_named_once(engine: Engine, table: str, level: str) -> bool:
    """Whether the first row of a loaded table names an area of a level, and no two rows the same
    one."""
    name = _named(level)
    return bool(
        engine.row(
            f"SELECT count(DISTINCT {name}) = count({name}) "
            f"AND bool_or({name} IS NOT NULL AND rowid = 0) FROM {identifier(table)}"
        )[0]
    )


def _named(level: str) -> str:
    return f"nullif({identifier(f'area:{level}')}, '')"


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
    trees: int,
    parents: Iterable[tuple[int, int, int]],
) -> None:
    """``areas(area, id, level)`` and ``ancestors(tree, leaf, level, area)``: an area is one of its
    own ancestors in every tree. ``parents`` are (tree, area, parent)."""
    engine.run("CREATE TABLE areas (area INTEGER, id VARCHAR, level VARCHAR)")
    engine.run("CREATE TEMP TABLE parents (tree INTEGER, area INTEGER, parent INTEGER)")
    insert_columns(engine, "areas", list(zip(*areas, strict=True)))
    insert_columns(engine, "parents", list(zip(*parents, strict=True)))
    # UNION without ALL ends where areas stand in a circle, which the reader has reported.
    engine.run(
        "CREATE TABLE ancestors AS WITH RECURSIVE up(tree, leaf, area) AS ("
        f"SELECT t.tree::INTEGER, n.area, n.area FROM areas n, range({trees}) t(tree) "
        "UNION SELECT u.tree, u.leaf, p.parent FROM up u "
        "JOIN parents p ON p.tree = u.tree AND p.area = u.area) "
        "SELECT u.tree, u.leaf, n.level, u.area FROM up u JOIN areas n ON n.area = u.area"
    )
    engine.run("DROP TABLE parents")


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


def apply_crosswalk(engine: Engine, table: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Replace a source's codes by the election's."""
    name = f"crosswalk_{table}"
    engine.run(f"CREATE TEMP TABLE {identifier(name)} (code VARCHAR, station VARCHAR)")
    insert_columns(engine, name, list(zip(*pairs, strict=True)))
    engine.run(
        f"UPDATE {identifier(table)} SET station = c.station FROM {identifier(name)} c "
        f"WHERE {identifier(table)}.station = c.code"
    )
    engine.run(f"DROP TABLE {identifier(name)}")


def codes_among(engine: Engine, codes: Iterable[str], tables: Iterable[str]) -> set[str]:
    """Which of the codes are a station's in one of the loaded tables."""
    engine.run("CREATE OR REPLACE TEMP TABLE asked_codes (code VARCHAR)")
    insert_columns(engine, "asked_codes", [list(codes)])
    found: set[str] = set()
    for table in tables:
        rows = engine.rows(
            f"SELECT code FROM asked_codes WHERE code IN (SELECT station FROM {identifier(table)})"
        )
        found |= {str(row[0]) for row in rows}
    engine.run("DROP TABLE asked_codes")
    return found


SPREADSHEET_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")


def stations_without_code(engine: Engine, table: str, has_row: bool) -> list[tuple[str, int, int]]:
    """The rows that have no station code, or what a spreadsheet writes where it has none (an
    error, a formula): (what stands there, how many such rows, the first of them from 1)."""
    errors = ", ".join(literal(error) for error in SPREADSHEET_ERRORS)
    number = "row" if has_row else "rowid + 1"
    return [
        (str(text), int(count), int(first))
        for text, count, first in engine.rows(
            "SELECT coalesce(min(station), ''), "
            f"count(*), min({number}) FROM {identifier(table)} WHERE station IS NULL "
            f"OR station = '' OR station IN ({errors}) OR starts_with(station, '=') "
            "GROUP BY coalesce(station, '') = '' ORDER BY 1"
        )
    ]
