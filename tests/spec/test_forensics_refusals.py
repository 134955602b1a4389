"""Odd elections: every method says what it left out or why it does not apply, and none stops the
others."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import crosstally as ct
from crosstally.forensics import Stations, late_counted, method_names, run
from crosstally.forensics.outcome import Outcome
from crosstally.report.statistics import statistics_sections
from tests.small_elections import folder, rows

NUMBER = 1_200
Columns = dict[str, Any]


def plain() -> Columns:
    """Stations of a clean election with every figure that a method asks for."""
    rng = np.random.default_rng(3)
    registered = rng.integers(200, 2_000, NUMBER)
    ballots = rng.binomial(registered, rng.beta(30, 20, NUMBER))
    invalid = rng.binomial(ballots, 0.02)
    leader = rng.binomial(ballots - invalid, 0.55)
    place = np.arange(NUMBER)
    return {
        "registered": registered,
        "issued": ballots,
        "ballots": ballots,
        "valid": ballots - invalid,
        "invalid": invalid,
        "leader": leader,
        "runner_up": ballots - invalid - leader,
        "leader_elsewhere": leader + rng.integers(-1, 2, NUMBER),
        "counted": rng.permutation(NUMBER),
        "region": np.char.add("r", (place % 4).astype(str)),
        "territory": np.char.add("t", (place % 24).astype(str)),
        "options": {"a": leader, "b": ballots - invalid - leader},
        "voted_by": {"12:00": ballots // 3, "17:00": 2 * ballots // 3},
    }


def spread(value: Any, *names: str) -> Callable[[Columns], Columns]:
    """One figure for every station in some columns."""

    def changed(columns: Columns) -> Columns:
        return columns | {name: np.full(NUMBER, value) for name in names}

    return changed


VOTES = ("valid", "invalid", "leader", "runner_up")
ODD: dict[str, Callable[[Columns], Columns]] = {
    "no stations": lambda c: {
        name: {} if isinstance(column, dict) else column[:0] for name, column in c.items()
    },
    "no voters": spread(0, "registered"),
    "no votes": spread(0, "issued", "ballots", *VOTES),
    "no valid votes": spread(0, "valid", "leader", "runner_up"),
    "turnout above 100": lambda c: c | {"registered": c["ballots"] // 2 + 100},
    "all for the leader": lambda c: (
        c
        | {"leader": c["ballots"], "valid": c["ballots"]}
        | {"invalid": 0 * c["ballots"], "runner_up": 0 * c["ballots"]}
    ),
    "more votes than ballots": lambda c: c | {"leader": 2 * c["ballots"]},
    "one region": spread("r", "region", "territory"),
    "areas without names": spread("", "region", "territory"),
    "alike": lambda c: {
        name: {key: np.full(NUMBER, 240) for key in column}
        if isinstance(column, dict)
        else (np.full(NUMBER, column[0]) if column.dtype.kind == "i" else column)
        for name, column in c.items()
    },
    "nothing known": lambda c: {
        name: {key: np.full(NUMBER, np.nan) for key in column}
        if isinstance(column, dict)
        else (np.full(NUMBER, np.nan) if column.dtype.kind == "i" else column)
        for name, column in c.items()
    },
}


@pytest.mark.parametrize("name", method_names())
@pytest.mark.parametrize("kind", ODD)
def test_no_election_stops_a_method(kind: str, name: str) -> None:
    stations = Stations.of(**ODD[kind](plain()))
    found = run(name, stations)
    assert found.applicable == (not found.reason)
    figures = [found.headline, *found.figures.values()]
    assert all(isfinite(value) for value in figures if isinstance(value, float))
    assert not found.applicable or [sentence.text for sentence in found.details]
    counted = found.stations + sum(part.stations for part in found.left_out)
    assert counted in ((0, len(stations)) if not found.applicable else (len(stations),))


def left_out(found: Outcome) -> dict[str, int]:
    return {part.reason.text: part.stations for part in found.left_out}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("fingerprint", "turnout above 100 %"),
        ("integer_percentages", "turnout above 99 %"),
        ("kernel_peaks", "more ballots than voters on the list"),
        ("sobyanin_sukhovolsky", "turnout above 100 %"),
    ],
)
def test_a_refusal_says_how_many_were_left_out_and_why(name: str, reason: str) -> None:
    columns = plain()
    columns["registered"] = columns["ballots"] // 2 + 1
    found = run(name, Stations.of(**columns))
    assert not found.applicable
    assert left_out(found)[reason] > 1_000
    assert sum(left_out(found).values()) == NUMBER


@pytest.mark.parametrize("name", ["shpilkin_core", "late_counted", "few_votes"])
def test_turnout_above_100_percent_is_counted_where_no_paper_says_otherwise(name: str) -> None:
    columns = plain()
    columns["registered"][:100] = columns["ballots"][:100] - 1
    assert run(name, Stations.of(**columns)).stations == NUMBER


@pytest.mark.parametrize(
    "name", ["sobyanin_sukhovolsky", "turnout_through_the_day", "late_counted", "fingerprint"]
)
def test_more_votes_than_ballots_is_no_share(name: str) -> None:
    columns = plain()
    columns["leader"][:50] = columns["ballots"][:50] + 1
    found = run(name, Stations.of(**columns))
    assert found.applicable
    assert found.stations == NUMBER - 50


@pytest.mark.parametrize(
    "name", ["few_votes", "late_counted", "invalid_against_share", "turnout_through_the_day"]
)
def test_stations_whose_area_nobody_names_are_no_area(name: str) -> None:
    columns = plain()
    columns["region"][:50] = columns["territory"][:50] = ""
    found = run(name, Stations.of(**columns))
    assert found.applicable
    assert left_out(found) == {"its area is not named": 50}


def test_late_counted_without_a_valid_vote_declines() -> None:
    nothing = np.zeros(300, dtype=int)
    with pytest.raises(ValueError, match="fewer than 20 territories"):
        late_counted(np.arange(300), nothing, nothing, nothing, np.repeat("a", 300))


def test_the_command_prints_what_was_left_out_of_a_method_that_declines(tmp_path: Path) -> None:
    table = rows()
    for row in table:
        row["registered"] = 1
    result = ct.check(folder(tmp_path, table), forensics=True, methods=["fingerprint"])
    said = [line.text for part in statistics_sections(result) for line in part.lines]
    (why,) = (line for line in said if line.startswith("not applicable"))
    assert "fewer than 50 stations" in why
    assert "0 stations looked at; left out: turnout above 100 %: 240" in said
