"""SQL for the returns of stations as they leave: places with their areas, rows with their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import row_of

Batches = Iterator[list[tuple[Any, ...]]]


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
    """(station, then its figures) of a source's sheets, one row a station."""
    names = ", ".join(map(identifier, figures))
    return engine.rows(f"SELECT station, {names} FROM {sheets} ORDER BY station")


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


@dataclass(frozen=True)
class LongRows:
    """One loaded file as it leaves with a row a figure: who states it, and what its figures are."""

    table: str
    is_numbered: bool
    contest: str
    source: str
    file: str
    texts: Mapping[str, str | None]
    """``stage``, ``channel`` and ``copy`` → what holds where the rows do not say it themselves."""
    said: Sequence[str]
    """Which of them have a column."""
    header: int
    """By how many lines of the file a row's line is further than its number."""
    lines: Sequence[int]
    """The lines of its first rows, where they are not simply that."""
    figures: Mapping[str, tuple[str, str]]
    """Figure → its kind, ``field`` or ``option``, and its name."""


HEAD = ("contest", "source", "stage", "channel", "copy", "station_id", "file", "row")
FIGURE = ("kind", "figure", "figure_name", "count", "status")


def long_csv(engine: Engine, loads: Sequence[LongRows], path: Path) -> int:
    """Write all figures as CSV, a row each, in the order of files, rows and figures. Returns how
    many there are."""
    columns = ", ".join(map(identifier, (*HEAD, *FIGURE)))
    parts = " UNION ALL ".join(
        f"SELECT {number} AS load, * FROM ({_long(engine, load)})"
        for number, load in enumerate(loads)
    )
    engine.run(
        f"COPY (SELECT {columns} FROM ({parts}) ORDER BY load, number, place) "
        f"TO {literal(str(path))} (FORMAT csv, HEADER)"
    )
    return sum(
        int(engine.row(f"SELECT count(*) FROM {load.table}")[0]) * len(load.figures)
        for load in loads
    )


def return_rows(engine: Engine, load: LongRows, first: int, size: int) -> Batches:
    """Batches of (number from ``first``, then ``HEAD``), a row a return."""
    head = ", ".join(map(identifier, HEAD))
    return engine.batches(
        f"SELECT number - 1 + {first}, {head} FROM ({_heads(engine, load)}) ORDER BY number", size
    )


def count_rows(engine: Engine, load: LongRows, first: int, size: int) -> Batches:
    """Batches of (number of the return, contest, figure, count, status)."""
    return engine.batches(
        f"SELECT number - 1 + {first}, contest, figure, count, status FROM ({_long(engine, load)}) "
        "ORDER BY number, figure",
        size,
    )


def highest_row(engine: Engine, load: LongRows) -> int:
    """The number of the last row of a file."""
    row = row_of(load.is_numbered)
    return int(engine.row(f"SELECT coalesce(max({row}), 0) FROM {load.table}")[0])


def _heads(engine: Engine, load: LongRows) -> str:
    number = row_of(load.is_numbered)
    said = ", ".join(
        f"{_said(load, name)} AS {identifier(name)}" for name in ("stage", "channel", "copy")
    )
    figures = ", ".join(
        f"{identifier(name)}::BIGINT AS {identifier(name)}" for name in load.figures
    )
    return (
        f"SELECT {literal(load.contest)} AS contest, {literal(load.source)} AS source, {said}, "
        f"station AS station_id, {literal(load.file)} AS file, "
        f"{number} AS number, {_line(engine, load, number)} AS row, {figures} FROM {load.table}"
    )


def _said(load: LongRows, name: str) -> str:
    whole = load.texts[name]
    default = literal(whole) if whole is not None else "NULL::VARCHAR"
    return f"coalesce({identifier(name)}, {default})" if name in load.said else default


def _line(engine: Engine, load: LongRows, number: str) -> str:
    """SQL for the line of the file that a row stands on."""
    further = f"{number} + {load.header}"
    if not load.lines:
        return further
    listed = identifier(f"lines_{load.table}")
    engine.run(f"CREATE OR REPLACE TEMP TABLE {listed} AS SELECT ? AS all_lines", [[*load.lines]])
    return f"coalesce((SELECT all_lines FROM {listed})[{number}], {further})"


def _long(engine: Engine, load: LongRows) -> str:
    """A row a figure; one without a value has its reason as status."""
    named = ", ".join(
        f"({literal(figure)}, {place}, {literal(kind)}, {literal(name)})"
        for place, (figure, (kind, name)) in enumerate(load.figures.items())
    )
    held = ", ".join(map(identifier, load.figures))
    head = ", ".join(f"u.{identifier(name)}" for name in HEAD)
    return (
        f"SELECT u.number, {head}, k.kind, u.figure, k.figure_name, u.count, k.place, "
        "CASE WHEN u.count IS NULL THEN coalesce(n.status, 'empty') ELSE 'stated' END AS status "
        f"FROM (SELECT * FROM ({_heads(engine, load)}) UNPIVOT INCLUDE NULLS "
        f"(count FOR figure IN ({held}))) u "
        f"JOIN (VALUES {named}) k(figure, place, kind, figure_name) ON k.figure = u.figure "
        f"LEFT JOIN nonfigures n ON n.load = {literal(load.table)} AND n.row = u.number "
        "AND n.figure = u.figure"
    )
