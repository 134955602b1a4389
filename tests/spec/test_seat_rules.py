"""Whole seat systems: a rule as election.yaml writes it, votes in, seats out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from crosstally.election.rule import Rule
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError

Row = Sequence[int]


def rule(seats: int, method: str | list[int | str] = "dhondt", **parts: Any) -> Rule:
    return Rule.model_validate({"method": method, "seats": seats, **parts})


def tables(rows: Mapping[str, Row]) -> dict[str, dict[str, int]]:
    """Area → a, b, c, … → votes."""
    return {area: dict(zip("abcdefgh", row, strict=False)) for area, row in rows.items()}


def seats(outcome: SeatOutcome) -> tuple[int, ...]:
    return tuple(outcome.seats.values())


def whole(about: Rule, votes: Row) -> tuple[int, ...]:
    """Seats of a, b, c, … where the whole place is one constituency."""
    return seats(apply_rule(about, dict(zip("abcdefgh", votes, strict=False))))


def admitted(threshold: Mapping[str, Any], votes: Row, **parts: Any) -> str:
    about = rule(10, threshold=threshold, **parts)
    return "".join(apply_rule(about, dict(zip("abcdefgh", votes, strict=False))).admitted)


class TestThresholds:
    """1000 valid votes in each table."""

    @pytest.mark.parametrize(
        ("votes", "expected"),
        [
            # b is a list of two parties, c one of three: 8 and 11 percent; d a party: 5 percent
            ((681, 79, 110, 130), "acd"),
            ((681, 80, 109, 130), "abd"),
            ((760, 80, 111, 49), "abc"),
        ],
    )
    def test_a_list_of_several_parties_needs_more(self, votes: Row, expected: str) -> None:
        threshold = {"share": "5%", "for_alliances": {2: "8%", 3: "11%"}}
        assert admitted(threshold, votes, coalitions={"b": 2, "c": 3}) == expected

    @pytest.mark.parametrize(("members", "expected"), [(4, "a"), (2, "ab")])
    def test_more_members_than_are_named_need_what_the_largest_do(
        self, members: int, expected: str
    ) -> None:
        threshold = {"share": "5", "for_alliances": {2: "7", 3: "10"}}
        assert admitted(threshold, (920, 80), coalitions={"b": members}) == expected

    def test_seats_won_directly_are_another_way_over_it(self) -> None:
        threshold = {"share": "5", "or": [{"seats": 3}]}
        votes = (880, 40, 40, 40)
        assert admitted(threshold, votes, direct_seats={"b": 3, "c": 2}) == "ab"

    def test_a_minority_is_exempt(self) -> None:
        assert admitted({"share": "5", "exempt": ["c"]}, (970, 20, 10)) == "ac"

    @pytest.mark.parametrize(("how", "expected"), [("jointly", "abc"), ("each", "ab")])
    def test_an_alliance_passes_for_its_members_or_each_does(self, how: str, expected: str) -> None:
        alliances = {"bc": {"members": ["b", "c"], "threshold": how}}
        votes = (900, 60, 20, 20)
        assert admitted({"share": "5"}, votes, alliances=alliances) == expected

    def test_the_members_of_an_alliance_are_counted(self) -> None:
        threshold = {"share": "5", "for_alliances": {2: "8.1%"}}
        alliances = {"bc": {"members": ["b", "c"]}}
        assert admitted(threshold, (920, 40, 40), alliances=alliances) == "a"

    def test_the_best_loser_of_an_alliance_is_taken_along(self) -> None:
        threshold = {"share": "2", "best_loser": True}
        alliances = {"left": {"members": ["a", "b", "c"], "threshold": "each"}}
        assert admitted(threshold, (950, 15, 14, 16, 5), alliances=alliances) == "ab"

    def test_at_least_so_many_take_part(self) -> None:
        threshold = {"share": "5", "admitted_at_least": 3}
        assert admitted(threshold, (910, 40, 30, 20)) == "abc"
        assert admitted(threshold, (910, 30, 30, 30)) == "abcd"  # level at the last place

    def test_several_thresholds_are_all_to_be_passed(self) -> None:
        second = {"share": "6", "of": "cast"}
        about = rule(10, threshold={"share": "5"}, further_thresholds=[second])
        votes = {"all": {"a": 900, "b": 60, "c": 40}}
        found = apply_system(about, votes, {"cast": {"all": 1001}})
        assert found.admitted == ["a"]

    def test_the_reason_is_given(self) -> None:
        alliances = {"bc": {"members": ["b", "c"]}}
        about = rule(10, threshold={"share": "5", "exempt": ["d"]}, alliances=alliances)
        found = apply_rule(about, {"a": 900, "b": 45, "c": 15, "d": 30, "e": 10})
        reasons = {one.option: (one.why, one.alliance, one.share) for one in found.admissions}
        assert reasons == {
            "a": ("share", None, Fraction(9, 10)),
            "b": ("share", "bc", Fraction(6, 100)),
            "c": ("share", "bc", Fraction(6, 100)),
            "d": ("exempt", None, Fraction(3, 100)),
            "e": ("below", None, Fraction(1, 100)),
        }


NORTH_SOUTH = {"level": "region", "seats": {"north": 4, "south": 3}}


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
        quotients = [(step.option, step.value) for step in found.stages[0].steps]
        assert quotients == [("a", 45), ("b", 36), ("a", Fraction(45, 2))]

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


class TestDutchCouncils:
    """Kieswet P 5 to P 10, each worked out by hand."""

    @pytest.mark.parametrize(
        ("seats_", "votes", "expected"),
        [
            # P 8, 12 seats, quota 1200/12 = 100. Full: 6 2 1 0 0; remainders 30 60 0 75 65, of
            # which 75 and 65: d has 75 and takes part, e with 65 does not. d 75, b 60, a 30
            (12, (630, 260, 100, 75, 65, 70), (7, 3, 1, 1, 0, 0)),
            # P 8, 10 seats, quota 100: full 8 0 0; only a has 75: remainder 40 (one), then
            # averages, one each: a 840/10 = 84, b 74, and no third: 84 before 74; a had its
            # remainder seat and may have one by averages
            (10, (850, 74, 72, 4), (10, 0, 0, 0)),
            # P 7, 19 seats, quota 1900/19 = 100: full 9 6 2 0; averages 95 92.9 90 70 -> a, then
            # 950/11 = 86.4: b 650/7 = 92.9
            (19, (950, 650, 230, 70), (10, 7, 2, 0)),
        ],
    )
    def test_residual_seats(self, seats_: int, votes: Row, expected: Row) -> None:
        assert whole(rule(seats_, "dutch"), votes) == expected

    def test_a_majority_of_votes_is_a_majority_of_seats(self) -> None:
        # P 9, 9 seats, 900 votes, quota 100. a 455: 4 full of 9, no more than half; remainders 55,
        # b 180: 80, c 170: 70, d 95: 95. Residual: 9 - 4 - 1 - 1 - 0 = 3: d, b, c. The last was
        # c's.
        votes = (455, 180, 170, 95)
        assert whole(rule(9, "dutch"), votes) == (4, 2, 2, 1)
        assert whole(rule(9, "dutch", majority_guarantee=True), votes) == (5, 2, 1, 1)

    def test_who_loses_the_last_seat_is_a_lot_among_equals(self) -> None:
        # P 9: b and c have 75 over and stood level at the last two seats
        about = rule(9, "dutch", majority_guarantee=True)
        found = apply_rule(about, {"a": 455, "b": 175, "c": 175, "d": 95})
        assert [tuple(row.values()) for row in found.outcomes] == [(5, 1, 2, 1), (5, 2, 1, 1)]

    def test_a_list_without_candidates_leaves_its_seats_to_the_others(self) -> None:
        # P 10, 10 seats, quota 100: full 6 3 0 0, d 80 has the remainder seat (c 20 is under 75).
        # a has 4 candidates: two seats go on: remainders b 0, then averages, one each: b had one
        votes = (600, 300, 20, 80)
        assert whole(rule(10, "dutch"), votes) == (6, 3, 0, 1)
        short = {"candidates": {"a": 4}}
        # b (remainder 0) is next by remainders; then by averages b 300/5 = 60, d 40, c 20
        assert whole(rule(10, "dutch", **short), votes) == (4, 5, 0, 1)
        assert whole(rule(10, "dutch", **short, exhausted="vacant"), votes) == (4, 3, 0, 1)

    @pytest.mark.parametrize("method", ["dhondt", "sainte_lague", "hare_lr", "droop_lr"])
    def test_exhausted_lists_by_any_method(self, method: str) -> None:
        found = whole(rule(10, method, candidates={"a": 2}), (600, 300, 100))
        assert (found[0], sum(found)) == (2, 10)

    def test_the_guarantee_by_dhondt(self) -> None:
        # 3 seats: 50.1 25.05 | 25 24.9: a has two of three anyway
        assert whole(rule(3, majority_guarantee=True), (501, 250, 249)) == (2, 1, 0)
        # Sainte-Laguë: 501 250 249 | 167: one of three; the last seat was c's
        about = rule(3, "sainte_lague", majority_guarantee=True)
        assert whole(about, (501, 250, 249)) == (2, 1, 0)


LEVEL = {"at": "nation", "counting": "levelling"}
THREE = {"level": "region", "seats": {"x": 1, "y": 1, "z": 1}}
THREE_VOTES = {"x": (60, 40), "y": (60, 40), "z": (55, 45)}
"""a 175, b 125 of 300. a wins the three seats of the constituencies."""


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


class TestBonus:
    def test_seats_set_apart_for_the_first(self) -> None:
        # 10 of 30 for the first; 20 by Hare: 8 7 5
        about = rule(30, "hare_lr", bonus={"extra": 10})
        assert whole(about, (40, 35, 25)) == (18, 7, 5)

    @pytest.mark.parametrize(
        ("first", "extra"),
        [(24, 0), (25, 20), (26, 22), (33, 36), (40, 50), (56, 50)],
    )
    def test_a_bonus_that_grows_with_the_share(self, first: int, extra: int) -> None:
        bonus = {"extra": 20, "needs": {"share": "25"}, "more_each": "0.5%", "extra_at_most": 50}
        others = [(100 - first) // 5] * 4
        votes = (first, *others, 100 - first - sum(others))
        about = rule(300, "hare_lr", bonus=bonus)
        found = apply_rule(about, dict(zip("abcdef", votes, strict=True)))
        assert found.seats["a"] == extra + round(Fraction((300 - extra) * first, 100))

    @pytest.mark.parametrize(
        ("votes", "expected"),
        [
            ((45, 40, 15), (6, 3, 1)),  # six at least; 4 by 40 and 15: 40 20 15 13.3
            ((39, 38, 23), (4, 4, 2)),  # under 40 percent: by votes alone
            ((70, 20, 10), (7, 2, 1)),  # it has more than six
        ],
    )
    def test_a_number_that_the_first_has_at_least(self, votes: Row, expected: Row) -> None:
        bonus = {"guaranteed": 6, "needs": {"share": "40%"}}
        assert whole(rule(10, "dhondt", bonus=bonus), votes) == expected

    def test_two_first_ones_are_two_outcomes(self) -> None:
        found = apply_rule(rule(4, "hare_lr", bonus={"extra": 2}), {"a": 50, "b": 50})
        assert [tuple(row.values()) for row in found.outcomes] == [(3, 1), (1, 3)]


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
        ],
    )
    def test_of_a_rule(self, parts: Mapping[str, Any], said: str) -> None:
        with pytest.raises(ValidationError, match=said):
            rule(10, **parts)

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
