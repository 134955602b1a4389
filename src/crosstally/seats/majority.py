"""Absolute majority: more than half of the votes, else a second round (run-off)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from crosstally import words
from crosstally.seats.allocation import Allocation, Step, nothing
from crosstally.seats.votes import ArgumentError


def majority(votes: Mapping[str, int], seats: int = 1) -> Allocation:
    """The seat for the option with more than half of all votes, where there is one.

    Else nobody is elected: every option has no seat, and ``run_off`` names the two options with
    the most votes (more than two where votes are equal at the second place: who of them goes on
    is a tie that the votes do not break). In the second round the most votes win: ``plurality``.
    ``seats`` is 1: one seat is filled.

    >>> majority({"a": 4, "b": 3, "c": 2}).run_off
    ('a', 'b')
    """
    if seats != 1:
        raise ArgumentError("seats", words._("a majority fills one seat"))
    total = sum(votes.values())
    winner = [name for name, count in votes.items() if 2 * count > total]
    if winner:
        return Allocation(
            {name: int(name in winner) for name in votes},
            explain=lambda: _steps(votes, total, winner[0]),
        )
    ranked = sorted((count for count in votes.values() if count), reverse=True)
    if not ranked:
        return nothing(votes)
    second = ranked[:2][-1]
    return Allocation(
        dict.fromkeys(votes, 0),
        run_off=tuple(name for name, count in votes.items() if count >= second),
        explain=lambda: _steps(votes, total, None),
    )


def _steps(votes: Mapping[str, int], total: int, winner: str | None) -> Iterator[Step]:
    for name in sorted(votes, key=lambda one: -votes[one]):
        share = Fraction(votes[name], total)
        yield Step("votes", name, votes[name], Fraction(total), share, int(name == winner))
