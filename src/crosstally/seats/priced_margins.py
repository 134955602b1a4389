"""How few ballots, of several options and in several constituencies, change what these give.

Seats have prices (see ``area_prices``), as long as the same options take part. For every set of
options that few enough ballots let pass the threshold of the whole place, no fewer do than it takes
to have it so, and no fewer than it takes to change the seats with it, whichever are more.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from crosstally.seats.area_margins import Areas
from crosstally.seats.area_prices import Contests, SeatsChange, majority_change, seats_change
from crosstally.seats.conditions import admission_conditions
from crosstally.seats.least_ballots import MOST_CROSSING, fewest_ballots
from crosstally.seats.rule import apply_rule
from crosstally.seats.system_changes import Search, SystemMargin, kind_of
from crosstally.seats.threshold_prices import TooManySets

NO_CHANGE = SeatsChange((), 0)
"""Of which nothing is known, or which has happened already."""


def priced_margin(areas: Areas, search: Search, margin: SystemMargin) -> SystemMargin:
    """``margin`` with what the prices find and prove."""
    if search.goal.asked == "threshold":
        return margin
    known = margin.least
    most = areas.votes_shared() if known is None else known.ballots
    bounds = [] if known is None else [most]
    crossing = _crossing(areas, most)
    if len(crossing) > MOST_CROSSING:  # any of them counts as enough then
        bounds.append(min(count for _, count in crossing))
        crossing = []
    try:
        for sharing, until in _sets_sharing(areas, crossing):
            change = _change(areas.contests(sharing), search, most)
            if change is None:
                continue
            bounds.append(max(change.at_least, until))
            found = search.change(kind_of(change.moves), change.moves) if change.moves else None
            margin = margin if found is None else margin.with_change(found)
    except TooManySets:
        return margin
    if search.goal.asked == "majority":
        bounds += _until_vacant(areas)
    return margin.with_bound(max(1, min(bounds))) if bounds else margin


def _crossing(areas: Areas, most: int) -> list[tuple[tuple[str, ...], int]]:
    """Options that fewer than ``most`` ballots let pass the threshold of the whole place, or stop
    from it, and how many it takes."""
    return [
        (members, count)
        for members, condition in areas.admission()
        if (count := areas.fewest(condition)) is not None and count < most
    ]


def _sets_sharing(
    areas: Areas, crossing: Sequence[tuple[tuple[str, ...], int]]
) -> Iterator[tuple[list[str], int]]:
    """Who may take part, and no fewer ballots than it takes to have it so; as it is now first."""
    for number in range(len(crossing) + 1):
        for chosen in combinations(crossing, number):
            names = [name for members, _ in chosen for name in members]
            sharing = set(areas.sharing).symmetric_difference(names)
            until = max((count for _, count in chosen), default=0)
            yield [name for name in areas.lists if name in sharing], until


def _change(contests: Contests, search: Search, most: int) -> SeatsChange | None:
    """The cheapest change of seats that gives another answer; None where it takes more."""
    goal = search.goal
    options = list(dict.fromkeys(name for _, votes in contests.values() for name in votes))
    if goal.asked == "majority":
        if _has_vacancies(contests):
            return NO_CHANGE
        return majority_change(contests, search.before, most)
    if goal.option is None:
        return _of_any(contests, options, search.before, most)
    seats = [one for one in search.before if isinstance(one, int)]
    if goal.option in options:
        return seats_change(contests, goal.option, (min(seats), max(seats)), most)
    return None if 0 in seats else NO_CHANGE


def _of_any(
    contests: Contests, options: Iterable[str], before: frozenset[Hashable], most: int
) -> SeatsChange | None:
    """Where no tie is open, seats are others only where some option has others for certain in some
    constituency: the ties of an allocation are between any two sets of options of one size."""
    found = {area: apply_rule(rule, votes) for area, (rule, votes) in contests.items()}
    if len(before) > 1 or any(len(one.outcomes) > 1 for one in found.values()):
        return NO_CHANGE
    (now,) = before
    assert isinstance(now, tuple)
    best: SeatsChange | None = None
    for option, seats in now:
        if option not in options:
            if seats:
                return NO_CHANGE
            continue
        at_most = most if best is None else best.at_least - 1
        best = seats_change(contests, option, (seats, seats), at_most) or best
    return best


def _has_vacancies(contests: Contests) -> bool:
    outcomes = [(rule, apply_rule(rule, votes)) for rule, votes in contests.values()]
    return any(sum(one.seats.values()) < rule.seats and not one.tied for rule, one in outcomes)


def _until_vacant(areas: Areas) -> Iterator[int]:
    """Ballots until nobody takes part in a constituency, so that its seats stay vacant."""
    for rule, votes in areas.contests(areas.sharing).values():
        if rule.threshold is None:
            yield sum(votes.values())
            continue
        passing = apply_rule(rule, votes).admitted
        fails = [
            fewest_ballots(one, votes, sum(votes.values()))
            for one in admission_conditions(rule, votes, sum(votes.values()), ())
            if one.loses in passing
        ]
        if fails and None not in fails:
            yield max(count for count in fails if count is not None)
