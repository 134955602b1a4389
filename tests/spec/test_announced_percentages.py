"""Announced percentages: of whole votes, adding up, or made up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from crosstally.compare.counts_from_percentages import chance_of, rounded_percentages
from crosstally.findings import Tier
from tests.announced_tables import check, codes, election, only


def test_percentages_of_their_counts_are_no_finding() -> None:
    stated = {"counts": {"a": 2, "b": 1}, "percent": {"a": "66.67", "b": "33.33"}}
    assert codes(check(election([stated]))) == []


@pytest.mark.parametrize("printed", ["66.6", "66.7"])
def test_a_percentage_may_be_rounded_or_cut_off(printed: str) -> None:
    stated = {"counts": {"a": 2, "b": 1}, "percent": {"a": printed}}
    assert codes(check(election([stated]))) == []


def test_a_percentage_that_is_not_of_its_count() -> None:
    stated = {"counts": {"a": 6170, "b": 3830}, "percent": {"a": "67.1"}}
    found = only(check(election([stated])), "PERCENT-NOT-OF-COUNT")
    assert found.figures["fitting"] == [6705, 6719]
    assert found.votes == 535


def test_where_no_whole_number_is_the_percentage_the_two_beside_it_are_named() -> None:
    stated = {
        "counts": {"a": 110}, "fields": {"valid": 208}, "percent": {"a": "37.80"},
        "percent_of": "valid",
    }  # fmt: skip
    found = only(check(election([stated])), "PERCENT-NOT-OF-COUNT")
    assert "78 would be less than that and 79 more" in found.message


def test_two_options_imply_two_totals() -> None:
    options = {"a": "A", "b": "B", "c": "C"}
    stated = {"counts": {"a": 5000, "b": 5000}, "percent": {"a": "40.0", "b": "30.0"}}
    found = only(check(election([stated], options)), "PERCENT-NOT-OF-COUNT")
    assert found.figures["totals"] == {"a": [12469, 12515], "b": [16612, 16694]}


def test_no_whole_number_of_seven_votes_is_50_percent() -> None:
    stated = {"percent": {"a": "50.0"}, "percent_of": "valid", "fields": {"valid": 7}}
    assert codes(check(election([stated]))) == ["PERCENT-NO-WHOLE-VOTES"]
    stated = {"percent": {"a": "57.1"}, "fields": {"valid": 7}}
    assert codes(check(election([stated]))) == []


def test_whole_votes_behind_percentages_must_add_up() -> None:
    # 2 of 3 and 2 of 3 are four votes.
    stated = {"percent": {"a": "66.7", "b": "66.7"}, "fields": {"valid": 3}}
    assert codes(check(election([stated]))) == ["PERCENT-NO-WHOLE-VOTES"]


@pytest.mark.parametrize(
    ("percent", "found"),
    [
        ({"a": "50.1", "b": "49.9"}, []),
        ({"a": "50.0", "b": "49.9"}, []),  # both cut off
        ({"a": "50.0", "b": "49.8"}, ["PERCENT-SUM"]),  # below 100 even so
        ({"a": "50.1", "b": "50.0"}, []),  # both rounded up
        ({"a": "50.2", "b": "50.0"}, ["PERCENT-SUM"]),
        ({"a": "60"}, []),  # of one option only
        ({"a": "102"}, ["PERCENT-SUM"]),
    ],
)
def test_percentages_sum_to_100_as_far_as_rounding_lets_them(
    percent: dict[str, str], found: list[str]
) -> None:
    assert codes(check(election([{"percent": percent, "percent_of": "valid"}]))) == found


def test_percentages_of_ballots_may_stay_below_100() -> None:
    stated = {"percent": {"a": "50", "b": "40"}, "percent_of": "cast"}
    assert codes(check(election([stated]))) == []


def test_percentages_that_agree_on_a_larger_total_are_of_ballots() -> None:
    """Russia, 4 December 2011: percentages are of ballots, of which 1,033,464 were invalid."""
    stated = {
        "counts": {"a": 32_379_135, "b": 32_243_927},
        "percent": {"a": "49.32", "b": "49.11"},
    }
    assert codes(check(election([stated]))) == []
    # Said to be of valid votes, they contradict the counts; and so they do if they do not agree.
    assert "PERCENT-NOT-OF-COUNT" in codes(check(election([stated | {"percent_of": "valid"}])))
    apart = stated | {"percent": {"a": "49.32", "b": "48.11"}}
    assert "PERCENT-NOT-OF-COUNT" in codes(check(election([apart])))


def test_a_total_that_makes_most_ballots_invalid_is_not_taken_for_granted() -> None:
    # Parts of one, printed as percentages: of 100,000 ballots they would be right.
    stated = {"counts": {"a": 610, "b": 390}, "percent": {"a": "0.61", "b": "0.39"}}
    assert codes(check(election([stated]))) == ["PERCENT-OF-ANOTHER-TOTAL"]


def test_percentages_alone_below_100_may_be_of_ballots_and_contradict_nothing() -> None:
    stated = {"percent": {"a": "50.0", "b": "48.4"}}
    found = only(check(election([stated])), "PERCENT-OF-ANOTHER-TOTAL")
    assert found.tier is Tier.INDICATIVE
    assert found.figures["may_be_of"] == ["cast", "registered"]
    assert "sum to 98.4" in found.message
    assert codes(check(election([stated | {"percent_of": "valid"}]))) == ["PERCENT-SUM"]
    assert codes(check(election([{"percent": {"a": "52.0", "b": "48.4"}}]))) == ["PERCENT-SUM"]


def test_all_percentages_that_fit_only_another_total_are_named() -> None:
    stated = {
        "counts": {"a": 400, "b": 600},
        "percent": {"a": "32.0", "b": "48.0"},
        "fields": {"valid": 1000, "cast": 1100},
    }
    found = only(check(election([stated])), "PERCENT-OF-ANOTHER-TOTAL")
    assert "Nor do 2 other percentages fit: votes for B, the sum of all." in found.message
    assert [one.get("option") for one in found.figures["others_of_valid_votes"]] == ["b", None]


@pytest.mark.parametrize(
    ("percent", "more", "expected"),
    [
        # 400 of 1,000 valid votes are 40 percent; 32 percent of 1,250 voters, if there were.
        ("32.0", {}, "PERCENT-OF-ANOTHER-TOTAL"),
        ("32.0", {"cast": 1100}, "PERCENT-OF-ANOTHER-TOTAL"),
        ("32.0", {"cast": 1250}, None),
        ("32.0", {"cast": 1100, "registered": 1250}, None),
        ("32.0", {"cast": 1100, "registered": 2000}, "PERCENT-NOT-OF-COUNT"),
        ("45.0", {}, "PERCENT-NOT-OF-COUNT"),  # no total is below the votes in it
        ("45.0", {"cast": 1100}, "PERCENT-NOT-OF-COUNT"),
    ],
)
def test_a_percentage_contradicts_its_count_only_whatever_it_may_be_of(
    percent: str, more: dict[str, int], expected: str | None
) -> None:
    stated = {
        "counts": {"a": 400},
        "percent": {"a": percent},
        "fields": {"valid": 1000, **more},
    }
    assert codes(check(election([stated]))) == ([expected] if expected else [])


def test_percentages_of_every_option_that_reach_100_are_not_of_registered_voters() -> None:
    # Of 2,000 registered voters a has 32.0 percent, but b with 68.0 has no 1,360 votes.
    stated = {
        "counts": {"a": 640},
        "percent": {"a": "32.0", "b": "68.0"},
        "fields": {"valid": 1000, "cast": 1010, "registered": 2000},
    }
    assert "PERCENT-NOT-OF-COUNT" in codes(check(election([stated])))


@pytest.mark.parametrize(
    "form",
    [
        {"relations": [{"relation": "options + blank == valid"}]},
        {"measures": {"valid": "options + blank"}},
    ],
)
def test_where_blank_votes_are_valid_options_need_not_reach_100(form: dict[str, object]) -> None:
    fields = {"valid": "Valid votes", "blank": "Blank votes"}
    sheet = {"form": {"fields": fields, **form}}
    stated = {"counts": {"a": 60, "b": 30}, "percent": {"a": "60.0", "b": "30.0"}}
    assert codes(check(election([stated], sheets=sheet))) == []
    of_options = stated | {"percent_of": "valid"}
    assert "PERCENT-NOT-OF-COUNT" in codes(check(election([of_options])))


def test_voters_with_several_votes_may_go_beyond_100_percent() -> None:
    several = {"rule": {"method": "plurality", "seats": 2}}
    stated = {"percent": {"a": "80", "b": "70"}, "percent_of": "cast"}
    assert codes(check(election([stated], contest=several))) == []


def test_counts_that_are_rounded_percentages_of_their_total() -> None:
    options = {"a": "A", "b": "B", "c": "C"}
    stated = {"counts": {"a": 5_150_092, "b": 4_445_978, "c": 462_704}}
    found = only(check(election([stated], options)), "COUNTS-FROM-PERCENT")
    assert found.tier is Tier.INDICATIVE
    assert found.figures["percent"] == {"a": "256/5", "b": "221/5", "c": "23/5"}
    assert found.figures["one_in"] == 100_876_134
    assert Fraction(found.figures["chance"]) == Fraction(1001 * 1002, 10_058_775 * 10_058_776)


def test_few_digits_are_seldom_by_chance_in_a_small_total_too() -> None:
    """One in 640 splits of 86,313 votes are percentages with two digits, but one in 640,000 has
    one digit everywhere."""
    options = {"a": "A", "b": "B", "c": "C", "d": "D"}
    stated = {"counts": {"a": 42_034, "b": 25_117, "c": 12_602, "d": 6_560}}
    found = only(check(election([stated], options)), "COUNTS-FROM-PERCENT")
    assert found.figures["digits"] == 1
    assert Fraction(found.figures["chance_tried"]) == 2 * Fraction(found.figures["chance"])
    two_digits = {"counts": {"a": 42_000, "b": 25_005, "c": 12_714, "d": 6_594}}
    assert codes(check(election([two_digits], options))) == []


def test_one_vote_off_and_they_are_not() -> None:
    options = {"a": "A", "b": "B", "c": "C"}
    stated = {"counts": {"a": 5_150_093, "b": 4_445_977, "c": 462_704}}
    assert codes(check(election([stated], options))) == []


def test_small_totals_are_bound_to_have_such_counts() -> None:
    assert codes(check(election([{"counts": {"a": 51, "b": 49}}]))) == []
    assert codes(check(election([{"counts": {"a": 5_000, "b": 0}}]))) == []


def test_the_chance_is_the_share_of_splits() -> None:
    # 5 votes for two options: 6 ways; in halves of percent... with 2 steps: 3 ways.
    assert chance_of(5, 2, 1) == Fraction(3, 6)
    found = rounded_percentages({"a": 250_000, "b": 750_000}, 1_000_000, whole=True)
    assert found is not None
    assert (found.digits, found.chance) == (0, Fraction(101, 1_000_001))
