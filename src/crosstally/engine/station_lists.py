"""SQL that hands out stations and their figures as arrays."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from crosstally.engine.connection import Engine, identifier, literal


def station_columns(
    engine: Engine, table: str, texts: Sequence[str], figures: Sequence[str]
) -> dict[str, Any]:
    """Each station of a table once, as it first stands there: ``station`` and the text columns as
    lists (empty where NULL), figures as int64 arrays (-1 where NULL)."""
    wanted = [
        *(f"coalesce(first({identifier(name)}), '') AS {identifier(name)}" for name in texts),
        *(
            f"coalesce(max({identifier(name)}), -1)::BIGINT AS {identifier(name)}"
            for name in figures
        ),
    ]
    found = engine.columns(
        f"SELECT station, {', '.join([*wanted, 'min(rowid) AS first_row'])} "
        f"FROM {identifier(table)} WHERE station IS NOT NULL GROUP BY station ORDER BY first_row"
    )
    stations: dict[str, Any] = {"station": list(found["station"])}
    stations |= {name: [str(text) for text in found[name]] for name in texts}
    stations |= {name: np.asarray(found[name], dtype=np.int64) for name in figures}
    return stations


def areas_of_stations(engine: Engine, tree: int, level: str) -> dict[str, str]:
    """Station → id of the area of a level that it lies in; stations of no area are absent."""
    rows = engine.rows(
        f"SELECT s.station, n.id FROM stations s JOIN ancestors a ON a.leaf = s.leaf_{tree} "
        f"AND a.tree = {tree} AND a.level = {literal(level)} JOIN areas n ON n.area = a.area"
    )
    return {str(station): str(area) for station, area in rows}


def smallest_areas(engine: Engine) -> dict[str, str]:
    """Station → id of the smallest area of the main tree that it lies in."""
    rows = engine.rows(
        "SELECT s.station, n.id FROM stations s JOIN areas n ON n.area = s.leaf_0 "
        "ORDER BY s.station"
    )
    return {str(station): str(area) for station, area in rows}


def stations_with(engine: Engine, attribute: str, values: Sequence[str]) -> set[str]:
    """The stations whose attribute has one of the values."""
    listed = ", ".join(literal(value) for value in values)
    column = identifier(f"at:{attribute}")
    rows = engine.rows(f"SELECT station FROM stations WHERE {column} IN ({listed})")
    return {str(station) for (station,) in rows}


def figures_of_stations(
    engine: Engine, sheets: str, figures: Sequence[str], stations: Collection[str]
) -> dict[str, Any]:
    """Figures of the sheets of some stations: int64 arrays, -1 where NULL."""
    wanted = literal(json.dumps(sorted(stations)))
    chosen = ", ".join(f"coalesce({identifier(f)}, -1)::BIGINT AS {identifier(f)}" for f in figures)
    found = engine.columns(
        f"SELECT {chosen} FROM {identifier(sheets)} "
        f"WHERE station IN (SELECT unnest(from_json({wanted}, '[\"VARCHAR\"]')))"
    )
    return {name: np.asarray(found[name], dtype=np.int64) for name in figures}
