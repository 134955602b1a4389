"""Columns of a wide file that election.yaml does not name and that look like votes.

A party that was forgotten in the definition would be missing from every sum without a word. What a
column is, its name says where it is a known one; else its place and its numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from crosstally.election.definition import Definition, ReturnsFile, normalised
from crosstally.engine.columns_left_over import (
    NO_FIGURE,
    figure_columns,
    sums_of_columns,
)
from crosstally.engine.connection import Engine
from crosstally.engine.loading import WideLoad
from crosstally.returns.columns import ColumnPlan
from crosstally.returns.files import OpenedFile
from crosstally.returns.vocabulary import (
    Role,
    is_called_area,
    names_code,
    names_elsewhere,
    names_percent,
    role_of,
    says_total,
)

Ints = npt.NDArray[np.int64]
TABLES = ("csv", "xlsx", "parquet")
"""Formats whose columns people name; the others bring their own."""
MOST_COLUMNS = 60
"""A file with more columns that nothing names holds more than this contest."""
ROWS_LOOKED_AT = 2_000
MOSTLY_PERCENT = 95
"""Rows of which something must hold; a few may hold a slip."""
ENOUGH_TO_BE_IN_ORDER = 10
"""Rows whose numbers, where none is below the one before, are codes."""


def votes_left_over(
    engine: Engine,
    opened: OpenedFile,
    load: WideLoad,
    plan: ColumnPlan,
    options: Collection[str],
    named: Collection[str] = (),
) -> dict[str, int]:
    """Column → the sum of its numbers, for each that seems to hold votes of no option.

    ``options``: which figures of the load are options. ``named``: normalised names of columns that
    are read for another contest of the same file.
    """
    header, relation = opened.header, opened.relation
    if opened.format not in TABLES:
        return {}
    read = [at for name, at in load.figures.items() if name in options]
    free = set(range(plan.width)) - plan.positions
    beside = _beside(header, free, read, named)
    if not read or not beside or len(free) > MOST_COLUMNS:
        return {}
    tried = figure_columns(engine, relation, load, beside, ROWS_LOOKED_AT)
    tried = {at: one for at, one in tried.items() if not one.texts and _varies(one.figures)}
    if not tried:
        return {}
    others = sorted({*(free - tried.keys()), *load.figures.values()})
    columns = figure_columns(engine, relation, load, others, ROWS_LOOKED_AT)
    found = _like_votes(
        [columns[at].figures for at in read],
        {at: one.figures for at, one in tried.items()},
        [columns[at].figures for name, at in load.figures.items() if name not in options],
        [columns[at].figures for at in free - tried.keys()],
    )
    sums = sums_of_columns(engine, relation, load, found) if found else {}
    return {header[at].strip() or f"column {at + 1}": votes for at, votes in sums.items()}


def named_elsewhere(definition: Definition, entry: ReturnsFile) -> set[str]:
    """Normalised names of columns that other entries read from the same file."""
    found: set[str] = set()
    for other in definition.returns:
        if other is entry or other.file != entry.file:
            continue
        contest = definition.contests[other.contest or next(iter(definition.contests))]
        for option, about in contest.options.items():
            found |= {normalised(text) for text in (option, about.name, *about.aliases)}
        given = (*other.columns.options.values(), *other.columns.fields.values())
        found |= {normalised(text) for text in given}
    return found


def _beside(
    header: Sequence[str], free: Collection[int], read: Collection[int], named: Collection[str]
) -> list[int]:
    """The columns that may hold votes by their names, and that stand beside those of the options,
    or alone among columns that are read."""
    unknown = {
        at for at in free if _may_be_votes(header[at]) and normalised(header[at]) not in named
    }
    if unknown == set(free):
        return sorted(unknown)
    found = set[int]()
    for step in (1, -1):
        for at in read:
            at += step
            while at in unknown:
                found.add(at)
                at += step
    return sorted(found)


def _may_be_votes(name: str) -> bool:
    if role_of(name) not in (None, Role.WRITE_IN):
        return False
    no_votes = (names_code, names_elsewhere, names_percent, is_called_area, says_total)
    return not any(says(name) for says in no_votes)


def _like_votes(
    options: Sequence[npt.NDArray[np.int32]],
    beside: Mapping[int, npt.NDArray[np.int32]],
    fields: Sequence[npt.NDArray[np.int32]],
    others: Sequence[npt.NDArray[np.int32]],
) -> list[int]:
    """Which columns, added to the options' votes, still fit what else the file says."""
    votes = _sum(options)
    rows = votes > 0
    votes = votes[rows]
    fields, others = [one[rows] for one in fields], [one[rows] for one in others]
    numbers = {at: one[rows] for at, one in beside.items()}
    whole = [*fields, *others, *numbers.values()]
    if not len(votes) or any(_mostly(one == votes) for one in whole):
        return []  # some column says that the options are all there are
    known = [*(one[rows] for one in options), *fields, *others]
    found = {
        at: one for at, one in numbers.items() if not any(_mostly(one == other) for other in known)
    }
    if not found:
        return []
    added = _sum(list(found.values()))
    bounds = [one for one in fields if _mostly(one >= votes)]
    fits = [_mostly(one >= votes + added) for one in bounds]
    is_small = np.median(votes - added) > 0
    return list(found) if (all(fits) if fits else is_small) else []


def _sum(columns: Sequence[npt.NDArray[np.int32]]) -> Ints:
    total: Ints = np.sum([np.maximum(one, 0) for one in columns], axis=0, dtype=np.int64)
    return total


def _mostly(rows: npt.NDArray[np.bool_]) -> bool:
    return int(np.count_nonzero(rows)) * 100 >= MOSTLY_PERCENT * len(rows)


def _varies(figures: npt.NDArray[np.int32]) -> bool:
    """Whether a column's numbers are some, not one and the same, no mere yes and no (1 and 0), and
    no codes in order."""
    held = figures[figures != NO_FIGURE]
    if not (held > 1).any() or (len(held) > 1 and (held == held[0]).all()):
        return False
    steps = np.diff(held)
    if len(steps) > 1 and (steps == 1).all():
        return False
    return len(held) < ENOUGH_TO_BE_IN_ORDER or bool((steps < 0).any())
