"""Whether one allocation over the whole place is settled, and with it seats that are levelled
beside those won below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from crosstally.compare.completions import Completion, Space
from crosstally.compare.settled import Determined, Settled, tried
from crosstally.compare.settled_parts import WITHOUT_CONDITIONS
from crosstally.compare.settled_seats import seats_kept
from crosstally.election.rule import Rule
from crosstally.seats.conditions import has_conditions
from crosstally.seats.methods import method_named

UNKNOWN = Settled(Determined.UNKNOWN)
MOST_SIZES = 200
"""Sizes of a house that grows until everybody's seats are covered: more are not looked at."""
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class WholePlace:
    """One method over the votes of the whole place."""

    nation: Space
    method: str
    ties: str

    def shared(self, sharing: Sequence[str], seats: int) -> tuple[Settled, Numbers | None]:
        """Whether an allocation among these is settled; and what it is on sheets held, where
        nothing ties."""
        if not sharing or not seats:
            return Settled(Determined.YES), dict.fromkeys(sharing, 0)
        rule = self._rule(seats)
        if self.method in WITHOUT_CONDITIONS or not has_conditions(rule):
            return UNKNOWN, None
        given = partial(_rows, rule, sharing=sharing)
        rows = given(self.nation.best({}))
        won = dict(zip(sharing, next(iter(rows)), strict=True))
        if len(rows) > 1 or not any(won.values()):
            return UNKNOWN, None
        probes = seats_kept(self.nation, rule, list(sharing), won)
        return tried(self.nation, given, probes), won

    def levelled(
        self, overhang: str, sharing: Sequence[str], house: int, outside: int, won: Numbers | None
    ) -> Settled:
        """``house`` seats, among them those ``won`` below (None: these are not settled), and
        ``outside`` of options that do not take part. See ``seats.levelling`` for ``overhang``."""
        found, seats = self.shared(sharing, house)
        if overhang == "taken_back" and not outside:
            return found
        if found.determined is Determined.NO and won is not None:
            return self._both_cover(found, sharing, house, won)
        if found.determined is not Determined.YES or seats is None:
            return UNKNOWN
        if won is None:
            return found if overhang == "taken_back" else UNKNOWN
        inside = {name: won.get(name, 0) for name in sharing}
        over = {name for name in sharing if inside[name] > seats[name]}
        if not over or overhang in ("taken_back", "total_grows"):
            return found
        if overhang == "others_fewer":
            return self._others_fewer(sharing, inside, house, over)
        return self._grown(sharing, inside, house)

    def _both_cover(
        self, found: Settled, sharing: Sequence[str], house: int, won: Numbers
    ) -> Settled:
        """Two allocations that differ are two outcomes if nobody has won more below than there."""
        for at in found.witness:
            for row in _rows(self._rule(house), at, sharing):
                inside = zip(sharing, row, strict=True)
                if any(won.get(name, 0) > count for name, count in inside):
                    return UNKNOWN
        return found

    def _others_fewer(
        self, sharing: Sequence[str], won: Numbers, house: int, kept: set[str]
    ) -> Settled:
        """Those who have won more keep it; the others share what is left, as often as it takes."""
        while True:
            rest = [name for name in sharing if name not in kept]
            left = max(0, house - sum(won[name] for name in kept))
            found, seats = self.shared(rest, left)
            if found.determined is not Determined.YES or seats is None:
                return UNKNOWN
            over = {name for name in rest if won[name] > seats[name]}
            if not over:
                return found
            kept = kept | over

    def _grown(self, sharing: Sequence[str], won: Numbers, house: int) -> Settled:
        """The total grows until everybody's share covers what was won below: each size before that
        one is settled, and is shown not to."""
        for size in range(house + 1, house + MOST_SIZES):
            found, seats = self.shared(sharing, size)
            if found.determined is not Determined.YES or seats is None:
                return UNKNOWN
            if all(seats[name] >= won[name] for name in sharing):
                return found
        return UNKNOWN

    def _rule(self, seats: int) -> Rule:
        about = {"method": self.method, "seats": max(1, seats), "ties": self.ties}
        return Rule.model_validate(about)


def _rows(rule: Rule, at: Completion, sharing: Sequence[str]) -> frozenset[tuple[int, ...]]:
    """Every admissible outcome of one allocation, in the order of those who share it."""
    votes = {name: at.votes[name] for name in sharing}
    found = method_named(rule.method)(votes, rule.seats).tie_broken(rule.ties, votes)
    return frozenset(tuple(row[name] for name in sharing) for row in found.outcomes)
