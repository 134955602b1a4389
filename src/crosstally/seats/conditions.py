"""What holds an outcome in place: conditions on the votes, each of them linear.

As long as all conditions of an outcome hold, it stays admissible; where one is broken, it is not.
Margins (how few ballots break one), bounds (whether sheets not held can) and the search along a
line of votes (where one changes its sign) all start from them.

- Divisor methods: no option's next quotient is greater than another's last one, v_x·d(s_y − 1) ≤
  v_y·d(s_x) (the min-max inequality: Balinski and Young, "Fair Representation", 2nd ed. 2001,
  appendix A; the same conditions carry the margins of Stark and Teague, "Verifiable European
  elections", 2014, section 3).
- Largest remainder with a quota q and x = v/q − s: x_i − x_j ≤ 1 for every two options. Of the
  seats that add up to the house these alone single out the outcome, as long as q is the quota that
  is used: of two such seat vectors one has x_i − x_j ≥ 1 where the other has ≤ −1 (Pukelsheim,
  "Proportional Representation", 2nd ed. 2017, section 5.7).
- Thresholds: v_x against share · base.
- The most votes: v_x against v_y.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from typing import Literal

from crosstally.election.rule import Rule
from crosstally.seats.divisors import DIVISORS, Divisors, divisors_named
from crosstally.seats.dutch import SMALL_COUNCIL
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.thresholds import passes

AtZero = Literal["kept", "tie", "broken"]


@dataclass(frozen=True, eq=False)
class Condition:
    """``Σ weight·votes**power + on_total·total + on_quota·quota + on_base·base ≤ 0``."""

    weights: Mapping[str, int]
    gains: str | None = None
    """Who takes a seat (or passes) where it is broken."""
    loses: str | None = None
    """Who loses one (or does not pass) there."""
    at_zero: AtZero = "broken"
    """At exactly zero the outcome stays, or ties with another, or is another."""
    on_total: int = 0
    total_of: Sequence[str] = field(default=(), repr=False)
    """Whose votes the total is the sum of."""
    on_quota: int = 0
    """Times a quota that is a whole number, and no fraction of the total (Droop's)."""
    on_base: int = 0
    """Times what the threshold is a share of."""
    power: int = 1
    """Above 1 there are two weights: one above zero, for who gains, and one below."""
    admits: bool = False
    """Whether it is about who takes part, and not about seats."""

    def value(
        self, votes: Mapping[str, int], base: int = 0, quota: int = 0, total: int | None = None
    ) -> int:
        """What it is for votes; ``total``: those of ``total_of``, where they are summed already."""
        power = self.power
        found = 0
        for name, weight in self.weights.items():
            count = votes[name]
            for _ in range(power - 1):
                count *= votes[name]
            found += weight * count
        if self.on_total:
            if total is None:
                total = sum(votes[name] for name in self.total_of)
            found += self.on_total * total
        return found + self.on_quota * quota + self.on_base * base

    def change(self, slope: Mapping[str, int], total: int, base: int) -> int:
        """By how much a step of votes changes it (power 1), the quota staying as it is: so many
        votes more by option, of the total, and of the base."""
        found = self.on_total * total + self.on_base * base
        for name, step in slope.items():
            found += self.weights.get(name, 0) * step
        return found

    def of_each(self, options: Sequence[str], counts_base: bool = True) -> dict[str, int]:
        """Option → by how much a ballot more changes it (power 1), the quota staying as it is."""
        found = dict.fromkeys(options, self.on_base * counts_base)
        for name in self.total_of:
            found[name] += self.on_total
        for name, weight in self.weights.items():
            found[name] += weight
        return found

    def broken(self, value: int) -> bool:
        """Whether it is, where it has that value."""
        return value > 0 or (value == 0 and self.at_zero == "broken")


def rule_divisors(rule: Rule) -> Divisors | None:
    """The divisors of a rule, where its method has some. A large Dutch council's residual seats go
    to the greatest averages, which is D'Hondt's method (Kieswet, article P 7)."""
    if rule.method == "dutch":
        return DIVISORS["dhondt"] if rule.seats >= SMALL_COUNCIL else None
    return divisors_named(rule.method)


def has_conditions(rule: Rule) -> bool:
    """Whether the outcomes of the rule's method are held by conditions of this kind."""
    return rule.method != "dutch" or rule.seats >= SMALL_COUNCIL


def quota_parts(rule: Rule) -> range | None:
    """What the quota may be: the total by one of these numbers, the greatest first that does not
    give too many seats; None where it is a whole number (Droop's), or there is none."""
    if not rule.method.endswith("_lr") or rule.method == "droop_lr":
        return None
    _, most = QUOTAS[rule.method.removesuffix("_lr")](1, rule.seats)
    return range(most, rule.seats - 1, -1)


def admission_conditions(
    rule: Rule, votes: Mapping[str, int], base: int, taking_part: Sequence[str]
) -> Iterator[Condition]:
    """Who passes the threshold passes, nobody else does, and the runner-up stays the next one.

    ``base`` is what the threshold is a share of. Nobody passes on a base of nothing.
    """
    passing = list(votes)
    if rule.threshold is not None:
        share, strict = rule.threshold.fraction, rule.threshold.passes == "more_than"
        part, whole = share.numerator, share.denominator
        passing = [name for name in votes if passes(votes[name], base, share, strict)]
        for name in votes:
            if name in passing:
                at_zero: AtZero = "broken" if strict else "kept"
                yield Condition({name: -whole}, None, name, at_zero, on_base=part, admits=True)
            else:
                at_zero = "kept" if strict else "broken"
                yield Condition({name: whole}, name, None, at_zero, on_base=-part, admits=True)
        if passing and part:
            yield Condition({}, None, None, "broken", on_base=-1, admits=True)
    if rule.runner_up is None or len(passing) != 1:
        return
    second = [name for name in taking_part if name not in passing]
    order = {name: place for place, name in enumerate(votes)}
    for one in votes:
        if one in passing or one in second:
            continue
        for other in second:
            at_zero = _level(rule, order, one, other)
            yield Condition({one: 1, other: -1}, one, other, at_zero, admits=True)
        if not second:  # nobody else has a vote; with its first one it is the runner-up
            yield Condition({one: 1}, one, None, "kept", admits=True)
    for other in second:
        yield Condition({other: -1}, None, other, "broken", admits=True)


def seat_conditions(
    rule: Rule,
    options: Sequence[str],
    seats: Mapping[str, int],
    part: int | None = None,
) -> Iterator[Condition]:
    """What holds the seats of those who take part, in the order of ``options``: no option takes a
    seat from another, and who has seats has votes.

    ``part``: the quota is the total by this number, see ``quota_parts``.
    """
    order = {name: place for place, name in enumerate(options)}
    for name, won in seats.items():
        if won:
            yield Condition({name: -1}, None, name, "broken")
    divisors = rule_divisors(rule)
    if rule.method == "majority":
        yield from _majority(options, seats)
    elif divisors is not None:
        yield from _quotients(rule, order, divisors, seats)
    elif rule.method.endswith("_lr"):
        yield from _remainders(rule, order, seats, part)
    elif rule.method != "dutch":
        yield from _most_votes(rule, order, seats)


def _level(rule: Rule, order: Mapping[str, int], gains: str, loses: str) -> AtZero:
    """What becomes of an outcome where two options stand level."""
    match rule.ties:
        case "earlier_registration":
            return "broken" if order[gains] < order[loses] else "kept"
        case "more_votes":
            return "broken"
        case _:
            return "tie"


def _majority(options: Sequence[str], seats: Mapping[str, int]) -> Iterator[Condition]:
    names = tuple(options)
    for name in names:
        if seats.get(name):
            yield Condition({name: -2}, None, name, "broken", on_total=1, total_of=names)
        else:
            yield Condition({name: 2}, name, None, "kept", on_total=-1, total_of=names)


def _quotients(
    rule: Rule, order: Mapping[str, int], divisors: Divisors, seats: Mapping[str, int]
) -> Iterator[Condition]:
    """As v_i·d(s_j − 1) − v_j·d(s_i) it is linear in the votes. Where both divisors are zero, those
    with more votes come first."""
    waits = {name: divisors.ratio(won) for name, won in seats.items()}
    served = {name: divisors.ratio(won - 1) for name, won in seats.items() if won}
    for loses, (low, low_part) in served.items():
        for gains, (high, high_part) in waits.items():
            if gains == loses:
                continue
            left, right = low * high_part, high * low_part
            if not left and not right:
                left = right = 1
            # Who has a seat for any vote loses it without one, and then nothing is level.
            at_zero = _level(rule, order, gains, loses) if left else "broken"
            weights = {gains: left, loses: -right}
            yield Condition(weights, gains, loses, at_zero, power=divisors.power)


def _remainders(
    rule: Rule, order: Mapping[str, int], seats: Mapping[str, int], part: int | None
) -> Iterator[Condition]:
    """x_i − x_j ≤ 1, times the quota and the number that makes it whole."""
    sharing = tuple(seats)
    for gains, loses in permutations(sharing, 2):
        apart = seats[loses] - seats[gains] - 1
        at_zero = _level(rule, order, gains, loses)
        if part is None:
            yield Condition({gains: 1, loses: -1}, gains, loses, at_zero, on_quota=apart)
        else:
            yield Condition({gains: part, loses: -part}, gains, loses, at_zero, apart, sharing)


def _most_votes(
    rule: Rule, order: Mapping[str, int], seats: Mapping[str, int]
) -> Iterator[Condition]:
    free = sum(seats.values()) < rule.seats
    for gains in (name for name, won in seats.items() if not won):
        if free:  # its first vote wins a seat that nobody has
            yield Condition({gains: 1}, gains, None, "kept")
        for loses in (name for name, won in seats.items() if won):
            at_zero = _level(rule, order, gains, loses)
            yield Condition({gains: 1, loses: -1}, gains, loses, at_zero)


def full_quota_conditions(
    votes: Mapping[str, int], sharing: Sequence[str], part: int
) -> Iterator[Condition]:
    """Every option keeps the full quotas that it has, with a quota of the total by ``part``: as
    long as they do, the same quota is used."""
    names = tuple(sharing)
    total = sum(votes[name] for name in names)
    if not total:
        return
    for name in names:
        full = votes[name] * part // total
        yield Condition({name: part}, name, None, "broken", -(full + 1), names)
        yield Condition({name: -part}, None, name, "kept", full, names)


def small_council_conditions(rule: Rule, votes: Mapping[str, int]) -> Iterator[Condition]:
    """What holds the course of a Dutch council of fewer than 19 seats in place (Kieswet, article P
    8): the full quotas, who has 75 percent of one, the order of their remainders, and of the
    averages after that. Another course may give the same seats."""
    names, size, total = tuple(votes), rule.seats, sum(votes.values())
    order = {name: place for place, name in enumerate(names)}
    won = {name: count * size // total for name, count in votes.items()}
    left = size - sum(won.values())
    yield from full_quota_conditions(votes, names, size)
    enough = [name for name in names if 4 * size * votes[name] >= 3 * total]
    for name in names:
        if name in enough:
            yield Condition({name: -4 * size}, None, name, "kept", 3, names)
        else:
            yield Condition({name: 4 * size}, name, None, "broken", -3, names)
    ranked = sorted(enough, key=lambda name: won[name] * total - size * votes[name])
    for loses in ranked[:left]:
        for gains in ranked[left:]:
            apart, at_zero = won[loses] - won[gains], _level(rule, order, gains, loses)
            yield Condition({gains: size, loses: -size}, gains, loses, at_zero, apart, names)
    won |= {name: won[name] + 1 for name in ranked[:left]}
    left = max(0, left - len(ranked))
    ranked = sorted(names, key=lambda name: Fraction(-votes[name], won[name] + 1))
    for loses in ranked[:left]:
        for gains in ranked[left:]:
            weights = {gains: won[loses] + 1, loses: -won[gains] - 1}
            yield Condition(weights, gains, loses, _level(rule, order, gains, loses))


def part_used(votes: Mapping[str, int], sharing: Sequence[str], parts: range) -> int:
    """The number that the total is divided by to make the quota: the greatest that gives no more
    full quotas than seats (``parts`` ends with the seats)."""
    total = sum(votes[name] for name in sharing)
    for part in parts:
        if not total or sum(votes[name] * part // total for name in sharing) <= parts[-1]:
            return part
    return parts[-1]
