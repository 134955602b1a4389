"""How few ballots give an option another number of seats where a threshold decides who shares them.

Ballots may do two things at once: let options pass, or stop them from passing, and then change the
seats among those who pass (see ``seat_prices``). For every set of options that few enough ballots
can let take part, both are counted together: n ballots are at most n votes more and n fewer, of
which some bring the set about and the others are left for the seats. Where the base of the
threshold counts votes, it changes by one with each ballot that is added or removed instead of
moved, and the votes that it takes to pass with it; a ballot so spent is lacking on the other side.

The methods are those of highest averages. Largest remainders have a quota that changes with the
set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from crosstally.election.rule import NATION, Rule
from crosstally.seats.lines import first_where
from crosstally.seats.seat_prices import Wanted, enough
from crosstally.seats.system_votes import Move

MOST_SETS = 500
"""Sets of options that could take part are looked at one by one."""


Sets = TypeVar("Sets")


class TooManySets(Exception):  # noqa: N818 -- what there are
    """More sets of options could take part than are looked at."""


@dataclass(frozen=True)
class ThresholdPrice:
    """The fewest ballots with which an option has the seats that are wanted."""

    at_least: int
    """No fewer ballots of any kind do."""
    moves: tuple[Move, ...]
    """So many ballots moved with which it is said to have them; none where some are to be added or
    removed."""


@dataclass(frozen=True)
class Passing:
    """Who takes part, with how many votes one passes, and what it takes to have it so."""

    inside: Mapping[str, int]
    """Option → votes, those raised that are to pass; not the option that is asked about."""
    raised: Mapping[str, int]
    lowered: Mapping[str, int]
    to_pass: int
    added: int
    """Ballots added (below zero: removed) for the threshold to be at ``to_pass``."""

    def spent(self, fewer: bool) -> int:
        """Votes fewer, or more, that it takes to have it so."""
        return sum((self.lowered if fewer else self.raised).values())


class ThresholdPrices:
    """A contest with one threshold at most, of a method with divisors."""

    def __init__(self, rule: Rule, votes: Mapping[str, int], base: int) -> None:
        self.rule, self.votes, self.base = rule, votes, base
        about = rule.threshold
        self.share = Fraction(0) if about is None else about.fraction
        self.strict = about is not None and about.passes == "more_than"
        self.counts = about is not None and about.of != "registered"
        self.most = sum(votes.values()) + base
        """More ballots are of no interest: as many are known to do, or asked for."""
        self.now = {name for name, count in votes.items() if count >= self.to_pass(0)}

    def least(self, wanted: Wanted, at_most: int) -> ThresholdPrice | None:
        """The fewest, up to ``at_most``; None where it takes more. Raises ``TooManySets``."""
        best: ThresholdPrice | None = None
        self.most = at_most
        if wanted.fewer:  # who does not pass any more has no seat
            gone = first_where(lambda n: self._is_gone(wanted.option, n), at_most + 1)
            if gone <= at_most:
                best, self.most = ThresholdPrice(gone, ()), gone - 1
        for passing in self._ways(wanted):
            while (found := self._fewer(passing, wanted)) is not None:
                best, self.most = found, found.at_least - 1
        return best

    def _fewer(self, passing: Passing, wanted: Wanted) -> ThresholdPrice | None:
        """With that set, where it takes no more than ``most``."""
        if not self._do(passing, wanted, self.most):
            return None
        ballots = first_where(lambda n: self._do(passing, wanted, n), self.most)
        return ThresholdPrice(ballots, self._moves(passing, wanted, ballots))

    def _is_gone(self, option: str, n: int) -> bool:
        """Whether n ballots can stop it from passing: taken from it and given to others, or added
        to others."""
        left = max(0, self.votes[option] - n)
        moved = not left or left < self.to_pass(0)
        added = self.votes[option] < self.to_pass(n)
        return moved or added

    def to_pass(self, added: int) -> int:
        """The votes that it takes to pass after so many ballots added (below zero: removed)."""
        limit = self.share * (self.base + added * self.counts)
        whole = limit.numerator // limit.denominator
        return whole + 1 if self.strict or whole < limit else whole

    def _ways(self, wanted: Wanted) -> Iterator[Passing]:
        """Every set that may take part after ``most`` ballots, with each number of votes that it
        may take to pass; as it is now first.

        An option loses no seats when others stop to take part, and wins none when others begin to:
        ballots for that are better spent otherwise.
        """
        yield self._passing(wanted.option, self.now | {wanted.option}, self.to_pass(0), 0)
        costs: dict[str, int] = {}
        most = self.most
        for name, count in self.votes.items() if self.share else ():
            if name != wanted.option and (name in self.now) != wanted.fewer:
                up, down = self.to_pass(-most) - count, count - self.to_pass(most) + 1
                costs[name] = up if wanted.fewer else down
        # Those who are raised have equal votes then, and it matters only how many they are.
        alike = wanted.fewer and self.rule.ties != "earlier_registration"
        for chosen in self._some((cheapest if alike else within)(costs, most)):
            inside = (self.now | {wanted.option}).symmetric_difference(chosen)
            for to_pass, added in self._levels(len(chosen), most):
                yield self._passing(wanted.option, inside, to_pass, added)

    @staticmethod
    def _some(sets: Iterable[Sets]) -> Iterator[Sets]:
        """As they are. Raises ``TooManySets``."""
        for number, chosen in enumerate(sets):
            if number == MOST_SETS:
                raise TooManySets
            yield chosen

    def _levels(self, crossing: int, most: int) -> Iterator[tuple[int, int]]:
        """(votes that it takes to pass, fewest ballots to add for it), as long as that may pay.

        One vote less to pass spares one for each option that crosses; the first may come with a
        single ballot, and each further one with 1 / share ballots.
        """
        yield self.to_pass(0), 0
        if not self.counts or not self.share:
            return
        for sign in (1, -1):
            step = 0
            while True:
                step += 1
                wanted = self.to_pass(0) + sign * step

                def reached(n: int, sign: int = sign, wanted: int = wanted) -> bool:
                    return sign * (self.to_pass(sign * n) - wanted) >= 0

                added = first_where(reached, most + 1)
                if added > most or Fraction(step - 1) / self.share >= step * (crossing + 1):
                    break
                yield wanted, sign * added

    def _passing(self, option: str, inside: set[str], to_pass: int, added: int) -> Passing:
        raised = {
            name: to_pass - count
            for name, count in self.votes.items()
            if name in inside and name != option and count < to_pass
        }
        lowered = {
            name: count - to_pass + 1
            for name, count in self.votes.items()
            if name not in inside and count >= to_pass
        }
        votes = {
            name: count + raised.get(name, 0)
            for name, count in self.votes.items()
            if name in inside
        }
        return Passing(votes, raised, lowered, to_pass, added)

    def _left(self, passing: Passing, n: int) -> tuple[int, int]:
        """Votes more and votes fewer that are left of n ballots."""
        more = n - max(0, -passing.added) - sum(passing.raised.values())
        fewer = n - max(0, passing.added) - sum(passing.lowered.values())
        return more, fewer

    def _do(self, passing: Passing, wanted: Wanted, n: int) -> bool:
        """Whether n ballots do, with that set."""
        more, fewer = self._left(passing, n)
        if min(more, fewer) < 0 or any(passing.to_pass < 1 for _ in passing.lowered):
            return False
        return enough(self.rule, passing.inside, wanted, more, fewer, passing.to_pass) is not None

    def _moves(self, passing: Passing, wanted: Wanted, n: int) -> tuple[Move, ...]:
        more, fewer = self._left(passing, n)
        needed = enough(self.rule, passing.inside, wanted, more, fewer, passing.to_pass)
        assert needed is not None
        gives, gets = dict(passing.lowered), dict(passing.raised)
        own, others = (gives, gets) if wanted.fewer else (gets, gives)
        room = self.votes[wanted.option] - passing.to_pass
        own[wanted.option] = min(fewer, max(0, room)) if wanted.fewer else more
        for name, count in needed.items():
            others[name] = others.get(name, 0) + count
        return paired(*self._as_many(passing, wanted, gives, gets))

    def _as_many(
        self, passing: Passing, wanted: Wanted, gives: dict[str, int], gets: dict[str, int]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """With as many votes given as there are to get (or added), those taken where it changes
        nothing."""
        lacking = sum(gets.values()) - sum(gives.values()) - passing.added
        if lacking < 0:
            free = [name for name in passing.inside if name != wanted.option]
            taker = free[0] if wanted.fewer and free else wanted.option
            if wanted.fewer or not free:
                gets[taker] = gets.get(taker, 0) - lacking
            return gives, gets
        for name, count in self.votes.items():
            if name in gets:
                continue
            keeps = passing.to_pass if name in passing.inside else 0
            if name in passing.inside and wanted.fewer:
                continue
            here = min(lacking, max(0, count - gives.get(name, 0) - keeps))
            gives[name] = gives.get(name, 0) + here
            lacking -= here
        return gives, gets


def cheapest(costs: Mapping[str, int], most: int) -> Iterator[tuple[str, ...]]:
    """None of the options, the cheapest, the two cheapest, and so on. A cost below zero is none;
    whose is lowest has the most votes all the same, and comes first."""
    names = sorted(costs, key=lambda name: costs[name])
    for number in range(len(names) + 1):
        if sum(max(0, costs[name]) for name in names[:number]) <= most:
            yield tuple(names[:number])


def within(costs: Mapping[str, int], most: int) -> Iterator[tuple[str, ...]]:
    """Every choice of options that cost no more together, the empty one first."""
    costs = {name: max(0, cost) for name, cost in costs.items() if cost <= most}
    names = sorted(costs, key=lambda name: costs[name])

    def more(chosen: tuple[str, ...], first: int, left: int) -> Iterator[tuple[str, ...]]:
        yield chosen
        for place in range(first, len(names)):
            if costs[names[place]] > left:
                return
            yield from more((*chosen, names[place]), place + 1, left - costs[names[place]])

    yield from more((), 0, most)


def paired(gives: Mapping[str, int], gets: Mapping[str, int]) -> tuple[Move, ...]:
    """Votes to give and to get, as ballots moved; those that are left over are removed, or added.
    Who is to give and to get does so with the difference."""
    apart = {name: gets.get(name, 0) - gives.get(name, 0) for name in {**gives, **gets}}
    left = {name: -count for name, count in apart.items() if count < 0}
    found = []
    for taker, wanted in apart.items():
        for giver in list(left):
            here = min(wanted, left[giver])
            if here > 0:
                found.append(Move(NATION, here, giver, taker))
                left[giver] -= here
                wanted -= here
        if wanted > 0:
            found.append(Move(NATION, wanted, None, taker))
    found += [Move(NATION, count, giver, None) for giver, count in left.items() if count]
    return tuple(found)
