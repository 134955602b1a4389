"""What a test is held against: tabulated sheets and announcements, behind one small interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from crosstally.compare.announced import Announced
from crosstally.compare.announced_seats import AnnouncedSeats, announced_seats
from crosstally.election.areas import AreaLookup
from crosstally.election.definition import Announcement
from crosstally.election.folder import Election
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import FigureTable, Tabulated, Totals


class Evidence(Tabulated, Protocol):
    """The figures at hand. ``check`` provides it from the tabulation."""

    @property
    def election(self) -> Election:
        """The election folder."""
        ...

    @property
    def areas(self) -> AreaLookup:
        """Every area above the station that any source names."""
        ...

    def announcements(self, contest: str) -> Sequence[Announcement]:
        """The contest's announcements in the order of their moments, replaced ones left out."""
        ...

    def announced_seats(self, contest: str) -> Sequence[AnnouncedSeats]:
        """Seats as recomputed from announced counts, for each announcement."""
        ...

    def sheet_seats(self, contest: str, source: str) -> Sequence[SeatOutcome]:
        """Seats that the rule gives on a source's sheets: one outcome, or nothing unless every
        known station is held (or the bounds settle the seats)."""
        ...


@dataclass(frozen=True)
class AnnouncedOnly:
    """Evidence without a single sheet, for tests of what was announced."""

    election: Election
    areas: AreaLookup

    def announcements(self, contest: str) -> Sequence[Announcement]:
        """The contest's announcements in the order of their moments."""
        return [
            stated.announcement
            for stated in Announced(self.election, contest, self.areas).statements
        ]

    def announced_seats(self, contest: str) -> Sequence[AnnouncedSeats]:
        """Seats as recomputed from announced counts."""
        return announced_seats(Announced(self.election, contest, self.areas))

    def sheet_seats(self, contest: str, source: str) -> Sequence[SeatOutcome]:
        """None."""
        return []

    def sheet_sources(self, contest: str) -> Sequence[str]:
        """None."""
        return []

    def totals(self, contest: str, source: str, area: str) -> Totals:
        """Raises ``LookupError``: there are no sheets."""
        raise LookupError(area)

    def table(self, contest: str, source: str, level: str, area: str) -> FigureTable:
        """Raises ``LookupError``: there are no sheets."""
        raise LookupError(level)
