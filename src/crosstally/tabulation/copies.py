"""By how much sums would be less or more with other copies of disputed stations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crosstally.election.sheet import MEASURES
from crosstally.engine.copies import disputed_stations, disputed_sums, repeated_sums
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.tabulation.figures import IntArray

Copies = tuple[dict[str, IntArray], dict[str, IntArray]]
"""``less`` and ``more``, see ``FigureTable``; both empty where no copies disagree."""


class DisputedCopies:
    """The copies that disagree, of every source. What SQL gives is kept."""

    def __init__(self, store: ReturnsStore) -> None:
        self.store = store
        self._sums: dict[tuple[str, int, str], dict[str, Any]] = {}
        self._repeated: dict[tuple[str, int, str], dict[str, Any]] = {}

    def of_areas(self, sheets: Sheets, tree: int, level: str, areas: IntArray) -> Copies:
        """Of n areas of a level of a tree, given by number."""
        if sheets.plain:
            return {}, {}
        columns = self._disputed(sheets, tree, level)
        _, places, rows = np.intersect1d(areas, columns["area"], return_indices=True)
        if not len(rows):
            return {}, {}
        less, more = _nothing(sheets, len(areas)), _nothing(sheets, len(areas))
        for name in sheets.figures:
            less[name][places] = np.asarray(columns[f"less:{name}"], dtype=np.int64)[rows]
            more[name][places] = np.asarray(columns[f"more:{name}"], dtype=np.int64)[rows]
        return self._with_measures(sheets, less, more)

    def disputed(self, sheets: Sheets, tree: int, level: str, areas: IntArray) -> IntArray:
        """How many stations of n areas of a level of a tree, given by number, are disputed."""
        found = np.zeros(len(areas), dtype=np.int64)
        if not sheets.plain:
            columns = self._disputed(sheets, tree, level)
            _, places, rows = np.intersect1d(areas, columns["area"], return_indices=True)
            found[places] = np.asarray(columns["stations"], dtype=np.int64)[rows]
        return found

    def _disputed(self, sheets: Sheets, tree: int, level: str) -> dict[str, Any]:
        key = (sheets.name, tree, level)
        if key not in self._sums:
            self._sums[key] = disputed_sums(
                self.store.engine, sheets.name, sheets.figures, tree, level
            )
        return self._sums[key]

    def repeated(
        self, sheets: Sheets, tree: int, level: str, area: int
    ) -> tuple[dict[str, int], int]:
        """What further rows of stations that stand twice would add in an area (by number), and how
        many stations those are."""
        if sheets.plain:
            return {}, 0
        key = (sheets.name, tree, level)
        if key not in self._repeated:
            self._repeated[key] = repeated_sums(
                self.store.engine, sheets.name, sheets.figures, tree, level
            )
        columns = self._repeated[key]
        for row in np.flatnonzero(np.asarray(columns["area"]) == area).tolist():
            sums = {name: int(columns[name][row]) for name in sheets.figures}
            return sums, int(columns["stations"][row])
        return {}, 0

    def of_stations(
        self, sheets: Sheets, codes: Sequence[Any], counted: Mapping[str, IntArray]
    ) -> Copies:
        """Of n stations, given by code, whose ``counted`` figures are arrays of n."""
        versions = [] if sheets.plain else disputed_stations(self.store.engine, sheets.name)
        if not versions:
            return {}, {}
        at = {str(code): place for place, code in enumerate(codes)}
        less, more = _nothing(sheets, len(at)), _nothing(sheets, len(at))
        for row in versions:
            place = at.get(str(row["station"]))
            if place is None:
                continue
            for name in sheets.figures:
                if row[f"least:{name}"] is not None:
                    figure = max(int(counted[name][place]), 0)
                    less[name][place] = max(figure - int(row[f"least:{name}"]), 0)
                    more[name][place] = max(int(row[f"most:{name}"]) - figure, 0)
        return self._with_measures(sheets, less, more)

    def _with_measures(
        self, sheets: Sheets, less: dict[str, IntArray], more: dict[str, IntArray]
    ) -> Copies:
        """With the measures beside the figures that they are sums of."""
        definition = self.store.election.definition
        template = definition.sheet_of(sheets.contest)
        held = [name for name in definition.contests[sheets.contest].options if name in less]
        for measure in MEASURES:
            linear = template.measure(measure)
            terms = {} if linear is None else linear.with_options(held).terms
            if measure in less or not terms or not all(name in less for name in terms):
                continue
            signed = [(factor, less[name], more[name]) for name, factor in terms.items()]
            ends = [
                (n * low, n * high) if n > 0 else (-n * high, -n * low) for n, low, high in signed
            ]
            less[measure] = np.sum([low for low, _ in ends], axis=0)
            more[measure] = np.sum([high for _, high in ends], axis=0)
        return less, more


def _nothing(sheets: Sheets, count: int) -> dict[str, IntArray]:
    return {name: np.zeros(count, dtype=np.int64) for name in sheets.figures}
