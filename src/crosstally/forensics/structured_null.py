"""Clean elections made up after a real one: with its regions, sizes, and spread of rates.

Within a region every station draws its rates from beta distributions with the region's mean and
with the variance that is left after the binomial one is taken away (moments: Griffiths 1973,
Biometrics 29, 637-648); then ballots and the leader's votes are binomial.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crosstally.forensics.stations import Column, Floats, Mask, Stations, Whole
from crosstally.forensics.within_groups import group_numbers

FEWEST = 10
"""Stations of a region that have a spread of their own; smaller regions are taken together."""
_LEAST_VARIANCE = 1e-8


def made_up_like(stations: Stations, rng: np.random.Generator) -> Stations:
    """An election with the same voters' lists and regions and new ballots and votes.

    Needs registered voters, ballots and the leader's votes; other figures are dropped. Stations
    with an unknown figure, without voters, or with more ballots than voters stay as they are.
    """
    registered, ballots, leader = (
        stations.column(name) for name in ("registered", "ballots", "leader")
    )
    usual: Mask = registered.known & ballots.known & leader.known
    usual &= (registered.values >= ballots.values) & (ballots.values >= leader.values)
    usual &= ballots.values > 0
    group = _groups(stations, usual)
    voters = registered.values[usual]
    cast = rng.binomial(voters, _rates(ballots.values[usual], voters, group, rng))
    share = _rates(leader.values[usual], ballots.values[usual], group, rng)
    won = rng.binomial(cast, share)
    return Stations(
        registered=registered,
        issued=_changed(ballots, usual, cast),
        ballots=_changed(ballots, usual, cast),
        leader=_changed(leader, usual, won),
        region=stations.region,
    )


def _groups(stations: Stations, usual: Mask) -> Whole:
    if stations.region is None:
        return np.zeros(int(np.count_nonzero(usual)), dtype=np.int64)
    group = group_numbers(stations.region[usual])
    small = np.bincount(group)[group] < FEWEST
    return group_numbers(np.where(small, -1, group).astype(np.str_))


def _rates(part: Whole, whole: Whole, group: Whole, rng: np.random.Generator) -> Floats:
    """A rate for each station, drawn from its group's beta distribution."""
    weight = np.bincount(group, whole)
    mean = np.bincount(group, part) / weight
    rate = part / whole
    spread = np.bincount(group, whole * (rate - mean[group]) ** 2) / weight
    chance = mean * (1 - mean) * np.bincount(group) / weight
    most = mean * (1 - mean) * 0.99
    variance = np.clip(spread - chance, _LEAST_VARIANCE, np.maximum(most, _LEAST_VARIANCE))
    size = np.maximum(mean * (1 - mean) / variance - 1, 1e-3)
    inside = np.clip(mean, 1e-6, 1 - 1e-6)
    drawn: Floats = rng.beta((inside * size)[group], ((1 - inside) * size)[group])
    return drawn


def _changed(column: Column, mask: Mask, values: Whole) -> Column:
    changed = column.values.copy()
    changed[mask] = values
    return replace(column, values=changed)
