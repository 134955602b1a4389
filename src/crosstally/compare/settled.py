"""Whether the sheets held settle a question: a proof for every completion, or two that differ.

``YES`` is proved: what is asked is the same at every completion. ``NO`` comes with a witness: two
completions at which it differs. Where neither is found, it stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import chain, combinations

from crosstally.compare.completions import Completion, Space
from crosstally.compare.larger_quotas import can_break, ways_to_be_used
from crosstally.election.definition import Rule, Threshold
from crosstally.election.rule import NATION
from crosstally.seats.conditions import Condition, has_conditions, quota_parts, seat_conditions
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.methods import method_named
from crosstally.seats.rule import SeatOutcome, apply_rule
from crosstally.seats.thresholds import passes

MOST_EITHER = 5
"""Options that may pass or not, of which every set is looked at."""


class Determined(StrEnum):
    """Whether the sheets held settle a question, whatever the others say."""

    YES = "determined"
    NO = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Settled:
    """The answer to whether a question is settled."""

    determined: Determined
    witness: tuple[Completion, ...] = ()
    """Where it is open: two completions at which the answers differ."""
    tied: tuple[str, ...] = ()
    """Where it is settled that options tie: between whom the rule leaves a seat open."""


Probe = tuple[Completion, bool]
"""A completion to try, and whether the same answer there rules out that any other differs."""


def leaders(votes: Mapping[str, int]) -> tuple[str, ...]:
    """The options with the most votes; none where there are no votes."""
    most = max(votes.values(), default=0)
    return tuple(name for name, count in votes.items() if count == most and most)


def winner_settled(space: Space, rule: Rule | None) -> Settled:
    """Who wins: the most votes; with a majority rule, who has more than half of the valid votes,
    or between whom a run-off is."""
    if rule is not None and rule.method == "majority":
        return tried(space, lambda at: _elected(apply_rule(rule, at.votes)), _majority(space))
    first = leaders(space.best({}).votes)
    probes = chain(_stays_ahead(space, first), _stay_level(space, first))
    return tried(space, lambda at: leaders(at.votes), probes)


def threshold_settled(space: Space, threshold: Threshold, option: str) -> Settled:
    """Whether an option passes. Needs ``space.base``; exact.

    votes − share·base is linear, so that its least and greatest value decide.
    """
    if space.base is None:
        return Settled(Determined.UNKNOWN)
    ends = list(_ends_of_threshold(space, threshold, option))
    for end in ends[1:]:
        if _passes(threshold, end, option) != _passes(threshold, ends[0], option):
            return Settled(Determined.NO, (ends[0], end))
    return Settled(Determined.YES)


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


def tried(
    space: Space, answer: Callable[[Completion], Hashable], probes: Iterable[Probe]
) -> Settled:
    """One answer at every probe, each of them conclusive: settled. Two answers: open."""
    if space.is_point:
        return Settled(Determined.YES)
    first = space.best({})
    expected = answer(first)
    proved = True
    for completion, conclusive in probes:
        if answer(completion) != expected:
            return Settled(Determined.NO, (first, completion))
        proved = proved and conclusive
    return Settled(Determined.YES if proved else Determined.UNKNOWN)


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
    yield from _stays_ahead(space, seated, earlier, proof, never)


def _stays_ahead(
    space: Space,
    chosen: tuple[str, ...],
    earlier: bool = False,
    proof: bool = True,
    never: Sequence[str] = (),
) -> Iterator[Probe]:
    """Every chosen option stays ahead of every other one, or (``earlier``) level and registered
    earlier; not of those who ``never`` take part. ``proof``: whether that is all that is asked."""
    order = {name: place for place, name in enumerate(space.options)}
    for one in chosen:
        for other in space.options:
            if other in chosen or other in never:
                continue
            at = space.best({other: 1, one: -1})
            ahead = at.votes[one] - at.votes[other]
            kept = ahead > 0 or (ahead == 0 and earlier and order[one] < order[other])
            yield at, proof and kept
    if not chosen or not proof:
        yield from _each_more_or_less(space, space.options)


def _stay_level(space: Space, chosen: tuple[str, ...]) -> Iterator[Probe]:
    """Options with equal votes stay as they are, each by itself."""
    if len(chosen) > 1:
        for at, _ in _each_more_or_less(space, chosen):
            yield at, all(space.least_of(one) == space.greatest_of(one) for one in chosen)


def _each_more_or_less(space: Space, options: Iterable[str]) -> Iterator[Probe]:
    """Completions worth a try where nothing is proved."""
    for one in options:
        yield space.best({one: 1}), False
        yield space.best({one: -1}), False


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
    yield from _stays_ahead(space, tuple(outcome.run_off), proof=len(outcome.run_off) == 2)


def _ends_of_threshold(space: Space, threshold: Threshold, option: str) -> Iterator[Completion]:
    yield from ends_of_share(space, {option: 1}, threshold.fraction)


def ends_of_share(
    space: Space, weights: Mapping[str, int], share: Fraction
) -> Iterator[Completion]:
    """Where votes of the options (weight 1) are farthest below a share of the base, and above it.

    Nobody passes on a base of nothing. With a threshold of 100 percent, the ends of the linear sum
    miss that; and where the base may be nothing beside votes, the next one is one ballot.
    """
    for sign in (-1, 1):
        signed = {name: sign * weight for name, weight in weights.items()}
        for on_base in (-sign * share, 0):
            end = space.best(signed, on_base)
            yield end
            about = space.base
            if end.base == 0 and about is not None and not about.follows and about.most:
                yield replace(end, base=1)


def _passes(threshold: Threshold, at: Completion, option: str) -> bool:
    assert at.base is not None
    strict = threshold.passes == "more_than"
    return passes(at.votes[option], at.base, threshold.fraction, strict)


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
        yield from _each_more_or_less(space, space.options)
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
    ends = list(_ends_of_threshold(space, own, option))
    return {_passes(own, end, option) for end in ends}, ends


def _shared_among(
    space: Space, rule: Rule, sharing: list[str], first: Completion, outcome: SeatOutcome
) -> Iterator[Probe]:
    """The seats stay, as long as these share them; and they are those of ``outcome``."""
    if not sharing:
        yield first, not any(outcome.seats.values())
    elif rule.runner_up is not None and len(sharing) == 1:
        yield from _runner_up(space, rule, sharing[0], outcome)
    elif outcome.tied or not any(outcome.seats.values()):
        yield from _each_more_or_less(space, space.options)
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
        yield from _each_more_or_less(space, space.options)
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
        yield from _each_more_or_less(space, sharing)
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
