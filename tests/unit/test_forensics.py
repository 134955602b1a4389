"""The room of forensics: methods found by their files, and what holds for every one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import crosstally.forensics
from crosstally.findings import Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Outcome
from crosstally.forensics.overdispersion import (
    ControlExcess,
    Dispersion,
    OverdispersedExcess,
    shipped_controls,
)
from crosstally.forensics.registry import method, method_function, method_names
from crosstally.forensics.running import run
from crosstally.forensics.stations import Stations

EVERY: dict[str, list[int]] = {
    "registered": [900, 1000] * 100,
    "issued": [451, 600] * 100,
    "ballots": [450, 600] * 100,
    "valid": [440, 590] * 100,
    "invalid": [10, 10] * 100,
    "leader": [200, 301] * 100,
}


def stations_of(columns: Mapping[str, Any]) -> Stations:
    return Stations.of(**columns)


@pytest.mark.parametrize("name", method_names())
def test_a_method_is_named_as_its_file_and_says_what_it_is(name: str) -> None:
    declared = method(name)
    assert declared.name == name
    assert declared.tier is not Tier.DECISIVE
    assert callable(method_function(name))
    assert getattr(crosstally.forensics, name) is method_function(name)
    for text in (declared.title, declared.looks_for, declared.cannot_see, declared.applies):
        assert text
    assert any(letter.isdigit() for letter in declared.paper), "the year of the paper"


@pytest.mark.parametrize("name", method_names())
def test_no_method_fails_on_stations_of_any_kind(name: str) -> None:
    for stations in (
        stations_of(EVERY),
        stations_of({key: values[:3] for key, values in EVERY.items()}),
        stations_of({key: [0.0] * 200 for key in EVERY}),
        stations_of({key: [float("nan")] * 200 for key in EVERY}),
        stations_of({key: [1000] * 200 for key in EVERY}),
        stations_of(EVERY | {"issued": [2000] * 200, "ballots": [2000] * 200}),
        Stations.of(),
    ):
        found = run(name, stations)
        assert isinstance(found, Outcome)
        assert found.applicable != bool(found.reason)
        assert found.applicable or (found.figures == {} and found.headline is None)


def test_no_method_is_called_by_another_name() -> None:
    with pytest.raises(ValueError, match="Did you mean 'kernel_peaks'"):
        method("kernel_peak")
    with pytest.raises(AttributeError, match="benford"):
        _ = crosstally.forensics.benford
    assert {"integer_percentages", "Stations", "run"} <= set(dir(crosstally.forensics))
    assert crosstally.forensics.Stations is Stations


def test_naming_the_methods_loads_none() -> None:
    code = "import sys, crosstally.forensics as f; f.method_names(); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_statistic_is_never_decisive() -> None:
    declared = method("kernel_peaks")
    texts = {name: getattr(declared, name) for name in Method.__dataclass_fields__}
    with pytest.raises(ValueError, match="never decisive"):
        Method(**(texts | {"tier": Tier.DECISIVE}))


def test_masked_and_missing_figures_are_unknown_not_zero() -> None:
    masked = np.ma.masked_array([5, 6], mask=[True, False])
    stations = Stations.of(ballots=masked, leader=np.array([None, 2]))
    assert stations.column("ballots").known.tolist() == [False, True]
    assert stations.column("leader").known.tolist() == [False, True]
    assert stations.column("leader").values.tolist() == [0, 2]
    assert len(stations) == 2
    with pytest.raises(KeyError):
        stations.column("registered")
    assert stations.missing(("registered", "options", "region", "leader")) == (
        "registered",
        "options",
        "region",
    )


def test_options_and_regions_go_along_with_the_stations() -> None:
    stations = Stations.of(
        ballots=[1, 2, 3], region=["b", "a", "b"], options={"x": [1, 1, 2], "y": [0, 1, 1]}
    )
    parts = dict(stations.by_region())
    assert list(parts) == ["a", "b"]
    assert parts["b"].column("ballots").values.tolist() == [1, 3]
    assert parts["b"].options["x"].values.tolist() == [1, 2]
    assert parts["b"].missing(("options", "region")) == ()


def control(country: str, excess: float, expected: float = 1000.0) -> ControlExcess:
    return ControlExcess(country, f"{country} {excess}", 10_000, round(expected + excess), 1e3, 30)


def test_clean_elections_that_err_more_make_a_wider_null() -> None:
    calm = [control(country, 45) for country in "abcde"]
    wild = [control(country, 150) for country in "abcde"]
    narrow, wide = Dispersion.fit(calm), Dispersion.fit(wild)
    assert 0.01 < narrow.relative_sd < 0.2
    assert wide.relative_sd > 2 * narrow.relative_sd
    assert narrow.countries == ("a", "b", "c", "d", "e")
    found = OverdispersedExcess(1100, 1000.0, 30.0, wide)
    assert 0 < found.z < 100 / 30
    assert 0.1 < found.p < 0.5
    assert Dispersion.fit([control(country, 1) for country in "abc"]).relative_sd == 0.0


def test_more_countries_make_a_narrower_null_and_more_elections_of_one_do_not() -> None:
    few = [control(country, 45) for country in "abc"]
    more = [control(country, 45) for country in "abcdefghij"]
    again = [*few, *[control("a", 45)] * 20]
    assert Dispersion.fit(more).relative_sd < Dispersion.fit(few).relative_sd
    assert Dispersion.fit(again).relative_sd == pytest.approx(Dispersion.fit(few).relative_sd)


def test_a_country_can_be_left_out_and_two_are_too_few() -> None:
    controls = shipped_controls("integer_percentages")
    left = Dispersion.fit(controls, without=["Israel"])
    assert "Israel" not in left.countries
    assert len(left.countries) == len({item.country for item in controls}) - 1
    with pytest.raises(ValueError, match="at least 3"):
        Dispersion.fit([control("a", 1), control("b", 1)])
