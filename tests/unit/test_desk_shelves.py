"""Two desks that take one bucket at the same moment: one has it at the most, in whatever order they
ask the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from threading import Condition, Thread
from typing import Any

from crosstally.desk import shelves
from crosstally.problems import InputError

STEPS = 7
"""What one desk asks of the store at the most."""


@dataclass
class Turns:
    """Lets threads ask by turns, as they are planned; a turn of one that has ended is left out."""

    planned: list[str]
    ended: set[str] = field(default_factory=set)
    moved: Condition = field(default_factory=Condition)

    def step(self, who: str, ask: Callable[[], Any]) -> Any:
        """Wait for a turn, and ask."""
        with self.moved:
            assert self.moved.wait_for(lambda: self._next() in (who, ""), 10)
            if self.planned:
                self.planned.pop(0)
            found = ask()
            self.moved.notify_all()
            return found

    def end(self, who: str) -> None:
        """No turn of theirs is waited for any more."""
        with self.moved:
            self.ended.add(who)
            self.moved.notify_all()

    def _next(self) -> str:
        while self.planned and self.planned[0] in self.ended:
            self.planned.pop(0)
        return self.planned[0] if self.planned else ""


class BucketByTurns(shelves.Bucket):
    """A bucket in memory, as one of the desks asks it."""

    def __init__(self, who: str, turns: Turns, files: dict[str, bytes]) -> None:
        self.who, self.turns, self.files = who, turns, files

    def put(self, name: str, data: bytes) -> None:
        self.turns.step(self.who, lambda: self.files.update({name: data}))

    def get(self, name: str) -> bytes:
        found = self.turns.step(self.who, lambda: self.files.get(name))
        if found is None:
            raise FileNotFoundError(name)
        return bytes(found)

    def drop(self, name: str) -> None:
        self.turns.step(self.who, lambda: self.files.pop(name, None))

    def _all(self) -> list[str]:
        return list(self.turns.step(self.who, lambda: list(self.files)))


def owners(order: str) -> set[str]:
    """Which of two desks go on, where they ask in this order."""
    turns, files, own = Turns(list(order)), dict[str, bytes](), set[str]()

    def begin(who: str) -> None:
        try:
            shelves.take(BucketByTurns(who, turns, files), who.encode())
            own.add(who)
        except InputError:
            pass
        finally:
            turns.end(who)

    threads = [Thread(target=begin, args=(who,)) for who in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    owner = files.pop(shelves.OWNER, b"").decode()
    assert own == set(owner), order
    assert not files, "no claim is left"
    return own


def test_one_desk_at_the_most_has_a_bucket_in_whatever_order_they_ask() -> None:
    """Each asks seven times: every order of fourteen questions."""
    turns_of_a = combinations(range(2 * STEPS), STEPS)
    orders = ("".join("ba"[turn in of_a] for turn in range(2 * STEPS)) for of_a in turns_of_a)
    found = {frozenset(owners(order)) for order in orders}
    assert found == {frozenset("a"), frozenset("b"), frozenset()}


def test_where_both_have_stepped_back_the_next_takes_it() -> None:
    assert owners("ab" * STEPS) == set()
    assert owners("a" * STEPS) == {"a"}
