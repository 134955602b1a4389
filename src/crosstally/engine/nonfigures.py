"""SQL over the small table of figures that are no numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import row_of


def count_by_figure(engine: Engine, table: str) -> dict[str, int]:
    """Field or option of a loaded file → how many of its cells are no figures."""
    return {
        str(figure): int(count)
        for figure, count in engine.rows(
            f"SELECT figure, count(*) FROM nonfigures WHERE load = {literal(table)} "
            "GROUP BY figure ORDER BY figure"
        )
    }


def rows_that_repeat(engine: Engine, table: str, names: Mapping[str, str]) -> list[int]:
    """The rows (from 1) of a loaded file in which every one of these figures reads its column's
    name: figure → name."""
    pairs = ", ".join(f"({literal(figure)}, {literal(name)})" for figure, name in names.items())
    return [
        int(row[0])
        for row in engine.rows(
            f"SELECT row FROM nonfigures WHERE load = {literal(table)} "
            f"AND (figure, trim(raw)) IN ({pairs}) "
            f"GROUP BY row HAVING count(*) = {len(names)} ORDER BY row"
        )
    ]


def nonfigure_rows(engine: Engine, table: str, figure: str) -> list[tuple[int, str]]:
    """(row from 1, raw text) of the cells of one figure that are no numbers."""
    return [
        (int(row), str(raw))
        for row, raw in engine.rows(
            f"SELECT row, raw FROM nonfigures WHERE load = {literal(table)} "
            f"AND figure = {literal(figure)} ORDER BY row"
        )
    ]


def stations_of_rows(
    engine: Engine, table: str, is_numbered: bool, rows: Sequence[int]
) -> dict[int, str]:
    """Row (from 1) of a loaded file of stations → the station's code, as far as it has one."""
    at = row_of(is_numbered)
    found = engine.rows(
        f"SELECT DISTINCT {at}, station FROM {identifier(table)} "
        f"WHERE {at} IN (SELECT unnest(?::BIGINT[])) AND station IS NOT NULL",
        [list(rows)],
    )
    return {int(row): str(station) for row, station in found}
