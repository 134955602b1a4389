"""Seats for the first, the guarantee of a majority, lists that are short."""

from __future__ import annotations

from fractions import Fraction

import pytest

from crosstally.seats.rule import apply_rule
from tests.seat_rules import Row, rule, whole


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

    def test_a_majority_inside_an_alliance_is_none_of_all_votes(self) -> None:
        # Sainte-Laguë, 4 seats: the alliance 1000 333.3 200, a 300: three and one. Inside, 501 250
        # 249 | 167: one each, though b has more than half of the alliance's votes
        alliances = {"bcd": {"members": ["b", "c", "d"], "seats": "jointly"}}
        about = rule(4, "sainte_lague", majority_guarantee=True, alliances=alliances)
        assert whole(about, (300, 501, 250, 249)) == (1, 1, 1, 1)


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
