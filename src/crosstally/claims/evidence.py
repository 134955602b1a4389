"""What a test is held against: tabulated sheets and announcements, behind one small interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from crosstally.election.areas import AreaLookup
from crosstally.election.definition import Announcement
from crosstally.election.folder import Election
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import FigureTable, Totals


class Evidence(Protocol):
    """The figures at hand. ``check`` provides it from the tabulation."""

    @property
    def election(self) -> Election:
        """The election folder."""
        ...

    @property
    def areas(self) -> AreaLookup:
        """Every area above the station that any source names."""
        ...

    def sheet_sources(self, contest: str) -> Sequence[str]:
        """The sources that hold sheets of the contest, the most stations first."""
        ...

    def totals(self, contest: str, source: str, area: str) -> Totals:
        """The sum of the sheets that a source holds in an area (an area id)."""
        ...

    def table(self, contest: str, source: str, level: str, area: str) -> FigureTable:
        """Figures of the areas of a level inside an area; the station is a level like others.

        Measures stand in ``columns`` beside fields and options as ``registered``, ``cast``,
        ``valid`` and ``invalid`` wherever the sheet template gives them.
        """
        ...

    def announcements(self, contest: str) -> Sequence[Announcement]:
        """The contest's announcements in the order of their moments, replaced ones left out."""
        ...

    def announced_seats(self, contest: str) -> Sequence[AnnouncedSeats]:
        """Seats as recomputed from announced counts, for each announcement and threshold base."""
        ...


@dataclass(frozen=True)
class AnnouncedSeats:
    """Seats that the rule gives on an announcement's counts."""

    announcement: Announcement
    base: str
    outcome: SeatOutcome
