"""SQL over single sheets: which stand, which disagree, which break a control relation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from crosstally.election.relations import Linear
from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.voters_lists import lists_of_channels, one_list

ENDLESS = 10**12
"""Stands for a figure that nothing bounds; sums of as many as there are stations fit 64 bits."""


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
    """Whether some station code stands in more than one row of the tables together, which are as
    they stay."""
    rows = " UNION ALL ".join(f"SELECT station FROM {identifier(table)}" for table in tables)
    # Where no two hashes are equal no two codes are; hashes are quicker to group.
    return all(_stands_twice(engine, rows, code) for code in ("hash(station)", "station"))


def _stands_twice(engine: Engine, rows: str, code: str) -> bool:
    # Grouped, since an ungrouped count of distinct values is never spilled to disk.
    row = engine.settled_row(
        f"SELECT sum(times), count(*) FROM (SELECT count(*) AS times FROM ({rows}) "
        f"WHERE station IS NOT NULL GROUP BY {code})"
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
    ballots: Sequence[Linear] = (),
    whose_list: Literal["station", "channel"] | None = None,
) -> dict[str, int]:
    """``name``: one row a station, from several files, stages, channels and copies.

    Of each station and channel the rows of the latest stage stand (``name_standing``: one row a
    station and channel); among copies of one stage the first read stands and ``name_versions``
    keeps the least and greatest of each figure where they disagree; channels are added up. A
    figure that one channel has and could not read is NULL, and so is one of ``counted`` (figures
    that every ballot enters) where one channel's sheet does not have it. An option that a
    channel's sheet does not have got no vote there. Figures of the voters' list (``lists``) are
    not added up where it is the station's: ``whose_list`` says so, or else its channels' rows look
    like it (``ListsOfChannels``). ``ballots`` are sums of fields that no option's votes exceed, the
    narrowest first. ``#row`` orders stations as their files do (the number of the part, times
    2**40, and the row in it from 1), ``#act`` is the act of its latest row, ``#channels`` names its
    channels (empty: none is said). Returns the lists that were not added up, each with the number
    of stations at which one row alone states it, where that had to be taken for the station's.
    """
    _create_latest(engine, name, parts, figures, stage_order, options)
    repeated = _lists_of_stations(
        engine, name, [one for one in lists if one in figures], parts, whose_list
    )
    sums = ", ".join(
        one_list(one) if one in repeated else _channel_sum(one, one in counted) for one in figures
    )
    engine.run(
        f'CREATE TABLE {identifier(name)} AS SELECT min(part::BIGINT << 40 | row) AS "#row", '
        """max(act) AS "#act", string_agg(channel, '|' ORDER BY channel) AS "#channels", """
        f"station, {sums} "
        f"FROM {identifier(name + '_latest')} WHERE turn = 1 GROUP BY station ORDER BY station"
    )
    _create_versions(engine, name, figures, options, list(repeated), ballots)
    return repeated


def _create_latest(
    engine: Engine,
    name: str,
    parts: Sequence[SheetPart],
    figures: Sequence[str],
    stage_order: Mapping[str, int],
    options: Sequence[str],
) -> None:
    """``name_rows``: every row; ``name_latest``: those of the latest stage, the first copy with
    ``turn`` 1; ``name_standing``: a row for each station and channel."""
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


def _lists_of_stations(
    engine: Engine,
    name: str,
    lists: Sequence[str],
    parts: Sequence[SheetPart],
    whose_list: Literal["station", "channel"] | None,
) -> dict[str, int]:
    """The voters' lists that are the station's, each with the number of stations at which one row
    alone states it, where that had to be taken for so."""
    if whose_list == "channel":
        return {}
    tables = [part.table for part in parts]
    repeated: dict[str, int] = {}
    for one in lists:
        found = lists_of_channels(engine, name, one, tables)
        if found and (whose_list or found.is_the_stations):
            repeated[one] = 0 if whose_list else found.stated_once
    return repeated


def broken_relation(
    engine: Engine,
    name: str,
    terms: Mapping[str, int],
    constant: int,
    operator: str,
    tolerance: int,
    relative: tuple[Mapping[str, int], int, int, int],
    limit: int,
    greater: Sequence[str] = (),
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Where ``sum(factor * figure) + constant  operator  0`` fails.

    ``relative`` is (terms, constant, numerator, denominator) of the part of the right-hand side
    that it may be off. A figure that is no number may be anything from zero up: the relation
    fails only if it fails whatever the figure is. Returns a summary (``checked``, ``not_checked``,
    ``failed``, ``votes``, ``net``) and at most ``limit`` rows (``station``, ``off``, the figures):
    those in which all figures of the ``greater`` side are nought after the others.
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
    nought = " AND ".join(f"{identifier(term)} = 0" for term in greater) or "false"
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
            f"FROM {identifier(name)} WHERE {fails} "
            f'ORDER BY coalesce({nought}, false), abs("off by") DESC, station '
            f"LIMIT {limit}"
        )
        if summary["failed"]
        else []
    )
    return summary, rows


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


def _channel_sum(figure: str, is_counted: bool) -> str:
    name, has = identifier(figure), identifier("has:" + figure)
    lacking = f"{name} IS NULL" if is_counted else f"{has} AND {name} IS NULL"
    return f"CASE WHEN count(*) FILTER ({lacking}) = 0 THEN sum({name})::BIGINT END AS {name}"


def _create_versions(
    engine: Engine,
    name: str,
    figures: Sequence[str],
    options: Sequence[str],
    repeated: Sequence[str],
    ballots: Sequence[Linear],
) -> None:
    """``NAME_versions``: the stations whose copies are not all the same.

    ``low:F``, ``high:F``: what was read of a figure. ``least:F``, ``most:F``: what it may have
    been. They are the same, unless copies contradict each other and one of them has a figure that
    could not be read: then an option may have had any vote that this copy's ballots leave, and a
    field anything (``ENDLESS``).
    """
    room = _room(figures, options, ballots)
    inner, chosen, bounds = [], [], []
    for i, figure in enumerate(figures):
        column, has = identifier(figure), identifier("has:" + figure)
        most = f"coalesce({room}, {ENDLESS})" if figure in options else str(ENDLESS)
        inner.append(
            f"min({column}) AS low_{i}, max({column}) AS high_{i}, "
            f"min(coalesce({column}, 0)) FILTER ({has}) AS least_{i}, "
            f"max(coalesce({column}, {most})) FILTER ({has}) AS most_{i}"
        )
        chosen.append(
            f"low_{i}, high_{i}, CASE WHEN contradict THEN least_{i} ELSE low_{i} END AS least_{i}"
            f", CASE WHEN contradict THEN most_{i} ELSE high_{i} END AS most_{i}"
        )
        add = f"sum({{end}}_{i})"
        if figure in repeated:  # a channel that does not state the list says nothing of it
            add = f"coalesce(max({{end}}_{i}) FILTER (low_{i} IS NOT NULL), max({{end}}_{i}))"
        bounds += [
            f"({add.format(end=end)})::BIGINT AS {identifier(f'{end}:{figure}')}"
            for end in ("least", "most", "low", "high")
        ]
    contradict = " OR ".join(f"low_{i} <> high_{i}" for i in range(len(figures))) or "false"
    engine.run(
        f"CREATE TABLE {identifier(name + '_versions')} AS SELECT station, "
        f"sum(copies)::BIGINT AS copies, bool_or(contradict) AS contradict, {', '.join(bounds)} "
        f"FROM (SELECT station, copies, versions, contradict, {', '.join(chosen)} FROM "
        f"(SELECT *, coalesce({contradict}, false) AS contradict FROM (SELECT station, channel, "
        f"count(*) AS copies, count(DISTINCT figures) AS versions, {', '.join(inner)} "
        f"FROM {identifier(name + '_latest')} GROUP BY station, channel))) "
        "GROUP BY station HAVING max(versions) > 1"
    )


def _room(figures: Sequence[str], options: Sequence[str], ballots: Sequence[Linear]) -> str:
    """SQL for the votes that the unread options of one copy can have: its ballots less the votes
    that were read; NULL where none of its ballots could be read."""
    totals = [
        " + ".join(
            [str(one.constant), *(f"{n} * {identifier(term)}" for term, n in one.terms.items())]
        )
        for one in ballots
        if all(term in figures for term in one.terms)
    ]
    read = [f"coalesce({identifier(name)}, 0)" for name in options if name in figures]
    if not totals:
        return "NULL::BIGINT"
    whole = f"coalesce({', '.join(totals)})"
    return f"CASE WHEN {whole} >= 0 THEN greatest({' - '.join([whole, *read])}, 0) END"


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


def registered_not_held_by_area(
    engine: Engine, name: str, others: Sequence[str], figure: str, tree: int, level: str
) -> dict[str, Any]:
    """Of the stations that ``name`` does not hold, those whose registered voters are known, from
    ``areas.csv`` or else the most that another source states, by area of a level of a tree: NumPy
    columns ``area``, ``known`` (how many they are) and ``voters`` (their sum)."""
    return engine.columns(
        "SELECT a.area AS area, count(voters) AS known, "
        "coalesce(sum(voters), 0)::BIGINT AS voters "
        f"FROM ({_voters_not_held(name, others, figure, f's.leaf_{tree}')}) n "
        f"JOIN ancestors a ON a.leaf = n.leaf AND a.tree = {tree} AND a.level = {literal(level)} "
        "GROUP BY a.area ORDER BY a.area"
    )


def _voters_not_held(name: str, others: Sequence[str], figure: str, leaf: str) -> str:
    """A row a station that ``name`` does not hold: its ``leaf`` and its registered ``voters``."""
    stated = " UNION ALL ".join(
        f"SELECT station, {identifier(figure)}::BIGINT AS voters FROM {identifier(other)}"
        for other in others
    )
    stated = stated or "SELECT NULL::VARCHAR AS station, NULL::BIGINT AS voters"
    return (
        f"SELECT s.station, any_value({leaf}) AS leaf, "
        "coalesce(any_value(s.registered), max(o.voters)) AS voters "
        f"FROM stations s LEFT JOIN ({stated}) o ON o.station = s.station "
        "WHERE s.standing IN ('opened', 'moved') "
        f"AND s.station NOT IN (SELECT station FROM {identifier(name)}) GROUP BY s.station"
    )
