"""Where a larger quota may take the place of Imperiali's or Hagenbach-Bischoff's, seats that are
called settled are the same at every completion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from crosstally.compare.completions import Space
from crosstally.compare.settled import Determined
from crosstally.compare.settled_seats import seats_settled
from crosstally.election.definition import Rule
from crosstally.seats.rule import apply_rule

QUOTAS = st.sampled_from(["imperiali_lr", "hagenbach_bischoff_lr"])


def poured(votes: tuple[int, ...], ballots: int) -> Iterator[tuple[int, ...]]:
    """Every way to add at most so many ballots."""
    if len(votes) == 1:
        for more in range(ballots + 1):
            yield (votes[0] + more,)
        return
    for more in range(ballots + 1):
        for rest in poured(votes[1:], ballots - more):
            yield (votes[0] + more, *rest)


def settled(method: str, seats: int, votes: tuple[int, ...], missing: int) -> Determined:
    named = dict(zip("abcd", votes, strict=False))
    return seats_settled(Space(named, named, missing), Rule(method=method, seats=seats)).determined


@given(
    QUOTAS,
    st.integers(1, 5),
    st.lists(st.integers(0, 30), min_size=2, max_size=4).filter(any).map(tuple),
    st.integers(0, 4),
)
def test_what_is_said_holds_at_every_completion(
    method: str, seats: int, votes: tuple[int, ...], missing: int
) -> None:
    rule = Rule(method=method, seats=seats)
    answers = {
        frozenset(
            tuple(row.values())
            for row in apply_rule(rule, dict(zip("abcd", at, strict=False))).outcomes
        )
        for at in poured(votes, missing)
    }
    found = settled(method, seats, votes, missing)
    event(f"{found.value}, and {'one' if len(answers) == 1 else 'several'}")
    if found is Determined.YES:
        assert len(answers) == 1
    if found is Determined.NO:
        assert len(answers) > 1


@pytest.mark.parametrize(
    ("method", "seats", "votes", "missing", "found"),
    [
        # 42 of 58 by a quota of 58 / 7 are 5 full ones and 15 are 1: six for five seats, and so it
        # stays with three more votes. The next quota, 58 / 6, gives 4 and 1.
        ("imperiali_lr", 5, (42, 15, 1), 3, Determined.YES),
        # One list has every seat by whatever quota.
        ("imperiali_lr", 3, (0, 23), 1, Determined.YES),
        ("imperiali_lr", 4, (15, 0), 2, Determined.YES),
        ("hagenbach_bischoff_lr", 1, (20, 19), 2, Determined.NO),
    ],
)
def test_seats_by_a_larger_quota(
    method: str, seats: int, votes: tuple[int, ...], missing: int, found: Determined
) -> None:
    assert settled(method, seats, votes, missing) is found
