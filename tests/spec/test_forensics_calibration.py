"""Calibration: what is counted, how intervals treat countries, and that any executor will do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks import calibrate
from benchmarks.station_figures import CONTROLS

from crosstally.forensics.calibrating import Task, declaration_of, grid, measure, work_through
from crosstally.forensics.calibration import (
    COUNTRIES,
    Calibration,
    Control,
    FalsePositives,
    Power,
    calibration,
)
from crosstally.forensics.calibration_summary import summary
from crosstally.forensics.made_up_figures import MADE_UP
from crosstally.forensics.running import run
from crosstally.forensics.stations import Stations
from crosstally.forensics.structured_null import made_up_like
from crosstally.forensics.tails import binomial_interval

ELECTIONS = {"a1": "A", "a2": "A", "b1": "B", "c1": "C"}


def made_up(name: str) -> Stations:
    """A clean election of 400 stations in four regions."""
    rng = np.random.default_rng(sum(map(ord, name)))
    region = np.repeat(["north", "east", "south", "west"], 100)
    registered = rng.integers(300, 2_500, 400)
    ballots = rng.binomial(registered, rng.beta(30, 20, 400))
    leader = rng.binomial(ballots, rng.beta(20, 25, 400))
    return Stations.of(
        registered=registered, issued=ballots, ballots=ballots, leader=leader, region=region
    )


def work(task: Task, seed: int = 1) -> dict[str, object]:
    return dict(measure(task, made_up(task.election), seed))


TASKS = grid(
    ["fingerprint", "integer_percentages"],
    ELECTIONS,
    tried_on=ELECTIONS,
    regions_of=ELECTIONS,
    replicates=1,
    nulls=2,
)


@contextmanager
def dask_cluster() -> Iterator[Executor]:
    """A local Dask cluster of two workers, each a process of its own."""
    dask: Any = import_module("distributed")
    workers = {"n_workers": 2, "threads_per_worker": 1, "processes": True}
    with (
        dask.LocalCluster(**workers, dashboard_address=None) as cluster,
        dask.Client(cluster) as client,
    ):
        yield client.get_executor()


def test_the_grid_is_the_same_whoever_works_on_it() -> None:
    alone = {task.key: work(task) for task in TASKS}
    by_processes, by_dask = {}, {}
    with ProcessPoolExecutor(2) as processes:
        for task, result in work_through(TASKS, work, processes, {}):
            by_processes[task.key] = result
    with dask_cluster() as cluster:
        for task, result in work_through(TASKS, work, cluster, {}):
            by_dask[task.key] = result
    assert by_processes == by_dask == alone


def test_a_run_that_was_stopped_goes_on_where_it_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = tmp_path / "journal.jsonl"
    done: list[str] = []

    def counted(task: Task, data: Path, seed: int) -> dict[str, object]:
        del data
        done.append(task.key)
        return work(task, seed)

    monkeypatch.setattr(calibrate, "work", counted)
    with ThreadPoolExecutor(1) as executor:
        run = partial(calibrate.calibrate, TASKS, tmp_path, 1, executor, journal)
        stopped = run()
        for _ in range(5):
            next(stopped)
        stopped.close()
    first = len(done)
    text = journal.read_text(encoding="utf-8")
    journal.write_text(text + '{"key": "cut sho', encoding="utf-8")
    done.clear()
    with ThreadPoolExecutor(1) as executor:
        results = dict(calibrate.calibrate(TASKS, tmp_path, 1, executor, journal))
    assert 5 <= len(text.splitlines()) <= first
    assert len(done) == len(TASKS) - len(text.splitlines())
    assert {task.key: result for task, result in results.items()} == {
        task.key: work(task) for task in TASKS
    }
    done.clear()
    with ThreadPoolExecutor(1) as executor:
        list(calibrate.calibrate(TASKS, tmp_path, 1, executor, journal))
    assert done == [], "what was written behind a line cut short is not done again"


def test_a_run_that_stops_keeps_whole_rounds() -> None:
    tasks = grid(
        ["fingerprint"], ELECTIONS, tried_on=ELECTIONS, regions_of=(), replicates=3, nulls=0
    )
    by_round = sorted(tasks, key=lambda task: task.replicate)
    cut = [task for task in by_round if task.replicate < 2][:-1]
    kept = list(calibrate.whole_rounds(by_round, [(task, {}) for task in cut]))
    assert {task.replicate for task, _ in kept} == {0}
    assert len(kept) == len([task for task in tasks if task.replicate == 0])


def test_a_method_without_a_p_value_fires_beyond_the_other_countries() -> None:
    headlines = {"a1": 0.10, "a2": 0.30, "b1": 0.20, "c1": 0.05}
    results = [
        (Task("fingerprint", name, country, "value"), {"headline": headlines[name], "p": None})
        for name, country in ELECTIONS.items()
    ]
    power = Task("fingerprint", "b1", "B", "power", "stuffing", 0.01)
    results += [(power, {"headline": headline, "p": None}) for headline in (0.29, 0.31, 0.4)]
    loud = Task("fingerprint", "a2", "A", "power", "stuffing", 0.01)
    results.append((loud, {"headline": 0.9, "p": None}))  # it fired there before
    (found,) = summary(results).values()
    assert {row["election"]: row["alarm"] for row in found["controls"]} == {
        "a1": False,
        "a2": True,  # beyond 0.20 of B, whatever its own country's others say
        "b1": False,
        "c1": False,
    }
    stuffing = [row for row in found["power"] if row["kind"] == "stuffing"]
    assert [(row["found"], row["replicates"]) for row in stuffing] == [(2, 3)]
    assert stuffing[0]["by_country"] == {"B": (2, 3)}


def test_regions_of_a_method_without_a_p_value_are_held_against_the_same_limit() -> None:
    """Each against the greatest figure of all other countries' elections."""
    headlines = {"a1": 0.10, "a2": 0.30, "b1": 0.20, "c1": 0.05}
    results: list[tuple[Task, dict[str, Any]]] = [
        (Task("fingerprint", name, country, "value"), {"headline": headlines[name], "p": None})
        for name, country in ELECTIONS.items()
    ]
    of_regions = {"looked_at": 3, "headlines": [0.1, 0.25, 0.5]}
    results += [
        (Task("fingerprint", name, ELECTIONS[name], "regions"), dict(of_regions))
        for name in ("a1", "b1")
    ]
    nowhere = Task("fingerprint", "c1", "C", "regions")
    results.append((nowhere, {"looked_at": 0, "headlines": []}))
    (found,) = summary(results).values()
    assert {row["election"]: (row["alarms"], row["looked_at"]) for row in found["regions"]} == {
        "a1": (2, 3),  # beyond 0.20 of B
        "b1": (1, 3),  # beyond 0.30 of A
    }


def test_a_headline_is_said_beside_clean_elections_and_what_would_be_found() -> None:
    found = Calibration(
        "integer_percentages",
        (Control("Germany", "g", 0.3, 0.4, False), Control("Israel", "i", -4.5, 0.9, False)),
        (),
        FalsePositives(0, 2, 2, 0),
        {},
        None,
        {},
        None,
        (
            *(Power("stuffing", 0.02, 0, 50, {}), Power("stuffing", 0.1, 1, 50, {})),
            Power("rounding", 0.02, 7, 50, {"Germany": (0, 25), "Israel": (7, 25)}),
            Power("rounding", 0.1, 50, 50, {}),
        ),
        ("g",),
    )
    assert found.said(8.0).text == (
        "z = 8 here; on 2 clean elections of 2 countries between -4.5 and 0.3; finds 2 percent of "
        "stations (raised to whole percents) with probability 0.14 (by country 0 to 0.28; tries: "
        "50, on clean elections)"
    )
    untried = replace(found, power=())
    assert untried.said(8.0).text.endswith("between -4.5 and 0.3")


def test_intervals_count_a_country_once() -> None:
    quiet = FalsePositives(alarms=0, looked_at=14, countries=14, countries_with_alarms=0)
    assert quiet.most == pytest.approx(0.193, abs=0.001)
    clustered = FalsePositives(alarms=0, looked_at=14, countries=5, countries_with_alarms=0)
    assert clustered.most == pytest.approx(0.451, abs=0.001)
    one = FalsePositives(alarms=6, looked_at=10, countries=5, countries_with_alarms=1)
    assert (one.rate, round(one.most, 3)) == (0.6, 0.657)


@pytest.mark.parametrize(
    ("found", "tried", "low", "high"),
    # Clopper and Pearson's limits as tables print them.
    [(0, 10, 0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1), (1, 20, 0.0013, 0.2487)],
)
def test_the_exact_interval_of_a_probability(
    found: int, tried: int, low: float, high: float
) -> None:
    assert list(binomial_interval(found, tried)) == pytest.approx([low, high], abs=1e-4)
    assert binomial_interval(0, 0) == (0, 1)


@pytest.mark.parametrize("name", MADE_UP)
def test_what_no_clean_election_publishes_is_made_up_and_said_to_be(name: str) -> None:
    """Large stations vote and count later; two copies differ at a few stations."""
    stations = made_up("a1")
    added = MADE_UP[name].beside(stations, np.random.default_rng(3))
    ballots = stations.column("ballots").values
    if name == "late_counted":
        assert np.corrcoef(added.column("counted").values, ballots)[0, 1] > 0.3
    elif name == "turnout_through_the_day":
        by_noon, by_five = (column.values for column in added.voted_by.values())
        assert (by_noon <= by_five).all()
        assert (by_five <= ballots).all()
        assert np.corrcoef(1 - by_five / ballots, np.log(ballots))[0, 1] > 0.2
    else:
        differ = added.column("leader_elsewhere").values != added.column("leader").values
        assert 0 < np.mean(differ) < 0.1
    shipped = calibration(name)
    assert shipped is not None
    said = shipped.said(0.5).text
    assert "not calibrated, for no clean election publishes what it needs" in said
    assert MADE_UP[name].what in said


def test_slips_of_two_copies_favour_nobody() -> None:
    stations = Stations.of(leader=np.random.default_rng(1).integers(0, 900, 20_000))
    beside = MADE_UP["one_sided_differences"].beside
    figures = [
        run("one_sided_differences", beside(stations, np.random.default_rng(seed))).headline
        for seed in range(40)
    ]
    z = np.array(figures, dtype=np.float64)
    assert abs(z.mean()) < 0.5
    assert 0.6 < z.std() < 1.4


def test_an_election_made_up_after_another_has_its_spread() -> None:
    like = made_up("a1")
    rng = np.random.default_rng(7)
    made = made_up_like(like, rng)
    for name in ("ballots", "leader"):
        before, after = like.column(name).values, made.column(name).values
        assert after.sum() == pytest.approx(before.sum(), rel=0.03)
        assert after.std() == pytest.approx(before.std(), rel=0.1)
    assert (made.column("ballots").values <= made.column("registered").values).all()
    assert (made.column("leader").values <= made.column("ballots").values).all()


@pytest.mark.parametrize("name", [*calibrate.TRIALS, *calibrate.HALVES, *calibrate.SHARES])
def test_every_method_ships_with_its_calibration(name: str) -> None:
    found = calibration(name)
    assert isinstance(found, Calibration)
    assert len(found.controls) + len(found.refused) == len(CONTROLS)
    assert found.nation.looked_at == len(found.controls)
    assert set(found.countries) <= set(COUNTRIES)
    assert set(found.without) == set(found.countries)
    assert all(0 <= row.found <= row.replicates for row in found.power)
    assert (found.null is None) == (declaration_of(name).p is None)
    assert found.range is not None
    assert f"{len(found.controls)} clean elections" in found.said(0.5).text


@pytest.mark.parametrize("name", calibrate.GRIDS)
def test_the_shipped_table_says_where_it_is_from(name: str) -> None:
    table = json.loads((calibrate.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert set(table["data"]) == set(CONTROLS)
    assert all(len(source["sha256"]) == 64 for source in table["data"].values())
    assert {"seed", "crosstally", "made_by"} < set(table)


def test_power_has_an_interval() -> None:
    low, high = Power("stuffing", 0.01, 3, 10, {}).interval
    assert low < 0.3 < high
