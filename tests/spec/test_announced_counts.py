"""Announced counts against all sheets."""

from __future__ import annotations

import pytest

from crosstally.compare.explanations import transposed
from crosstally.findings import Tier
from tests.announced_tables import Sheets, check, codes, decisive, election, only
from tests.spec.announced_sheets import FOUR, sheets


def test_counts_that_are_the_sum_of_all_sheets_are_no_finding() -> None:
    assert codes(check(election([{"counts": {"a": 100, "b": 10}}]), sheets())) == []


def test_a_count_that_is_not_the_sum_of_all_sheets_contradicts_them() -> None:
    found = only(
        check(election([{"counts": {"a": 70, "b": 10}}]), sheets()), "ANNOUNCED-COUNT-DIFFERS"
    )
    assert found.tier is Tier.DECISIVE
    assert (found.area, found.source, found.votes) == ("all", "authority", 30)
    assert found.figures["differences"] == {"a": {"stated": 70, "sheets": 100, "votes": 30}}
    # The sheet with 40 votes alone can hold the 30 that are too many.
    assert "At least 1 of the 4 held sheets" in str(found.breaking_point)
    assert [str(premise) for premise in found.premises] == [
        "The 4 sheets that The observers holds are genuine and were read right.",
        "The announcement counted every sheet; it names no share.",
        "All areas has 4 stations and no other.",
        "The counts are exact as printed, not rounded.",
    ]


def test_more_votes_than_on_all_sheets_need_sheets_with_voters_to_spare() -> None:
    checked = check(
        election([{"counts": {"a": 160}}]),
        sheets(registered=[50, 40, 50, 60], cast=[14, 23, 32, 41]),
    )
    found = only(checked, "ANNOUNCED-COUNT-DIFFERS")
    # 60 more: 40 of the first station's 50 voters, and 20 of the next.
    assert "At least 2 of the 4" in str(found.breaking_point)


def test_fields_and_the_law_s_measures_are_compared_too() -> None:
    form = {"form": {"fields": {"registered": "Voters", "valid": "Valid", "invalid": "Invalid"}}}
    checked = check(
        election([{"fields": {"registered": 200, "cast": 112}}], sheets=form),
        sheets(registered=[50, 50, 50, 50], valid=[14, 23, 32, 41], invalid=[0, 0, 0, 1]),
    )
    found = only(checked, "ANNOUNCED-COUNT-DIFFERS")  # cast is valid and invalid together: 111
    assert list(found.figures["differences"]) == ["cast"]


def test_a_figure_not_read_at_a_station_is_no_whole_sum() -> None:
    unread = Sheets({"a": [10, 20, 30, -1], "b": [4, 3, 2, 1]}, 4, ["a", "b"])
    assert codes(check(election([{"counts": {"a": 70}}]), unread)) == []
    found = only(check(election([{"counts": {"a": 50}}]), unread), "ANNOUNCED-BELOW-HELD")
    assert found.votes == 10


def test_a_rounded_count_is_an_interval() -> None:
    stated = {"counts": {"a": 90}, "rounded_to": {"a": 10}}
    # 100 rounds to 90 in no way; 95 to 99 are cut off to it, 85 to 94 rounded to it.
    assert codes(check(election([stated]), sheets())) == ["ANNOUNCED-COUNT-DIFFERS"]
    near = Sheets({"a": [10, 20, 30, 39], "b": [4, 3, 2, 1]}, 4, ["a", "b"])
    assert codes(check(election([stated]), near)) == []


def test_figures_of_areas_are_held_against_the_sheets_of_those_areas() -> None:
    parts = Sheets(FOUR, 4, ["a", "b"], {"all": range(4), "north": [0, 1], "south": [2, 3]})
    folder = election(
        [
            {
                "counts": {"a": 100},
                "areas": {"north": {"counts": {"a": 30}}, "South": {"counts": {"a": 71}}},
            }
        ],
        areas=["north", "south"],
    )
    found = only(check(folder, parts), "ANNOUNCED-COUNT-DIFFERS")
    assert (found.area, found.votes) == ("south", 1)


@pytest.mark.parametrize("stage", ["recount", "ruling", "rerun"])
def test_figures_of_a_later_act_may_differ(stage: str) -> None:
    checked = check(election([{"counts": {"a": 70}, "stage": stage}]), sheets())
    assert codes(checked) == ["ANNOUNCED-OTHER-ACT"]
    assert decisive(checked) == []


def test_slips_are_named() -> None:
    swapped = only(
        check(election([{"counts": {"a": 10, "b": 100}}]), sheets()), "ANNOUNCED-COUNT-DIFFERS"
    )
    assert "changed places: votes for A and votes for B" in str(swapped.explanations[-1])
    assert transposed(6_480_844, 6_408_844)
    assert not transposed(6_408_844, 6_408_844)
    assert not transposed(12, 34)


def test_the_size_of_counts_that_differ_is_that_of_an_option_where_one_does() -> None:
    held = Sheets({"a": [60, 20], "b": [40, 80], "registered": [500, 500]}, 2, ["a", "b"])
    stated = {"counts": {"a": 90, "b": 120}, "fields": {"registered": 900}}
    found = only(check(election([stated]), held), "ANNOUNCED-COUNT-DIFFERS")
    assert found.votes == 10
    assert "states 90 votes for A" in found.message
    assert set(found.figures["differences"]) == {"a", "registered"}


def test_as_many_sheets_would_have_to_be_worthless_as_the_figure_takes_that_takes_most() -> None:
    """Of a, which differs most, one sheet can have 90 too many; of b each has 20."""
    sheets = Sheets({"a": [100, 100, 100], "b": [20, 20, 20]}, 3, ["a", "b"])
    (found,) = decisive(check(election([{"counts": {"a": 210, "b": 10}}]), sheets))
    assert found.figures["figure"] == "a"
    assert found.breaking_point is not None
    assert found.breaking_point.text.startswith("At least 3 of the 3 held sheets")
