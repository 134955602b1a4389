"""Seats for the option with the most votes: extra ones, or a number that it has at least."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from functools import partial

from crosstally import words
from crosstally.election.rule import Bonus, Rule
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Ballots
from crosstally.seats.blocs import Sharing
from crosstally.seats.outcomes import Outcomes, one_outcome, union
from crosstally.seats.stages import Stage
from crosstally.seats.thresholds import passes
from crosstally.seats.votes import ArgumentError


def extra_seats(rule: Rule, ballots: Ballots) -> list[tuple[str | None, int]]:
    """Who gets extra seats, and how many: nobody where the rule has none or the condition is not
    met. Several where the first place ties and the rule leaves it open."""
    bonus = rule.bonus
    if bonus is None or bonus.extra is None:
        return [(None, 0)]
    first = _first(rule, ballots)
    counts = [(name, _earned(bonus, ballots, name)) for name in first]
    if rule.constituencies is not None and any(count != bonus.extra for _, count in counts):
        said = words._("the bonus is not given whole, and the constituencies have no more seats")
        raise ArgumentError("bonus", said)
    return [(name if count else None, count) for name, count in counts] or [(None, 0)]


def guaranteed(
    rule: Rule, ballots: Ballots, taking_part: Collection[str], total: Outcomes
) -> tuple[Outcomes, list[Stage]]:
    """Every outcome with the number that the first option has at least, the others sharing the rest
    by the rule's method; and the stages of the first outcome."""
    bonus = rule.bonus
    if bonus is None or bonus.guaranteed is None:
        return total, []
    votes = ballots.of(ballots.constituencies)
    parts: list[Outcomes] = []
    stages: list[Stage] = []
    for name in _first(rule, ballots):
        if not _meets(bonus, ballots, name) or total.certain[name] >= bonus.guaranteed:
            parts.append(total)
            continue
        others = [one for one in taking_part if one != name]
        rest, sharing = Sharing(rule, ballots.options).among(
            votes, max(0, rule.seats - bonus.guaranteed), others
        )
        if not parts:
            stages = [bonus_stage(rule, ballots, name, bonus.guaranteed), *sharing]
        parts.append(rest.plus(one_outcome(ballots.options, {name: bonus.guaranteed})))
    return (union(parts) if parts else total), stages


def bonus_stage(rule: Rule, ballots: Ballots, name: str, seats: int) -> Stage:
    """The seats of the first option, and the share that it has them for."""
    return Stage("bonus", seats=seats, explain=partial(_steps, rule, ballots, name, seats))


def _steps(rule: Rule, ballots: Ballots, name: str, seats: int) -> Iterator[Step]:
    of = rule.bonus.needs.of if rule.bonus is not None and rule.bonus.needs is not None else "valid"
    count = ballots.of(ballots.constituencies)[name]
    base = Fraction(ballots.base(of, ballots.constituencies))
    share = Fraction(count) / base if base else None
    yield Step("bonus", name, int(count), base, share, seats)


def _first(rule: Rule, ballots: Ballots) -> list[str]:
    votes = ballots.of(ballots.constituencies)
    most = max(votes.values(), default=0)
    found = [name for name, count in votes.items() if count == most and most]
    return found[:1] if rule.ties == "earlier_registration" else found


def _share(bonus: Bonus, ballots: Ballots, name: str) -> tuple[int | Fraction, Fraction]:
    assert bonus.needs is not None
    votes = ballots.of(ballots.constituencies)
    return votes[name], Fraction(ballots.base(bonus.needs.of, ballots.constituencies))


def _meets(bonus: Bonus, ballots: Ballots, name: str) -> bool:
    if bonus.needs is None:
        return True
    count, base = _share(bonus, ballots, name)
    return passes(count, base, bonus.needs.fraction, bonus.needs.passes == "more_than")


def _earned(bonus: Bonus, ballots: Ballots, name: str) -> int:
    assert bonus.extra is not None
    if not _meets(bonus, ballots, name):
        return 0
    if bonus.needs is None or not bonus.step:
        return bonus.extra
    count, base = _share(bonus, ballots, name)
    more = int((Fraction(count) / base - bonus.needs.fraction) / bonus.step)
    return min(bonus.extra + more, bonus.extra_at_most or bonus.extra + more)
