"""What methods find in one region: measured region by region, and said by how many stations."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest

from crosstally.forensics import power_in_regions
from crosstally.forensics.calibrating import Result, Task, measure
from crosstally.forensics.power_in_regions import (
    PowerInRegions,
    grid_in_regions,
    summary_in_regions,
)
from crosstally.forensics.stations import Stations


def two_regions() -> Stations:
    """A clean election with one region of 60 stations and one of 300."""
    draw = np.random.default_rng(7)
    registered = draw.integers(300, 2_500, 360)
    ballots = draw.binomial(registered, draw.beta(60, 40, 360))
    leader = draw.binomial(ballots, draw.beta(50, 50, 360))
    region = np.where(np.arange(360) < 60, "small", "large")
    return Stations.of(
        registered=registered, issued=ballots, ballots=ballots, leader=leader, region=region
    )


def measured(method: str) -> list[tuple[Task, Result]]:
    tasks = grid_in_regions([method], {"here": "Nowhere"}, 2)
    return [(task, measure(task, two_regions(), 1)) for task in tasks]


def test_each_region_is_manipulated_by_itself_and_told_by_its_stations() -> None:
    (rows,) = summary_in_regions(measured("integer_percentages")).values()
    assert len(rows) == 5 * 5
    assert all(row["by_stations"][1_000] == (0, 0) for row in rows)
    found = {(row["kind"], row["size"]): row["by_stations"] for row in rows}
    assert all(tried == 2 for by in found.values() for _, tried in (by[50], by[200]))
    assert found["stuffing", 0.1][200] == (0, 2)
    assert found["made_up", 0.1][200][0] >= found["made_up", 0.01][200][0] == 0


def test_a_region_that_fires_as_it_is_finds_nothing() -> None:
    results = [
        (task, {"regions": {"small": [60, 9.0, 1e-9], "large": [300, 0.0, 0.5]}})
        for task, _ in measured("integer_percentages")
    ]
    (rows,) = summary_in_regions(results).values()
    assert {row["by_stations"][50] for row in rows} == {(0, 0)}
    assert {row["by_stations"][200] for row in rows} == {(0, 2)}


def test_a_method_without_a_p_value_fires_beyond_the_elections_of_other_countries() -> None:
    task = Task("fingerprint", "here", "Poland", "in_regions")
    changed = replace(task, kind="stuffing", size=0.1)
    results = [(task, {"regions": {"r": [60, 0.0, None]}})]
    for headline, found in ((0.005, 0), (0.5, 1)):
        rows = summary_in_regions([*results, (changed, {"regions": {"r": [60, headline, None]}})])
        assert rows["fingerprint"][0]["by_stations"][50] == (found, 1)


def test_what_is_found_is_said_by_how_many_stations_the_region_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = (
        PowerInRegions("rounding", 0.05, {50: (0, 10), 200: (1, 10), 1_000: (9, 10)}),
        PowerInRegions("rounding", 0.1, {50: (1, 10), 200: (5, 10), 1_000: (0, 0)}),
        PowerInRegions("stuffing", 0.1, {50: (0, 10), 200: (0, 10), 1_000: (0, 0)}),
    )
    monkeypatch.setattr(power_in_regions, "power_in_regions", lambda name: rows)
    said = power_in_regions.said("any")
    assert said is not None
    assert said.text == (
        "in regions of clean elections it finds 10 percent of stations (raised to whole percents) "
        "with these probabilities: 0.1 in regions of 50 to 199 stations (10 tries), 0.5 in regions "
        "of 200 to 999 stations (10 tries)"
    )
    monkeypatch.setattr(power_in_regions, "power_in_regions", lambda name: rows[2:])
    nothing = power_in_regions.said("any")
    assert nothing is not None
    assert "it found none of the manipulation that was tried" in nothing.text
    monkeypatch.setattr(power_in_regions, "power_in_regions", lambda name: ())
    assert power_in_regions.said("any") is None


def test_the_shipped_table_says_where_it_is_from() -> None:
    path = resources.files("crosstally.forensics") / "tables" / "power_in_regions.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    assert {"seed", "crosstally", "made_by", "data", "methods"} <= table.keys()
    rows = power_in_regions.power_in_regions("integer_percentages")
    assert {row.size for row in rows} == {0.005, 0.01, 0.02, 0.05, 0.1}
    assert all(found <= tried for row in rows for found, tried in row.by_stations.values())
