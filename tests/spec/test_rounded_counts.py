"""Contradictions of counts that may be rounded: how they were is a premise, and is survived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.findings import Finding
from tests.announced_tables import Sheets, check, codes, decisive, election, only

EXACT = "The counts are exact as printed, not rounded."
OTHERS_EXACT = "The other counts are exact as printed, not rounded."
HALVES = Sheets(
    {"a": [90_000] * 9, "b": [10_000] * 9, "valid": [100_000] * 9, "registered": [100_000] * 9},
    10,
    ["a", "b"],
)
"""Nine of ten stations; one is missing."""


def rounded(found: Finding) -> list[str]:
    """What its premises say of how counts were rounded."""
    said = [str(one) for one in found.premises]
    return [one for one in said if "rounded to" in one or "exact as printed" in one]


def of_one(
    code: str, *stated: Mapping[str, Any], sheets: Sheets | None = None, **more: Any
) -> Finding:
    return only(check(election(list(stated), **more), sheets), code)


def codes_of(*stated: Mapping[str, Any], sheets: Sheets | None = None, **more: Any) -> list[str]:
    return codes(check(election(list(stated), **more), sheets))


def test_a_sum_of_rounded_counts_names_each_of_them() -> None:
    """More voters than two sheets of ten can have: valid and invalid votes, each rounded."""
    sheets = Sheets(
        {"valid": [1000] * 10, "invalid": [100] * 10, "cast": [1100] * 10, "a": [1000] * 10}, 10,
        ["a"],
    )  # fmt: skip
    stated = {
        "fields": {"valid": 5000, "invalid": 600},
        "rounded_to": {"valid": 1000, "invalid": 100},
        "counted": {"share": "20.0"},
    }
    found = check(election([stated]), sheets).findings
    (cast,) = [one for one in found if one.figures.get("figure") == "cast"]
    assert cast.figures["stated"] == 5600
    assert rounded(cast) == [
        "5,000 was rounded to 1,000 or finer.",
        "600 was rounded to 100 or finer.",
    ]
    assert cast.votes == 4500 + 550 - 2200  # the least that are printed so, whatever the rounding
    half = stated | {"rounded_to": {"valid": 1000}}
    found = check(election([half]), sheets).findings
    (cast,) = [one for one in found if one.figures.get("figure") == "cast"]
    assert rounded(cast) == ["5,000 was rounded to 1,000 or finer.", OTHERS_EXACT]


def test_votes_left_over_for_stations_not_held_may_be_rounded() -> None:
    """910,500 is the least that is printed as 911,000: 500 more than all voters of the last."""
    lists = {"lists": {"voters": 1_000_000}}
    exact = {"counts": {"a": 910_001}}
    found = of_one("RESIDUAL-EXCEEDS-VOTERS", exact, sheets=HALVES, registers=lists)
    assert (found.votes, rounded(found)) == (1, [EXACT])
    seemingly = {"counts": {"a": 911_000}}
    found = of_one("RESIDUAL-EXCEEDS-VOTERS", seemingly, sheets=HALVES, registers=lists)
    assert rounded(found) == ["911,000 was rounded to 1,000 or finer."]
    assert found.votes == 500
    tight = {"lists": {"voters": 1_000_500}}
    assert decisive(check(election([seemingly], registers=tight), HALVES)) == []


def test_a_percentage_of_a_rounded_total_prints_the_total_as_it_was() -> None:
    stated = {
        "counts": {"a": 612_345},
        "fields": {"valid": 1_200_000},
        "percent": {"a": "71.0"},
        "percent_of": "valid",
    }
    found = of_one("PERCENT-NOT-OF-COUNT", stated)
    assert "of 1,200,000" in found.message
    assert rounded(found) == ["1,200,000 was rounded to 100,000 or finer.", OTHERS_EXACT]


def test_a_fall_from_percentages_names_how_their_total_was_rounded() -> None:
    first = {"stage": "preliminary", "percent": {"a": "60.0"}, "fields": {"valid": 1_210_000}}
    last = {"counts": {"a": 600_321}, "stage": "final"}
    found = of_one("STAGE-VOTES-FALL", first, last)
    assert rounded(found) == ["1,210,000 was rounded to 10,000 or finer.", OTHERS_EXACT]


def test_a_turnout_of_a_sum_of_rounded_counts_leaves_room_for_their_rounding() -> None:
    lists = {"lists": {"voters": 2_000_000}}

    def stated(turnout: str) -> dict[str, Any]:
        return {"turnout": turnout, "fields": {"valid": 1_200_000, "invalid": 34_567}}

    assert codes_of(stated("63.00"), registers=lists) == []
    found = of_one("TURNOUT-OTHER-REGISTER", stated("70.00"), registers=lists)
    assert "1,234,567 voters as 70.00 percent" in found.message
    assert rounded(found) == ["1,200,000 was rounded to 100,000 or finer.", OTHERS_EXACT]


def test_parts_that_are_rounded_are_named_beside_the_whole() -> None:
    def stated(parts: Sequence[int]) -> dict[str, Any]:
        areas = dict(zip(("north", "south"), parts, strict=True))
        return {
            "counts": {"a": 500_321},
            "areas": {name: {"counts": {"a": votes}} for name, votes in areas.items()},
        }

    found = of_one("ANNOUNCED-PARTS-SUM", stated([300_000, 400_000]), areas=["north", "south"])
    assert rounded(found) == [
        "300,000 was rounded to 100,000 or finer.",
        "400,000 was rounded to 100,000 or finer.",
        OTHERS_EXACT,
    ]
    assert codes_of(stated([200_000, 301_000]), areas=["north", "south"]) == []


def test_a_relation_of_rounded_counts_prints_them_as_announced() -> None:
    fields = {"registered": "Registered", "valid": "Valid", "invalid": "Invalid"}
    form = {"fields": fields, "relations": [{"relation": "valid + invalid <= registered"}]}
    stated = {"fields": {"valid": 1_200_000, "invalid": 34_567, "registered": 1_100_001}}
    found = only(check(election([stated], sheets={"form": form})), "STATED-MUST")
    assert "Valid (1,200,000)" in found.message
    assert found.message.endswith("is off by at least 84,566")
    assert rounded(found) == ["1,200,000 was rounded to 100,000 or finer.", OTHERS_EXACT]
    assert found.votes == 1_150_000 + 34_567 - 1_100_001
