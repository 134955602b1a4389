"""Adds the sheets of each source up every tree, and answers for areas and stations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from crosstally.election.definition import SourceKind
from crosstally.engine.connection import whole_numbers
from crosstally.engine.rollup import (
    area_sums,
    areas_inside,
    areas_perhaps_larger,
    count_stations,
    create_leaf_sums,
    known_stations,
    sheet_channels,
    station_rows,
    sums_by_area,
    sums_of_unplaced,
)
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.tabulation.copies import Copies, DisputedCopies
from crosstally.tabulation.figures import (
    MISSING,
    BoolArray,
    FigureTable,
    IntArray,
    ListOfStations,
    OtherSums,
    Totals,
)
from crosstally.tabulation.lists_of_voters import ListsOfVoters
from crosstally.tabulation.measures import with_measures
from crosstally.tabulation.other_sums import SumsOfKinds


class Tabulator:
    """The ``Tabulated`` of an election's returns. Sums are made once and kept."""

    def __init__(self, store: ReturnsStore) -> None:
        self.store = store
        self._leaf_sums: dict[tuple[str, int, bool], str] = {}
        self._known: dict[tuple[int, str], dict[int, int]] = {}
        self._perhaps_larger: dict[tuple[int, str], list[int]] = {}
        self._named: int | None = None
        self._channels: dict[str, dict[str | None, set[str]]] = {}
        self.copies = DisputedCopies(store)
        self.lists = ListsOfVoters(store)
        self._kinds = SumsOfKinds(store)

    def sheet_sources(self, contest: str) -> Sequence[str]:
        """The sources that hold sheets of the contest, the one with the most stations first."""
        held = {
            sheets.source: self.totals(contest, sheets.source, self.store.places.root)
            for sheets in self.store.sheets_of(contest)
        }
        return sorted(held, key=lambda source: -held[source].stations_held)

    def totals(self, contest: str, source: str, area: str) -> Totals:
        """The sum of the sheets that a source holds in an area (an area id)."""
        sheets = self.store.sheets[contest, source]
        level = self._level_of(area)
        tree = self.store.places.tree_of(level)
        number = self.store.places.numbers[area]
        row = area_sums(
            self.store.engine, self._sums(sheets, tree), sheets.figures, tree, level, number
        )
        held = int(row["held"])
        known = self.known_of(contest, tree, level, number, int(row["unlisted"]))
        copies = self.copies.of_areas(sheets, tree, level, np.array([number]))
        repeated, stations = self.copies.repeated(sheets, tree, level, number)
        found = self._totals(sheets, area, held, row, known, copies)
        listed, voters = 0, 0
        if known is not None and held < known:
            listed, voters = self.lists.not_held(sheets, tree, level).get(number, (0, 0))
        found = replace(
            found,
            repeated=repeated,
            stations_repeated=stations,
            voters_not_held=voters if listed and listed == (known or 0) - held else None,
        )
        if not self._some_do_not_count:
            return found
        apart = area_sums(
            self.store.engine, self._sums(sheets, tree, False), sheets.figures, tree, level, number
        )
        sums = {name: int(apart.get(name) or 0) for name in sheets.figures}
        return replace(found, not_counted=sums, stations_not_counted=int(apart["held"]))

    def table(self, contest: str, source: str, level: str, area: str) -> FigureTable:
        """Figures of the areas of a level inside an area; the station is a level like others."""
        sheets = self.store.sheets[contest, source]
        if level == self.store.election.definition.station_level:
            return self._stations(sheets, area)
        return self._areas(sheets, level, area)

    def other_sums(self, contest: str, source: str, area: str) -> list[OtherSums]:
        """What else the sheets of an area could have been added up to."""
        sheets = self.store.sheets[contest, source]
        level, number = self._level_of(area), self.store.places.numbers[area]
        tree = self.store.places.tree_of(level)
        whole = self.totals(contest, source, area)
        found = list(self._kinds.left_out(sheets, tree, level, number, whole))
        for stage, earlier in self.store.earlier_stages(sheets):
            row = area_sums(
                self.store.engine,
                self._sums(earlier, tree),
                earlier.figures,
                tree,
                level,
                number,
            )
            held = int(row["held"])
            read = [name for name in earlier.figures if row.get(f"n:{name}") == held]
            figures = {name: int(row[name]) for name in read}
            found.append(OtherSums(figures, held, stage=stage))
        return found

    def list_of_stations(self, contest: str | None = None) -> ListOfStations:
        """Who says how many stations a contest has, or (None) whatever contest there is."""
        places = self.store.places
        if self.store.election.definition.stations is not None or places.stations_listed:
            return ListOfStations.STATED
        if self._stations_stated(contest) is not None:
            return ListOfStations.ANNOUNCED
        return ListOfStations.RETURNED if places.named_by_authority else ListOfStations.NONE

    def stations_known(self, area: str, contest: str | None = None) -> int | None:
        """How many stations an area has in a contest, or (None) whatever contest there is; None
        where nobody says."""
        level = self._level_of(area)
        tree = self.store.places.tree_of(level)
        number = np.array([self.store.places.numbers[area]])
        known = self._known_in(contest, tree, level, number)[0]
        return None if known == MISSING else int(known)

    def area_columns(self, sheets: Sheets, level: str) -> dict[str, Any]:
        """NumPy columns ``area`` (number), ``held``, sums and ``n:FIGURE`` by area of a level."""
        tree = self.store.places.tree_of(level)
        return sums_by_area(
            self.store.engine, self._sums(sheets, tree), sheets.figures, tree, level
        )

    def unplaced(self, sheets: Sheets, level: str) -> dict[int, dict[str, Any]]:
        """Area of a level (by number) → ``held``, sums and ``n:FIGURE`` of the sheets that name
        none and may lie in it, see ``perhaps_larger``."""
        tree = self.store.places.tree_of(level)
        sums = self._sums(sheets, tree)
        rows = sums_of_unplaced(self.store.engine, sums, sheets.figures, tree, level)
        return {int(row["area"]): row for row in rows}

    def columns_not_counted(self, sheets: Sheets, level: str) -> dict[str, Any] | None:
        """The same of the stations that do not count; None where there is none."""
        if not self._some_do_not_count:
            return None
        tree = self.store.places.tree_of(level)
        sums = self._sums(sheets, tree, counted=False)
        return sums_by_area(self.store.engine, sums, sheets.figures, tree, level)

    def known_of(
        self,
        contest: str,
        tree: int,
        level: str,
        area: int,
        unlisted: int,
        *,
        placed: bool = False,
    ) -> int | None:
        """How many stations an area (by number) has; None where nobody says. ``unlisted`` stations
        that a source holds there beside those of ``areas.csv`` stand for none of the listed.
        ``placed``: those alone of which it is known that they lie there."""
        each = np.array([area]), np.array([unlisted])
        found = self.known_of_each(contest, tree, level, *each, placed)[0]
        return None if found == MISSING else int(found)

    def known_of_each(
        self,
        contest: str,
        tree: int,
        level: str,
        areas: IntArray,
        unlisted: IntArray,
        placed: bool = False,
    ) -> IntArray:
        """``known_of`` of areas of a level; ``MISSING`` where nobody says."""
        known = self._known_in(contest, tree, level, areas, placed)
        if not self.store.places.stations_listed:
            return known
        more = np.maximum(known, self._listed_in(tree, level, areas) + unlisted)
        return np.where(known == MISSING, MISSING, more)

    def perhaps_larger(self, tree: int, level: str, areas: IntArray) -> BoolArray:
        """Whether each area of a level (by number) may have further stations that are held: those
        that name no area of the level, and that ``areas.csv`` does not list, may lie in any."""
        key = (tree, level)
        if key not in self._perhaps_larger:
            found = areas_perhaps_larger(self.store.engine, tree, level)
            self._perhaps_larger[key] = sorted(found)
        return np.isin(areas, self._perhaps_larger[key])

    def _totals(
        self,
        sheets: Sheets,
        area: str,
        held: int,
        row: dict[str, Any],
        known: int | None,
        copies: Copies,
    ) -> Totals:
        options = self.store.election.definition.contests[sheets.contest].options
        read = {name: int(row.get(f"n:{name}") or 0) for name in sheets.figures}
        sums = {name: int(row.get(name) or 0) for name in sheets.figures}
        return Totals(
            source=sheets.source,
            area=area,
            stations_held=held,
            stations_known=known,
            fields={name: total for name, total in sums.items() if name not in options},
            options={name: total for name, total in sums.items() if name in options},
            incomplete={name: held - count for name, count in read.items() if count < held},
            less={name: int(column[0]) for name, column in copies[0].items()},
            more={name: int(column[0]) for name, column in copies[1].items()},
            channels_lacking=self.channels_lacking(sheets),
            list_of_stations=self.list_of_stations(sheets.contest),
        )

    def _areas(self, sheets: Sheets, level: str, area: str) -> FigureTable:
        places = self.store.places
        tree = places.tree_of(level)
        columns = sums_by_area(
            self.store.engine, self._sums(sheets, tree), sheets.figures, tree, level
        )
        numbers = np.asarray(columns["area"], dtype=np.int64)
        inside = self._inside(tree, level, area)
        kept = np.ones(len(numbers), dtype=bool)
        if inside is not None:
            kept = np.isin(numbers, np.fromiter(inside, dtype=np.int64, count=len(inside)))
        ids = places.ids()
        chosen = [ids[number] for number in numbers[kept]]
        unlisted = np.asarray(columns["unlisted"], dtype=np.int64)[kept]
        figures = {}
        for name in sheets.figures:
            read = np.asarray(columns[f"n:{name}"], dtype=np.int64)[kept]
            total = whole_numbers(columns[name], MISSING)[kept]
            figures[name] = np.where(read > 0, total, MISSING)
        held = np.asarray(columns["held"], dtype=np.int64)[kept]
        less, more = self.copies.of_areas(sheets, tree, level, numbers[kept])
        return FigureTable(
            source=sheets.source,
            level=level,
            areas=chosen,
            names=[places.lookup.areas[id_].name for id_ in chosen],
            columns=with_measures(self.store.election.definition, sheets.contest, figures),
            stations_held=held,
            stations_known=self.known_of_each(sheets.contest, tree, level, numbers[kept], unlisted),
            areas_known=self._areas_known(sheets.contest, level, inside),
            less=less,
            more=more,
            channels_lacking=self.channels_lacking(sheets),
        )

    def _stations(self, sheets: Sheets, area: str) -> FigureTable:
        places = self.store.places
        tree = places.tree_of(self._level_of(area))
        ancestor = None if area == places.root else places.numbers[area]
        columns = station_rows(self.store.engine, sheets.name, sheets.figures, tree, ancestor)
        figures: dict[str, IntArray] = {
            name: whole_numbers(columns[name], MISSING) for name in sheets.figures
        }
        count = len(columns["station"])
        less, more = self.copies.of_stations(sheets, columns["station"], figures)
        return FigureTable(
            source=sheets.source,
            level=self.store.election.definition.station_level,
            areas=[str(code) for code in columns["station"]],
            names=[str(name) for name in columns["name"]],
            columns=with_measures(self.store.election.definition, sheets.contest, figures),
            stations_held=np.ones(count, dtype=np.int64),
            stations_known=np.ones(count, dtype=np.int64),
            areas_known=self.totals(sheets.contest, sheets.source, area).stations_known,
            less=less,
            more=more,
            channels_lacking=self.channels_lacking(sheets),
        )

    def channels_lacking(self, sheets: Sheets) -> tuple[str, ...]:
        """Ways of voting that other returns of the contest name and these sheets do not have;
        none where a sheet does not say how its votes came, which may be all the ways there are."""
        contest = sheets.contest
        if contest not in self._channels:
            self._channels[contest] = {
                other.source: sheet_channels(self.store.engine, other.name)
                for other in self.store.sheets_of(contest)
            }
            stated = {load.entry.channel or "" for load in self.store.stated(contest)}
            self._channels[contest][None] = stated
        own = self._channels[contest][sheets.source]
        everybody = set().union(*self._channels[contest].values())
        return () if "" in own else tuple(sorted(everybody - own - {""}))

    def _sums(self, sheets: Sheets, tree: int, counted: bool = True) -> str:
        key = (sheets.name, tree, counted)
        if key not in self._leaf_sums:
            name = f"{'leaf' if counted else 'apart'}_sums_{sheets.name}_{tree}"
            create_leaf_sums(self.store.engine, name, sheets.name, sheets.figures, tree, counted)
            self._leaf_sums[key] = name
        return self._leaf_sums[key]

    def _level_of(self, area: str) -> str:
        return self.store.places.lookup.areas[area].level

    def _inside(self, tree: int, level: str, area: str) -> set[int] | None:
        places = self.store.places
        if area == places.root:
            return None
        return areas_inside(self.store.engine, tree, level, places.numbers[area])

    def _areas_known(self, contest: str, level: str, inside: set[int] | None) -> int | None:
        """How many areas of a level there are; None where ``areas.csv`` lists none of it and some
        stations, in areas that nobody has named yet, may be in no returns."""
        stated = self._stations_stated(contest)
        all_named = stated is not None and self._stations_named() >= stated
        if not all_named and not self.store.election.areas.of_level(level):
            return None
        if inside is not None:
            return len(inside)
        return len(self.store.places.lookup.of_level(level))

    def _known_in(
        self, contest: str | None, tree: int, level: str, areas: IntArray, placed: bool = False
    ) -> IntArray:
        """Stations of areas: as ``areas.csv`` lists them; for the whole place as stated; else all
        that any source names, if they are as many as stated or the authority names them."""
        places, stated = self.store.places, self._stations_stated(contest)
        says_all = (
            places.stations_listed
            or (stated is not None and self._stations_named() >= stated)
            or (stated is None and places.named_by_authority)
        )
        known = self._listed_in(tree, level, areas) if says_all else np.full(len(areas), MISSING)
        if not placed:
            known = np.where(self.perhaps_larger(tree, level, areas), MISSING, known)
        if stated is None:
            return known
        if stated == self._stations_listed:  # with those that do not count
            stated = 0
        is_root = areas == places.numbers[places.root]
        return np.where(is_root, max(stated, self._stations_named()), known)

    def _listed_in(self, tree: int, level: str, areas: IntArray) -> IntArray:
        """Stations that ``areas.csv`` lists in areas; where it lists none, those that any source
        names."""
        key = (tree, level)
        if key not in self._known:
            self._known[key] = known_stations(
                self.store.engine, tree, level, only_listed=self.store.places.stations_listed
            )
        known = self._known[key]
        return np.array([known.get(area, 0) for area in areas.tolist()], dtype=np.int64)

    @cached_property
    def _some_do_not_count(self) -> bool:
        election = self.store.election
        stations = election.areas.of_level(election.definition.station_level)
        return any(not station.standing.counts for station in stations)

    def _stations_stated(self, contest: str | None) -> int | None:
        """How many stations the whole place has, as ``election.yaml`` says; else, where no file
        lists them, as an authority's announcements of the contest say (None: of every contest)."""
        election = self.store.election
        if election.definition.stations is not None or self.store.places.stations_listed:
            return election.definition.stations
        said = self._stations_announced
        if contest is not None:
            return said.get(contest)
        counts = {said.get(name) for name in election.definition.contests}
        return counts.pop() if len(counts) == 1 else None

    @cached_property
    def _stations_announced(self) -> dict[str, int]:
        """Contest → the most stations that an authority's announcement says it counted a share
        of."""
        election, most = self.store.election, dict[str, int]()
        for item in election.announcements:
            of = item.counted.of_stations if item.counted is not None else None
            whole = item.area in (None, election.definition.place.id)
            kind = election.definition.sources[item.source].kind
            if of is not None and whole and kind is SourceKind.AUTHORITY:
                contest = election.contest_of(item)
                most[contest] = max(of, most.get(contest, 0))
        return most

    @cached_property
    def _stations_listed(self) -> int:
        """Stations that ``areas.csv`` lists, whatever became of them."""
        election = self.store.election
        return len(election.areas.of_level(election.definition.station_level))

    def _stations_named(self) -> int:
        if self._named is None:
            self._named = count_stations(self.store.engine, only_listed=False)
        return self._named
