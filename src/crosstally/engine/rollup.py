"""SQL that adds sheets up the tree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal

_COUNTS = "s.standing IN ('opened', 'moved')"
"""A sheet of the station is to be expected, and counts."""


def create_leaf_sums(
    engine: Engine,
    name: str,
    sheets: str,
    figures: Sequence[str],
    tree: int,
    counted: bool = True,
) -> None:
    """``name``: leaf area of a tree → ``held``, how many of these ``areas.csv`` does not list
    (``unlisted``), their earliest and latest act and, for each figure, its sum and how many sheets
    have it (``n:FIGURE``). The sheets of stations that do not count (annulled, postponed, never
    opened) are in no sum; ``counted=False`` adds up those alone."""
    parts = ", ".join(
        f"sum(r.{identifier(figure)})::BIGINT AS {identifier(figure)}, "
        f"count(r.{identifier(figure)}) AS {identifier('n:' + figure)}"
        for figure in figures
    )
    engine.run_in_order(
        f"CREATE TABLE {identifier(name)} AS SELECT s.leaf_{tree} AS leaf, count(*) AS held, "
        "count(*) FILTER (NOT s.listed) AS unlisted, "
        f'min("#act") AS first_act, max("#act") AS last_act{", " if parts else ""}{parts} '
        f"FROM {identifier(sheets)} r JOIN stations s ON r.station = s.station "
        f"WHERE {'' if counted else 'NOT '}({_COUNTS}) GROUP BY 1"
    )


def sums_by_area(
    engine: Engine, leaf_sums: str, figures: Sequence[str], tree: int, level: str
) -> dict[str, Any]:
    """NumPy columns ``area``, ``held``, ``unlisted``, ``first_act``, ``last_act``, each figure's
    sum and ``n:FIGURE``, by area of a level."""
    return engine.columns(_by_area(leaf_sums, figures, tree, level))


def area_sums(
    engine: Engine, leaf_sums: str, figures: Sequence[str], tree: int, level: str, area: int
) -> dict[str, Any]:
    """The same for one area, as one mapping; ``held`` is 0 where it holds no sheet."""
    rows = engine.named_rows(_by_area(leaf_sums, figures, tree, level, area))
    return rows[0] if rows else {"held": 0, "unlisted": 0}


def _by_area(
    leaf_sums: str, figures: Sequence[str], tree: int, level: str, area: int | None = None
) -> str:
    parts = "".join(
        f", sum(l.{identifier(figure)})::BIGINT AS {identifier(figure)}, "
        f"sum(l.{identifier('n:' + figure)})::BIGINT AS {identifier('n:' + figure)}"
        for figure in figures
    )
    where = "" if area is None else f" AND a.area = {area}"
    return (
        f"SELECT a.area AS area, sum(held)::BIGINT AS held, "
        "sum(unlisted)::BIGINT AS unlisted, min(first_act) AS first_act, "
        f"max(last_act) AS last_act{parts} FROM {identifier(leaf_sums)} l "
        f"JOIN ancestors a ON a.leaf = l.leaf AND a.tree = {tree} AND a.level = {literal(level)}"
        f"{where} GROUP BY a.area ORDER BY a.area"
    )


def known_stations(engine: Engine, tree: int, level: str, only_listed: bool) -> dict[int, int]:
    """Area of a level → how many stations that are to be expected it has."""
    listed = " AND s.listed" if only_listed else ""
    return {
        int(area): int(count)
        for area, count in engine.rows(
            f"SELECT a.area, count(*) FROM stations s JOIN ancestors a ON a.leaf = s.leaf_{tree} "
            f"AND a.tree = {tree} AND a.level = {literal(level)} "
            f"WHERE {_COUNTS}{listed} GROUP BY 1"
        )
    }


def areas_inside(engine: Engine, tree: int, level: str, ancestor: int) -> set[int]:
    """The areas of a level that lie inside an area."""
    return {
        int(row[0])
        for row in engine.rows(
            "SELECT DISTINCT n.area FROM areas n JOIN ancestors a ON a.leaf = n.area "
            f"WHERE a.tree = {tree} AND a.area = {ancestor} AND n.level = {literal(level)}"
        )
    }


def station_rows(
    engine: Engine, sheets: str, figures: Sequence[str], tree: int, ancestor: int | None
) -> dict[str, Any]:
    """NumPy columns ``station``, ``name`` and figures (masked where no number is held) of the
    stations inside an area that a source holds and that count, by code."""
    columns = "".join(f", r.{identifier(figure)}" for figure in figures)
    inside = (
        ""
        if ancestor is None
        else (
            f" JOIN ancestors a ON a.tree = {tree} AND a.leaf = s.leaf_{tree} "
            f"AND a.area = {ancestor}"
        )
    )
    return engine.columns(
        f"SELECT r.station, coalesce(s.name, r.station) AS name{columns} "
        f"FROM {identifier(sheets)} r JOIN stations s ON r.station = s.station{inside} "
        f"WHERE {_COUNTS} ORDER BY r.station"
    )


def count_stations(engine: Engine, only_listed: bool) -> int:
    """How many stations are known and to be expected."""
    listed = " AND listed" if only_listed else ""
    return int(
        engine.row(f"SELECT count(*) FROM stations WHERE standing IN ('opened', 'moved'){listed}")[
            0
        ]
    )


def stations_by_source(
    engine: Engine, tables: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, int]]:
    """Source → how many stations that are to be expected its tables name, and how many of these
    neither another source nor ``areas.csv`` names."""
    if not tables:
        return {}
    named = " UNION ALL ".join(
        f"SELECT {literal(source)} AS source, station FROM {identifier(table)}"
        for source, own in tables.items()
        for table in own
    )
    rows = engine.rows(
        "SELECT source, count(*), count(*) FILTER (named_by = 1 AND NOT listed) FROM ("
        "SELECT n.source, s.listed, count(*) OVER (PARTITION BY n.station) AS named_by "
        f"FROM (SELECT DISTINCT source, station FROM ({named})) n "
        "JOIN stations s ON s.station = n.station WHERE s.standing IN ('opened', 'moved')"
        ") GROUP BY source"
    )
    counts = {str(source): (int(count), int(alone)) for source, count, alone in rows}
    return {source: counts[source] for source in tables if source in counts}


@dataclass(frozen=True)
class StatedPart:
    """The loaded table of one file whose rows stand above the station."""

    table: str
    figures: Sequence[str]
    channel: str | None
    has_channel: bool


def stated_rows(
    engine: Engine, parts: Sequence[StatedPart], figures: Sequence[str]
) -> dict[str, Any]:
    """NumPy columns ``area`` and the figures that files of one higher level state together.

    The rows of different channels are added up. A figure that some channel's row does not have is
    NULL, and so is one that stands twice for an area and channel and is not the same.
    """
    rows = " UNION ALL ".join(_stated(part, figures) for part in parts)
    once = ", ".join(
        f"CASE WHEN min({name}) = max({name}) THEN min({name}) END AS {name}"
        for name in map(identifier, figures)
    )
    added = "".join(
        f", CASE WHEN count({name}) = count(*) THEN sum({name})::BIGINT END AS {name}"
        for name in map(identifier, figures)
    )
    return engine.columns(
        f"SELECT area{added} FROM (SELECT area, channel, {once} FROM ({rows}) "
        "WHERE area IS NOT NULL GROUP BY area, channel) GROUP BY area ORDER BY area"
    )


def stated_channels(engine: Engine, parts: Sequence[StatedPart]) -> set[str]:
    """The channels that files of a higher level name; an empty text where a row names none."""
    rows = " UNION ALL ".join(_stated(part, ()) for part in parts)
    return {str(row[0]) for row in engine.rows(f"SELECT DISTINCT channel FROM ({rows})")}


def sheet_channels(engine: Engine, sheets: str) -> set[str]:
    """The channels that a source's sheets name; an empty text where one names none."""
    found = engine.rows(f'SELECT DISTINCT "#channels" FROM {identifier(sheets)}')
    return {channel for row in found for channel in str(row[0]).split("|")}


def _stated(part: StatedPart, figures: Sequence[str]) -> str:
    channel = "coalesce(channel, '')" if part.has_channel else literal(part.channel or "")
    columns = "".join(
        f", {identifier(figure)}"
        if figure in part.figures
        else f", NULL::INTEGER AS {identifier(figure)}"
        for figure in figures
    )
    return f"SELECT area, {channel} AS channel{columns} FROM {identifier(part.table)}"


def areas_with_stations_outside(engine: Engine, tree: int, upper: str, lower: str) -> set[int]:
    """The areas of a level in which some station stands in no area of a lower level."""
    return {
        int(row[0])
        for row in engine.rows(
            f"SELECT DISTINCT a.area FROM stations s JOIN ancestors a ON a.leaf = s.leaf_{tree} "
            f"AND a.tree = {tree} AND a.level = {literal(upper)} WHERE {_COUNTS} "
            f"AND s.leaf_{tree} NOT IN (SELECT leaf FROM ancestors "
            f"WHERE tree = {tree} AND level = {literal(lower)})"
        )
    }


def areas_perhaps_larger(engine: Engine, tree: int, level: str) -> set[int]:
    """The areas of a level that a station may stand in of which only a larger area is known:
    neither a file nor ``areas.csv`` says in which of them."""
    return {
        int(row[0])
        for row in engine.rows(
            f"WITH unplaced AS (SELECT DISTINCT s.leaf_{tree} AS leaf FROM stations s "
            f"WHERE {_COUNTS} AND NOT s.listed AND s.leaf_{tree} NOT IN "
            f"(SELECT leaf FROM ancestors WHERE tree = {tree} AND level = {literal(level)})) "
            "SELECT DISTINCT n.area FROM areas n "
            f"JOIN ancestors a ON a.tree = {tree} AND a.leaf = n.area "
            f"JOIN unplaced u ON u.leaf = a.area WHERE n.level = {literal(level)}"
        )
    }


def sums_of_unplaced(
    engine: Engine, leaf_sums: str, figures: Sequence[str], tree: int, level: str
) -> list[dict[str, Any]]:
    """For each area of ``areas_perhaps_larger`` that has some: ``area``, how many of these stations
    are ``held``, and each figure's sum and ``n:FIGURE`` on their sheets. Stations that
    ``areas.csv`` puts into the same larger area, and into none of the level, are among them."""
    parts = "".join(
        f", sum({identifier(name)})::BIGINT AS {identifier(name)}"
        for figure in figures
        for name in (figure, f"n:{figure}")
    )
    return engine.named_rows(
        f"SELECT n.area AS area, sum(l.held)::BIGINT AS held{parts} FROM areas n "
        f"JOIN ancestors a ON a.tree = {tree} AND a.leaf = n.area "
        f"JOIN {identifier(leaf_sums)} l ON l.leaf = a.area AND l.unlisted > 0 "
        f"WHERE n.level = {literal(level)} AND l.leaf NOT IN "
        f"(SELECT leaf FROM ancestors WHERE tree = {tree} AND level = {literal(level)}) "
        "GROUP BY n.area"
    )


def station_places(engine: Engine, stations: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Station code → (its name, id of the smallest area of the main tree it stands in)."""
    if not stations:
        return {}
    # As text: given as a parameter, a list would take six times as long and import pandas.
    wanted = literal(json.dumps([str(code) for code in stations]))
    rows = engine.rows(
        "SELECT s.station, coalesce(s.name, s.station), a.id "
        f"FROM (SELECT DISTINCT unnest(from_json({wanted}, '[\"VARCHAR\"]')) AS station) w "
        "JOIN stations s ON s.station = w.station JOIN areas a ON a.area = s.leaf_0"
    )
    return {code: (name, area) for code, name, area in rows}


def stations_apart(
    engine: Engine, sheets: str, only_listed: bool, limit: int
) -> list[tuple[str, int, list[str]]]:
    """(why, how many, the first codes) of stations with a sheet that stand apart: their standing
    where it says that they do not count, or an empty text where ``areas.csv`` lists stations and
    not them."""
    unlisted = " OR NOT s.listed" if only_listed else ""
    apart = f"FROM stations s WHERE NOT ({_COUNTS}){unlisted}"
    if not engine.row(f"SELECT count(*) {apart}")[0]:
        return []
    why = f"CASE WHEN NOT ({_COUNTS}) THEN s.standing ELSE '' END"
    return [
        (str(kind), int(count), list(codes))
        for kind, count, codes in engine.rows(
            f"SELECT {why} AS why, count(*), list(s.station ORDER BY s.station)[1:{limit}] "
            f"FROM (SELECT * {apart}) s JOIN {identifier(sheets)} r ON s.station = r.station "
            "GROUP BY 1 ORDER BY 1"
        )
    ]
