"""Sobyanin and Sukhovolsky's slopes: of every further hundred voters, how many were the leader's.

Sobyanin and Sukhovolsky 1995, "Demokratiya, ogranichennaya falsifikatsiyami" (Moscow); Myagkov,
Ordeshook and Shakin 2009, "The Forensics of Election Fraud" (Cambridge), chapter 2. Within strata,
since between them the slope is that of town and country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, Outcome
from crosstally.forensics.stations import Floats, Selection, Stations
from crosstally.forensics.within_groups import group_numbers
from crosstally.words import N_

FEWEST_STATIONS = 30
LEAST_SPREAD = 0.01
"""Standard deviation of turnout below which a stratum has no slope to speak of."""


@dataclass(frozen=True)
class StratumSlope:
    """The slope of one stratum."""

    region: str
    stations: int
    ballots: int
    share: float
    """The leader's votes over ballots."""
    slope: float
    """Leader's votes among each further ballot; that of all the others is one less this."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Slopes(Outcome):
    """The slopes of the strata that have one."""

    strata: tuple[StratumSlope, ...]

    @property
    def excess(self) -> float:
        """The mean of slope less share, weighted by ballots: zero where turnout has nothing to do
        with whom people vote for."""
        weight = np.array([stratum.ballots for stratum in self.strata], dtype=np.float64)
        over = np.array([stratum.slope - stratum.share for stratum in self.strata])
        return float((weight * over).sum() / weight.sum())

    @property
    def beyond_one(self) -> int:
        """Strata whose slope is above one: the others lose votes where turnout rises."""
        return sum(stratum.slope > 1 for stratum in self.strata)

    @property
    def headline(self) -> float | None:
        """The mean excess of the slope over the share."""
        return self.excess if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """How many strata lie beyond one."""
        said = N_("in {n} of {strata} strata each further ballot brings the leader more than one")
        return (Sentence(said, {"n": self.beyond_one, "strata": len(self.strata)}),)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The mean excess, and how many strata lie beyond one."""
        return {
            "excess": self.excess,
            "beyond_one": self.beyond_one,
            "strata": len(self.strata),
        }


def sobyanin_sukhovolsky(
    registered: npt.ArrayLike,
    ballots: npt.ArrayLike,
    leader: npt.ArrayLike,
    *,
    region: npt.ArrayLike | None = None,
) -> Slopes:
    """Regress leader's votes / registered on ballots found / registered, weighted by registered
    voters, within each region (without regions: over all stations).

    Arrays of whole numbers, one entry a station, NaN where a figure is not known. Stations whose
    region has no name are left out where others have one. Regions with
    fewer than 30 stations, or whose turnouts spread by less than one point, have no slope. Raises
    ``ArraysError`` for arrays that cannot be read, ``NotApplicable`` where no region has a slope.
    """
    return _run(
        Stations.of(
            METHOD.needs, registered=registered, ballots=ballots, leader=leader, region=region
        )
    )


def _run(stations: Stations) -> Slopes:
    columns = [stations.column(name) for name in ("registered", "ballots", "leader")]
    registered, ballots, leader = (column.values for column in columns)
    selection = (
        Selection.of_known(*columns)
        .without(registered == 0, Sentence("no registered voters"))
        .without(ballots == 0, Sentence("no ballots found"))
        .without(ballots > registered, Sentence("turnout above {percent} %", {"percent": "100"}))
        .without(leader > ballots, Sentence("more votes than ballots"))
    )
    names = np.full(len(selection.kept), "") if stations.region is None else stations.region
    if (names != "").any():
        selection = selection.in_named(names)
    kept = selection.kept
    strata = _strata(names[kept], registered[kept], ballots[kept], leader[kept])
    if not strata:
        raise selection.refused(
            Sentence(
                "no region has {n} stations whose turnouts differ by a point",
                {"n": FEWEST_STATIONS},
            )
        )
    return Slopes(stations=selection.stations, left_out=selection.left_out, strata=tuple(strata))


def _strata(
    names: npt.NDArray[np.str_],
    registered: npt.NDArray[np.int64],
    ballots: npt.NDArray[np.int64],
    leader: npt.NDArray[np.int64],
) -> list[StratumSlope]:
    group = group_numbers(names)
    distinct, first = np.unique(group, return_index=True)
    size = np.bincount(group)
    turnout, votes = ballots / registered, leader / registered
    weight = registered.astype(np.float64)

    def mean(figure: Floats) -> Floats:
        found: Floats = np.bincount(group, weight * figure) / np.bincount(group, weight)
        return found

    spread = mean(turnout**2) - mean(turnout) ** 2
    together = mean(turnout * votes) - mean(turnout) * mean(votes)
    cast, won = np.bincount(group, ballots), np.bincount(group, leader)
    told = (size >= FEWEST_STATIONS) & (spread >= LEAST_SPREAD**2)
    return [
        StratumSlope(
            str(names[first[place]]),
            int(size[place]),
            int(cast[place]),
            float(won[place] / cast[place]),
            float(together[place] / spread[place]),
        )
        for place in distinct[told]
    ]


METHOD = Method(
    name="sobyanin_sukhovolsky",
    title=N_("Slopes of votes on turnout"),
    tier=Tier.INDICATIVE,
    paper=(
        "Sobyanin and Sukhovolsky 1995, Demokratiya, ogranichennaya falsifikatsiyami (Moscow); "
        "Myagkov, Ordeshook and Shakin 2009, The Forensics of Election Fraud (Cambridge)"
    ),
    equation=N_(
        "Slope of leader's votes / voters on ballots / voters among the stations of a region, "
        "weighted by voters (2009, chapter 2); the figure held against clean elections is the mean "
        "of slope less share, weighted by ballots"
    ),
    needs=("registered", "ballots", "leader"),
    applies=N_("Regions of at least 30 stations whose turnouts differ by a point or more"),
    looks_for=N_("Turnout that brings votes to the leader alone: a slope near one or above it"),
    cannot_see=N_(
        "Whether a party is stronger where people vote more: the slope of an honest party of "
        "villages is steep too"
    ),
    figure=N_("slope less share"),
    run=_run,
)
