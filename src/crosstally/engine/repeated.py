"""SQL over rows that repeat others: a station's several rows, codes that look alike, totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal

LEAST_ROWS = 3
LEAST_FIGURES = 2
LEAST_TOGETHER = 6
"""Rows, figures and both together: in smaller tables sums are often met by chance."""


def repeated_rows(
    engine: Engine, name: str, stations: Sequence[str], figures: Sequence[str]
) -> Mapping[str, list[dict[str, Any]]]:
    """Station → its rows that are not called copies, in the order of their files: ``part``,
    ``row`` (from 1), ``channel`` and the figures (None where none was read)."""
    if not stations:
        return {}
    listed = ", ".join(map(literal, stations))
    columns = ", ".join(identifier(figure) for figure in figures)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in engine.named_rows(
        f"SELECT station, channel, part, row, {columns} FROM {identifier(name + '_latest')} "
        f"WHERE NOT is_copy AND station IN ({listed}) ORDER BY part, row"
    ):
        found.setdefault(str(row["station"]), []).append(row)
    return found


def alike_codes(engine: Engine, name: str, limit: int) -> tuple[int, list[list[str]]]:
    """Station codes of a source that differ in leading zeros or case only, unless the election's
    own list of stations has them all: how many such groups, and the first of them."""
    if not _may_be_alike(engine, name):
        return 0, []
    alike = "ltrim(lower(station), '0')"
    # Hardly any code is like another: those are found first, before any list is made.
    doubled = f"SELECT {alike} AS code FROM {identifier(name)} GROUP BY 1 HAVING count(*) > 1"
    groups = (
        f"SELECT list(station ORDER BY station) AS codes FROM {identifier(name)} "
        f"WHERE {alike} IN ({doubled}) GROUP BY {alike}"
    )
    found = engine.rows(
        f"SELECT g.codes FROM ({groups}) g, unnest(g.codes) AS c(code) JOIN stations k "
        "ON k.station = c.code GROUP BY g.codes HAVING NOT bool_and(coalesce(k.listed, false)) "
        "ORDER BY g.codes"
    )
    return len(found), [[str(code) for code in row[0]] for row in found[:limit]]


def _may_be_alike(engine: Engine, name: str) -> bool:
    """Whether some codes could differ in leading zeros or case only: not where all are written in
    one case, and none begins with a zero or all are equally long. That is quick to tell."""
    no_zeros = (
        "NOT bool_or(starts_with(station, '0')) OR min(length(station)) = max(length(station))"
    )

    def holds(of_all: str) -> bool:
        return bool(engine.row(f"SELECT coalesce({of_all}, true) FROM {identifier(name)}")[0])

    one_case = (f"bool_and(station = {case}(station))" for case in ("upper", "lower"))
    return not (holds(no_zeros) and any(map(holds, one_case)))


def row_of_totals(
    engine: Engine, table: str, figures: Sequence[str], number: str
) -> tuple[int, str | None] | None:
    """The row (from 1) and the code of a row each of whose figures is the sum of all the other
    rows'; None where there is none, or where a table is too small to tell.

    Such a row holds half of every sum, and no other row more: sums and greatest figures, which one
    pass gives, say nearly always that there is none.
    """
    if len(figures) < LEAST_FIGURES:
        return None
    parts = ", ".join(
        f"coalesce(sum({identifier(figure)}), 0)::BIGINT, coalesce(max({identifier(figure)}), 0)"
        for figure in figures
    )
    rows, *pairs = engine.row(f"SELECT count(*), {parts} FROM {identifier(table)}")
    sums = dict(zip(figures, pairs[::2], strict=True))
    halved = {
        figure: sums[figure] // 2
        for figure, most in zip(figures, pairs[1::2], strict=True)
        if sums[figure] and 2 * most == sums[figure]
    }
    if rows < LEAST_ROWS or len(halved) < LEAST_FIGURES or rows + len(halved) < LEAST_TOGETHER:
        return None
    own = [f"{identifier(figure)} = {half}" for figure, half in halved.items()]
    # A row of totals may have no figure where the others have one, but no other figure.
    own += [
        f"{identifier(figure)} IS NULL"
        for figure in figures
        if figure not in halved and sums[figure]
    ]
    found = engine.rows(
        f"SELECT {number}, station FROM {identifier(table)} WHERE {' AND '.join(own)} LIMIT 1"
    )
    return (int(found[0][0]), found[0][1]) if found else None
