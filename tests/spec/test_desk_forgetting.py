"""Destroying what leads from the log back to people."""

from __future__ import annotations

import io
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from crosstally.ledger.checking import check_log
from crosstally.ledger.log import Log
from tests.desk_visitors import ProxiedVisitor
from tests.desks import PASSWORD, PUBLIC, READ, RunningDesk, run_desk
from tests.desks import running_desk as started


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    with started(tmp_path / "election", PUBLIC) as desk:
        yield desk


def with_place(text: str) -> bytes:
    """A photograph in which the camera wrote who owns it."""
    exif = Image.Exif()
    exif[0x9C9D] = text.encode("utf-16le")
    written = io.BytesIO()
    Image.new("RGB", (400, 500), "white").save(written, "JPEG", exif=exif)
    return written.getvalue()


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def salt_of(desk: RunningDesk, name: str) -> bytes:
    with sqlite3.connect(desk.kept / "desk.sqlite3") as database:
        (salt,) = database.execute(
            "SELECT salt FROM desk_account WHERE name = ?", [name]
        ).fetchone()
    assert isinstance(salt, bytes)
    return salt


def forget(desk: RunningDesk, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_desk("forget", desk.folder, *arguments)


def test_nothing_leads_back_to_somebody_who_is_forgotten(desk: RunningDesk) -> None:
    root = ProxiedVisitor(desk).join(desk.link, "root")
    zora = ProxiedVisitor(desk).join(root.invite("typist"), "zora-the-typist")
    root.send_picture(with_place("owner: Zora"))
    sheet = Log(desk.kept / "log").entries().__next__()
    assert b"zora" not in sheet
    salt = salt_of(desk, "zora-the-typist")
    ProxiedVisitor(desk).log_in("zora-the-typist", "wrong")
    assert b"zora-the-typist" in everything(desk.kept)

    assert "People forgotten: 1" in forget(desk, "zora-the-typist", "--yes").stdout

    held = everything(desk.kept)
    assert b"zora-the-typist" not in held
    assert salt not in held
    assert zora.get("/").status_code == 302, "logged out, while the desk runs"
    assert ProxiedVisitor(desk).log_in("zora-the-typist", PASSWORD).status_code != 302
    assert not check_log(desk.kept / "log").broken
    assert root.get("/").status_code == 200, "nobody else is"


def test_what_cameras_wrote_is_destroyed_apart(desk: RunningDesk) -> None:
    root = ProxiedVisitor(desk).join(desk.link, "root")
    root.send_picture(with_place("owner: Zora"))
    owner = "owner: Zora".encode("utf-16le")
    assert owner in everything(desk.kept)
    said = forget(desk, "--cameras", "--yes").stdout
    assert "People forgotten: 0; pictures whose camera was forgotten: 1." in said
    assert owner not in everything(desk.kept)


def test_everybody_is_forgotten_and_the_desk_can_be_joined_anew(desk: RunningDesk) -> None:
    root = ProxiedVisitor(desk).join(desk.link, "root")
    cora = ProxiedVisitor(desk).join(root.invite("coordinator"), "cora")
    ann = ProxiedVisitor(desk).join(cora.invite("typist"), "ann")
    name = root.send_picture(with_place("x")).text.split('href="/sheet/')[1].split("/")[0]
    ann.get(f"/sheet/{name}/")
    assert ann.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    root.get("/sending/")
    link = root.post("/sending/", {"label": "our-man-in-havana", "whose": "person"}).text
    path = "/send/" + link.split("/send/")[1].split('"')[0]
    assert ProxiedVisitor(desk).get(path).status_code == 200
    before = list(Log(desk.kept / "log").entries())
    assert "People forgotten: 3" in forget(desk, "--everybody", "--yes").stdout
    assert list(Log(desk.kept / "log").entries()) == before
    assert ann.get("/").status_code == 302
    assert b"our-man-in-havana" not in everything(desk.kept)
    assert ProxiedVisitor(desk).get(path).status_code == 410, "the link is closed"


def test_what_cannot_be_forgotten_is_said_and_nothing_is(desk: RunningDesk) -> None:
    root = ProxiedVisitor(desk).join(desk.link, "root")
    cora = ProxiedVisitor(desk).join(root.invite("coordinator"), "cora")
    ProxiedVisitor(desk).join(cora.invite("typist"), "ann")
    for arguments, said in [
        (["nobody", "ann", "--yes"], "nobody of this name is on the desk"),
        (["cora", "--yes"], "others answer to them"),
        ([], "nobody was named"),
        (["ann"], "nobody can be asked here"),
    ]:
        done = forget(desk, *arguments)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert ProxiedVisitor(desk).log_in("ann", PASSWORD).status_code == 302
    assert "People forgotten: 2" in forget(desk, "cora", "ann", "--yes").stdout
