"""Figures behind a finding as plain values, for JSON and for tables."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isfinite
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """A value of ``figures`` as JSON can hold it: fractions as ``"a/b"``, sentences as text."""
    kind = type(value)
    if kind in (str, int, bool) or value is None:
        return value
    if kind is Fraction:
        return f"{value.numerator}/{value.denominator}"
    if kind is float:  # an estimate; JSON has no word for what is no number
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple | set | frozenset | range):
        return [plain(item) for item in value]
    if isinstance(value, str):  # members of a StrEnum
        return str(value)
    if isinstance(value, int):
        return int(value)
    return str(value)
