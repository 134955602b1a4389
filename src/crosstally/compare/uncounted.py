"""How many sheets an announcement left uncounted."""

from __future__ import annotations

from crosstally.compare.announced import Announced, Span, Stated, share_span
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.election.definition import Announcement, Stage
from crosstally.election.printed import Printed
from crosstally.findings import Sentence, plural
from crosstally.words import N_

NOT_SAID = N_("It does not say what share of the sheets it counted.")
NO_STATIONS = N_("It counted a share of the sheets, and nobody says how many sheets there are.")


def uncounted_sheets(
    announcement: Announcement, stations: int | None, held: int = 0
) -> Span | None:
    """How many sheets an announcement left uncounted; None where that cannot be known.

    An announcement that names no share counted every sheet, unless it is preliminary. Where more
    sheets are held or stations known than it says there are (``of_stations``), there are at least
    as many.
    """
    if announcement.counted is None:
        return None if announcement.stage is Stage.PRELIMINARY else Span(0, 0)
    total = announcement.counted.of_stations or stations
    if total is None:
        return None
    low, high = share_span(announcement.counted.share)
    least = -(-low * total // 1)
    most = min(-(-high * total // 1) - 1, total)  # the upper end does not belong to the share
    every = max(total, held, stations or 0)
    return Span(every - int(most), every - min(int(least), int(most)))


def counted_all(announcement: Announcement) -> bool:
    """Whether an announcement says, or as a final one takes it as read, that it counted all."""
    if announcement.counted is None:
        return announcement.stage is not Stage.PRELIMINARY
    return Printed.percent(announcement.counted.share).value >= 1


def counted_a_part(announcement: Announcement) -> bool:
    """Whether an announcement says that it counted a part of the sheets: then its turnout may be of
    the stations counted so far, or of the whole register, and of areas otherwise than of all."""
    return announcement.counted is not None and not counted_all(announcement)


def counted_at_most(announced: Announced, sheets: SheetsHeld, stated: Stated) -> int | None:
    """How many sheets an announcement counted at most, at the area of a statement; None where it
    names no share of them."""
    counted = stated.announcement.counted
    if counted is None:
        return None
    total = counted.of_stations or sheets.stations(_whole(announced, stated))
    if total is None:
        return None
    high = share_span(counted.share)[1]
    most = int(min(-(-high * total // 1) - 1, total))
    here = None if stated.whole else sheets.stations(stated.area.id)
    return most if here is None else min(most, here)


def uncounted_at(announced: Announced, sheets: SheetsHeld, stated: Stated) -> Span | None:
    """The same at the area of a statement.

    The share is of the announcement's whole area: a part may have any of it.
    """
    area, announcement = stated.area.id, stated.announcement
    if stated.whole:
        held = sheets.totals(area).stations_held
        return uncounted_sheets(announcement, sheets.stations(area), held)
    id_ = _whole(announced, stated)
    whole = uncounted_sheets(announcement, sheets.stations(id_), sheets.totals(id_).stations_held)
    return None if whole is None else Span(0 if whole.high else whole.low, whole.high)


def _whole(announced: Announced, stated: Stated) -> str:
    """The id of the announcement's whole area."""
    named = stated.announcement.area
    found = announced.areas.find(named) if named else []
    return found[0].id if found else announced.definition.place.id


def not_counted_yet(sheets: int) -> Sentence:
    """That so many of the sheets held, at least, were not counted yet."""
    return plural(
        "at least {n} of these sheets was not counted yet",
        "at least {n} of these sheets were not counted yet",
        sheets,
    )
