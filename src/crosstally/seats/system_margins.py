"""How few ballots change what a rule with constituencies or several parts gives.

Where each constituency shares its own seats, the least change of one is a least change of all: no
fewer ballots break a condition in any constituency, nor let anybody pass or fail a threshold of the
whole place, however they are changed and wherever; what they do for votes that are shared in
proportion is bounded (``shared_votes``). Else what is found is a change that does, with no proof
that none is smaller: every witness is put through the whole rule again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from crosstally.election.rule import Rule
from crosstally.seats.by_constituency import admission_units, area_rules, joint_votes_fit
from crosstally.seats.conditions import Condition, admission_conditions
from crosstally.seats.goals import Goal, any_seat
from crosstally.seats.least_ballots import at_least_ballots, fewest_ballots, steps_to_break
from crosstally.seats.least_change import KINDS, Kind, least_changes
from crosstally.seats.majority_margin import majority_change
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.shared_votes import SharedVotes, compares_two
from crosstally.seats.system_votes import Move, SystemVotes
from crosstally.seats.votes import ArgumentError

MOST_TRIED = 3_000
"""Allocations of the whole house that a search without a proof may take."""
MOST_OPTIONS_TRIED = 8


@dataclass(frozen=True)
class SystemChange:
    """Ballots whose change gives another answer under the whole rule."""

    kind: Kind
    ballots: int
    moves: tuple[Move, ...]
    outcome: SeatOutcome
    """What the rule gives then."""

    @property
    def areas(self) -> tuple[str, ...]:
        """Where ballots are changed."""
        return tuple(dict.fromkeys(move.area for move in self.moves))


@dataclass(frozen=True)
class SystemMargin:
    """The smallest changes that were found, one a kind."""

    changes: Mapping[Kind, SystemChange]
    at_least: int | None
    """No fewer ballots of any kind would do, anywhere; None where nothing is proved."""

    @property
    def least(self) -> SystemChange | None:
        """The smallest of all kinds."""
        return min(self.changes.values(), key=lambda one: one.ballots, default=None)

    @property
    def proved(self) -> bool:
        """Whether no change of fewer ballots exists."""
        return self.least is not None and self.least.ballots == self.at_least


def system_margin(
    rule: Rule, votes: SystemVotes, goal: Goal = any_seat, kinds: Sequence[Kind] = KINDS
) -> SystemMargin:
    """The smallest changes of votes that give another answer to ``goal``, of each kind.

    Raises ``ArgumentError`` where the votes do not fit the rule.
    """
    start = votes.outcome(rule)
    search = _Search(rule, votes, goal, start)
    rules = area_rules(rule)
    if rules is None:
        return searched(rule, votes, goal, kinds)
    areas = _Areas(rule, rules, votes, start)
    if goal.asked == "majority":
        return areas.majority(search)
    found = areas.least(search, kinds)
    enough = min((change.ballots for change in found.values()), default=0)
    return SystemMargin(found, areas.at_least(goal, enough) if enough or areas.by_itself else None)


def searched(
    rule: Rule, votes: SystemVotes, goal: Goal = any_seat, kinds: Sequence[Kind] = KINDS
) -> SystemMargin:
    """The smallest changes that trying finds, whatever the rule: no proof that none is smaller."""
    return SystemMargin(_tried(_Search(rule, votes, goal, votes.outcome(rule)), kinds), None)


class _Search:
    """The whole rule, and whether a change gives another answer."""

    def __init__(self, rule: Rule, votes: SystemVotes, goal: Goal, start: SeatOutcome) -> None:
        self.rule, self.votes, self.goal = rule, votes, goal
        self.before: frozenset[Hashable] = goal(start)
        self.tried = 0

    def change(self, kind: Kind, moves: Sequence[Move]) -> SystemChange | None:
        """The change, if it gives another answer on every admissible outcome."""
        self.tried += 1
        try:
            outcome = self.votes.after(moves).outcome(self.rule)
        except ArgumentError:  # a constituency without votes, for instance
            return None
        if self.goal(outcome) & self.before:
            return None
        ballots = sum(move.ballots for move in moves)
        return SystemChange(kind, ballots, tuple(moves), outcome)


class _Areas:
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
                found.append(at_least_ballots(rule, votes, sum(votes.values()), outcome, goal))
                continue
            least = shared.fewest(area, rule, goal) if self.fit and compares_two(rule) else None
            if least is None:
                return None
            found.append(least)
        return min((count for count in found if count is not None), default=None)

    def least(self, search: _Search, kinds: Sequence[Kind]) -> dict[Kind, SystemChange]:
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

    def _fewer(self, search: _Search, change: SystemChange) -> SystemChange:
        """With shares of other votes that move along, a few ballots less may be enough."""
        first, *rest = change.moves
        if rest:
            return change
        line = partial(_on_line, search, change.kind, first.area, first.taken_from, first.given_to)
        return _halved(line, change, low=first.ballots * 9 // 10)

    def majority(self, search: _Search) -> SystemMargin:
        """Ballots moved in several constituencies, or that let somebody pass or fail."""
        areas = {area: self._taking_part(area) for area in self.rules}
        change = majority_change(areas, search.before)
        candidates = [moves for _, moves in self._of_admission(("moved",))]
        if change is not None:
            # Shares of other votes move with these, by parts of a vote.
            candidates += [
                tuple(replace(move, ballots=move.ballots + more) for move in change.moves)
                for more in range(1 if self.by_itself else 3)
            ]
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
                moves = self._spread(max(steps_to_break(condition, value, gain), 1), taken, given)
                if moves is not None:
                    yield kind, moves

    def _spread(
        self, ballots: int, taken: str | None, given: str | None
    ) -> tuple[Move, ...] | None:
        """Ballots over areas that have so many, the areas with most first."""
        if taken is None:
            area = max(self.rules, key=lambda one: sum(self.votes.votes[one].values()))
            return (Move(area, ballots, taken, given),)
        moves = []
        own = sorted(self.votes.votes, key=lambda one: -self.votes.votes[one].get(taken, 0))
        for area in own:
            here = min(ballots, self.votes.votes[area].get(taken, 0))
            if here and (given is None or given in self.votes.votes[area]):
                moves.append(Move(area, here, taken, given))
                ballots -= here
            if not ballots:
                return tuple(moves)
        return None


def _tried(search: _Search, kinds: Sequence[Kind]) -> dict[Kind, SystemChange]:
    """Changes found by trying: along each line, halving between what changes nothing and what
    does. No proof that none is smaller; lines that do nothing with one ballot fewer than the best
    are passed over."""
    found: dict[Kind, SystemChange] = {}
    lines = list(_lines(search.votes, kinds))
    step = max(1, len(lines) * 2 // MOST_TRIED)
    for kind, area, taken, given in lines[::step]:
        best = found.get(kind)
        counts = search.votes.votes[area]
        most = counts[taken] if taken is not None else sum(counts.values()) + 1
        if best is not None:
            most = min(most, best.ballots - 1)

        if most < 1 or search.tried > 2 * MOST_TRIED:
            continue
        at = partial(_on_line, search, kind, area, taken, given)
        change = at(most)
        if change is not None:
            found[kind] = _halved(at, change)
    return found


def _on_line(
    search: _Search, kind: Kind, area: str, taken: str | None, given: str | None, ballots: int
) -> SystemChange | None:
    return search.change(kind, (Move(area, ballots, taken, given),))


def _halved(
    at: Callable[[int], SystemChange | None], change: SystemChange, low: int = 0
) -> SystemChange:
    """The last change on the way down to ``low`` ballots, which change nothing."""
    best = change
    while best.ballots - low > 1:
        middle = (low + best.ballots) // 2
        found = at(middle)
        low, best = (middle, best) if found is None else (low, found)
    return best


def _lines(
    votes: SystemVotes, kinds: Sequence[Kind]
) -> Iterator[tuple[Kind, str, str | None, str | None]]:
    """(kind, area, whose votes are taken, who gets them), for the options with most votes."""
    totals: dict[str, int] = {}
    for counts in votes.votes.values():
        for name, count in counts.items():
            totals[name] = totals.get(name, 0) + count
    first = sorted(totals, key=lambda name: -totals[name])[:MOST_OPTIONS_TRIED]
    for area, counts in votes.votes.items():
        here = [name for name in first if name in counts]
        for one in here:
            if "added" in kinds:
                yield "added", area, None, one
            if "removed" in kinds:
                yield "removed", area, one, None
            for other in here:
                if other != one and "moved" in kinds:
                    yield "moved", area, one, other
