"""Seats of one area shared among options and alliances, by the rule's method."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from crosstally.election.rule import NATION, Rule
from crosstally.seats.admission import options_in
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Votes, whole_numbers
from crosstally.seats.courses import course_of, followed
from crosstally.seats.methods import method_named
from crosstally.seats.outcomes import Outcomes, one_outcome, outcomes_of
from crosstally.seats.rounds import ranked_by
from crosstally.seats.seat_limit import Limit, limits_of, shared_within_limit
from crosstally.seats.stages import Allotment, Stage


@dataclass(frozen=True)
class Sharing:
    """How the seats of one area are shared."""

    rule: Rule
    options: tuple[str, ...]
    tier: int = 0
    area: str = NATION
    method: str = ""
    made: list[Allotment] = field(default_factory=list, compare=False)
    """Every allocation that was made is added to it."""
    won: Mapping[str, int] = field(default_factory=dict)
    """Option → seats won directly, where the rule limits how many it may have."""

    def among(
        self, votes: Votes, seats: int, admitted: Collection[str]
    ) -> tuple[Outcomes, list[Stage]]:
        """``seats`` by votes among the options admitted. Those of an alliance whose seats are
        shared jointly take part with their sum, and share its seats after that."""
        own = {name: votes[name] for name in self.options if name in admitted}
        top, _ = self.storeys(own)
        return self._share(own, seats, top, self._blocs(own), None, self.method or self.rule.method)

    def storeys(self, admitted: Collection[str]) -> tuple[list[str], dict[str, list[str]]]:
        """The outermost options and alliances that share the seats, and for each alliance those
        that share its seats; each in the order of their first options."""
        own = [name for name in self.options if name in admitted]
        blocs = self._blocs(own)
        inside = {name: self._in_order(self._nodes(name, own, blocs), blocs) for name in blocs}
        below = {one for nodes in inside.values() for one in nodes}
        outermost = [name for name in (*own, *blocs) if name not in below]
        return self._in_order(outermost, blocs), inside

    def options_of(self, node: str, admitted: Collection[str]) -> list[str]:
        """The options that take part in an alliance, or the option itself."""
        own = [name for name in self.options if name in admitted]
        return self._blocs(own).get(node, [node])

    def _in_order(self, nodes: list[str], blocs: Mapping[str, list[str]]) -> list[str]:
        place = {name: number for number, name in enumerate(self.options)}
        return sorted(nodes, key=lambda one: min(place[name] for name in blocs.get(one, [one])))

    def _blocs(self, own: Collection[str]) -> dict[str, list[str]]:
        """Alliance → its options that take part; where it stands in this area, and two do."""
        found = {}
        for name, alliance in self.rule.alliances.items():
            here = not alliance.areas or self.area in alliance.areas
            members = [one for one in options_in(self.rule, name) if one in own]
            if alliance.seats == "jointly" and here and len(members) > 1:
                found[name] = members
        return found

    def _nodes(
        self, alliance: str, own: Collection[str], blocs: Mapping[str, list[str]]
    ) -> list[str]:
        """The members of an alliance: options, and alliances that share inside it. Of one that does
        not, its options are."""
        found: list[str] = []
        for member in self.rule.alliances[alliance].members:
            if member in blocs or member in own:
                found.append(member)
            elif member in self.rule.alliances:
                found += self._nodes(member, own, blocs)
        return found

    def _share(
        self,
        votes: Votes,
        seats: int,
        nodes: list[str],
        blocs: Mapping[str, list[str]],
        alliance: str | None,
        method: str,
    ) -> tuple[Outcomes, list[Stage]]:
        """One storey: seats of options and of alliances, then the storeys inside those."""
        options = {one: node for node in nodes for one in blocs.get(node, [node])}
        counted, scale = whole_numbers({one: votes[one] for one in self.options if one in options})
        sums: dict[str, int] = {}
        for one, count in counted.items():
            sums[options[one]] = sums.get(options[one], 0) + count
        had: dict[str, int] = {}
        for one, node in options.items():
            had[node] = had.get(node, 0) + self.won.get(one, 0)
        limits = limits_of(self.rule, sums, had) if alliance is None else None
        result, steps, plain = self._allot(sums, seats, method, alliance is None, limits)
        self.made.append(Allotment(method, seats, sums, plain and scale == 1, scale=scale))
        stages = [
            Stage("sharing", self.tier, self.area, seats, method, alliance, scale, explain=steps)
        ]
        inner = [node for node in sums if node in blocs]
        if not inner:
            rows = tuple(tuple(row.get(name, 0) for name in self.options) for row in result.listed)
            return Outcomes(self.options, rows, result.count, result.exact), stages
        first = result.listed[0]

        def members_too(row: Mapping[str, int]) -> Outcomes:
            total = one_outcome(self.options, row)
            for name in inner:
                own = self.rule.alliances[name].method or method
                members = self._nodes(name, votes, blocs)
                part, more = self._share(votes, row[name], members, blocs, name, own)
                total = total.plus(part)
                if row == first:
                    is_open = len(result.rows) > 1
                    stages.extend(
                        replace(one, of_one_outcome=one.of_one_outcome or is_open) for one in more
                    )
            return total

        return result.then(members_too), stages

    def _allot(
        self,
        votes: Mapping[str, int],
        seats: int,
        method: str,
        outermost: bool,
        most: Mapping[str, Limit] | None,
    ) -> tuple[Outcomes, Callable[[], Iterable[Step]], bool]:
        """One allocation, its steps, and whether it is the method's alone: it is followed seat by
        seat where the rule asks for that. A majority of votes is one of all, and nothing among the
        members of an alliance."""
        rule, guarantee = self.rule, self.rule.majority_guarantee and outermost
        if most is not None:
            found, explain = shared_within_limit(votes, seats, method, most, rule.ties, self.made)
            return found, explain, rule.most_over_share is None
        limits = rule.of_area(rule.candidates, None if self.area == NATION else self.area)
        course = course_of(method, votes, seats) if limits or guarantee else None
        if course is None:
            allocation = method_named(method)(votes, seats).tie_broken(rule.ties, votes)
            return outcomes_of(votes, allocation), allocation.explain, True
        found, steps = followed(
            course,
            seats,
            ranked_by(rule.ties, votes),
            guarantee=guarantee,
            limits=limits,
            vacant=rule.exhausted == "vacant",
        )
        return found, lambda: steps, False
