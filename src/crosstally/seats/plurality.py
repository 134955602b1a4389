"""Plurality: the most votes win."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.seats.allocation import Allocation, by_rank, nothing


def plurality(votes: Mapping[str, int], seats: int = 1) -> Allocation:
    """One seat for each of the ``seats`` options with the most votes; usually one.

    Equal votes at the last seat are an open tie. An option without a vote wins nothing.

    >>> plurality({"a": 5, "b": 7}).seats
    {'a': 0, 'b': 1}
    """
    voted = {name: count for name, count in votes.items() if count}
    given, tied, left = by_rank(nothing(list(votes)).seats, voted, min(seats, len(voted)))
    return Allocation(given, tied, left)
