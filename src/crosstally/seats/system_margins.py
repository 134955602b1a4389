"""How few ballots change what a rule with constituencies or several parts gives.

Where each constituency shares its own seats, see ``area_margins``; where the rule comes to one
allocation over the whole place, ``national_margins``. Else changes are found by trying, every
witness put through the whole rule again, and ``stage_bound`` says how many ballots it takes at
least: where that is as many, the change is the least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from crosstally.election.rule import Rule
from crosstally.seats.area_margins import Areas
from crosstally.seats.by_constituency import area_rules
from crosstally.seats.first_round_margins import first_round_margin
from crosstally.seats.goals import Goal, any_seat
from crosstally.seats.least_change import KINDS, Kind
from crosstally.seats.national_margins import National, national
from crosstally.seats.priced_margins import priced_margin
from crosstally.seats.stage_bound import stage_bound
from crosstally.seats.system_changes import Search, SystemChange, SystemMargin, halved, on_line
from crosstally.seats.system_votes import SystemVotes

MOST_TRIED = 3_000
"""Allocations of the whole house that a search without a proof may take."""
MOST_OPTIONS_TRIED = 8
MOST_PLACES = 1_000
"""Places along all lines together that are tried."""

Line = tuple[Kind, str, str | None, str | None]
"""A kind of change, the area, whose ballots are taken, and who gets them."""


def system_margin(
    rule: Rule, votes: SystemVotes, goal: Goal = any_seat, kinds: Sequence[Kind] = KINDS
) -> SystemMargin:
    """The smallest changes of votes that give another answer to ``goal``, of each kind.

    Raises ``ArgumentError`` where the votes do not fit the rule.
    """
    if rule.turnout is not None:
        return searched(rule, votes, goal, kinds)  # see ``turnout_margins``
    if rule.method == "majority" and goal.asked in ("any_seat", "seats_of"):
        return first_round_margin(rule, votes, goal, kinds)
    start = votes.outcome(rule)
    search = Search(rule, votes, goal, start)
    rules = area_rules(rule)
    if rules is None:
        one = national(rule, votes, start)
        return searched(rule, votes, goal, kinds) if one is None else _of_one(one, search, kinds)
    return _of_areas(Areas(rule, rules, votes, start), search, kinds)


def _of_areas(areas: Areas, search: Search, kinds: Sequence[Kind]) -> SystemMargin:
    """What changes the seats of constituencies that each share their own."""
    if search.goal.asked == "majority":
        found = areas.majority(search)
    else:
        changes = areas.least(search, kinds)
        enough = min((change.ballots for change in changes.values()), default=0)
        proves = enough or areas.by_itself
        found = SystemMargin(changes, areas.at_least(search.goal, enough) if proves else None)
    if areas.by_itself and not found.proved:
        found = priced_margin(areas, search, found)
    if not found.changes:
        return SystemMargin(_tried(search, kinds), found.at_least)
    return found


def _of_one(found: National, search: Search, kinds: Sequence[Kind]) -> SystemMargin:
    """What changes the one allocation that the rule comes to, and what trying finds besides."""
    changes: dict[Kind, SystemChange] = {}
    for kind, moves in found.candidates(search.goal, kinds):
        change = search.change(kind, moves)
        if change is not None and (kind not in changes or change.ballots < changes[kind].ballots):
            changes[kind] = change
    enough = min((change.ballots for change in changes.values()), default=0)
    if enough and found.at_least(search.goal, enough) == enough:
        return SystemMargin(changes, enough)
    for kind, change in _tried(search, kinds).items():
        if kind not in changes or change.ballots < changes[kind].ballots:
            changes[kind] = change
    enough = min((change.ballots for change in changes.values()), default=0)
    return SystemMargin(changes, found.at_least(search.goal, enough) if enough else None)


def searched(
    rule: Rule, votes: SystemVotes, goal: Goal = any_seat, kinds: Sequence[Kind] = KINDS
) -> SystemMargin:
    """The smallest changes that trying finds, whatever the rule, and no fewer than which do, where
    a bound is known."""
    start = votes.outcome(rule)
    changes = _tried(Search(rule, votes, goal, start), kinds)
    return SystemMargin(changes, stage_bound(rule, votes, start, goal))


def _tried(search: Search, kinds: Sequence[Kind]) -> dict[Kind, SystemChange]:
    """Changes found by trying: along each line at some places, the nearest of which that does is
    halved towards the last one that changes nothing. No proof that none is smaller, but where every
    smaller number could be tried (``least_of_kind``)."""
    found: dict[Kind, SystemChange] = {}
    lines = list(_lines(search.votes, kinds, _asked_about(search)))
    step = max(1, len(lines) * 2 // MOST_TRIED)
    places = max(1, MOST_PLACES // max(1, len(lines)))
    for kind, area, taken, given in lines[::step]:
        best = found.get(kind)
        counts = search.votes.votes[area]
        room = search.votes.left_on_list(area)
        most = sum(counts.values()) + 1 if room is None else room
        if taken is not None:
            most = counts[taken]
        if best is not None:
            most = min(most, best.ballots - 1)
        if most < 1 or search.tried > 2 * MOST_TRIED:
            continue
        change = _nearest(partial(on_line, search, kind, area, taken, given), most, places)
        if change is not None:
            found[kind] = change
    if step > 1 or len(_options(search.votes)) > MOST_OPTIONS_TRIED:
        return found
    return {
        kind: _each_smaller(search, change, [line for line in lines if line[0] == kind])
        for kind, change in found.items()
    }


def _nearest(
    at: Callable[[int], SystemChange | None], most: int, places: int
) -> SystemChange | None:
    """The smallest change found at so many places up to ``most``, and between them."""
    low = 0
    for place in range(1, min(places, most) + 1):
        ballots = most * place // min(places, most)
        change = at(ballots)
        if change is not None:
            return halved(at, change, low)
        low = ballots
    return None


def _each_smaller(search: Search, change: SystemChange, lines: Sequence[Line]) -> SystemChange:
    """The least change along all lines, where every smaller number can be tried."""
    if change.ballots * len(lines) > MOST_PLACES:
        return change
    for ballots in range(1, change.ballots):
        for line in lines:
            taken = line[2]
            if taken is not None and search.votes.votes[line[1]][taken] < ballots:
                continue
            smaller = on_line(search, *line, ballots)
            if smaller is not None:
                return replace(smaller, least_of_kind=True)
    return replace(change, least_of_kind=True)


def _options(votes: SystemVotes) -> dict[str, int]:
    """Option → its votes everywhere."""
    totals: dict[str, int] = {}
    for counts in votes.votes.values():
        for name, count in counts.items():
            totals[name] = totals.get(name, 0) + count
    return totals


def _asked_about(search: Search) -> list[str]:
    """The option that is asked about, or the one that is nearest to a threshold."""
    if search.goal.option is not None:
        return [search.goal.option]
    reasons = [one for one in search.admissions if one.option in _options(search.votes)]
    nearest = sorted(reasons, key=lambda one: abs(one.votes - one.needed * one.base))
    return [one.option for one in nearest[:1]]


def _lines(votes: SystemVotes, kinds: Sequence[Kind], also: Sequence[str]) -> Iterator[Line]:
    """For the options with most votes, and ``also`` these."""
    totals = _options(votes)
    ranked = sorted(totals, key=lambda name: (name not in also, -totals[name]))
    first = ranked[:MOST_OPTIONS_TRIED]
    for area, counts in votes.votes.items():
        here = [name for name in first if name in counts]
        for one in here:
            if "added" in kinds:
                yield "added", area, None, one
            if "removed" in kinds:
                yield "removed", area, one, None
            for other in here:
                if other != one and "moved" in kinds:
                    yield "moved", area, one, other
