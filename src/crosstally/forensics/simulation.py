"""Known manipulation of clean elections: to teach, and to measure what a method finds.

Each kind changes some of the stations and keeps every sheet such that it obeys its own sums: no
more ballots than voters, no more votes than ballots.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from crosstally.findings import Sentence
from crosstally.forensics.outcome import NotApplicable
from crosstally.forensics.stations import Column, Floats, Mask, Stations, Whole
from crosstally.words import N_

Kind = Literal["stuffing", "transfer", "rounding", "made_up", "evading"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""*stuffing*: 20 to 80 percent of those who stayed at home have voted, for the leader. *transfer*:
20 to 80 percent of the others' votes are the leader's. *rounding*: turnout and the leader's share
are raised to the next whole percents. *made_up*: both are written down as wanted, whole percents of
70 to 95. *evading*: the same by somebody who knows that whole percents are counted, and avoids
them."""
KIND_NAMES: Mapping[str, str] = {
    "stuffing": N_("ballots stuffed"),
    "transfer": N_("votes moved"),
    "rounding": N_("raised to whole percents"),
    "made_up": N_("made up in whole percents"),
    "evading": N_("made up avoiding whole percents"),
}
FEWEST_VOTERS = 100
WANTED = (70, 95)
"""Percentages that somebody who makes up a sheet wants, from and up to."""
EXTENT = (0.2, 0.8)
NEAR = 0.0005
"""Within a twentieth of a percent, as a share."""


@dataclass(frozen=True, eq=False)
class Manipulated:
    """An election after manipulation, and what was done."""

    stations: Stations
    touched: Mask
    """The stations that were drawn to be changed."""
    changed: Mask
    """Those of them whose figures differ now: a sheet that stands already where the manipulation
    would bring it, or beyond, stays as it is."""
    added: int
    """Ballots that nobody cast."""
    moved: int
    """Votes taken from others."""


@dataclass(frozen=True, eq=False)
class _Sheets:
    """The figures of the stations to be changed."""

    registered: Whole
    ballots: Whole
    leader: Whole
    others: Whole
    """Valid votes for anybody else."""

    def with_ballots(self, ballots: Whole) -> _Sheets:
        """With ballots added for the leader, none where there are as many already."""
        ballots = np.clip(ballots, self.ballots, self.registered)
        added = ballots - self.ballots
        return replace(self, ballots=ballots, leader=self.leader + added)

    def with_leader(self, leader: Whole) -> _Sheets:
        """With votes moved to the leader until that many, as far as others have any."""
        moved = np.clip(leader - self.leader, 0, self.others)
        return replace(self, leader=self.leader + moved, others=self.others - moved)


def manipulate(
    stations: Stations, kind: Kind, part: float, rng: np.random.Generator
) -> Manipulated:
    """Change ``part`` of the stations (0 to 1), drawn at random among those with at least 100
    voters, ballots found and room for more.

    Needs registered voters, ballots and the leader's votes; ballots handed out and valid votes
    follow where they are known. Raises ``ValueError`` for an unknown kind or part,
    ``NotApplicable`` where no station can be changed.
    """
    if kind not in KINDS:
        raise ValueError(f"kind: {kind!r}; expected one of {', '.join(KINDS)}")
    if not 0 <= part <= 1:
        raise ValueError(f"part: {part}; expected from 0 to 1")
    touched = _drawn(stations, part, rng)
    before = _sheets(stations, touched)
    after = _CHANGES[kind](before, rng)
    added = int((after.ballots - before.ballots).sum())
    moved = int((before.others - after.others).sum())
    changed = touched.copy()
    changed[touched] = (after.ballots != before.ballots) | (after.leader != before.leader)
    return Manipulated(_with(stations, touched, before, after), touched, changed, added, moved)


def _drawn(stations: Stations, part: float, rng: np.random.Generator) -> Mask:
    registered, ballots, leader = (
        stations.column(name) for name in ("registered", "ballots", "leader")
    )
    possible = (
        registered.known
        & ballots.known
        & leader.known
        & (registered.values >= FEWEST_VOTERS)
        & (ballots.values > 0)
        & (ballots.values < registered.values)
        & (leader.values <= ballots.values)
    )
    places = np.flatnonzero(possible)
    if not len(places):
        raise NotApplicable(Sentence("no station has figures that could be changed"))
    number = min(len(places), round(part * len(possible)))
    touched = np.zeros(len(possible), dtype=np.bool_)
    touched[rng.choice(places, number, replace=False)] = True
    return touched


def _sheets(stations: Stations, touched: Mask) -> _Sheets:
    registered, ballots, leader = (
        stations.column(name).values[touched] for name in ("registered", "ballots", "leader")
    )
    others = ballots - leader
    if stations.valid is not None:
        known = stations.valid.known[touched]
        stated = np.clip(stations.valid.values[touched] - leader, 0, others)
        others = np.where(known, stated, others)
    return _Sheets(registered, ballots, leader, others)


def _with(stations: Stations, touched: Mask, before: _Sheets, after: _Sheets) -> Stations:
    added = after.ballots - before.ballots

    def changed(column: Column | None, difference: Whole) -> Column | None:
        if column is None:
            return None
        values = column.values.copy()
        values[touched] += np.where(column.known[touched], difference, 0)
        return Column(values, column.known)

    return replace(
        stations,
        issued=changed(stations.issued, added),
        ballots=changed(stations.ballots, added),
        valid=changed(stations.valid, added),
        leader=changed(stations.leader, after.leader - before.leader),
    )


def _stuffed(sheets: _Sheets, rng: np.random.Generator) -> _Sheets:
    absent = sheets.registered - sheets.ballots
    added = rng.binomial(absent, rng.uniform(*EXTENT, len(absent)))
    return sheets.with_ballots(sheets.ballots + added)


def _transferred(sheets: _Sheets, rng: np.random.Generator) -> _Sheets:
    moved = rng.binomial(sheets.others, rng.uniform(*EXTENT, len(sheets.others)))
    return sheets.with_leader(sheets.leader + moved)


def _rounded(sheets: _Sheets, rng: np.random.Generator) -> _Sheets:
    del rng
    percent = -(-100 * sheets.ballots // sheets.registered)
    raised = sheets.with_ballots(_nearest(percent / 100, sheets.registered))
    percent = -(-100 * raised.leader // raised.ballots)
    return raised.with_leader(_nearest(percent / 100, raised.ballots))


def _made_up(sheets: _Sheets, rng: np.random.Generator) -> _Sheets:
    low, high = WANTED
    number = len(sheets.registered)
    raised = sheets.with_ballots(
        _nearest(rng.integers(low, high + 1, number) / 100, sheets.registered)
    )
    return raised.with_leader(_nearest(rng.integers(low, high + 1, number) / 100, raised.ballots))


def _evading(sheets: _Sheets, rng: np.random.Generator) -> _Sheets:
    number = len(sheets.registered)
    raised = sheets.with_ballots(_off_whole(_wanted(rng, number), sheets.registered))
    return raised.with_leader(_off_whole(_wanted(rng, number), raised.ballots))


def _wanted(rng: np.random.Generator, number: int) -> Floats:
    low, high = WANTED
    share: Floats = rng.uniform(low / 100, high / 100, number)
    return share


def _nearest(share: Floats, whole: Whole) -> Whole:
    count: Whole = np.rint(share * whole).astype(np.int64)
    return count


def _off_whole(share: Floats, whole: Whole) -> Whole:
    """Counts near a share, moved away from whole percents by as few votes as it takes."""
    count = _nearest(share, whole)
    for _step in range(3):
        percent = count / whole
        near = np.abs(percent - np.rint(100 * percent) / 100) <= NEAR
        step = np.maximum(1, np.ceil(2 * NEAR * whole).astype(np.int64))
        count = np.where(near, count + step, count)
    return count


_CHANGES: dict[Kind, Callable[[_Sheets, np.random.Generator], _Sheets]] = {
    "stuffing": _stuffed,
    "transfer": _transferred,
    "rounding": _rounded,
    "made_up": _made_up,
    "evading": _evading,
}
