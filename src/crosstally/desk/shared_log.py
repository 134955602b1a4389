"""A log that threads and processes of one desk read and append to by turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from crosstally.ledger.log import CHECKPOINT, Log

LOCK = "acts.lock"
"""Who holds it writes to the log beside it, or reads it while nobody writes."""


class SharedLog:
    """The log in a folder, made where there is none."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._between_processes = FileLock(folder / LOCK, timeout=30, thread_local=False)
        self._between_threads = Lock()
        with self._between_processes:
            if not (folder / CHECKPOINT).exists():
                Log.create(folder, origin)

    @contextmanager
    def alone(self) -> Iterator[Log]:
        """The log, while nobody else reads or writes it."""
        with self._between_threads, self._between_processes:
            yield Log(self.folder)

    @contextmanager
    def alone_if_free(self) -> Iterator[Log | None]:
        """The same without waiting; None where somebody else reads or writes it just now."""
        if not self._between_threads.acquire(blocking=False):
            yield None
            return
        try:
            try:
                self._between_processes.acquire(blocking=False)
            except Timeout:
                yield None
                return
            try:
                yield Log(self.folder)
            finally:
                self._between_processes.release()
        finally:
            self._between_threads.release()


@contextmanager
def undisturbed(folder: Path) -> Iterator[Log]:
    """A log that some desk may be writing to, while none does."""
    with FileLock(folder / LOCK, timeout=30):
        yield Log(folder)
