"""Figures that no clean election publishes, made up beside its real votes.

When sheets came in, how many had voted by which hour, and the same sheets from a second source:
for the methods that need them there is no election known to be clean. What they say of the real
votes of clean elections beside made-up figures shows what one honest cause does to them: large
stations count longer and vote later, people slip. It is no calibration, for other causes are not
in it, and nothing is said to have fired by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from crosstally.forensics.stations import Column, Floats, Stations, Whole
from crosstally.words import N_

COUNTING_SPREAD = 0.5
"""Deviation of the logarithm of the time that a station takes for its ballots."""
LATE, LATE_BY_SIZE, LATE_SPREAD = -1.5, 0.4, 0.5
"""Logit of the part that comes after 17:00, what the logarithm of a station's ballots adds to it,
and its deviation: as in Georgia 2014 (-1.48, 0.46, 0.56) and 2016 (-1.56, 0.36, 0.50)."""
EARLY, EARLY_SPREAD = -0.1, 0.4
"""Logit of the part of the others who come before 12:00, and its deviation."""
SLIPS = 0.02
"""Part of the sheets that each source copies with one digit wrong."""


@dataclass(frozen=True)
class MadeUpFigures:
    """What is made up for a method."""

    what: str
    """An English phrase, key of the catalogues."""
    beside: Callable[[Stations, np.random.Generator], Stations]
    """The stations with the figures added. Needs the leader's votes and the ballots."""


def counted_by_size(stations: Stations, rng: np.random.Generator) -> Stations:
    """With an order of counting in which large stations tend to come last."""
    ballots = stations.column("ballots")
    took = np.log(ballots.values + 1.0) + rng.normal(0, COUNTING_SPREAD, len(ballots))
    return replace(stations, counted=Column(_places(took), ballots.known))


def voted_through_the_day(stations: Stations, rng: np.random.Generator) -> Stations:
    """With how many had voted by 12:00 and 17:00, later where the station is large."""
    ballots = stations.column("ballots")
    number, size = len(ballots), np.log(ballots.values + 1.0)
    above = size - size[ballots.known].mean() if ballots.known.any() else size
    late = _part(LATE + LATE_BY_SIZE * above + rng.normal(0, LATE_SPREAD, number))
    early = _part(EARLY + rng.normal(0, EARLY_SPREAD, number))
    by_five = ballots.values - rng.binomial(ballots.values, late)
    by_noon = rng.binomial(by_five, early)
    hours = {"12:00": Column(by_noon, ballots.known), "17:00": Column(by_five, ballots.known)}
    return replace(stations, voted_by=hours)


def copied_twice(stations: Stations, rng: np.random.Generator) -> Stations:
    """With two sources that copied the leader's votes from the same sheets, each with slips."""
    leader = stations.column("leader")
    first, second = (Column(_slipped(leader.values, rng), leader.known) for _ in range(2))
    return replace(stations, leader=first, leader_elsewhere=second)


def _slipped(votes: Whole, rng: np.random.Generator) -> Whole:
    """With one digit of some counts taken for another."""
    length = np.searchsorted(10 ** np.arange(1, 18), votes, side="right") + 1
    place = 10 ** rng.integers(0, length)
    wrong = votes + (rng.integers(0, 10, len(votes)) - votes // place % 10) * place
    found: Whole = np.where(rng.random(len(votes)) < SLIPS, wrong, votes)
    return found


def _part(logit: Floats) -> Floats:
    part: Floats = 1 / (1 + np.exp(-logit))
    return part


def _places(figure: Floats) -> Whole:
    """Places in the order, from 0."""
    places: Whole = np.empty(len(figure), dtype=np.int64)
    places[np.argsort(figure, kind="stable")] = np.arange(len(figure))
    return places


MADE_UP: Mapping[str, MadeUpFigures] = {
    "late_counted": MadeUpFigures(
        N_("an order of counting in which large stations come last"), counted_by_size
    ),
    "one_sided_differences": MadeUpFigures(
        N_("two copies of the sheets, each with random slips"), copied_twice
    ),
    "turnout_through_the_day": MadeUpFigures(
        N_("hours at which large stations vote later"), voted_through_the_day
    ),
}
"""By method."""
