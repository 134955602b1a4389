"""Which tests the words of a sentence stand for. When in doubt, none."""

from __future__ import annotations

from collections.abc import Callable

from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.phrases.area_counts import area_counts
from crosstally.claims.drafting.phrases.comparisons import comparisons
from crosstally.claims.drafting.phrases.convictions import conviction
from crosstally.claims.drafting.phrases.counts import counts, invalid, option_count
from crosstally.claims.drafting.phrases.nowhere import nowhere
from crosstally.claims.drafting.phrases.passives import passives
from crosstally.claims.drafting.phrases.ranks import ranks
from crosstally.claims.drafting.phrases.rows import rows
from crosstally.claims.drafting.phrases.russian import russian
from crosstally.claims.drafting.phrases.seats import joining, seats
from crosstally.claims.drafting.phrases.shares import shares
from crosstally.claims.drafting.phrases.sums import sums
from crosstally.claims.drafting.phrases.thresholds import threshold
from crosstally.claims.drafting.phrases.turnout import extremes, turnout

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
    nowhere,
    conviction,  # after shares: it refers to the share that the sentence states
    counts,
    sums,
    russian,
    rows,  # after all that they may go on from
)


def recognise(context: Context) -> list[Drafted]:
    """Every test that the sentence's words stand for, in the order of the words."""
    for rule in _RULES:
        rule(context)
    return sorted(context.found, key=lambda item: (item.start, item.end))
