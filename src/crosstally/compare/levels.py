"""Each level's stated figures against the sum of the level below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crosstally.findings import Sentence


@dataclass(frozen=True)
class AreaDifference:
    """An area whose stated figures are not the sum of the level below."""

    area: str
    name: str
    figures: Mapping[str, tuple[int, int]]
    """Field or option → (stated, sum of the level below), only those that differ."""
    votes: int
    stations_held: int
    stations_known: int | None


@dataclass(frozen=True)
class LevelComparison:
    """What comparing one level's stated figures with the level below gives."""

    stating: str
    """The source that states the level's figures."""
    summed: str
    """The source whose figures are added up."""
    level: str
    below: str
    compared: int
    equal: int
    not_compared: int = 0
    """Areas that cannot be compared: not every station below is held, or a figure is unread."""
    differences: Sequence[AreaDifference] = ()
    explanations: Sequence[Sentence] = ()
    """Plain explanations that remove every difference."""
    explained: bool = False
