"""Shpilkin's core: published totals of Russian elections, and elections known to be clean."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from benchmarks.station_figures import CONTROLS, StationFigures, russia

from crosstally.forensics.methods.shpilkin_core import ShpilkinCore, shpilkin_core

MERGED = {
    2004: {
        "Усть-Ордынский Бурятский автономный округ": "Иркутская область",
        "Таймырский (Долгано-Ненецкий) автономный округ": "Красноярский край",
        "Эвенкийский автономный округ": "Красноярский край",
    }
}
"""Regions of the year that the published table has in their later neighbours."""


def of(figures: StationFigures, core: int | None = None) -> ShpilkinCore:
    return shpilkin_core(figures.registered, figures.ballots, figures.leader, core)


@pytest.mark.parametrize(
    ("year", "core", "votes"),
    # Exactly 7,889,226.15, 14,932,292.41, 10,138,780.24 and 14,144,280.88. 2018 is published as one
    # more; no one way of rounding gives all four of the published figures.
    [(2004, 56, 7_889_226), (2011, 51, 14_932_292), (2018, 61, 10_138_780), (2021, 38, 14_144_281)],
)
def test_the_published_totals_of_russian_elections(
    data: Path, year: int, core: int, votes: int
) -> None:
    figures = russia(data, year)
    found = of(figures, core)
    assert found.anomalous == votes
    # The published core is among those that can be defended, and so is much else.
    assert core in found.cores
    low, high = of(figures).range
    assert 0 < low <= votes <= high
    assert high - low > 2_000_000


def test_in_2024_there_is_no_core(data: Path) -> None:
    found = of(russia(data, 2024))
    assert not found.applicable
    assert "no cluster" in found.reason


@pytest.mark.parametrize("name", [name for name in CONTROLS if not CONTROLS[name].package])
def test_on_elections_known_to_be_clean_zero_is_in_the_range(data: Path, name: str) -> None:
    found = of(CONTROLS[name].read(data))
    assert found.headline == 0.0
    low, high = found.range
    assert low < 0 < high


def published_by_region(data: Path, year: int) -> dict[str, float]:
    path = data / "reference" / "shpilkin_by_region.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    said = {row["region"]: row[str(year)] for row in rows}
    return {name: float(value) for name, value in said.items() if value not in ("", "N/A")}


@pytest.mark.parametrize("year", [2004, 2011, 2018, 2021])
def test_the_published_votes_of_every_region(data: Path, year: int) -> None:
    """The table does not say which cores it took: each must be that of some core, to the vote."""
    figures, merged = russia(data, year), MERGED.get(year, {})
    names = [merged.get(name, name) for name in figures.region.tolist()]
    found = shpilkin_core(figures.registered, figures.ballots, figures.leader, region=names)
    published = published_by_region(data, year)
    assert len(published.keys() & found.by_region.keys()) >= 58
    for name in published.keys() & found.by_region.keys():
        part = found.by_region[name]
        cores = np.flatnonzero(part.others[1:101]).tolist()
        assert min(abs(part.at(core) - published[name]) for core in cores) <= 0.5001, name
