"""Votes by area with the sizes of thresholds' bases, and what ballots changed in an area make of
them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crosstally.election.rule import Rule
from crosstally.seats.ballots import Ballots, ballots_of
from crosstally.seats.outcome import SeatOutcome
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

    def ballots(self, rule: Rule) -> Ballots:
        """As the rule wants them: those of alliances shared, those from elsewhere added."""
        return ballots_of(rule, self.votes, self.bases or None, self.within)

    def outcome(self, rule: Rule) -> SeatOutcome:
        """What the rule gives. Raises ``ArgumentError`` where the votes do not fit it."""
        return apply_system(rule, self.votes, self.bases or None, within=self.within)
