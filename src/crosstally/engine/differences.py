"""SQL that holds two sources against each other, station by station."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crosstally.engine.connection import Engine, identifier


def station_differences(
    engine: Engine, first: str, second: str, figures: Sequence[str]
) -> dict[str, Any]:
    """One row of counts: ``agree``, ``differ``, ``only_first``, ``only_second`` and, for each
    figure, ``differ:F``, ``net:F``, ``gross:F``, ``more:F``, ``fewer:F``.

    A figure that one of the two could not read contradicts nothing.
    """
    parts = []
    for figure in figures:
        name = identifier(figure)
        delta = f"(b.{name}::BIGINT - a.{name})"
        parts += [
            f"count(*) FILTER (a.{name} <> b.{name}) AS {identifier('differ:' + figure)}",
            f"coalesce(sum({delta}), 0)::BIGINT AS {identifier('net:' + figure)}",
            f"coalesce(sum(abs({delta})), 0)::BIGINT AS {identifier('gross:' + figure)}",
            f"count(*) FILTER (b.{name} > a.{name}) AS {identifier('more:' + figure)}",
            f"count(*) FILTER (b.{name} < a.{name}) AS {identifier('fewer:' + figure)}",
        ]
    unequal = _unequal(figures)
    return engine.named_rows(
        "SELECT "
        "count(*) FILTER (a.station IS NOT NULL AND b.station IS NOT NULL) AS both_, "
        f"count(*) FILTER (a.station IS NOT NULL AND b.station IS NOT NULL AND ({unequal})) "
        "AS differ, "
        "count(*) FILTER (b.station IS NULL) AS only_first, "
        f"count(*) FILTER (a.station IS NULL) AS only_second{''.join(', ' + p for p in parts)} "
        f"FROM {identifier(first)} a FULL JOIN {identifier(second)} b ON a.station = b.station"
    )[0]


def largest_differences(
    engine: Engine,
    first: str,
    second: str,
    figures: Sequence[str],
    options: Sequence[str],
    limit: int,
) -> list[dict[str, Any]]:
    """The stations that differ, the most votes moved first: ``station``, ``name``, ``area`` (id),
    ``votes`` and, for each figure, ``a:F`` and ``b:F``."""
    gained = _added(options, "greatest({b} - {a}, 0)")
    lost = _added(options, "greatest({a} - {b}, 0)")
    others = [figure for figure in figures if figure not in options]
    largest = ", ".join([gained, lost, *(f"coalesce(abs({_b(f)} - {_a(f)}), 0)" for f in others)])
    votes = (
        f"CASE WHEN {gained} + {lost} > 0 THEN greatest({gained}, {lost}) "
        f"ELSE greatest({largest}) END"
    )
    columns = "".join(
        f", a.{identifier(figure)} AS {identifier('a:' + figure)}"
        f", b.{identifier(figure)} AS {identifier('b:' + figure)}"
        for figure in figures
    )
    return engine.named_rows(
        f"SELECT d.*, coalesce(s.name, d.station) AS name, n.id AS area FROM ("
        f"SELECT a.station, {votes} AS votes{columns} "
        f"FROM {identifier(first)} a JOIN {identifier(second)} b ON a.station = b.station "
        f"WHERE {_unequal(figures)} ORDER BY votes DESC, a.station LIMIT {limit}) d "
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
    terms = [f"coalesce({expression.format(a=_a(f), b=_b(f))}, 0)" for f in options]
    return f"({' + '.join(terms) or '0'})::BIGINT"
