"""What the sheets not held may still say in each constituency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crosstally.compare.completions import Base, Space


@dataclass(frozen=True)
class HeldInArea:
    """The sheets held in one constituency, as far as it bounds what the others say."""

    least: Mapping[str, int]
    """Option → the least on sheets held, over all copies; every option."""
    most: Mapping[str, int]
    complete: bool
    """Whether a sheet of every station there is held."""
    voters_not_held: int | None = None
    """Registered voters of the stations not held there, where each of them is known by itself."""
    unread: Mapping[frozenset[str], int] = field(default_factory=dict)
    """Options that were not read on the same sheets → votes that those may stand for together."""
    valid: tuple[int, int] | None = None
    """Valid votes on sheets held, least and most; None where that is the sum of the options."""
    cast: tuple[int, int] | None = None
    """Voters who took part on sheets held, least and most; None where that is not stated."""
    registered: int | None = None
    """Voters on the lists of all its stations; None where that is not known exactly."""
    by_itself: bool = True
    """Whether every number between the ends is known to be possible."""

    def space(self, not_held: int) -> Space:
        """All completions; ``not_held`` is how many voters there are on all sheets not held."""
        here = not_held
        if self.complete:
            here = 0
        elif self.voters_not_held is not None:
            here = min(not_held, self.voters_not_held)
        return Space(self.least, self.most, here, self.unread)

    def ballots(self, measure: str) -> Base | None:
        """``valid`` or ``cast`` as its sheets state it; None where they do not, or where copies
        disagree about votes, with which it may change."""
        stated = self.valid if measure == "valid" else self.cast
        if stated is None or dict(self.least) != dict(self.most):
            return None
        return Base(False, *stated, grows=True, others=True)

    def valid_votes(self, space: Space) -> tuple[int, int]:
        """The least and the most valid votes there."""
        low, high = self.valid or (sum(self.least.values()), sum(self.most.values()))
        return low, high + space.not_held + space.unread_room


@dataclass(frozen=True)
class AreaSpaces:
    """All constituencies, and the areas whose votes are added to them."""

    held: Mapping[str, HeldInArea]
    """Area, as the rule calls it → what is held there."""
    options: Sequence[str]
    """In the order of registration."""
    options_are_valid: bool
    """Whether valid votes are those for options and no other."""
    within: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Level → constituency → the area of that level it lies in."""
