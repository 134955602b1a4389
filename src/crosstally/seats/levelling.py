"""Levelling: seats beside those won below, until all are in proportion to votes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from crosstally import words
from crosstally.seats.ballots import Votes
from crosstally.seats.blocs import Sharing
from crosstally.seats.outcomes import Outcomes, one_outcome, union
from crosstally.seats.stages import Stage, levelling_steps
from crosstally.seats.votes import MOST_SEATS, ArgumentError

Share = Callable[[int, frozenset[str]], Outcomes]
"""(seats, options left out) → how they are shared among the others."""


def levelled(
    overhang: str, won: Mapping[str, int], total: int, outside: int, share: Share
) -> Outcomes:
    """All seats of each option, those ``won`` below among them.

    ``total`` is how many there are in all. ``outside`` of them were won below by options that do
    not take part: they are kept. What happens where an option has won more than its share:

    - ``others_fewer``: it keeps them, and the others share what is left (Norway, Denmark; Sweden
      until 2018);
    - ``total_grows``: it keeps them beside the total (New Zealand; Germany until 2009);
    - ``levelled``: the total grows until everybody's share covers what it has won (Germany 2013 to
      2021);
    - ``taken_back``: it has its share, and no more (Sweden since 2018, Germany since 2025).
    """
    house = max(0, total - outside)
    match overhang:
        case "others_fewer":
            return _others_fewer(won, house, share, frozenset())
        case "total_grows":
            return share(house, frozenset()).then(lambda row: _at_least(row, won))
        case "levelled":
            return _growing(won, house, share)
        case _:
            return share(house, frozenset())


def _at_least(row: Mapping[str, int], won: Mapping[str, int]) -> Outcomes:
    return one_outcome(row, {name: max(seats, won.get(name, 0)) for name, seats in row.items()})


def _others_fewer(
    won: Mapping[str, int], house: int, share: Share, kept: frozenset[str]
) -> Outcomes:
    left = max(0, house - sum(won[name] for name in kept))

    def next_ones(row: Mapping[str, int]) -> Outcomes:
        over = {name for name in row if name not in kept and won.get(name, 0) > row[name]}
        if over:
            return _others_fewer(won, house, share, kept | over)
        return one_outcome(row, {**row, **{name: won[name] for name in kept}})

    return share(left, kept).then(next_ones)


def _growing(won: Mapping[str, int], house: int, share: Share) -> Outcomes:
    size = house
    while size <= min(MOST_SEATS, house + 100 * (sum(won.values()) + 1)):
        found = share(size, frozenset())
        covered = [row for row in found.listed if _covers(row, won)]
        if len(covered) == len(found.rows):
            return found
        if covered:  # a lot decides whether the total grows
            parts = [one_outcome(found.options, row) for row in covered]
            return union([*parts, _growing(won, size + 1, share)])
        size += 1
    said = words._("no total covers the seats won below: an option has too few votes for them")
    raise ArgumentError("seats", said)


def _covers(row: Mapping[str, int], won: Mapping[str, int]) -> bool:
    return all(seats >= won.get(name, 0) for name, seats in row.items())


def levelled_stages(
    overhang: str,
    votes: Votes,
    total: int,
    won: Outcomes,
    taking_part: frozenset[str],
    sharing: Sharing,
) -> tuple[Outcomes, list[Stage]]:
    """All seats of every option beside those ``won`` below, and how they were worked out: of
    several tries the first and the last, no further than to the first that ties; where ties are
    open below, for the first outcome there."""
    shared: list[list[Stage]] = []
    firsts: list[Outcomes] = []
    tied = False

    def share(seats: int, without: frozenset[str]) -> Outcomes:
        nonlocal tied
        found, stages = sharing.among(votes, seats, taking_part - without)
        if not tied and not firsts:
            shared.append(stages)
            tied = len(found.rows) > 1
        return found

    def from_won(below: Mapping[str, int]) -> Outcomes:
        outside = {name: n for name, n in below.items() if name not in taking_part}
        inside = {name: n for name, n in below.items() if name in taking_part}
        found = levelled(overhang, inside, total, sum(outside.values()), share)
        found = found.plus(one_outcome(sharing.options, outside))
        firsts.append(found)
        return found

    found = won.then(from_won)
    before, after = won.listed[0], firsts[0].listed[0]
    given = sum(after.values()) - sum(before.values())
    explain = partial(levelling_steps, votes, before, after)
    last = Stage("levelling", sharing.tier, sharing.area, given, explain=explain)
    is_open = len(won.rows) > 1 or len(found.rows) > 1
    then = [*(shared[-1] if len(shared) > 1 else []), last]
    marked = (replace(one, of_one_outcome=one.of_one_outcome or is_open) for one in then)
    return found, [*shared[0], *marked]
