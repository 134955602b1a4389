"""The tables of a pack: returns as they were read, the sheets that count, their sums by area."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import row_of
from crosstally.pack.layout import (
    CSV_LINE_END,
    ELECTION,
    Table,
)
from crosstally.returns.load import Load
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.tabulation.figures import MISSING, FigureTable
from crosstally.tabulation.tabulator import Tabulator

Rows = Iterator[list[str]]

_CHUNK = 20_000
"""Rows that are held as texts at a time."""


def returns_tables(store: ReturnsStore) -> list[tuple[Table, list[Load]]]:
    """The tables of returns, one for each contest, source and level, with the files they are of."""
    grouped: dict[tuple[str, str, str], list[Load]] = {}
    for load in store.loads:
        grouped.setdefault((load.contest, load.entry.source, load.level), []).append(load)
    found = []
    for (contest, source, level), loads in sorted(grouped.items()):
        held = {figure for load in loads for figure in load.figures}
        figures = tuple(name for name in _figures(store, contest) if name in held)
        path = f"data/returns/{contest}.{source}.{level}.csv"
        found.append((Table(path, contest, source, level, figures), loads))
    return found


def _figures(store: ReturnsStore, contest: str) -> list[str]:
    definition = store.election.definition
    return [*definition.sheet_of(contest).fields, *definition.contests[contest].options]


def return_rows(store: ReturnsStore, table: Table, loads: Sequence[Load]) -> Rows:
    """The rows of a table of returns, the column ``entry`` still empty."""
    for load in loads:
        counted = _counted_rows(store, table, load)
        unread = _unread(store.engine, load)
        file = ELECTION.removeprefix("data/") + _inside(store, load)
        for row in _rows_in_chunks(store.engine, _returns_sql(store, table, load)):
            number, place, stage, channel, copy, *figures = row
            marks = unread.get(int(number))
            yield [
                "",
                place,
                file,
                number,
                stage,
                channel,
                copy,
                str(int(counted is None or int(number) in counted)),
                json.dumps(marks, ensure_ascii=False, sort_keys=True) if marks else "",
                *figures,
            ]


def _inside(store: ReturnsStore, load: Load) -> str:
    folder = store.election.folder.resolve()
    return load.raw.path.resolve().relative_to(folder).as_posix()


def _returns_sql(store: ReturnsStore, table: Table, load: Load) -> str:
    stage = literal(load.entry.stage.value)
    if "stage" in load.texts:
        stage = f"coalesce(stage, {stage})"
    channel = literal(load.entry.channel or "")
    if "channel" in load.texts:
        channel = f"coalesce(channel, {channel})"
    copy = "copy" if "copy" in load.texts else "''"
    is_station = load.level == store.election.definition.station_level
    inner = [identifier(f"area:{level}") for level in load.area_levels]
    place = "station" if is_station else f"concat_ws('/', {', '.join(inner)})"
    if not is_station and not inner:
        place = literal(store.places.root)
    own = [identifier(name) if name in load.figures else "NULL::INTEGER" for name in table.figures]
    number = row_of(load.is_numbered)
    where = " WHERE station IS NOT NULL" if is_station else ""
    chosen = ", ".join([f"{number} AS row", place, stage, channel, copy, *own])
    return f"SELECT {chosen} FROM {identifier(load.table)}{where} ORDER BY {number}"


def _rows_in_chunks(engine: Engine, sql: str) -> Iterator[tuple[str, ...]]:
    """The rows of a query as texts, empty where there is nothing."""
    columns = [np.ma.asarray(column) for column in _unnamed(engine, sql)]
    count = len(columns[0]) if columns else 0
    for start in range(0, count, _CHUNK):
        parts = [_texts(column[start : start + _CHUNK]) for column in columns]
        yield from zip(*parts, strict=True)


def _unnamed(engine: Engine, sql: str) -> list[Any]:
    """The columns of a query in their order, whatever they are called."""
    width = len(engine.rows(f"DESCRIBE {sql}"))
    names = ", ".join(f"c{i}" for i in range(width))
    found = engine.columns(f"SELECT * FROM ({sql}) AS t({names})")
    return [found[f"c{i}"] for i in range(width)]


def _texts(column: Any) -> list[str]:
    mask = np.ma.getmaskarray(column)
    return [
        "" if masked or value is None else str(value)
        for value, masked in zip(np.ma.getdata(column).tolist(), mask.tolist(), strict=True)
    ]


def _counted_rows(store: ReturnsStore, table: Table, load: Load) -> set[int] | None:
    """The rows of a file that enter the totals; None for all of them."""
    sheets = store.sheets.get((table.contest, table.source))
    if load.level != store.election.definition.station_level or sheets is None:
        return set()
    if sheets.plain:
        return None
    part = sheets.loads.index(load)
    rows = store.engine.rows(
        f"SELECT row FROM {identifier(sheets.name + '_latest')} WHERE turn = 1 AND part = {part}"
    )
    return {int(row) for (row,) in rows}


def _unread(engine: Engine, load: Load) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for row, figure, raw in engine.rows(
        f"SELECT row, figure, raw FROM nonfigures WHERE load = {literal(load.table)}"
    ):
        found.setdefault(int(row), {})[str(figure)] = str(raw)
    return found


def sheets_tables(store: ReturnsStore) -> list[tuple[Table, Sheets]]:
    """The tables of the sheets that count, one for each contest and source."""
    levels = [
        level
        for number, tree in enumerate(store.places.trees)
        for level in store.places.levels(tree)[:-1]
        if store.places.tree_of(level) == number
    ]
    station = store.election.definition.station_level
    return [
        (
            Table(
                f"data/sheets/{contest}.{source}.csv",
                contest,
                source,
                station,
                sheets.figures,
                tuple(levels),
            ),
            sheets,
        )
        for (contest, source), sheets in sorted(store.sheets.items())
    ]


def sheet_rows(store: ReturnsStore, table: Table, sheets: Sheets) -> Rows:
    """The rows of a table of sheets."""
    ids = store.places.ids()
    first, width = 3, len(table.areas)
    joins, areas = [], []
    for number, level in enumerate(table.areas):
        tree = store.places.tree_of(level)
        joins.append(
            f"LEFT JOIN ancestors a{number} ON a{number}.tree = {tree} "
            f"AND a{number}.leaf = s.leaf_{tree} AND a{number}.level = {literal(level)}"
        )
        areas.append(f"a{number}.area")
    figures = [f"r.{identifier(name)}" for name in sheets.figures]
    chosen = ", ".join(
        [
            "r.station",
            "coalesce(s.name, '')",
            "(s.standing IN ('opened', 'moved'))::INTEGER",
            *areas,
            *figures,
        ]
    )
    sql = (
        f"SELECT {chosen} FROM {identifier(sheets.name)} r JOIN stations s "
        f"ON s.station = r.station {' '.join(joins)} ORDER BY r.station"
    )
    for row in _rows_in_chunks(store.engine, sql):
        named = [ids[int(cell)] if cell else "" for cell in row[first : first + width]]
        yield [*row[:first], *named, *row[first + width :]]


def totals_rows(tabulator: Tabulator, tables: Sequence[tuple[Table, Sheets]]) -> Rows:
    """The sums of the sheets, for every area of every level and every figure."""
    for table, sheets in tables:
        for level in table.areas:
            areas = tabulator.table(table.contest, table.source, level, tabulator.store.places.root)
            read = tabulator.area_columns(sheets, level)
            yield from _totals_of(tabulator, table, areas, read)


def _totals_of(
    tabulator: Tabulator, table: Table, areas: FigureTable, columns: Mapping[str, Any]
) -> Rows:
    ids = tabulator.store.places.ids()
    place = {ids[int(number)]: row for row, number in enumerate(columns["area"])}
    for row, area in enumerate(areas.areas):
        known = int(areas.stations_known[row])
        for figure in table.figures:
            total = int(areas.columns[figure][row])
            yield [
                table.contest,
                table.source,
                areas.level,
                area,
                areas.names[row],
                str(int(areas.stations_held[row])),
                "" if known == MISSING else str(known),
                figure,
                str(total if total != MISSING else 0),
                str(int(columns[f"n:{figure}"][place[area]])),
            ]


def write_table(path: Path, header: Sequence[str], rows: Rows) -> None:
    """Write a CSV file: UTF-8, comma, line feed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=CSV_LINE_END)
        writer.writerow(header)
        writer.writerows(rows)


def write_parquet(
    engine: Engine, source: Path, target: Path, header: Sequence[str], numbers: Sequence[str]
) -> None:
    """The same table as Parquet, its columns ``numbers`` as whole numbers."""
    columns = ", ".join(
        f"{literal(name)}: '{'BIGINT' if name in numbers else 'VARCHAR'}'" for name in header
    )
    engine.run(
        f"COPY (SELECT * FROM read_csv({literal(str(source))}, auto_detect=false, header=false, "
        f"skip=1, delim=',', quote='\"', escape='\"', new_line='\\n', columns={{{columns}}}, "
        f"max_line_size=8388608)) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )
