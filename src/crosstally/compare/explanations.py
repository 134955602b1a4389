"""Plain explanations, tried before a difference is ranked.

Rows shifted by one, columns or two options swapped, digits transposed, special stations left
out, a later stage, an alliance's votes counted elsewhere. An explanation is named only where it
removes the difference exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from crosstally.compare.stated import StatedLevel
from crosstally.election.definition import Contest
from crosstally.findings import Plural, Sentence, plural
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import IntArray
from crosstally.tabulation.other_sums import sums_of_kinds
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

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
        return self._without(so_many_differences(differences))

    def sentence(self, differences: int) -> Sentence:
        """The explanation in words."""
        return self._without(every_difference(differences))

    def _without(self, then: Sentence) -> Sentence:
        values = {"attribute": self.attribute, "then": then}
        if self.value is None:
            return plural(
                "without the one station that has “{attribute}”, {then}",
                "without the {n} stations that have “{attribute}”, {then}",
                self.stations,
                values,
            )
        return plural(
            "without the one station whose “{attribute}” is “{value}”, {then}",
            "without the {n} stations whose “{attribute}” is “{value}”, {then}",
            self.stations,
            {**values, "value": self.value},
        )


def every_difference(count: int) -> Plural:
    """What a plain explanation does to all of the differences."""
    return plural("the one difference vanishes", "all {n} differences vanish", count)


def so_many_differences(count: int) -> Plural:
    """What a plain explanation does to some of them."""
    return plural("one of them vanishes", "{n} of them vanish", count)


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
    for attribute, value, sums in sums_of_kinds(tabulator.store, sheets, upper.tree, upper.level):
        yield SpecialKind(attribute, value, int(sums["held"].sum())), sums


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
    exchanged = {name: pair for name, pair in left.items() if transposed(*pair)}
    for name, (a, b) in exchanged.items():
        found.append(
            Sentence(
                N_("two digits of {figure} are transposed: {first} and {second}"),
                {"figure": name, "first": a, "second": b},
            )
        )
    gaps = [b - a for a, b in exchanged.values()]
    sums = {*gaps, sum(gaps)}  # a total that was added up after the slip is off by as much
    rest = [b - a for name, (a, b) in left.items() if name not in exchanged]
    return tuple(found) if all(gap in sums for gap in rest) else ()


def earlier_stage(stage: str, then: Sentence) -> Sentence:
    """The explanation that one side has not followed to a later stage. ``then``: which differences
    vanish (``every_difference``)."""
    return Sentence(
        N_("with the sheets as they stood at the stage “{stage}”, {then}: later acts changed them"),
        {"stage": stage, "then": then},
    )


@dataclass(frozen=True)
class Alliance:
    """An option that several parties stand under together."""

    name: str
    options: frozenset[str]
    """The alliance's own option and its members'."""


def alliances(contest: Contest) -> list[Alliance]:
    """The contest's alliances."""
    return [
        Alliance(about.name, frozenset({id_, *about.members}))
        for id_, about in contest.options.items()
        if about.members
    ]


def _elsewhere(alliance: Alliance) -> Sentence:
    return Sentence(
        N_(
            "the votes of {alliance} and its members add up to the same on both "
            "sides: they only stand in another place"
        ),
        {"alliance": alliance.name},
    )


def _stands_elsewhere(figures: Pairs, alliance: Alliance) -> bool:
    """Whether its votes only stand under other members of the same alliance on one side.

    ``figures``: field or option → (first, second), only those that differ.
    """
    pairs = [pair for name, pair in figures.items() if name in alliance.options]
    gaps = [a - b for a, b in pairs if a is not None and b is not None]
    return len(gaps) > 1 and len(gaps) == len(pairs) and sum(gaps) == 0


def within_alliances(figures: Pairs, among: Iterable[Alliance]) -> Sentence | None:
    """The explanation, where every figure that differs does so only between members of alliances.

    ``figures``: field or option → (first, second), only those that differ.
    """
    found = [alliance for alliance in among if _stands_elsewhere(figures, alliance)]
    covered: frozenset[str] = frozenset().union(*(alliance.options for alliance in found))
    return _elsewhere(found[0]) if found and set(figures) <= covered else None


def transposed(first: int, second: int) -> bool:
    """Whether two numbers differ by two neighbouring digits changing places.

    >>> transposed(6480844, 6408844)
    True
    """
    a, b = str(first), str(second)
    if len(a) != len(b):
        return False
    places = [i for i in range(len(a)) if a[i] != b[i]]
    if len(places) != 2:
        return False
    one, two = places
    return two == one + 1 and (a[one], a[two]) == (b[two], b[one])
