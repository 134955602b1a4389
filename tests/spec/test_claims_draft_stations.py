"""Drafting claims about one polling station, which is named by its number."""

from __future__ import annotations

from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims
from crosstally.claims.statement import Claim
from crosstally.election.areas import Area, AreaLookup

from .claims_evidence import make_election
from .drafted_claims import written

ELECTION = make_election()
STATIONS = AreaLookup(
    [
        *ELECTION.areas,
        *(
            Area(code, code, "station", {"": region})
            for code, region in (
                ("101", "north"),
                ("102", "north"),
                ("NORTH/7", "north"),
                ("SOUTH/7", "south"),
            )
        ),
    ]
)


def claims_of(text: str) -> list[Claim]:
    return draft_claims(text, ELECTION, areas=STATIONS).claims


def drafted(text: str) -> list[dict[str, Any]]:
    return [test for claim in claims_of(text) for test in written(claim)]


def votes(option: str, number: int, station: str = "101") -> dict[str, Any]:
    return {"measure": "votes", "option": option, "station": station, "equals": str(number)}


def share(option: str, percent: str, **where: str) -> dict[str, Any]:
    return {"measure": "share", "option": option, "equals": percent, **where}


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("At polling station 101 Red received 120 votes.", [votes("red", 120)]),
        ("At polling station No. 101, Red got 1,543 votes.", [votes("red", 1543)]),
        ("Red received 120 votes at station number 101.", [votes("red", 120)]),
        ("120 votes were cast for Red at precinct 101.", [votes("red", 120)]),
        (
            "At polling station 101, Red won 60 percent of the vote and Blue won 40 percent.",
            [share("red", "60%", station="101"), share("blue", "40%", station="101")],
        ),
        (
            "Turnout at polling station 101 was 50 percent.",
            [{"measure": "turnout", "station": "101", "equals": "50%"}],
        ),
        (
            "Red came second at polling station 101.",
            [{"measure": "rank", "option": "red", "station": "101", "equals": "2"}],
        ),
        (
            "At polling station 101 Red won more votes than Blue.",
            [
                {
                    "measure": "votes",
                    "option": "red",
                    "station": "101",
                    "above": {"option": "blue"},
                }
            ],
        ),
        # copies of its sheet are what is asked
        (
            "Copies of the protocol from polling station 101 show that Red received 120 votes.",
            [votes("red", 120)],
        ),
        # a number that several districts have, in the one that is named
        ("At polling station 7 in South Red received 12 votes.", [votes("red", 12, "SOUTH/7")]),
        ("At polling station SOUTH/7 Red received 12 votes.", [votes("red", 12, "SOUTH/7")]),
        # the rest of a sentence is of the whole place
        (
            "Red won 60 percent nationwide, but at polling station 101 it won 30 percent.",
            [share("red", "60%"), share("red", "30%", station="101")],
        ),
        (
            "Red won 60 percent at polling station 101, while nationwide it won 40 percent.",
            [share("red", "60%", station="101"), share("red", "40%")],
        ),
        ("На избирательном участке № 101 Red получил 120 голосов.", [votes("red", 120)]),
    ],
)
def test_a_station_named_by_its_number(text: str, tests: list[dict[str, Any]]) -> None:
    assert drafted(text) == tests


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("At polling station 999 Red received 120 votes.", "“At polling station 999”"),
        ("At polling station 7 Red received 12 votes.", "“At polling station 7”"),
        ("At polling station 101 in South Red received 12 votes.", "in South”"),
        ("At polling stations 101 and 102 Red received 120 votes.", "stations 101"),
        ("At polling station 101 in Bishkek, Red received 120 votes.", "Bishkek"),
        ("At polling station 101 Red did not receive 120 votes.", "denies"),
        ("If Red received 120 votes at polling station 101, it won.", "condition"),
        ("Did Red receive 120 votes at polling station 101?", ""),
        ("At polling station 101 Red received 120 votes and at polling station 102 80 votes.", ""),
    ],
)
def test_a_station_that_is_not_clear_has_no_test(text: str, reason: str) -> None:
    (claim,) = claims_of(text)
    assert claim.sentence == text
    (clause,) = claim.parts
    assert clause.test is None
    assert reason in str(clause.outside)


def test_the_sentence_after_it_may_be_of_that_station_too() -> None:
    first, second = claims_of("At polling station 101 Red got 120 votes. Blue got 80 votes.")
    assert written(first) == [votes("red", 120)]
    assert written(second) == []
    assert "polling station 101" in str(second.parts[0].outside)
