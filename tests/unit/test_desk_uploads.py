"""Files that are sent: no disk ever holds one as it came."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import UploadedFile

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from crosstally.desk.uploads import ClosedFile
from tests.desk_clients import joined

MARK = b"as the camera wrote it"
LARGE = b"\xff\xd8" + MARK * 100_000
"""More than two megabytes: no photograph of a telephone stays in memory."""


def files_of_this_process() -> Iterator[bytes]:
    """What every file that is open here holds, also those that have no name any more."""
    for path in Path("/proc/self/fd").iterdir():
        try:
            if path.is_file():
                yield path.read_bytes()
        except OSError:
            continue


def test_a_large_file_waits_on_no_disk_as_it_came(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk.intake import Received

    waiting: list[tuple[bytes, list[bytes]]] = []

    def receive(file: UploadedFile[bytes], station: str, account: Any) -> Received:
        waiting.append((b"".join(file.chunks()), list(files_of_this_process())))
        return Received(file.name or "")

    monkeypatch.setattr("crosstally.desk.intake.receive", receive)
    sent = io.BytesIO(LARGE)
    sent.name = "sheet.jpg"
    assert joined(Role.ADMINISTRATOR, "root").post("/upload/", {"files": [sent]}).status_code == 200
    ((came, on_disk),) = waiting
    assert came == LARGE
    assert any(len(held) == len(LARGE) for held in on_disk), "it does wait on a disk"
    assert not [held for held in on_disk if MARK in held]


def test_a_closed_file_is_read_as_often_as_is_wished() -> None:
    with ClosedFile() as file:
        for part in (b"abc", b"", b"defgh"):
            file.write(part)
        for _time in range(2):
            file.seek(0)
            assert [file.read(n) for n in (1, 5, -1, 1)] == [b"a", b"bcdef", b"gh", b""]
        with pytest.raises(io.UnsupportedOperation):
            file.seek(3)
