"""SQL that sets stations of one kind apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal

NONE_OF_IT = ("", "0", "no", "none", "false", "-", "нет")
"""Texts by which an attribute says that a station is not of the kind."""


def attribute_values(engine: Engine, attribute: str, limit: int) -> list[tuple[str, int]]:
    """The values of an attribute and how many stations have each, the commonest first; without
    those that mean none of it."""
    return [
        (str(value), int(count))
        for value, count in engine.rows(
            f"SELECT {_column(attribute)} AS v, count(*) FROM stations s "
            f"WHERE {_is_set(attribute)} "
            f"GROUP BY v ORDER BY 2 DESC, 1 LIMIT {limit}"
        )
    ]


def sums_by_kind(
    engine: Engine,
    sheets: str,
    figures: Sequence[str],
    tree: int,
    level: str,
    attribute: str,
    by_value: bool,
) -> dict[str, Any]:
    """NumPy columns ``kind``, ``area``, ``held`` and the figures' sums over the stations that have
    an attribute: apart by its value, or (``by_value`` false) all in one kind."""
    parts = "".join(
        f", coalesce(sum(r.{identifier(f)}), 0)::BIGINT AS {identifier(f)}" for f in figures
    )
    kind = _column(attribute) if by_value else "''"
    return engine.columns(
        f"SELECT {kind} AS kind, a.area, count(*) AS held{parts} "
        f"FROM (SELECT * FROM stations s WHERE {_is_set(attribute)}) s "
        f"JOIN {identifier(sheets)} r ON r.station = s.station "
        f"JOIN ancestors a ON a.leaf = s.leaf_{tree} AND a.tree = {tree} "
        f"AND a.level = {literal(level)} GROUP BY ALL ORDER BY 1, a.area"
    )


def _column(attribute: str) -> str:
    return f"s.{identifier('at:' + attribute)}"


def _is_set(attribute: str) -> str:
    none = ", ".join(literal(text) for text in NONE_OF_IT)
    return f"({_column(attribute)} IS NOT NULL AND lower({_column(attribute)}) NOT IN ({none}))"
