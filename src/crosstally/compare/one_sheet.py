"""Differences of areas that are exactly one station's sheet.

A sheet left out of a sum, counted twice or added to another area moves every figure by what that
sheet has: the commonest slip of adding up, and the first thing a clerk would look for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crosstally.compare.level_findings import AreaDifference
from crosstally.compare.stated import StatedLevel
from crosstally.engine.coincidences import stations_with
from crosstally.findings import Sentence
from crosstally.returns.naming import station_names
from crosstally.returns.store import Sheets
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

MIN_FIGURES = 3
"""Where fewer figures differ, some sheet has them by chance."""
MOST_AREAS = 1000
"""Areas that are tried, those of the largest differences first."""


def with_sheets_moved(
    tabulator: Tabulator,
    upper: StatedLevel,
    sheets: Sheets,
    differences: Sequence[AreaDifference],
) -> list[AreaDifference]:
    """The same differences, with the station named whose sheet is all that differs."""
    figures = [name for name in sheets.figures if name in upper.figures]
    gaps = {
        place: gap
        for place, item in enumerate(differences[:MOST_AREAS])
        if not item.below_held and (gap := _one_sided(item, figures)) is not None
    }
    found = stations_with(
        tabulator.store.engine,
        sheets.name,
        figures,
        {place: [abs(value) for value in gap] for place, gap in gaps.items()},
        upper.tree,
        upper.level,
    )
    names = station_names(tabulator.store, [station for _, station, _ in found])
    ids = tabulator.store.places.ids()
    areas = tabulator.store.places.lookup.areas
    named = list(differences)
    for place, station, own in found:
        item = differences[place]
        values = {
            "station": names.get(station, station),
            "area": item.name,
            "other": areas[ids[own]].name,
        }
        template = _template(item.states_more, ids[own] == item.area)
        if template:
            named[place] = replace(item, sheet=Sentence(template, values))
    return named


def _one_sided(item: AreaDifference, figures: Sequence[str]) -> list[int] | None:
    """Stated minus summed for each figure, where no two of them go opposite ways."""
    gap = [stated - summed for stated, summed in (item.figures.get(f, (0, 0)) for f in figures)]
    apart = [value for value in gap if value]
    one_way = all(value > 0 for value in apart) or all(value < 0 for value in apart)
    return gap if one_way and len(apart) >= MIN_FIGURES else None


def _template(states_more: bool, inside: bool) -> str | None:
    if inside and states_more:
        return N_(
            "all that differs is the sheet of station {station}: what is stated of {area} has it "
            "twice"
        )
    if inside:
        return N_(
            "all that differs is the sheet of station {station}: what is stated of {area} leaves "
            "it out"
        )
    if states_more:
        return N_(
            "all that differs is the sheet of station {station}: it stands in {other} here, and "
            "what is stated of {area} counts it"
        )
    return None
