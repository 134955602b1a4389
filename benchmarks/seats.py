"""Seats shared out in one process: Crosstally, apportionment, votelib and interregnum in turn."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
from apportionment.methods import compute
from interregnum.methods.singlevote.highest_averages import HighestAveragesAllocator
from interregnum.methods.singlevote.largest_remainder import LargestRemainderAllocator
from votelib.evaluate.proportional import HighestAverages, LargestRemainder

from crosstally.seats import allocate
from crosstally.seats.scenarios import allocate_many

RUNS = 7
OPTIONS = 20
SCENARIOS = 100_000


def made_up_votes() -> dict[str, int]:
    """Twenty options of one country's size, always the same."""
    drawn = random.Random(2012)  # noqa: S311 -- figures to measure with, no secret
    return {f"p{i}": drawn.randint(1_000, 5_000_000) for i in range(OPTIONS)}


Ask = Callable[[], object]


def contenders(method: str, votes: Mapping[str, int], seats: int) -> dict[str, Ask]:
    """Who shares the seats out, each exact where it can be."""
    counts, pairs = list(votes.values()), list(votes.items())
    other = {"dhondt": "dhondt", "hare_lr": "largest_remainder"}[method]
    names = list(votes)
    votelib = HighestAverages("d_hondt") if method == "dhondt" else LargestRemainder("hare")
    interregnum = (
        HighestAveragesAllocator[str]("dhondt")
        if method == "dhondt"
        else LargestRemainderAllocator[str]("hare")
    )
    return {
        "crosstally": lambda: allocate(votes, seats, method),
        "apportionment, floats": lambda: compute(other, counts, seats, parties=names),
        "apportionment, fractions": lambda: compute(
            other, counts, seats, fractions=True, parties=names
        ),
        "votelib": lambda: votelib.evaluate(dict(votes), seats),
        "interregnum": lambda: interregnum.calc(pairs, seats, random_seed=1),
    }


def one_at_a_time() -> str:
    """A Markdown table: milliseconds an allocation and how many times Crosstally's that is."""
    votes = made_up_votes()
    lines = ["| 20 options | ms an allocation | ratio |", "| --- | --- | --- |"]
    for method, seats in (("dhondt", 100), ("dhondt", 10_000), ("hare_lr", 100)):
        asked = contenders(method, votes, seats)
        times: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(RUNS):
            for name, ask in asked.items():
                times[name].append(_seconds(ask))
        ours = times["crosstally"]
        for name, found in times.items():
            ratio = statistics.median(b / a for a, b in zip(ours, found, strict=True))
            label = f"`{method}`, {seats:,} seats: {name}"
            lines.append(f"| {label} | {statistics.median(found) * 1_000:.3f} | {ratio:.0f} |")
    return "\n".join(lines)


def _seconds(ask: Ask) -> float:
    """Seconds of one call: the mean of as many as fill a twentieth of a second."""
    start = time.perf_counter()
    calls = 0
    while calls == 0 or time.perf_counter() - start < 0.05:
        ask()
        calls += 1
    return (time.perf_counter() - start) / calls


def many_at_once() -> str:
    """A Markdown table: seconds for 100,000 scenarios of 98 seats, and of the same one by one."""
    shares = np.random.default_rng(2012).dirichlet(np.ones(OPTIONS) / 2, SCENARIOS)
    votes = (shares * 7_000_000).astype(np.int64)
    lines = ["| 100,000 scenarios, 98 seats | s | one by one, s |", "| --- | --- | --- |"]
    for method in ("hare_lr", "dhondt", "sainte_lague"):
        start = time.perf_counter()
        seats, _ = allocate_many(votes, 98, method)
        spent = time.perf_counter() - start
        few = [dict(enumerate(row)) for row in votes[:2_000].tolist()]
        start = time.perf_counter()
        alone = [allocate(row, 98, method).certain for row in few]  # type: ignore[arg-type]
        each = (time.perf_counter() - start) * SCENARIOS / len(few)
        if [list(one.values()) for one in alone] != seats[: len(few)].tolist():
            raise RuntimeError("many at once are not what each is by itself")
        lines.append(f"| `{method}` | {spent:.2f} | {each:.1f} |")
    return "\n".join(lines)


def agree() -> None:
    """What is measured against gives the same seats. Raises ``RuntimeError`` where it does not."""
    votes = made_up_votes()
    ours = allocate(votes, 100, "dhondt").seats
    theirs = HighestAverages("d_hondt").evaluate(dict(votes), 100)
    if {name: count for name, count in ours.items() if count} != theirs:
        raise RuntimeError("votelib gives other seats")
    exact = Fraction(sum(votes.values()), 100)
    for name, count in allocate(votes, 100, "hare_lr").seats.items():
        if abs(votes[name] / exact - count) >= 1:
            raise RuntimeError("largest remainder leaves the quota")
