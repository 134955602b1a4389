"""Late-counted votes: does the leader gain late because of where the late stations lie?

Idrobo, Kronick and Rodríguez 2022, "Do shifts in late-counted votes signal fraud? Evidence from
Bolivia", The Journal of Politics 84(4). A shift of the national figures says nothing by
itself: late stations lie elsewhere. Compared are late and early stations of one territory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, Outcome
from crosstally.forensics.stations import Floats, Mask, Selection, Stations, Whole
from crosstally.forensics.within_groups import group_numbers
from crosstally.words import N_

LATE = 0.15
"""The last stations that count as late, as a share of all: about those counted after the stop of
the preliminary count in the paper."""
FEWEST_TERRITORIES = 20


@dataclass(frozen=True, eq=False, kw_only=True)
class LateCounted(Outcome):
    """The leader's margin over the runner-up, in shares of valid votes, late less early."""

    shift: float
    """Of all stations: what a viewer of the count sees."""
    within: float
    """Within territories that have stations of both kinds, weighted by their late valid votes."""
    within_sd: float
    """Its standard error over territories."""
    territories: int
    """Territories with both kinds."""
    matched: float
    """The share of late valid votes that were cast in these territories."""

    @property
    def by_place(self) -> float:
        """What the shift owes to where late stations lie."""
        return self.shift - self.within

    @property
    def z(self) -> float:
        """The shift within territories in standard errors."""
        return self.within / self.within_sd if self.within_sd > 0 else 0.0

    @property
    def headline(self) -> float | None:
        """The shift within territories."""
        return self.within if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """The whole shift, and what is left of it within territories."""
        said = N_(
            "margin at late stations less that at the others: {shift} points in all, {within} "
            "within {territories} territories that have both (sd {sd})"
        )
        values = {"shift": f"{100 * self.shift:.3g}", "within": f"{100 * self.within:.3g}"}
        values |= {"sd": f"{100 * self.within_sd:.2g}"}
        return (Sentence(said, {**values, "territories": self.territories}),)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The shift, and its part within territories."""
        names = ("shift", "within", "within_sd", "by_place", "z", "territories", "matched")
        return {name: getattr(self, name) for name in names}


def late_counted(
    counted: npt.ArrayLike,
    valid: npt.ArrayLike,
    leader: npt.ArrayLike,
    runner_up: npt.ArrayLike,
    territory: npt.ArrayLike,
    *,
    late: float = LATE,
) -> LateCounted:
    """Compare the leader's margin at late and early stations of the same territory.

    ``counted`` grows with the time at which a station's figures came in: numbers of any kind, or
    dates with times. The last ``late`` of the
    stations (a share) are late, with all that came at the same time as the first of them. Raises
    ``ArraysError`` for arrays that cannot be read, ``NotApplicable`` where fewer than 20
    territories have stations of both kinds.
    """
    if not 0 < late < 1:
        raise ValueError(f"late: {late}; expected a share of the stations between 0 and 1")
    stations = Stations.of(
        METHOD.needs,
        counted=counted,
        valid=valid,
        leader=leader,
        runner_up=runner_up,
        territory=territory,
    )
    return _found(stations, late)


def _run(stations: Stations) -> LateCounted:
    return _found(stations, LATE)


def _found(stations: Stations, late: float) -> LateCounted:
    columns = [stations.column(name) for name in ("counted", "valid", "leader", "runner_up")]
    assert stations.territory is not None
    votes = columns[2].values + columns[3].values
    selection = (
        Selection.of_known(*columns)
        .in_named(stations.territory)
        .without(columns[1].values == 0, Sentence("no valid votes"))
        .without(votes > columns[1].values, Sentence("more votes than ballots"))
    )
    kept = selection.kept
    few = Sentence(
        "fewer than {n} territories have both late and early stations", {"n": FEWEST_TERRITORIES}
    )
    if not selection.stations:
        raise selection.refused(few)
    counted, valid, leader, second = (column.values[kept] for column in columns)
    group = group_numbers(stations.territory[kept])
    is_late = counted >= np.quantile(counted, 1 - late, method="higher")
    margin = leader - second
    number = int(group.max()) + 1

    def of_groups(figure: Whole, some: Mask) -> Floats:
        return np.bincount(group[some], figure[some], minlength=number).astype(np.float64)

    late_valid, early_valid = of_groups(valid, is_late), of_groups(valid, ~is_late)
    both = (late_valid > 0) & (early_valid > 0)
    if np.count_nonzero(both) < FEWEST_TERRITORIES:
        raise selection.refused(few)
    late_margin, early_margin = of_groups(margin, is_late), of_groups(margin, ~is_late)
    change = late_margin[both] / late_valid[both] - early_margin[both] / early_valid[both]
    weight = late_valid[both] / late_valid[both].sum()
    within = float((weight * change).sum())
    territories = int(np.count_nonzero(both))
    variance = float((weight**2 * (change - within) ** 2).sum()) * territories / (territories - 1)
    return LateCounted(
        stations=selection.stations,
        left_out=selection.left_out,
        shift=float(late_margin.sum() / late_valid.sum() - early_margin.sum() / early_valid.sum()),
        within=within,
        within_sd=sqrt(variance),
        territories=territories,
        matched=float(late_valid[both].sum() / late_valid.sum()),
    )


METHOD = Method(
    name="late_counted",
    title=N_("Late-counted votes, place by place"),
    tier=Tier.INDICATIVE,
    paper=(
        "Idrobo, Kronick and Rodríguez 2022, Do shifts in late-counted votes signal fraud? "
        "Evidence from Bolivia, The Journal of Politics 84(4)"
    ),
    equation=N_(
        "Margin of the leader over the second at the last 15 percent of the stations less that at "
        "the others, within territories that have both, weighted by late valid votes"
    ),
    needs=("counted", "valid", "leader", "runner_up", "territory"),
    applies=N_("At least 20 territories that have both late and early stations"),
    looks_for=N_("A gain of the leader among late stations that their places do not explain"),
    cannot_see=N_(
        "Why stations of one place differ: large stations count longer, and slow ones may lie in "
        "another part of town. A shift within territories is a question, not an answer"
    ),
    figure=N_("shift within territories"),
    run=_run,
)
