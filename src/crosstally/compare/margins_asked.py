"""How few votes would change the seats of an announcement or of a source's sheets."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.compare.announced import Announced
from crosstally.compare.seats_by_area import (
    announced_by_constituency,
    sheets_by_area,
    system_votes,
)
from crosstally.election.definition import Announcement
from crosstally.election.rule import NATION, Rule
from crosstally.seats.asked_margins import (
    MOST_OPTIONS,
    AskedMargin,
    margins_of_system,
    margins_of_votes,
)
from crosstally.seats.goals import Goal
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.system_margins import SystemMargin
from crosstally.seats.system_votes import SystemVotes
from crosstally.seats.votes import ArgumentError
from crosstally.tabulation.figures import Tabulated


def margins_of(
    announced: Announced,
    tabulated: Tabulated,
    source: str,
    announcement: Announcement | None,
    outcome: SeatOutcome,
    goals: Sequence[Goal] = (),
) -> list[AskedMargin]:
    """The margins of ``outcome``, which the contest's rule gives on an announcement (None: on the
    sheets of ``source``); ``goals``: all of them where none is named. Nothing where there are too
    many options, or nobody has a vote.

    Where the threshold's base was printed with rounding, it is taken at both of its ends: what is
    found is enough at one of them.
    """
    rule = announced.question.rule
    if rule is None or len(outcome.votes) > MOST_OPTIONS or not any(outcome.votes.values()):
        return []
    if not rule.plain:
        votes = _system_votes(announced, tabulated, source, announcement, rule, outcome)
        try:
            return [] if votes is None else margins_of_system(rule, votes, goals)
        except ArgumentError:  # the areas at hand are not those that the rule is for
            return []
    interval = outcome.base_interval
    if interval is None:
        return margins_of_votes(rule, outcome.votes, outcome.base_votes, goals)
    wholes = interval.wholes()
    if not len(wholes):
        return []
    ends = [
        margins_of_votes(rule, outcome.votes, base, goals, whoever_passes=False)
        for base in (wholes[0], wholes[-1])
    ]
    return [_at_ends(low, high, not outcome.undecided) for low, high in zip(*ends, strict=True)]


def _at_ends(low: AskedMargin, high: AskedMargin, one_outcome: bool) -> AskedMargin:
    """The smaller of both. Each condition changes with the base in one direction, so that no fewer
    ballots do between the ends than at one of them, where the seats are the same all over."""
    changes = dict(low.margin.changes)
    for kind, change in high.margin.changes.items():
        if kind not in changes or change.ballots < changes[kind].ballots:
            changes[kind] = change
    proved = [one.margin.at_least for one in (low, high)]
    least = min((count for count in proved if count is not None), default=None)
    return AskedMargin(low.goal, SystemMargin(changes, least if one_outcome else None))


def _system_votes(
    announced: Announced,
    tabulated: Tabulated,
    source: str,
    announcement: Announcement | None,
    rule: Rule,
    outcome: SeatOutcome,
) -> SystemVotes | None:
    about = rule.constituencies
    if about is None:
        of: str = rule.threshold.of if rule.threshold is not None else "valid"
        base = outcome.base_votes
        bases = {} if base is None else {of: {NATION: base}}
        return SystemVotes({NATION: outcome.votes}, bases)
    if announcement is None:
        found = sheets_by_area(announced, tabulated, source, about)
    else:
        found = announced_by_constituency(announced, announcement.id, about)
    return None if found is None else system_votes(rule, found, announced.areas)
