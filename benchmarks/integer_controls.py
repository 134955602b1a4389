"""What integer percentages give on elections known to be clean: ``python -m
benchmarks.integer_controls FOLDER`` writes the tables that ship with the package, one for whole
percents and one for halves too.

FOLDER holds the public data (``CROSSTALLY_DATA`` where it is left out).
"""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import crosstally
from benchmarks.station_figures import CONTROLS, Control
from crosstally.forensics.binomial import RoundPercentages
from crosstally.forensics.methods.integer_percentages import (
    TABLES,
    WHOLE,
    IntegerPercentages,
    in_steps,
    percentages,
)
from crosstally.forensics.percentage_histogram import percentage_histogram
from crosstally.forensics.running import run
from crosstally.forensics.stations import Stations

FOLDER = Path(crosstally.__file__).parent / "forensics" / "tables"


def target(rounded: RoundPercentages) -> Path:
    """Where a table ships."""
    return FOLDER / f"{TABLES[rounded]}.json"


def table(data: Path, rounded: RoundPercentages) -> dict[str, Any]:
    """A shipped table: a row for each control election, and where the figures are from."""
    rows = [_row(name, control, data, rounded) for name, control in CONTROLS.items()]
    return {
        "method": "integer_percentages",
        "step": str(rounded.step),
        "count": "inner: turnout or share round, stations of 1 to 99 percent turnout and share",
        "crosstally": crosstally.__version__,
        "made_by": "python -m benchmarks.integer_controls",
        "controls": rows,
    }


def _row(name: str, control: Control, data: Path, rounded: RoundPercentages) -> dict[str, Any]:
    stations = control.read(data).stations
    found = run(in_steps(rounded.step), stations)
    if not isinstance(found, IntegerPercentages):
        raise RuntimeError(f"{name}: {found.reason}")
    return {
        "country": control.country,
        "election": name,
        "stations": found.inner.stations,
        "observed": found.inner.observed,
        "expected": round(found.inner.expected, 4),
        "sd": round(found.inner.sd, 4),
        **({"bins_above": _bins_above(stations)} if rounded == WHOLE else {}),
        "data": control.file,
        "sha256": sha256(control.path(data).read_bytes()).hexdigest(),
    }


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
