"""Where no option may have more than so many seats: the others share the rest anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from crosstally.election.rule import Rule
from crosstally.election.shares import share_written
from crosstally.seats.allocation import Step
from crosstally.seats.methods import method_named
from crosstally.seats.outcomes import Outcomes, one_outcome, outcomes_of
from crosstally.seats.stages import Allotment


@dataclass(frozen=True)
class Limit:
    """How many seats an option may have."""

    most: Fraction
    """In all; a part of a seat is none."""
    had: int
    """Of them, won directly."""

    @property
    def left(self) -> int:
        """Beside those."""
        return max(0, floor(self.most) - self.had)


def limits_of(
    rule: Rule, votes: Mapping[str, int], had: Mapping[str, int]
) -> dict[str, Limit] | None:
    """Option → how many seats it may have; None where the rule limits nobody. ``votes`` are of
    those who take part, ``had`` the seats that they won directly."""
    if not rule.has_most_seats:
        return None
    total = sum(votes.values())
    most = dict.fromkeys(votes, Fraction(rule.most_seats or rule.seats))
    if rule.most_over_share is not None and total:
        over = share_written(rule.most_over_share)
        for name, count in votes.items():
            most[name] = min(most[name], rule.seats * (Fraction(count, total) + over))
    return {name: Limit(most[name], had.get(name, 0)) for name in votes}


def shared_within_limit(
    votes: Mapping[str, int],
    seats: int,
    method: str,
    limits: Mapping[str, Limit],
    ties: str,
    made: list[Allotment],
) -> tuple[Outcomes, Callable[[], Iterable[Step]]]:
    """Every outcome, and the steps of the first: who has as many as it may (``limits``), then how
    the others share what is left. Where nobody else has votes it stays vacant. Allocations after
    the first are added to ``made``."""
    explained: list[Callable[[], Iterable[Step]]] = []

    def share(kept: frozenset[str]) -> Outcomes:
        others = {name: count for name, count in votes.items() if name not in kept}
        full = {name: limits[name].left for name in votes if name in kept}
        left = max(0, seats - sum(full.values()))
        if not left or not any(others.values()):
            explained.append(lambda: _steps(votes, full, limits, tuple))
            return one_outcome(votes, full)
        if kept:
            made.append(Allotment(method, left, others, plain=True))
        allocation = method_named(method)(others, left).tie_broken(ties, others)

        def with_others(row: Mapping[str, int]) -> Outcomes:
            over = {
                name for name, won in row.items() if name not in kept and won > limits[name].left
            }
            if over:
                return share(kept | over)
            explained.append(lambda: _steps(votes, full, limits, allocation.explain))
            return one_outcome(votes, {**row, **full})

        return outcomes_of(votes, allocation).then(with_others)

    found = share(frozenset())
    return found, explained[0]


def _steps(
    votes: Mapping[str, int],
    full: Mapping[str, int],
    limits: Mapping[str, Limit],
    others: Callable[[], Iterable[Step]],
) -> Iterator[Step]:
    for name, won in full.items():
        yield Step("cap", name, votes[name], Fraction(limits[name].had), limits[name].most, won)
    yield from others()
