"""How many stations stand at each percentage, and how many would by chance.

The null is that of ``integer_percentages``: each station's count is binomial with its own rate. The
number of stations in a bin is then Poisson-binomial, and its band exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from crosstally.forensics.binomial import log_factorials
from crosstally.forensics.poisson_binomial import PoissonBinomial
from crosstally.forensics.stations import Floats, Whole

WIDTH = Fraction(1, 4)
BAND = 0.999
CHUNK = 2000
"""Stations that are worked on at once: few enough for the memory of a small machine."""
MISSED = 1e-5
"""A smaller probability of a station for a bin is left out."""


@dataclass(frozen=True, eq=False)
class PercentageHistogram:
    """Bins around the multiples of a width, from 0 to 100 percent; one entry a bin."""

    width: Fraction
    """In percentage points."""
    observed: Whole
    expected: Floats
    low: Whole
    high: Whole
    """From ``low`` to ``high`` is where chance leaves the number with a probability of at least
    99.9 percent, bin by bin."""

    @property
    def above(self) -> int:
        """How many bins stand above the band."""
        return int(np.count_nonzero(self.observed > self.high))

    @property
    def middle(self) -> Floats:
        """The percentage in the middle of each bin."""
        return np.arange(len(self.observed), dtype=np.float64) * float(self.width)


def percentage_histogram(part: Whole, whole: Whole, width: Fraction = WIDTH) -> PercentageHistogram:
    """Count stations by ``part / whole``, in bins around the multiples of ``width`` (percentage
    points, a whole number of which make 100).

    Arrays of whole numbers, one entry a station, 0 <= part <= whole, whole > 0.
    """
    bins = Fraction(100) / width
    if bins.denominator != 1:
        raise ValueError(f"width: {width} does not divide 100")
    number = int(bins) + 1
    observed = np.bincount(_bin(part, whole, number), minlength=number)
    place, probability = _probabilities(part, whole, number)
    # Numbers of two bytes are sorted by counting.
    order = np.argsort(place.astype(np.min_scalar_type(number)), kind="stable")
    edges = np.searchsorted(place[order], np.arange(number + 1))
    by_bin = np.split(probability[order], edges[1:-1])
    low, high = np.zeros((2, number), dtype=np.int64)
    for at, chances in enumerate(by_bin):
        if len(chances):
            chance = PoissonBinomial(chances)
            low[at] = chance.quantile((1 - BAND) / 2)
            high[at] = chance.quantile((1 + BAND) / 2)
    sums = np.bincount(place, weights=probability, minlength=number)
    expected = np.asarray(sums, dtype=np.float64)
    return PercentageHistogram(width, observed, expected, low, high)


def _bin(part: Whole, whole: Whole, number: int) -> Whole:
    """The bin of each, in whole numbers: at the edges floating-point numbers err."""
    found: Whole = (2 * (number - 1) * part + whole) // (2 * whole)
    return found


def _probabilities(part: Whole, whole: Whole, number: int) -> tuple[Whole, Floats]:
    """(bin, probability that a station falls into it), of all stations and the bins in reach."""
    table = log_factorials(int(whole.max(initial=0)))
    certain = (part == 0) | (part == whole)
    places = [_bin(part[certain], whole[certain], number)]
    chances = [np.ones(len(places[0]))]
    open_part, open_whole = part[~certain], whole[~certain]
    for start in range(0, len(open_part), CHUNK):
        chunk = slice(start, start + CHUNK)
        place, chance = _of_chunk(open_part[chunk], open_whole[chunk], number, table)
        places.append(place)
        chances.append(chance)
    return np.concatenate(places), np.concatenate(chances)


def _of_chunk(part: Whole, whole: Whole, number: int, table: Floats) -> tuple[Whole, Floats]:
    # Bernstein's inequality, as in ``binomial``: all but MISSED of a station's probability.
    logarithm = np.log(2 / MISSED)
    variance = part * (1 - part / whole)
    reach = np.ceil(logarithm / 3 + np.sqrt(logarithm**2 / 9 + 2 * logarithm * variance))
    low = np.maximum(part - reach.astype(np.int64), 0)
    size = np.minimum(part + reach.astype(np.int64), whole) - low + 1
    station = np.repeat(np.arange(len(part)), size)
    count = np.arange(len(station)) - np.repeat(np.cumsum(size) - size - low, size)
    rate, total = (part / whole)[station], whole[station]
    mass = np.exp(
        table[total]
        - table[count]
        - table[total - count]
        + count * np.log(rate)
        + (total - count) * np.log1p(-rate)
    )
    place = _bin(count, total, number)
    first = np.flatnonzero(np.diff(station * number + place, prepend=-1))
    chance = np.minimum(np.add.reduceat(mass, first), 1.0)
    seen = chance > MISSED
    return place[first][seen], chance[seen]
