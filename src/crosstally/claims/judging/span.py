"""What a value can be, and comparing two such values: true, false, or nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from crosstally.claims.statement import Comparison
from crosstally.election.printed import Interval
from crosstally.tabulation.figures import ENDLESS

Truth = bool | None
"""None: the figures at hand leave it open."""


@dataclass(frozen=True)
class Span:
    """Every value from ``low`` to ``high`` is possible; ``high`` None means no upper limit.

    Values are never negative (votes, seats, shares), so zero is the least low end; only a margin
    between two of them can be.
    """

    low: Fraction
    high: Fraction | None
    low_included: bool = True
    high_included: bool = True

    @classmethod
    def exact(cls, value: Fraction | int) -> Span:
        """One value, known exactly."""
        return cls(Fraction(value), Fraction(value))

    @classmethod
    def between(cls, low: Fraction | int, high: Fraction | int | None) -> Span:
        """From low to high, both included."""
        return cls(Fraction(low), None if high is None else Fraction(high))

    @classmethod
    def of(cls, interval: Interval) -> Span:
        """What a printed figure may have been."""
        low = max(interval.low, Fraction(0))
        return cls(
            low,
            interval.high,
            interval.low_included or low > interval.low,
            interval.high_included,
        )

    @property
    def value(self) -> Fraction | None:
        """The value where there is only one."""
        return self.low if self.low == self.high else None

    def times(self, other: Span) -> Span:
        """Every product."""
        return Span(
            self.low * other.low,
            None if self.high is None or other.high is None else self.high * other.high,
            self.low_included and other.low_included,
            self.high_included and other.high_included,
        )

    def plus(self, other: Span) -> Span:
        """Every sum."""
        return Span(
            self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_included and other.low_included,
            self.high_included and other.high_included,
        )

    def less(self, other: Span) -> Span:
        """Every difference; ``-ENDLESS`` is its low end where the other has no upper limit."""
        endless = other.high is None
        return Span(
            Fraction(-ENDLESS) if other.high is None else self.low - other.high,
            None if self.high is None else self.high - other.low,
            endless or (self.low_included and other.high_included),
            self.high_included and other.low_included,
        )

    def up_to(self, most: Fraction | int) -> Span:
        """The same with no value above ``most``."""
        if self.high is not None and self.high <= most:
            return self
        return Span(self.low, Fraction(most), self.low_included)

    def divided_by(self, other: Span) -> Span | None:
        """Every quotient; None where the divisor can only be zero."""
        if other.high is not None and other.high == 0:
            return None
        low = Fraction(0) if other.high is None else self.low / other.high
        high = None if self.high is None or other.low == 0 else self.high / other.low
        return Span(
            low,
            high,
            self.low_included and (other.high_included or self.low == 0),
            self.high_included and other.low_included,
        )

    def within(self, other: Span) -> bool:
        """Whether every value of this span lies in the other."""
        low_fits = self.low > other.low or (
            self.low == other.low and (other.low_included or not self.low_included)
        )
        if other.high is None:
            return low_fits
        if self.high is None:
            return False
        return low_fits and (
            self.high < other.high
            or (self.high == other.high and (other.high_included or not self.high_included))
        )

    def surely_above(self, other: Span) -> bool:
        """Whether every value here is greater than every value there."""
        if other.high is None:
            return False
        touching = self.low_included and other.high_included
        return self.low > other.high or (self.low == other.high and not touching)

    def surely_at_least(self, other: Span) -> bool:
        """Whether no value here is smaller than any value there."""
        return other.high is not None and self.low >= other.high


def compare(value: Span, comparison: Comparison, other: Span) -> Truth:
    """Whether the comparison is true of what the two spans can be."""
    yes, no = surely(value, comparison, other)
    return True if yes else False if no else None


def surely(value: Any, comparison: Comparison, other: Any) -> tuple[Any, Any]:
    """Whether a comparison is surely true, and whether it is surely false: of two spans as
    ``bool``, of the rows of two ``Bounds`` as arrays. Where neither is, it is open.

    ``equals`` and ``about`` ask whether the value lies in the other span: for a printed figure,
    whether it rounds to it. Two spans that overlap leave it open.
    """
    match comparison:
        case Comparison.EQUALS | Comparison.ABOUT:
            return value.within(other), value.surely_above(other) | other.surely_above(value)
        case Comparison.ABOVE:
            return value.surely_above(other), other.surely_at_least(value)
        case Comparison.AT_LEAST:
            return value.surely_at_least(other), other.surely_above(value)
        case Comparison.BELOW:
            return other.surely_above(value), value.surely_at_least(other)
        case Comparison.AT_MOST:
            return other.surely_at_least(value), value.surely_above(other)
