"""Narrow peaks in the distribution of an option's share that chance does not make.

Rozenas 2017, "Detecting Election Fraud from Irregularities in Vote-Share Distributions", Political
Analysis 25(1), 41-56: the resampled kernel density. Shares that are fractions of small whole
numbers (1/2, 2/3) are frequent in every election; the resampled elections have them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.beta_mixture import BetaMixture, fit
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, NotApplicable, Outcome
from crosstally.forensics.stations import Floats, Mask, Selection, Stations, Whole
from crosstally.words import N_

Singles = npt.NDArray[np.float32]
"""Whole numbers below 16 million, and shares to seven digits: enough for a share of a station."""
FEWEST_STATIONS = 100
LEAST = 0.01
"""Shares nearer to 0 or to 1 than this are at the ends."""
SHOWN = 8
"""Shares that stand out, named for people."""
RARE = 12
"""Counts nearer to none or to all than this are drawn exactly; the others from the normal
distribution with their mean, variance and skewness, rounded to whole votes."""


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
    reference: Floats
    """``inner_index`` of further resampled elections: what chance gives."""

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
        """The part of further resampled elections with such an ``inner_index`` or a greater one,
        this election counted among them."""
        above = int(np.count_nonzero(self.reference >= self.inner_index))
        return (1 + above) / (1 + len(self.reference))

    @property
    def headline(self) -> float | None:
        """``inner_index``."""
        return self.inner_index if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """The shares that stand out, those with the most stations first."""
        if not self.applicable:
            return ()
        above = np.flatnonzero((self.density > self.envelope) & _inner(self.share))
        if not len(above):
            return (Sentence(N_("no share from 1 to 99 percent is more frequent than by chance")),)
        order = above[np.argsort(-self.excess[above], kind="stable")][:SHOWN]
        shares = ", ".join(f"{100 * share:.1f}" for share in self.share[order])
        said = N_(
            "shares more frequent than in any resampled election: {n} of {grid}, above all "
            "{shares} percent"
        )
        return (Sentence(said, {"n": len(above), "grid": len(self.share), "shares": shares}),)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Both indexes, p, the number of peaks, and the inner index that chance exceeds in one of
        twenty."""
        if not self.applicable:
            return {}
        found: dict[str, Figure] = {"index": self.index, "inner_index": self.inner_index}
        found |= {"p": self.p, "peaks": len(self.peaks)}
        return found | {"inner_index_95": float(np.quantile(self.reference, 0.95))}

    def _index(self, where: Mask) -> float:
        if self.refusal is not None:
            raise NotApplicable(self.refusal)
        return _index(self.density, self.envelope, self.excess, where)


def kernel_peaks(
    registered: npt.ArrayLike,
    ballots: npt.ArrayLike,
    leader: npt.ArrayLike,
    *,
    resamples: int = 1000,
    reference: int = 200,
    bandwidth: float = 1e-4,
    grid: int = 1001,
    seed: int = 0,
) -> KernelPeaks:
    """Hold the density of the leader's share against that of resampled elections.

    Arrays of whole numbers, one entry a station: voters on the list, ballots found, the leader's
    votes; NaN where a figure is not known. ``resamples`` elections make the envelope, ``reference``
    more the distribution of the index by chance. The density is taken at ``grid`` shares from 0 to
    1 with a normal kernel whose deviation is ``bandwidth``, at most an eighth of the grid's step.

    The published program takes R's density on 1,024 points, which spreads every share linearly over
    the nearest two: there a share stands out within one step of the grid, here within a third of
    one. Both keep shares of wanted percents.

    Index and ``p`` are valid for any one seed, and move with it, since the envelope is the greatest
    of drawn densities: over six seeds ``p`` of Israel's Knesset 25 lay between 0.01 and 0.31. Who
    may choose a seed after looking has several tries; the command has none to choose.

    Looked at are stations with ballots, not more of them than voters, and not more votes for the
    leader than ballots. Raises ``ArraysError`` for arrays that cannot be read, ``ValueError`` for a
    bandwidth that is too wide, and for numbers of elections or shares below one.
    """
    if resamples < 1 or reference < 1 or grid < 2:
        said = f"resamples: {resamples}, reference: {reference}, grid: {grid}"
        raise ValueError(f"{said}; expected at least 1, 1 and 2")
    if not 0 < bandwidth * 8 * (grid - 1) <= 1:
        raise ValueError(
            f"bandwidth: {bandwidth}; expected above 0 and at most {1 / (8 * (grid - 1)):.3g}"
        )
    stations = Stations.of(METHOD.needs, registered=registered, ballots=ballots, leader=leader)
    return _found(stations, _Grid(grid, bandwidth), resamples, reference, seed)


def _run(stations: Stations) -> KernelPeaks:
    """With the paper's settings."""
    return _found(stations, _Grid(1001, 1e-4), 1000, 200, 0)


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


def _found(
    stations: Stations, grid: _Grid, resamples: int, reference: int, seed: int
) -> KernelPeaks:
    columns = [stations.column(name) for name in ("registered", "ballots", "leader")]
    registered, ballots, leader = (column.values for column in columns)
    selection = (
        Selection.of_known(*columns)
        .without(ballots == 0, Sentence(N_("no ballots found")))
        .without(ballots > registered, Sentence(N_("more ballots than voters on the list")))
        .without(leader > ballots, Sentence(N_("more votes than ballots")))
    )
    number, left_out = selection.stations, selection.left_out
    shares, kept = grid.shares, selection.kept
    none = np.zeros(len(shares))
    if number < FEWEST_STATIONS:
        refusal = Sentence(N_("fewer than {n} stations can be looked at"), {"n": FEWEST_STATIONS})
        return KernelPeaks(
            stations=number,
            left_out=left_out,
            refusal=refusal,
            share=shares,
            density=none,
            envelope=none,
            excess=none,
            reference=none[:0],
        )
    registered, ballots, leader = registered[kept], ballots[kept], leader[kept]
    density, parts = grid.density_and_parts(leader / ballots)
    resampled = _Resampling.of(registered, ballots, leader, np.random.default_rng(seed))
    envelope, mean = none.copy(), none.copy()
    for share in resampled.elections(resamples):
        one, part = grid.density_and_parts(share)
        np.maximum(envelope, one, out=envelope)
        mean += part / resamples
    indexes, inner = [], _inner(shares)
    for share in resampled.elections(reference):
        one, part = grid.density_and_parts(share)
        indexes.append(_index(one, envelope, np.maximum(part - mean, 0.0), inner))
    return KernelPeaks(
        stations=number,
        left_out=left_out,
        share=shares,
        density=density,
        envelope=envelope,
        excess=np.maximum(parts - mean, 0.0),
        reference=np.array(indexes),
    )


def _index(density: Floats, envelope: Floats, excess: Floats, where: Mask) -> float:
    """In percent of the stations."""
    return float(100 * excess[(density > envelope) & where].sum())


def _inner(share: Floats) -> Mask:
    """The shares that are at neither end."""
    inner: Mask = (share >= LEAST) & (share <= 1 - LEAST)
    return inner


@dataclass(frozen=True, eq=False)
class _Resampling:
    """Elections drawn anew: each station's turnout and share from what its figures leave likely."""

    turnout: _Counts
    votes: _Counts
    registered: Singles
    draw: np.random.Generator

    @classmethod
    def of(
        cls, registered: Whole, ballots: Whole, leader: Whole, draw: np.random.Generator
    ) -> _Resampling:
        turnout = _Counts.of(ballots, registered, fit(ballots, registered))
        votes = _Counts.of(leader, ballots, fit(leader, ballots))
        return cls(turnout, votes, registered.astype(np.float32), draw)

    def elections(self, count: int) -> Iterator[Singles]:
        """The stations' shares, drawn so many times. A station without ballots has share 0."""
        for _ in range(count):
            ballots = self.turnout.drawn(self.registered, self.draw)
            votes = self.votes.drawn(ballots, self.draw)
            yield np.divide(votes, np.maximum(ballots, np.float32(1)), out=votes)


@dataclass(frozen=True, eq=False)
class _Counts:
    """How counts are drawn: the number of trials is given, the rate is the station's own."""

    mean: Singles
    linear: Singles
    """The variance of a count is ``linear`` · trials + ``square`` · trials²."""
    square: Singles
    skewness: Singles
    """Of a count, divided by six."""
    rare: npt.NDArray[np.intp]
    """The stations whose counts are drawn exactly, with their mixture of rates."""
    part: Whole
    whole: Whole
    mixture: BetaMixture
    membership: Floats
    """Of the rare stations, added up over the components."""

    @classmethod
    def of(cls, part: Whole, whole: Whole, mixture: BetaMixture) -> _Counts:
        mean, variance = mixture.posterior(part, whole)
        rare = np.flatnonzero(np.minimum(part, whole - part) < RARE)
        spread = mean * (1 - mean) - variance
        deviation = np.sqrt(whole * spread + whole.astype(float) ** 2 * variance)
        # Of a beta-binomial count with the same mean and variance, to first order.
        skewness = (1 - 2 * mean) * (2 * deviation**2 / np.maximum(whole * spread, 1e-9) - 1)
        part, whole = part[rare], whole[rare]
        return cls(
            mean=mean.astype(np.float32),
            linear=spread.astype(np.float32),
            square=variance.astype(np.float32),
            skewness=(skewness / np.maximum(deviation, 1e-9) / 6).astype(np.float32),
            rare=rare,
            part=part,
            whole=whole,
            mixture=mixture,
            membership=np.cumsum(mixture.membership(part, whole), axis=1),
        )

    def drawn(self, trials: Singles, draw: np.random.Generator) -> Singles:
        """One count for each station, of so many trials each."""
        normal = draw.standard_normal(len(trials), dtype=np.float32)
        # In place, for most of the time goes into moving numbers.
        work = normal * normal
        work -= 1
        work *= self.skewness
        normal += work
        np.multiply(trials, self.square, out=work)
        work += self.linear
        work *= trials
        np.sqrt(work, out=work)
        normal *= work
        np.multiply(trials, self.mean, out=work)
        normal += work
        np.rint(normal, out=normal)
        np.maximum(normal, 0, out=normal)
        np.minimum(normal, trials, out=normal)
        if len(self.rare):
            component = (draw.random((len(self.rare), 1)) > self.membership).sum(axis=1)
            component = np.minimum(component, len(self.mixture.weight) - 1)
            rate = draw.beta(
                self.part + self.mixture.alpha[component],
                self.whole - self.part + self.mixture.beta[component],
            )
            normal[self.rare] = draw.binomial(trials[self.rare].astype(np.int64), rate)
        return normal


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
        "where the density exceeds the greatest of 1,000 resampled ones (section 3)"
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
    least_p=1 / 201,
    alarm_below=0.01,
)
