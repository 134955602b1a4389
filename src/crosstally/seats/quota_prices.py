"""How few ballots give an option another number of seats by largest remainders, threshold and all.

The quota hangs on the votes of those who take part, and changes with ballots that are added,
removed, or moved between them and others. For one quota all is as with divisors: seats have an
order, and the more votes of the one kind and the fewer of the other, the better (see
``seat_prices``). So every change of those votes is looked at that can matter, from the one on that
leaves most ballots for the seats:

- n ballots are at most n votes more and n votes fewer. That those who take part have t votes more
  in the end costs |t| of one of both.
- A quota of V/p, p no less than the seats, moves by 1/p with each vote. What a change by t spares
  in that way is less than |t| in all: let R others be raised above the (m+1)-th seat of the option
  and have k₁, k₂, … seats then; that spares (Σ(kᵢ − 1 − m))/p for each, and Σkᵢ ≤ S − m.
- Only since ballots are whole can a change by t be better, by less than one ballot for each option.
  Where votes counted in parts do not do (``may_be_enough``), no greater |t| does.

Droop's quota moves in steps, so that of each step only the nearest t is looked at. Where the quotas
of Hagenbach-Bischoff or Imperiali fill too many seats, a larger one is used: the least number is
worked out for each that there may be, and with those that are not used now, no fewer than it takes
to use them; with the one that is used, that it stays so is not asked for, and a change that is
found is put through the whole rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import count
from math import ceil, floor

from crosstally.election.rule import Rule
from crosstally.seats.conditions import part_used, quota_parts
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.lines import first_where
from crosstally.seats.seat_prices import Wanted, cheapest_choice, enough, may_be_enough
from crosstally.seats.system_votes import Move
from crosstally.seats.threshold_prices import (
    Passing,
    ThresholdPrice,
    ThresholdPrices,
    TooManySets,
    cheapest,
    paired,
    within,
)

MOST_LOOKED_AT = 5_000
"""Numbers of votes to pass, of all sets together."""


@dataclass(frozen=True)
class _Spent:
    """How ballots are spent beside those that let options pass, or stop them."""

    more: int
    """Votes more for those who take part, but the ones who are raised to pass."""
    fewer: int
    outside_more: int
    outside_fewer: int


class QuotaPrices(ThresholdPrices):
    """A contest with one threshold at most, of a method with a quota."""

    def __init__(self, rule: Rule, votes: Mapping[str, int], base: int) -> None:
        super().__init__(rule, votes, base)
        self.quota = rule.method.removesuffix("_lr")
        parts = quota_parts(rule)
        self.parts = [rule.seats + 1] if parts is None else list(parts)
        self.whole = parts is None
        self.looked_at = 0

    def _ways(self, wanted: Wanted) -> Iterator[Passing]:
        """Every set that may take part after ``most`` ballots: who passes or does not changes the
        quota, and may give or take a seat either way."""
        self.looked_at = 0
        for raised, lowered in self._some(self._sets(wanted.option)):
            for sign in (1, -1):
                yield from self._at_levels(wanted, raised, lowered, sign)

    def _sets(self, option: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Who may pass that does not now, and who may no longer."""
        others = {name: n for name, n in self.votes.items() if name != option and self.share}
        n = self.most
        up = {name: self.to_pass(-n) - v for name, v in others.items() if name not in self.now}
        down = {name: v - self.to_pass(n) + 1 for name, v in others.items() if name in self.now}
        for raised in self._raised(up, n):
            for lowered in within(down, self.most):
                yield raised, lowered

    def _at_levels(
        self, wanted: Wanted, raised: tuple[str, ...], lowered: tuple[str, ...], sign: int
    ) -> Iterator[Passing]:
        """With each number of votes that it may take to pass: as it is and more (``sign`` 1), or
        fewer, as long as ``most`` ballots may do.

        A vote more costs 1 / share ballots of the votes fewer, one less as many of the votes more;
        it spares one for each option that crosses. So much less is left for the seats as if those
        who take part had other votes, with as many to pass as now: where that does not do, no
        further vote does. (For those who are raised it is better to have fewer votes where the
        option is to win seats, and the other way round: there the quota, which moves by no more
        than 1 / share / seats, does not make up for it.)
        """
        inside = (self.now | {wanted.option}).symmetric_difference((*raised, *lowered))
        here, size, m = self.to_pass(0), self.rule.seats, wanted.seats
        crossing = len(lowered if sign > 0 else raised)
        as_now = self._passing(wanted.option, inside, here, 0)
        by_quota = 1 - Fraction(m + sign, size) >= crossing * self.share
        as_if = (sign > 0) is not wanted.fewer and crossing * self.share <= 1
        for step in count(0 if sign > 0 else 1):
            low, high = self._base_may_change(here + sign * step)
            added = max(low, 0) + min(high, 0) if step else 0
            if sign * added > self.most or (step and here + sign * step < 1):
                return
            passing = self._passing(wanted.option, inside, here + sign * step, added)
            if self._any(passing, wanted, 0):
                yield passing
            elif step > 1 and not as_if and by_quota:
                return
            apart = added - sign * (as_now.spent(sign > 0) - passing.spent(sign > 0))
            if as_if and step and sign * apart > 0 and not self._any(as_now, wanted, apart):
                return
            self.looked_at += 1
            if self.looked_at > MOST_LOOKED_AT:
                raise TooManySets
            if not self.counts or not self.share:
                return

    def _any(self, passing: Passing, wanted: Wanted, apart: int) -> bool:
        """Whether ``most`` ballots may do, the votes of those who take part so far ``apart`` from
        the center."""
        center = self._center(passing, wanted, self.most)
        return any(
            self._may(passing, wanted, part, center + apart, self.most) for part in self.parts
        )

    def _raised(self, costs: Mapping[str, int], most: int) -> Iterator[tuple[str, ...]]:
        """Who are raised have equal votes then: it matters how many they are, and, where the order
        of registration breaks ties, who."""
        by_order = self.rule.ties == "earlier_registration"
        return (within if by_order else cheapest)(costs, most)

    def _fewer(self, passing: Passing, wanted: Wanted) -> ThresholdPrice | None:
        for part in self.parts:
            least = self._until_used(passing, part)
            found = self._found(passing, wanted, part) if least <= self.most else None
            if found is not None:
                return ThresholdPrice(max(found.at_least, least), found.moves)
        return None

    def _found(self, passing: Passing, wanted: Wanted, part: int) -> ThresholdPrice | None:
        """With the first change of the votes of those who take part with which no more than
        ``most`` ballots do: the fewest that do with that one."""
        center, most = self._center(passing, wanted, self.most), self.most
        for up in (True, False):
            t = center if up else self._next(passing, center, up)
            while self._may(passing, wanted, part, t, most):
                does = partial(self._does, passing, wanted, part, t)
                if does(most):
                    n = first_where(does, most)
                    return ThresholdPrice(n, self._witness(passing, wanted, part, t, n))
                t = self._next(passing, t, up)
        return None

    def _next(self, passing: Passing, t: int, up: bool) -> int:
        """The next change with another quota."""
        if not self.whole:
            return t + (1 if up else -1)
        total, width = sum(passing.inside.values()), self.parts[0]
        step = (total + t) // width
        return ((step + 1) * width if up else step * width - 1) - total

    def _spend(self, passing: Passing, wanted: Wanted, t: int, n: int) -> _Spent | None:
        """The most votes that are left of n ballots, where those who take part have t votes more
        (beside the ones raised to pass) in the end; None where they are too few for that."""
        raised, lowered = sum(passing.raised.values()), sum(passing.lowered.values())
        low, high = self._base_may_change(passing.to_pass)
        change = raised + t - lowered
        outside_more, outside_fewer = max(0, low - change), max(0, change - high)
        room_up, room_down = self._outside(passing)
        fewer = min(
            n - lowered - outside_fewer,
            n - raised - outside_more - t,
            self._room(passing, wanted),
        )
        if outside_more > room_up or outside_fewer > room_down or min(fewer, fewer + t) < 0:
            return None
        return _Spent(fewer + t, fewer, outside_more, outside_fewer)

    def _center(self, passing: Passing, wanted: Wanted, n: int) -> int:
        """The greatest t that leaves as many votes fewer as any other does."""
        raised, lowered = sum(passing.raised.values()), sum(passing.lowered.values())
        low, high = self._base_may_change(passing.to_pass)
        room_up, room_down = self._outside(passing)
        fewer = min(n - lowered - max(low, 0), self._room(passing, wanted))
        best = n - raised - fewer + min(high, 0)
        nearest = max(best, low - raised + lowered - room_up)
        return min(nearest, high - raised + lowered + room_down)

    def _base_may_change(self, to_pass: int) -> tuple[int, int]:
        """By how much the base of the threshold may change, at most down and up, with as many votes
        to pass. Of the registered voters: how many votes there may be more."""
        far = 4 * (sum(self.votes.values()) + self.base + 1)
        if not self.share:
            return -far, far
        if not self.counts:
            return -far, max(0, self.base - sum(self.votes.values()))
        below, above = Fraction(to_pass - 1) / self.share, Fraction(to_pass) / self.share
        if self.strict:
            return ceil(below) - self.base, ceil(above) - 1 - self.base
        return floor(below) + 1 - self.base, floor(above) - self.base

    def _outside(self, passing: Passing) -> tuple[int, int]:
        """How many votes more, and fewer, those who do not pass may have, whoever of those with
        fewer votes is raised."""
        counts = [
            votes - passing.lowered.get(name, 0)
            for name, votes in self.votes.items()
            if name not in passing.inside or name in passing.raised
        ]
        return sum(passing.to_pass - 1 - votes for votes in counts), sum(counts)

    def _room(self, passing: Passing, wanted: Wanted) -> int:
        """How many votes fewer those may have who are to have fewer."""
        floor = passing.to_pass
        if wanted.fewer:
            return passing.inside[wanted.option] - floor  # below zero: it does not pass
        return sum(n - floor for name, n in passing.inside.items() if name != wanted.option)

    def _does(self, passing: Passing, wanted: Wanted, part: int, t: int, n: int) -> bool:
        spent, total = self._spend(passing, wanted, t, n), sum(passing.inside.values()) + t
        return (
            spent is not None
            and total > 0
            and self._quotas_fit(passing, wanted, part, total, spent)
            and self._needed(passing, wanted, part, total, spent) is not None
        )

    def _quotas_fit(
        self, passing: Passing, wanted: Wanted, part: int, total: int, spent: _Spent
    ) -> bool:
        """Whether the full quotas leave the option no more seats, or as many, as it is to have:
        no order of seats takes them back, where there may be more of them than seats."""
        if self.whole:
            return True
        if wanted.fewer:
            own = max(passing.inside[wanted.option] - spent.fewer, 0)
            return own * part < (wanted.seats + 1) * total
        others = {name: n for name, n in passing.inside.items() if name != wanted.option}
        full = {name: n * part // total for name, n in others.items()}
        beyond = sum(full.values()) - (self.rule.seats - wanted.seats)
        if beyond <= 0:
            return True
        costs: dict[str, list[int | Fraction]] = {}
        for name, n in others.items():
            fewest = range(full[name], max(0, full[name] - beyond), -1)
            costs[name] = [n - (-(-total * k // part) - 1) for k in fewest]
        found = cheapest_choice(costs, beyond)
        return found is not None and found[0] <= spent.fewer

    def _needed(
        self, passing: Passing, wanted: Wanted, part: int, total: int, spent: _Spent
    ) -> dict[str, int] | None:
        quota = QUOTAS[self.quota](total, self.rule.seats) if self.whole else (total, part)
        more, fewer = spent.more, spent.fewer
        return enough(self.rule, passing.inside, wanted, more, fewer, passing.to_pass, quota)

    def _may(self, passing: Passing, wanted: Wanted, part: int, t: int, n: int) -> bool:
        """False only where n ballots do not, nor with any change that is further from the center on
        the same side."""
        spent, total = self._spend(passing, wanted, t, n), sum(passing.inside.values()) + t
        if spent is None or total <= 0:
            return False
        if wanted.fewer and not self._quotas_fit(passing, wanted, part, total, spent):
            return False
        more, fewer, quota = spent.more, spent.fewer, (total, part)
        votes, floor, up_to = passing.inside, passing.to_pass, int(self.whole)
        return may_be_enough(self.rule, votes, wanted, more, fewer, floor, quota, up_to)

    def _until_used(self, passing: Passing, part: int) -> int:
        """No fewer ballots let the quota be the votes by this number."""
        votes, size = passing.inside, self.rule.seats
        total = sum(votes.values())
        if len(self.parts) < 2 or not total:
            return 0
        used = part_used(votes, list(votes), range(self.parts[0], size - 1, -1))
        if part == used:
            return 0
        rises = part < used
        by = part + 1 if rises else part

        def may(n: int) -> bool:
            """Whether n ballots fill too many seats by the last quota before it, or no longer by
            this one."""
            quota = Fraction(max(0, total - n) if rises else total + n, by)
            if not quota:
                return True
            full = {name: int(count / quota) for name, count in votes.items()}
            missing = (size + 1 - sum(full.values())) * (1 if rises else -1) + (not rises)
            if missing <= 0:
                return True
            costs: dict[str, list[int | Fraction]] = {}
            for name, n_votes in votes.items():
                if rises:
                    wanted = range(full[name] + 1, full[name] + missing + 1)
                    costs[name] = [k * quota - n_votes for k in wanted]
                else:
                    most = min(missing, full[name])
                    costs[name] = [n_votes - (full[name] - k) * quota for k in range(most)]
            found = cheapest_choice(costs, missing)
            return found is not None and found[0] <= n

        return first_where(may, total)

    def _witness(
        self, passing: Passing, wanted: Wanted, part: int, t: int, n: int
    ) -> tuple[Move, ...]:
        spent = self._spend(passing, wanted, t, n)
        assert spent is not None
        needed = self._needed(passing, wanted, part, sum(passing.inside.values()) + t, spent)
        assert needed is not None
        gives, gets = Counter(passing.lowered), Counter(passing.raised)
        option, others = wanted.option, [n for n in passing.inside if n != wanted.option]
        if wanted.fewer:
            gives[option] += spent.fewer
            gets.update(needed)
            gets[others[0]] += spent.more - sum(needed.values())
        else:
            gets[option] += spent.more
            gives.update(needed)
            self._take(gives, passing, others, spent.fewer - sum(needed.values()))
        outside = [name for name in self.votes if name not in passing.inside]
        self._take(gives, passing, outside, spent.outside_fewer)
        left = spent.outside_more
        for name in outside:
            here = min(left, passing.to_pass - 1 - self.votes[name] + gives[name])
            gets[name] += here
            left -= here
        return () if left else paired(gives, gets)

    def _take(
        self, gives: Counter[str], passing: Passing, names: Iterable[str], count: int
    ) -> None:
        """So many votes more of these, nobody who takes part falling below what it takes."""
        for name in names:
            room = (
                passing.inside[name] - passing.to_pass
                if name in passing.inside
                else self.votes[name]
            )
            here = max(0, min(count, room - gives[name]))
            gives[name] += here
            count -= here
