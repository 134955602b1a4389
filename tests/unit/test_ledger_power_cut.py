"""What a log acknowledged is there after the power was cut: a disk that keeps only what was forced.

The disk is made up. It remembers of each file what it held, and of each folder which names it had,
when the system was last asked to force it; what nobody asked for is gone.
"""

import os
import stat
from pathlib import Path

import pytest

from crosstally.ledger.log import Log
from crosstally.ledger.tiles import TILE_WIDTH

FORCE = os.fsync


class ForcedDisk:
    """What would be found below ``folder`` after a power cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.contents: dict[int, bytes] = {}
        self.names: dict[str, dict[str, int]] = {}
        self.asked = 0

    def force(self, descriptor: int) -> None:
        """Stands for ``os.fsync``."""
        self.asked += 1
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            self.names[str(path)] = {found.name: found.stat().st_ino for found in path.iterdir()}
        else:
            self.contents[os.fstat(descriptor).st_ino] = path.read_bytes()

    def found_again(self, place: Path) -> Path:
        """What is left, written below ``place``."""
        self._restore(self.folder, place)
        return place

    def _restore(self, folder: Path, place: Path) -> None:
        place.mkdir(parents=True)
        for name, number in self.names.get(str(folder), {}).items():
            if str(folder / name) in self.names:
                self._restore(folder / name, place / name)
            elif number in self.contents:
                (place / name).write_bytes(self.contents[number])


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ForcedDisk:
    made_up = ForcedDisk(tmp_path / "disk")
    made_up.folder.mkdir()
    monkeypatch.setattr("crosstally.ledger.log.os.fsync", made_up.force)
    return made_up


def sure(disk: ForcedDisk, place: Path) -> list[bytes]:
    """The entries that a log in ``disk``'s folder ``log`` has after a power cut, all verified."""
    log = Log(disk.found_again(place) / "log")
    log.verify()
    return [*log.entries()]


def test_an_empty_log_is_there(disk: ForcedDisk, tmp_path: Path) -> None:
    Log.create(disk.folder / "log", "example.org/log")
    assert sure(disk, tmp_path / "after") == []


@pytest.mark.parametrize("before", [0, 1, TILE_WIDTH - 2, TILE_WIDTH - 1, 2 * TILE_WIDTH - 1])
def test_each_acknowledged_entry_is_there(disk: ForcedDisk, tmp_path: Path, before: int) -> None:
    entries = [f"entry {number}".encode() for number in range(before + 4)]
    Log.create(disk.folder / "log", "example.org/log").append(entries[:before])
    for number in range(before, before + 4):
        Log(disk.folder / "log").append([entries[number]])
        assert sure(disk, tmp_path / f"after-{number}") == entries[: number + 1]


def test_a_folder_that_a_killed_append_made_is_forced_by_the_next(
    disk: ForcedDisk, tmp_path: Path
) -> None:
    log = Log.create(disk.folder / "log", "example.org/log")
    (log.folder / "tile" / "entries" / "000.p").mkdir(parents=True)
    (log.folder / "tile" / "0" / "000.p").mkdir(parents=True)
    log.append([b"one"])
    assert sure(disk, tmp_path / "after") == [b"one"]


def test_a_log_that_grows_by_one_forces_no_folder_twice(disk: ForcedDisk) -> None:
    log = Log.create(disk.folder / "log", "example.org/log")
    log.append([b"one"])
    disk.asked = 0
    log.append([b"two"])
    assert disk.asked == 6, "two tiles with their folders, the checkpoint with its own"
