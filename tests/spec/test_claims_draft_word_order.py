"""Drafting claims: passive voice, comparisons, figures in words, what fell short."""

from __future__ import annotations

from typing import Any

import pytest

from .drafted_claims import drafted, in_order, share

THRESHOLD = {"threshold": True}


def seats(option: str, number: int) -> dict[str, Any]:
    return {"measure": "seats", "option": option, "equals": str(number)}


def votes(option: str, **comparison: Any) -> dict[str, Any]:
    return {"measure": "votes", "option": option, **comparison}


def turnout(**test: Any) -> dict[str, Any]:
    return {"measure": "turnout", **test}


def short(option: str) -> dict[str, Any]:
    return {"measure": "share", "option": option, "below": THRESHOLD}


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        # the figure stands before its verb and its option
        ("80.99 percent of the vote was won by Nur Otan.", [share("nur_otan", "80.99%")]),
        (
            "A share of 7.47 percent was recorded for Ak Zhol, and one of 7.19 percent for the "
            "Communists.",
            [share("ak_zhol", "7.47%"), share("cppk", "7.19%")],
        ),
        ("83 of the 98 contested seats were won by Nur Otan.", [seats("nur_otan", 83)]),
        (
            "Eight seats will be occupied by Ak Zhol and seven by the Communists.",
            [seats("ak_zhol", 8), seats("cppk", 7)],
        ),
        (
            "Of the 98 seats filled by party list, eight went to Ak Zhol and seven to the CPPK.",
            [seats("ak_zhol", 8), seats("cppk", 7)],
        ),
        ("Not a single seat was won by the Social Democrats.", [seats("osdp", 0)]),
        ("The Social Democrats won no seats.", [seats("osdp", 0)]),
        (
            "518,405 ballots were marked for Ak Zhol; 498,788 for the Communists.",
            [votes("ak_zhol", equals="518405"), votes("cppk", equals="498788")],
        ),
        (
            "No fewer than 5.6 million votes were cast for Nur Otan.",
            [votes("nur_otan", at_least="5600000")],
        ),
        # the verb stands once
        (
            "Nur Otan will hold 83 seats, Ak Zhol ten and the Communist People's Party five.",
            [seats("nur_otan", 83), seats("ak_zhol", 10), seats("cppk", 5)],
        ),
        (
            "Nur Otan won 81 percent of the vote, Ak Zhol 7.5 and the Communists 7.2.",
            [share("nur_otan", "81%"), share("ak_zhol", "7.5%"), share("cppk", "7.2%")],
        ),
        (
            "Nur Otan won 81 percent of the vote, Azat 9 and Ak Zhol eight seats.",
            [share("nur_otan", "81%")],
        ),
        (
            "Nur Otan received 1,621,436 votes in Almaty and Ak Zhol 18,405.",
            [
                votes("nur_otan", equals="1621436", area="almaty_city"),
                votes("ak_zhol", equals="18405", area="almaty_city"),
            ],
        ),
        # percentages in words
        ("Nur Otan won eighty-one percent of the vote.", [share("nur_otan", "81%")]),
        (
            '"Seven and a half percent chose Ak Zhol, and 7.2 percent the Communists."',
            [share("ak_zhol", "7.5%"), share("cppk", "7.2%")],
        ),
        # one option against another
        (
            "Ak Zhol won more votes than the Communist People's Party.",
            [votes("ak_zhol", above={"option": "cppk"})],
        ),
        (
            "More votes were cast for Ak Zhol than for the CPPK.",
            [votes("ak_zhol", above={"option": "cppk"})],
        ),
        ("Ak Zhol finished ahead of the CPPK.", [votes("ak_zhol", above={"option": "cppk"})]),
        ("The CPPK finished behind Ak Zhol.", [votes("cppk", below={"option": "ak_zhol"})]),
        (
            "The CPPK received fewer votes than Ak Zhol but more than the OSDP.",
            [
                votes("cppk", below={"option": "ak_zhol"}),
                votes("cppk", above={"option": "osdp"}),
            ],
        ),
        (
            "The CPPK won fewer seats than Ak Zhol.",
            [{"measure": "seats", "option": "cppk", "below": {"option": "ak_zhol"}}],
        ),
        (
            "Adilet received the fewest votes.",
            [votes("adilet", over="options", quantifier="lowest")],
        ),
        (
            "Fourth place went to the Social Democrats and fifth to Auyl.",
            [
                {"measure": "rank", "option": "osdp", "equals": "4"},
                {"measure": "rank", "option": "auyl", "equals": "5"},
            ],
        ),
        # what fell short, and how many did not
        ("The OSDP did not cross the 7 percent threshold.", [short("osdp")]),
        ("The Social Democrats fell short of the 7 percent threshold.", [short("osdp")]),
        (
            "Auyl, the Party of Patriots and Adilet also failed to clear the barrier.",
            [short("auyl"), short("patriots"), short("adilet")],
        ),
        (
            "The 7 percent threshold was cleared by only three of the seven parties.",
            [
                {
                    "measure": "share",
                    "over": "options",
                    "quantifier": "exactly",
                    "n": 3,
                    "at_least": THRESHOLD,
                }
            ],
        ),
        # how many areas, and from one to another
        (
            "In at least ten of the 16 regions turnout topped 75 percent.",
            [turnout(quantifier="at_least", n=10, level="region", above="75%")],
        ),
        (
            "There was not one region in which turnout at 8 p.m. was below 40 percent.",
            [turnout(quantifier="none", level="region", below="40%", at="2012-01-15T20:00")],
        ),
        (
            "Turnout ranged from 41.4 percent in Almaty to 92.6 percent in Almaty region.",
            [
                turnout(area="almaty_city", equals="41.4%"),
                turnout(area="almaty_oblast", equals="92.6%"),
            ],
        ),
        (
            "By midday 35.3 percent of the electorate had been to the polls; by 6 p.m. turnout "
            "was 71.98 percent.",
            [
                turnout(equals="35.3%", at="2012-01-15T12:00"),
                turnout(equals="71.98%", at="2012-01-15T18:00"),
            ],
        ),
        # counts, and invalid ballots
        ("Invalid ballots made up 1.2 percent.", [{"measure": "invalid_share", "equals": "1.2%"}]),
        (
            "In Almaty, 1.2 percent of all ballots cast were declared invalid.",
            [{"measure": "invalid_share", "area": "almaty_city", "equals": "1.2%"}],
        ),
        ("6,980,413 people voted.", [{"measure": "cast", "equals": "6980413"}]),
        ("6,980,000 people voted.", []),  # a rounded count equals nothing
        (
            "Nur Otan won in every region of Kazakhstan.",
            [
                {
                    "measure": "rank",
                    "option": "nur_otan",
                    "level": "region",
                    "quantifier": "every",
                    "equals": "1",
                }
            ],
        ),
        (
            "9,303,693 citizens were on the voter lists.",
            [{"measure": "registered", "equals": "9303693"}],
        ),
        (
            "The electoral roll held 9,303,693 names.",
            [{"measure": "registered", "equals": "9303693"}],
        ),
        (
            "Voting took place at 9,764 polling stations.",
            [{"measure": "stations", "equals": "9764"}],
        ),
    ],
)
def test_words_in_another_order(text: str, tests: list[dict[str, Any]]) -> None:
    assert in_order(drafted(text)) == in_order(tests)
