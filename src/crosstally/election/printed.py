"""Printed figures are intervals: "81 percent" is anything that rounds to it.

How a figure was rounded is seldom said, so a contradiction counts as decisive only when it
survives rounding half up, rounding half to even and truncation alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from crosstally.words import _

_PRINTED = re.compile(
    r"^\s*(?P<sign>[-−])?(?P<whole>\d+)(?:[.,](?P<part>\d+))?\s*(?P<percent>%)?\s*$"
)

MAX_LENGTH = 100
"""Characters of a printed number."""


class Rounding(StrEnum):
    """The three ways in which commissions round."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATED = "truncated"


@dataclass(frozen=True)
class Interval:
    """Values from ``low`` to ``high``; each end belongs to it or not."""

    low: Fraction
    high: Fraction
    low_included: bool = True
    high_included: bool = True

    def __contains__(self, value: Fraction | int) -> bool:
        above = value >= self.low if self.low_included else value > self.low
        below = value <= self.high if self.high_included else value < self.high
        return above and below

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and low in self and low in other)

    def wholes(self) -> range:
        """The whole numbers in the interval, as a range (possibly empty)."""
        first = -(-self.low.numerator // self.low.denominator)
        if not self.low_included and first == self.low:
            first += 1
        last = self.high.numerator // self.high.denominator
        if not self.high_included and last == self.high:
            last -= 1
        return range(first, last + 1)

    def times(self, factor: Fraction | int) -> Interval:
        """The interval scaled by a factor of at least zero."""
        return Interval(
            self.low * factor, self.high * factor, self.low_included, self.high_included
        )


@dataclass(frozen=True)
class Printed:
    """A figure as it was printed: its value and the worth of its last printed digit."""

    value: Fraction
    unit: Fraction

    def interval(self, rounding: Rounding) -> Interval:
        """What the figure may have been before it was rounded that way. Length ``unit``."""
        half = self.unit / 2
        match rounding:
            case Rounding.HALF_UP:
                return Interval(self.value - half, self.value + half, True, False)
            case Rounding.HALF_EVEN:
                even = (self.value / self.unit) % 2 == 0
                return Interval(self.value - half, self.value + half, even, even)
            case Rounding.TRUNCATED:
                return Interval(self.value, self.value + self.unit, True, False)

    @property
    def rounded(self) -> Interval:
        """What the figure may have been under the usual reading: half up."""
        return self.interval(Rounding.HALF_UP)

    @property
    def widest(self) -> Interval:
        """Everything that any of the three roundings admits: [value − unit/2, value + unit)."""
        return Interval(self.value - self.unit / 2, self.value + self.unit, True, False)

    @classmethod
    def percent(cls, text: str) -> Printed:
        """Read ``"80.99"``, ``"80,99"`` or ``"80.99%"`` as a share of one.

        >>> Printed.percent("7.5").value
        Fraction(3, 40)
        """
        return cls._read(text, Fraction(1, 100))

    @classmethod
    def plain(cls, text: str) -> Printed:
        """Read a number without unit, at the precision it is printed with."""
        return cls._read(text, Fraction(1))

    @classmethod
    def count(cls, value: int, rounded_to: int = 1) -> Printed:
        """A count, exact (``rounded_to`` 1) or printed to the nearest ten, thousand, …"""
        return cls(Fraction(value), Fraction(rounded_to))

    @classmethod
    def _read(cls, text: str, scale: Fraction) -> Printed:
        if len(text) > MAX_LENGTH:
            raise ValueError(
                _("a printed number has at most {count} characters").format(count=MAX_LENGTH)
            )
        match = _PRINTED.match(text)
        if not match:
            raise ValueError(
                _("{text} is no printed number such as 7, 7.5 or 80.99").format(text=repr(text))
            )
        part = match["part"] or ""
        unit = scale / 10 ** len(part)
        sign = -1 if match["sign"] else 1
        return cls(sign * int(match["whole"] + part) * unit, unit)
