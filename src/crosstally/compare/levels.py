"""Each level's stated figures against the sum of the level below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crosstally.compare.below import BelowSums, children, same_channels, sheet_sums
from crosstally.compare.explanations import (
    all_within_alliances,
    alliances,
    earlier_stage,
    slips,
    special_kinds,
)
from crosstally.compare.stated import StatedLevel, stated_levels
from crosstally.election.definition import STAGE_ORDER, Act, Stage
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.returns.store import Sheets
from crosstally.tabulation.figures import MISSING, IntArray
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_


@dataclass(frozen=True)
class AreaDifference:
    """An area whose stated figures are not the sum of the level below."""

    area: str
    name: str
    figures: Mapping[str, tuple[int, int]]
    """Field or option → (stated, sum of the level below), only those that differ."""
    votes: int
    stations_held: int
    stations_known: int | None
    below_held: bool = False
    """Not every station below is held, and those held exceed what is stated."""


@dataclass(frozen=True)
class LevelComparison:
    """What comparing one level's stated figures with the level below gives."""

    stating: str
    """The source that states the level's figures."""
    summed: str
    """The source whose figures are added up."""
    level: str
    below: str
    compared: int
    equal: int
    not_compared: int = 0
    """Areas that cannot be compared: not every station below is held, or a figure is unread."""
    differences: Sequence[AreaDifference] = ()
    explanations: Sequence[Sentence] = ()
    """Plain explanations that remove every difference."""
    explained: bool = False


LEVEL_DIFFERS = register(
    Code(
        name="ROLLUP-DIFFERS",
        tier=Tier.DECISIVE,
        title=N_("An area's stated figures are not the sum of the level below"),
        means=N_(
            "All the sheets (or areas) below an area are held, and their sum is not what is "
            "stated for the area. The two cannot both be right."
        ),
        does_not_mean=N_(
            "It does not say which of the two is wrong. Stations of a special kind may be "
            "counted elsewhere, and a later stage may have changed a figure lawfully."
        ),
        source=N_("Addition. Plain explanations are tried first and named."),
    )
)
LEVEL_BELOW_HELD = register(
    Code(
        name="ROLLUP-BELOW-HELD",
        tier=Tier.DECISIVE,
        title=N_("An area is stated to have fewer votes than its sheets already held"),
        means=N_(
            "Only part of an area's sheets is held, and on that part stands more than is stated "
            "for the whole area. The two cannot both be right."
        ),
        does_not_mean=N_("It does not say which of the two is wrong."),
        source=N_("Votes are never negative, so more sheets can only add."),
    )
)
LEVEL_EXPLAINED = register(
    Code(
        name="ROLLUP-EXPLAINED",
        tier=Tier.INDICATIVE,
        title=N_("A plain explanation removes every difference between two levels"),
        means=N_(
            "Areas differ from the sum of the level below, and one plain explanation, such as "
            "special stations counted elsewhere, removes every one of these differences."
        ),
        does_not_mean=N_(
            "It does not prove that this is what happened; it shows that nothing else is needed."
        ),
        source=N_("Each attribute of stations is tried in turn."),
    )
)


def compare_levels(
    tabulator: Tabulator, contest: str, limit: int
) -> tuple[list[LevelComparison], Checked]:
    """Every level that some file states, against the stated level below; areas in which that is
    not complete, against the sheets: the source's own, or every source's where it has none."""
    comparisons: list[LevelComparison] = []
    checked = Checked()
    stated = stated_levels(tabulator.store, contest)
    for upper in stated:
        found, rest = [], upper
        lower = _stated_below(tabulator, upper, stated)
        if lower is not None:
            below = children(tabulator, upper, lower)
            whole = below.areas[below.held == below.known]
            rest = upper.only(np.setdiff1d(upper.areas, whole))
            comparison = _compare(tabulator, upper, below)
            if comparison.compared or comparison.differences:
                found.append(comparison)
        for sheets in _sheets_below(tabulator, upper, contest) if len(rest.areas) else ():
            below = sheet_sums(tabulator, rest, sheets)
            comparison = _compare(tabulator, rest, below)
            found.append(_explain(tabulator, rest, sheets, below, comparison))
        comparisons += found
        for comparison in found:
            checked += _findings(contest, comparison, limit)
    return comparisons, checked


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


def _compare(tabulator: Tabulator, upper: StatedLevel, below: BelowSums) -> LevelComparison:
    places = tabulator.store.places
    ids = places.ids()
    common, first, second = np.intersect1d(upper.areas, below.areas, return_indices=True)
    full = below.known[second] == below.held[second]
    deltas: dict[str, tuple[IntArray, IntArray]] = {}
    differs = np.zeros(len(common), dtype=bool)
    compared = np.zeros(len(common), dtype=bool)
    for name in [name for name in upper.figures if name in below.figures]:
        stated, summed = upper.figures[name][first], below.figures[name][second]
        least, most = summed - below.less[name][second], summed + below.more[name][second]
        readable = (stated != MISSING) & (summed != MISSING)
        wrong = readable & ((stated < least) | (full & (stated > most)))
        compared |= readable & full
        differs |= wrong
        deltas[name] = (np.where(wrong, stated, MISSING), np.where(wrong, summed, MISSING))
    differences = [
        _difference(
            tabulator, ids[int(common[row])], row, deltas, below, int(second[row]), bool(full[row])
        )
        for row in map(int, np.flatnonzero(differs))
    ]
    differences.sort(key=lambda item: -item.votes)
    wrong_full = int((differs & full).sum())
    return LevelComparison(
        stating=upper.source,
        summed=below.source,
        level=upper.level,
        below=below.level,
        compared=int(compared.sum()),
        equal=int(compared.sum()) - wrong_full,
        not_compared=len(upper.areas) - int(compared.sum()),
        differences=differences,
    )


def _difference(
    tabulator: Tabulator,
    area: str,
    row: int,
    deltas: Mapping[str, tuple[IntArray, IntArray]],
    below: BelowSums,
    position: int,
    full: bool,
) -> AreaDifference:
    figures = {
        name: (int(stated[row]), int(summed[row]))
        for name, (stated, summed) in deltas.items()
        if stated[row] != MISSING or summed[row] != MISSING
    }
    known = int(below.known[position])
    return AreaDifference(
        area=area,
        name=tabulator.store.places.lookup.areas[area].name,
        figures=figures,
        votes=_votes_moved(figures),
        stations_held=int(below.held[position]),
        stations_known=None if known == MISSING else known,
        below_held=not full,
    )


def _votes_moved(figures: Mapping[str, tuple[int, int]]) -> int:
    """The largest single difference: fields and options overlap, so they are not added."""
    return max(abs(stated - summed) for stated, summed in figures.values())


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
    found = [
        earlier_stage(stage, count)
        for stage, earlier in tabulator.store.earlier_stages(sheets)
        if _agrees(tabulator, upper, earlier, comparison.compared)
    ]
    members = alliances(tabulator.store.election.definition.contests[sheets.contest])
    elsewhere = all_within_alliances((item.figures for item in comparison.differences), members)
    found += [elsewhere] if elsewhere else []
    for kind, sums in special_kinds(tabulator, sheets, upper):
        without = _without(below, sums)
        if not _compare(tabulator, upper, without).differences:
            found.append(kind.sentence(count))
    return replace(comparison, explanations=found, explained=bool(found))


def _agrees(tabulator: Tabulator, upper: StatedLevel, sheets: Sheets, compared: int) -> bool:
    """Whether other sheets agree with what is stated, at no fewer areas."""
    other = _compare(tabulator, upper, sheet_sums(tabulator, upper, sheets))
    return not other.differences and other.compared >= compared


def _without(below: BelowSums, kind: Mapping[str, IntArray]) -> BelowSums:
    """The sums with a kind of stations taken out."""
    _, places, rows = np.intersect1d(below.areas, kind["area"], return_indices=True)
    figures = {}
    for name, column in below.figures.items():
        less = np.zeros_like(column)
        less[places] = kind[name][rows]
        figures[name] = np.where(column == MISSING, MISSING, column - less)
    fewer = np.zeros_like(below.held)
    fewer[places] = kind["held"][rows]
    known = np.where(below.known == MISSING, MISSING, below.known - fewer)
    return replace(below, figures=figures, held=below.held - fewer, known=known)


def _findings(contest: str, comparison: LevelComparison, limit: int) -> Checked:
    run = CheckRun(
        LEVEL_DIFFERS.name,
        contest,
        comparison.stating,
        f"{comparison.level} / {comparison.below}"
        + ("" if comparison.summed == comparison.stating else f" ({comparison.summed})"),
        checked=comparison.compared,
        failed=0 if comparison.explained else len(comparison.differences),
        not_checked=comparison.not_compared,
        votes=sum(item.votes for item in comparison.differences),
    )
    if comparison.explained:
        return Checked((_explained(contest, comparison),), (run,))
    findings = tuple(_finding(contest, comparison, item) for item in comparison.differences[:limit])
    beyond = len(comparison.differences) - len(findings)
    return Checked(findings, (run,), {LEVEL_DIFFERS.name: beyond} if beyond else {})


def _explained(contest: str, comparison: LevelComparison) -> Finding:
    count = len(comparison.differences)
    return Finding(
        code=LEVEL_EXPLAINED,
        contest=contest,
        source=comparison.stating,
        template=N_(
            "Of {compared} areas of the level {level}, {count} differ from the sum of the level "
            "below, and a plain explanation removes every difference: {explanation}"
        ),
        values={
            "compared": comparison.compared,
            "level": comparison.level,
            "count": count,
            "explanation": comparison.explanations[0],
        },
        figures={
            "compared": comparison.compared,
            "equal": comparison.equal,
            "differ": count,
            "areas": [item.area for item in comparison.differences[:1000]],
        },
        votes=sum(item.votes for item in comparison.differences),
        explanations=tuple(comparison.explanations),
    )


def _finding(contest: str, comparison: LevelComparison, item: AreaDifference) -> Finding:
    name, (stated, summed) = max(
        item.figures.items(), key=lambda pair: abs(pair[1][0] - pair[1][1])
    )
    template = (
        N_("{area}: {stated} {figure} are stated, and the {held} sheets held already have {summed}")
        if item.below_held
        else N_("{area}: {stated} {figure} are stated, and the level below adds up to {summed}")
    )
    premises = (
        Sentence(N_("the sheets held are genuine and belong to this area")),
        Sentence(N_("both speak of the same stage of the count")),
    )
    return Finding(
        code=LEVEL_BELOW_HELD if item.below_held else LEVEL_DIFFERS,
        contest=contest,
        source=comparison.stating,
        area=item.area,
        template=template,
        values={
            "area": item.name,
            "stated": stated,
            "figure": name,
            "summed": summed,
            "held": item.stations_held,
        },
        figures={
            "level": comparison.level,
            "below": comparison.below,
            "summed_source": comparison.summed,
            "stations_held": item.stations_held,
            "stations_known": item.stations_known,
            "differences": {
                figure: {"stated": pair[0], "sum": pair[1]} for figure, pair in item.figures.items()
            },
        },
        votes=item.votes,
        premises=premises,
        explanations=slips(item.figures),
    )
