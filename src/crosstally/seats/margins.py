"""How far an option is from a threshold, in votes. Exact: shares are fractions, votes are whole."""

from __future__ import annotations

from fractions import Fraction

from crosstally.election.printed import Interval


def votes_needed(base: int | Fraction, threshold: Fraction, strict: bool = False) -> int:
    """The least number of votes that reaches (``strict``: exceeds) a share of a fixed base.

    >>> votes_needed(6_941_220, Fraction(7, 100))
    485886
    """
    limit = threshold * base
    whole = limit.numerator // limit.denominator
    return whole + 1 if strict or whole != limit else whole


def votes_above_threshold(
    votes: int, base: int | Fraction, threshold: Fraction, strict: bool = False
) -> int:
    """How many votes an option could lose to others and still pass; the base stays as it is.

    Negative where it does not pass: so many votes moved to it are missing.
    """
    return votes - votes_needed(base, threshold, strict)


def votes_above_threshold_range(
    votes: int, base: Interval, threshold: Fraction, strict: bool = False
) -> tuple[int, int]:
    """The least and the most of ``votes_above_threshold`` for a base that is an interval."""
    high, low = threshold * base.high, threshold * base.low
    greatest = votes_needed(base.high, threshold, strict)
    if strict and not base.high_included and threshold and high.denominator == 1:
        greatest -= 1  # the base stays below its upper end, and with it the limit
    least = votes_needed(base.low, threshold, strict)
    if not strict and not base.low_included and threshold and low.denominator == 1:
        least += 1
    return votes - greatest, votes - least


def votes_moved_to_threshold(
    votes: int, base: int | Fraction, threshold: Fraction, strict: bool = False
) -> int:
    """The least n with votes + n ≥ threshold·base: moved to the option from others; 0 if it passes.

    >>> votes_moved_to_threshold(116_534, 6_941_220, Fraction(7, 100))
    369352
    """
    return max(0, -votes_above_threshold(votes, base, threshold, strict))


def votes_added_to_threshold(
    votes: int, base: int | Fraction, threshold: Fraction, strict: bool = False
) -> int:
    """The least m with votes + m ≥ threshold·(base + m): added to the option and to the base.

    Raises ``ValueError`` for a threshold of everything or more, which added votes never reach.

    >>> votes_added_to_threshold(116_534, 6_941_220, Fraction(7, 100))
    397153
    """
    if threshold >= 1:
        raise ValueError("added votes never reach a threshold of 100 percent")
    missing = (threshold * base - votes) / (1 - threshold)
    if missing < 0 or (missing == 0 and not strict):
        return 0
    whole = missing.numerator // missing.denominator
    return whole + 1 if strict or whole != missing else whole
