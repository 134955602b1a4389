"""Tails of the normal and the chi-square distribution, without a library that takes a second to
load."""

from __future__ import annotations

from collections.abc import Callable
from math import erfc, exp, lgamma, log, log1p, sqrt


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


def binomial_interval(found: int, tried: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval for a probability that showed ``found`` times in ``tried`` (Clopper and
    Pearson 1934, Biometrika 26, 404-413); from 0 to 1 where nothing was tried."""
    outside = (1 - level) / 2

    def at_least(probability: float) -> float:
        return _binomial_upper(found, tried, probability)

    def at_most(probability: float) -> float:
        return 1 - _binomial_upper(found + 1, tried, probability)

    low = 0.0 if found == 0 else _crossing(lambda p: at_least(p) > outside)
    high = 1.0 if found == tried else _crossing(lambda p: at_most(p) < outside)
    return low, high


def _binomial_upper(least: int, tried: int, probability: float) -> float:
    """The probability of at least so many. In logarithms: of thousands, the binomial coefficients
    are beyond floating-point numbers."""
    if least <= 0 or probability >= 1:
        return 1.0
    if probability <= 0:
        return 0.0
    chance, other = log(probability), log1p(-probability)
    fewer = range(least)
    counts = fewer if len(fewer) < tried / 2 else range(least, tried + 1)
    whole = lgamma(tried + 1)
    total = sum(
        exp(whole - lgamma(k + 1) - lgamma(tried - k + 1) + k * chance + (tried - k) * other)
        for k in counts
    )
    return 1 - total if counts is fewer else total


def _crossing(is_beyond: Callable[[float], bool]) -> float:
    """The probability from which on something holds."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if is_beyond(middle) else (middle, high)
    return (low + high) / 2
