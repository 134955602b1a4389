"""Statistics of 5,000 and 95,000 made-up stations, each in a process of its own.

Processor time is counted after start-up; memory is the process's greatest, Python and NumPy
included. The published algorithms run as plain loops (``benchmarks.published_loops``) with fewer
replicates than published; their time is scaled to 1,000.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from crosstally.forensics.stations import Whole

if TYPE_CHECKING:
    from crosstally.check.result import CheckResult

RUNS = 3
LARGE, SMALL = 95_000, 5_000
LOOP_REPLICATES, PUBLISHED_REPLICATES = 10, 1_000
Columns = tuple[Whole, Whole, Whole, Whole]


def made_up(count: int) -> Columns:
    """(registered, issued, ballots, leader) of stations as large as Russia's."""
    draw = np.random.default_rng(95)
    registered = draw.integers(100, 2500, count)
    issued = np.maximum(1, draw.binomial(registered, draw.beta(9, 6, count)))
    ballots = np.maximum(1, issued - draw.binomial(2, 0.05, count))
    leader = draw.binomial(ballots, draw.beta(8, 7, count))
    return registered, issued, ballots, leader


def integer_percentages(columns: Columns) -> object:
    """Mean, deviation and 99.9 percent point."""
    from crosstally.forensics.methods import integer_percentages as module

    either = module.integer_percentages(*columns).either
    return either.expected, either.sd, either.quantile(0.999)


def kobak_loop(columns: Columns) -> object:
    """The same by simulation."""
    from benchmarks.published_loops import kobak_loop as loop

    return loop(*columns, LOOP_REPLICATES, np.random.default_rng(1))


def kernel_peaks(columns: Columns) -> object:
    """1,000 resampled elections for the envelope and p; more where p is below 0.05."""
    from crosstally.forensics.methods import kernel_peaks as module

    registered, _, ballots, leader = columns
    return module.kernel_peaks(registered, ballots, leader).index


def rozenas_loop(columns: Columns) -> object:
    """Without p, which is not published."""
    from benchmarks.published_loops import rozenas_loop as loop

    registered, _, ballots, leader = columns
    return loop(registered, ballots, leader, LOOP_REPLICATES, np.random.default_rng(1))


def shpilkin_core(columns: Columns) -> object:
    """All cores."""
    from crosstally.forensics.methods import shpilkin_core as module

    registered, _, ballots, leader = columns
    return module.shpilkin_core(registered, ballots, leader).cores


def strong_methods(columns: Columns) -> object:
    """Both of them."""
    return integer_percentages(columns), kernel_peaks(columns)


def pictures(result: CheckResult) -> object:
    """Those of the report: fingerprint, histograms with their bands, strips and power curves."""
    from crosstally.report.pictures import pictures as drawn

    return drawn(result)


def checked(columns: Columns) -> CheckResult:
    """The result whose pictures are drawn, out of a folder of these stations."""
    import crosstally as ct

    registered, _, ballots, leader = columns
    rows = zip(registered.tolist(), ballots.tolist(), leader.tolist(), strict=True)
    lines = [f"S{i},{a},{b},0,{c},{b - c}" for i, (a, b, c) in enumerate(rows)]
    with TemporaryDirectory() as folder:
        where = Path(folder)
        (where / "election.yaml").write_text(
            DEFINITION.format(stations=len(lines)), encoding="utf-8"
        )
        table = "\n".join(["station,registered,valid,invalid,ana,ben", *lines])
        (where / "stations.csv").write_text(table, encoding="utf-8")
        return ct.check(where, forensics=True, methods=["fingerprint", "integer_percentages"])


DEFINITION = """\
id: made-up
title: Made up
date: 2024-05-12
levels: [country, station]
stations: {stations}
sources: {{cec: Commission}}
sheets:
  sheet:
    fields: {{registered: Voters, valid: Valid, invalid: Invalid}}
contests:
  president:
    options: {{ana: Ana, ben: Ben}}
returns:
  - file: stations.csv
    source: cec
    columns:
      station: station
      fields: {{registered: registered, valid: valid, invalid: invalid}}
      options: {{ana: ana, ben: ben}}
"""
CASES: dict[str, Callable[[Any], object]] = {
    "integer_percentages": integer_percentages,
    "kobak_loop": kobak_loop,
    "kernel_peaks": kernel_peaks,
    "rozenas_loop": rozenas_loop,
    "shpilkin_core": shpilkin_core,
    "strong_methods": strong_methods,
    "pictures": pictures,
}
PREPARED: dict[str, Callable[[Columns], Any]] = {"pictures": checked}
"""What is done to the columns before the processor time is counted."""
LOOPS = ("kobak_loop", "rozenas_loop")
ROWS = (
    ("integer_percentages", LARGE),
    ("kobak_loop", LARGE),
    ("kernel_peaks", SMALL),
    ("rozenas_loop", SMALL),
    ("kernel_peaks", LARGE),
    ("shpilkin_core", LARGE),
    ("strong_methods", LARGE),
    ("pictures", LARGE),
)


def measured() -> str:
    """A Markdown table of medians; loops beside the method that stands above them."""
    lines = ["| method | stations | processor time, s | peak memory, MB | ratio |"]
    lines.append("| --- | --- | --- | --- | --- |")
    above = 0.0
    for name, count in ROWS:
        runs = [_child(name, count) for _ in range(1 if name in LOOPS else RUNS)]
        cpu = statistics.median(run["cpu"] for run in runs)
        memory = statistics.median(run["memory"] for run in runs)
        ratio = "1"
        if name in LOOPS:
            cpu *= PUBLISHED_REPLICATES / LOOP_REPLICATES
            ratio = f"{cpu / above:.0f}"
        above = cpu
        lines.append(f"| {name} | {count:,} | {cpu:.3f} | {memory:.0f} | {ratio} |")
    return "\n".join(lines)


def _child(name: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.forensics", name, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(name: str, count: int) -> None:
    """Measure one case and print it as JSON. A first run with few stations loads what it needs."""
    few, given = (_prepared(name, made_up(number)) for number in (200, count))
    CASES[name](few)
    start = time.process_time()
    CASES[name](given)
    spent = time.process_time() - start
    print(json.dumps({"cpu": spent, "memory": _peak_memory()}))


def _prepared(name: str, columns: Columns) -> Any:
    return PREPARED[name](columns) if name in PREPARED else columns


def _peak_memory() -> float:
    """In MB. (What ``resource`` says begins with the memory of the process that started this
    one.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
