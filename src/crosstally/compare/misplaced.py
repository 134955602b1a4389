"""Differences of areas that are exactly one station's sheet, or the figures of another area.

A sheet left out of a sum, counted twice or added to another area moves every figure by what that
sheet has: the commonest slip of adding up, and the first thing a clerk would look for. Rows that
are shifted or exchanged give an area another's sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crosstally.compare.below import BelowSums
from crosstally.compare.level_findings import AreaDifference
from crosstally.compare.stated import StatedLevel
from crosstally.engine.coincidences import stations_with_figures
from crosstally.findings import Sentence
from crosstally.returns.naming import station_names
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import MISSING, IntArray
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

MIN_FIGURES = 4
"""Where fewer figures differ, some sheet has them by chance."""
COUNTED_TWICE = N_(
    "all that differs is the sheet of station {station}: what is stated of {area} has it twice"
)
LEFT_OUT = N_(
    "all that differs is the sheet of station {station}: what is stated of {area} leaves it out"
)
PART_COUNTED_TWICE = N_(
    "all that differs are the sheets of {part}: what is stated of {area} has them twice"
)
PART_LEFT_OUT = N_("all that differs are the sheets of {part}: what is stated of {area} lacks them")
MOST_AREAS = 1000
"""Areas that are tried, those of the largest differences first."""


def misplaced_figures(
    tabulator: Tabulator,
    upper: StatedLevel,
    sheets: Sheets,
    below: BelowSums,
    differences: Sequence[AreaDifference],
) -> list[AreaDifference]:
    """The same differences, with the station named whose sheet is all that differs, or the area
    whose sums are stated."""
    figures = [name for name in sheets.figures if name in upper.figures]
    whole = [item for item in differences[:MOST_AREAS] if not item.below_held]
    found = {
        **_sums_of_others(tabulator, upper, below, figures, whole),
        **_single_sheets(tabulator, upper, sheets, figures, whole),
    }
    return [replace(item, misplaced=found.get(item.area)) for item in differences]


def _single_sheets(
    tabulator: Tabulator,
    upper: StatedLevel,
    sheets: Sheets,
    figures: Sequence[str],
    differences: Sequence[AreaDifference],
) -> dict[str, Sentence]:
    gaps = [(item, gap) for item in differences if (gap := _one_sided(item, figures)) is not None]
    wanted = [[abs(value) for value in gap] for _, gap in gaps]
    found = stations_with_figures(
        tabulator.store.engine, sheets.name, figures, wanted, upper.tree, upper.level
    )
    names = station_names(tabulator.store, [station for _, station, _ in found])
    ids, areas = tabulator.store.places.ids(), tabulator.store.places.lookup.areas
    said = {}
    for place, station, own in found:
        item = gaps[place][0]
        template = _template(item.states_more, ids[own] == item.area)
        if template:
            values = {"station": names.get(station, station), "area": item.name}
            said[item.area] = Sentence(template, {**values, "other": areas[ids[own]].name})
    return said


def _sums_of_others(
    tabulator: Tabulator,
    upper: StatedLevel,
    below: BelowSums,
    figures: Sequence[str],
    differences: Sequence[AreaDifference],
) -> dict[str, Sentence]:
    """Areas of which exactly the sums of one other area are stated."""
    ids, areas = tabulator.store.places.ids(), tabulator.store.places.lookup.areas
    sums = _rows(below.areas, [below.figures[name] for name in figures])
    stated = _rows(upper.areas, [upper.figures[name] for name in figures])
    owners: dict[tuple[int, ...], list[int]] = {}
    for area, row in sums.items():
        owners.setdefault(row, []).append(area)
    said = {}
    for item in differences:
        row = stated[tabulator.store.places.numbers[item.area]]
        enough = sum(value not in (0, MISSING) for value in row) >= MIN_FIGURES
        if enough and len(others := owners.get(row, [])) == 1:
            said[item.area] = Sentence(
                N_("what is stated of {area} is the sum of the level below of {other}"),
                {"area": item.name, "other": areas[ids[others[0]]].name},
            )
    return said


def _rows(areas: IntArray, columns: Sequence[IntArray]) -> dict[int, tuple[int, ...]]:
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return dict(zip(areas.tolist(), rows, strict=True))


def _one_sided(item: AreaDifference, figures: Sequence[str]) -> list[int] | None:
    """Stated minus summed for each figure, where no two of them go opposite ways."""
    gap = [stated - summed for stated, summed in (item.figures.get(f, (0, 0)) for f in figures)]
    apart = [value for value in gap if value]
    one_way = all(value > 0 for value in apart) or all(value < 0 for value in apart)
    return gap if one_way and len(apart) >= MIN_FIGURES else None


def _template(states_more: bool, inside: bool) -> str | None:
    if inside:
        return COUNTED_TWICE if states_more else LEFT_OUT
    if states_more:
        return N_(
            "all that differs is the sheet of station {station}: it stands in {other} here, and "
            "what is stated of {area} counts it"
        )
    return None
