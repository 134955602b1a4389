"""How few ballots, in one contest or in several constituencies together, change the seats of an
option, or who has more than half of them.

Each constituency has a price for one seat fewer (or more) of an option, for two, and so on (see
``contest_price``); the cheapest way to the number that is wanted is chosen over all of them by
dynamic programming. No fewer ballots do, as long as each constituency shares its own seats among
the same options.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from crosstally.election.rule import Rule
from crosstally.seats.conditions import quota_parts
from crosstally.seats.contest_price import ContestPrice, contest_price, in_area
from crosstally.seats.rule import apply_rule
from crosstally.seats.seat_prices import Wanted, cheapest_choice, has_prices
from crosstally.seats.system_votes import Move
from crosstally.seats.threshold_prices import TooManySets

Contests = Mapping[str, tuple[Rule, Mapping[str, int]]]
"""Constituency → how it shares its seats (method, seats, threshold, ties) and the votes that they
are shared by."""


@dataclass(frozen=True)
class SeatsChange:
    """Moves with which an option has other seats, or somebody else more than half of them."""

    moves: tuple[Move, ...]
    """Empty where none were found with so few ballots."""
    at_least: int
    """No fewer ballots of any kind do."""


def majority_change(
    contests: Contests, answers: frozenset[Hashable], at_most: int | None = None
) -> SeatsChange | None:
    """The cheapest change after which nobody of ``answers`` has more than half of the seats, where
    they are who has it in some admissible outcome now (None: nobody).

    None where it takes more than ``at_most`` ballots; a bound without moves where ties leave the
    majority open between two options: each of them is to lose it. Raises ``TooManySets``.
    """
    if not all(has_prices(rule) for rule, _ in contests.values()):
        raise TooManySets
    half = sum(rule.seats for rule, _ in contests.values()) // 2
    holders = [name for name in answers if isinstance(name, str)]
    if None not in answers:
        losses = [_cheapest(contests, Wanted(one, half, True), at_most) for one in holders]
        if len(losses) == 1:
            return losses[0]
        known = [one.at_least for one in losses if one is not None]
        return SeatsChange((), max(known)) if len(known) == len(losses) else None
    best: SeatsChange | None = None
    for option in dict.fromkeys(name for _, votes in contests.values() for name in votes):
        if option not in answers:
            most = at_most if best is None else best.at_least - 1
            best = _cheapest(contests, Wanted(option, half + 1, False), most) or best
    return best


def seats_change(
    contests: Contests, option: str, seats: tuple[int, int], at_most: int
) -> SeatsChange | None:
    """The cheapest change, up to ``at_most`` ballots, after which the option has fewer seats than
    the first of ``seats`` in every admissible outcome, or more than the last.

    None where it takes more. Raises ``TooManySets``.
    """
    if not all(has_prices(rule) for rule, _ in contests.values()):
        raise TooManySets
    best: SeatsChange | None = None
    for wanted in (Wanted(option, seats[0] - 1, True), Wanted(option, seats[1] + 1, False)):
        if wanted.seats >= 0:
            most = at_most if best is None else best.at_least - 1
            best = _cheapest(contests, wanted, most) or best
    return best


def _cheapest(contests: Contests, wanted: Wanted, at_most: int | None = None) -> SeatsChange | None:
    """With the seats that are wanted, all contests together."""
    about = {area: one for area, one in contests.items() if wanted.option in one[1]}
    now = {area: _seats(*one, wanted) for area, one in about.items()}
    apart = (sum(now.values()) - wanted.seats) * (1 if wanted.fewer else -1)
    if apart <= 0:
        return SeatsChange((), 0)
    priced = {area: _prices(*one, wanted, now[area], apart, at_most) for area, one in about.items()}
    costs = {area: [one.at_least for one in found] for area, found in priced.items()}
    chosen = cheapest_choice(costs, apart)
    if chosen is None or (at_most is not None and chosen[0] > at_most):
        return None
    found = {area: priced[area][number - 1].moves for area, number in chosen[1].items()}
    moves = [move for area, one in found.items() for move in in_area(area, one)]
    return SeatsChange(tuple(moves) if all(found.values()) else (), int(chosen[0]))


def ballots_until(contests: Contests, option: str, seats: int, at_most: int) -> int | None:
    """No fewer ballots give the option so many seats in some admissible outcome, all contests
    together; None where that takes more than ``at_most``. (With a ballot more from another option,
    or from each where the quota may be another then, a tie would be none.) Raises
    ``TooManySets``."""
    if not all(has_prices(rule) for rule, _ in contests.values()):
        raise TooManySets
    now = {area: _seats(*one, Wanted(option, 0, True)) for area, one in contests.items()}
    apart = seats - sum(now.values())
    if apart <= 0:
        return 0
    costs = {}
    for area, (rule, votes) in contests.items():
        parts = quota_parts(rule)
        more = 1 if parts is None or len(parts) == 1 else len(votes) - 1
        wanted = Wanted(option, seats, False)
        prices = _prices(rule, votes, wanted, now[area], apart, at_most + more)
        costs[area] = [max(0, one.at_least - more) for one in prices]
    chosen = cheapest_choice(costs, apart)
    return None if chosen is None or chosen[0] > at_most else int(chosen[0])


def _prices(
    rule: Rule,
    votes: Mapping[str, int],
    wanted: Wanted,
    now: int,
    apart: int,
    at_most: int | None,
) -> list[ContestPrice]:
    """What one seat fewer (or more) than ``now`` costs in a contest, two, and so on."""
    found: list[ContestPrice] = []
    for number in range(1, min(apart, now if wanted.fewer else rule.seats - now) + 1):
        seats = now - number if wanted.fewer else now + number
        price = contest_price(rule, votes, Wanted(wanted.option, seats, wanted.fewer), at_most)
        if price is None:
            break
        found.append(price)
    return found


def _seats(rule: Rule, votes: Mapping[str, int], wanted: Wanted) -> int:
    """The most seats that a tie leaves to who is to lose some; those that are certain for who is to
    win some."""
    found = apply_rule(rule, votes)
    return found.seats[wanted.option] + (wanted.fewer and wanted.option in found.tied)
