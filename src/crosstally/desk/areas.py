"""The part of an election that somebody sees and settles: all of it, or one area and those below.

Pure. Areas are those of the election folder; of trees that cross, an area lies below another where
all its stations lie in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from crosstally.desk.election_facts import Surroundings
from crosstally.desk.states import Sheet, State


@dataclass(frozen=True)
class Reach:
    """How far somebody's sight goes."""

    whole: bool = True
    areas: frozenset[str] = frozenset()
    """Ids of the area and of those below it. They and ``stations`` say nothing of the whole."""
    stations: frozenset[str] = frozenset()

    def holds_area(self, area: str) -> bool:
        """Whether an area is theirs; the empty one is the whole election."""
        return self.whole or area in self.areas

    def holds_station(self, station: str) -> bool:
        """Whether a station is theirs."""
        return self.whole or station in self.stations

    def holds_place(self, code: str) -> bool:
        """Whether a station, or an area, is theirs."""
        return self.holds_station(code) or self.holds_area(code)

    def holds_sheet(self, sheet: Sheet, taken_in: str) -> bool:
        """Whether a sheet is theirs: by its station, and as long as nobody of the desk has said of
        which it is, by the area ``taken_in`` where it was; without any by what its sender said."""
        if self.whole:
            return True
        only_said = State.HELD in (sheet.state, sheet.interrupted)
        if taken_in and (only_said or not sheet.station):
            return taken_in in self.areas
        return sheet.station in self.stations


EVERYTHING = Reach()


def reach_of_area(area: str, around: Surroundings) -> Reach:
    """That of an area, empty for the whole election. An area that the election folder knows no more
    reaches nothing but what was taken in there."""
    if not area:
        return EVERYTHING
    stations_of: dict[str, set[str]] = {}
    for area_of in around.area_of.values():
        for station, one in area_of.items():
            stations_of.setdefault(one, set()).add(station)
    stations = stations_of.get(area, set())
    below = (one for one, of in stations_of.items() if of <= stations)
    return Reach(False, frozenset({area, *below}), frozenset(stations))


def area_named(typed: str, around: Surroundings) -> str:
    """The id of the area that was typed by id or name. Raises ``ValueError`` where it is none, or
    where several have the name."""
    known = [pair for level in around.levels for pair in around.names[level].items()]
    if any(typed == id_ for id_, _name in known):
        return typed
    found = {id_ for id_, name in known if name.casefold() == typed.casefold()}
    if len(found) != 1:
        raise ValueError(typed)
    return found.pop()


def names_of_areas(around: Surroundings) -> dict[str, str]:
    """Id → name, of every area, larger ones first."""
    return {id_: name for level in around.levels for id_, name in around.names[level].items()}
