"""How often something may be done: counted for each key, within bounded memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from crosstally.desk import rates
from crosstally.desk.rates import Rate


class Clock:
    """A clock that stands still unless it is moved on."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_more_than_allowed_has_to_wait_until_the_first_is_long_ago() -> None:
    clock = Clock()
    rate = Rate(2, 60, clock)
    assert [rate.take("a") for _turn in range(2)] == [0, 0]
    clock.time = 10
    assert rate.take("a") == 50
    assert rate.wait("a") == 50, "what was refused does not count"
    assert rate.take("b") == 0, "another's turns are their own"
    clock.time = 60
    assert rate.take("a") == 0


def test_threads_that_ask_at_once_get_no_more_than_allowed() -> None:
    rate = Rate(50, 60)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(rate.take, ["a"] * 400))
    assert waits.count(0) == 50


def test_memory_is_bounded_and_who_asked_last_is_remembered() -> None:
    rate = Rate(1, 60, Clock())
    rate.take("first")
    for number in range(rates.MOST_KEYS):
        rate.take(str(number))
    assert rate.wait(str(rates.MOST_KEYS - 1))
    assert len(rate) == rates.MOST_KEYS
