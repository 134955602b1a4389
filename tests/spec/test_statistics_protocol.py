"""What a protocol fixes before figures are read: methods, areas, exclusions and levels."""

from __future__ import annotations

from pathlib import Path

import pytest

import crosstally as ct
from crosstally.problems import InputError
from crosstally.report.lines import plain_text
from crosstally.report.statistics import statistics_sections
from tests.small_elections import PROTOCOL, folder, in_round_figures, named, rows, run, said_of


def with_kinds(tmp_path: Path, protocol: str) -> Path:
    """Ten stations are prisons, the others ordinary."""
    kinds = [{**row, "kind": "prison" if i < 10 else "usual"} for i, row in enumerate(rows())]
    where = folder(tmp_path, kinds, protocol)
    text = (where / "election.yaml").read_text(encoding="utf-8")
    text = text.replace("      areas:", "      attributes: [kind]\n      areas:")
    (where / "election.yaml").write_text(text, encoding="utf-8")
    return where


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


def test_what_the_protocol_names_and_was_not_run_is_said(tmp_path: Path) -> None:
    protocol = PROTOCOL.replace("[integer_percentages]", "[integer_percentages, kernel_peaks]")
    said = said_of(folder(tmp_path, rows(), protocol), methods=["integer_percentages"])
    assert "names these methods too, which were not run: kernel_peaks" in said


def test_another_level_than_the_protocols_was_added_afterwards(tmp_path: Path) -> None:
    where = folder(tmp_path, rows(), PROTOCOL.replace("by: district\n", ""))
    said = said_of(where, by="district")
    assert "the method was fixed beforehand, its areas were not" in said
    assert "added afterwards" not in said
    assert "its step was not" not in said
    both = said_of(where, by="district", step="0.5")
    assert "its areas were not" in both
    assert "its step was not" in both


def test_a_protocol_fixed_after_voting_day_says_so(tmp_path: Path) -> None:
    assert "after voting day" not in said_of(folder(tmp_path, rows(), PROTOCOL))
    (tmp_path / "late").mkdir()
    late = PROTOCOL.replace("2024-05-01", "2024-05-13T10:00")
    assert "after voting day" in said_of(folder(tmp_path / "late", rows(), late))


def test_what_the_protocol_excludes_is_counted(tmp_path: Path) -> None:
    where = with_kinds(tmp_path, PROTOCOL + "exclude: {kind: [prison]}\n")
    assert named(run(where), "integer_percentages").outcome.stations == 230
    assert "left out: excluded by the protocol: 10" in said_of(where)


def test_an_exclusion_that_no_station_fits_is_a_mistake(tmp_path: Path) -> None:
    wrong = PROTOCOL + "exclude: {kimd: [prison], kind: [prisn]}\n"
    with pytest.raises(InputError) as caught:
        run(with_kinds(tmp_path, wrong))
    said = [str(problem) for problem in caught.value.problems]
    assert "protocol.yaml:4:" in said[0]
    assert "stations have no attribute of that name" in said[0]
    assert "Did you mean 'kind'?" in said[0]
    assert "no station has that value of kind" in said[1]


def test_a_protocol_that_names_nothing_says_where(tmp_path: Path) -> None:
    wrong = "fixed_on: 2024-05-01\nmethods: [integer_percentage]\nby: distric\n"
    with pytest.raises(InputError) as caught:
        run(folder(tmp_path, rows(), wrong))
    said = [str(problem) for problem in caught.value.problems]
    assert "protocol.yaml:2:11: there is no method of that name" in said[0]
    assert "Did you mean 'integer_percentages'?" in said[0]
    assert "protocol.yaml:3:" in said[1]
    assert "Did you mean 'district'?" in said[1]


@pytest.mark.parametrize(
    ("wrong", "where", "said"),
    [
        ("methods: [fingerprint]\nstep: 0.5\n", 3, "the method integer_percentages, which this"),
        ("methods: [fingerprint, fingerprint]\n", 2, "is named twice"),
        ("methods: [fingerprint]\nsignificance: 0 %\n", 3, "is no level of significance"),
        ("methods: [fingerprint]\nsignificance: 100 %\n", 3, "is no level of significance"),
    ],
)
def test_a_protocol_that_fixes_nothing_is_refused(
    tmp_path: Path, wrong: str, where: int, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        run(folder(tmp_path, rows(), f"fixed_on: 2024-05-01\n{wrong}"))
    assert f"protocol.yaml:{where}:" in str(caught.value)
    assert said in str(caught.value)


def test_every_mistake_of_a_protocol_is_said_at_once(tmp_path: Path) -> None:
    """What is missing, misspelt, of a wrong kind, and wrong for this election, in one run."""
    protocol = (
        "methds: []\nmethods: [integer_percentage, kernel_peaks, kernel_peaks]\nby: distrct\n"
        "step: 0.1\nsignificance: 200 %\ncomplete: perhaps\n"
        "exclude: {kimd: [prison], kind: [prisn]}\n"
    )
    with pytest.raises(InputError) as refused:
        run(with_kinds(tmp_path, protocol))
    told = str(refused.value)
    for said in (
        "fixed_on",
        "methds",
        "integer_percentage",
        "is named twice",
        "distrct",
        "this protocol does not name",
        "0.1",
        "200 %",
        "complete",
        "kimd",
        "prisn",
    ):
        assert said in told, said
    lines = [problem.line or 0 for problem in refused.value.problems]
    assert lines == sorted(lines)


def test_areas_are_held_to_the_level_that_the_protocol_states(tmp_path: Path) -> None:
    protocol = "fixed_on: 2024-05-01\nmethods: [integer_percentages]\nby: district\n"
    table = in_round_figures(rows(400), {"D2"})
    found = run(folder(tmp_path, table, f"{protocol}significance: 5 %\n"))
    (own,) = run(folder(tmp_path / "left out", table, protocol)).runs
    (stated,) = found.runs
    assert stated.family is not None
    assert found.family is not None
    assert own.family is not None
    assert (stated.family.level, found.family.level, own.family.level) == (0.05, 0.05, 0.001)
