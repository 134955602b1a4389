"""SQL that hands out the stations of one loaded table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from crosstally.engine.connection import Engine, identifier


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
