"""Killed, crowded, full, read-only: nothing acknowledged is lost, nothing stands half-written."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PrivateKey
from crosstally.ledger.log import Log

KILLS = """
import os, random, select, signal, sys, time
from pathlib import Path
import filelock
from crosstally.ledger.log import Log

folder, kills = Path(sys.argv[1]), int(sys.argv[2])
rng = random.Random(20120115)
cut_short = 0

def append_for_ever(run, acknowledge):
    log = Log(folder)
    for i in range(10**6):
        entries = [b"%d %d %d" % (run, i, j) for j in range(rng.randrange(1, 60))]
        log.append(entries)
        os.write(acknowledge, b"%d %d %d\\n" % (i, len(entries), log.checkpoint.size))

for run in range(kills):
    heard, acknowledge = os.pipe()
    child = os.fork()
    if not child:
        append_for_ever(run, acknowledge)
    os.close(acknowledge)
    if run % 4:  # else the kill may fall into the very first append
        select.select([heard], [], [], 5)
    time.sleep(rng.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(heard) as pipe:
        acknowledged = [tuple(map(int, line.split())) for line in pipe]
    log = Log(folder)
    log.verify()
    for i, n, size in acknowledged:
        assert list(log.entries(size - n, size)) == [b"%d %d %d" % (run, i, j) for j in range(n)]
    unheard = acknowledged and log.checkpoint.size != acknowledged[-1][2]
    cut_short += bool(unheard) or any(folder.rglob("*.new"))
print(log.checkpoint.size, cut_short)
"""

APPENDS = """
import sys
from pathlib import Path
from crosstally.ledger.log import Log
log = Log(Path(sys.argv[1]))
for i in range(40):
    log.append([f"{sys.argv[2]} {i} {j}".encode() for j in range(1 + i % 9)])
"""


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("kills", [200, pytest.param(2_000, marks=pytest.mark.long)])
def test_a_kill_at_any_point_of_an_append_loses_nothing_acknowledged(
    tmp_path: Path, kills: int
) -> None:
    Log.create(tmp_path, "log.example")
    said, errors = (driver := python(KILLS, tmp_path, kills)).communicate()
    assert driver.returncode == 0, errors
    size, cut_short = map(int, said.split())
    assert size > 0
    assert cut_short > kills // 20, "too few kills fell into an append to show anything"


def test_two_writers_append_one_after_the_other(tmp_path: Path) -> None:
    Log.create(tmp_path, "log.example")
    writers = [python(APPENDS, tmp_path, name) for name in ("a", "b", "c")]
    for writer in writers:
        _, errors = writer.communicate()
        assert writer.returncode == 0, errors
    log = Log(tmp_path)
    log.verify()
    held = list(log.entries())
    for name in "abc":
        mine = [entry for entry in held if entry.startswith(name.encode())]
        assert mine == [
            b"%s %d %d" % (name.encode(), i, j) for i in range(40) for j in range(1 + i % 9)
        ]
    assert len(held) == len(set(held)) == 3 * sum(1 + i % 9 for i in range(40))


def test_a_full_disk_is_an_error_and_the_log_stays(tmp_path: Path) -> None:
    log = Log.create(tmp_path, "log.example")
    log.append([b"x" * 60_000])
    before, held = log.checkpoint, {*tmp_path.rglob("*")}
    # A file may not grow beyond 100,000 bytes: what a full disk does to a write, for this process.
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(LedgerError, match=r"cannot be written .*; the log is as it was before"):
            log.append([b"y"] * 300 + [b"y" * 60_000] * 3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    again = Log(tmp_path)
    again.verify()
    assert again.checkpoint == before
    assert {path for path in tmp_path.rglob("*") if path.is_file()} <= held, "room is given back"
    again.append([b"y"])
    again.verify()


def test_a_full_disk_takes_nothing_that_stood_there_from_a_log_with_an_older_checkpoint(
    tmp_path: Path,
) -> None:
    log = Log.create(tmp_path, "log.example")
    log.append([b"x"] * 250)
    older = (tmp_path / "checkpoint").read_bytes()
    log.append([b"y"] * 10)
    (tmp_path / "checkpoint").write_bytes(older)
    held = {*tmp_path.rglob("*")}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(LedgerError, match=r"cannot be written"):
            Log(tmp_path).append([b"z"] * 300 + [b"z" * 60_000] * 3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert {*tmp_path.rglob("*")} >= held
    Log(tmp_path).verify()


@pytest.mark.parametrize("key", [None, PrivateKey.new("log.example")])
def test_a_folder_that_cannot_be_written_is_an_error(
    tmp_path: Path, key: PrivateKey | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log.create(tmp_path, "log.example", key)

    def refuse(path: object, flags: int, mode: int = 0o777) -> int:
        raise OSError(30, "Read-only file system", path)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(LedgerError, match="Read-only file system"):
        log.append([b"x"], key)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    log = Log.create(tmp_path, "log.example")
    log.append([b"%d" % i for i in range(600)])
    (tmp_path / "tile/entries/001").unlink()
    with pytest.raises(LedgerError, match="tile/entries/001 is missing from the log"):
        Log(tmp_path).verify()


def test_a_log_that_lost_its_checkpoint_is_not_begun_anew_over_its_entries(tmp_path: Path) -> None:
    """A copy that broke off, in which the checkpoint did not arrive."""
    log = Log.create(tmp_path, "log.example")
    log.append([b"one", b"two"])
    kept = (tmp_path / "checkpoint").read_bytes()
    (tmp_path / "checkpoint").unlink()
    with pytest.raises(LedgerError, match="Put the file `checkpoint` back from a copy"):
        Log.create(tmp_path, "log.example")
    (tmp_path / "checkpoint").write_bytes(kept)
    assert list(Log(tmp_path).entries()) == [b"one", b"two"]


def test_a_checkpoint_that_was_copied_in_part_is_named(tmp_path: Path) -> None:
    key = PrivateKey.new("log.example")
    whole = (Log.create(tmp_path, "log.example", key).folder / "checkpoint").read_bytes()
    (tmp_path / "checkpoint").write_bytes(whole[:-20])
    with pytest.raises(LedgerError, match=r"checkpoint: the signature lines do not end"):
        Log(tmp_path)
