"""Parts of seat rules that single countries have: small tables, votes in, seats out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system
from tests.seat_rules import NORTH_SOUTH, admitted, rule, seats, tables, whole


class TestWhoTakesPart:
    def test_an_option_may_have_a_share_of_its_own(self) -> None:
        """Moldova: 5 percent for a party, 2 for somebody who stands alone."""
        threshold = {"share": "5%", "for_options": {"c": "2%", "d": "2%"}}
        assert admitted(threshold, (900, 49, 20, 19, 12)) == "ac"

    def test_the_next_ones_pass_until_enough_is_represented(self) -> None:
        """Lithuania: where the lists that pass have less than 60 percent of the votes together, the
        next ones take part too."""
        threshold = {"share": "10%", "admitted_together": {"share": "60%"}}
        assert admitted(threshold, (450, 120, 90, 80, 70, 70, 60, 60)) == "abc"
        assert admitted(threshold, (450, 120, 26, 26, 99, 99, 90, 90)) == "abef"
        assert admitted(threshold, (450, 150, 90, 80, 60, 60, 60, 50)) == "ab"
        more = {"share": "10%", "admitted_together": {"share": "60%", "passes": "more_than"}}
        assert admitted(more, (450, 150, 90, 80, 60, 60, 60, 50)) == "abc"

    @pytest.mark.parametrize(("size", "expected"), [(5, ["a", "b"]), (10, ["a", "b", "c"])])
    def test_a_share_of_a_quota(self, size: int, expected: list[str]) -> None:
        """Colombia: half of the quota, which of five seats is a tenth of the votes."""
        threshold = {"share": "50%", "per": "seat", "scope": "constituency"}
        found = apply_rule(rule(size, threshold=threshold), {"a": 810, "b": 100, "c": 90})
        assert found.admitted == expected

    def test_a_share_of_each_constituency_s_quota(self) -> None:
        """A quota of the north's four seats is 250 votes of 1,000, of the south's three 300 of 900;
        80 percent of them are 200 and 240."""
        threshold = {"share": "80%", "per": "seat", "scope": "constituency"}
        about = rule(7, constituencies=NORTH_SOUTH, threshold=threshold)
        found = apply_system(about, tables({"north": (800, 200), "south": (661, 239)}))
        assert found.admitted_in == {"north": ["a", "b"], "south": ["a"]}


class TestSeats:
    def test_no_list_has_more_than_so_many(self) -> None:
        """Kyrgyzstan until 2020: 65 of 120 seats at most. The others share the rest anew."""
        about = rule(12, "hare_lr", most_seats=6)
        assert whole(about, (900, 200, 100)) == (6, 4, 2)
        assert whole(about, (500, 490, 210)) == (5, 5, 2)
        found = apply_rule(rule(12, "dhondt", most_seats=5), {"a": 900, "b": 290})
        assert seats(found) == (5, 5)
        assert found.vacant == 2
        assert sum(step.seats for step in found.stages[-1].steps) == 10

    def test_no_list_has_many_more_than_its_share(self) -> None:
        """Mexico: 8 percent of all seats more than its share, here 10. a's share of ten seats is
        five, so that it has six: five won directly, and one of the five that are shared. The others
        share four anew. Eight that it won directly it keeps."""
        about = {"most_seats": 8, "most_over_share": "10%"}
        votes = (500, 300, 200)
        assert whole(rule(10, "hare_lr", direct_seats={"a": 5}, **about), votes) == (6, 2, 2)
        assert whole(rule(10, "hare_lr", direct_seats={"a": 8}, **about), votes) == (8, 1, 1)
        assert whole(rule(10, "hare_lr", direct_seats={"a": 2}, **about), votes) == (6, 2, 2)
        direct = rule(10, "hare_lr", direct_seats={"a": 5}, **about)
        cap = apply_rule(direct, {"a": 500, "b": 300, "c": 200}).stages[-1].steps[0]
        assert cap.kind == "cap"
        assert (cap.divisor, cap.value, cap.seats) == (Fraction(5), Fraction(6), 1)
        few = rule(10, "hare_lr", direct_seats={"a": 2}, most_seats=5)
        assert whole(few, votes) == (5, 3, 2)

    def test_votes_of_some_lists_weigh_more(self) -> None:
        """Serbia: quotients of a minority are raised by 35 percent, as long as it has less than 3
        percent of the votes. 100 is a's tenth quotient: 75 votes count as 101.25, 74 as 99.9."""
        raised = {"options": ["b"], "by": "35%"}
        assert whole(rule(10, raised=raised), (1000, 75)) == (9, 1)
        assert whole(rule(10, raised=raised), (1000, 74)) == (10, 0)
        below = {**raised, "below": {"share": "7%"}}
        assert whole(rule(10, raised=below), (1000, 75)) == (9, 1)
        assert whole(rule(10, raised=below), (990, 75)) == (10, 0)
        threshold = {"share": "7%"}
        assert whole(rule(10, raised=raised, threshold=threshold), (1000, 75)) == (10, 0)
        stages = apply_rule(rule(10, raised=raised), {"a": 1000, "b": 75}).stages
        (step,) = stages[0].steps
        assert (stages[0].kind, step.votes, step.value) == ("raising", 75, Fraction("101.25"))

    def test_seats_that_go_on_from_those_that_are_won(self) -> None:
        """Full quotas of 100, the largest remainder, and what is left to the most votes a seat: a
        has 380 / 3, b 250 / 2, c, which got the seat of its remainder, 90 / 1."""
        tiers = [
            {"at": "nation", "quota": "hare"},
            {"at": "nation", "votes": "remainders", "method": "block_vote", "at_most": 1},
            {
                "at": "nation",
                "counting": "continued",
                "method": "adams",
                "threshold": {"share": "100%", "or": [{"seats": 1}]},
            },
        ]
        about = rule(8, tiers=tiers)
        found = apply_rule(about, {"a": 380, "b": 250, "c": 90, "d": 80})
        assert seats(found) == (4, 3, 1, 0)
        steps = [step for stage in found.stages for step in stage.steps]
        last = [step for step in steps if step.kind == "quotient" and step.seats]
        assert [(step.option, step.value) for step in last] == [
            ("a", Fraction(380, 3)),
            ("b", 125),
        ]

    def test_averages_after_full_quotas(self) -> None:
        """Brazil: whole quotas, then d'Hondt's quotients on from the seats that are won."""
        tiers = [{"quota": "hare", "rounded": "nearest"}, {"counting": "continued"}]
        about = rule(7, constituencies=NORTH_SOUTH, tiers=tiers)
        votes = tables({"north": (560, 290, 150), "south": (500, 350, 50)})
        alone = apply_system(rule(7, constituencies=NORTH_SOUTH), votes)
        assert apply_system(about, votes).by_area == alone.by_area

    def test_seats_of_a_level_between(self) -> None:
        """Bosnia: constituencies, and compensatory seats in each entity."""
        places = {"level": "district", "seats": {"n1": 2, "n2": 2, "s1": 2}}
        between = {"at": "entity", "counting": "levelling", "seats_in": {"N": 2, "S": 1}}
        about = rule(9, "sainte_lague", constituencies=places, tiers=[{}, between])
        votes = tables({"n1": (70, 30), "n2": (60, 40), "s1": (90, 40)})
        inside = {"entity": {"n1": "N", "n2": "N", "s1": "S"}}
        found = apply_system(about, votes, within=inside)
        assert [stage.seats for stage in found.stages if stage.kind == "levelling"] == [2, 1]
        assert seats(found) == (6, 3)

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({"tiers": [{"at": "nation", "seats_in": {"N": 1}}]}, "a level between"),
            ({"tiers": [{"quota": "hare", "at_most": 1}]}, "shares by themselves"),
            (
                {"tiers": [{"counting": "continued", "method": "hare_lr"}]},
                "need a method with divisors",
            ),
            ({"most_seats": 3, "constituencies": NORTH_SOUTH}, "one allocation of all seats"),
            ({"most_over_share": "8%", "constituencies": NORTH_SOUTH}, "one allocation of all"),
            (
                {"raised": {"options": ["b"], "by": "35%"}, "direct_seats": {"a": 1}},
                "one allocation of all seats",
            ),
            ({"raised": {"options": ["b"], "by": "35%"}, "method": "droop_lr"}, "divisors"),
            ({"most_over_share": "8%", "bonus": {"extra": 3}}, "no `bonus`"),
        ],
    )
    def test_what_does_not_go_together(self, parts: dict[str, Any], said: str) -> None:
        with pytest.raises(ValueError, match=said):
            rule(7, **parts)
