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
from tests.spec.test_statistics_of_a_folder import folder, rows


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
