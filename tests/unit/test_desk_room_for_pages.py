"""Memory for what was opened and is not kept yet: bounded, and nobody waits while there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread

import pytest

from crosstally.desk.pictures import Picture, PictureError
from crosstally.desk.room_for_pages import Room


def pages(size: int) -> Sequence[Picture]:
    return [Picture(b"x" * size, "", 0, 0, b"")]


def begun(work: Callable[[], object]) -> Thread:
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


class Kept:
    """A file that is opened, and kept when the store lets it be."""

    def __init__(self, room: Room, size: int) -> None:
        self.room, self.size = room, size
        self.opened, self.keeping, self.store = Event(), Event(), Event()
        self.thread = begun(self._work)

    def _pages(self) -> Sequence[Picture]:
        self.opened.set()
        return pages(self.size)

    def _work(self) -> None:
        with self.room.opened(self._pages):
            self.keeping.set()
            self.store.wait(30)


def test_while_there_is_room_nobody_waits_for_the_store() -> None:
    room = Room(100)
    files = [Kept(room, size) for size in (40, 50)]
    assert all(file.keeping.wait(30) for file in files)
    third = Kept(room, 30)
    assert third.opened.wait(30)
    fourth = Kept(room, 10)
    assert not third.keeping.wait(0.1), "of one it is known only now how much it takes"
    assert not fourth.opened.is_set(), "and the others wait unopened"
    files[0].store.set()
    assert third.keeping.wait(30)
    for file in (*files, third, fourth):
        file.store.set()
        file.thread.join(30)
    assert fourth.keeping.is_set()


def test_what_is_larger_than_the_room_has_it_alone() -> None:
    room = Room(100)
    large = Kept(room, 900)
    assert large.keeping.wait(30)
    small = Kept(room, 1)
    assert not small.keeping.wait(0.1)
    large.store.set()
    assert small.keeping.wait(30)
    small.store.set()


def test_room_is_given_back_whatever_happens() -> None:
    room, done = Room(100), Event()

    def refused() -> Sequence[Picture]:
        raise PictureError("no picture")

    def held() -> None:
        with room.held(100):
            done.set()

    with pytest.raises(PictureError), room.opened(refused):
        pass
    with pytest.raises(OSError, match="full"), room.opened(lambda: pages(100)):
        raise OSError("full")
    begun(held)
    assert done.wait(30)
