"""The Grand National Assembly of 14 May 2023, recomputed from its ballot boxes."""

from __future__ import annotations

import pytest

from crosstally.check.run import open_election
from crosstally.check.seats import seats_of
from crosstally.compare.recomputed_seats import RecomputedSeats
from crosstally.seats.goals import any_seat, majority
from crosstally.seats.rule import SeatOutcome
from tests.real.conftest import Fetched

OFFICIAL = {
    "ak_parti": 268,
    "chp": 169,
    "yesil_sol_parti": 61,
    "mhp": 50,
    "iyi_parti": 43,
    "yeniden_refah": 5,
    "tip": 4,
}
pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def recomputed(fetched: Fetched) -> RecomputedSeats:
    election = open_election(str(fetched("turkey-2023")))
    asked = seats_of(
        election, contests=["parliament"], with_margins=True, goals=[any_seat, majority]
    )
    (found,) = (item for item in asked if item.announcement is None)
    return found


@pytest.fixture(scope="module")
def assembly(recomputed: RecomputedSeats) -> SeatOutcome:
    return recomputed.outcomes[recomputed.law]


def won(outcome: SeatOutcome, constituency: str) -> dict[str, int]:
    """Who won how many seats in a constituency."""
    return {name: n for name, n in outcome.by_area[constituency].certain.items() if n}


def test_the_six_hundred_seats_are_the_official_ones(assembly: SeatOutcome) -> None:
    assert {name: n for name, n in assembly.seats.items() if n} == OFFICIAL
    assert (assembly.tied, assembly.vacant, len(assembly.by_area)) == ((), 0, 87)


def test_parties_pass_with_their_alliances(assembly: SeatOutcome) -> None:
    reasons = {one.option: one for one in assembly.admissions}
    assert reasons["tip"].admitted
    assert reasons["tip"].alliance == "emek_ve_ozgurluk_ittifaki"
    assert not reasons["zafer_partisi"].admitted
    assert sorted(one.option for one in assembly.admissions if one.admitted) == sorted(
        [*OFFICIAL, "bbp"]
    )


def test_the_two_constituencies_of_bursa(assembly: SeatOutcome) -> None:
    """As the press reported them by name, five, three, one and one in each. The division of the
    province decides it: with Mudanya in the first constituency the second would give the AK Party
    six and the CHP two, and the assembly 269 and 168."""
    expected = {"ak_parti": 5, "chp": 3, "mhp": 1, "iyi_parti": 1}
    assert won(assembly, "BURSA 1") == expected
    assert won(assembly, "BURSA 2") == expected


@pytest.mark.parametrize(
    ("constituency", "option", "runner_up"),
    [
        # the closest seats: less than 0.2 percent of a quotient apart
        ("ISTANBUL 3", "chp", "ak_parti"),
        ("ISPARTA", "ak_parti", "iyi_parti"),
    ],
)
def test_the_closest_last_seats(
    assembly: SeatOutcome, constituency: str, option: str, runner_up: str
) -> None:
    stage = next(one for one in assembly.stages if one.area == constituency)
    *_, last, following = stage.steps
    assert (last.option, last.seats) == (option, 1)
    assert (following.option, following.seats) == (runner_up, 0)
    assert last.value is not None
    assert following.value is not None
    assert following.value < last.value < following.value * 1002 / 1000


def test_the_work_of_each_constituency_can_be_followed(assembly: SeatOutcome) -> None:
    for stage in (one for one in assembly.stages if one.kind == "sharing"):
        assert sum(step.seats for step in stage.steps) == stage.seats
        quotients = [step.value for step in stage.steps if step.value is not None]
        assert quotients == sorted(quotients, reverse=True)


def test_the_least_votes_that_change_a_seat(recomputed: RecomputedSeats) -> None:
    """Of 54 million: 41 from the AK Party to the İYİ Party in Isparta. With votes from abroad and
    those given to alliances, no fewer would, anywhere."""
    margin = recomputed.margins[0].margin
    assert margin.at_least == 41
    assert {kind: change.ballots for kind, change in margin.changes.items()} == {
        "moved": 41,
        "added": 62,
        "removed": 122,
    }
    assert {change.areas for change in margin.changes.values()} == {("ISPARTA",)}
    (move,) = margin.changes["moved"].moves
    assert (move.taken_from, move.given_to) == ("ak_parti", "iyi_parti")


def test_a_majority_for_the_largest_party(recomputed: RecomputedSeats) -> None:
    """301 seats instead of 268 hang on some 149,000 votes in the constituencies where seats are
    cheapest; that none fewer would do is not proved."""
    margin = recomputed.margins[1].margin
    change = margin.changes["moved"]
    assert margin.at_least == 1
    assert 147_918 <= change.ballots <= 149_000
    assert change.outcome.seats["ak_parti"] == 301
    assert {move.given_to for move in change.moves} == {"ak_parti"}
