"""Seat rules as election.yaml writes them, and small tables of votes, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.election.rule import Rule
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule

Row = Sequence[int]


def rule(seats: int, method: str | list[int | str] = "dhondt", **parts: Any) -> Rule:
    return Rule.model_validate({"method": method, "seats": seats, **parts})


def tables(rows: Mapping[str, Row]) -> dict[str, dict[str, int]]:
    """Area → a, b, c, … → votes."""
    return {area: dict(zip("abcdefgh", row, strict=False)) for area, row in rows.items()}


def seats(outcome: SeatOutcome) -> tuple[int, ...]:
    return tuple(outcome.seats.values())


def whole(about: Rule, votes: Row) -> tuple[int, ...]:
    """Seats of a, b, c, … where the whole place is one constituency."""
    return seats(apply_rule(about, dict(zip("abcdefgh", votes, strict=False))))


def admitted(threshold: Mapping[str, Any], votes: Row, **parts: Any) -> str:
    about = rule(10, threshold=threshold, **parts)
    return "".join(apply_rule(about, dict(zip("abcdefgh", votes, strict=False))).admitted)


NORTH_SOUTH = {"level": "region", "seats": {"north": 4, "south": 3}}
