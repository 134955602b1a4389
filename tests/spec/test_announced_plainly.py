"""Announced counts that are not the sum of the sheets, and what plainly explains it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.findings import Tier
from tests.folders import HEAD, checked, csv_of, returns_entry

STATIONS = """
region district code kind   registered cast valid invalid ana ben cleo
North  Hill     1    .      500        311  310   1       200 100 10
North  Hill     2    prison 400        240  230   10      50  150 30
North  Lake     3    .      300        125  120   5       60  40  20
South  Port     4    prison 800        444  440   4       290 110 40
"""
OPTIONS = "ben: {name: Ben Okoro, aliases: [B. Okoro]}"
WITH_ALLIANCE = HEAD.replace(
    OPTIONS, OPTIONS + ", cleo: Cleo, front: {name: The Front, members: [ana, cleo]}"
)
COLUMNS = "      attributes: [kind]\n      options: {ana: ana, ben: ben, cleo: cleo}\n"
RECOUNT = """
code registered cast valid invalid ana ben cleo
1    500        311  310   1       190 110 10
"""


def announced(ana: int, ben: int, cleo: int, **fields: int) -> str:
    counts = f"{{ana: {ana}, ben: {ben}, cleo: {cleo}}}"
    stated = "".join(f", {name}: {value}" for name, value in fields.items())
    return (
        "announcements:\n  - id: final\n    source: cec\n"
        f"    counts: {counts}\n    fields: {{{stated.lstrip(', ')}}}\n"
    )


def explained(folder: Path, announcement: str, recount: bool = False) -> list[str]:
    files = {"returns.csv": csv_of(STATIONS), "announcements.yaml": announcement}
    returns = returns_entry("returns.csv") + COLUMNS
    if recount:
        files["recount.csv"] = csv_of(RECOUNT)
        columns = "    columns:\n      station: code\n"
        columns += "      fields: {registered: registered, cast: cast}\n"
        columns += "      options: {ana: ana, ben: ben, cleo: cleo}\n"
        returns += returns_entry("recount.csv", more="stage: recount", columns=columns)
    (finding,) = checked(folder, files, returns, WITH_ALLIANCE).findings.of(
        "ANNOUNCED-COUNT-DIFFERS"
    )
    assert finding.tier is Tier.DECISIVE
    return [str(sentence) for sentence in finding.explanations]


def test_stations_of_a_kind_were_left_out(tmp_path: Path) -> None:
    announcement = announced(260, 140, 30, registered=800, cast=436)
    assert explained(tmp_path, announcement) == [
        "without the 2 stations that have “kind”, all 5 differences vanish"
    ]


@pytest.mark.parametrize(
    ("announcement", "said"),
    [
        (announced(540, 360, 80, registered=1700, cast=995), "leaves it out"),
        (announced(660, 440, 120, registered=2300, cast=1245), "has it twice"),
    ],
)
def test_one_sheet_was_left_out_or_added_twice(
    announcement: str, said: str, tmp_path: Path
) -> None:
    assert explained(tmp_path, announcement) == [
        f"all that differs is the sheet of station 3: what is stated of All areas {said}"
    ]


@pytest.mark.parametrize(
    ("announcement", "said"),
    [
        (announced(350, 150, 60, registered=1100, cast=569), "Hill: what is stated of All areas"),
        (announced(290, 110, 40, registered=800, cast=444), "North: what is stated of All areas"),
        (announced(910, 690, 160, registered=3200, cast=1796), "North: what is stated of All"),
    ],
)
def test_the_sheets_of_a_whole_area_were_left_out_or_added_twice(
    announcement: str, said: str, tmp_path: Path
) -> None:
    (sentence,) = explained(tmp_path, announcement)
    assert sentence.startswith(f"all that differs are the sheets of {said}")
    assert sentence.endswith(("lacks them", "has them twice"))


def test_a_figure_that_no_sheet_has_is_explained_by_none(tmp_path: Path) -> None:
    """All but the voters would be those of station 3."""
    assert explained(tmp_path, announced(540, 360, 80, registered=1690, cast=995)) == []


def test_votes_stand_under_another_member_of_their_alliance(tmp_path: Path) -> None:
    assert explained(tmp_path, announced(590, 400, 110, registered=2000, cast=1120)) == [
        "the votes of The Front and its members add up to the same on both sides: they only stand "
        "in another place"
    ]


def test_the_sheets_of_an_earlier_stage_were_added_up(tmp_path: Path) -> None:
    announcement = announced(600, 400, 100, registered=2000, cast=1120)
    assert explained(tmp_path, announcement, recount=True) == [
        "with the sheets as they stood at the stage “count”, all 2 differences vanish: later acts "
        "changed them"
    ]


def test_a_single_station_of_a_kind_explains_no_few_figures(tmp_path: Path) -> None:
    """Some station or other has the two votes that are lacking."""
    table = STATIONS.replace("4    prison", "4    school").replace("2    prison", "2    hospital")
    files = {
        "returns.csv": csv_of(table),
        "announcements.yaml": announced(550, 250, 70, registered=2000, cast=1120),
    }
    result = checked(tmp_path, files, returns_entry("returns.csv") + COLUMNS, WITH_ALLIANCE)
    (finding,) = result.findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert finding.explanations == ()
