"""Files from outside are opened apart from those of people who have an account.

Those that come by links of one person have a program of their own to be opened in, with less time
and memory, and a few of the server's threads to wait in, and those that come by links that everyone
has another: whatever is sent, invited photographs flow. Of those who send, somebody
whose files were refused after much work waits ten times as long as all that work took. Who that is,
is kept in memory alone.
"""

from __future__ import annotations

import atexit
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from threading import Lock

from crosstally.desk.pictures import MOST_BYTES, Picture, PictureError
from crosstally.desk.room_for_pages import Room
from crosstally.desk.unpacking import Opener, take_in
from crosstally.words import _, ngettext

SECONDS = 15
"""Of a processor, for one file, and half a second more a page. A photograph takes one or two on a
small machine."""
MEMORY = 768 * 1024 * 1024
"""Bytes that one file may take: those of fifty million pixels."""
ROOM = 80 * 2**20
"""Bytes of pages in memory until they are kept: of twenty photographs, or of one larger file."""
AT_ONCE = 4
"""Requests that are looked at or wait for it: of the server's threads, few enough."""
AT_ONCE_OF_ONE = 2
TIMES = 10
FREE = 5
"""Seconds that refused files may take before anybody waits for it: some are damaged on their
way."""
LONGEST_WAIT = 3600
"""Seconds, after which what somebody's files took is forgotten as well."""
_SOON = 5
"""Seconds after which to try again where many send."""


class LaterError(Exception):
    """Nothing is taken from this sender now."""

    def __init__(self, said: str, seconds: int) -> None:
        super().__init__(said)
        self.seconds = seconds
        """After so many it may be tried again."""


class OpenIntake:
    """Who from outside has a turn now, and who waits. A sender is whoever has a link that is one
    person's, or an address from which a link that everyone has is used."""

    def __init__(
        self,
        opened: Callable[[bytes], list[Picture]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.items = Room(2 * MOST_BYTES)
        """For items of phones' queues that are opened: each takes its size twice."""
        self._pages = Room(ROOM)
        self._opened = opened
        self._clock = clock
        self._looking = Lock()
        self._one_at_a_time = Lock()
        self._here = Counter[str]()
        self._wasted: dict[str, tuple[float, float]] = {}
        """By sender: the seconds that refused files took, and when the last was refused."""

    @contextmanager
    def turn(self, sender: str) -> Iterator[None]:
        """Wait among the few who may. Raises ``LaterError`` where it is not the sender's turn."""
        with self._looking:
            self._refuse_who_waits(sender)
            if self._here.total() >= AT_ONCE or self._here[sender] >= AT_ONCE_OF_ONE:
                said = _("Many photographs are being sent just now. Try again in a moment.")
                raise LaterError(said, _SOON)
            self._here[sender] += 1
        try:
            yield
        finally:
            with self._looking:
                self._here[sender] -= 1
                self._here += Counter()  # whoever has left is not kept

    def pages_of(
        self, sender: str, read: Callable[[], bytes]
    ) -> AbstractContextManager[Sequence[Picture]]:
        """The same as ``take_in`` when there is room for the pages, which is theirs until the block
        ends."""
        return self._pages.opened(lambda: self.take_in(sender, read))

    def take_in(self, sender: str, read: Callable[[], bytes]) -> list[Picture]:
        """The pages of a file, which is read when its turn has come. Raises ``PictureError``, and
        ``LaterError`` where an earlier file of the sender took too much meanwhile."""
        with self._one_at_a_time:
            with self._looking:
                self._refuse_who_waits(sender)
            began = self._clock()
            try:
                return self._opened(read())
            except PictureError:
                with self._looking:
                    self._note(sender, self._clock() - began)
                raise

    def _refuse_who_waits(self, sender: str) -> None:
        wasted, since = self._wasted.get(sender, (0.0, 0.0))
        left = math.ceil(since + min(TIMES * wasted, LONGEST_WAIT) - self._clock())
        if wasted > FREE and left > 0:
            minutes = math.ceil(left / 60)
            said = ngettext(
                "Files that were sent from here could not be opened and took much time. Send again "
                "in {count} minute.",
                "Files that were sent from here could not be opened and took much time. Send again "
                "in {count} minutes.",
                minutes,
            )
            raise LaterError(said.format(count=minutes), left)

    def _note(self, sender: str, seconds: float) -> None:
        now = self._clock()
        kept = {who: one for who, one in self._wasted.items() if now - one[1] < LONGEST_WAIT}
        before, _since = kept.get(sender, (0.0, 0.0))
        self._wasted = kept | {sender: (before + seconds, now)}


def _door() -> OpenIntake:
    opener = Opener(SECONDS, MEMORY)
    atexit.register(opener.close)
    return OpenIntake(partial(take_in, opener=opener))


_BY_OWN_LINKS, _BY_OPEN_LINKS = _door(), _door()


def door_of(everyone: bool) -> OpenIntake:
    """Where files of links that everyone has, or of one person's, are opened."""
    return _BY_OPEN_LINKS if everyone else _BY_OWN_LINKS
