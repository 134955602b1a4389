"""What the sheets that are not held could still change. No extrapolation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from crosstally.findings import Sentence


class Determined(StrEnum):
    """Whether the sheets held settle a question, whatever the others say."""

    YES = "determined"
    NO = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OptionBounds:
    """The least and greatest total an option can have."""

    held: int
    least: int
    greatest: int | None
    """None where nothing bounds the voters of the stations not held."""


@dataclass(frozen=True)
class Bounds:
    """What the missing sheets could still change, on one register."""

    source: str
    register: str | None
    """Which register bounds the voters of the stations not held."""
    stations_held: int
    stations_known: int | None
    voters_not_held: int | None
    """The greatest number of votes that can stand on sheets not held."""
    disputed: int
    options: Mapping[str, OptionBounds] = field(default_factory=dict)
    winner: Determined = Determined.UNKNOWN
    threshold: Mapping[str, Determined] = field(default_factory=dict)
    """Option → whether passing or failing the threshold is settled."""
    seats: Determined = Determined.UNKNOWN
    sentences: Sequence[Sentence] = ()
    """What this means, in plain sentences, with premises and what would matter."""
    others: Sequence[Bounds] = ()
    """The same on every other register on offer."""
