"""Invalid votes against the leader's share, among stations of one area.

Whoever adds ballots for one option adds no spoilt ones, so that the share of invalid votes falls
where the leader's rises. A practice of observers; no published test is known to us, and clean
elections show slopes of either sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, Outcome
from crosstally.forensics.stations import Selection, Stations
from crosstally.forensics.within_groups import Slope, group_numbers, slope_within_groups
from crosstally.words import N_

FEWEST_STATIONS = 100
MANY_BALLOTS = 300
"""Ballots among which one expects some to be spoilt."""
HIGH_SHARE = 0.9


@dataclass(frozen=True, eq=False, kw_only=True)
class InvalidAgainstShare(Outcome):
    """How the share of invalid votes goes with the leader's share of valid ones."""

    within: Slope
    """Points of invalid votes for each point of the leader's share, within regions."""
    none_spoilt: int
    """Stations of at least 300 ballots, with 90 percent for the leader, that have no invalid
    one."""

    @property
    def headline(self) -> float | None:
        """How far invalid votes fall with the leader's share: the slope, turned round."""
        return -self.within.slope if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """The slope with its standard error, and the stations without an invalid vote."""
        said = N_(
            "points of invalid votes for each point of the leader's share: {slope} (sd {sd}); "
            "stations of 300 ballots or more, 90 percent of them for the leader and none invalid: "
            "{bare}"
        )
        values = {"slope": f"{self.within.slope:.3g}", "sd": f"{self.within.sd:.2g}"}
        return (Sentence(said, {**values, "bare": self.none_spoilt}),)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The slope, its standard error, and the stations without an invalid vote."""
        return {
            "slope": self.within.slope,
            "sd": self.within.sd,
            "regions": self.within.groups,
            "none_spoilt": self.none_spoilt,
        }


def invalid_against_share(
    invalid: npt.ArrayLike,
    valid: npt.ArrayLike,
    leader: npt.ArrayLike,
    region: npt.ArrayLike,
) -> InvalidAgainstShare:
    """Regress invalid / (valid + invalid) on leader / valid within regions, weighted by ballots.

    Arrays of whole numbers, one entry a station, NaN where a figure is not known. Raises
    ``ArraysError`` for arrays that cannot be read, ``NotApplicable`` for fewer than 100 stations
    or where fewer than two regions have stations that differ.
    """
    return _run(
        Stations.of(METHOD.needs, invalid=invalid, valid=valid, leader=leader, region=region)
    )


def _run(stations: Stations) -> InvalidAgainstShare:
    columns = [stations.column(name) for name in ("invalid", "valid", "leader")]
    invalid, valid, leader = (column.values for column in columns)
    assert stations.region is not None
    selection = (
        Selection.of_known(*columns)
        .in_named(stations.region)
        .without(valid == 0, Sentence("no valid votes"))
        .without(leader > valid, Sentence("share above {percent} %", {"percent": "100"}))
    )
    if selection.stations < FEWEST_STATIONS:
        few = Sentence("fewer than {n} stations can be looked at", {"n": FEWEST_STATIONS})
        raise selection.refused(few)
    kept = selection.kept
    spoilt, good, won = invalid[kept], valid[kept], leader[kept]
    ballots = spoilt + good
    weight = ballots.astype(np.float64)
    region = group_numbers(stations.region[kept])
    within = slope_within_groups(spoilt / ballots, won / good, weight, region)
    if within is None:
        raise selection.refused(Sentence("fewer than two regions have stations that differ"))
    bare = (spoilt == 0) & (ballots >= MANY_BALLOTS) & (won >= HIGH_SHARE * good)
    return InvalidAgainstShare(
        stations=selection.stations,
        left_out=selection.left_out,
        within=within,
        none_spoilt=int(np.count_nonzero(bare)),
    )


METHOD = Method(
    name="invalid_against_share",
    title=N_("Invalid votes against the leader's share"),
    tier=Tier.INDICATIVE,
    paper=(
        "A practice of observers, without a published test; standard error of Liang and Zeger "
        "1986, Biometrika 73, 13-22"
    ),
    equation=N_(
        "Slope of invalid votes / ballots on leader's votes / valid votes within regions, weighted "
        "by ballots, with a standard error over regions (Liang and Zeger 1986, equation 8)"
    ),
    needs=("invalid", "valid", "leader", "region"),
    applies=N_("At least 100 stations in two regions or more"),
    looks_for=N_("Ballots added for one option: they are never spoilt"),
    cannot_see=N_(
        "Why voters spoil ballots: protest, schooling and the form of the ballot go with party "
        "strength in honest elections too"
    ),
    figure=N_("fall of invalid votes with each point of the leader's share"),
    run=_run,
)
