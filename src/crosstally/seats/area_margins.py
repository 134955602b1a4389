"""How few ballots change what a rule gives whose constituencies each share their own seats.

The least change of one constituency is a least change of all: no fewer ballots break a condition in
any of them, nor let anybody pass or fail a threshold of the whole place, however they are changed
and wherever; what they do for votes that are shared in proportion is bounded (``shared_votes``).
A ballot stays in its area.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from crosstally.election.rule import Rule
from crosstally.seats.area_prices import Contests, majority_change
from crosstally.seats.by_constituency import admission_units, joint_votes_fit
from crosstally.seats.conditions import AtZero, Condition
from crosstally.seats.goals import Goal
from crosstally.seats.least_ballots import at_least_ballots, fewest_ballots, steps_to_break
from crosstally.seats.least_change import Kind, least_changes
from crosstally.seats.lines import first_where
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.shared_votes import SharedVotes, compares_two
from crosstally.seats.system_changes import Search, SystemChange, SystemMargin, halved, on_line
from crosstally.seats.system_votes import Move, SystemVotes
from crosstally.seats.threshold_prices import TooManySets

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
        found = [self.fewest(condition) for _, condition in self.admission()]
        shared = SharedVotes(self.rule, self.votes.votes, self.ballots, self.sharing, within)
        for area, rule in self._asked_in(goal):
            if self.by_itself:
                votes = self._own(area)
                outcome = apply_rule(rule, votes)
                if rule.threshold is None and not any(votes.values()):
                    found.append(1)  # nobody who takes part has a vote: the first one wins a seat
                found.append(at_least_ballots(rule, votes, sum(votes.values()), outcome, goal))
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

    def _fewer(self, search: Search, change: SystemChange) -> SystemChange:
        """With shares of other votes that move along, a few ballots less may be enough."""
        first, *rest = change.moves
        if rest:
            return change
        line = partial(on_line, search, change.kind, first.area, first.taken_from, first.given_to)
        return halved(line, change, low=first.ballots * 9 // 10)

    def majority(self, search: Search) -> SystemMargin:
        """Ballots that let somebody pass or fail, and, where votes are shared in proportion, those
        moved in several constituencies."""
        candidates = [moves for _, moves in self._of_admission(("moved",))]
        if not self.by_itself:
            shared = {area: (rule, self._own(area)) for area, rule in self.rules.items()}
            with suppress(TooManySets):
                change = majority_change(shared, search.before)
                candidates += [] if change is None else self._enough(search, change.moves)
        margin = SystemMargin({}, None)
        for moves in candidates:
            found = search.change("moved", moves)
            margin = margin if found is None else margin.with_change(found)
        return margin

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

    def contests(self, sharing: Collection[str]) -> Contests:
        """What each constituency shares its seats by, where those take part."""
        return {
            area: (rule, {n: votes for n, votes in self.votes.votes[area].items() if n in sharing})
            for area, rule in self.rules.items()
        }

    def votes_shared(self) -> int:
        """All votes in constituencies."""
        return sum(sum(self.votes.votes[area].values()) for area in self.rules)

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
        whole = goal.asked == "threshold" and self.national
        return [] if whole or outside else list(self.rules.items())

    def _own(self, area: str) -> dict[str, int]:
        """Votes that its seats are shared by; the part of a vote is left out."""
        if self.by_itself:
            counts = self.votes.votes[area]
            return {name: counts.get(name, 0) for name in self.sharing}
        shared = self.shared[area]
        return {name: int(shared[name]) for name in self.sharing}

    def admission(self) -> Iterator[tuple[tuple[str, ...], Condition]]:
        """Who passes the threshold of the whole place passes, and nobody else does: options that
        pass together, and what holds them where they are."""
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
                at_zero: AtZero = "broken" if strict else "kept"
                held = Condition(weights, None, name, at_zero, on_base=part, admits=True)
            else:
                weights = dict.fromkeys(unit.counted, whole)
                at_zero = "kept" if strict else "broken"
                held = Condition(weights, name, None, at_zero, on_base=-part, admits=True)
            yield unit.members, held

    def fewest(self, condition: Condition) -> int | None:
        """The fewest ballots that could break it, wherever they are changed."""
        return fewest_ballots(condition, self._totals(), self._base(), self._counts_base())

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
        for _, condition in self.admission():
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
