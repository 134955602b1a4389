"""SQL that turns a long file (one figure a row) into the same wide table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import FileRelation, WideLoad, load_wide

_WIDE = "long_as_read"


@dataclass(frozen=True)
class LongLoad:
    """Where a long file names the figure and where its value stands."""

    option: int
    votes: int
    known: Mapping[str, str]
    """Text as written → field or option."""


def load_long(
    engine: Engine, relation: FileRelation, load: WideLoad, long: LongLoad
) -> dict[str, int]:
    """Create ``load.table`` as ``load_wide`` does. Returns the texts that are no known option,
    with their votes."""
    read = replace(
        load,
        table=_WIDE,
        texts={**load.texts, "figure": long.option},
        figures={"votes": long.votes},
    )
    load_wide(engine, relation, read)
    names = ", ".join(f"({literal(text)}, {literal(name)})" for text, name in long.known.items())
    engine.run(f"CREATE TEMP TABLE option_names AS SELECT * FROM (VALUES {names}) t(text, name)")
    unknown = engine.rows(
        f"SELECT coalesce(figure, '') AS text, coalesce(sum(votes), 0) FROM {_WIDE} "
        "WHERE (figure IS NOT NULL OR votes > 0) "
        "AND text NOT IN (SELECT o.text FROM option_names o) GROUP BY 1"
    )
    keys = ["station", *(name for name in load.texts)]
    grouped = ", ".join(identifier(name) for name in keys)
    figures = ", ".join(
        f"any_value(votes) FILTER (meant = {literal(name)}) AS {identifier(name)}"
        for name in dict.fromkeys(long.known.values())
    )
    # A figure that stands twice, by whatever name, makes a second row, which the search for
    # duplicates then sees.
    engine.run(
        f"CREATE TABLE {identifier(load.table)} AS SELECT min(row) AS row, {grouped}, {figures} "
        f"FROM (SELECT *, row_number() OVER (PARTITION BY {grouped}, meant ORDER BY row) AS turn "
        "FROM (SELECT r.*, n.name AS meant "
        f"FROM (SELECT *{'' if load.is_numbered else ', rowid + 1 AS row'} FROM {_WIDE}) r "
        f"JOIN option_names n ON r.figure = n.text)) GROUP BY {grouped}, turn ORDER BY 1"
    )
    engine.run(
        f"UPDATE nonfigures SET load = {literal(load.table)}, figure = coalesce((SELECT n.name "
        f"FROM (SELECT *{'' if load.is_numbered else ', rowid + 1 AS row'} FROM {_WIDE}) r "
        f"JOIN option_names n ON r.figure = n.text WHERE r.row = nonfigures.row), figure) "
        f"WHERE load = {literal(_WIDE)}"
    )
    engine.run(f"DROP TABLE {_WIDE}")
    engine.run("DROP TABLE option_names")
    return {str(text): int(votes) for text, votes in unknown}
