"""What the election folder says beside the desk: areas of stations, their voters, official figures.

Read once, and again when a file of the folder has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from crosstally.check.run import bytes_of_returns
from crosstally.desk.settings import Place
from crosstally.election.definition import SourceKind
from crosstally.election.folder import Election, open_folder
from crosstally.engine.connection import Engine
from crosstally.engine.station_lists import areas_of_stations
from crosstally.problems import InputError
from crosstally.returns.store import ReturnsStore, read_returns
from crosstally.tabulation.figures import MISSING
from crosstally.tabulation.tabulator import Tabulator


@dataclass(frozen=True)
class Official:
    """What one authority has published of the stations."""

    source: str
    name: str
    figures: Mapping[str, Mapping[str, int]]
    """Station → field or option → figure; a figure that is no number is absent."""


@dataclass(frozen=True)
class Surroundings:
    """The election folder as the desk needs it."""

    levels: tuple[str, ...] = ()
    """The levels between the whole place and the station."""
    level_names: Mapping[str, str] = field(default_factory=dict)
    """Level → what people call it."""
    area_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Level → station → area."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Level → area → its name."""
    stations: frozenset[str] = frozenset()
    """Every station that a file of the folder names."""
    stations_known: int | None = None
    """How many there are; None where nobody says."""
    registered: Mapping[str, int] = field(default_factory=dict)
    """Station → the most registered voters that anybody states."""
    official: tuple[Official, ...] = ()


_READ: dict[Path, tuple[object, Surroundings]] = {}
_ONE_AT_A_TIME = Lock()


def surroundings_of(place: Place) -> Surroundings:
    """What stands in the election folder now.

    A folder that cannot be read as a whole (somebody is writing to it) is as it last was; where it
    never could be, nothing is known.
    """
    with _ONE_AT_A_TIME:
        stamp = stamp_of(place.election)
        known = _READ.get(place.folder)
        if known is None or known[0] != stamp:
            try:
                known = (stamp, read_surroundings(place))
            except InputError:
                known = (stamp, known[1] if known else Surroundings())
            _READ[place.folder] = known
        return known[1]


def stamp_of(folder: Path) -> object:
    """What changes whenever a file of the folder does; the desk's own are left out."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).parts[0] != "desk":
            stat = path.stat()
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def read_surroundings(
    place: Place, look: Callable[[ReturnsStore], None] = lambda _store: None
) -> Surroundings:
    """What stands in the election folder. ``look`` is shown its returns while they are at hand.

    Raises ``InputError`` with every problem where the folder does not hold together, returns and
    all, and what ``look`` raises.
    """
    election = open_folder(place.election, needs_figures=False)
    definition = election.definition
    with Engine(bytes_of_returns(election)) as engine:
        store = read_returns(election, engine)
        look(store)
        tabulator = Tabulator(store)
        levels = tuple(level for level in definition.all_levels if level not in _ends(election))
        area_of = {
            level: areas_of_stations(engine, store.places.tree_of(level), level) for level in levels
        }
        names = {
            level: {area.id: area.name or area.id for area in store.places.lookup.of_level(level)}
            for level in levels
        }
        tables = {
            sheets.source: _figures(tabulator, place.contest, sheets.source)
            for sheets in store.sheets_of(place.contest)
        }
        known = tabulator.stations_known(store.places.root)
    listed = {area.id: area.registered for area in election.areas.of_level(definition.levels[-1])}
    official = tuple(
        Official(source, definition.sources[source].name, figures)
        for source, figures in tables.items()
        if definition.sources[source].kind is SourceKind.AUTHORITY
    )
    return Surroundings(
        levels,
        {level: definition.level_name(level) for level in levels},
        area_of,
        names,
        frozenset(listed).union(*tables.values()),
        known,
        _registered(election, place.contest, tables, listed),
        official,
    )


def _ends(election: Election) -> tuple[str, str]:
    return election.definition.levels[0], election.definition.station_level


def _figures(tabulator: Tabulator, contest: str, source: str) -> dict[str, dict[str, int]]:
    places = tabulator.store.places
    level = tabulator.store.election.definition.station_level
    table = tabulator.table(contest, source, level, places.root)
    return {
        station: {
            name: int(column[row])
            for name, column in table.columns.items()
            if column[row] != MISSING
        }
        for row, station in enumerate(table.areas)
    }


def _registered(
    election: Election,
    contest: str,
    tables: Mapping[str, Mapping[str, Mapping[str, int]]],
    listed: Mapping[str, int | None],
) -> dict[str, int]:
    """The most that anybody states: a bound that holds whoever is right."""
    measure = election.definition.sheet_of(contest).measure("registered")
    name = next(iter(measure.terms)) if measure and len(measure.terms) == 1 else None
    most = {station: voters for station, voters in listed.items() if voters is not None}
    for table in tables.values():
        for station, figures in table.items():
            if name is not None and name in figures:
                most[station] = max(most.get(station, 0), figures[name])
    return most
