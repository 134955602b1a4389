"""Where no option may have more than so many seats: the others share the rest anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from crosstally.seats.allocation import Step
from crosstally.seats.methods import method_named
from crosstally.seats.outcomes import Outcomes, one_outcome, outcomes_of
from crosstally.seats.stages import Allotment


def shared_within_limit(
    votes: Mapping[str, int], seats: int, method: str, most: int, ties: str, made: list[Allotment]
) -> tuple[Outcomes, Callable[[], Iterable[Step]]]:
    """Every outcome, and the steps of the first: who has ``most`` seats, then how the others share
    what is left. Where nobody else has votes it stays vacant. Allocations after the first are
    added to ``made``."""
    explained: list[Callable[[], Iterable[Step]]] = []

    def share(kept: frozenset[str]) -> Outcomes:
        others = {name: count for name, count in votes.items() if name not in kept}
        full = dict.fromkeys(kept, most)
        left = max(0, seats - most * len(kept))
        if not left or not any(others.values()):
            explained.append(lambda: _steps(votes, full, tuple))
            return one_outcome(votes, full)
        if kept:
            made.append(Allotment(method, left, others, plain=True))
        allocation = method_named(method)(others, left).tie_broken(ties, others)

        def with_others(row: Mapping[str, int]) -> Outcomes:
            over = {name for name, won in row.items() if name not in kept and won > most}
            if over:
                return share(kept | over)
            explained.append(lambda: _steps(votes, full, allocation.explain))
            return one_outcome(votes, {**row, **full})

        return outcomes_of(votes, allocation).then(with_others)

    found = share(frozenset())
    return found, explained[0]


def _steps(
    votes: Mapping[str, int], full: Mapping[str, int], others: Callable[[], Iterable[Step]]
) -> Iterator[Step]:
    for name, won in full.items():
        yield Step("cap", name, votes[name], None, None, won)
    yield from others()
