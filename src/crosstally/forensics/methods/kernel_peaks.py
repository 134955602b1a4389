"""Narrow peaks in the distribution of an option's share that chance does not make.

Rozenas 2017, "Detecting Election Fraud from Irregularities in Vote-Share Distributions", Political
Analysis 25(1), 41-56: the resampled kernel density. Shares that are fractions of small whole
numbers (1/2, 2/3) are frequent in every election; the resampled elections have them too.

The paper has no p-value, and its index moves with the draw, since it hangs on the greatest of drawn
densities. The p-value here takes this election and the resampled ones for equals, each held against
all the others (Besag and Clifford 1989, Biometrika 76, 633-642), by a figure that hangs on no
single one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import exp, log, sqrt
from statistics import stdev
from typing import Any

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, NotApplicable, Outcome
from crosstally.forensics.resampling import Resampling, Singles
from crosstally.forensics.stations import Floats, Mask, Selection, Stations, Whole
from crosstally.forensics.tails import binomial_interval
from crosstally.words import N_

FEWEST_STATIONS = 100
LEAST = 0.01
"""Shares nearer to 0 or to 1 than this are at the ends."""
SHOWN = 8
"""Shares that stand out, named for people."""
AGAINST = 100
"""A share stands out in an election by the chance that its density there is above those of so many
others. Of more, a single one would count for more; chosen after looking at clean elections."""
NEAR = 0.05
"""A p below it is worked out again from more elections: it is near a level that somebody acts on.
One that ends below a level of at most this is below it by all of them, so that it stays valid."""
MORE, MOST, STATIONS_DRAWN = 2_000, 9_999, 30_000_000
"""How many elections then: as many as draw so many stations, from ``MORE`` to ``MOST``."""
BATCHES, STUDENT = 5, 2.776
"""In so many parts of the drawn elections p is worked out by itself, to see how it moves; Student's
97.5 percent point for so many."""
ALARM = 0.01


@dataclass(frozen=True, eq=False, kw_only=True)
class KernelPeaks(Outcome):
    """Where shares are more frequent than in any resampled election, and by how much.

    Reading an index or ``p`` of a result that does not apply raises ``NotApplicable``.
    """

    share: Floats
    """The grid of shares, from 0 to 1."""
    density: Floats
    """The kernel density of the stations' shares there."""
    envelope: Floats
    """The greatest density in any of the resampled elections."""
    excess: Floats
    """The part of the stations within half a step of each share, beyond the mean of the resampled
    elections; at least 0."""
    drawn: int = 0
    """How many resampled elections ``p`` is counted out of."""
    as_much: int = 0
    """In how many of them shares stand out as much as here, or more."""
    as_much_in: tuple[int, ...] = ()
    """In how many of each of ``BATCHES`` parts of them, this election held against the part
    alone; empty where fewer than 100 were drawn."""

    @property
    def index(self) -> float:
        """The excess where the density is above the envelope, in percent of the stations: the
        published index."""
        return self._index(np.ones(len(self.share), dtype=np.bool_))

    @property
    def inner_index(self) -> float:
        """The same for shares of 1 to 99 percent. At the ends the resampled elections are wrong:
        a station where nobody voted for the leader has votes for it in half of them."""
        return self._index(_inner(self.share))

    @property
    def peaks(self) -> tuple[float, ...]:
        """The shares at which the density is above the envelope."""
        return tuple(self.share[self.density > self.envelope].tolist())

    @property
    def p(self) -> float:
        """The part of the elections, this one and all resampled ones, in which shares of 1 to 99
        percent stand out from all the others as much as here."""
        self._refuse()
        return (1 + self.as_much) / (1 + self.drawn)

    @property
    def p_interval(self) -> tuple[float, float]:
        """Where ``p`` would lie by endlessly many drawn elections, 95 percent: by how it differs
        between parts of them (on the scale of log odds), and no narrower than the exact interval of
        a count."""
        self._refuse()
        low, high = binomial_interval(self.as_much, self.drawn)
        if not self.as_much_in:
            return low, high
        size = self.drawn // BATCHES
        spread = stdev(_log_odds(count, size) for count in self.as_much_in)
        middle, reach = _log_odds(self.as_much, self.drawn), STUDENT * spread / sqrt(BATCHES)
        return min(low, 1 / (1 + exp(reach - middle))), max(high, 1 / (1 + exp(-reach - middle)))

    @property
    def least_p(self) -> float:
        """One of all elections that would be drawn."""
        return 1 / (1 + max(self.drawn, _wanted(self.stations)))

    @property
    def headline(self) -> float | None:
        """``inner_index``."""
        return self.inner_index if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """The shares that stand out, those with the most stations first."""
        if not self.applicable:
            return ()
        return self._peaks_said, self._p_said

    @property
    def _peaks_said(self) -> Sentence:
        above = np.flatnonzero((self.density > self.envelope) & _inner(self.share))
        if not len(above):
            return Sentence(
                N_("no share from 1 to 99 percent is more frequent than in all resampled elections")
            )
        order = above[np.argsort(-self.excess[above], kind="stable")][:SHOWN]
        shares = ", ".join(f"{100 * share:.1f}" for share in self.share[order])
        said = N_(
            "shares more frequent than in any resampled election: {n} of {grid}, above all "
            "{shares} percent"
        )
        return Sentence(said, {"n": len(above), "grid": len(self.share), "shares": shares})

    @property
    def _p_said(self) -> Sentence:
        low, high = self.p_interval
        values = {"n": self.drawn, "low": f"{low:.2g}", "high": f"{high:.2g}"}
        if low < ALARM <= high:
            said = N_(
                "p is counted out of {n} elections drawn at random; more of them would bring it "
                "somewhere between {low} and {high}, which may be on either side of {level}"
            )
            return Sentence(said, values | {"level": f"{ALARM:g}"})
        said = N_(
            "p is counted out of {n} elections drawn at random; more of them would bring it "
            "somewhere between {low} and {high}"
        )
        return Sentence(said, values)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Both indexes, the number of peaks, p with its interval, and out of how many elections it
        is counted."""
        if not self.applicable:
            return {}
        found: dict[str, Figure] = {"index": self.index, "inner_index": self.inner_index}
        low, high = self.p_interval
        found |= {"peaks": len(self.peaks), "p": self.p, "p_low": low, "p_high": high}
        return found | {"drawn": self.drawn}

    def _index(self, where: Mask) -> float:
        self._refuse()
        return float(100 * self.excess[(self.density > self.envelope) & where].sum())

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise NotApplicable(self.refusal)


def kernel_peaks(
    registered: npt.ArrayLike,
    ballots: npt.ArrayLike,
    leader: npt.ArrayLike,
    *,
    resamples: int = 1000,
    bandwidth: float = 1e-4,
    grid: int = 1001,
    seed: int | None = None,
) -> KernelPeaks:
    """Hold the density of the leader's share against that of resampled elections.

    Arrays of whole numbers, one entry a station: voters on the list, ballots found, the leader's
    votes; NaN where a figure is not known. ``resamples`` elections make the envelope and ``p``. The
    density is taken at ``grid`` shares from 0 to 1 with a normal kernel whose deviation is
    ``bandwidth``, at most an eighth of the grid's step.

    The published program takes R's density on 1,024 points, which spreads every share linearly over
    the nearest two: there a share stands out within one step of the grid, here within a third of
    one. Both keep shares of wanted percents.

    Elections are drawn from a ``seed`` that, left out, is made from the figures themselves: nobody
    has one to choose, and the order of the stations does not matter. Another seed gives another
    index, since that hangs on the greatest of drawn densities: over twelve seeds that of Israel's
    Knesset 25 lay between 0.05 and 0.17, and ``p`` between 0.016 and 0.054. ``p_interval`` says how
    far other draws move ``p``; where it is below 0.05, it is counted out of up to 9,999 elections.

    Looked at are stations with ballots, not more of them than voters, and not more votes for the
    leader than ballots. Raises ``ArraysError`` for arrays that cannot be read, ``ValueError`` for a
    bandwidth that is too wide, and for numbers of elections or shares below one.
    """
    if resamples < 1 or grid < 2:
        said = f"resamples: {resamples}, grid: {grid}"
        raise ValueError(f"{said}; expected at least 1 and 2")
    if not 0 < bandwidth * 8 * (grid - 1) <= 1:
        raise ValueError(
            f"bandwidth: {bandwidth}; expected above 0 and at most {1 / (8 * (grid - 1)):.3g}"
        )
    stations = Stations.of(METHOD.needs, registered=registered, ballots=ballots, leader=leader)
    return _found(stations, _Grid(grid, bandwidth), resamples, seed)


def _run(stations: Stations) -> KernelPeaks:
    """With the paper's settings."""
    return _found(stations, _Grid(1001, 1e-4), 1000, None)


@dataclass(frozen=True)
class _Grid:
    """Shares from 0 to 1 in equal steps, with a kernel so narrow that a share has one of them."""

    points: int
    bandwidth: float

    @property
    def shares(self) -> Floats:
        return np.linspace(0, 1, self.points)

    def density_and_parts(self, share: npt.NDArray[np.floating]) -> tuple[Floats, Floats]:
        """The kernel density at each share of the grid, and the part of the stations that is
        nearest to it."""
        scaled = share * share.dtype.type(self.points - 1)
        nearest = np.rint(scaled)
        place = nearest.astype(np.intp)
        distance = np.subtract(scaled, nearest, out=scaled)
        distance /= share.dtype.type((self.points - 1) * self.bandwidth)
        kernel = np.multiply(distance, -0.5, out=nearest)
        kernel *= distance
        np.exp(kernel, out=kernel)
        height = 1 / (len(share) * self.bandwidth * np.sqrt(2 * np.pi))
        density = np.bincount(place, weights=kernel, minlength=self.points) * height
        parts = np.bincount(place, minlength=self.points) / len(share)
        return density, parts


def _found(stations: Stations, grid: _Grid, resamples: int, seed: int | None) -> KernelPeaks:
    columns = [stations.column(name) for name in ("registered", "ballots", "leader")]
    registered, ballots, leader = (column.values for column in columns)
    selection = (
        Selection.of_known(*columns)
        .without(ballots == 0, Sentence(N_("no ballots found")))
        .without(ballots > registered, Sentence(N_("more ballots than voters on the list")))
        .without(leader > ballots, Sentence(N_("more votes than ballots")))
    )
    number, left_out = selection.stations, selection.left_out
    if number < FEWEST_STATIONS:
        refusal = Sentence(N_("fewer than {n} stations can be looked at"), {"n": FEWEST_STATIONS})
        none = np.zeros(grid.points)
        return KernelPeaks(
            stations=number,
            left_out=left_out,
            refusal=refusal,
            share=grid.shares,
            density=none,
            envelope=none,
            excess=none,
        )
    figures = _in_order(*(column.values[selection.kept] for column in columns))
    registered, ballots, leader = figures
    elections = _Elections.of((leader / ballots).astype(np.float32), grid)
    draw = np.random.default_rng(_seed_of(figures) if seed is None else seed)
    resampled = Resampling.of(registered, ballots, leader, draw)
    elections = elections.and_more(resampled.elections(resamples), resamples, grid)
    drawn = elections.densities[1:]
    found = KernelPeaks(
        stations=number,
        left_out=left_out,
        share=grid.shares,
        density=elections.densities[0].astype(np.float64),
        envelope=drawn.max(axis=0).astype(np.float64),
        excess=np.maximum(elections.parts[0] - elections.parts[1:].mean(axis=0), 0.0),
        **elections.standing(_inner(grid.shares)),
    )
    wanted = _wanted(number)
    if found.p >= NEAR or wanted <= resamples:
        return found
    further = wanted - resamples
    elections = elections.and_more(resampled.elections(further), further, grid)
    return replace(found, **elections.standing(_inner(grid.shares)))


def _wanted(stations: int) -> int:
    """Out of how many elections a p near a level is counted."""
    return min(MOST, max(MORE, STATIONS_DRAWN // max(1, stations)))


def _in_order(*figures: Whole) -> tuple[Whole, ...]:
    """The stations in an order of their own, whichever they came in."""
    order = np.lexsort(figures[::-1])
    return tuple(figure[order] for figure in figures)


def _seed_of(figures: tuple[Whole, ...]) -> int:
    """A seed that the figures themselves make."""
    digest = sha256(b"".join(figure.astype("<i8").tobytes() for figure in figures))
    return int.from_bytes(digest.digest()[:8], "big")


@dataclass(frozen=True, eq=False)
class _Elections:
    """This election, and below it resampled ones: elections × shares of the grid."""

    densities: Singles
    parts: Singles
    """The part of the stations that is nearest to each share."""

    @classmethod
    def of(cls, share: Singles, grid: _Grid) -> _Elections:
        none = np.empty((0, grid.points), dtype=np.float32)
        return cls(none, none).and_more(iter([share]), 1, grid)

    def and_more(self, shares: Iterator[Singles], number: int, grid: _Grid) -> _Elections:
        densities, parts = np.empty((2, number, grid.points), dtype=np.float32)
        for place, share in enumerate(shares):
            densities[place], parts[place] = grid.density_and_parts(share)
        return _Elections(
            np.concatenate((self.densities, densities)), np.concatenate((self.parts, parts))
        )

    def standing(self, where: Mask) -> dict[str, Any]:
        """The figures of ``KernelPeaks`` that say how this election stands among the others."""
        drawn = len(self.densities) - 1
        size = drawn // BATCHES
        places = range(1, 1 + size * BATCHES, size) if drawn >= 100 else ()
        parts = tuple(self._with(slice(place, place + size)).as_much(where) for place in places)
        return {"drawn": drawn, "as_much": self.as_much(where), "as_much_in": parts}

    def _with(self, drawn: slice) -> _Elections:
        """This election and some of the resampled ones."""
        densities = np.concatenate((self.densities[:1], self.densities[drawn]))
        return _Elections(densities, np.concatenate((self.parts[:1], self.parts[drawn])))

    def as_much(self, where: Mask) -> int:
        """In how many resampled elections shares stand out from the others as much as in this one:
        the stations beyond the mean of all, each share weighed by the chance that its density is
        above those of ``AGAINST`` others."""
        others = len(self.densities) - 1
        stands_out = np.zeros(len(self.densities))
        for place in np.flatnonzero(where):
            density, part = self.densities[:, place], self.parts[:, place]
            lower = np.searchsorted(np.sort(density), density)
            stands_out += (lower / others) ** AGAINST * np.maximum(part - part.mean(), 0)
        # What differs by rounding alone is as much.
        return int(np.count_nonzero(stands_out[1:] >= stands_out[0] * (1 - 1e-9)))


def _log_odds(count: int, of: int) -> float:
    return log((count + 1) / (of - count + 1))


def _inner(share: Floats) -> Mask:
    """The shares that are at neither end."""
    inner: Mask = (share >= LEAST) & (share <= 1 - LEAST)
    return inner


METHOD = Method(
    name="kernel_peaks",
    title=N_("Peaks in the distribution of shares"),
    tier=Tier.STRONG,
    paper=(
        "Rozenas 2017, Detecting Election Fraud from Irregularities in Vote-Share Distributions, "
        "Political Analysis 25(1), 41-56"
    ),
    equation=N_(
        "Resampled kernel density: stations beyond the mean of resampled elections at those shares "
        "where the density exceeds the greatest of 1,000 resampled ones (section 3). Beside it p, "
        "which is not the paper's: in how many elections, this one and all resampled ones, shares "
        "stand out from those of the others as much as here"
    ),
    needs=("registered", "ballots", "leader"),
    applies=N_("At least 100 stations whose turnout is at most 100 percent"),
    looks_for=N_("Shares that were made up: many stations at one and the same share, round or not"),
    cannot_see=N_(
        "Stuffed ballots and moved votes that leave no share more frequent than its neighbours, "
        "and made-up shares that differ from station to station"
    ),
    figure=N_("stations at peaks beyond chance, percent"),
    run=_run,
    p=lambda outcome, _without: outcome.p,
    alarm_below=ALARM,
)
