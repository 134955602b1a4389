"""One source against another, station by station."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from operator import itemgetter
from typing import Any

from crosstally.compare.explanations import alliances, within_alliances
from crosstally.compare.said import Said
from crosstally.compare.source_findings import (
    EXPLAINED,
    ONE_WAY,
    Slip,
    SourceComparison,
    StationDifference,
    source_findings,
)
from crosstally.engine.differences import (
    ComparedSheets,
    create_differing,
    figures_of_another,
    largest_differences,
    shifted_rows,
    stations_in_both,
    sums_of_differences,
    swapped_options,
)
from crosstally.engine.one_channel import stations_of_one_channel
from crosstally.engine.sheets import rows_of_stations
from crosstally.findings import Checked, Sentence
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.words import N_

LARGEST = 5_000
"""Stations that are listed one by one; the counts speak of all."""
SEVERAL = 3
"""A slip at fewer stations is said at each of them, not of a part of the file."""
MIN_FIGURES = 4
"""Where fewer figures are no zero, another station has the same ones by chance."""
MOST_PAIRS = 5
"""Pairs of swapped figures that are looked for over all stations."""


def compare_sources(
    store: ReturnsStore, contest: str, limit: int = LARGEST
) -> tuple[list[SourceComparison], Checked]:
    """Every two sources that hold sheets of a contest."""
    comparisons: list[SourceComparison] = []
    own_codes = {
        source: {station: code for code, station in store.crosswalk.pairs(source).items()}
        for source in store.crosswalk.sources
    }
    checked = Checked()
    for first, second in combinations(store.sheets_of(contest), 2):
        comparison = _compare(store, first, second, limit)
        comparison = _placed(store, comparison, (first, second), own_codes)
        comparisons.append(comparison)
        said = Said(store.election.definition, contest)
        checked += source_findings(said, comparison)
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
    others = {}
    if differ <= LARGEST and len(figures) >= MIN_FIGURES:
        others = figures_of_another(store.engine, first.name, differing, figures, MIN_FIGURES)
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
        largest=[
            replace(item, figures_of=others.get(item.station))
            for item in (_station(row, figures) for row in rows)
        ],
        slips=_most(
            [
                *_elsewhere(store, first.contest, figures, differ, rows),
                *_slips(store, first, second, differing, figures, differ, rows),
            ],
            differ,
        ),
    )


def _placed(
    store: ReturnsStore,
    comparison: SourceComparison,
    both: Sequence[Sheets],
    own_codes: Mapping[str, Mapping[str, str]],
) -> SourceComparison:
    """The stations that differ with where each source has them: its own code, and its row."""
    stations = [item.station for item in comparison.largest]
    rows = {sheets.source: rows_of_stations(store.engine, sheets.name, stations) for sheets in both}
    largest = []
    for item in comparison.largest:
        codes = {
            sheets.source: own_codes[sheets.source][item.station]
            for sheets in both
            if item.station in own_codes.get(sheets.source, {})
        }
        places = {
            sheets.source: _place(sheets, *rows[sheets.source][item.station])
            for sheets in both
            if item.station in rows[sheets.source]
        }
        stages = {
            sheets.source: load.entry.stage.value
            for sheets in both
            if item.station in rows[sheets.source]
            and "stage" not in (load := sheets.loads[rows[sheets.source][item.station][0]]).texts
        }
        largest.append(replace(item, codes=codes, places=places, stages=stages))
    return replace(comparison, largest=largest)


def _place(sheets: Sheets, part: int, row: int) -> tuple[str, int]:
    load = sheets.loads[part]
    return load.raw.path.name, load.line(row)


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
) -> list[Slip]:
    """The stations that differ within alliances only, where all that differ are at hand."""
    members = alliances(store.election.definition.contests[contest])
    if not members or differ != len(rows):
        return []
    differences = {item.station: item.figures for item in (_station(row, figures) for row in rows)}
    within = {
        station: sentence
        for station, pairs in differences.items()
        if (sentence := within_alliances(pairs, members)) is not None
    }
    if len(within) < min(SEVERAL, max(differ, 1)):
        return []
    return [Slip(next(iter(within.values())), frozenset(within), EXPLAINED)]


def _slips(
    store: ReturnsStore,
    first: Sheets,
    second: Sheets,
    differing: str,
    figures: Sequence[str],
    differ: int,
    rows: Sequence[Mapping[str, Any]],
) -> list[Slip]:
    """Slips of a whole file, or of a part of it."""
    if differ < 2:
        return []
    said = Said(store.election.definition, first.contest)
    names = (first.name, second.name)
    found = list(_one_way(store, (first, second), differing, figures))
    found += _shifts(store, first, second, differing, figures, differ, rows)
    found += [
        Slip(
            Sentence(
                N_("{one} and {two} are swapped in one of the two sources"),
                {"one": said.figure(pair[0]), "two": said.figure(pair[1])},
            ),
            frozenset(swapped_options(store.engine, *names, differing, figures, pair)),
        )
        for pair in _swapped_pairs(rows, figures)
    ]
    return found


def _one_way(
    store: ReturnsStore, both: tuple[Sheets, Sheets], differing: str, figures: Sequence[str]
) -> Iterator[Slip]:
    """The stations at which one source, which names no way of voting, has what the other states of
    one way alone."""
    if len(figures) < MIN_FIGURES:
        return
    said = Said(store.election.definition, both[0].contest)
    for whole, part in (both, both[::-1]):
        if whole.plain:
            continue
        found = stations_of_one_channel(store.engine, whole.name, part.name, differing, figures)
        for channel, stations in found.items():
            sentence = Sentence(
                N_("{part} has the figures that {whole} states of one way of voting ({channel})"),
                {
                    "part": said.source(part.source),
                    "whole": said.source(whole.source),
                    "channel": channel,
                },
            )
            yield Slip(sentence, frozenset(stations), ONE_WAY)


def _most(slips: Sequence[Slip], differ: int) -> list[Slip]:
    """Those that account for every station that differs, else those that do for several."""
    whole = [slip for slip in slips if slip.accounts_for(differ)]
    return whole or [slip for slip in slips if len(slip.stations) >= SEVERAL]


def _shifts(
    store: ReturnsStore,
    first: Sheets,
    second: Sheets,
    differing: str,
    figures: Sequence[str],
    differ: int,
    rows: Sequence[Mapping[str, Any]],
) -> list[Slip]:
    """Rows shifted by one: all their figures, the votes alone, or one column."""
    said = Said(store.election.definition, first.contest)
    options = store.election.definition.contests[first.contest].options
    votes = [name for name in figures if name in options]
    names = {"source": said.source(second.source), "other": said.source(first.source)}
    whole = N_("the rows of {source} are shifted by one against those of {other}")
    of_votes = N_("the votes of {source} are shifted by one row against those of {other}")
    one = N_("{figure} of {source} is shifted by one row against that of {other}")
    blocks: list[tuple[Sequence[str], Sentence]] = [(figures, Sentence(whole, names))]
    if 1 < len(votes) < len(figures):
        blocks.append((votes, Sentence(of_votes, names)))
    if len(figures) > 1:
        blocks += [([f], Sentence(one, {**names, "figure": said.figure(f)})) for f in figures]
    apart = [_differing(row, figures) for row in rows]
    found = []
    for block, sentence in blocks:
        others = [name for name in figures if name not in block]
        alone = [row for row, own in zip(rows, apart, strict=True) if own <= set(block)]
        if not _may_be_shifted(alone, block, is_part=bool(others), all_at_hand=differ == len(rows)):
            continue
        for shift in (1, -1):
            moved = shifted_rows(
                store.engine, first.name, second.name, differing, block, shift, others
            )
            # In a part of the figures, some rows have those of the next one by chance.
            if not others or (len(moved) >= SEVERAL and 2 * len(moved) >= len(alone)):
                found.append(Slip(sentence, frozenset(moved)))
    return found


def _differing(row: Mapping[str, Any], figures: Sequence[str]) -> set[str]:
    """The figures that differ at a row and were read in both sources."""
    pairs = ((name, row[f"a:{name}"], row[f"b:{name}"]) for name in figures)
    return {name for name, a, b in pairs if a is not None and b is not None and a != b}


def _may_be_shifted(
    rows: Sequence[Mapping[str, Any]], figures: Sequence[str], is_part: bool, all_at_hand: bool
) -> bool:
    """Whether enough of the differing rows have the figures of another of them: a shift moves
    whole blocks, so neighbours differ too, all but the last of a block (of two rows, at the
    least). Spares a search over all stations."""
    if all_at_hand:
        moved = len(_of_neighbours(rows, figures))
    else:
        own = {_figures(row, "a", figures) for row in rows}
        moved = sum(_figures(row, "b", figures) in own for row in rows)
    if is_part and all_at_hand:
        # In a part of the figures, half of the rows have to be explained.
        return 0 < len(rows) <= 4 * moved
    return moved >= SEVERAL or 0 < len(rows) <= 2 * moved


def _of_neighbours(rows: Sequence[Mapping[str, Any]], figures: Sequence[str]) -> set[str]:
    """The stations at which the second source has what the first has at the row beside, of the
    rows given and in the order of either source."""
    found = set()
    for place in ("a#row", "b#row"):
        for one, other in pairwise(sorted(rows, key=itemgetter(place))):
            for here, beside in ((one, other), (other, one)):
                if _figures(here, "b", figures) == _figures(beside, "a", figures):
                    found.add(str(here["station"]))
    return found


def _figures(row: Mapping[str, Any], side: str, names: Sequence[str]) -> tuple[int | None, ...]:
    return tuple(row[f"{side}:{name}"] for name in names)


def _swapped_pairs(
    rows: Sequence[Mapping[str, Any]], figures: Sequence[str]
) -> list[tuple[str, str]]:
    """The pairs of figures that stand in each other's place, and are all that differs, at several
    rows or at every one; those of most rows first."""
    pairs = Counter(pair for row in rows if (pair := _swapped_pair(row, figures)))
    enough = min(SEVERAL, len(rows))
    return [pair for pair, count in pairs.most_common(MOST_PAIRS) if count >= enough]


def _swapped_pair(row: Mapping[str, Any], figures: Sequence[str]) -> tuple[str, str] | None:
    """The two figures that stand in each other's place in a row, if that is all that differs."""
    differing = [name for name in figures if row[f"a:{name}"] != row[f"b:{name}"]]
    if len(differing) != 2:
        return None
    one, two = differing
    swapped = row[f"a:{one}"] == row[f"b:{two}"] and row[f"a:{two}"] == row[f"b:{one}"]
    return (one, two) if swapped else None
