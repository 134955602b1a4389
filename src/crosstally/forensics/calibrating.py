"""Measure what methods say of clean elections, and how often they find known manipulation.

The grid is made of small tasks that know nothing of each other, so that any
``concurrent.futures.Executor`` can work on it: processes here, Dask on a cluster. What is finished
is handed out at once and need not be done again.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

import numpy as np

from crosstally.forensics.declaration import Method
from crosstally.forensics.made_up_figures import MADE_UP
from crosstally.forensics.outcome import NotApplicable, Outcome
from crosstally.forensics.registry import method, method_names
from crosstally.forensics.running import run, run_by_region
from crosstally.forensics.simulation import KINDS, manipulate
from crosstally.forensics.stations import Stations
from crosstally.forensics.structured_null import made_up_like

SIZES = (0.005, 0.01, 0.02, 0.05, 0.10)
"""Parts of the stations that are manipulated."""

What = Literal["value", "regions", "null", "power", "in_regions"]
Result = Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    """One run of one method, or of one method on every region, of one election."""

    method: str
    """A name that ``declaration_of`` knows."""
    election: str
    country: str
    what: What
    kind: str = ""
    size: float = 0.0
    replicate: int = 0

    @property
    def key(self) -> str:
        """What the task is known by among finished ones."""
        parts = (self.method, self.election, self.what, self.kind, self.size, self.replicate)
        return "/".join(str(part) for part in parts)


def declaration_of(name: str) -> Method:
    """A method by its name, or integer percentages counted otherwise by that of their table
    (``half_percentages``, ``share_percentages``). Raises ``ValueError`` where there is none."""
    if name not in method_names():
        from crosstally.forensics.methods.integer_percentages import TABLES, counting

        for counted, table in TABLES.items():
            if table == name:
                return counting(counted)
    return method(name)


def measure(task: Task, stations: Stations, seed: int) -> Result:
    """The result of a task on its election: ``headline`` and ``p`` (None where there is none), or
    for regions ``looked_at`` and ``alarms``, of a method without p-values ``headlines``; for
    manipulation in regions, each region's stations, ``headline`` and ``p``. Figures that no clean
    election publishes are made up first. Repeats with the seed."""
    digest = sha256(f"{seed}/{task.election}/{task.kind}/{task.size}/{task.replicate}".encode())
    rng = np.random.default_rng(int.from_bytes(digest.digest()[:8], "big"))
    if task.method in MADE_UP:
        stations = MADE_UP[task.method].beside(stations, rng)
    if task.what == "regions":
        return _regions(task, stations)
    if task.what == "in_regions":
        return _in_regions(task, stations, rng)
    if task.what == "null":
        stations = made_up_like(stations, rng)
    elif task.what == "power":
        try:
            stations = manipulate(stations, _kind(task), task.size, rng).stations
        except NotApplicable as refused:
            return {"refused": str(refused)}
    outcome = run(declaration_of(task.method), stations)
    if not outcome.applicable:
        return {"refused": outcome.reason}
    headline = outcome.headline
    return {
        "headline": None if headline is None else _rounded(headline),
        "p": _p(task, outcome),
    }


def work_through(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    executor: Executor,
    finished: Mapping[str, Result],
) -> Iterator[tuple[Task, Result]]:
    """Each task with its result, in the order in which they come in: finished ones at once, the
    others as the executor works on them. ``work`` must be a function that can be pickled."""
    waiting = {}
    for task in tasks:
        if task.key in finished:
            yield task, finished[task.key]
        else:
            waiting[executor.submit(work, task)] = task
    for future in as_completed(waiting):
        yield waiting[future], future.result()


def grid(
    methods: Sequence[str],
    elections: Mapping[str, str],
    *,
    tried_on: Container[str],
    regions_of: Container[str],
    replicates: int,
    nulls: int,
) -> list[Task]:
    """All tasks: ``elections`` is name → country. Every election is looked at as a whole, those of
    ``regions_of`` in their regions too; manipulation is for those of ``tried_on``, and so are
    made-up elections for methods that claim p-values."""
    tasks = []
    for name in methods:
        has_p = declaration_of(name).p is not None
        for election, country in elections.items():
            tasks.append(Task(name, election, country, "value"))
            if election in regions_of:
                tasks.append(Task(name, election, country, "regions"))
            if election not in tried_on:
                continue
            tasks += [
                Task(name, election, country, "null", replicate=turn)
                for turn in range(nulls if has_p else 0)
            ]
            tasks += [
                Task(name, election, country, "power", kind, size, turn)
                for kind in KINDS
                for size in SIZES
                for turn in range(replicates)
            ]
    return tasks


def _regions(task: Task, stations: Stations) -> Result:
    declared = declaration_of(task.method)
    found = [part for part in run_by_region(declared, stations).values() if part.applicable]
    if declared.p is None:
        headlines = [_rounded(part.headline) for part in found if part.headline is not None]
        return {"looked_at": len(headlines), "headlines": sorted(headlines)}
    values = [_p(task, part) for part in found]
    alarms = sum(p is not None and p < declared.alarm_below for p in values)
    return {"looked_at": len(found), "alarms": alarms}


def _in_regions(task: Task, stations: Stations, rng: np.random.Generator) -> Result:
    """Every region by itself, manipulated where the task has a kind."""
    declared = declaration_of(task.method)
    found = {}
    for name, part in stations.by_region():
        try:
            changed = manipulate(part, _kind(task), task.size, rng).stations if task.kind else part
        except NotApplicable:
            continue
        outcome = run(declared, changed)
        if outcome.applicable and outcome.headline is not None:
            figures = [outcome.stations, _rounded(outcome.headline), _p(task, outcome)]
            found[name] = figures
    return {"regions": found}


def _p(task: Task, outcome: Outcome) -> float | None:
    declared = declaration_of(task.method)
    if declared.p is None:
        return None
    try:
        return _rounded(declared.p(outcome, (task.country,)))
    except NotApplicable:
        return None


def _kind(task: Task) -> Any:
    return task.kind


def _rounded(value: float) -> float:
    """Seven digits: what is shipped is read by people, and repeats on other machines."""
    return float(f"{value:.7g}")
