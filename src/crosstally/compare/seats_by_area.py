"""Seats under a rule with constituencies: votes by area, from sheets or from an announcement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crosstally.compare.announced import Announced, Stated
from crosstally.compare.counted_options import lists_stated
from crosstally.election.alliances import counted_options
from crosstally.election.areas import Area, AreaLookup
from crosstally.election.rule import Constituencies, Rule
from crosstally.election.sheet import MEASURES
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.system import apply_system
from crosstally.seats.system_votes import SystemVotes
from crosstally.tabulation.figures import MISSING, FigureTable, Tabulated

Votes = Mapping[str, int]


@dataclass(frozen=True)
class VotesByArea:
    """Votes of the areas of one level, and the sizes that shares are of."""

    votes: Mapping[str, Votes]
    """Area id → option → votes."""
    bases: Mapping[str, Mapping[str, int]]
    """``valid``, ``cast``, ``registered`` → area id → how many, where every area says so."""


def seats_by_area(rule: Rule, found: VotesByArea, areas: AreaLookup) -> SeatOutcome:
    """What the rule gives. Raises ``ArgumentError`` where the votes do not fit the rule: an area
    without seats, a constituency without votes, a base that is not known."""
    votes = system_votes(rule, found, areas)
    return apply_system(rule, votes.votes, votes.bases, within=votes.within)


def system_votes(rule: Rule, found: VotesByArea, areas: AreaLookup) -> SystemVotes:
    """Votes by area as the rule calls the areas."""
    about = rule.constituencies
    assert about is not None
    names = names_in_rule(about, areas)
    votes = {names.get(area, area): dict(counts) for area, counts in found.votes.items()}
    bases = {
        base: {names.get(area, area): size for area, size in sizes.items()}
        for base, sizes in found.bases.items()
    }
    return SystemVotes(votes, bases, areas_above(rule, found.votes, areas))


def areas_above(
    rule: Rule, constituencies: Iterable[str], areas: AreaLookup
) -> dict[str, Mapping[str, str]]:
    """Level → constituency, as the rule calls it → the area of that level it lies in.
    ``constituencies``: area ids."""
    assert rule.constituencies is not None
    names = names_in_rule(rule.constituencies, areas)
    return _as_in_rule(rule, _within(constituencies, names, areas), areas)


def _as_in_rule(
    rule: Rule, within: Mapping[str, Mapping[str, str]], areas: AreaLookup
) -> dict[str, Mapping[str, str]]:
    """With areas between called as the rule calls those that have seats of their own."""
    found = dict(within)
    for tier in rule.tiers:
        here = AreaLookup(areas.of_level(tier.at)) if tier.seats_in else None
        names = {}
        for text in tier.seats_in if here is not None else ():
            known = here.find(text) if here is not None else []
            if len(known) == 1:
                names[known[0].id] = text
        if names:
            inside = found.get(tier.at, {})
            found[tier.at] = {area: names.get(above, above) for area, above in inside.items()}
    return found


def sheets_by_area(
    announced: Announced, tabulated: Tabulated, source: str, about: Constituencies
) -> VotesByArea | None:
    """The sheets of a source by constituency; None where one of them is missing or not read, or
    names no constituency and may belong to any."""
    root = announced.definition.place.id
    totals = tabulated.totals(announced.contest, source, root)
    options = counted_options(announced.definition, announced.contest, totals.options)
    unread = any(totals.incomplete.get(name) for name in options)
    if not totals.all_held or unread or not set(options) <= set(totals.options):
        return None
    table = tabulated.table(announced.contest, source, about.level, root)
    if not_all_placed(table):
        return None
    votes = {
        area: {name: int(table.columns[name][row]) for name in options}
        for row, area in enumerate(table.areas)
    }
    bases = {
        name: dict(zip(table.areas, map(int, table.columns[name]), strict=True))
        for name in MEASURES
        if name in table.columns
        and not totals.incomplete.get(name)
        and not (table.columns[name] == MISSING).any()
    }
    return VotesByArea(votes, bases)


def not_all_placed(table: FigureTable) -> bool:
    """Whether sheets held name no area of a level: of a source that holds every sheet of the whole
    place, it is then not known how many stations those areas have."""
    return bool((table.stations_known == MISSING).any())


def announced_by_constituency(
    announced: Announced, announcement: str, about: Constituencies
) -> VotesByArea | None:
    """What an announcement states of the areas of the constituencies' level; None where it does not
    state every list's votes, exactly as counted, for each of the areas that it names."""
    stated = [
        one
        for one in announced.statements
        if one.announcement.id == announcement and one.area.level == about.level
    ]
    votes: dict[str, Votes] = {}
    for one in stated:
        counts = one.figures.counts
        lists = lists_stated(announced.definition, announced.contest, counts)
        spans = [one.span(name) for name in lists]
        if not all(span is not None and span.exact for span in spans):
            return None
        votes[one.area.id] = {name: counts[name] for name in lists}
    if not votes:
        return None
    bases = {name: sizes for name in MEASURES if (sizes := _sizes(announced, stated, name))}
    return VotesByArea(votes, bases)


def _sizes(announced: Announced, stated: Iterable[Stated], name: str) -> dict[str, int]:
    """Area → an exact size; nothing where it is not known of every area."""
    found = {one.area.id: announced.measure(one, name) for one in stated}
    sizes = {area: span.low for area, span in found.items() if span is not None and span.exact}
    return sizes if len(sizes) == len(found) else {}


def names_in_rule(about: Constituencies, areas: AreaLookup) -> dict[str, str]:
    """Area id → as the rule calls it; without names that stand for no area of its level, or for
    several."""
    written = [*about.seats, *about.added]
    if about.apportioned is not None:
        written += list(about.apportioned.population)
    here = AreaLookup(areas.of_level(about.level))  # a district may be called as its province is
    found = {}
    for text in written:
        known = here.find(text)
        if len(known) == 1:
            found[known[0].id] = text
    return found


def _within(
    votes: Iterable[str], names: Mapping[str, str], areas: AreaLookup
) -> dict[str, dict[str, str]]:
    """Level → constituency → the area above it, in whatever tree that is."""
    found: dict[str, dict[str, str]] = {}
    for id_ in votes:
        above: list[Area] = [areas.areas[id_]] if id_ in areas.areas else []
        while above:
            area = above.pop()
            for parent in area.parents.values():
                if parent in areas.areas:
                    known = areas.areas[parent]
                    found.setdefault(known.level, {})[names.get(id_, id_)] = parent
                    above.append(known)
    return found
