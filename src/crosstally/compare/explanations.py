"""Plain explanations, tried before a difference is ranked.

Rows shifted by one, columns or two options swapped, digits transposed, special stations left
out, a later stage, an alliance's votes counted elsewhere. An explanation is named only where it
removes the difference exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crosstally.compare.stated import StatedLevel
from crosstally.election.definition import Contest
from crosstally.engine.attributes import attribute_values, sums_by_kind
from crosstally.findings import Plural, Sentence, plural
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import IntArray
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

MAX_VALUES = 50
"""Attributes with more values than this are tried as set or not set only."""


Pairs = Mapping[str, tuple[int, int]] | Mapping[str, tuple[int | None, int | None]]
"""Field or option → (first, second), only those that differ."""


@dataclass(frozen=True)
class SpecialKind:
    """Stations of one kind: an attribute that is set, or has one value."""

    attribute: str
    value: str | None
    stations: int

    def sentence_of_a_part(self, differences: int) -> Sentence:
        """The explanation of some of the differences, in words."""
        if self.value is None:
            return Sentence(
                N_("without the {stations} stations that have “{attribute}”, {count} vanish"),
                {"stations": self.stations, "attribute": self.attribute, "count": differences},
            )
        return Sentence(
            N_("without the {stations} stations whose “{attribute}” is “{value}”, {count} vanish"),
            {
                "stations": self.stations,
                "attribute": self.attribute,
                "value": self.value,
                "count": differences,
            },
        )

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


def with_those_that_do_not_count(stations: int) -> Plural:
    """Sheets of stations that were annulled, postponed or never opened were added up too."""
    return plural(
        "The sheet of a station that areas.csv says does not count may have been added up too: "
        "that gives what is stated.",
        "The sheets of {n} stations that areas.csv says do not count may have been added up too: "
        "that gives what is stated.",
        stations,
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
    figures: Pairs,
) -> tuple[Sentence, ...]:
    """Slips of a clerk that explain how two sets of figures of one place differ: none, unless they
    account for every figure, those that are sums of others included.

    ``figures``: field or option → (first, second), only those that differ.
    """
    pairs = {name: (a, b) for name, (a, b) in figures.items() if a is not None and b is not None}
    found: list[Sentence] = []
    left = dict(pairs)
    for one, two in combinations(pairs, 2):
        if one in left and two in left and pairs[one] == pairs[two][::-1]:
            del left[one], left[two]
            found.append(
                Sentence(N_("the figures of {one} and {two} are swapped"), {"one": one, "two": two})
            )
    transposed = {name: pair for name, pair in left.items() if _transposed(*pair)}
    for name, (a, b) in transposed.items():
        found.append(
            Sentence(
                N_("two digits of {figure} are transposed: {first} and {second}"),
                {"figure": name, "first": a, "second": b},
            )
        )
    gaps = [b - a for a, b in transposed.values()]
    sums = {*gaps, sum(gaps)}  # a total that was added up after the slip is off by as much
    rest = [b - a for name, (a, b) in left.items() if name not in transposed]
    return tuple(found) if all(gap in sums for gap in rest) else ()


def earlier_stage(stage: str, differences: int) -> Sentence:
    """The explanation that one side has not followed to a later stage."""
    return Sentence(
        N_(
            "with the sheets as they stood at the stage “{stage}”, all {differences} differences "
            "vanish: later acts changed them"
        ),
        {"stage": stage, "differences": differences},
    )


def alliances(contest: Contest) -> dict[str, list[str]]:
    """Option that is an alliance → its members."""
    return {name: about.members for name, about in contest.options.items() if about.members}


def alliance_elsewhere(
    figures: Pairs,
    members: Mapping[str, list[str]],
) -> tuple[Sentence, ...]:
    """Alliances whose votes only stand under other members of the same alliance on one side.

    ``figures``: field or option → (first, second), only those that differ; ``members``: alliance →
    its members.
    """
    found = []
    for alliance, parties in members.items():
        pairs = [figures[name] for name in (alliance, *parties) if name in figures]
        gaps = [a - b for a, b in pairs if a is not None and b is not None]
        if len(gaps) > 1 and len(gaps) == len(pairs) and sum(gaps) == 0:
            found.append(
                Sentence(
                    N_(
                        "the votes of {alliance} and its members add up to the same on both "
                        "sides: they only stand in another place"
                    ),
                    {"alliance": alliance},
                )
            )
    return tuple(found)


def all_within_alliances(
    differences: Iterable[
        Mapping[str, tuple[int, int]] | Mapping[str, tuple[int | None, int | None]]
    ],
    members: Mapping[str, list[str]],
) -> Sentence | None:
    """The explanation, where every difference is only between members of alliances."""
    explained: Sentence | None = None
    for figures in differences:
        sentences = alliance_elsewhere(figures, members)
        named = {str(sentence.values["alliance"]) for sentence in sentences}
        covered = {name for alliance in named for name in (alliance, *members[alliance])}
        if not sentences or not set(figures) <= covered:
            return None
        explained = explained or sentences[0]
    return explained


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
