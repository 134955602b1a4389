"""How much would have to be worthless: the order worst for a contradiction, over arrays.

All figures are votes; arrays hold one whole number of at least zero a station.
"""

from __future__ import annotations

import numpy as np

from crosstally.findings import Sentence
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
    return int(np.partition(values, len(values) - count)[-count:].sum())


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


def worthless(sheets: int | None, held: int) -> Sentence:
    """How many held sheets at least would have to be worthless; None where all would not do."""
    if sheets is None:
        return Sentence(N_("It would not vanish if every sheet held were worthless."))
    return Sentence(
        N_(
            "At least {sheets} of the {stations} held sheets, taken in the order worst for "
            "it, would have to be worthless for it to vanish."
        ),
        {"sheets": sheets, "stations": held},
    )
