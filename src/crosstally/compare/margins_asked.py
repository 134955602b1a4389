"""How few votes would change the seats of an announcement or of a source's sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crosstally.compare.announced import Announced
from crosstally.compare.seats_by_area import (
    VotesByArea,
    announced_by_constituency,
    sheets_by_area,
    system_votes,
)
from crosstally.election.definition import Announcement
from crosstally.election.rule import NATION, Constituencies, Rule
from crosstally.seats.asked_margins import (
    MOST_OPTIONS,
    AskedMargin,
    margins_of_system,
    margins_of_votes,
)
from crosstally.seats.goals import Goal
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.system_changes import SystemMargin
from crosstally.seats.system_votes import SystemVotes
from crosstally.seats.votes import ArgumentError
from crosstally.tabulation.figures import Tabulated


def margins_of_announcement(
    announced: Announced,
    announcement: Announcement,
    outcome: SeatOutcome,
    goals: Sequence[Goal] = (),
) -> list[AskedMargin]:
    """The margins of ``outcome``, which the contest's rule gives on an announcement. ``goals``: all
    of them where none is named."""
    about = _constituencies(announced)
    found = None
    if about is not None:
        found = announced_by_constituency(announced, announcement.id, about)
    return _margins(announced, found, outcome, goals)


def margins_of_sheets(
    announced: Announced,
    tabulated: Tabulated,
    source: str,
    outcome: SeatOutcome,
    goals: Sequence[Goal] = (),
) -> list[AskedMargin]:
    """The same for what it gives on all sheets of a source."""
    about = _constituencies(announced)
    found = None if about is None else sheets_by_area(announced, tabulated, source, about)
    return _margins(announced, found, outcome, goals)


def _constituencies(announced: Announced) -> Constituencies | None:
    rule = announced.question.rule
    return None if rule is None else rule.constituencies


def _margins(
    announced: Announced,
    by_area: VotesByArea | None,
    outcome: SeatOutcome,
    goals: Sequence[Goal],
) -> list[AskedMargin]:
    """Nothing where there are too many options, or nobody has a vote.

    Where the threshold's base was printed with rounding, it is taken at both of its ends: what is
    found is enough at one of them.
    """
    rule = announced.question.rule
    if rule is None or len(outcome.votes) > MOST_OPTIONS or not any(outcome.votes.values()):
        return []
    if not rule.plain:
        votes = _of_system(announced, rule, by_area, outcome)
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
        margins_of_votes(rule, outcome.votes, base, goals, other_base=other)
        for base, other in ((wholes[0], wholes[-1]), (wholes[-1], wholes[0]))
    ]
    return [_at_ends(low, high, not outcome.undecided) for low, high in zip(*ends, strict=True)]


def _at_ends(low: AskedMargin, high: AskedMargin, one_outcome: bool) -> AskedMargin:
    """The smaller of both. Each condition changes with the base in one direction, and was looked at
    for both ends, so that no fewer ballots do between them, where the seats are the same all
    over."""
    changes = dict(low.margin.changes)
    for kind, change in high.margin.changes.items():
        if kind not in changes or change.ballots < changes[kind].ballots:
            changes[kind] = change
    changes = {kind: replace(change, least_of_kind=False) for kind, change in changes.items()}
    proved = [one.margin.at_least for one in (low, high)]
    least = min((count for count in proved if count is not None), default=None)
    return AskedMargin(low.goal, SystemMargin(changes, least if one_outcome else None))


def _of_system(
    announced: Announced, rule: Rule, by_area: VotesByArea | None, outcome: SeatOutcome
) -> SystemVotes | None:
    if rule.constituencies is not None:
        return None if by_area is None else system_votes(rule, by_area, announced.areas)
    return SystemVotes(
        {NATION: outcome.votes}, {of: {NATION: size} for of, size in outcome.sizes.items()}
    )
