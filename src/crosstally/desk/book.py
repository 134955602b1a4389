"""The sheets of a desk as its log tells them: read by replaying it, changed by appending to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from crosstally.desk.record import Course, Entry, decode, encode
from crosstally.desk.shared_log import SharedLog
from crosstally.desk.states import Act, Kind, RefusedError, Sheet, perform
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.log import Log


@dataclass(eq=False)
class _Asked:
    """Acts that one thread wants to be done, and what became of them."""

    acts: Mapping[str, Act]
    is_answered: bool = False
    error: BaseException | None = None


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
        self._log = SharedLog(folder, origin)
        self._why_not_taken = why_not_taken
        self._course = Course()
        self._following, self._writing = Lock(), Lock()
        self._waiting: deque[_Asked] = deque()
        with self._log.alone() as log:
            self._catch_up(log)

    def sheets(self) -> Mapping[str, Sheet]:
        """Every sheet that something was done to, by name, in the order of the first act."""
        return self.course().sheets

    def course(self) -> Course:
        """The sheets, and when each return was made.

        Nobody waits for somebody else's act to be forced to disk: until it is, it is not done.
        """
        with self._log.alone_if_free() as log:
            if log is not None:
                self._catch_up(log)
        with self._following:
            course = self._course
            return Course(dict(course.sheets), dict(course.settled_at), course.replayed)

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
        asked = _Asked(acts)
        self._waiting.append(asked)
        with self._writing:
            if not asked.is_answered:
                self._do_what_waits()
        if asked.error:
            raise asked.error

    def bring(self, brought: Callable[[Sequence[bytes], Mapping[str, Sheet]], list[Entry]]) -> int:
        """Append what ``brought`` makes of the log's entries and sheets, all or none, while nobody
        else writes; how many acts that were. Raises as ``add`` does."""
        with self._writing, self._log.alone() as log:
            self._catch_up(log)
            fresh = brought([*log.entries()], dict(self._course.sheets))
            for entry in fresh:
                refused = self._why_not_taken(entry.act)
                if refused and entry.act.kind is not Kind.DISPUTE:
                    raise RefusedError(refused)
            Course(dict(self._course.sheets), replayed=self._course.replayed).follow(fresh)
            log.append(map(encode, fresh))
            self._catch_up(log)
            return len(fresh)

    def _do_what_waits(self) -> None:
        """Append what everybody who waits wants to be done, in the order in which they came.

        The disk takes as long for many acts as for one: those that came while it was busy go
        together.
        """
        together = [self._waiting.popleft() for _each in range(len(self._waiting))]
        try:
            with self._log.alone() as log:
                self._catch_up(log)
                entries = self._entries(together)
                log.append(entries)
                self._catch_up(log)
        except BaseException as error:
            for asked in together:
                asked.error = asked.error or error
            raise
        finally:
            for asked in together:
                asked.is_answered = True

    def _entries(self, together: Sequence[_Asked]) -> list[bytes]:
        """The entries of those acts that the rules allow, each after those before it; the others
        are told."""
        now = datetime.now(UTC)
        sheets, entries = dict(self._course.sheets), list[bytes]()
        for asked in together:
            try:
                after = {
                    name: perform(sheets.get(name, Sheet()), act)
                    for name, act in asked.acts.items()
                }
                own = [encode(Entry(name, now, act)) for name, act in asked.acts.items()]
            except (RefusedError, LedgerError) as error:
                asked.error = error
            else:
                sheets |= after
                entries += own
        return entries

    def _catch_up(self, log: Log) -> None:
        """Replay what was appended since the last look."""
        new = [*log.entries(self._course.replayed, log.checkpoint.size)]
        with self._following:
            self._course.follow(map(decode, new))
