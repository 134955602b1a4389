"""Several contests in one table, in rows or side by side, told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.drafting.cells import Rows
from crosstally.drafting.places import MOST_CHANNELS, joint
from crosstally.drafting.table import Column, Table, table_of
from crosstally.returns import vocabulary

MOST_CONTESTS = 12
"""A table of more contests has each at places of its own."""
SAME_STATIONS = 0.5
"""The share of stations at which a contest is held beside the others, at least."""
_BEFORE_COLON = re.compile(
    r"^\s*(?P<contest>[^\W\d_][^:–—]{1,60}?)\s*(?::|–|—|\s-\s)\s*(?P<rest>\S.*)$"
)

Parts = list[tuple[str, Rows]]
"""The contests' names, and the table of each: header and data."""


@dataclass(frozen=True)
class InRows:
    """The contests of a table with a column that says which contest each row is of."""

    column: str
    parts: Parts
    left_out: tuple[str, ...]
    """What stands in that column beside figures of no contest that fit no station of one."""


def in_rows(rows: Rows) -> InRows | None:
    """The contests of a table with a column of contests; None where it has none. Columns that a
    contest leaves empty are left out."""
    table = table_of(rows)
    if table is None:
        return None
    column = next((c for c in table.columns if _tells_contests(c, table)), None)
    if column is None:
        return None
    cells = [[one.texts[code] for code in one.codes] for one in table.columns]
    of_sheets = _OfSheets(table, column)
    parts: Parts = []
    for code, text in enumerate(column.texts):
        own = np.flatnonzero(column.codes == code)
        if not text or not len(own) or text in of_sheets.found:
            continue
        kept = [
            at
            for at, one in enumerate(table.columns)
            if one is not column and any(cells[at][row] for row in own)
        ]
        header = [*(table.columns[at].name for at in kept), *of_sheets.names]
        body = [[*(cells[at][row] for at in kept), *of_sheets.of_row(row)] for row in own.tolist()]
        parts.append((text, [header, *body]))
    left_out = tuple(name for name in of_sheets.found if name not in of_sheets.names)
    return InRows(column.name, parts, left_out) if parts else None


def _figures_of_sheets(table: Table, column: Column) -> list[str]:
    """The contests that are none: "Registered Voters" in the column of contests, with one number
    and nobody's name beside it."""
    options = [c for c in table.columns if c is not column and vocabulary.names_option(c.name)]
    if not options:
        return []
    named = np.any([~c.empty for c in options], axis=0)
    codes = (code for code, text in enumerate(column.texts) if text)
    unnamed = (column.texts[code] for code in codes if not named[column.codes == code].any())
    return list(dict.fromkeys(unnamed))


class _OfSheets:
    """Figures of each station that stand in rows of their own."""

    def __init__(self, table: Table, column: Column) -> None:
        self.found = _figures_of_sheets(table, column)
        self.names: list[str] = []
        """Those whose rows say of which rows of the contests they are."""
        self.figures: dict[int, dict[str, str]] = {}
        if not self.found:
            return
        is_figure = np.array([text in self.found for text in column.texts])[column.codes]
        others = [c for c in table.columns if c is not column]
        options = [c for c in others if vocabulary.names_option(c.name)]
        places = [c for c in others if c not in options and _says_where_or_how(c)]
        votes = [c for c in others if c not in places]
        votes = [c for c in votes if c.count_share >= 0.9 and c.filled == table.rows]
        if len(votes) != 1 or not places:
            return
        are_told = _are_told_apart([*places, column], is_figure)
        if not are_told or not _are_told_apart([*places, column, *options], ~is_figure):
            return  # of two figures for one place none can be chosen
        self.keys = joint(places)[0].tolist()
        texts, (figures,) = column.texts, votes
        for row in np.flatnonzero(is_figure).tolist():
            own = self.figures.setdefault(self.keys[row], {})
            own[texts[column.codes[row]]] = figures.texts[int(figures.codes[row])]
        keys = {self.keys[row] for row in np.flatnonzero(~is_figure).tolist()}
        fitting = {name for key in keys for name in self.figures.get(key, ())}
        self.names = [name for name in self.found if name in fitting]

    def of_row(self, row: int) -> list[str]:
        """The figures of the station of a row."""
        own = self.figures.get(self.keys[row], {}) if self.names else {}
        return [own.get(name, "") for name in self.names]


def _says_where_or_how(column: Column) -> bool:
    """Whether a column says where the votes of a row were given, or how."""
    if vocabulary.names_station(column.name) or vocabulary.names_level(column.name):
        return True
    texts = [text for text in column.texts if text]
    said = sum(map(vocabulary.says_channel, texts)) if len(texts) <= MOST_CHANNELS else 0
    return 2 * said > len(texts)


def _are_told_apart(columns: Sequence[Column], rows: npt.NDArray[np.bool_]) -> bool:
    """Whether no two of some rows hold the same in all columns."""
    return joint([column.only(rows) for column in columns])[1] == int(rows.sum())


def _tells_contests(column: Column, table: Table) -> bool:
    """Whether a column names few contests, and they are held at the same stations."""
    if not vocabulary.names_contest(column.name) or not 2 <= column.distinct <= MOST_CONTESTS:
        return False
    if column.filled < table.rows:
        return False
    places = [
        c
        for c in table.columns
        if c is not column and (vocabulary.names_station(c.name) or vocabulary.names_code(c.name))
    ]
    if not places:
        return False
    stations: dict[tuple[int, ...], set[int]] = {}
    keys = zip(*(c.codes.tolist() for c in places), strict=True)
    for key, contest in zip(keys, column.codes.tolist(), strict=True):
        stations.setdefault(key, set()).add(contest)
    several = sum(len(found) > 1 for found in stations.values())
    return several >= SAME_STATIONS * len(stations)


@dataclass(frozen=True)
class SideBySide:
    """The contests of a table whose columns are of several."""

    parts: Parts
    without_figures: tuple[str, ...]
    """Contests over columns without any number: nobody stood against somebody."""


def side_by_side(rows: Rows) -> SideBySide | None:
    """The contests of a table whose columns are headed by them: ``President: invalid`` and
    ``Parliament: invalid``, or a row above the header in which each contest stands over its
    columns. None where there are not several. Columns before the first are in each of them."""
    table = table_of(rows)
    if table is None:
        return None
    heads = _heads_by_colon(table) or _heads_above(rows, table)
    if heads is None:
        return None
    cells = [[one.texts[code] for code in one.codes] for one in table.columns]
    shared = [at for at, head in enumerate(heads) if head is None]
    parts: Parts = []
    without_figures = []
    for contest in dict.fromkeys(head for head in heads if head is not None):
        own = [at for at, head in enumerate(heads) if head == contest]
        if not any((table.columns[at].counts >= 0).any() for at in own):
            without_figures.append(contest)
            continue
        kept = sorted([*shared, *own])
        header = [_without(contest, table.columns[at].name) for at in kept]
        body = [[cells[at][row] for at in kept] for row in range(table.rows)]
        parts.append((contest, [header, *body]))
    return SideBySide(parts, tuple(without_figures))


def _without(contest: str, name: str) -> str:
    found = _BEFORE_COLON.match(name)
    if found and found["contest"] == contest:
        return found["rest"]
    return name.removesuffix(f" ({contest})")  # told apart from the same name in another


def _heads_by_colon(table: Table) -> list[str | None] | None:
    """Column → contest. One without a colon belongs to the contest before it."""
    found = [_BEFORE_COLON.match(column.name) for column in table.columns]
    counted = Counter(match["contest"] for match in found if match)
    contests = {contest for contest, count in counted.items() if count >= 2}
    if not 2 <= len(contests) <= MOST_CONTESTS:
        return None
    heads: list[str | None] = []
    current = None
    for match in found:
        if match and match["contest"] in contests:
            current = match["contest"]
        heads.append(current)
    return heads


def _heads_above(rows: Rows, table: Table) -> list[str | None] | None:
    """Column → what stands above it in the row over the header, where that is sparse."""
    header = table.header
    above = [rows[at] for at in (header.first - 1, header.first) if 0 <= at < header.last]
    for row in above:
        texts = {at: text.strip() for at, text in enumerate(row) if text.strip()}
        if not 2 <= len(texts) <= MOST_CONTESTS or len(texts) > 0.5 * len(table.columns):
            continue
        if len(set(texts.values())) < len(texts):
            continue
        heads: list[str | None] = []
        current = None
        for at in range(len(table.columns)):
            current = texts.get(at, current)
            heads.append(current)
        return heads
    return None
