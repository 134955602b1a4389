"""Whether the sheets held settle a first round: who is elected at once, or who goes on.

Who is elected is settled exactly. Every share that is asked of an option, and its lead over
another, is greatest where it has the most votes and everybody else the fewest, and least where it
has the fewest and all that is missing goes to that other: one completion serves all at once. Who
goes on is settled by comparing two options at a time, and by the share for it, each linear.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from crosstally.compare.area_spaces import AreaSpaces
from crosstally.compare.bounds_case import Case
from crosstally.compare.completions import Base, Completion, Space
from crosstally.compare.settled import Determined, Probe, Settled, tried
from crosstally.compare.settled_areas import AreaCase, AreaSettled, won
from crosstally.election.rule import Rule
from crosstally.seats.allocation import Allocation
from crosstally.seats.majority import FirstRound, Needed, first_round, first_round_of

UNKNOWN = Settled(Determined.UNKNOWN)


@dataclass(frozen=True)
class FirstRoundSpace:
    """All completions of one first round."""

    space: Space
    about: FirstRound
    valid_is_sum: bool = True
    """Whether valid votes are those for options, and no other."""
    base: str | None = None
    """What ``space.base`` counts: ``cast`` or ``valid``; None where it counts nothing."""
    registered: int | None = None
    """Voters on the list, where they are known exactly."""

    def settled(self) -> Settled:
        """Who is elected, or who goes on: the same at every completion, or two that differ. Unknown
        where a share is of something that is not known."""
        for of in self.about.bases:
            known = {
                "valid": self.valid_is_sum or self.base == "valid",
                "cast": self.base == "cast",
                "registered": self.registered is not None,
            }
            if not known[of]:
                return UNKNOWN
        return tried(self.space, self._answer, self._probes())

    def at(self, completion: Completion) -> Allocation:
        """What the first round gives."""
        sizes: dict[str, int] = {}
        if self.base is not None and completion.base is not None:
            sizes[self.base] = completion.base
        if self.registered is not None:
            sizes["registered"] = self.registered
        return first_round(completion.votes, self.about, sizes)

    def _answer(self, completion: Completion) -> Hashable:
        found = self.at(completion)
        return tuple(found.certain.values()), found.run_off

    def _probes(self) -> Iterator[Probe]:
        start = self.at(self.space.best({}))
        winner = next((name for name, seats in start.certain.items() if seats), None)
        if winner is not None:
            others = [name for name in self.space.options if name != winner]
            for other in others or [winner]:
                yield self._worst(winner, other), True
        else:
            for name in self.space.options:
                yield self._most_for(name), True
            if self.about.go_on:
                yield from self._go_on(self.space.best({}), start)
        yield self.space.best(dict.fromkeys(self.space.options, -1)), True

    def _worst(self, name: str, other: str) -> Completion:
        """Where an option has the fewest votes and the smallest part of everything, and the other
        one as many as it can: if a share, or a lead over that one, fails anywhere, then here."""
        weights = {one: 1 for one in self.space.options if one != name}
        if other != name:
            weights[other] = 2
        return self.space.best({**weights, name: -3}, 1)

    def _most_for(self, name: str) -> Completion:
        """Where an option has the most votes, and everybody else the fewest: if it is elected
        anywhere, then here."""
        return self.space.best({**dict.fromkeys(self.space.options, -1), name: 3}, -1)

    def _go_on(self, first: Completion, start: Allocation) -> Iterator[Probe]:
        """The first ones stay the first ones, and who has the share for it keeps it."""
        ranked = sorted((count for count in first.votes.values() if count), reverse=True)
        last = ranked[: self.about.go_on][-1] if ranked else 1
        top = [name for name, count in first.votes.items() if count >= last]
        beside = [name for name in self.space.options if name not in top]
        level = len(top) != self.about.go_on
        for one in top:
            for other in beside:
                at, ahead = self._against(other, one)
                never = level and len(top) < self.about.go_on and not self.space.greatest_of(other)
                yield at, never or (ahead and not level)
            if level or not beside:
                yield self.space.best({one: -1}), self.space.least_of(one) > 0 and not level
        also = self.about.also
        for other in beside if also is not None else ():
            assert also is not None
            goes_on = other in start.run_off
            low, at_low = self._end(other, also, -1)
            high, at_high = self._end(other, also, 1)
            some = any(self.space.least.values()) and self.space.least_of(other) > 0
            if goes_on:
                yield at_low, some and (low > 0 or (low == 0 and not also.more))
            else:
                yield at_high, high < 0 or (high == 0 and also.more)

    def _against(self, other: str, one: str) -> Probe:
        """Where the other comes nearest to one, and whether it stays behind even there."""
        at = self.space.best({other: 1, one: -1})
        return at, at.votes[other] < at.votes[one]

    def _end(self, name: str, need: Needed, sign: int) -> tuple[Fraction, Completion]:
        """Where an option is farthest above (or, −1, below) a share, and by how many votes, the
        sign being that of the difference."""
        weights: dict[str, int | Fraction] = {name: sign}
        on_base: int | Fraction = 0
        if need.of == "valid" and self.base != "valid":
            weights = dict.fromkeys(self.space.options, -sign * need.share)
            weights[name] += sign
        elif need.of == self.base:
            on_base = -sign * need.share
        at = self.space.best(weights, on_base)
        size: int | None = sum(at.votes.values())
        if need.of == self.base:
            size = at.base
        elif need.of == "registered":
            size = self.registered
        assert size is not None
        return at.votes[name] - need.share * size, at


def first_round_space(case: Case, space: Space) -> FirstRoundSpace:
    """That of the whole place."""
    assert case.rule is not None
    about = first_round_of(case.rule)
    named = case.base_named if space.base is not None else None
    return FirstRoundSpace(space, about, case.valid_is_sum, named, case.registered)


def first_rounds_settled(
    rule: Rule, spaces: AreaSpaces, not_held: int | None
) -> dict[str, AreaSettled]:
    """Constituency → whether its first round is settled, under a rule by majority.

    ``not_held``: how many voters all sheets not held have, at most; without it nothing is known.
    """
    constituencies = rule.constituencies
    assert constituencies is not None
    about, found = first_round_of(rule), {}
    for area in constituencies.seats:
        held = spaces.held.get(area)
        if not_held is None or held is None:
            found[area] = AreaSettled(Determined.UNKNOWN)
            continue
        space, named = held.space(not_held), None
        if "cast" in about.bases and held.cast is not None:
            base = Base(False, *held.cast, grows=True, others=True)
            space, named = replace(space, base=base), "cast"
        valid_is_sum = spaces.options_are_valid
        here = FirstRoundSpace(space, about, valid_is_sum, named, held.registered)
        # Of disputed sheets, votes and voters who took part go together in some ways alone.
        by_itself = held.by_itself and (held.cast is None or held.cast[0] == held.cast[1])
        found[area] = _area(here, by_itself if named else held.by_itself)
    return found


def _area(here: FirstRoundSpace, by_itself: bool) -> AreaSettled:
    settled = here.settled()
    if settled.determined is Determined.NO:
        if not by_itself:
            return AreaSettled(Determined.UNKNOWN)
        return AreaSettled(Determined.NO, tuple(_case(here, at) for at in settled.witness))
    if settled.determined is Determined.UNKNOWN:
        return AreaSettled(Determined.UNKNOWN)
    case = _case(here, here.space.best({}))
    return AreaSettled(Determined.YES, seats=case.seats, run_off=case.run_off)


def _case(here: FirstRoundSpace, at: Completion) -> AreaCase:
    found = here.at(at)
    seats = won(found.certain)
    return AreaCase(dict(at.votes), here.space.options, seats, found.run_off, found.tied)
