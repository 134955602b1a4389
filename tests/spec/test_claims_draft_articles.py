"""Whole articles in other styles: the tests that are drafted from each, in order, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims

from .drafted_claims import ELECTION, FIRST, SECOND, share, written

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
        share("patriots", "0.83%"),
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
        {"measure": "seats", "option": "cppk", "equals": "7"},
        {"measure": "seats", "option": "osdp", "equals": "0"},
        {"measure": "votes", "option": "ak_zhol", "above": {"option": "cppk"}},
        {"measure": "votes", "option": "cppk", "below": {"option": "ak_zhol"}},
        {"measure": "votes", "option": "cppk", "above": {"option": "osdp"}},
    ],
    "snap.txt": [
        {"measure": "share", "option": "osdp", "below": {"threshold": True}},
        {"measure": "seats", "option": "nur_otan", "equals": "83", "stage": "final"},
        {"measure": "seats", "option": "ak_zhol", "equals": "8", "stage": "final"},
        {"measure": "seats", "option": "cppk", "equals": "7", "stage": "final"},
        share("nur_otan", "80.99%"),
        share("ak_zhol", "7.47%"),
        share("cppk", "7.19%"),
        share("osdp", "1.68%"),
        {"measure": "votes", "option": "osdp", "equals": "116534"},
        SECOND,
        FIRST,
        {"measure": "turnout", "equals": "75.45%"},
        {"measure": "votes", "option": "nur_otan", "equals": "5621436"},
        {"measure": "votes", "option": "ak_zhol", "equals": "518405"},
        {"measure": "votes", "option": "cppk", "equals": "498788"},
        share("auyl", "1.19%"),
        share("patriots", "0.83%"),
        share("adilet", "0.66%"),
        {"measure": "options", "equals": "7"},
    ],
    "diary.html": [
        {"measure": "turnout", "equals": "35.3%", "at": "2012-01-15T12:00"},
        {"measure": "votes", "option": "nur_otan", "equals": "5621436"},
        share("nur_otan", "80.99%"),
        {"measure": "votes", "option": "ak_zhol", "equals": "518405"},
        share("ak_zhol", "7.47%"),
        {"measure": "votes", "option": "cppk", "equals": "498788"},
        share("cppk", "7.19%"),
        share("osdp", "1.68%"),
        {"measure": "turnout", "area": "almaty_city", "below": {"area": "astana"}},
        {"measure": "seats", "option": "nur_otan", "equals": "83"},
        {"measure": "seats", "option": "ak_zhol", "equals": "8"},
        {"measure": "seats", "option": "cppk", "equals": "7"},
    ],
    "interview.txt": [
        {"measure": "share", "option": "osdp", "above": {"announcement": "final"}, "on": "sheets"},
        SECOND,
        FIRST,
        share("ak_zhol", "7.5%"),
        share("cppk", "7.2%"),
        {"measure": "share", "option": "cppk", "at_least": {"threshold": True}},
        share("nur_otan", "81%"),
        {
            "measure": "seats",
            "over": "options",
            "except": ["nur_otan"],
            "quantifier": "exactly",
            "n": 2,
            "above": "0",
        },
        {"measure": "seats", "option": "nur_otan", "equals": "83"},
        {"measure": "turnout", "area": "almaty_city", "level": "region", "quantifier": "lowest"},
        {"measure": "turnout", "area": "astana", "equals": "53.3%"},
    ],
}
RECORDED = {
    "snap.txt": ["None of the other parties", "ten times as many", "The gap between", "the three"],
    "diary.html": ["Exit polls", "With 12 percent of stations", "in our street", "30,000 members"],
    "interview.txt": ["Your party got", "Two pocket parties", "more votes than Auyl"],
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
