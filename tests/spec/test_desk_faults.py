"""A desk that is killed, or whose database is, while people work: nothing acknowledged is lost."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event

import httpx
import pytest
from PIL import Image

from crosstally.desk.record import decode, sheets_of
from crosstally.ledger.checking import check_log
from crosstally.ledger.log import CHECKPOINT, Log
from tests.databases import Server, postgresql
from tests.desk_visitors import TAKEN, Visitor
from tests.desks import PASSWORD, READ, STATION, RunningDesk, photograph, run_desk
from tests.desks import running_desk as started

SHEETS = 10
TYPISTS = ("ann", "cem", "dia")
_GONE = (httpx.HTTPError, AssertionError)
"""What somebody meets whose desk has just been killed."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgresql() as server:
        yield server


def killed(desk: RunningDesk) -> None:
    """End every process of the desk, so that none hears of it beforehand."""
    children = Path(f"/proc/{desk.pid}/task/{desk.pid}/children").read_text().split()
    for process in (desk.pid, *map(int, children)):
        os.kill(process, signal.SIGKILL)


class Work:
    """People who read and upload as fast as they can, and what was acknowledged to them."""

    def __init__(self, desk: RunningDesk) -> None:
        self.desk = desk
        root = Visitor(desk).join(desk.link, "root")
        self.typists = {name: Visitor(desk).join(root.invite("typist"), name) for name in TYPISTS}
        self.root = root
        self.sheets = [root.upload(f"{number}") for number in range(SHEETS)]
        self.over = Event()
        self.read: list[tuple[str, str]] = []
        self.uploaded: list[str] = []

    def type(self, name: str) -> None:
        """Read sheet after sheet, the next one only when this one was answered."""
        for sheet in self.sheets:
            with suppress(*_GONE):
                typist = self.typists[name]
                typist.get(f"/sheet/{sheet}/")
                answer = typist.post(f"/sheet/{sheet}/do/read/", READ)
                if answer.status_code == 302:
                    self.read.append((name, sheet))
            if self.over.is_set():
                return

    def upload(self) -> None:
        """Upload picture after picture."""
        for number in range(1_000):
            if self.over.is_set():
                return
            with suppress(*_GONE):
                data = photograph(f"{number} sent", (300, 400))
                found = TAKEN.search(self.root.send_picture(data).text)
                self.uploaded += [found[1]] if found else []

    def until(self, fault: Callable[[], object]) -> None:
        """Let everybody work until a fault comes in the middle of it."""
        with ThreadPoolExecutor(len(TYPISTS) + 1) as at_once:
            for name in TYPISTS:
                at_once.submit(self.type, name)
            at_once.submit(self.upload)
            for _tenth in range(300):
                if len(self.read) >= SHEETS // 2 and self.uploaded:
                    break
                time.sleep(0.1)
            fault()
            self.over.set()


def lost(desk: RunningDesk, work: Work) -> list[object]:
    """What was acknowledged and is not there, whole."""
    assert not check_log(desk.kept / "log").broken
    entries = list(Log(desk.kept / "log").entries())
    sheets_of(entries)
    acts = [decode(entry) for entry in entries]
    read = [one.sheet for one in acts if one.act.kind == "read"]
    missing: list[object] = [
        sheet
        for sheet in work.sheets
        if read.count(sheet) < sum(there == sheet for _who, there in work.read)
    ]
    root = Visitor(desk)
    root.log_in("root", PASSWORD)
    for name in work.uploaded:
        answer = root.get(f"/sheet/{name}/page/0.jpg")
        if answer.status_code != 200:
            missing.append(name)
        else:
            Image.open(io.BytesIO(answer.content)).load()
    return missing


@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_a_desk_that_is_killed_has_lost_nothing_that_it_acknowledged(
    request: pytest.FixtureRequest, tmp_path: Path, on: str
) -> None:
    database = request.getfixturevalue("server").make("killed") if on == "postgresql" else None
    with started(tmp_path / "election", database=database) as desk:
        work = Work(desk)
        work.until(lambda: killed(desk))
    assert work.read
    assert work.uploaded
    with started(tmp_path / "election", database=database) as again:
        assert lost(again, work) == []
        ann = Visitor(again)
        ann.log_in("ann", PASSWORD)
        left = [one for one in work.sheets if ("ann", one) not in work.read]
        for sheet in left:
            ann.get(f"/sheet/{sheet}/")
            answer = ann.post(f"/sheet/{sheet}/do/read/", READ)
            assert answer.status_code in (302, 409), "what was not acknowledged is whole or absent"
        root = Visitor(again)
        root.log_in("root", PASSWORD)
        assert TAKEN.search(root.send_picture(photograph("after", (300, 400))).text)


def test_a_desk_goes_on_when_postgresql_was_away(server: Server, tmp_path: Path) -> None:
    with started(tmp_path / "election", database=server.make("restarted")) as desk:
        work = Work(desk)
        work.until(lambda: server.stop(signal.SIGQUIT))
        away = Visitor(desk).get("/login/")
        said = work.root.get("/progress/")
        server.start()
        assert away.status_code == 200, "this page needs no database"
        assert said.status_code == 500
        assert "The desk could not answer." in said.text
        assert "Traceback" not in said.text
        assert lost(desk, work) == []
        name = work.root.upload("after", STATION)
        for typist in ("ann", "cem"):
            work.typists[typist].read(name)
        assert len(sheets_of(Log(desk.kept / "log").entries())[name].returns) == 1


def test_a_desk_to_which_photographs_were_sent_starts_again(tmp_path: Path) -> None:
    """What the start reads of the log, it reads before the process that serves is made."""
    with started(tmp_path / "election") as desk:
        root = Visitor(desk).join(desk.link, "root")
        root.get("/sending/")
        page = root.post("/sending/", {"label": "-", "whose": "person"}).text
        path = "/send/" + page.split("/send/")[1].split('"')[0]
        stranger = Visitor(desk)
        stranger.get(path)
        sent = {"files": ("a.jpg", photograph("sent", (300, 400)))}
        assert stranger.post(path, {"station": STATION}, files=sent).status_code == 200
    with started(tmp_path / "election") as desk:
        root = Visitor(desk)
        root.log_in("root", PASSWORD)
        assert root.get("/").status_code == 200
        assert root.upload("afterwards")


def test_a_failure_is_printed_and_nobody_is_named_in_it(tmp_path: Path) -> None:
    with started(tmp_path / "election") as desk:
        root = Visitor(desk).join(desk.link, "root")
        link = root.invite("typist")
        checkpoint = desk.kept / "journal" / CHECKPOINT
        checkpoint.rename(desk.kept / "moved")
        visitor = Visitor(desk)
        visitor.get(link)
        answer = visitor.post(link, {"name": "quetzalcoatl", "password": PASSWORD})
        assert (answer.status_code, "not well" in answer.text) == (500, True)
        (desk.kept / "moved").rename(checkpoint)
        assert visitor.post(link, {"name": "quetzalcoatl", "password": PASSWORD}).is_redirect
        said = desk.folder.with_suffix(".said").read_text()
    told = said.split("crosstally desk failed:")[1]
    assert "invitations.py" in told
    assert told.strip().endswith("LedgerError")
    assert ("quetzalcoatl" in told, link.split("/")[2] in told) == (False, False)


def test_a_desk_is_served_once_and_where_it_can_be_reached(tmp_path: Path) -> None:
    """Nothing is promised, and no link handed out, where the desk cannot be opened."""
    with started(tmp_path / "election") as desk:
        taken = desk.address.rpartition(":")[2]
        for arguments, said in (
            ((desk.folder, "--port", taken), "cannot listen here: Address already in use"),
            ((desk.folder, "--port", "9"), "this desk is open already"),
            (("keys", desk.folder, "--yes"), "this desk is open already"),
            ((desk.folder, "--port", "80000"), "65535"),
        ):
            done = run_desk(*arguments)
            assert (done.returncode, done.stdout) == (2, ""), said
            assert said in done.stderr
            assert "Traceback" not in done.stderr
        root = Visitor(desk)
        assert root.get(desk.link).status_code == 200, "the link is still good"


def test_of_the_links_that_starts_have_printed_the_last_is_good(tmp_path: Path) -> None:
    """Earlier ones lie in what a service has printed, for whoever reads that."""
    with started(tmp_path / "election") as desk:
        first = desk.link
    with started(tmp_path / "election") as desk:
        assert Visitor(desk).get(first).status_code == 410
        Visitor(desk).join(desk.link, "root")
