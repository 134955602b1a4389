"""Whether the sheets held settle the seats of one allocation, or who has a majority.

See ``settled`` for what the answers mean.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from crosstally.compare.completions import Completion, Space
from crosstally.compare.larger_quotas import can_break, ways_to_be_used
from crosstally.compare.settled import (
    Determined,
    Probe,
    Settled,
    each_more_or_less,
    ends_of_threshold,
    most_votes_settled,
    passes_at,
    stays_ahead,
    tried,
)
from crosstally.election.definition import Rule
from crosstally.election.rule import NATION
from crosstally.seats.conditions import Condition, has_conditions, quota_parts, seat_conditions
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.methods import method_named
from crosstally.seats.rule import SeatOutcome, apply_rule

MOST_EITHER = 5
"""Options that may pass or not, of which every set is looked at."""


def winner_settled(space: Space, rule: Rule | None) -> Settled:
    """Who wins: the most votes; with a majority rule, who has more than half of the valid votes,
    or between whom a run-off is."""
    if rule is not None and rule.method == "majority":
        return tried(space, lambda at: _elected(apply_rule(rule, at.votes)), _majority(space))
    return most_votes_settled(space)


def seats_settled(space: Space, rule: Rule) -> Settled:
    """How many seats each option gets. Proved where nothing ties, by the conditions that hold the
    seats (see ``seats.conditions``). Where Droop's quota, which is rounded, may be several numbers,
    a case within one vote a seat of the edge of a condition stays unknown; so may one where a
    condition can be broken only with a quota that is not the one used there."""

    def answer(at: Completion) -> Hashable:
        return _elected(apply_rule(rule, at.votes, at.base))

    if rule.method == "majority":
        return tried(space, answer, _majority(space))
    if not _one_allocation(rule) or (rule.threshold is not None and space.base is None):
        return Settled(Determined.UNKNOWN)
    first = space.best({})
    outcome = apply_rule(rule, first.votes, first.base)
    if rule.method in ("plurality", "block_vote"):
        found = tried(space, answer, _most_votes(space, rule, outcome))
    else:
        found = tried(space, answer, _shared_out(space, rule, first, outcome))
    settled = found.determined is Determined.YES
    return replace(found, tied=tuple(outcome.tied)) if settled else found


def _elected(outcome: SeatOutcome) -> Hashable:
    listed = frozenset(tuple(found.values()) for found in outcome.outcomes)
    return listed, outcome.outcomes_count, tuple(outcome.run_off)


def _one_allocation(rule: Rule) -> bool:
    """Whether it is a method and one threshold, which may exempt some or ask others of them."""
    asked = rule.threshold
    if rule.plain or asked is None or rule.runner_up is not None:
        return rule.plain
    known = {"share", "of", "passes", "source", "scope", "exempt", "for_options"}
    rest = rule.model_copy(update={"threshold": None})
    return rest.plain and asked.scope == NATION and asked.model_fields_set <= known


def _most_votes(space: Space, rule: Rule, outcome: SeatOutcome) -> Iterator[Probe]:
    """A seat each for the most votes: who has one passes and stays ahead of all who may pass."""
    seated = tuple(name for name, seats in outcome.seats.items() if seats)
    about = {name: _passing_of(space, rule, name) for name in space.options}
    never = [name for name, (passes_at, _) in about.items() if passes_at == {False}]
    proof = not outcome.tied
    if rule.threshold is not None:
        rivals = len(seated) + len(never) < len(about)
        sure = all(about[name][0] == {True} for name in seated)
        proof = proof and sure and (len(seated) == rule.seats or not rivals)
        for _, ends in about.values():
            yield from ((end, True) for end in ends)
    earlier = rule.ties == "earlier_registration"
    yield from stays_ahead(space, seated, earlier, proof, never)


def _majority(space: Space) -> Iterator[Probe]:
    """More than half stays more than half; else nobody reaches it and the first two stay."""
    first = space.best({})
    outcome = apply_rule(Rule(method="majority"), first.votes)
    for one in space.options:
        weights = {name: 1 if name == one else -1 for name in space.options}
        yield space.best(weights), True
        yield space.best({name: -weight for name, weight in weights.items()}), True
    if not outcome.run_off:
        yield space.best(dict.fromkeys(space.options, -1)), any(outcome.seats.values())
        return
    yield from stays_ahead(space, tuple(outcome.run_off), proof=len(outcome.run_off) == 2)


def _shared_out(
    space: Space, rule: Rule, first: Completion, outcome: SeatOutcome
) -> Iterator[Probe]:
    """The seats stay among those who pass, whoever of those passes who may pass or not."""
    passing, either = [], []
    for option in space.options:
        answers, ends = _passing_of(space, rule, option)
        if len(answers) > 1:
            either.append(option)
        elif answers == {True}:
            passing.append(option)
        yield from ((end, True) for end in ends)
    if either and (rule.runner_up is not None or len(either) > MOST_EITHER):
        yield from each_more_or_less(space, space.options)
        return
    for number in range(len(either) + 1):
        for some in combinations(either, number):
            sharing = [name for name in space.options if name in (*passing, *some)]
            yield from _shared_among(space, rule, sharing, first, outcome)


def _passing_of(space: Space, rule: Rule, option: str) -> tuple[set[bool], Sequence[Completion]]:
    """Whether an option passes, at any completion, and completions at which it is decided."""
    asked = rule.threshold
    if asked is None or option in asked.exempt:
        return {True}, ()
    share = asked.for_options.get(option, asked.share)
    own = asked.model_copy(update={"share": share})
    ends = list(ends_of_threshold(space, own, option))
    return {passes_at(own, end, option) for end in ends}, ends


def _shared_among(
    space: Space, rule: Rule, sharing: list[str], first: Completion, outcome: SeatOutcome
) -> Iterator[Probe]:
    """The seats stay, as long as these share them; and they are those of ``outcome``."""
    if not sharing:
        yield first, not any(outcome.seats.values())
    elif rule.runner_up is not None and len(sharing) == 1:
        yield from _runner_up(space, rule, sharing[0], outcome)
    elif outcome.tied or not any(outcome.seats.values()):
        yield from each_more_or_less(space, space.options)
    else:
        here = {name: first.votes[name] for name in sharing}
        found = method_named(rule.method)(here, rule.seats).tie_broken(rule.ties, here)
        same = all(found.certain.get(name, 0) == won for name, won in outcome.seats.items())
        yield first, same and not found.tied
        yield from seats_kept(space, rule, sharing, outcome.seats)


def _runner_up(space: Space, rule: Rule, passing: str, outcome: SeatOutcome) -> Iterator[Probe]:
    """The next option stays next; then two options share, and the ends of their proportion decide,
    since these methods give no fewer seats for more of two options' votes."""
    rest = [name for name in outcome.admitted if name != passing]
    if len(rest) != 1 or outcome.tied:
        yield from each_more_or_less(space, space.options)
        return
    (second,) = rest
    earlier = rule.ties == "earlier_registration"
    order = {name: place for place, name in enumerate(space.options)}
    for other in space.options:
        if other in (passing, second):
            continue
        at = space.best({other: 1, second: -1})
        ahead = at.votes[second] - at.votes[other]
        yield at, ahead > 0 or (ahead == 0 and earlier and order[second] < order[other])
    yield space.best({passing: 1, second: -1}), space.least_of(second) > 0
    yield space.best({passing: -1, second: 1}), True


def seats_kept(
    space: Space, rule: Rule, sharing: list[str], seats: Mapping[str, int]
) -> Iterator[Probe]:
    """No condition of the seats is broken: its greatest value decides; at 0 a pair ties."""
    if not has_conditions(rule):
        yield from each_more_or_less(space, sharing)
        return
    won = {name: seats[name] for name in sharing}
    parts = quota_parts(rule)
    if parts is None:
        yield from _all_kept(space, seat_conditions(rule, space.options, won), rule, sharing)
        return
    for part in parts:
        least, most = _full_quotas(space, sharing, part)
        if least > rule.seats or len(sharing) <= part - rule.seats:
            continue  # so many full quotas are never few enough: a greater quota takes its place
        held = list(seat_conditions(rule, space.options, won, part))
        ways = ways_to_be_used(space, sharing, part, parts)
        if ways is not None:
            held = [one for one in held if can_break(space, one, ways)]
        yield from _all_kept(space, held, rule, sharing)
        if most <= rule.seats:
            return


def _all_kept(
    space: Space, held: Iterable[Condition], rule: Rule, sharing: list[str]
) -> Iterator[Probe]:
    """Where a condition may be broken, the completion that breaks it most."""
    for condition in held:
        weights: dict[str, int] = condition.of_each(space.options)
        quota = 0
        if condition.on_quota:
            weights, quota = _with_droop(space, rule, sharing, condition, weights)
        at = space.best(weights)
        greatest = condition.value(at.votes)
        if condition.on_quota:
            greatest = sum(weight * at.votes[name] for name, weight in weights.items()) + quota
        level_kept = condition.at_zero == "kept" and any(at.votes.values())
        if greatest > 0 or (greatest == 0 and not level_kept):
            yield at, False


def _with_droop(
    space: Space, rule: Rule, sharing: list[str], condition: Condition, weights: Mapping[str, int]
) -> tuple[dict[str, int], int]:
    """Weights and a constant in place of the quota: exact where it is one number whatever is
    missing; else, since S + 1 times the quota is above the total by no more than that, the end that
    is worse."""
    ends = []
    for sign in (-1, 1):
        at = space.best(dict.fromkeys(sharing, sign))
        ends.append(QUOTAS["droop"](sum(at.votes[name] for name in sharing), rule.seats)[0])
    if ends[0] == ends[1]:
        return dict(weights), condition.on_quota * ends[0]
    times = rule.seats + 1
    found = {name: weight * times for name, weight in weights.items()}
    for name in sharing:
        found[name] += condition.on_quota
    return found, condition.on_quota * (times if condition.on_quota > 0 else 1)


def _full_quotas(space: Space, sharing: list[str], part: int) -> tuple[int, int]:
    """No fewer, and no more, full quotas of all options together, with a quota of their total by
    ``part``, at any completion."""
    least = most = 0
    start = space.best({})
    total = sum(start.votes[name] for name in sharing)
    if not total:
        return 0, part
    for name in sharing:
        low = high = start.votes[name] * part // total

        def reaches(full: int, sign: int, name: str = name) -> bool:
            """Whether some (all, for −1) completions give the option so many full quotas."""
            weights = dict.fromkeys(sharing, -full * sign)
            weights[name] += part * sign
            at = space.best(weights)
            return sum(weight * at.votes[one] for one, weight in weights.items()) * sign >= 0

        while high < part and reaches(high + 1, 1):
            high += 1
        while low > 0 and not reaches(low, -1):
            low -= 1
        least, most = least + low, most + high
    return least, most
