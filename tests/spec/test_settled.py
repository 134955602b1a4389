"""Whether seats by remainders are settled where a quota gives more full quotas than seats."""

from __future__ import annotations

import pytest

from crosstally.compare.completions import Base, Space
from crosstally.compare.settled import Determined, threshold_settled
from crosstally.compare.settled_houses import house_settled
from crosstally.compare.settled_seats import seats_settled
from crosstally.election.definition import Rule


@pytest.mark.parametrize(
    ("method", "votes", "not_held", "found"),
    [
        # 10,000 votes, 3 seats: by 2,000 there are 3 + 1 full quotas, one too many; by 2,500 2 + 1
        ("imperiali_lr", {"a": 7_300, "b": 2_700}, 20, Determined.YES),
        ("imperiali_lr", {"a": 8_700, "b": 1_300}, 20, Determined.YES),
        # 7,495 are less than 3 quotas of 2,500, and with 40 more they are 3 of 2,510
        ("imperiali_lr", {"a": 7_495, "b": 2_505}, 40, Determined.NO),
        ("hagenbach_bischoff_lr", {"a": 7_300, "b": 2_700}, 20, Determined.YES),
        # 7,500 and 2,500 are 3 and 1 full quotas: one too many, so that Hare's takes its place
        ("hagenbach_bischoff_lr", {"a": 7_500, "b": 2_500}, 20, Determined.NO),
    ],
)
def test_another_quota_takes_the_place_of_one_that_gives_too_many_seats(
    method: str, votes: dict[str, int], not_held: int, found: Determined
) -> None:
    rule = Rule.model_validate({"method": method, "seats": 3})
    settled = seats_settled(Space(votes, votes, not_held), rule)
    assert settled.determined is found


def test_a_base_that_may_be_nothing_beside_votes_settles_nothing() -> None:
    """One vote that was not read, and no or one voter who took part: with one, it passes."""
    none = {"a": 0, "b": 0}
    space = Space(none, none, 0, {frozenset("a"): 1}, Base(False, 0, 1, grows=True, others=True))
    rule = Rule.model_validate({"method": "dhondt", "threshold": {"share": "5", "of": "cast"}})
    assert rule.threshold is not None
    assert threshold_settled(space, rule.threshold, "a").determined is Determined.NO
    assert seats_settled(space, rule).determined is Determined.NO


def test_no_more_than_so_many_seats() -> None:
    """a would have all 4 seats, 300/4 being more than 68, and has 2 of them. The others go to b and
    c, as long as half of b's votes are not more than c's."""
    rule = Rule.model_validate({"method": "dhondt", "seats": 4, "most_seats": 2})
    votes = {"a": 300, "b": 60, "c": 50}
    assert house_settled(rule, Space(votes, votes, 8)).determined is Determined.YES
    assert house_settled(rule, Space(votes, votes, 60)).determined is Determined.NO
