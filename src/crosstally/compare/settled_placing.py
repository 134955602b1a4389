"""Whether it is settled which constituencies the seats given above them belong to.

As long as an option's last quotient in a constituency is greater than its next one in another, no
seat of it moves there (see ``seats.placing``); each is taken at its worst by itself. Where every
constituency has room for any seat, the options do not meet, and these conditions are all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import permutations

from crosstally.compare.area_spaces import AreaSpaces
from crosstally.compare.settled import Determined
from crosstally.compare.settled_areas import AreaSettled
from crosstally.election.rule import Rule, Tier
from crosstally.seats.divisors import Divisors, divisors_named
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError

UNKNOWN = AreaSettled(Determined.UNKNOWN)


def placed_settled(
    rule: Rule,
    tier: Tier,
    spaces: AreaSpaces,
    not_held: int,
    below: Mapping[str, AreaSettled],
) -> dict[str, AreaSettled]:
    """Constituency → whether its seats are settled, those that ``tier`` places in it among them.
    ``below`` are those it had before; how many each option gets in all is settled."""
    unknown = dict.fromkeys(below, UNKNOWN)
    about, places = tier.placed, rule.constituencies
    if about is None or places is None or about.in_each is not None or about.per != "votes":
        return unknown
    if places.added or not _is_of_valid(rule) or not spaces.options_are_valid:
        return unknown
    held = {area: one.space(not_held) for area, one in spaces.held.items()}
    try:
        outcome = apply_system(rule, {area: space.best({}).votes for area, space in held.items()})
    except ArgumentError:
        return unknown
    divisors = divisors_named(about.by)
    unique = outcome.outcomes_count == 1 and all(len(o.rows) == 1 for o in outcome.by_area.values())
    won = {area: one.certain for area, one in outcome.by_area.items()}
    if divisors is None or not unique or not _all_placed(outcome.seats, won.values()):
        return unknown
    found = {area: AreaSettled(Determined.YES, seats=won[area]) for area in below}
    for option in outcome.seats:
        for here, other in permutations(below, 2):
            before = (below[here].seats or {}).get(option, 0)
            seats = won[here][option], won[other][option]
            ends = held[here].least_of(option), held[other].greatest_of(option)
            if seats[0] > before and not _stays(divisors, ends, seats):
                found[here] = found[other] = UNKNOWN
    return found


def _is_of_valid(rule: Rule) -> bool:
    """Whether every share that the rule asks for is one of valid votes."""
    thresholds = [rule.threshold, *(tier.threshold for tier in rule.tiers)]
    shares = [one for one in thresholds if one is not None]
    others = [other.of for one in shares for other in one.alternatives]
    return {*(one.of for one in shares), *others} <= {"valid"}


def _all_placed(total: Mapping[str, int], areas: Iterable[Mapping[str, int]]) -> bool:
    places = list(areas)
    return all(sum(one[name] for one in places) == seats for name, seats in total.items())


def _stays(divisors: Divisors, votes: tuple[int, int], seats: tuple[int, int]) -> bool:
    """Whether the last seat here, by the fewest votes, comes before the next one elsewhere, by the
    most votes."""
    fewest, most = votes
    last, following = divisors.shown(seats[0] - 1), divisors.shown(seats[1])
    if not most or not fewest:
        return not most and bool(fewest)
    if not last or not following:
        return fewest > most if last == following else not last
    power = divisors.power
    return Fraction(fewest**power) / last > Fraction(most**power) / following
