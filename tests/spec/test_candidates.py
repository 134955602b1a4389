"""From seats to people: lists in, names out."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest

from crosstally.election.candidates import Candidate
from crosstally.election.lists import Lists
from crosstally.seats.candidates import FilledList, fill_list
from crosstally.seats.votes import ArgumentError

DAY = "2012-01-15"


def rows(text: str) -> list[Candidate]:
    """Names with votes, standing and its date, as they stand on the list: ``Ana 10 died -``."""
    found = []
    for place, line in enumerate(text.strip().splitlines(), 1):
        words = line.split()
        name, votes, standing, date = words + ["", "-", "registered", "-"][len(words) :]
        found.append(
            Candidate(
                option="sun",
                place=place,
                name=name,
                votes=None if votes == "-" else int(votes),
                standing=standing,
                date=None if date == "-" else date,
            )
        )
    return found


def names(candidates: Iterable[Candidate]) -> list[str]:
    return [str(one.name) for one in candidates]


def filled(text: str, seats: int, order: str = "list", **more: Any) -> FilledList:
    figures = {name: more.pop(name) for name in ("votes", "quota") if name in more}
    return fill_list(rows(text), seats, Lists(order=order, **more), voted_on=DAY, **figures)


CLOSED = """
Ana
Ben - struck_off -
Cleo
Dora
Emil
"""


def test_a_closed_list_seats_people_as_they_stand_on_it() -> None:
    found = filled(CLOSED, 2)
    assert names(found.start.seated) == ["Ana", "Cleo"]
    assert names(found.start.next_up) == ["Dora", "Emil"]
    assert names(found.absent) == ["Ben"]
    assert found.start.without_candidate == 0


def test_no_seats_seat_nobody() -> None:
    found = filled(CLOSED, 0)
    assert found.start.seated == ()
    assert names(found.start.next_up) == ["Ana", "Cleo", "Dora", "Emil"]


@pytest.mark.parametrize(
    ("law", "vacant", "returned"), [("vacant", 2, 0), ("returned", 0, 2)], ids=["vacant", "back"]
)
def test_a_list_with_fewer_people_than_seats(law: str, vacant: int, returned: int) -> None:
    found = filled(CLOSED, 6, when_short=law)
    assert names(found.start.seated) == ["Ana", "Cleo", "Dora", "Emil"]
    assert (found.vacant, found.returned) == (vacant, returned)


TERM = """
Ana  - died              2012-05-01
Ben  - struck_off        2012-01-15
Cleo - withdrawn         2012-03-01
Dora - elected_elsewhere 2012-03-01
Emil - registered        -
Fay  - registered        -
"""


def test_who_sat_on_a_day_and_who_moved_up() -> None:
    """Who is struck off by the voting day never sits; who leaves is gone from that day on."""
    found = filled(TERM, 2)
    assert names(found.start.seated) == ["Ana", "Cleo"]
    assert names(found.on("2012-02-29").seated) == ["Ana", "Cleo"]
    assert names(found.on("2012-03-01").seated) == ["Ana", "Emil"]
    assert names(found.on("2012-12-31").seated) == ["Emil", "Fay"]
    assert [(c.day, names(c.left), names(c.moved_up)) for c in found.changes] == [
        ("2012-03-01", ["Cleo"], ["Emil"]),
        ("2012-05-01", ["Ana"], ["Fay"]),
    ]


def test_a_seat_that_nobody_can_take_falls_vacant() -> None:
    found = filled("Ana - died 2012-05-01\nBen", 2)
    assert found.vacant == 0
    (change,) = found.changes
    assert (names(change.left), change.moved_up) == (["Ana"], ())
    assert found.on("2012-05-01").without_candidate == 1


OPEN = """
Ana  120
Ben  300
Cleo 120
Dora 90
"""


def test_an_open_list_goes_by_votes() -> None:
    found = filled(OPEN, 3, "votes")
    assert names(found.start.seated) == ["Ben", "Ana", "Cleo"]


def test_equal_votes_at_the_last_seat_are_drawn_by_lot() -> None:
    start = filled(OPEN, 2, "votes").start
    assert names(start.seated) == ["Ben"]
    assert (names(start.tied), start.open_seats) == (["Ana", "Cleo"], 1)
    assert names(start.next_up) == ["Dora"]


def test_or_the_order_of_the_list_decides_and_it_is_said() -> None:
    found = filled(OPEN, 2, "votes", ties="list_order")
    assert names(found.start.seated) == ["Ben", "Ana"]
    assert [rank.level for rank in found.ranks] == [False, True, True, False]


def test_a_tie_is_over_when_one_of_them_leaves() -> None:
    found = filled("Ana 5 died 2012-05-01\nBen 5\nCleo 1", 1, "votes")
    assert names(found.start.tied) == ["Ana", "Ben"]
    assert names(found.on("2012-05-01").seated) == ["Ben"]


DUTCH = """
Ana  900
Ben  250
Cleo 251
Dora 400
Emil 10
"""


@pytest.mark.parametrize(
    ("share", "passes", "seated"),
    [
        # Kieswet P 15: more than a quarter of the quota of 1,000. Exactly 250 is not more.
        ("25%", "more_than", ["Ana", "Dora", "Cleo", "Ben"]),
        ("25%", "at_least", ["Ana", "Dora", "Cleo", "Ben"]),
        # councils of fewer than 19 seats: half of it
        ("50%", "more_than", ["Ana", "Ben", "Cleo", "Dora"]),
    ],
)
def test_the_netherlands_measure_preference_by_the_quota(
    share: str, passes: str, seated: list[str]
) -> None:
    found = filled(
        DUTCH, 4, "preference", share=share, of="quota", passes=passes, quota=Fraction(1000)
    )
    assert names(found.start.seated) == seated


def test_exactly_the_share_passes_only_where_the_law_says_at_least() -> None:
    for passes, why in (("more_than", "list"), ("at_least", "preference")):
        found = filled(
            DUTCH, 4, "preference", share="25%", of="quota", passes=passes, quota=Fraction(1000)
        )
        (ben,) = (rank for rank in found.ranks if names(rank.candidates) == ["Ben"])
        assert ben.why == why


def test_a_quota_is_not_rounded() -> None:
    """A quarter of 1,001 / 1 is 250.25: 251 is more, 250 is not."""
    found = filled(
        DUTCH, 2, "preference", share="25%", of="quota", passes="more_than", quota=Fraction(1001)
    )
    assert found.needed == Fraction(1001, 4)
    assert [rank.why for rank in found.ranks] == ["preference"] * 3 + ["list"] * 2


def test_czechia_and_sweden_measure_it_by_the_list() -> None:
    """5 percent of 4,000 votes are 200: Dora and Cleo move up, then the list."""
    text = "Ana 199\nBen 20\nCleo 200\nDora 201"
    found = filled(text, 3, "preference", share="5%", of="list", votes=4000, ties="list_order")
    assert names(found.start.seated) == ["Dora", "Cleo", "Ana"]


def test_belgium_passes_the_lists_own_votes_on() -> None:
    """60,000 votes and 5 seats ask for 10,000 each; half of 24,001 list votes, rounded up, are
    12,001: Ana gets 6,000, Ben 6,001 of the 8,000 that he misses, Cleo nothing."""
    text = "Ana 4000\nBen 2000\nCleo 1000\nDora 9000\nEmil 8001\nFay 500"
    people = [*rows(text), Candidate(option="sun", place=0, votes=24_001)]
    found = fill_list(people, 5, Lists(order="devolution", ties="list_order"), votes=60_000)
    assert found.needed == 10_000
    assert [(names(rank.candidates)[0], rank.votes) for rank in found.ranks] == [
        ("Ana", 10_000),
        ("Dora", 9_000),
        ("Ben", 8_001),
        ("Emil", 8_001),
        ("Cleo", 1_000),
        ("Fay", 500),
    ]


def test_votes_passed_on_skip_those_who_cannot_sit() -> None:
    people = [
        *rows("Ana 0 died -\nBen 0\nCleo 3"),
        Candidate(option="sun", place=0, votes=8),
    ]
    found = fill_list(people, 1, Lists(order="devolution"), votes=8, voted_on=DAY)
    assert names(found.start.seated) == ["Ben"]


def test_votes_that_are_not_stated_are_not_zero() -> None:
    with pytest.raises(ArgumentError, match="place 2"):
        filled("Ana 10\nBen", 1, "votes")
    with pytest.raises(ArgumentError, match="quota"):
        filled(OPEN, 1, "preference", share="25%", of="quota")
    with pytest.raises(ArgumentError, match="place 0"):
        filled(OPEN, 1, "devolution", votes=630)
    # those who cannot sit need none
    assert names(filled("Ana 10\nBen - died -", 1, "votes").start.seated) == ["Ana"]


def test_a_preference_needs_its_share() -> None:
    with pytest.raises(ValueError, match="needs its share"):
        Lists(order="preference")
    with pytest.raises(ValueError, match="more than 100"):
        Lists(order="preference", share="101%")
