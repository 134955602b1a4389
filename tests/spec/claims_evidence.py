"""Small hand-made elections to hold claims against: figures in, verdicts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from crosstally.claims.judging.evaluate import evaluate
from crosstally.claims.result import ClaimResult, Verdict
from crosstally.claims.statement import Claim
from crosstally.compare.announced_seats import AnnouncedSeats
from crosstally.election.areas import Area, AreaLookup, root_of
from crosstally.election.definition import Announcement, Definition
from crosstally.election.folder import Election
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import MISSING, FigureTable, Totals

HOLDS, REFUTED, UNDECIDED = Verdict.HOLDS, Verdict.REFUTED, Verdict.UNDECIDED
EXAMPLE = Path(__file__).parents[2] / "src/crosstally/examples/kazakhstan-2012"
REGIONS = ("north", "south", "west")
Row = Mapping[str, Any]
"""A station: ``{"id": …, "area": …}`` and its figures; a figure left out is unread."""


def make_election(
    areas: Sequence[str] = ("north", "south"),
    announcements: Sequence[Mapping[str, Any]] = (),
    **definition: Any,
) -> Election:
    """Three options, levels country, region and station, regions as named."""
    about = {
        "id": "small",
        "title": "A small election",
        "date": "2020-05-10",
        "place": {"id": "land", "name": "Land"},
        "levels": ["country", "region", "station"],
        "sources": {"commission": "The commission", "party": "A party"},
        "sheets": {
            "form": {"fields": {"registered": "R", "cast": "C", "valid": "V", "invalid": "I"}}
        },
        "contests": {"main": {"options": {"red": "Red", "blue": "Blue", "green": "Green"}}},
        **definition,
    }
    read = Definition.model_validate(about)
    lookup = AreaLookup(
        [root_of(read), *(Area(id_, id_.title(), "region", {"": "land"}) for id_ in areas)]
    )
    said = tuple(
        Announcement.model_validate({"source": "commission", **item}) for item in announcements
    )
    return Election(Path("small"), read, said, lookup)


@dataclass
class HandMade:
    """Evidence from a list of stations and the announcements of the election."""

    election: Election
    stations: Sequence[Row] = ()
    known: Mapping[str, int | None] = field(default_factory=dict)
    """Area → how many stations it has; left out: as many as are held."""
    seats: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Announcement → seats that the rule gives on it."""
    source: str = "party"

    @property
    def areas(self) -> AreaLookup:
        return self.election.areas

    def announcements(self, contest: str) -> Sequence[Announcement]:
        return sorted(self.election.announcements, key=lambda item: item.at or "")

    def announced_seats(self, contest: str) -> Sequence[AnnouncedSeats]:
        return [
            AnnouncedSeats(item, "valid", SeatOutcome(self.seats[item.id], list(self.seats)))
            for item in self.election.announcements
            if item.id in self.seats
        ]

    def sheet_seats(self, contest: str, source: str) -> Sequence[SeatOutcome]:
        return []

    def sheet_sources(self, contest: str) -> Sequence[str]:
        return [self.source] if self.stations else []

    def totals(self, contest: str, source: str, area: str) -> Totals:
        rows = self._inside(area)
        sums: dict[str, int] = {}
        unread: dict[str, int] = {}
        for name in self._names():
            read = [row[name] for row in rows if name in row]
            if read:
                sums[name] = sum(read)
                unread[name] = len(rows) - len(read)
        known = self.known.get(area, len(rows))
        fields = {name: value for name, value in sums.items() if name not in self._options()}
        options = {name: value for name, value in sums.items() if name in self._options()}
        return Totals(source, area, len(rows), known, fields, options, unread)

    def table(self, contest: str, source: str, level: str, area: str) -> FigureTable:
        if level == "station":
            rows = self._inside(area)
            ids, names = [row["id"] for row in rows], [row["id"] for row in rows]
            columns = {
                name: np.array([row.get(name, MISSING) for row in rows], dtype=np.int64)
                for name in self._names()
            }
            ones = np.ones(len(rows), dtype=np.int64)
            known = self.known.get(area, len(rows))
            return FigureTable(source, level, ids, names, columns, ones, ones, known)
        regions = [item for item in self.areas.below(area, level) if self._inside(item.id)]
        totals = [self.totals(contest, source, item.id) for item in regions]
        columns = {
            name: np.array([item.figures.get(name, MISSING) for item in totals], dtype=np.int64)
            for name in self._names()
        }
        return FigureTable(
            source,
            level,
            [item.id for item in regions],
            [item.name for item in regions],
            columns,
            np.array([item.stations_held for item in totals], dtype=np.int64),
            np.array(
                [
                    MISSING if item.stations_known is None else item.stations_known
                    for item in totals
                ],
                dtype=np.int64,
            ),
            len(self.areas.below(area, level)),
        )

    def _inside(self, area: str) -> list[Row]:
        return [row for row in self.stations if area in ("land", row["area"])]

    def _names(self) -> list[str]:
        return sorted({name for row in self.stations for name in row} - {"id", "area"})

    def _options(self) -> set[str]:
        return set(self.election.definition.contests["main"].options)


def verdict(evidence: HandMade, **test: Any) -> ClaimResult:
    """The result of a claim with this one test."""
    return said_on(None, evidence, **test)


def said_on(day: str | None, evidence: HandMade, **test: Any) -> ClaimResult:
    """The same of a claim that was made on a day."""
    about = {"id": "c", "who": "Somebody", "at": day, "sentence": "What was said.", "test": test}
    (result,) = evaluate([Claim.model_validate(about)], evidence)
    return result


def station(id_: str, area: str = "north", **figures: int) -> Row:
    """One station's sheet."""
    return {"id": id_, "area": area, **figures}


def announced(*items: dict[str, Any], **definition: Any) -> HandMade:
    """An election of which there are announcements alone."""
    return HandMade(make_election(announcements=items, **definition))
