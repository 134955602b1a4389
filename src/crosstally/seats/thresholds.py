"""Who passes a threshold: a share of a base that may be known only as an interval."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from crosstally.election.definition import Threshold
from crosstally.election.printed import Interval


def passes(votes: int, base: int | Fraction, share: Fraction, strict: bool = False) -> bool:
    """Whether so many votes reach (``strict``: exceed) a share of the base.

    Nobody passes a threshold above zero on a base of nothing.

    >>> passes(7, 100, Fraction(7, 100)), passes(7, 100, Fraction(7, 100), strict=True)
    (True, False)
    """
    if base <= 0 and share > 0:
        return False
    return votes > share * base if strict else votes >= share * base


def admits(votes: int, base: int | Interval, share: Fraction, strict: bool = False) -> bool | None:
    """Whether an option passes whatever the base is (True), for no base (False), or neither.

    An interval is a base that was printed with rounding, taken as any number in it.
    """
    if not isinstance(base, Interval):
        return passes(votes, base, share, strict)
    low, high = share * base.low, share * base.high
    # An end that does not belong to the base is a limit that is approached and not reached.
    below_high = bool(share) and not base.high_included
    above_low = bool(share) and not base.low_included
    if votes > high or (votes == high and (below_high or not strict)):
        return base.high > 0 or not share
    if votes < low or (votes == low and (above_low or strict)):
        return False
    return None


def possible_admissions(
    votes: Mapping[str, int], threshold: Threshold | None, base: int | Interval | None
) -> list[tuple[str, ...]]:
    """Every set of options that some value of the base admits, the smallest first.

    There is one such set unless the base is an interval that leaves options undecided. Of two
    options the one with more votes passes wherever the other does, so that the sets are nested.
    ``base`` None stands for valid votes: the sum of ``votes``. Raises ``ValueError`` where the
    threshold has another base and none is given.
    """
    if threshold is None:
        return [tuple(votes)]
    if base is None:
        if threshold.of != "valid":
            raise ValueError(f"the threshold's base ({threshold.of}) is not given")
        base = sum(votes.values())
    strict = threshold.passes == "more_than"
    found = {name: admits(count, base, threshold.fraction, strict) for name, count in votes.items()}
    admitted = {name for name, passed in found.items() if passed}
    sets = [tuple(name for name in votes if name in admitted)]
    open_counts = {votes[name] for name, passed in found.items() if passed is None}
    for count in sorted(open_counts, reverse=True):
        admitted |= {
            name for name, passed in found.items() if passed is None and votes[name] == count
        }
        sets.append(tuple(name for name in votes if name in admitted))
    return sets
