"""Plain explanations of announced figures that differ: tried before anything else is thought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from crosstally.compare.announced import Announced, Stated, seeming_unit, span_of
from crosstally.findings import Sentence
from crosstally.words import N_


@dataclass(frozen=True)
class Slip:
    """A figure as stated and as the sheets have it."""

    name: str
    stated: int
    held: int


def transposed(first: int, second: int) -> bool:
    """Whether two numbers differ by two neighbouring digits changing places.

    >>> transposed(6480844, 6408844)
    True
    """
    one, two = str(first), str(second)
    if len(one) != len(two) or one == two:
        return False
    places = [i for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and one[places[0]] == two[places[1]]
        and one[places[1]] == two[places[0]]
    )


def both_rows(stations: int) -> Sentence:
    """Rows of stations that stand twice were both added up."""
    return Sentence(
        N_(
            "Both rows of the {stations} stations that stand twice may have been added up: that "
            "gives what is stated."
        ),
        {"stations": stations},
    )


def explanations(
    announced: Announced, found: Sequence[Slip], stated: Stated
) -> tuple[Sentence, ...]:
    """What would make the difference a slip, each in a sentence."""
    given: list[Sentence] = []
    for item in found:
        values = {"stated": item.stated, "held": item.held}
        if transposed(item.stated, item.held):
            given.append(
                Sentence(
                    N_("Two neighbouring digits may have changed places: {stated} and {held}."),
                    values,
                )
            )
        unit = seeming_unit(item.stated)
        if unit > stated.unit(item.name) and item.held in span_of(item.stated, unit):
            given.append(
                Sentence(
                    N_("{stated} may have been rounded to {unit}; {held} would give it."),
                    values | {"unit": unit},
                )
            )
    given.extend(
        Sentence(
            N_("Two figures may have changed places: {one} and {two}."),
            {"one": announced.label(one.name), "two": announced.label(two.name)},
        )
        for one, two in combinations(found, 2)
        if one.stated == two.held and two.stated == one.held
    )
    return tuple(given)
