"""The stations of a source, and what is said of two that may be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

MISSING = -1
"""Stands for a figure that is not known."""

Ints = npt.NDArray[np.int64]


class How(StrEnum):
    """How two stations were found to be one."""

    EXACT = "exact"
    NORMALISED = "normalised"
    NUMBER = "number"
    FIGURES = "figures"
    NAME = "name"
    VOTERS = "voters"


@dataclass(frozen=True)
class StationList:
    """The stations of one source: parallel lists, one entry a station."""

    code: Sequence[str]
    name: Sequence[str] | None = None
    area: Sequence[str] | None = None
    """The area it lies in, with the areas above: ``North/Upper Valley``."""
    registered: Ints | None = None
    """Voters on the list; ``MISSING`` where not known."""
    figures: Ints | None = None
    """Stations × figures, in the same order in both lists; ``MISSING`` where not known."""

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True)
class Pair:
    """A code of the first source and the station of the second; without station: not found."""

    code: str
    station: str | None
    how: How | None = None
    doubtful: bool = False
    note: str = ""
