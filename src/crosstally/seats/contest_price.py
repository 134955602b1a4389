"""How few ballots give an option other seats in one contest, whatever its method and threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crosstally.election.rule import NATION, Rule
from crosstally.seats.quota_prices import QuotaPrices
from crosstally.seats.rule import apply_rule
from crosstally.seats.seat_prices import Wanted, price_of_losing, price_of_winning
from crosstally.seats.system_votes import Move, SystemVotes
from crosstally.seats.threshold_prices import ThresholdPrices


@dataclass(frozen=True)
class ContestPrice:
    """The fewest ballots with which an option has the seats that are wanted."""

    at_least: int
    """No fewer ballots of any kind do."""
    moves: tuple[Move, ...]
    """So many ballots changed with which it has them; none where none were found."""


def contest_price(
    rule: Rule, votes: Mapping[str, int], wanted: Wanted, at_most: int | None = None
) -> ContestPrice | None:
    """The price in a contest of ``votes`` alone, of which its threshold is a share; None where it
    takes more than ``at_most`` ballots, or does not happen. Moves are of the place ``NATION``.

    The rule has no other part than its method (see ``has_prices``), its seats, its threshold and
    its way with ties. Raises ``TooManySets``.
    """
    if rule.threshold is None and not rule.method.endswith("_lr"):
        return _by_divisors(rule, votes, wanted, at_most)
    total = sum(votes.values())
    if not total:  # the first vote wins every seat
        first = (Move(NATION, 1, None, wanted.option),)
        return None if wanted.fewer else ContestPrice(1, first)
    most = 2 * total if at_most is None else at_most
    price = prices_of(rule)(rule, votes, total).least(wanted, most)
    if price is None:
        return None
    for moves in (price.moves, *between_two(votes, wanted, price.at_least)):
        if sum(move.ballots for move in moves) == price.at_least and _gives(
            rule, votes, wanted, moves
        ):
            return ContestPrice(price.at_least, moves)
    return ContestPrice(price.at_least, ())


def prices_of(rule: Rule) -> type[ThresholdPrices]:
    """How the prices of the rule's method are searched."""
    return QuotaPrices if rule.method.endswith("_lr") else ThresholdPrices


def between_two(
    votes: Mapping[str, int], wanted: Wanted, ballots: int
) -> Iterator[tuple[Move, ...]]:
    """So many ballots moved between the option and one other."""
    for other in votes:
        giver, taker = (wanted.option, other) if wanted.fewer else (other, wanted.option)
        if other != wanted.option and votes[giver] >= ballots:
            yield (Move(NATION, ballots, giver, taker),)


def in_area(area: str, moves: Sequence[Move]) -> tuple[Move, ...]:
    """The same moves there."""
    return tuple(replace(move, area=area) for move in moves)


def _by_divisors(
    rule: Rule, votes: Mapping[str, int], wanted: Wanted, at_most: int | None
) -> ContestPrice | None:
    ask = price_of_losing if wanted.fewer else price_of_winning
    price = ask(rule, votes, wanted.option, wanted.seats, at_most)
    if price is None:
        gone = votes[wanted.option]  # without a vote its seats stay vacant
        alone = wanted.fewer and not any(n for name, n in votes.items() if name != wanted.option)
        if not alone or (at_most is not None and gone > at_most):
            return None
        return ContestPrice(gone, (Move(NATION, gone, wanted.option, None),))
    moves = tuple(
        Move(NATION, count, *((wanted.option, other) if wanted.fewer else (other, wanted.option)))
        for other, count in price.moved.items()
    )
    return ContestPrice(price.at_least, moves)


def _gives(rule: Rule, votes: Mapping[str, int], wanted: Wanted, moves: Sequence[Move]) -> bool:
    """Whether the option has the seats then, in every admissible outcome."""
    after = SystemVotes({NATION: votes}).after(moves).votes[NATION]
    if min(after.values()) < 0:
        return False
    found = apply_rule(rule, after)
    if wanted.fewer:
        return found.seats[wanted.option] + (wanted.option in found.tied) <= wanted.seats
    return found.seats[wanted.option] >= wanted.seats
