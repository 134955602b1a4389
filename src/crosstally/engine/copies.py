"""SQL over stations that stand more than once: copies that disagree, and rows not called copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal


def disputed_stations(engine: Engine, name: str) -> list[dict[str, Any]]:
    """The stations whose copies are not all the same: ``station``, ``copies``, ``contradict``
    (whether figures that were read do), and ``least:F``, ``most:F``, ``low:F``, ``high:F``, see
    ``_create_versions``."""
    return engine.named_rows(f"SELECT * FROM {identifier(name + '_versions')} ORDER BY station")


COMPARED_COPIES = 20
"""So many copies of a station are held against each of its others."""


def votes_moved_between_copies(engine: Engine, name: str, options: Sequence[str]) -> dict[str, int]:
    """Disputed station → the votes moved between the two of its copies that are furthest apart: the
    larger of what options have more on one of them, and fewer; its channels are added up."""

    def added(off: str) -> str:
        parts = [f"coalesce(greatest({off.format(o=identifier(one))}, 0), 0)" for one in options]
        return " + ".join(parts) or "0"

    latest = identifier(name + "_latest")
    gained, lost = added("b.{o} - a.{o}"), added("a.{o} - b.{o}")
    return {
        str(station): int(votes)
        for station, votes in engine.rows(
            "SELECT station, sum(moved)::BIGINT FROM (SELECT a.station, a.channel, "
            f"max(greatest(({gained})::BIGINT, ({lost})::BIGINT)) AS moved FROM {latest} a "
            f"JOIN {latest} b ON b.station = a.station "
            "AND b.channel IS NOT DISTINCT FROM a.channel "
            f"AND b.turn > a.turn WHERE a.turn <= {COMPARED_COPIES} AND a.station IN "
            f"(SELECT station FROM {identifier(name + '_versions')}) "
            "GROUP BY a.station, a.channel) GROUP BY station"
        )
    }


def disputed_sums(
    engine: Engine, name: str, figures: Sequence[str], tree: int, level: str
) -> dict[str, Any]:
    """NumPy columns ``area``, ``stations`` (how many are disputed) and, for each figure, by how
    much the sum of an area of a level could be less (``less:F``) or more (``more:F``) with other
    copies of these."""
    parts = "".join(
        f", coalesce(sum(greatest(coalesce(r.{identifier(f)}, 0) - v.{identifier('least:' + f)}"
        f", 0)), 0)::BIGINT AS {identifier('less:' + f)}, "
        f"coalesce(sum(greatest(v.{identifier('most:' + f)} - coalesce(r.{identifier(f)}, 0), 0))"
        f", 0)::BIGINT AS {identifier('more:' + f)}"
        for f in figures
    )
    return engine.columns(
        f"SELECT a.area, count(*) AS stations{parts} FROM {identifier(name + '_versions')} v "
        f"JOIN {identifier(name)} r ON r.station = v.station "
        "JOIN stations s ON s.station = v.station AND s.standing IN ('opened', 'moved') "
        f"JOIN ancestors a ON a.leaf = s.leaf_{tree} AND a.tree = {tree} "
        f"AND a.level = {literal(level)} GROUP BY a.area ORDER BY a.area"
    )


def repeated_stations(
    engine: Engine, name: str, limit: int, options: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Stations that stand more than once at one stage and channel without being called copies:
    ``station``, ``times``, ``differs``, ``places`` (part and row of each) and ``uncounted``, the
    votes for ``options`` in the rows that are not counted."""
    votes = " + ".join(f"coalesce({identifier(option)}, 0)" for option in options) or "0"
    return engine.named_rows(
        "SELECT station, count(*) AS times, count(DISTINCT figures) > 1 AS differs, "
        "list(part || ':' || row ORDER BY part, row) AS places, "
        f"coalesce(sum({votes}) FILTER (turn > 1), 0)::BIGINT AS uncounted "
        f"FROM {identifier(name + '_latest')} WHERE NOT is_copy "
        f"GROUP BY station, channel HAVING count(*) > 1 ORDER BY station LIMIT {limit}"
    )


def count_repeated_stations(engine: Engine, name: str) -> int:
    """How many stations ``repeated_stations`` would list without a limit."""
    return int(
        engine.row(
            f"SELECT count(*) FROM (SELECT 1 FROM {identifier(name + '_latest')} WHERE NOT is_copy "
            "GROUP BY station, channel HAVING count(*) > 1)"
        )[0]
    )


def repeated_sums(
    engine: Engine, name: str, figures: Sequence[str], tree: int, level: str
) -> dict[str, Any]:
    """NumPy columns ``area``, ``stations`` and each figure: the sums of rows that are not counted,
    since their station stands before at the same stage and channel without being called a copy."""
    parts = "".join(
        f", coalesce(sum(r.{identifier(f)}), 0)::BIGINT AS {identifier(f)}" for f in figures
    )
    return engine.columns(
        f"SELECT a.area, count(DISTINCT r.station) AS stations{parts} "
        f"FROM {identifier(name + '_latest')} r "
        "JOIN stations s ON s.station = r.station AND s.standing IN ('opened', 'moved') "
        f"JOIN ancestors a ON a.leaf = s.leaf_{tree} AND a.tree = {tree} "
        f"AND a.level = {literal(level)} WHERE r.turn > 1 AND NOT r.is_copy "
        "GROUP BY a.area ORDER BY a.area"
    )
