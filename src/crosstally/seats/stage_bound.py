"""No fewer ballots change what a rule of several parts gives: a bound stage by stage.

The seats are worked out by decisions (who passes a threshold, who has the bonus) and by allocations
(of a constituency, of the whole place, among the members of an alliance). As long as each of them
has the same result, so has the whole. So no fewer ballots do than the fewest that could change any
one of them; a ballot moves the votes of an option, of an alliance or of an area by one at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from crosstally.election.rule import NATION, Alternative, Rule, Threshold
from crosstally.seats.admission import Admission, units
from crosstally.seats.ballots import Ballots
from crosstally.seats.goals import Goal, any_seat
from crosstally.seats.least_ballots import at_least_ballots
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.system_votes import SystemVotes

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
        found += [*_of_allotments(rule, start), *_of_bonus(rule, ballots)]
    if None in found:
        return None
    return min((count for count in found if count is not None), default=None)


def _covered(rule: Rule) -> bool:
    about, bonus = rule.constituencies, rule.bonus
    if rule.majority_guarantee or rule.candidates or rule.runner_up is not None:
        return False
    if bonus is not None and (bonus.extra is None or bonus.more_each is not None):
        return False
    if about is not None and (about.added or about.apportioned is not None):
        return False
    nexts = any(
        one.best_loser or one.admitted_at_least or one.admitted_together
        for one in rule.every_threshold
    )
    other = any(tier.quota is not None or tier.counting == "continued" for tier in rule.tiers)
    return not nexts and not other


def _of_allotments(rule: Rule, start: SeatOutcome) -> Iterator[int | None]:
    for made in start.allotments:
        if not made.seats or not any(made.votes.values()):
            continue
        if not made.plain:
            yield None
            return
        alone = Rule.model_validate({"method": made.method, "seats": made.seats, "ties": rule.ties})
        outcome = apply_rule(alone, made.votes)
        yield at_least_ballots(alone, made.votes, sum(made.votes.values()), outcome)


def _of_bonus(rule: Rule, ballots: Ballots) -> Iterator[int]:
    bonus = rule.bonus
    if bonus is None:
        return
    votes = ballots.of(ballots.constituencies)
    ranked = sorted((Fraction(count) for count in votes.values()), reverse=True)
    if len(ranked) > 1:
        yield max(1, ceil((ranked[0] - ranked[1]) / 2))
    if bonus.needs is not None:
        base = ballots.base(bonus.needs.of, ballots.constituencies)
        yield _until(ranked[0], bonus.needs.fraction, Fraction(base))


def _of_thresholds(rule: Rule, ballots: Ballots, start: SeatOutcome) -> Iterator[int]:
    asked = rule.every_threshold
    reasons = [one for stage in start.stages for one in stage.admissions]
    for one in reasons:
        if one.why != "exempt":
            yield _until(Fraction(one.votes), one.needed, Fraction(one.base))
    others = [(one, other) for one in asked for other in one.alternatives if other.share]
    for threshold, other in others:
        yield from _of_alternative(rule, ballots, reasons, threshold, other)


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
