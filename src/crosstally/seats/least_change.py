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
from dataclasses import dataclass
from typing import Literal

from crosstally.election.definition import Rule
from crosstally.seats.conditions import has_conditions
from crosstally.seats.goals import Goal, admissible, any_seat
from crosstally.seats.lines import Held, Line, next_event
from crosstally.seats.rule import SeatOutcome, apply_rule

Kind = Literal["moved", "added", "removed"]
KINDS: tuple[Kind, ...] = ("moved", "added", "removed")


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


def least_changes(
    rule: Rule,
    votes: Mapping[str, int],
    base: int | None = None,
    goal: Goal = any_seat,
    kinds: tuple[Kind, ...] = KINDS,
    at_most: Mapping[Kind, int] | None = None,
) -> dict[Kind, LeastChange]:
    """For each kind of change the least one, over all options, after which no admissible outcome
    gives an answer that is admissible now; a kind with which that never happens is left out.

    ``votes`` is option → votes in the order of registration; ``base`` is what the threshold is a
    share of, in votes or voters (None: the sum of ``votes``). Ballots that are moved leave it as it
    is, ballots that are added or removed change it, unless it counts registered voters.
    ``at_most``: no more than so many ballots of a kind are of interest. Raises ``ValueError`` for a
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
    # Lines that the option is on come first: what they find cuts the others short.
    lines = sorted(_changes(votes, kinds), key=lambda line: goal.option not in line[1:])
    for kind, giver, taker in lines if goal.option is not None else _changes(votes, kinds):
        best = found.get(kind)
        most = (at_most or {}).get(kind) if best is None else best.ballots - 1
        line = _line(rule, votes, whole, kind, giver, taker, most)
        m = _first(line, rule, goal, before, start, held)
        if m is not None:
            after, then = line.at(m), line.base_at(m)
            seats = admissible(apply_rule(rule, after, then))[0]
            found[kind] = LeastChange(kind, m, giver, taker, after, then, dict(seats))
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


def _first(
    line: Line,
    rule: Rule,
    goal: Goal,
    before: frozenset[Hashable],
    start: SeatOutcome,
    held: Held,
) -> int | None:
    """The first number of steps after which nothing of what was admissible before is."""
    m, seats = 0, admissible(start)[0]
    while True:
        event = next_event(line, held, m)
        if event is None:
            return None
        m = event
        outcome = apply_rule(rule, line.at(m), line.base_at(m))
        if not goal(outcome) & before:
            return m
        listed = admissible(outcome)
        seats = seats if seats in listed else listed[0]
        held = Held(rule, line, m, outcome, seats)
