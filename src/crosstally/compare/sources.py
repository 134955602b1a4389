"""One source against another, station by station."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StationDifference:
    """A station at which two sources state different figures."""

    station: str
    name: str
    area: str
    """Id of the smallest area it stands in."""
    figures: Mapping[str, tuple[int | None, int | None]]
    """Field or option → (first source, second source), only those that differ."""
    votes: int
    """Votes moved: the larger of what options gained and lost together."""


@dataclass(frozen=True)
class SourceComparison:
    """What station-by-station comparison of two sources in one contest gives."""

    first: str
    second: str
    agree: int
    differ: int
    only_first: int
    only_second: int
    differing_figures: Mapping[str, int] = field(default_factory=dict)
    """Field or option → at how many stations it differs."""
    net: Mapping[str, int] = field(default_factory=dict)
    """Field or option → second minus first, summed over stations in both."""
    gross: Mapping[str, int] = field(default_factory=dict)
    """Field or option → absolute differences, summed."""
    gains: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Option → (stations where the second source has more, where it has fewer)."""
    largest: Sequence[StationDifference] = ()
    """Ranked by votes moved, the most first; at most the limit that was asked for."""
