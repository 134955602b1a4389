"""What integer percentages give on elections known to be clean: ``python -m
benchmarks.integer_controls FOLDER`` writes the table that ships with the package.

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
from crosstally.forensics.methods.integer_percentages import IntegerPercentages
from crosstally.forensics.running import run

NAME = "integer_percentages"
TARGET = Path(crosstally.__file__).parent / "forensics" / "tables" / f"{NAME}.json"


def table(data: Path) -> dict[str, Any]:
    """The shipped table: a row for each control election, and where the figures are from."""
    rows = [_row(name, control, data) for name, control in CONTROLS.items()]
    return {
        "method": NAME,
        "count": "inner: turnout or share round, stations of 1 to 99 percent turnout and share",
        "crosstally": crosstally.__version__,
        "made_by": "python -m benchmarks.integer_controls",
        "controls": rows,
    }


def _row(name: str, control: Control, data: Path) -> dict[str, Any]:
    found = run(NAME, control.read(data).stations)
    if not isinstance(found, IntegerPercentages):
        raise RuntimeError(f"{name}: {found.reason}")
    return {
        "country": control.country,
        "election": name,
        "stations": found.inner.stations,
        "observed": found.inner.observed,
        "expected": round(found.inner.expected, 4),
        "sd": round(found.inner.sd, 4),
        "data": control.file,
        "sha256": sha256(control.path(data).read_bytes()).hexdigest(),
    }


if __name__ == "__main__":
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ["CROSSTALLY_DATA"]
    written = json.dumps(table(Path(folder)), indent=1, ensure_ascii=False) + "\n"
    TARGET.write_text(written, encoding="utf-8")
    print(TARGET)
