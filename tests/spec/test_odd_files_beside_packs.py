"""Pipes, devices and files without an end, wherever a file is named beside a pack, a log or a
snapshot: a clear error, exit 2, in no time and no memory, and nothing written."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.cli.app import command_line
from crosstally.ledger.errors import LedgerError
from crosstally.pack.opening import UnreadableError
from crosstally.pack.verify_log import kept_checkpoint
from crosstally.problems import InputError
from tests.packs import folder, pack
from tests.spec.test_log_odd_files import as_endless, as_huge, as_pipe

ODD = pytest.mark.parametrize("odd", [as_pipe, as_endless, as_huge])
Odd = Callable[[Path], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("odd")
    return pack(place / "pack", folder(place / "election"))


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path / "evidence")
    (tmp_path / "page.txt").write_text("81 percent\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def crosstally(*words: str) -> None:
    command_line()([*words], standalone_mode=False)


COMMANDS = [
    "pack verify evidence --older odd",
    "pack verify odd",
    "pack attach evidence odd",
    "pack open-original evidence --original odd --salts odd",
    "log timestamp check evidence/checkpoint odd --roots evidence/checkpoint",
    "log timestamp check evidence/checkpoint evidence/checkpoint --roots odd",
    "log timestamp check odd evidence/checkpoint --roots evidence/checkpoint",
    "log check evidence --older odd",
    "snapshot odd",
    "snapshot page.txt --into odd",
    "snapshot page.txt --log odd",
]


@ODD
@pytest.mark.parametrize("command", COMMANDS)
def test_an_odd_file_that_is_named_is_refused(here: Path, command: str, odd: Odd) -> None:
    odd(here / "odd")
    before = sorted(here.rglob("*"))
    with pytest.raises((InputError, LedgerError, OSError)):
        crosstally(*command.split())
    assert sorted(here.rglob("*")) == before


@ODD
def test_the_program_in_a_pack_refuses_them_too(here: Path, odd: Odd) -> None:
    odd(here / "odd")
    with pytest.raises(UnreadableError, match="odd: is"):
        kept_checkpoint(here / "odd")
    command = [sys.executable, "-I", "-S", "evidence/verify.pyz", "--older", "odd"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("Nothing was verified.\n  odd: is")


@pytest.mark.parametrize("odd", [as_pipe, as_endless])
def test_an_odd_file_in_an_earlier_pack_is_named(here: Path, odd: Odd) -> None:
    (tile,) = [path for path in (here / "evidence/data/log/tile/0").rglob("*") if path.is_file()]
    odd(tile)
    with pytest.raises(InputError, match="is no folder of an earlier pack"):
        crosstally("pack", "build", "kazakhstan-2012", "next", "--previous", "evidence")
    assert not (here / "next").exists()


@ODD
@pytest.mark.parametrize("name", ["look.json", None])
def test_an_odd_file_among_ones_own_snapshots_is_named(
    here: Path, odd: Odd, name: str | None
) -> None:
    crosstally("snapshot", "page.txt")
    (home,) = (here / "snapshots").iterdir()
    (kept,) = home.glob("*.txt")
    place = home / name if name else kept
    odd(place)
    (here / "page.txt").write_text("18 percent\n")
    before = sorted(home.iterdir())
    with pytest.raises(InputError, match=place.name):
        crosstally("snapshot", "page.txt")
    assert sorted(home.iterdir()) == before


def test_a_picture_that_unpacks_to_terabytes_is_kept_by_its_hash(here: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 16, 6, 0, 0, 0)
    for count in (1, 2):
        pixels = chunk(b"IDAT", zlib.compress(bytes(count << 20)))
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")
        (here / "sheet.png").write_bytes(bomb)
        if count == 1:
            crosstally("snapshot", "sheet.png")
        else:
            with pytest.raises(SystemExit) as seen:
                sys.exit(command_line()(["snapshot", "sheet.png"], standalone_mode=False))
            assert seen.value.code == 1
    assert len([*(here / "snapshots").rglob("*.png")]) == 2


def test_a_folder_that_is_no_folder_leaves_a_snapshot_untaken(here: Path) -> None:
    crosstally("snapshot", "page.txt")
    (home,) = (here / "snapshots").iterdir()
    shutil.rmtree(home)
    os.mkfifo(home)
    with pytest.raises((InputError, OSError)):
        crosstally("snapshot", "page.txt")
    assert home.is_fifo()
