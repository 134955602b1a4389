"""Who passes a threshold: a share of a base that may be known only as an interval."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from crosstally import words
from crosstally.election.printed import Interval
from crosstally.seats.votes import ArgumentError, ArgumentTypeError

if TYPE_CHECKING:
    from crosstally.election.rule import Threshold

_WRITTEN = re.compile(
    r"\s*(?:(?P<passes>at least|more than)\s+)?"
    r"(?:(?P<share>\d{1,3}(?:[.,]\d{1,12})?)\s*%|(?P<part>\d{1,9}\s*/\s*0*[1-9]\d{0,8}))"
    r"(?:\s+of\s+(?P<base>valid|cast|registered)(?:\s+votes|\s+voters)?)?\s*"
)


def threshold_written(text: str) -> Threshold:
    """A threshold as people write it: ``5% of valid``, ``more than 3% of cast``, ``at least 4%``,
    ``1/3 of valid``.

    Exactly the share passes unless ``more than`` is said; the base is valid votes unless it is
    named. Raises ``ArgumentError`` for other texts, and for more than 100 percent.
    """
    from crosstally.election.shares import Threshold, share_written

    if not isinstance(text, str):
        said = words._("{read} is no text; write the share as a law prints it, such as {example}")
        raise ArgumentTypeError("threshold", said.format(read=repr(text), example="'5% of valid'"))
    read = _WRITTEN.fullmatch(text)
    if read is None:
        said = words._("{read} is no threshold such as {example} or {other}")
        example, other = "'5% of valid'", "'more than 3% of cast'"
        raise ArgumentError("threshold", said.format(read=repr(text), example=example, other=other))
    share = read["share"] or read["part"]
    if share_written(share) > 1:
        said = words._("{read} is more than 100 percent, which nobody reaches")
        raise ArgumentError("threshold", said.format(read=repr(text)))
    return Threshold.model_validate(
        {
            "share": share,
            "of": read["base"] or "valid",
            "passes": "more_than" if read["passes"] == "more than" else "at_least",
        }
    )


def passes(
    votes: int | Fraction, base: int | Fraction, share: Fraction, strict: bool = False
) -> bool:
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
