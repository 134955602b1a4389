"""Rates of stations as a mixture of beta distributions, fitted to counts.

A station's count is binomial with a rate of its own; the rates come from a mixture of betas, so
that the counts come from a mixture of beta-binomials (Rozenas 2017, section 3.1). It is fitted by
expectation-maximisation whose maximising step matches moments (Kleinman 1973, Journal of the
American Statistical Association 68, 46-54). Components are added until one more changes the
density little.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crosstally.forensics.stations import Floats, Whole

MOST_COMPONENTS = 5
MOST_SIZE = 800.0
"""The greatest alpha + beta of a component (the published program: e^6 each): a narrower one would
take a peak that somebody made up for a kind of station."""
ALIKE = 0.99
"""Densities that correlate as much are alike (the published program stops there)."""
MOST_FITTED = 20_000
"""The mixture is fitted to at most so many stations, evenly chosen: a handful of parameters need
no more."""


@dataclass(frozen=True, eq=False)
class BetaMixture:
    """A density of rates between 0 and 1. One entry a component."""

    weight: Floats
    alpha: Floats
    beta: Floats

    def density(self, rate: Floats) -> Floats:
        """The density at some rates strictly between 0 and 1."""
        logs = (
            np.log(self.weight)
            - log_beta(self.alpha, self.beta)
            + (self.alpha - 1) * np.log(rate)[:, None]
            + (self.beta - 1) * np.log1p(-rate)[:, None]
        )
        total: Floats = np.exp(logs).sum(axis=1)
        return total

    def membership(self, part: Whole, whole: Whole) -> Floats:
        """The probability that a station belongs to a component: stations × components."""
        logs = (
            np.log(self.weight)
            + log_beta(part[:, None] + self.alpha, (whole - part)[:, None] + self.beta)
            - log_beta(self.alpha, self.beta)
        )
        logs -= logs.max(axis=1, keepdims=True)
        odds = np.exp(logs)
        found: Floats = odds / odds.sum(axis=1, keepdims=True)
        return found

    def posterior(self, part: Whole, whole: Whole) -> tuple[Floats, Floats]:
        """(mean, variance) of each station's rate, given its count."""
        member = self.membership(part, whole)
        size = whole[:, None] + self.alpha + self.beta
        mean = (part[:, None] + self.alpha) / size
        square = mean * (1 - mean) / (size + 1) + mean**2
        overall = (member * mean).sum(axis=1)
        return overall, np.maximum((member * square).sum(axis=1) - overall**2, 0.0)


def fit(part: Whole, whole: Whole) -> BetaMixture:
    """The mixture for these counts. Needs 0 <= part <= whole and whole > 0."""
    if len(part) > MOST_FITTED:
        chosen = np.linspace(0, len(part) - 1, MOST_FITTED).astype(np.int64)
        part, whole = part[chosen], whole[chosen]
    rates = np.linspace(0.01, 0.99, 99)
    mixtures = _mixtures(part, whole)
    found = next(mixtures)
    for mixture in mixtures:
        alike = _correlation(found.density(rates), mixture.density(rates)) >= ALIKE
        found = mixture
        if alike:
            break
    return found


def _mixtures(part: Whole, whole: Whole) -> Iterator[BetaMixture]:
    """The best mixture of one component, of two, and so on."""
    ordered = np.argsort(part / whole, kind="stable")
    for components in range(1, MOST_COMPONENTS + 1):
        member = np.zeros((len(part), components))
        for place, group in enumerate(np.array_split(ordered, components)):
            member[group, place] = 1.0
        mixture = _moments(part, whole, member)
        rates = np.linspace(0.01, 0.99, 99)
        density = mixture.density(rates)
        for _ in range(60):
            mixture = _moments(part, whole, mixture.membership(part, whole))
            before, density = density, mixture.density(rates)
            if _correlation(before, density) > 1 - 1e-6:
                break
        yield mixture


def _moments(part: Whole, whole: Whole, member: Floats) -> BetaMixture:
    """The components whose mean and spread are those of their stations."""
    weight = member.sum(axis=0) + 1e-9
    trials = member.T @ whole.astype(np.float64) + 1e-9
    mean = np.clip(member.T @ part.astype(np.float64) / trials, 1e-4, 1 - 1e-4)
    off = part[:, None] - whole[:, None] * mean
    # E (x - n m)² = m (1 - m) n (1 + (n - 1) rho), which is solved for rho.
    spread = (member * off**2).sum(axis=0) / (mean * (1 - mean))
    pairs = member.T @ (whole * (whole - 1.0)) + 1e-9
    rho = np.clip((spread - trials) / pairs, 1 / (1 + MOST_SIZE), 0.95)
    size = 1 / rho - 1
    return BetaMixture(weight / weight.sum(), mean * size, (1 - mean) * size)


def _correlation(a: Floats, b: Floats) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def log_beta(a: Floats, b: Floats) -> Floats:
    """The logarithm of the beta function, for positive arguments."""
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b)


def log_gamma(x: Floats) -> Floats:
    """The logarithm of the gamma function, for positive arguments: Stirling's series from 8 on,
    where its error is below 1e-12 (A&S 6.1.41); smaller arguments are shifted up by 8."""
    small = x < 8
    shift = np.where(small, x, 8.0)
    product = np.ones_like(shift)
    for step in range(8):
        product = product * (shift + step)
    y = np.where(small, x + 8, x)
    inverse = 1 / (y * y)
    series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / y
    found: Floats = (y - 0.5) * np.log(y) - y + 0.5 * np.log(2 * np.pi) + series
    return np.where(small, found - np.log(product), found)
