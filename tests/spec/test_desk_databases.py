"""The desk on both of its databases: a file of its own, and PostgreSQL that the tests start."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crosstally.desk.journal import Journal, Subject
from crosstally.desk.record import sheets_of
from crosstally.desk.states import Sheet, State
from crosstally.ledger.log import Log
from tests.databases import Server
from tests.desk_visitors import Visitor
from tests.desks import PASSWORD, READ, ROOT, RunningDesk, run_desk
from tests.desks import running_desk as started

MISREAD = READ | {"erdogan": "190", "kilicdaroglu": "55"}
RETURNED = {field: int(figure) for field, figure in READ.items()}


@pytest.fixture(scope="module")
def desk(desk_on_each_database: RunningDesk) -> RunningDesk:
    return desk_on_each_database


@pytest.fixture(scope="module")
def people(desk: RunningDesk) -> dict[str, Visitor]:
    root = Visitor(desk).join(desk.link, "root")
    roles = {"ann": "typist", "cem": "typist", "dia": "typist", "eve": "arbiter", "aud": "auditor"}
    return {"root": root} | {
        name: Visitor(desk).join(root.invite(role), name) for name, role in roles.items()
    }


def settled(desk: RunningDesk, name: str) -> Sheet:
    return sheets_of(Log(desk.kept / "log").entries())[name]


def test_the_database_is_the_one_that_was_named(desk: RunningDesk, people: object) -> None:
    on_postgresql = not (desk.kept / "desk.sqlite3").exists()
    assert on_postgresql == (desk.database is not None)


def test_two_typists_and_an_arbiter_make_a_return(
    desk: RunningDesk, people: dict[str, Visitor]
) -> None:
    name = people["root"].upload("arbitrated")
    people["ann"].read(name)
    people["cem"].read(name, MISREAD)
    people["ann"].read(name, kind="look-again")
    people["cem"].read(name, MISREAD, kind="look-again")
    people["eve"].read(name, READ | {"reason": "the tally says 200"}, kind="decide")
    sheet = settled(desk, name)
    assert [made.figures for made in sheet.returns] == [RETURNED]
    assert sheet.returns[0].reason == "the tally says 200"


def test_what_stands_in_the_journal(desk: RunningDesk, people: dict[str, Visitor]) -> None:
    people["root"].get("/openness/")
    assert people["root"].post("/openness/", {"progress": "on"}).status_code == 302
    assert "Settled" in Visitor(desk).get("/public/").text
    kept = Journal(desk.kept / "journal", "desk.invalid/president/journal")
    assert len(kept.entries(Subject.OPENNESS)) == 1


def test_typists_who_read_at_the_same_time_settle_a_sheet_once(
    desk: RunningDesk, people: dict[str, Visitor]
) -> None:
    typists = [people[name] for name in ("ann", "cem", "dia")]
    for turn in range(5):
        name = people["root"].upload(f"{turn} contended")
        for typist in typists:
            typist.get(f"/sheet/{name}/")

        def read(typist: Visitor, name: str = name) -> int:
            return typist.post(f"/sheet/{name}/do/read/", READ).status_code

        with ThreadPoolExecutor(len(typists)) as at_once:
            answers = list(at_once.map(read, typists))
        sheet = settled(desk, name)
        assert sorted(answers) == [302, 302, 409], "two are taken, the third is told so"
        assert [made.figures for made in sheet.returns] == [RETURNED]
        assert (sheet.state, len(sheet.acts)) == (State.SETTLED, 3)


def test_a_link_that_many_follow_at_the_same_time_admits_one(
    desk: RunningDesk, people: dict[str, Visitor]
) -> None:
    link = people["root"].invite("typist")
    many = [Visitor(desk) for _each in range(6)]
    for visitor in many:
        visitor.get(link)

    def join(number: int) -> str:
        form = {"name": f"many{number}", "password": PASSWORD}
        many[number].post(link, form)
        return str(many[number].get("/").headers.get("location", ""))

    with ThreadPoolExecutor(len(many)) as at_once:
        led_to = list(at_once.map(join, range(len(many))))
    assert led_to.count("") == 1, "the others are asked to log in"


def test_a_desk_moves_from_either_database_to_either(
    desk: RunningDesk, people: dict[str, Visitor], server: Server, tmp_path: Path
) -> None:
    name = people["root"].upload("moved")
    people["ann"].read(name)
    kept = tmp_path / "kept.backup"
    done = run_desk("backup", desk.folder, kept, database=desk.database)
    assert (done.returncode, done.stderr) == (0, "")
    named = "was_postgresql" if desk.database else "was_sqlite"
    for number, database in enumerate((None, server.make(named))):
        again = tmp_path / f"again{number}"
        done = run_desk("restore", kept, again, database=database)
        assert (done.returncode, done.stderr) == (0, "")
        with started(again, database=database) as restored:
            cem = Visitor(restored)
            assert cem.log_in("cem", PASSWORD).status_code == 302
            cem.read(name)
            fay = Visitor(restored)
            root = Visitor(restored)
            root.log_in("root", PASSWORD)
            fay.join(root.invite("typist"), "fay")
            assert settled(restored, name).state is State.SETTLED


def test_a_desk_is_not_restored_over_another(
    desk: RunningDesk, people: object, tmp_path: Path
) -> None:
    if desk.database is None:
        return
    kept = tmp_path / "kept.backup"
    assert run_desk("backup", desk.folder, kept, database=desk.database).returncode == 0
    done = run_desk("restore", kept, tmp_path / "again", database=desk.database)
    assert done.returncode == 2
    assert "the database of DATABASE_URL holds a desk already" in done.stderr
    assert not (tmp_path / "again").exists()


def test_nothing_leads_back_to_somebody_who_is_forgotten(server: Server, tmp_path: Path) -> None:
    database = server.make("forgetting")
    with started(tmp_path / "election", database=database) as desk:
        root = Visitor(desk).join(desk.link, "root")
        Visitor(desk).join(root.invite("typist"), "quetzalcoatl")
        done = run_desk("forget", desk.folder, "quetzalcoatl", "--yes", database=database)
        assert (done.returncode, done.stderr) == (0, "")
        server.tell("forgetting", "CHECKPOINT")
    tables = (server.folder / "data" / "base").rglob("*")
    assert not [file for file in tables if file.is_file() and b"quetzalcoatl" in file.read_bytes()]


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("mysql://a:very-secret@localhost/desk", "names no database that the desk can use"),
        ("postgres://", "names no database that the desk can use"),
        ("nonsense", "names no database that the desk can use"),
        ("postgres://a:very-secret@127.0.0.1:1/desk", "the desk's database does not answer"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(
    tmp_path: Path, desk: RunningDesk, database: str, said: str
) -> None:
    done = run_desk("backup", desk.folder, tmp_path / "kept", database=database)
    assert done.returncode == 2
    assert said in done.stderr
    assert "very-secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_tests_of_every_page_hold_on_postgresql(server: Server) -> None:
    """Those which run in their own process, tried once more on the other database."""
    of_people = ("pages", "intake", "queue", "quality_pages", "sending_pages", "random_acts")
    of_telling = ("telling", "queued_figures", "paper")
    of_rights = ("invitations", "standing", "second_factor", "passkeys", "areas")
    files = (*of_people, *of_telling, *of_rights, "tokens", "api", "writable")
    paths = [f"tests/unit/test_desk_{name}.py" for name in files]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *paths],
        cwd=ROOT,
        env=os.environ | {"CROSSTALLY_TEST_DATABASE": server.make("pages")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
