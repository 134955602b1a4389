"""Plain explanations, tried before a difference is ranked.

Rows shifted by one, columns or two options swapped, digits transposed, special stations left
out, a later stage, an alliance's votes counted elsewhere. An explanation is named only where it
removes the difference exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from crosstally.compare.stated import StatedLevel
from crosstally.engine.attributes import attribute_values, sums_by_kind
from crosstally.findings import Sentence
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import IntArray
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

MAX_VALUES = 50
"""Attributes with more values than this are tried as set or not set only."""


@dataclass(frozen=True)
class SpecialKind:
    """Stations of one kind: an attribute that is set, or has one value."""

    attribute: str
    value: str | None
    stations: int

    def sentence(self, differences: int) -> Sentence:
        """The explanation in words."""
        if self.value is None:
            return Sentence(
                N_(
                    "without the {stations} stations that have “{attribute}”, all {differences} "
                    "differences vanish"
                ),
                {
                    "stations": self.stations,
                    "attribute": self.attribute,
                    "differences": differences,
                },
            )
        return Sentence(
            N_(
                "without the {stations} stations whose “{attribute}” is “{value}”, all "
                "{differences} differences vanish"
            ),
            {
                "stations": self.stations,
                "attribute": self.attribute,
                "value": self.value,
                "differences": differences,
            },
        )


def special_kinds(
    tabulator: Tabulator, sheets: Sheets, upper: StatedLevel
) -> Iterator[tuple[SpecialKind, Mapping[str, IntArray]]]:
    """Every kind of station that can be set apart, with its sums by area of the stated level:
    each attribute as set, and each of its values where they are few."""
    engine = tabulator.store.engine
    for attribute in tabulator.store.places.attributes:
        values = attribute_values(engine, attribute, MAX_VALUES + 1)
        if not values:
            continue
        columns = sums_by_kind(
            engine,
            sheets.name,
            sheets.figures,
            upper.tree,
            upper.level,
            attribute,
            by_value=len(values) <= MAX_VALUES,
        )
        kinds = columns.pop("kind")
        sums = {name: np.asarray(column, dtype=np.int64) for name, column in columns.items()}
        yield _kind(attribute, None, _added_up(sums))
        for value, _ in values if 1 < len(values) <= MAX_VALUES else ():
            own = {name: column[kinds == value] for name, column in sums.items()}
            yield _kind(attribute, value, own)


def _kind(
    attribute: str, value: str | None, sums: Mapping[str, IntArray]
) -> tuple[SpecialKind, Mapping[str, IntArray]]:
    return SpecialKind(attribute, value, int(sums["held"].sum())), sums


def _added_up(sums: Mapping[str, IntArray]) -> dict[str, IntArray]:
    """One row an area, whatever the kind."""
    areas, groups = np.unique(sums["area"], return_inverse=True)
    added = {"area": areas}
    for name, column in sums.items():
        if name != "area":
            total = np.zeros(len(areas), dtype=np.int64)
            np.add.at(total, groups, column)
            added[name] = total
    return added


def slips(
    figures: Mapping[str, tuple[int, int]] | Mapping[str, tuple[int | None, int | None]],
) -> tuple[Sentence, ...]:
    """Slips of a clerk that explain how two sets of figures of one place differ.

    ``figures``: field or option → (first, second), only those that differ.
    """
    pairs = {name: (a, b) for name, (a, b) in figures.items() if a is not None and b is not None}
    found: list[Sentence] = []
    if len(pairs) == 2:
        (one, (a1, b1)), (two, (a2, b2)) = pairs.items()
        if a1 == b2 and a2 == b1:
            found.append(
                Sentence(N_("the figures of {one} and {two} are swapped"), {"one": one, "two": two})
            )
    for name, (a, b) in pairs.items():
        if _transposed(a, b):
            found.append(
                Sentence(
                    N_("two digits of {figure} are transposed: {first} and {second}"),
                    {"figure": name, "first": a, "second": b},
                )
            )
    return tuple(found)


def alliance_elsewhere(
    figures: Mapping[str, tuple[int, int]], members: Mapping[str, list[str]]
) -> tuple[Sentence, ...]:
    """Whether an alliance's votes only stand under its members on one side."""
    found = []
    for alliance, parties in members.items():
        names = [name for name in (alliance, *parties) if name in figures]
        if len(names) > 1 and sum(figures[name][0] - figures[name][1] for name in names) == 0:
            found.append(
                Sentence(
                    N_(
                        "the votes of {alliance} and of its members add up to the same: they are "
                        "only counted in another place"
                    ),
                    {"alliance": alliance},
                )
            )
    return tuple(found)


def _transposed(first: int, second: int) -> bool:
    """Whether two neighbouring digits change places between the two numbers."""
    a, b = str(first), str(second)
    if len(a) != len(b) or a == b:
        return False
    places = [i for i in range(len(a)) if a[i] != b[i]]
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and a[places[0]] == b[places[1]]
        and a[places[1]] == b[places[0]]
    )
