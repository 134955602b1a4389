"""What each method finds in one region: known manipulation of a part of its stations.

The same part of a region is fewer stations than of a country, so that it is found less often. Every
region of one clean election a country is manipulated by itself and held against the method's level,
without an adjustment for many regions. The table is made by ``python -m benchmarks.calibrate
--table power_in_regions``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from crosstally.findings import Sentence
from crosstally.forensics.calibrating import SIZES, Result, Task, declaration_of
from crosstally.forensics.calibration import Control, calibration, short
from crosstally.forensics.simulation import KIND_NAMES, KINDS
from crosstally.words import N_

TABLE = "power_in_regions"
CLASSES = (50, 200, 1_000)
"""Stations from which on a region is of the next class."""


@dataclass(frozen=True)
class PowerInRegions:
    """How often one kind and size of manipulation is found."""

    kind: str
    size: float
    """The part of the region's stations."""
    by_stations: Mapping[int, tuple[int, int]]
    """The least stations of a class of regions → (found, tried)."""

    @property
    def found(self) -> int:
        """In regions of all classes."""
        return sum(found for found, _ in self.by_stations.values())


@cache
def power_in_regions(name: str) -> tuple[PowerInRegions, ...]:
    """What ships with the package for a method, or for ``half_percentages``; empty where it was
    not measured."""
    path = resources.files("crosstally.forensics") / "tables" / f"{TABLE}.json"
    shipped = json.loads(path.read_text(encoding="utf-8"))["methods"].get(name, [])
    return tuple(
        PowerInRegions(
            row["kind"],
            row["size"],
            {int(least): (found, tried) for least, (found, tried) in row["by_stations"].items()},
        )
        for row in shipped
    )


def said(name: str) -> Sentence | None:
    """What the method finds best of what was tried, in as large a part of a region as was tried;
    None where it was not measured."""
    rows = power_in_regions(name)
    if not rows:
        return None
    total = dict.fromkeys((row.kind for row in rows), 0)
    for row in rows:
        total[row.kind] += row.found
    best = max(total, key=lambda kind: total[kind])
    size = max(row.size for row in rows)
    values: dict[str, Any] = {"percent": f"{100 * size:g}"}
    if not total[best]:
        return Sentence(
            N_(
                "in regions of clean elections it found none of the manipulation that was tried, "
                "of up to {percent} percent of their stations"
            ),
            values,
        )
    (row,) = (row for row in rows if (row.kind, row.size) == (best, size))
    values |= {"kind": Sentence(KIND_NAMES[best]), "found": _shares(row)}
    return Sentence(
        N_(
            "in regions of clean elections it finds {percent} percent of stations ({kind}) with "
            "these probabilities: {found}"
        ),
        values,
    )


def class_name(least: int) -> Sentence:
    """A class of regions, by its stations."""
    above = [other for other in CLASSES if other > least]
    if not above:
        return Sentence(N_("{n} stations or more"), {"n": least})
    return Sentence(N_("{least} to {most} stations"), {"least": least, "most": above[0] - 1})


def _shares(row: PowerInRegions) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            N_("{share} in regions of {stations} ({n} tries)"),
            {"share": short(found / tried), "stations": class_name(least), "n": tried},
        )
        for least, (found, tried) in row.by_stations.items()
        if tried
    )


def grid_in_regions(
    methods: Sequence[str], elections: Mapping[str, str], replicates: int
) -> list[Task]:
    """All tasks: ``elections`` is name → country. The regions as they are come first."""
    tasks = []
    for name in methods:
        for election, country in elections.items():
            tasks.append(Task(name, election, country, "in_regions"))
            tasks += [
                Task(name, election, country, "in_regions", kind, size, turn)
                for kind in KINDS
                for size in SIZES
                for turn in range(replicates)
            ]
    return tasks


def summary_in_regions(results: Iterable[tuple[Task, Result]]) -> dict[str, Any]:
    """Method → its rows of the table, from the results of all tasks."""
    by_method: dict[str, list[tuple[Task, Result]]] = {}
    for task, result in results:
        by_method.setdefault(task.method, []).append((task, result))
    return {name: _rows(name, found) for name, found in sorted(by_method.items())}


def _rows(name: str, results: Sequence[tuple[Task, Result]]) -> list[dict[str, Any]]:
    table = calibration(name)
    controls = table.controls if table is not None else ()
    # Where a method fires at a clean region, that it fires is no finding.
    quiet = {
        (task.election, region)
        for task, result in results
        if not task.kind
        for region, figures in result["regions"].items()
        if not _fires(task, figures, controls)
    }
    counts: dict[tuple[str, float], dict[int, tuple[int, int]]] = {}
    for task, result in results:
        if not task.kind:
            continue
        row = counts.setdefault((task.kind, task.size), dict.fromkeys(CLASSES, (0, 0)))
        for region, figures in result["regions"].items():
            least = max((n for n in CLASSES if n <= figures[0]), default=None)
            if least is None or (task.election, region) not in quiet:
                continue
            found, tried = row[least]
            row[least] = (found + _fires(task, figures, controls), tried + 1)
    return [
        {"kind": kind, "size": size, "by_stations": counts[kind, size]}
        for kind in KINDS
        for size in SIZES
        if (kind, size) in counts
    ]


def _fires(task: Task, figures: Sequence[Any], controls: Sequence[Control]) -> bool:
    _, headline, p = figures
    declared = declaration_of(task.method)
    if declared.p is not None:
        return p is not None and bool(p < declared.alarm_below)
    others = [control.headline for control in controls if control.country != task.country]
    return bool(others) and bool(headline > max(others))
