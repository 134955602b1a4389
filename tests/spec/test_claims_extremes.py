"""The highest and the lowest of all areas."""

from __future__ import annotations

from tests.spec.claims_evidence import (
    HOLDS,
    REFUTED,
    REGIONS,
    UNDECIDED,
    HandMade,
    make_election,
    station,
    verdict,
)

LOWEST = {"measure": "turnout", "quantifier": "lowest", "level": "region", "area": "north"}


def regional(**turnout: str) -> HandMade:
    areas = {name: {"turnout": value} for name, value in turnout.items()}
    return HandMade(make_election(REGIONS, [{"id": "final", "at": "2020-05-12", "areas": areas}]))


def test_the_lowest_of_all_areas() -> None:
    result = verdict(regional(north="41.4", south="53.3", west="71"), **LOWEST)
    assert result.verdict is HOLDS
    assert "South" in result.reason.text


def test_one_lower_area_refutes_the_lowest_even_when_others_are_not_stated() -> None:
    result = verdict(regional(north="41.4", south="40"), **LOWEST)
    assert result.verdict is REFUTED
    assert result.clauses[0].counterexamples == [
        {"area": "south", "name": "South", "value": "40\u00a0%"}
    ]


def test_an_area_that_is_not_stated_leaves_the_lowest_open() -> None:
    result = verdict(regional(north="41.4", south="53.3"), **LOWEST)
    assert result.verdict is UNDECIDED
    assert result.clauses[0].missing["areas"] == ["West"]
    assert "West" in result.reason.text


def test_figures_printed_alike_leave_the_lowest_open() -> None:
    assert verdict(regional(north="41.4", south="41.4", west="70"), **LOWEST).verdict is UNDECIDED


def test_turnout_of_different_hours_is_not_compared() -> None:
    said = [
        {
            "id": "noon",
            "at": "2020-05-10T12:00",
            "areas": {"north": {"turnout": "6"}, "south": {"turnout": "5"}, "west": {"turnout": 9}},
        },
        {
            "id": "evening",
            "at": "2020-05-10T20:00",
            "areas": {"north": {"turnout": "41"}, "west": {"turnout": "70"}},
        },
    ]
    result = verdict(HandMade(make_election(REGIONS, said)), **LOWEST)
    assert result.verdict is UNDECIDED
    assert result.clauses[0].missing["areas"] == ["South"]
    noon = verdict(HandMade(make_election(REGIONS, said)), at="2020-05-10T12:00", **LOWEST)
    assert noon.verdict is REFUTED


def test_lowest_turnout_from_sheets() -> None:
    rows = [
        station("1", "north", cast=40, registered=100),
        station("2", "south", cast=50, registered=100),
        station("3", "west", cast=60, registered=100),
    ]
    assert verdict(HandMade(make_election(REGIONS), rows), **LOWEST).verdict is HOLDS
    partial = HandMade(make_election(REGIONS), rows, {"south": 2, "land": 4})
    assert verdict(partial, **LOWEST).verdict is UNDECIDED
