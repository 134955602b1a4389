"""A desk's log under several people at once: nobody waits longer than the disk demands."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from crosstally.desk.book import Book
from crosstally.desk.states import Act, Kind, Person, RefusedError, Role, State
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.keys import PrivateKey
from crosstally.ledger.log import Log


def test_nobody_waits_for_another_act_to_be_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book(tmp_path / "log", "desk.invalid/x")
    root = Person("root", Role.ADMINISTRATOR)
    book.add("first", Act(Kind.PLACE, root, station="1"))
    is_writing, may_end = Event(), Event()
    append = Log.append

    def slow(self: Log, entries: Iterable[bytes], key: PrivateKey | None = None) -> Checkpoint:
        is_writing.set()
        assert may_end.wait(30)
        return append(self, entries, key)

    monkeypatch.setattr(Log, "append", slow)
    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(book.add, "second", Act(Kind.PLACE, root, station="2"))
        assert is_writing.wait(30)
        assert [*book.sheets()] == ["first"], "what is not on disk is not done"
        may_end.set()
        assert done.result(30).state is State.PLACED
    assert [*book.sheets()] == ["first", "second"]


class SlowDisk:
    """Stands for ``Log.append``: the first append waits for the others to have come."""

    def __init__(self, book: Book, waiting: int) -> None:
        self.book, self.waiting = book, waiting
        self.appended: list[int] = []
        self.is_full = False
        self.append = Log.append

    def __call__(
        self, log: Log, entries: Iterable[bytes], key: PrivateKey | None = None
    ) -> Checkpoint:
        fresh = [*entries]
        self.appended.append(len(fresh))
        end = monotonic() + 30
        while len(self.appended) == 1 and len(self.book._waiting) < self.waiting:
            assert monotonic() < end
            sleep(0.01)
        if self.is_full and len(self.appended) > 1:
            raise LedgerError("the disk is full")
        return self.append(log, fresh, key)


@pytest.fixture
def busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SlowDisk:
    book = Book(tmp_path / "log", "desk.invalid/x")
    root = Person("root", Role.ADMINISTRATOR)
    book.add_all({f"s{number}": Act(Kind.PLACE, root, station=f"{number}") for number in range(4)})
    disk = SlowDisk(book, waiting=4)
    monkeypatch.setattr(Log, "append", lambda *given: disk(*given))
    return disk


def read_at_once(book: Book, *readings: tuple[str, str]) -> list[str]:
    """(sheet, typist) each in a thread of its own, the first before all others."""

    def read(sheet: str, typist: str) -> str:
        try:
            book.add(sheet, Act(Kind.READ, Person(typist, Role.TYPIST), {"valid": 1}))
        except (RefusedError, LedgerError) as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(len(readings)) as pool:
        first = pool.submit(read, *readings[0])
        while not book._writing.locked() and not first.done():
            sleep(0.01)
        rest = [pool.submit(read, *reading) for reading in readings[1:]]
        return [first.result(), *(one.result() for one in rest)]


def test_acts_that_wait_for_the_disk_are_written_together(busy: SlowDisk) -> None:
    readings = [("s0", "ann"), ("s0", "ben"), ("s1", "ann"), ("s2", "cy"), ("s3", "di")]
    assert read_at_once(busy.book, *readings) == ["done"] * 5
    assert busy.appended == [1, 4]
    assert busy.book.sheet("s0").state is State.SETTLED, "two of them were of one sheet"


def test_an_act_that_is_refused_keeps_no_other_from_being_done(busy: SlowDisk) -> None:
    readings = [("s0", "ann"), ("s0", "ann"), ("s1", "ann"), ("s2", "cy"), ("s3", "di")]
    done = read_at_once(busy.book, *readings)
    assert [one == "done" for one in done] == [True, False, True, True, True]
    assert busy.appended == [1, 3]
    assert len(busy.book.sheet("s0").acts) == 2


def test_what_a_full_disk_refuses_is_said_to_each_who_waits(busy: SlowDisk) -> None:
    busy.is_full = True
    readings = [("s0", "ann"), ("s0", "ben"), ("s1", "ann"), ("s2", "cy"), ("s3", "di")]
    assert read_at_once(busy.book, *readings) == ["done"] + ["the disk is full"] * 4
    assert busy.book.sheet("s1").state is State.PLACED
    busy.is_full = False
    assert read_at_once(busy.book, ("s1", "ann")) == ["done"]


def test_what_another_process_appended_is_seen(tmp_path: Path) -> None:
    here, there = (Book(tmp_path / "log", "desk.invalid/x") for _each in range(2))
    there.add("first", Act(Kind.PLACE, Person("root", Role.ADMINISTRATOR), station="1"))
    assert [*here.sheets()] == ["first"]
    assert [*Book(tmp_path / "log", "desk.invalid/x").sheets()] == ["first"]
