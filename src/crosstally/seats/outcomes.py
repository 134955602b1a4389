"""Sets of admissible outcomes: what ties leave open, added up over constituencies and tiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from crosstally.seats.allocation import OUTCOMES_LISTED, Allocation

Row = tuple[int, ...]
"""Seats in the order of the options."""


@dataclass(frozen=True)
class Outcomes:
    """The admissible outcomes of an allocation: one where nothing ties."""

    options: tuple[str, ...]
    rows: tuple[Row, ...]
    """Different from each other; a thousand at most."""
    count: int
    """How many there are; more than ``rows`` lists where those are cut off."""
    exact: bool = True
    """Whether ``count`` is their number, and not merely a least one."""

    @property
    def certain(self) -> dict[str, int]:
        """Option → seats that no outcome takes away."""
        return {name: min(row[at] for row in self.rows) for at, name in enumerate(self.options)}

    @property
    def tied(self) -> tuple[str, ...]:
        """The options whose seats differ among the outcomes."""
        return tuple(
            name
            for at, name in enumerate(self.options)
            if any(row[at] != self.rows[0][at] for row in self.rows)
        )

    @property
    def listed(self) -> tuple[dict[str, int], ...]:
        """The outcomes as option → seats, the first thousand of them."""
        return tuple(dict(zip(self.options, row, strict=True)) for row in self.rows)

    def plus(self, other: Outcomes) -> Outcomes:
        """Every sum of one outcome here and one there, each sum once. Where sums are too many to be
        listed, their count is at least what is said."""
        if len(other.rows) == 1 or len(self.rows) == 1:
            least = max(self.count, other.count)
            kept = self.exact and other.exact
            return self._of(self._sums(other), least, kept)
        whole = self.count == len(self.rows) and other.count == len(other.rows)
        rows = list(islice(self._sums(other), OUTCOMES_LISTED + 1))
        if whole and self.exact and other.exact and len(rows) <= OUTCOMES_LISTED:
            return Outcomes(self.options, tuple(rows), len(rows))
        return self._of(rows, max(self.count, other.count, len(rows)), exact=False)

    def then(self, step: Callable[[Mapping[str, int]], Outcomes]) -> Outcomes:
        """What ``step`` makes of each outcome, together."""
        if len(self.rows) == 1:
            found = step(self.listed[0])
            return found if self.exact and self.count == 1 else found.at_least(self.count)
        parts = [step(row) for row in self.listed]
        exact = self.exact and self.count == len(self.rows)
        return union(parts) if exact else union(parts).at_least(1)

    def at_least(self, count: int) -> Outcomes:
        """The same, with a count that is only a least one."""
        return Outcomes(self.options, self.rows, max(count, len(self.rows)), exact=False)

    def _sums(self, other: Outcomes) -> Iterable[Row]:
        seen: set[Row] = set()
        for one in self.rows:
            for two in other.rows:
                row = tuple(a + b for a, b in zip(one, two, strict=True))
                if row not in seen:
                    seen.add(row)
                    yield row

    def _of(self, rows: Iterable[Row], count: int, exact: bool) -> Outcomes:
        return Outcomes(self.options, tuple(islice(rows, OUTCOMES_LISTED)), count, exact)


def one_outcome(options: Iterable[str], seats: Mapping[str, int]) -> Outcomes:
    """A single outcome; who is not named has no seat."""
    names = tuple(options)
    return Outcomes(names, (tuple(seats.get(name, 0) for name in names),), 1)


def outcomes_of(options: Iterable[str], allocation: Allocation) -> Outcomes:
    """The outcomes of one allocation, over all options."""
    names = tuple(options)
    rows = tuple(tuple(found.get(name, 0) for name in names) for found in allocation.outcomes)
    return Outcomes(names, rows, allocation.count)


def union(parts: Iterable[Outcomes]) -> Outcomes:
    """What any of them admits, each outcome once. Of parts that are cut off, the count is a least
    one."""
    found = list(parts)
    rows = list(dict.fromkeys(row for part in found for row in part.rows))
    whole = all(part.exact and part.count == len(part.rows) for part in found)
    if whole and len(rows) <= OUTCOMES_LISTED:
        return Outcomes(found[0].options, tuple(rows), len(rows))
    if len(found) == 1:
        return found[0]
    count = max(len(rows), *(part.count for part in found))
    return Outcomes(found[0].options, tuple(rows[:OUTCOMES_LISTED]), count, whole)
