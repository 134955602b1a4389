"""So much memory for what was opened and is not kept yet, whatever a slow store takes to keep it.

Whoever waits for room holds nothing that was opened, and nobody waits for a store while there is
room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition, Lock

from crosstally.desk.pictures import Picture


class Room:
    """Room for ``most`` bytes. What is larger has it alone."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._used = 0
        self._in_order = Lock()
        self._freed = Condition()

    @contextmanager
    def held(self, count: int) -> Iterator[None]:
        """Wait for room for so many bytes, and hold it until the block ends."""
        with self._in_order:
            self._take(count)
        try:
            yield
        finally:
            self._give_back(count)

    @contextmanager
    def opened(self, opening: Callable[[], Sequence[Picture]]) -> Iterator[Sequence[Picture]]:
        """The pages of a file, which is opened when it is its turn: how much they take is known
        then, so that one file may lie here beside what there is room for."""
        with self._in_order:
            pages = opening()
            count = sum(len(page.jpeg) + len(page.exif) for page in pages)
            self._take(count)
        try:
            yield pages
        finally:
            self._give_back(count)

    def _take(self, count: int) -> None:
        with self._freed:
            self._freed.wait_for(lambda: not self._used or self._used + count <= self._most)
            self._used += count

    def _give_back(self, count: int) -> None:
        with self._freed:
            self._used -= count
            self._freed.notify_all()
