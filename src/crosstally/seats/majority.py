"""Absolute majority: more than half of the votes, else a run-off."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.seats.allocation import Allocation, nothing


def majority(votes: Mapping[str, int], seats: int = 1) -> Allocation:
    """The seat for the option with more than half of all votes, where there is one.

    Else nobody is elected: every option has no seat, and ``run_off`` names the two options with
    the most votes (more than two where votes are equal at the second place: who of them goes on
    is a tie that the votes do not break). ``seats`` is 1: one seat is filled.

    >>> majority({"a": 4, "b": 3, "c": 2}).run_off
    ('a', 'b')
    """
    if seats != 1:
        raise ValueError("a majority fills one seat")
    total = sum(votes.values())
    winner = [name for name, count in votes.items() if 2 * count > total]
    if winner:
        return Allocation({name: int(name in winner) for name in votes})
    ranked = sorted((count for count in votes.values() if count), reverse=True)
    if not ranked:
        return nothing(list(votes))
    second = ranked[:2][-1]
    return Allocation(
        dict.fromkeys(votes, 0),
        run_off=tuple(name for name, count in votes.items() if count >= second),
    )
