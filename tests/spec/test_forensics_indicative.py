"""Indicative methods on small made-up elections: what each counts, and when it declines."""

from __future__ import annotations

import numpy as np
import pytest

from crosstally.forensics import (
    few_votes,
    fingerprint,
    invalid_against_share,
    late_counted,
    one_sided_differences,
    sobyanin_sukhovolsky,
    turnout_through_the_day,
)
from crosstally.forensics.methods.turnout_through_the_day import TurnoutThroughTheDay
from crosstally.forensics.outcome import NotApplicable
from crosstally.forensics.registry import method, method_names
from crosstally.forensics.running import run
from crosstally.forensics.stations import Stations

RNG = np.random.default_rng(20120115)


def test_a_fingerprint_counts_stations_and_voters_by_turnout_and_share() -> None:
    #                    60 stations: turnout 50.5 %, share 40 %; 40: turnout and share 100 %
    registered = [1000] * 60 + [100] * 40
    ballots = [505] * 60 + [100] * 40
    leader = [202] * 60 + [100] * 40
    found = fingerprint(registered, ballots, leader)
    assert found.stations_in[50, 40] == 60
    assert found.voters_in[50, 40] == 60_000
    assert found.stations_in[99, 99] == 40
    assert found.stations_in.sum() == found.stations == 100
    assert found.corner_stations == 40
    assert found.corner_voters == pytest.approx(4_000 / 64_000)


def test_a_station_beyond_full_turnout_has_no_place_in_the_fingerprint_and_is_counted() -> None:
    found = fingerprint([100] * 60, [50] * 58 + [101, 0], [20] * 59 + [0])
    assert found.stations == 58
    assert [(part.reason.text, part.stations) for part in found.left_out] == [
        ("no ballots found", 1),
        ("turnout above 100 %", 1),
    ]


def test_few_votes_counts_territories_where_a_list_gets_one_or_two_and_never_none() -> None:
    territory = ["A"] * 50 + ["B"] * 50
    shown = [1] * 22 + [2] * 21 + [0] * 7
    chance = [0] * 22 + [1] * 21 + [2] * 7
    found = few_votes(territory, {"greens": shown + chance, "others": [300] * 100})
    assert [(hit.territory, hit.option) for hit in found.hits] == [("A", "greens")]
    assert (found.hits[0].none, found.hits[0].one, found.hits[0].two) == (7, 22, 21)
    assert found.looked_at == 4


def test_votes_that_are_not_known_may_be_none() -> None:
    few, unknown = [1.0] * 25 + [2.0] * 25, [float("nan")] * 10
    found = few_votes(["Springfield"] * 60, {"greens": few + unknown, "others": [300] * 60})
    assert not found.hits
    assert found.looked_at == 2
    assert not found.left_out
    assert few_votes(["Springfield"] * 59, {"greens": few + unknown[1:]}).hits


def test_a_list_that_does_not_stand_in_a_territory_is_no_pair_with_it() -> None:
    here = [float("nan")] * 50 + [300] * 50
    territory = ["Springfield"] * 50 + ["Shelbyville"] * 50
    assert few_votes(territory, {"greens": here, "others": [300] * 100}).looked_at == 3


def test_territories_of_one_name_in_two_regions_are_two() -> None:
    territory = ["Centre"] * 50
    region = ["North"] * 25 + ["South"] * 25
    with pytest.raises(NotApplicable, match="no territory has more than 40 stations"):
        few_votes(territory, {"greens": [1] * 25 + [2] * 25}, region=region)


def electorate(turnout_brings: float, stations: int = 40) -> list[list[int]]:
    """One region: of every further hundred ballots so many are the leader's."""
    ballots = [400 + 10 * i for i in range(stations)]
    leader = [round(200 + turnout_brings * 10 * i) for i in range(stations)]
    return [[1000] * stations, ballots, leader]


@pytest.mark.parametrize("brings", [0.5, 1.0, 1.3])
def test_the_slope_is_the_part_of_further_ballots_that_the_leader_gets(brings: float) -> None:
    found = sobyanin_sukhovolsky(*electorate(brings))
    (stratum,) = found.strata
    assert stratum.slope == pytest.approx(brings, abs=0.01)
    assert found.beyond_one == (brings > 1)


def test_where_turnout_does_not_matter_the_slope_is_the_share() -> None:
    assert sobyanin_sukhovolsky(*electorate(0.5)).excess == pytest.approx(0, abs=0.01)


def test_stations_of_no_region_are_no_stratum() -> None:
    registered, ballots, leader = electorate(0.8, 60)
    region = ["North" if place % 2 else "" for place in range(len(registered))]
    found = sobyanin_sukhovolsky(registered, ballots, leader, region=region)
    assert [(stratum.region, stratum.stations) for stratum in found.strata] == [
        ("North", region.count("North"))
    ]
    assert found.left_out[0].stations == region.count("")
    whole = sobyanin_sukhovolsky(registered, ballots, leader, region=[""] * len(registered))
    assert whole.figures == sobyanin_sukhovolsky(registered, ballots, leader).figures


def test_regions_that_turn_out_alike_have_no_slope() -> None:
    with pytest.raises(NotApplicable, match="no region has 30 stations whose turnouts differ"):
        sobyanin_sukhovolsky([1000] * 40, [500] * 40, [200] * 40)


def late_stations(leans_late: int) -> list[list[int] | list[str]]:
    """Forty places of ten stations each. The second twenty are counted late, save one station
    each, and like the leader better; late stations of a place give the leader so many more."""
    counted, leader, place = [], [], []
    for number in range(40):
        for station in range(10):
            is_late = station != 0 if number >= 20 else station == 9
            counted.append(1 if is_late else 0)
            leader.append((60 if number >= 20 else 40) + leans_late * is_late)
            place.append(f"place {number}")
    valid = [100] * 400
    runner_up = [100 - votes for votes in leader]
    return [counted, valid, leader, runner_up, place]


def test_a_late_shift_that_places_explain_is_none_within_places() -> None:
    found = late_counted(*late_stations(0))
    assert found.shift == pytest.approx(0.32, abs=0.02)
    assert found.within == 0
    assert found.by_place == found.shift


def test_a_late_shift_within_places_is_told_from_the_rest() -> None:
    found = late_counted(*late_stations(5))
    assert found.within == pytest.approx(0.10)
    assert found.shift > 0.3
    assert (found.territories, found.matched) == (40, 1)


def regions(number: int, each: int) -> list[str]:
    return [f"region {i // each}" for i in range(number * each)]


def test_added_ballots_thin_out_invalid_ones() -> None:
    added = np.tile([0, 100, 200, 300], 100)
    found = invalid_against_share(
        invalid=np.full(400, 10), valid=500 + added, leader=250 + added, region=regions(20, 20)
    )
    assert found.within.slope < 0
    assert found.within.groups == 20
    assert found.headline == -found.within.slope > 0, "the greater, the odder"


def test_the_day_is_told_by_hours() -> None:
    noon, five, all_day = [100] * 200, [300] * 200, [500, 600] * 100
    found = turnout_through_the_day(
        {"12:00": noon, "17:00": five}, all_day, [250, 350] * 100, regions(10, 20)
    )
    assert found.share_by == {
        "12:00": pytest.approx(20_000 / 110_000),
        "17:00": pytest.approx(60_000 / 110_000),
    }
    assert found.late.slope == pytest.approx((350 / 600 - 250 / 500) / (300 / 600 - 200 / 500))
    assert found.fast == {"12:00": 0, "17:00": 0, "20:00": 0}


def test_a_station_that_unvotes_is_counted_and_looked_at_no_further() -> None:
    noon = [100] * 199 + [400]
    found = turnout_through_the_day(
        {"12:00": noon, "17:00": [300] * 200}, [500, 600] * 100, [250] * 200, regions(10, 20)
    )
    assert (found.falling, found.stations) == (1, 199)


@pytest.mark.parametrize("hours", [["17:00", "12:00"], ["noon"], ["21:00"]])
def test_hours_stand_in_the_order_of_the_day(hours: list[str]) -> None:
    voted = {hour: [100] * 200 for hour in hours}
    with pytest.raises(ValueError, match="hour"):
        turnout_through_the_day(voted, [500] * 200, [250] * 200, regions(10, 20))


@pytest.mark.parametrize(
    ("hours", "looked_at"),
    [
        (["12:00", "17:00", "20:00"], ["12:00", "17:00"]),
        (["17:00", "12:00", "22:00", "08:00", "25:00", "noon"], ["12:00", "17:00"]),
    ],
)
def test_hours_of_a_folder_outside_the_day_are_said_and_not_looked_at(
    hours: list[str], looked_at: list[str]
) -> None:
    voted = {hour: [100 + 100 * (hour == "17:00")] * 200 for hour in hours}
    stations = Stations.of(
        voted_by=voted, ballots=[500, 600] * 100, leader=[250] * 200, region=regions(10, 20)
    )
    found = run("turnout_through_the_day", stations)
    assert isinstance(found, TurnoutThroughTheDay)
    assert list(found.share_by) == looked_at
    assert found.beyond == tuple(hour for hour in hours if hour not in looked_at)
    assert ", ".join(found.beyond) in found.details[-1].text


def test_turnout_at_closing_alone_says_nothing_of_the_day() -> None:
    stations = Stations.of(
        voted_by={"20:00": [500] * 200},
        ballots=[500] * 200,
        leader=[250] * 200,
        region=regions(10, 20),
    )
    found = run("turnout_through_the_day", stations)
    assert not found.applicable
    assert "20:00" in found.reason


def test_slips_that_fall_either_way_cancel() -> None:
    first = 100 + RNG.integers(-5, 6, 2_000)
    found = one_sided_differences(first, np.full(2_000, 100))
    assert abs(found.z) < 4
    assert 0.0001 < found.p < 0.9999


def test_differences_that_all_favour_the_leader_are_one_sided() -> None:
    found = one_sided_differences([110] * 30 + [100] * 70, [100] * 100)
    assert (found.more, found.fewer, found.net, found.gross) == (30, 0, 300, 300)
    assert found.p == 2.0**-30
    assert found.z == pytest.approx(30**0.5)


def test_two_sources_that_agree_say_nothing() -> None:
    with pytest.raises(NotApplicable, match="differ at fewer than 20 stations"):
        one_sided_differences([100] * 90, [100] * 90)


@pytest.mark.parametrize("name", method_names())
def test_a_method_without_its_columns_declines(name: str) -> None:
    outcome = run(name, Stations())
    assert not outcome.applicable
    assert outcome.reason.startswith("these figures are not there: ")
    assert outcome.headline is None


@pytest.mark.parametrize("name", method_names())
def test_a_method_declines_few_stations_and_figures_that_are_all_missing(name: str) -> None:
    three = [1, 2, 3]
    few = Stations.of(
        registered=three,
        issued=three,
        ballots=three,
        valid=three,
        invalid=three,
        leader=three,
        runner_up=three,
        leader_elsewhere=[float("nan")] * 3,
        counted=three,
        region=["a", "b", "c"],
        territory=["a", "b", "c"],
        options={"x": three},
        voted_by={"12:00": [1, 1, 1]},
    )
    outcome = run(name, few)
    assert not outcome.applicable
    assert outcome.reason


@pytest.mark.parametrize("name", method_names())
def test_a_method_says_what_it_is(name: str) -> None:
    declared = method(name)
    assert declared.name == name
    assert all((declared.title, declared.paper, declared.equation, declared.applies))
    assert all((declared.looks_for, declared.cannot_see, declared.needs))
