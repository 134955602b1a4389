"""From votes to seats under a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class SeatOutcome:
    """Who passes the threshold and how many seats each option gets."""

    seats: Mapping[str, int]
    """Option → seats; with an open tie, the seats that no admissible outcome takes away."""
    admitted: Sequence[str]
    """Options that take part in the allocation."""
    base_votes: int | None = None
    """Votes (or voters) that the threshold is a share of."""
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    """Option → share of the threshold's base."""
    outcomes: Sequence[Mapping[str, int]] = ()
    """Every admissible outcome where a tie is open; one where there is none."""
    tied: Sequence[str] = ()
    """The options among which a tie is open."""
    undecided: Sequence[str] = ()
    """Options that the threshold's base, being rounded, neither admits nor refuses."""
