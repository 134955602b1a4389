"""SQL for tables that are written down: returns as they were read, sheets with their areas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from filecmp import cmp
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import row_of
from crosstally.problems import InputError

_CHUNK = 20_000
"""Rows that are held as texts at a time."""


def return_texts(
    engine: Engine,
    table: str,
    *,
    is_numbered: bool,
    place: Sequence[str],
    otherwise: str,
    texts: Sequence[tuple[str | None, str]],
    figures: Sequence[str | None],
) -> Iterator[tuple[str, ...]]:
    """The rows of a loaded table as texts: number (from 1), place, ``texts``, ``figures``.

    ``place`` names the columns that make up the place, ``otherwise`` stands where there are none;
    each of ``texts`` is (column or None, what stands where it has nothing); a figure that is None
    is not in the table.
    """
    columns = [identifier(name) for name in place]
    where = f"concat_ws('/', {', '.join(columns)})" if columns else literal(otherwise)
    said = [
        literal(default) if name is None else f"coalesce({identifier(name)}, {literal(default)})"
        for name, default in texts
    ]
    own = ["NULL::INTEGER" if name is None else identifier(name) for name in figures]
    number = row_of(is_numbered)
    kept = " AND ".join(f"{column} IS NOT NULL" for column in columns[:1]) or "true"
    return _as_texts(
        engine,
        [number, where, *said, *own],
        f"FROM {identifier(table)} WHERE {kept} ORDER BY {number}",
    )


def counted_rows(engine: Engine, sheets: str, part: int) -> set[int]:
    """The rows (from 1) of one file whose figures enter its source's sheets."""
    rows = engine.rows(
        f"SELECT row FROM {identifier(sheets + '_latest')} WHERE turn = 1 AND part = {part}"
    )
    return {int(row) for (row,) in rows}


def unread_cells(engine: Engine, table: str) -> dict[int, dict[str, str]]:
    """Row (from 1) → figure → what stands there instead of a number."""
    found: dict[int, dict[str, str]] = {}
    for row, figure, raw in engine.rows(
        f"SELECT row, figure, raw FROM nonfigures WHERE load = {literal(table)}"
    ):
        found.setdefault(int(row), {})[str(figure)] = str(raw)
    return found


def sheet_texts(
    engine: Engine, sheets: str, levels: Sequence[tuple[int, str]], figures: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    """The sheets of a source as texts: station, name, whether it counts (1 or 0), the number of its
    area at each of ``levels`` (number of the tree, level), figures."""
    joins = " ".join(
        f"LEFT JOIN ancestors a{n} ON a{n}.tree = {tree} AND a{n}.leaf = s.leaf_{tree} "
        f"AND a{n}.level = {literal(level)}"
        for n, (tree, level) in enumerate(levels)
    )
    chosen = ["r.station", "coalesce(s.name, '')"]
    chosen.append("(s.standing IN ('opened', 'moved'))::INTEGER")
    chosen += [f"a{n}.area" for n in range(len(levels))]
    chosen += [f"r.{identifier(name)}" for name in figures]
    return _as_texts(
        engine,
        chosen,
        f"FROM {identifier(sheets)} r JOIN stations s ON s.station = r.station {joins} "
        "ORDER BY r.station",
    )


def write_parquet(engine: Engine, source: Path, target: Path, types: Mapping[str, bool]) -> None:
    """A CSV file with a header (comma, line feed) as Parquet. ``types``: column → whether it holds
    whole numbers."""
    columns = ", ".join(
        f"{literal(name)}: '{'BIGINT' if is_whole else 'VARCHAR'}'"
        for name, is_whole in types.items()
    )
    engine.run(
        f"COPY (SELECT * FROM read_csv({literal(str(engine.plain_path(source)))}, "
        "auto_detect=false, header=false, skip=1, delim=',', quote='\"', escape='\"', "
        f"new_line='\\n', columns={{{columns}}}, max_line_size=8388608)) "
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )


def is_same_parquet(engine: Engine, one: Path, other: Path) -> bool:
    """Whether two Parquet files have the same columns and rows in the same order. ``other`` may be
    anybody's, and unpack to anything: it is read within the engine's memory.

    What one version of DuckDB writes of the same rows is the same bytes; of another version's file,
    the rows alone are compared.
    """
    if cmp(one, other, shallow=False):
        return True
    tables = [f"read_parquet({literal(str(engine.plain_path(path)))})" for path in (one, other)]
    try:
        columns, others = (engine.rows(f"DESCRIBE SELECT * FROM {table}") for table in tables)
        counts = [engine.row(f"SELECT count(*) FROM {table}") for table in tables]
        writers = [parquet_writer(engine, path) for path in (one, other)]
        if columns != others or counts[0] != counts[1] or writers[0] == writers[1]:
            return False
        differ = " OR ".join(
            f"a.{identifier(str(name))} IS DISTINCT FROM b.{identifier(str(name))}"
            for name, *_type in columns
        )
        joined = f"{tables[0]} a POSITIONAL JOIN {tables[1]} b"
        return not engine.rows(f"SELECT 1 FROM {joined} WHERE {differ} LIMIT 1")
    except (InputError, duckdb.Error):
        return False


def parquet_writer(engine: Engine, path: Path) -> str:
    """Which program a Parquet file says that it was written by. Raises ``InputError`` or
    ``duckdb.Error`` where it is none."""
    name = literal(str(engine.plain_path(path)))
    (found,) = engine.row(f"SELECT created_by FROM parquet_file_metadata({name})")
    return str(found)


def _as_texts(engine: Engine, chosen: Sequence[str], rest: str) -> Iterator[tuple[str, ...]]:
    """The rows of a query as texts, empty where there is nothing."""
    named = ", ".join(f"{expression} AS c{i}" for i, expression in enumerate(chosen))
    found = engine.columns(f"SELECT {named} {rest}")
    columns = [np.ma.asarray(found[f"c{i}"]) for i in range(len(chosen))]
    for start in range(0, len(columns[0]), _CHUNK):
        parts = [_texts(column[start : start + _CHUNK]) for column in columns]
        yield from zip(*parts, strict=True)


def _texts(column: Any) -> list[str]:
    mask = np.ma.getmaskarray(column)
    return [
        "" if masked or value is None else str(value)
        for value, masked in zip(np.ma.getdata(column).tolist(), mask.tolist(), strict=True)
    ]
