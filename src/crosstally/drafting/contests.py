"""Several contests in one table, in rows or side by side, told apart."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from crosstally.drafting import vocabulary
from crosstally.drafting.places import joint
from crosstally.drafting.table import Column, Rows, Table, table_of

MOST_CONTESTS = 12
"""A table of more contests has each at places of its own."""
SAME_STATIONS = 0.5
"""The share of stations at which a contest is held beside the others, at least."""
_BEFORE_COLON = re.compile(
    r"^\s*(?P<contest>[^\W\d_][^:–—]{1,60}?)\s*(?::|–|—|\s-\s)\s*(?P<rest>\S.*)$"
)

Parts = list[tuple[str, Rows]]
"""The contests' names, and the table of each: header and data."""


def in_rows(rows: Rows) -> tuple[str, Parts] | None:
    """The contests of a table with a column that says which contest each row is of, with the name
    of that column; None where there is none. Columns that a contest leaves empty are left out."""
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
        if not text or not len(own) or text in of_sheets.names:
            continue
        kept = [
            at
            for at, one in enumerate(table.columns)
            if one is not column and any(cells[at][row] for row in own)
        ]
        header = [*(table.columns[at].name for at in kept), *of_sheets.names]
        body = [[*(cells[at][row] for at in kept), *of_sheets.of_row(row)] for row in own.tolist()]
        parts.append((text, [header, *body]))
    return column.name, parts


def _figures_of_sheets(table: Table, column: Column) -> list[str]:
    """The contests that are none: "Registered Voters" in the column of contests, with one number
    and nobody's name beside it."""
    options = [c for c in table.columns if c is not column and vocabulary.names_option(c.name)]
    if not options:
        return []
    named = np.any([~c.empty for c in options], axis=0)
    codes = (code for code, text in enumerate(column.texts) if text)
    return [column.texts[code] for code in codes if not named[column.codes == code].any()]


class _OfSheets:
    """Figures of each station that stand in rows of their own."""

    def __init__(self, table: Table, column: Column) -> None:
        self.names = _figures_of_sheets(table, column)
        places = [c for c in table.columns if vocabulary.names_station(c.name)]
        places += [c for c in table.columns if vocabulary.names_level(c.name)]
        self.stations = joint(places)[0].tolist() if places else [0] * table.rows
        others = [c for c in table.columns if c not in places]
        counted = [c for c in others if c.count_share >= 0.9 and c.filled == table.rows]
        if len(counted) != 1:
            self.names = []
        self.figures: dict[int, list[str]] = {}
        if not self.names:
            return
        texts, votes = column.texts, counted[0]
        for row in np.flatnonzero(np.isin(column.codes, [texts.index(n) for n in self.names])):
            own = self.figures.setdefault(self.stations[row], [""] * len(self.names))
            own[self.names.index(texts[column.codes[row]])] = votes.texts[int(votes.codes[row])]

    def of_row(self, row: int) -> list[str]:
        """The figures of the station of a row."""
        return self.figures.get(self.stations[row], [""] * len(self.names))


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


def side_by_side(rows: Rows) -> Parts | None:
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
    for contest in dict.fromkeys(head for head in heads if head is not None):
        kept = sorted([*shared, *(at for at, head in enumerate(heads) if head == contest)])
        header = [_without(contest, table.columns[at].name) for at in kept]
        body = [[cells[at][row] for at in kept] for row in range(table.rows)]
        parts.append((contest, [header, *body]))
    return parts


def _without(contest: str, name: str) -> str:
    found = _BEFORE_COLON.match(name)
    return found["rest"] if found and found["contest"] == contest else name


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
