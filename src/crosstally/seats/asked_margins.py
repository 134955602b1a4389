"""Every margin of one outcome: any seat, each option's seats, the majority, who passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crosstally.election.rule import NATION, Rule
from crosstally.seats.conditions import admission_conditions, has_conditions
from crosstally.seats.goals import Goal, admitted, any_seat, majority, seats_of
from crosstally.seats.least_ballots import at_least_ballots, fewest_ballots
from crosstally.seats.least_change import KINDS, Kind, least_changes
from crosstally.seats.majority_margin import MajorityChange, majority_change
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.seats_margin import SeatsChange, seats_change
from crosstally.seats.system_changes import SystemChange, SystemMargin
from crosstally.seats.system_margins import searched, system_margin
from crosstally.seats.system_votes import Move, SystemVotes
from crosstally.seats.turnout_margins import turnout_margin

MOST_OPTIONS = 80
"""Every two options are looked at: with more it would take too long."""


@dataclass(frozen=True)
class AskedMargin:
    """How few ballots change the answer to one question."""

    goal: Goal
    margin: SystemMargin


def goals_of(rule: Rule, options: Sequence[str]) -> list[Goal]:
    """What can be asked of a rule's outcome."""
    national = rule.threshold is not None
    several = rule.seats > 1 and rule.method != "majority"  # which leaves seats to a second round
    parts = [any_seat, *([majority] if several else []), *([admitted] if national else [])]
    return parts + [seats_of(option) for option in options if option not in rule.alliances]


def margins_of_votes(
    rule: Rule,
    votes: Mapping[str, int],
    base: int | None = None,
    goals: Sequence[Goal] = (),
    *,
    whoever_passes: bool = True,
) -> list[AskedMargin]:
    """The margins of a rule that is one allocation (``Rule.plain``).

    ``votes`` and ``base`` as ``apply_rule`` takes them; ``goals``: all of them where none is named;
    ``whoever_passes``: see ``at_least_ballots``.
    """
    whole = sum(votes.values()) if base is None else base
    return [
        AskedMargin(goal, _of_votes(rule, votes, whole, goal, whoever_passes))
        for goal in goals or goals_of(rule, list(votes))
    ]


def _of_votes(
    rule: Rule, votes: Mapping[str, int], base: int, goal: Goal, whoever_passes: bool
) -> SystemMargin:
    start = apply_rule(rule, votes, base)
    if rule.method == "majority" and goal.asked in ("any_seat", "seats_of"):
        return system_margin(rule, SystemVotes({NATION: votes}), goal)
    if not has_conditions(rule):
        of = "valid" if rule.threshold is None else rule.threshold.of
        bases: dict[str, dict[str, int]] = {of: {NATION: base}}
        return searched(rule, SystemVotes({NATION: votes}, bases), goal)
    changes = {
        kind: SystemChange(
            kind,
            found.ballots,
            (Move(NATION, found.ballots, found.taken_from, found.given_to),),
            apply_rule(rule, found.witness, found.base),
        )
        for kind, found in least_changes(rule, votes, base, goal).items()
    }
    least = at_least_ballots(rule, votes, base, start, goal, whoever_passes=whoever_passes)
    found = SystemMargin(changes, least)
    if goal.asked in ("majority", "seats_of") and not found.proved:
        return _with_several(found, rule, votes, base, start, goal)
    return found


def _with_several(
    found: SystemMargin,
    rule: Rule,
    votes: Mapping[str, int],
    base: int,
    start: SeatOutcome,
    goal: Goal,
) -> SystemMargin:
    """With ballots moved between one option and several others, where the majority takes more than
    one seat, or a seat takes passing several; proved, where as few do not let anybody pass the
    threshold, or fail."""
    inside = {name: votes[name] for name in start.admitted}
    alone = rule.model_copy(update={"threshold": None, "runner_up": None})
    change: MajorityChange | SeatsChange | None = None
    if goal.option is None:
        change = majority_change({NATION: (alone, inside)}, majority(start))
    elif found.least is not None:
        most = found.least.ballots
        change = seats_change(NATION, alone, inside, goal.option, most)
    if change is None or rule.runner_up is not None:
        return found
    changes = dict(found.changes)
    after = SystemVotes({NATION: votes}).after(change.moves)
    outcome = apply_rule(rule, after.votes[NATION], base)
    fewer = "moved" not in changes or change.ballots < changes["moved"].ballots
    if change.moves and fewer and not goal(outcome) & goal(start):
        changes["moved"] = SystemChange("moved", change.ballots, change.moves, outcome)
    counts = rule.threshold is None or rule.threshold.of != "registered"
    sooner = [
        fewest_ballots(condition, votes, base, counts)
        for condition in admission_conditions(rule, votes, base, start.admitted)
    ]
    together = [change.at_least, sum(inside.values()), *(n for n in sooner if n is not None)]
    return SystemMargin(changes, max(min(together), found.at_least or 0))


def margins_of_system(
    rule: Rule, votes: SystemVotes, goals: Sequence[Goal] = ()
) -> list[AskedMargin]:
    """The margins of a rule with constituencies or several parts. Raises ``ArgumentError`` where
    the votes do not fit it."""
    options = list(dict.fromkeys(name for counts in votes.votes.values() for name in counts))
    return [
        AskedMargin(goal, _of_system(rule, votes, goal))
        for goal in goals or goals_of(rule, options)
    ]


def _of_system(
    rule: Rule, votes: SystemVotes, goal: Goal, kinds: Sequence[Kind] = KINDS
) -> SystemMargin:
    if rule.turnout is not None:
        found = turnout_margin(rule, votes, goal, kinds, _of_system)
        if found is not None:
            return found
    elif rule.plain and list(votes.votes) == [NATION]:
        counts = votes.votes[NATION]
        of = "valid" if rule.threshold is None else rule.threshold.of
        base = votes.bases.get(of, {}).get(NATION, sum(counts.values()))
        return _of_votes(rule, counts, base, goal, True)
    return system_margin(rule, votes, goal, kinds)
