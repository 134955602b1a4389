"""Figures that files state for areas above the station, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crosstally.election.definition import Stage
from crosstally.engine.connection import whole_numbers
from crosstally.engine.rollup import (
    StatedPart,
    areas_with_stations_outside,
    stated_channels,
    stated_rows,
)
from crosstally.returns.load import Load
from crosstally.returns.store import ReturnsStore
from crosstally.tabulation.figures import MISSING, IntArray
from crosstally.tabulation.tabulator import Tabulator


@dataclass(frozen=True)
class StatedLevel:
    """What the files of one source and stage state for the areas of one level: one row an area."""

    source: str
    stage: Stage
    level: str
    tree: int
    channels: frozenset[str]
    """How the votes came; an empty text where nothing says so."""
    areas: IntArray
    """Area numbers, ascending."""
    figures: Mapping[str, IntArray]
    """Field or option → stated figure, ``MISSING`` where none is."""

    def only(self, areas: IntArray) -> StatedLevel:
        """Some of its areas."""
        kept = np.isin(self.areas, areas)
        figures = {name: column[kept] for name, column in self.figures.items()}
        return replace(self, areas=self.areas[kept], figures=figures)


def stated_levels(store: ReturnsStore, contest: str) -> list[StatedLevel]:
    """Every source, stage and level above the station that files of a contest state."""
    grouped: dict[tuple[str, Stage, str], list[Load]] = {}
    for load in store.stated(contest):
        grouped.setdefault((load.entry.source, load.entry.stage, load.level), []).append(load)
    return [_stated_level(store, *key, loads) for key, loads in grouped.items()]


def _stated_level(
    store: ReturnsStore, source: str, stage: Stage, level: str, loads: Sequence[Load]
) -> StatedLevel:
    parts = [
        StatedPart(load.table, load.figures, load.entry.channel, "channel" in load.texts)
        for load in loads
    ]
    figures = list(dict.fromkeys(name for load in loads for name in load.figures))
    columns = stated_rows(store.engine, parts, figures)
    return StatedLevel(
        source=source,
        stage=stage,
        level=level,
        tree=store.places.tree_of(level),
        channels=frozenset(stated_channels(store.engine, parts)),
        areas=np.asarray(columns["area"], dtype=np.int64),
        figures={name: whole_numbers(columns[name], MISSING) for name in figures},
    )


def children_inside(
    tabulator: Tabulator, upper: StatedLevel, lower: StatedLevel
) -> tuple[IntArray, dict[int, int]]:
    """For each area of the lower level the area of the upper one it stands in (``MISSING`` where
    none), and for each upper area how many lower ones it has. Stations that stand in none of
    them, or may do so, are one more, which no lower area holds."""
    places = tabulator.store.places
    ids, tree = places.ids(), places.trees[upper.tree]
    parents = np.full(len(lower.areas), MISSING, dtype=np.int64)
    for row, number in enumerate(lower.areas):
        current: str | None = ids[int(number)]
        while current is not None:
            area = places.lookup.areas[current]
            if area.level == upper.level:
                parents[row] = places.numbers[current]
                break
            current = area.parents.get(tree)
    known: dict[int, int] = {MISSING: 0}
    for area in places.lookup.of_level(lower.level):
        current = area.id
        while current is not None and places.lookup.areas[current].level != upper.level:
            current = places.lookup.areas[current].parents.get(tree)
        if current is not None:
            number = places.numbers[current]
            known[number] = known.get(number, 0) + 1
    outside = areas_with_stations_outside(
        tabulator.store.engine, upper.tree, upper.level, lower.level
    )
    uppers = np.array([number for number in known if number != MISSING], dtype=np.int64)
    larger = tabulator.perhaps_larger(upper.tree, upper.level, uppers)
    for number in outside.union(uppers[larger].tolist()):
        known[number] = known.get(number, 0) + 1
    return parents, known
