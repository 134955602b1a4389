"""Elections drawn anew from the figures of one: what its stations could as well have counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.forensics.beta_mixture import BetaMixture, fit
from crosstally.forensics.stations import Floats, Whole

Singles = npt.NDArray[np.float32]
"""Whole numbers below 16 million, and shares to seven digits: enough for a share of a station."""
RARE = 12
"""Counts nearer to none or to all than this are drawn exactly; the others from the normal
distribution with their mean, variance and skewness, rounded to whole votes."""


@dataclass(frozen=True, eq=False)
class Resampling:
    """Elections drawn anew: each station's turnout and share from what its figures leave likely."""

    turnout: _Counts
    votes: _Counts
    registered: Singles
    draw: np.random.Generator

    @classmethod
    def of(
        cls, registered: Whole, ballots: Whole, leader: Whole, draw: np.random.Generator
    ) -> Resampling:
        turnout = _Counts.of(ballots, registered, fit(ballots, registered))
        votes = _Counts.of(leader, ballots, fit(leader, ballots))
        return cls(turnout, votes, registered.astype(np.float32), draw)

    def elections(self, count: int) -> Iterator[Singles]:
        """The stations' shares, drawn so many times. A station without ballots has share 0."""
        for _ in range(count):
            ballots = self.turnout.drawn(self.registered, self.draw)
            votes = self.votes.drawn(ballots, self.draw)
            yield np.divide(votes, np.maximum(ballots, np.float32(1)), out=votes)


@dataclass(frozen=True, eq=False)
class _Counts:
    """How counts are drawn: the number of trials is given, the rate is the station's own."""

    mean: Singles
    linear: Singles
    """The variance of a count is ``linear`` · trials + ``square`` · trials²."""
    square: Singles
    skewness: Singles
    """Of a count, divided by six."""
    rare: npt.NDArray[np.intp]
    """The stations whose counts are drawn exactly, with their mixture of rates."""
    part: Whole
    whole: Whole
    mixture: BetaMixture
    membership: Floats
    """Of the rare stations, added up over the components."""

    @classmethod
    def of(cls, part: Whole, whole: Whole, mixture: BetaMixture) -> _Counts:
        mean, variance = mixture.posterior(part, whole)
        rare = np.flatnonzero(np.minimum(part, whole - part) < RARE)
        spread = mean * (1 - mean) - variance
        deviation = np.sqrt(whole * spread + whole.astype(float) ** 2 * variance)
        # Of a beta-binomial count with the same mean and variance, to first order.
        skewness = (1 - 2 * mean) * (2 * deviation**2 / np.maximum(whole * spread, 1e-9) - 1)
        part, whole = part[rare], whole[rare]
        return cls(
            mean=mean.astype(np.float32),
            linear=spread.astype(np.float32),
            square=variance.astype(np.float32),
            skewness=(skewness / np.maximum(deviation, 1e-9) / 6).astype(np.float32),
            rare=rare,
            part=part,
            whole=whole,
            mixture=mixture,
            membership=np.cumsum(mixture.membership(part, whole), axis=1),
        )

    def drawn(self, trials: Singles, draw: np.random.Generator) -> Singles:
        """One count for each station, of so many trials each."""
        normal = draw.standard_normal(len(trials), dtype=np.float32)
        # In place, for most of the time goes into moving numbers.
        work = normal * normal
        work -= 1
        work *= self.skewness
        normal += work
        np.multiply(trials, self.square, out=work)
        work += self.linear
        work *= trials
        np.sqrt(work, out=work)
        normal *= work
        np.multiply(trials, self.mean, out=work)
        normal += work
        np.rint(normal, out=normal)
        np.maximum(normal, 0, out=normal)
        np.minimum(normal, trials, out=normal)
        if len(self.rare):
            component = (draw.random((len(self.rare), 1)) > self.membership).sum(axis=1)
            component = np.minimum(component, len(self.mixture.weight) - 1)
            rate = draw.beta(
                self.part + self.mixture.alpha[component],
                self.whole - self.part + self.mixture.beta[component],
            )
            normal[self.rare] = draw.binomial(trials[self.rare].astype(np.int64), rate)
        return normal
