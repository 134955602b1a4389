"""SQL that holds two sources against each other, station by station."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crosstally.engine.connection import Engine, identifier


def create_differing(
    engine: Engine, name: str, first: str, second: str, figures: Sequence[str]
) -> None:
    """``name``: the stations in both sources whose figures are not the same, with ``a:F`` and
    ``b:F``. A figure that one of the two could not read contradicts nothing."""
    columns = "".join(
        f", a.{identifier(figure)} AS {identifier('a:' + figure)}"
        f", b.{identifier(figure)} AS {identifier('b:' + figure)}"
        for figure in figures
    )
    engine.run(
        f"CREATE TABLE {identifier(name)} AS SELECT a.station{columns} "
        f"FROM {identifier(first)} a JOIN {identifier(second)} b ON a.station = b.station "
        f"WHERE {_unequal(figures)}"
    )


def stations_in_both(engine: Engine, first: str, second: str) -> tuple[int, int, int]:
    """How many stations the first holds, the second holds, and both hold."""
    row = engine.row(
        f"SELECT (SELECT count(*) FROM {identifier(first)}), "
        f"(SELECT count(*) FROM {identifier(second)}), (SELECT count(*) FROM "
        f"{identifier(first)} WHERE station IN (SELECT station FROM {identifier(second)}))"
    )
    return int(row[0]), int(row[1]), int(row[2])


def sums_of_differences(engine: Engine, name: str, figures: Sequence[str]) -> dict[str, Any]:
    """Over a table of ``create_differing``: ``stations`` and, for each figure, ``differ:F``,
    ``net:F``, ``gross:F``, ``more:F``, ``fewer:F`` (second against first)."""
    parts = []
    for figure in figures:
        a, b = identifier("a:" + figure), identifier("b:" + figure)
        delta = f"({b}::BIGINT - {a})"
        parts += [
            f"count(*) FILTER ({a} <> {b}) AS {identifier('differ:' + figure)}",
            f"coalesce(sum({delta}), 0)::BIGINT AS {identifier('net:' + figure)}",
            f"coalesce(sum(abs({delta})), 0)::BIGINT AS {identifier('gross:' + figure)}",
            f"count(*) FILTER ({b} > {a}) AS {identifier('more:' + figure)}",
            f"count(*) FILTER ({b} < {a}) AS {identifier('fewer:' + figure)}",
        ]
    return engine.named_rows(
        f"SELECT {', '.join(['count(*) AS stations', *parts])} FROM {identifier(name)}"
    )[0]


def largest_differences(
    engine: Engine, name: str, figures: Sequence[str], options: Sequence[str], limit: int
) -> list[dict[str, Any]]:
    """The stations that differ, the most votes moved first: ``station``, ``name``, ``area`` (id),
    ``votes`` and, for each figure, ``a:F`` and ``b:F``."""
    gained = _added(options, "greatest({b} - {a}, 0)")
    lost = _added(options, "greatest({a} - {b}, 0)")
    others = [
        f"coalesce(abs({identifier('b:' + f)} - {identifier('a:' + f)}), 0)"
        for f in figures
        if f not in options
    ]
    votes = (
        f"CASE WHEN {gained} + {lost} > 0 THEN greatest({gained}, {lost}) "
        f"ELSE greatest({', '.join(['0', *others])}) END"
    )
    return engine.named_rows(
        "SELECT d.*, coalesce(s.name, d.station) AS name, n.id AS area FROM ("
        f"SELECT *, {votes} AS votes FROM {identifier(name)} "
        f"ORDER BY votes DESC, station LIMIT {limit}) d "
        "JOIN stations s ON s.station = d.station JOIN areas n ON n.area = s.leaf_0 "
        "ORDER BY d.votes DESC, d.station"
    )


def shifted_rows(
    engine: Engine, first: str, second: str, figures: Sequence[str], shift: int
) -> int:
    """At how many stations that differ the second source has exactly the figures that the first
    has ``shift`` rows on in its file."""
    tuples = ", ".join(identifier(figure) for figure in figures)
    return int(
        engine.row(
            f"WITH moved AS (SELECT station, hash({tuples}) AS own, "
            f'lead(hash({tuples}), {shift}) OVER (ORDER BY "#row") AS other '
            f"FROM {identifier(first)}), b AS (SELECT station, hash({tuples}) AS h "
            f"FROM {identifier(second)}) SELECT count(*) FROM moved JOIN b USING (station) "
            "WHERE own <> h AND other = h"
        )[0]
    )


def swapped_options(
    engine: Engine, first: str, second: str, figures: Sequence[str], pair: tuple[str, str]
) -> int:
    """At how many stations that differ the two agree once a pair of figures is swapped."""
    one, two = pair
    rest = [figure for figure in figures if figure not in pair]
    same = "".join(f" AND {_a(f)} IS NOT DISTINCT FROM {_b(f)}" for f in rest)
    return int(
        engine.row(
            f"SELECT count(*) FROM {identifier(first)} a JOIN {identifier(second)} b "
            f"ON a.station = b.station WHERE {_a(one)} <> {_b(one)} AND {_a(one)} = {_b(two)} "
            f"AND {_a(two)} = {_b(one)}{same}"
        )[0]
    )


def _a(figure: str) -> str:
    return f"a.{identifier(figure)}"


def _b(figure: str) -> str:
    return f"b.{identifier(figure)}"


def _unequal(figures: Sequence[str]) -> str:
    return " OR ".join(f"coalesce({_a(f)} <> {_b(f)}, false)" for f in figures) or "false"


def _added(options: Sequence[str], expression: str) -> str:
    terms = [
        f"coalesce({expression.format(a=identifier('a:' + f), b=identifier('b:' + f))}, 0)"
        for f in options
    ]
    return f"({' + '.join(terms) or '0'})::BIGINT"
