"""Integer percentages by choice of step: halves are held against clean elections counted in halves,
other steps against nothing, and then nothing fires."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import crosstally as ct
from crosstally.cli.app import app, command_line
from crosstally.forensics import integer_percentages
from crosstally.forensics.outcome import NotApplicable
from crosstally.problems import InputError
from crosstally.report.statistics import statistics_sections
from tests.small_elections import Rows, folder, rows

METHOD = "integer_percentages"


def at_halves(stations: int = 400) -> Rows:
    """Every station's turnout is a half percent, such as 60.5."""
    found = rows(stations)
    for place, row in enumerate(found):
        row["registered"] = 1_000
        ballots = 405 + 10 * (place % 40)
        row["valid"], row["invalid"] = ballots, 0
        row["ana"] = 7 * ballots // 13
        row["ben"] = ballots - 7 * ballots // 13
    return found


def said(where: Path, **asked: Any) -> str:
    result = ct.check(where, forensics=True, methods=[METHOD], **asked)
    lines = [line for part in statistics_sections(result) for line in part.lines]
    return "\n".join(f"{line.label}: {line.text}" for line in lines)


def test_halves_have_clean_elections_counted_in_halves() -> None:
    columns: list[list[float]] = [[200] * 400, [101] * 400, [200] * 400, [101] * 400]
    whole, half = integer_percentages(*columns), integer_percentages(*columns, step=0.5)
    assert whole.turnout.observed == 0
    assert half.turnout.observed == 400
    assert len(half.overdispersed.dispersion.countries) == 5
    assert half.overdispersed.dispersion != whole.overdispersed.dispersion
    assert half.headline == half.overdispersed.z


@pytest.mark.parametrize("other", [{"step": 0.25}, {"step": 5}, {"radius": 0.1}])
def test_what_no_clean_election_was_counted_in_has_no_headline(other: Any) -> None:
    columns: list[list[float]] = [[200] * 400, [100] * 400, [200] * 400, [101] * 400]
    found = integer_percentages(*columns, **other)
    assert found.applicable
    assert found.turnout.observed == 400
    assert found.headline is None
    assert not [name for name in found.figures if name.startswith("overdispersed")]
    with pytest.raises(NotApplicable, match="no clean election"):
        _ = found.overdispersed


def test_the_command_counts_in_the_step_asked_for(tmp_path: Path) -> None:
    where, out = folder(tmp_path, at_halves()), tmp_path / "out.json"
    command_line()
    asked = ["forensics", str(where), "--method", METHOD, "--by", "district", "--json", str(out)]
    assert CliRunner().invoke(app, [*asked, "--step", "0.5"]).exit_code == 0
    (run,) = json.loads(out.read_text(encoding="utf-8"))["methods"]
    assert run["figures"]["step"] == 0.5
    assert run["figures"]["turnout.observed"] == 400
    assert run["clean_elections"]["elections"] == 10
    assert run["fired"]
    assert all(part["p"] < 0.001 for part in run["by_area"].values())


def test_whole_percents_do_not_see_halves(tmp_path: Path) -> None:
    where = folder(tmp_path, at_halves())
    assert "turnout round: 0 stations" in said(where)
    halves = said(where, step=0.5)
    assert "turnout round: 400 stations" in halves
    assert "Integer and half percentages" in halves
    assert "on 10 clean elections of 5 countries between" in halves
    assert "percent of stations (" in halves, "what it finds of known manipulation"
    assert "regions of clean elections" in halves


def test_an_uncalibrated_step_never_fires(tmp_path: Path) -> None:
    where = folder(tmp_path, at_halves())
    result = ct.check(where, forensics=True, methods=[METHOD], by="district", step="0.25")
    assert result.statistics is not None
    (run,) = result.statistics.runs
    assert run.outcome.figures["turnout.z"] > 10  # type: ignore[operator]
    assert not run.fired
    assert run.p is None
    assert not run.areas_left
    assert not [f for f in result.findings if f.code.name.startswith("STATISTIC")]


@pytest.mark.parametrize("step", ["abc", "0", "0.1", "-1", "101", "nan", "inf", "", "1/0"])
def test_a_step_that_is_none_is_refused(tmp_path: Path, step: str) -> None:
    where = folder(tmp_path, at_halves(60))
    with pytest.raises(InputError, match=r"--step|step"):
        ct.check(where, forensics=True, step=step)


def test_a_step_without_the_method_is_refused(tmp_path: Path) -> None:
    where = folder(tmp_path, at_halves(60))
    with pytest.raises(InputError, match="integer_percentages"):
        ct.check(where, forensics=True, methods=["fingerprint"], step="0.5")


PROTOCOL = "fixed_on: 2024-05-01\nmethods: [integer_percentages]\n"


def test_the_protocol_fixes_the_step(tmp_path: Path) -> None:
    where = folder(tmp_path, at_halves())
    (where / "protocol.yaml").write_text(f"{PROTOCOL}step: 0.5\n", encoding="utf-8")
    fixed = said(where)
    assert "Integer and half percentages" in fixed
    assert "was not:" not in fixed
    changed = said(where, step="1")
    assert "turnout round: 0 stations" in changed
    assert "the method was fixed beforehand, its step was not" in changed


def test_a_step_is_added_afterwards_where_the_protocol_names_none(tmp_path: Path) -> None:
    where = folder(tmp_path, at_halves())
    (where / "protocol.yaml").write_text(PROTOCOL, encoding="utf-8")
    assert "its step was not" in said(where, step="0.5")
    assert "its step was not" not in said(where, step="1")


def test_a_protocols_step_is_read_with_the_rest(tmp_path: Path) -> None:
    where = folder(tmp_path, at_halves(60))
    (where / "protocol.yaml").write_text(f"{PROTOCOL}step: 0.05\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        ct.check(where, forensics=True)
    assert "protocol.yaml" in str(refused.value)
    assert "0.05" in str(refused.value)
