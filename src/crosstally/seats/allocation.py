"""What a method hands back: seats that are certain, and seats that a tie leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb


@dataclass(frozen=True)
class Allocation:
    """Seats by option. Where a tie is open, ``open_seats`` of the ``tied`` options get one seat
    more than ``seats`` says, and any choice of them is admissible."""

    seats: Mapping[str, int]
    """Option → seats, in the order in which the options were given."""
    tied: tuple[str, ...] = ()
    open_seats: int = 0
    run_off: tuple[str, ...] = ()
    """Where nobody is elected: the options that a second round is between."""

    @property
    def count(self) -> int:
        """How many outcomes are admissible."""
        return comb(len(self.tied), self.open_seats)

    def outcomes(self) -> Iterator[dict[str, int]]:
        """Every admissible outcome, one after the other."""
        for chosen in combinations(self.tied, self.open_seats):
            yield {name: seats + (name in chosen) for name, seats in self.seats.items()}

    def with_earlier_first(self) -> Allocation:
        """The tie broken in favour of the options that stand earlier."""
        if not self.tied:
            return self
        seats = next(self.outcomes())
        return Allocation(seats, run_off=self.run_off)


def by_rank(
    seats: Mapping[str, int], ranked: Mapping[str, int], places: int
) -> tuple[dict[str, int], tuple[str, ...], int]:
    """One seat more for each of the ``places`` options that rank highest.

    ``ranked`` is option → key (votes, remainder), ``places`` at most the number of its options.
    Returns the seats that are certain, the options tied at the last place, and how many seats are
    open among them (none where nothing is tied).
    """
    certain = dict(seats)
    if places <= 0:
        return certain, (), 0
    last = sorted(ranked.values(), reverse=True)[places - 1]
    above = [name for name, key in ranked.items() if key > last]
    level = [name for name, key in ranked.items() if key == last]
    rest = places - len(above)
    for name in above:
        certain[name] += 1
    if rest == len(level):
        for name in level:
            certain[name] += 1
        return certain, (), 0
    return certain, tuple(level), rest


def nothing(options: Sequence[str]) -> Allocation:
    """No seat for anybody: there are no votes to divide by, or nobody is admitted."""
    return Allocation(dict.fromkeys(options, 0))
