"""The constituencies of seats that were given above them: levelling seats that a law places.

Each seat goes where the option's next quotient is greatest: votes by the divisor that follows the
seats it has there (Sweden, vallagen 14 kap. 5 §), or votes as a part of those that a seat of the
constituency stands for, one seat to each constituency (Norway, valgloven § 11-6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from crosstally import words
from crosstally.election.rule import Placed
from crosstally.seats.allocation import OUTCOMES_LISTED, Step
from crosstally.seats.ballots import Number
from crosstally.seats.divisors import divisors_named
from crosstally.seats.outcomes import Outcomes, one_outcome, union
from crosstally.seats.stages import Stage
from crosstally.seats.votes import MOST_SEATS, ArgumentError

Pair = tuple[str, str]
"""Constituency and option."""


@dataclass(frozen=True)
class Places:
    """What seats are placed by."""

    rule: Placed
    votes: Mapping[str, Mapping[str, Number]]
    """Constituency → option → votes."""
    seats: Mapping[str, int]
    """Constituency → its own seats."""
    won: Mapping[str, Mapping[str, int]]
    """Constituency → option → seats won there before."""

    def outcomes(self, added: Mapping[str, int]) -> list[dict[Pair, int]]:
        """How many seats each option gets where, with ``added`` seats for each option: several
        outcomes where quotients tie, a thousand at most. Raises ``ArgumentError`` where there are
        more seats than constituencies may take."""
        found: dict[tuple[tuple[Pair, int], ...], None] = {}
        for path in self._paths({name: n for name, n in added.items() if n}, {}):
            found[tuple(sorted(path.items()))] = None
            if len(found) == OUTCOMES_LISTED:
                break
        return [dict(one) for one in found]

    def steps(self, given: Mapping[Pair, int]) -> Iterator[Step]:
        """Each seat in the order of quotients."""
        divisors = divisors_named(self.rule.by)
        assert divisors is not None
        lines = []
        for (area, option), count in given.items():
            for more in range(count):
                had = self.won[area].get(option, 0) + more
                finite, quotient = self._quotient(area, option, had)
                step = Step(
                    "placed",
                    option,
                    int(self.votes[area][option]),
                    divisors.shown(had),
                    quotient if not finite else None,
                    1,
                    power=divisors.power,
                    area=area,
                )
                lines.append(((finite, quotient), step))
        yield from (step for _, step in sorted(lines, key=lambda one: one[0], reverse=True))

    def _paths(
        self, left: Mapping[str, int], given: Mapping[Pair, int]
    ) -> Iterator[dict[Pair, int]]:
        if not left:
            yield dict(given)
            return
        level = self._next(left, given)
        together = self._fit(level, left, given)
        for chosen in [level] if together else [[pair] for pair in level]:
            more = dict(given)
            rest = dict(left)
            for pair in chosen:
                more[pair] = more.get(pair, 0) + 1
                rest[pair[1]] -= 1
            yield from self._paths({name: n for name, n in rest.items() if n}, more)

    def _next(self, left: Mapping[str, int], given: Mapping[Pair, int]) -> list[Pair]:
        """Who is next and where: several that stand level."""
        keys = {
            (area, option): self._quotient(area, option, self._has(area, option, given))
            for area in self.votes
            if self._room(area, given)
            for option in left
            if self.votes[area].get(option)
        }
        if not keys:
            said = words._("{count} seats are left, and no constituency to place them in")
            raise ArgumentError("placed", said.format(count=sum(left.values())))
        most = max(keys.values())
        return [pair for pair, key in keys.items() if key == most]

    def _fit(self, level: list[Pair], left: Mapping[str, int], given: Mapping[Pair, int]) -> bool:
        """Whether all that stand level get a seat."""
        areas, options = [area for area, _ in level], [option for _, option in level]
        enough = all(options.count(option) <= left[option] for option in options)
        return enough and all(areas.count(area) <= self._room(area, given) for area in areas)

    def _room(self, area: str, given: Mapping[Pair, int]) -> int:
        if self.rule.in_each is None:
            return MOST_SEATS
        return self.rule.in_each - sum(n for (where, _), n in given.items() if where == area)

    def _has(self, area: str, option: str, given: Mapping[Pair, int]) -> int:
        return self.won[area].get(option, 0) + given.get((area, option), 0)

    def _quotient(self, area: str, option: str, won: int) -> tuple[bool, Fraction]:
        """Greater than any number first; the quotient is raised to the divisors' power."""
        divisors = divisors_named(self.rule.by)
        if divisors is None:
            said = words._("seats are placed by divisors, and {read} has none")
            raise ArgumentError("placed", said.format(read=repr(self.rule.by)))
        votes = Fraction(self.votes[area][option])
        if self.rule.per == "votes_per_seat":
            total = Fraction(sum(self.votes[area].values()))
            votes *= self.seats[area] / total
        divisor, weight = divisors.shown(won), votes**divisors.power
        return (False, weight / divisor) if divisor else (True, weight)


def placed_stage(
    places: Places, added: Mapping[str, int], inside: Mapping[str, Outcomes], tier: int, area: str
) -> tuple[dict[str, Outcomes], Stage]:
    """Constituency → its seats, those ``inside`` it before and those placed there; and how they
    were placed. ``tier`` and ``area``: what added them."""
    ways = places.outcomes(added)
    found = {}
    for where, one in inside.items():
        rows = [{name: n for (at, name), n in way.items() if at == where} for way in ways]
        found[where] = one.plus(union(one_outcome(one.options, row) for row in rows))
    explain = partial(places.steps, ways[0])
    stage = Stage("placing", tier, area, sum(added.values()), places.rule.by, explain=explain)
    return found, stage
