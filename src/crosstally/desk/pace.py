"""How fast sheets are settled, and when the rest would be at that pace. Pure, but for the clock.

This foretells work and never votes: what stands on a sheet that nobody has settled is not guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from crosstally.desk.states import Sheet, State

WINDOW = timedelta(hours=1)
"""The pace is that of the last hour: of a whole day it would be that of yesterday's shift."""
LEAST_SHEETS = 3
"""With fewer sheets settled in the last hour no end is foretold."""
TROUBLE = (State.SECOND_LOOK, State.ARBITRATION, State.REPORTED)
"""Where people disagree about a sheet, or say that it cannot be read."""


@dataclass(frozen=True)
class Pace:
    """Sheets an hour, and when the open ones would be settled."""

    last_hour: int
    """Sheets that were settled within the last hour."""
    per_hour: int
    """The same where the work began earlier, else the pace since it began, rounded down."""
    end: datetime | None
    """None where nothing is open, or too little was done in the last hour to say."""


def pace_of(settled_at: Iterable[datetime], open_sheets: int, now: datetime) -> Pace:
    """The pace of the last hour. ``end`` is rounded up to the next minute, in the zone of ``now``.

    Work that began half an hour ago is taken at twice what it made, but never for less than ten
    minutes: three sheets in the first minute foretell nothing.
    """
    moments = sorted(settled_at)
    recent = [moment for moment in moments if now - WINDOW < moment <= now]
    begun = now - moments[0] if moments else timedelta()
    measured = min(max(begun, timedelta(minutes=10)), WINDOW)
    per_hour = int(len(recent) * WINDOW / measured)
    if not open_sheets or len(recent) < LEAST_SHEETS:
        return Pace(len(recent), per_hour, None)
    minutes = ceil(open_sheets * (measured / timedelta(minutes=1)) / len(recent))
    end = now + timedelta(minutes=minutes)
    return Pace(len(recent), per_hour, end.replace(second=0, microsecond=0))


@dataclass(frozen=True)
class AreaCount:
    """The sheets of one area, by state."""

    area: str
    """Its id; empty for sheets whose station is unknown or lies in no known area."""
    name: str
    states: Mapping[State, int]
    stations: int | None = None
    """Stations that the area has; None where nobody says."""
    stations_settled: int = 0

    @property
    def sheets(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def in_trouble(self) -> int:
        """Sheets that people disagree about, or cannot read."""
        return sum(self.states.get(state, 0) for state in TROUBLE)


def counts_by_area(
    sheets: Iterable[Sheet],
    area_of: Mapping[str, str],
    names: Mapping[str, str],
    stations: Mapping[str, int],
) -> list[AreaCount]:
    """One row an area that has stations or sheets, in the order of ``names``; the sheets of no
    known area last.

    ``area_of``: station → area; ``names``: area → its name; ``stations``: area → how many it has.
    """
    states: dict[str, Counter[State]] = {}
    settled: dict[str, set[str]] = {}
    for sheet in sheets:
        area = area_of.get(sheet.station, "")
        states.setdefault(area, Counter())[sheet.state] += 1
        if sheet.state is State.SETTLED:
            settled.setdefault(area, set()).add(sheet.station)
    order = [area for area in names if area in states or stations.get(area)]
    return [
        AreaCount(
            area,
            names.get(area, ""),
            states.get(area, Counter()),
            stations.get(area),
            len(settled.get(area, ())),
        )
        for area in (*order, *([""] if "" in states else []))
    ]
