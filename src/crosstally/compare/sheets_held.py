"""What one source's sheets add up to in an area, figure by figure, and station by station."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crosstally.compare.announced import REVISING, Announced
from crosstally.election.definition import STAGE_ORDER, Announcement, Stage
from crosstally.election.relations import OPTIONS, Linear
from crosstally.election.sheet import MEASURES
from crosstally.findings import Plural, Sentence, plural
from crosstally.tabulation.figures import (
    MISSING,
    AddedUpOtherwise,
    BoolArray,
    FigureTable,
    IntArray,
    OtherSums,
    Tabulated,
    Totals,
)
from crosstally.words import N_


@dataclass(frozen=True)
class Held:
    """A figure added up over the sheets held: a least value where some of it was not read."""

    value: int
    """With the copies that are counted."""
    incomplete: int
    """At how many of the stations held the figure is no number."""
    least: int
    """Over all copies of disputed stations."""
    most: int


class SheetsHeld:
    """One source's sheets in one contest."""

    def __init__(self, announced: Announced, tabulated: Tabulated, source: str) -> None:
        self.announced = announced
        self.tabulated = tabulated
        self.source = source
        self.name = announced.definition.sources[source].name
        self._totals: dict[str, Totals] = {}
        self._table: tuple[str, FigureTable] | None = None

    def totals(self, area: str) -> Totals:
        """The sum over an area (an id)."""
        if area not in self._totals:
            try:
                found = self.tabulated.totals(self.announced.contest, self.source, area)
            except KeyError:  # an area that announcements name and no sheet stands in
                found = Totals(self.source, area, 0, None)
            self._totals[area] = found
        return self._totals[area]

    def said(self, area: str) -> Plural:
        """These sheets in an area, in words."""
        return plural(
            "the one sheet held by {source}",
            "the {n} sheets held by {source}",
            self.totals(area).stations_held,
            {"source": self.name},
        )

    def stations(self, area: str) -> int | None:
        """How many stations an area has, where anybody says."""
        known = self.totals(area).stations_known
        if known is None and area == self.announced.definition.place.id:
            return self.announced.definition.stations
        return known

    def held(self, area: str, name: str) -> Held | None:
        """A field, a measure, an option or an alliance of options; None where no sheet has it."""
        totals = self.totals(area)
        if not totals.stations_held:
            return None
        linear = self._linear(name, totals.figures)
        if linear is None:
            return None
        incomplete = sum(totals.incomplete.get(term, 0) for term in linear.names)
        if incomplete and min(linear.terms.values(), default=0) < 0:
            return None  # with a difference of figures, what is not read makes no least value
        value = linear.value(totals.figures)
        less = more = 0
        for term, factor in linear.terms.items():
            ends = (-factor * totals.less.get(term, 0), factor * totals.more.get(term, 0))
            less, more = less - min(*ends, 0), more + max(*ends, 0)
        return Held(value, incomplete, value - less, value + more)

    def states_lists(self, area: str) -> bool:
        """Whether every sheet held in an area says how many voters are on its list."""
        voters = self.held(area, "registered")
        return voters is not None and not voters.incomplete

    def repeated(self, area: str, name: str) -> int:
        """What further rows of stations that stand twice would add to a figure."""
        return self._beyond(area, name, self.totals(area).repeated)

    def not_counted(self, area: str, name: str) -> int:
        """What the sheets of stations that do not count would add to a figure."""
        return self._beyond(area, name, self.totals(area).not_counted)

    def _beyond(self, area: str, name: str, more: Mapping[str, int]) -> int:
        linear = self._linear(name, self.totals(area).figures)
        if linear is None:
            return 0
        return sum(factor * more.get(term, 0) for term, factor in linear.terms.items())

    def other_sums(
        self, area: str, otherwise: AddedUpOtherwise
    ) -> Sequence[tuple[OtherSums, Callable[[str], int | None]]]:
        """What else the sheets of an area could have been added up to, each with what a figure
        would be; None where it has no such figure."""

        def of(other: OtherSums) -> Callable[[str], int | None]:
            def figure(name: str) -> int | None:
                linear = self._linear(name, other.figures)
                return None if linear is None else linear.value(other.figures)

            return figure

        found = otherwise.other_sums(self.announced.contest, self.source, area)
        return [(other, of(other)) for other in found]

    def station_with(self, area: str, figures: Mapping[str, int]) -> str | Sentence | None:
        """The one station of an area that has exactly these figures, in words."""
        table = self._stations(area)
        same = np.ones(len(table), dtype=bool)
        for name, value in figures.items():
            same &= self.column(area, name) == value
        rows = np.flatnonzero(same)
        if len(rows) != 1:
            return None
        code, name = table.areas[int(rows[0])], table.names[int(rows[0])]
        if name == code:
            return code
        return Sentence(N_("{code}, {name}"), {"code": code, "name": name})

    def part_with(self, area: str, figures: Mapping[str, int]) -> str | None:
        """The one area inside another whose sheets add up to exactly these figures, by name; of an
        area and the only one in it, the larger."""
        definition, areas = self.announced.definition, self.announced.areas.areas
        for level in definition.all_levels[1:-1]:
            table = self.tabulated.table(self.announced.contest, self.source, level, area)
            same = np.ones(len(table), dtype=bool)
            for name, value in figures.items():
                same &= self._column(table, name) == value
            found = [table.areas[row] for row in np.flatnonzero(same).tolist()]
            if len(found) == 1 and found[0] != area:
                return areas[found[0]].name
        return None

    def all_held(self, area: str) -> bool:
        """Whether a sheet of every station of an area is held, and of every way of voting."""
        totals = self.totals(area)
        return self.stations(area) == totals.stations_held and not totals.channels_lacking

    def disputed(self, area: str) -> int:
        """How many of the stations held in an area have copies that disagree."""
        totals = self.totals(area)
        if not totals.less and not totals.more:
            return 0
        table = self._stations(area)
        apart = [column > 0 for side in (table.less, table.more) for column in side.values()]
        return int(np.any(apart, axis=0).sum())

    def column(self, area: str, name: str, most: bool = False) -> IntArray:
        """The figure at each station held; 0 where it was not read (nothing is held there).

        Of copies that disagree the one with the least, or the most, of each figure counts. Raises
        ``KeyError`` for a figure that ``held`` does not know.
        """
        return self._column(self._stations(area), name, most)

    def _column(self, table: FigureTable, name: str, most: bool = False) -> IntArray:
        # As the totals add it up: a measure in the table is none where one figure was not read.
        own = self.totals(self.announced.definition.place.id).figures
        linear = self._linear(name, own)
        if linear is None:
            raise KeyError(name)
        total = np.zeros(len(table), dtype=np.int64)
        for term, factor in linear.terms.items():
            total += factor * np.maximum(table.columns[term], 0)
            apart = table.more if most == (factor > 0) else table.less
            if term in apart:
                total += abs(factor) * apart[term] * (1 if most else -1)
        return np.maximum(total, 0)

    def unread(self, area: str, names: Iterable[str]) -> BoolArray:
        """Whether one of the figures was not read at each station held."""
        columns = self._stations(area).columns
        unread: BoolArray = np.any([columns[name] == MISSING for name in names], axis=0)
        return unread

    def added_up_where_read(self, area: str, linear: Linear) -> int:
        """The sum of ``linear`` over the stations held at which each of its figures was read."""
        table = self._stations(area)
        total = np.full(len(table), linear.constant, dtype=np.int64)
        read = np.ones(len(table), dtype=bool)
        for term, factor in linear.terms.items():
            read &= table.columns[term] != MISSING
            total += factor * table.columns[term]
        return int(total[read].sum())

    def _stations(self, area: str) -> FigureTable:
        """The last area's stations are kept: several figures of one area are asked in a row."""
        if self._table is None or self._table[0] != area:
            level = self.announced.definition.station_level
            table = self.tabulated.table(self.announced.contest, self.source, level, area)
            self._table = (area, table)
        return self._table[1]

    def _linear(self, name: str, known: Mapping[str, object]) -> Linear | None:
        """A figure as a sum of what sheets have."""
        if name in known:
            return Linear({name: 1})
        options = self.announced.question.options
        if name in options:
            linear = Linear(dict.fromkeys(options[name].members, 1))
        elif name in MEASURES:
            found = self.announced.sheet.measure(name)
            if found is None:
                return None
            linear = found
            if OPTIONS in linear.terms:
                terms = dict(linear.terms)
                factor = terms.pop(OPTIONS)
                leaves = [id_ for id_, about in options.items() if id_ in known]
                if not self.announced.covers(leaves):
                    return None
                linear = Linear(terms, linear.constant).plus(
                    Linear(dict.fromkeys(leaves, 1)), factor
                )
        else:
            return None
        return linear if linear.terms and all(term in known for term in linear.terms) else None

    @property
    def stages(self) -> set[Stage]:
        """Which acts the source's station returns come from."""
        definition = self.announced.definition
        return {
            entry.stage
            for entry in definition.returns
            if entry.source == self.source
            and entry.level in (None, definition.station_level)
            and self.announced.election.contest_of(entry) == self.announced.contest
        }

    def other_act(self, announcement: Announcement) -> bool:
        """Whether a recount, a ruling or a rerun lies between the sheets and the announcement."""
        if announcement.stage in REVISING:
            return announcement.stage not in self.stages
        if announcement.stage is Stage.FINAL:
            return False
        return any(
            stage in REVISING and STAGE_ORDER[stage] > STAGE_ORDER[announcement.stage]
            for stage in self.stages
        )
