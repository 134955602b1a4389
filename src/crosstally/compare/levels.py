"""Each level's stated figures against the sum of the level below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from crosstally.compare.below import BelowSums, children, same_channels, sheet_sums
from crosstally.compare.explanations import (
    alliances,
    earlier_stage,
    every_difference,
    so_many_differences,
    special_kinds,
    with_those_that_do_not_count,
    within_alliances,
)
from crosstally.compare.level_findings import (
    AREAS_NAMED,
    WITHOUT_STATIONS,
    AreaDifference,
    LevelComparison,
    PartlyExplained,
    level_findings,
)
from crosstally.compare.misplaced import misplaced_figures
from crosstally.compare.said import Said
from crosstally.compare.stated import StatedLevel, stated_levels
from crosstally.compare.stated_relations import level_relations
from crosstally.election.definition import STAGE_ORDER, Act, Stage
from crosstally.findings import Checked, Finding, Sentence, plural
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import MISSING, IntArray
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_


def compare_levels(
    tabulator: Tabulator, contest: str, limit: int
) -> tuple[list[LevelComparison], Checked]:
    """Every level that some file states, against the stated level below; areas in which that is
    not complete, against the sheets: the source's own, or every source's where it has none."""
    comparisons: list[LevelComparison] = []
    said = Said(tabulator.store.election.definition, contest)
    stated = stated_levels(tabulator.store, contest)
    checked = level_relations(tabulator, contest, stated, limit)
    for upper in stated:
        checked += _without_stations(tabulator, said, upper)
        found, rest = [], upper
        lower = _stated_below(tabulator, upper, stated)
        if lower is not None:
            below = children(tabulator, upper, lower)
            whole = below.areas[below.held == below.known]
            rest = upper.only(np.setdiff1d(upper.areas, whole))
            comparison = _compare(tabulator, contest, upper, below)
            if comparison.compared or comparison.differences:
                found.append(_weighed(tabulator, comparison, below))
        for sheets in _sheets_below(tabulator, upper, contest) if len(rest.areas) else ():
            below = sheet_sums(tabulator, rest, sheets)
            comparison = _compare(tabulator, contest, rest, below)
            comparison = _explain(tabulator, rest, sheets, below, comparison)
            found.append(_weighed(tabulator, comparison, below))
        comparisons += found
        for comparison in found:
            checked += level_findings(said, comparison, limit)
    return comparisons, checked


def _without_stations(tabulator: Tabulator, said: Said, upper: StatedLevel) -> Checked:
    """The areas in which no station lies, where it is known which there are."""
    places, nothing = tabulator.store.places, np.zeros(len(upper.areas), dtype=np.int64)
    known = tabulator.known_of_each(said.contest, upper.tree, upper.level, upper.areas, nothing)
    rows = np.flatnonzero(known == 0)
    if not len(rows):
        return Checked()
    ids = [places.ids()[number] for number in upper.areas[rows].tolist()]
    options = said.definition.contests[said.contest].options
    columns = [column[rows] for name, column in upper.figures.items() if name in options]
    votes = sum(int(column[column != MISSING].sum()) for column in columns)
    finding = Finding(
        WITHOUT_STATIONS,
        said.contest,
        N_(
            "{source} states figures of areas in which no station is known, neither from areas.csv "
            "nor from any returns, {count} in all: {areas}"
        ),
        {
            "source": said.source(upper.source),
            "count": len(ids),
            "areas": [places.lookup.areas[id_].name for id_ in ids[:AREAS_NAMED]],
        },
        upper.source,
        ids[0],
        {"level": upper.level, "areas": ids},
        votes,
    )
    return Checked((finding,))


def _stated_below(
    tabulator: Tabulator, upper: StatedLevel, stated: Sequence[StatedLevel]
) -> StatedLevel | None:
    levels = tabulator.store.places.levels(tabulator.store.places.trees[upper.tree])
    order = {level: place for place, level in enumerate(levels)}
    lower = [
        other
        for other in stated
        if other.source == upper.source
        and other.level in order
        and order[other.level] > order[upper.level]
        and other.stage == upper.stage
        and other.channels == upper.channels
    ]
    return min(lower, key=lambda other: order[other.level], default=None)


def _sheets_below(tabulator: Tabulator, upper: StatedLevel, contest: str) -> list[Sheets]:
    sheets = tabulator.store.sheets_of(contest)
    own = [item for item in sheets if item.source == upper.source]
    then = [_at_stage(tabulator, upper, item) for item in own or sheets]
    return [item for item in then if same_channels(tabulator, upper, item)]


def _at_stage(tabulator: Tabulator, upper: StatedLevel, sheets: Sheets) -> Sheets:
    """The sheets as they stood at the stage that is stated, where that was before a later one."""
    if Act.of(upper.stage) is Act.FINAL:
        return sheets
    until = [
        earlier
        for stage, earlier in tabulator.store.earlier_stages(sheets)
        if STAGE_ORDER[Stage(stage)] <= STAGE_ORDER[upper.stage]
    ]
    stages = [load.entry.stage for load in sheets.loads]
    is_later = max(map(STAGE_ORDER.__getitem__, stages)) > STAGE_ORDER[upper.stage]
    return until[-1] if until and is_later else sheets


def _compare(
    tabulator: Tabulator, contest: str, upper: StatedLevel, below: BelowSums
) -> LevelComparison:
    places, definition = tabulator.store.places, tabulator.store.election.definition
    common, first, second = np.intersect1d(upper.areas, below.areas, return_indices=True)
    full = below.known[second] == below.held[second]
    apart: dict[str, IntArray] = {}
    exactly = np.zeros(len(common), dtype=bool)
    compared = np.zeros(len(common), dtype=bool)
    for name in [name for name in upper.figures if name in below.figures]:
        stated, summed = upper.figures[name][first], below.read[name][second]
        least, most = summed - below.less[name][second], summed + below.more[name][second]
        readable = stated != MISSING
        whole = readable & full & (below.figures[name][second] != MISSING)
        compared |= whole
        apart[name] = np.where(readable, np.minimum(stated - least, 0), 0)
        apart[name] = np.where(whole & (stated > most), stated - most, apart[name])
        exactly |= whole & (apart[name] != 0)
    differs = np.array([off != 0 for off in apart.values()] or [compared & False]).any(axis=0)
    moved = _votes_moved(
        [apart[name] for name in definition.contests[contest].options if name in apart], len(common)
    )
    differences = [
        AreaDifference(
            area=(area := places.ids()[int(common[row])]),
            name=places.lookup.areas[area].name,
            figures={
                name: (one := int(upper.figures[name][first[row]]), one - int(off[row]))
                for name, off in apart.items()
                if off[row]
            },
            votes=int(moved[row]) or max(abs(int(off[row])) for off in apart.values()),
            held=int(below.held[second[row]]),
            known=None if (known := int(below.known[second[row]])) == MISSING else known,
            below_held=not exactly[row],
            disputed=int(below.disputed[second[row]]),
        )
        for row in map(int, np.flatnonzero(differs))
    ]
    return LevelComparison(
        stating=upper.source,
        summed=below.source,
        level=upper.level,
        below=below.level,
        compared=int(compared.sum()),
        equal=int((compared & ~differs).sum()),
        not_compared=len(upper.areas) - int(compared.sum()),
        differences=sorted(differences, key=lambda item: -item.votes),
        of_sheets=below.level == definition.station_level,
    )


def _votes_moved(apart: Sequence[IntArray], areas: int) -> IntArray:
    """For each area the larger of what options have more than the sum, and fewer."""
    more = fewer = np.zeros(areas, dtype=np.int64)
    for off in apart:
        more, fewer = more + np.maximum(off, 0), fewer + np.maximum(-off, 0)
    return np.maximum(more, fewer)


def _weighed(
    tabulator: Tabulator, comparison: LevelComparison, below: BelowSums
) -> LevelComparison:
    """With the fewest returns of the level below that would have to be worthless, by difference."""
    if comparison.explained:
        return comparison
    numbers = tabulator.store.places.numbers
    apart: dict[str, dict[int, int]] = {}
    for item in comparison.differences:
        for name, off in item.apart.items():
            apart.setdefault(name, {})[numbers[item.area]] = off
    fewest = below.fewest(apart)
    differences = [
        replace(item, worthless=fewest.get(numbers[item.area])) for item in comparison.differences
    ]
    return replace(comparison, differences=differences)


def _explain(
    tabulator: Tabulator,
    upper: StatedLevel,
    sheets: Sheets,
    below: BelowSums,
    comparison: LevelComparison,
) -> LevelComparison:
    """Try the plain explanations: does one of them remove every difference?"""
    if not any(not item.below_held for item in comparison.differences):
        return comparison
    count = len(comparison.differences)
    before = {item.area for item in comparison.differences}
    # Where only a part is held, any stations taken out would make too large a sum smaller.
    exact = {item.area for item in comparison.differences if not item.below_held}
    found: list[Sentence] = []
    explained = False
    partly: PartlyExplained | None = None
    for way in _ways(tabulator, upper, sheets, below, comparison):
        if not way.left:
            found.append(way.whole(count))
            # One station, or one difference, any attribute that tells stations apart would explain.
            explained = explained or way.needs_no_more or (way.stations > 1 and count > 1)
        elif way.left < before and way.stations > 1 and len(areas := exact - way.left) > 1:
            one = PartlyExplained(way.of_a_part(len(areas)), areas)
            partly = max(partly or one, one, key=lambda item: len(item.areas))
    return replace(
        comparison,
        differences=misplaced_figures(tabulator, upper, sheets, below, comparison.differences),
        explanations=found,
        explained=explained,
        partly=None if found else partly,
    )


@dataclass(frozen=True)
class _Way:
    """A plain explanation, and the areas that would still differ with it."""

    left: Set[str]
    whole: Callable[[int], Sentence]
    """What is said where it removes every difference, of so many."""
    of_a_part: Callable[[int], Sentence]
    stations: int
    """How many stations it is about."""
    needs_no_more: bool = False
    """Whether it is enough wherever it removes every difference, however few."""


def _ways(
    tabulator: Tabulator,
    upper: StatedLevel,
    sheets: Sheets,
    below: BelowSums,
    comparison: LevelComparison,
) -> Iterator[_Way]:
    for stage, earlier in tabulator.store.earlier_stages(sheets):
        then = sheet_sums(tabulator, upper, earlier)
        other = _compare(tabulator, sheets.contest, upper, then)
        if other.compared >= comparison.compared:
            left = {item.area for item in other.differences}
            yield _of_stage(stage, left, int(then.held.sum()))
    members = alliances(tabulator.store.election.definition.contests[sheets.contest])
    within = {
        item.area: sentence
        for item in comparison.differences
        if (sentence := within_alliances(item.figures, members)) is not None
    }
    if within:
        elsewhere = next(iter(within.values()))
        yield _Way(
            {item.area for item in comparison.differences} - set(within),
            lambda count: elsewhere,
            lambda count: plural(
                "at one of them {explanation}",
                "at {n} of them {explanation}",
                count,
                {"explanation": elsewhere},
            ),
            int(below.held.sum()),
            needs_no_more=True,
        )
    apart = tabulator.columns_not_counted(sheets, upper.level)
    if apart is not None and len(apart["area"]):
        stations = int(apart["held"].sum())
        yield _Way(
            _left(tabulator, sheets, upper, _without(below, _negative(apart))),
            lambda count: with_those_that_do_not_count(stations),
            lambda count: plural(
                "at one of them the sheets of stations that areas.csv says do not count may have "
                "been added up too",
                "at {n} of them the sheets of stations that areas.csv says do not count may have "
                "been added up too",
                count,
            ),
            stations,
        )
    for kind, sums in special_kinds(tabulator, sheets, upper):
        left = _left(tabulator, sheets, upper, _without(below, sums))
        yield _Way(left, kind.sentence, kind.sentence_of_a_part, kind.stations)


def _of_stage(stage: str, left: Set[str], stations: int) -> _Way:
    return _Way(
        left,
        lambda count: earlier_stage(stage, every_difference(count)),
        lambda count: earlier_stage(stage, so_many_differences(count)),
        stations,
        needs_no_more=True,
    )


def _left(tabulator: Tabulator, sheets: Sheets, upper: StatedLevel, sums: BelowSums) -> set[str]:
    """The areas that differ from other sums."""
    other = _compare(tabulator, sheets.contest, upper, sums)
    return {item.area for item in other.differences}


def _negative(sums: Mapping[str, IntArray]) -> dict[str, IntArray]:
    """What takes nothing out and puts this in."""
    return {name: column if name == "area" else -column for name, column in sums.items()}


def _without(below: BelowSums, kind: Mapping[str, IntArray]) -> BelowSums:
    """The sums with a kind of stations taken out."""
    _, places, rows = np.intersect1d(below.areas, kind["area"], return_indices=True)
    figures, read = {}, {}
    for name, column in below.figures.items():
        less = np.zeros_like(column)
        less[places] = kind[name][rows]
        read[name] = below.read[name] - less
        figures[name] = np.where(column == MISSING, MISSING, read[name])
    fewer = np.zeros_like(below.held)
    fewer[places] = kind["held"][rows]
    known = np.where(below.known == MISSING, MISSING, below.known - fewer)
    return replace(below, figures=figures, read=read, held=below.held - fewer, known=known)
