"""How few ballots, in several constituencies together, give or take more than half of the seats.

Each constituency has a price for one seat moved, for two, and so on; the cheapest way to the number
that is wanted is chosen over all of them. The prices are those of one giver and one taker in each,
so that the sum is a change that does, and no proof that none is smaller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crosstally.election.rule import Rule
from crosstally.seats.lines import first_where
from crosstally.seats.methods import method_named
from crosstally.seats.system_votes import Move

MOST_PARTNERS = 4
"""Options with most votes that ballots are moved to or from, in each constituency."""


@dataclass(frozen=True)
class Wanted:
    """So many seats fewer or more for an option."""

    option: str
    seats: int
    fewer: bool


def wanted_for_majority(seats: Mapping[str, int]) -> Wanted | None:
    """What changes who has more than half of the seats: the holder loses some, or else the largest
    wins some; None where no seat is given."""
    total = sum(seats.values())
    if not total:
        return None
    first = max(seats, key=lambda name: seats[name])
    half = total // 2
    if seats[first] > half:
        return Wanted(first, seats[first] - half, fewer=True)
    return Wanted(first, half + 1 - seats[first], fewer=False)


def cheapest_moves(
    wanted: Wanted, rules: Mapping[str, Rule], votes: Mapping[str, Mapping[str, int]]
) -> tuple[Move, ...] | None:
    """Moves in constituencies that together move the seats that are wanted; None where none do.

    ``votes``: constituency → votes that its seats are shared by.
    """
    most = max(3, -(-wanted.seats // len(rules)) + 2)
    best: dict[int, tuple[int, tuple[Move, ...]]] = {0: (0, ())}
    for area, rule in rules.items():
        prices = _prices(wanted, area, rule, votes[area], min(most, wanted.seats))
        after = dict(best)
        for have, (cost, moves) in best.items():
            for number, move in prices.items():
                reached = min(have + number, wanted.seats)
                total = cost + move.ballots
                if reached not in after or after[reached][0] > total:
                    after[reached] = (total, (*moves, move))
        best = after
    found = best.get(wanted.seats)
    return found[1] if found is not None else None


def _prices(
    wanted: Wanted, area: str, rule: Rule, votes: Mapping[str, int], most: int
) -> dict[int, Move]:
    """So many seats → the cheapest move in this constituency."""
    if wanted.option not in votes:
        return {}
    start = _seats(rule, votes, wanted)
    others = sorted(
        (name for name in votes if name != wanted.option and votes[name]),
        key=lambda name: -votes[name],
    )
    found: dict[int, Move] = {}
    for number in range(1, most + 1):
        moves = [_least(wanted, area, rule, votes, start, number, one) for one in _first(others)]
        known = [move for move in moves if move is not None]
        if not known:
            break
        found[number] = min(known, key=lambda move: move.ballots)
    return found


def _first(others: Sequence[str]) -> Sequence[str]:
    return others[:MOST_PARTNERS]


def _least(
    wanted: Wanted,
    area: str,
    rule: Rule,
    votes: Mapping[str, int],
    start: int,
    number: int,
    other: str,
) -> Move | None:
    giver, taker = (wanted.option, other) if wanted.fewer else (other, wanted.option)

    def reached(n: int) -> bool:
        after = {**votes, giver: votes[giver] - n, taker: votes[taker] + n}
        won = _seats(rule, after, wanted)
        return won <= start - number if wanted.fewer else won >= start + number

    n = first_where(reached, votes[giver])
    return Move(area, n, giver, taker) if n and reached(n) else None


def _seats(rule: Rule, votes: Mapping[str, int], wanted: Wanted) -> int:
    """The seats that are certain for who is to win some; the most that a tie leaves to who is to
    lose some."""
    found = method_named(rule.method)(votes, rule.seats).tie_broken(rule.ties, votes)
    return found.certain[wanted.option] + (wanted.fewer and wanted.option in found.tied)
