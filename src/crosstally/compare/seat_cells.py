"""The votes that give the same seats: conditions that hold all over a cell of them.

A condition is a function of the votes that is below zero inside the cell; at zero two options tie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from crosstally.election.definition import Rule
from crosstally.seats.divisors import Divisors, divisors_named
from crosstally.seats.largest_remainder import QUOTAS


@dataclass(frozen=True)
class Cell:
    """``sum(weight · votes ** power) + constant < 0``: ``gains`` takes no seat from ``loses``.

    Where ``power`` is above 1 there are two weights, one above zero and one below: the condition
    rises with one option's votes and falls with the other's, as it does for power 1.
    """

    weights: Mapping[str, int]
    gains: str
    loses: str
    constant: int = 0
    power: int = 1

    def value(self, votes: Mapping[str, int]) -> int:
        """What it is for votes."""
        powers: Iterator[tuple[int, int]] = (
            (weight, votes[name] ** self.power) for name, weight in self.weights.items()
        )
        return sum(weight * count for weight, count in powers) + self.constant


def seat_cells(rule: Rule, sharing: list[str], seats: Mapping[str, int]) -> Iterator[Cell]:
    """Every condition under which the options that share the seats get ``seats``, and nothing
    ties."""
    divisors = divisors_named(rule.method)
    if divisors is not None:
        yield from _divisor_cells(divisors, sharing, seats)
    else:
        yield from _remainder_cells(rule.method.removesuffix("_lr"), rule.seats, sharing, seats)


def _divisor_cells(
    divisors: Divisors, sharing: list[str], seats: Mapping[str, int]
) -> Iterator[Cell]:
    """Highest averages give the seats s to votes v exactly if no quotient that waits is greater
    than one that was served: v_i / d(s_i) ≤ v_j / d(s_j − 1) for all i and j with s_j > 0; with <
    nothing ties (Balinski and Young 2001, appendix A: the min-max inequality).

    As v_i·d(s_j − 1) − v_j·d(s_i) < 0 it is linear in the votes. Where both divisors are zero,
    those with more votes come first: v_i − v_j < 0.
    """
    for i, j in permutations(sharing, 2):
        if not seats[j]:
            continue  # who has no seat can lose none
        waits, served = divisors.ratio(seats[i]), divisors.ratio(seats[j] - 1)
        if not waits[0] and not served[0]:
            yield Cell({i: 1, j: -1}, i, j)
        else:
            weights = {i: served[0] * waits[1], j: -waits[0] * served[1]}
            yield Cell(weights, i, j, power=divisors.power)


def _remainder_cells(
    quota: str, size: int, sharing: list[str], seats: Mapping[str, int]
) -> Iterator[Cell]:
    """With a quota q and x = v/q − s, largest remainder gives the seats s exactly if x_i − x_j ≤ 1
    for all i and j, and −1 ≤ x_i < 1; with < for every pair nothing ties. Of the Hare quota the
    pairs alone say it, since its x sum to nothing (Pukelsheim 2017, section 5.7).

    Times the quota it is linear in the votes. Where −1 ≤ x_i < 1 for all, full quotas are never
    more than the seats, so that no larger quota takes its place. Droop's quota is a whole number
    above V/(S + 1) by no more than one: the conditions are taken with the end that is worse.
    """
    rounded = quota == "droop"
    part = size + 1 if rounded else QUOTAS[quota](1, size)[1]

    def cell(gains: str, loses: str, own: Mapping[str, int], quotas: int, touches: int) -> Cell:
        weights = dict.fromkeys(sharing, quotas)
        for name, sign in own.items():
            weights[name] += sign * part
        slack = part * max(quotas, 0) if rounded else 0
        return Cell(weights, gains, loses, slack - touches)

    for i, j in permutations(sharing, 2):
        yield cell(i, j, {i: 1, j: -1}, seats[j] - seats[i] - 1, 0)
    if quota == "hare":
        return
    for i in sharing:
        yield cell(i, i, {i: 1}, -(seats[i] + 1), 0)
        yield cell(i, i, {i: -1}, seats[i] - 1, 1)
