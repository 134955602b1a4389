"""The seats of a constituency go to the list that stands there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.election.candidates import Candidate
from crosstally.election.lists import Lists
from crosstally.election.rule import Rule
from crosstally.findings import Sentence
from crosstally.seats.candidates import FilledList
from crosstally.seats.constituency_lists import Filled, fill_constituencies, fill_whole
from crosstally.seats.system import apply_system
from tests.folders import HEAD, csv_of, returns_entry, write_folder

load_verbs()
RULE: dict[str, Any] = {
    "method": "dhondt",
    "seats": 6,
    "constituencies": {"level": "region", "seats": {"North": 4, "South": 2}},
}
# North: 400 300 200 150 -> 2 2. South: 210 105 (ana), 90 -> 2 0.
VOTES = {"North": {"ana": 400, "ben": 300}, "South": {"ana": 210, "ben": 90}}
TABLE = """
    ana North 1 Ada
    ana North 2 Bea   died 2012-06-01
    ana North 3 Cleo
    ana South 1 Dora  withdrawn 2012-05-01
    ana South 2 Emil
    ana South 3 Fay
    ben North 1 Gil
"""


def candidates(table: str) -> dict[str, list[Candidate]]:
    """List, constituency (``-``: the whole place), place, name, then standing and day, or votes."""
    found: dict[str, list[Candidate]] = {}
    for line in table.strip().splitlines():
        option, area, place, name, *more = line.split()
        about: dict[str, Any] = {"votes": int(more[0])} if more and more[0].isdigit() else {}
        if len(more) == 2:
            about = {"standing": more[0], "date": more[1]}
        constituency = None if area == "-" else area
        found.setdefault(option, []).append(
            Candidate(
                option=option, place=int(place), name=name, constituency=constituency, **about
            )
        )
    return found


def said(filled: Filled) -> dict[str, object]:
    """List → names of those who sit, or why that is not known."""
    return {
        option: one.text if isinstance(one, Sentence) else [p.name for p in one.start.seated]
        for option, one in filled.items()
    }


def filled(
    table: str, rule: dict[str, Any] = RULE, votes: dict[str, Any] = VOTES, **lists: Any
) -> tuple[dict[str, dict[str, object]], dict[str, object]]:
    """Who sits by constituency, and of the whole place."""
    about = Rule.model_validate(rule)
    outcome = apply_system(about, votes)
    rows, law = candidates(table), Lists(**lists)
    by_area = fill_constituencies(rows, outcome, about, law, "2012-01-15")
    whole = fill_whole(rows, outcome, about, law, "2012-01-15")
    return {area: said(one) for area, one in by_area.items()}, said(whole)


def test_seats_go_to_the_list_of_the_constituency() -> None:
    by_area, whole = filled(TABLE)
    assert by_area == {
        "North": {"ana": ["Ada", "Bea"], "ben": ["Gil"]},
        "South": {"ana": ["Dora", "Emil"]},
    }
    assert whole == {}


def test_who_leaves_is_replaced_from_the_same_list() -> None:
    outcome = apply_system(Rule.model_validate(RULE), VOTES)
    about = Rule.model_validate(RULE)
    found = fill_constituencies(candidates(TABLE), outcome, about, Lists(), "2012-01-15")
    north, south = found["North"]["ana"], found["South"]["ana"]
    assert isinstance(north, FilledList)
    assert isinstance(south, FilledList)
    assert [one.name for one in south.on("2012-05-01").seated] == ["Emil", "Fay"]
    assert [one.name for one in north.on("2012-05-01").seated] == ["Ada", "Bea"]
    assert [one.name for one in north.on("2012-06-01").seated] == ["Ada", "Cleo"]
    ben = found["North"]["ben"]
    assert isinstance(ben, FilledList)
    assert (ben.seats, ben.vacant) == (2, 1)  # nobody from the South comes for the second seat


def test_a_constituency_without_a_list_is_said_and_nobody_is_borrowed() -> None:
    by_area, whole = filled("ana North 1 Ada\nana - 1 Nan")
    assert by_area["South"] == {"ana": "candidates.csv has no list for this constituency."}
    assert whole == {}  # no seat is given above the constituencies


@pytest.mark.parametrize(
    ("of", "seated"),
    [
        # a quarter of Ana's 400 votes in the North are 100, and of her 610 in all 152
        ("list", ["Cleo", "Ada"]),
        # the quota of the North is 700 / 4 = 175, a quarter of it 43.75; of all 1,000 / 6 = 166.7
        ("quota", ["Cleo", "Bea"]),
    ],
)
def test_preference_is_measured_by_the_votes_of_the_constituency(
    of: str, seated: list[str]
) -> None:
    table = "ana North 1 Ada 42\nana North 2 Bea 44\nana North 3 Cleo 100"
    by_area, _ = filled(table, order="preference", share="25%", of=of)
    assert by_area["North"]["ana"] == seated


LEVELLED = {
    **RULE,
    "seats": 8,
    "tiers": [{}, {"at": "nation", "seats": 2, "counting": "levelling"}],
}


def test_seats_above_the_constituencies_go_to_the_list_of_the_whole_place() -> None:
    """610 to 390 of 8 seats are 5 and 3: one more each than the 4 and 2 below."""
    by_area, whole = filled("ana North 1 Ada\nana - 1 Nan\nben North 1 Gil\n", LEVELLED)
    assert by_area["North"] == {"ana": ["Ada"], "ben": ["Gil"]}
    assert whole == {
        "ana": ["Nan"],
        "ben": "Seats given above the constituencies: 1. candidates.csv has no list for them (rows "
        "without a constituency).",
    }


def test_seats_that_the_rule_places_go_to_the_list_of_the_constituency() -> None:
    levelling = {"at": "nation", "seats": 2, "counting": "levelling", "placed": {}}
    by_area, whole = filled(
        "ben South 1 Gil\nana North 1 Ada", {**LEVELLED, "tiers": [{}, levelling]}
    )
    assert by_area["South"]["ben"] == ["Gil"]  # 90 undivided, against 300 / 5 in the North
    assert whole == {}


def test_where_seats_are_taken_back_it_is_not_guessed_from_whom() -> None:
    """Ben has 2 seats of the two regions and 13 percent of the votes: one of eight is his."""
    back = {"at": "nation", "seats": 2, "counting": "levelling", "overhang": "taken_back"}
    votes = {"North": {"ana": 9000, "ben": 0}, "South": {"ana": 100, "ben": 1400}}
    by_area, whole = filled("ben South 1 Gil", {**LEVELLED, "tiers": [{}, back]}, votes)
    assert by_area == {}
    assert whole == {
        "ben": "Seats taken back from its constituencies: 1. The rule does not say from which, so "
        "who of them sits is not known."
    }


def test_a_tie_in_one_constituency_opens_no_seat_of_another() -> None:
    votes = {"North": VOTES["North"], "South": {"ana": 200, "ben": 100}}
    by_area, _ = filled("ana South 1 Dora\nana South 2 Emil\nana North 1 Ada", votes=votes)
    assert by_area["South"]["ana"] == ["Dora"]  # the second is Ana's or Ben's
    assert by_area["North"]["ana"] == ["Ada"]


def test_who_is_elected_directly_does_not_come_from_the_list() -> None:
    """600 to 400 of six seats are 4 and 2; two and one of them are won in districts, and the list
    has the others."""
    rule = {
        "method": "sainte_lague",
        "seats": 6,
        "direct_seats": {"ana": 2, "ben": 1},
        "tiers": [{"at": "nation", "counting": "levelling", "overhang": "total_grows"}],
    }
    table = "ana - 1 Ada\nana - 2 Bea\nana - 3 Cleo\nben - 1 Gil\nben - 2 Hal"
    _, whole = filled(table, rule, {"all": {"ana": 600, "ben": 400}})
    assert whole == {"ana": ["Ada", "Bea"], "ben": ["Gil"]}


def test_nor_in_a_constituency() -> None:
    rule = {**RULE, "direct_seats": {"North": {"ana": 1}}}
    by_area, whole = filled(TABLE, rule)
    # 400 300 200: one of Ana's two seats in the North is won directly, and three are shared
    assert by_area["North"] == {"ana": ["Ada", "Bea"], "ben": ["Gil"]}
    assert by_area["South"] == {"ana": ["Dora", "Emil"]}
    assert whole == {}


def test_seats_above_and_seats_won_directly_are_told_apart() -> None:
    rule = {**LEVELLED, "seats": 8, "direct_seats": {"ana": 1}}
    _, whole = filled("ana North 1 Ada\nana - 1 Nan\n", rule)
    assert whole == {}  # of 5 seats, 4 are in the constituencies and one was won directly


def test_a_list_where_there_are_no_seats_is_said() -> None:
    by_area, _ = filled("ana West 1 Ada")
    assert by_area["West"] == {"ana": "candidates.csv has a list here, and there are no seats."}


def test_the_seats_of_a_folder_name_people_by_constituency(tmp_path: Path) -> None:
    rule = """\
    rule:
      method: dhondt
      seats: 6
      constituencies: {level: region, seats: {North: 4, South: 2}}
"""
    head = HEAD.replace("  president:\n", f"  president:\n{rule}")
    head = head.replace("sources:", "stations: 2\nsources:")
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    900        700  700   0       400 300
        South  Port     2    500        300  300   0       210 90
    """
    rows = "option,constituency,place,name\nana,North,1,Ada\nana,South,1,Dora\nben,South,1,Gil\n"
    files = {"returns.csv": csv_of(table), "candidates.csv": rows}
    write_folder(tmp_path, files, returns_entry("returns.csv"), head)
    text = CliRunner().invoke(app, ["seats", str(tmp_path)]).output
    assert "Ana Lima in North, seats: 2\n  1  Ada (No. 1)\n  Vacant: 1 of 2 seats." in text
    assert "Ana Lima in South, seats: 2\n  1  Dora (No. 1)" in text
    assert "Ben Okoro in North" in text
    read = json.loads(CliRunner().invoke(app, ["seats", str(tmp_path), "--json", "-"]).output)
    people = read["results"][0]["people_by_area"]
    assert people["North"]["ana"]["seated"] == [
        {"place": 1, "name": "Ada", "standing": "registered"}
    ]
    assert people["North"]["ben"] == {
        "why_not": "candidates.csv has no list for this constituency."
    }
