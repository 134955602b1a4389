"""From votes to seats under a rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import islice

from crosstally.election.printed import Interval
from crosstally.election.rule import NATION, Rule
from crosstally.seats.allocation import OUTCOMES_LISTED, Allocation, Step
from crosstally.seats.majority import majority
from crosstally.seats.methods import method_named
from crosstally.seats.outcome import SeatOutcome as SeatOutcome
from crosstally.seats.system import apply_system
from crosstally.seats.thresholds import possible_admissions


def apply_rule(
    rule: Rule, votes: Mapping[str, int], base: int | Interval | None = None
) -> SeatOutcome:
    """The seats that a rule gives to votes.

    ``votes`` is option → votes in the order of registration. ``base`` is what the threshold is a
    share of, in votes or voters: None for the sum of ``votes`` (allowed where the threshold is
    one of valid votes), an ``Interval`` where it is printed with rounding.

    - ``majority``: the seat for who has more than half of all votes. Else every option has no
      seat, none is admitted, and ``run_off`` names those with the most votes. It takes no
      threshold.
    - Every other method shares the seats among the options that pass the threshold. Where exactly
      one passes and the rule has a runner-up, the next one by votes is admitted too (if it has
      any) and gets at least ``seats_at_least`` seats. Where none passes, no seat is given.

    A tie that the rule leaves open, and a threshold that a rounded base leaves open, give several
    ``outcomes``. Raises ``ValueError`` where the threshold's base is missing.

    A rule with alliances, tiers or a bonus is applied to the whole place as one constituency; its
    base must be exact. One with constituencies needs votes by area: ``apply_system``.
    """
    if not rule.plain:
        return _as_system(rule, votes, base)
    if rule.method == "majority":
        found = majority(votes)
        return _outcome(votes, [found], [tuple(n for n, s in found.seats.items() if s)])
    method = method_named(rule.method)
    admissions = possible_admissions(votes, rule.threshold, base)
    allocations: list[Allocation] = []
    allotted: list[tuple[str, ...]] = []
    level: set[str] = set()
    for admitted in admissions:
        ways = _with_runner_up(rule, votes, admitted)
        level.update(*(least for _, least in ways if len(ways) > 1))
        for sharing, least in ways:
            allocation = method({name: votes[name] for name in sharing}, rule.seats)
            allocation = _at_least(allocation.tie_broken(rule.ties, votes), least, votes)
            whole_certain = {name: allocation.certain.get(name, 0) for name in votes}
            allocations.append(replace(allocation, certain=whole_certain))
            allotted.append(sharing)
    outcome = _outcome(votes, allocations, allotted, level)
    if rule.threshold is None:
        return outcome
    whole = sum(votes.values()) if base is None else base
    exact = whole if isinstance(whole, int) else None
    below = {name: count for name, count in votes.items() if name not in allotted[0]}
    return replace(
        outcome,
        base_votes=exact,
        shares={name: Fraction(count, exact) for name, count in votes.items()} if exact else {},
        undecided=_only_in_some(votes, admissions),
        base_interval=whole if isinstance(whole, Interval) else None,
        explain=partial(_with_threshold, below, exact, outcome.explain),
    )


def _as_system(rule: Rule, votes: Mapping[str, int], base: int | Interval | None) -> SeatOutcome:
    if rule.constituencies is not None:
        raise ValueError("the rule has constituencies: it needs votes by area (apply_system)")
    if isinstance(base, Interval):
        raise ValueError("the rule needs exact numbers, and its base is known as an interval")
    of = rule.threshold.of if rule.threshold is not None else "valid"
    return apply_system(rule, {NATION: votes}, None if base is None else {of: {NATION: base}})


def _with_threshold(
    below: Mapping[str, int], base: int | None, explain: Callable[[], Iterable[Step]]
) -> Iterator[Step]:
    """Who stays below the threshold, then the allocation."""
    for name, count in below.items():
        share = Fraction(count, base) if base else None
        divisor = None if base is None else Fraction(base)
        yield Step("threshold", name, count, divisor, share, 0)
    yield from explain()


def _with_runner_up(
    rule: Rule, votes: Mapping[str, int], admitted: tuple[str, ...]
) -> list[tuple[tuple[str, ...], Mapping[str, int]]]:
    """Who shares the seats, and who has a least number of them: several where two options tie for
    the runner-up's place."""
    rest = {name: count for name, count in votes.items() if name not in admitted and count}
    if rule.runner_up is None or len(admitted) != 1 or not rest:
        return [(admitted, {})]
    most = max(rest.values())
    next_ones = [name for name, count in rest.items() if count == most]
    if rule.ties == "earlier_registration":
        next_ones = next_ones[:1]
    least = rule.runner_up.seats_at_least
    return [
        (tuple(name for name in votes if name in (*admitted, runner_up)), {runner_up: least})
        for runner_up in next_ones
    ]


def _at_least(
    allocation: Allocation, least: Mapping[str, int], votes: Mapping[str, int]
) -> Allocation:
    """Seats moved to the runner-up from the one option that passed, up to the least number."""
    for name, wanted in least.items():
        if allocation.certain[name] < wanted:
            total = sum(allocation.certain.values()) + allocation.open_seats
            given = min(wanted, total)
            moved = {one: given if one == name else total - given for one in allocation.certain}
            return Allocation(moved, explain=partial(_moved, allocation, moved, votes))
    return allocation


def _moved(
    before: Allocation, after: Mapping[str, int], votes: Mapping[str, int]
) -> Iterator[Step]:
    yield from before.explain()
    for name, seats in after.items():
        yield Step("least", name, votes[name], None, None, seats - before.certain[name])


def _outcome(
    votes: Mapping[str, int],
    allocations: Sequence[Allocation],
    admissions: Sequence[tuple[str, ...]],
    level: Collection[str] = (),
) -> SeatOutcome:
    """``level``: who ties for the runner-up's place."""
    listed: dict[tuple[int, ...], None] = {}
    for allocation in allocations:
        for found in allocation.outcomes:
            listed[tuple(found[name] for name in votes)] = None
    count = sum(allocation.count for allocation in allocations)
    if count <= OUTCOMES_LISTED:
        count = len(listed)
    tied = {*level, *(name for allocation in allocations for name in allocation.tied)}
    return SeatOutcome(
        seats={name: min(one.certain[name] for one in allocations) for name in votes},
        admitted=tuple(name for name in votes if all(name in one for one in admissions)),
        sharing=tuple(dict.fromkeys(admissions)) if len(admissions) > 1 else (),
        outcomes=tuple(
            dict(zip(votes, row, strict=True)) for row in islice(listed, OUTCOMES_LISTED)
        ),
        tied=tuple(name for name in votes if name in tied),
        outcomes_count=count,
        run_off=allocations[0].run_off,
        votes=votes,
        explain=allocations[0].explain,
    )


def _only_in_some(votes: Iterable[str], admissions: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for name in votes if len({name in one for one in admissions}) > 1)
