"""What is said of statistics: every figure beside clean elections, of which sizes, and no area that
nobody names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import crosstally as ct
from crosstally.forensics import power_in_regions
from crosstally.forensics.calibration import calibration
from crosstally.report.lines import plain_text
from crosstally.report.statistics import statistics_sections
from tests.small_elections import PROTOCOL, folder, in_round_figures, rows, said_of


def test_what_a_method_finds_is_said_with_the_size_of_the_elections_it_was_tried_on() -> None:
    """Two percent of 500 stations are ten, of 130,000 they are 2,600."""
    found = calibration("integer_percentages")
    assert found is not None
    assert found.sizes == (10_588, 152_101)
    assert "elections of 10,588 to 152,101 stations)" in found.said(1.0).text
    alone = replace(found, power_on=("israel-knesset-25",))
    assert "elections of 10,588 stations)" in alone.said(1.0).text
    assert replace(found, power_on=()).sizes is None


def test_of_areas_it_is_said_that_less_may_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = folder(tmp_path, rows())
    said = said_of(where, methods=["integer_percentages"], by="district")
    assert "district: in regions of clean elections it finds 10 percent of stations (" in said
    assert re.search(r"\d in regions of 50 to 199 stations \(\d+ tries\)", said)
    assert "in regions of clean" not in said_of(where, methods=["integer_percentages"])
    monkeypatch.setattr(power_in_regions, "said", lambda method: None)
    said = said_of(where, methods=["integer_percentages"], by="district")
    assert "what it finds in areas, which have fewer stations, was not measured" in said


def test_an_area_beyond_clean_ones_is_said_beside_them(tmp_path: Path) -> None:
    where = folder(tmp_path, in_round_figures(rows(400), {"D2"}))
    asked = {"forensics": True, "methods": ["integer_percentages"], "by": "district"}
    result = ct.check(where, **asked)  # type: ignore[arg-type]
    (finding,) = (finding for finding in result.findings if finding.area)
    assert "; p lies below 0.001 in 0 of 418 regions of clean elections" in finding.message
    halves = ct.check(where, **asked, step="0.5")  # type: ignore[arg-type]
    (finding,) = (finding for finding in halves.findings if finding.area)
    assert re.search(
        r"; p lies below 0.001 in \d of 418 regions of clean elections", finding.message
    )


def test_areas_tried_at_another_level_than_clean_ones_are_said_to_be(tmp_path: Path) -> None:
    said = "district: the false alarms on clean elections are those of p below 0.001"
    assert said in said_of(folder(tmp_path, rows(400), f"{PROTOCOL}significance: 5 %\n"))
    assert said not in said_of(folder(tmp_path / "own level", rows(400), PROTOCOL))


def test_stations_of_no_area_are_no_area(tmp_path: Path) -> None:
    table = rows(480)
    for row in table[:120]:
        row["district"] = ""
    where = folder(tmp_path, table)
    result = ct.check(where, forensics=True, methods=["shpilkin_core"], by="district")
    assert result.statistics is not None
    (run,) = result.statistics.runs
    assert {*run.by_area, *run.refused_areas} == {"D1", "D2", "D3"}
    assert "district: 120 stations lie in none that is named" in plain_text(
        statistics_sections(result)
    )


def test_a_method_with_a_p_value_fires_by_that_and_is_said_to(tmp_path: Path) -> None:
    where = folder(tmp_path, in_round_figures(rows(400), {"D0", "D1", "D2", "D3"}))
    said = said_of(where, methods=["integer_percentages"])
    assert "p lies below 0.001: an anomaly." in said
    assert "Beyond what clean elections show" not in said


def test_a_province_is_said_to_be_no_country() -> None:
    """Çankırı has many voters in the upper corner, as most provinces of clean Turkey 2014."""
    said = said_of(Path("cankiri-2023"), methods=["fingerprint", "few_votes"])
    assert said.count("The clean elections are of whole countries, ") == 1
    assert re.search(r"In \d+ of \d+ regions of clean elections it fires too", said)


def test_without_sheets_of_stations_it_is_said_that_nothing_was_run() -> None:
    said = said_of(Path("kazakhstan-2012"))
    assert "No sheets of polling stations are held: no statistic could be run." in said
    assert "beside those of clean elections" not in said


def test_areas_that_are_all_alike_have_no_first_and_last(tmp_path: Path) -> None:
    where = folder(tmp_path, rows())
    said = said_of(where, methods=["fingerprint"], by="district")
    assert "district: 0 in each of 4 areas" in said


def test_a_tier_is_said_of_the_method_and_not_of_what_it_found(tmp_path: Path) -> None:
    """ "Strong" beside a figure reads like strong evidence."""
    said = said_of(folder(tmp_path, rows()), methods=["integer_percentages", "fingerprint"])
    assert "Integer percentages (strong method, Commission): z = " in said
    assert "Fingerprint of turnout and share (indicative method, Commission): " in said
