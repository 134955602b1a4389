"""How few ballots change an outcome where seats that were shared are given to others.

To who has more than half of the votes (Kieswet, article P 9), or by lists that run out of
candidates (P 10).

Where neither applies, the allocation decides: no fewer ballots change the outcome than change the
allocation, or let one of both apply. Where one does, no fewer than change the allocation, who has
more than half of the votes, who had the last seat, or how the others share what a list leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from crosstally.election.rule import NATION, Rule
from crosstally.seats.area_prices import ballots_until
from crosstally.seats.conditions import (
    Condition,
    full_quota_conditions,
    has_conditions,
    rule_divisors,
)
from crosstally.seats.contest_price import contest_price
from crosstally.seats.courses import course_of
from crosstally.seats.goals import Goal, admissible, any_seat
from crosstally.seats.least_ballots import at_least_ballots, fewest_ballots
from crosstally.seats.least_change import Kind
from crosstally.seats.rounds import ranked_by
from crosstally.seats.rule import apply_rule
from crosstally.seats.seat_prices import Wanted, has_prices
from crosstally.seats.system_changes import Search, SystemMargin
from crosstally.seats.system_margins import searched
from crosstally.seats.system_votes import SystemVotes
from crosstally.seats.threshold_prices import TooManySets

Margin = Callable[[Rule, SystemVotes, Goal, Sequence[Kind]], SystemMargin]


def adjusted_margin(
    rule: Rule, votes: SystemVotes, goal: Goal, kinds: Sequence[Kind], rest: Margin
) -> SystemMargin | None:
    """The smallest changes under a rule with a majority guarantee or with lists that are short;
    ``rest`` works them out for a rule without. None for a rule that is more than one allocation
    without a threshold."""
    bare = rule.model_copy(update={"majority_guarantee": False, "candidates": {}})
    if not bare.plain or bare.threshold is not None or list(votes.votes) != [NATION]:
        return None
    search = Search(rule, votes, goal, votes.outcome(rule))
    margin = rest(bare, votes, goal, kinds)
    found = searched(rule, votes, goal, kinds)
    for change in margin.changes.values():
        done = search.change(change.kind, change.moves)
        found = found if done is None else found.with_change(done)
    about = _Adjusted(rule, bare, votes.votes[NATION], goal, found)
    try:
        bounds = list(about.bounds())
    except TooManySets:
        return found
    if about.applies:
        bounds.append(rest(bare, votes, any_seat, ()).at_least)
    else:
        bounds.append(margin.at_least)
    known = [count for count in bounds if count is not None]
    return found.with_bound(max(1, min(known))) if len(known) == len(bounds) else found


class _Adjusted:
    """One allocation, and what is done with its seats."""

    def __init__(
        self,
        rule: Rule,
        bare: Rule,
        votes: Mapping[str, int],
        goal: Goal,
        found: SystemMargin,
    ) -> None:
        self.rule, self.bare, self.votes, self.goal = rule, bare, votes, goal
        self.total = sum(votes.values())
        self.most = self.total if found.least is None else found.least.ballots
        self.limits = rule.of_area(rule.candidates, None)
        outcomes = admissible(apply_rule(bare, votes))
        self.is_open = len(outcomes) > 1
        most = {name: max(one[name] for one in outcomes) for name in votes}
        fewest = {name: min(one[name] for one in outcomes) for name in votes}
        self.above_half = {name for name, seats in fewest.items() if seats > rule.seats // 2}
        self.guaranteed = [
            name
            for name, count in votes.items()
            if 2 * count > self.total and name not in self.above_half
        ]
        self.short = [name for name, limit in self.limits.items() if most[name] > limit]
        self.applies = bool(self.short) or (rule.majority_guarantee and bool(self.guaranteed))

    def bounds(self) -> Iterator[int | None]:
        """Ballots that it takes; None where that is not known."""
        if self.applies and self.is_open:
            yield None
            return
        if self.rule.majority_guarantee:
            yield from self._of_guarantee()
        if self.short:
            yield from self._of_the_others()
        else:
            yield from (self._until_short(name, most) for name, most in self.limits.items())

    def _of_guarantee(self) -> Iterator[int | None]:
        if not self.guaranteed:
            yield from (self._until_guaranteed(name) for name in self.votes)
            return
        if self.limits:
            yield None
            return
        (winner,) = self.guaranteed
        yield -(-(2 * self.votes[winner] - self.total) // 2)
        conditions = self._last_seat()
        if conditions is None:
            yield None
            return
        yield from (fewest_ballots(one, self.votes) for one in conditions)

    def _until_guaranteed(self, option: str) -> int:
        """Until it has more than half of the votes, and no more than half of the seats. An outcome
        of the allocation that gives the old answer is not touched if that says it has more."""
        missing = self.total - 2 * self.votes[option]
        votes_for = missing // 2 + 1 if missing >= 0 else 0
        if option not in self.above_half or votes_for > self.most:
            return votes_for
        if self.goal.asked == "majority" or self._says_seats_of(option):
            return self.most
        if not has_prices(self.bare):
            return max(votes_for, self._until_open())
        wanted = Wanted(option, self.rule.seats // 2, True)
        price = contest_price(self.bare, self.votes, wanted, self.most + 1)
        return max(votes_for, self.most if price is None else price.at_least - 1)

    def _says_seats_of(self, option: str) -> bool:
        """Whether an answer says how many seats the option has."""
        return self.goal.asked == "any_seat" or self.goal.option == option

    def _until_short(self, option: str, limit: int) -> int:
        """Until it may have more seats than candidates."""
        if limit >= self.rule.seats or self._says_seats_of(option):
            return self.most
        if not has_prices(self.bare):
            return self._until_open()
        contests = {NATION: (self.bare, self.votes)}
        least = ballots_until(contests, option, limit + 1, self.most)
        return self.most if least is None else least

    def _until_open(self) -> int:
        """Until any seat may be another's: with a ballot more it is."""
        start = apply_rule(self.bare, self.votes)
        return (at_least_ballots(self.bare, self.votes, self.total, start) or self.most) - 1

    def _last_seat(self) -> list[Condition] | None:
        """What holds who had the last seat; None where that is not known."""
        votes, names, size = self.votes, tuple(self.votes), self.rule.seats
        course = course_of(self.rule.method, votes, size)
        assert course is not None
        left = size - sum(course.full.values())
        ranked = ranked_by(self.rule.ties, votes)
        standings = course.on(course.start(), left, ranked)
        if len(standings) > 1 or len(standings[0].last) != 1:
            return None
        ((last,), seats) = (standings[0].last, standings[0].seats)
        divisors = rule_divisors(self.rule)
        others = [name for name in names if name != last and seats[name] > 0]
        if divisors is not None:
            low, part = divisors.ratio(seats[last] - 1)
            found = []
            for other in others:
                low2, part2 = divisors.ratio(seats[other] - 1)
                if not low or not low2:
                    return None
                weights = {last: part * low2, other: -part2 * low}
                found.append(Condition(weights, last, other, power=divisors.power))
            return found
        if self.rule.method not in ("hare_lr", "dutch"):
            return None
        winners = [name for name in others if seats[name] > course.full[name]]
        if len(winners) + 1 != left or not all(name in standings[0].given[0] for name in winners):
            return None
        found = list(full_quota_conditions(votes, names, size))
        for other in winners:
            apart = course.full[other] - course.full[last]
            weights = {last: size, other: -size}
            found.append(Condition(weights, last, other, "broken", apart, names))
        return found

    def _of_the_others(self) -> Iterator[int | None]:
        """Until the lists that have candidates share otherwise what the others leave."""
        if self.rule.exhausted == "vacant":
            return  # how many seats a list has is a matter of the allocation
        if rule_divisors(self.rule) is None or not has_conditions(self.bare):
            yield None
            return
        short = set(self.short)
        while True:
            others = {name: n for name, n in self.votes.items() if name not in short}
            left = self.rule.seats - sum(self.limits[name] for name in short)
            if not any(others.values()):
                yield 1  # the first vote wins a seat
                return
            alone = self.bare.model_copy(update={"seats": left})
            found = apply_rule(alone, others)
            if len(found.outcomes) > 1:
                yield None
                return
            yield at_least_ballots(alone, others, sum(others.values()), found)
            more = {name for name in others if found.seats[name] > self.limits.get(name, left)}
            if not more:
                return
            short |= more
