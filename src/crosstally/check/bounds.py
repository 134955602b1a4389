"""Bounds of a contest: what the sheets that its best-covering source does not hold could change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from crosstally.compare.announced import seeming_unit, span_of
from crosstally.compare.bounds import (
    Bounds,
    Disputed,
    bounds,
    disputed_of,
    unread_rooms,
    unread_voters,
)
from crosstally.compare.uncounted import counted_all
from crosstally.election.alliances import counted_options
from crosstally.election.areas import Standing
from crosstally.engine.copies import disputed_stations
from crosstally.findings import Sentence, plural
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import Totals
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

if TYPE_CHECKING:
    from crosstally.compare.area_spaces import AreaSpaces

LIST_TAKEN_FOR_WHOLE = Sentence(
    N_(
        "Taken for granted: the list of voters that one way of voting states is the station's "
        "whole list."
    )
)


def contest_bounds(tabulator: Tabulator, contest: str, source: str | None = None) -> Bounds | None:
    """Bounds from the sheets of a source, or of the one that holds the most; None where nobody
    holds any."""
    sources = [source] if source else tabulator.sheet_sources(contest)
    if not sources:
        return None
    store = tabulator.store
    definition = store.election.definition
    sheets = store.sheets[contest, sources[0]]
    totals = tabulator.totals(contest, sheets.source, store.places.root)
    disputed, rooms, voters = _uncertain(tabulator, sheets, totals)
    found = bounds(
        definition,
        contest,
        sheets.source,
        totals,
        registers_on_offer(tabulator, contest, totals),
        registered_not_held=totals.voters_not_held,
        disputed=disputed,
        unread_rooms=rooms,
        unread_voters=voters,
        areas=_in_constituencies(tabulator, sheets, totals),
    )
    said = [*found.sentences[:1], *_not_among_them(tabulator), *found.sentences[1:]]
    if sheets.stated_once and not totals.complete:
        said.append(LIST_TAKEN_FOR_WHOLE)
    return replace(found, sentences=tuple(said))


def _not_among_them(tabulator: Tabulator) -> Iterator[Sentence]:
    """How many stations no sheet is to be expected of, by what became of them."""
    election = tabulator.store.election
    stations = election.areas.of_level(election.definition.station_level)
    counts = Counter(station.standing for station in stations)
    if count := counts[Standing.POSTPONED]:
        yield plural(
            "Not among them: {n} station where the vote is postponed. What may still be voted "
            "there is not in these figures.",
            "Not among them: {n} stations where the vote is postponed. What may still be voted "
            "there is not in these figures.",
            count,
        )
    if count := counts[Standing.ANNULLED]:
        yield plural(
            "Not among them: {n} station where the vote was annulled.",
            "Not among them: {n} stations where the vote was annulled.",
            count,
        )
    if count := counts[Standing.NEVER_OPENED]:
        yield plural(
            "Not among them: {n} station that never opened.",
            "Not among them: {n} stations that never opened.",
            count,
        )


def _in_constituencies(tabulator: Tabulator, sheets: Sheets, totals: Totals) -> AreaSpaces | None:
    rule = tabulator.store.election.definition.contests[sheets.contest].rule
    if rule is None or rule.constituencies is None:
        return None
    from crosstally.check.constituencies import area_spaces

    return area_spaces(tabulator, sheets, totals)


def bounds_of_further_sheets(
    tabulator: Tabulator, contest: str, source: str, further: int, voters: int
) -> Bounds:
    """What ``further`` sheets with ``voters`` registered voters, and no others, could still change
    in the sheets that a source holds."""
    store = tabulator.store
    sheets = store.sheets[contest, source]
    totals = tabulator.totals(contest, sheets.source, store.places.root)
    disputed, rooms, unread = _uncertain(tabulator, sheets, totals)
    return bounds(
        store.election.definition,
        contest,
        sheets.source,
        replace(totals, stations_known=totals.stations_held + further, channels_lacking=()),
        {},
        registered_not_held=voters,
        disputed=disputed,
        unread_rooms=rooms,
        unread_voters=unread,
    )


def _uncertain(
    tabulator: Tabulator, sheets: Sheets, totals: Totals
) -> tuple[Disputed, Mapping[frozenset[str], int] | None, int | None]:
    """The disputed stations; the votes, and the voters, that unread figures can hold."""
    store, contest = tabulator.store, sheets.contest
    definition = store.election.definition
    versions = [] if sheets.plain else disputed_stations(store.engine, sheets.name)
    options = counted_options(definition, contest, totals.options)
    lacking = bool(totals.incomplete) or not set(options) <= set(totals.options)
    if not versions and not lacking:
        return Disputed(), {}, 0
    level = definition.station_level
    table = tabulator.table(contest, sheets.source, level, store.places.root)
    disputed = disputed_of(versions, table)
    if not lacking:
        return disputed, {}, 0
    template = definition.sheet_of(contest)
    linears = [template.measure(name) for name in ("valid", "cast")]
    fields = {name for one in linears if one is not None for name in one.names}
    return (
        disputed,
        unread_rooms(table, options, disputed.codes),
        unread_voters(table, fields.intersection(totals.fields), disputed.codes),
    )


def registers_on_offer(tabulator: Tabulator, contest: str, totals: Totals) -> dict[str, int]:
    """Every stated number of registered voters of the whole place: the definition's registers,
    then what announcements that counted every sheet state, each number once.

    A number that was announced with rounding is the most that it stands for. Left out is an
    announced number that the sheets held make up by themselves while others are
    missing, such as a file's own row of totals: it is theirs, and not the whole place's.
    """
    election = tabulator.store.election
    name = tabulator.lists.field(contest)
    own = None if totals.complete or name is None else totals.fields.get(name)
    offered = {id_: register.voters for id_, register in election.definition.registers.items()}
    for item in election.announcements:
        whole = item.area is None or item.area == election.definition.place.id
        stated = item.fields.get("registered")
        of_it = election.contest_of(item) == contest and whole and counted_all(item)
        if of_it and stated is not None and stated != own:
            unit = item.rounded_to.get("registered", seeming_unit(stated))
            most = span_of(stated, unit).high
            offered.setdefault(item.id, most)
    kept: dict[str, int] = {}
    for id_, voters in offered.items():
        if voters not in kept.values():
            kept[id_] = voters
    return kept
