"""Tails of the normal and the chi-square distribution, without a library that takes a second to
load."""

from __future__ import annotations

from math import erfc, exp, lgamma, log, sqrt


def normal_upper_tail(z: float) -> float:
    """The probability that a standard normal variable exceeds z."""
    return erfc(z / sqrt(2)) / 2


def chi_square_quantile(level: float, degrees: int) -> float:
    """The value that a chi-square variable stays below with a probability of ``level``."""
    low, high = 0.0, 10.0 * degrees + 100
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _chi_square_below(middle, degrees) < level else (low, middle)
    return (low + high) / 2


def _chi_square_below(x: float, degrees: int) -> float:
    """The probability below x: the incomplete gamma function's series (A&S 6.5.29)."""
    half, y = degrees / 2, x / 2
    if y <= 0:
        return 0.0
    term = exp(half * log(y) - y - lgamma(half + 1))
    total = 0.0
    step = 0
    while term > 1e-18 * total or step < y:
        total += term
        step += 1
        term *= y / (half + step)
    return min(1.0, total)
