"""The sheets of a desk as its log tells them: read by replaying it, changed by appending to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from filelock import FileLock

from crosstally.desk.record import Entry, decode, encode
from crosstally.desk.states import Act, RefusedError, Sheet, perform
from crosstally.ledger.log import CHECKPOINT, Log

LOCK = "acts.lock"
"""Who holds it writes to the log, or reads it while nobody writes."""


class Book:
    """The log of one desk and the sheets it leads to.

    ``add`` checks an act and appends it as one step, whoever else writes: threads wait for each
    other, and so do processes. ``why_not_taken`` says what the election's sheet demands besides the
    rules: a log is replayed without it, because a sheet template may be mended later.
    """

    def __init__(
        self,
        folder: Path,
        origin: str,
        why_not_taken: Callable[[Act], str | None] = lambda _act: None,
    ) -> None:
        self.folder = folder
        self._why_not_taken = why_not_taken
        folder.mkdir(parents=True, exist_ok=True)
        self._between_processes = FileLock(folder / LOCK, timeout=30, thread_local=False)
        self._between_threads = Lock()
        self._sheets: dict[str, Sheet] = {}
        self._replayed = 0
        with self._between_processes:
            if not (folder / CHECKPOINT).exists():
                Log.create(folder, origin)

    def sheets(self) -> Mapping[str, Sheet]:
        """Every sheet that something was done to, by name, in the order of the first act."""
        with self._between_threads, self._between_processes:
            self._catch_up(Log(self.folder))
            return dict(self._sheets)

    def sheet(self, name: str) -> Sheet:
        """One sheet; a fresh one where nothing was done to it."""
        return self.sheets().get(name, Sheet())

    def add(self, name: str, act: Act) -> Sheet:
        """Do an act to a sheet; it is on disk when this returns.

        Raises ``RefusedError`` where the rules do not allow it or the sheet demands more,
        ``LedgerError`` where it cannot be written; nothing is done then.
        """
        self.add_all({name: act})
        return self.sheet(name)

    def add_all(self, acts: Mapping[str, Act]) -> None:
        """Do one act to each of several sheets, all or none; they are on disk when this returns.

        Raises as ``add`` does.
        """
        for act in acts.values():
            refused = self._why_not_taken(act)
            if refused:
                raise RefusedError(refused)
        with self._between_threads, self._between_processes:
            log = Log(self.folder)
            self._catch_up(log)
            for name, act in acts.items():
                perform(self._sheets.get(name, Sheet()), act)
            now = datetime.now(UTC)
            log.append([encode(Entry(name, now, act)) for name, act in acts.items()])
            self._catch_up(log)

    def _catch_up(self, log: Log) -> None:
        """Replay what was appended since the last look."""
        size = log.checkpoint.size
        for data in log.entries(self._replayed, size):
            entry = decode(data)
            self._sheets[entry.sheet] = perform(self._sheets.get(entry.sheet, Sheet()), entry.act)
            self._replayed += 1
