"""Whole seat systems: a rule as election.yaml writes it, votes in, seats out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError
from tests.seat_rules import NORTH_SOUTH, Row, rule, seats, tables, whole


class TestConstituencies:
    def test_each_shares_its_own_seats(self) -> None:
        # north: a 60, 30, 20; b 40, 20: a a, b b -> 60 40 30 20|20: see the tie below
        votes = tables({"north": (61, 39), "south": (20, 80)})
        found = apply_system(rule(7, constituencies=NORTH_SOUTH), votes)
        # north 61 39 30.5 20.3 | 19.5; south 80 40 26.7 | 20
        assert {area: one.listed[0] for area, one in found.by_area.items()} == {
            "north": {"a": 3, "b": 1},
            "south": {"a": 0, "b": 3},
        }
        assert seats(found) == (3, 4)

    def test_a_threshold_in_each_constituency(self) -> None:
        votes = tables({"north": (55, 40, 5), "south": (50, 46, 4)})
        about = rule(
            7, constituencies=NORTH_SOUTH, threshold={"share": "5", "scope": "constituency"}
        )
        found = apply_system(about, votes)
        # among a and b alone: north 55 40 27.5 20; south 50 46 25
        assert seats(found) == (4, 3, 0)
        assert {(one.area, one.option) for one in found.admissions if not one.admitted} == {
            ("south", "c")
        }

    def test_four_percent_in_the_country_or_twelve_in_a_constituency(self) -> None:
        threshold = {"share": "4", "or": [{"share": "12%", "scope": "constituency"}]}
        about = rule(7, constituencies=NORTH_SOUTH, threshold=threshold)
        votes = tables({"north": (86, 0, 14), "south": (400, 500, 1)})
        # c has 15 of 1001 votes; in the north 14 of 100, where it takes part
        # north 86 43 28.7 21.5 | 17.2: nothing for 14, but it was let in
        found = apply_system(about, votes)
        assert found.by_area["north"].certain == {"a": 4, "b": 0, "c": 0}
        votes["north"] = {"a": 60, "b": 0, "c": 20}
        # north 60 30 20 20: c has its seat
        assert apply_system(about, votes).by_area["north"].certain == {"a": 3, "b": 0, "c": 1}

    def test_a_share_in_several_constituencies_admits_everywhere(self) -> None:
        threshold = {"share": "50", "or": [{"share": "20", "in_areas": 2}]}
        votes = tables({"north": (70, 30), "south": (80, 20), "west": (10_000, 1)})
        places = {"level": "region", "seats": {"north": 1, "south": 1, "west": 1}}
        found = apply_system(rule(3, threshold=threshold, constituencies=places), votes)
        assert found.admitted == ["a", "b"]
        votes["south"]["b"] = 19
        found = apply_system(rule(3, threshold=threshold, constituencies=places), votes)
        assert found.admitted == ["a"]

    def test_a_threshold_at_a_level_between(self) -> None:
        threshold = {"share": "10", "scope": "state"}
        places = {"level": "region", "seats": {"n1": 3, "n2": 3, "s1": 3}}
        votes = tables({"n1": (70, 30), "n2": (100, 0), "s1": (91, 9)})
        about = rule(9, threshold=threshold, constituencies=places)
        states = {"state": {"n1": "north", "n2": "north", "s1": "south"}}
        found = apply_system(about, votes, within=states)
        # b has 30 of 200 in the north; 70 35 30 in n1
        assert {area: one.certain["b"] for area, one in found.by_area.items()} == {
            "n1": 1,
            "n2": 0,
            "s1": 0,
        }

    @pytest.mark.parametrize(
        ("about", "expected"),
        [
            # 10 seats by 480, 310 and 210 valid votes: 4.8, 3.1, 2.1
            ({"by": "valid"}, (5, 3, 2)),
            ({"by": "valid", "method": "dhondt"}, (5, 3, 2)),
            # one each, then 7 by 3.36, 2.17, 1.47
            ({"by": "valid", "each_first": 1}, (4, 3, 3)),
            # three at least: the others share 7 by 4.25 and 2.75; 3 is no fewer
            ({"by": "valid", "at_least": 3}, (4, 3, 3)),
            ({"by": "population", "population": {"x": 1, "y": 1, "z": 8}}, (1, 1, 8)),
        ],
    )
    def test_seats_are_apportioned(self, about: Mapping[str, Any], expected: Row) -> None:
        votes = tables({"x": (480,), "y": (310,), "z": (210,)})
        places = {"level": "region", "apportioned": about}
        found = apply_system(rule(10, constituencies=places), votes)
        assert tuple(one.certain["a"] for one in found.by_area.values()) == expected

    def test_a_tie_between_constituencies_is_a_set_of_outcomes(self) -> None:
        places = {"level": "region", "apportioned": {"by": "valid"}}
        votes = tables({"x": (50, 0), "y": (0, 50)})
        found = apply_system(rule(3, constituencies=places), votes)
        assert found.outcomes == ({"a": 2, "b": 1}, {"a": 1, "b": 2})

    def test_votes_from_abroad_are_added_in_proportion(self) -> None:
        places = {"level": "region", "seats": {"x": 3, "y": 1}, "added": ["abroad"]}
        votes = tables({"x": (300, 150), "y": (100, 50), "abroad": (0, 120)})
        found = apply_system(rule(4, constituencies=places), votes)
        # x has three quarters of the valid votes: 300 and 150 + 90; y 100 and 50 + 30
        # x 300 240 150 | 120
        assert found.by_area["x"].certain == {"a": 2, "b": 1}
        votes = tables({"x": (300, 150), "y": (100, 50), "abroad": (0, 204)})
        # 300 and 303: b has two; 100 and 101
        found = apply_system(rule(4, constituencies=places), votes)
        assert found.by_area["x"].certain == {"a": 1, "b": 2}
        assert found.by_area["y"].certain == {"a": 0, "b": 1}

    def test_votes_from_abroad_count_for_the_threshold(self) -> None:
        places = {"level": "region", "seats": {"x": 3}, "added": ["abroad"]}
        votes = tables({"x": (900, 50), "abroad": (0, 50)})
        found = apply_system(rule(3, constituencies=places, threshold={"share": "10"}), votes)
        assert found.admitted == ["a", "b"]
        assert found.base_votes == 1000

    def test_ties_of_constituencies_multiply(self) -> None:
        places = {"level": "region", "seats": {"x": 1, "y": 1, "z": 1}}
        votes = tables({"x": (5, 5, 0), "y": (5, 5, 0), "z": (9, 8, 1)})
        found = apply_system(rule(3, constituencies=places), votes)
        assert found.outcomes == (
            {"a": 3, "b": 0, "c": 0},
            {"a": 2, "b": 1, "c": 0},
            {"a": 1, "b": 2, "c": 0},
        )  # four ways, of which two give the same seats
        assert (found.outcomes_count, found.count_exact, found.tied) == (3, True, ("a", "b"))
        assert found.by_area["z"].count == 1
        earlier = rule(3, constituencies=places, ties="earlier_registration")
        assert seats(apply_system(earlier, votes)) == (3, 0, 0)

    def test_very_many_outcomes_are_counted_at_least(self) -> None:
        areas = {
            f"r{i}": tuple(5 if j in (i % 8, (i + 1) % 8) else 0 for j in range(8))
            for i in range(40)
        }
        places = {"level": "region", "seats": dict.fromkeys(areas, 1)}
        found = apply_system(rule(40, constituencies=places), tables(areas))
        assert len(found.outcomes) == 1000
        assert not found.count_exact
        assert found.outcomes_count >= 1000


class TestAlliances:
    def test_votes_for_an_alliance_as_a_whole_go_to_its_members(self) -> None:
        # b and c have 30 and 10 of their own and 8 together: 36 and 12; 45 36 22.5 | 18
        alliances = {"bc": {"members": ["b", "c"]}}
        found = apply_rule(rule(3, alliances=alliances), {"a": 45, "b": 30, "c": 10, "bc": 8})
        assert found.seats == {"a": 2, "b": 1, "c": 0}
        quotients = [(step.option, step.value, step.seats) for step in found.stages[0].steps]
        assert quotients == [("a", 45, 1), ("b", 36, 1), ("a", Fraction(45, 2), 1), ("b", 18, 0)]

    def test_joint_votes_of_members_without_votes_are_halved(self) -> None:
        alliances = {"bc": {"members": ["b", "c"]}}
        found = apply_rule(rule(2, alliances=alliances), {"a": 45, "b": 0, "c": 0, "bc": 80})
        # 80 are halved: 45 and 40 and 40, of which one has the second seat
        assert (found.seats, found.tied) == ({"a": 1, "b": 0, "c": 0}, ("b", "c"))

    @pytest.mark.parametrize(
        ("together", "expected"),
        [
            # 50, 30, 20 and 7 seats: 50 30 25 20 16.7 15 12.5 | 10: 4 2 1
            (False, (4, 2, 1)),
            # b and c: 50 against 50: 50 50 25 25 16.7 16.7 | 12.5: 3 and 3, one open
            (True, (3, 2, 1)),
        ],
    )
    def test_apparentment(self, together: bool, expected: Row) -> None:
        alliance = {"members": ["b", "c"], "seats": "jointly", "threshold": "each"}
        about = rule(7, alliances={"bc": alliance} if together else {})
        assert whole(about, (50, 30, 20)) == expected

    def test_a_surplus_agreement_moves_a_seat_to_the_partners(self) -> None:
        # 46 32 23 22 16 15.3 11.5 | 11 10.7: the seventh seat is a's fourth
        assert whole(rule(7), (46, 32, 22)) == (4, 2, 1)
        # with b and c together: 54 46 27 23 18 15.3 13.5 | 11.5; of four by 32 22: 32 22 16 11
        agreement = {"members": ["b", "c"], "seats": "jointly", "threshold": "each"}
        assert whole(rule(7, alliances={"bc": agreement}), (46, 32, 22)) == (3, 2, 2)

    def test_an_agreement_counts_among_those_who_pass(self) -> None:
        agreement = {"members": ["b", "c"], "seats": "jointly", "threshold": "each"}
        about = rule(10, alliances={"bc": agreement}, threshold={"share": "5"})
        # c stays out, and its votes do not help b: 56 against 40
        assert whole(about, (56, 40, 4)) == (*whole(rule(10), (56, 40)), 0)

    def test_alliances_inside_alliances(self) -> None:
        # outer: a 60, bcd 60; inner: bc 40, d 20. 4 seats: 2 and 2; 40 and 20: 40, 20|20
        alliances = {
            "bcd": {"members": ["bc", "d"], "seats": "jointly"},
            "bc": {"members": ["b", "c"], "seats": "jointly", "method": "hare_lr"},
        }
        found = apply_rule(rule(4, alliances=alliances), {"a": 61, "b": 21, "c": 19, "d": 21})
        # 61 and 61: two each (one is level); 40 and 21: 40 21, so one for bc, which b takes
        assert found.seats == {"a": 2, "b": 1, "c": 0, "d": 1}
        assert [stage.alliance for stage in found.stages] == [None, "bcd", "bc"]

    def test_an_alliance_stands_in_some_constituencies(self) -> None:
        alliance = {"members": ["b", "c"], "seats": "jointly", "areas": ["north"]}
        places = {"level": "region", "seats": {"north": 1, "south": 1}}
        about = rule(2, alliances={"bc": alliance}, constituencies=places)
        votes = tables({"north": (40, 35, 25), "south": (40, 35, 25)})
        found = apply_system(about, votes)
        assert found.by_area["north"].certain == {"a": 0, "b": 1, "c": 0}
        assert found.by_area["south"].certain == {"a": 1, "b": 0, "c": 0}

    def test_it_passes_the_threshold_of_a_constituency_where_it_stands(self) -> None:
        """b has 15 of 100 and c 10: together a quarter of north; in south each is by itself."""
        alliance = {"members": ["b", "c"], "areas": ["north"]}
        about = rule(
            8,
            alliances={"bc": alliance},
            constituencies={"level": "region", "seats": {"north": 4, "south": 4}},
            threshold={"share": "20", "scope": "constituency"},
        )
        found = apply_system(about, tables({"north": (75, 15, 10), "south": (75, 15, 10)}))
        assert found.admitted_in == {"north": ["a", "b", "c"], "south": ["a"]}


class TestMistakes:
    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"threshold": {"share": "101"}}, "more than the whole, 100 percent"),
            ({"threshold": {"share": "5", "or": [{}]}}, "either `seats` or a `share`"),
            ({"constituencies": {"level": "region"}}, "how many seats has each"),
            ({"tiers": [{"method": "dhondt", "quota": "hare"}]}, "either a `method` or a `quota`"),
            ({"bonus": {}}, "either `extra` seats or a `guaranteed` number"),
            (
                {"runner_up": {"seats_at_least": 2}, "bonus": {"extra": 1}},
                "`runner_up` goes with one allocation",
            ),
            ({"method": "majority"}, "a majority fills one seat"),
        ],
    )
    def test_of_a_rule(self, parts: Mapping[str, Any], said: str) -> None:
        with pytest.raises(ValidationError, match=said):
            rule(10, **parts)

    def test_a_majority_is_of_all_votes(self) -> None:
        with pytest.raises(ValidationError, match="with no other of these parts"):
            rule(1, "majority", threshold={"share": "5"})

    def test_a_constituency_without_votes(self) -> None:
        with pytest.raises(ArgumentError, match="'south' has seats and no votes"):
            apply_system(rule(7, constituencies=NORTH_SOUTH), tables({"north": (1, 1)}))

    def test_votes_without_seats(self) -> None:
        votes = tables({"north": (1, 1), "south": (1, 1), "abroad": (1, 0)})
        with pytest.raises(ArgumentError, match="'abroad' has votes and no seats"):
            apply_system(rule(7, constituencies=NORTH_SOUTH), votes)

    def test_seats_that_do_not_add_up(self) -> None:
        with pytest.raises(ArgumentError, match="there are 7 seats in constituencies, and 8"):
            apply_system(
                rule(8, constituencies=NORTH_SOUTH), tables({"north": (1,), "south": (1,)})
            )

    def test_a_base_that_is_not_given(self) -> None:
        about = rule(7, constituencies=NORTH_SOUTH, threshold={"share": "5", "of": "cast"})
        with pytest.raises(ArgumentError, match="a share of cast"):
            apply_system(about, tables({"north": (1, 2), "south": (1, 2)}))

    def test_a_level_that_nobody_knows(self) -> None:
        about = rule(7, constituencies=NORTH_SOUTH, threshold={"share": "5", "scope": "state"})
        with pytest.raises(ArgumentError, match="no level 'state'"):
            apply_system(about, tables({"north": (1, 2), "south": (1, 2)}))


class TestDivisors:
    def test_divisors_written_down_are_a_method(self) -> None:
        assert whole(rule(7, method=["1.4", 3, 5]), (340, 280, 160, 60)) == (3, 3, 1, 0)
        assert rule(7, method=["1.4", 3, 5]).method == "1.4,3,5"

    @pytest.mark.parametrize("method", ["3,1", "0,1", "1,x", "1/0,2", "dhondt_1.9", "dhondt_0.0"])
    def test_others_are_refused(self, method: str) -> None:
        with pytest.raises(ValidationError):
            rule(7, method=method)

    def test_a_power_of_dhondts_divisors_is_compared_exactly(self) -> None:
        # 2^0.9 = 1.866…: 1866065983 by it is less than a thousand millions, one vote more is not
        votes = (1_866_065_983, 1_000_000_000)
        assert 1_866_065_983**10 < 2**9 * 10**90 < 1_866_065_984**10
        assert whole(rule(2, method="dhondt_0.9"), votes) == (1, 1)
        assert whole(rule(2, method="dhondt_0.9"), (1_866_065_984, 1_000_000_000)) == (2, 0)

    def test_compensation_goes_on_where_the_seats_of_districts_end(self) -> None:
        # Estonia's shape: 2^0.9 = 1.87, 3^0.9 = 2.69, 4^0.9 = 3.48, 5^0.9 = 4.26
        places = {"level": "district", "seats": {"n": 4, "s": 4}}
        tiers = [
            {"quota": "hare", "quota_of": "valid", "extra_seat_from": "75%"},
            {"at": "nation", "counting": "levelling", "method": "dhondt_0.9"},
        ]
        about = rule(8, constituencies=places, tiers=tiers)
        # n, quota 25: 2 0 0 and 0.8 of one (c); s: 1 (a, 35), 1 (b, 40), 1 (c, 25): 6 given, 2 left
        found = apply_system(about, tables({"n": (58, 22, 20), "s": (35, 40, 25)}))
        # 93 62 49.8 45 34.6 33.2 26.7 24.1 (c's second) | 23.1 (b's third) 21.8
        assert seats(found) == (4, 2, 2)
