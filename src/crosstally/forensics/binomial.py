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
"""Stations worked on at once, so that their columns stay in the processor's cache."""


@dataclass(frozen=True)
class RoundPercentages:
    """Which percentages are called round: the multiples of ``step``, give or take ``radius``.

    Both are in percentage points and exact; the edges themselves are round.
    """

    step: Fraction = Fraction(1)
    radius: Fraction = Fraction(1, 20)

    def __post_init__(self) -> None:
        """Windows that touch would call everything round."""
        if not 0 < 2 * self.radius < self.step <= 100:
            raise ValueError(
                f"step {self.step}, radius {self.radius}: expected 0 < 2 radius < step"
            )

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
        step, _, full = self.scale
        logarithm = np.log(2 / MISSED)
        variance = part * (1 - part / whole)
        counts = logarithm / 3 + np.sqrt(logarithm**2 / 9 + 2 * logarithm * variance)
        reach: Whole = np.ceil(counts / whole * (full / step)).astype(np.int64) + 1
        return np.minimum(reach, full // step + 1)

    def _all_windows(self, rows: _Rows, width: Whole) -> Floats:
        """The probability of all round counts, for stations in the falling order of their reach."""
        step, _, full = self.scale
        middle = (2 * full * rows.part + step * rows.whole) // (2 * step * rows.whole)
        total = np.zeros(len(middle))
        # Those that reach an offset come first.
        reached = np.searchsorted(-width, -np.arange(width[0] + 1), side="right")
        for offset, count in enumerate(reached):
            for multiple in {offset, -offset}:
                total[:count] += self._one_window(rows, middle[:count] + multiple)
        return np.minimum(total, 1.0)

    def _one_window(self, rows: _Rows, multiple: Whole) -> Floats:
        """For the first stations, the probability of the counts around one multiple each."""
        step, radius, full = self.scale
        rows = rows.of(slice(len(multiple)))
        around = step * multiple
        low = np.maximum(-((rows.whole * (radius - around)) // full), 0)
        high = np.minimum((rows.whole * (around + radius)) // full, rows.whole)
        # Most windows hold one count or none: the first is worked out for all stations at once.
        total = rows.mass(np.minimum(low, rows.whole))
        total[low > high] = 0.0
        more = np.flatnonzero(low < high)
        if len(more):
            sizes = high[more] - low[more]
            station = np.repeat(more, sizes)
            start = low[more] + 1 - (np.cumsum(sizes) - sizes)
            count = np.arange(len(station)) + np.repeat(start, sizes)
            mass = rows.of(station).mass(count)
            total += np.bincount(station, weights=mass, minlength=len(total))
        return total


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
        """The binomial probability of one count a station."""
        exponent = count * self.odds
        exponent += self.constant
        exponent -= self.log_factorial.take(count)
        exponent -= self.log_factorial.take(self.whole - count)
        return np.exp(exponent, out=exponent)


def log_factorials(most: int) -> Floats:
    """The natural logarithms of 0!, 1!, …, most!."""
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, most + 1)))))
