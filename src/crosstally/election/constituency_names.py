"""What people call a constituency, and what the rule calls it."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.election.areas import AreaLookup
from crosstally.election.document import normalised
from crosstally.election.rule import Constituencies


class ConstituencyNames:
    """Finds a constituency by its id, its name, an alias or as the rule calls it.

    Where the rule names none (seats apportioned by votes or voters), it calls them by their ids.
    """

    def __init__(self, about: Constituencies, areas: AreaLookup) -> None:
        written = list(about.seats)
        if about.apportioned is not None:
            written += list(about.apportioned.population)
        self._here = AreaLookup(areas.of_level(about.level))
        self._written = {normalised(name): name for name in written}
        self.names: Sequence[str] = written or [
            area.id for area in self._here if area.id not in about.added
        ]

    def find(self, text: str) -> str | None:
        """As the rule calls it; None where there is none of that name, or where several are called
        so. Where neither the rule nor ``areas.csv`` names any, whatever is written."""
        if normalised(text) in self._written:
            return self._written[normalised(text)]
        found = self._here.find(text)
        if len(found) == 1:
            area = found[0]
            if not self._written:
                return area.id if area.id in self.names else None
            called = {
                self._written[name]
                for name in map(normalised, (area.id, area.name, *area.aliases))
                if name in self._written
            }
            return next(iter(called)) if len(called) == 1 else None
        return None if self.names else text
