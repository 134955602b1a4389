"""SQL over the lists of voters of stations whose votes came by several ways (channels)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal


@dataclass(frozen=True)
class ListsOfChannels:
    """What the rows of a station's several channels state of one figure of the voters' list:
    numbers of stations."""

    same: int
    """Several rows state a list, and it is the same."""
    differing: int
    """Several state one, and it is not the same."""
    stated_once: int
    """One row states it, the cells of others are empty, and none of them is unread."""

    @property
    def is_the_stations(self) -> bool:
        """Whether all of them look like one list of the station."""
        return not self.differing and bool(self.same or self.stated_once)


def lists_of_channels(
    engine: Engine, name: str, figure: str, tables: Sequence[str]
) -> ListsOfChannels:
    """Of one figure, over the sheets ``name`` (``create_sheets``) made of these tables."""
    column, has = identifier(figure), identifier(f"has:{figure}")
    table_of = " ".join(f"WHEN {part} THEN {literal(table)}" for part, table in enumerate(tables))
    row = engine.row(
        "SELECT count(*) FILTER (stated > 1 AND least = most), count(*) FILTER (least <> most), "
        "count(*) FILTER (stated = 1 AND empty AND NOT unread) FROM ("
        f"SELECT count(*) FILTER ({column} > 0) AS stated, "
        f"min({column}) FILTER ({column} > 0) AS least, max({column}) AS most, "
        f"bool_or({has} AND {column} IS NULL) AS empty, bool_or(n.figure IS NOT NULL) AS unread "
        f"FROM {identifier(name + '_latest')} l LEFT JOIN nonfigures n ON n.row = l.row "
        f"AND n.figure = {literal(figure)} AND n.load = CASE l.part {table_of} END "
        "WHERE turn = 1 GROUP BY station HAVING count(*) > 1)"
    )
    return ListsOfChannels(*map(int, row))


def differing_lists(engine: Engine, name: str, figure: str) -> list[dict[str, Any]]:
    """The stations whose channels state different lists: ``station``, ``least`` and ``most``."""
    column = identifier(figure)
    return engine.named_rows(
        f"SELECT station, min({column}) AS least, max({column}) AS most "
        f"FROM {identifier(name + '_latest')} WHERE turn = 1 AND {column} > 0 "
        "GROUP BY station HAVING least <> most ORDER BY station"
    )


def one_list(figure: str) -> str:
    """SQL for a list of which a station's rows state no two different ones."""
    column = identifier(figure)
    differs = f"count(DISTINCT {column}) FILTER ({column} > 0) > 1"
    return f"CASE WHEN NOT {differs} THEN max({column}) END AS {column}"
