"""Seats that the rule gives on a source's sheets: for whom, and where nothing can be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.result import CheckResult
from tests.folders import checked, csv_of

STATIONS = """
code cast invalid ana ben cleo bloc
1    301  1       200 60  40   100
2    210  10      50  90  60   150
"""
ALLIANCE = "bloc: {name: Bloc, members: [ben, cleo]}"
COLUMNS = {"ana": "ana", "ben": "ben", "cleo": "cleo"}


def seats(
    folder: Path,
    *,
    columns: dict[str, str],
    alliance: str = ALLIANCE,
    table: str = STATIONS,
    threshold: str = "",
    claims: str = "",
) -> CheckResult:
    """Two stations, one contest for ten seats by largest remainder."""
    definition = f"""\
id: example
title: An example
date: 2024-05-12
levels: [country, station]
stations: 2
sources: {{cec: Central commission}}
sheets:
  protocol:
    fields: {{cast: Ballots, invalid: Invalid}}
contests:
  lists:
    options:
      ana: Ana
      ben: Ben
      cleo: Cleo
      {alliance}
    rule: {{method: hare_lr, seats: 10{threshold}}}
returns:
  - file: returns.csv
    source: cec
    columns:
      station: code
      fields: {{cast: cast, invalid: invalid}}
      options: {{{", ".join(f"{k}: {v}" for k, v in columns.items())}}}
"""
    files: dict[str, str | bytes] = {"election.yaml": definition, "returns.csv": csv_of(table)}
    if claims:
        files["claims.yaml"] = claims
    return checked(folder, files)


def given(result: CheckResult) -> dict[str, dict[str, int]]:
    """Threshold base → option → seats, on the sheets."""
    found = result.contests["lists"].seats.get("cec", {}).get("count", {})
    return {base: dict(outcome.seats) for base, outcome in found.items()}


def test_members_stand_for_an_alliance_without_a_column(tmp_path: Path) -> None:
    assert given(seats(tmp_path, columns=COLUMNS)) == {"valid": {"ana": 5, "ben": 3, "cleo": 2}}


def test_an_alliance_with_a_column_stands_for_its_members(tmp_path: Path) -> None:
    result = seats(tmp_path, columns={"ana": "ana", "bloc": "bloc"})
    assert given(result) == {"valid": {"ana": 5, "bloc": 5}}


def test_an_option_without_any_column_leaves_seats_open(tmp_path: Path) -> None:
    result = seats(tmp_path, columns={"ana": "ana", "ben": "ben"}, alliance="dora: Dora")
    assert given(result) == {}


def test_an_unread_vote_leaves_seats_open(tmp_path: Path) -> None:
    table = STATIONS.replace("50  90", ".   90")
    assert given(seats(tmp_path, columns=COLUMNS, table=table)) == {}


def test_a_base_that_was_not_read_everywhere_is_left_out(tmp_path: Path) -> None:
    threshold = ", threshold: {share: 7%, of: cast}"
    whole = seats(tmp_path / "whole", columns=COLUMNS, threshold=threshold)
    assert set(given(whole)) == {"valid", "cast"}
    table = STATIONS.replace("210", ".")
    gap = seats(tmp_path / "gap", columns=COLUMNS, threshold=threshold, table=table)
    assert set(given(gap)) == {"valid"}


@pytest.mark.parametrize(
    ("option", "number", "cast", "verdict"),
    [
        ("bloc", 5, "210", "holds"),
        ("bloc", 4, "210", "refuted"),
        ("ana", 5, "210", "holds"),
        # the law's base is not known: nothing follows from the valid votes
        ("ana", 5, ".", "undecided"),
    ],
)
def test_claims_about_seats_on_sheets(
    option: str, number: int, cast: str, verdict: str, tmp_path: Path
) -> None:
    claims = f"""\
claims:
  - id: one
    who: Somebody
    sentence: They have so many seats.
    test: {{measure: seats, option: {option}, equals: {number}, on: sheets}}
"""
    result = seats(
        tmp_path,
        columns=COLUMNS,
        table=STATIONS.replace("210", cast),
        threshold=", threshold: {share: 7%, of: cast}",
        claims=claims,
    )
    (claim,) = result.claims
    assert claim.verdict is not None
    assert claim.verdict.value == verdict
