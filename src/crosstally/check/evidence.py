"""The figures that claims are tested against: tabulated sheets and announcements together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crosstally.compare.announced import Announced
from crosstally.compare.announced_seats import (
    AnnouncedSeats,
    announced_seats,
    law_base,
    sheet_seats,
)
from crosstally.election.areas import AreaLookup
from crosstally.election.definition import Announcement
from crosstally.election.folder import Election
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import MISSING, FigureTable, ListOfStations, Totals
from crosstally.tabulation.tabulator import Tabulator


class Figures:
    """The ``Evidence`` of an election whose returns are tabulated."""

    def __init__(self, election: Election, tabulator: Tabulator) -> None:
        self.election = election
        self._tabulator = tabulator
        self._tables: dict[tuple[str, str, str, str], FigureTable] = {}

    @property
    def areas(self) -> AreaLookup:
        """Every area above the station that any source names."""
        return self._tabulator.store.places.lookup

    def sheet_sources(self, contest: str) -> Sequence[str]:
        """The sources that hold sheets of the contest, the one with the most stations first."""
        return self._tabulator.sheet_sources(contest)

    def totals(self, contest: str, source: str, area: str) -> Totals:
        """The sum of the sheets that a source holds in an area (an area id). Stations that stand
        in the authority's returns alone need not be all there are: then nobody says how many."""
        totals = self._tabulator.totals(contest, source, area)
        if self._nobody_says(contest):
            return replace(totals, stations_known=None)
        return totals

    def table(self, contest: str, source: str, level: str, area: str) -> FigureTable:
        """Figures of the areas of a level inside an area, made once."""
        key = (contest, source, level, area)
        if key not in self._tables:
            table = self._tabulator.table(*key)
            if self._nobody_says(contest) and level != self.election.definition.station_level:
                nowhere = np.full(len(table), MISSING, dtype=np.int64)
                table = replace(table, stations_known=nowhere)
            elif self._nobody_says(contest):
                table = replace(table, areas_known=None)
            self._tables[key] = table
        return self._tables[key]

    def _nobody_says(self, contest: str) -> bool:
        return self._tabulator.list_of_stations(contest) is ListOfStations.RETURNED

    def announcements(self, contest: str) -> Sequence[Announcement]:
        """The contest's announcements in the order of their moments, replaced ones left out."""
        return announcements_of(self.election, contest)

    def announced_seats(self, contest: str) -> Sequence[AnnouncedSeats]:
        """Seats recomputed from announced counts, with the threshold's base that the law names."""
        rule = self.election.definition.contests[contest].rule
        found = announced_seats(Announced(self.election, contest, self.areas))
        return [item for item in found if rule is not None and item.base == law_base(rule)]

    def sheet_seats(self, contest: str, source: str) -> Sequence[SeatOutcome]:
        """Seats on a source's sheets, with the threshold's base that the law names; empty unless
        all are held, no copies disagree, and what the threshold is a share of was read."""
        totals = self.totals(contest, source, self.election.definition.place.id)
        rule = self.election.definition.contests[contest].rule
        if rule is None or not totals.all_held or totals.less or totals.more:
            return []
        announced = Announced(self.election, contest, self.areas)
        outcomes = sheet_seats(announced, self._tabulator, source)
        return [outcomes[law_base(rule)]] if law_base(rule) in outcomes else []


def announcements_of(election: Election, contest: str) -> list[Announcement]:
    """The announcements of one contest by moment (those without one last), replaced ones left
    out."""
    own = [item for item in election.announcements if election.contest_of(item) == contest]
    replaced = {item.replaces for item in own}
    standing = [item for item in own if item.id not in replaced]
    return sorted(standing, key=lambda item: (item.at is None, item.at or ""))
