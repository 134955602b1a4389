"""How many seats each constituency has, where that is reckoned from its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial

from crosstally import words
from crosstally.election.rule import NATION, Apportioned, Rule
from crosstally.seats.allocation import Step
from crosstally.seats.ballots import Ballots, whole_numbers
from crosstally.seats.methods import method_named
from crosstally.seats.stages import Stage
from crosstally.seats.votes import ArgumentError


def seats_of_constituencies(rule: Rule, ballots: Ballots, seats: int) -> list[dict[str, int]]:
    """Constituency → seats. Several where their sizes tie and the rule leaves it open.

    ``seats`` is how many there are for all of them. Where the whole place is one, it has them.
    """
    about = rule.constituencies
    if about is None:
        return [{NATION: seats}]
    if about.apportioned is None:
        given = sum(about.seats.values())
        if given != seats:
            said = words._(
                "there are {given} seats in constituencies, and {seats} are left for them of all "
                "seats of the rule"
            )
            raise ArgumentError("seats", said.format(given=given, seats=seats))
        return [dict(about.seats)]
    sizes, _ = _sizes(about.apportioned, ballots)
    return _apportioned(about.apportioned, sizes, seats, rule.ties)


def apportionment(rule: Rule, ballots: Ballots, given: Mapping[str, int]) -> list[Stage]:
    """How the seats of constituencies were ``given`` by their sizes; nothing where they are fixed.
    The options of its steps are areas."""
    about = None if rule.constituencies is None else rule.constituencies.apportioned
    if about is None:
        return []
    sizes, scale = _sizes(about, ballots)
    explain = partial(_steps, about, sizes, given, rule.ties)
    seats = sum(given.values())
    return [Stage("apportionment", seats=seats, method=about.method, scale=scale, explain=explain)]


def _sizes(about: Apportioned, ballots: Ballots) -> tuple[dict[str, int], int]:
    """Sizes times the number that makes them whole, and that number."""
    sizes = about.population if about.by == "population" else ballots.bases.get(about.by)
    if sizes is None:
        said = words._("seats are apportioned by {base}: say how many there were, by area")
        raise ArgumentError("bases", said.format(base=about.by))
    for area in ballots.constituencies:
        if area not in sizes:
            said = words._("how many {base} were there in {area}? it is not given")
            raise ArgumentError("bases", said.format(base=about.by, area=repr(area)))
    found: Mapping[str, int | Fraction] = {area: sizes[area] for area in ballots.constituencies}
    return whole_numbers(found)


def _apportioned(
    about: Apportioned, sizes: Mapping[str, int], seats: int, ties: str
) -> list[dict[str, int]]:
    rest = seats - about.each_first * len(sizes)
    if rest < about.at_least * len(sizes):
        said = words._("{seats} seats are too few: every constituency has some before")
        raise ArgumentError("seats", said.format(seats=seats))
    return [
        {area: about.each_first + shared[area] for area in sizes}
        for shared in _with_minimum(about, sizes, rest, ties)
    ]


def _with_minimum(
    about: Apportioned, sizes: Mapping[str, int], seats: int, ties: str
) -> list[dict[str, int]]:
    """Areas below the minimum are raised to it, and the others share again."""
    allocation = method_named(about.method)(sizes, seats).tie_broken(ties, sizes)
    found: list[dict[str, int]] = []
    for row in allocation.outcomes:
        small = {area for area, won in row.items() if won < about.at_least}
        if not small:
            found.append(dict(row))
            continue
        others = {area: size for area, size in sizes.items() if area not in small}
        left = seats - about.at_least * len(small)
        found += [
            {area: shared.get(area, about.at_least) for area in sizes}
            for shared in _with_minimum(about, others, left, ties)
        ]
    return found


def _steps(
    about: Apportioned, sizes: Mapping[str, int], given: Mapping[str, int], ties: str
) -> Iterator[Step]:
    """What every area has first, those raised to the minimum, and how the others share the rest."""
    if about.each_first:
        for area, size in sizes.items():
            yield Step("each_first", area, size, None, None, about.each_first)
    left = sum(given.values()) - about.each_first * len(sizes)
    method, others, small = method_named(about.method), dict(sizes), set[str]()
    while True:
        shared = method(others, left).tie_broken(ties, others)
        below = {area for area in others if given[area] - about.each_first > shared.certain[area]}
        below = {area for area in below if area not in shared.tied}
        if not below:
            break
        small |= below
        others = {area: size for area, size in others.items() if area not in small}
        left -= about.at_least * len(below)
    for area in (area for area in sizes if area in small):
        yield Step("minimum", area, sizes[area], None, None, about.at_least)
    yield from shared.explain()
