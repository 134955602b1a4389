"""Cells of a table as it stands in a file: which hold a number, a count, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = Sequence[Sequence[str]]
Ints = npt.NDArray[np.int64]

# fmt: off
EMPTY_MARKS = frozenset({
    "-", "–", "—", "…", "x", "X", "n/a", "N/A", "NA", "na", "#N/A", r"\N",
    "null", "NULL", "NaN", "nan",
})
# fmt: on
NO_COUNT = -1
# Digits are those of any script, as the readers of returns take them.
_COUNT = re.compile(r"^\d{1,12}(?:\.0+)?$")
_NUMBER = re.compile(r"^[-+−]?\d[\d.,'’٬٫\s\u00a0\u202f]*[%٪]?$")
GROUPED = {
    mark: re.compile(rf"^(?![0٠۰])\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+$")
    for mark in (",", ".", "'", "’", "٬", " ", "\u00a0", "\u202f")
}
GROUPED[","] = re.compile(rf"{GROUPED[','].pattern}|^[1-9]\d?(?:,\d{{2}})+,\d{{3}}$")  # lakhs


def is_number(text: str) -> bool:
    """Whether a cell is a number of any kind: a count, grouped, with decimals, a percentage."""
    return _NUMBER.match(text) is not None


def count_of(text: str, thousands: str | None = None) -> int:
    """The whole number of at least zero that a cell holds, or ``NO_COUNT``."""
    if thousands and thousands in text:
        if not GROUPED[thousands].match(text):
            return NO_COUNT
        text = text.replace(thousands, "")
    return int(text.split(".")[0]) if _COUNT.match(text) else NO_COUNT
