"""Sums of what stands below an area: of a stated lower level, or of sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crosstally.compare.stated import StatedLevel, children_inside
from crosstally.election.definition import Act
from crosstally.engine.rollup import sheet_channels
from crosstally.engine.sheets import disputed_sums
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import MISSING, IntArray
from crosstally.tabulation.tabulator import Tabulator


@dataclass(frozen=True)
class BelowSums:
    """Sums of the level below, one row an area number."""

    source: str
    level: str
    areas: IntArray
    figures: Mapping[str, IntArray]
    """``MISSING`` where a figure of the level below is not held."""
    less: Mapping[str, IntArray]
    """By how much each sum could be less with other copies of disputed stations."""
    more: Mapping[str, IntArray]
    """By how much it could be more."""
    held: IntArray
    known: IntArray
    """How many there should be; ``MISSING`` where nobody says."""


def sheet_sums(tabulator: Tabulator, upper: StatedLevel, sheets: Sheets) -> BelowSums:
    """The sheets of a source, added up by the areas of a stated level, where they are of the same
    act: a recount does not contradict a count."""
    columns = tabulator.area_columns(sheets, upper.level)
    same = _same_act(upper, columns["first_act"], columns["last_act"])
    areas = np.asarray(columns["area"], dtype=np.int64)[same]
    held = np.asarray(columns["held"], dtype=np.int64)[same]
    unlisted = np.asarray(columns["unlisted"], dtype=np.int64)[same]
    own = sheets.source == upper.source
    known = [
        tabulator.known_of(upper.tree, upper.level, int(area), int(count))
        for area, count in zip(areas, unlisted, strict=True)
    ]
    figures = {}
    for name in sheets.figures:
        complete = np.asarray(columns[f"n:{name}"], dtype=np.int64)[same] == held
        figures[name] = np.where(complete, np.ma.filled(columns[name], 0)[same], MISSING)
    less, more = _disputed(tabulator, upper, sheets, areas)
    return BelowSums(
        source=sheets.source,
        level=tabulator.store.election.definition.station_level,
        areas=areas,
        figures=figures,
        less=less,
        more=more,
        held=held,
        known=held.copy()
        if own and not any(known)
        else np.array([MISSING if number is None else number for number in known], dtype=np.int64),
    )


def _same_act(upper: StatedLevel, first: IntArray, last: IntArray) -> IntArray:
    """Whether sheets of acts from ``first`` to ``last`` are of the act that is stated."""
    act, first, last = Act.of(upper.stage).value, np.asarray(first), np.asarray(last)
    is_final = (last == Act.FINAL) | (act == Act.FINAL)
    both_count = (first > Act.PRELIMINARY) & (act > Act.PRELIMINARY)
    found: IntArray = (last == act) & (both_count | (first == act)) | (is_final & both_count)
    return found


def same_channels(tabulator: Tabulator, upper: StatedLevel, sheets: Sheets) -> bool:
    """Whether the votes came the same way, as far as either says how they came."""
    own = sheet_channels(tabulator.store.engine, sheets.name)
    return own == upper.channels or own == {""} or upper.channels == {""}


def _disputed(
    tabulator: Tabulator, upper: StatedLevel, sheets: Sheets, areas: IntArray
) -> tuple[dict[str, IntArray], dict[str, IntArray]]:
    less = {name: np.zeros(len(areas), dtype=np.int64) for name in sheets.figures}
    more = {name: np.zeros(len(areas), dtype=np.int64) for name in sheets.figures}
    if sheets.plain:
        return less, more
    columns = disputed_sums(
        tabulator.store.engine, sheets.name, sheets.figures, upper.tree, upper.level
    )
    _, places, rows = np.intersect1d(areas, columns["area"], return_indices=True)
    for name in sheets.figures:
        less[name][places] = np.asarray(columns[f"less:{name}"], dtype=np.int64)[rows]
        more[name][places] = np.asarray(columns[f"more:{name}"], dtype=np.int64)[rows]
    return less, more


def children(tabulator: Tabulator, upper: StatedLevel, lower: StatedLevel) -> BelowSums:
    """The stated figures of a lower level, added up by the areas of the upper one."""
    parents, known = children_inside(tabulator, upper, lower)
    areas, groups = np.unique(parents, return_inverse=True)
    figures = {}
    for name, column in lower.figures.items():
        total = np.zeros(len(areas), dtype=np.int64)
        np.add.at(total, groups, np.where(column == MISSING, 0, column))
        lacking = np.zeros(len(areas), dtype=np.int64)
        np.add.at(lacking, groups, column == MISSING)
        figures[name] = np.where(lacking > 0, MISSING, total)
    held = np.bincount(groups, minlength=len(areas)).astype(np.int64)
    nothing = {name: np.zeros(len(areas), dtype=np.int64) for name in figures}
    return BelowSums(
        source=lower.source,
        level=lower.level,
        areas=areas,
        figures=figures,
        less=nothing,
        more=nothing,
        held=held,
        known=np.array([known.get(int(area), 0) for area in areas], dtype=np.int64),
    )
