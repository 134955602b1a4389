"""Too many stations at whole percentages of turnout or of the leader's share.

Kobak, Shpilkin and Pshenichnikov 2016, "Integer percentages as electoral falsification
fingerprints", The Annals of Applied Statistics 10(1), 54-73. The paper simulates its null; here it
is worked out: each station's binomial probabilities are summed over the counts that give a round
percentage, and the number of round stations is then Poisson-binomial.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.binomial import RoundPercentages
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, NotApplicable, Outcome
from crosstally.forensics.overdispersion import (
    LEAST_P,
    Dispersion,
    OverdispersedExcess,
    shipped_controls,
    shipped_dispersion,
    shipped_z,
)
from crosstally.forensics.poisson_binomial import PoissonBinomial
from crosstally.forensics.round_counts import FEWEST_STATIONS, TOO_FEW, RoundCount
from crosstally.forensics.stations import Column, Floats, Mask, Selection, Stations, Whole
from crosstally.words import N_

FEWEST_VOTERS = 100
MOST = Fraction(99, 100)
"""Stations with a turnout or a share above it are left out, as in the paper."""
LEAST = Fraction(1, 100)
"""The over-dispersed figure leaves out stations below it too. There the binomial null is wrong: a
leader with one vote of 500 is given 0 percent, which is round, with probability 0.37."""
MOST_VOTERS = 1_000_000
WHOLE, HALVES = RoundPercentages(), RoundPercentages(step=Fraction(1, 2))


@dataclass(frozen=True)
class Counting:
    """Which stations are counted."""

    rounded: RoundPercentages = WHOLE
    """Which percentages are called round."""
    share_alone: bool = False
    """Whether of the share alone; otherwise of turnout or share."""


TABLES = {
    Counting(): "integer_percentages",
    Counting(HALVES): "half_percentages",
    Counting(share_alone=True): "share_percentages",
}
"""What is counted → the table of clean elections where it was counted too."""


@dataclass(frozen=True, eq=False, kw_only=True)
class IntegerPercentages(Outcome):
    """Round percentages of turnout, of the leader's share, of either and of both."""

    turnout: RoundCount
    share: RoundCount
    either: RoundCount
    both: RoundCount
    inner: RoundCount
    """``either`` (or what there is of it) among stations of at least 1 percent turnout and
    share."""
    by_region: Mapping[str, IntegerPercentages] = field(default_factory=dict)
    rounded: RoundPercentages = WHOLE
    """Which percentages are called round."""
    of_found: bool = False
    """Whether turnout is of ballots found, since nobody has those handed out."""
    share_alone: bool = False
    """Whether the share alone was looked at, since turnout cannot be told."""

    @property
    def table(self) -> str | None:
        """The table of clean elections where the same was counted; None where it never was."""
        return TABLES.get(Counting(self.rounded, self.share_alone))

    @property
    def overdispersed(self) -> OverdispersedExcess:
        """``inner`` against a null as wide as clean elections are: the figure to headline.

        Raises ``NotApplicable`` where ``inner`` does not apply, and where the same was counted on
        no clean election: in another step or radius, or halves of the share alone.
        """
        return self.overdispersed_without(())

    def overdispersed_without(self, countries: Sequence[str]) -> OverdispersedExcess:
        """``overdispersed``, with the dispersion fitted without some countries' elections."""
        inner, table = self.inner, self.table
        if table is None:
            raise NotApplicable(_NOT_COUNTED)
        dispersion = (
            Dispersion.fit(shipped_controls(table), countries)
            if countries
            else shipped_dispersion(table)
        )
        return OverdispersedExcess(inner.observed, inner.expected, inner.sd, dispersion, inner.null)

    @property
    def headline(self) -> float | None:
        """z against the over-dispersed null; None where there is none."""
        return self.overdispersed.z if self._has_overdispersed else None

    @property
    def least_p(self) -> float:
        """A misfit known from a few countries says nothing of rarer things."""
        return LEAST_P

    @property
    def _has_overdispersed(self) -> bool:
        return self.inner.applicable and self.table is not None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """What was counted, and what the binomial null alone says, here and of clean elections."""
        if not self.applicable:
            return ()
        said = [self._counted(name) for name in _COUNTS if getattr(self, name).applicable]
        if self.table is None:
            said.append(_NOT_COUNTED)
        if self.share_alone:
            said.append(_SHARE_ALONE)
        elif self.of_found:
            said.append(_OF_FOUND)
        return tuple(said)

    def _counted(self, name: str) -> Sentence:
        count: RoundCount = getattr(self, name)
        values: dict[str, Any] = {"what": Sentence(_COUNTS[name]), "observed": count.observed}
        values |= {"expected": round(count.expected), "sd": f"{count.sd:.3g}"}
        values |= {"z": f"{count.z:.3g}"}
        if self.table is None:
            return Sentence(_COUNTED, values)
        clean = shipped_z(self.table, name)
        values |= {"n": len(clean), "low": f"{min(clean):.3g}", "high": f"{max(clean):.3g}"}
        return Sentence(_COUNTED_BESIDE, values)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figures of every count, as ``either.z``."""
        counts = {name: getattr(self, name) for name in _COUNTS}
        found = {
            f"{name}.{key}": value
            for name, count in counts.items()
            for key, value in count.figures.items()
        }
        if found:
            found |= {"step": float(self.rounded.step), "radius": float(self.rounded.radius)}
        if self._has_overdispersed:
            wide = self.overdispersed
            names = ("observed", "expected", "excess", "sd", "z", "p")
            found |= {f"overdispersed.{name}": getattr(wide, name) for name in names}
        return found


def integer_percentages(
    registered: npt.ArrayLike | None,
    issued: npt.ArrayLike | None,
    ballots: npt.ArrayLike,
    leader: npt.ArrayLike,
    *,
    region: npt.ArrayLike | None = None,
    step: float | str | Fraction = 1,
    radius: float | str | Fraction = "0.05",
) -> IntegerPercentages:
    """Count stations at round percentages and hold the count against chance.

    Arrays of whole numbers, one entry a station: voters on the list, ballots handed out, ballots
    found (valid and invalid), the leader's votes; NaN where a figure is not known. Turnout is
    ``issued / registered``, share is ``leader / ballots``. Without a register or without ballots
    handed out, only the share is looked at.

    ``step`` and ``radius`` are in percentage points: with a step of 0.5, halves are round too.
    Clean elections were counted in steps of 1 and of 0.5 with the paper's radius, the share alone
    in steps of 1; otherwise there is no ``overdispersed`` and no headline. With ``region``,
    ``by_region`` holds the same for each.

    Looked at are stations with at least 100 voters (where there is no register: 100 ballots), with
    ballots, and with turnout and share of at most 99 percent (paper, section 2). The null draws
    turnout and share of every station from binomial distributions with the station's own rates,
    independently. Raises ``ArraysError`` for arrays that cannot be read, ``ValueError`` where
    windows of ``radius`` around multiples of ``step`` would touch.
    """
    stations = Stations.of(
        METHOD.needs,
        registered=registered,
        issued=issued,
        ballots=ballots,
        leader=leader,
        region=region,
    )
    return _found(stations, RoundPercentages(_exact(step), _exact(radius)))


def percentages(stations: Stations) -> Mapping[str, tuple[Whole, Whole]]:
    """``turnout`` (where it can be told) and ``share`` of the stations that the method looks at,
    each as (part, whole), one entry a station."""
    stations = _with_issued(stations)
    selection, with_turnout = _selection(stations)
    named = {"turnout": ("issued", "registered")} if with_turnout else {}
    named |= {"share": ("leader", "ballots")}
    kept = selection.kept
    values = {name: getattr(stations, name) for pair in named.values() for name in pair}
    return {
        name: (values[part].values[kept], values[whole].values[kept])
        for name, (part, whole) in named.items()
    }


def _run(stations: Stations, rounded: RoundPercentages = WHOLE) -> IntegerPercentages:
    """With the paper's settings, the stations taken together."""
    found = _found(replace(_with_issued(stations), region=None), rounded)
    return replace(found, of_found=bool(stations.missing(("issued",))))


def rounded_in(step: float | str | Fraction) -> RoundPercentages:
    """The multiples of ``step`` percentage points with the paper's radius. Raises ``ValueError``
    where that is no step, or one whose windows touch."""
    return RoundPercentages(_exact(step))


def in_steps(step: float | str | Fraction) -> Method:
    """The method for multiples of ``step`` percentage points. Raises ``ValueError`` as
    ``rounded_in``."""
    return counting(Counting(rounded_in(step)))


def counting(what: Counting) -> Method:
    """The method that counts this; of the share alone it does without the voters' lists."""
    if what == Counting():
        return METHOD
    if what.share_alone:
        return replace(METHOD, title=_ALONE, run=partial(_run_share, rounded=what.rounded))
    title = _HALVES if what.rounded == HALVES else _OTHER_STEPS
    return replace(METHOD, title=title, run=partial(_run, rounded=what.rounded))


def _run_share(stations: Stations, rounded: RoundPercentages) -> IntegerPercentages:
    return _run(replace(stations, registered=None), rounded)


def _with_issued(stations: Stations) -> Stations:
    """Ballots found stand for those handed out where nobody has these."""
    if stations.missing(("issued",)):
        return replace(stations, issued=stations.ballots)
    return stations


def _found(stations: Stations, rounded: RoundPercentages) -> IntegerPercentages:
    selection, with_turnout = _selection(stations)
    kept = selection.kept
    ballots, leader = stations.column("ballots"), stations.column("leader")
    share = _Rates.of(leader, ballots, kept, rounded)
    turnout = None
    if with_turnout:
        issued, registered = stations.column("issued"), stations.column("registered")
        turnout = _Rates.of(issued, registered, kept, rounded)
    by_region = {}
    if stations.region is not None:
        names, number = np.unique(stations.region, return_inverse=True)
        for place, name in enumerate(names):
            if not name:
                continue  # stations whose area nobody names are none together
            inside = number == place
            among = inside[kept]
            part = None if turnout is None else turnout.only(among)
            by_region[str(name)] = replace(
                _counted(selection.of(inside), part, share.only(among)), rounded=rounded
            )
    return replace(_counted(selection, turnout, share, by_region), rounded=rounded)


def _selection(stations: Stations) -> tuple[Selection, bool]:
    """The stations looked at, and whether their turnout can be told."""
    ballots, leader = stations.column("ballots"), stations.column("leader")
    with_turnout = not stations.missing(("registered", "issued"))
    columns = [ballots, leader]
    if with_turnout:
        columns += [stations.column("registered"), stations.column("issued")]
    voters = columns[2] if with_turnout else ballots
    said = N_("fewer than {n} voters") if with_turnout else N_("fewer than {n} ballots found")
    few = Sentence(said, {"n": FEWEST_VOTERS})
    selection = (
        Selection.of_known(*columns)
        .without(voters.values < FEWEST_VOTERS, few)
        .without(
            np.maximum(voters.values, ballots.values) > MOST_VOTERS,
            Sentence(N_("more than {n} voters: no single station"), {"n": MOST_VOTERS}),
        )
        .without(ballots.values == 0, Sentence(N_("no ballots found")))
    )
    percent = {"percent": "99"}
    if with_turnout:
        selection = selection.without(
            _above(columns[3], columns[2], MOST), Sentence(N_("turnout above {percent} %"), percent)
        )
    over = _above(leader, ballots, MOST)
    return selection.without(over, Sentence(N_("share above {percent} %"), percent)), with_turnout


def _above(part: Column, whole: Column, most: Fraction) -> Mask:
    return part.values * most.denominator > whole.values * most.numerator


@dataclass(frozen=True, eq=False)
class _Rates:
    """One percentage of the stations looked at."""

    near: Mask
    probability: Floats
    inner: Mask
    """Whether it is at least 1 percent."""

    @classmethod
    def of(cls, part: Column, whole: Column, kept: Mask, rounded: RoundPercentages) -> _Rates:
        above, below = part.values[kept], whole.values[kept]
        inner = above * LEAST.denominator >= below * LEAST.numerator
        return cls(rounded.near(above, below), rounded.probability(above, below), inner)

    def only(self, mask: Mask) -> _Rates:
        return _Rates(self.near[mask], self.probability[mask], self.inner[mask])


def _counted(
    selection: Selection,
    turnout: _Rates | None,
    share: _Rates,
    by_region: Mapping[str, IntegerPercentages] | None = None,
) -> IntegerPercentages:
    """The counts of some stations."""
    number, left_out = selection.stations, selection.left_out
    refusal = TOO_FEW if number < FEWEST_STATIONS else None

    def count(near: Mask, probability: Floats) -> RoundCount:
        if len(near) < FEWEST_STATIONS:
            return RoundCount(stations=len(near), left_out=left_out, refusal=TOO_FEW)
        return RoundCount(
            stations=len(near),
            left_out=left_out,
            count=int(np.count_nonzero(near)),
            null=PoissonBinomial(probability),
        )

    of_share = count(share.near, share.probability)
    if turnout is None:
        none = RoundCount(left_out=left_out, refusal=_NO_TURNOUT)
        inner = count(share.near[share.inner], share.probability[share.inner])
        of_turnout, either, both = none, none, none
    else:
        together = turnout.probability * share.probability
        one = turnout.probability + share.probability - together
        near = turnout.near | share.near
        inside = turnout.inner & share.inner
        of_turnout = count(turnout.near, turnout.probability)
        either, both = count(near, one), count(turnout.near & share.near, together)
        inner = count(near[inside], one[inside])
    return IntegerPercentages(
        stations=number,
        left_out=left_out,
        refusal=refusal,
        turnout=of_turnout,
        share=of_share,
        either=either,
        both=both,
        inner=inner,
        share_alone=turnout is None,
        by_region=by_region or {},
    )


def _exact(value: float | str | Fraction) -> Fraction:
    """A decimal as it is written: 0.05 is 1/20."""
    try:
        return value if isinstance(value, Fraction) else Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value!r}; expected a number of percentage points") from None


_COUNTS = {
    "turnout": N_("turnout"),
    "share": N_("share"),
    "either": N_("either of them"),
    "both": N_("both of them"),
}
_COUNTED = N_("{what} round: {observed} stations; by binomial chance {expected} (sd {sd}, z {z})")
_COUNTED_BESIDE = N_(
    "{what} round: {observed} stations; by binomial chance {expected} (sd {sd}, z {z}; on {n} "
    "clean elections z between {low} and {high})"
)
_ALONE = N_("Integer percentages of the share alone")
_HALVES = N_("Integer and half percentages")
_OTHER_STEPS = N_("Percentages in another step than one")
_NOT_COUNTED = Sentence(
    N_("no clean election was counted so: there is nothing to hold these figures against")
)
_NO_TURNOUT = Sentence(N_("turnout cannot be told: the voters' lists or the ballots are not known"))

_SHARE_ALONE = Sentence(N_("turnout cannot be told, and the share alone was looked at"))
_OF_FOUND = Sentence(N_("turnout is of ballots found, for nobody says how many were handed out"))

METHOD = Method(
    name="integer_percentages",
    title=N_("Integer percentages"),
    tier=Tier.STRONG,
    paper=(
        "Kobak, Shpilkin and Pshenichnikov 2016, Integer percentages as electoral falsification "
        "fingerprints, The Annals of Applied Statistics 10(1), 54-73"
    ),
    equation=N_(
        "Number of stations whose turnout (ballots handed out over voters) or leader's share (over "
        "ballots found) lies within 0.05 of a whole percent, against the sum of the stations' "
        "binomial probabilities of it (section 2; worked out instead of simulated)"
    ),
    needs=("ballots", "leader"),
    applies=N_(
        "At least 50 stations of 100 voters or more with ballots, turnout and share of at most 99 "
        "percent. Without the voters' lists, the share alone"
    ),
    looks_for=N_(
        "Figures that were made up to a wanted percentage: somebody who wants 80 percent writes "
        "down 80.0 more often than chance does"
    ),
    cannot_see=N_(
        "Stuffed ballots, votes moved from one option to another, and made-up figures that avoid "
        "round percentages. That nothing is found is no clean bill"
    ),
    figure="z",
    run=_run,
    p=lambda outcome, without: outcome.overdispersed_without(without).p,
)
