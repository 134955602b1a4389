"""Many areas at once: a measure of every station as arrays, compared without a loop.

A row's value lies between two fractions of whole numbers; for a sheet that is held and read they
are the same. Comparisons multiply crosswise, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from crosstally.claims.evidence import Evidence
from crosstally.claims.judging.announced import announced_by_area
from crosstally.claims.judging.measured import SHARES, Measured, shown
from crosstally.claims.judging.operand import Fixed, Option
from crosstally.claims.judging.span import Span, Truth, compare, surely
from crosstally.claims.statement import Comparison, Measure, Test
from crosstally.compare.counted_options import rivals
from crosstally.election.printed import Rounding
from crosstally.tabulation.figures import ENDLESS, MISSING, FigureTable, IntArray

BoolArray = npt.NDArray[np.bool_]
States = npt.NDArray[np.int8]

TRUE, FALSE, OPEN, NOT_ASKED = 1, 0, -1, -2
"""State of a row; not asked: it has no such value (the share of a station where nobody voted)."""

_SAFE = 2**62


@dataclass(frozen=True)
class Bounds:
    """The values of n rows: low and high as numerators and denominators."""

    low: tuple[IntArray, IntArray]
    high: tuple[IntArray, IntArray]
    unbounded: BoolArray
    """Rows without an upper limit."""
    readable: BoolArray
    """Rows whose figures are numbers."""
    asked: BoolArray
    low_included: bool = True
    high_included: bool = True

    @property
    def exact(self) -> BoolArray:
        """Rows with a single value."""
        same: BoolArray = ~self.unbounded & (_difference_sign(self.low, self.high) == 0)
        return same

    def within(self, other: Bounds) -> BoolArray:
        """Rows of which every value lies in what the other row can be."""
        low = _difference_sign(self.low, other.low)
        high = _difference_sign(self.high, other.high)
        low_fits = (low > 0) | ((low == 0) & (other.low_included or not self.low_included))
        high_fits = (high < 0) | ((high == 0) & (other.high_included or not self.high_included))
        within: BoolArray = low_fits & (other.unbounded | (~self.unbounded & high_fits))
        return within

    def surely_above(self, other: Bounds) -> BoolArray:
        """Rows of which every value is greater than every value of the other row."""
        sign = _difference_sign(self.low, other.high)
        touching = self.low_included and other.high_included
        above: BoolArray = ~other.unbounded & ((sign > 0) | ((sign == 0) & (not touching)))
        return above

    def surely_at_least(self, other: Bounds) -> BoolArray:
        """Rows of which no value is smaller than any value of the other row."""
        at_least: BoolArray = ~other.unbounded & (_difference_sign(self.low, other.high) >= 0)
        return at_least

    def span(self, i: int) -> Span:
        """The value of one row."""
        high = None if self.unbounded[i] else _fraction(self.high, i)
        return Span.between(_fraction(self.low, i), high)


def compared(value: Bounds, comparison: Comparison, other: Bounds) -> States:
    """The state of every row; ``other`` may have a single row, which all are compared with."""
    yes, no = surely(value, comparison, other)
    states = np.full(len(value.readable), OPEN, dtype=np.int8)
    states[no] = FALSE
    states[yes] = TRUE
    states[~(value.readable & other.readable)] = OPEN
    states[~(value.asked & other.asked)] = NOT_ASKED
    return states


def single(span: Span) -> Bounds:
    """A span as one row that all rows can be compared with."""
    high = span.low if span.high is None else span.high
    yes = np.ones(1, dtype=np.bool_)
    return Bounds(
        _pair(span.low),
        _pair(high),
        np.array([span.high is None]),
        yes,
        yes,
        span.low_included,
        span.high_included,
    )


@dataclass(frozen=True)
class Figures:
    """A figure of n rows over all copies of disputed stations: whole numbers."""

    low: IntArray
    high: IntArray
    readable: BoolArray

    @property
    def endless(self) -> BoolArray:
        """Rows that nothing bounds."""
        endless: BoolArray = self.high >= ENDLESS
        return endless


class SheetRows:
    """A measure of the areas of one level, from a table of sheets."""

    def __init__(
        self, evidence: Evidence, contest: str, table: FigureTable, test: Test, within: str
    ) -> None:
        self.evidence = evidence
        self.contest = contest
        self.table = table
        self.test = test
        self.ids: Sequence[str] = table.areas
        self.names: Sequence[str] = table.names
        self.share = test.measure in SHARES
        self._room = self._rooms(within)

    def bounds(self, option: str | None) -> Bounds | None:
        """The measure for an option in every row; None where the sheets have no such figure."""
        match self.test.measure:
            case Measure.VOTES if option is not None:
                return self._figure(option)
            case Measure.SHARE if option is not None:
                return self._quotient(option, self.test.of)
            case Measure.TURNOUT:
                return self._quotient("cast", "registered")
            case Measure.INVALID_SHARE:
                return self._quotient("invalid", "cast")
            case Measure.REGISTERED | Measure.CAST:
                return self._figure(self.test.measure.value)
            case Measure.RANK if option is not None:
                return self._rank(option)
            case Measure.STATIONS:
                return self._stations()
            case _:
                return None

    def shown(self, bounds: Bounds, i: int) -> object:
        """The value of one row for people."""
        return shown(bounds.span(i), self.share)

    def _held(self, name: str) -> Figures | None:
        """A figure of every row; an alliance without a column is the sum of its members."""
        columns = self.table.columns
        known = self.evidence.election.definition.contests[self.contest].options
        terms = [name] if name in columns or name not in known else list(known[name].members)
        if not terms or any(term not in columns for term in terms):
            return None
        counted = np.array([columns[term] for term in terms])
        readable = (counted != MISSING).all(axis=0)
        total = np.where(readable, counted.sum(axis=0), MISSING)
        nothing = np.zeros(len(total), dtype=np.int64)
        less = np.sum([self.table.less.get(term, nothing) for term in terms], axis=0)
        more = np.sum([self.table.more.get(term, nothing) for term in terms], axis=0)
        return Figures(np.maximum(total - less, 0), np.maximum(total, 0) + more, readable)

    def _figure(self, name: str) -> Bounds | None:
        held = self._held(name)
        if held is None:
            return None
        room, one = self._room, np.ones(len(held.low), dtype=np.int64)
        unbounded = (room == MISSING) | ((room > 0) & (name == "registered")) | held.endless
        high = held.high + np.maximum(room, 0)
        yes = np.ones(len(held.low), dtype=np.bool_)
        return Bounds((held.low, one), (high, one), unbounded, held.readable, yes)

    def _quotient(self, name: str, of: str) -> Bounds | None:
        part, base = self._held(name), self._held(of)
        if part is None or base is None:
            return None
        bounded = (self._room != MISSING) & ~part.endless & ~base.endless
        extra = np.maximum(self._room, 0)
        readable = part.readable & base.readable
        asked = ~(readable & bounded & (base.high + extra == 0))
        known = bounded & asked & readable
        # A part of valid or cast votes is among them, whichever copies count.
        among = base.low if of == "registered" else np.maximum(base.low, part.high)
        most = np.where(known, base.high + extra, 1)
        least = np.where(known, np.maximum(np.minimum(among, base.high) + extra, 1), 1)
        low = np.where(bounded, part.low, 0)
        high = np.where(bounded, part.high + extra, 1)
        unbounded = ~bounded & (of == "registered")
        return Bounds((low, most), (high, least), unbounded, readable, asked)

    def _rank(self, option: str) -> Bounds | None:
        own = self._held(option)
        if own is None:
            return None
        n = len(own.low)
        best, worst = np.ones(n, dtype=np.int64), np.ones(n, dtype=np.int64)
        room = np.maximum(self._room, 0)
        open_ = (self._room == MISSING) | own.endless
        definition = self.evidence.election.definition
        for other in rivals(definition, self.contest, self.table.columns, option):
            theirs = self._held(other)
            if theirs is None:
                worst += 1
                continue
            best += theirs.readable & ~open_ & (theirs.low > own.high + room)
            worst += ~theirs.readable | open_ | theirs.endless | (theirs.high + room > own.low)
        one = np.ones(n, dtype=np.int64)
        yes = np.ones(n, dtype=np.bool_)
        return Bounds((best, one), (worst, one), ~yes, own.readable, yes)

    def _stations(self) -> Bounds:
        known = self.table.stations_known
        one, yes = np.ones(len(known), dtype=np.int64), np.ones(len(known), dtype=np.bool_)
        return Bounds((known, one), (known, one), ~yes, known != MISSING, yes)

    def _rooms(self, within: str) -> IntArray:
        """For each row the most voters that can stand on sheets not held; MISSING where nothing
        bounds them. Zero for a station that is held and for an area held in full."""
        table = self.table
        n = len(table)
        rooms = np.zeros(n, dtype=np.int64)
        if table.channels_lacking:
            rooms[:] = MISSING
            return rooms
        if table.level == self.evidence.election.definition.station_level:
            return rooms
        if self._something_unread(within):
            rooms[:] = MISSING
            return rooms
        partial = (table.stations_known == MISSING) | (table.stations_held < table.stations_known)
        registered = table.columns.get("registered")
        for i in np.flatnonzero(partial).tolist():
            area = self.evidence.areas.areas.get(table.areas[i])
            known = area.registered if area is not None else None
            if known is None or registered is None or registered[i] == MISSING:
                rooms[i] = MISSING
            else:
                rooms[i] = max(0, known - int(registered[i]))
        return rooms

    def _something_unread(self, within: str) -> bool:
        """Whether a sheet below has an unread figure that the measure needs: then a sum of sheets
        is no more than a lower bound, and the table does not say for which area."""
        incomplete = self.evidence.totals(self.contest, self.table.source, within).incomplete
        return any(incomplete.values())


class StatedRows:
    """A measure of the areas of one level, from announcements."""

    def __init__(
        self,
        evidence: Evidence,
        contest: str,
        areas: Sequence[str],
        test: Test,
        rounding: Rounding = Rounding.HALF_UP,
    ) -> None:
        self.found: dict[str, Measured] = announced_by_area(
            evidence, contest, areas, test, test.option, rounding
        )
        self.ids: Sequence[str] = list(self.found)
        self.names: Sequence[str] = [evidence.areas.areas[id_].name for id_ in self.ids]
        self._by_other: dict[str, dict[str, Measured]] = {}
        self._ask = (evidence, contest, areas, test)
        self._rounding = rounding

    def states(self, comparison: Comparison, other: Fixed | Option) -> States:
        """The state of every row, against a number or against another option's value there."""
        found = []
        theirs: dict[str, Measured] = {}
        if isinstance(other, Option):
            theirs = announced_by_area(*self._ask, other.option, self._rounding)
        for id_, measured in self.found.items():
            operand: Span | None = theirs[id_].span if id_ in theirs else None
            if isinstance(other, Fixed):
                operand = other.beside(measured)
            truth: Truth = None
            if operand is not None:
                truth = compare(measured.span, comparison, operand)
            open_operand = id_ in theirs and theirs[id_].span.value is None
            if truth and open_operand and comparison is Comparison.EQUALS:
                truth = None
            found.append(OPEN if truth is None else TRUE if truth else FALSE)
        return np.array(found, dtype=np.int8)


def _pair(value: Fraction) -> tuple[Any, Any]:
    return _whole(value.numerator), _whole(value.denominator)


def _whole(value: int) -> npt.NDArray[Any]:
    fits = abs(value) < _SAFE
    return np.array([value], dtype=np.int64 if fits else object)


def _fraction(pair: tuple[IntArray, IntArray], i: int) -> Fraction:
    return Fraction(int(pair[0][i]), int(pair[1][i]))


def _difference_sign(
    a: tuple[IntArray, IntArray], b: tuple[IntArray, IntArray]
) -> npt.NDArray[Any]:
    """The sign of a − b by crosswise multiplication, in Python's integers where 64 bits are few."""
    arrays: list[npt.NDArray[Any]] = [a[0], b[1], b[0], a[1]]
    largest = [
        max((abs(int(x)) for x in (item.min(), item.max())), default=0) if item.size else 0
        for item in arrays
    ]
    if largest[0] * largest[1] >= _SAFE or largest[2] * largest[3] >= _SAFE:
        arrays = [item.astype(object) for item in arrays]
    left, right = arrays[0] * arrays[1], arrays[2] * arrays[3]
    sign: npt.NDArray[Any] = (left > right).astype(np.int8) - (left < right).astype(np.int8)
    return sign
