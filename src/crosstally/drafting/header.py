"""Where the columns' names stand in a table, above its data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crosstally.drafting.cells import EMPTY_MARKS, Rows, count_of, is_number
from crosstally.returns import vocabulary
from crosstally.words import N_

LOOKED_AT = 60
"""How many rows from the top the header is looked for in."""
MOST_KINDS_OF_CELL = 4
"""Votes, percentages, seats and the like, again and again below each party's name."""
FEWEST_NUMBERS = 2
"""Columns of numbers that a table with a row for each station has, at least."""
NO_HEADER = N_("no header above the rows of figures")
_UNIT = re.compile(
    r"^\(?\s*(votes?|voters?|people|persons|number|count|%|pcs|чел\.?|шт\.?|ед\.?|голосов|votos"
    r"|voix|oy)\s*\)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Header:
    """Where the columns' names stand. ``first`` and ``last`` count rows from 0; data follow."""

    first: int
    last: int
    names: tuple[str, ...]
    skipped: tuple[int, ...]
    """Rows between header and data that hold units or column numbers."""
    read_as: tuple[str, ...] = ()
    """What the readers of returns call the columns, where that is not their names: the lowest
    cell, be it the unit."""

    @property
    def data(self) -> int:
        """The first row of data, from 0."""
        return self.last + 1 + len(self.skipped)


def find_header(rows: Rows, fewest: int = FEWEST_NUMBERS) -> Header:
    """Find the header above the data: title rows stand before it, rows of units or of column
    numbers may stand after it, and merged cells may spread it over several rows.

    The data begin at the first row that looks like most rows do: numbers where the others have
    numbers. Raises ``ValueError`` where no row holds ``fewest`` numbers.
    """
    top = [[cell.strip() for cell in row] for row in rows[:LOOKED_AT]]
    numeric = _numeric_columns(rows)
    if len(numeric) < fewest:
        raise ValueError(N_("no rows with several numbers below a header"))
    start = next(
        (
            i
            for i, row in enumerate(top)
            if _looks_like_data(row, numeric, fewest) and _is_below(top, i)
        ),
        None,
    )
    if start is None or start == 0:
        raise ValueError(NO_HEADER)
    start = _first_row_of_data(top, start, numeric)
    skipped: list[int] = []
    while start < len(top) and _is_numbering(top[start]):
        skipped.append(start)
        start += 1
    last = start - 1 - len(skipped)
    while last > 0 and (
        (_is_filler(top[last]) and not _names_more(top[last], top[last - 1]))
        or _repeats_below_names(top[last], top[last - 1])
    ):
        skipped.insert(0, last)
        last -= 1
    if _is_station(top[last], numeric):
        raise ValueError(NO_HEADER)
    width = max(len(row) for row in rows[: start + 200])
    first = _first_header_row(top, last)
    header = top[first : last + 1]
    return Header(first, last, _names(header, width), tuple(skipped), _lowest(header, width))


def _numeric_columns(rows: Rows) -> list[int]:
    """Columns in which most filled cells of a spread of rows are numbers."""
    step = max(1, len(rows) // 400)
    filled: Counter[int] = Counter()
    numbers: Counter[int] = Counter()
    for row in rows[::step]:
        for i, cell in enumerate(row):
            text = cell.strip()
            if text and text not in EMPTY_MARKS:
                filled[i] += 1
                numbers[i] += is_number(text)
    return [i for i, count in filled.items() if numbers[i] >= 0.6 * count and numbers[i] >= 1]


def _looks_like_data(row: Sequence[str], numeric: Sequence[int], fewest: int) -> bool:
    cells = [row[i] for i in numeric if i < len(row) and row[i] and row[i] not in EMPTY_MARKS]
    found = sum(is_number(cell) for cell in cells)
    return found >= fewest and found >= 0.6 * len(cells) and len(cells) >= 0.25 * len(numeric)


def _first_row_of_data(top: Rows, start: int, numeric: Sequence[int]) -> int:
    """The row below the names, where those between it and ``start`` hold some figures and the
    places: in American files the row of the voters on the list has one figure, and candidates
    several."""
    first = start
    while first > 1 and _holds_few_figures(top[first - 1], numeric, top[start]):
        first -= 1
    names = top[first - 1]
    is_named = all(i < len(names) and names[i] and not is_number(names[i]) for i in numeric)
    return first if is_named else start


def _holds_few_figures(row: Sequence[str], numeric: Sequence[int], other: Sequence[str]) -> bool:
    cells = [row[i] for i in numeric if i < len(row) and row[i] and row[i] not in EMPTY_MARKS]
    places = [i for i, cell in enumerate(other) if cell and i not in numeric]
    named = sum(i < len(row) and bool(row[i]) and not is_number(row[i]) for i in places)
    return bool(cells) and all(map(is_number, cells)) and bool(named) and 2 * named >= len(places)


def _is_station(row: Sequence[str], numeric: Sequence[int]) -> bool:
    """Whether a row is no header but the first of the data: a number stands in each column of
    numbers. Parties' numbers or years, which a header may have there, go up from left to right."""
    cells = [row[i] if i < len(row) else "" for i in sorted(numeric)]
    if not all(is_number(cell) for cell in cells):
        return False
    counts = [count_of(cell) for cell in cells]
    return any(a >= b for a, b in pairwise(counts))


def _is_below(top: Rows, index: int) -> bool:
    """Whether a row above holds at least two texts: data have a header."""
    return any(sum(bool(c) and not is_number(c) for c in row) >= 2 for row in top[:index])


def _is_numbering(row: Sequence[str]) -> bool:
    """``1 2 3 4 …`` under the header, as official forms have it."""
    cells = [cell for cell in row if cell]
    counts = [count_of(cell) for cell in cells]
    return (
        len(counts) >= 4
        and counts == list(range(counts[0], counts[0] + len(counts)))
        and (counts[0] in (0, 1))
    )


def _is_filler(row: Sequence[str]) -> bool:
    """A row of units, of column numbers or of nothing between header and data."""
    cells = [cell for cell in row if cell]
    if not cells:
        return True
    units = sum(_UNIT.match(cell) is not None for cell in cells)
    return units >= max(1, 0.6 * len(cells)) or _is_numbering(row)


def _repeats_below_names(row: Sequence[str], above: Sequence[str]) -> bool:
    """``Votes | % | Votes | %`` below names that stand over as many cells each: it says what each
    column is, and the row above whose it is."""
    filled = [i for i, cell in enumerate(row) if cell]
    cells = [row[i] for i in filled]
    kinds = len(dict.fromkeys(cells))
    if not 2 <= kinds <= MOST_KINDS_OF_CELL or len(cells) < 2 * kinds or len(cells) % kinds:
        return False
    if cells != cells[:kinds] * (len(cells) // kinds) or any(map(is_number, cells)):
        return False
    names = [above[i] if i < len(above) else "" for i in filled[::kinds]]
    return all(names) and len(set(names)) == len(names)


def _names_more(row: Sequence[str], above: Sequence[str]) -> bool:
    """Whether a row of units also names columns that the row above leaves empty."""
    return any(
        cell and not is_number(cell) and not _UNIT.match(cell) and not (i < len(above) and above[i])
        for i, cell in enumerate(row)
    )


def _first_header_row(top: Rows, last: int) -> int:
    """Go up while rows complete the names: cells that the rows below leave empty, or in which a
    row of units has the unit alone."""
    units = _is_filler(top[last])
    first = last
    missing = {i for i, cell in enumerate(top[last]) if not cell or (units and _UNIT.match(cell))}
    named = sum(bool(cell) for cell in top[last])
    while first > 0:
        above = top[first - 1]
        completes = {i for i, cell in enumerate(above) if cell and i in missing}
        beyond = {i for i, cell in enumerate(above) if cell and i >= len(top[last])}
        many = sum(bool(cell) for cell in above) >= 2
        is_all = bool(completes) and completes == missing
        few = len(completes | beyond) <= max(named, 2) * 3
        if not (many and (completes or beyond) and (few or is_all)):
            break
        first -= 1
        missing -= completes
    return first


def _names(header: Rows, width: int) -> tuple[str, ...]:
    """The columns' names: the lowest cell, or in a row of units the one above it, which may be
    merged over several columns, and stand above the first of them."""
    lowest, above = _lowest(header, width), ""
    units = len(header) > 1 and _is_filler(header[-1])
    names: list[str] = []
    for i, cell in enumerate(lowest):
        over = [row[i] for row in header[:-1] if i < len(row) and row[i]]
        is_unit = units and i < len(header[-1]) and _UNIT.match(header[-1][i])
        above = over[-1] if over else above if is_unit else ""
        name = f"{above} %".strip() if "%" in cell else above
        names.append((name if is_unit else cell) or cell)
    return tuple(_told_apart(names, header))


def _told_apart(names: Sequence[str], header: Rows) -> list[str]:
    """Candidates of one name told apart by what stands over them, merged over several columns or
    not: ``Martin (Union)``."""
    several = {name for name, count in Counter(names).items() if name and count > 1}
    over = _over(header, len(names))
    told = [
        f"{name} ({above})" if name in several and above and not _says_figure(name) else name
        for name, above in zip(names, over, strict=True)
    ]
    count = Counter(told)
    return [new if count[new] == 1 else old for new, old in zip(told, names, strict=True)]


def _over(header: Rows, width: int) -> list[str]:
    """What stands above each column in the row over the lowest, the last one also over those to
    its right."""
    row = header[-2] if len(header) > 1 else []
    lowest = header[-1]
    over, last = [], ""
    for i in range(width):
        last = (row[i] if i < len(row) else "") or last
        over.append(last if i < len(lowest) and lowest[i] else "")
    return over


def _says_figure(name: str) -> bool:
    return vocabulary.role_of(name) is not None or _UNIT.match(name) is not None


def _lowest(header: Rows, width: int) -> tuple[str, ...]:
    cells = [[row[i] for row in header if i < len(row) and row[i]] for i in range(width)]
    return tuple(column[-1] if column else "" for column in cells)
