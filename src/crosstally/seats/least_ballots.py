"""The fewest ballots that could break any of the conditions that hold an outcome in place.

A ballot can be moved from any option to any other, added to one or removed from one, so that the
most that one ballot can do for a condition is known; no set of fewer ballots, over any options,
breaks it. That proves a change that needs no more than the least of these numbers to be the least
there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from crosstally.election.rule import Rule
from crosstally.seats.conditions import (
    Condition,
    admission_conditions,
    full_quota_conditions,
    has_conditions,
    part_used,
    quota_parts,
    seat_conditions,
    small_council_conditions,
)
from crosstally.seats.goals import Goal, any_seat
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.lines import first_where
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule

MOST_CROSSING = 6
"""Options that could pass or fail a threshold with few ballots: their sets are looked at one by
one."""


def at_least_ballots(
    rule: Rule,
    votes: Mapping[str, int],
    base: int,
    outcome: SeatOutcome,
    goal: Goal = any_seat,
    *,
    whoever_passes: bool = True,
    other_base: int | None = None,
) -> int | None:
    """No fewer ballots moved, added or removed, over any options, give another answer to ``goal``
    on every admissible outcome; None where no number of them does.

    ``outcome`` is what the rule gives on ``votes`` and ``base``; with an open tie all that is said
    is that it takes one ballot, and so for a small Dutch council with a threshold.

    Who passes another threshold need not change a seat: with ``whoever_passes`` every set of
    options that fewer ballots could admit is looked at. Without it, such a change counts as enough.
    ``other_base``: what is said is so for every size of the base between the two, at which the same
    options pass.
    """
    if len(outcome.outcomes) > 1 or not rule.plain:
        return 1
    if not has_conditions(rule):
        if rule.threshold is not None or rule.runner_up is not None or not any(votes.values()):
            return 1
        return _least(fewest_ballots(one, votes) for one in small_council_conditions(rule, votes))
    counts = rule.threshold is None or rule.threshold.of != "registered"
    sizes = [base, *([] if other_base is None else [other_base])]
    admission = {
        condition: _least(fewest_ballots(condition, votes, size, counts) for size in sizes)
        for condition in admission_conditions(rule, votes, base, outcome.admitted)
    }
    everybody = rule.method == "majority"
    seats = {name: outcome.seats[name] for name in (votes if everybody else outcome.admitted)}
    first = _least(_of_seats(rule, votes, outcome, seats, goal))
    sure = rule.runner_up is None or all(one.admits and _names_one(one) for one in admission)
    if whoever_passes and goal.asked != "threshold" and sure:
        crossing = {
            name: count
            for condition, count in admission.items()
            if (name := condition.gains or condition.loses) and count is not None
        }
        gone = [count for one, count in admission.items() if not (one.gains or one.loses)]
        sooner = {name: count for name, count in crossing.items() if first is None or count < first}
        if len(sooner) <= MOST_CROSSING:
            others = _with_others(rule, votes, outcome, goal, sooner)
            return _least([first, *gone, *others])
    counted = [
        count for condition, count in admission.items() if goal.depends_on(condition, rule, outcome)
    ]
    least = _least([first, *counted])
    outside = goal.asked == "seats_of" and goal.option not in outcome.admitted
    if outside and sure and least is not None:
        return max(least, _until_inside(rule, goal, outcome, admission) or 0)
    return least


def _until_inside(
    rule: Rule, goal: Goal, outcome: SeatOutcome, admission: Mapping[Condition, int | None]
) -> int | None:
    """Ballots until an option that does not pass may take part: it passes, or, where there is a
    runner-up, all others but one do not any more."""
    needed = next((n for one, n in admission.items() if one.gains == goal.option), None)
    if rule.runner_up is None:
        return needed
    fails = [n for one, n in admission.items() if one.loses in outcome.admitted]
    if len(fails) < 2 or None in fails:
        return needed
    next_to_last = sorted(n for n in fails if n is not None)[-2]
    return _least([needed, next_to_last])


def _names_one(condition: Condition) -> bool:
    """Whether it is about one option and the threshold, and about no runner-up."""
    return bool(condition.on_base)


def _least(counts: Iterable[int | None]) -> int | None:
    return min((count for count in counts if count is not None), default=None)


def _with_others(
    rule: Rule,
    votes: Mapping[str, int],
    outcome: SeatOutcome,
    goal: Goal,
    crossing: Mapping[str, int],
) -> Iterator[int | None]:
    """For every other set that might take part: the ballots until it does, and until with it
    anything that holds the seats is broken, whichever are more. ``crossing``: option → ballots
    until it passes, or does not any more."""
    for number in range(1, len(crossing) + 1):
        for chosen in combinations(crossing, number):
            until = max(crossing[name] for name in chosen)
            inside = set(outcome.admitted).symmetric_difference(chosen)
            if rule.runner_up is not None and len(inside) < 2:
                yield until  # another takes part with the only one
                continue
            if goal.option is not None and goal.option not in inside:
                if outcome.seats[goal.option]:
                    yield until  # it loses them
                continue
            seats: Mapping[str, int] | None
            seats = {name: outcome.seats[name] for name in votes if name in inside}
            if any(outcome.seats[name] for name in chosen):
                seats = _same_answer(rule, seats, votes, outcome, goal)
            if seats is None:
                yield until
                continue
            least = _least(_of_seats(rule, votes, outcome, seats, goal))
            if not any(seats.values()):
                least = 1  # where nobody passed, whoever does wins
            if least is not None:
                yield max(until, least)


def _same_answer(
    rule: Rule,
    inside: Iterable[str],
    votes: Mapping[str, int],
    outcome: SeatOutcome,
    goal: Goal,
) -> dict[str, int] | None:
    """The seats if those alone took part; None where that is another answer, or a tie."""
    alone = rule.model_copy(update={"threshold": None, "runner_up": None})
    counted = {name: votes[name] for name in inside}
    if goal.asked == "any_seat" or not any(counted.values()):
        return None
    found = apply_rule(alone, counted)
    same = len(found.outcomes) == 1 and goal(found) == goal(outcome)
    return dict(found.seats) if same else None


def fewest_ballots(
    condition: Condition, votes: Mapping[str, int], base: int = 0, counts_base: bool = True
) -> int | None:
    """The fewest ballots that could break it; None where no ballot does anything for it."""
    value = condition.value(votes, base)
    if condition.power > 1:
        return _moved(condition, votes)
    weights = condition.of_each(list(votes), counts_base).values()
    most, least = max(weights), min(weights)
    gain = max(most - least if len(votes) > 1 else 0, most, -least)
    if gain <= 0:
        return None
    return max(steps_to_break(condition, value, gain), 1)


def steps_to_break(condition: Condition, value: int, gain: int | Fraction) -> int:
    """How often ``gain`` is to be added to ``value`` until the condition is broken."""
    steps = -(value // gain) if condition.at_zero == "broken" else -value // gain + 1
    return int(steps)


def _moved(condition: Condition, votes: Mapping[str, int]) -> int | None:
    """The same for a difference of two powers. One ballot that is moved does for both what others
    do for one."""
    gains, loses = condition.gains, condition.loses
    assert gains is not None
    assert loses is not None
    left, right = condition.weights[gains], -condition.weights[loses]

    def broken(m: int) -> bool:
        after = {gains: votes[gains] + m, loses: max(votes[loses] - m, 0)}
        return condition.broken(condition.value(after))

    if not left and not broken(votes[loses]):
        return None
    most = votes[loses] + 1  # all its ballots moved, and one more for the other
    assert right >= 0
    return max(first_where(broken, most), 1)


def _of_seats(
    rule: Rule,
    votes: Mapping[str, int],
    outcome: SeatOutcome,
    seats: Mapping[str, int],
    goal: Goal,
) -> Iterator[int | None]:
    """Ballots that break what holds the seats, those taking part who are in ``seats``."""
    options = list(votes)

    def conditions(part: int | None = None) -> list[Condition]:
        found = seat_conditions(rule, options, seats, part)
        return [one for one in found if goal.depends_on(one, rule, outcome)]

    parts = quota_parts(rule)
    if not seats or (goal.asked == "threshold" and rule.method != "majority"):
        return
    if rule.method == "droop_lr":
        held = conditions()
        yield from (fewest_ballots(one, votes) for one in held if not one.gains)
        yield _with_droop(votes, list(seats), rule.seats, [one for one in held if one.gains])
        return
    if parts is None:
        yield from (fewest_ballots(one, votes) for one in conditions())
        return
    used = part_used(votes, list(seats), parts)
    yield from (fewest_ballots(one, votes) for one in conditions(used))
    for part in parts:
        if part != used:
            yield _with_another_quota(votes, list(seats), (part, used), conditions(part))


def _with_another_quota(
    votes: Mapping[str, int], sharing: list[str], parts: tuple[int, int], held: list[Condition]
) -> int | None:
    """Ballots after which another quota is used (a greater one, where full quotas of the one that
    is used become too many; a smaller one, where its own become few enough), and something breaks
    with it, whichever are more."""
    part, used = parts
    rises = part < used
    until = [
        fewest_ballots(one, votes)
        for one in full_quota_conditions(votes, sharing, used if rises else part)
        if (one.gains is not None) == rises
    ]
    least = min((count for count in until if count is not None), default=None)
    broken = [0 if one.value(votes) > 0 else fewest_ballots(one, votes) for one in held]
    first = min((count for count in broken if count is not None), default=None)
    return None if least is None or first is None else max(least, first)


def _with_droop(
    votes: Mapping[str, int], sharing: list[str], size: int, held: list[Condition]
) -> int | None:
    """Droop's quota is whole, and jumps with the votes: for each quota that is near, the ballots
    that it takes to have it, and to break something with it.

    Two options stand apart by one vote more with each ballot added or removed, by two with each one
    moved; the quota changes with those added or removed alone, so that n ballots, of which at least
    u change it, do no more than 2n − u.
    """
    if not held:
        return None
    total = sum(votes[name] for name in sharing)
    quota, _ = QUOTAS["droop"](total, size)

    def ballots(quota: int, jump: int) -> int:
        least = min(steps_to_break(one, one.value(votes, 0, quota) - jump, 2) for one in held)
        return max(jump, least, 1)

    best = ballots(quota, 0)
    step = 0
    while True:
        step += 1
        up = (quota + step - 1) * (size + 1) - total
        down = total - ((quota - step) * (size + 1) - 1)
        if min(up, down) >= best:
            return best
        best = min(best, ballots(quota + step, up))
        if quota > step:
            best = min(best, ballots(quota - step, down))
