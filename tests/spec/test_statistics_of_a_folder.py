"""Statistics of an election folder: what is run, what declines, and what was fixed beforehand."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import crosstally as ct
from crosstally.check.statistics import MethodRun, Statistics
from crosstally.problems import InputError
from crosstally.report.json_output import to_json
from crosstally.report.statistics import statistics_sections
from crosstally.report.terminal import plain_text

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "check-result.schema.json"
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
    where.mkdir()
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


def test_without_being_asked_for_no_statistic_is_run(tmp_path: Path) -> None:
    assert ct.check(folder(tmp_path, rows())).statistics is None


def test_every_method_says_something_of_a_clean_election_and_none_fires(tmp_path: Path) -> None:
    found = run(folder(tmp_path, rows()), by="district")
    assert {item.method.name for item in found.runs if item.outcome.applicable} == {
        "fingerprint",
        "few_votes",
        "integer_percentages",
        "invalid_against_share",
        "kernel_peaks",
        "shpilkin_core",
        "sobyanin_sukhovolsky",
    }
    integer = named(found, "integer_percentages")
    assert set(integer.by_area) == {"D0", "D1", "D2", "D3"}
    assert integer.family is not None
    assert len(integer.family.p) == 4
    assert [item.method.name for item in found.runs if item.fired and item.method.p] == []


def test_methods_without_their_figures_decline_and_the_others_run_on(tmp_path: Path) -> None:
    found = run(folder(tmp_path, rows()))
    assert named(found, "turnout_through_the_day").outcome.reason.startswith("these figures")
    assert named(found, "late_counted").outcome.reason.startswith("these figures")
    assert named(found, "fingerprint").outcome.applicable


def changed(table: Rows, number: int, **figures: object) -> Rows:
    return [{**row, **figures} if i < number else row for i, row in enumerate(table)]


@pytest.mark.parametrize(
    ("table", "name", "said"),
    [
        (rows(20), "integer_percentages", "fewer than 50 stations can be looked at"),
        (changed(rows(), 240, registered=0), "fingerprint", "fewer than 50 stations"),
        (changed(rows(), 240, valid=0, invalid=0, ana=0, ben=0), "integer_percentages", "fewer"),
        (changed(rows(), 240, registered=""), "fingerprint", "these figures are not there"),
        (rows(240, 1), "invalid_against_share", "fewer than two regions have stations"),
    ],
    ids=["few stations", "no voters", "no votes", "no registers", "one region"],
)
def test_a_method_that_cannot_apply_says_why(
    tmp_path: Path, table: Rows, name: str, said: str
) -> None:
    found = named(run(folder(tmp_path, table), by="district", methods=[name]), name)
    assert not found.outcome.applicable
    assert said in found.said.text
    assert found.p is None


def test_turnout_over_100_percent_is_kept_and_counted(tmp_path: Path) -> None:
    table = changed(rows(), 7, registered=100)
    result = ct.check(folder(tmp_path, table), forensics=True)
    assert result.contests["president"].totals["cec"].stations_held == 240
    assert result.statistics is not None
    out = named(result.statistics, "fingerprint").outcome.left_out
    assert [(part.reason.text, part.stations) for part in out] == [("turnout above 100 %", 7)]
    assert "left out: turnout above 100 %: 7" in plain_text(statistics_sections(result))


def test_a_leader_with_all_votes_is_left_out_where_the_paper_says_so(tmp_path: Path) -> None:
    table = changed(rows(), 5, valid=300, invalid=0, ana=300, ben=0)
    found = run(folder(tmp_path, table))
    reasons = {
        p.reason.text: p.stations for p in named(found, "integer_percentages").outcome.left_out
    }
    assert reasons["share above 99 %"] == 5
    assert named(found, "fingerprint").outcome.stations == 240


def test_no_strong_test_is_run_while_sheets_are_missing(tmp_path: Path) -> None:
    where = folder(tmp_path, rows(), stations=300)
    found = run(where)
    assert "the sheets of 240 of 300 stations are held" in named(found, "kernel_peaks").said.text
    assert named(found, "fingerprint").outcome.applicable
    text = "fixed_on: 2024-05-01\nmethods: [kernel_peaks]\ncomplete: true\n"
    (where / "protocol.yaml").write_text(text, encoding="utf-8")
    assert named(run(where), "kernel_peaks").outcome.applicable


PROTOCOL = "fixed_on: 2024-05-01\nmethods: [integer_percentages]\nby: district\n"


def test_a_protocol_fixes_what_is_run(tmp_path: Path) -> None:
    result = ct.check(folder(tmp_path, rows(), PROTOCOL), forensics=True)
    found = result.statistics
    assert found is not None
    assert [item.method.name for item in found.runs] == ["integer_percentages"]
    assert found.runs[0].fixed
    assert found.by == "district"
    (own,) = (file for file in result.own_files if file.path == "protocol.yaml")
    assert found.protocol.sha256 == own.sha256
    assert f"SHA-256 {own.sha256}" in plain_text(statistics_sections(result))


def test_what_was_added_after_the_protocol_is_marked(tmp_path: Path) -> None:
    result = ct.check(folder(tmp_path, rows(), PROTOCOL), forensics=True, methods=["fingerprint"])
    assert result.statistics is not None
    assert not result.statistics.runs[0].fixed
    assert "added afterwards" in plain_text(statistics_sections(result))


def test_a_protocol_that_names_nothing_says_where(tmp_path: Path) -> None:
    wrong = "fixed_on: 2024-05-01\nmethods: [integer_percentage]\nby: distric\n"
    with pytest.raises(InputError) as caught:
        run(folder(tmp_path, rows(), wrong))
    said = [str(problem) for problem in caught.value.problems]
    assert "protocol.yaml:2:11: there is no method of that name" in said[0]
    assert "Did you mean 'integer_percentages'?" in said[0]
    assert "protocol.yaml:3:" in said[1]
    assert "Did you mean 'district'?" in said[1]


def test_a_method_or_level_asked_for_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no method of that name"):
        run(folder(tmp_path, rows()), methods=["benford"])


def test_a_made_up_election_fires_as_an_anomaly_and_decides_nothing(tmp_path: Path) -> None:
    table = rows()
    for row in table:
        ballots = round(int(str(row["registered"])) * 0.8)
        ana = round(ballots * 0.75)
        row |= {"valid": ballots, "invalid": 0, "ana": ana, "ben": ballots - ana}
    result = ct.check(folder(tmp_path, table), forensics=True)
    (finding,) = (f for f in result.findings if f.code.name == "STATISTIC-INTEGER-PERCENTAGES")
    assert finding.tier == "strong"
    assert "an anomaly, no verdict" in finding.message
    assert result.exit_code == 0


def test_the_json_keeps_its_schema(tmp_path: Path) -> None:
    result = ct.check(folder(tmp_path, rows(), PROTOCOL), forensics=True, by="district")
    document = json.loads(json.dumps(to_json(result)))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    (found,) = document["statistics"]["methods"]
    assert found["fixed_beforehand"] is True
    assert set(found["by_area"]) == {"D0", "D1", "D2", "D3"}
