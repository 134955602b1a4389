"""No fewer ballots change what a rule of several parts gives: a bound stage by stage.

The seats are worked out by decisions (who passes a threshold, who has the bonus) and by allocations
(of a constituency, of the whole place, among the members of an alliance). As long as each of them
has the same result, so has the whole. So no fewer ballots do than the fewest that could change any
one of them; a ballot moves the votes of an option, of an alliance or of an area by one at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations, product
from math import ceil, floor

from crosstally.election.rule import NATION, Alternative, Rule, Threshold
from crosstally.election.shares import share_written
from crosstally.seats.admission import Admission, units
from crosstally.seats.area_prices import ballots_until
from crosstally.seats.ballots import Ballots
from crosstally.seats.conditions import AtZero, Condition
from crosstally.seats.divisors import divisors_named
from crosstally.seats.goals import Goal, any_seat
from crosstally.seats.least_ballots import at_least_ballots, fewest_ballots
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.quota_bound import fewest_for_quotas, fewest_for_rests
from crosstally.seats.rounds import Course, averages
from crosstally.seats.rule import apply_rule
from crosstally.seats.stages import Allotment
from crosstally.seats.system_votes import SystemVotes
from crosstally.seats.threshold_prices import TooManySets
from crosstally.seats.turnout import enough

BY_SHARE = ("share", "exempt")


def stage_bound(
    rule: Rule, votes: SystemVotes, start: SeatOutcome, goal: Goal = any_seat
) -> int | None:
    """The bound; None for a rule with other decisions than these, or where a tie is open.

    ``start`` is what the rule gives on ``votes``. Who passes the threshold hangs on the thresholds
    alone, unless seats won below are a way over one.
    """
    if not _covered(rule) or start.outcomes_count > 1 or not start.allotments:
        return None
    if rule.alliances and any(
        name in own for own in votes.votes.values() for name in rule.alliances
    ):
        return None  # votes given to an alliance as a whole are shared in proportion
    ballots = votes.ballots(rule)
    found: list[int | None] = list(_of_thresholds(rule, ballots, start))
    by_seats = any(other.seats for one in rule.every_threshold for other in one.alternatives)
    if goal.asked != "threshold" or (by_seats and rule.constituencies is not None):
        first = _has_its_number(rule, start)
        found += (
            _of_allotments(rule, start) if first is None else _of_guaranteed(rule, first, start)
        )
        found += _of_bonus(rule, ballots)
        found += _of_shares_on_top(rule, start)
        found += [*_of_raised(rule, ballots), *_of_turnout(rule, ballots)]
        found += [
            fewest_for_quotas(one) if one.size == one.quota(0) else None for one in start.quotas
        ]
    if None in found:
        return None
    return min((count for count in found if count is not None), default=None)


def _covered(rule: Rule) -> bool:
    about, bonus = rule.constituencies, rule.bonus
    if rule.majority_guarantee or rule.candidates or rule.runner_up is not None:
        return False
    parts = (about, rule.tiers, rule.alliances, rule.direct_seats)
    if bonus is not None and bonus.extra is None and any(parts):
        return False  # what the others share then was not worked out
    if about is not None and (about.added or about.apportioned is not None):
        return False
    if rule.raised is not None and rule.has_most_seats:
        return False  # how far raised votes reach while others are at their most was not worked out
    if any(tier.linked is not None for tier in rule.tiers):
        return False
    quotas = [tier for tier in rule.tiers if tier.quota is not None]
    pooled = any(tier.votes == "remainders" for tier in rule.tiers)
    left = any(one.votes == "remainders" or (pooled and one.extra_seat_from) for one in quotas)
    return len(quotas) < 2 and not left


def _of_allotments(rule: Rule, start: SeatOutcome) -> Iterator[int | None]:
    for made in start.allotments:
        if not made.seats or not made.votes:
            continue
        if not any(made.votes.values()):
            yield 1  # the first vote wins a seat
            return
        if made.spreads is not None and made.had is None:
            yield fewest_for_rests(rule, made)
            continue
        if not made.plain and rule.raised is None and rule.most_over_share is None:
            yield None
            return
        if made.had is not None:
            yield from _of_continued(made, made.had, rule.ties)
            continue
        alone = Rule.model_validate({"method": made.method, "seats": made.seats, "ties": rule.ties})
        yield _of_one(alone, made, Fraction(1) if rule.raised is None else rule.raised.factor)


def _of_one(alone: Rule, made: Allotment, weight: Fraction) -> int | None:
    """``weight``: what a ballot counts at most. Its votes are made whole for every ballot, and
    not only for those that there are."""
    votes = {name: count * weight.denominator for name, count in made.votes.items()}
    least = at_least_ballots(alone, votes, sum(votes.values()), apply_rule(alone, votes))
    return None if least is None else ceil(least / (made.scale * weight.numerator))


def _of_continued(made: Allotment, had: Mapping[str, int], ties: str) -> Iterator[int | None]:
    """Seats that go on from those that the options had: nobody's next quotient passes one that won
    a seat here."""
    divisors = divisors_named(made.method)
    assert divisors is not None
    found = Course(made.votes, had, (averages(made.votes, divisors),)).allocation(
        sum(had.values()) + made.seats
    )
    if found.tied:
        yield 1
        return
    won = found.certain
    for loses, gains in permutations(made.votes, 2):
        if won[loses] == had[loses]:
            continue
        (low, low_part), (high, high_part) = map(divisors.ratio, (won[loses] - 1, won[gains]))
        left, right = low * high_part, high * low_part
        if not left and not right:
            left = right = 1
        lot = left and ties in ("open", "lot")  # standing level is a tie, and no other outcome
        weights = {gains: left, loses: -right}
        at_zero: AtZero = "tie" if lot else "broken"
        condition = Condition(weights, gains, loses, at_zero, power=divisors.power)
        yield fewest_ballots(condition, made.votes)


def _of_bonus(rule: Rule, ballots: Ballots) -> Iterator[int | None]:
    bonus = rule.bonus
    if bonus is None:
        return
    votes = ballots.of(ballots.constituencies)
    ranked = sorted((Fraction(count) for count in votes.values()), reverse=True)
    if len(ranked) > 1:
        yield max(1, ceil((ranked[0] - ranked[1]) / 2))
    if bonus.needs is not None:
        base = Fraction(ballots.base(bonus.needs.of, ballots.constituencies))
        yield _until(ranked[0], bonus.needs.fraction, base)
        if bonus.step and base:
            beyond = (ranked[0] / base - bonus.needs.fraction) // bonus.step
            for steps in (beyond, beyond + 1):
                yield _until(ranked[0], bonus.needs.fraction + steps * bonus.step, base)


def _has_its_number(rule: Rule, start: SeatOutcome) -> str | None:
    """The option that has as many seats as the first is to have at least; None where nobody has."""
    if rule.bonus is None or rule.bonus.guaranteed is None:
        return None
    first = max(start.votes, key=lambda name: start.votes[name], default=None)
    return first if first and start.seats[first] == rule.bonus.guaranteed else None


def _of_guaranteed(rule: Rule, first: str, start: SeatOutcome) -> Iterator[int | None]:
    """Until the first may win as many seats by itself, or the others share otherwise what it leaves
    them."""
    about: dict[str, object] = {"method": rule.method, "ties": rule.ties}
    alone = Rule.model_validate({**about, "seats": rule.seats})
    votes = {name: start.votes[name] for name in start.admitted}
    try:
        contests = {NATION: (alone, votes)}
        yield ballots_until(contests, first, start.seats[first], sum(votes.values()))
    except TooManySets:
        yield None
    others = {name: count for name, count in votes.items() if name != first}
    left = rule.seats - start.seats[first]
    if not left:
        return
    if not any(others.values()):
        yield 1  # the first vote wins a seat
        return
    rest = Rule.model_validate({**about, "seats": left})
    yield at_least_ballots(rest, others, sum(others.values()), apply_rule(rest, others))


def _of_shares_on_top(rule: Rule, start: SeatOutcome) -> Iterator[int | None]:
    """Until the share of the votes of an option lets it have other seats: fewer than it has, or,
    where it has all that it may, another whole number of them."""
    if rule.most_over_share is None:
        return
    made = next((one for one in start.allotments if not one.plain), None)
    if made is None or made.scale != 1:
        yield None
        return
    total, names = sum(made.votes.values()), tuple(made.votes)
    over = share_written(rule.most_over_share)
    size = over.denominator
    for name, votes in made.votes.items():
        most = floor(rule.seats * (Fraction(votes, total) + over)) if total else 0
        ends = [min(start.seats[name], most)] if name in start.seats else [0, most]
        if name in start.seats and start.seats[name] >= most:
            ends.append(most + 1)
        for seats in ends:
            on_total = seats * size - rule.seats * over.numerator
            sign = -1 if seats > most else 1
            weights = {name: -sign * rule.seats * size}
            at_zero: AtZero = "broken" if seats > most else "kept"
            held = Condition(weights, None, name, at_zero, sign * on_total, names)
            yield fewest_ballots(held, made.votes)


def _of_raised(rule: Rule, ballots: Ballots) -> Iterator[int]:
    """Until the votes of another list weigh more, or no longer do."""
    about = rule.raised
    if about is None or about.below is None:
        return
    votes = ballots.of(ballots.constituencies)
    base = Fraction(ballots.base(about.below.of, ballots.constituencies))
    for name in about.options:
        yield _until(Fraction(votes.get(name, 0)), about.below.fraction, base)


def _of_turnout(rule: Rule, ballots: Ballots) -> Iterator[int]:
    """Until too few take part where enough did, or enough where too few did."""
    about = rule.turnout
    if about is None:
        return
    for areas in ballots.groups(about.scope).values():
        counted, of = (Fraction(ballots.base(one, areas)) for one in (about.counts, about.of))
        apart = abs(counted - about.fraction * of)
        stays = enough(about, counted, of) == (about.passes == "at_least")  # exactly on the share
        yield max(1, floor(apart) + 1 if stays else ceil(apart))


def _of_thresholds(rule: Rule, ballots: Ballots, start: SeatOutcome) -> Iterator[int]:
    asked = rule.every_threshold
    reasons = [one for stage in start.stages for one in stage.admissions]
    for one in reasons:
        if one.why != "exempt":
            yield _until(Fraction(one.votes), one.needed, Fraction(one.base))
    for threshold in asked:
        if threshold.best_loser or threshold.admitted_at_least or threshold.admitted_together:
            yield from _of_nexts(ballots, threshold, reasons)
    others = [(one, other) for one in asked for other in one.alternatives if other.share]
    for threshold, other in others:
        yield from _of_alternative(rule, ballots, reasons, threshold, other)


def _of_nexts(
    ballots: Ballots, threshold: Threshold, reasons: Sequence[Admission]
) -> Iterator[int]:
    """Who is let in for having more votes than others stays ahead of them, and those who take part
    have as large a share together, with the last of them alone."""
    for group, areas in ballots.groups(threshold.scope).items():
        votes = {name: Fraction(count) for name, count in ballots.of(areas).items()}
        why = {one.option: one.why for one in reasons if one.area == group}
        let_in = [name for name in votes if why.get(name) in ("best_loser", "next")]
        below = [name for name in votes if why.get(name) == "below"]
        everybody = all(votes[name] == 0 for name in below)
        if below and (everybody or (threshold.best_loser and not all(votes[n] for n in below))):
            yield 1  # its first vote lets it in
        yield from (max(1, int(votes[one])) for one in let_in)  # without a vote nobody is
        for one, other in product(let_in, below):
            yield max(1, ceil((votes[one] - votes[other]) / 2))
        for one, other in permutations(let_in, 2):
            yield max(1, ceil(abs(votes[one] - votes[other]) / 2))
        about = threshold.admitted_together
        if about is None:
            continue
        base = Fraction(ballots.base(about.of, areas))
        together = sum((votes[name] for name in votes if why.get(name) != "below"), Fraction(0))
        yield _until(together, about.fraction, base)
        yield from (_until(together - votes[name], about.fraction, base) for name in let_in)


def _of_alternative(
    rule: Rule,
    ballots: Ballots,
    reasons: Sequence[Admission],
    threshold: Threshold,
    other: Alternative,
) -> Iterator[int]:
    """Those who pass by their share over the whole place need no other way."""
    sure = {one.option for one in reasons if one.area == NATION and one.why in BY_SHARE}
    members = dict(units(rule, ballots.options))
    for areas in ballots.groups(other.scope).values():
        votes, base = ballots.of(areas), ballots.base(other.of, areas)
        for option in ballots.options:
            if threshold.scope == NATION and option in sure:
                continue
            inside = {(option,), members[option][1]}  # some alliances do not stand everywhere
            for together in inside:
                count = sum(votes[one] for one in together)
                yield _until(Fraction(count), other.fraction, Fraction(base))


def _until(count: Fraction, share: Fraction, base: Fraction) -> int:
    """Ballots until votes that reach a share do not, or the other way round: a ballot moves the
    difference by one at most."""
    return max(1, ceil(abs(count - share * base)))
