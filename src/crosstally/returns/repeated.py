"""Stations that stand more than once, and stations that have another's figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb
from typing import Any

from crosstally.engine.coincidences import (
    same_figures,
    size_of,
    stations_by_options_voted_for,
    value_frequencies,
)
from crosstally.engine.copies import count_repeated_stations, repeated_stations
from crosstally.engine.repeated import alike_codes, repeated_rows
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.returns.naming import figure_name, station_names
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
            "In a contest of ten or more options, three or more of which have votes, stations have "
            "the same votes in every one of them. A sheet may have been entered under two codes, "
            "or copied."
        ),
        does_not_mean=N_(
            "Stations agree by chance, small ones above all. The finding states how seldom, if "
            "each option's votes were drawn by themselves; in stations of one neighbourhood they "
            "are not, and chance agrees more often."
        ),
        source=N_(
            "Expected pairs: among stations of one size (up to half as many votes again), the "
            "pairs in which the same options have any votes, times the product over these options "
            "of how common each figure is there where it is not zero, times the number of sizes."
        ),
    )
)
MIN_OPTIONS = 10
MIN_VOTED_FOR = 3
"""Where fewer options have any votes, hardly more than one number coincides."""
MAX_EXPECTED = Fraction(1, 100)
"""Pairs that chance explains better than this are not listed."""
SELDOM = 1_000_000
"""What is said of chance goes no further than once in so many elections."""

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
        contest = store.election.definition.contests[sheets.contest]
        options = [name for name in contest.options if name in sheets.figures]
        rows = repeated_stations(store.engine, sheets.name, limit, options)
        count = count_repeated_stations(store.engine, sheets.name)
    names = station_names(store, [row["station"] for row in rows])
    differing = [str(row["station"]) for row in rows if row["differs"]]
    stated = repeated_rows(store.engine, sheets.name, differing, sheets.figures)
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
    names: Mapping[str, str | Sentence],
    stated: Mapping[str, list[dict[str, Any]]],
) -> Finding:
    station = str(row["station"])
    uncounted = int(row["uncounted"]) if row["differs"] else None
    own = [item for item in stated.get(station, ()) if _place(item) in row["places"]]
    said = _said(store, sheets, own)
    template = (
        N_(
            "Station {station} stands {times} times, with different figures. Counted: {counted}. "
            "Not counted, and in no sum: {others} (votes: {uncounted})"
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
            "station": names.get(station, station),
            "times": int(row["times"]),
            "uncounted": uncounted,
            **({"counted": said[0], "others": said[1 : 1 + ROWS_NAMED]} if said else {}),
        },
        figures={
            "times": int(row["times"]),
            "differs": bool(row["differs"]),
            "rows": [_row(sheets, place) for place in row["places"]],
        },
        votes=uncounted,
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
                    "file": load.file,
                    "row": str(load.line(int(row["row"]))),
                    "figures": figures,
                },
            )
        )
    return said


def _figure(store: ReturnsStore, sheets: Sheets, figure: str, value: int | None) -> Sentence:
    name = figure_name(store.election.definition, sheets.contest, figure)
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
    groups = [
        group for group in groups if sum(bool(group[option]) for option in options) >= MIN_VOTED_FOR
    ]
    chance = _Chance(store, sheets, options, groups) if groups else None
    unlikely = [
        (group, expected)
        for group in groups
        if chance and (expected := chance.pairs_like(group)) <= MAX_EXPECTED
    ]
    shown = [str(code) for group, _ in unlikely for code in group["stations"][:NAMED]]
    names = station_names(store, shown)
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


class _Chance:
    """How many pairs of stations would have a group's figures by chance.

    Two figures of a station are no independent draws: where one candidate has every vote, all the
    others have none, and where few voted, every figure is small. So stations are compared with
    those of their size in which the same options have votes, and zeros count for nothing. Any pair
    would have been found, not this one only: the figures need be drawn once more, not twice, and
    in every size there is.
    """

    def __init__(
        self,
        store: ReturnsStore,
        sheets: Sheets,
        options: Sequence[str],
        groups: Sequence[Mapping[str, Any]],
    ) -> None:
        self.options = options
        self.alike = stations_by_options_voted_for(store.engine, sheets.name, options)
        self.sizes = len({size for size, _ in self.alike})
        self.voted = [self._voted(place) for place in range(len(options))]
        self.frequencies = [
            value_frequencies(
                store.engine,
                sheets.name,
                option,
                options,
                sorted({int(group[option]) for group in groups}),
            )
            for option in options
        ]

    def _voted(self, place: int) -> Counter[int]:
        """Size → in how many stations of it an option has any votes."""
        counts: Counter[int] = Counter()
        for (size, voted), count in self.alike.items():
            counts[size] += count if voted[place] else 0
        return counts

    def pairs_like(self, group: Mapping[str, Any]) -> Fraction:
        """The expected number of pairs."""
        votes = [int(group[option]) for option in self.options]
        size = size_of(sum(votes))
        alike = self.alike[size, tuple(value > 0 for value in votes)]
        expected = Fraction(self.sizes * comb(alike, 2))
        for value, voted, frequency in zip(votes, self.voted, self.frequencies, strict=True):
            if value:
                expected *= min(Fraction(frequency[size, value], voted[size]), Fraction(1))
        return expected


def _same(
    sheets: Sheets,
    group: dict[str, Any],
    options: list[str],
    expected: Fraction,
    names: Mapping[str, str | Sentence],
) -> Finding:
    stations = [str(code) for code in group["stations"]]
    votes = sum(int(group[option]) for option in options)
    return Finding(
        code=SAME_FIGURES,
        contest=sheets.contest,
        source=sheets.source,
        area=stations[0],
        template=N_(
            "Stations {stations} have the same votes for all {options} options, {voted} of which "
            "have any. Were each option's votes drawn by themselves, one such pair would be "
            "expected in {elections} elections like this one, or more"
        ),
        values={
            "stations": [names.get(code, code) for code in stations[:NAMED]],
            "options": len(options),
            "voted": sum(bool(group[option]) for option in options),
            "elections": _rounded_down(min(1 / expected, Fraction(SELDOM))),
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


def _rounded_down(value: Fraction) -> int:
    """A whole number of two leading digits, the rest zeros."""
    whole = int(value)
    digits = str(whole)
    return int(digits[:2].ljust(len(digits), "0"))


def _row(sheets: Sheets, place: str) -> str:
    part, row = place.split(":")
    load = sheets.loads[int(part)]
    return f"{load.file}, row {load.line(int(row))}"
