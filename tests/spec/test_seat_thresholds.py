"""Who takes part: thresholds as election.yaml writes them, votes in, who passes out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system
from tests.seat_rules import NORTH_SOUTH, Row, admitted, rule, tables


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

    @pytest.mark.parametrize(
        ("threshold", "expected"),
        [
            ({"share": "40", "scope": "constituency"}, "a"),
            ({"share": "50", "or": [{"share": "39"}]}, "ab"),
            ({"share": "50", "or": [{"share": "40", "in_areas": 1}]}, "a"),
        ],
    )
    def test_a_whole_place_is_the_only_constituency(
        self, threshold: dict[str, Any], expected: str
    ) -> None:
        assert admitted(threshold, (610, 390)) == expected
        found = apply_rule(rule(10, threshold=threshold), {"a": 610, "b": 390})
        assert "".join(name for name, won in found.seats.items() if won) == expected

    def test_an_option_let_in_by_one_constituency_takes_part_there(self) -> None:
        """4 percent in the country or 12 in a constituency: c has 14 of 100 votes in the north."""
        threshold = {"share": "4", "or": [{"share": "12%", "scope": "constituency"}]}
        about = rule(7, constituencies=NORTH_SOUTH, threshold=threshold)
        found = apply_system(about, tables({"north": (86, 0, 14), "south": (400, 500, 1)}))
        assert found.admitted == ["a", "b", "c"]
        assert found.admitted_in == {"north": ["a", "b", "c"], "south": ["a", "b"]}
        why = [(one.area, one.why, one.share) for one in found.admissions if one.option == "c"]
        assert why == [
            ("nation", "below", Fraction(15, 1001)),
            ("north", "alternative", Fraction(14, 100)),
        ]

    @pytest.mark.parametrize(
        ("in_areas", "everybody"), [("all", ["a"]), (2, ["a", "b"]), (1, ["a", "b", "c"])]
    )
    def test_a_share_in_so_many_regions(self, in_areas: int | str, everybody: list[str]) -> None:
        """Kyrgyzstan, 2020: 7 percent in the country and 0.7 percent in each region. Seats are
        given in the whole place, and the regions have none of their own."""
        regions = {"level": "region", "seats": dict.fromkeys(("chuy", "osh", "naryn"), 0)}
        each = {"share": "0.7%", "scope": "constituency", "in_areas": in_areas}
        about = rule(
            12,
            "hare_lr",
            threshold={"share": "7%"},
            further_thresholds=[each],
            constituencies=regions,
            tiers=[{"at": "nation", "seats": 12}],
        )
        votes = tables({"chuy": (600, 394, 6), "osh": (500, 7, 493), "naryn": (900, 6, 6)})
        found = apply_system(about, votes)
        assert found.admitted == everybody
        assert sum(found.seats.values()) == 12
        assert {name for name, won in found.seats.items() if won} == set(everybody)

    def test_areas_are_counted_below_the_nation(self) -> None:
        with pytest.raises(ValueError, match="`in_areas` counts areas"):
            rule(10, threshold={"share": "7%", "in_areas": 3})

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
