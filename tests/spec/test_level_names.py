"""Levels: their ids alone, or each with its name, which reports then use."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.election.definition import Definition, Place
from crosstally.problems import InputError
from crosstally.report.html import write_report
from crosstally.report.outline import outline
from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry

NAMED = "levels: {country: , region: Oblast, district: Rayon, station: Precinct}"
HEAD_NAMED = HEAD.replace("levels: [country, region, district, station]", NAMED)
STATED = """
district registered cast valid invalid ana ben
Hill     900        511  500   11      251 250
Lake     300        105  100   5       60  40
Port     800        404  400   4       300 100
"""
DISTRICTS = """\
    level: district
    columns:
      areas: {district: district}
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""


def test_a_level_goes_by_its_name_and_one_without_by_its_id(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(STATIONS), "districts.csv": csv_of(STATED)}
    returns = returns_entry("returns.csv") + returns_entry("districts.csv", columns=DISTRICTS)
    result = checked(tmp_path / "folder", files, returns, HEAD_NAMED)
    definition = result.election.definition
    assert definition.levels == ["country", "region", "district", "station"]
    names = [definition.level_name(level) for level in ("country", "region")]
    assert names == ["country", "Oblast"]
    lines = [line.plain for section in outline(result) for line in section.lines]
    assert any("Rayon, Central commission: 2 of 3 equal" in line for line in lines)
    assert not any("district" in line.replace("districts.csv", "") for line in lines)
    report = tmp_path / "report.html"
    write_report(result, report)
    page = report.read_text(encoding="utf-8")
    assert "Rayon" in page
    assert ">district<" not in page


def test_a_tree_names_its_own_levels() -> None:
    definition = Definition.model_validate(
        {
            "id": "x",
            "title": "X",
            "date": "2024-05-12",
            "levels": ["country", "station"],
            "trees": {"seats": {"country": None, "seat": "Constituency", "station": None}},
            "sources": {"cec": "CEC"},
            "contests": {"c": {"options": {"a": "A"}}},
        }
    )
    assert definition.all_levels == ["country", "seat", "station"]
    assert definition.level_name("seat") == "Constituency"


def test_a_name_that_is_no_text_is_refused_with_its_level(tmp_path: Path) -> None:
    head = HEAD_NAMED.replace("Rayon", "[Rayon]")
    with pytest.raises(InputError, match=r"election\.yaml:4:1: levels: the name of the level 'dis"):
        checked(tmp_path, {"returns.csv": csv_of(STATIONS)}, head=head)


def test_a_whole_place_without_a_name_is_called_in_the_language_in_force(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crosstally.election.definition._", lambda text: f"«{text}»")
    assert Place().name == "«All areas»"
    assert Place(name="Lakeland").name == "Lakeland"


def test_names_of_levels_with_dashes_are_told_how_they_are_written(tmp_path: Path) -> None:
    dashes = (
        "levels:\n  - country: Country\n  - region: Oblast\n  - district\n  - station: Precinct"
    )
    head = HEAD_NAMED.replace(NAMED, dashes)
    with pytest.raises(InputError) as caught:
        checked(tmp_path, {"returns.csv": csv_of(STATIONS)}, head=head)
    assert str(caught.value).endswith(
        "election.yaml:4:1: levels: levels with names are written without dashes: "
        "country: Country / region: Oblast / district: / station: Precinct"
    )
