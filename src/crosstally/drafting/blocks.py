"""Tables in blocks: the columns' names again above each district or page, or a row that holds the
name of an area alone above its stations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crosstally.drafting.cells import EMPTY_MARKS, Rows, is_number
from crosstally.drafting.header import LOOKED_AT
from crosstally.drafting.table import Table
from crosstally.problems import InputError, Problem
from crosstally.returns import vocabulary
from crosstally.words import N_, _, number

NAMES_OF_HEADER = 3
"""Cells of a header, at least."""
CELLS_OF_TITLE = 2
"""Cells of a row that says what stands below it, at most."""
EMPTY_BELOW = 0.8
"""The share of a block's rows that have no text where its name stands."""
MOSTLY_NUMBERS = 0.5
"""The share of a column's different texts that are numbers, where it holds figures."""
_PAGE = re.compile(
    r"(?:page|p\.|стр\.?|страница|лист|seite|página|pagina|sayfa|صفحة)\W*\d+(?:\D{1,8}\d+)?\W*",
    re.I,
)
"""“Page 2 of 3”: the name of nothing."""
PART = "part"
"""What the column of the blocks' names is called where they do not say it themselves."""
HEADER_AGAIN = N_(
    "The columns' names stand in the file again, {count} times: these rows were left out. The "
    "table in `returns` is so made; the file as it came lies in `original`."
)
NAMES_ABOVE = N_(
    "A name stands above each part of the table ({names}): it was given to the rows below it, in "
    "the column “{column}”. The table in `returns` is so made; the file as it came lies in "
    "`original`."
)


@dataclass(frozen=True)
class InBlocks:
    """The table in one piece: what stood above its header, the header, all rows."""

    rows: Rows
    done: tuple[tuple[str, dict[str, str]], ...]


class _Parts(NamedTuple):
    """A table in one piece: what stands above its header, the header, the rows, what is below."""

    above: Rows
    head: Rows
    body: Rows
    below: Rows


@dataclass
class _Block:
    titles: list[str]
    """Texts above it, the nearest last."""
    places: list[int]
    """The columns in which they stand."""
    rows: list[list[str]]


def in_one_piece(rows: Rows) -> InBlocks | None:
    """The table behind one in blocks; None where it is in one piece."""
    top = _stripped(rows[:LOOKED_AT])
    first, places = _header_again(rows, top)
    if first is None:
        first = _first_header(top)
    if first is None:
        return None
    cells = _stripped(rows)
    height = _height(cells, first, places)
    again = frozenset(at + k for at in places for k in range(height))
    start = first + height
    blocks, end = _blocks(cells, start, again, _titles_above(cells, first) if again else [])
    names = _names(blocks, is_headed=bool(again))
    done: list[tuple[str, dict[str, str]]] = []
    if again:
        done.append((HEADER_AGAIN, {"count": number(len(again))}))
    if names is None and not again:
        return None
    body: Rows = [row for block in blocks for row in block.rows]
    parts = _Parts(cells[:first], cells[first:start], body, cells[end:])
    if names is not None:
        column, shown = _column(names)
        parts, column = _named(parts, blocks, names, shown, column)
        said = [name for name in dict.fromkeys(shown) if name]
        listed = ", ".join(said[:3]) + (", …" if len(said) > 3 else "")
        done.append((NAMES_ABOVE, {"names": listed, "column": column}))
    return InBlocks([*parts.above, *parts.head, *parts.body, *parts.below], tuple(done))


def _named(
    parts: _Parts, blocks: Sequence[_Block], names: Sequence[str], shown: Sequence[str], column: str
) -> tuple[_Parts, str]:
    """The table with the blocks' names beside their rows, and what their column is called: the one
    in which they stood, where it holds nothing else, or a new first one."""
    of_rows = [
        name for block, name in zip(blocks, shown, strict=True) for name in _given(block, name)
    ]
    above = [[] if _joined(row) in names[:1] else row for row in parts.above]
    at, called = _place(parts.head, parts.body, blocks)
    rows = zip(parts.body, of_rows, strict=True)
    if called:
        body = [[*row[:at], name, *row[at + 1 :]] for row, name in rows]
        return _Parts(above, parts.head, body, parts.below), called
    head = [[column if i == 0 else "", *row] for i, row in enumerate(parts.head)]
    body = [[name, *row] for row, name in rows]
    above, below = [["", *row] for row in above], [["", *row] for row in parts.below]
    return _Parts(above, head, body, below), column


def _stripped(rows: Rows) -> Rows:
    return [[cell.strip() for cell in row] for row in rows]


def _header_again(rows: Rows, top: Rows) -> tuple[int | None, list[int]]:
    """A row of names that stands in the file again, and where; most rows are told by one cell."""
    for at, header in enumerate(top):
        filled = _filled(header)
        names = {header[i] for i in filled} - EMPTY_MARKS  # a row of dashes has none
        if len(names) < NAMES_OF_HEADER or any(map(is_number, header)):
            continue
        key = filled[0]
        near = [i for i, row in enumerate(rows) if key < len(row) and header[key] in row[key]]
        places = [i for i in near if i > at and _is_same(_stripped([rows[i]])[0], header)]
        if places:
            return at, places
    return None, []


def _height(cells: Rows, first: int, places: Sequence[int]) -> int:
    """How many rows of a header stand again together."""
    height = 1
    while places and all(
        at + height < len(cells)
        and at + height not in places
        and _is_same(cells[at + height], cells[first + height])
        and (_is_numbering(cells[first + height]) or not any(map(is_number, cells[first + height])))
        for at in places
    ):
        height += 1
    return height


def _filled(row: Sequence[str]) -> list[int]:
    return [i for i, cell in enumerate(row) if cell]


def _is_same(row: Sequence[str], other: Sequence[str]) -> bool:
    filled = _filled(row)
    return filled == _filled(other) and all(
        row[i].casefold().split() == other[i].casefold().split() for i in filled
    )


def _is_numbering(row: Sequence[str]) -> bool:
    """``1 2 3 4 …`` below the names."""
    cells = [row[i] for i in _filled(row)]
    return cells == [str(i) for i in range(1, len(cells) + 1)]


def _first_header(cells: Rows) -> int | None:
    """The last row of names above the first row of data, where a name of a block stands between."""
    for at, row in enumerate(cells[:LOOKED_AT]):
        if len(_filled(row)) >= NAMES_OF_HEADER and not any(map(is_number, row)):
            below = next((other for other in cells[at + 1 :] if any(other)), [])
            if _is_title(below) and len(_filled(below)) == 1:
                return at
    return None


def _is_title(row: Sequence[str]) -> bool:
    """Whether a row says what stands below it, and is no row of data."""
    filled = _filled(row)
    return 0 < len(filled) <= CELLS_OF_TITLE and not any(is_number(row[i]) for i in filled)


def _joined(row: Sequence[str]) -> str:
    return " ".join(row[i] for i in _filled(row))


def _titles_above(cells: Rows, first: int) -> list[Sequence[str]]:
    return [row for row in cells[:first] if _is_title(row)]


def _blocks(
    cells: Rows, start: int, again: frozenset[int], above: Sequence[Sequence[str]]
) -> tuple[list[_Block], int]:
    """The blocks of rows below the header, and where they end: remarks may stand below."""
    last = max((at for at, row in enumerate(cells) if any(map(is_number, row))), default=0)
    blocks = [_Block([], [], [])]

    def say(row: Sequence[str]) -> None:
        if blocks[-1].rows:
            blocks.append(_Block([], [], []))
        blocks[-1].titles.append(_joined(row))
        blocks[-1].places += _filled(row)

    for row in above:
        say(row)
    for at in range(start, last + 1):
        row = cells[at]
        if at in again:
            if blocks[-1].rows:
                blocks.append(_Block([], [], []))
        elif _is_title(row) and not (again and len(_filled(row)) > 1 and at + 1 not in again):
            say(row)  # else a station of which nothing but its names is known
        elif any(row):
            blocks[-1].rows.append(list(row))
    return [block for block in blocks if block.rows], last + 1


def _names(blocks: Sequence[_Block], *, is_headed: bool) -> list[str] | None:
    """What each block is called; None where that cannot be told, or they are not called anything.

    Of several names above a block the nearest counts. Without a header above each, the rows of
    names have to be plainly such: in one column, in which the rows below have no text, and before
    the very first row.
    """
    counted = Counter(title for block in blocks for title in set(block.titles))
    everywhere = {title for title, count in counted.items() if count > 1 and count >= len(blocks)}
    own = [
        [title for title in block.titles if title not in everywhere and not _PAGE.fullmatch(title)]
        for block in blocks
    ]
    names: list[str] = []
    for titles in own:
        names.append(titles[-1] if titles else names[-1] if names else "")
    if len(set(names)) < 2:
        return None
    if is_headed:
        return names
    places = {place for block in blocks for place in block.places}
    if len(places) > 1 or not all(own):
        return None
    (place,) = places
    below = [row[place] for block in blocks for row in block.rows if place < len(row)]
    texts = sum(bool(text) and not is_number(text) for text in below)
    return names if texts <= (1 - EMPTY_BELOW) * len(below) else None


def _column(names: Sequence[str]) -> tuple[str, list[str]]:
    """What the names are names of, and the names without it: ``District: North``."""
    heads = {name.partition(":")[0].strip() for name in names if name}
    if len(heads) == 1 and all(":" in name for name in names if name):
        return heads.pop(), [name.partition(":")[2].strip() for name in names]
    words = [set(name.casefold().split()) for name in names if name]
    for word in names[-1].split():
        if all(word.casefold() in own for own in words) and vocabulary.names_level(word):
            return word, list(names)
    return PART, list(names)


def _given(block: _Block, name: str) -> Iterator[str]:
    """The name for each row of a block; what stands below its own total is a total of more."""
    is_over = False
    for row in block.rows:
        is_total = any(map(vocabulary.says_total, row))
        yield "" if is_over and is_total else name
        is_over = is_over or is_total


def _place(head: Rows, body: Rows, blocks: Sequence[_Block]) -> tuple[int, str]:
    """The column of the blocks' names and what it is called, where they stand in one that holds
    nothing else; else nothing."""
    places = {place for block in blocks for place in block.places}
    if len(places) != 1:
        return 0, ""
    (at,) = places
    if any(row[at] for row in body if at < len(row)):
        return 0, ""
    return at, next((row[at] for row in reversed(head) if at < len(row) and row[at]), "")


def refuse_another_table(table: Table, shown: str | None) -> None:
    """Raise ``InputError`` where other names of columns stand below the first rows: what the
    numbers below them mean is another thing."""
    figures = [c for c in table.columns if c.number_share >= MOSTLY_NUMBERS]
    words = [{at for at, text in enumerate(c.texts) if _is_word(text)} for c in figures]
    seen = Counter(
        row
        for column, codes in zip(figures, words, strict=True)
        for row in np.flatnonzero(np.isin(column.codes, list(codes))).tolist()
    )
    last = max((int(np.flatnonzero(c.counts >= 0).max(initial=0)) for c in figures), default=0)
    likely = (row for row, count in seen.items() if count >= NAMES_OF_HEADER and row < last)
    for row in sorted(likely):  # who signed stands below all figures
        texts = [c.texts[int(c.codes[row])] for c in table.columns]
        said = {c.texts[int(c.codes[row])] for c in figures} - EMPTY_MARKS - {""}
        # "annulled" in each column is one word for a station, not names of columns
        if not any(map(is_number, texts)) and len(said) >= NAMES_OF_HEADER:
            raise InputError(
                Problem(
                    _("another table stands below the first, with other columns"),
                    shown,
                    read=", ".join(text for text in texts if text),
                    hint=_(
                        "Put each table into a file of its own: draft from the one with the "
                        "stations, and enter another contest or source with `crosstally add`."
                    ),
                )
            )


def _is_word(text: str) -> bool:
    return bool(text) and text not in EMPTY_MARKS and not is_number(text)
