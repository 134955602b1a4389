"""Turkey 2023: a bundled province, and the whole country."""

from __future__ import annotations

from fractions import Fraction

import pytest

import crosstally as ct
from crosstally.check.result import CheckResult
from crosstally.findings import Tier
from tests.real.checked import data, of_relation
from tests.real.conftest import Checked


@pytest.fixture(scope="module")
def province() -> CheckResult:
    result: CheckResult = ct.check(ct.open("cankiri-2023"))
    return result


def test_the_province_adds_up_and_says_so(province: CheckResult) -> None:
    assert province.exit_code == 0
    assert province.answer.text.startswith("Everything adds up:")
    assert not province.findings.of_tier(Tier.DECISIVE)
    (districts,) = province.contests["president"].levels
    assert (districts.level, districts.compared, districts.equal) == ("district", 12, 12)
    totals = province.contests["president"].totals["ysk"]
    assert (totals.stations_held, totals.stations_known) == (701, 701)


def test_boxes_where_officials_voted_beyond_the_list_are_a_warning(province: CheckResult) -> None:
    assert {item.code.name for item in province.findings} == {"SHEET-SHOULD"}
    beyond = of_relation(province, "voted <= registered")
    assert len(beyond) == len(province.findings) == 28
    assert max(beyond) == 15
    assert all(item.tier is Tier.INDICATIVE for item in province.findings)


@data
def test_turkish_totals_are_the_official_ones_to_the_vote(checked: Checked) -> None:
    result = checked("turkey-2023")
    president = result.contests["president"].totals["ysk"]
    assert dict(president.options) == {
        "erdogan": 27_133_849,
        "kilicdaroglu": 24_595_178,
        "ogan": 2_831_239,
        "ince": 235_783,
    }
    parliament = result.contests["parliament"].totals["ysk"]
    assert parliament.fields["voted"] == 55_835_895
    assert {name: parliament.options[name] for name in ("ak_parti", "cumhur_ittifaki")} == {
        "ak_parti": 19_187_214,
        "cumhur_ittifaki": 290_511,
    }
    announced = [run for run in result.runs if run.code == "ANNOUNCED-COUNT-DIFFERS"]
    assert [(run.contest, run.checked, run.failed) for run in announced] == [
        ("president", 4, 0),
        ("parliament", 1, 0),
    ]
    assert president.stations_held == parliament.stations_held == 192_333
    assert result.exit_code == 0


@data
def test_turkish_run_off_totals(checked: Checked) -> None:
    result = checked("turkey-2023-runoff")
    options = result.contests["president"].totals["ysk"].options
    assert dict(options) == {"erdogan": 27_834_589, "kilicdaroglu": 25_504_724}
    # as announced: 52.18 percent
    assert round(Fraction(10_000 * options["erdogan"], sum(options.values()))) == 5218
    assert result.exit_code == 0


@data
@pytest.mark.parametrize(
    ("name", "contest"),
    [
        ("turkey-2023", "president"),
        ("turkey-2023", "parliament"),
        ("turkey-2023-runoff", "president"),
    ],
)
def test_prison_boxes_are_found_to_explain_every_district(
    name: str, contest: str, checked: Checked
) -> None:
    result = checked(name)
    (districts,) = result.contests[contest].levels
    assert (districts.level, districts.compared, districts.equal) == ("district", 973, 825)
    assert districts.explained
    explanation = "without the 329 stations that have “prison_id”, all 148 differences vanish"
    assert [str(item) for item in districts.explanations] == [explanation]
    (found,) = [item for item in result.findings.of("ROLLUP-EXPLAINED") if item.contest == contest]
    assert found.tier is Tier.INDICATIVE
    assert explanation in found.message
    assert not result.findings.of("ROLLUP-DIFFERS")
    assert not result.findings.of("ROLLUP-BELOW-HELD")


@data
def test_turkish_sheets_hold_their_relations(checked: Checked) -> None:
    result = checked("turkey-2023-runoff")
    musts = [run for run in result.runs if run.code == "SHEET-MUST"]
    assert [(run.checked, run.failed) for run in musts] == [(192_333, 0)] * 2
    assert result.answer.text.startswith("Everything adds up:")
    beyond = result.findings.of("SHEET-SHOULD")
    assert sum(str(item.area).startswith("HAKKARI/") for item in beyond) == 13
    assert sum(str(item.area).startswith("KARS/") for item in beyond) == 6
