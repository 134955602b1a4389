"""Announcements that contradict nothing, however much they look like it; and how much of what is
held would have to be worthless where they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from crosstally.check.run import check as check_folder
from crosstally.check.run import open_election
from tests.announced_tables import Sheets, check, codes, decisive, election, only

ALLIANCE = {"a": "A", "b": "B", "c": "C", "ab": {"name": "AB", "members": ["a", "b"]}}
REGIONS = ("center", "lake_north", "lake_south")


@pytest.mark.parametrize(
    ("announcements", "more"),
    [
        pytest.param(
            [
                {
                    "fields": {"valid": 1000},
                    "percent": {"ab": "60.0", "a": "40.0", "c": "40.0"},
                    "percent_of": "valid",
                }
            ],
            {"options": ALLIANCE},
            id="an alliance and one of its members are no two lists",
        ),
        pytest.param(
            [
                {
                    "fields": {"valid": 900, "invalid": 100, "cast": 1000},
                    "counts": {"a": 450, "b": 450},
                    "percent": {"a": "45.0", "b": "45.0"},
                }
            ],
            {},
            id="percentages may be of all who took part where nobody says of what",
        ),
        pytest.param(
            [
                {"fields": {"registered": 1000, "cast": 500}, "turnout": "50.00"},
                {"fields": {"registered": 1100, "cast": 550}, "turnout": "50.00"},
            ],
            {},
            id="each announcement has its own register",
        ),
        pytest.param(
            [
                {
                    "counts": {"a": 7_000_000, "b": 7_000_000},
                    "areas": {
                        name: {"counts": {"a": votes, "b": 2_000_000}}
                        for name, votes in zip(REGIONS, (1, 2, 6_999_612), strict=True)
                    },
                }
            ],
            {"areas": REGIONS},
            id="a count of seven millions is a rounded one",
        ),
    ],
)
def test_what_can_be_right_together_is_no_contradiction(
    announcements: Sequence[Mapping[str, Any]], more: Mapping[str, Any]
) -> None:
    assert [item.message for item in decisive(check(election(announcements, **more)))] == []


def test_parts_of_one_name_are_all_looked_at() -> None:
    folder = election(
        [
            {
                "percent": {"a": "50"},
                "areas": {
                    "center": {"percent": {"a": "40"}},
                    "lake_north": {"percent": {"a": "70"}},
                    "lake_south": {"percent": {"a": "30"}},
                },
            }
        ],
        areas=REGIONS,
    )
    for area in folder.areas.areas.values():
        if area.level == "region":
            object.__setattr__(area, "name", "Lake" if "lake" in area.id else "Center")
    assert decisive(check(folder)) == []


def test_a_share_of_fewer_stations_than_there_are_may_leave_any_uncounted() -> None:
    counted = {"share": "100", "of_stations": 2}
    stated = election([{"counts": {"a": 100}, "counted": counted}], stations=4)
    sheets = Sheets({"a": [80, 90], "b": [1, 1]}, 4, ["a", "b"])
    assert decisive(check(stated, sheets)) == []


# Seats


SEVEN = "{method: hare_lr, seats: 10, threshold: {share: '7'}}"
FIELDS = "fields: {valid: Valid, blank: Blank}"


@pytest.mark.parametrize(
    ("options", "rule", "stated", "contradicted"),
    [
        # 5,000 and 4,000 to the nearest thousand may have been 4,600 and 4,900.
        (
            "{a: A, b: B}",
            "{method: plurality}",
            "counts: {a: 5000, b: 4000}, rounded_to: {a: 1000, b: 1000}, seats: {b: 1}",
            False,
        ),
        # With a vote more than a million, 70,000 are not 7 percent.
        (
            "{a: A, b: B}",
            SEVEN,
            "counts: {a: 930000, b: 70000}, fields: {valid: 1000000}, rounded_to: {valid: 10000}, "
            "seats: {a: 10, b: 0}",
            False,
        ),
        ("{a: A, b: B}", SEVEN, "counts: {a: 930, b: 70}, seats: {a: 10, b: 0}", True),
        # Members that are stated stand for their alliance, and their votes count once.
        (
            "{a: A, b: B, c: C, bc: {name: BC, members: [b, c]}}",
            "{method: hare_lr, seats: 10}",
            "counts: {a: 510, b: 290, c: 200, bc: 490}, seats: {a: 5, b: 3, c: 2}",
            False,
        ),
        (
            "{a: A, b: B, c: C, bc: {name: BC, members: [b, c]}}",
            "{method: hare_lr, seats: 10}",
            "counts: {a: 510, b: 290, c: 200, bc: 490}, seats: {a: 6, b: 3, c: 1}",
            True,
        ),
    ],
)
def test_announced_seats_are_contradicted_by_exact_votes_alone(
    tmp_path: Any, options: str, rule: str, stated: str, contradicted: bool
) -> None:
    (tmp_path / "election.yaml").write_text(
        "id: e\ntitle: E\ndate: 2024-05-12\nsources: {cec: The commission}\n"
        f"contests: {{race: {{options: {options}, rule: {rule}}}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "announcements.yaml").write_text(
        f"announcements:\n  - {{id: n, source: cec, {stated}}}\n", encoding="utf-8"
    )
    result = check_folder(open_election(tmp_path))
    assert bool(list(result.findings.of("SEATS-DIFFER"))) is contradicted


def test_seats_are_not_recomputed_where_valid_votes_may_be_blank(tmp_path: Any) -> None:
    (tmp_path / "election.yaml").write_text(
        "id: e\ntitle: E\ndate: 2024-05-12\nsources: {cec: The commission}\n"
        "sheets: {form: {fields: {valid: Valid, blank: Blank}, "
        "relations: [{relation: options + blank == valid}]}}\n"
        f"contests: {{race: {{options: {{a: A, b: B}}, rule: {SEVEN}}}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "announcements.yaml").write_text(
        "announcements:\n  - {id: n, source: cec, counts: {a: 930, b: 70}, seats: {a: 10, b: 0}}\n",
        encoding="utf-8",
    )
    result = check_folder(open_election(tmp_path))
    assert list(result.findings.of("SEATS-DIFFER")) == []


# Breaking points


def test_voters_of_stations_not_held_count_towards_a_breaking_point() -> None:
    """20.0 percent of valid votes; 50 of 100 at each of two stations, 100 voters at a third. With
    one sheet worthless, 50 of 300 are possible."""
    stated = election(
        [{"percent": {"a": "20.0"}, "percent_of": "valid"}], registers={"r": {"voters": 300}}
    )
    columns = {"a": [50, 50], "valid": [100, 100], "b": [50, 50], "registered": [100, 100]}
    finding = only(check(stated, Sheets(columns, 3, ["a", "b"])), "ANNOUNCED-SHARE-DIFFERS")
    assert finding.breaking_point is not None
    assert finding.breaking_point.text.startswith("At least 1 of the 2 held sheets")
    worthless = {**columns, "a": [0, 50], "b": [100, 50]}
    assert codes(check(stated, Sheets(worthless, 3, ["a", "b"]))) == []


def test_a_breaking_point_looks_at_every_register_on_offer() -> None:
    """500 of the 2,000 voters on the register took part, of 1,000 on the sheets' lists."""
    stated = election([{"turnout": "20.0"}], registers={"r": {"voters": 2000}}, stations=5)
    finding = only(
        check(stated, Sheets({"cast": [100] * 5, "registered": [200] * 5}, 5)),
        "ANNOUNCED-SHARE-DIFFERS",
    )
    assert "25.00\u00a0% of registered voters (500 of 2,000)" in finding.message
    assert finding.breaking_point is not None
    assert finding.breaking_point.text.startswith("At least 1 of the 5 held sheets")
    assert codes(check(stated, Sheets({"cast": [0] + [100] * 4, "registered": [200] * 5}, 5))) == []


def test_a_worthless_sheet_may_have_the_longest_list_of_its_copies() -> None:
    columns = {"a": [10, 10, 10], "b": [1, 1, 1], "registered": [100, 100, 100]}
    sheets = Sheets(columns, 3, ["a", "b"], copies={"s0": {"registered": (100, 1000)}})
    finding = only(check(election([{"counts": {"a": 500}}]), sheets), "ANNOUNCED-COUNT-DIFFERS")
    assert finding.breaking_point is not None
    assert finding.breaking_point.text.startswith("At least 1 of the 3 held sheets")
