"""Every margin of one outcome: any seat, each option's seats, the majority, who passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crosstally.election.rule import NATION, Rule
from crosstally.seats.adjusted_margins import adjusted_margin
from crosstally.seats.area_prices import majority_change, seats_change
from crosstally.seats.conditions import (
    Condition,
    admission_conditions,
    has_conditions,
    quota_parts,
)
from crosstally.seats.contest_price import between_two, prices_of
from crosstally.seats.goals import Goal, admitted, any_seat, majority, seats_of
from crosstally.seats.least_ballots import at_least_ballots, fewest_ballots
from crosstally.seats.least_change import KINDS, Kind, least_changes
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.seat_prices import Wanted, has_prices
from crosstally.seats.system_changes import SystemChange, SystemMargin, kind_of
from crosstally.seats.system_margins import searched, system_margin
from crosstally.seats.system_votes import Move, SystemVotes
from crosstally.seats.threshold_prices import TooManySets
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
    other_base: int | None = None,
) -> list[AskedMargin]:
    """The margins of a rule that is one allocation (``Rule.plain``).

    ``votes`` and ``base`` as ``apply_rule`` takes them; ``goals``: all of them where none is named;
    ``other_base``: see ``at_least_ballots``.
    """
    whole = sum(votes.values()) if base is None else base
    return [
        AskedMargin(goal, _at_least_one(_of_votes(rule, votes, whole, goal, other_base)))
        for goal in goals or goals_of(rule, list(votes))
    ]


def _at_least_one(margin: SystemMargin) -> SystemMargin:
    """No ballot at all changes nothing."""
    return margin.with_bound(1) if margin.changes else margin


def _of_votes(
    rule: Rule, votes: Mapping[str, int], base: int, goal: Goal, other_base: int | None = None
) -> SystemMargin:
    start = apply_rule(rule, votes, base)
    if rule.method == "majority" and goal.asked in ("any_seat", "seats_of"):
        return system_margin(rule, SystemVotes({NATION: votes}), goal)
    if not has_conditions(rule):
        of = "valid" if rule.threshold is None else rule.threshold.of
        bases: dict[str, dict[str, int]] = {of: {NATION: base}}
        return searched(rule, SystemVotes({NATION: votes}, bases), goal)
    found = SystemMargin({}, None)
    if goal.asked in ("majority", "seats_of") and other_base is None:
        found = _priced(rule, votes, base, start, goal)
    # Where the least is known to be moved, no single line of moves is shorter.
    moved = found.proved and "moved" in found.changes and found.is_least("moved")
    kinds: tuple[Kind, ...] = ("added", "removed") if moved else KINDS
    known = max(1, found.at_least or 1)
    for kind, change in least_changes(rule, votes, base, goal, kinds, at_least=known).items():
        moves = (Move(NATION, change.ballots, change.taken_from, change.given_to),)
        outcome = apply_rule(rule, change.witness, change.base)
        one = SystemChange(kind, change.ballots, moves, outcome, change.least_of_kind)
        found = found.with_change(one)
    if found.proved:
        return found
    found = found.with_bound(
        at_least_ballots(rule, votes, base, start, goal, other_base=other_base)
    )
    if found.proved or other_base is not None:
        return found
    if goal.asked == "any_seat":
        return _with_each(found, rule, votes, base, start)
    if rule.runner_up is not None and goal.asked in ("majority", "seats_of"):
        return _with_several(found, rule, votes, base, start, goal)
    return found


def _with_each(
    found: SystemMargin, rule: Rule, votes: Mapping[str, int], base: int, start: SeatOutcome
) -> SystemMargin:
    """Where no tie is open, seats are others only where some option has others for certain: the
    ties of an allocation are between any two sets of options of one size. Where one is open, they
    may also be where several options share what those who tie have lost; with a ballot more, moved
    between two of them, it is one's for certain."""
    is_open = len(start.outcomes) > 1
    parts = quota_parts(rule)
    if is_open and (rule.threshold is not None or (parts is not None and len(parts) > 1)):
        return found
    least: list[int | None] = []
    for option in votes:
        of_it = _priced(rule, votes, base, start, seats_of(option))
        least.append(of_it.at_least)
        for change in of_it.changes.values():
            if not any_seat(change.outcome) & any_seat(start):
                found = found.with_change(change)
    known = [count for count in least if count is not None]
    return found.with_bound(min(known) - is_open) if len(known) == len(least) else found


def _priced(
    rule: Rule, votes: Mapping[str, int], base: int, start: SeatOutcome, goal: Goal
) -> SystemMargin:
    """Ballots moved between one option and several others, with those that let options pass the
    threshold, or stop them; the least over every set of options that may take part."""
    found = SystemMargin({}, None)
    if rule.runner_up is not None or not has_prices(rule):
        return found
    prices = prices_of(rule)(rule, votes, base)
    least: int | None = None
    most = sum(votes.values()) + base
    for wanted in _wanted(rule, votes, start, goal):
        try:
            price = prices.least(wanted, most if least is None else least)
        except TooManySets:
            return SystemMargin(found.changes, None)
        if price is None:
            continue
        least = price.at_least
        for moves in (*between_two(votes, wanted, least), price.moves):
            found = _with_moves(found, rule, votes, base, start, goal, moves)
    return SystemMargin(found.changes, least)


def _wanted(
    rule: Rule, votes: Mapping[str, int], start: SeatOutcome, goal: Goal
) -> Iterator[Wanted]:
    """The seats of an option with which the answer is another."""
    if goal.option is None:
        half = rule.seats // 2
        holders = majority(start)
        if len(holders) > 1:
            return
        (holder,) = holders
        if isinstance(holder, str):
            yield Wanted(holder, half, True)
        else:
            ranked = sorted(votes, key=lambda name: -votes[name])
            yield from (Wanted(name, half + 1, False) for name in ranked)
        return
    least = start.seats[goal.option]
    most = least + (goal.option in start.tied)
    if least:
        yield Wanted(goal.option, least - 1, True)
    if most < rule.seats:
        yield Wanted(goal.option, most + 1, False)


def _with_several(
    found: SystemMargin,
    rule: Rule,
    votes: Mapping[str, int],
    base: int,
    start: SeatOutcome,
    goal: Goal,
) -> SystemMargin:
    """With a runner-up: ballots moved between one option and several others, where the majority
    takes more than one seat, or a seat takes passing several; proved, where as few do not let
    anybody pass the threshold, or fail."""
    inside = {name: votes[name] for name in start.admitted}
    alone = rule.model_copy(update={"threshold": None, "runner_up": None})
    contests = {NATION: (alone, inside)}
    most = sum(votes.values()) if found.least is None else found.least.ballots
    try:
        if goal.option is None:
            change = majority_change(contests, majority(start))
        elif goal.option in inside:
            before = [seats[goal.option] for seats in start.outcomes]
            change = seats_change(contests, goal.option, (min(before), max(before)), most)
        else:
            return found
    except TooManySets:
        return found
    about = list(admission_conditions(rule, votes, base, start.admitted))
    if change is None or (rule.runner_up is not None and not all(one.on_base for one in about)):
        return found  # a runner-up has no fewer seats than it is to have
    found = _with_moves(found, rule, votes, base, start, goal, change.moves)
    counts = rule.threshold is None or rule.threshold.of != "registered"
    sooner = [fewest_ballots(condition, votes, base, counts) for condition in about]
    together = [change.at_least, sum(inside.values()), *(n for n in sooner if n is not None)]
    least = max(min(together), found.at_least or 0)
    if goal.option is None:
        least = max(least, _by_share(rule, votes, base, start))
    return SystemMargin(found.changes, least)


def _by_share(rule: Rule, votes: Mapping[str, int], base: int, start: SeatOutcome) -> int:
    """No fewer ballots take the majority of seats from who has it: by a quota of the votes by as
    many as there are seats, or more, nobody has fewer seats than its share of all votes gives,
    rounded down, whoever else passes."""
    (holder, *others) = majority(start)
    half = rule.seats // 2
    if others or not isinstance(holder, str) or quota_parts(rule) is None:
        return 0
    if rule.runner_up is not None and rule.seats - rule.runner_up.seats_at_least <= half:
        return 0
    names = list(votes)
    about = Condition({holder: -rule.seats}, on_total=half + 1, total_of=names, at_zero="kept")
    passing = [
        one
        for one in admission_conditions(rule, votes, base, start.admitted)
        if one.loses == holder
    ]
    counts = rule.threshold is None or rule.threshold.of != "registered"
    found = [fewest_ballots(one, votes, base, counts) for one in (about, *passing)]
    return min((count for count in found if count is not None), default=0)


def _with_moves(
    found: SystemMargin,
    rule: Rule,
    votes: Mapping[str, int],
    base: int,
    start: SeatOutcome,
    goal: Goal,
    moves: tuple[Move, ...],
) -> SystemMargin:
    """With these ballots changed, where they are fewer and give another answer."""
    kind, ballots = kind_of(moves), sum(move.ballots for move in moves)
    known = found.least if kind == "mixed" else found.changes.get(kind)
    if not moves or (known is not None and known.ballots <= ballots):
        return found
    after = SystemVotes({NATION: votes}).after(moves).votes[NATION]
    counts = rule.threshold is None or rule.threshold.of != "registered"
    then = base + counts * (sum(after.values()) - sum(votes.values()))
    if then < sum(after.values()) and base >= sum(votes.values()):
        return found  # nobody else is on the list
    outcome = apply_rule(rule, after, then)
    if goal(outcome) & goal(start):
        return found
    return found.with_change(SystemChange(kind, ballots, moves, outcome))


def margins_of_system(
    rule: Rule, votes: SystemVotes, goals: Sequence[Goal] = ()
) -> list[AskedMargin]:
    """The margins of a rule with constituencies or several parts. Raises ``ArgumentError`` where
    the votes do not fit it."""
    options = list(dict.fromkeys(name for counts in votes.votes.values() for name in counts))
    return [
        AskedMargin(goal, _at_least_one(_of_system(rule, votes, goal)))
        for goal in goals or goals_of(rule, options)
    ]


def _of_system(
    rule: Rule, votes: SystemVotes, goal: Goal, kinds: Sequence[Kind] = KINDS
) -> SystemMargin:
    if rule.turnout is not None:
        found = turnout_margin(rule, votes, goal, kinds, _of_system)
        if found is not None:
            return found
    elif rule.majority_guarantee or rule.candidates:
        found = adjusted_margin(rule, votes, goal, kinds, _of_system)
        if found is not None:
            return found
    elif rule.plain and list(votes.votes) == [NATION]:
        counts = votes.votes[NATION]
        of = "valid" if rule.threshold is None else rule.threshold.of
        base = votes.bases.get(of, {}).get(NATION, sum(counts.values()))
        return _of_votes(rule, counts, base, goal)
    return system_margin(rule, votes, goal, kinds)
