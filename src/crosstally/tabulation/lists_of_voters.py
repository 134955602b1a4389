"""The lists of voters of stations whose sheets are not held, as far as anybody states them."""

from __future__ import annotations

from crosstally.engine.sheets import registered_not_held_by_area
from crosstally.returns.store import ReturnsStore, Sheets


class ListsOfVoters:
    """Registered voters of single stations, from ``areas.csv`` or else the most that another source
    states. What SQL gives is kept."""

    def __init__(self, store: ReturnsStore) -> None:
        self.store = store
        self._not_held: dict[tuple[str, int, str], dict[int, tuple[int, int]]] = {}

    def field(self, contest: str) -> str | None:
        """The field that holds the registered voters, where it is one field."""
        registered = self.store.election.definition.sheet_of(contest).measure("registered")
        one = registered is not None and len(registered.terms) == 1
        return next(iter(registered.terms)) if registered is not None and one else None

    def not_held(self, sheets: Sheets, tree: int, level: str) -> dict[int, tuple[int, int]]:
        """Area of a level (by number) → of how many stations that a source does not hold the list
        is known, and the voters on these lists."""
        key = (sheets.name, tree, level)
        if key not in self._not_held:
            field = self.field(sheets.contest)
            others = [
                other.name
                for other in self.store.sheets_of(sheets.contest)
                if other.source != sheets.source and field in other.figures
            ]
            columns = registered_not_held_by_area(
                self.store.engine, sheets.name, others, field or "", tree, level
            )
            rows = zip(columns["area"], columns["known"], columns["voters"], strict=True)
            self._not_held[key] = {
                int(area): (int(known), int(voters)) for area, known, voters in rows
            }
        return self._not_held[key]
