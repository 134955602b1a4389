"""The fingerprint: how stations lie over turnout and the leader's share.

Klimek, Yegorov, Hanel and Thurner 2012, "Statistical detection of systematic election
irregularities", PNAS 109(41), 16469-16473, figure 1. Here each station counts with its voters too,
since a hundred hospital wards are not a hundred towns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, Outcome
from crosstally.forensics.stations import Selection, Stations, Whole
from crosstally.words import N_

FEWEST_STATIONS = 50
CORNER = 90
"""From this percentage of turnout and of share on, a station lies in the upper corner."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Fingerprint(Outcome):
    """Stations and their voters in squares of turnout (rows) and the leader's share (columns)."""

    stations_in: Whole
    """bins x bins; row i holds turnouts from i / bins up to (i + 1) / bins, 100 percent in the
    last."""
    voters_in: Whole
    """The same, of registered voters."""

    @property
    def corner_voters(self) -> float:
        """The share of voters whose stations lie in the upper corner."""
        return float(_corner(self.voters_in)) / max(1, int(self.voters_in.sum()))

    @property
    def corner_stations(self) -> int:
        """How many stations lie in the upper corner."""
        return int(_corner(self.stations_in))

    @property
    def headline(self) -> float | None:
        """The voters of the upper corner, as a share."""
        return self.corner_voters if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """The upper corner's stations."""
        said = N_("stations with at least 90 percent of both turnout and share: {n}")
        return (Sentence(said, {"n": self.corner_stations}),)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The upper corner's stations and voters."""
        return {"corner_stations": self.corner_stations, "corner_voters": self.corner_voters}


def fingerprint(
    registered: npt.ArrayLike, ballots: npt.ArrayLike, leader: npt.ArrayLike, *, bins: int = 100
) -> Fingerprint:
    """Count stations and voters over turnout (ballots found / registered) and share (leader's
    votes / ballots found), in ``bins`` steps of each.

    Arrays of whole numbers, one entry a station, NaN where a figure is not known. Stations whose
    turnout or share is above 100 percent have no place in the picture and are left out. Raises
    ``ArraysError`` for arrays that cannot be read, ``ValueError`` for fewer bins than one,
    ``NotApplicable`` for fewer than 50 stations.
    """
    if bins < 1:
        raise ValueError(f"bins: {bins}; expected at least 1")
    stations = Stations.of(METHOD.needs, registered=registered, ballots=ballots, leader=leader)
    return _found(stations, bins)


def _run(stations: Stations) -> Fingerprint:
    return _found(stations, 100)


def _found(stations: Stations, bins: int) -> Fingerprint:
    columns = [stations.column(name) for name in ("registered", "ballots", "leader")]
    registered, ballots, leader = (column.values for column in columns)
    selection = (
        Selection.of_known(*columns)
        .without(registered == 0, Sentence("no registered voters"))
        .without(ballots == 0, Sentence("no ballots found"))
        .without(ballots > registered, Sentence("turnout above {percent} %", {"percent": "100"}))
        .without(leader > ballots, Sentence("share above {percent} %", {"percent": "100"}))
    )
    if selection.stations < FEWEST_STATIONS:
        few = Sentence("fewer than {n} stations can be looked at", {"n": FEWEST_STATIONS})
        raise selection.refused(few)
    kept = selection.kept
    row = np.minimum(ballots[kept] * bins // registered[kept], bins - 1)
    place = row * bins + np.minimum(leader[kept] * bins // ballots[kept], bins - 1)
    voters = np.zeros(bins * bins, dtype=np.int64)
    np.add.at(voters, place, registered[kept])
    return Fingerprint(
        stations=selection.stations,
        left_out=selection.left_out,
        stations_in=np.bincount(place, minlength=bins * bins).reshape(bins, bins),
        voters_in=voters.reshape(bins, bins),
    )


def _corner(counts: Whole) -> int:
    first = len(counts) * CORNER // 100
    return int(counts[first:, first:].sum())


METHOD = Method(
    name="fingerprint",
    title=N_("Fingerprint of turnout and share"),
    tier=Tier.INDICATIVE,
    paper=(
        "Klimek, Yegorov, Hanel and Thurner 2012, Statistical detection of systematic election "
        "irregularities, PNAS 109(41), 16469-16473"
    ),
    equation=N_(
        "Number of stations and of their voters by turnout and the leader's share, in steps of one "
        "percent (figure 1); the figure held against clean elections is the share of voters at "
        "stations with at least 90 percent of both"
    ),
    needs=("registered", "ballots", "leader"),
    applies=N_("At least 50 stations with a list of voters and ballots"),
    looks_for=N_(
        "A cloud that smears towards full turnout with all votes for the leader, or a second cloud "
        "there"
    ),
    cannot_see=N_(
        "Why the cloud has its shape: villages, minorities and compulsory voting draw the same "
        "picture. It is a picture, not a test"
    ),
    figure=N_("share of the voters at 90 percent or more of both"),
    run=_run,
)
