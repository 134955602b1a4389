"""Turnout through the day: where people voted late, and for whom.

Some commissions publish how many had voted by noon and by five. Ballots that were added after
closing make a late rush. A practice of observers (and of Georgia's commission, which publishes
votes a minute); no published test is known to us.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, NotApplicable, Outcome
from crosstally.forensics.stations import Column, Selection, Stations, Whole
from crosstally.forensics.within_groups import Slope, group_numbers, slope_within_groups
from crosstally.words import N_

FEWEST_STATIONS = 100
FAST = 2
"""Voters a minute from which on a station counts as fast, as Georgia's commission counts them."""
OPENING, CLOSING = "08:00", "20:00"
_HOUR = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, eq=False, kw_only=True)
class TurnoutThroughTheDay(Outcome):
    """How the day's voters came, and whether late ones go with the leader's share."""

    share_by: Mapping[str, float]
    """Hour → the part of all voters who had voted by then, over all stations looked at."""
    falling: int
    """Stations where fewer had voted at a later hour than at an earlier one: figures that cannot
    both be right. They are looked at no further."""
    fast: Mapping[str, int]
    """End of a part of the day → stations with more than two voters a minute in it."""
    late: Slope
    """Points of the leader's share for each point of voters who came after the last hour, within
    regions."""
    beyond: tuple[str, ...] = ()
    """Hours of an election folder that are not between opening and closing, which are not looked
    at."""

    @property
    def headline(self) -> float | None:
        """The slope of the leader's share on late voters."""
        return self.late.slope if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """How many had voted by each hour, and the slope with its standard error."""
        course = ", ".join(f"{hour} {100 * part:.1f} %" for hour, part in self.share_by.items())
        said = N_(
            "had voted by {course}; points of the leader's share for each point of later voters: "
            "{slope} (sd {sd}); stations where the figures fall: {falling}"
        )
        values = {"slope": f"{self.late.slope:.3g}", "sd": f"{self.late.sd:.2g}"}
        found = [Sentence(said, {"course": course, **values, "falling": self.falling})]
        if self.beyond:
            found.append(Sentence(_BEYOND, {"hours": self.beyond, **_DAY}))
        return tuple(found)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The day's course, and the slope."""
        return {
            **{f"by.{hour}": share for hour, share in self.share_by.items()},
            **{f"fast.{hour}": number for hour, number in self.fast.items()},
            "falling": self.falling,
            "slope": self.late.slope,
            "sd": self.late.sd,
        }


def turnout_through_the_day(
    voted_by: Mapping[str, npt.ArrayLike],
    ballots: npt.ArrayLike,
    leader: npt.ArrayLike,
    region: npt.ArrayLike,
    *,
    opening: str = OPENING,
    closing: str = CLOSING,
) -> TurnoutThroughTheDay:
    """Look at how many voted by which hour (``{"12:00": [...], "17:00": [...]}``), and regress the
    leader's share of the ballots on the part of voters who came after the last hour, within
    regions and weighted by ballots.

    Arrays of whole numbers, one entry a station, NaN where a figure is not known; all ballots
    stand for those who had voted by ``closing``. Raises ``ArraysError`` for arrays that cannot be
    read, ``ValueError`` for hours that are none or not in the order of the day, ``NotApplicable``
    for fewer than 100 stations or where fewer than two regions have stations that differ.
    """
    stations = Stations.of(
        METHOD.needs, voted_by=voted_by, ballots=ballots, leader=leader, region=region
    )
    return _found(stations, opening, closing)


def _run(stations: Stations) -> TurnoutThroughTheDay:
    """With the hours of an election folder: those that are not between opening and closing, such as
    the turnout at closing itself, say nothing of when people came."""
    between = {
        hour: column
        for hour, column in stations.voted_by.items()
        if _HOUR.fullmatch(hour) and _minutes(OPENING) < _minutes(hour) < _minutes(CLOSING)
    }
    beyond = tuple(hour for hour in stations.voted_by if hour not in between)
    if not between:
        raise NotApplicable(Sentence(_BEYOND, {"hours": beyond, **_DAY}))
    in_order = dict(sorted(between.items(), key=lambda pair: _minutes(pair[0])))
    return replace(_found(replace(stations, voted_by=in_order), OPENING, CLOSING), beyond=beyond)


def _found(stations: Stations, opening: str, closing: str) -> TurnoutThroughTheDay:
    hours = [*stations.voted_by, closing]
    minutes = [_minutes(hour) for hour in (opening, *hours)]
    if minutes != sorted(set(minutes)):
        raise ValueError(f"hours: {', '.join((opening, *hours))}; expected in the order of the day")
    ballots, leader = stations.column("ballots"), stations.column("leader")
    course = [*stations.voted_by.values(), ballots]
    falls = _falls(course)
    assert stations.region is not None
    selection = (
        Selection.of_known(*course, leader)
        .in_named(stations.region)
        .without(ballots.values == 0, Sentence("no ballots found"))
        .without(leader.values > ballots.values, Sentence("more votes than ballots"))
        .without(falls, Sentence("fewer had voted at a later hour than at an earlier one"))
    )
    if selection.stations < FEWEST_STATIONS:
        few = Sentence("fewer than {n} stations can be looked at", {"n": FEWEST_STATIONS})
        raise selection.refused(few)
    kept = selection.kept
    by = [column.values[kept] for column in course]
    late = _late_slope(stations, by, leader.values[kept], selection)
    came = np.diff([np.zeros_like(by[0]), *by], axis=0)
    lasted = np.diff(minutes)
    return TurnoutThroughTheDay(
        stations=selection.stations,
        left_out=selection.left_out,
        share_by={
            hour: float(column.sum() / by[-1].sum())
            for hour, column in zip(hours[:-1], by[:-1], strict=True)
        },
        falling=int(np.count_nonzero(falls)),
        fast={
            hour: int(np.count_nonzero(number > FAST * length))
            for hour, number, length in zip(hours, came, lasted, strict=True)
        },
        late=late,
    )


def _late_slope(stations: Stations, by: list[Whole], leader: Whole, selection: Selection) -> Slope:
    assert stations.region is not None
    ballots = by[-1]
    after = (ballots - by[-2]) / ballots
    region = group_numbers(stations.region[selection.kept])
    slope = slope_within_groups(leader / ballots, after, ballots.astype(np.float64), region)
    if slope is None:
        raise selection.refused(Sentence("fewer than two regions have stations that differ"))
    return slope


def _falls(course: list[Column]) -> npt.NDArray[np.bool_]:
    """Stations where a known figure is below a known earlier one."""
    highest = np.zeros(len(course[0]), dtype=np.int64)
    falls = np.zeros(len(course[0]), dtype=np.bool_)
    for column in course:
        falls |= column.known & (column.values < highest)
        highest = np.maximum(highest, np.where(column.known, column.values, 0))
    return falls


def _minutes(hour: str) -> int:
    found = _HOUR.fullmatch(hour)
    if found is None:
        raise ValueError(f"hour: {hour!r}; expected as '17:00'")
    return 60 * int(found[1]) + int(found[2])


_DAY = {"opening": OPENING, "closing": CLOSING}
_BEYOND = N_(
    "not looked at is turnout at {hours}: the day is taken to last from {opening} to {closing}"
)

METHOD = Method(
    name="turnout_through_the_day",
    title=N_("Turnout through the day"),
    tier=Tier.INDICATIVE,
    paper=(
        "A practice of observers, without a published test; standard error of Liang and Zeger "
        "1986, Biometrika 73, 13-22"
    ),
    equation=N_(
        "Slope of leader's votes / ballots on the part of voters who came after the last published "
        "hour, within regions, weighted by ballots; stations with more than two voters a minute; "
        "stations whose figures fall"
    ),
    needs=("voted_by", "ballots", "leader", "region"),
    applies=N_("At least 100 stations in two regions or more, with turnout at one hour or more"),
    looks_for=N_("A late rush at the stations where the leader is strong"),
    cannot_see=N_(
        "Who comes late in an honest election: shifts, weather and habit differ between places. "
        "Ballots added before the first published hour"
    ),
    figure=N_("slope"),
    run=_run,
)
