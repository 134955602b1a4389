"""A desk kept in one file, and made anew from it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from crosstally.ledger.log import Log
from tests.desk_visitors import ProxiedVisitor
from tests.desks import PASSWORD, PUBLIC, READ, ROOT, RunningDesk, photograph
from tests.desks import run_desk as run
from tests.desks import running_desk as started
from tests.sealed_items import label, sealed


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with started(tmp_path_factory.mktemp("desk") / "election", PUBLIC) as desk:
        yield desk


@pytest.fixture(scope="module")
def sheet(desk: RunningDesk) -> str:
    """A sheet that somebody has read once."""
    root = ProxiedVisitor(desk).join(desk.link, "root")
    ann = ProxiedVisitor(desk).join(root.invite("typist"), "ann")
    taken = root.send_picture(photograph("kept")).text.split('href="/sheet/')[1]
    name = taken.split("/")[0]
    ann.get(f"/sheet/{name}/")
    assert ann.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    return name


@pytest.fixture(scope="module")
def kept(desk: RunningDesk, sheet: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that was made while the desk ran."""
    file = tmp_path_factory.mktemp("kept") / "monday.backup"
    done = run("backup", desk.folder, file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Sheets: 1; pictures: 1; entries of the log: 2." in done.stdout
    return file


def test_a_desk_comes_back_whole(desk: RunningDesk, sheet: str, kept: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    done = run("restore", kept, again)
    assert (done.returncode, done.stderr) == (0, "")
    before, after = Log(desk.kept / "log"), Log(again / "desk" / "president" / "log")
    assert list(after.entries()) == list(before.entries())
    assert (again / "election.yaml").read_bytes() == (desk.folder / "election.yaml").read_bytes()
    with started(again, PUBLIC) as restored:
        assert restored.link == "", "there is an administrator"
        ann = ProxiedVisitor(restored)
        assert ann.log_in("ann", PASSWORD).status_code == 302
        assert ann.get(f"/sheet/{sheet}/page/0.jpg").content.startswith(b"\xff\xd8")
        root = ProxiedVisitor(restored)
        root.log_in("root", PASSWORD)
        cem = ProxiedVisitor(restored).join(root.invite("typist"), "cem")
        cem.get(f"/sheet/{sheet}/")
        assert cem.post(f"/sheet/{sheet}/do/read/", READ).status_code == 302
    out = tmp_path / "checked"
    assert "Settled sheets: 1" in run("export", again, out).stdout


def test_a_backup_is_its_owners_and_lets_nobody_in(kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with zipfile.ZipFile(kept) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
        assert not any("secret" in name for name in archive.namelist())
    assert PASSWORD.encode() not in held


def test_a_backup_takes_the_place_of_nothing(desk: RunningDesk, kept: Path) -> None:
    was = kept.read_bytes()
    done = run("backup", desk.folder, kept)
    assert done.returncode == 2
    assert "is there already; nothing was written" in done.stderr
    assert kept.read_bytes() == was
    assert list(kept.parent.iterdir()) == [kept]


def test_a_desk_is_restored_over_nothing(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run("restore", kept, tmp_path)
    assert done.returncode == 2
    assert "is there already; nothing was written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def changed(kept: Path, target: Path, name: str, data: bytes | None, new: str = "") -> Path:
    """A copy of a backup in which one file is another, under another name, or not there."""
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(target, "w") as sink:
        for item in source.namelist():
            if item != name:
                sink.writestr(item, source.read(item))
            elif data is not None:
                sink.writestr(new or item, data)
    return target


@pytest.mark.parametrize("part", ["people.json", "backup.json", "log/tile", "log/checkpoint"])
def test_what_was_changed_is_not_restored(kept: Path, tmp_path: Path, part: str) -> None:
    with zipfile.ZipFile(kept) as archive:
        name = next(name for name in archive.namelist() if part in name)
        data = archive.read(name)
    for change in (data[:-1], data + b" x", None):
        bad = changed(kept, tmp_path / "bad.backup", name, change)
        done = run("restore", bad, tmp_path / "out")
        assert done.returncode == 2, change
        assert not (tmp_path / "out").exists()
        assert [path.name for path in tmp_path.iterdir()] == ["bad.backup"]


def test_a_desk_that_took_one_file_in_twice_comes_back_with_both_sheets(
    kept: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(kept) as archive:
        rows = json.loads(archive.read("people.json"))
        contents = json.loads(archive.read("backup.json"))
    (page,) = [row for row in rows if row["model"] == "desk.picturepage"]
    twice = {**page, "pk": page["pk"] + 1, "fields": {**page["fields"], "sheet": "f" * 32}}
    people = json.dumps([*rows, twice]).encode()
    told = {"sha256": sha256(people).hexdigest(), "bytes": len(people)}
    contents["files"]["people.json"] = told
    older = changed(kept, tmp_path / "people", "people.json", people)
    older = changed(older, tmp_path / "older", "backup.json", json.dumps(contents).encode())
    done = run("restore", older, tmp_path / "again")
    assert (done.returncode, done.stderr) == (0, "")
    database = sqlite3.connect(tmp_path / "again" / "desk" / "president" / "desk.sqlite3")
    with closing(database):
        digests = dict(database.execute("select sheet, digest from desk_picturepage"))
    assert digests == {page["fields"]["sheet"]: page["fields"]["digest"], "f" * 32: ""}


@pytest.mark.parametrize("length", [0, 10, 5_000])
def test_half_a_backup_is_not_restored(kept: Path, tmp_path: Path, length: int) -> None:
    half = tmp_path / "half.backup"
    half.write_bytes(kept.read_bytes()[:length])
    done = run("restore", half, tmp_path / "out")
    assert (done.returncode, "it is no whole zip file" in done.stderr) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name",
    ["election/../../x", "/etc/x", "desk/secret", "desk/pictures/../secret", "election/a\\b"],
)
def test_no_file_is_written_outside(kept: Path, tmp_path: Path, name: str) -> None:
    bad = tmp_path / "bad.backup"
    with zipfile.ZipFile(kept) as archive:
        contents = json.loads(archive.read("backup.json"))
        yaml = archive.read("election/election.yaml")
    contents["files"][name] = contents["files"].pop("election/election.yaml")
    shutil.copy(changed(kept, tmp_path / "renamed", "election/election.yaml", yaml, name), bad)
    changed(tmp_path / "renamed", bad, "backup.json", json.dumps(contents).encode())
    done = run("restore", bad, tmp_path / "out")
    assert done.returncode == 2
    assert "no backup holds a file of this name" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"bad.backup", "renamed"}


def test_there_is_nothing_to_keep_before_a_desk_was_opened(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src" / "crosstally" / "examples" / "cankiri-2023", tmp_path / "e")
    done = run("backup", tmp_path / "e", tmp_path / "file")
    assert done.returncode == 2
    assert "no desk has been opened here" in done.stderr
    assert not (tmp_path / "e" / "desk").exists()


def test_what_waits_on_phones_opens_at_the_restored_desk(
    desk: RunningDesk, sheet: str, kept: Path, tmp_path: Path
) -> None:
    root = ProxiedVisitor(desk)
    root.log_in("root", PASSWORD)
    told = root.get("/queue/").json()
    waiting = label(told["sender"])
    item = sealed(b64decode(told["key"]), waiting, photograph("queued before"))
    again = tmp_path / "again"
    assert run("restore", kept, again).returncode == 0
    key = again / "desk" / "president" / "queue" / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with started(again, PUBLIC) as restored:
        root = ProxiedVisitor(restored)
        root.log_in("root", PASSWORD)
        headers = {"X-CSRFToken": root.get("/queue/").json()["token"]}
        answer = root.ask("POST", "/queue/", content=item, headers=headers)
        assert (answer.status_code, answer.json()["state"]) == (200, "received")
