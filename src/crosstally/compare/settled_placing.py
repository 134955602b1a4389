"""Whether it is settled which constituencies the seats given above them belong to.

As long as an option's last quotient in a constituency is greater than its next one in another, no
seat of it moves there (see ``seats.placing``); each is taken at its worst by itself. Where every
constituency has room for any seat, the options do not meet, and these conditions are all there is.
Where a constituency takes only so many, or votes are weighed (Norway), each seat in the order of
the law must come before every other, whatever sheets not held say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations, product

from crosstally.compare.area_spaces import AreaSpaces
from crosstally.compare.completions import Space
from crosstally.compare.settled import Determined
from crosstally.compare.settled_areas import AreaSettled
from crosstally.election.rule import Placed, Rule, Tier
from crosstally.seats.divisors import Divisors, divisors_named
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError

UNKNOWN = AreaSettled(Determined.UNKNOWN)
Key = tuple[bool, Fraction]


def placed_settled(
    rule: Rule,
    tier: Tier,
    spaces: AreaSpaces,
    not_held: int,
    below: Mapping[str, AreaSettled],
) -> dict[str, AreaSettled]:
    """Constituency → whether its seats are settled, those that ``tier`` places in it among them.
    ``below`` are those it had before; how many each option gets in all is settled."""
    unknown = dict.fromkeys(below, UNKNOWN)
    about, places = tier.placed, rule.constituencies
    if about is None or places is None:
        return unknown
    if places.added or not _is_of_valid(rule) or not spaces.options_are_valid:
        return unknown
    held = {area: one.space(not_held) for area, one in spaces.held.items()}
    try:
        outcome = apply_system(rule, {area: space.best({}).votes for area, space in held.items()})
    except ArgumentError:
        return unknown
    divisors = divisors_named(about.by)
    unique = outcome.outcomes_count == 1 and all(len(o.rows) == 1 for o in outcome.by_area.values())
    won = {area: one.certain for area, one in outcome.by_area.items()}
    if divisors is None or not unique or not _all_placed(outcome.seats, won.values()):
        return unknown
    found = {area: AreaSettled(Determined.YES, seats=won[area]) for area in below}
    if about.in_each is not None or about.per != "votes":
        before = {area: one.seats or {} for area, one in below.items()}
        seats = outcome.area_seats
        return found if _Order(about, divisors, held, seats).stays(before, won) else unknown
    for option in outcome.seats:
        for here, other in permutations(below, 2):
            had = (below[here].seats or {}).get(option, 0)
            has = won[here][option], won[other][option]
            ends = held[here].least_of(option), held[other].greatest_of(option)
            if has[0] > had and not _stays(divisors, ends, has):
                found[here] = found[other] = UNKNOWN
    return found


@dataclass(frozen=True)
class _Order:
    """Seats placed one after another, each by the greatest quotient where there is room."""

    about: Placed
    divisors: Divisors
    held: Mapping[str, Space]
    seats: Mapping[str, int]

    def stays(
        self, before: Mapping[str, Mapping[str, int]], after: Mapping[str, Mapping[str, int]]
    ) -> bool:
        """Whether every seat beyond those ``before`` is placed as in ``after``, in the same order,
        at every completion."""
        won = {area: dict(one) for area, one in before.items()}
        left = Counter[str]()
        for area, one in after.items():
            left.update({name: seats - before[area].get(name, 0) for name, seats in one.items()})
        placed = Counter[str]()
        while +left:
            level = {
                (area, name): self._ends(area, name, won[area].get(name, 0))
                for area, name in product(won, +left)
                if self.about.in_each is None or placed[area] < self.about.in_each
            }
            if not level:
                return False
            chosen = max(level, key=lambda pair: level[pair][0])
            least = level.pop(chosen)[0]
            if any(most >= least for _, most in level.values()):
                return False
            area, name = chosen
            won[area][name] = won[area].get(name, 0) + 1
            left[name] -= 1
            placed[area] += 1
        return all(won[area].get(name, 0) == n for area in after for name, n in after[area].items())

    def _ends(self, area: str, name: str, won: int) -> tuple[Key, Key]:
        """The least and the most that the next quotient is, as ``seats.placing`` has it: greater
        than any number first."""
        divisor = self.divisors.shown(won)
        least, most = (weight**self.divisors.power for weight in self._weights(area, name))
        if not divisor:
            return (bool(least), least), (bool(most), most)
        return (False, least / divisor), (False, most / divisor)

    def _weights(self, area: str, name: str) -> tuple[Fraction, Fraction]:
        """The fewest votes and the most; where they are weighed, as parts of those of a seat."""
        space, seats = self.held[area], self.seats[area]
        votes = space.least_of(name), space.greatest_of(name)
        if self.about.per == "votes":
            return Fraction(votes[0]), Fraction(votes[1])
        others = [one for one in space.options if one != name]
        most = sum(space.most[one] for one in others) + space.not_held + space.unread_room
        ends = most, sum(space.least_of(one) for one in others)
        least, greatest = (
            Fraction(own * seats, own + more) if own else Fraction(0)
            for own, more in zip(votes, ends, strict=True)
        )
        return least, greatest


def _is_of_valid(rule: Rule) -> bool:
    """Whether every share that the rule asks for is one of valid votes."""
    thresholds = [rule.threshold, *(tier.threshold for tier in rule.tiers)]
    shares = [one for one in thresholds if one is not None]
    others = [other.of for one in shares for other in one.alternatives]
    return {*(one.of for one in shares), *others} <= {"valid"}


def _all_placed(total: Mapping[str, int], areas: Iterable[Mapping[str, int]]) -> bool:
    places = list(areas)
    return all(sum(one[name] for one in places) == seats for name, seats in total.items())


def _stays(divisors: Divisors, votes: tuple[int, int], seats: tuple[int, int]) -> bool:
    """Whether the last seat here, by the fewest votes, comes before the next one elsewhere, by the
    most votes."""
    fewest, most = votes
    last, following = divisors.shown(seats[0] - 1), divisors.shown(seats[1])
    if not most or not fewest:
        return not most and bool(fewest)
    if not last or not following:
        return fewest > most if last == following else not last
    power = divisors.power
    return Fraction(fewest**power) / last > Fraction(most**power) / following
