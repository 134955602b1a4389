"""What a margin is about: any seat, the seats of one option, the majority, who passes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

from crosstally.election.rule import Rule
from crosstally.seats.conditions import Condition
from crosstally.seats.outcome import SeatOutcome

Asked = Literal["any_seat", "seats_of", "majority", "threshold"]


@dataclass(frozen=True)
class Goal:
    """A question to an outcome."""

    asked: Asked
    answers: Callable[[SeatOutcome], frozenset[Hashable]]
    """Every answer that some admissible outcome gives."""
    option: str | None = None

    def __call__(self, outcome: SeatOutcome) -> frozenset[Hashable]:
        """Every answer that some admissible outcome gives."""
        return self.answers(outcome)

    def depends_on(self, condition: Condition, rule: Rule, outcome: SeatOutcome) -> bool:
        """Whether the answer may be another where this condition is broken and all others hold.

        An option's seats change only if it takes a seat from another or loses one to another. Who
        does not take part has no seat, whatever others get. Who has more than half of the seats
        keeps that as long as it loses none, where as many are given.
        """
        touches = (condition.gains, condition.loses)
        if self.asked == "seats_of" and self.option is not None:
            inside = rule.method == "majority" or self.option in outcome.admitted
            if condition.admits and (inside or rule.runner_up is not None):
                return True
            return self.option in touches
        if self.asked == "majority" and not condition.admits:
            (holder,) = _majority_of(outcome)
            return holder is None or condition.loses in (holder, None)
        return True


def admissible(outcome: SeatOutcome) -> tuple[Mapping[str, int], ...]:
    """Every outcome that is listed; one at least."""
    return tuple(outcome.outcomes) or (outcome.seats,)


def seats_of(option: str) -> Goal:
    """How many seats an option has."""

    def answers(outcome: SeatOutcome) -> frozenset[Hashable]:
        return frozenset(seats[option] for seats in admissible(outcome))

    return Goal("seats_of", answers, option)


def _any_seat(outcome: SeatOutcome) -> frozenset[Hashable]:
    return frozenset(tuple(seats.items()) for seats in admissible(outcome))


def _majority_of(outcome: SeatOutcome) -> frozenset[Hashable]:
    found: set[Hashable] = set()
    for seats in admissible(outcome):
        total = sum(seats.values())
        found.add(next((name for name, won in seats.items() if 2 * won > total), None))
    return frozenset(found)


def _admitted(outcome: SeatOutcome) -> frozenset[Hashable]:
    if outcome.admitted_in:
        return frozenset([tuple((area, *inside) for area, inside in outcome.admitted_in.items())])
    return frozenset(outcome.sharing or [tuple(outcome.admitted)])


any_seat = Goal("any_seat", _any_seat)
"""Who has how many seats."""
majority = Goal("majority", _majority_of)
"""Who has more than half of the seats given; None where nobody has."""
admitted = Goal("threshold", _admitted)
"""Who passes the threshold, and in which constituencies."""
