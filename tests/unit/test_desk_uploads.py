"""Files that are sent, or opened to be read: no disk ever holds one as it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import UploadedFile

from crosstally.desk.closed_file import ClosedFile
from crosstally.desk.settings import Place
from crosstally.desk.states import Role
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


def test_a_closed_file_is_read_wherever_is_wished() -> None:
    data = bytes(range(256)) * 20
    with ClosedFile() as file:
        for part in (data[:5], b"", data[5:2_000], data[2_000:]):
            file.write(part)
        for at in (0, 1, 15, 16, 17, 4_999, len(data)):
            file.seek(at)
            assert (file.read(20), file.tell()) == (data[at:][:20], min(at + 20, len(data)))
            assert file.read() == data[at + 20 :]


def test_an_archive_that_was_closed_lies_open_on_no_disk(tmp_path: Path) -> None:
    from crosstally.desk.at_rest import PublicKey
    from crosstally.desk.closed_backup import closing, opened
    from crosstally.desk.organisation_key import new_key, recipient_of

    made = new_key(2, 2)
    key = PublicKey(recipient=recipient_of(made.identity), shares=2, needed=2)
    backup = tmp_path / "monday.backup"
    with (
        backup.open("wb") as file,
        closing(key, file) as sink,
        zipfile.ZipFile(sink, "w") as archive,
    ):
        archive.writestr("picture", LARGE)
    with opened(backup, tmp_path / "anew", lambda: made.shares) as plain:
        with zipfile.ZipFile(plain) as archive:
            assert archive.read("picture") == LARGE
        on_disk = list(files_of_this_process())
    assert any(len(held) > len(LARGE) for held in on_disk)
    assert not [held for held in on_disk if MARK in held]
