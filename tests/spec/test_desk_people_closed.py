"""Names and what was written of people, on the disk of a desk that has a key, and in its database.

Once on a file of the desk's own, and once on PostgreSQL: every byte of both is looked at.
"""

from __future__ import annotations

import os
import re
import time
from base64 import b32decode
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.databases import Server
from tests.desk_visitors import Visitor
from tests.desks import PASSWORD, STATION, RunningDesk, run_desk
from tests.desks import running_desk as started

EARLY, LATE = "tlaloc-came-early", "quetzalcoatl-came-late"
LABEL, TOKEN = "cousin of Mictlantecuhtli", "telephones of Xipe Totec"
SEEN = "Coatlicue was led away by the police"
ASKED = "Huitzilopochtli signed for three others"
REASON = "Chalchiuhtlicue heard her sell figures"
PERSONAL = (LATE, LABEL, TOKEN, SEEN, ASKED, REASON)
INCIDENT = {
    "day": "2023-05-14",
    "place": "the school",
    "kind": "protest",
    "least": "20",
    "most": "50",
    "police": "watched",
    "violence": "none",
    "known": "seen",
    "account": SEEN,
}


@dataclass(frozen=True)
class Taken:
    """A desk with a key, switched off; what somebody has who took it, but for the shares."""

    folder: Path
    database: str | None
    server: Server | None
    shares: list[str]
    early_secret: bytes
    late_secret: bytes

    def bytes(self) -> bytes:
        """Of all its files, the database's among them."""
        if self.server:
            self.server.tell("closed", "CHECKPOINT")
        folders = [self.folder] + ([self.server.folder / "data"] if self.server else [])
        files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
        return b"\n".join(path.read_bytes() for path in files)

    def desk(self, *arguments: object, shares: int = 2) -> tuple[int, str]:
        done = run_desk(*arguments, database=self.database, shares=self.shares[:shares])
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr


def second_factor_of(visitor: Visitor) -> bytes:
    """The secret that the page shows while the telephone is set up, and that is then in use."""
    from django_otp.oath import TOTP

    page = visitor.get("/second-factor/").text
    letters = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page)
    assert letters
    secret = b32decode(letters[1].replace(" ", ""))
    shown = TOTP(secret)
    shown.time = time.time() - 30
    answer = visitor.post("/second-factor/", {"do": "enrol", "code": f"{shown.token():06}"})
    assert answer.status_code == 200, answer.text
    return secret


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def taken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """Somebody came before there was a key, somebody after; much was written of people."""
    folder = tmp_path_factory.mktemp("closed") / "election"
    server = request.getfixturevalue("server") if request.param == "postgresql" else None
    database = server.make("closed") if server else None
    with started(folder, database=database) as desk:
        root = Visitor(desk).join(desk.link, "root")
        early = second_factor_of(Visitor(desk).join(root.invite("arbiter"), EARLY))
    done = run_desk("keys", folder, "--shares", "3", "--needed", "2", "--yes", database=database)
    assert (done.returncode, done.stderr) == (0, "")
    shares = [line for line in done.stdout.splitlines() if len(line.split()) == 33]
    with started(folder, database=database, shares=shares[:2]) as desk:
        root = Visitor(desk)
        assert root.log_in("root", PASSWORD).status_code == 302, "found by a name that is closed"
        link = root.invite("typist")
        late = second_factor_of(Visitor(desk).join(link, LATE))
        write_of_people(desk, root)
        assert b"came late" not in Visitor(desk).log_in(LATE, "wrong").content
    return Taken(folder, database, server, shares, early, late)


def write_of_people(desk: RunningDesk, root: Visitor) -> None:
    """What an organisation writes down in a day."""
    root.get("/sending/")
    assert LABEL in root.post("/sending/", {"label": LABEL, "whose": "person"}).text
    page = root.get("/tokens/").text
    whose = re.search(r'<option value="(\d+)"[^>]*>root', page)
    assert whose
    made = {"label": TOKEN, "whose": whose[1], "days": "7", "scope": "returns:read"}
    assert TOKEN in root.post("/tokens/", made).text
    sheet = root.upload("settled")
    for name in ("ann", "cem"):
        Visitor(desk).join(root.invite("typist"), name).read(sheet)
    cora = Visitor(desk).join(root.invite("coordinator"), "cora")
    cora.get("/records/fill/incident/")
    assert cora.post("/records/fill/incident/", INCIDENT).status_code == 302
    page = root.get(f"/findings/station/?code={STATION}").text
    asked = {"area": STATION, "where": "the commission", "when": "2023-05-15", "what": ASKED}
    assert root.post("/findings/complain/file/", asked).status_code == 302, page
    (number,) = re.findall(rf'href="/people/(\d+)/"><bdi>{LATE}', root.get("/people/").text)
    root.get(f"/people/{number}/")
    root.post(f"/people/{number}/", {"role": "arbiter", "may_log_in": "yes", "reason": REASON})
    assert REASON in root.get(f"/people/{number}/").text


def test_whoever_takes_disk_and_database_finds_nobody(taken: Taken) -> None:
    disk = taken.bytes()
    assert [text for text in PERSONAL if text.encode() in disk] == []
    assert [
        kept for kept in (taken.late_secret, taken.late_secret.hex().encode()) if kept in disk
    ] == []


def test_nor_who_came_before_there_was_a_key(taken: Taken) -> None:
    kept = [path.read_bytes() for path in taken.folder.rglob("*") if path.is_file()]
    if taken.server:
        taken.server.tell("closed", "CHECKPOINT")
        # PostgreSQL's own log has what was written before until it lets it go: the guide says so.
        tables = (taken.server.folder / "data" / "base").rglob("*")
        kept += [path.read_bytes() for path in tables if path.is_file()]
    disk = b"\n".join(kept)
    secret = taken.early_secret
    assert [one for one in (EARLY.encode(), secret, secret.hex().encode()) if one in disk] == []


def test_shares_bring_everybody_back_on_another_machine(taken: Taken, tmp_path: Path) -> None:
    backup = tmp_path / "monday.backup"
    assert taken.desk("backup", taken.folder, backup, shares=0)[0] == 0, "nobody has to be asked"
    anew = tmp_path / "anew"
    done = run_desk("restore", backup, anew, shares=taken.shares[1:])
    assert (done.returncode, done.stderr) == (0, "")
    with started(anew, shares=taken.shares[:2]) as desk:
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        people = root.get("/people/").text
        assert people.index(LATE) < people.index(EARLY) < people.index("cora"), "by role and name"
        assert LABEL in root.get("/sending/").text
        record = re.search(r'href="(/records/one/[0-9a-f]+/)"', root.get("/records/").text)
        assert record
        assert SEEN in root.get(record[1]).text
        assert ASKED in root.get(f"/findings/station/?code={STATION}").text
        again = Visitor(desk)
        link = root.invite("typist")
        again.get(link)
        refused = again.post(link, {"name": EARLY, "password": PASSWORD})
        assert (refused.status_code, "This name is taken." in refused.text) == (400, True)
        asked = Visitor(desk).log_in(EARLY, PASSWORD)
        assert (asked.status_code, 'name="ticket"' in asked.text) == (200, True), (
            "of the second factor"
        )


def test_what_needs_a_name_needs_shares(taken: Taken, tmp_path: Path) -> None:
    for arguments in (["let-in", taken.folder, LATE], ["forget", taken.folder, LATE, "--yes"]):
        code, said = taken.desk(*arguments, shares=1)
        assert (code, "too few shares of the key" in said) == (2, True), said
    code, said = taken.desk("export", taken.folder, tmp_path / "out", shares=0)
    assert (code, "too few shares of the key" in said) == (2, True), "there are records"
    code, said = taken.desk("export", taken.folder, tmp_path / "out")
    assert code == 0, said
    assert (tmp_path / "out" / "records" / "desk-incident.csv").exists()
    code, said = taken.desk("let-in", taken.folder, LATE)
    assert (code, f"{LATE} logs in by the password alone now." in said) == (0, True), said
    code, said = taken.desk("forget", taken.folder, LATE, "--yes")
    assert (code, "People forgotten: 1" in said) == (0, True), said


def test_pictures_that_no_sheet_has_are_swept_without_shares(taken: Taken) -> None:
    pictures = taken.folder / "desk" / "president" / "pictures"
    of_sheets = {path.name for path in pictures.iterdir()}
    assert {name[-8:] for name in of_sheets} == {".jpg.age"}, "closed"
    long_ago = time.time() - 2 * 60 * 60
    (pictures / f"{'ab' * 16}-0.jpg.age").write_bytes(b"left by a crash")
    for path in pictures.iterdir():
        os.utime(path, (long_ago, long_ago))
    code, said = taken.desk("sweep", taken.folder, "--remove", shares=0)
    assert (code, "Files removed: 1." in said) == (0, True), said
    assert {path.name for path in pictures.iterdir()} == of_sheets


def test_everybody_is_forgotten_without_shares(taken: Taken) -> None:
    code, said = taken.desk("forget", taken.folder, "--everybody", "--yes", shares=0)
    assert (code, "People forgotten: 0" in said) == (0, False), said
    with started(taken.folder, database=taken.database, shares=taken.shares[:2]) as desk:
        root = Visitor(desk).join(desk.link, "another-root")
        page = root.get("/sending/").text
        assert (LABEL in page, "closed" in page) == (False, True), (
            "the link, and what it was called"
        )


def test_a_wrong_password_is_written_down_nowhere(tmp_path: Path) -> None:
    with started(tmp_path / "election") as desk:
        visitor = Visitor(desk)
        visitor.headers["User-Agent"] = "browser-of-Xolotl"
        answers = [visitor.log_in("xolotl-himself", "wrong").status_code for _try in range(7)]
        assert answers[-1] == 429, "it is counted"
        written = [path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()]
        written.append(desk.folder.with_suffix(".said").read_bytes())
    assert b"olotl" not in b"".join(written)
