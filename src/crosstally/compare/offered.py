"""The registers on offer for an area, and the voters that they leave for stations not held."""

from __future__ import annotations

from crosstally.compare.announced import Announced, Stated
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.compare.uncounted import counted_all


def registers_on_offer(announced: Announced, stated: Stated) -> dict[str, int]:
    """Registers by name: of the whole place, or of the area; and what announcements that counted
    every sheet state for it, each number once.

    A number that was announced with rounding is the most that it stands for.
    """
    offered: dict[str, int] = {}
    if announced.is_root(stated.area):
        named = stated.announcement.register_id
        registers = announced.definition.registers
        offered = {name: registers[name].voters for name in ([named] if named else registers)}
        if named:
            return offered
    elif stated.area.registered is not None:
        offered = {stated.area.id: stated.area.registered}
    for other in announced.statements:
        if other.area.id != stated.area.id or not counted_all(other.announcement):
            continue
        own = announced.measure(other, "registered", loose=True)
        if own is not None and own.high not in offered.values():
            offered.setdefault(other.announcement.id, own.high)
    return offered


def voters_not_held(announced: Announced, sheets: SheetsHeld, stated: Stated) -> int | None:
    """Voters on the lists of stations not held, at most; None where nobody says."""
    area = stated.area.id
    if sheets.all_held(area):
        return 0
    if sheets.totals(area).channels_lacking:
        return None  # whoever voted another way may be on the list of any station
    voters = sheets.held(area, "registered")
    offers = registers_on_offer(announced, stated)
    if voters is None or voters.incomplete or not offers:
        return None
    room = max(offers.values()) - voters.least
    return room if room >= 0 else None
