"""How few ballots, over several options, give an option another number of seats in one contest.

To win a seat, an option may have to pass several others, and ballots of each of them are best moved
to it; to lose one, several others may have to pass it. ``seat_prices`` finds the least number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crosstally.election.rule import Rule
from crosstally.seats.methods import method_named
from crosstally.seats.seat_prices import has_prices, price_of_losing, price_of_winning
from crosstally.seats.system_votes import Move


@dataclass(frozen=True)
class SeatsChange:
    """Moves with which an option has other seats than now."""

    moves: tuple[Move, ...]
    """Empty where it takes more ballots than were of interest, or never happens."""
    at_least: int
    """No fewer ballots of any kind do; zero where nothing is proved."""

    @property
    def ballots(self) -> int:
        """How many are moved."""
        return sum(move.ballots for move in self.moves)


def seats_change(
    area: str, rule: Rule, votes: Mapping[str, int], option: str, at_most: int
) -> SeatsChange | None:
    """The cheapest way to one seat fewer or more of ``option``, in every admissible outcome.

    ``votes``: those of the options that take part; the rule has no other part than its method, its
    seats and its way with ties. None where a tie is open now, or where the method gives its seats
    in no order. Ways that take more than ``at_most`` ballots are passed over.
    """
    if option not in votes or not has_prices(rule):
        return None
    found = method_named(rule.method)(votes, rule.seats).tie_broken(rule.ties, votes)
    if found.tied:
        return None
    won = found.certain[option]
    moves: tuple[Move, ...] = ()
    best, least = at_most + 1, at_most + 1
    for fewer in (True, False):
        if won == (0 if fewer else rule.seats):
            continue
        ask = price_of_losing if fewer else price_of_winning
        price = ask(rule, votes, option, won + (-1 if fewer else 1), best - 1)
        if price is None:
            continue
        best, least = price.ballots, min(least, price.at_least)
        moves = tuple(
            Move(area, count, *((option, other) if fewer else (other, option)))
            for other, count in price.moved.items()
        )
    if won and len(votes) == 1:
        least = min(least, votes[option])  # without a vote its seats stay vacant
    changes = rule.method.endswith("_lr") and rule.method != "hare_lr"
    return SeatsChange(moves, 0 if changes else least)  # a quota that changes proves nothing
