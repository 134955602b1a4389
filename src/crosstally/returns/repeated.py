"""Stations that stand more than once, and stations that have another's figures."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb
from typing import Any

from crosstally.engine.copies import count_repeated_stations, repeated_stations
from crosstally.engine.rollup import station_places
from crosstally.engine.sheets import (
    same_figures,
    value_frequencies,
)
from crosstally.findings import Checked, CheckRun, Code, Finding, Tier, register
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.words import N_

DUPLICATE = register(
    Code(
        name="SHEET-DUPLICATE",
        tier=Tier.INDICATIVE,
        title=N_("A station stands twice in one source"),
        means=N_(
            "One station code has several rows of the same stage and channel. It is counted once; "
            "where the rows differ, the first is counted, the station is disputed, and every "
            "bound holds over all its versions."
        ),
        does_not_mean=N_(
            "It does not mean that votes were counted twice in the announced result. Where the "
            "rows are different stations that share a code, take a further column into the code "
            "(`station: [Code, Name]`): else the votes of all but the first are in no sum."
        ),
        source=N_("The station codes of the file itself."),
    )
)
SAME_FIGURES = register(
    Code(
        name="SHEET-SAME-FIGURES",
        tier=Tier.INDICATIVE,
        title=N_("Two stations have exactly the same votes for every option"),
        means=N_(
            "In a contest of ten or more options, stations have the same votes in every one of "
            "them. A sheet may have been entered under two codes, or copied."
        ),
        does_not_mean=N_(
            "Small stations agree by chance. The finding states how many such pairs "
            "would be expected if each option's votes were drawn by themselves."
        ),
        source=N_(
            "Expected pairs: the product over options of how common each figure is, times the "
            "number of pairs of stations."
        ),
    )
)
MIN_OPTIONS = 10
MAX_EXPECTED = Fraction(1, 100)
"""Pairs that chance explains better than this are counted, not listed."""

NAMED = 20
"""Stations of one group that its sentence names; its figures have all."""


def check_duplicates(store: ReturnsStore, sheets: Sheets, limit: int) -> Checked:
    """Stations with several rows that are not called copies."""
    rows: list[dict[str, Any]] = []
    count = 0
    if not sheets.plain:
        contest = store.election.definition.contests[sheets.contest]
        options = [name for name in contest.options if name in sheets.figures]
        rows = repeated_stations(store.engine, sheets.name, limit, options)
        count = count_repeated_stations(store.engine, sheets.name)
    names = station_places(store.engine, [row["station"] for row in rows])
    run = CheckRun(
        DUPLICATE.name,
        sheets.contest,
        sheets.source,
        "station codes",
        checked=sum(load.rows for load in sheets.loads),
        failed=count,
    )
    findings = tuple(_duplicate(sheets, row, names) for row in rows)
    return Checked(findings, (run,), {DUPLICATE.name: count - len(rows)} if count > limit else {})


def _duplicate(
    sheets: Sheets, row: dict[str, Any], names: Mapping[str, tuple[str, str]]
) -> Finding:
    station = str(row["station"])
    uncounted = int(row["uncounted"]) if row["differs"] else None
    template = (
        N_(
            "Station {station} stands {times} times, with different figures: the first row is "
            "counted, and the votes of the others are in no sum ({uncounted})"
        )
        if row["differs"]
        else N_("Station {station} stands {times} times, with the same figures")
    )
    return Finding(
        code=DUPLICATE,
        contest=sheets.contest,
        source=sheets.source,
        area=station,
        template=template,
        values={
            "station": names.get(station, (station, ""))[0],
            "times": int(row["times"]),
            "uncounted": uncounted,
        },
        figures={
            "times": int(row["times"]),
            "differs": bool(row["differs"]),
            "rows": [_row(sheets, place) for place in row["places"]],
        },
        votes=uncounted,
    )


def check_same_figures(store: ReturnsStore, sheets: Sheets, limit: int) -> Checked:
    """Stations of one source with the same votes in every one of ten or more options."""
    contest = store.election.definition.contests[sheets.contest]
    options = [name for name in contest.options if name in sheets.figures]
    if len(options) < MIN_OPTIONS:
        return Checked()
    stations = sum(load.rows for load in sheets.loads)
    groups = same_figures(store.engine, sheets.name, options, limit)
    groups = [group for group in groups if any(group[option] for option in options)]
    frequencies = {
        option: value_frequencies(
            store.engine, sheets.name, option, sorted({int(group[option]) for group in groups})
        )
        for option in (options if groups else ())
    }
    unlikely = []
    for group in groups:
        expected = Fraction(comb(stations, 2))
        for option in options:
            expected *= Fraction(frequencies[option][int(group[option])], stations) ** 2
        if expected <= MAX_EXPECTED:
            unlikely.append((group, expected))
    shown = [str(code) for group, _ in unlikely for code in group["stations"][:NAMED]]
    names = station_places(store.engine, shown)
    findings = [_same(sheets, group, options, expected, names) for group, expected in unlikely]
    run = CheckRun(
        SAME_FIGURES.name,
        sheets.contest,
        sheets.source,
        "all options",
        checked=stations,
        failed=len(findings),
    )
    return Checked(tuple(findings), (run,))


def _same(
    sheets: Sheets,
    group: dict[str, Any],
    options: list[str],
    expected: Fraction,
    names: Mapping[str, tuple[str, str]],
) -> Finding:
    stations = [str(code) for code in group["stations"]]
    votes = sum(int(group[option]) for option in options)
    return Finding(
        code=SAME_FIGURES,
        contest=sheets.contest,
        source=sheets.source,
        area=stations[0],
        template=N_("Stations {stations} have the same votes for all {options} options"),
        values={
            "stations": [names.get(code, (code, ""))[0] for code in stations[:NAMED]],
            "options": len(options),
        },
        figures={
            "stations": stations,
            "expected_by_chance": f"{float(expected):.1e}",
            **{option: int(group[option]) for option in options},
        },
        votes=votes * (len(stations) - 1),
    )


def _row(sheets: Sheets, place: str) -> str:
    part, row = place.split(":")
    load = sheets.loads[int(part)]
    return f"{load.raw.shown}, row {int(row) + load.header_line}"
