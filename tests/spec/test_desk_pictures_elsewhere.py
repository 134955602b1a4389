"""A desk whose pictures lie in a bucket of an S3-compatible store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosstally.ledger.log import Log
from tests.desk_visitors import Visitor
from tests.desks import EXAMPLE, PASSWORD, RunningDesk, photograph, run_desk, running_desk
from tests.stores import Store, running_store


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with running_store() as store:
        yield store


@pytest.fixture(scope="module")
def desk(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder = tmp_path_factory.mktemp("desk") / "election"
    with running_desk(folder, variables=store.variables) as desk:
        yield desk


@pytest.fixture(scope="module")
def root(desk: RunningDesk) -> Visitor:
    return Visitor(desk).join(desk.link, "root")


@pytest.fixture(scope="module")
def sheet(root: Visitor) -> str:
    return root.upload("elsewhere")


def test_the_picture_is_in_the_bucket_and_not_on_this_disk(
    desk: RunningDesk, store: Store, sheet: str
) -> None:
    name = f"sheets/desk/{sheet}-0.jpg"
    assert store.files[name].startswith(b"\xff\xd8")
    assert not (desk.kept / "pictures").exists()


def test_the_desk_shows_it_itself_to_those_who_may_see_it(
    desk: RunningDesk, root: Visitor, sheet: str, store: Store
) -> None:
    path = f"/sheet/{sheet}/page/0.jpg"
    shown = root.get(path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.content == store.files[f"sheets/desk/{sheet}-0.jpg"]
    page = root.get(f"/sheet/{sheet}/").text
    assert store.address not in page
    assert "X-Amz" not in page, "nobody is given a link to the store"
    before = len(store.asked)
    stranger = Visitor(desk).get(path)
    assert stranger.headers["location"].startswith("/login/")
    assert len(store.asked) == before, "the store was not even asked"


def test_a_store_that_refuses_is_said_and_half_of_nothing_is_kept(
    root: Visitor, sheet: str, store: Store
) -> None:
    kept = dict(store.files)
    store.is_broken = True
    try:
        refused = root.send_picture(photograph("refused", (300, 400)))
        shown = root.get(f"/sheet/{sheet}/page/0.jpg")
    finally:
        store.is_broken = False
    assert refused.status_code == 400
    assert "It could not be kept: the store of pictures:" in refused.text
    assert shown.status_code == 503
    assert store.files == kept
    again = root.send_picture(photograph("refused", (300, 400)))
    assert again.status_code == 200, "once the store answers"


def test_a_backup_brings_them_home_or_to_another_bucket(
    desk: RunningDesk, sheet: str, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "kept.backup"
    done = run_desk("backup", desk.folder, file, variables=store.variables)
    assert (done.returncode, done.stderr) == (0, "")
    done = run_desk("restore", file, tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    name = f"{sheet}-0.jpg"
    home = tmp_path / "home" / "desk" / "president" / "pictures" / name
    assert home.read_bytes() == store.files[f"sheets/desk/{name}"]
    other = store.variables | {"PICTURES_URL": "s3://others"}
    done = run_desk("restore", file, tmp_path / "other", variables=other)
    assert (done.returncode, done.stderr) == (0, "")
    assert store.files[f"others/{name}"] == home.read_bytes()
    assert not list((tmp_path / "other" / "desk" / "president" / "pictures").iterdir())


def test_two_desks_keep_no_pictures_in_one_place(
    desk: RunningDesk, sheet: str, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "kept.backup"
    assert run_desk("backup", desk.folder, file, variables=store.variables).returncode == 0
    shutil.copytree(EXAMPLE, tmp_path / "second")
    before = dict(store.files)
    for done in (
        run_desk(tmp_path / "second", "--port", "9", variables=store.variables),
        run_desk("restore", file, tmp_path / "copy", variables=store.variables),
    ):
        assert done.returncode == 2
        assert "in which another desk keeps its pictures" in done.stderr
    assert store.files == before
    assert not (tmp_path / "copy").exists()


def test_a_restore_that_fails_leaves_its_bucket_to_the_next(
    desk: RunningDesk, sheet: str, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "kept.backup"
    assert run_desk("backup", desk.folder, file, variables=store.variables).returncode == 0
    fresh = store.variables | {"PICTURES_URL": "s3://fresh"}
    nowhere = "postgres://nobody@127.0.0.1:1/nowhere"
    failed = run_desk("restore", file, tmp_path / "anew", database=nowhere, variables=fresh)
    assert (failed.returncode, "database does not answer" in failed.stderr) == (2, True)
    assert not [name for name in store.files if name.startswith("fresh/")]
    done = run_desk("restore", file, tmp_path / "anew", variables=fresh)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"fresh/{sheet}-0.jpg" in store.files


def test_a_restore_that_the_store_cuts_short_leaves_nothing(
    root: Visitor, desk: RunningDesk, sheet: str, store: Store, tmp_path: Path
) -> None:
    """Neither pictures in the bucket nor people in the database: the next try has both."""
    root.upload("another")
    file = tmp_path / "kept.backup"
    assert run_desk("backup", desk.folder, file, variables=store.variables).returncode == 0
    full = store.variables | {"PICTURES_URL": "s3://full"}
    store.room = len(store.files) + 2  # whose bucket it is, and one picture
    try:
        failed = run_desk("restore", file, tmp_path / "anew", variables=full)
    finally:
        store.room = None
    assert (failed.returncode, "Traceback" in failed.stderr) == (2, False)
    assert "cannot be written: the store of pictures:" in failed.stderr
    assert not [name for name in store.files if name.startswith("full/")]
    done = run_desk("restore", file, tmp_path / "anew", variables=full)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"full/{sheet}-0.jpg" in store.files


def test_a_restore_that_was_killed_says_how_its_bucket_is_had_again(
    desk: RunningDesk, sheet: str, store: Store, tmp_path: Path
) -> None:
    """Ended by force it gives nothing back: its pictures lie there, and whose they are."""
    file = tmp_path / "kept.backup"
    assert run_desk("backup", desk.folder, file, variables=store.variables).returncode == 0
    killed = store.variables | {"PICTURES_URL": "s3://killed"}
    store.files |= {"killed/desk-id": b"0" * 32, f"killed/{sheet}-0.jpg": b"half"}
    refused = run_desk("restore", file, tmp_path / "anew", variables=killed)
    assert refused.returncode == 2
    said = " ".join(refused.stderr.split())
    assert "a restore that was ended by force, delete the file desk-id there" in said
    assert not (tmp_path / "anew").exists()
    del store.files["killed/desk-id"]
    done = run_desk("restore", file, tmp_path / "anew", variables=killed)
    assert (done.returncode, done.stderr) == (0, "")
    assert store.files[f"killed/{sheet}-0.jpg"] == store.files[f"sheets/desk/{sheet}-0.jpg"]


def test_a_store_that_does_not_answer_is_said_at_the_start(store: Store, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "election")
    store.is_broken = True
    try:
        done = run_desk(tmp_path / "election", variables=store.variables)
    finally:
        store.is_broken = False
    assert done.returncode == 2
    assert "PICTURES_URL: the store of pictures:" in done.stderr


def test_a_store_sees_closed_pictures_alone_where_there_is_a_key(
    store: Store, tmp_path: Path
) -> None:
    variables = store.variables | {"PICTURES_URL": "s3://closed"}
    folder = tmp_path / "election"
    with running_desk(folder, variables=variables) as desk:
        first = Visitor(desk).join(desk.link, "root").upload("before there was a key")
    made = run_desk("keys", folder, "--shares", "2", "--needed", "2", "--yes", variables=variables)
    assert (made.returncode, made.stderr) == (0, "")
    shares = [line for line in made.stdout.splitlines() if len(line.split()) == 33]
    with running_desk(folder, variables=variables, shares=shares) as desk:
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        second = root.upload("afterwards")
        for name in (first, second):
            assert root.get(f"/sheet/{name}/page/0.jpg").content.startswith(b"\xff\xd8")
    held = {name: data for name, data in store.files.items() if name.startswith("closed/")}
    del held["closed/desk-id"]
    assert sorted(held) == sorted(f"closed/{name}-0.jpg.age" for name in (first, second))
    assert all(data.startswith(b"age-encryption.org/v1") for data in held.values())


def shares_in(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if len(line.split()) == 33]


def acts_on_the_key(kept: Path) -> list[str]:
    entries = [json.loads(data) for data in Log(kept / "journal").entries()]
    return [entry["act"] for entry in entries if entry["subject"] == "key"]


def test_an_exchange_that_the_store_cuts_short_after_the_middle_is_said_to_be_one(
    store: Store, tmp_path: Path
) -> None:
    variables = store.variables | {"PICTURES_URL": "s3://exchanged"}
    folder, kept = tmp_path / "election", tmp_path / "election" / "desk" / "president"
    with running_desk(folder, variables=variables) as desk:
        sheet = Visitor(desk).join(desk.link, "root").upload("exchanged")
    split = ("--shares", "2", "--needed", "2", "--yes")
    old = shares_in(run_desk("keys", folder, *split, variables=variables).stdout)
    store.refuses = "DELETE"
    try:
        cut = run_desk("keys", folder, "--exchange", *split, shares=old, variables=variables)
        still = run_desk("backup", folder, tmp_path / "early", variables=variables)
    finally:
        store.refuses = ""
    for done in (cut, still):
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
        assert "the key is exchanged, but not every file is closed to it yet" in done.stderr
        assert "Keep the new shares" in done.stderr
    assert acts_on_the_key(kept) == ["make"]
    gone_on = run_desk("backup", folder, tmp_path / "late", variables=variables)
    assert (gone_on.returncode, gone_on.stderr) == (0, ""), "needs no share"
    assert acts_on_the_key(kept) == ["make", "exchange"]
    assert not [name for name in store.files if name.endswith(".next")]
    assert not list(kept.rglob("*next*"))
    new = shares_in(cut.stdout)
    with running_desk(folder, variables=variables, shares=new) as desk:
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        assert root.get(f"/sheet/{sheet}/page/0.jpg").content.startswith(b"\xff\xd8")


@pytest.mark.parametrize("url", ["sheets", "https://store/sheets", "s3://", "s3://Up/../x"])
def test_what_names_no_bucket_is_refused(desk: RunningDesk, tmp_path: Path, url: str) -> None:
    done = run_desk("backup", desk.folder, tmp_path / "file", variables={"PICTURES_URL": url})
    assert done.returncode == 2
    assert "PICTURES_URL names no bucket" in done.stderr
