"""Integer percentages on real elections: the published excess, and elections known to be clean."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.integer_controls import table, target
from benchmarks.station_figures import CONTROLS, StationFigures, russia, uganda

from crosstally.forensics.methods.integer_percentages import (
    TABLES,
    Counting,
    IntegerPercentages,
    integer_percentages,
)
from tests.real.conftest import Fetched


def of(figures: StationFigures) -> IntegerPercentages:
    return integer_percentages(
        figures.registered, figures.issued, figures.ballots, figures.leader, region=figures.region
    )


@pytest.mark.parametrize(
    ("year", "excess", "sd"),
    [
        (2004, 933.7, 112.0),
        (2011, 1003.5, 114.0),
        (2018, 1708.8, 119.0),
        (2021, 1309.8, 117.0),
        (2024, 2931.0, 115.4),
    ],
)
def test_the_published_excess_of_russian_elections(
    data: Path, year: int, excess: float, sd: float
) -> None:
    found = of(russia(data, year))
    assert found.either.excess == pytest.approx(excess, abs=0.3 * sd)
    assert 7.6 < found.either.z < 27.4
    assert found.either.p < 1e-13
    assert found.overdispersed.z > 2.5
    regions = found.by_region.values()
    assert sum(part.stations for part in regions) == found.stations


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("germany-2024-european", -0.2, 0.8),
        ("mexico-2006-president", -1.8, -0.8),
        # With valid votes for ballots found it is 0.2.
        ("poland-2025-president", -1.5, 0.7),
        *((f"israel-knesset-{number}", -5.0, -1.5) for number in range(20, 26)),
    ],
)
def test_elections_known_to_be_clean(data: Path, name: str, low: float, high: float) -> None:
    found = of(CONTROLS[name].read(data))
    assert low < found.either.z < high
    # What is wrong with Israel is the null near 0 percent: above 1 percent it is right.
    assert -2 < found.inner.z < 2
    assert abs(found.overdispersed.z) < 1.7


@pytest.mark.parametrize("year", [2011, 2021])
def test_a_null_result_in_uganda_is_shown_as_one(data: Path, year: int) -> None:
    found = of(uganda(data, year))
    assert -0.8 < found.either.z < 2.3
    assert found.overdispersed.z < 1.5


def test_over_valid_votes_the_published_figure_of_poland_comes_out(data: Path) -> None:
    figures = CONTROLS["poland-2025-president"].read(data)
    assert figures.invalid is not None
    over_valid = replace(figures, ballots=figures.ballots - figures.invalid)
    assert of(over_valid).either.z == pytest.approx(0.2, abs=0.05)
    assert of(figures).either.z == pytest.approx(-1.0, abs=0.05)


def test_turkey_2014_is_clean_too(data: Path, fetched: Fetched) -> None:
    fetched("turkey-2023-runoff")  # says why where the package cannot be had
    found = of(CONTROLS["turkey-2014-president"].read(data))
    assert -1 < found.either.z < 2
    assert abs(found.overdispersed.z) < 1.7


@pytest.mark.parametrize("counted", TABLES, ids=[*TABLES.values()])
def test_the_shipped_tables_are_what_the_data_gives(
    data: Path, fetched: Fetched, counted: Counting
) -> None:
    fetched("turkey-2023-runoff")
    shipped = json.loads(target(counted).read_text(encoding="utf-8"))
    assert shipped["controls"] == table(data, counted)["controls"], (
        "python -m benchmarks.integer_controls"
    )
