"""Whether a finding's figures follow from one another and from what was announced: differences,
percentages, sums of percentages, what is missing to an announcement. Standard library alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from crosstally.pack.announcement import TURNOUT, Announcement

SumOf = Callable[[str], int | None]
"""What the sheets of the area add up to of a figure, where every copy and every way of voting gives
the same; else None."""

ABOVE_COUNTED = "ANNOUNCED-ABOVE-COUNTED"
DERIVED = ("cast", "valid", "invalid")
"""Figures that may follow from those announced, where they are not."""

_FRACTION = re.compile(r"(-?[0-9]{1,60})(?:/([1-9][0-9]{0,59}))?")
_PRINTED = re.compile(r"[0-9]{1,3}(?:[.,]([0-9]{1,20}))?")


def is_number(value: object) -> bool:
    """Whether a value of JSON is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


class Number(NamedTuple):
    """A number of a finding, and what the rest of the finding and the tables make it."""

    name: str
    said: object
    found: object


def fraction(value: object) -> Fraction | None:
    """A whole number, or a text such as ``1/3``; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    match = _FRACTION.fullmatch(value) if isinstance(value, str) else None
    return Fraction(int(match[1]), int(match[2] or 1)) if match else None


def printed(text: str) -> tuple[Fraction, Fraction] | None:
    """A printed percentage as the least share that it can stand for and the least above it, however
    it was rounded."""
    match = _PRINTED.fullmatch(text.strip(" %"))
    if match is None:
        return None
    value = Fraction(match[0].replace(",", "."))
    unit = Fraction(1, 10 ** len(match[1] or ""))
    return (value - unit / 2) / 100, (value + unit) / 100


def other_numbers(
    code: str, votes: object, figures: Mapping[str, Any], said: Announcement, sum_of: SumOf
) -> Iterator[Number]:
    """The numbers of a finding that its other figures make otherwise; ``votes`` is its size."""
    name = str(figures.get("figure"))
    if code == "ANNOUNCED-COUNT-DIFFERS":
        yield from _apart(votes, figures, said, sum_of)
    elif code == "ANNOUNCED-BELOW-HELD" and said.is_unrounded(name):
        kept = figures.get("kept_at_least")
        if isinstance(kept, int):
            yield Number("votes", votes, kept - said.counts[name][0])
    elif code == ABOVE_COUNTED:
        yield from _above(votes, figures, name, said)
    elif code.startswith("RESIDUAL-"):
        yield from _missing(code, votes, figures, said, sum_of)
    elif code == "PERCENT-SUM":
        yield from _added(figures, said)
    elif code.startswith("ANNOUNCED-SHARE-"):
        yield from _share(code, figures, name, sum_of)
    elif code == "COUNTS-FROM-PERCENT":
        yield from _rounded(figures)
    elif code in ("TURNOUT-OTHER-REGISTER", "TURNOUT-REGISTER-ROUNDING"):
        yield from _register(code, figures, said)


def _apart(
    votes: object, figures: Mapping[str, Any], said: Announcement, sum_of: SumOf
) -> Iterator[Number]:
    """How far stated counts lie from the sums of the sheets."""
    differences = figures.get("differences")
    apart: dict[str, int] = {}
    for name, one in differences.items() if isinstance(differences, dict) else ():
        if not isinstance(one, dict) or not said.is_unrounded(name) or sum_of(name) is None:
            return
        stated, held = fraction(one.get("stated")), fraction(one.get("sheets"))
        if stated is not None and held is not None:
            apart[name] = int(abs(stated - held))
            yield Number(name, one.get("votes"), apart[name])
    of_options = [size for name, size in apart.items() if name in said.options]
    if apart:
        yield Number("votes", votes, max(of_options or apart.values()))


def _above(
    votes: object, figures: Mapping[str, Any], name: str, said: Announcement
) -> Iterator[Number]:
    """How far a count lies above what the sheets counted can have. How one that is not announced
    itself follows from those that are is the sheet template's business."""
    stated, most = figures.get("stated"), figures.get("votes_at_most")
    if not isinstance(stated, int) or not all(map(said.is_unrounded, said.counts)):
        return
    if isinstance(most, int):
        yield Number("votes", votes, stated - most)


def _missing(
    code: str, votes: object, figures: Mapping[str, Any], said: Announcement, sum_of: SumOf
) -> Iterator[Number]:
    """What the stations not held must have: announced less the sums of the sheets."""
    needed, room = figures.get("needed"), figures.get("voters_not_held")
    if not isinstance(needed, dict) or not isinstance(room, dict):
        return
    for name, missing in needed.items():
        held = sum_of(name)
        if said.is_exact(name) and held is not None:
            yield Number(name, missing, max(said.counts[name][0] - held, 0))
    known = [value for value in (*needed.values(), *room.values()) if isinstance(value, int)]
    if len(known) < len(needed) + len(room) or not room:
        return
    total, most = sum(needed.values()), max(room.values())
    if code == "RESIDUAL-NEEDS-TURNOUT":
        yield Number("share", fraction(figures.get("share")), Fraction(total, most or 1))
        return
    left = most if code == "RESIDUAL-EXCEEDS-VOTERS" else min(room.values())
    yield Number("excess", figures.get("excess"), total - left)
    yield Number("votes", votes, total - left)


def _share(code: str, figures: Mapping[str, Any], name: str, sum_of: SumOf) -> Iterator[Number]:
    """A share of the sheets lies between the least and the most possible; a printed one that is
    called another lies beyond them."""
    least, most = fraction(figures.get("least")), fraction(figures.get("most"))
    base = str(figures.get("base"))
    # Which list of voters an announcement was worked out from need not be that of the sheets.
    part, whole = sum_of(name), sum_of(base) if base != "registered" else None
    if least is None or most is None:
        return
    if part is not None and whole:
        share = Fraction(part, whole)
        if not least <= share <= most:
            yield Number(name, f"{least} – {most}", share)
    span = printed(str(figures.get("printed")))
    if code == "ANNOUNCED-SHARE-DIFFERS" and span and span[0] <= most and least < span[1]:
        yield Number(name, f"{least} – {most}", figures.get("printed"))


def _added(figures: Mapping[str, Any], said: Announcement) -> Iterator[Number]:
    """Printed percentages added up, which cannot have been 100 before they were rounded."""
    texts = [text for name, text in said.shares.items() if name != TURNOUT]
    spans = [span for text in texts if (span := printed(text)) is not None]
    if len(spans) < len(texts):
        return
    low = sum((max(span[0], Fraction(0)) for span in spans), Fraction(0)) * 100
    high = sum((span[1] for span in spans), Fraction(0)) * 100
    yield Number("low", fraction(figures.get("low")), low)
    yield Number("high", fraction(figures.get("high")), high)
    if low <= 100 < high:
        yield Number("sum", figures.get("sum"), 100)


def _rounded(figures: Mapping[str, Any]) -> Iterator[Number]:
    """Counts that are percentages of a total, rounded to whole votes."""
    counts, percent, total = (figures.get(name) for name in ("counts", "percent", "total"))
    if not isinstance(counts, dict) or not isinstance(percent, dict) or not isinstance(total, int):
        return
    for name, count in counts.items():
        share = fraction(percent.get(name))
        if share is not None:
            exact = share * total / 100
            if count not in (floor(exact), ceil(exact)):
                yield Number(name, count, round(exact))


def _register(code: str, figures: Mapping[str, Any], said: Announcement) -> Iterator[Number]:
    """The registers that a count and a turnout imply, which do not hold the one they contradict."""
    if figures.get("rounded_to") == 1 and not all(map(said.is_unrounded, said.counts)):
        return  # the count may be a sum of rounded ones
    span, cast = printed(str(figures.get("turnout"))), figures.get("cast")
    unit, implied = figures.get("rounded_to"), figures.get("implied")
    match implied:
        case [int(low), int(high)] if span and isinstance(cast, int) and isinstance(unit, int):
            least = max(cast - Fraction(unit // 2), Fraction(0)) / span[1]
            most = (cast + unit - 1) / span[0] if span[0] > 0 else None
            # Whether an edge itself is possible is the finding's business: one voter either way.
            if abs(low - least) > 1 or (most is not None and abs(high - most) > 1):
                found = [ceil(least), None if most is None else floor(most)]
                yield Number("implied", implied, found)
            register = figures.get("registered")
            is_within = isinstance(register, int) and low <= register <= high
            if code == "TURNOUT-OTHER-REGISTER" and is_within:
                yield Number("registered", register, implied)


def votes_apart(pairs: Mapping[str, Sequence[Any]], options: Collection[str]) -> int | None:
    """The size of a difference, given the pair of each figure that differs: the larger of what
    options won and what they lost, or, where only others differ, the largest of these. None where
    the pairs are no numbers."""
    if not pairs or not all(
        len(pair) == 2 and all(map(is_number, pair)) for pair in pairs.values()
    ):
        return None
    apart = {name: int(two - one) for name, (one, two) in pairs.items()}
    of_options = [off for name, off in apart.items() if name in options]
    won, lost = (sum(max(off * sign, 0) for off in of_options) for sign in (1, -1))
    return max(won, lost) or max(map(abs, apart.values()))
