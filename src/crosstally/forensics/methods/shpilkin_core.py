"""Votes that a leader has beyond a constant share of what the other options have, by turnout.

Shpilkin's method (S. Shpilkin 2011, Troitsky variant 20(94), 2-4; in English: Kobak, Shpilkin and
Pshenichnikov 2016, Significance 13(4), 20-23). It takes for granted that honest stations give the
leader the same share whatever their turnout, which elections known to be clean do not bear out; so
it is a range, and no estimate of votes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, NotApplicable, Outcome
from crosstally.forensics.stations import Selection, Stations, Whole
from crosstally.words import N_

FEWEST_VOTERS = 100
FEWEST_STATIONS = 100
WIDEST = 25
"""A cluster of more percentage points than this at half its height is none: its middle would be
anywhere."""
BINS = 102
"""Turnout of 0, then (0, 1], (1, 2], …, (99, 100] percent, then more than 100."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ShpilkinCore(Outcome):
    """The leader's votes beyond the share that it has in a core of stations.

    Reading ``anomalous``, ``core`` or ``range`` of a result that does not apply raises
    ``NotApplicable``.
    """

    leader: Whole
    """The leader's votes by turnout: 0, (0, 1], (1, 2], …, (99, 100], more than 100 percent."""
    others: Whole
    """All other ballots found, invalid ones too, by turnout."""
    chosen: int | None = None
    """The core that is used: the lower edge of its bin in percent."""
    cores: tuple[int, ...] = ()
    """The admissible cores: the bins of the cluster of the other options' votes, down to half its
    height."""
    by_region: Mapping[str, ShpilkinCore] = field(default_factory=dict)

    @property
    def core(self) -> int:
        """The core: stations with a turnout of more than ``core`` and up to ``core + 1`` percent.
        The one asked for; or else the bin in which the other options have the most votes."""
        if self.chosen is None or self.refusal is not None:
            raise NotApplicable(self.refusal or _NO_CLUSTER)
        return self.chosen

    @property
    def anomalous(self) -> int:
        """The leader's votes beyond the core's proportion, at ``core``; below zero where it has
        fewer. Never to be read without ``range``."""
        return self.at(self.core)

    @property
    def range(self) -> tuple[int, int]:
        """(least, most) of it over the admissible cores."""
        if not self.cores:
            few = self.stations < FEWEST_STATIONS
            raise NotApplicable(self.refusal or (_TOO_FEW if few else _NO_CLUSTER))
        found = [self.at(core) for core in self.cores]
        return min(found), max(found)

    @property
    def strata_range(self) -> tuple[int, int]:
        """(sum of the least, sum of the most) over those regions where the method applies."""
        ranges = [part.range for part in self.by_region.values() if part.cores]
        return sum(low for low, _ in ranges), sum(high for _, high in ranges)

    @property
    def strata_refused(self) -> tuple[str, ...]:
        """The regions where the method does not apply, which ``strata_range`` leaves out."""
        return tuple(name for name, part in self.by_region.items() if not part.cores)

    def exactly_at(self, core: int) -> Fraction:
        """The leader's votes beyond the proportion of a core, sum L - sum O · L_c / O_c. Raises
        ``ValueError`` where the others have no votes there."""
        here, others_here = int(self.leader[core + 1]), int(self.others[core + 1])
        if not others_here:
            raise ValueError(f"core: {core}; no votes for others there")
        total = int(self.leader.sum())
        return total - Fraction(int(self.others.sum()) * here, others_here)

    def at(self, core: int) -> int:
        """The same in whole votes, to the nearest. (A published total may be rounded up: Russia
        2018 at 61 percent is 10,138,780.24, published as 10,138,781.)"""
        return round(self.exactly_at(core))

    @property
    def headline(self) -> float | None:
        """The end of the range that is nearer to zero, as a share of the leader's votes; 0 where
        zero is inside."""
        if not self.applicable or not self.cores:
            return None
        low, high = self.range
        nearest = low if low > 0 else high if high < 0 else 0
        return nearest / max(1, int(self.leader.sum()))

    @property
    def details(self) -> tuple[Sentence, ...]:
        """The range over cores, and over cores and strata."""
        if not self.applicable or not self.cores:
            return ()
        low, high = self.range
        values = {"low": low, "high": high, "first": self.cores[0], "last": self.cores[-1]}
        found = [
            Sentence(
                N_(
                    "the leader has between {low} and {high} votes beyond the core's proportion, "
                    "over cores at {first} to {last} percent of turnout: the choice of the core "
                    "alone moves it so far, and it is no estimate"
                ),
                values,
            )
        ]
        if any(part.cores for part in self.by_region.values()):
            low, high = self.strata_range
            said = N_(
                "region by region, each with its own cores: between {low} and {high}; no core in "
                "{n} of {regions} regions, which are left out"
            )
            refused, regions = len(self.strata_refused), len(self.by_region)
            values = {"low": low, "high": high, "n": refused, "regions": regions}
            found.append(Sentence(said, values))
        return tuple(found)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Both ends of the range, and over how many cores it goes."""
        if not self.applicable or not self.cores:
            return {}
        low, high = self.range
        found: dict[str, Figure] = {"low": low, "high": high}
        found |= {"lowest_core": self.cores[0], "highest_core": self.cores[-1]}
        if self.by_region:
            strata_low, strata_high = self.strata_range
            found |= {"strata_low": strata_low, "strata_high": strata_high}
            found["strata_refused"] = len(self.strata_refused)
        return found


def shpilkin_core(
    registered: npt.ArrayLike,
    ballots: npt.ArrayLike,
    leader: npt.ArrayLike,
    core: int | None = None,
    *,
    region: npt.ArrayLike | None = None,
) -> ShpilkinCore:
    """The leader's votes beyond a core's proportion, over all cores that can be defended.

    Arrays of whole numbers, one entry a station: voters on the list, ballots found (valid and
    invalid), the leader's votes; NaN where a figure is not known. Turnout is ``ballots /
    registered``. Looked at are stations with more than 100 voters; turnout above 100 percent is
    counted.

    ``core`` is the lower edge of the core's bin in whole percent. Left out, it is the bin in which
    the others have the most votes, and the method applies only where their votes form a cluster of
    at most 25 points at half its height. With ``region``, ``by_region`` holds the same for each
    region, by its own core. Raises ``ArraysError`` for arrays that cannot be read, ``ValueError``
    for a core that is no percentage.
    """
    if core is not None and core not in range(100):
        raise ValueError(f"core: {core!r}; expected a whole percentage of 0 to 99")
    core = None if core is None else int(core)
    stations = Stations.of(
        METHOD.needs, registered=registered, ballots=ballots, leader=leader, region=region
    )
    return _found(stations, core)


def _run(stations: Stations) -> ShpilkinCore:
    return _found(stations, None)


def _found(stations: Stations, core: int | None) -> ShpilkinCore:
    columns = [stations.column(name) for name in ("registered", "ballots", "leader")]
    registered, ballots, leader = (column.values for column in columns)
    few = Sentence(N_("at most {n} voters"), {"n": FEWEST_VOTERS})
    selection = (
        Selection.of_known(*columns)
        .without(registered <= FEWEST_VOTERS, few)
        .without(leader > ballots, Sentence(N_("more votes than ballots")))
    )
    kept = selection.kept
    # (c, c + 1] percent is bin c + 1; turnout of 0 is bin 0.
    bins = -(-100 * ballots // np.maximum(registered, 1))
    bins = np.minimum(bins, BINS - 1)
    by_region = {}
    if stations.region is not None:
        for name in np.unique(stations.region[stations.region != ""]):
            inside = stations.region == name
            looked_at = inside & kept
            by_region[str(name)] = _of_bins(
                selection.of(inside), bins[looked_at], ballots[looked_at], leader[looked_at], None
            )
    return _of_bins(selection, bins[kept], ballots[kept], leader[kept], core, by_region)


def _of_bins(
    selection: Selection,
    bins: Whole,
    ballots: Whole,
    leader: Whole,
    core: int | None,
    by_region: Mapping[str, ShpilkinCore] | None = None,
) -> ShpilkinCore:
    # Sums of votes are far below 2**53, up to which floating-point numbers count.
    votes = np.bincount(bins, weights=leader, minlength=BINS).astype(np.int64)
    others = np.bincount(bins, weights=ballots - leader, minlength=BINS).astype(np.int64)
    cores = _cluster(others) if len(bins) >= FEWEST_STATIONS else ()
    chosen, refusal = core, None
    if core is None:
        chosen = max(cores, key=lambda c: int(others[c + 1]), default=None)
        if len(bins) < FEWEST_STATIONS:
            refusal = _TOO_FEW
        elif chosen is None:
            refusal = _NO_CLUSTER
    elif not others[core + 1]:
        refusal = Sentence(N_("no votes for others at a turnout of {percent} %"), {"percent": core})
    return ShpilkinCore(
        stations=selection.stations,
        left_out=selection.left_out,
        refusal=refusal,
        leader=votes,
        others=others,
        chosen=chosen,
        cores=cores,
        by_region=by_region or {},
    )


def _cluster(others: Whole) -> tuple[int, ...]:
    """The bins around the top of the others' votes, down to half its height; none where they are
    too many. Heights are those of five bins together, so that one empty bin is no end."""
    inner = others[1:-1].astype(np.float64)
    height = np.convolve(inner, np.ones(5), mode="same")
    top = int(np.argmax(height))
    if height[top] <= 0:
        return ()
    low = high = top
    while low > 0 and 2 * height[low - 1] >= height[top]:
        low -= 1
    while high < len(height) - 1 and 2 * height[high + 1] >= height[top]:
        high += 1
    if high - low + 1 > WIDEST:
        return ()
    return tuple(core for core in range(low, high + 1) if inner[core] > 0)


_TOO_FEW = Sentence(N_("fewer than {n} stations can be looked at"), {"n": FEWEST_STATIONS})
_NO_CLUSTER = Sentence(
    N_(
        "the votes of the others form no cluster of at most {n} points of turnout: there is no core"
    ),
    {"n": WIDEST},
)

METHOD = Method(
    name="shpilkin_core",
    title=N_("Shpilkin's core"),
    tier=Tier.INDICATIVE,
    paper=(
        "Shpilkin 2011, Troitsky variant 20(94), 2-4; Kobak, Shpilkin and Pshenichnikov 2016, "
        "Statistical fingerprints of electoral fraud?, Significance 13(4), 20-23"
    ),
    equation=N_(
        "Leader's votes minus all other ballots times the core's ratio of the two, over turnout "
        "bins of 1 percent (c, c + 1]; the range over all bins of the others' cluster, down to "
        "half its height"
    ),
    needs=("registered", "ballots", "leader"),
    applies=N_(
        "At least 100 stations of more than 100 voters, where the other options' votes form one "
        "cluster of at most 25 points of turnout"
    ),
    looks_for=N_("A leader's share that grows with turnout, as it does where ballots are stuffed"),
    cannot_see=N_(
        "Whether turnout and share go together for honest reasons: where a leader's voters are the "
        "readier to vote, it shows votes that are none. The choice of the core moves it by millions"
    ),
    figure=N_("how far the range stays away from zero, as a share of the leader's votes"),
    run=_run,
)
