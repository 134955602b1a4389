"""Many allocations at once: one row of votes a scenario, for simulations over whole houses.

The same arithmetic as one at a time, on arrays of 64-bit integers where every product provably fits
in them; else each scenario is worked out by itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crosstally import words
from crosstally.seats.divisors import Divisors, divisors_named
from crosstally.seats.largest_remainder import QUOTAS
from crosstally.seats.methods import method_named
from crosstally.seats.votes import ArgumentError, ArgumentTypeError, house_size

Whole = NDArray[np.int64]
_MOST = 2**63 - 1
_AT_ONCE = 20_000
"""Scenarios worked out together: few enough for their arrays to stay in the processor's cache."""


def allocate_many(votes: NDArray[Any], seats: int, method: str) -> tuple[Whole, NDArray[np.bool_]]:
    """Seats of every scenario, and whether a tie was open in it.

    ``votes``: whole numbers (scenarios, options), votes of at least zero; ``method``: any name but
    ``majority``. Returns seats (scenarios, options) and ``tied`` (scenarios). In a tied scenario
    the options that stand earlier get the open seats.

    Raises ``ArgumentTypeError`` for votes that are no whole numbers, ``ArgumentError`` for others
    below zero, for another shape, for a method that is not known, and, as ``allocate`` does, for a
    scenario in which nobody has a vote.
    """
    table = _whole_table(votes)
    size = house_size(seats)
    method_named(method)
    if method == "majority":
        raise ArgumentError("method", words._("a majority is asked for one contest at a time"))
    found = np.zeros(table.shape, dtype=np.int64)
    tied = np.zeros(len(table), dtype=np.bool_)
    if not len(table) or not size:
        return found, tied
    divisors = divisors_named(method)
    for first in range(0, len(table), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        if divisors is not None and _fit_divisors(table, size, divisors):
            _highest_averages(table[part], size, divisors, found[part], tied[part])
        elif divisors is None and method.endswith("_lr") and _fit_quotas(table, size):
            quota = method.removesuffix("_lr")
            _largest_remainder(table[part], size, quota, found[part], tied[part])
        else:
            _one_by_one(table[part], size, method, found[part], tied[part])
    return found, tied


def _whole_table(votes: NDArray[Any]) -> NDArray[Any]:
    """The votes as 64-bit integers, or as Python's where they are greater."""
    table = np.asarray(votes)
    if table.ndim != 2:
        said = words._("expected rows of scenarios and columns of options; it has {count} axes")
        raise ArgumentError("votes", said.format(count=table.ndim))
    is_whole = table.dtype.kind in "iu" or (
        table.dtype == object and all(type(count) is int for count in table.flat)
    )
    if not is_whole:
        said = words._("{kind} are not exact; votes are whole numbers")
        raise ArgumentTypeError("votes", said.format(kind=table.dtype))
    if table.size and table.min() < 0:
        raise ArgumentError("votes", words._("{read} is below zero").format(read=table.min()))
    empty = np.flatnonzero(~(table != 0).any(axis=1))
    if len(empty):
        said = words.ngettext(
            "nobody has a vote in {count} scenario ({first} is the first, counted from 0): there "
            "is nothing to divide",
            "nobody has a vote in {count} scenarios ({first} is the first, counted from 0): there "
            "is nothing to divide",
            len(empty),
        )
        raise ArgumentError("votes", said.format(count=len(empty), first=int(empty[0])))
    if table.size and table.max() > _MOST:
        return table.astype(object)
    return table.astype(np.int64)


def _one_by_one(
    votes: NDArray[Any], seats: int, method: str, found: Whole, tied: NDArray[np.bool_]
) -> None:
    """Every scenario by itself, exact at any size."""
    share_out = method_named(method)
    for place, row in enumerate(votes.tolist()):
        outcome = share_out({str(option): count for option, count in enumerate(row)}, seats)
        tied[place] = bool(outcome.tied)
        first = outcome.tie_broken("earlier_registration", {})
        found[place] = list(first.certain.values())


def _fit_quotas(votes: NDArray[Any], seats: int) -> bool:
    """Whether votes by seats and two, and the sum of all votes, stay below 2**63."""
    most = int(votes.max()) if votes.dtype != object else _MOST
    return bool(most * max(seats + 2, votes.shape[1]) <= _MOST)


def _largest_remainder(
    votes: Whole, seats: int, quota: str, found: Whole, tied: NDArray[np.bool_]
) -> None:
    total = votes.sum(axis=1, keepdims=True)
    _, part = QUOTAS[quota](1, seats)
    whole = total if quota != "droop" else total // (seats + 1) + 1
    parts = np.full_like(total, part)
    full = votes * parts // whole
    while (over := full.sum(axis=1) > seats).any():
        parts[over] -= 1  # the next larger quota
        full[over] = votes[over] * parts[over] // whole[over]
    left = seats - full.sum(axis=1)
    voters = (votes > 0).sum(axis=1)
    remainders = np.where(votes > 0, votes * parts - full * whole, -1)
    order = np.argsort(-remainders, axis=1, kind="stable")
    ranked = np.take_along_axis(remainders, order, axis=1)
    again = left >= voters  # hardly any votes: Droop's quota goes round again
    rest = np.where(again, 0, left)
    given = np.arange(votes.shape[1]) < rest[:, None]
    np.put_along_axis(found, order, np.take_along_axis(full, order, axis=1) + given, axis=1)
    rows = np.flatnonzero((rest > 0) & (rest < votes.shape[1]))
    last = ranked[rows, rest[rows] - 1]
    tied[rows] = last == ranked[rows, np.minimum(rest[rows], votes.shape[1] - 1)]
    rows = np.flatnonzero(again)
    if len(rows):
        seated, open_ties = found[rows], tied[rows]
        _one_by_one(votes[rows], seats, f"{quota}_lr", seated, open_ties)
        found[rows], tied[rows] = seated, open_ties


def _fit_divisors(votes: NDArray[Any], seats: int, divisors: Divisors) -> bool:
    """Whether every key (votes · denominator · scale) and every first guess stays below 2**63."""
    if divisors.power != 1 or votes.dtype == object:
        return False
    low, high = divisors.ratio(seats)
    first, step = divisors.tail or (0, 1)
    keys = int(votes.max()) * high * low * low * 2  # twice: zero for a divisor comes on top
    guess = int(votes.max()) * votes.shape[1] * 2 * (step * seats + abs(first) * votes.shape[1])
    return bool(max(keys, guess) <= _MOST)


def _highest_averages(
    votes: Whole, seats: int, divisors: Divisors, found: Whole, tied: NDArray[np.bool_]
) -> None:
    """As one at a time: seats at a common price, then one exact seat after another, in all
    scenarios that are not settled yet."""
    keys = _Keys(votes, seats, divisors)
    found[:] = _start(votes, seats, divisors)
    open_rows = np.arange(len(votes))
    while len(open_rows):
        given = found[open_rows]
        upper, lower = keys.waiting(open_rows, given), keys.served(open_rows, given)
        missing = seats - given.sum(axis=1)
        place_up, place_down = upper.argmax(axis=1), lower.argmin(axis=1)
        at = np.arange(len(open_rows))
        most, least = upper[at, place_up], lower[at, place_down]
        settled = (missing == 0) & (most <= least)
        level = settled & (most == least)
        if level.any():
            rows = open_rows[level]
            tied[rows] = True
            found[rows] = _earlier_first(
                given[level], upper[level], lower[level], most[level][:, None]
            )
        up = ~settled & (missing >= 0)
        down = ~settled & (missing <= 0)
        found[open_rows[up], place_up[up]] += 1
        found[open_rows[down], place_down[down]] -= 1
        open_rows = open_rows[~settled]


def _start(votes: Whole, seats: int, divisors: Divisors) -> Whole:
    """Seats at a common price, as ``highest_averages.start`` has them."""
    if divisors.tail is None:
        return np.where(votes > 0, seats // votes.shape[1], 0)
    first, step = divisors.tail
    options = votes.shape[1]
    scale = step * (2 * seats - options) + 2 * first * options
    if scale <= 0:
        return np.zeros_like(votes)
    twice_total = 2 * votes.sum(axis=1, keepdims=True)
    guess = (votes * scale // twice_total - first) // step + 1
    return np.where(votes > 0, np.clip(guess, 0, seats), 0)


def _earlier_first(given: Whole, upper: Whole, lower: Whole, level: Whole) -> Whole:
    """The seats of tied scenarios with the open ones given to the options that stand earlier."""
    holding = lower == level
    tied = holding | (upper == level)
    places = holding.sum(axis=1, keepdims=True)
    earlier = tied & (tied.cumsum(axis=1) <= places)
    return np.asarray(given - holding + earlier, dtype=np.int64)


class _Keys:
    """Whole numbers in the order of quotients: floor(D²·votes/d), D the greatest divisor."""

    def __init__(self, votes: Whole, seats: int, divisors: Divisors) -> None:
        ratios = np.array([divisors.ratio(k) for k in range(seats + 1)], dtype=np.int64)
        self._low, self._high = ratios[:, 0], ratios[:, 1]
        self._votes, self._scaled = votes, votes * int(self._low[-1]) ** 2
        self._above = 0
        if not self._low[0]:
            self._above = int(self._scaled.max()) * int(self._high[1]) // int(self._low[1]) + 1

    def _of(self, rows: NDArray[np.intp], won: Whole) -> Whole:
        low = self._low[won]
        keys = self._scaled[rows] * self._high[won] // np.maximum(low, 1)
        if self._above:
            keys = np.where(low > 0, keys, self._above + self._votes[rows])
        return keys

    def waiting(self, rows: NDArray[np.intp], given: Whole) -> Whole:
        """The key of each option's next seat; −1 where it has no votes."""
        keys = self._of(rows, given)
        return np.where(self._votes[rows] > 0, keys, -1)

    def served(self, rows: NDArray[np.intp], given: Whole) -> Whole:
        """The key of each option's last seat; above all others where it has none."""
        keys = self._of(rows, np.maximum(given - 1, 0))
        return np.where(given > 0, keys, _MOST)
