"""One source against another, station by station."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from crosstally.compare.explanations import all_within_alliances, alliances, slips
from crosstally.compare.one_sided import one_sided
from crosstally.engine.differences import (
    ComparedSheets,
    create_differing,
    largest_differences,
    shifted_rows,
    stations_in_both,
    sums_of_differences,
    swapped_options,
)
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.words import N_

DIFFERS = register(
    Code(
        name="SOURCE-DIFFERS",
        tier=Tier.DECISIVE,
        title=N_("Two sources state different figures for one station"),
        means=N_(
            "Both sources give a figure of the same sheet, and the figures are not the same. "
            "They cannot both be right."
        ),
        does_not_mean=N_(
            "It does not say which of the two is right. Typing errors, a swapped column "
            "and a later lawful correction look the same as anything else."
        ),
        source=N_(
            "Comparison of every field and option, station by station, through the crosswalk."
        ),
    )
)
EXPLAINED = register(
    Code(
        name="SOURCE-EXPLAINED",
        tier=Tier.INDICATIVE,
        title=N_("Two sources count an alliance's votes in different places"),
        means=N_(
            "Two sources differ at stations only in which member of an alliance its votes stand "
            "under: with the alliance's votes added up they agree at every station."
        ),
        does_not_mean=N_("It does not say under which member the votes belong."),
        source=N_("The alliances in election.yaml."),
    )
)
SLIP = register(
    Code(
        name="SOURCE-SLIP",
        tier=Tier.DECISIVE,
        title=N_("One slip accounts for every difference between two sources"),
        means=N_(
            "Two sources differ at stations, and one slip, such as rows shifted by one or two "
            "options swapped, accounts for every one of these differences. As they stand the two "
            "cannot both be right; with the slip undone they agree."
        ),
        does_not_mean=N_("It does not prove that this slip was made, nor in which source."),
        source=N_("Each slip is tried on all stations that differ."),
    )
)
OTHER_ACT = register(
    Code(
        name="SOURCE-OTHER-ACT",
        tier=Tier.INDICATIVE,
        title=N_("Two sources have sheets of one station that are not of the same act"),
        means=N_(
            "One source has the figures of a recount, a ruling or a rerun and the other does not, "
            "or one is preliminary, or they count votes that came by other ways (early, by post). "
            "Such sheets need not be the same, and are not compared."
        ),
        does_not_mean=N_("It does not mean that the figures differ, nor that they agree."),
        source=N_("The stages and channels of the returns in election.yaml."),
    )
)
LARGEST = 5_000
"""Stations that are listed one by one; the counts speak of all."""


@dataclass(frozen=True)
class StationDifference:
    """A station at which two sources state different figures."""

    station: str
    name: str
    area: str
    """Id of the smallest area it stands in."""
    figures: Mapping[str, tuple[int | None, int | None]]
    """Field or option → (first source, second source), only those that differ."""
    votes: int
    """Votes moved: the larger of what options gained and lost together."""


@dataclass(frozen=True)
class SourceComparison:
    """What station-by-station comparison of two sources in one contest gives."""

    first: str
    second: str
    agree: int
    differ: int
    only_first: int
    only_second: int
    differing_figures: Mapping[str, int] = field(default_factory=dict)
    """Field or option → at how many stations it differs."""
    net: Mapping[str, int] = field(default_factory=dict)
    """Field or option → second minus first, summed over stations in both."""
    gross: Mapping[str, int] = field(default_factory=dict)
    """Field or option → absolute differences, summed."""
    gains: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Option → (stations where the second source has more, where it has fewer)."""
    largest: Sequence[StationDifference] = ()
    """Ranked by votes moved, the most first; at most the limit that was asked for."""
    slips: Sequence[Sentence] = ()
    """Slips that each account for every difference."""
    elsewhere: Sentence | None = None
    """Every difference is only in which member of an alliance its votes stand under."""
    apart: int = 0
    """In both, but of another act (a recount) or way of voting: not compared."""

    @property
    def explanations(self) -> Sequence[Sentence]:
        """All that accounts for every difference by itself."""
        return [*([self.elsewhere] if self.elsewhere else []), *self.slips]


def compare_sources(
    store: ReturnsStore, contest: str, limit: int = LARGEST
) -> tuple[list[SourceComparison], Checked]:
    """Every two sources that hold sheets of a contest."""
    comparisons: list[SourceComparison] = []
    checked = Checked()
    for first, second in combinations(store.sheets_of(contest), 2):
        comparison = _compare(store, first, second, limit)
        comparisons.append(comparison)
        checked += _findings(contest, comparison, _stages(first), _stages(second))
    return comparisons, checked


def _compare(store: ReturnsStore, first: Sheets, second: Sheets, limit: int) -> SourceComparison:
    figures = [name for name in first.figures if name in second.figures]
    options = [
        name
        for name in store.election.definition.contests[first.contest].options
        if name in figures
    ]
    differing = f"differing_{first.name}_{second.name}"
    one, two = (ComparedSheets(item.name, not item.plain) for item in (first, second))
    create_differing(store.engine, differing, one, two, figures)
    counts = sums_of_differences(store.engine, differing, figures)
    in_first, in_second, both, apart = stations_in_both(store.engine, first.name, second.name)
    differ = int(counts["stations"])
    rows = largest_differences(store.engine, differing, figures, options, limit) if differ else []
    return SourceComparison(
        first=first.source,
        second=second.source,
        agree=both - differ - apart,
        differ=differ,
        apart=apart,
        only_first=in_first - both,
        only_second=in_second - both,
        differing_figures={name: n for name in figures if (n := int(counts[f"differ:{name}"]))},
        net={name: int(counts[f"net:{name}"]) for name in figures},
        gross={name: int(counts[f"gross:{name}"]) for name in figures},
        gains={
            name: (int(counts[f"more:{name}"]), int(counts[f"fewer:{name}"])) for name in options
        },
        largest=[_station(row, figures) for row in rows],
        slips=_slips(store, first, second, figures, differ, rows),
        elsewhere=_elsewhere(store, first.contest, figures, differ, rows),
    )


def _station(row: Mapping[str, Any], figures: Sequence[str]) -> StationDifference:
    pairs = {name: (row[f"a:{name}"], row[f"b:{name}"]) for name in figures}
    return StationDifference(
        station=str(row["station"]),
        name=str(row["name"]),
        area=str(row["area"]),
        figures={
            name: pair for name, pair in pairs.items() if None not in pair and pair[0] != pair[1]
        },
        votes=int(row["votes"]),
    )


def _elsewhere(
    store: ReturnsStore,
    contest: str,
    figures: Sequence[str],
    differ: int,
    rows: Sequence[Mapping[str, Any]],
) -> Sentence | None:
    """That every difference is within alliances, where all of them are at hand."""
    members = alliances(store.election.definition.contests[contest])
    if not members or not rows or differ != len(rows):
        return None
    return all_within_alliances((_station(row, figures).figures for row in rows), members)


def _slips(
    store: ReturnsStore,
    first: Sheets,
    second: Sheets,
    figures: Sequence[str],
    differ: int,
    rows: Sequence[Mapping[str, Any]],
) -> list[Sentence]:
    """Slips of a whole file that account for every station that differs."""
    if differ < 2:
        return []
    found = [
        Sentence(
            N_("the rows of {source} are shifted by one against those of {other}"),
            {"source": second.source, "other": first.source},
        )
        for shift in ((1, -1) if _may_be_shifted(rows, figures) else ())
        # The row at the edge has no neighbour to take its figures from.
        if shifted_rows(store.engine, first.name, second.name, figures, shift) >= differ - 1
    ]
    pair = _swapped_pair(rows[0], figures)
    if pair and swapped_options(store.engine, first.name, second.name, figures, pair) == differ:
        found.append(
            Sentence(
                N_("{one} and {two} are swapped in one of the two sources"),
                {"one": pair[0], "two": pair[1]},
            )
        )
    return found


def _may_be_shifted(rows: Sequence[Mapping[str, Any]], figures: Sequence[str]) -> bool:
    """Whether most of the differing rows have the figures of another of them: a shift moves whole
    blocks, so neighbours differ too. Spares a search over all stations."""
    own = {tuple(row[f"a:{name}"] for name in figures) for row in rows}
    moved = sum(tuple(row[f"b:{name}"] for name in figures) in own for row in rows)
    return 2 * moved >= len(rows)


def _swapped_pair(row: Mapping[str, Any], figures: Sequence[str]) -> tuple[str, str] | None:
    """The two figures that stand in each other's place in a row, if that is all that differs."""
    differing = [name for name in figures if row[f"a:{name}"] != row[f"b:{name}"]]
    if len(differing) != 2:
        return None
    one, two = differing
    swapped = row[f"a:{one}"] == row[f"b:{two}"] and row[f"a:{two}"] == row[f"b:{one}"]
    return (one, two) if swapped else None


def _stages(sheets: Sheets) -> str:
    return ", ".join(sorted({load.entry.stage.value for load in sheets.loads}))


def _findings(
    contest: str, comparison: SourceComparison, first_stage: str, second_stage: str
) -> Checked:
    run = CheckRun(
        DIFFERS.name,
        contest,
        comparison.second,
        f"{comparison.first} / {comparison.second}",
        checked=comparison.agree + comparison.differ,
        failed=comparison.differ,
        not_checked=comparison.only_first + comparison.only_second + comparison.apart,
        votes=sum(item.votes for item in comparison.largest),
    )
    if comparison.explanations:
        return Checked((_explained(contest, comparison),), (run,))
    stage = (
        ()
        if first_stage == second_stage
        else (
            Sentence(
                N_(
                    "the stages are not the same ({first} and {second}): a later act may have "
                    "changed figures lawfully"
                ),
                {"first": first_stage, "second": second_stage},
            ),
        )
    )
    findings = [_finding(contest, comparison, item, stage) for item in comparison.largest]
    findings += [_other_act(contest, comparison)] if comparison.apart else []
    beyond = comparison.differ - len(comparison.largest)
    findings += one_sided(contest, comparison)
    return Checked(tuple(findings), (run,), {DIFFERS.name: beyond} if beyond else {})


def _other_act(contest: str, comparison: SourceComparison) -> Finding:
    return Finding(
        code=OTHER_ACT,
        contest=contest,
        source=comparison.second,
        template=N_(
            "At {apart} stations {first} and {second} state figures of different acts or ways of "
            "voting: they are not compared"
        ),
        values={
            "apart": comparison.apart,
            "first": comparison.first,
            "second": comparison.second,
        },
        figures={"apart": comparison.apart},
    )


def _explained(contest: str, comparison: SourceComparison) -> Finding:
    explained = comparison.explanations[0]
    return Finding(
        code=EXPLAINED if comparison.elsewhere else SLIP,
        contest=contest,
        source=comparison.second,
        template=N_(
            "{first} and {second} differ at {differ} stations, and one plain explanation "
            "accounts for all of them: {explanation}"
        ),
        values={
            "first": comparison.first,
            "second": comparison.second,
            "differ": comparison.differ,
            "explanation": explained,
        },
        figures={"differ": comparison.differ, "agree": comparison.agree},
        votes=sum(item.votes for item in comparison.largest),
        premises=(Sentence(N_("Both sources speak of the same stations and the same act.")),),
        breaking_point=Sentence(
            N_("It vanishes if the slip is undone: {explanation}."), {"explanation": explained}
        ),
        explanations=tuple(comparison.explanations),
    )


def _finding(
    contest: str,
    comparison: SourceComparison,
    item: StationDifference,
    stage: tuple[Sentence, ...],
) -> Finding:
    name, (a, b) = max(
        item.figures.items(), key=lambda pair: abs((pair[1][1] or 0) - (pair[1][0] or 0))
    )
    return Finding(
        code=DIFFERS,
        contest=contest,
        source=comparison.second,
        area=item.station,
        template=N_(
            "Station {station}: {figure} is {a} in {first} and {b} in {second}; "
            "{count} figures differ"
        ),
        values={
            "station": item.name,
            "figure": name,
            "a": a,
            "b": b,
            "first": comparison.first,
            "second": comparison.second,
            "count": len(item.figures),
        },
        figures={
            "in": item.area,
            "differences": {
                figure: {comparison.first: pair[0], comparison.second: pair[1]}
                for figure, pair in item.figures.items()
            },
        },
        votes=item.votes,
        premises=(Sentence(N_("both sources speak of the same station and the same act")),),
        breaking_point=Sentence(
            N_("It vanishes if one of the two returns of this station is worthless or was misread.")
        ),
        explanations=(*stage, *slips(item.figures)),
    )
