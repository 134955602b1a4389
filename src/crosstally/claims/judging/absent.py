"""What areas of which no sheet is held can still add to a count of areas.

Votes and voters on all missing sheets together are no more than the register leaves room for. So no
more than ``room // v`` of those areas can reach ``v`` votes, whatever the sheets say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from crosstally.claims.judging.operand import Fixed
from crosstally.claims.judging.quantify import Tally
from crosstally.claims.judging.span import Span, Truth, compare
from crosstally.claims.statement import Comparison, Measure

COUNTED = frozenset((Measure.VOTES, Measure.CAST))
"""Measures that are whole numbers, none of them negative, and add up to no more than the voters."""


def settled(tally: Tally, comparison: Comparison, other: Fixed, room: int) -> Tally:
    """The tally with those absent areas settled that the room leaves no choice.

    ``room``: the most voters on all missing sheets together. At most t of the absent areas can
    obey the comparison and at most f can break it; then at least absent − f obey it and at least
    absent − t break it.
    """
    absent = tally.absent
    if not absent or (comparison is Comparison.EQUALS and not other.printed):
        return tally

    def so(votes: int) -> Truth:
        return compare(Span.exact(votes), comparison, other.span)

    true = _at_most(absent, room, _least(lambda votes: so(votes) is not False, other.span))
    false = _at_most(absent, room, _least(lambda votes: so(votes) is not True, other.span))
    if true + false < absent:
        return tally  # more areas than the register has room for: nothing follows
    return replace(
        tally,
        true=tally.true + absent - false,
        false=tally.false + absent - true,
        open=tally.open + true + false - absent,
        absent=0,
    )


def _at_most(absent: int, room: int, least: int | None) -> int:
    """How many areas can have ``least`` votes each; None: no number of votes would do."""
    if least is None:
        return 0
    return absent if least == 0 else min(absent, room // least)


def _least(fits: Callable[[int], bool], other: Span) -> int | None:
    """The least number of votes that fits: it can only be zero, or where an end is passed."""
    return next((votes for votes in sorted(_turns(other)) if fits(votes)), None)


def _turns(other: Span) -> Iterable[int]:
    ends = [other.low] if other.high is None else [other.low, other.high]
    return {0} | {
        max(0, end.numerator // end.denominator + step) for end in ends for step in (0, 1)
    }
