"""Two sources of one election for tests: the authority's sheets, and copies of them."""

from __future__ import annotations

from pathlib import Path

from crosstally.check.result import CheckResult
from crosstally.compare.source_findings import SourceComparison
from tests.folders import STATIONS, checked, csv_of, returns_entry

TWO = returns_entry("returns.csv") + returns_entry("copies.csv", "watch")
"""The returns of a folder with both."""


def compare(
    folder: Path, copies: str, stations: str = STATIONS
) -> tuple[CheckResult, SourceComparison]:
    """Check a folder whose sheets stand in these two tables."""
    result = checked(folder, {"returns.csv": csv_of(stations), "copies.csv": csv_of(copies)}, TWO)
    (comparison,) = result.contests["president"].sources
    return result, comparison
