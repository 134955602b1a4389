"""The sheets held in each constituency: what bounds on its seats start from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.bounds import unread_rooms
from crosstally.compare.seats_by_area import areas_above, names_in_rule
from crosstally.election.alliances import counted_options
from crosstally.election.rule import Constituencies
from crosstally.engine.connection import whole_numbers
from crosstally.engine.sheets import ENDLESS
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import Totals
from crosstally.tabulation.tabulator import Tabulator


def area_spaces(tabulator: Tabulator, sheets: Sheets, totals: Totals) -> AreaSpaces | None:
    """What a source holds in each constituency of the contest's rule. None where the rule has no
    constituencies, where one of their names stands for no area, or where nothing bounds a figure.
    """
    definition = tabulator.store.election.definition
    question = definition.contests[sheets.contest]
    about = None if question.rule is None else question.rule.constituencies
    if about is None or about.level not in tabulator.store.places.levels(_tree(tabulator, about)):
        return None
    options = counted_options(definition, sheets.contest, totals.options)
    ids = {name: id_ for id_, name in names_in_rule(about, tabulator.store.places.lookup).items()}
    apportioned = about.apportioned.population if about.apportioned is not None else ()
    wanted = [*about.seats, *apportioned, *about.added]
    if not set(wanted) <= set(ids):
        return None
    rows = _Rows(tabulator, sheets, about.level, options)
    if rows.unplaced_are_disputed(totals):
        return None
    held = {name: rows.of(ids[name], rows.others_are_held(totals, ids.values())) for name in wanted}
    found = {name: one for name, one in held.items() if one is not None}
    if len(found) < len(held):
        return None
    valid = definition.sheet_of(sheets.contest).options_are_valid(question.options)
    assert question.rule is not None
    within = areas_above(question.rule, ids.values(), tabulator.store.places.lookup)
    return AreaSpaces(found, options, valid, within)


def _tree(tabulator: Tabulator, about: Constituencies) -> str:
    places = tabulator.store.places
    return next((tree for tree in places.trees if about.level in places.levels(tree)), "")


class _Rows:
    """Sums of the areas of one level, one a row."""

    def __init__(
        self,
        tabulator: Tabulator,
        sheets: Sheets,
        level: str,
        options: Sequence[str],
    ) -> None:
        store = tabulator.store
        self.tabulator, self.sheets, self.level, self.options = tabulator, sheets, level, options
        self.tree = store.places.tree_of(level)
        self.columns = tabulator.area_columns(sheets, level)
        areas = np.asarray(self.columns["area"], dtype=np.int64)
        self.row = {int(number): row for row, number in enumerate(areas)}
        self.less, self.more = tabulator.copies.of_areas(sheets, self.tree, level, areas)
        self.unplaced = tabulator.unplaced(sheets, level)
        self.lacking = bool(tabulator.channels_lacking(sheets))
        self.voters = tabulator.lists.not_held(sheets, self.tree, level)
        template = store.election.definition.sheet_of(sheets.contest)
        contest = store.election.definition.contests[sheets.contest]
        self.valid_is_sum = template.options_are_valid(contest.options)

    def others_are_held(self, totals: Totals, areas: Collection[str]) -> bool:
        """Whether a sheet is held of every station that is in none of the areas, as far as is
        known: if one is not, it may be in any."""
        known = [self._stations_known(area) for area in areas]
        if None in known or totals.stations_known is None:
            return False
        others = totals.stations_known - sum(count for count in known if count is not None)
        return others == totals.stations_held - sum(map(self._held, areas))

    def unplaced_are_disputed(self, totals: Totals) -> bool:
        """Whether copies of sheets that name no area may disagree."""
        return bool(self.unplaced) and any(
            whole.get(name, 0) != int(np.sum(areas.get(name, 0)))
            for whole, areas in ((totals.less, self.less), (totals.more, self.more))
            for name in self.options
        )

    def _held(self, area: str) -> int:
        row = self.row.get(self.tabulator.store.places.numbers[area])
        return 0 if row is None else int(self.columns["held"][row])

    def _stations_known(self, area: str) -> int | None:
        """How many stations lie in an area for sure; None where nobody says."""
        number = self.tabulator.store.places.numbers[area]
        row = self.row.get(number)
        unlisted = 0 if row is None else int(self.columns["unlisted"][row])
        return self.tabulator.known_of(
            self.sheets.contest, self.tree, self.level, number, unlisted, placed=True
        )

    def of(self, area: str, others_are_held: bool) -> HeldInArea | None:
        """One area; None where nothing bounds what a figure held may be."""
        number = self.tabulator.store.places.numbers[area]
        row = self.row.get(number)
        held = self._held(area)
        known = self._stations_known(area) if others_are_held else None
        sums = {name: self._sum(name, row) for name in self.options}
        less = {name: self._copies(self.less, name, row) for name in self.options}
        more = {name: self._copies(self.more, name, row) for name in self.options}
        unplaced = self.unplaced.get(number, {})
        rooms = self._rooms(area, row, held)
        unbounded = any(count >= ENDLESS for count in more.values()) or rooms is None
        if unbounded or not _all_read(unplaced, self.options):
            return None
        counted, voters = self.voters.get(number, (0, 0))
        disputed = any(less.values()) or any(more.values())
        complete = known is not None and held >= known and not self.lacking
        voters_not_held: int | None = None
        if known is not None and counted == known - held and not self.lacking:
            voters_not_held = voters
        registered = self._registered(row, held, 0 if complete else voters_not_held)
        return HeldInArea(
            least={name: max(sums[name] - less[name], 0) for name in self.options},
            most={name: sums[name] + more[name] + unplaced.get(name, 0) for name in self.options},
            complete=complete,
            voters_not_held=voters_not_held,
            unread=rooms or {},
            valid=None if self.valid_is_sum else self._measured("valid", row, held, unplaced),
            cast=self._measured("cast", row, held, unplaced),
            registered=None if unplaced else registered,
            by_itself=not (rooms and disputed) and not unplaced,
        )

    def _rooms(self, area: str, row: int | None, held: int) -> Mapping[frozenset[str], int] | None:
        """See ``unread_rooms``; empty where every option was read."""
        if not held or all(self._read(name, row) == held for name in self.options):
            return {}
        stations = self.tabulator.store.election.definition.station_level
        table = self.tabulator.table(self.sheets.contest, self.sheets.source, stations, area)
        return unread_rooms(table, self.options)

    def _registered(self, row: int | None, held: int, not_held: int | None) -> int | None:
        """Voters on all lists, with those of stations not held; None where one is not stated, or
        copies disagree."""
        definition = self.tabulator.store.election.definition
        linear = definition.sheet_of(self.sheets.contest).measure("registered")
        if linear is None or not_held is None:
            return None
        if row is None:
            return not_held
        for name in linear.names:
            copies = (self._copies(self.less, name, row), self._copies(self.more, name, row))
            if self._read(name, row) < held or any(copies):
                return None
        return not_held + sum(factor * self._sum(one, row) for one, factor in linear.terms.items())

    def _sum(self, name: str, row: int | None) -> int:
        if row is None or name not in self.columns:
            return 0
        return int(whole_numbers(self.columns[name], 0)[row])

    def _read(self, name: str, row: int | None) -> int:
        """How many sheets have a number for it."""
        key = f"n:{name}"
        return 0 if row is None or key not in self.columns else int(self.columns[key][row])

    @staticmethod
    def _copies(changes: Any, name: str, row: int | None) -> int:
        return 0 if row is None or name not in changes else int(changes[name][row])

    def _measured(
        self, name: str, row: int | None, held: int, unplaced: Mapping[str, int]
    ) -> tuple[int, int] | None:
        """A measure as the sheets state it, least and most; None where a figure of it is not
        there."""
        definition = self.tabulator.store.election.definition
        linear = definition.sheet_of(self.sheets.contest).measure(name)
        if linear is None:
            return None
        linear = linear.with_options(self.options)
        if any(self._read(one, row) < held for one in linear.names):
            return None
        if not _all_read(unplaced, linear.names):
            return None
        placed = {one: self._sum(one, row) for one in linear.names}
        further = {one: unplaced.get(one, 0) for one in linear.names}
        less, more = (self._copies(one, name, row) for one in (self.less, self.more))
        sure = linear.value(placed)
        return sure - less, sure + more + linear.value(further) - linear.constant


def _all_read(row: Mapping[str, int], names: Collection[str]) -> bool:
    """Whether every sheet of a row of sums has a number for each of the names."""
    return all(row.get(f"n:{name}", 0) == row.get("held", 0) for name in names)
