"""Claims about many stations while sheets are missing: how much the register leaves them."""

from __future__ import annotations

from typing import Any

import pytest

from .claims_evidence import HOLDS, REFUTED, UNDECIDED, HandMade, make_election, station, verdict

HELD = [
    station("1", red=50, blue=30, valid=80, cast=80, registered=100),
    station("2", red=60, blue=0, valid=60, cast=60, registered=100),
]
ELECTION = make_election(registers={"all": {"voters": 250}})
"""Five stations, two of them held: the other three have 50 voters together."""


def held() -> HandMade:
    return HandMade(ELECTION, HELD, {"land": 5})


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        # no missing station can have more than 50
        ({"quantifier": "none", "above": "60"}, HOLDS),
        ({"quantifier": "every", "at_most": "60"}, HOLDS),
        ({"quantifier": "some", "above": "60"}, REFUTED),
        ({"quantifier": "exactly", "n": 1, "at_least": "51"}, HOLDS),
        ({"quantifier": "exactly", "n": 2, "at_least": "50"}, UNDECIDED),
        # at most two of the three can have 25, one can have 26
        ({"quantifier": "at_most", "n": 4, "at_least": "25"}, HOLDS),
        ({"quantifier": "at_most", "n": 3, "at_least": "25"}, UNDECIDED),
        ({"quantifier": "at_most", "n": 3, "at_least": "26"}, HOLDS),
        ({"quantifier": "every", "at_least": "25"}, REFUTED),
        ({"quantifier": "every", "at_least": "16"}, UNDECIDED),
        # at least one of the three has fewer than 25
        ({"quantifier": "at_least", "n": 1, "below": "25"}, HOLDS),
        ({"quantifier": "at_least", "n": 2, "below": "25"}, UNDECIDED),
        # a number of votes that a station has
        ({"quantifier": "none", "equals": "55"}, HOLDS),
        ({"quantifier": "none", "equals": "45"}, UNDECIDED),
    ],
)
def test_missing_stations_share_what_the_register_leaves(
    test: dict[str, Any], expected: Any
) -> None:
    result = verdict(held(), measure="votes", option="red", level="station", **test)
    assert result.verdict is expected
    assert ("room for at most 50 voters" in str(result.reason)) is (expected is not UNDECIDED)


def test_without_a_register_every_missing_station_stays_open() -> None:
    evidence = HandMade(make_election(), HELD, {"land": 5})
    test = {"measure": "votes", "option": "red", "level": "station", "above": "60"}
    assert verdict(evidence, quantifier="none", **test).verdict is UNDECIDED


def test_shares_of_missing_stations_stay_open() -> None:
    test = {"measure": "share", "option": "red", "level": "station", "above": "100%"}
    assert verdict(held(), quantifier="none", **test).verdict is UNDECIDED


def test_a_region_without_sheets_cannot_be_beyond_the_highest() -> None:
    rows = [{**row, "area": "north"} for row in HELD]
    test = {"measure": "votes", "option": "red", "quantifier": "highest", "level": "region"}
    evidence = HandMade(ELECTION, rows, {"land": 5})
    assert verdict(evidence, area="north", **test).verdict is HOLDS
    lowest = {**test, "quantifier": "lowest"}
    assert verdict(evidence, area="north", **lowest).verdict is UNDECIDED
