"""How many sheets keep a printed share from being possible: left out, or worthless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from crosstally.compare.announced import Stated
from crosstally.compare.breaking import exact, fewest, fewest_better
from crosstally.compare.possible_shares import Missing, PossibleShares, PrintedShare
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.election.printed import Printed
from crosstally.tabulation.figures import IntArray


@dataclass(frozen=True)
class _Excess:
    """By how much sheets keep a share outside what was printed, in votes times a denominator.

    With n/d the end of what was printed, the excess of a station with P of W is d·P − n·W where
    the share is too high, and the contrary where it is too low: all together have to come down to
    zero (below it, where the end itself was not printed).
    """

    too_high: bool
    end: Fraction
    stations: IntArray
    """At each station, as its sheet has it. Of a list of another size: what it adds to it."""
    need: int
    """What has to go, with what the stations not held may add taken off already."""


def _excess(
    sheets: SheetsHeld, stated: Stated, printed: PrintedShare, found: PossibleShares, room: int
) -> _Excess:
    area = stated.area.id
    widest = Printed.percent(printed.text).widest
    all_ = found.whole
    least = Fraction(found.part.least, max(all_.most + room * found.of_sheets, 1))
    too_high = least >= widest.high
    end = widest.high if too_high else widest.low
    n, d = end.numerator, end.denominator
    sign = 1 if too_high else -1
    part = exact(sheets.column(area, printed.part, most=not too_high), d)
    strict = not (widest.high_included if too_high else widest.low_included)
    if not found.of_sheets:
        size = all_.most if too_high else all_.least
        total = sign * (d * (int(part.sum()) + room * (not too_high)) - n * size)
        return _Excess(too_high, end, sign * d * part, total + strict)
    whole = exact(sheets.column(area, found.base, most=too_high), max(n, d))
    stations = sign * (d * part - n * whole)
    # Registered voters of stations not held are on the lists; ballots there are if they help.
    more = n if too_high else d - n if found.base == "registered" else max(d - n, 0)
    return _Excess(too_high, end, stations, int(stations.sum()) - more * room + strict)


def fewest_worthless(
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    possible: Sequence[PossibleShares],
    missing: Missing,
) -> int | None:
    """How many sheets held at least would have to be worthless for the printed share to be
    possible, of whichever total. A worthless sheet may really have had any votes that its list of
    voters has room for: one is enough where the sheets do not say how many voters there are."""
    if not sheets.states_lists(stated.area.id):
        return 1
    found = [_fewest_of(sheets, stated, printed, item, missing) for item in possible]
    least = min((count for count in found if count is not None), default=None)
    # Sheets left out until no vote is left give no share at all: one at least is worthless.
    return None if least is None else max(least, 1)


def fewest_left_out(
    sheets: SheetsHeld, stated: Stated, printed: PrintedShare, found: PossibleShares, room: int
) -> int | None:
    """How many sheets held at least must have been left out for the printed share to be possible:
    those that keep it outside most."""
    excess = _excess(sheets, stated, printed, found, room)
    return fewest(excess.stations.clip(0), max(excess.need, 1))


def _fewest_of(
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    found: PossibleShares,
    missing: Missing,
) -> int | None:
    """The fewest worthless sheets, of one total, beside those that were left out."""
    area = stated.area.id
    excess = _excess(sheets, stated, printed, found, missing.room)
    n, d = excess.end.numerator, excess.end.denominator
    lists = exact(sheets.column(area, "registered", most=True), max(n, d))
    part = exact(sheets.column(area, printed.part, most=not excess.too_high), d)
    left_out = excess.stations.clip(0)
    if found.base == "registered":  # the lists stay as they are, whatever the votes were
        gains = d * (part if excess.too_high else (lists - part).clip(0))
    else:
        whole = exact(sheets.column(area, found.base, most=excess.too_high), max(n, d))
        share = n if excess.too_high else d - n
        gains = (excess.stations + share * np.maximum(lists, whole)).clip(0)
    better = np.maximum(gains, left_out)
    return fewest_better(better, left_out, max(excess.need, 1), missing.left_out, beside=True)
