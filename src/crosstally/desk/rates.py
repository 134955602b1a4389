"""How often something may be done by one token, or tried from one address. Pure, but for the clock.

Counts lie in the memory of the one process that serves a desk; it is bounded whoever asks.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil
from threading import Lock

MOST_KEYS = 10_000


class Rate:
    """So many times within so many seconds, for each key."""

    def __init__(self, most: int, seconds: int, now: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds = most, seconds
        self._now = now
        self._done: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str) -> int:
        """Whole seconds until it may be done again; 0 where it may be done now."""
        with self._lock:
            return self._wait(self._recent(key))

    def take(self, key: str) -> int:
        """Do it once more: 0, and it is counted; or the seconds to wait, and it is not."""
        with self._lock:
            recent = self._recent(key)
            if wait := self._wait(recent):
                return wait
            recent.append(self._now())
            self._done[key] = recent
            self._done.move_to_end(key)
            while len(self._done) > MOST_KEYS:
                self._done.popitem(last=False)
            return 0

    def forget(self) -> None:
        """Begin anew for every key."""
        with self._lock:
            self._done.clear()

    def _recent(self, key: str) -> deque[float]:
        done = self._done.get(key) or deque()
        while done and done[0] <= self._now() - self.seconds:
            done.popleft()
        return done

    def _wait(self, recent: deque[float]) -> int:
        if len(recent) < self.most:
            return 0
        return max(1, ceil(recent[0] + self.seconds - self._now()))

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._done)
