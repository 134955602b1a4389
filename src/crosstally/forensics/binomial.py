"""Exact probabilities of binomial counts, for many stations at once."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from crosstally.forensics.stations import Floats, Mask, Whole

MISSED = 1e-6
"""At most this much of a station's probability lies in the tails that are not summed."""
CHUNK = 8192
OFFSETS = 2
"""Stations, and multiples up and down, that are worked on at once: few enough for the processor's
cache."""


@dataclass(frozen=True)
class RoundPercentages:
    """Which percentages are called round: the multiples of ``step``, give or take ``radius``.

    Both are in percentage points and exact; the edges themselves are round.
    """

    step: Fraction = Fraction(1)
    radius: Fraction = Fraction(1, 20)

    def __post_init__(self) -> None:
        """Windows that touch would call everything round."""
        if not (0 < 2 * self.radius < self.step <= 100 and 100 * self.step >= 1):
            said = f"step {self.step}, radius {self.radius}"
            raise ValueError(f"{said}: expected 0 < 2 radius < step, and 0.01 <= step <= 100")

    @cached_property
    def scale(self) -> tuple[int, int, int]:
        """(step, radius, whole) in one unit, as whole numbers: 100 percent are ``whole``."""
        unit = np.lcm(self.step.denominator, self.radius.denominator)
        step, radius = self.step * int(unit), self.radius * int(unit)
        return int(step), int(radius), 100 * int(unit)

    def near(self, part: Whole, whole: Whole) -> Mask:
        """Whether ``part / whole`` is round, station by station. In whole numbers throughout: at
        the edges of the windows floating-point numbers err."""
        step, radius, full = self.scale
        rest = (full * part) % (step * whole)
        return (rest <= radius * whole) | (rest >= (step - radius) * whole)

    def probability(self, part: Whole, whole: Whole) -> Floats:
        """For each station the probability that ``X / whole`` is round, where X is binomial with
        ``whole`` trials and the station's own rate ``part / whole``. Needs 0 <= part <= whole and
        whole > 0; a rate of 0 or 1 gives 1, for the count is then certain.

        The binomial probabilities of all round counts are summed but tails of at most ``MISSED``.
        """
        found = np.ones(len(part))
        place = np.flatnonzero((part > 0) & (part < whole))
        width = self._reach(part[place], whole[place])
        order = np.argsort(-width.astype(np.int16), kind="stable")
        place, width = place[order], width[order]
        table = log_factorials(int(whole.max(initial=0)))
        for start in range(0, len(place), CHUNK):
            chunk = place[start : start + CHUNK]
            rows = _Rows.from_rates(part[chunk], whole[chunk], table)
            found[chunk] = self._all_windows(rows, width[start : start + CHUNK])
        return found

    def _reach(self, part: Whole, whole: Whole) -> Whole:
        """How many multiples up and down hold all but ``MISSED`` of the probability: Bernstein's
        inequality, P(|X - m| >= t) <= 2 exp(-t² / (2 (v + t / 3)))."""
        step, radius, full = self.scale
        logarithm = np.log(2 / MISSED)
        variance = part * (1 - part / whole)
        counts = logarithm / 3 + np.sqrt(logarithm**2 / 9 + 2 * logarithm * variance)
        # A count that far off lies in a window whose middle is at most its radius further, and the
        # multiple from which windows are counted is at most half a step from the rate.
        reach: Floats = counts / whole * (full / step) + radius / step + 0.5
        return np.minimum(reach, full // step).astype(np.int64)

    def _all_windows(self, rows: _Rows, width: Whole) -> Floats:
        """The probability of all round counts, for stations in the falling order of their reach."""
        step, _, full = self.scale
        middle = (2 * full * rows.part + step * rows.whole) // (2 * step * rows.whole)
        total = np.zeros(len(middle))
        for start in range(0, int(width[0]) + 1, OFFSETS):
            # Those that reach an offset come first.
            count = int(np.searchsorted(-width, -start, side="right"))
            offsets = np.arange(start, start + OFFSETS)
            both = np.unique(np.concatenate((offsets, -offsets)))
            multiples = middle[:count] + both[:, None]
            total[:count] += self._windows(rows.of(slice(count)), multiples)
        return np.minimum(total, 1.0)

    def _windows(self, rows: _Rows, multiples: Whole) -> Floats:
        """The probability of the counts around some multiples: multiples × stations in, one sum a
        station out."""
        step, radius, full = self.scale
        around, within = rows.whole * multiples * step, rows.whole * radius
        low = np.maximum((around - (within - full + 1)) // full, 0)
        high = np.minimum((around + within) // full, rows.whole)
        # Most windows hold one count or none: the first is worked out for all at once, where there
        # is none for nothing.
        mass = rows.mass(low)
        mass[low > high] = 0.0
        total: Floats = mass.sum(axis=0)
        if 2 * radius * int(rows.whole.max()) >= full:
            total += self._further(rows, low, high)
        return total

    def _further(self, rows: _Rows, low: Whole, high: Whole) -> Floats:
        """The probability of all counts after the first of each window."""
        window = np.flatnonzero(low < high)
        first, sizes = low.ravel()[window] + 1, (high.ravel() - low.ravel())[window]
        station = np.repeat(window % len(rows.whole), sizes)
        start = np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        mass = rows.of(station).mass(start + np.arange(len(station)))
        sums = np.bincount(station, weights=mass, minlength=len(rows.whole))
        return np.asarray(sums, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Stations with what their binomial probabilities have in common worked out once."""

    part: Whole
    whole: Whole
    constant: Floats
    odds: Floats
    log_factorial: Floats

    @classmethod
    def from_rates(cls, part: Whole, whole: Whole, table: Floats) -> _Rows:
        rate = part / whole
        missed = np.log1p(-rate)
        return cls(part, whole, table[whole] + whole * missed, np.log(rate) - missed, table)

    def of(self, stations: slice | Whole) -> _Rows:
        return _Rows(
            self.part[stations],
            self.whole[stations],
            self.constant[stations],
            self.odds[stations],
            self.log_factorial,
        )

    def mass(self, count: Whole) -> Floats:
        """The binomial probability of some counts a station; of no meaning above ``whole``."""
        exponent = count * self.odds
        exponent += self.constant
        exponent -= self.log_factorial.take(count, mode="clip")
        exponent -= self.log_factorial.take(self.whole - count, mode="clip")
        np.minimum(exponent, 0.0, out=exponent)
        return np.exp(exponent, out=exponent)


def log_factorials(most: int) -> Floats:
    """The natural logarithms of 0!, 1!, …, most!."""
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, most + 1)))))
