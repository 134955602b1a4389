"""Figures that files state for areas above the station, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crosstally.election.definition import Stage
from crosstally.engine.rollup import stated_rows
from crosstally.returns.store import ReturnsStore
from crosstally.tabulation.figures import MISSING, IntArray
from crosstally.tabulation.tabulator import Tabulator


@dataclass(frozen=True)
class StatedLevel:
    """What one file states for the areas of one level: one row an area."""

    source: str
    stage: Stage
    level: str
    tree: int
    areas: IntArray
    """Area numbers, ascending."""
    figures: Mapping[str, IntArray]
    """Field or option → stated figure, ``MISSING`` where none is."""


def stated_levels(store: ReturnsStore, contest: str) -> list[StatedLevel]:
    """Every file of a contest whose rows stand above the station."""
    found = []
    for load in store.stated(contest):
        columns = stated_rows(store.engine, load.table, load.figures)
        found.append(
            StatedLevel(
                source=load.entry.source,
                stage=load.entry.stage,
                level=load.level,
                tree=store.places.tree_of(load.level),
                areas=np.asarray(columns["area"], dtype=np.int64),
                figures={
                    name: np.ma.filled(np.ma.asarray(columns[name]).astype(np.int64), MISSING)
                    for name in load.figures
                },
            )
        )
    return found


def children_inside(
    tabulator: Tabulator, upper: StatedLevel, lower: StatedLevel
) -> tuple[IntArray, dict[int, int]]:
    """For each area of the lower level the area of the upper one it stands in (``MISSING`` where
    none), and for each upper area how many lower ones it has."""
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
    return parents, known
