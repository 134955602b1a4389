"""Published algorithms as they were published, slow and plain: what the fast ones are held against.

Written anew from the papers; no code of theirs.
"""

from __future__ import annotations

import numpy as np

from crosstally.forensics.beta_mixture import BetaMixture, fit
from crosstally.forensics.stations import Floats, Mask, Whole


def kobak_loop(
    registered: Whole,
    issued: Whole,
    ballots: Whole,
    leader: Whole,
    replicates: int,
    draw: np.random.Generator,
) -> tuple[float, float, float]:
    """(excess, sd, 99.9 percent point) of stations whose turnout or share is a whole percent:
    every replicate draws all stations anew (Kobak, Shpilkin and Pshenichnikov 2016, section 2)."""

    def near(part: Whole, whole: Whole) -> Mask:
        percent = 100 * part / whole
        return np.abs(percent - np.rint(percent)) <= 0.05 + 1e-12

    counts = []
    for _ in range(replicates):
        turnout = near(draw.binomial(registered, issued / registered), registered)
        share = near(draw.binomial(ballots, leader / ballots), ballots)
        counts.append(int(np.count_nonzero(turnout | share)))
    observed = np.count_nonzero(near(issued, registered) | near(leader, ballots))
    quantile = float(np.quantile(counts, 0.999))
    return float(observed - np.mean(counts)), float(np.std(counts)), quantile


def rozenas_loop(
    registered: Whole,
    ballots: Whole,
    leader: Whole,
    resamples: int,
    draw: np.random.Generator,
) -> float:
    """The index of the resampled kernel density, in percent of the stations: rates drawn from each
    station's own beta, counts from binomials, the density as a sum over all stations at every share
    (Rozenas 2017, section 3)."""
    grid = np.linspace(0, 1, 1001)
    turnout, votes = fit(ballots, registered), fit(leader, ballots)

    def rates(part: Whole, whole: Whole, mixture: BetaMixture) -> Floats:
        members = mixture.membership(part, whole)
        chosen = np.array([draw.choice(len(odds), p=odds) for odds in members])
        found: Floats = draw.beta(part + mixture.alpha[chosen], whole - part + mixture.beta[chosen])
        return found

    def density(share: Floats) -> Floats:
        total: Floats = np.zeros(len(grid))
        for place, point in enumerate(grid):
            total[place] = np.exp(-0.5 * ((point - share) / 1e-4) ** 2).sum()
        total /= len(share) * 1e-4 * float(np.sqrt(2 * np.pi))
        return total

    def parts(share: Floats) -> Floats:
        counts, _ = np.histogram(share, np.linspace(-0.0005, 1.0005, 1002))
        found: Floats = counts / len(share)
        return found

    envelope, mean = np.zeros(len(grid)), np.zeros(len(grid))
    for _ in range(resamples):
        again = draw.binomial(registered, rates(ballots, registered, turnout))
        voted = draw.binomial(again, rates(leader, ballots, votes))
        share = np.where(again > 0, voted / np.maximum(again, 1), 0.0)
        envelope = np.maximum(envelope, density(share))
        mean += parts(share) / resamples
    own = leader / ballots
    above = density(own) > envelope
    return float(100 * np.maximum(parts(own) - mean, 0)[above].sum())
