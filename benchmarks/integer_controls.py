"""What integer percentages give on elections known to be clean: ``python -m
benchmarks.integer_controls FOLDER`` writes the tables that ship with the package: for whole
percents, for halves too, and for whole percents of the share alone.

FOLDER holds the public data (``CROSSTALLY_DATA`` where it is left out).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import crosstally
from benchmarks.station_figures import CONTROLS, Control
from crosstally.forensics.methods.integer_percentages import (
    TABLES,
    Counting,
    IntegerPercentages,
    counting,
    percentages,
)
from crosstally.forensics.percentage_histogram import percentage_histogram
from crosstally.forensics.round_counts import RoundCount
from crosstally.forensics.running import run
from crosstally.forensics.stations import Stations

FOLDER = Path(crosstally.__file__).parent / "forensics" / "tables"


COUNTED = {
    False: "inner: turnout or share round, stations of 1 to 99 percent turnout and share",
    True: "inner: share round, stations of 1 to 99 percent share",
}


def target(counted: Counting) -> Path:
    """Where a table ships."""
    return FOLDER / f"{TABLES[counted]}.json"


def table(data: Path, counted: Counting) -> dict[str, Any]:
    """A shipped table: a row for each control election, and where the figures are from."""
    rows = [_row(name, control, data, counted) for name, control in CONTROLS.items()]
    return {
        "method": "integer_percentages",
        "step": str(counted.rounded.step),
        "count": COUNTED[counted.share_alone],
        "crosstally": crosstally.__version__,
        "made_by": "python -m benchmarks.integer_controls",
        "controls": rows,
    }


def _row(name: str, control: Control, data: Path, counted: Counting) -> dict[str, Any]:
    stations = control.read(data).stations
    found = run(counting(counted), stations)
    if not isinstance(found, IntegerPercentages):
        raise RuntimeError(f"{name}: {found.reason}")
    return {
        "country": control.country,
        "election": name,
        "stations": found.inner.stations,
        "observed": found.inner.observed,
        "expected": round(found.inner.expected, 4),
        "sd": round(found.inner.sd, 4),
        "z": {name: round(count.z, 4) for name, count in _counts(found)},
        **({"bins_above": _bins_above(stations)} if counted == Counting() else {}),
        "data": control.file,
        "sha256": sha256(control.path(data).read_bytes()).hexdigest(),
    }


def _counts(found: IntegerPercentages) -> Iterator[tuple[str, RoundCount]]:
    """The counts by the binomial null alone, as the paper has them."""
    for name in ("turnout", "share", "either", "both"):
        count: RoundCount = getattr(found, name)
        if count.applicable:
            yield name, count


def _bins_above(stations: Stations) -> dict[str, int]:
    """How many bins of the report's histograms stand above the band of chance."""
    found = {
        kind: percentage_histogram(part, whole)
        for kind, (part, whole) in percentages(stations).items()
    }
    return {kind: histogram.above for kind, histogram in found.items()}


if __name__ == "__main__":
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ["CROSSTALLY_DATA"]
    for counted in TABLES:
        made = table(Path(folder), counted)
        text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
        target(counted).write_text(text, encoding="utf-8")
        print(target(counted))
