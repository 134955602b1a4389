"""A turnout without which nobody is elected: in the whole place, in each constituency."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from crosstally.election.rule import Rule
from crosstally.seats.asked_margins import margins_of_system
from crosstally.seats.system import apply_system
from crosstally.seats.system_votes import SystemVotes
from tests.folders import checked, csv_of, returns_entry
from tests.seat_rules import NORTH_SOUTH, rule, seats, tables

HALF = {"share": "50%", "passes": "more_than"}


def reached(turnout: dict[str, Any], votes: int, cast: int, registered: int) -> bool:
    sizes = {"cast": {"nation": cast}, "registered": {"nation": registered}}
    found = apply_system(rule(5, turnout=turnout), {"nation": {"a": votes}}, sizes)
    assert bool(found.too_few) is not any(found.seats.values())
    return not found.too_few


class TestTurnout:
    def test_it_is_of_registered_voters_unless_the_rule_says_otherwise(self) -> None:
        assert reached(HALF, 90, 101, 200)
        assert not reached(HALF, 90, 100, 200)
        assert reached({"share": "50%"}, 90, 100, 200)
        assert reached({"share": "1/3"}, 90, 100, 300)
        assert not reached({"share": "1/3"}, 90, 100, 301)

    def test_a_law_may_count_valid_votes(self) -> None:
        """Hungary, 2 October 2016: more than half of the voters must vote validly; 3,642,849 of
        8,272,625 went, and 3,418,387 votes were valid."""
        about = Rule.model_validate(
            {"method": "majority", "turnout": {**HALF, "counts": "valid"}, "first_round": {}}
        )
        votes = {"nation": {"yes": 56_163, "no": 3_362_224}}
        found = apply_system(about, votes, {"registered": {"nation": 8_272_625}})
        assert (found.too_few, found.run_off, found.vacant) == (("nation",), (), 1)
        voted = apply_system(about, votes, {"registered": {"nation": 6_836_773}})
        assert dict(voted.seats) == {"yes": 0, "no": 1}

    def test_in_each_constituency_its_own_seats_stay_vacant(self) -> None:
        """In the south 40 of 100 took part: its three seats are nobody's."""
        about = rule(7, constituencies=NORTH_SOUTH, turnout={**HALF, "scope": "constituency"})
        votes = tables({"north": (60, 20), "south": (10, 30)})
        sizes = {"cast": {"north": 80, "south": 40}, "registered": {"north": 100, "south": 100}}
        found = apply_system(about, votes, sizes)
        assert (seats(found), found.vacant, list(found.too_few)) == ((3, 1), 3, ["south"])
        steps = [(one.option, one.votes, one.value) for one in found.stages[0].steps]
        assert steps == [("north", 80, Fraction(4, 5)), ("south", 40, Fraction(2, 5))]

    def test_nobody_goes_on_where_too_few_took_part(self) -> None:
        places = {"level": "region", "seats": {"x": 1, "y": 1}}
        about = Rule.model_validate(
            {"method": "majority", "seats": 2, "constituencies": places}
            | {"turnout": {"share": "25%", "scope": "constituency"}}
        )
        votes = {"x": {"a": 40, "b": 35, "c": 25}, "y": {"a": 10, "b": 9, "c": 1}}
        sizes = {"cast": {"x": 100, "y": 20}, "registered": {"x": 400, "y": 100}}
        found = apply_system(about, votes, sizes)
        assert (found.run_offs, found.too_few) == ({"x": ("a", "b")}, ["y"])

    def test_it_goes_with_seats_that_are_all_given_in_the_constituencies(self) -> None:
        turnout = {"share": "50%", "scope": "constituency"}
        with pytest.raises(ValueError, match="goes with seats that are all given in them"):
            rule(5, turnout=turnout)


class TestMargins:
    def test_the_turnout_may_hang_on_fewer_votes_than_the_seats(self) -> None:
        """101 of 200 took part: one fewer, and nobody has a seat; to move a seat takes 10."""
        votes = SystemVotes(
            {"nation": {"a": 60, "b": 41}},
            {"cast": {"nation": 101}, "registered": {"nation": 200}},
        )
        any_seat = margins_of_system(rule(3, turnout=HALF), votes)[0].margin
        assert any_seat.at_least == 1
        assert any_seat.changes["removed"].ballots == 1
        assert any_seat.changes["removed"].outcome.too_few == ("nation",)
        assert any_seat.changes["moved"].ballots == 10  # to two seats for b

    def test_where_too_few_took_part_no_fewer_change_anything(self) -> None:
        votes = SystemVotes(
            {"nation": {"a": 60, "b": 31}},
            {"cast": {"nation": 91}, "registered": {"nation": 200}},
        )
        any_seat = margins_of_system(rule(3, turnout=HALF), votes)[0].margin
        assert any_seat.proved
        assert {kind: one.ballots for kind, one in any_seat.changes.items()} == {"added": 10}


HEAD = """\
id: question
title: A question
date: 2024-06-30
levels: [country, station]
stations: 3
sources: {cec: Central commission}
sheets:
  protocol:
    fields: {registered: Voters, cast: Ballots, valid: Valid, invalid: Invalid}
    relations:
      - {relation: valid + invalid == cast, strength: must}
      - {relation: options == valid, strength: must}
contests:
  question:
    options: {"yes": "Yes", "no": "No"}
    rule:
      method: majority
      turnout: {share: 50%, passes: more_than}
      first_round: {go_on: 0}
registers: {list: {voters: 3000}}
"""
COLUMNS = """\
    columns:
      station: code
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
      options: {"yes": y, "no": n}
"""
TABLE = """
    code registered cast valid invalid y   n
    1    1000       600  590   10      400 190
    2    1000       CAST VALID 20      YES NO
"""


@pytest.mark.parametrize(
    ("cast", "stations", "settled", "said"),
    [
        # 1,501 are needed of 3,000; the third station has 1,000 voters
        (
            500,
            3,
            "open",
            "Open: whether enough take part for anybody to be elected. 1,100 to",
        ),
        (950, 3, "determined", "Determined: enough take part. At least 1,550 do, and 1,501 are"),
        (300, 2, "determined", "too few take part for anybody to be elected. At most 900 do"),
    ],
)
def test_whether_enough_took_part_while_sheets_are_missing(
    tmp_path: Path, cast: int, stations: int, settled: str, said: str
) -> None:
    head = HEAD.replace("stations: 3", f"stations: {stations}")
    figures = {"CAST": cast, "VALID": cast - 20, "YES": cast - 20, "NO": 0}
    table = csv_of(TABLE)
    for name, figure in figures.items():
        table = table.replace(name, str(max(0, figure)))
    result = checked(tmp_path, {"r.csv": table}, returns_entry("r.csv", columns=COLUMNS), head)
    bounds = result.contests["question"].bounds
    assert bounds is not None
    assert bounds.seats.value == settled
    assert said in " ".join(sentence.text for sentence in bounds.sentences)
