"""Who has which sheet before them just now, so that typists are not all given the same one.

A sheet takes two readings: whoever opens it third has read it in vain. Nothing is locked by this,
and it is forgotten with the process: a sheet that others have before them is offered last, not
never, and what may be read is for ``states`` to say.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Lock

from crosstally.desk.states import READERS, Sheet, State

SECONDS = 15 * 60
"""After so long somebody has gone away from a sheet."""


class Turns:
    """The sheet that each person was given last, and when."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._given: dict[str, tuple[str, float]] = {}
        self._one_at_a_time = Lock()

    def first_free(
        self, person: str, offered: Sequence[tuple[str, Sheet]]
    ) -> list[tuple[str, Sheet]]:
        """The sheets in their order, those that enough others have before them last. The first is
        given to this person, who gives back what they had."""
        with self._one_at_a_time:
            long_ago = self._now() - SECONDS
            others = [
                sheet
                for who, (sheet, at) in self._given.items()
                if who != person and at >= long_ago
            ]
            ordered = sorted(offered, key=lambda pair: others.count(pair[0]) >= _wanted(pair[1]))
            self._given.pop(person, None)
            if ordered:
                self._given[person] = ordered[0][0], self._now()
            return ordered


def _wanted(sheet: Sheet) -> float:
    """How many readings a sheet still takes."""
    if sheet.state is State.PLANTED:
        return float("inf")
    return 1 if sheet.state is State.SETTLED else READERS - len(sheet.readings)
