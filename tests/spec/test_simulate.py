"""``crosstally simulate``: a made-up election that says so, and whose manipulation is known."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import crosstally as ct
from crosstally.check.run import open_election
from crosstally.drafting.simulated import Simulated, simulate
from crosstally.forensics.simulation import KINDS
from crosstally.problems import InputError
from tests.small_elections import folder, rows


def made(tmp_path: Path, kind: str = "stuffing", part: str = "10 %") -> tuple[Simulated, Path]:
    clean = tmp_path / "election"
    if not clean.exists():
        folder(tmp_path, rows())
    out = tmp_path / "made-up"
    return simulate(open_election(clean), out, kind, part, 1), out


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("kind", KINDS)
def test_the_changed_stations_are_listed_and_no_other_is_changed(tmp_path: Path, kind: str) -> None:
    done, out = made(tmp_path, kind)
    before = {row["station"]: row for row in table(tmp_path / "election" / "stations.csv")}
    after = {row["station"]: row for row in table(out / "stations.csv")}
    listed = {row["station"] for row in table(out / "manipulated.csv")}
    assert done.touched == len(listed) == 24
    assert before.keys() == after.keys()
    for code, row in after.items():
        sums = int(row["votes ana"]) + int(row["votes ben"])
        assert sums == int(row["valid"])
        assert int(row["valid"]) + int(row["invalid"]) <= int(row["registered"])
        if code not in listed:
            assert (row["votes ana"], row["votes ben"]) == (
                before[code]["ana"],
                before[code]["ben"],
            )
    gained = sum(int(after[c]["votes ana"]) - int(before[c]["ana"]) for c in after)
    assert gained == done.added + done.moved


def test_it_says_that_it_is_made_up_wherever_it_is_read(tmp_path: Path) -> None:
    _, out = made(tmp_path)
    assert (out / "README.md").read_text(encoding="utf-8").startswith("# Made up: Small\n")
    result = ct.check(out)
    assert result.election.definition.title == "MADE UP: Small"
    assert result.exit_code == 0


def test_the_same_seed_writes_the_same_folder(tmp_path: Path) -> None:
    _, out = made(tmp_path)
    again = tmp_path / "again"
    simulate(open_election(tmp_path / "election"), again, "stuffing", "0.1", 1)
    assert (out / "stations.csv").read_bytes() == (again / "stations.csv").read_bytes()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    _, out = made(tmp_path)
    with pytest.raises(InputError):
        simulate(open_election(tmp_path / "election"), out, "transfer", "1 %", 2)
    with pytest.raises(InputError):
        simulate(open_election(tmp_path / "election"), tmp_path / "election", "transfer", "1 %", 2)


def test_a_part_of_less_than_one_station_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="less than one of 240 stations"):
        made(tmp_path, part="0.1 %")
    assert not (tmp_path / "made-up").exists()


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    clean = open_election(folder(tmp_path, rows()))
    with pytest.raises(InputError) as error:
        simulate(clean, tmp_path / "out", "stufing", "200 %", 1, contest="x", source="y")
    assert len(error.value.problems) == 4
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="no part of the stations; read '1e999999999'"):
        simulate(clean, tmp_path / "out", "stuffing", "1e999999999", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_only_stations_that_differ_are_said_to_be_changed(tmp_path: Path, kind: str) -> None:
    """Half of the stations stand beyond what somebody who makes sheets up would write down."""
    full = rows(400)
    for row in full[::2]:
        valid = int(int(str(row["registered"])) * 0.97)
        ana = int(valid * 0.97)
        row |= {"valid": valid, "invalid": 0, "ana": ana, "ben": valid - ana}
    folder(tmp_path, full)
    done, out = made(tmp_path, kind, "25 %")
    before = {row["station"]: row for row in table(tmp_path / "election" / "stations.csv")}
    differ = {
        row["station"]
        for row in table(out / "stations.csv")
        if (row["votes ana"], row["valid"])
        != (before[row["station"]]["ana"], before[row["station"]]["valid"])
    }
    assert done.drawn == 100
    assert done.touched == len(differ)
    assert {row["station"] for row in table(out / "manipulated.csv")} == differ
    said = (out / "README.md").read_text(encoding="utf-8")
    assert f"{len(differ)} of 400 stations were changed" in said
    if kind in ("made_up", "evading"):
        assert 40 < len(differ) < 60
        assert f"{100 - len(differ)} more were drawn" in said
    else:
        assert ("more were drawn" in said) == (len(differ) < 100)


def test_figures_that_are_not_there_are_named(tmp_path: Path) -> None:
    clean = folder(tmp_path, [{**row, "registered": ""} for row in rows()])
    with pytest.raises(InputError, match="these figures are not there; read 'voters on the list'"):
        simulate(open_election(clean), tmp_path / "made-up", "stuffing", "10 %", 1)
    assert not (tmp_path / "made-up").exists()


def test_where_not_one_sheet_would_differ_nothing_is_written(tmp_path: Path) -> None:
    full = rows()
    for row in full:
        row |= {"registered": 1_000, "valid": 990, "invalid": 0, "ana": 980, "ben": 10}
    folder(tmp_path, full)
    with pytest.raises(InputError, match="not one of the 24 stations drawn would differ"):
        made(tmp_path, "made_up")
    assert not (tmp_path / "made-up").exists()


def test_every_row_says_that_it_is_made_up(tmp_path: Path) -> None:
    """A table is passed on without its folder, and its stations have real codes."""
    _, out = made(tmp_path)
    for name in ("stations.csv", "manipulated.csv"):
        assert {row["note"] for row in table(out / name)} == {"MADE UP: no result of an election"}
    assert ct.check(out).exit_code == 0
