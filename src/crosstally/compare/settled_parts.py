"""Single parts of a rule of several parts, proved over everything that sheets not held may say: how
many extra seats the first has, who is next where too few pass; and which parts can be proved."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from crosstally.compare.completions import Space
from crosstally.compare.settled import ends_of_share
from crosstally.election.rule import CONSTITUENCY, NATION, Bonus, Rule, Tier
from crosstally.seats.thresholds import passes

WITHOUT_CONDITIONS = ("majority", "plurality", "block_vote")


def tiers_proved(rule: Rule) -> tuple[Tier | None, Tier | None] | None:
    """The tier in the constituencies and the one over the whole place (which levels, or shares the
    remainders of a tier of quotas), each where the rule has it; None for a rule of other parts."""
    other = (
        *(rule.alliances, rule.coalitions, rule.limited, rule.further_thresholds),
        *(rule.majority_guarantee, rule.runner_up, rule.ties == "more_votes"),
        *(rule.turnout, rule.counts_areas, rule.raised),
        *(one.admitted_together for one in rule.every_threshold),
        any(one.per == "seat" for one in rule.every_threshold),
        *(one.seats_in or one.at_most or one.counting == "continued" for one in rule.tiers),
        *(one.linked or one.quota_of == "registered" for one in rule.tiers),
    )
    if any(other) or rule.method in WITHOUT_CONDITIONS:
        return None
    tiers = list(rule.tiers)
    first = upper = None
    if rule.constituencies is not None:
        first = tiers.pop(0) if tiers else Tier(at=CONSTITUENCY)
        if first.at != CONSTITUENCY or first.counting == "levelling" or first.votes != "all":
            return None
    if tiers:
        upper = tiers.pop(0)
    quotas = first is not None and first.quota is not None
    if tiers or (rule.direct_seats and (first is not None or upper is None)):
        return None
    if upper is None:
        return None if quotas else (first, upper)
    pooled = quotas and upper.counting == "alone" and upper.votes == "remainders"
    levels = upper.counting == "levelling" and upper.votes == "all"
    fits = upper.at == NATION and upper.quota is None and rule.bonus is None
    return (first, upper) if fits and (pooled or levels) else None


def extra_settled(space: Space, bonus: Bonus, first: str) -> int | None:
    """How many extra seats the first has, who is sure to be it and to meet what the bonus needs;
    None where that is not the same at every completion."""
    assert bonus.extra is not None
    if bonus.needs is None or not bonus.step:
        return bonus.extra
    start = space.best({})
    if not start.base:
        return None
    share, step = bonus.needs.fraction, bonus.step
    most = bonus.extra_at_most
    more = max(0, int((Fraction(start.votes[first], start.base) - share) / step))
    if most is not None:
        more = min(more, max(0, most - bonus.extra))
    if more and not all(_reached(space, first, share + more * step)):
        return None
    capped = most is not None and bonus.extra + more >= most
    if not capped and any(_reached(space, first, share + (more + 1) * step)):
        return None
    return bonus.extra + more if most is None else min(bonus.extra + more, most)


def _reached(space: Space, option: str, share: Fraction) -> list[bool]:
    ends = ends_of_share(space, {option: 1}, share)
    return [passes(end.votes[option], end.base or 0, share, False) for end in ends]


def next_by_votes(space: Space, rest: Sequence[str], places: int) -> list[str] | None:
    """Who of the ``rest`` has most votes, so many of them; None where others may have at every
    completion, where some stand level at the last place, or may have no vote."""
    start = space.best({}).votes
    could = [name for name in rest if space.greatest_of(name)]
    chosen = sorted(could, key=lambda name: -start[name])[:places]
    for one in chosen:
        if not space.least_of(one):
            return None
        for other in could:
            at = space.best({other: 1, one: -1})
            if other not in chosen and at.votes[other] >= at.votes[one]:
                return None
    return chosen
