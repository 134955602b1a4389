"""How few ballots change seats that one allocation over the whole place decides, as long as nothing
else comes in between: where the first list has extra seats, as long as it stays the first; where
seats are levelled, as long as nobody has won more below than its share.

No fewer ballots change that allocation, or what it takes for granted. In constituencies, where a
tie may do, as many ballots fewer are counted as there are other options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crosstally.election.rule import CONSTITUENCY, NATION, Rule
from crosstally.seats.area_prices import ballots_until
from crosstally.seats.conditions import Condition, has_conditions
from crosstally.seats.goals import Goal, any_seat
from crosstally.seats.least_ballots import at_least_ballots, fewest_ballots
from crosstally.seats.least_change import Kind, least_changes
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.seat_prices import has_prices
from crosstally.seats.system_votes import Move, SystemVotes
from crosstally.seats.threshold_prices import TooManySets


class National:
    """The allocation over the whole place that a rule comes to."""

    def __init__(self, rule: Rule, inner: Rule, votes: SystemVotes) -> None:
        self.rule, self.inner, self.votes = rule, inner, votes
        options = dict.fromkeys(name for counts in votes.votes.values() for name in counts)
        self.totals = {
            name: sum(counts.get(name, 0) for counts in votes.votes.values()) for name in options
        }
        of = "valid" if inner.threshold is None else inner.threshold.of
        sizes = votes.bases.get(of)
        self.base = sum(self.totals.values()) if sizes is None else sum(sizes.values())
        self.counts = inner.threshold is None or inner.threshold.of != "registered"
        self.outcome = apply_rule(inner, self.totals, self.base)

    def at_least(self, goal: Goal, within: int) -> int:
        """No fewer ballots of any kind give another answer to ``goal``, up to ``within``."""
        asked = any_seat if goal.asked == "majority" else goal
        least = at_least_ballots(
            self.inner, self.totals, self.base, self.outcome, asked, whoever_passes=False
        )
        found = [least, *self._first_stays(), *self._nobody_has_more_below(within)]
        return max(1, min([within, *(count for count in found if count is not None)]))

    def candidates(
        self, goal: Goal, kinds: Sequence[Kind]
    ) -> Iterator[tuple[Kind, tuple[Move, ...]]]:
        """The smallest changes of that allocation, and of who is first."""
        asked = any_seat if goal.asked == "majority" else goal
        changes = least_changes(self.inner, self.totals, self.base, asked, tuple(kinds))
        for kind, change in changes.items():
            moves = self.votes.spread(change.ballots, change.taken_from, change.given_to)
            if moves is not None:
                yield kind, moves
        if self.rule.bonus is None:
            return
        first, second = sorted(self.totals, key=lambda name: -self.totals[name])[:2]
        apart = self.totals[first] - self.totals[second] + 1
        lines: dict[Kind, tuple[int, str | None, str | None]] = {
            "moved": (-(-apart // 2), first, second),
            "added": (apart, None, second),
            "removed": (apart, first, None),
        }
        for kind in kinds:
            moves = self.votes.spread(*lines[kind])
            if moves is not None:
                yield kind, moves

    def _first_stays(self) -> Iterator[int | None]:
        bonus = self.rule.bonus
        if bonus is None:
            return
        first = max(self.totals, key=lambda name: self.totals[name])
        for other in self.totals:
            if other != first:
                yield self._fewest(Condition({other: 1, first: -1}))
        if bonus.needs is not None:
            share = bonus.needs.fraction
            yield self._fewest(Condition({first: -share.denominator}, on_base=share.numerator))

    def _fewest(self, condition: Condition) -> int | None:
        return fewest_ballots(condition, self.totals, self.base, self.counts)

    def _nobody_has_more_below(self, within: int) -> Iterator[int | None]:
        about = self.rule.constituencies
        if about is None or self.rule.tiers[-1].overhang == "taken_back":
            return
        method = self.rule.tiers[0].method or self.rule.method
        areas: dict[str, tuple[Rule, Mapping[str, int]]] = {}
        for area, seats in about.seats.items():
            own = self.votes.votes[area]
            inside = {name: own.get(name, 0) for name in self.outcome.admitted}
            areas[area] = (Rule(method=method, seats=seats, ties=self.rule.ties), inside)
        try:
            for name in self.outcome.admitted:
                yield ballots_until(areas, name, self.outcome.seats[name] + 1, within)
        except TooManySets:
            yield 1


def national(rule: Rule, votes: SystemVotes, start: SeatOutcome) -> National | None:
    """The allocation that ``rule`` comes to on these votes, of which ``start`` is the outcome; None
    where it is not known to come to one."""
    inner = _inner(rule)
    if inner is None:
        return None
    found = National(rule, inner, votes)
    seats = dict(found.outcome.seats)
    if rule.bonus is not None and seats:
        first = max(found.totals, key=lambda name: found.totals[name])
        seats[first] += rule.seats - inner.seats
    alone = len(start.outcomes) == 1 and len(found.outcome.outcomes) == 1
    return found if alone and seats == dict(start.seats) else None


def _inner(rule: Rule) -> Rule | None:
    parts = (rule.direct_seats, rule.majority_guarantee, rule.limited, rule.alliances)
    if any(parts) or rule.coalitions or rule.further_thresholds or rule.runner_up is not None:
        return None
    if rule.turnout is not None or rule.counts_areas:
        return None
    threshold = rule.threshold
    if threshold is not None and (
        threshold.scope != NATION
        or threshold.alternatives
        or threshold.exempt
        or threshold.best_loser
        or threshold.admitted_at_least
        or threshold.admitted_together
        or threshold.for_options
        or threshold.per == "seat"
    ):
        return None
    method, seats = rule.method, rule.seats
    if rule.bonus is not None:
        bonus = rule.bonus
        if bonus.extra is None or bonus.more_each or rule.constituencies or rule.tiers:
            return None
        of = "valid" if threshold is None else threshold.of
        if bonus.needs is not None and bonus.needs.of != of:
            return None
        seats -= bonus.extra
        if not seats:
            return None  # the first has them all, and nothing is shared
    elif _is_levelled(rule):
        method = rule.tiers[-1].method or method
    else:
        return None
    about: dict[str, object] = {"method": method, "seats": seats, "ties": rule.ties}
    if threshold is not None:
        about["threshold"] = threshold.model_dump(include={"share", "of", "passes"})
    inner = Rule.model_validate(about)
    return inner if has_conditions(inner) else None


def _is_levelled(rule: Rule) -> bool:
    """Whether constituencies share their seats, and the whole place levels them."""
    about = rule.constituencies
    if about is None or not about.seats or about.added or len(rule.tiers) != 2:
        return False
    below, above = rule.tiers
    plain = all(
        not (one.quota or one.threshold or one.linked) and one.votes != "remainders"
        for one in rule.tiers
    )
    prices = all(
        has_prices(Rule(method=below.method or rule.method, seats=seats))
        for seats in about.seats.values()
    )
    return (
        plain
        and prices
        and (below.at, below.counting, below.own) == (CONSTITUENCY, "alone", 0)
        and (above.at, above.counting) == (NATION, "levelling")
        and below.at_most is None
    )
