"""`-` in place of a file of results: `crosstally new DIR --from -` and `crosstally add DIR -`."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from tests.folders import STATIONS, csv_of
from tests.read_files import xlsx, zipped

TABLE = csv_of(STATIONS)
ROWS: list[list[object]] = [
    [int(cell) if cell.isdecimal() else cell for cell in line.split(",")]
    for line in TABLE.splitlines()
]


def piped(given: bytes, *arguments: str, cwd: Path) -> tuple[int, str]:
    """Exit code and both outputs of the command, with these bytes on standard input."""
    command = [sys.executable, "-m", "crosstally", *arguments]
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LANGUAGE": "en"},
    )
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    ("given", "file"),
    [
        (TABLE.encode(), "results.csv"),
        (csv_of(STATIONS, "\t").encode("utf-16"), "results.csv"),
        (gzip.compress(TABLE.encode()), "results.csv.gz"),
        (zipped(("a.csv", TABLE)), "results.zip"),
        (xlsx(ROWS), "results.xlsx"),
    ],
    ids=["csv", "tsv in utf-16", "gz", "zip", "xlsx"],
)
def test_a_folder_is_drafted_from_what_is_piped_in(tmp_path: Path, given: bytes, file: str) -> None:
    code, said = piped(given, "new", "mine", "--from", "-", cwd=tmp_path)
    assert code == 0, said
    assert (tmp_path / "mine/returns" / file).read_bytes() == given
    result = check(open_election(tmp_path / "mine"))
    (totals,) = (found for contest in result.contests.values() for found in contest.totals.values())
    assert list(totals.options.values()) == [610, 390]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (b"", "-: is empty"),
        (b"a,b\n1,\0\n", "-: is no text"),
        (gzip.compress(TABLE.encode())[:40], "-: is a broken archive"),
        (b"PK\x03\x04 and no more", "-: is a broken archive"),
        (b"PAR1 and no more", "-: is no Parquet file"),
        (b"<?xml version='1.0'?><a/>", "-:1: is no EML count"),
        (b'{"a": ', "-:1:7: is no JSON"),
    ],
)
def test_what_cannot_be_read_is_said_of_it_and_nothing_is_written(
    tmp_path: Path, given: bytes, problem: str
) -> None:
    code, said = piped(given, "new", "mine", "--from", "-", cwd=tmp_path)
    assert code == 2
    assert problem in said
    assert "results." not in said
    assert "Traceback" not in said
    assert not (tmp_path / "mine").exists()


def test_a_second_source_is_added_from_it_under_its_own_name(tmp_path: Path) -> None:
    piped(TABLE.encode(), "new", "mine", "--from", "-", cwd=tmp_path)
    code, said = piped(TABLE.encode(), "add", "mine", "-", "--source", "Observers", cwd=tmp_path)
    assert code == 0, said
    assert (tmp_path / "mine/returns/observers.csv").read_text() == TABLE
    totals = next(iter(check(open_election(tmp_path / "mine")).contests.values())).totals
    assert {source: found.options["ana"] for source, found in totals.items()}["observers"] == 610


def test_the_help_shows_how(tmp_path: Path) -> None:
    for verb in ("new", "add"):
        _, said = piped(b"", verb, "--help", cwd=tmp_path)
        assert "- reads standard input" in " ".join(said.split())
