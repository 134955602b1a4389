"""What the sheets held settle: the winner, the thresholds, the seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crosstally.compare.bounds_case import Case
from crosstally.compare.settled import Settled

if TYPE_CHECKING:
    from crosstally.compare.settled_areas import AreaSettled


@dataclass(frozen=True)
class Answers:
    """What is settled in one case."""

    winner: Settled
    threshold: Mapping[str, Settled]
    seats: Settled
    constituencies: Mapping[str, AreaSettled]
    """Whether the seats of each are settled; empty where the rule has none."""
    leaders: tuple[str, ...]
    """The options with the most votes on sheets held."""
    lead: int | None
    """What is left of the leader's lead at its worst, before sheets not held."""

    def register_limit(self, case: Case) -> int | None:
        """The number of registered voters below which no missing sheet can change the winner."""
        if case.complete or self.lead is None or self.lead <= 0 or not case.registered_held:
            return None
        return case.registered_held + self.lead
