"""A small made-up election for tests of statistics, as a folder, and what is run and said of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import crosstally as ct
from crosstally.check.statistics import MethodRun, Statistics
from crosstally.report.lines import plain_text
from crosstally.report.statistics import statistics_sections

DEFINITION = """\
id: small
title: Small
date: 2024-05-12
levels: [country, district, station]
stations: {stations}
sources: {{cec: Commission}}
sheets:
  protocol:
    fields: {{registered: Voters, valid: Valid, invalid: Invalid}}
contests:
  president:
    options: {{ana: Ana, ben: Ben}}
returns:
  - file: stations.csv
    source: cec
    columns:
      station: station
      areas: {{district: district}}
      fields: {{registered: registered, valid: valid, invalid: invalid}}
      options: {{ana: ana, ben: ben}}
"""


PROTOCOL = "fixed_on: 2024-05-01\nmethods: [integer_percentages]\nby: district\n"
Rows = list[dict[str, object]]


def rows(stations: int = 240, districts: int = 4) -> Rows:
    """A clean election."""
    rng = np.random.default_rng(20240512)
    found: Rows = []
    for i in range(stations):
        registered = int(rng.integers(400, 2_000))
        ballots = int(rng.binomial(registered, rng.beta(30, 20)))
        invalid = int(rng.binomial(ballots, 0.02))
        ana = int(rng.binomial(ballots - invalid, rng.beta(30, 25)))
        found.append(
            {
                "district": f"D{i * districts // stations}",
                "station": f"S{i:03d}",
                "registered": registered,
                "valid": ballots - invalid,
                "invalid": invalid,
                "ana": ana,
                "ben": ballots - invalid - ana,
            }
        )
    return found


def folder(tmp_path: Path, table: Rows, protocol: str | None = None, stations: int = 0) -> Path:
    """An election folder of these stations."""
    where = tmp_path / "election"
    where.mkdir(parents=True)
    definition = DEFINITION.format(stations=stations or len(table))
    (where / "election.yaml").write_text(definition, encoding="utf-8")
    header = list(table[0])
    lines = [",".join(header), *(",".join(str(row[name]) for name in header) for row in table)]
    (where / "stations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if protocol is not None:
        (where / "protocol.yaml").write_text(protocol, encoding="utf-8")
    return where


def run(where: Path, **asked: object) -> Statistics:
    found = ct.check(where, forensics=True, **asked).statistics  # type: ignore[arg-type]
    assert found is not None
    return found


def named(statistics: Statistics, name: str) -> MethodRun:
    (found,) = (item for item in statistics.runs if item.method.name == name)
    return found


def said_of(where: Path, **asked: object) -> str:
    """What a terminal and a page say."""
    result = ct.check(where, forensics=True, **asked)  # type: ignore[arg-type]
    return plain_text(statistics_sections(result))


def in_round_figures(table: Rows, districts: set[str]) -> Rows:
    """Some districts with turnout and share as somebody wanted them."""
    for row in table:
        if row["district"] in districts:
            ballots = round(int(str(row["registered"])) * 0.8)
            ana = round(ballots * 0.75)
            row |= {"valid": ballots, "invalid": 0, "ana": ana, "ben": ballots - ana}
    return table
