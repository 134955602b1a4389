"""Statistics of an election folder: what is run, what declines, and what was fixed beforehand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import crosstally as ct
from crosstally.problems import InputError
from crosstally.report.json_output import to_json
from crosstally.report.lines import plain_text
from crosstally.report.statistics import statistics_sections
from tests.small_elections import (
    PROTOCOL,
    Rows,
    folder,
    in_round_figures,
    named,
    rows,
    run,
    said_of,
)

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "check-result.schema.json"


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


def test_the_order_in_which_sheets_came_in_is_a_field(tmp_path: Path) -> None:
    table = [{**row, "counted_order": i % 10 * 24 + i // 10} for i, row in enumerate(rows(240, 24))]
    where = folder(tmp_path, table)
    definition = where / "election.yaml"
    text = definition.read_text(encoding="utf-8")
    text = text.replace("invalid: Invalid", "invalid: Invalid, counted_order: Came in as")
    text = text.replace("invalid: invalid", "invalid: invalid, counted_order: counted_order")
    definition.write_text(text, encoding="utf-8")
    found = named(run(where, methods=["late_counted"]), "late_counted")
    assert found.outcome.applicable
    assert found.outcome.figures["territories"] == 24


def test_ballots_handed_out_may_be_counted_in_parts(tmp_path: Path) -> None:
    table = [
        {**row, "early": 3, "inside": int(str(row["valid"])) + int(str(row["invalid"])) - 2}
        for row in rows()
    ]
    where = folder(tmp_path, table)
    parts = "issued_early: early, issued_inside: inside"
    written = (where / "election.yaml").read_text(encoding="utf-8")
    written = written.replace("invalid: Invalid}", f"invalid: Invalid, {parts}}}")
    written = written.replace("invalid: invalid}", f"invalid: invalid, {parts}}}")
    (where / "election.yaml").write_text(written, encoding="utf-8")
    stations = named(run(where), "integer_percentages").stations
    issued, ballots = stations.column("issued"), stations.column("ballots")
    assert issued.known.all()
    assert (issued.values == ballots.values + 1).all()
    assert "turnout is of ballots found" not in said_of(where)


def test_what_turnout_is_of_is_said_where_it_is_not_of_ballots_handed_out(tmp_path: Path) -> None:
    said = said_of(folder(tmp_path, rows()), methods=["integer_percentages"])
    assert "turnout is of ballots found, for nobody says how many were handed out" in said
    table = changed(rows(), 240, registered="")
    said = said_of(folder(tmp_path / "unknown", table), methods=["integer_percentages"])
    assert "turnout cannot be told, and the share alone was looked at" in said


def test_the_share_alone_is_held_against_the_share_alone(tmp_path: Path) -> None:
    found = run(folder(tmp_path, changed(rows(), 240, registered="")))
    alone = named(found, "integer_percentages")
    assert alone.calibration is not None
    assert alone.calibration.method == "share_percentages"
    assert alone.title == "Integer percentages of the share alone"
    both = named(run(folder(tmp_path / "both", rows())), "integer_percentages")
    assert both.calibration is not None
    assert both.calibration.method == "integer_percentages"


def test_an_area_without_registers_is_said_beside_the_share_alone(tmp_path: Path) -> None:
    table = in_round_figures(rows(400), {"D0", "D1"})
    table = [{**row, "registered": ""} if row["district"] == "D0" else row for row in table]
    where = folder(tmp_path, table)
    asked = {"methods": ["integer_percentages"], "by": "district"}
    result = ct.check(where, forensics=True, **asked)  # type: ignore[arg-type]
    found = {item.area: item.message for item in result.findings if item.area}
    assert "in 0 of 424 regions of clean elections" in found["D0"]
    assert "in 0 of 418 regions of clean elections" in found["D1"]
    said = said_of(where, **asked)
    assert "district, Integer percentages of the share alone (D0): in regions of clean" in said
    assert "district, Integer percentages (D1, D2, D3): in regions of clean" in said


def test_without_registers_small_stations_are_told_by_their_ballots(tmp_path: Path) -> None:
    table = changed(rows(), 60, valid=80, invalid=0, ana=50, ben=30)
    where = folder(tmp_path, changed(table, 240, registered=""))
    said = said_of(where, methods=["integer_percentages"])
    assert "left out: fewer than 100 ballots found: 60" in said


def test_halves_of_the_share_alone_were_never_counted_on_clean_elections(tmp_path: Path) -> None:
    table = in_round_figures(rows(), {"D0", "D1", "D2", "D3"})
    where = folder(tmp_path, changed(table, 240, registered=""))
    halves = named(run(where, methods=["integer_percentages"], step="0.5"), "integer_percentages")
    assert not halves.fired
    said = said_of(where, methods=["integer_percentages"], step="0.5")
    assert "no clean election was counted so: there is nothing to hold these figures" in said


def test_every_count_is_said_beside_the_same_count_of_clean_elections(tmp_path: Path) -> None:
    said = said_of(folder(tmp_path, rows()), methods=["integer_percentages"])
    for what in ("turnout", "share", "either of them", "both of them"):
        beside = rf"{what} round: \d+ stations; [^;]*; on 10 clean elections z between "
        assert re.search(beside, " ".join(said.split()))


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


def test_no_statistic_is_run_while_sheets_are_missing(tmp_path: Path) -> None:
    where = folder(tmp_path, rows(), stations=300)
    found = run(where, by="district")
    for item in found.runs:
        assert "the sheets of 240 of 300 stations are held" in item.said.text
        assert not item.by_area
    text = "fixed_on: 2024-05-01\nmethods: [kernel_peaks]\ncomplete: true\n"
    (where / "protocol.yaml").write_text(text, encoding="utf-8")
    assert named(run(where), "kernel_peaks").outcome.applicable


def test_where_nobody_says_how_many_stations_there_are_that_is_said(tmp_path: Path) -> None:
    where = folder(tmp_path, rows())
    assert "how many stations there are" not in said_of(where, methods=["fingerprint"])
    definition = where / "election.yaml"
    text = definition.read_text(encoding="utf-8").replace("stations: 240\n", "")
    definition.write_text(text, encoding="utf-8")
    assert "nor areas.csv says how many stations there are" in said_of(
        where, methods=["fingerprint"]
    )
    protocol = "fixed_on: 2024-05-01\nmethods: [fingerprint]\ncomplete: true\n"
    (where / "protocol.yaml").write_text(protocol, encoding="utf-8")
    assert "how many stations there are" not in said_of(where)


def test_areas_that_are_left_after_adjustment_are_named(tmp_path: Path) -> None:
    where = folder(tmp_path, in_round_figures(rows(400), {"D2"}))
    result = ct.check(where, forensics=True, methods=["integer_percentages"], by="district")
    (finding,) = (finding for finding in result.findings if finding.area)
    assert finding.area == "D2"
    assert finding.tier == "strong"
    assert "an anomaly in this area, no verdict: z = " in finding.message
    assert "after Holm's adjustment for 4 areas" in finding.message
    said = plain_text(statistics_sections(result))
    assert "1 of 4 tests below 0.001" in said
    assert "left after Holm's adjustment: D2 (" in said
    assert result.exit_code == 0


def test_a_p_as_small_as_it_can_be_is_said_to_be_at_most_that(tmp_path: Path) -> None:
    """More drawn elections than 9,999 could bring it lower."""
    where = folder(tmp_path, in_round_figures(rows(880), {"D2"}))
    asked = {"forensics": True, "methods": ["kernel_peaks"], "by": "district"}
    result = ct.check(where, **asked)  # type: ignore[arg-type]
    (finding,) = (finding for finding in result.findings if finding.area == "D2")
    assert "; p is at most 0.0004 after Holm's adjustment for 4 areas" in finding.message
    assert "p is at most 0.0001" in plain_text(statistics_sections(result))


def test_areas_in_which_a_method_does_not_apply_are_counted(tmp_path: Path) -> None:
    table = changed(rows(), 60, registered=90, valid=80, invalid=0, ana=50, ben=30)
    said = said_of(folder(tmp_path, table), methods=["integer_percentages"], by="district")
    assert "district: 3 areas between " in said
    assert "district: not applicable in 1: fewer than 50 stations can be looked at" in said


def test_where_no_test_can_survive_adjustment_that_none_does_says_nothing(
    tmp_path: Path,
) -> None:
    """The least p of 10,000 elections, times four areas, is above so low a level."""
    protocol = "fixed_on: 2024-05-01\nmethods: [kernel_peaks]\nby: district\nsignificance: 0.02 %\n"
    said = said_of(folder(tmp_path, rows(440), protocol))
    assert "No p of this method is below 0.0001" in said
    plain = PROTOCOL.replace("[integer_percentages]", "[kernel_peaks]")
    assert "No p of this method" not in said_of(folder(tmp_path / "plain", rows(440), plain))


def test_shpilkins_core_is_said_as_a_range(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    table = rows(400)
    for row in table:
        ballots = int(rng.binomial(1_000, 0.55))
        ana = int(rng.binomial(ballots, 0.5))
        row |= {"registered": 1_000, "invalid": 0, "valid": ballots}
        row |= {"ana": ana, "ben": ballots - ana}
    said = said_of(folder(tmp_path, table), methods=["shpilkin_core"])
    assert "votes beyond the core's proportion, over cores at " in said
    assert "region by region, each with its own cores: between " in said


def test_what_is_compared_with_made_up_figures_alone_never_fires(tmp_path: Path) -> None:
    table = rows()
    for row in table:
        late = int(str(row["ana"])) / int(str(row["valid"]))
        row["voted_by_17_00"] = round(int(str(row["valid"])) * (1 - late))
    where = folder(tmp_path, table)
    text = (where / "election.yaml").read_text(encoding="utf-8")
    text = text.replace("invalid: Invalid}", "invalid: Invalid, voted_by_17_00: By five}")
    text = text.replace("invalid: invalid}", "invalid: invalid, voted_by_17_00: voted_by_17_00}")
    (where / "election.yaml").write_text(text, encoding="utf-8")
    found = named(run(where), "turnout_through_the_day")
    assert (found.outcome.headline or 0) > 0.5
    assert "slope = " in found.said.text
    assert "not calibrated, for no clean election publishes what it needs" in found.said.text
    assert not found.fired
    said = said_of(where, methods=["turnout_through_the_day"])
    assert "had voted by 17:00" in said
    assert "false alarms" not in said


def test_a_method_asked_for_twice_is_one_test(tmp_path: Path) -> None:
    found = run(folder(tmp_path, rows()), methods=["integer_percentages"] * 2)
    assert len(found.runs) == 1


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
    assert {ran.failed for ran in result.runs if ran.code.startswith("STATISTIC")} == {0}
    assert result.exit_code == 0


def test_the_json_keeps_its_schema(tmp_path: Path) -> None:
    result = ct.check(folder(tmp_path, rows(), PROTOCOL), forensics=True, by="district")
    document = json.loads(json.dumps(to_json(result)))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    (found,) = document["statistics"]["methods"]
    assert found["fixed_beforehand"] is True
    assert set(found["by_area"]) == {"D0", "D1", "D2", "D3"}
