"""Whole articles in other styles: the tests that are drafted from each, in order, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims

from .drafted_claims import ELECTION, written

ARTICLES = Path(__file__).parent / "articles"
DRAFTED: dict[str, list[dict[str, Any]]] = {
    "evening.txt": [
        {"measure": "seats", "option": "ak_zhol", "equals": "8"},
        {"measure": "seats", "option": "cppk", "equals": "7"},
        {
            "measure": "share",
            "over": "options",
            "quantifier": "exactly",
            "n": 3,
            "at_least": {"threshold": True},
        },
        {"measure": "options", "equals": "7"},
        {"measure": "share", "option": "ak_zhol", "equals": "7.47%"},
        {"measure": "share", "option": "cppk", "equals": "7.19%"},
        {"measure": "share", "option": "osdp", "below": {"threshold": True}},
        {"measure": "share", "option": "auyl", "below": {"threshold": True}},
        {"measure": "share", "option": "patriots", "below": {"threshold": True}},
        {"measure": "share", "option": "adilet", "below": {"threshold": True}},
        {"measure": "votes", "option": "nur_otan", "at_least": "5600000"},
        {"measure": "turnout", "area": "almaty_city", "equals": "41.4%", "at": "2012-01-15T20:00"},
        {"measure": "turnout", "equals": "75.45%"},
        {"measure": "registered", "equals": "9303693"},
        {"measure": "votes", "option": "ak_zhol", "above": {"option": "cppk"}},
        {"measure": "votes", "option": "ak_zhol", "ahead_of": "cppk", "below": "20000"},
        {"measure": "stations", "equals": "9764"},
    ],
    "magazine.html": [
        {"measure": "seats", "option": "nur_otan", "equals": "83"},
        {"measure": "share", "option": "ak_zhol", "equals": "7.47%"},
        {"measure": "rank", "option": "osdp", "equals": "4"},
        {"measure": "rank", "option": "auyl", "equals": "5"},
        {"measure": "turnout", "area": "almaty_city", "equals": "41.4%", "at": "2012-01-15T20:00"},
        {
            "measure": "turnout",
            "area": "almaty_oblast",
            "equals": "92.6%",
            "at": "2012-01-15T20:00",
        },
        {"measure": "seats", "option": "nur_otan", "equals": "83"},
        {"measure": "seats", "option": "ak_zhol", "equals": "8"},
        {"measure": "seats", "option": "cppk", "equals": "7"},
    ],
    "analysis.txt": [
        {"measure": "share", "option": "nur_otan", "equals": "81%"},
        {"measure": "share", "option": "ak_zhol", "equals": "7.5%"},
        {"measure": "share", "option": "cppk", "equals": "7.2%"},
        {"measure": "turnout", "equals": "35.3%", "at": "2012-01-15T12:00"},
        {"measure": "votes", "option": "ak_zhol", "above": {"option": "cppk"}},
        {"measure": "votes", "option": "ak_zhol", "ahead_of": "cppk", "equals": "19617"},
        {
            "measure": "turnout",
            "level": "region",
            "quantifier": "none",
            "below": "40%",
            "at": "2012-01-15T20:00",
        },
        {
            "measure": "turnout",
            "level": "region",
            "quantifier": "at_least",
            "n": 10,
            "above": "75%",
        },
        {"measure": "seats", "option": "ak_zhol", "equals": "8"},
        {"measure": "seats", "option": "osdp", "equals": "0"},
        {"measure": "votes", "option": "ak_zhol", "above": {"option": "cppk"}},
        {"measure": "votes", "option": "cppk", "below": {"option": "ak_zhol"}},
        {"measure": "votes", "option": "cppk", "above": {"option": "osdp"}},
    ],
}
RECORDED = {
    "evening.txt": [
        "Four in five voters",
        "Just under 117,000",
        "everywhere in Almaty",
        "12 times",
    ],
    "magazine.html": ["four times as many", "runners-up", "Only in two regions", "No opposition"],
    "analysis.txt": ["14.66 percent", "reached even 2 percent", "fewest people", "one seat fewer"],
}
FURNITURE = ["99 percent of hearts", "money back", "lost its soul", "120 percent", "in my street"]


@pytest.mark.parametrize("name", DRAFTED)
def test_an_article_gives_these_tests_alone(name: str) -> None:
    claims = draft_claims((ARTICLES / name).read_text(encoding="utf-8"), ELECTION).claims
    assert [test for claim in claims for test in written(claim)] == DRAFTED[name]
    recorded = " ".join(claim.sentence for claim in claims if not written(claim))
    for words in RECORDED[name]:
        assert words in recorded
    every = " ".join(claim.sentence for claim in claims)
    for words in FURNITURE:
        assert words not in every
