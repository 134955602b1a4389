"""Calibrate the statistical methods on elections known to be clean: ``python -m
benchmarks.calibrate`` writes the table that ships with the package, ``--table half_calibration``
that of integer percentages in half percents, ``--table share_calibration`` that of integer
percentages of the share alone, ``--table power_in_regions`` that of what is found in regions.

Every finished task is kept in a journal; a run that was stopped goes on where it stood. The public
data is where ``CROSSTALLY_DATA`` points.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

import crosstally
from benchmarks.station_figures import CONTROLS
from crosstally.forensics.calibrating import Result, Task, grid, measure, work_through
from crosstally.forensics.calibration import TABLES
from crosstally.forensics.calibration_summary import summary
from crosstally.forensics.power_in_regions import TABLE as IN_REGIONS
from crosstally.forensics.power_in_regions import grid_in_regions, summary_in_regions
from crosstally.forensics.stations import Stations

FOLDER = Path(crosstally.__file__).parent / "forensics" / "tables"


ONE_A_COUNTRY = (
    *("germany-2024-european", "israel-knesset-25", "mexico-2006-president"),
    *("poland-2025-president", "turkey-2014-president"),
)
SMALL = ("israel-knesset-25", "poland-2025-president")


@dataclass(frozen=True)
class Trials:
    """How often a method is tried, and on which controls."""

    replicates: int
    """Of each kind and size of manipulation, on each control."""
    nulls: int = 0
    """Elections made up after each control."""
    on: tuple[str, ...] = ONE_A_COUNTRY
    """The controls for both: every country weighs the same in what a method finds."""
    regions: tuple[str, ...] = tuple(CONTROLS)


TRIALS = {
    "few_votes": Trials(0),  # no kind of manipulation touches small lists
    "fingerprint": Trials(12),
    "integer_percentages": Trials(12, nulls=30),
    "invalid_against_share": Trials(12),
    "kernel_peaks": Trials(6, nulls=30, on=SMALL),  # the slow one
    "late_counted": Trials(0, regions=()),
    "one_sided_differences": Trials(0, regions=()),
    "shpilkin_core": Trials(12),
    "sobyanin_sukhovolsky": Trials(12),
    "turnout_through_the_day": Trials(0, regions=()),
}
"""No clean election publishes when votes were counted, turnout by hour together with votes, or the
same sheets twice: for the methods that need them these are made up (``made_up_figures``)."""


HALVES = {"half_percentages": Trials(4, nulls=4)}
SHARES = {"share_percentages": Trials(4, nulls=4)}
GRIDS = dict(zip(TABLES, (TRIALS, HALVES, SHARES), strict=True))
"""By table."""
TRIED_IN_REGIONS = {
    "integer_percentages": ONE_A_COUNTRY,
    "shpilkin_core": ONE_A_COUNTRY,
    "sobyanin_sukhovolsky": ONE_A_COUNTRY,
    "fingerprint": ONE_A_COUNTRY,
    "half_percentages": ONE_A_COUNTRY,
    "share_percentages": ONE_A_COUNTRY,
    "kernel_peaks": ("israel-knesset-25",),  # the slow one
}
"""The controls whose regions are manipulated one by one. (Invalid votes are compared between
regions.)"""


@cache
def stations_of(election: str, data: Path) -> Stations:
    """The station figures of a control, read once a process."""
    return CONTROLS[election].read(data).stations


def work(task: Task, data: Path, seed: int) -> Result:
    """A task on the public data."""
    return measure(task, stations_of(task.election, data), seed)


def calibrate(
    tasks: Iterable[Task], data: Path, seed: int, executor: Executor, journal: Path
) -> Generator[tuple[Task, Result], None, None]:
    """Work through the tasks, each written into the journal as soon as it is finished."""
    finished = dict(_finished(journal, seed))
    with journal.open("a", encoding="utf-8") as out:
        if journal.stat().st_size:
            out.write("\n")  # the last line may be cut short: nothing is written behind it
        for task, result in work_through(
            tasks, partial(work, data=data, seed=seed), executor, finished
        ):
            if task.key not in finished:
                line = {"key": task.key, "seed": seed, "version": crosstally.__version__}
                print(json.dumps({**line, "result": result}), file=out, flush=True)
            yield task, result


def _finished(journal: Path, seed: int) -> Iterator[tuple[str, Result]]:
    """What an earlier run with this seed and version finished; a line cut short is none."""
    if not journal.exists():
        return
    for text in journal.read_text(encoding="utf-8").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if (line["seed"], line["version"]) == (seed, crosstally.__version__):
            yield line["key"], line["result"]


def tasks_of(trials: Mapping[str, Trials] = TRIALS) -> list[Task]:
    """The grid, in rounds: the first replicates of all methods first."""
    elections = {name: control.country for name, control in CONTROLS.items()}
    tasks = []
    for name, asked in trials.items():
        tasks += grid(
            [name],
            elections,
            tried_on=asked.on,
            regions_of=asked.regions,
            replicates=asked.replicates,
            nulls=asked.nulls,
        )
    return sorted(tasks, key=lambda task: task.replicate / max(1, trials[task.method].replicates))


def tasks_in_regions() -> list[Task]:
    """The grid of manipulation in regions, each region once."""
    return [
        task
        for name, on in TRIED_IN_REGIONS.items()
        for task in grid_in_regions([name], {on_: CONTROLS[on_].country for on_ in on}, 1)
    ]


def whole_rounds(
    tasks: Iterable[Task], results: Sequence[tuple[Task, Result]]
) -> Iterator[tuple[Task, Result]]:
    """The results of a run that was stopped, without those of rounds that it did not finish: every
    election weighs the same."""
    done = {task.key for task, _ in results}
    begun = [task for task in tasks if task.key not in done]

    def unfinished(task: Task) -> bool:
        return any(
            (other.method, other.what) == (task.method, task.what)
            and other.replicate <= task.replicate
            for other in begun
        )

    rounds: dict[tuple[str, str, int], bool] = {}
    for task, result in results:
        of = (task.method, task.what, task.replicate)
        if of not in rounds:
            rounds[of] = not unfinished(task)
        if rounds[of]:
            yield task, result


def table(
    results: Iterable[tuple[Task, Result]], data: Path, seed: int, name: str = TABLES[0]
) -> dict[str, Any]:
    """The shipped table, with where its figures are from."""
    return {
        "seed": seed,
        "crosstally": crosstally.__version__,
        "made_by": "python -m benchmarks.calibrate"
        + ("" if name == TABLES[0] else f" --table {name}"),
        "data": {
            name: {
                "file": control.file,
                "sha256": sha256(control.path(data).read_bytes()).hexdigest(),
            }
            for name, control in CONTROLS.items()
        },
        "methods": (summary if name in TABLES else summary_in_regions)(results),
    }


def shipped_methods(path: Path, made: Mapping[str, Any]) -> dict[str, Any]:
    """What a table holds of other methods. Raises ``ValueError`` where that is of another seed,
    version or data."""
    shipped: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for name in ("seed", "crosstally", "data"):
        if shipped[name] != made[name]:
            raise ValueError(f"{path}: {name} is another one; calibrate all methods")
    methods: dict[str, Any] = shipped["methods"]
    return methods


def main() -> None:
    """Calibrate with as many processes as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--minutes", type=float, help="stop then, with the rounds that are done")
    parser.add_argument("--seed", type=int, default=20120115)
    parser.add_argument("--journal", type=Path, default=Path("calibration.jsonl"))
    parser.add_argument("--table", choices=(*TABLES, IN_REGIONS), default=TABLES[0])
    parser.add_argument("--method", action="append", help="only this one; others stay as shipped")
    parser.add_argument("--output", type=Path, help="left out, where the package ships it")
    asked = parser.parse_args()
    data = Path(os.environ["CROSSTALLY_DATA"])
    tasks = tasks_in_regions() if asked.table == IN_REGIONS else tasks_of(GRIDS[asked.table])
    tasks = [task for task in tasks if not asked.method or task.method in asked.method]
    until = monotonic() + 60 * (asked.minutes or inf)
    results = []
    with ProcessPoolExecutor(asked.processes) as executor:
        for pair in calibrate(tasks, data, asked.seed, executor, asked.journal):
            results.append(pair)
            print(f"\r{len(results)} of {len(tasks)}", end="", file=sys.stderr, flush=True)
            if monotonic() > until:
                executor.shutdown(wait=False, cancel_futures=True)
                break
    rounds = whole_rounds(tasks, results)
    made = table(rounds, data, asked.seed, asked.table)
    output = asked.output or FOLDER / f"{asked.table}.json"
    if asked.method:
        made["methods"] = dict(sorted({**shipped_methods(output, made), **made["methods"]}.items()))
    output.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\n{output}", file=sys.stderr)


if __name__ == "__main__":
    main()
