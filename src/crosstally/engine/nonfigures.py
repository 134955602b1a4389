"""SQL over the small table of figures that are no numbers."""

from __future__ import annotations

from crosstally.engine.connection import Engine, literal


def count_by_figure(engine: Engine, table: str) -> dict[str, int]:
    """Field or option of a loaded file → how many of its cells are no figures."""
    return {
        str(figure): int(count)
        for figure, count in engine.rows(
            f"SELECT figure, count(*) FROM nonfigures WHERE load = {literal(table)} "
            "GROUP BY figure ORDER BY figure"
        )
    }


def nonfigure_rows(engine: Engine, table: str, figure: str) -> list[tuple[int, str]]:
    """(row from 1, raw text) of the cells of one figure that are no numbers."""
    return [
        (int(row), str(raw))
        for row, raw in engine.rows(
            f"SELECT row, raw FROM nonfigures WHERE load = {literal(table)} "
            f"AND figure = {literal(figure)} ORDER BY row"
        )
    ]
