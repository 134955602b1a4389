"""A hub without a network works alone, and what it did comes to the desk on a stick."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crosstally.desk.record import decode, sheets_of
from crosstally.desk.states import Sheet, State
from crosstally.ledger.log import Log
from tests.desk_visitors import Visitor
from tests.desks import PASSWORD, READ, ROOT, RunningDesk, run_desk, running_desk

MISREAD = READ | {"erdogan": "190", "kilicdaroglu": "55"}
OTHER = "ATKARACALAR/1002"


def sheets_at(desk: RunningDesk) -> dict[str, Sheet]:
    return sheets_of(Log(desk.kept / "log").entries())


def staffed(desk: RunningDesk, *typists: str) -> dict[str, Visitor]:
    root = Visitor(desk).join(desk.link, "root")
    return {"root": root} | {
        name: Visitor(desk).join(root.invite("typist"), name) for name in typists
    }


@pytest.mark.parametrize("on_postgresql", [(), ("main",), ("hub",)], ids=str)
def test_a_hub_goes_its_own_way_and_comes_back(
    tmp_path: Path, on_postgresql: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    """Begun from a backup of the desk: both have one sheet, and each takes in one of its own."""
    main, hub = tmp_path / "main", tmp_path / "hub"
    databases: dict[Path, str | None] = {main: None, hub: None}
    for name in on_postgresql:
        databases[tmp_path / name] = request.getfixturevalue("server").make(name)

    def at(folder: Path, verb: str, *more: object) -> subprocess.CompletedProcess[str]:
        return run_desk(verb, folder, *more, database=databases[folder])

    with running_desk(main, database=databases[main]) as desk:
        here = staffed(desk, "ann", "ben")
        shared, agreed = here["root"].upload("shared"), here["root"].upload("agreed")
        at(main, "backup", tmp_path / "b")
        restored = run_desk("restore", tmp_path / "b", hub, database=databases[hub])
        assert restored.returncode == 0, restored.stderr
        key = at(main, "key").stdout.strip()
        with running_desk(hub, database=databases[hub]) as away:
            there = {name: Visitor(away) for name in ("root", "ann", "ben")}
            for name, visitor in there.items():
                visitor.log_in(name, "correct horse battery")
            alone = there["root"].upload("of the hub", OTHER)
            for name in ("ann", "ben"):
                there[name].read(alone, READ)
                there[name].read(shared, MISREAD)
            there["ben"].read(agreed, READ)
            for name in ("ann", "ben"):
                here[name].read(shared, READ)
            here["ann"].read(agreed, READ)

            written = at(hub, "bundle", tmp_path / "stick", "--to", key)
            assert written.returncode == 0, written.stderr
            hub_key = written.stdout.split()[-1]
            strange = at(main, "merge", tmp_path / "stick")
            assert strange.returncode == 2
            assert hub_key in "".join(strange.stderr.split()), "what was read is shown, to compare"
            mistyped = at(main, "merge", tmp_path / "stick", "--hub", hub_key[1:])
            assert mistyped.returncode == 2
            assert "another hub than the one that --hub names" in " ".join(mistyped.stderr.split())
            merged = at(main, "merge", tmp_path / "stick", "--hub", hub_key)
            assert merged.returncode == 0, merged.stderr
            assert "Acts that came in: 6; pictures: 1." in merged.stdout
            assert "because the two desks differ: 1." in merged.stdout

            sheets = sheets_at(desk)
            assert sheets[alone].acts == sheets_at(away)[alone].acts
            assert sheets[alone].state is State.SETTLED
            assert here["root"].get(f"/sheet/{alone}/page/0.jpg").status_code == 200
            assert sheets[agreed].state is State.SETTLED, "two people, in two places, read it alike"
            assert sheets[shared].state is State.ARBITRATION
            assert [made.figures["erdogan"] for made in sheets[shared].returns] == [200]

            size = Log(desk.kept / "log").checkpoint.size
            again = at(main, "merge", tmp_path / "stick")
            assert again.returncode == 0, "the hub is known from now on"
            assert Log(desk.kept / "log").checkpoint.size == size
            assert "Acts that came in: 0; pictures: 0." in again.stdout
            other = at(main, "merge", tmp_path / "stick", "--hub", hub_key[1:])
            assert other.returncode == 2, "whoever names a hub is not given another's bundle"

        eve = Visitor(desk).join(here["root"].invite("arbiter"), "eve")
        page = eve.get(f"/sheet/{shared}/").text
        assert "another desk" in page
        assert ">190<" in page
        decided = eve.post(f"/sheet/{shared}/do/decide/", READ | {"reason": "as the picture shows"})
        assert decided.status_code == 302
        assert [made.figures["erdogan"] for made in sheets_at(desk)[shared].returns] == [200, 200]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A desk, and a hub that began with nothing but the election folder: it has one sheet."""
    folder = tmp_path_factory.mktemp("two")
    main, hub = folder / "main", folder / "hub"
    with running_desk(main) as desk:
        staffed(desk)
    with running_desk(hub) as away:
        there = staffed(away, "cem", "dia")
        name = there["root"].upload("of the hub")
        for typist in ("cem", "dia"):
            there[typist].read(name, READ)
    return main, hub, name


def stick(two: tuple[Path, Path, str], to: Path, name: str) -> tuple[Path, str]:
    main, hub, _sheet = two
    file = to / name
    written = run_desk("bundle", hub, file, "--to", run_desk("key", main).stdout.strip())
    assert written.returncode == 0, written.stderr
    return file, written.stdout.split()[-1]


def log_of(election: Path) -> Log:
    return Log(election / "desk" / "president" / "log")


def test_a_damaged_cut_or_strange_bundle_changes_nothing(
    two: tuple[Path, Path, str], tmp_path: Path
) -> None:
    main, hub, _name = two
    file, key = stick(two, tmp_path, "whole")
    data = file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    broken = {
        "changed": data[:5_000] + bytes([data[5_000] ^ 1]) + data[5_001:],
        "cut": data[:-40],
        "longer": data + b"x" * 40,
        "empty": b"",
        "another file": b"PK" * 4_000,
    }
    for case, content in broken.items():
        bad = tmp_path / case
        bad.write_bytes(content)
        answer = run_desk("merge", main, bad, "--hub", key)
        assert answer.returncode == 2, case
        assert "no whole bundle for this desk" in " ".join(answer.stderr.split()), case
    to_itself = run_desk("merge", hub, file, "--hub", key)
    assert to_itself.returncode == 2, "sealed for another desk"
    assert log_of(main).checkpoint.size == 0
    kept = main / "desk" / "president"
    assert not list(kept.glob(".merging-*")) + list(kept.glob("pictures/*"))


def test_nobody_is_named_in_a_bundle_and_nothing_of_it_is_open(
    two: tuple[Path, Path, str], tmp_path: Path
) -> None:
    from crosstally.desk.bundle import open_bundle
    from crosstally.desk.sealed import key_of

    main, _hub, name = two
    file, _key = stick(two, tmp_path, "sealed")
    data = file.read_bytes()
    assert name.encode() not in data
    assert b"JFIF" not in data
    with file.open("rb") as source:
        opened = open_bundle(source, key_of(main / "desk" / "president"), "sealed")
        everything = opened.contents.model_dump_json().encode() + b"".join(opened.entries)
        assert [kept.page.sheet for kept in opened.pages] == [name]
    for person in (b"cem", b"dia", b"root"):
        assert person not in everything


def test_acts_keep_their_moment_their_person_and_their_origin(
    two: tuple[Path, Path, str], tmp_path: Path
) -> None:
    main, hub, name = two
    copy = tmp_path / "main"
    shutil.copytree(main, copy)
    file, key = stick(two, tmp_path, "stick")
    assert run_desk("merge", copy, file, "--hub", key).returncode == 0
    here = [decode(entry) for entry in log_of(copy).entries()]
    there = [decode(entry) for entry in log_of(hub).entries()]
    assert [(e.sheet, e.at, e.act) for e in here] == [(e.sheet, e.at, e.act) for e in there]
    assert len({entry.origin for entry in here}) == len(here) == 3
    assert here[0].sheet == name
    journal = Log(copy / "desk" / "president" / "journal")
    assert b'"act":"merge"' in list(journal.entries())[-1]


def test_a_merge_that_was_ended_by_force_is_done_again(
    two: tuple[Path, Path, str], tmp_path: Path
) -> None:
    """A picture was written, and neither its row nor an act."""
    main, _hub, name = two
    copy = tmp_path / "main"
    shutil.copytree(main, copy)
    left = copy / "desk" / "president" / "pictures" / f"{name}-0.jpg"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    file, key = stick(two, tmp_path, "stick")
    merged = run_desk("merge", copy, file, "--hub", key)
    assert merged.returncode == 0, merged.stderr
    assert "Acts that came in: 3; pictures: 1." in merged.stdout
    assert left.stat().st_size > 1_000


_KILLED = """
import os, signal, sys
import crosstally.desk.serve as serve

real, where = serve.set_up, sys.argv.pop(1)

def die(*_given):
    os.kill(os.getpid(), signal.SIGKILL)

def then(do):
    return lambda *given: (do(*given), die())

def set_up(*given):
    real(*given)
    from crosstally.desk import hubs
    from crosstally.desk.book import Book
    from crosstally.ledger.log import Log
    if where == "a picture was kept":
        hubs._keep = then(hubs._keep)
    elif where == "every picture was kept":
        Book.bring = die
    elif where == "the acts were written, and no checkpoint":
        import crosstally.ledger.log as log
        write = log._write
        log._write = lambda path, data: die() if path.name == "checkpoint" else write(path, data)
    else:
        Book.bring = then(Book.bring)

serve.set_up = set_up
from crosstally.cli.app import main
main()
"""


@pytest.mark.parametrize(
    "where",
    [
        "a picture was kept",
        "every picture was kept",
        "the acts were written, and no checkpoint",
        "the acts were written",
    ],
)
def test_a_merge_that_is_killed_loses_nothing_and_doubles_nothing(
    two: tuple[Path, Path, str], tmp_path: Path, where: str
) -> None:
    main, hub, name = two
    copy = tmp_path / "main"
    shutil.copytree(main, copy)
    file, key = stick(two, tmp_path, "stick")
    merging = ["desk", "merge", str(copy), str(file), "--hub", key]
    command = [sys.executable, "-c", _KILLED, where, *merging]
    killed = subprocess.run(
        command, env={"PYTHONPATH": str(ROOT / "src"), "LANGUAGE": "en"}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    left = list((copy / "desk" / "president").glob(".merging-*/*"))
    assert left
    assert not [path for path in left if path.read_bytes().startswith(b"\xff\xd8")]
    for _time in range(2):
        again = run_desk("merge", copy, file, "--hub", key)
        assert again.returncode == 0, again.stderr
    here = [decode(entry) for entry in log_of(copy).entries()]
    there = [decode(entry) for entry in log_of(hub).entries()]
    assert [(e.sheet, e.at, e.act) for e in here] == [(e.sheet, e.at, e.act) for e in there]
    kept = copy / "desk" / "president"
    assert [path.name for path in (kept / "pictures").glob("*.jpg")] == [f"{name}-0.jpg"]
    said = [json.loads(entry) for entry in Log(kept / "journal").entries()]
    assert [one["said"]["key"] for one in said if one["act"] == "merge"] == [key]
    with running_desk(copy) as desk:
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        assert root.get(f"/sheet/{name}/page/0.jpg").content.startswith(b"\xff\xd8")
    assert not list(kept.glob(".merging-*"))


def test_the_same_photograph_taken_in_at_both_is_one_sheet(tmp_path: Path) -> None:
    main, hub = tmp_path / "main", tmp_path / "hub"
    with running_desk(main) as desk, running_desk(hub) as away:
        here, there = staffed(desk, "ann"), staffed(away, "cem")
        ours, theirs = (people["root"].upload("one paper") for people in (here, there))
        assert ours != theirs
        here["ann"].read(ours, READ)
        there["cem"].read(theirs, READ)
        file, key = stick((main, hub, ours), tmp_path, "stick")
        assert run_desk("merge", main, file, "--hub", key).returncode == 0
        (sheet,) = sheets_at(desk).values()
        assert sheet.state is State.SETTLED, "one read it here, the other there"
        assert here["root"].get(f"/sheet/{theirs}/").status_code == 404
        size = Log(desk.kept / "log").checkpoint.size
        assert run_desk("merge", main, file).returncode == 0
        assert Log(desk.kept / "log").checkpoint.size == size


def test_what_is_no_key_is_refused(two: tuple[Path, Path, str], tmp_path: Path) -> None:
    refused = run_desk("bundle", two[1], tmp_path / "x", "--to", "crosstally-desk-1:AAAA")
    assert refused.returncode == 2
    assert "is no desk's key" in refused.stderr
    assert not (tmp_path / "x").exists()
