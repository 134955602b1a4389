"""No fewer ballots change seats for full quotas, or what is shared by the votes that won none.

With n ballots an option has no more than n votes more or fewer, and the votes of which the quota is
a part are as many more or fewer; as long as both ends of that give each option the seats that it
has, so does everything between. The votes that are left change by the ballots, and by as much of
the quota as the option has seats. Both together are more than can happen, so that the bound is
mostly below the least number that does something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from crosstally.election.rule import Rule
from crosstally.seats.conditions import (
    Condition,
    full_quota_conditions,
    has_conditions,
    part_used,
    quota_parts,
    seat_conditions,
)
from crosstally.seats.full_quotas import QuotaMade, full_quotas
from crosstally.seats.least_ballots import steps_to_break
from crosstally.seats.lines import first_where
from crosstally.seats.rule import apply_rule
from crosstally.seats.stages import Allotment, Spread


def fewest_for_quotas(made: QuotaMade) -> int:
    """No fewer ballots give any option another number of full quotas there."""

    def may_differ(n: int) -> bool:
        least, most = made.quota(-n), made.quota(n)
        if not least:
            return True
        more = {name: count + n for name, count in made.votes.items()}
        fewer = {name: max(0, count - n) for name, count in made.votes.items()}
        ends = (full_quotas(made.tier, more, least), full_quotas(made.tier, fewer, most))
        return any(end[name][0] != won for end in ends for name, won in made.seats.items())

    most = int(sum(made.votes.values())) + 1
    return max(1, first_where(may_differ, most))


def fewest_for_rests(rule: Rule, made: Allotment) -> int | None:
    """No fewer ballots change an allocation by the votes that won no seat; None where that is not
    known."""
    alone = Rule.model_validate({"method": made.method, "seats": made.seats, "ties": rule.ties})
    if not has_conditions(alone) or made.method == "droop_lr" or made.spreads is None:
        return None
    if not set(made.votes) <= set(made.spreads):
        return None  # alliances that share jointly
    outcome = apply_rule(alone, made.votes)
    if len(outcome.outcomes) > 1:
        return 1
    names, parts = list(made.votes), quota_parts(alone)
    part = None if parts is None else parts[0]
    if parts is not None and part_used(made.votes, names, parts) != part:
        return None
    held: list[Condition] = list(seat_conditions(alone, names, outcome.seats, part))
    if part is not None:
        held += full_quota_conditions(made.votes, names, part)
    if any(one.power > 1 for one in held):
        return None
    return min(_steps(held, made, made.spreads, names), default=None)


def _steps(
    held: Sequence[Condition], made: Allotment, about: Mapping[str, Spread], names: Sequence[str]
) -> Iterator[int]:
    for condition in held:
        weights = {name: abs(n) * made.scale for name, n in condition.of_each(names).items() if n}
        rate = sum((n * about[name].each for name, n in weights.items()), Fraction(0))
        jump = sum(n * about[name].jump for name, n in weights.items())
        if rate:
            yield max(1, steps_to_break(condition, condition.value(made.votes) + jump, rate))
