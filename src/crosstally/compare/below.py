"""Sums of what stands below an area: of a stated lower level, or of sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from crosstally.compare.breaking import fewest
from crosstally.compare.stated import StatedLevel, children_inside
from crosstally.election.definition import Act
from crosstally.engine.connection import whole_numbers
from crosstally.engine.rollup import sheet_channels
from crosstally.engine.worthless import Needs, fewest_sheets
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import MISSING, IntArray
from crosstally.tabulation.tabulator import Tabulator

Apart = Mapping[str, Mapping[int, int]]
"""Field or option → area (by number) → by how much more is stated than its sum can be; negative
where less is."""


class Fewest(Protocol):
    """How many returns of the level below would have to be worthless for sums to be right."""

    def __call__(self, apart: Apart) -> dict[int, int]:
        """Area (by number) → the fewest with which each of its figures can be right: no fewer do
        for all of them. Areas where all returns would not do for one are left out."""
        ...


@dataclass(frozen=True)
class BelowSums:
    """Sums of the level below, one row an area number."""

    source: str
    level: str
    areas: IntArray
    figures: Mapping[str, IntArray]
    """``MISSING`` where a figure of the level below is not held."""
    read: Mapping[str, IntArray]
    """The sums of what was read alone: the whole is no less."""
    less: Mapping[str, IntArray]
    """By how much each sum could be less with other copies of disputed stations."""
    more: Mapping[str, IntArray]
    """By how much it could be more."""
    disputed: IntArray
    """How many stations have copies that disagree."""
    held: IntArray
    known: IntArray
    """How many there should be; ``MISSING`` where nobody says."""
    fewest: Fewest
    """See ``Fewest``."""


def sheet_sums(tabulator: Tabulator, upper: StatedLevel, sheets: Sheets) -> BelowSums:
    """The sheets of a source, added up by the areas of a stated level, where they are of the same
    act: a recount does not contradict a count."""
    columns = tabulator.area_columns(sheets, upper.level)
    same = _same_act(upper, columns["first_act"], columns["last_act"])
    areas = np.asarray(columns["area"], dtype=np.int64)[same]
    held = np.asarray(columns["held"], dtype=np.int64)[same]
    unlisted = np.asarray(columns["unlisted"], dtype=np.int64)[same]
    own = sheets.source == upper.source
    known = tabulator.known_of_each(sheets.contest, upper.tree, upper.level, areas, unlisted)
    nobody_says = tabulator.stations_known(tabulator.store.places.root, sheets.contest) is None
    if own and nobody_says:  # whoever states both states of how many stations
        known = np.where(tabulator.perhaps_larger(upper.tree, upper.level, areas), MISSING, held)
    figures, read = {}, {}
    for name in sheets.figures:
        complete = np.asarray(columns[f"n:{name}"], dtype=np.int64)[same] == held
        read[name] = whole_numbers(columns[name], 0)[same]
        figures[name] = np.where(complete, read[name], MISSING)
    less, more = tabulator.copies.of_areas(sheets, upper.tree, upper.level, areas)
    nothing = np.zeros(len(areas), dtype=np.int64)
    return BelowSums(
        source=sheets.source,
        level=tabulator.store.election.definition.station_level,
        areas=areas,
        figures=figures,
        read=read,
        less={name: less.get(name, nothing) for name in figures},
        more={name: more.get(name, nothing) for name in figures},
        disputed=tabulator.copies.disputed(sheets, upper.tree, upper.level, areas),
        held=held,
        known=known,
        fewest=_fewest_sheets(tabulator, upper, sheets),
    )


def _fewest_sheets(tabulator: Tabulator, upper: StatedLevel, sheets: Sheets) -> Fewest:
    """A worthless sheet has no votes, or (where too few are on sheets) as many as voters: one of
    them is enough where the sheets do not say how many voters there are."""
    template = tabulator.store.election.definition.sheet_of(sheets.contest)
    registered = template.measure("registered")
    is_sum = registered is not None and set(registered.terms.values()) == {1}
    voters = sorted(registered.terms) if registered is not None and is_sum else []
    bounded = bool(voters) and set(voters) <= set(sheets.figures)

    def fewest_of(apart: Apart) -> dict[int, int]:
        found, needs = [], []
        for figure, areas in apart.items():
            less = {area: -off for area, off in areas.items() if off < 0}
            more = {area: off for area, off in areas.items() if off > 0}
            needs.append(Needs(less, [figure]))
            if bounded and figure not in voters:
                needs.append(Needs(more, voters, [figure], "most"))
            else:
                found.append((more, dict.fromkeys(more, 1)))
        counts = fewest_sheets(
            tabulator.store.engine, sheets.name, upper.tree, upper.level, needs, not sheets.plain
        )
        return _for_all([*found, *zip((one.areas for one in needs), counts, strict=True)])

    return fewest_of


def _for_all(found: Iterable[tuple[Iterable[int], Mapping[int, int]]]) -> dict[int, int]:
    """For each area the largest of what its figures take; ``found``: areas, and what each takes."""
    largest: dict[int, int] = {}
    beyond: set[int] = set()
    for areas, counts in found:
        beyond |= {area for area in areas if area not in counts}
        for area, count in counts.items():
            largest[area] = max(count, largest.get(area, 0))
    return {area: count for area, count in largest.items() if area not in beyond}


def _same_act(upper: StatedLevel, first: IntArray, last: IntArray) -> IntArray:
    """Whether sheets of acts from ``first`` to ``last`` are of the act that is stated."""
    act, first, last = Act.of(upper.stage).value, np.asarray(first), np.asarray(last)
    is_final = (last == Act.FINAL) | (act == Act.FINAL)
    both_count = (first > Act.PRELIMINARY) & (act > Act.PRELIMINARY)
    found: IntArray = (last == act) & (both_count | (first == act)) | (is_final & both_count)
    return found


def same_channels(tabulator: Tabulator, upper: StatedLevel, sheets: Sheets) -> bool:
    """Whether the votes came the same way. Where what is stated does not say how, it is of all
    ways, and sheets that lack one are of others."""
    own = sheet_channels(tabulator.store.engine, sheets.name)
    if upper.channels == {""}:
        return not tabulator.channels_lacking(sheets)
    return own in (upper.channels, {""})


def children(tabulator: Tabulator, upper: StatedLevel, lower: StatedLevel) -> BelowSums:
    """The stated figures of a lower level, added up by the areas of the upper one."""
    parents, known = children_inside(tabulator, upper, lower)
    areas, groups = np.unique(parents, return_inverse=True)
    figures, read = {}, {}
    for name, column in lower.figures.items():
        read[name] = total = np.zeros(len(areas), dtype=np.int64)
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
        read=read,
        less=nothing,
        more=nothing,
        disputed=np.zeros(len(areas), dtype=np.int64),
        held=held,
        known=np.array([known.get(int(area), 0) for area in areas], dtype=np.int64),
        fewest=_fewest_areas(parents, lower.figures),
    )


def _fewest_areas(parents: IntArray, figures: Mapping[str, IntArray]) -> Fewest:
    """One is enough where the sum is too small: nothing bounds what an area might have had."""

    def fewest_of(apart: Apart) -> dict[int, int]:
        found = []
        for figure, areas in apart.items():
            counts = {}
            for area, off in areas.items():
                values = figures[figure][parents == area].clip(0)
                count = 1 if off > 0 else fewest(values, -off)
                if count is not None:
                    counts[area] = count
            found.append((areas, counts))
        return _for_all(found)

    return fewest_of
