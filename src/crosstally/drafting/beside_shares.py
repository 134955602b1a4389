"""Cells that hold a count and its percentage: ``1,234 (45.6%)``, ``1 234 / 45,6``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import takewhile

from crosstally.drafting.cells import Rows
from crosstally.words import N_

LOOKED_AT = 400
"""Rows, spread over the table, that tell which columns hold such cells."""
FEWEST = 3
MOSTLY = 0.6
"""The share of a column's cells that are such; a header and titles stand above them."""
COUNTS_ALONE = N_(
    "Cells that hold a count and its percentage were made counts alone: {columns}. The table in "
    "`returns` is so changed; the file as it came lies in `original`."
)
_COUNT = r"(?P<count>\d{1,3}(?:[ ,.'’٬\u00a0\u202f]\d{3})+|\d+)"
_SHARE = r"(?P<share>\d{1,3}(?P<decimals>[.,٫]\d{1,4})?)\s*(?P<sign>[%٪])?"
_FORMS = (
    re.compile(rf"{_COUNT}\s*[(\[]\s*{_SHARE}\s*[)\]]"),
    re.compile(rf"{_COUNT}\s*[/|;\n–—-]\s*{_SHARE}"),
    re.compile(rf"{_COUNT}\s+{_SHARE}"),
    re.compile(rf"{_SHARE}\s*[(\[]\s*{_COUNT}\s*[)\]]"),
)
_OF_SHARES = re.compile(r"\s*[(\[]?[^()\[\]]*[%٪][^()\[\]]*[)\]]?\s*$")


def counts_alone(rows: Rows) -> tuple[list[list[str]], list[str]] | None:
    """The table with such cells made counts alone, and what stands above their columns; None where
    it has none. In most of such a column's cells a sign or decimals say which is the share."""
    changed: dict[int, list[str]] = {}
    sample = rows[:: max(1, len(rows) // LOOKED_AT)]
    for at in range(max(map(len, sample), default=0)):
        if not _holds_both(_column(sample, at)):
            continue
        cells = _column(rows, at)
        counts = [_count(cell.strip()) for cell in cells]
        first = next(i for i, count in enumerate(counts) if count is not None)
        heads = [_OF_SHARES.sub("", cell) or cell for cell in cells[:first]]
        below = [
            cell if count is None else count
            for cell, count in zip(cells[first:], counts[first:], strict=True)
        ]
        changed[at] = heads + below
    if not changed:
        return None
    made = [
        [changed[at][i] if at in changed else cell for at, cell in enumerate(row)]
        for i, row in enumerate(rows)
    ]
    return made, [_name(_column(rows, at)) for at in changed]


def _column(rows: Rows, at: int) -> list[str]:
    return [row[at] if at < len(row) else "" for row in rows]


def _holds_both(cells: Sequence[str]) -> bool:
    """Whether most cells of a column hold a count and its share."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    found = sum(_count(text) is not None for text in texts)
    return found >= FEWEST and found >= MOSTLY * len(texts)


def _name(cells: Sequence[str]) -> str:
    """The text right above the first such cell."""
    above = list(takewhile(lambda cell: _count(cell.strip()) is None, cells))
    return next((cell.strip() for cell in reversed(above) if cell.strip()), "")


def _count(cell: str) -> str | None:
    """The count of a cell that holds its share too."""
    for form in _FORMS:
        found = form.fullmatch(cell)
        if found and (found["sign"] or found["decimals"]):
            share = re.sub("[,٫]", ".", found["share"])
            return found["count"] if Fraction(share) <= 100 else None
    return None
