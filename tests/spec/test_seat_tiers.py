"""Tiers above the constituencies: levelling, quotas, pooled remainders, placed seats."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from crosstally.election.rule import NATION, Rule
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system
from crosstally.seats.system_margins import system_margin
from crosstally.seats.system_votes import SystemVotes
from crosstally.seats.votes import ArgumentError
from tests.seat_rules import Row, rule, seats, tables, whole

LEVEL = {"at": "nation", "counting": "levelling"}
THREE = {"level": "region", "seats": {"x": 1, "y": 1, "z": 1}}
THREE_VOTES = {"x": (60, 40), "y": (60, 40), "z": (55, 45)}
"""a 175, b 125 of 300. a wins the three seats of the constituencies."""


def test_tiers_in_each_constituency_add_up_there() -> None:
    """Full quotas of 30 votes, then averages: of north's three seats a has two, b one (Brazil)."""
    places = {"level": "region", "seats": {"north": 3, "south": 1}}
    tiers = [{"quota": "hare", "quota_of": "valid"}, {"counting": "levelling"}]
    about = rule(4, constituencies=places, tiers=tiers)
    found = apply_system(about, tables({"north": (50, 35, 5), "south": (6, 1, 2)}))
    assert found.by_area["north"].certain == {"a": 2, "b": 1, "c": 0}
    assert found.by_area["south"].certain == {"a": 1, "b": 0, "c": 0}


def test_a_quota_of_the_voters_on_the_list() -> None:
    """Morocco: 900 voters for three seats, a quota of 300. Of 520 votes a has 320, a full quota and
    20 left; b's 150 and c's 50 are more. Of valid votes the quota is 173, and a keeps 147."""
    places = {"level": "region", "seats": {"north": 3}}
    pooled = {"votes": "remainders", "method": "block_vote"}
    for base, expected in (("registered", (1, 1, 1)), ("valid", (2, 1, 0))):
        about = rule(3, constituencies=places, tiers=[{"quota": "hare", "quota_of": base}, pooled])
        bases = {"registered": {"north": 900}}
        assert seats(apply_system(about, tables({"north": (320, 150, 50)}), bases)) == expected


def test_the_least_seats_of_each_land_and_a_house_that_grows() -> None:
    """Germany 2013 to 2020: in each Land an option has its share or the direct seats that it won,
    whichever are more: a 4 + 1, b 2 + 2, c 1 + 1. Of ten seats a would have 4 (410 over 9 is less
    than 190 over 3), so that the house grows to eleven."""
    about = rule(
        10,
        "sainte_lague",
        constituencies={"level": "land", "apportioned": {"by": "valid"}},
        direct_seats={"north": {"a": 4}, "south": {"b": 1}},
        tiers=[
            {"counting": "levelling", "overhang": "total_grows"},
            {"at": "nation", "counting": "levelling", "overhang": "levelled"},
        ],
    )
    found = apply_system(about, tables({"north": (310, 200, 90), "south": (100, 200, 100)}))
    assert seats(found) == (5, 4, 2)


def linked(seats_there: int) -> tuple[SeatOutcome, Rule]:
    """Half of what is missing: of 20 seats a is short of 10 - 8, b of 6 - 0, c of 4 - 0."""
    about = rule(
        20,
        "hare_lr",
        direct_seats={"a": 8, "b": 0, "d": 12 - seats_there},
        threshold={"share": "0%", "exempt": ["d"]},
        tiers=[{"at": "nation", "counting": "levelling", "linked": "50%"}],
    )
    return apply_rule(about, {"a": 500, "b": 300, "c": 200, "d": 0}), about


class TestLinkedSeats:
    def test_half_of_what_is_missing_and_the_rest_by_votes(self) -> None:
        # 1, 3 and 2 of eight; the two left by votes: 1, 0.6, 0.4
        found, _ = linked(8)
        assert seats(found) == (10, 4, 2, 4)

    def test_too_few_seats_for_the_halves_are_shared_by_them(self) -> None:
        # 1, 3 and 2 are to share four: 0.67, 2, 1.33
        found, _ = linked(4)
        assert seats(found) == (9, 2, 1, 8)

    @pytest.mark.parametrize(
        ("votes", "expected"),
        [
            # Of 20 seats a is short of 2, half of which is 1; b of 18 - 12, half of which is 3.
            # Four are left: 0.4 and 3.6.
            ((100, 900), (1, 19)),
            # Of 1.98 half is 0.99, which is none; five are left for 0.495 and 4.505.
            ((99, 901), (0, 20)),
            ((50, 950), (0, 20)),
            # of 3 half is 1.5, which is 2; b has 2.5, which is 3; three are left: 0.45 and 2.55
            ((150, 850), (2, 18)),
        ],
    )
    def test_a_half_below_one_seat_is_none(self, votes: Row, expected: Row) -> None:
        """Public Official Election Act, article 189, paragraph 2, number 1."""
        about = rule(
            20,
            "hare_lr",
            direct_seats={"b": 12},
            tiers=[{"at": "nation", "counting": "levelling", "linked": "50%"}],
        )
        found = apply_rule(about, dict(zip("ab", votes, strict=True)))
        assert seats(found) == expected

    def test_the_parts_are_shown(self) -> None:
        found, _ = linked(4)
        (stage,) = (one for one in found.stages if one.kind == "levelling")
        assert [(step.option, int(step.value or 0)) for step in stage.steps][:3] == [
            ("a", 1),
            ("b", 3),
            ("c", 2),
        ]

    def test_no_margin_is_called_the_least(self) -> None:
        _, about = linked(4)
        votes = SystemVotes({NATION: {"a": 500, "b": 300, "c": 200, "d": 0}})
        assert system_margin(about, votes).at_least is None

    def test_nor_beside_seats_of_constituencies(self) -> None:
        upper = {**LEVEL, "seats": 2, "linked": "50%"}
        about = rule(5, constituencies=THREE, tiers=[{}, upper])
        assert system_margin(about, SystemVotes(tables(THREE_VOTES))).at_least is None

    def test_it_goes_with_levelling_over_the_whole_place(self) -> None:
        with pytest.raises(ValueError, match="levelled over the whole place"):
            rule(5, tiers=[{"at": "nation", "linked": "50%"}])


class TestTiers:
    def test_levelling_seats_go_to_who_is_short_of_them(self) -> None:
        # 3 + 4 seats by D'Hondt: 175 125 87.5 62.5 58.3 43.8 41.7: 4 and 3
        about = rule(7, constituencies=THREE, tiers=[{}, {**LEVEL, "seats": 4}])
        found = apply_system(about, tables(THREE_VOTES))
        assert seats(found) == (4, 3)
        assert {area: one.certain["a"] for area, one in found.by_area.items()} == {
            "x": 1,
            "y": 1,
            "z": 1,
        }

    @pytest.mark.parametrize(
        ("overhang", "expected"),
        [
            # four seats in all: 175 125 87.5 62.5: 2 and 2, and a has three already
            ("others_fewer", (3, 1)),
            ("total_grows", (3, 2)),
            # five: 58.3 is a's third: 3 and 2
            ("levelled", (3, 2)),
            ("taken_back", (2, 2)),
        ],
    )
    def test_overhang(self, overhang: str, expected: Row) -> None:
        tier = {**LEVEL, "seats": 1, "overhang": overhang}
        about = rule(4, constituencies=THREE, tiers=[{}, tier])
        assert seats(apply_system(about, tables(THREE_VOTES))) == expected

    def test_a_total_grows_until_all_are_covered(self) -> None:
        # a with a tenth of the votes has three direct seats of 5: 10 seats by Hare give it one, 30
        # three; 25 give 2.5 and 22.5, a tie that a lot decides
        tier = {**LEVEL, "overhang": "levelled"}
        about = rule(5, "sainte_lague", direct_seats={"a": 3}, tiers=[tier])
        # Sainte-Laguë: a's third seat has the quotient 100/5 = 20, which is 900/45: b has 23 before
        found = apply_rule(about, {"a": 100, "b": 900})
        assert [tuple(row.values()) for row in found.outcomes] == [(3, 22), (3, 23)]

    def test_seats_of_those_below_the_threshold_are_kept_outside(self) -> None:
        # c has won z and stays below 5 percent: the others share 6 seats, 600 against 390
        votes = tables({"x": (340, 150, 0), "y": (250, 200, 0), "z": (10, 40, 49)})
        about = rule(
            7,
            "sainte_lague",
            constituencies=THREE,
            tiers=[{}, {**LEVEL, "seats": 4, "threshold": {"share": "5"}}],
        )
        # 600 390 200 130 120 85.7: 4 and 2 (600 200 120 85.7 | 390 130)
        assert seats(apply_system(about, votes)) == (4, 2, 1)

    def test_seats_shared_by_themselves(self) -> None:
        # three in the constituencies, four by all votes: 175 125 87.5 62.5
        tier = {"at": "nation", "seats": 4}
        about = rule(7, constituencies=THREE, tiers=[{}, tier])
        assert seats(apply_system(about, tables(THREE_VOTES))) == (5, 2)

    def test_remainders_are_pooled(self) -> None:
        places = {"level": "region", "seats": {"x": 4, "y": 4}}
        tiers = [
            {"quota": "hare"},
            {"at": "nation", "method": "hagenbach_bischoff_lr", "votes": "remainders"},
        ]
        # Hare 100/4 = 25. x: 2 1 0, remainders 5 5 15; y: 1 1 1, remainders 5 5 15: two seats left,
        # remainders 10 10 30; quota 50/3 = 16.7: c one; then 13.3 is its remainder, the largest
        about = rule(8, constituencies=places, tiers=tiers)
        found = apply_system(about, tables({"x": (55, 30, 15), "y": (30, 30, 40)}))
        assert {area: tuple(one.certain.values()) for area, one in found.by_area.items()} == {
            "x": (2, 1, 0),
            "y": (1, 1, 1),
        }
        assert seats(found) == (3, 2, 3)

    def test_full_quotas_more_than_seats_take_the_next_larger_quota(self) -> None:
        places = {"level": "region", "seats": {"x": 3}}
        about = rule(3, constituencies=places, tiers=[{"quota": "imperiali"}])
        # 100/5 = 20: 1 1 2 are four; 100/4 = 25: 1 1 1
        assert seats(apply_system(about, tables({"x": (30, 30, 40)}))) == (1, 1, 1)

    def test_seats_that_no_quota_fills_stay_vacant(self) -> None:
        about = rule(4, tiers=[{"at": "nation", "quota": "hare"}])
        found = apply_rule(about, {"a": 60, "b": 40})
        assert (seats(found), found.vacant) == ((2, 1), 1)

    @pytest.mark.parametrize(
        ("part", "expected"),
        [
            ({}, (2, 1)),  # 115/4 = 28.75: 75 and 40 have 2.6 and 1.4
            ({"extra_seat_from": "60%"}, (3, 1)),
            ({"rounded": "up"}, (2, 1)),
            ({"rounded": "down"}, (2, 1)),
        ],
    )
    def test_what_a_quota_is(self, part: Mapping[str, Any], expected: Row) -> None:
        about = rule(4, tiers=[{"at": "nation", "quota": "hare", **part}])
        assert whole(about, (75, 40)) == expected

    def test_compensation_after_quotas(self) -> None:
        # Estonia: quotas in districts, the rest by all votes among those above 5 percent, what
        # was won counted. x: quota 100/2 = 50: a 1; y: quota 50: b 1 (60); two left.
        # a 90, b 90, c 20: 90 90 45 45 | 20: each has one, and two seats go on to 45 and 45
        places = {"level": "region", "seats": {"x": 2, "y": 2}}
        tiers = [{"quota": "hare"}, {**LEVEL, "method": "dhondt", "threshold": {"share": "5"}}]
        votes = tables({"x": (60, 30, 10), "y": (30, 60, 10)})
        found = apply_system(rule(4, constituencies=places, tiers=tiers), votes)
        assert seats(found) == (2, 2, 0)

    def test_a_quota_of_the_state_and_a_seat_in_a_region_over_the_threshold(self) -> None:
        # Austria: the quota of the state (400/4 = 100) in its regions, then in the state, then all
        places = {"level": "region", "seats": {"r1": 2, "r2": 2}}
        threshold = {"share": "30", "or": [{"seats": 1}]}
        tiers = [
            {"quota": "hare", "quota_at": "state", "threshold": {"share": "0"}},
            {"at": "state", "quota": "hare", "counting": "levelling"},
            {**LEVEL, "method": "dhondt"},
        ]
        about = rule(4, threshold=threshold, constituencies=places, tiers=tiers)
        votes = tables({"r1": (90, 100, 10), "r2": (120, 15, 65)})
        within = {"state": {"r1": "s", "r2": "s"}}
        found = apply_system(about, votes, within=within)
        # regions: r1 b 1; r2 a 1. State: a 210 has 2, one more. Nation: a 210, b 115 (28.75
        # percent, and a seat): 210 115 105 70: a 3, b 1. c with 75 stays out
        assert seats(found) == (3, 1, 0)
        assert [one.why for one in found.admissions] == ["share", "alternative", "below"]


class TestPlacing:
    """Which constituency a levelling seat belongs to."""

    PLACES: Mapping[str, Any] = {"level": "region", "seats": {"n": 3, "s": 2}}
    VOTES = tables({"n": (50, 30, 20), "s": (30, 22, 8)})

    def found(self, extra: int, **placed: Any) -> SeatOutcome:
        tiers = [{}, {"at": "nation", "seats": extra, "counting": "levelling", "placed": placed}]
        about = rule(5 + extra, "sainte_lague", constituencies=self.PLACES, tiers=tiers)
        return apply_system(about, self.VOTES)

    def test_where_the_next_quotient_is_greatest(self) -> None:
        # n: 50 30 20: 1 1 1; s: 30 22: 1 1. In all 80 52 28, 8 seats by Sainte-Laguë:
        # 80 52 28 26.7 17.3 16 11.4 10.4: 4 3 1, so a has 2 more and b has 1
        found = self.found(3, by="sainte_lague")
        assert seats(found) == (4, 3, 1)
        # a: n 50/3 = 16.7, s 30/3 = 10, n 50/5 = 10: a tie for the second; b: n 10, s 7.3
        assert found.by_area["n"].rows in (((2, 2, 1), (3, 2, 1)), ((3, 2, 1), (2, 2, 1)))
        assert found.by_area["s"].rows in (((1, 1, 0), (2, 1, 0)), ((2, 1, 0), (1, 1, 0)))
        (stage,) = (one for one in found.stages if one.kind == "placing")
        assert [(step.option, step.area, step.value) for step in stage.steps][:1] == [
            ("a", "n", Fraction(50, 3))
        ]
        assert sum(step.seats for step in stage.steps) == 3

    def test_a_constituency_gets_one_and_small_ones_weigh_as_much(self) -> None:
        # 2 more: 7 by Sainte-Laguë: 4 2 1, a has 2 more; one each
        found = self.found(2, by="sainte_lague", per="votes_per_seat", in_each=1)
        assert {area: one.rows for area, one in found.by_area.items()} == {
            "n": ((2, 1, 1),),
            "s": ((2, 1, 0),),
        }

    def test_votes_weigh_as_the_seat_that_they_stand_for(self) -> None:
        # 1 more: 6 seats: 3 2 1, a has 1 more: n 50/3 of 33.3 = 0.5, s 30/3 of 30 = 0.33
        found = self.found(1, per="votes_per_seat")
        assert found.by_area["n"].rows == ((2, 1, 1),)

    def test_more_seats_than_places_are_an_error(self) -> None:
        with pytest.raises(ArgumentError, match="no constituency to place"):
            self.found(3, in_each=1)

    def test_what_is_given_in_constituencies_needs_no_place(self) -> None:
        with pytest.raises(ValidationError, match="above the constituencies"):
            rule(5, constituencies=self.PLACES, tiers=[{"placed": {}}])
