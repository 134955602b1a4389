"""Votes by area with the sizes of thresholds' bases, and what ballots changed in an area make of
them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from crosstally.election.rule import Rule
from crosstally.seats.ballots import Ballots, ballots_of
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system


@dataclass(frozen=True)
class Move:
    """Ballots changed in one area: moved, added (taken from nobody), removed (given to nobody)."""

    area: str
    ballots: int
    taken_from: str | None
    given_to: str | None


@dataclass(frozen=True)
class SystemVotes:
    """What ``apply_system`` is given."""

    votes: Mapping[str, Mapping[str, int]]
    """Area → option → votes."""
    bases: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    within: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def after(self, moves: Iterable[Move]) -> SystemVotes:
        """With ballots changed. Those that are added or removed count as valid votes, and as cast;
        nobody else is registered."""
        votes = {area: dict(counts) for area, counts in self.votes.items()}
        bases = {base: dict(sizes) for base, sizes in self.bases.items()}
        for move in moves:
            if move.taken_from is not None:
                votes[move.area][move.taken_from] -= move.ballots
            if move.given_to is not None:
                votes[move.area][move.given_to] += move.ballots
            more = (move.given_to is not None) - (move.taken_from is not None)
            for base in ("valid", "cast"):
                if base in bases:
                    bases[base][move.area] += more * move.ballots
        return SystemVotes(votes, bases, self.within)

    def only(self, areas: Collection[str]) -> SystemVotes:
        """Those of some areas."""
        kept = {area: counts for area, counts in self.votes.items() if area in areas}
        bases = {
            base: {area: size for area, size in sizes.items() if area in areas}
            for base, sizes in self.bases.items()
        }
        return SystemVotes(kept, bases, self.within)

    def left_on_list(self, area: str) -> int | None:
        """Voters of an area of whom there is no valid vote; None where its list is not known."""
        size = self.bases.get("registered", {}).get(area)
        return None if size is None else max(0, size - sum(self.votes[area].values()))

    def spread(self, ballots: int, taken: str | None, given: str | None) -> tuple[Move, ...] | None:
        """Moves of so many ballots, in the areas with most of them; None where there are too few
        (or too few voters left on the lists), or the options are nowhere together."""
        counted = [area for area, own in self.votes.items() if given is None or given in own]
        if taken is None:
            first = {area: sum(self.votes[area].values()) for area in counted}
        else:
            first = {area: self.votes[area].get(taken, 0) for area in counted}
        moves = []
        for area in sorted(counted, key=lambda one: -first[one]):
            room = self.left_on_list(area) if taken is None else first[area]
            here = ballots if room is None else min(ballots, room)
            if here:
                moves.append(Move(area, here, taken, given))
                ballots -= here
            if not ballots:
                return tuple(moves)
        return None

    def ballots(self, rule: Rule) -> Ballots:
        """As the rule wants them: those of alliances shared, those from elsewhere added."""
        return ballots_of(rule, self.votes, self.bases or None, self.within)

    def outcome(self, rule: Rule) -> SeatOutcome:
        """What the rule gives. Raises ``ArgumentError`` where the votes do not fit it."""
        if rule.runner_up is not None:  # such a rule is one allocation
            return self._with_runner_up(rule)
        return apply_system(rule, self.votes, self.bases or None, within=self.within)

    def _with_runner_up(self, rule: Rule) -> SeatOutcome:
        ballots = self.ballots(rule)
        counts = ballots.of(ballots.constituencies)
        of = "valid" if rule.threshold is None else rule.threshold.of
        base = ballots.base(of, ballots.constituencies)
        return apply_rule(rule, {name: int(n) for name, n in counts.items()}, int(base))
