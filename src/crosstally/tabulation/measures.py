"""What the law's words mean (voters who took part, valid votes), added to the figures of sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crosstally.election.alliances import counted_options
from crosstally.election.definition import Definition
from crosstally.election.relations import OPTIONS, Linear
from crosstally.election.sheet import MEASURES
from crosstally.tabulation.figures import MISSING, FigureTable, IntArray, Totals


def with_measures(
    definition: Definition, contest: str, figures: Mapping[str, IntArray]
) -> dict[str, IntArray]:
    """Columns of figures, and one for each measure that is a sum of them."""
    options = definition.contests[contest].options
    template = definition.sheet_of(contest)
    held = [name for name in options if name in figures]
    if set(counted_options(definition, contest, held)) != set(held):
        held = []  # without the votes of one option the sum of the others is none
    found = dict(figures)
    for measure in MEASURES:
        linear = template.measure(measure)
        if measure in figures or linear is None:
            continue
        value = linear_sum(linear, found, held)
        if value is not None:
            found[measure] = value
    return found


def linear_sum(
    linear: Linear, figures: dict[str, IntArray], options: Sequence[str]
) -> IntArray | None:
    """The sum of columns that a measure means; ``MISSING`` where one of its figures is. None where
    the sheets have none of a name. ``options`` are those that the sheets have; none where they lack
    one."""
    total: IntArray | None = None
    missing: Any = False
    for name, factor in linear.terms.items():
        columns = (
            [figures[option] for option in options]
            if name == OPTIONS
            else ([figures[name]] if name in figures else [])
        )
        if not columns:
            return None
        for column in columns:
            missing = missing | (column == MISSING)
            total = factor * column if total is None else total + factor * column
    if total is None:
        return None
    return np.where(missing, MISSING, total + linear.constant).astype(np.int64)


def whole_place(definition: Definition, contest: str, totals: Totals) -> FigureTable:
    """The sums of the whole place as a table of one row."""
    place, known = definition.place, totals.stations_known
    figures = {
        name: np.array([MISSING if total is None else total], dtype=np.int64)
        for name, total in totals.readings.items()
    }
    return FigureTable(
        source=totals.source,
        level=definition.levels[0],
        areas=[totals.area],
        names=[place.name],
        columns=with_measures(definition, contest, figures),
        stations_held=np.array([totals.stations_held], dtype=np.int64),
        stations_known=np.array([MISSING if known is None else known], dtype=np.int64),
    )
