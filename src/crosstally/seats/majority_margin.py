"""How few ballots, in one contest or in several constituencies together, change who has more than
half of the seats.

Each constituency has a price for one seat fewer (or more) of an option, for two, and so on (see
``seat_prices``); the cheapest way to the number that is wanted is chosen over all of them by
dynamic programming. No fewer ballots do, as long as each constituency shares its own seats among
the same options.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from crosstally.election.rule import Rule
from crosstally.seats.methods import method_named
from crosstally.seats.seat_prices import (
    Price,
    cheapest_choice,
    has_prices,
    price_of_losing,
    price_of_winning,
)
from crosstally.seats.system_votes import Move

Areas = Mapping[str, tuple[Rule, Mapping[str, int]]]
"""Constituency → how it shares its seats (method, seats, ties) and the votes of who takes part."""


@dataclass(frozen=True)
class MajorityChange:
    """Moves with which somebody else has more than half of the seats, or nobody has."""

    moves: tuple[Move, ...]
    at_least: int
    """No fewer ballots of any kind do; zero where nothing is proved."""

    @property
    def ballots(self) -> int:
        """How many are moved."""
        return sum(move.ballots for move in self.moves)


def majority_change(areas: Areas, answers: frozenset[Hashable]) -> MajorityChange | None:
    """The cheapest change after which nobody of ``answers`` has more than half of the seats, where
    they are who has it in some admissible outcome now (None: nobody).

    None where there is no such change, where a method gives its seats in no order, and where ties
    leave the majority open between two options.
    """
    if not all(has_prices(rule) for rule, _ in areas.values()):
        return None
    half = sum(rule.seats for rule, _ in areas.values()) // 2
    holders = [name for name in answers if isinstance(name, str)]
    if None not in answers:
        return _cheapest(areas, holders[0], half, fewer=True) if len(holders) == 1 else None
    best: MajorityChange | None = None
    least: list[int] = []
    for option in dict.fromkeys(name for _, votes in areas.values() for name in votes):
        if option in answers:
            continue
        at_most = None if best is None else best.ballots
        found = _cheapest(areas, option, half + 1, fewer=False, at_most=at_most)
        if found is not None:
            least.append(found.at_least)
            best = found if best is None or found.ballots < best.ballots else best
    return None if best is None else MajorityChange(best.moves, min(least))


def _cheapest(
    areas: Areas, option: str, seats: int, *, fewer: bool, at_most: int | None = None
) -> MajorityChange | None:
    """So that the option has at most (``fewer``) or at least so many seats, all areas together."""
    now = {area: _seats(rule, votes, option, fewer) for area, (rule, votes) in areas.items()}
    wanted = abs(sum(now.values()) - seats)
    priced = {
        area: _prices(rule, votes, option, now[area], wanted, fewer, at_most)
        for area, (rule, votes) in areas.items()
        if option in votes
    }
    costs = {area: [one.ballots for one in found] for area, found in priced.items()}
    bounds = {area: [one.at_least for one in found] for area, found in priced.items()}
    chosen, lower = cheapest_choice(costs, wanted), cheapest_choice(bounds, wanted)
    if chosen is None or lower is None:
        return None
    moves = [
        Move(area, count, *((option, other) if fewer else (other, option)))
        for area, number in chosen[1].items()
        for other, count in priced[area][number - 1].moved.items()
    ]
    return MajorityChange(tuple(moves), int(lower[0]))


def ballots_until(areas: Areas, option: str, seats: int, at_most: int) -> int | None:
    """No fewer ballots give the option so many seats in some admissible outcome, all areas
    together; None where that takes more than ``at_most``. (With a ballot more from each other
    option, a tie would be none.)"""
    now = {area: _seats(rule, votes, option, True) for area, (rule, votes) in areas.items()}
    wanted = seats - sum(now.values())
    if wanted <= 0:
        return 0
    costs = {}
    for area, (rule, votes) in areas.items():
        others = len(votes) - 1
        prices = _prices(rule, votes, option, now[area], wanted, False, at_most + others)
        costs[area] = [max(0, one.at_least - others) for one in prices]
    chosen = cheapest_choice(costs, wanted)
    return None if chosen is None or chosen[0] > at_most else int(chosen[0])


def _prices(
    rule: Rule,
    votes: Mapping[str, int],
    option: str,
    now: int,
    wanted: int,
    fewer: bool,
    at_most: int | None,
) -> list[Price]:
    """What one seat fewer (or more) costs in a constituency, two, and so on."""
    found: list[Price] = []
    for number in range(1, min(wanted, now if fewer else rule.seats - now) + 1):
        if fewer:
            price = price_of_losing(rule, votes, option, now - number, at_most)
        else:
            price = price_of_winning(rule, votes, option, now + number, at_most)
        if price is None:
            break
        found.append(price)
    return found


def _seats(rule: Rule, votes: Mapping[str, int], option: str, fewer: bool) -> int:
    """The most seats that a tie leaves to who is to lose some; those that are certain for who is to
    win some."""
    found = method_named(rule.method)(votes, rule.seats).tie_broken(rule.ties, votes)
    return found.certain.get(option, 0) + (fewer and option in found.tied)
