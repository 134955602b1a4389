"""Everything that the sheets not held may still say: totals that go with the sheets held.

A completion gives each option the votes on sheets held, plus votes on figures that were not read,
plus votes on sheets not held. Nothing is estimated: a completion is possible, not likely.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Weight = int | Fraction


@dataclass(frozen=True)
class Completion:
    """Totals that the sheets held allow."""

    votes: Mapping[str, int]
    """Option → votes, in the order of registration."""
    base: int | None = None
    """What the threshold is a share of, where that is known."""


@dataclass(frozen=True)
class Base:
    """How what the threshold is a share of goes with the votes.

    ``least`` and ``most`` are what the sheets held say of it (or of the rest beside the votes,
    where it ``follows`` them).
    """

    follows: bool
    """Whether it is the sum of the votes plus a rest."""
    least: int
    most: int
    grows: bool
    """Whether ballots on sheets not held count in it."""
    others: bool = False
    """Whether ballots without a valid vote count in it."""


@dataclass(frozen=True)
class Space:
    """All completions: each option's votes on sheets held lie between ``least`` and ``most``;
    figures that were not read hold at most the ballots of ``unread``, and sheets not held
    at most ``not_held``. Every whole number in between is possible, for each option by itself.
    """

    least: Mapping[str, int]
    most: Mapping[str, int]
    not_held: int
    unread: Mapping[frozenset[str], int] = field(default_factory=dict)
    """Options that were not read on the same sheets held → how many ballots they can hold together
    there."""
    base: Base | None = None

    @property
    def options(self) -> list[str]:
        """The options, in the order of registration."""
        return list(self.least)

    @property
    def is_point(self) -> bool:
        """Whether there is one completion only."""
        base = self.base
        return (
            dict(self.least) == dict(self.most)
            and not self.not_held
            and not any(self.unread.values())
            and (base is None or base.least == base.most)
        )

    def least_of(self, option: str) -> int:
        """The least total of an option."""
        return self.least[option]

    def greatest_of(self, option: str) -> int:
        """The greatest total of an option."""
        return self.most[option] + self.not_held + self.unread_of(option)

    def unread_of(self, option: str) -> int:
        """How many ballots figures of an option that were not read can hold."""
        return sum(room for names, room in self.unread.items() if option in names)

    @property
    def unread_room(self) -> int:
        """How many ballots all figures that were not read can hold together."""
        return sum(self.unread.values())

    def best(self, weights: Mapping[str, Weight], on_base: Weight = 0) -> Completion:
        """A completion at which ``sum(weight * votes) + on_base * base`` is greatest.

        Options without a weight have weight 0. The sum is linear and its parts do not depend on
        each other, so that each part takes the end that is best for it; the ballots of sheets not
        held go where one ballot weighs most, or nowhere.
        """
        base = self.base
        if base is None:
            on_base = 0
        follows = on_base if base is not None and base.follows else 0
        grows = on_base if base is not None and base.grows else 0
        votes = {
            name: self.most[name] if weights.get(name, 0) + follows > 0 else low
            for name, low in self.least.items()
        }
        # Ballots that are no votes for an option stand under None.
        places: dict[str | None, Weight] = {name: weights.get(name, 0) + grows for name in votes}
        if base is not None and base.grows and base.others:
            places[None] = grows
        missing = _heaviest(places)
        others = grown = 0
        if missing is not None:
            grown = self.not_held
            if missing[0] is None:
                others = self.not_held
            else:
                votes[missing[0]] += self.not_held
        for names, room in self.unread.items():
            here = _heaviest(
                {name: weights.get(name, 0) + follows for name in votes if name in names}
            )
            if here is not None and here[0] is not None:
                votes[here[0]] += room
        if base is None:
            return Completion(votes)
        rest = base.most if on_base > 0 else base.least
        if base.follows:
            return Completion(votes, sum(votes.values()) + others + rest)
        return Completion(votes, rest + grown * base.grows)


def _heaviest(places: Mapping[str | None, Weight]) -> tuple[str | None] | None:
    """Where a ballot weighs most; None where it had better not be cast."""
    best: tuple[str | None] | None = None
    most: Weight = 0
    for place, weight in places.items():
        if weight > most:
            best, most = (place,), weight
    return best
