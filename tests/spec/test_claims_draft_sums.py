"""Drafting: several options together, how far one is ahead, parts of the vote in words."""

from __future__ import annotations

from typing import Any

import pytest

from .drafted_claims import LEAD, drafted

FURTHER = {"measure": "votes", "option": "ak_zhol", "ahead_of": "cppk", "equals": "19617"}
ABOVE = {"measure": "votes", "option": "ak_zhol", "above": {"option": "cppk"}}
FAR = {"measure": "share", "option": "nur_otan", "ahead_of": "ak_zhol"}
SMALL = {"measure": "share", "option": "auyl", "together_with": ["patriots", "adilet"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ak Zhol was 19,617 votes ahead of the Communists.", [FURTHER]),
        ("Ak Zhol won 19,617 more votes than the Communists.", [FURTHER]),
        ("Ak Zhol finished ahead of the Communists by 19,617 votes.", [ABOVE, FURTHER]),
        (
            "The Communists trailed Ak Zhol by 19,617 votes.",
            [{"measure": "votes", "option": "cppk", "below": {"option": "ak_zhol"}}, FURTHER],
        ),
        (
            "Nur Otan finished more than 73 percentage points ahead of Ak Zhol.",
            [{**FAR, "above": "73%"}],
        ),
        (
            "Auyl, the Party of Patriots and Adilet together won 2.7 percent of the vote.",
            [{**SMALL, "equals": "2.7%"}],
        ),
        (
            "Together, Auyl, the Party of Patriots and Adilet won less than 3 percent.",
            [{**SMALL, "below": "3%"}],
        ),
        (
            "Nur Otan won more than four fifths of the vote.",
            [{"measure": "share", "option": "nur_otan", "above": "4/5"}],
        ),
        ("More than two thirds of voters turned out.", [{"measure": "turnout", "above": "2/3"}]),
        (
            "By noon more than a third of voters had cast ballots.",
            [{"measure": "turnout", "above": "1/3", "at": "2012-01-15T12:00"}],
        ),
        ("By 10 a.m. more than a tenth of voters had cast ballots.", []),
        # rounded by nobody knows how much, said of a poll, of a list that goes on, of a wish
        ("Nur Otan won two thirds of the vote.", []),
        ("Nur Otan was 12 points ahead of Ak Zhol in the poll.", []),
        ("Azat, Ak Zhol and the Communists together won less than 15 percent.", []),
        ("Nur Otan would finish 60 points ahead of Ak Zhol.", []),
        ("In Shymkent, Nur Otan was 60 points ahead of Ak Zhol.", []),
    ],
)
def test_sums_margins_and_parts(text: str, expected: list[dict[str, Any]]) -> None:
    assert drafted(text) == expected


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (
            "Auyl and Adilet together won 1.85 percent of the vote, Ak Zhol 7.47 percent.",
            {"measure": "share", "option": "auyl", "together_with": ["adilet"], "equals": "1.85%"},
        ),
        (
            "Ak Zhol beat the Communists by 19,617 votes, Auyl 82,623 votes.",
            {"measure": "votes", "option": "ak_zhol", "ahead_of": "cppk", "equals": "19617"},
        ),
    ],
)
def test_what_follows_a_sum_or_a_margin_is_no_other_sum_or_margin(
    text: str, own: dict[str, Any]
) -> None:
    combined = [test for test in drafted(LEAD + text) if {"together_with", "ahead_of"} & set(test)]
    assert combined == [own]
