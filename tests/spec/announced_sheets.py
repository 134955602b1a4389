"""Four stations to announce results of."""

from __future__ import annotations

from tests.announced_tables import Sheets

FOUR = {"a": [10, 20, 30, 40], "b": [4, 3, 2, 1]}
"""Four stations: 100 votes for a, 10 for b."""


def sheets(known: int | None = 4, **columns: list[int]) -> Sheets:
    return Sheets({**FOUR, **columns}, known, ["a", "b"])
