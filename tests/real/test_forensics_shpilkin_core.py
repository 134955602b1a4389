"""Shpilkin's core: published totals of Russian elections, and elections known to be clean."""

from __future__ import annotations

import csv
from math import ceil
from pathlib import Path

import numpy as np
import pytest
from benchmarks.station_figures import CONTROLS, StationFigures, russia

from crosstally.forensics.methods.shpilkin_core import ShpilkinCore, shpilkin_core

RENAMED = {
    "Город Москва": "город Москва",
    "Город Санкт-Петербург": "город Санкт-Петербург",
    "Кемеровская область": "Кемеровская область - Кузбасс",
}
MERGED = {
    "Агинский Бурятский автономный округ": "Забайкальский край",
    "Камчатская область": "Камчатский край",
    "Коми-Пермяцкий автономный округ": "Пермский край",
    "Корякский автономный округ": "Камчатский край",
    "Пермская область": "Пермский край",
    "Таймырский (Долгано-Ненецкий) автономный округ": "Красноярский край",
    "Усть-Ордынский Бурятский автономный округ": "Иркутская область",
    "Читинская область": "Забайкальский край",
    "Эвенкийский автономный округ": "Красноярский край",
}
"""Regions of 2004 that the published table has in their later neighbours."""


def of(figures: StationFigures, core: int | None = None) -> ShpilkinCore:
    return shpilkin_core(figures.registered, figures.ballots, figures.leader, core)


@pytest.mark.parametrize(
    ("year", "core", "published", "exact"),
    [
        (2004, 56, 7_889_226, 7_889_226.15048),
        (2011, 51, 14_932_292, 14_932_292.40807),
        (2018, 61, 10_138_781, 10_138_780.23929),
        (2021, 38, 14_144_281, 14_144_280.88069),
    ],
)
def test_the_published_totals_of_russian_elections(
    data: Path, year: int, core: int, published: int, exact: float
) -> None:
    """The figure of 2018 is published rounded up, the others to the nearest vote: no one way of
    rounding gives all four. It is no station's: the region figures of 2018 agree to the fourth
    decimal (below), the 20 stations on the edges of the core move the total by thousands, and
    the leader's votes add up to the commission's 56,430,712."""
    figures = russia(data, year)
    found = of(figures, core)
    assert float(found.exactly_at(core)) == pytest.approx(exact, abs=1e-5)
    assert found.anomalous == round(exact)
    assert published in (round(exact), ceil(exact))
    if year == 2018:
        assert np.nansum(figures.leader) == 56_430_712
    # The published core is among those that can be defended, and so is much else.
    assert core in found.cores
    low, high = of(figures).range
    assert 0 < low <= found.anomalous <= high
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


@pytest.mark.parametrize(("year", "regions"), [(2004, 65), (2011, 63), (2018, 66), (2021, 63)])
def test_the_published_votes_of_every_region(data: Path, year: int, regions: int) -> None:
    """The table does not say which cores it took: each figure is that of some core, to the fourth
    decimal."""
    figures = russia(data, year)
    known = RENAMED | MERGED if year == 2004 else RENAMED
    names = [known.get(name, name) for name in figures.region.tolist()]
    found = shpilkin_core(figures.registered, figures.ballots, figures.leader, region=names)
    published = published_by_region(data, year)
    assert len(published) == regions
    for name, votes in published.items():
        part = found.by_region[name]
        cores = np.flatnonzero(part.others[1:101]).tolist()
        off = min(abs(float(part.exactly_at(core)) - votes) for core in cores)
        assert off < 1e-4, name
