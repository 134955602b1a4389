"""Which areas each station stands in: from the columns of the returns and from ``areas.csv``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from crosstally.election.areas import MAIN_TREE, Area, AreaLookup
from crosstally.election.definition import Definition, SourceKind
from crosstally.election.folder import Election
from crosstally.engine.connection import Engine
from crosstally.engine.places import (
    create_areas,
    create_listed_stations,
    create_places,
    place_area_rows,
    place_names,
)
from crosstally.engine.stations import StationFile, create_stations
from crosstally.returns.load import Load


@dataclass
class Places:
    """Every area above the station, numbered, and the trees they stand in."""

    definition: Definition
    lookup: AreaLookup
    numbers: dict[str, int] = field(default_factory=dict)
    """Area id → number in the engine's tables."""
    resolved: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    """(tree, level, parent's id, text as written) → area id."""
    leaves: dict[tuple[str, ...], dict[tuple[str | None, ...], list[int | None]]] = field(
        default_factory=dict
    )
    """Levels that a file names → names as written → the smallest area of each tree."""
    unknown: dict[str, str] = field(default_factory=dict)
    """Area id → level: areas of returns that ``areas.csv`` does not list."""
    stations_listed: bool = False
    """Whether ``areas.csv`` lists the stations."""
    named_by_authority: bool = False
    """Whether an authority has returns of stations: then those are taken for all there are."""
    attributes: tuple[str, ...] = ()

    @property
    def trees(self) -> list[str]:
        """The trees' names, the main one (whose name is empty) first."""
        return [MAIN_TREE, *self.definition.trees]

    def levels(self, tree: str) -> list[str]:
        """The levels of a tree, outermost first, the station last."""
        return self.definition.levels if tree == MAIN_TREE else self.definition.trees[tree]

    def tree_of(self, level: str) -> int:
        """The number of the first tree that has the level."""
        return next(i for i, tree in enumerate(self.trees) if level in self.levels(tree))

    @property
    def root(self) -> str:
        """The id of the whole place."""
        return self.definition.place.id

    def ids(self) -> list[str]:
        """Area ids in the order of their numbers."""
        return list(self.numbers)


def place_everything(election: Election, engine: Engine, loads: Sequence[Load]) -> Places:
    """Resolve every area name and create the engine's tables of areas and stations."""
    definition = election.definition
    above = [area for area in election.areas if area.level != definition.station_level]
    stations = election.areas.of_level(definition.station_level)
    places = Places(definition, AreaLookup(above), stations_listed=bool(stations))
    places.numbers = {area.id: number for number, area in enumerate(above)}
    listed_levels = {area.level for area in above if area.id != places.root}
    # Files that name the most levels come first: those that name fewer mean areas of theirs.
    for load in sorted(loads, key=lambda load: -len(load.area_levels)):
        _place_load(engine, places, load, listed_levels)
    _list_stations(engine, places, stations)
    create_areas(
        engine,
        [(number, id_, places.lookup.areas[id_].level) for id_, number in places.numbers.items()],
        len(places.trees),
        _parents(places),
    )
    root = places.numbers[places.root]
    own = [load for load in loads if load.level == definition.station_level]
    places.named_by_authority = any(
        definition.sources[load.entry.source].kind is SourceKind.AUTHORITY for load in own
    )
    own.sort(key=lambda load: _trust(definition, load))
    listed = sorted({name for area in stations for name in area.attributes})
    create_stations(
        engine,
        [
            StationFile(load.table, load.area_levels, "name" in load.texts, load.attributes)
            for load in own
        ],
        len(places.trees),
        root,
        bool(stations),
        listed,
    )
    places.attributes = tuple(
        sorted({*listed, *(name for load in own for name in load.attributes)})
    )
    for load in loads:
        if load.level != definition.station_level:
            place_area_rows(engine, load.table, load.area_levels, places.tree_of(load.level), root)
    return places


def _trust(definition: Definition, load: Load) -> tuple[bool, bool]:
    """The authority's word on where a station stands comes first, then whoever says it."""
    is_authority = definition.sources[load.entry.source].kind is SourceKind.AUTHORITY
    return (not load.area_levels, not is_authority)


def _place_load(engine: Engine, places: Places, load: Load, listed_levels: Set[str]) -> None:
    if not load.area_levels:
        return
    levels = load.area_levels
    names = place_names(engine, load.table, levels)
    known = places.leaves.setdefault(levels, {})
    chains = [(tree, places.levels(tree)[1:-1]) for tree in places.trees]
    for combination in names:
        if combination not in known:
            named = dict(zip(levels, combination, strict=True))
            known[combination] = [
                _leaf(places, tree, chain, named, listed_levels) for tree, chain in chains
            ]
    leaves = [known[combination] for combination in names]
    if load.level == places.definition.levels[0]:
        leaves = _of_whole_place(places, [dict(zip(levels, one, strict=True)) for one in names])
    create_places(engine, load.table, levels, len(places.trees), names, leaves)


def _of_whole_place(
    places: Places, rows: Sequence[Mapping[str, str | None]]
) -> list[list[int | None]]:
    """The areas that rows of the outermost level speak of: the whole place, where it is called so
    or all rows have one name for it. Other names are of areas that nothing else knows."""
    level = places.definition.levels[0]
    texts = {text for row in rows if (text := row.get(level))}
    found: list[list[int | None]] = []
    for row in rows:
        text, id_ = row.get(level), places.root
        named = {area.id for area in places.lookup.find(text)} if text else set()
        if text and len(texts) > 1 and places.root not in named:
            id_ = _area(places, MAIN_TREE, level, text, places.root, is_listed=False)
        found.append([places.numbers[id_]] * len(places.trees))
    return found


def _leaf(
    places: Places,
    tree: str,
    chain: Sequence[str],
    names: Mapping[str, str | None],
    listed_levels: Set[str],
) -> int | None:
    """The number of the smallest area of a tree that a combination of names gives; ``chain`` has
    the tree's levels between the whole place and the station."""
    current = root = places.root
    is_skipping = False
    for level in chain:
        text = names.get(level)
        is_skipping = is_skipping or level not in names
        if text:
            known = _only_one(places, tree, level, text, current) if is_skipping else None
            current = known or _area(places, tree, level, text, current, level in listed_levels)
    if current == root and not any(names.get(level) for level in chain):
        return None
    return places.numbers[current]


def _only_one(places: Places, tree: str, level: str, text: str, ancestor: str) -> str | None:
    """Where a file has no column for a level between: the only area of that name inside."""
    found = [
        area.id
        for area in places.lookup.find(text)
        if area.level == level and _is_inside(places, tree, area, ancestor)
    ]
    return found[0] if len(found) == 1 else None


def _is_inside(places: Places, tree: str, area: Area, ancestor: str) -> bool:
    current: str | None = area.id
    while current is not None and current != ancestor:
        current = places.lookup.areas[current].parents.get(tree)
    return current == ancestor


def _area(places: Places, tree: str, level: str, text: str, parent: str, is_listed: bool) -> str:
    """The id of the area that a text means under a parent; a new area where there is none."""
    key = (tree, level, parent, text)
    id_ = places.resolved.get(key)
    if id_ is None:
        id_ = _listed(places, tree, level, text, parent) if is_listed else None
        id_ = id_ or _new_area(places, tree, level, text, parent, is_listed)
        places.resolved[key] = id_
    return id_


def _listed(places: Places, tree: str, level: str, text: str, parent: str) -> str | None:
    found = [area for area in places.lookup.find(text) if area.level == level]
    if len(found) > 1:
        found = [area for area in found if area.parents.get(tree) == parent]
    return found[0].id if found else None


def _new_area(
    places: Places, tree: str, level: str, text: str, parent: str, is_listed: bool
) -> str:
    id_ = text if parent == places.root else f"{parent}/{text}"
    if id_ in places.lookup.areas:
        id_ = f"{level}:{id_}"
    places.lookup.add(Area(id_, text, level, {tree: parent}))
    places.numbers.setdefault(id_, len(places.numbers))
    if is_listed:
        places.unknown[id_] = level
    return id_


def _list_stations(engine: Engine, places: Places, stations: Sequence[Area]) -> None:
    attributes = sorted({name for area in stations for name in area.attributes})
    columns: list[list[object]] = [
        [area.id for area in stations],
        [area.name for area in stations],
        [area.standing.value for area in stations],
        [area.registered for area in stations],
    ]
    columns += [
        [places.numbers.get(area.parents.get(tree, "")) for area in stations]
        for tree in places.trees
    ]
    columns += [[area.attributes.get(name) or None for area in stations] for name in attributes]
    create_listed_stations(engine, len(places.trees), columns, attributes)


def _parents(places: Places) -> list[tuple[int, int, int]]:
    """(tree, area, parent) of every area that has a parent in a tree."""
    return [
        (number, area, places.numbers[parent])
        for number, tree in enumerate(places.trees)
        for id_, area in places.numbers.items()
        if (parent := places.lookup.areas[id_].parents.get(tree)) is not None
    ]
