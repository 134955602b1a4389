"""The shapes in which tabulated figures are handed to comparisons, claims and seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from crosstally.engine.sheets import ENDLESS as ENDLESS

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MISSING = -1
"""In an ``IntArray`` of figures: no number is held. Never added up."""


class ListOfStations(StrEnum):
    """Who says how many stations there are."""

    STATED = "stated"
    """The definition of the election, or its ``areas.csv``."""
    ANNOUNCED = "announced"
    """An authority's announcement, of how many stations it counted a share."""
    RETURNED = "returned"
    """Nobody: the stations in an authority's returns are taken for all."""
    NONE = "none"


@dataclass(frozen=True)
class Totals:
    """The sum of one source's sheets in one contest for one area, with its coverage.

    ``fields`` and ``options`` are sums of the figures that were read; ``incomplete`` counts, for
    each name, the stations held whose figure for it is no number. A name that no sheet of the
    source has is absent from the mappings: missing is not zero.
    """

    source: str
    area: str
    stations_held: int
    stations_known: int | None
    """How many stations the area has; None where nobody says."""
    fields: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, int] = field(default_factory=dict)
    incomplete: Mapping[str, int] = field(default_factory=dict)
    less: Mapping[str, int] = field(default_factory=dict)
    """By how much a sum would be less with other copies of disputed stations; 0 where absent."""
    more: Mapping[str, int] = field(default_factory=dict)
    """By how much it would be more (``ENDLESS`` where a copy leaves it open)."""
    repeated: Mapping[str, int] = field(default_factory=dict)
    """What further rows of stations that stand twice would add: they are not counted."""
    stations_repeated: int = 0
    """How many stations those are."""
    voters_not_held: int | None = None
    """Registered voters of the stations not held, where each of them is known by itself."""
    not_counted: Mapping[str, int] = field(default_factory=dict)
    """What the sheets of stations that were annulled, postponed or never opened would add."""
    stations_not_counted: int = 0
    """How many such stations have a sheet."""
    channels_lacking: tuple[str, ...] = ()
    """Ways of voting that other returns name and these sheets, which name theirs, do not have."""
    list_of_stations: ListOfStations = ListOfStations.STATED
    """Who says how many stations there are."""

    @property
    def all_held(self) -> bool:
        """Whether a sheet of every known station is held, and of every way of voting."""
        return self.stations_known == self.stations_held and not self.channels_lacking

    @property
    def complete(self) -> bool:
        """Whether every sheet is held and every figure of it was read."""
        return self.all_held and not any(self.incomplete.values())

    @property
    def figures(self) -> dict[str, int]:
        """Fields and options in one mapping (their names never collide)."""
        return {**self.fields, **self.options}

    @property
    def readings(self) -> dict[str, int | None]:
        """The same for a reader: None, and not zero, where no sheet held has a number."""
        unread = self.incomplete
        return {
            name: total if unread.get(name, 0) < max(self.stations_held, 1) else None
            for name, total in self.figures.items()
        }


@dataclass(frozen=True)
class FigureTable:
    """Figures of n areas of one level, from one source: one row an area.

    ``columns`` maps a field or option to an array of n whole numbers with ``MISSING`` where no
    number is held. For areas above the station the figure is the sum of the sheets held.
    """

    source: str
    level: str
    areas: Sequence[str]
    """Ids, one a row."""
    names: Sequence[str]
    columns: Mapping[str, IntArray]
    stations_held: IntArray
    stations_known: IntArray
    """``MISSING`` where unknown."""
    areas_known: int | None = None
    """How many areas of this level there are inside the area asked for; None: nobody says."""
    less: Mapping[str, IntArray] = field(default_factory=dict)
    """By how much a figure would be less with other copies of disputed stations: n numbers; a
    figure that is absent has no such copies."""
    more: Mapping[str, IntArray] = field(default_factory=dict)
    """By how much it would be more (``ENDLESS`` where a copy leaves it open)."""
    channels_lacking: tuple[str, ...] = ()
    """See ``Totals.channels_lacking``."""

    def __len__(self) -> int:
        return len(self.areas)


@dataclass(frozen=True)
class OtherSums:
    """What the sheets of an area add up to in another way: without stations of one kind (an
    ``attribute``, with that ``value`` or any), or as they stood at an earlier ``stage``."""

    figures: Mapping[str, int]
    """Field or option → the sum. Only where every sheet has the figure."""
    stations: int
    """How many stations are left out; of an earlier stage, how many there were."""
    attribute: str | None = None
    value: str | None = None
    stage: str | None = None


class Tabulated(Protocol):
    """The sheets of an election, added up: what rooms above ask."""

    def sheet_sources(self, contest: str) -> Sequence[str]:
        """The sources that hold sheets of the contest, the one with the most stations first."""
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


class AddedUpOtherwise(Protocol):
    """The same sheets, added up in other ways."""

    def other_sums(self, contest: str, source: str, area: str) -> Sequence[OtherSums]:
        """What else the sheets of an area could have been added up to."""
        ...


class TabulatedOtherwise(Tabulated, AddedUpOtherwise, Protocol):
    """Sheets added up, and what else they could have been added up to."""
