"""How few ballots take seats from an option, or give it some, where one contest shares its seats.

Methods of highest averages give seats in an order, and so does the method of largest remainders
with its quota (votes less the quota, for each seat won): an option has at most m seats where enough
seats of the others come before its next one, and at least m where few enough come before its m-th.
What each other option needs for its next seat, or is to lose until it has one fewer, is known
exactly, and the cheapest choice among them is found by dynamic programming.

A ballot that is moved does for both options what one added does for the one and one removed does
for the other, so that no fewer ballots of any kind would do: with n ballots changed in whatever
way, the option has no fewer votes than with n moved from it, and each other no more than with as
many moved to it as it was given. With Hare's quota that holds up to parts of a ballot, where others
have more seats than the option itself: ``at_least`` then counts parts. With other quotas, which may
change with the votes, nothing is said of the least.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from crosstally.election.rule import Rule
from crosstally.seats.conditions import rule_divisors
from crosstally.seats.divisors import DIVISORS, Divisors
from crosstally.seats.largest_remainder import quota_of
from crosstally.seats.lines import first_where

Quota = tuple[int, int]
"""Numerator and denominator."""


@dataclass(frozen=True)
class Price:
    """Ballots moved between an option and others, so that it has the seats that are wanted."""

    ballots: int
    moved: Mapping[str, int] = field(default_factory=dict)
    """Other option → ballots that it gets from the option, or gives to it."""
    at_least: int = 0
    """No fewer ballots do, whether moved, added or removed; zero where nothing is proved."""


@dataclass(frozen=True)
class Wanted:
    """An option and the seats that it is to have in every admissible outcome: so many at most
    (``fewer``), or at least."""

    option: str
    seats: int
    fewer: bool

    def shift_and_budget(self, more: int, fewer: int) -> tuple[int, int]:
        """Of so many votes more and fewer: those of the option itself, and those of the others."""
        return (fewer, more) if self.fewer else (more, fewer)


def has_prices(rule: Rule) -> bool:
    """Whether the rule's method gives its seats in an order."""
    most_votes = rule.method in ("plurality", "block_vote") and rule.seats == 1
    return most_votes or rule.method.endswith("_lr") or rule_divisors(rule) is not None


def price_of_losing(
    rule: Rule, votes: Mapping[str, int], option: str, seats: int, at_most: int | None = None
) -> Price | None:
    """So that ``option`` has at most ``seats`` seats, in every admissible outcome; None where that
    takes more than ``at_most`` ballots, or does not happen.

    ``votes``: those of the options that take part, in the order of registration; the rule has no
    other part than its method, its seats and its way with ties.
    """
    return _Contest(rule, votes, Wanted(option, seats, fewer=True)).price(at_most)


def price_of_winning(
    rule: Rule, votes: Mapping[str, int], option: str, seats: int, at_most: int | None = None
) -> Price | None:
    """The same so that it has at least ``seats`` seats; they are no more than the rule has."""
    return _Contest(rule, votes, Wanted(option, seats, fewer=False)).price(at_most)


def enough(
    rule: Rule,
    votes: Mapping[str, int],
    wanted: Wanted,
    more: int,
    fewer: int,
    floor: int,
    quota: Quota | None = None,
) -> dict[str, int] | None:
    """Other option → votes that it gets from the option, or loses, where so many votes ``more`` and
    ``fewer`` are enough; None where they are not.

    ``votes`` as above. Nobody may fall below ``floor`` votes. ``quota``: that of the votes as they
    are afterwards, where the method has one.
    """
    contest = _Contest(rule, votes, wanted, floor, quota)
    return contest.cheapest(*wanted.shift_and_budget(more, fewer))


def may_be_enough(
    rule: Rule,
    votes: Mapping[str, int],
    wanted: Wanted,
    more: int,
    fewer: int,
    floor: int,
    quota: Quota,
    up_to: int,
) -> bool:
    """False only where they are not ``enough``, by this quota or one that is up to so many votes
    greater: votes are counted in parts, and others may fall below the floor."""
    contest = _Contest(rule, votes, wanted, floor, quota)
    return contest.may(*wanted.shift_and_budget(more, fewer), up_to)


def cheapest_choice(
    costs: Mapping[str, Sequence[int | Fraction]], wanted: int
) -> tuple[int | Fraction, dict[str, int]] | None:
    """The least sum that buys so many, at least, and how many of each; None where there are not
    enough. ``costs``: what one costs of each, two, and so on.

    Where each further one costs no less than the one before, the cheapest are taken one by one;
    else by dynamic programming.
    """
    each = {
        name: [cost - before for before, cost in pairwise([0, *found])]
        for name, found in costs.items()
    }
    if sum(map(len, each.values())) < wanted:
        return None
    if all(one <= other for found in each.values() for one, other in pairwise(found)):
        ranked = sorted((cost, name) for name, found in each.items() for cost in found)[:wanted]
        return sum(cost for cost, _ in ranked), dict(Counter(name for _, name in ranked))
    best: dict[int, tuple[int | Fraction, dict[str, int]]] = {0: (0, {})}
    for name, found in costs.items():
        after = dict(best)
        for have, (spent, chosen) in best.items():
            for number, cost in enumerate(found, start=1):
                reached, total = min(have + number, wanted), spent + cost
                if reached not in after or total < after[reached][0]:
                    after[reached] = (total, {**chosen, name: number})
        best = after
    return best.get(wanted)


def _first_near(done: Callable[[int], bool], about: int, most: int) -> int:
    """The least number at which it is ``done``, as it is at ``most``; tried ``about`` first."""
    near = max(0, about - 1)
    if near < most and not (near and done(near)):
        for n in range(near, min(near + 4, most + 1)):
            if done(n):
                return n
    return first_where(done, most)


def _never_falling(each: Sequence[int]) -> list[int]:
    """The same with those that fall pooled with those before them, rounded down: as many cost no
    more together."""
    pools: list[tuple[int, int]] = []
    for cost in each:
        total, number = cost, 1
        while pools and pools[-1][0] * number > total * pools[-1][1]:
            total, number = total + pools[-1][0], number + pools[-1][1]
            pools.pop()
        pools.append((total, number))
    return [total // number for total, number in pools for _ in range(number)]


class _Contest:
    """One option, the seats that it is to have, and the others. ``sign``: 1 where it is to have no
    more and gives ballots to others, −1 where it is to have no fewer and takes theirs."""

    def __init__(
        self,
        rule: Rule,
        votes: Mapping[str, int],
        wanted: Wanted,
        floor: int = 0,
        quota: Quota | None = None,
    ) -> None:
        self.rule, self.votes, self.option = rule, votes, wanted.option
        self.sign = sign = 1 if wanted.fewer else -1
        self.floor = floor
        """The votes below which nobody may fall."""
        self.place = wanted.seats + 1 if wanted.fewer else wanted.seats
        """Which of the option's seats is not to be won, or is to be."""
        self.rest = rule.seats - wanted.seats
        """The seats that others have then, at least or at most."""
        self.others = [name for name in votes if name != self.option and (votes[name] or sign > 0)]
        self.order = {name: place for place, name in enumerate(votes)}
        self.quota = quota
        self.in_parts = False
        """Whether ballots are counted in parts where others have more seats than the option."""
        self.divisors: Divisors = rule_divisors(rule) or DIVISORS["dhondt"]
        if quota is None and rule.method.endswith("_lr") and any(votes.values()):
            self.quota = quota_of(votes, rule.seats, rule.method.removesuffix("_lr"))

    def price(self, at_most: int | None) -> Price | None:
        own = self.votes[self.option]
        most = own if self.sign > 0 else sum(self.votes[name] for name in self.others)
        if at_most is not None:
            most = min(most, at_most)
        if self.cheapest(most, most) is None:
            return None
        ballots = first_where(lambda n: self.cheapest(n, n) is not None, most)
        moved = self.cheapest(ballots, ballots)
        assert moved is not None
        at_least = ballots
        if self.rule.method == "hare_lr":
            self.in_parts = True
            at_least = first_where(lambda n: self.cheapest(n, n) is not None, ballots)
        elif self.quota is not None:
            at_least = 0
        return Price(ballots, self._all_moved(moved, ballots), at_least)

    def _all_moved(self, needed: Mapping[str, int], ballots: int) -> dict[str, int]:
        """With ballots that nobody needs to get, or to give, up to the number that is moved."""
        found, left = dict(needed), ballots - sum(needed.values())
        for name in self.others:
            room = left if self.sign > 0 else min(left, self.votes[name] - found.get(name, 0))
            if room:
                found[name] = found.get(name, 0) + room
                left -= room
        return {name: count for name, count in found.items() if count}

    def cheapest(self, shift: int, n: int) -> dict[str, int] | None:
        """Other option → ballots, no more than ``n`` together, with which seats enough change
        hands where the option gives or takes ``shift``; None where they do not."""
        own = self.votes[self.option] - self.sign * shift
        if own < self.floor:
            if self.sign < 0:
                return None
            own = self.floor
        before = {name: self._before(name, own) for name in self.others}
        missing = self.sign * (self.rest - sum(before.values()))
        if missing <= 0:
            return {}
        costs = {name: self._costs(name, before[name], own, n, missing) for name in self.others}
        found = cheapest_choice(costs, missing)
        if found is None or found[0] > n:
            return None
        return {name: int(costs[name][number - 1]) for name, number in found[1].items()}

    def _before(self, name: str, own: int) -> int:
        """How many seats of another come before the option's place."""
        count, most = self.votes[name], self.rule.seats
        return first_where(lambda k: not self._comes_before(name, count, k + 1, own), most)

    def _comes_before(self, name: str, count: int, k: int, own: int) -> bool:
        """Whether its k-th seat does: for certain, or (−1) unless it comes after for certain."""
        ours = (self.option, own, self.place)
        if self.sign > 0:
            return self._ahead((name, count, k), ours)
        return not self._ahead(ours, (name, count, k))

    def _costs(
        self, name: str, before: int, own: int, n: int, missing: int
    ) -> list[int | Fraction]:
        """Ballots for one seat more (or fewer) of another, for two, and so on; up to ``n``."""
        found: list[int | Fraction] = []
        count, sign = self.votes[name], self.sign
        most = n if sign > 0 else min(n, count - self.floor)
        for number in range(1, missing + 1):
            k = before + number if sign > 0 else before - number + 1
            if not 1 <= k <= self.rule.seats:
                break

            def done(x: int, k: int = k) -> bool:
                return self._comes_before(name, count + sign * x, k, own) is (sign > 0)

            if self.in_parts and k > self.place:
                cost = self._in_parts(k, own, count)
                if cost > most:
                    break
                found.append(cost)
            elif done(most):
                found.append(_first_near(done, sign * (self._level(k, own) - count), most))
            else:
                break
        return found

    def _in_parts(self, k: int, own: int, count: int) -> Fraction:
        """The votes until the k-th seat of another stands level with the option's."""
        assert self.quota is not None
        whole, part = self.quota
        level = own + Fraction(whole * (k - self.place), part)
        return max(Fraction(0), self.sign * (level - count))

    def may(self, shift: int, n: int, up_to: int) -> bool:
        """False only where no ``n`` votes of others do, counted in parts, the quota being up to so
        many votes greater and nobody having too few to take part."""
        assert self.quota is not None
        whole, part = self.quota
        sign, own = self.sign, self.votes[self.option] - self.sign * shift
        if own < self.floor:
            if sign < 0:
                return False
            own = self.floor
        before = {name: self._before(name, own) for name in self.others}
        missing = sign * (self.rest - sum(before.values()))
        each: list[int] = []
        for name in self.others if missing > 0 else ():
            first = before[name] + 1 - self.place if sign > 0 else before[name] - self.place
            last = (self.rule.seats if sign > 0 else 1) - self.place
            gap = (own - self.votes[name]) * part
            costs = [0]
            for beyond in range(first, last + sign, sign)[:missing]:
                level = gap + whole * beyond + sign * min(0, sign * beyond) * up_to * part
                costs.append(max(0, sign * level))
            if sign < 0:  # without a vote it has no seat
                costs = [min(cost, self.votes[name] * part) for cost in costs]
            each += _never_falling([cost - less for less, cost in pairwise(costs)])
        return len(each) >= missing and sum(sorted(each)[: max(0, missing)]) <= n * part

    def _level(self, k: int, own: int) -> int:
        """The votes, rounded down, at which the k-th seat of another stands level with the
        option's, which has ``own``."""
        if self.quota is not None:
            whole, part = self.quota
            return own + whole * (k - self.place) // part
        (above, below), (above2, below2) = map(self.divisors.ratio, (self.place - 1, k - 1))
        if not above:
            return own
        power = self.divisors.power
        level = own**power * above2 * below // (above * below2)
        return level if power == 1 else isqrt(level)

    def _ahead(self, one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
        """Whether the seat of one, (option, votes, which of its seats), comes first for certain."""
        (name, count, k), (name2, count2, k2) = one, other
        if not count or not count2:
            return count > 0
        if self.quota is not None:
            whole, part = self.quota
            left, right = count * part - whole * (k - 1), count2 * part - whole * (k2 - 1)
        else:
            above, below = self.divisors.ratio(k - 1)
            above2, below2 = self.divisors.ratio(k2 - 1)
            power = self.divisors.power
            left, right = count**power * above2 * below, count2**power * above * below2
            if not above and not above2:
                left, right = count, count2
        if left != right:
            return left > right
        match self.rule.ties:
            case "earlier_registration":
                return self.order[name] < self.order[name2]
            case "more_votes":
                return count > count2
            case _:
                return False
