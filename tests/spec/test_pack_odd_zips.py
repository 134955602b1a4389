"""Folders and zips that are no packs, or are packed as none is: a clear error, never a crash."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.pack.archive import write_zip
from crosstally.pack.opening import UnreadableError, open_pack
from crosstally.pack.verify import verify
from tests.packs import folder, pack


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("odd")
    return pack(place / "pack", folder(place / "election"))


@pytest.fixture(scope="module")
def zipped(made: Path) -> bytes:
    write_zip(made, made.parent / "pack.zip")
    return (made.parent / "pack.zip").read_bytes()


def is_refused(place: Path) -> bool:
    try:
        return not verify(open_pack(place)).is_sound
    except UnreadableError:
        return True


def central(whole: bytes) -> int:
    """Where a zip's list of files begins."""
    return int.from_bytes(whole[-6:-2], "little")


def with_bytes(at: int, data: bytes) -> Callable[[bytes], bytes]:
    def change(whole: bytes) -> bytes:
        start = central(whole) + at
        return whole[:start] + data + whole[start + len(data) :]

    return change


def with_method(number: int) -> Callable[[bytes], bytes]:
    """Every file said to be packed in another way, here and in the list."""

    def change(whole: bytes) -> bytes:
        found = bytearray(whole)
        for mark, place in ((b"PK\1\2", 10), (b"PK\3\4", 8)):
            start = found.find(mark)
            while start >= 0:
                found[start + place : start + place + 2] = struct.pack("<H", number)
                start = found.find(mark, start + 4)
        return bytes(found)

    return change


@pytest.mark.parametrize(
    "change",
    [
        *(pytest.param(with_method(n), id=f"method {n}") for n in (1, 8, 9, 12, 14, 93, 99)),
        pytest.param(with_bytes(8, b"\x00\x08"), id="name in UTF-8"),
        pytest.param(with_bytes(8, b"\x00\x08" + bytes(36) + b"\xff\xfe"), id="no UTF-8"),
        pytest.param(with_bytes(24, b"\xff\xff\xff\x7f"), id="2 GB"),
        pytest.param(with_bytes(20, b"\xff" * 8), id="zip64 sizes"),
        pytest.param(with_bytes(20, b"\xfe\xff\xff\xff" * 2), id="4 GB"),
        pytest.param(with_bytes(42, b"\xff\xff\xff\xff"), id="offset"),
        pytest.param(with_bytes(38, b"\x00\x00\xff\xa1"), id="link"),
        pytest.param(with_bytes(8, b"\x01\x00"), id="encrypted"),
        pytest.param(lambda whole: whole[:-2] + b"\x04\x00note", id="comment"),
        pytest.param(lambda whole: b"MZ" + whole, id="before"),
        pytest.param(lambda whole: whole + whole, id="twice"),
        pytest.param(lambda _whole: b"", id="empty"),
        pytest.param(lambda _whole: b"PK\5\6" + bytes(18), id="no files"),
    ],
)
def test_an_odd_zip_is_refused(
    tmp_path: Path, zipped: bytes, change: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "x.zip").write_bytes(change(zipped))
    assert is_refused(tmp_path / "x.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("pack/a", "x")
        archive.writestr("pack/a", "y")
    with pytest.raises(UnreadableError, match="stands twice"):
        open_pack(tmp_path / "x.zip")


def test_more_files_than_a_plain_zip_holds_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for number in range(1 << 16):
            archive.writestr(zipfile.ZipInfo(f"pack/{number}"), b"")
    with pytest.raises(UnreadableError):
        open_pack(tmp_path / "x.zip")


@pytest.mark.parametrize("name", [b"a\nb", b"a\x1b[2J", b"a\xff", "a\u202eb".encode(), b"a\\b"])
def test_a_name_that_nobody_can_read_is_refused(tmp_path: Path, name: bytes) -> None:
    (tmp_path / "pack").mkdir()
    Path(os.fsdecode(bytes(tmp_path / "pack") + b"/" + name)).write_text("x")
    with pytest.raises(UnreadableError) as told:
        open_pack(tmp_path / "pack")
    assert str(told.value).isprintable()


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    os.mkfifo(tmp_path / "pack" / "checkpoint")
    with pytest.raises(UnreadableError, match="no plain file"):
        open_pack(tmp_path / "pack")


def test_a_deep_folder_is_read(tmp_path: Path) -> None:
    deep = tmp_path / "pack" / "/".join(["d"] * 300)
    deep.mkdir(parents=True)
    assert is_refused(tmp_path / "pack")


@pytest.mark.parametrize("name", ["data", "manifest-sha256.txt", "bagit.txt"])
def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "pack" / name).mkdir(parents=True)
    assert is_refused(tmp_path / "pack")


def test_a_file_too_large_for_a_plain_zip_is_told_before_anything_is_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "pack").mkdir()
    with (tmp_path / "pack" / "large").open("wb") as file:
        file.truncate((1 << 31) + 1)
    with pytest.raises(ValueError, match="2 GB in one file"):
        write_zip(tmp_path / "pack", tmp_path / "pack.zip")
    assert not (tmp_path / "pack.zip").exists()
