"""Stations that stand more than once, and stations that have another's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb
from typing import Any

from crosstally.engine.repeated import alike_codes, rows_of_stations
from crosstally.engine.rollup import station_places
from crosstally.engine.sheets import (
    count_repeated_stations,
    repeated_stations,
    same_figures,
    value_frequencies,
)
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
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
        does_not_mean=N_("It does not mean that votes were counted twice in the announced result."),
        source=N_("The station codes of the file itself."),
    )
)
ALIKE = register(
    Code(
        name="STATION-CODES-ALIKE",
        tier=Tier.INDICATIVE,
        title=N_("Station codes differ in leading zeros or case only"),
        means=N_(
            "One source has sheets under codes such as 7 and 007, or 12a and 12A. They are taken "
            "for different stations and all of them are counted."
        ),
        does_not_mean=N_(
            "It does not mean that they are one station: where areas.csv lists them all, nothing "
            "is said. If they are one, mend the code in a copy of the file."
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

ROWS_NAMED = 5
FIGURES_NAMED = 8
"""Of a station that stands several times: rows and figures that its sentence names."""
NAMED = 20
"""Stations of one group that its sentence names; its figures have all."""


def check_duplicates(store: ReturnsStore, sheets: Sheets, limit: int) -> Checked:
    """Stations with several rows that are not called copies."""
    rows: list[dict[str, Any]] = []
    count = 0
    if not sheets.plain:
        rows = repeated_stations(store.engine, sheets.name, limit)
        count = count_repeated_stations(store.engine, sheets.name)
    names = station_places(store.engine, [row["station"] for row in rows])
    differing = [str(row["station"]) for row in rows if row["differs"]]
    stated = rows_of_stations(store.engine, sheets.name, differing, sheets.figures)
    run = CheckRun(
        DUPLICATE.name,
        sheets.contest,
        sheets.source,
        "station codes",
        checked=sum(load.rows for load in sheets.loads),
        failed=count,
    )
    findings = tuple(_duplicate(store, sheets, row, names, stated) for row in rows)
    return Checked(findings, (run,), {DUPLICATE.name: count - len(rows)} if count > limit else {})


def _duplicate(
    store: ReturnsStore,
    sheets: Sheets,
    row: dict[str, Any],
    names: Mapping[str, tuple[str, str]],
    stated: Mapping[str, list[dict[str, Any]]],
) -> Finding:
    station = str(row["station"])
    own = [item for item in stated.get(station, ()) if _place(item) in row["places"]]
    said = _said(store, sheets, own)
    template = (
        N_(
            "Station {station} stands {times} times, with different figures. Counted: {counted}. "
            "Not counted: {others}"
        )
        if said
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
            **({"counted": said[0], "others": said[1 : 1 + ROWS_NAMED]} if said else {}),
        },
        figures={
            "times": int(row["times"]),
            "differs": bool(row["differs"]),
            "rows": [_row(sheets, place) for place in row["places"]],
        },
    )


def _said(store: ReturnsStore, sheets: Sheets, rows: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    """Each row of a station with the figures that are not the same in all of them."""
    differing = [figure for figure in sheets.figures if len({row[figure] for row in rows}) > 1][
        :FIGURES_NAMED
    ]
    said = []
    for row in rows:
        load = sheets.loads[int(row["part"])]
        figures = [_figure(store, sheets, figure, row[figure]) for figure in differing]
        said.append(
            Sentence(
                N_("{file}, row {row} ({figures})"),
                {
                    "file": load.raw.shown,
                    "row": str(load.line(int(row["row"]))),
                    "figures": figures,
                },
            )
        )
    return said


def _figure(store: ReturnsStore, sheets: Sheets, figure: str, value: int | None) -> Sentence:
    definition = store.election.definition
    options = definition.contests[sheets.contest].options
    fields = definition.sheet_of(sheets.contest).fields
    name = options[figure].name if figure in options else fields[figure].name
    if value is None:
        return Sentence(N_("{figure} without a figure"), {"figure": name})
    return Sentence(N_("{figure} {value}"), {"figure": name, "value": value})


def check_alike_codes(store: ReturnsStore, sheets: Sheets, limit: int) -> Checked:
    """Station codes that differ in leading zeros or case only."""
    count, groups = alike_codes(store.engine, sheets.name, limit)
    findings = tuple(
        Finding(
            code=ALIKE,
            contest=sheets.contest,
            source=sheets.source,
            area=codes[0],
            template=N_(
                "{source} has sheets of stations whose codes look the same: {stations}; each is "
                "counted"
            ),
            values={
                "source": store.election.definition.sources[sheets.source].name,
                "stations": codes[:NAMED],
            },
            figures={"stations": codes},
        )
        for codes in groups
    )
    return Checked(findings, (), {ALIKE.name: count - len(groups)} if count > limit else {})


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


def _place(row: Mapping[str, Any]) -> str:
    return f"{row['part']}:{row['row']}"


def _row(sheets: Sheets, place: str) -> str:
    part, row = place.split(":")
    load = sheets.loads[int(part)]
    return f"{load.raw.shown}, row {load.line(int(row))}"
