"""Columns of areas whose cells were merged: all but the first row of each area would be in none."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.engine.connection import Engine
from crosstally.engine.places import each_named_once, rows_naming
from crosstally.problems import Problem
from crosstally.returns.load import Load
from crosstally.words import _, number


def problems_of_merged_areas(engine: Engine, loads: Sequence[Load]) -> list[Problem]:
    """The problem of each column in which every area is named once, above rows that name none: its
    cells were merged, and only the first row of each area is in it."""
    problems = []
    for load in loads:
        for level in load.area_levels:
            named, unnamed = rows_naming(engine, load.table, level)
            if unnamed < max(named, 2) or not each_named_once(engine, load.table, level):
                continue
            message = _(
                "{count} of {rows} rows name no {level}, and each that is named is named once: the "
                "cells seem to be merged"
            )
            hint = _("Fill them down in a copy of the file; `crosstally new --from` does it too.")
            problems.append(
                Problem(
                    message.format(
                        count=number(unnamed), rows=number(named + unnamed), level=level
                    ),
                    load.raw.shown,
                    count=unnamed,
                    hint=hint,
                )
            )
    return problems
