"""Differences between two sources: do they favour the leader more than random slips would?

Clerical error favours somebody at every station; over many stations, slips that fall either way
cancel. Exact sign test, and the sum of the differences under random signs (Fisher 1935, The Design
of Experiments, section 21).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, Outcome
from crosstally.forensics.stations import Selection, Stations
from crosstally.forensics.tails import normal_upper_tail
from crosstally.words import N_

FEWEST_DIFFERENCES = 20
EXACT = 2_000
"""Differences up to which the sign test is summed exactly; beyond, it is normal."""


@dataclass(frozen=True, eq=False, kw_only=True)
class OneSidedDifferences(Outcome):
    """How the leader's votes differ between two sources."""

    more: int
    """Stations where the first source has more for the leader."""
    fewer: int
    net: int
    """Votes of the leader, first source less second."""
    gross: int
    sd: float
    """Of ``net``, were every station's difference as likely to fall the other way."""

    @property
    def z(self) -> float:
        """The net difference in standard deviations of random signs."""
        return self.net / self.sd

    @property
    def p(self) -> float:
        """The chance that so many or more of the differing stations favour the leader, were either
        direction equally likely: one-sided."""
        n = self.more + self.fewer
        if n <= EXACT:
            return float(sum(comb(n, k) for k in range(self.more, n + 1)) / 2**n)
        return normal_upper_tail((self.more - 0.5 - n / 2) / (sqrt(n) / 2))

    @property
    def headline(self) -> float | None:
        """z."""
        return self.z if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """Stations either way, votes, and what a fair coin would give."""
        said = N_(
            "the leader has more here at {more} stations and fewer at {fewer}, {net} votes in all "
            "of {gross} that differ; p of a fair coin {p}"
        )
        counts = {"more": self.more, "fewer": self.fewer, "net": self.net, "gross": self.gross}
        return (Sentence(said, {**counts, "p": f"{self.p:.2g}"}),)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The counts, votes, z and p."""
        names = ("more", "fewer", "net", "gross", "sd", "z", "p")
        return {name: getattr(self, name) for name in names}


def one_sided_differences(
    leader: npt.ArrayLike, leader_elsewhere: npt.ArrayLike
) -> OneSidedDifferences:
    """Hold the leader's votes of one source against another's, station by station.

    Arrays of whole numbers, one entry a station, NaN where a source does not have the station.
    Raises ``ArraysError`` for arrays that cannot be read, ``NotApplicable`` where the sources
    differ at fewer than 20 stations.
    """
    return _run(Stations.of(METHOD.needs, leader=leader, leader_elsewhere=leader_elsewhere))


def _run(stations: Stations) -> OneSidedDifferences:
    first, second = stations.column("leader"), stations.column("leader_elsewhere")
    selection = Selection.of_known(first, second)
    kept = selection.kept
    difference = first.values[kept] - second.values[kept]
    more, fewer = int(np.count_nonzero(difference > 0)), int(np.count_nonzero(difference < 0))
    if more + fewer < FEWEST_DIFFERENCES:
        raise selection.refused(
            Sentence("the sources differ at fewer than {n} stations", {"n": FEWEST_DIFFERENCES})
        )
    return OneSidedDifferences(
        stations=selection.stations,
        left_out=selection.left_out,
        more=more,
        fewer=fewer,
        net=int(difference.sum()),
        gross=int(np.abs(difference).sum()),
        sd=sqrt(float((difference.astype(np.float64) ** 2).sum())),
    )


METHOD = Method(
    name="one_sided_differences",
    title=N_("One-sidedness of differences between sources"),
    tier=Tier.INDICATIVE,
    paper="Fisher 1935, The Design of Experiments, section 21",
    equation=N_(
        "Sum of the leader's differences over the square root of the sum of their squares; "
        "stations that favour the leader against a fair coin, one-sided"
    ),
    needs=("leader", "leader_elsewhere"),
    applies=N_("Two sources that differ at 20 stations or more"),
    looks_for=N_("Differences that favour the leader more often than slips of the pen would"),
    cannot_see=N_(
        "Which source is right, and slips with a direction of their own: a swapped column or a "
        "shifted row moves votes one way at many stations"
    ),
    figure="z",
    run=_run,
)
