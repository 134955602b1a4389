"""SQL over single sheets: which stand, which disagree, which break a control relation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosstally.engine.connection import Engine, identifier, literal


@dataclass(frozen=True)
class SheetPart:
    """The loaded table of one file, as a part of one source's sheets in one contest."""

    table: str
    stage: int
    figures: Sequence[str]
    has_channel: bool = False
    has_copy: bool = False
    has_stage: bool = False
    """Whether its rows name a stage each (a column ``stage`` of names)."""
    has_row: bool = False
    has_replaced: bool = False
    """Whether some of its rows are replaced by others (``replaced_rows``)."""
    channel: str | None = None
    act: int = 1
    """Its act: figures of different acts need not be the same."""
    acts: Mapping[str, int] = field(default_factory=dict)
    """Name of a stage → its act, for rows that name their stage."""


def has_repeated_station(engine: Engine, tables: Sequence[str]) -> bool:
    """Whether some station code stands in more than one row of the tables together."""
    rows = " UNION ALL ".join(f"SELECT station FROM {identifier(table)}" for table in tables)
    # Grouped, since an ungrouped count of distinct values is never spilled to disk.
    row = engine.row(
        f"SELECT sum(times), count(*) FROM (SELECT count(*) AS times FROM ({rows}) "
        "WHERE station IS NOT NULL GROUP BY station)"
    )
    return bool((row[0] or 0) != row[1])


def create_plain_sheets(
    engine: Engine,
    name: str,
    parts: Sequence[SheetPart],
    figures: Sequence[str],
) -> None:
    """``name`` as a view over files in which every station stands once: as it stands there.

    Beside the figures: ``#row``, ``#act`` and ``#channels``, as in ``create_sheets``.
    """
    views = []
    for number, part in enumerate(parts):
        chosen = ", ".join(
            identifier(figure)
            if figure in part.figures
            else f"NULL::INTEGER AS {identifier(figure)}"
            for figure in figures
        )
        views.append(
            f'SELECT {number}::BIGINT << 40 | {_row_of(part)} AS "#row", station, '
            f'{_act(part)} AS "#act", {_channel(part)} AS "#channels", {chosen} '
            f"FROM {identifier(part.table)} WHERE station IS NOT NULL"
        )
    engine.run(f"CREATE VIEW {identifier(name)} AS {' UNION ALL '.join(views)}")


def create_sheets(
    engine: Engine,
    name: str,
    parts: Sequence[SheetPart],
    figures: Sequence[str],
    stage_order: Mapping[str, int],
    options: Sequence[str] = (),
    counted: Sequence[str] = (),
    lists: Sequence[str] = (),
) -> None:
    """``name``: one row a station, from several files, stages, channels and copies.

    Of each station and channel the rows of the latest stage stand (``name_standing``: one row a
    station and channel); among copies of one stage the first read stands and ``name_versions``
    keeps the least and greatest of each figure where they disagree; channels are added up. A
    figure that one channel has and could not read is NULL, and so is one of ``counted`` (figures
    that every ballot enters) where one channel's sheet does not have it. An option that a
    channel's sheet does not have got no vote there. Figures of the voters' list (``lists``) are
    not added up where every channel's sheet repeats the one list. ``#row`` orders stations as
    their files do (the number of the part, times 2**40, and the row in it from 1), ``#act`` is the
    act of its latest row, ``#channels`` names its channels (empty: none is said).
    """
    rows = f"{name}_rows"
    engine.run(
        f"CREATE TABLE {identifier(rows)} AS "
        + " UNION ALL ".join(_part(i, part, figures, stage_order) for i, part in enumerate(parts))
    )
    engine.run(
        f"CREATE TABLE {identifier(name + '_latest')} AS SELECT *, "
        "row_number() OVER (PARTITION BY station, channel ORDER BY part, row) AS turn "
        f"FROM (SELECT * FROM {identifier(rows)} "
        "QUALIFY stage = max(stage) OVER (PARTITION BY station, channel))"
    )
    own = ", ".join(
        f"CASE WHEN {identifier('has:' + one)} THEN {identifier(one)} ELSE 0 END "
        f"AS {identifier(one)}"
        if one in options
        else identifier(one)
        for one in figures
    )
    engine.run(
        f"CREATE VIEW {identifier(name + '_standing')} AS SELECT station, {own} "
        f"FROM {identifier(name + '_latest')} WHERE turn = 1"
    )
    repeated = [one for one in lists if one in figures and _is_repeated(engine, name, one)]
    sums = ", ".join(
        f"max({identifier(one)}) AS {identifier(one)}"
        if one in repeated
        else _channel_sum(one, one in counted)
        for one in figures
    )
    engine.run(
        f'CREATE TABLE {identifier(name)} AS SELECT min(part::BIGINT << 40 | row) AS "#row", '
        """max(act) AS "#act", string_agg(channel, '|' ORDER BY channel) AS "#channels", """
        f"station, {sums} "
        f"FROM {identifier(name + '_latest')} WHERE turn = 1 GROUP BY station ORDER BY station"
    )
    _create_versions(engine, name, figures)


def disputed_stations(engine: Engine, name: str) -> list[dict[str, Any]]:
    """The stations whose copies disagree: ``station``, ``copies``, and ``least:F``, ``most:F``."""
    return engine.named_rows(f"SELECT * FROM {identifier(name + '_versions')} ORDER BY station")


def disputed_sums(
    engine: Engine, name: str, figures: Sequence[str], tree: int, level: str
) -> dict[str, Any]:
    """NumPy columns ``area`` and, for each figure, by how much the sum of an area of a level could
    be less (``less:F``) or more (``more:F``) with other copies of its disputed stations."""
    parts = "".join(
        f", coalesce(sum(r.{identifier(f)} - v.{identifier('least:' + f)}), 0)::BIGINT "
        f"AS {identifier('less:' + f)}, "
        f"coalesce(sum(v.{identifier('most:' + f)} - r.{identifier(f)}), 0)::BIGINT "
        f"AS {identifier('more:' + f)}"
        for f in figures
    )
    return engine.columns(
        f"SELECT a.area{parts} FROM {identifier(name + '_versions')} v "
        f"JOIN {identifier(name)} r ON r.station = v.station "
        "JOIN stations s ON s.station = v.station AND s.standing IN ('opened', 'moved') "
        f"JOIN ancestors a ON a.leaf = s.leaf_{tree} AND a.tree = {tree} "
        f"AND a.level = {literal(level)} GROUP BY a.area ORDER BY a.area"
    )


def repeated_stations(engine: Engine, name: str, limit: int) -> list[dict[str, Any]]:
    """Stations that stand more than once at one stage and channel without being called copies:
    ``station``, ``times``, ``differs``, ``rows`` (part and row of each)."""
    return engine.named_rows(
        "SELECT station, count(*) AS times, count(DISTINCT figures) > 1 AS differs, "
        "list(part || ':' || row ORDER BY part, row) AS places "
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


def broken_relation(
    engine: Engine,
    name: str,
    terms: Mapping[str, int],
    constant: int,
    operator: str,
    tolerance: int,
    relative: tuple[Mapping[str, int], int, int, int],
    limit: int,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Where ``sum(factor * figure) + constant  operator  0`` fails.

    ``relative`` is (terms, constant, numerator, denominator) of the part of the right-hand side
    that it may be off. A figure that is no number may be anything from zero up: the relation
    fails only if it fails whatever the figure is. Returns a summary (``checked``, ``not_checked``,
    ``failed``, ``votes``, ``net``) and at most ``limit`` rows (``station``, ``off``, the figures).
    """
    least, most = _span(terms, constant)
    slack = _slack(tolerance, relative)
    fails = {
        "==": f"({least} > {slack} OR {most} < -{slack})",
        "<=": f"{least} > {slack}",
        ">=": f"{most} < -{slack}",
        "<": f"{least} >= {slack}",
        ">": f"{most} <= -{slack}",
    }[operator]
    off = f"CASE WHEN {least} > 0 THEN {least} WHEN {most} < 0 THEN {most} ELSE {least} END"
    known = " AND ".join(f"{identifier(term)} IS NOT NULL" for term in terms) or "true"
    figures = ", ".join(identifier(term) for term in terms)
    # The first pass only counts; what failed is fetched by a second, since it is seldom much.
    # A sheet that fails whatever its unread figures are was checked.
    settled = f"({known}) OR coalesce({fails}, false)"
    summary = engine.named_rows(
        f"SELECT count(*) FILTER ({settled}) AS checked, count(*) FILTER (NOT ({settled})) AS "
        f"not_checked, count(*) FILTER ({fails}) AS failed, "
        f"coalesce(sum(abs({off})) FILTER ({fails}), 0) AS votes, "
        f"coalesce(sum({off}) FILTER ({fails}), 0) AS net FROM {identifier(name)}"
    )[0]
    rows = (
        engine.named_rows(
            f'SELECT station, {off} AS "off by"{", " if figures else ""}{figures} '
            f'FROM {identifier(name)} WHERE {fails} ORDER BY abs("off by") DESC, station '
            f"LIMIT {limit}"
        )
        if summary["failed"]
        else []
    )
    return summary, rows


def same_figures(
    engine: Engine, name: str, options: Sequence[str], limit: int
) -> list[dict[str, Any]]:
    """Groups of stations with exactly the same votes in every option: ``stations`` (list),
    and the options' votes."""
    columns = ", ".join(identifier(option) for option in options)
    known = " AND ".join(f"{identifier(option)} IS NOT NULL" for option in options)
    engine.run(
        f"CREATE TEMP TABLE repeated_hashes AS SELECT hash({columns}) AS h "
        f"FROM {identifier(name)} WHERE {known} GROUP BY h HAVING count(*) > 1"
    )
    found = engine.named_rows(
        f"SELECT list(station ORDER BY station) AS stations, {columns} FROM {identifier(name)} "
        f"WHERE {known} AND hash({columns}) IN (SELECT h FROM repeated_hashes) "
        f"GROUP BY {columns} HAVING count(*) > 1 "
        f"ORDER BY {' + '.join(identifier(option) for option in options)} DESC LIMIT {limit}"
    )
    engine.run("DROP TABLE repeated_hashes")
    return found


def stations_by_options_voted_for(
    engine: Engine, name: str, options: Sequence[str]
) -> dict[tuple[bool, ...], int]:
    """How many stations have votes for exactly these of the options (a truth value an option)."""
    known = " AND ".join(f"{identifier(option)} IS NOT NULL" for option in options)
    voted = ", ".join(f"{identifier(option)} > 0" for option in options)
    rows = engine.rows(
        f"SELECT {voted}, count(*) FROM {identifier(name)} WHERE {known} GROUP BY ALL"
    )
    return {tuple(bool(value) for value in row[:-1]): int(row[-1]) for row in rows}


def value_frequencies(
    engine: Engine, name: str, option: str, values: Sequence[int]
) -> dict[int, int]:
    """How many stations have each of some numbers of votes for an option."""
    wanted = ", ".join(str(int(value)) for value in values)
    rows = engine.rows(
        f"SELECT {identifier(option)}, count(*) FROM {identifier(name)} "
        f"WHERE {identifier(option)} IN ({wanted}) GROUP BY 1"
    )
    return {int(value): int(count) for value, count in rows}


def _row_of(part: SheetPart) -> str:
    """A row's number in the part's file, from 1 below the header."""
    return identifier("row") if part.has_row else "(rowid + 1)"


def rows_of_stations(
    engine: Engine, name: str, stations: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """Station → (number of the part from 0, row in it from 1) of its first row that counts."""
    if not stations:
        return {}
    wanted = literal(json.dumps([str(code) for code in stations]))
    rows = engine.rows(
        f'SELECT station, "#row" FROM {identifier(name)} '
        f"JOIN (SELECT unnest(from_json({wanted}, '[\"VARCHAR\"]')) AS station) USING (station)"
    )
    return {code: divmod(int(place), 1 << 40) for code, place in rows}


def _part(
    number: int, part: SheetPart, figures: Sequence[str], stage_order: Mapping[str, int]
) -> str:
    table = identifier(part.table)
    stage = str(part.stage)
    if part.has_stage:
        cases = " ".join(
            f"WHEN {literal(name)} THEN {order}" for name, order in stage_order.items()
        )
        stage = f"CASE stage {cases} ELSE {part.stage} END"
    row = _row_of(part)
    own = ", ".join(identifier(name) for name in part.figures)
    chosen = [
        f"{number} AS part",
        f"{row} AS row",
        "station",
        f"{stage} AS stage",
        f"{_act(part)} AS act",
        f"{_channel(part)} AS channel",
        f"{'copy IS NOT NULL' if part.has_copy else 'false'} AS is_copy",
        f"hash({own})::VARCHAR AS figures",
        *(
            identifier(name) if name in part.figures else f"NULL::INTEGER AS {identifier(name)}"
            for name in figures
        ),
        *(
            f"{str(name in part.figures).lower()} AS {identifier('has:' + name)}"
            for name in figures
        ),
    ]
    kept = "station IS NOT NULL"
    if part.has_replaced:
        kept += (
            f" AND {row} NOT IN (SELECT row FROM replaced_rows WHERE load = {literal(part.table)})"
        )
    return f"SELECT {', '.join(chosen)} FROM {table} WHERE {kept}"


def _channel(part: SheetPart) -> str:
    return "coalesce(channel, '')" if part.has_channel else literal(part.channel or "")


def _act(part: SheetPart) -> str:
    cases = " ".join(f"WHEN {literal(name)} THEN {act}" for name, act in part.acts.items())
    return f"CASE stage {cases} ELSE {part.act} END" if part.has_stage and cases else str(part.act)


def _is_repeated(engine: Engine, name: str, figure: str) -> bool:
    """Whether a figure is the same on the sheets of all channels, at every station with several."""
    column = identifier(figure)
    row = engine.row(
        "SELECT count(*), count(*) FILTER (least <> most) FROM ("
        f"SELECT min({column}) AS least, max({column}) AS most "
        f"FROM {identifier(name + '_latest')} WHERE turn = 1 AND {column} > 0 "
        "GROUP BY station HAVING count(*) > 1)"
    )
    return bool(row[0] and not row[1])


def _channel_sum(figure: str, is_counted: bool) -> str:
    name, has = identifier(figure), identifier("has:" + figure)
    lacking = f"{name} IS NULL" if is_counted else f"{has} AND {name} IS NULL"
    return f"CASE WHEN count(*) FILTER ({lacking}) = 0 THEN sum({name})::INTEGER END AS {name}"


def _create_versions(engine: Engine, name: str, figures: Sequence[str]) -> None:
    bounds = ", ".join(
        f"sum(least_{i})::BIGINT AS {identifier('least:' + figure)}, "
        f"sum(most_{i})::BIGINT AS {identifier('most:' + figure)}"
        for i, figure in enumerate(figures)
    )
    inner = ", ".join(
        f"min({identifier(figure)}) AS least_{i}, max({identifier(figure)}) AS most_{i}"
        for i, figure in enumerate(figures)
    )
    engine.run(
        f"CREATE TABLE {identifier(name + '_versions')} AS SELECT station, "
        f"sum(copies)::BIGINT AS copies, {bounds} FROM (SELECT station, channel, "
        f"count(*) AS copies, count(DISTINCT figures) AS versions, {inner} "
        f"FROM {identifier(name + '_latest')} GROUP BY station, channel) "
        "GROUP BY station HAVING max(versions) > 1"
    )


def _span(terms: Mapping[str, int], constant: int) -> tuple[str, str]:
    """The least and greatest value of a sum in which NULL may be anything from zero up."""
    endless = 10**17
    low, high = [str(constant)], [str(constant)]
    for name, factor in terms.items():
        column = identifier(name)
        low.append(f"{factor}::BIGINT * coalesce({column}, {0 if factor > 0 else endless})")
        high.append(f"{factor}::BIGINT * coalesce({column}, {endless if factor > 0 else 0})")
    return f"({' + '.join(low)})", f"({' + '.join(high)})"


def _slack(tolerance: int, relative: tuple[Mapping[str, int], int, int, int]) -> str:
    terms, constant, numerator, denominator = relative
    if not numerator:
        return str(tolerance)
    right = " + ".join(
        [
            str(constant),
            *(f"{factor} * coalesce({identifier(name)}, 0)" for name, factor in terms.items()),
        ]
    )
    return f"greatest({tolerance}, ({right})::HUGEINT * {numerator} // {denominator})"


def registered_not_held(
    engine: Engine, name: str, others: Sequence[str], figure: str
) -> tuple[int, int]:
    """Stations that ``name`` does not hold and whose registered voters are known, from
    ``areas.csv`` or else the most that another source states: how many, and the voters' sum."""
    stated = " UNION ALL ".join(
        f"SELECT station, {identifier(figure)}::BIGINT AS voters FROM {identifier(other)}"
        for other in others
    )
    stated = stated or "SELECT NULL::VARCHAR AS station, NULL::BIGINT AS voters"
    row = engine.row(
        "SELECT count(voters), coalesce(sum(voters), 0) FROM ("
        "SELECT s.station, coalesce(any_value(s.registered), max(o.voters)) AS voters "
        f"FROM stations s LEFT JOIN ({stated}) o ON o.station = s.station "
        "WHERE s.standing IN ('opened', 'moved') "
        f"AND s.station NOT IN (SELECT station FROM {identifier(name)}) GROUP BY s.station)"
    )
    return int(row[0]), int(row[1])
