"""How many of many independent events happen: the Poisson-binomial distribution, exactly.

Mean and variance are sums. The distribution comes from its characteristic function, inverted by
the discrete Fourier transform (Hong 2013, Computational Statistics & Data Analysis 59, 41-51,
equation 8) on a window that holds all of it but 1e-15. A far tail keeps its relative precision
because the distribution is first tilted to have its mean where the tail begins (Daniels 1954,
Annals of Mathematical Statistics 25, 631-650).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp, isfinite, sqrt

import numpy as np
import numpy.typing as npt

from crosstally.forensics.stations import Floats
from crosstally.forensics.tails import normal_upper_tail

_NEGLIGIBLE = 40.0
"""Frequencies at which the characteristic function is below exp(-40) are left out."""
_SPAN = 12.0
"""The window reaches so many standard deviations to either side of the mean, or more."""


@dataclass(frozen=True, eq=False)
class PoissonBinomial:
    """The number of events that happen, of independent events with these probabilities."""

    probabilities: Floats
    """Each in [0, 1]."""

    @cached_property
    def mean(self) -> float:
        """The expected number."""
        return float(self.probabilities.sum())

    @cached_property
    def variance(self) -> float:
        """The sum of p (1 - p)."""
        return float((self.probabilities * (1 - self.probabilities)).sum())

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return sqrt(max(self.variance, 0.0))

    def upper_tail(self, count: int) -> float:
        """The probability of ``count`` events or more."""
        certain, uncertain = self._certain, self._uncertain
        left = count - certain
        if left <= 0:
            return 1.0
        if left > len(uncertain):
            return 0.0
        if left <= float(uncertain.sum()):
            first, mass = self._distribution
            return min(1.0, float(mass[max(0, left - first) :].sum()))
        # All of nearly certain events lie within half an event of their mean: nothing to tilt.
        aim = max(float(uncertain.sum()), min(left, len(uncertain) - 0.5))
        tilt = _tilt(uncertain, aim)
        first, mass = _mass(_tilted(uncertain, tilt))
        mass = mass[left - first :]
        # P(X = k) = P'(X = k) exp(K(tilt) - tilt k), of which the part at ``left`` is drawn out.
        scale = float(np.log1p(uncertain * np.expm1(tilt)).sum()) - tilt * left
        return min(1.0, exp(scale) * float((mass * np.exp(-tilt * np.arange(len(mass)))).sum()))

    def upper_tail_with_error(self, count: int, sd: float) -> float:
        """The probability that the events and an error beside them come to ``count`` or more: a
        normal error of mean 0 and deviation ``sd``, taken to the nearest whole number. To 1e-15,
        not relatively."""
        if sd <= 0:
            return self.upper_tail(count)
        first, mass = self._distribution
        number = self._certain + first + np.arange(len(mass))
        beyond = [normal_upper_tail(away) for away in ((count - 0.5 - number) / sd).tolist()]
        return min(1.0, float(mass @ np.array(beyond)))

    def quantile(self, level: float) -> int:
        """The smallest number that is not exceeded with a probability of at least ``level``,
        which lies between 0 and 1."""
        if not 0 < level < 1:
            raise ValueError(f"level: {level} is not between 0 and 1")
        first, mass = self._distribution
        place = int(np.searchsorted(np.cumsum(mass), level))
        return self._certain + first + min(place, len(mass) - 1)

    @cached_property
    def _distribution(self) -> tuple[int, Floats]:
        return _mass(self._uncertain)

    @cached_property
    def _uncertain(self) -> Floats:
        p = self.probabilities
        return p[(p > 0) & (p < 1)]

    @cached_property
    def _certain(self) -> int:
        return int(np.count_nonzero(self.probabilities >= 1))


def _tilted(p: Floats, tilt: float) -> Floats:
    """The probabilities of the tilted distribution."""
    if tilt > 0:
        return p / (p + (1 - p) * exp(-tilt))
    grown = p * exp(tilt)
    return grown / (1 - p + grown)


def _tilt(p: Floats, mean: float) -> float:
    """The tilt under which the mean is ``mean``: Newton's method between bounds."""
    low, high, tilt = -600.0, 600.0, 0.0
    for _ in range(100):
        tilted = _tilted(p, tilt)
        off = float(tilted.sum()) - mean
        low, high = (low, tilt) if off > 0 else (tilt, high)
        variance = float((tilted * (1 - tilted)).sum())
        if abs(off) <= 1e-3 * max(sqrt(variance), 1e-9):
            break
        step = tilt - off / variance if variance > 0 else float("nan")
        tilt = step if isfinite(step) and low < step < high else (low + high) / 2
    return tilt


def _mass(p: Floats) -> tuple[int, Floats]:
    """(first, mass): the probability of first, first + 1, … events, for 0 < p < 1."""
    mean, variance = float(p.sum()), float((p * (1 - p)).sum())
    # A tail falls at least as fast as Bernstein says, so that small variances need a wider window.
    half = int(_SPAN * sqrt(variance)) + 40
    if len(p) <= 2 * half:
        first, size = 0, len(p) + 1
    else:
        first, size = max(0, int(mean) - half), 2 * half
    angle = 2 * np.pi * np.arange(size // 2 + 1) / size
    seen = variance * (1 - np.cos(angle)) < _NEGLIGIBLE
    spectrum = np.zeros(len(angle), dtype=np.complex128)
    spectrum[seen] = np.exp(_log_characteristic(p, angle[seen]) - 1j * angle[seen] * first)
    mass = np.fft.irfft(np.conj(spectrum), size)
    return first, np.maximum(mass, 0.0)


def _log_characteristic(p: Floats, angle: Floats) -> npt.NDArray[np.complex128]:
    """log E exp(i t X) at each angle t: the sum of log(1 + p z), z = exp(i t) - 1.

    Where p z is small, the sum of the logarithms' series: sums of powers of p stand for all p.
    """
    z = np.exp(1j * angle) - 1
    largest = float(np.abs(z).max(initial=0.0) * p.max(initial=0.0))
    if largest > 0.4:
        total = np.zeros(len(z), dtype=np.complex128)
        for start in range(0, len(p), 1024):
            total += np.log(1 + p[start : start + 1024, None] * z[None, :]).sum(axis=0)
        return total
    total, power, size = np.zeros(len(z), dtype=np.complex128), np.ones_like(p), len(p)
    for order in range(1, 60):
        power = power * p
        term = float(power.sum()) / order
        total += (-1) ** (order + 1) * term * z**order
        if size * largest**order < 1e-14:
            break
    return total
