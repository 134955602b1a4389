"""What sheets add up to in another way: without stations of a kind, or at an earlier stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from crosstally.engine.attributes import attribute_values, sums_by_kind
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.tabulation.figures import IntArray, OtherSums, Totals

MAX_VALUES = 50
"""Attributes with more values than this are tried as set or not set only."""


def sums_of_kinds(
    store: ReturnsStore, sheets: Sheets, tree: int, level: str
) -> Iterator[tuple[str, str | None, Mapping[str, IntArray]]]:
    """Every kind of station that can be set apart, as (attribute, its value, sums by area of the
    level): each attribute as set (value None), and each of its values where they are few. The sums
    are ``area`` (number), ``held`` and the figures, one row an area that has such stations."""
    for attribute in store.places.attributes:
        values = attribute_values(store.engine, attribute, MAX_VALUES + 1)
        if not values:
            continue
        columns = sums_by_kind(
            store.engine,
            sheets.name,
            sheets.figures,
            tree,
            level,
            attribute,
            by_value=len(values) <= MAX_VALUES,
        )
        kinds = columns.pop("kind")
        sums = {name: np.asarray(column, dtype=np.int64) for name, column in columns.items()}
        yield attribute, None, _added_up(sums)
        for value, _ in values if 1 < len(values) <= MAX_VALUES else ():
            yield attribute, value, {name: column[kinds == value] for name, column in sums.items()}


def _added_up(sums: Mapping[str, IntArray]) -> dict[str, IntArray]:
    """One row an area, whatever the kind."""
    areas, groups = np.unique(sums["area"], return_inverse=True)
    added = {"area": areas}
    for name, column in sums.items():
        if name != "area":
            total = np.zeros(len(areas), dtype=np.int64)
            np.add.at(total, groups, column)
            added[name] = total
    return added


Kinds = list[tuple[str, str | None, Mapping[str, IntArray]]]


@dataclass
class SumsOfKinds:
    """The sums of ``sums_of_kinds``, made once."""

    store: ReturnsStore
    _made: dict[tuple[str, int, str], Kinds] = field(default_factory=dict)

    def left_out(
        self, sheets: Sheets, tree: int, level: str, area: int, whole: Totals
    ) -> Iterator[OtherSums]:
        """``whole`` (the sums of an area, by number) without the stations of each kind."""
        key = (sheets.name, tree, level)
        if key not in self._made:
            self._made[key] = list(sums_of_kinds(self.store, sheets, tree, level))
        for attribute, value, sums in self._made[key]:
            rows = np.flatnonzero(sums["area"] == area)
            if not len(rows):
                continue
            row = int(rows[0])
            yield OtherSums(
                {name: total - int(sums[name][row]) for name, total in whole.figures.items()},
                int(sums["held"][row]),
                attribute=attribute,
                value=value,
            )
