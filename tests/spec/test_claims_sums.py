"""Claims about several options together, about how far one is ahead of another, and about parts of
the vote said as fractions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.folder import load_claims
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from tests.spec.claims_evidence import (
    EXAMPLE,
    HOLDS,
    REFUTED,
    UNDECIDED,
    HandMade,
    announced,
    make_election,
    verdict,
)

COUNTED: dict[str, Any] = {
    "id": "final",
    "counts": {"red": 600, "blue": 300, "green": 100},
    "fields": {"valid": 1000, "cast": 1020},
}


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"measure": "votes", "option": "blue", "together_with": ["green"], "equals": 400}, HOLDS),
        ({"measure": "votes", "option": "blue", "together_with": ["green"], "above": 400}, REFUTED),
        (
            {"measure": "share", "option": "blue", "together_with": ["green"], "equals": "40%"},
            HOLDS,
        ),
        ({"measure": "votes", "option": "red", "ahead_of": "blue", "equals": 300}, HOLDS),
        ({"measure": "votes", "option": "red", "ahead_of": "blue", "at_least": 301}, REFUTED),
        ({"measure": "share", "option": "red", "ahead_of": "blue", "equals": "30%"}, HOLDS),
        # somebody who is behind is ahead by less than nothing
        ({"measure": "votes", "option": "blue", "ahead_of": "red", "above": 0}, REFUTED),
        (
            {
                "measure": "votes",
                "option": "blue",
                "together_with": ["green"],
                "ahead_of": "red",
                "above": 0,
            },
            REFUTED,
        ),
        ({"measure": "share", "option": "red", "above": "1/2"}, HOLDS),
        ({"measure": "share", "option": "red", "at_least": "2/3"}, REFUTED),
        ({"measure": "share", "option": "red", "equals": "3/5"}, HOLDS),
    ],
)
def test_on_announced_counts(test: dict[str, Any], expected: object) -> None:
    assert verdict(announced(COUNTED), **test).verdict is expected


def test_what_is_said_of_a_margin() -> None:
    result = verdict(
        announced(COUNTED), measure="share", option="red", ahead_of="blue", equals="25%"
    )
    assert "Red ahead of Blue in Land, in shares of the valid votes: 30.00 percentage points" in (
        str(result.reason)
    )
    assert "25 percentage points" in str(result.reason)


def test_printed_percentages_leave_a_margin_open_where_they_may_be_rounded() -> None:
    printed = announced({"id": "final", "percent": {"red": "60", "blue": "30", "green": "10"}})
    margin = {"measure": "share", "option": "red", "ahead_of": "blue"}
    assert verdict(printed, **margin, at_least="29%").verdict is HOLDS
    assert verdict(printed, **margin, above="30%").verdict is UNDECIDED
    assert verdict(printed, **margin, above="31%").verdict is REFUTED
    together = {"measure": "share", "option": "red", "together_with": ["blue"]}
    assert verdict(printed, **together, at_least="89%").verdict is HOLDS
    assert verdict(printed, **together, at_least="90%").verdict is UNDECIDED


def test_seats_together_and_ahead() -> None:
    stated = announced({"id": "final", "seats": {"red": 8, "blue": 2, "green": 1}})
    seats = {"measure": "seats", "option": "blue"}
    assert verdict(stated, **seats, together_with=["green"], equals=3).verdict is HOLDS
    ahead = {"measure": "seats", "option": "red", "ahead_of": "blue"}
    assert verdict(stated, **ahead, equals=6).verdict is HOLDS
    assert verdict(stated, **ahead, above=6).verdict is REFUTED


def test_missing_sheets_can_move_a_margin_either_way_but_a_voter_votes_once() -> None:
    """One station of 100 voters is missing: no more than 100 votes for both options together."""
    registers = {"list": {"voters": 300}}
    held = {"id": "s1", "area": "north", "registered": 200, "cast": 180, "valid": 180}
    stations = [held | {"red": 120, "blue": 40, "green": 20}]
    registers = {"list": {"voters": 300}}
    evidence = HandMade(make_election(registers=registers), stations, {"land": 2})
    ahead = {"measure": "votes", "option": "red", "ahead_of": "blue"}
    assert verdict(evidence, **ahead, at_most=180).verdict is HOLDS  # 80 ahead, and 100 to come
    assert verdict(evidence, **ahead, at_most=179).verdict is UNDECIDED
    assert verdict(evidence, **ahead, above=180).verdict is REFUTED
    assert verdict(evidence, **ahead, above=0).verdict is UNDECIDED
    together = {"measure": "votes", "option": "blue", "together_with": ["green"]}
    assert verdict(evidence, **together, at_most=160).verdict is HOLDS
    assert verdict(evidence, **together, at_most=159).verdict is UNDECIDED
    assert verdict(evidence, **together, below=60).verdict is REFUTED
    no_register = HandMade(make_election(), stations, {"land": 2})
    assert verdict(no_register, **ahead, above=1000).verdict is UNDECIDED
    assert "any number" in str(verdict(no_register, **ahead, above=1000).reason)


@pytest.mark.parametrize(
    ("unread", "said"),
    [
        ("red", "at least -20.00 percentage points"),
        ("blue", "at most 30.00 percentage points"),
    ],
)
def test_an_unread_figure_leaves_a_margin_of_shares_open_on_its_side(
    unread: str, said: str
) -> None:
    """Of the voters on the list, of whom a box may hold more ballots."""
    sheet = {"id": "s1", "area": "north", "registered": 200, "cast": 180, "valid": 180}
    sheet |= {"red": 60, "blue": 40, "green": 80}
    other = {name: value for name, value in sheet.items() if name != unread} | {"id": "s2"}
    evidence = HandMade(make_election(), [sheet, other])
    result = verdict(
        evidence, measure="share", of="registered", option="red", ahead_of="blue", at_least="99%"
    )
    assert said in str(result.reason)


def test_announcements_that_state_one_option_each_give_no_margin() -> None:
    apart = announced(
        {"id": "first", "at": "2020-05-10", "counts": {"red": 600}},
        {"id": "second", "at": "2020-05-11", "counts": {"blue": 300}},
    )
    result = verdict(apart, measure="votes", option="red", ahead_of="blue", equals=300)
    assert result.verdict is UNDECIDED


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("{measure: rank, option: cppk, ahead_of: osdp, equals: 1}", "go with the votes"),
        ("{measure: votes, option: cppk, ahead_of: cppk, above: 1}", "name an option twice"),
        ("{measure: votes, option: cppk, together_with: [osp], above: 1}", "osp"),
        ("{measure: votes, option: cppk, ahead_of: osdp, above: {option: auyl}}", "is compared"),
        ("{measure: share, option: cppk, above: 3/2}", "more than the whole"),
        ("{measure: share, option: cppk, about: 2/3}", "exact"),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, test: str, message: str) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    (tmp_path / "claims.yaml").write_text(
        f"claims:\n- {{id: a, who: X, sentence: One., test: {test}}}\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        load_claims(open_folder(tmp_path))
    assert message in str(caught.value.problems[0])
