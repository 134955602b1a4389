"""Claims of several clauses, and those of the founding case."""

from __future__ import annotations

from typing import Any

import pytest

from crosstally.claims.folder import load_claims
from crosstally.claims.judging.evaluate import ClaimResult, Status, Verdict, evaluate
from crosstally.claims.statement import Claim
from crosstally.election.folder import open_folder
from tests.spec.claims_evidence import EXAMPLE, HOLDS, REFUTED, UNDECIDED, HandMade, announced


def claim(**more: Any) -> Claim:
    return Claim.model_validate({"id": "c", "who": "X", "sentence": "S.", **more})


def test_a_claim_is_refuted_when_a_clause_is_and_undecided_when_one_is() -> None:
    evidence = announced({"id": "final", "percent": {"red": "60"}})
    right = {"text": "a", "test": {"measure": "share", "option": "red", "equals": "60%"}}
    wrong = {"text": "b", "test": {"measure": "share", "option": "red", "equals": "50%"}}
    unclear = {"text": "c", "test": {"measure": "share", "option": "blue", "equals": "50%"}}
    outside = {"text": "d", "outside": "It speaks of another year."}
    given: list[tuple[list[dict[str, Any]], Verdict]] = [
        ([right, outside], HOLDS),
        ([right, unclear], UNDECIDED),
        ([right, unclear, wrong], REFUTED),
    ]
    for clauses, expected in given:
        (result,) = evaluate([claim(clauses=clauses)], evidence)
        assert result.verdict is expected
        assert result.status is Status.TESTED
        assert len(result.clauses) == len(clauses)
    (recorded,) = evaluate([claim(clauses=[outside])], evidence)
    assert recorded.status is Status.RECORDED
    assert recorded.verdict is None
    assert "another year" in recorded.clauses[0].reason.text


def test_claims_that_nobody_confirmed_are_left_out() -> None:
    test = {"measure": "options", "equals": 3}
    unconfirmed = claim(test=test, unconfirmed=True)
    assert evaluate([unconfirmed], announced({"id": "a", "turnout": 50})) == []


@pytest.fixture(scope="module")
def founding() -> dict[str, ClaimResult]:
    election = open_folder(EXAMPLE)
    evidence = HandMade(election)
    final = {"nur_otan": 83, "ak_zhol": 8, "cppk": 7}
    evidence.seats = {
        item.id: final for item in election.announcements if item.counts and not item.seats
    }
    return {item.claim.id: item for item in evaluate(load_claims(election), evidence)}


@pytest.mark.parametrize("id_", ["s1", "s2", "s3", "s4", "s6", "s8"])
def test_what_holds_of_what_was_said_about_kazakhstan_2012(
    founding: dict[str, ClaimResult], id_: str
) -> None:
    assert founding[id_].verdict is HOLDS, founding[id_].reason.text


def test_the_first_time_in_twenty_years_is_outside(founding: dict[str, ClaimResult]) -> None:
    assert [item.status for item in founding["s4"].clauses] == [Status.TESTED, Status.RECORDED]


def test_the_figure_holds_and_the_conviction_is_undecided(founding: dict[str, ClaimResult]) -> None:
    figure, conviction = founding["s5"].clauses
    assert figure.verdict is HOLDS
    assert conviction.verdict is UNDECIDED
    assert founding["s5"].verdict is UNDECIDED
    pytest.importorskip("crosstally.seats.margins")
    assert "369,352 votes moved to it or 397,153 added" in founding["s5"].reason.text
    assert "9,764" in founding["s5"].reason.text


def test_second_in_every_station_of_almaty_needs_the_sheets(
    founding: dict[str, ClaimResult],
) -> None:
    result = founding["s7"]
    assert result.verdict is UNDECIDED
    assert "No sheet of Almaty (city) is held" in result.reason.text
    assert "does not say" in result.reason.text


def test_the_lowest_turnout_rests_on_the_figures_of_the_evening(
    founding: dict[str, ClaimResult],
) -> None:
    assert founding["s8"].clauses[0].provisional
    assert "20:00" in founding["s8"].reason.text


@pytest.mark.parametrize("id_", ["s9", "s10a", "s10b", "s11"])
def test_what_is_no_arithmetic_is_recorded(founding: dict[str, ClaimResult], id_: str) -> None:
    assert founding[id_].status is Status.RECORDED
    assert founding[id_].verdict is None
