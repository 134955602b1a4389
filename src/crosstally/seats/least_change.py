"""The least number of votes whose change gives another outcome, with the votes that show it.

Ballots are moved from one option to another, added, or removed. Along each such line of votes every
place where the outcome could change is known exactly (see ``lines``); the outcome is worked out
anew at each of them in turn, so that what is found first is the least. That no fewer ballots of any
kind, over any options, would do is proved apart (see ``least_ballots``): no condition that holds
the outcome in place can be broken by fewer.

Sources: Stark and Teague, "Verifiable European elections: risk-limiting audits for D'Hondt and its
relatives", USENIX Journal of Election Technology and Systems 3 (2014), section 3, for divisor
methods; Blom et al., "Election verifiability with party-list proportional representation" (2021)
for remainders.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from crosstally.election.definition import Rule
from crosstally.seats.conditions import has_conditions
from crosstally.seats.goals import Goal, admissible, any_seat
from crosstally.seats.lines import Held, Line, first_where, next_event
from crosstally.seats.rule import SeatOutcome, apply_rule

Kind = Literal["moved", "added", "removed", "mixed"]
"""``mixed``: some moved, some added or removed."""
KINDS: tuple[Kind, ...] = ("moved", "added", "removed")


MOST_LOOKED_AT = 300_000
"""Conditions that are looked at for one question: some seconds."""


@dataclass(frozen=True)
class LeastChange:
    """The least number of ballots of one kind that changes what is asked."""

    kind: Kind
    ballots: int
    taken_from: str | None
    given_to: str | None
    witness: Mapping[str, int]
    """Votes after the change: allocated again, they give the other answer."""
    base: int
    """What the threshold is a share of, after the change."""
    seats: Mapping[str, int]
    """The seats then (the first admissible outcome where a tie is open)."""
    least_of_kind: bool = True
    """Whether every smaller number was looked at, of each option or each two."""


def least_changes(
    rule: Rule,
    votes: Mapping[str, int],
    base: int | None = None,
    goal: Goal = any_seat,
    kinds: tuple[Kind, ...] = KINDS,
    at_most: Mapping[Kind, int] | None = None,
    at_least: int = 1,
) -> dict[Kind, LeastChange]:
    """For each kind of change the least one, over all options, after which no admissible outcome
    gives an answer that is admissible now; a kind with which that never happens is left out.

    ``votes`` is option → votes in the order of registration; ``base`` is what the threshold is a
    share of, in votes or voters (None: the sum of ``votes``). Ballots that are moved leave it as it
    is, ballots that are added or removed change it, unless it counts registered voters.
    ``at_most``: no more than so many ballots of a kind are of interest; ``at_least``: no fewer are
    known to give another answer. Raises ``ValueError`` for a
    rule whose outcomes no linear conditions hold (see ``has_conditions``).
    """
    if not has_conditions(rule) or not rule.plain:
        raise ValueError("no linear conditions hold what this rule gives")
    whole = sum(votes.values()) if base is None else base
    start = apply_rule(rule, votes, whole)
    before = goal(start)
    still = Line(votes, {}, whole, 0, 0)
    held = Held(rule, still, 0, start, admissible(start)[0])
    found: dict[Kind, LeastChange] = {}
    search = _Search(rule, goal, before, start, held, at_least)
    # Lines that the option is on come first: what they find cuts the others short.
    lines = sorted(_changes(votes, kinds), key=lambda line: goal.option not in line[1:])
    for kind, giver, taker in lines if goal.option is not None else _changes(votes, kinds):
        best = found.get(kind)
        most = (at_most or {}).get(kind) if best is None else best.ballots - 1
        line = _line(rule, votes, whole, kind, giver, taker, most)
        m = search.first(line)
        if m is not None:
            after, then = line.at(m), line.base_at(m)
            seats = admissible(apply_rule(rule, after, then))[0]
            found[kind] = LeastChange(kind, m, giver, taker, after, then, dict(seats))
    if search.looked_at > MOST_LOOKED_AT:
        return {kind: replace(one, least_of_kind=False) for kind, one in found.items()}
    return found


def _changes(
    votes: Mapping[str, int], kinds: tuple[Kind, ...]
) -> Iterator[tuple[Kind, str | None, str | None]]:
    """(kind, whose votes are taken, who gets them)."""
    if "moved" in kinds:
        yield from (("moved", one, other) for one in votes for other in votes if one != other)
    if "added" in kinds:
        yield from (("added", None, name) for name in votes)
    if "removed" in kinds:
        yield from (("removed", name, None) for name in votes)


def _line(
    rule: Rule,
    votes: Mapping[str, int],
    base: int,
    kind: Kind,
    giver: str | None,
    taker: str | None,
    most: int | None,
) -> Line:
    slope = {name: step for name, step in ((giver, -1), (taker, 1)) if name is not None}
    counts = rule.threshold is None or rule.threshold.of != "registered"
    grows = sum(slope.values()) * counts
    # Beyond so many more votes than there are, nothing is left that an option could still win.
    most_added = (sum(votes.values()) + base + 1) * (rule.seats + 1) * 1_000
    if not counts:
        most_added = max(0, base - sum(votes.values()))  # nobody else is on the list
    steps = votes[giver] if giver is not None else most_added
    return Line(votes, slope, base, grows, steps if most is None else min(steps, most))


@dataclass
class _Search:
    """The first number of steps along lines after which nothing of what was admissible before is;
    no fewer than ``at_least`` do."""

    rule: Rule
    goal: Goal
    before: frozenset[Hashable]
    start: SeatOutcome
    held: Held
    """What holds the outcome of ``start`` at the first step of each line."""
    at_least: int
    looked_at: int = 0
    """Conditions, at all places where the outcome could change."""

    def first(self, line: Line) -> int | None:
        """The first; where too many places were looked at, one that is near."""
        if line.steps < self.at_least:
            return None
        m, held = self.at_least - 1, self.held
        seats = admissible(self.start)[0]
        if m:
            seats, held = self._held(line, m, self._after(line, m), seats)
        while self.looked_at <= MOST_LOOKED_AT:
            event = next_event(line, held, m)
            if event is None:
                return None
            m, outcome = event, self._after(line, event)
            if self._changed(outcome):
                return m
            self.looked_at += len(line.votes) ** 2
            seats, held = self._held(line, m, outcome, seats)
        return self._near(line, m)

    def _held(
        self, line: Line, m: int, outcome: SeatOutcome, seats: Mapping[str, int]
    ) -> tuple[Mapping[str, int], Held]:
        """The seats that are looked at after m steps, as before if they still may be, and what
        holds them."""
        listed = admissible(outcome)
        seats = seats if seats in listed else listed[0]
        return seats, Held(self.rule, line, m, outcome, seats)

    def _after(self, line: Line, m: int) -> SeatOutcome:
        return apply_rule(self.rule, line.at(m), line.base_at(m))

    def _changed(self, outcome: SeatOutcome) -> bool:
        return not self.goal(outcome) & self.before

    def _near(self, line: Line, low: int) -> int | None:
        """One after which it is changed, and a step before it is not; found by doubling."""
        high = low + 1
        while high < line.steps and not self._changed(self._after(line, high)):
            low, high = high, min(2 * high, line.steps)
        if not self._changed(self._after(line, min(high, line.steps))):
            return None
        return low + first_where(
            lambda m: self._changed(self._after(line, low + m)), min(high, line.steps) - low
        )
