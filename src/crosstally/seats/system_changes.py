"""A change of ballots under a whole rule, and whether it gives another answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from crosstally.election.rule import Rule
from crosstally.seats.goals import Goal
from crosstally.seats.least_change import Kind
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.system_votes import Move, SystemVotes
from crosstally.seats.votes import ArgumentError


@dataclass(frozen=True)
class SystemChange:
    """Ballots whose change gives another answer under the whole rule."""

    kind: Kind
    ballots: int
    moves: tuple[Move, ...]
    outcome: SeatOutcome
    """What the rule gives then."""
    least_of_kind: bool = False
    """Whether every smaller number was looked at of this kind, for each option or each two."""

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

    def with_change(self, change: SystemChange) -> SystemMargin:
        """With a change, where none of its kind is as small."""
        of_kind = self.changes.get(change.kind)
        if of_kind is not None and of_kind.ballots <= change.ballots:
            return self
        return replace(self, changes={**self.changes, change.kind: change})

    def with_bound(self, at_least: int | None) -> SystemMargin:
        """With another bound, where it says more."""
        if at_least is None or (self.at_least is not None and self.at_least >= at_least):
            return self
        return replace(self, at_least=at_least)

    def is_least(self, kind: Kind) -> bool:
        """Whether no fewer ballots of that kind do, changed for one option or between two."""
        change = self.changes[kind]
        return change.least_of_kind or change.ballots == self.at_least

    @property
    def proved(self) -> bool:
        """Whether no change of fewer ballots exists."""
        return self.least is not None and self.least.ballots == self.at_least


def kind_of(moves: Sequence[Move]) -> Kind:
    """How ballots are changed."""
    kinds: set[Kind] = {
        "added" if one.taken_from is None else "removed" if one.given_to is None else "moved"
        for one in moves
    }
    return kinds.pop() if len(kinds) == 1 else "mixed"


class Search:
    """The whole rule, and whether a change gives another answer."""

    def __init__(self, rule: Rule, votes: SystemVotes, goal: Goal, start: SeatOutcome) -> None:
        self.rule, self.votes, self.goal = rule, votes, goal
        self.before: frozenset[Hashable] = goal(start)
        self.admissions = start.admissions
        self.tried = 0

    def change(self, kind: Kind, moves: Sequence[Move]) -> SystemChange | None:
        """The change, if it gives another answer on every admissible outcome."""
        self.tried += 1
        if not self._within_lists(moves):
            return None
        try:
            outcome = self.votes.after(moves).outcome(self.rule)
        except ArgumentError:  # a constituency without votes, for instance
            return None
        if self.goal(outcome) & self.before:
            return None
        ballots = sum(move.ballots for move in moves)
        return SystemChange(kind, ballots, tuple(moves), outcome)

    def _within_lists(self, moves: Sequence[Move]) -> bool:
        """Whether no more ballots are added in an area than voters are left on its list."""
        added: Counter[str] = Counter()
        for move in moves:
            added[move.area] += move.ballots * (
                (move.given_to is not None) - (move.taken_from is not None)
            )
        rooms = ((count, self.votes.left_on_list(area)) for area, count in added.items())
        return all(count <= 0 or room is None or count <= room for count, room in rooms)


def on_line(
    search: Search, kind: Kind, area: str, taken: str | None, given: str | None, ballots: int
) -> SystemChange | None:
    """So many ballots of one kind in one area, if they give another answer."""
    return search.change(kind, (Move(area, ballots, taken, given),))


def halved(
    at: Callable[[int], SystemChange | None], change: SystemChange, low: int = 0
) -> SystemChange:
    """The last change on the way down to ``low`` ballots, which change nothing."""
    best = change
    while best.ballots - low > 1:
        middle = (low + best.ballots) // 2
        found = at(middle)
        low, best = (middle, best) if found is None else (low, found)
    return best
