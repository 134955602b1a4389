"""SQL that holds two sources against each other, station by station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.engine.connection import Engine, identifier

_COMPARABLE = """
    (a."#act" = b."#act" OR (least(a."#act", b."#act") > 0 AND greatest(a."#act", b."#act") = 3))
    AND (a."#channels" = b."#channels" OR a."#channels" = '' OR b."#channels" = '')
"""
"""Both sheets are of one act (0 preliminary, 1 count, 2 recount, 3 final: of all of them but the
preliminary), and their votes came the same way, as far as they say."""


@dataclass(frozen=True)
class ComparedSheets:
    """One source's sheets, to be held against another's."""

    name: str
    has_versions: bool
    """Whether some stations may have copies that disagree (``NAME_versions``)."""


def create_differing(
    engine: Engine,
    name: str,
    first: ComparedSheets,
    second: ComparedSheets,
    figures: Sequence[str],
) -> None:
    """``name``: the stations in both sources whose figures are not the same, with ``a:F`` and
    ``b:F``, and where each source has them (``a#row``, ``b#row``). A figure that one of the two
    could not read contradicts nothing, nor does one that some copy of a disputed station has as
    the other source states it (``b:F`` is then ``a:F``). Sheets of another act, or of votes that
    came another way, are not compared."""
    versions = [side for side, own in (("a", first), ("b", second)) if own.has_versions]
    columns = "".join(
        f", {_a(figure)} AS {identifier('a:' + figure)}"
        f", {_nearest(figure, versions)} AS {identifier('b:' + figure)}"
        for figure in figures
    )
    joined = "".join(
        f" LEFT JOIN {identifier(own.name + '_versions')} v{side} ON v{side}.station = a.station"
        for side, own in (("a", first), ("b", second))
        if own.has_versions
    )
    unequal = " OR ".join(
        f"coalesce({_a(f)} <> {_b(f)}{_apart(f, versions)}, false)" for f in figures
    )
    engine.run(
        f"CREATE TABLE {identifier(name)} AS SELECT a.station{columns}, "
        'a."#row" AS "a#row", b."#row" AS "b#row" FROM '
        f"{identifier(first.name)} a JOIN {identifier(second.name)} b ON a.station = b.station"
        f"{joined} WHERE {_COMPARABLE} AND ({unequal or 'false'})"
    )


def _ends(side: str, figure: str, versions: Sequence[str]) -> tuple[str, str]:
    """The least and most that the copies of one source have."""
    own = f"{side}.{identifier(figure)}"
    if side not in versions:
        return own, own
    least, most = identifier("least:" + figure), identifier("most:" + figure)
    return f"coalesce(v{side}.{least}, {own})", f"coalesce(v{side}.{most}, {own})"


def _apart(figure: str, versions: Sequence[str]) -> str:
    if not versions:
        return ""
    (low_a, high_a), (low_b, high_b) = (_ends(side, figure, versions) for side in ("a", "b"))
    return f" AND ({high_a} < {low_b} OR {high_b} < {low_a})"


def _nearest(figure: str, versions: Sequence[str]) -> str:
    if not versions:
        return _b(figure)
    return f"CASE WHEN true{_apart(figure, versions)} THEN {_b(figure)} ELSE {_a(figure)} END"


def stations_in_both(engine: Engine, first: str, second: str) -> tuple[int, int, int, int]:
    """How many stations the first holds, the second holds, both hold, and how many of these are
    of another act or way of voting, so that they are not compared."""
    row = engine.row(
        f"SELECT (SELECT count(*) FROM {identifier(first)}), "
        f"(SELECT count(*) FROM {identifier(second)}), count(*), "
        f"count(*) FILTER (NOT ({_COMPARABLE})) FROM {identifier(first)} a "
        f"JOIN {identifier(second)} b ON a.station = b.station"
    )
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])


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
    engine: Engine,
    first: str,
    second: str,
    differing: str,
    figures: Sequence[str],
    shift: int,
    others: Sequence[str] = (),
) -> list[str]:
    """The stations of ``differing`` (see ``create_differing``) at which the second source has
    exactly the figures that the first has ``shift`` rows on, in its own file or in that of the
    second (which may have a part of the stations only), and agrees in ``others``.
    """
    tuples = ", ".join(identifier(figure) for figure in figures)
    agree = "".join(
        f" AND coalesce(d.{identifier('a:' + f)} = d.{identifier('b:' + f)}, true)" for f in others
    )
    rows = engine.named_rows(
        f'WITH a AS (SELECT station, "#row" AS place, hash({tuples}) AS own, '
        f"lead(own, {shift}) OVER (ORDER BY place) AS other FROM {identifier(first)}), "
        f'b AS (SELECT station, "#row" AS place, hash({tuples}) AS h FROM {identifier(second)}), '
        f"joined AS (SELECT station, own, other, h, "
        f"lead(own, {shift}) OVER (ORDER BY b.place) AS beside FROM b JOIN a USING (station)) "
        f"SELECT station FROM joined JOIN {identifier(differing)} d USING (station) "
        f"WHERE own <> h AND h IN (other, beside){agree}"
    )
    return [str(row["station"]) for row in rows]


def figures_of_another(
    engine: Engine, first: str, differing: str, figures: Sequence[str], fewest: int
) -> dict[str, str]:
    """For stations of ``differing`` (see ``create_differing``): the one other station at which the
    first source has every figure that the second has here, at least ``fewest`` of them no zero."""
    pairs = [(_a(figure), f"d.{identifier('b:' + figure)}") for figure in figures]
    same = "".join(f" AND {own} = {other}" for own, other in pairs)
    some = " + ".join(f"({other} > 0)::INTEGER" for _, other in pairs)
    rows = engine.rows(
        f"SELECT d.station, any_value(a.station) FROM {identifier(differing)} d "
        f"JOIN {identifier(first)} a ON a.station <> d.station{same} "
        f"WHERE {some} >= {int(fewest)} GROUP BY d.station HAVING count(*) = 1"
    )
    return {str(station): str(other) for station, other in rows}


def swapped_options(
    engine: Engine,
    first: str,
    second: str,
    differing: str,
    figures: Sequence[str],
    pair: tuple[str, str],
) -> list[str]:
    """The stations of ``differing`` (see ``create_differing``) at which the two agree once a pair
    of figures is swapped."""
    one, two = pair
    rest = [figure for figure in figures if figure not in pair]
    same = "".join(f" AND {_a(f)} IS NOT DISTINCT FROM {_b(f)}" for f in rest)
    rows = engine.named_rows(
        f"SELECT a.station FROM {identifier(first)} a JOIN {identifier(second)} b "
        f"ON a.station = b.station JOIN {identifier(differing)} d ON d.station = a.station "
        f"WHERE {_a(one)} <> {_b(one)} AND {_a(one)} = {_b(two)} "
        f"AND {_a(two)} = {_b(one)}{same}"
    )
    return [str(row["station"]) for row in rows]


def _a(figure: str) -> str:
    return f"a.{identifier(figure)}"


def _b(figure: str) -> str:
    return f"b.{identifier(figure)}"


def _added(options: Sequence[str], expression: str) -> str:
    terms = [
        f"coalesce({expression.format(a=identifier('a:' + f), b=identifier('b:' + f))}, 0)"
        for f in options
    ]
    return f"({' + '.join(terms) or '0'})::BIGINT"
