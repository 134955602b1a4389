"""The shares that sheets leave possible: of an option among the votes, or the turnout.

The voters of stations not held bound it: none of them, or all, voted for the option. Where a part
of the sheets only was counted, those left out may be any of the sheets held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from crosstally.compare.announced import Announced, Span, Stated
from crosstally.compare.breaking import largest_sum
from crosstally.compare.offered import registers_on_offer
from crosstally.compare.sheets_held import Held, SheetsHeld
from crosstally.election.printed import Interval, Printed
from crosstally.tabulation.figures import IntArray

_ENDS = (False, True)
"""The least of a part in the most of a whole, and the most in the least."""
_ALL = Fraction(1)


@dataclass(frozen=True)
class PrintedShare:
    """A share that an announcement prints: of an option among the votes, or the turnout."""

    text: str
    part: str
    """The option, or ``cast``."""
    bases: tuple[str, ...]
    """The totals that it may be a share of."""
    is_turnout: bool = False

    @property
    def name(self) -> str:
        """What findings list it under."""
        return "turnout" if self.is_turnout else self.part


@dataclass(frozen=True)
class PossibleShares:
    """The shares that sheets leave possible, of one base."""

    base: str
    shares: Interval
    part: Held
    whole: Held
    of_sheets: bool = True
    """Whether the total is that of the sheets, to which the stations not held add theirs."""


@dataclass(frozen=True)
class Missing:
    """What the announcement and the sheets held may not have in common."""

    room: int
    """Voters on the lists of stations not held, at most."""
    left_out: int
    """Sheets that the announcement left uncounted, at most."""


def printed_shares(announced: Announced, stated: Stated) -> Iterator[PrintedShare]:
    figures, bases = stated.figures, announced.readings(stated)
    for option, text in figures.percent.items():
        yield PrintedShare(text, option, bases)
    if figures.turnout:
        yield PrintedShare(figures.turnout, "cast", ("registered",), is_turnout=True)


def follows_from_counts(announced: Announced, stated: Stated, printed: PrintedShare) -> bool:
    """Whether it is the share that the announcement's own count has of a total that it states."""
    part, widest = announced.measure(stated, printed.part), Printed.percent(printed.text).widest
    wholes = [announced.measure(stated, base) for base in printed.bases]
    return part is not None and any(
        widest.meets(Interval(Fraction(part.low, whole.high), Fraction(part.high, whole.low)))
        for whole in wholes
        if whole is not None and whole.low > 0
    )


def is_unread(sheets: SheetsHeld, stated: Stated, name: str) -> bool:
    held = sheets.held(stated.area.id, name)
    return held is not None and held.incomplete > 0


def possible_shares(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    missing: Missing,
) -> list[PossibleShares]:
    """The shares that the sheets leave possible, of each total it may be a share of."""
    possible = [
        found
        for base in printed.bases
        if (found := _possible(sheets, stated, printed.part, base, missing)) is not None
    ]
    of_lists = [found for found in possible if found.base == "registered"]
    for found in of_lists:
        possible += _on_other_lists(announced, sheets, stated, printed.part, found, missing)
    return possible


def fits(printed: PrintedShare, possible: Sequence[PossibleShares]) -> bool:
    widest = Printed.percent(printed.text).widest
    return any(widest.meets(item.shares) for item in possible)


def is_of_another_count(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    printed: PrintedShare,
    possible: Sequence[PossibleShares],
    missing: Missing,
) -> bool:
    """Whether a printed turnout may be that of another count on the sheets, such as ballots handed
    out: laws differ in whom they call voters that took part. Where a count is not read, it is no
    more than its list, as far as the law says so."""
    if not printed.is_turnout:
        return False
    area, widest = stated.area.id, Printed.percent(printed.text).widest
    totals = sheets.totals(area)
    voters = sheets.column(area, "registered")
    for count, must in announced.sheet.counts_within_the_list:
        if not count.names <= totals.fields.keys():
            continue
        unread = sheets.unread(area, count.names)
        if unread.any() and not must:
            return True
        ends = [
            np.sum([sheets.column(area, name, most) for name in count.names], axis=0)
            for most in _ENDS
        ]
        ends[1] = np.where(unread, np.maximum(ends[1], voters), ends[1])
        least = int(np.sum(ends[0])) - largest_sum(ends[0], missing.left_out)
        most = int(np.sum(ends[1])) + missing.room
        lists = largest_sum(voters, missing.left_out)
        for one in possible:
            room, fewer = (missing.room, lists) if one.of_sheets else (0, 0)
            low = Fraction(least, max(one.whole.most + room, 1))
            high = Fraction(most, max(one.whole.least + room - fewer, 1))
            if widest.meets(Interval(low, high)):
                return True
    return False


def _possible(
    sheets: SheetsHeld, stated: Stated, part: str, base: str, missing: Missing
) -> PossibleShares | None:
    """From nobody at the stations not held voting for it to everybody doing so, and with the
    sheets left out that push it furthest."""
    area, room = stated.area.id, missing.room
    one, all_ = sheets.held(area, part), sheets.held(area, base)
    if one is None or all_ is None or part == base or all_.least + room <= 0:
        return None
    low: Fraction | None = Fraction(one.least, all_.most + room)
    # the missing voters are on the lists, whether they voted or not
    is_part = base != "registered" and one.least <= all_.most  # else the sheets contradict it
    least = max(all_.least, one.most) if is_part else all_.least
    # Where sheets have more of a part than of the whole, each further vote makes that share less.
    fewest = min(room, 0 if least else 1)
    rooms = (room,) if base == "registered" else (fewest, room)
    high: Fraction | None = max(Fraction(one.most + more, least + more) for more in rooms)
    if missing.left_out:
        columns = [(sheets.column(area, part, m), sheets.column(area, base, not m)) for m in _ENDS]
        low = extreme_share(*columns[0], missing.left_out, 0, room, greatest=False)
        highs = [
            extreme_share(*columns[1], missing.left_out, more, more, greatest=True)
            for more in rooms
        ]
        high = max((one for one in highs if one is not None), default=None)
    return PossibleShares(
        base, Interval(low or Fraction(0), _ALL if high is None else high), one, all_
    )


def _on_other_lists(
    announced: Announced,
    sheets: SheetsHeld,
    stated: Stated,
    part: str,
    found: PossibleShares,
    missing: Missing,
) -> list[PossibleShares]:
    """The same of every number of registered voters that the announcement states, or that is on
    offer: the lists on the sheets need not be what it was worked out from."""
    sizes = [Span(size, size) for size in registers_on_offer(announced, stated).values()]
    own = announced.measure(stated, "registered", loose=True)
    if missing.left_out:  # the turnout so far, of all that the lists have
        sizes.append(Span(found.whole.least, found.whole.most + missing.room))
    votes = sheets.column(stated.area.id, part)
    least = found.part.least - largest_sum(votes, missing.left_out)
    return [
        replace(
            found,
            shares=Interval(
                Fraction(least, size.high), Fraction(found.part.most + missing.room, size.low)
            ),
            whole=Held(size.low, 0, size.low, size.high),
            of_sheets=False,
        )
        for size in [*sizes, *([own] if own is not None else [])]
        if size.low > 0
    ]


def apart(one: Interval, other: Interval) -> Fraction:
    return max(one.low - other.high, other.low - one.high)


def extreme_share(
    part: IntArray,
    whole: IntArray,
    left_out: int,
    more_part: int = 0,
    more_whole: int = 0,
    *,
    greatest: bool,
) -> Fraction | None:
    """The greatest (or least) share of ``part`` in ``whole`` with at most ``left_out`` stations
    left out of both sums; ``more_part`` and ``more_whole`` stand on sheets not held.

    ``part`` and ``whole`` have a whole number of at least zero a station, in votes or voters. None
    where nothing is left to have a share of.

    >>> votes, valid = np.array([30, 51]), np.array([40, 60])
    >>> extreme_share(votes, valid, 1, greatest=True)
    Fraction(17, 20)
    """
    top, bottom = int(part.sum()) + more_part, int(whole.sum()) + more_whole
    if bottom <= 0:
        return None
    if left_out <= 0 or not len(part):
        return Fraction(top, bottom)
    while True:
        share = Fraction(top, bottom)
        gain = share.denominator * part - share.numerator * whole
        against = -gain if greatest else gain
        out = np.argsort(-against, kind="stable")[:left_out]
        out = out[against[out] > 0]
        top = int(part.sum() - part[out].sum()) + more_part
        bottom = int(whole.sum() - whole[out].sum()) + more_whole
        if bottom <= 0:
            return None
        if Fraction(top, bottom) == share:
            return share
