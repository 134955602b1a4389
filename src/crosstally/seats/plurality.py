"""Plurality: the most votes win. First past the post, and the block vote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crosstally.seats.allocation import Allocation, Step, by_rank, nothing


def plurality(votes: Mapping[str, int], seats: int = 1) -> Allocation:
    """One seat for each of the ``seats`` options with the most votes; usually one.

    Equal votes at the last seat are an open tie. An option without a vote wins nothing, so that
    seats stay empty where fewer options have votes.

    >>> plurality({"a": 5, "b": 7}).seats
    {'a': 0, 'b': 1}
    """
    voted = {name: count for name, count in votes.items() if count}
    given, tied, left = by_rank(nothing(votes).certain, voted, min(seats, len(voted)))
    return Allocation(given, tied, left, explain=lambda: _steps(votes, given, tied))


def block_vote(votes: Mapping[str, int], seats: int) -> Allocation:
    """The block vote (plurality at large): every voter marks as many candidates as there are
    seats, and the candidates with the most votes take them, one each. What is counted differs from
    plurality; the arithmetic does not.
    """
    return plurality(votes, seats)


def _steps(
    votes: Mapping[str, int], given: Mapping[str, int], tied: tuple[str, ...]
) -> Iterator[Step]:
    ahead = [name for name in votes if given[name]]
    for name in (*sorted(ahead, key=lambda one: -votes[one]), *tied):
        yield Step("votes", name, votes[name], None, None, given[name], name in tied)
