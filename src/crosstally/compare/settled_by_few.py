"""Whether fewer ballots are missing than change any seat, whatever parts the rule has.

Every completion is the fewest votes on sheets held with ballots added to them: those of sheets not
held, those that figures which were not read may hold, and what other copies have more. As long as
they are fewer than the bound on what changes any stage of the rule (``seats.stage_bound``), the
seats are those of the fewest votes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.completions import Space
from crosstally.compare.settled import Determined, Settled
from crosstally.compare.settled_areas import AreaSettled
from crosstally.compare.settled_systems import SystemSettled
from crosstally.election.rule import NATION, Rule
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.stage_bound import stage_bound
from crosstally.seats.system_votes import SystemVotes
from crosstally.seats.votes import ArgumentError


@dataclass(frozen=True)
class _Start:
    """The fewest votes, and how many ballots may be added to them."""

    votes: SystemVotes
    ballots: int


def few_in_one_house(rule: Rule, space: Space) -> Settled:
    """The seats of a rule without constituencies. ``space`` has the base of the rule's first
    share."""
    asked, base = rule.share_asked, space.base
    shares = rule.shares_of
    if shares and (base is None or asked is None or shares != {asked.of}):
        return Settled(Determined.UNKNOWN)
    bases: dict[str, Mapping[str, int]] = {}
    ballots = _open(space) + space.not_held
    if shares and base is not None and asked is not None:
        least = base.least + (sum(space.least.values()) if base.follows else 0)
        bases = {asked.of: {NATION: least}}
        ballots += base.most - base.least
    votes = SystemVotes({NATION: dict(space.least)}, bases)
    found = _kept(rule, _Start(votes, ballots))
    return Settled(Determined.UNKNOWN if found is None else Determined.YES)


def few_in_constituencies(rule: Rule, spaces: AreaSpaces, not_held: int | None) -> SystemSettled:
    """All seats, and each constituency's unless others are placed in it."""
    start = None if not_held is None else _start(rule, spaces, not_held)
    found = None if start is None else _kept(rule, start)
    if found is None:
        return SystemSettled()
    placed = any(tier.placed is not None for tier in rule.tiers)
    areas = {
        area: AreaSettled(Determined.UNKNOWN)
        if placed
        else AreaSettled(Determined.YES, seats=one.certain if len(one.rows) == 1 else None)
        for area, one in found.by_area.items()
    }
    return SystemSettled(Settled(Determined.YES), areas)


def _kept(rule: Rule, start: _Start) -> SeatOutcome | None:
    """The seats, where fewer ballots are missing than change any of them. Under Droop's quota one
    ballot more may make a tie that no moved ballot makes: nothing is settled so."""
    methods = {rule.method, *(tier.method for tier in rule.tiers)}
    if "droop_lr" in methods | {alliance.method for alliance in rule.alliances.values()}:
        return None
    try:
        found = start.votes.outcome(rule)
        least = stage_bound(rule, start.votes, found)
    except ArgumentError:  # a constituency of which nothing is held
        return None
    return found if least is not None and start.ballots < least else None


def _start(rule: Rule, spaces: AreaSpaces, not_held: int) -> _Start | None:
    held = {area: one.space(not_held) for area, one in spaces.held.items()}
    ballots = min(not_held, sum(one.not_held for one in held.values()))
    ballots += sum(map(_open, held.values()))
    bases: dict[str, Mapping[str, int]] = {}
    for name in rule.shares_of:
        if name == "valid" and spaces.options_are_valid:
            continue
        spans = {area: _span(name, one) for area, one in spaces.held.items()}
        known = {area: span for area, span in spans.items() if span is not None}
        if len(known) < len(spans):
            return None
        bases[name] = {area: low for area, (low, _) in known.items()}
        ballots += sum(high - low for low, high in known.values())
    votes = {area: dict(one.least) for area, one in spaces.held.items()}
    return _Start(SystemVotes(votes, bases, spaces.within), ballots)


def _open(space: Space) -> int:
    """How many more ballots sheets held may have than their fewest votes."""
    return space.unread_room + sum(space.most[name] - low for name, low in space.least.items())


def _span(name: str, held: HeldInArea) -> tuple[int, int] | None:
    """The least and the most of a size on the sheets held; of voters on the lists, all of them."""
    if name == "registered":
        return None if held.registered is None else (held.registered, held.registered)
    return held.cast if name == "cast" else held.valid
