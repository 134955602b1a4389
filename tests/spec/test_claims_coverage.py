"""Claims under partial coverage: exact on all sheets, bounded on some."""

from __future__ import annotations

from tests.spec.claims_evidence import (
    HOLDS,
    REFUTED,
    UNDECIDED,
    HandMade,
    make_election,
    station,
    verdict,
)


def test_sheets_in_full_are_exact_and_in_part_are_bounds() -> None:
    rows = [station("1", red=60, valid=100, registered=200)]
    full = HandMade(make_election(), rows)
    assert verdict(full, measure="share", option="red", equals="60%").verdict is HOLDS
    registers = {"roll": {"voters": 210}}
    partial = HandMade(make_election(registers=registers), rows, {"land": 2})
    # 10 voters are left: the share lies between 60/110 and 70/110
    test = {"measure": "share", "option": "red"}
    assert verdict(partial, above="54%", **test).verdict is HOLDS
    assert verdict(partial, above="64%", **test).verdict is REFUTED
    result = verdict(partial, above="60%", **test)
    assert result.verdict is UNDECIDED
    assert "the one station" in result.reason.text
    assert "between" in result.reason.text


def test_without_a_register_the_missing_sheets_are_not_bounded() -> None:
    evidence = HandMade(make_election(), [station("1", red=60, valid=100)], {"land": 2})
    assert verdict(evidence, measure="votes", option="red", at_least="60").verdict is HOLDS
    assert verdict(evidence, measure="votes", option="red", below="60").verdict is REFUTED
    assert verdict(evidence, measure="votes", option="red", above="60").verdict is UNDECIDED
    assert verdict(evidence, measure="share", option="red", above="1%").verdict is UNDECIDED


def test_best_takes_sheets_where_there_are_any_and_announcements_elsewhere() -> None:
    election = make_election(
        announcements=[{"id": "final", "counts": {"red": 10, "blue": 80, "green": 10}}]
    )
    test = {"measure": "share", "option": "red"}
    assert verdict(HandMade(election), equals="10%", **test).verdict is HOLDS
    with_sheets = HandMade(election, [station("1", red=60, valid=100)])
    assert verdict(with_sheets, equals="60%", **test).verdict is HOLDS
    assert verdict(with_sheets, equals="10%", on="announced", **test).verdict is HOLDS
    assert "A party" in verdict(with_sheets, equals="60%", **test).reason.text


def test_sheets_that_leave_every_turnout_open_give_way_to_the_announcement() -> None:
    election = make_election(
        announcements=[{"id": "final", "turnout": "41.4", "counts": {"red": 10, "blue": 90}}]
    )
    few = HandMade(
        election, [station("1", red=60, valid=100, cast=100, registered=200)], {"land": 3}
    )
    turnout = verdict(few, measure="turnout", equals="41.4%")
    assert turnout.verdict is HOLDS
    assert "final" in turnout.reason.text
    assert verdict(few, measure="turnout", equals="41.4%", on="sheets").verdict is UNDECIDED
    assert verdict(few, measure="votes", option="red", equals="10").verdict is REFUTED
    assert verdict(few, measure="share", option="red", equals="10%").verdict is UNDECIDED


def test_sheets_against_an_announcement() -> None:
    election = make_election(announcements=[{"id": "final", "counts": {"red": 50}}])
    test = {"measure": "votes", "option": "red", "on": "sheets"}
    more = HandMade(election, [station("1", red=60)], {"land": 7})
    assert verdict(more, above={"announcement": "final"}, **test).verdict is HOLDS
    none = verdict(HandMade(election), above={"announcement": "final"}, **test)
    assert none.verdict is UNDECIDED
    assert "No sheet of Land is held" in none.reason.text
