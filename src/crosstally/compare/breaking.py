"""How much would have to be worthless: the order worst for a contradiction, over arrays.

All figures are votes; arrays hold one whole number of at least zero a station.
"""

from __future__ import annotations

import numpy as np

from crosstally.findings import Sentence, plural
from crosstally.tabulation.figures import IntArray
from crosstally.words import N_


def largest_sum(values: IntArray, count: int) -> int:
    """The sum of the ``count`` largest values; of all, where there are fewer.

    >>> largest_sum(np.array([5, 1, 9], dtype=np.int64), 2)
    14
    """
    if count <= 0 or not len(values):
        return 0
    if count >= len(values):
        return int(values.sum())
    if values.dtype == object:
        return int(np.sort(values)[-count:].sum())
    return int(np.partition(values, len(values) - count)[-count:].sum())


def largest_sum_of_two(better: IntArray, values: IntArray, count: int, stations: int) -> int:
    """The greatest sum over at most ``stations`` stations, of which at most ``count`` give what
    they have in ``better`` and the others what they have in ``values`` (nowhere more than there).

    What ``count`` better values add is concave in ``count``: the sum is the least, over prices of
    a better value, of what can be had at that price (linear programming duality).

    >>> largest_sum_of_two(np.array([9, 9, 2]), np.array([8, 1, 2]), 1, 2)
    17
    """
    low, high = 0, int((better - values).max(initial=0))

    def at(price: int) -> int:
        return largest_sum(np.maximum(better - price, values), stations) + price * count

    while low < high:
        middle = (low + high) // 2
        if at(middle) <= at(middle + 1):
            high = middle
        else:
            low = middle + 1
    return at(low)


def fewest_better(
    better: IntArray, values: IntArray, need: int, stations: int, *, beside: bool = False
) -> int | None:
    """The smallest number of stations that have to give what they have in ``better`` for
    ``largest_sum_of_two`` to reach ``need``: among ``stations`` stations, or beside so many that
    give what they have in ``values``. None where all of them do not do.

    >>> fewest_better(np.array([9, 9, 2]), np.array([8, 1, 2]), 18, 2)
    2
    """
    low, high = 0, len(values) if beside else min(stations, len(values))

    def reached(count: int) -> bool:
        most = stations + count if beside else stations
        return largest_sum_of_two(better, values, count, most) >= need

    if not reached(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle + 1, high)
    return low


def exact(values: IntArray, factor: int) -> IntArray:
    """The same numbers so that ``factor`` times their sum is exact: as Python's integers where 64
    bits do not do."""
    if factor * (int(values.sum()) + 1) < 2**62:
        return values
    return values.astype(object)


def fewest(values: IntArray, need: int) -> int | None:
    """The smallest number of stations whose values can sum to ``need``, the largest first.

    None where all of them together do not reach it.

    >>> fewest(np.array([5, 1, 9], dtype=np.int64), 10)
    2
    """
    if need <= 0:
        return 0
    sums = np.cumsum(np.sort(values)[::-1])
    if not len(sums) or int(sums[-1]) < need:
        return None
    return int(np.searchsorted(sums, need)) + 1


def on_the_lists(vanishes: Sentence) -> Sentence:
    """The same, as far as no station has more votes than its list has voters."""
    template = N_("{vanishes} That is so if no station has more votes than voters on its list.")
    return Sentence(template, {"vanishes": vanishes})


def or_else_worthless(vanishes: Sentence, sheets: int | None) -> Sentence:
    """Beside another way for it to vanish: how many held sheets at least would have to be
    worthless; nothing where all would not do. It may take more: a worthless sheet can be lacking
    elsewhere."""
    if sheets is None:
        return vanishes
    return plural(
        "{vanishes} Else at least {n} held sheet, the worst for it, would have to be worthless.",
        "{vanishes} Else at least {n} held sheets, taken in the order worst for it, would have to "
        "be worthless.",
        sheets,
        {"vanishes": vanishes},
    )


def worthless(sheets: int | None, held: int, within_lists: bool = False) -> Sentence:
    """How many held sheets at least would have to be worthless; None where all would not do.

    ``within_lists``: what a worthless sheet may really have had is bounded by its list of voters,
    and no other premise says so.
    """
    if within_lists and sheets != 1:
        return on_the_lists(worthless(sheets, held))
    if sheets is None:
        return Sentence(N_("It would not vanish if every sheet held were worthless."))
    return plural(
        "The only sheet held would have to be worthless for it to vanish.",
        "At least {sheets} of the {n} held sheets, taken in the order worst for it, would have to "
        "be worthless for it to vanish.",
        held,
        {"sheets": sheets},
    )
