"""What is said of constituencies, held against every completion of the missing sheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import event

from crosstally.compare.settled import Determined
from crosstally.compare.settled_areas import AreaSettled


def areas_hold_true(found: Mapping[str, AreaSettled], areas: Mapping[str, set[Any]]) -> None:
    """``areas``: constituency → its outcomes over all completions, each a set of rows of seats."""
    for area, item in found.items():
        event(f"area: {item.determined.value}")
        if item.determined is Determined.YES:
            assert len(areas[area]) == 1
            if item.seats is not None:
                assert areas[area] == {frozenset({tuple(item.seats.values())})}
        if item.determined is Determined.NO:
            assert len(areas[area]) > 1
