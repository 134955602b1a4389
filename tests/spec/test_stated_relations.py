"""Control relations hold for sums of sheets: for what is announced, and for rows of areas."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crosstally.findings import Checked, Tier
from tests.announced_tables import check, election
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry

DECISIVE = Tier.DECISIVE

FIELDS = {"registered": "Registered", "cast": "Ballots", "valid": "Valid", "invalid": "Invalid"}
RELATIONS = [
    {"relation": "valid + invalid == cast"},
    {"relation": "options == valid"},
    {"relation": "cast <= registered"},
]


def relations(figures: Mapping[str, Any], given: list[dict[str, Any]] | None = None) -> Checked:
    form = {"fields": FIELDS, "relations": RELATIONS if given is None else given}
    return check(election([figures], sheets={"form": form}))


def broken(found: Checked) -> list[tuple[str, int | None]]:
    return [
        (str(item.figures["relation"]), item.votes)
        for item in found.findings
        if item.code.name.startswith("STATED")
    ]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        # all figures are there
        (
            {"counts": {"a": 60, "b": 30}, "fields": {"valid": 90, "invalid": 5, "cast": 95}},
            [],
        ),
        (
            {"counts": {"a": 60, "b": 30}, "fields": {"valid": 91, "invalid": 5, "cast": 96}},
            [("options == valid", 1)],
        ),
        ({"fields": {"valid": 90, "invalid": 5, "cast": 99}}, [("valid + invalid == cast", 4)]),
        ({"fields": {"cast": 99, "registered": 90}}, [("cast <= registered", 9)]),
        # what is not stated may be anything from zero up
        ({"fields": {"valid": 90, "cast": 99}}, []),
        ({"fields": {"valid": 90, "cast": 80}}, [("valid + invalid == cast", 10)]),
        ({"counts": {"a": 60}, "fields": {"valid": 90}}, []),
        ({"counts": {"a": 95}, "fields": {"valid": 90}}, [("options == valid", 5)]),
        # but nobody voted without taking part
        (
            {"counts": {"a": 60, "b": 40}, "fields": {"registered": 90}},
            [("cast <= registered", 10)],
        ),
        # a count that is a rounded one leaves room
        ({"fields": {"cast": 1_000_100, "registered": 1_000_000}}, []),
        ({"turnout": "103.2"}, [("cast <= registered", None)]),
        ({"turnout": "100"}, []),
    ],
)
def test_what_one_announcement_states(
    figures: dict[str, Any], expected: list[tuple[str, int | None]]
) -> None:
    assert broken(relations(figures)) == expected


@pytest.mark.parametrize(("of_the_whole", "off"), [(40, 0), (90, 0), (70, 30)])
def test_an_alliance_beside_its_members_is_their_sum_or_has_votes_of_its_own(
    of_the_whole: int, off: int
) -> None:
    """50 and 40 for its members: 90 are both together, and 40 more make 130 with them."""
    options = {"both": {"name": "Both", "members": ["a", "b"]}, "a": "A", "b": "B"}
    valid = 90 if of_the_whole == 90 else 130
    figures = {"counts": {"both": of_the_whole, "a": 50, "b": 40}, "fields": {"valid": valid}}
    form = {"fields": FIELDS, "relations": RELATIONS}
    found = broken(check(election([figures], options, sheets={"form": form})))
    assert found == ([("options == valid", off)] if off else [])


def test_the_figures_of_a_part_of_the_sheets_need_not_be_of_the_same_ones() -> None:
    figures = {"fields": {"valid": 90, "invalid": 5, "cast": 99}}
    for more in ({"stage": "preliminary"}, {"counted": {"share": "97.5"}}):
        found = relations(figures | more)
        assert broken(found) == []
        assert "a part of the sheets" in str([run.skipped for run in found.runs if run.skipped])


def test_a_tolerance_in_votes_is_of_one_sheet_and_one_in_percent_of_the_sum() -> None:
    figures = {"fields": {"cast": 103, "registered": 100}}
    for more, count in (({"tolerance": 1}, 0), ({"tolerance_percent": "3"}, 0), ({}, 1)):
        given = [{"relation": "cast <= registered", "strength": "should", **more}]
        found = relations(figures, given)
        assert len(broken(found)) == count
        assert {item.tier for item in found.findings} <= {Tier.INDICATIVE}


def test_the_finding_says_each_figure_and_what_it_takes_for_granted() -> None:
    (found,) = relations({"counts": {"a": 60, "b": 40}, "fields": {"registered": 90}}).findings
    assert found.message == (
        "All areas, n1 (The authority): Ballots (at least 100) ≤ Registered (90) must hold and is "
        "off by 10"
    )
    assert "The figures stated are sums over the same sheets." in [
        item.text for item in found.premises
    ]


def test_rows_of_districts_obey_them_too(tmp_path: Path) -> None:
    columns = (
        "    columns:\n      areas: {region: region, district: district}\n      fields: "
        "{registered: registered, cast: cast, valid: valid, invalid: invalid}\n"
    )
    rows = (
        "region,district,registered,cast,valid,invalid,ana,ben\n"
        "North,Hill,500,95,90,5,50,40\nNorth,Lake,80,97,90,5,50,40\nNorth,Port,500,,90,5,50,\n"
    )
    result = checked(
        tmp_path,
        {"d.csv": rows},
        returns_entry("d.csv", more="level: district", columns=columns),
    )
    assert [(item.code.name, item.area, item.votes) for item in result.findings] == [
        ("STATED-MUST", "North/Lake", 2),
        ("STATED-SHOULD", "North/Lake", 17),
    ]
    assert [
        (run.subject, run.checked, run.failed)
        for run in result.runs
        if run.code.startswith("STATED")
    ] == [
        ("district: valid + invalid == cast", 2, 1),
        ("district: options == valid", 2, 0),
        ("district: cast <= registered", 2, 1),
    ]


def test_a_sum_of_sheets_is_left_to_the_sheets(tmp_path: Path) -> None:
    """A spreadsheet's row of totals repeats what is unread and wrong on its rows."""
    table = STATIONS.replace("301  300", "301  .").replace("404  400", "409  400")
    totals = (
        "announcements:\n  - id: row_of_totals\n    source: cec\n"
        "    counts: {ana: 610, ben: 390}\n"
        "    fields: {registered: 2000, cast: 1025, valid: 700, invalid: 20}\n"
    )
    files = {"returns.csv": csv_of(table), "announcements.yaml": totals}
    result = checked(tmp_path, files)
    assert [
        (item.code.name, item.area) for item in result.findings if item.code.tier is DECISIVE
    ] == [("SHEET-MUST", "4")]
    skipped = [str(run.skipped) for run in result.runs if run.code == "STATED-MUST"]
    assert skipped == [
        "These figures are the sums of the sheets held, which are held to the relations one by one."
    ]


@pytest.mark.parametrize(
    ("cast", "stands"),
    [
        (1025, []),  # 301 was counted where it is unread: what is off is the 5 of station 4
        (1030, [("valid + invalid == cast", 10)]),  # no sheet breaks the relation by that much
        (1015, [("valid + invalid == cast", 5)]),
    ],
)
def test_a_sum_that_counts_what_is_unread_on_a_sheet_repeats_the_sheets(
    tmp_path: Path, cast: int, stands: list[tuple[str, int]]
) -> None:
    """The authority's total counts a cell that its file of stations does not show."""
    table = STATIONS.replace("301  300", ".    300").replace("404  400", "409  400")
    totals = (
        "announcements:\n  - id: row_of_totals\n    source: cec\n"
        "    counts: {ana: 610, ben: 390}\n"
        f"    fields: {{registered: 2000, cast: {cast}, valid: 1000, invalid: 20}}\n"
    )
    files = {"returns.csv": csv_of(table), "announcements.yaml": totals}
    result = checked(tmp_path, files)
    assert [
        (str(item.figures["relation"]), item.votes) for item in result.findings.of("STATED-MUST")
    ] == stands
    assert [(item.area, item.votes) for item in result.findings.of("SHEET-MUST")] == [("4", 5)]
    repeated = [str(run.skipped) for run in result.runs if run.code == "STATED-MUST"]
    assert ("Single sheets break the relation by as much" in str(repeated)) == (not stands)


@pytest.mark.parametrize(
    ("source", "premise"),
    [
        (
            "",
            "The relation holds on every sheet of this kind; election.yaml names no law "
            "that says so.",
        ),
        (", source: art. 44", "The relation holds by law on every sheet of this kind (art. 44)."),
    ],
)
def test_a_premise_names_the_law_or_says_that_none_is_named(
    tmp_path: Path, source: str, premise: str
) -> None:
    head = HEAD.replace("strength: must}", f"strength: must{source}}}")
    table = STATIONS.replace("404  400", "409  400")
    result = checked(tmp_path, {"returns.csv": csv_of(table)}, head=head)
    (finding,) = [item for item in result.findings if item.code.name == "SHEET-MUST"]
    assert premise in [str(item) for item in finding.premises]
