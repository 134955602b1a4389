"""How few ballots change what a rule gives whose constituencies each share their own seats.

The least change of one constituency is a least change of all: no fewer ballots break a condition in
any of them, nor let anybody pass or fail a threshold of the whole place, however they are changed
and wherever; what they do for votes that are shared in proportion is bounded (``shared_votes``).
A ballot stays in its area.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from crosstally.election.rule import Rule
from crosstally.seats.by_constituency import admission_units, joint_votes_fit
from crosstally.seats.conditions import Condition, admission_conditions
from crosstally.seats.goals import Goal
from crosstally.seats.least_ballots import at_least_ballots, fewest_ballots, steps_to_break
from crosstally.seats.least_change import Kind, least_changes
from crosstally.seats.lines import first_where
from crosstally.seats.majority_margin import majority_change
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.seats_margin import SeatsChange, seats_change
from crosstally.seats.shared_votes import SharedVotes, compares_two
from crosstally.seats.system_changes import Search, SystemChange, SystemMargin, halved, on_line
from crosstally.seats.system_votes import Move, SystemVotes

MOST_BESIDE = 100
"""Thousandths of the ballots that shares of other votes may make up, at most."""


class Areas:
    """Constituencies that share their own seats each by itself."""

    def __init__(
        self, rule: Rule, rules: Mapping[str, Rule], votes: SystemVotes, start: SeatOutcome
    ) -> None:
        self.rule, self.rules, self.votes = rule, rules, votes
        self.options = list(dict.fromkeys(name for one in votes.votes.values() for name in one))
        self.lists = [name for name in self.options if name not in rule.alliances]
        passing = {one.option for one in start.admissions if one.admitted}
        national = rule.threshold is not None and next(iter(rules.values())).threshold is None
        self.sharing = [name for name in self.lists if not national or name in passing]
        self.national = national
        added = rule.constituencies is not None and rule.constituencies.added
        total = {name: self._total(name) for name in self.options}
        joint = any(total[name] for name in self.options if name in rule.alliances)
        self.ballots = votes.ballots(rule)
        self.shared = self.ballots.votes
        self.fit = joint_votes_fit(rule, self.options, total)
        self.by_itself = self.fit and not added and not joint

    def _total(self, name: str) -> int:
        return sum(counts.get(name, 0) for counts in self.votes.votes.values())

    def at_least(self, goal: Goal, within: int) -> int | None:
        """No fewer ballots break a condition in any constituency, or of who passes, up to
        ``within``; None where nothing is proved."""
        found = [self._fewest(condition) for condition in self._admission()]
        shared = SharedVotes(self.rule, self.votes.votes, self.ballots, self.sharing, within)
        for area, rule in self._asked_in(goal):
            if self.by_itself:
                votes = self._own(area)
                outcome = apply_rule(rule, votes)
                if rule.threshold is None and not any(votes.values()):
                    found.append(1)  # nobody who takes part has a vote: the first one wins a seat
                least = at_least_ballots(rule, votes, sum(votes.values()), outcome, goal)
                several = self._several(area, goal, within)
                if least is not None and several is not None:
                    least = max(least, several.at_least)
                found.append(least)
                continue
            least = shared.fewest(area, rule, goal) if self.fit and compares_two(rule) else None
            if least is None:
                return None
            found.append(least)
        return min((count for count in found if count is not None), default=None)

    def least(self, search: Search, kinds: Sequence[Kind]) -> dict[Kind, SystemChange]:
        """The smallest changes, each worked out under the whole rule."""
        found: dict[Kind, SystemChange] = {}
        candidates = [*self._of_areas(search.goal, kinds), *self._of_admission(kinds)]
        for kind, moves in sorted(candidates, key=lambda one: sum(m.ballots for m in one[1])):
            ballots = sum(move.ballots for move in moves)
            close = ballots if self.by_itself else ballots * 9 // 10
            if kind in found and found[kind].ballots <= close:
                continue
            change = search.change(kind, moves)
            if change is not None:
                change = change if self.by_itself else self._fewer(search, change)
                found[kind] = min(found.get(kind, change), change, key=lambda one: one.ballots)
        return found

    def over_several(
        self, search: Search, changes: Mapping[Kind, SystemChange]
    ) -> dict[Kind, SystemChange]:
        """With ballots of an option moved from, or to, several others, where they are fewer."""
        found = dict(changes)
        for area, _ in self._asked_in(search.goal):
            most = min((change.ballots for change in found.values()), default=0)
            several = self._several(area, search.goal, most - 1)
            change = None
            if several is not None and several.moves:
                change = search.change("moved", several.moves)
            if change is not None:
                found["moved"] = change
        return found

    def _several(self, area: str, goal: Goal, at_most: int) -> SeatsChange | None:
        rule = self.rules[area]
        if goal.option is None or rule.threshold is not None or not self.by_itself or at_most < 1:
            return None
        return seats_change(area, rule, self._own(area), goal.option, at_most)

    def _fewer(self, search: Search, change: SystemChange) -> SystemChange:
        """With shares of other votes that move along, a few ballots less may be enough."""
        first, *rest = change.moves
        if rest:
            return change
        line = partial(on_line, search, change.kind, first.area, first.taken_from, first.given_to)
        return halved(line, change, low=first.ballots * 9 // 10)

    def majority(self, search: Search) -> SystemMargin:
        """Ballots moved in several constituencies, or that let somebody pass or fail."""
        areas = {area: self._taking_part(area) for area in self.rules}
        change = majority_change(areas, search.before)
        candidates = [moves for _, moves in self._of_admission(("moved",))]
        if change is not None:
            candidates += [change.moves] if self.by_itself else self._enough(search, change.moves)
        changes = [done for one in candidates if (done := search.change("moved", one))]
        found = min(changes, key=lambda one: one.ballots, default=None)
        if found is None or change is None:
            return SystemMargin({} if found is None else {"moved": found}, None)
        sooner = [
            *map(self._fewest, self._admission()),
            *(count for area in self.rules for count in self._passing_in(area)),
            *(sum(votes.values()) for _, votes in areas.values()),  # whose seats are then vacant
        ]
        least = min([change.at_least, *(count for count in sooner if count is not None)])
        return SystemMargin({"moved": found}, max(least, 1) if self.by_itself else None)

    def _enough(self, search: Search, moves: Sequence[Move]) -> list[tuple[Move, ...]]:
        """With shares of other votes that move along, it may take some more ballots everywhere."""

        def with_more(thousandths: int) -> tuple[Move, ...]:
            return tuple(
                replace(one, ballots=one.ballots + 1 + one.ballots * thousandths // 1000)
                for one in moves
            )

        def enough(thousandths: int) -> bool:
            return search.change("moved", with_more(thousandths)) is not None

        return [tuple(moves), with_more(first_where(enough, MOST_BESIDE))]

    def _taking_part(self, area: str) -> tuple[Rule, dict[str, int]]:
        """How a constituency shares its seats, and the votes of those who do take part there."""
        rule, votes = self.rules[area], self._own(area)
        if rule.threshold is None:
            return rule, votes
        inside = apply_rule(rule, votes).admitted
        return rule.model_copy(update={"threshold": None}), {name: votes[name] for name in inside}

    def _of_areas(
        self, goal: Goal, kinds: Sequence[Kind]
    ) -> Iterator[tuple[Kind, tuple[Move, ...]]]:
        at_most: dict[Kind, int] = {}
        for area, rule in self._asked_in(goal):
            votes = self._own(area)
            found = least_changes(rule, votes, goal=goal, kinds=tuple(kinds), at_most=at_most)
            for kind, change in found.items():
                taken, given = change.taken_from, change.given_to
                for more in range(3):  # shares of other votes move with these, by parts of a vote
                    yield kind, (Move(area, change.ballots + more, taken, given),)
                # Twice as many: the smallest may turn out to change nothing under the whole rule.
                enough = 2 * change.ballots + 2
                at_most[kind] = min(at_most.get(kind, enough), enough)

    def _asked_in(self, goal: Goal) -> list[tuple[str, Rule]]:
        """The constituencies whose own votes the answer hangs on: none where it is about who passes
        the threshold of the whole place, or about an option that does not."""
        outside = goal.option is not None and goal.option not in self.sharing
        return [] if goal.asked == "threshold" or outside else list(self.rules.items())

    def _own(self, area: str) -> dict[str, int]:
        """Votes that its seats are shared by; the part of a vote is left out."""
        if self.by_itself:
            counts = self.votes.votes[area]
            return {name: counts.get(name, 0) for name in self.sharing}
        shared = self.shared[area]
        return {name: int(shared[name]) for name in self.sharing}

    def _admission(self) -> Iterator[Condition]:
        """Who passes the threshold of the whole place passes, and nobody else does."""
        threshold = self.rule.threshold
        if threshold is None or not self.national:
            return
        strict = threshold.passes == "more_than"
        for unit in admission_units(self.rule, self.options, self.lists):
            if unit.exempt:
                continue
            part, whole = unit.share.numerator, unit.share.denominator
            name = unit.members[0]
            if set(unit.members) <= set(self.sharing):
                weights = dict.fromkeys(unit.counted, -whole)
                yield Condition(
                    weights, None, name, "broken" if strict else "kept", on_base=part, admits=True
                )
            else:
                weights = dict.fromkeys(unit.counted, whole)
                yield Condition(
                    weights, name, None, "kept" if strict else "broken", on_base=-part, admits=True
                )

    def _fewest(self, condition: Condition) -> int | None:
        return fewest_ballots(condition, self._totals(), self._base(), self._counts_base())

    def _passing_in(self, area: str) -> Iterator[int | None]:
        """Ballots with which others pass a constituency's own threshold."""
        rule, votes = self.rules[area], self._own(area)
        total = sum(votes.values())
        if rule.threshold is not None:
            for condition in admission_conditions(rule, votes, total, ()):
                yield fewest_ballots(condition, votes, total)

    def _totals(self) -> dict[str, int]:
        return {name: self._total(name) for name in self.options}

    def _base(self) -> int:
        of = "valid" if self.rule.threshold is None else self.rule.threshold.of
        sizes = self.votes.bases.get(of)
        return sum(self._totals().values()) if sizes is None else sum(sizes.values())

    def _counts_base(self) -> bool:
        return self.rule.threshold is None or self.rule.threshold.of != "registered"

    def _of_admission(self, kinds: Sequence[Kind]) -> Iterator[tuple[Kind, tuple[Move, ...]]]:
        """Ballots that let somebody pass or fail, where there are enough of them."""
        totals, counts = self._totals(), self._counts_base()
        for condition in self._admission():
            weights = condition.of_each(self.options, counts)
            ahead = max(weights, key=lambda name: (weights[name], totals[name]))
            behind = min(weights, key=lambda name: (weights[name], -totals[name]))
            value = condition.value(totals, self._base())
            gains: dict[Kind, tuple[int, str | None, str | None]] = {
                "moved": (weights[ahead] - weights[behind], behind, ahead),
                "added": (weights[ahead], None, ahead),
                "removed": (-weights[behind], behind, None),
            }
            for kind in kinds:
                gain, taken, given = gains[kind]
                if gain <= 0:
                    continue
                moves = self.votes.spread(
                    max(steps_to_break(condition, value, gain), 1), taken, given
                )
                if moves is not None:
                    yield kind, moves
