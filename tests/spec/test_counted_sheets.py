"""A count of a part of the sheets is no more than so many sheets can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from crosstally.findings import Finding, Tier
from tests.announced_tables import Sheets, check, election

TEN = Sheets(
    {"a": [100] * 9 + [150], "b": [90] * 10, "registered": [300] * 10},
    10,
    ["a", "b"],
)
SEVEN = Sheets({"a": [100] * 7, "b": [100] * 7, "registered": [300] * 7}, 10, ["a", "b"])


def decisive(sheets: Sheets, figures: Mapping[str, Any], **definition: Any) -> list[Finding]:
    found = check(election([figures], **definition), sheets).findings
    return [item for item in found if item.tier is Tier.DECISIVE]


@pytest.mark.parametrize(("stated", "votes"), [(99, None), (249, None), (253, 3), (1033, 783)])
def test_the_largest_sheets_bound_what_a_share_of_them_can_have(
    stated: int, votes: int | None
) -> None:
    found = decisive(
        TEN, {"counts": {"a": stated}, "counted": {"share": "20.0"}, "stage": "preliminary"}
    )
    if votes is None:
        assert [item.code.name for item in found] in ([], ["ANNOUNCED-BELOW-HELD"])
        return
    (above,) = found
    assert (above.code.name, above.votes) == ("ANNOUNCED-ABOVE-COUNTED", votes)
    assert "counted 2 sheets at most" in above.message


def test_where_sheets_are_missing_all_their_voters_may_have_voted_for_it() -> None:
    figures = {"counts": {"a": 703}, "counted": {"share": "20.0", "of_stations": 10}}
    # one sheet held with 100, and one not held that has every voter of those not held
    registers = {"list": {"voters": 2100 + 600}}
    (found,) = decisive(SEVEN, figures, registers=registers)
    assert (found.code.name, found.votes) == ("ANNOUNCED-ABOVE-COUNTED", 3)
    assert found.breaking_point is not None
    assert found.breaking_point.text == (
        "It vanishes if the register has 3 voters more. Else at least 1 held sheet, the worst for "
        "it, would have to be worthless."
    )
    assert decisive(SEVEN, figures, registers={"list": {"voters": 2100 + 603}}) == []


def test_a_rounded_count_is_not_called_exact() -> None:
    figures = {"counts": {"a": 1000}, "rounded_to": {"a": 100}, "counted": {"share": "20.0"}}
    (found,) = decisive(TEN, figures)
    premises = [str(one) for one in found.premises]
    assert "1,000 was rounded to 100 or finer." in premises
    assert not any("exact" in one for one in premises)


def test_voters_on_the_list_may_be_stated_of_the_whole_place() -> None:
    figures = {"fields": {"registered": 3000}, "counted": {"share": "20.0"}}
    assert decisive(TEN, figures) == []


def test_the_register_that_an_announcement_states_is_on_offer() -> None:
    figures = {"counts": {"a": 1900, "b": 901}, "fields": {"registered": 3101}}
    (found,) = decisive(SEVEN, figures)
    assert (found.code.name, found.votes) == ("RESIDUAL-EXCEEDS-VOTERS", 2801 - 1400 - 1001)
    # but not as the whole place's where it counted a part of the sheets only
    part = {"stage": "preliminary", "counted": {"share": "90", "of_stations": 10}}
    assert decisive(SEVEN, figures | part) == []


@pytest.mark.parametrize("digits", [1, 9, 13, 14, 30, 60])
def test_a_percentage_of_many_digits_has_the_same_breaking_point(digits: int) -> None:
    sheets = Sheets(
        {"a": [1000] * 4, "valid": [10_000] * 4, "registered": [12_000] * 4}, 4, ["a", "b"]
    )
    figures = {"percent": {"a": "61." + "9" * digits}, "percent_of": "valid"}
    (found,) = decisive(sheets, figures)
    assert found.breaking_point is not None
    assert found.breaking_point.text.startswith("At least 3 of the 4 held sheets")
