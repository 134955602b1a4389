"""The list of copies of a contest's sheets, beside its returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crosstally.compare.disputed import DisputedStation, stations_that_differ
from crosstally.compare.holdings import check_holdings
from crosstally.election.holdings import Holding
from crosstally.engine.copies import (
    disputed_stations,
    repeated_stations,
    votes_moved_between_copies,
)
from crosstally.findings import Checked
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.tabulation.tabulator import Tabulator


def contest_holdings(
    tabulator: Tabulator, contest: str, holdings: Sequence[Holding], limit: int
) -> Checked:
    """What copies say of each other, and what ``holdings.csv`` says beside the returns."""
    store = tabulator.store
    sheets = store.sheets_of(contest)
    versions = {one.source: _differing(tabulator, one, limit) for one in sheets}
    if not holdings and not any(versions.values()):
        return Checked()
    level = store.election.definition.station_level
    listed = store.election.areas.of_level(level)
    returned: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for one in sheets:
        table = tabulator.table(contest, one.source, level, store.places.root)
        returned[one.source] = set(table.areas)
        names |= zip(table.areas, table.names, strict=True)
    return check_holdings(
        store.election.definition,
        contest,
        _in_codes_of_the_election(store, holdings, list(returned)),
        returned,
        _every_station(tabulator, set().union(*returned.values())),
        versions,
        limit,
        names,
        [area.id for area in listed if not area.standing.counts],
    )


def _in_codes_of_the_election(
    store: ReturnsStore, holdings: Sequence[Holding], sources: Sequence[str]
) -> list[Holding]:
    """The copies with the election's codes: who lists copies writes the codes of the own returns,
    and those go through the crosswalk."""
    only = sources[0] if len(sources) == 1 else ""
    pairs = {source: store.crosswalk.pairs(source) for source in store.crosswalk.sources}
    found = []
    for holding in holdings:
        station = pairs.get(holding.source or only, {}).get(holding.station, holding.station)
        found.append(holding if station == holding.station else replace(holding, station=station))
    return found


def _differing(tabulator: Tabulator, sheets: Sheets, limit: int) -> list[DisputedStation]:
    """Stations whose copies disagree. Rows that share a code without being called copies may be of
    two stations, and have a finding of their own."""
    if sheets.plain:
        return []
    engine = tabulator.store.engine
    twice = {str(row["station"]) for row in repeated_stations(engine, sheets.name, limit)}
    rows = disputed_stations(engine, sheets.name)
    contest = tabulator.store.election.definition.contests[sheets.contest]
    options = [name for name in contest.options if name in sheets.figures]
    return stations_that_differ(
        (row for row in rows if str(row["station"]) not in twice),
        moved=votes_moved_between_copies(engine, sheets.name, options),
    )


def _every_station(tabulator: Tabulator, returned: set[str]) -> set[str] | None:
    """Every station code there is; None where no list says that it is whole."""
    places, election = tabulator.store.places, tabulator.store.election
    if places.stations_listed:
        level = election.definition.station_level
        return returned | {area.id for area in election.areas.of_level(level)}
    return returned if tabulator.stations_known(places.root) == len(returned) else None
