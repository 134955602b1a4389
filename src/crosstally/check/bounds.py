"""Bounds of a contest, from the source that holds the most sheets."""

from __future__ import annotations

from crosstally.compare.bounds import Bounds
from crosstally.tabulation.tabulator import Tabulator


def contest_bounds(tabulator: Tabulator, contest: str) -> Bounds | None:
    """What the sheets not held could still change."""
    return None
