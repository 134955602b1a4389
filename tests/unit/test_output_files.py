"""Where results are written, and what stays behind: no half of them, no copy of the data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.folders import STATIONS, csv_of, write_folder

FILES: dict[str, str | bytes] = {"returns.csv": csv_of(STATIONS)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "election", FILES)


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crosstally", "check", str(folder), *arguments],
        capture_output=True,
        text=True,
        cwd=folder.parent,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--report", "election/election.yaml"],
        ["--json", "election/returns.csv"],
        ["--json", "election/../election/returns.csv"],
        ["--json", "link.csv"],
        ["--json", "half.json", "--report", "nowhere/x.html"],
        ["--report", "half.html", "--json", "nowhere/x.json"],
        ["--report", "half.html", "--json", "election"],
        ["--json", "same", "--report", "same"],
        ["--json", "same", "--report", "./same"],
        ["--json", "-", "--report", "-"],
        ["--json", ""],
        ["--report", ""],
        ["--json", "half.json", "--report", ""],
    ],
)
def test_nothing_is_written_where_one_result_cannot_be(
    folder: Path, arguments: Sequence[str]
) -> None:
    (folder.parent / "link.csv").symlink_to(folder / "returns.csv")
    before = contents(folder.parent)
    done = check(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert contents(folder.parent) == before


def test_a_result_replaces_an_earlier_one_in_the_folder_itself(folder: Path) -> None:
    for _ in range(2):
        done = check(folder, "--json", "election/r.json", "--report", "election/r.html")
        assert (done.returncode, done.stderr) == (0, "")
    # A report is never taken for a file of the election, nor the other way round.
    (folder / "r.html").write_text("my notes")
    assert check(folder, "--report", "election/r.html").returncode == 2
    assert (folder / "r.html").read_text() == "my notes"


def test_what_cannot_be_read_is_not_written_over_a_file_of_the_election(folder: Path) -> None:
    (folder / "election.yaml").write_text("id: [")
    assert check(folder, "--json", "election/returns.csv").returncode == 2
    assert (folder / "returns.csv").read_text() == FILES["returns.csv"]


@pytest.mark.parametrize("content", ["{", "[]", '{"type": "FeatureCollection"}', "\xff"])
@pytest.mark.parametrize("arguments", [(), ("--report", "r.html")])
def test_a_map_that_is_none_is_said(folder: Path, content: str, arguments: Sequence[str]) -> None:
    (folder / "map.geojson").write_text(content, encoding="latin-1")
    done = check(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "map.geojson: cannot be read as a map: " in done.stderr
    assert not (folder.parent / "r.html").exists()


def test_a_device_that_is_full_leaves_no_other_result(folder: Path) -> None:
    done = check(folder, "--json", "half.json", "--report", "/dev/full")
    assert done.returncode == 2
    assert sorted(path.name for path in folder.parent.iterdir()) == ["election"]


@pytest.mark.parametrize(("change", "code"), [("200,100", 0), ("201,100", 1)])
def test_a_reader_that_leaves_changes_nothing(folder: Path, change: str, code: int) -> None:
    text = str(FILES["returns.csv"]).replace("200,100", change)
    (folder / "returns.csv").write_text(text)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "crosstally", "check", str(folder)],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (code, b"")


SLOW = """
from crosstally.check import run
from crosstally.engine.connection import Engine

def wait(*arguments, **more):
    with Engine() as engine:
        (engine.workdir / "copy.csv").write_text("data")
        print("ready", flush=True)
        engine.run(
            "CREATE TABLE t AS SELECT sum(i * j) FROM range(1000000) a(i), "
            "range(1000000) b(j)"
        )

run.check = wait
from crosstally.__main__ import run as start
import sys
sys.argv = ["crosstally", "check", FOLDER]
start()
"""


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_no_copy_of_the_data_stays_behind(
    folder: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    running = subprocess.Popen(
        [sys.executable, "-c", SLOW.replace("FOLDER", repr(str(folder)))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert running.stdout is not None
    assert running.stdout.readline() == b"ready\n"
    assert any(temporary.iterdir())
    running.send_signal(number)
    _, said = running.communicate(timeout=20)
    assert (running.returncode, said) == (code, b"")
    assert list(temporary.iterdir()) == []


EARLY = """
import sys

class Interrupted:
    def find_spec(self, name, path, target=None):
        if name == "crosstally.cli.app":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
from crosstally.__main__ import run
run()
"""


def test_an_interrupt_while_it_starts_prints_no_traceback() -> None:
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
