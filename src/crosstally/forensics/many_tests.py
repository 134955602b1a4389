"""Many tests at once: of a hundred tests at one percent, one fires on any clean election.

Adjusted p-values can be read like single ones. Holm's keep the chance of a single false alarm in
the family below the level; Benjamini and Hochberg's keep the expected part of false alarms among
the alarms below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crosstally.forensics.stations import Floats


def holm(p: Sequence[float]) -> Floats:
    """Adjusted p-values (Holm 1979, Scandinavian Journal of Statistics 6, 65-70), in the order
    given."""
    values = _checked(p)
    order = np.argsort(values)
    steps = (len(values) - np.arange(len(values))) * values[order]
    return _in_order(np.minimum(np.maximum.accumulate(steps), 1), order)


def benjamini_hochberg(p: Sequence[float]) -> Floats:
    """Adjusted p-values (Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B
    57, 289-300), in the order given."""
    values = _checked(p)
    order = np.argsort(values)
    steps = len(values) / np.arange(1, len(values) + 1) * values[order]
    lowest = np.minimum.accumulate(steps[::-1])[::-1]
    return _in_order(np.minimum(lowest, 1), order)


@dataclass(frozen=True)
class Family:
    """Tests that were asked together: one method in all areas of a level, as a rule."""

    name: str
    level: float
    p: tuple[float, ...]
    least_p: float = 0.0
    """The smallest p-value that the tests can give."""

    @property
    def within_reach(self) -> bool:
        """Whether the least p-value that a test can give stays below the level after Holm's
        adjustment: otherwise that none is left says nothing."""
        return self.least_p * len(self.p) < self.level

    @property
    def fired(self) -> int:
        """Tests below the level, each by itself."""
        return sum(value < self.level for value in self.p)

    @property
    def by_chance(self) -> float:
        """How many would be on the average, were every null true."""
        return self.level * len(self.p)

    @property
    def fired_after_holm(self) -> int:
        """Tests below the level after Holm's adjustment."""
        return int(np.count_nonzero(holm(self.p) < self.level))

    @property
    def fired_after_benjamini_hochberg(self) -> int:
        """Tests below the level after Benjamini and Hochberg's adjustment."""
        return int(np.count_nonzero(benjamini_hochberg(self.p) < self.level))


def _checked(p: Sequence[float]) -> Floats:
    values = np.asarray(p, dtype=np.float64)
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("p-values lie from 0 to 1")
    return values


def _in_order(values: Floats, order: np.ndarray) -> Floats:
    found: Floats = np.empty_like(values)
    found[order] = values
    return found
