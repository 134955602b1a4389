"""The sheets held in each constituency: what bounds on its seats start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.bounds import unread_rooms
from crosstally.compare.seats_by_area import areas_above, names_in_rule
from crosstally.election.alliances import counted_options
from crosstally.election.rule import Constituencies
from crosstally.engine.sheets import ENDLESS
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import Totals
from crosstally.tabulation.tabulator import Tabulator, linear_sum


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
    known = [rows.stations_known(ids[name]) for name in wanted]
    placed = sum(count for count in known if count is not None)
    # A station that is in none of them, as far as is known, may be in any.
    all_placed = None not in known and totals.stations_known == placed
    held = {name: rows.of(ids[name], all_placed) for name in wanted}
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
        self.lacking = bool(tabulator.channels_lacking(sheets))
        self.voters = tabulator.lists.not_held(sheets, self.tree, level)
        template = store.election.definition.sheet_of(sheets.contest)
        contest = store.election.definition.contests[sheets.contest]
        self.valid_is_sum = template.options_are_valid(contest.options)

    def stations_known(self, area: str) -> int | None:
        """How many stations an area has; None where nobody says."""
        number = self.tabulator.store.places.numbers[area]
        row = self.row.get(number)
        unlisted = 0 if row is None else int(self.columns["unlisted"][row])
        return self.tabulator.known_of(self.tree, self.level, number, unlisted)

    def of(self, area: str, all_placed: bool) -> HeldInArea | None:
        """One area; None where nothing bounds what a figure held may be. ``all_placed``: whether it
        is known of every station which area it is in."""
        store = self.tabulator.store
        number = store.places.numbers[area]
        row = self.row.get(number)
        held = 0 if row is None else int(self.columns["held"][row])
        known = self.stations_known(area) if all_placed else None
        sums = {name: self._sum(name, row) for name in self.options}
        less = {name: self._copies(self.less, name, row) for name in self.options}
        more = {name: self._copies(self.more, name, row) for name in self.options}
        if any(count >= ENDLESS for count in more.values()):
            return None
        unread = frozenset(name for name in self.options if held and self._read(name, row) < held)
        rooms: Mapping[frozenset[str], int] = {}
        if unread:
            stations = store.election.definition.station_level
            table = self.tabulator.table(self.sheets.contest, self.sheets.source, stations, area)
            found = unread_rooms(table, self.options)
            if found is None:
                return None
            rooms = found
        counted, voters = self.voters.get(number, (0, 0))
        disputed = any(less.values()) or any(more.values())
        complete = known is not None and held >= known and not self.lacking
        voters_not_held: int | None = None
        if known is not None and counted == known - held and not self.lacking:
            voters_not_held = voters
        return HeldInArea(
            least={name: max(sums[name] - less[name], 0) for name in self.options},
            most={name: sums[name] + more[name] for name in self.options},
            complete=complete,
            voters_not_held=voters_not_held,
            unread=rooms,
            valid=None if self.valid_is_sum else self._measured("valid", row, held),
            cast=self._measured("cast", row, held),
            registered=self._registered(row, held, 0 if complete else voters_not_held),
            by_itself=not (unread and disputed),
        )

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
        value: Any = np.ma.filled(self.columns[name], 0)[row]
        return int(value)

    def _read(self, name: str, row: int | None) -> int:
        """How many sheets have a number for it."""
        key = f"n:{name}"
        return 0 if row is None or key not in self.columns else int(self.columns[key][row])

    @staticmethod
    def _copies(changes: Any, name: str, row: int | None) -> int:
        return 0 if row is None or name not in changes else int(changes[name][row])

    def _measured(self, name: str, row: int | None, held: int) -> tuple[int, int] | None:
        """A measure as the sheets state it; None where a figure of it is not there."""
        definition = self.tabulator.store.election.definition
        linear = definition.sheet_of(self.sheets.contest).measure(name)
        if linear is None:
            return None
        if row is None:
            return (0, 0)
        names = linear.with_options(self.options).names
        if any(self._read(one, row) < held for one in names):
            return None
        figures = {one: np.array([self._sum(one, row)], dtype=np.int64) for one in names}
        total = linear_sum(linear, figures, [one for one in self.options if one in figures])
        if total is None:
            return None
        less, more = (self._copies(one, name, row) for one in (self.less, self.more))
        return int(total[0]) - less, int(total[0]) + more
