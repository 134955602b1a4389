"""Which tests the words of a sentence stand for. When in doubt, none."""

from __future__ import annotations

from collections.abc import Callable

from crosstally.claims.context import Context, Drafted
from crosstally.claims.words_of_area_counts import area_counts
from crosstally.claims.words_of_comparisons import comparisons
from crosstally.claims.words_of_passives import passives
from crosstally.claims.words_of_places import option_count, ranks
from crosstally.claims.words_of_rows import rows
from crosstally.claims.words_of_seats import joining, seats
from crosstally.claims.words_of_shares import conviction, counts, shares
from crosstally.claims.words_of_sums import sums
from crosstally.claims.words_of_thresholds import threshold
from crosstally.claims.words_of_turnout import extremes, invalid, turnout

_RULES: tuple[Callable[[Context], None], ...] = (
    shares,
    seats,
    passives,
    comparisons,
    threshold,
    joining,
    ranks,
    option_count,
    extremes,
    turnout,
    invalid,
    area_counts,
    conviction,  # after shares: it refers to the share that the sentence states
    counts,
    sums,
    rows,  # after all that they may go on from
)


def recognise(context: Context) -> list[Drafted]:
    """Every test that the sentence's words stand for, in the order of the words."""
    for rule in _RULES:
        rule(context)
    return sorted(context.found, key=lambda item: (item.start, item.end))
