"""Claims about seats, thresholds, alliances, and numbers of options and stations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.judging.evaluate import Verdict
from crosstally.seats.rule import SeatOutcome
from tests.folders import HEAD, checked, csv_of
from tests.spec.claims_evidence import (
    HOLDS,
    REFUTED,
    REGIONS,
    UNDECIDED,
    HandMade,
    announced,
    make_election,
    station,
    verdict,
)


def test_number_of_options_and_stations() -> None:
    evidence = HandMade(make_election(stations=12))
    assert verdict(evidence, measure="options", equals=3).verdict is HOLDS
    assert verdict(evidence, measure="options", equals=4).verdict is REFUTED
    assert verdict(evidence, measure="stations", equals=12).verdict is HOLDS
    assert verdict(evidence, measure="stations", area="north", equals=12).verdict is UNDECIDED


def test_of_an_alliance_it_or_its_members_stand_on_the_ballot() -> None:
    rest = {"name": "The rest", "members": ["blue", "green"]}
    contests = {"main": {"options": {"red": "R", "blue": "B", "green": "G", "rest": rest}}}
    evidence = HandMade(make_election(contests=contests))
    assert verdict(evidence, measure="options", equals=3).verdict is UNDECIDED
    assert verdict(evidence, measure="options", at_least=2).verdict is HOLDS
    assert verdict(evidence, measure="options", equals=4).verdict is REFUTED
    result = verdict(evidence, measure="options", equals=3)
    assert "The ballot would decide it." in result.reason.text
    sheets = [station("1", "north", red=5, blue=3, green=2)]  # they count under no “rest”
    by_members = HandMade(make_election(contests=contests), sheets)
    assert verdict(by_members, measure="options", equals=3).verdict is HOLDS
    sheets = [station("1", "north", red=5, rest=5)]
    as_one = HandMade(make_election(contests=contests), sheets)
    assert verdict(as_one, measure="options", equals=2).verdict is HOLDS


def test_how_many_options_have_seats() -> None:
    joins = {
        "measure": "seats",
        "over": "options",
        "except": ["red"],
        "quantifier": "exactly",
        "n": 1,
        "above": 0,
    }
    stated = announced({"id": "final", "seats": {"red": 8, "blue": 2, "green": 0}})
    assert verdict(stated, **joins).verdict is HOLDS
    partly = announced({"id": "final", "seats": {"red": 8, "blue": 2}})  # green: nobody says
    assert verdict(partly, **joins).verdict is UNDECIDED
    rule = {"method": "hare_lr", "seats": 10}
    contests = {"main": {"options": {"red": "R", "blue": "B", "green": "G"}, "rule": rule}}
    full = announced({"id": "final", "seats": {"red": 8, "blue": 2}}, contests=contests)
    assert verdict(full, **joins).verdict is HOLDS  # the ten seats are all given
    counted = announced({"id": "final", "counts": {"red": 80, "blue": 15, "green": 5}})
    counted.seats = {"final": {"red": 8, "blue": 1, "green": 1}}
    result = verdict(counted, **joins)
    assert result.verdict is REFUTED
    assert {item["option"] for item in result.clauses[0].counterexamples} == {"blue", "green"}


def test_the_threshold_has_its_own_base() -> None:
    rule = {"method": "hare_lr", "seats": 10, "threshold": {"share": "7%", "of": "cast"}}
    contests = {"main": {"options": {"red": "R", "blue": "B", "green": "G"}, "rule": rule}}
    evidence = announced(
        {
            "id": "final",
            "counts": {"red": 88, "blue": 7, "green": 5},
            "fields": {"cast": 101, "valid": 100},
        },
        contests=contests,
    )
    test = {"measure": "share", "option": "blue"}
    assert verdict(evidence, at_least="7%", **test).verdict is HOLDS
    assert verdict(evidence, at_least={"threshold": "true"}, **test).verdict is REFUTED


@pytest.mark.parametrize(
    ("printed", "test", "expected"),
    [
        # 80.99 cut off after one digit is 80.9 too.
        ("80.9", {"at_least": "80.95%"}, UNDECIDED),
        ("80.9", {"at_least": "81%"}, REFUTED),
        ("80.9", {"below": "80.96%"}, UNDECIDED),
        ("80.9", {"above": "80.8%"}, HOLDS),
        ("80.9", {"below": "81%"}, HOLDS),
    ],
)
def test_a_verdict_survives_every_usual_rounding(
    printed: str, test: dict[str, str], expected: Verdict
) -> None:
    evidence = announced({"id": "final", "percent": {"red": printed}})
    result = verdict(evidence, measure="share", option="red", **test)
    assert result.verdict is expected


def test_of_two_figures_rounded_alike_the_larger_one_was_larger() -> None:
    evidence = announced({"id": "final", "percent": {"red": "41", "blue": "40"}})
    test = {"measure": "share", "option": "red", "above": {"option": "blue"}}
    assert verdict(evidence, **test).verdict is HOLDS


def test_votes_that_are_valid_and_for_nobody_leave_the_printed_share_as_it_is() -> None:
    relation = {"relation": "options + blank == valid"}
    form = {"fields": {"valid": "V", "blank": "B"}, "relations": [relation]}
    said = [
        {"id": "n", "counts": {"red": 500, "blue": 300, "green": 0}, "percent": {"red": "50.0"}}
    ]
    evidence = HandMade(make_election(REGIONS, said, sheets={"form": form}))
    test = {"measure": "share", "option": "red"}
    assert verdict(evidence, equals="50.0%", **test).verdict is HOLDS
    assert verdict(evidence, above="60%", **test).verdict is REFUTED


ALLIANCE = {
    "red": "Red",
    "blue": "Blue",
    "green": "Green",
    "grey": "Grey",
    "both": {"name": "Blue-Green", "members": ["blue", "green"]},
}


@pytest.mark.parametrize(
    ("counts", "test", "expected"),
    [
        # An alliance whose members are stated is their sum, and no vote is counted twice.
        (
            {"red": 710, "blue": 290, "green": 0, "grey": 0, "both": 290},
            {"measure": "share", "equals": "71%"},
            HOLDS,
        ),
        # Grey, which is not stated, may have 310 of the 1,000.
        ({"both": 490, "blue": 450, "red": 200}, {"measure": "rank", "equals": 3}, UNDECIDED),
        ({"both": 490, "blue": 450, "red": 320}, {"measure": "rank", "equals": 2}, HOLDS),
    ],
)
def test_an_alliance_and_its_members_are_one_list(
    counts: dict[str, int], test: dict[str, Any], expected: Verdict
) -> None:
    said = [{"id": "n", "counts": counts, "fields": {"valid": 1000}}]
    contests = {"main": {"options": ALLIANCE}}
    evidence = HandMade(make_election(REGIONS, said, contests=contests))
    assert verdict(evidence, option="red", **test).verdict is expected


def test_with_several_votes_a_ballot_one_list_takes_nothing_from_another() -> None:
    said = [{"id": "n", "counts": {"red": 80, "blue": 70}, "fields": {"valid": 100}}]
    contests = {
        "main": {
            "options": {"red": "Red", "blue": "Blue", "green": "Green"},
            "rule": {"method": "plurality", "seats": 2},
        }
    }
    evidence = HandMade(make_election(REGIONS, said, contests=contests))
    result = verdict(evidence, measure="rank", option="blue", equals=2)
    assert result.verdict is UNDECIDED


def test_seats_that_a_rounded_base_leaves_open_are_undecided() -> None:
    evidence = announced({"id": "a", "counts": {"red": 90, "blue": 7, "green": 3}})
    outcome = SeatOutcome({"red": 9, "blue": 1}, ["red"], undecided=["blue"])
    evidence.announced_seats = lambda contest: [  # type: ignore[method-assign]
        type("S", (), {"announcement": evidence.election.announcements[0], "outcome": outcome})()
    ]
    assert verdict(evidence, measure="seats", option="blue", equals=1).verdict is UNDECIDED


@pytest.mark.parametrize(("base", "expected"), [("valid", HOLDS), ("registered", REFUTED)])
def test_seats_are_those_of_the_base_that_the_law_names(
    tmp_path: Path, base: str, expected: Verdict
) -> None:
    """60 of 580 valid votes are above a tenth, and of 900 voters below it."""
    table = """
        region district code registered cast valid invalid ana ben
        North  Hill     1    900        600  580   20      520 60
    """
    rule = f"    rule: {{method: hare_lr, seats: 9, threshold: {{share: 10%, of: {base}}}}}\n"
    head = HEAD.replace("  president:\n", f"  president:\n{rule}").replace(
        "sources:", "stations: 1\nsources:"
    )
    claims = "claims:\n  - {id: one, who: X, sentence: One., test: {<<}}\n".replace(
        "<<", "measure: seats, option: ben, equals: 1"
    )
    files = {"returns.csv": csv_of(table), "claims.yaml": claims}
    (claim,) = checked(tmp_path, files, head=head).claims
    assert claim.verdict is expected
