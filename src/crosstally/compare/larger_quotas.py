"""Which completions a quota is used at, where a larger one may take its place.

The quotas of Imperiali and Hagenbach-Bischoff may fill more seats than there are; the next larger
quota, the total T by a number P that is one less, is used then. So what breaks a condition of the
seats under one quota counts only where that quota is used. Option i has f full quotas or more
where P·v − f·T ≥ 0. Where the sheets held fill too many seats by P, it is used only if some option
has fewer full quotas than there; where they do not, the next quota is used only if some option has
more. That some such inequality and a broken condition cannot be had together is proved by a sum of
the two that is below zero at every completion (Farkas' lemma; any factor is a proof).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosstally.compare.completions import Space
from crosstally.seats.conditions import Condition

FACTORS = tuple(Fraction(n, d) for n, d in ((0, 1), (1, 8), (1, 4), (1, 2), (1, 1), (2, 1), (4, 1)))


@dataclass(frozen=True)
class Way:
    """``Σ weight·votes`` is above zero, or at zero too where that is not ``strict``."""

    weights: Mapping[str, int]
    strict: bool


def ways_to_be_used(
    space: Space, sharing: Sequence[str], part: int, parts: range
) -> list[Way] | None:
    """Where the total by ``part`` is the quota, one of these holds, at least; None where nothing of
    the kind is known. ``parts`` are all, the greatest first; the last is the number of seats."""
    start = space.best({}).votes
    total = sum(start[name] for name in sharing)
    if not total:
        return None
    seats = parts[-1]
    for number in (part, *(one for one in parts if one > part)):
        full = {name: start[name] * number // total for name in sharing}
        too_many = sum(full.values()) > seats
        if number == part and too_many:
            return [_fewer(sharing, name, number, count) for name, count in full.items()]
        if number > part and not too_many:
            return [_more(sharing, name, number, count + 1) for name, count in full.items()]
    return None


def can_break(space: Space, condition: Condition, ways: Sequence[Way]) -> bool:
    """Whether the condition may be broken, or may tie, where one of the ways holds."""
    if condition.power != 1 or condition.on_quota:
        return True
    weights = condition.of_each(space.options)
    strict = condition.at_zero == "kept"
    return any(_together(space, weights, strict, way) for way in ways)


def _together(space: Space, weights: Mapping[str, int], strict: bool, way: Way) -> bool:
    """Whether both sums may be above zero at one completion, as far as is shown."""
    for factor in FACTORS:
        both = {
            name: weights.get(name, 0) + factor * way.weights.get(name, 0) for name in space.options
        }
        greatest = sum(weight * space.best(both).votes[name] for name, weight in both.items())
        sure = strict or (way.strict and factor > 0)
        if greatest < 0 or (greatest == 0 and sure):
            return False
    return True


def _fewer(sharing: Sequence[str], option: str, part: int, full: int) -> Way:
    weights = dict.fromkeys(sharing, full)
    weights[option] -= part
    return Way(weights, strict=True)


def _more(sharing: Sequence[str], option: str, part: int, full: int) -> Way:
    weights = dict.fromkeys(sharing, -full)
    weights[option] += part
    return Way(weights, strict=False)
