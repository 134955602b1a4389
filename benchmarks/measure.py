"""Whole processes, measured by the operating system, two commands in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Run:
    """One finished process: processor seconds and peak memory in MB."""

    cpu: float
    memory: float


def run(command: Sequence[str], expected: frozenset[int] = frozenset({0, 1})) -> Run:
    """Run a command to its end with its output thrown away."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expected:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def apart(function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """Call a function in a process of its own: the system counts the memory that a parent holds as
    that of the commands it starts."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **options).result()


def in_turn(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[Run]]:
    """Each command once to warm up, then all of them in turn, ``runs`` times."""
    for command in commands.values():
        run(command)
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(run(command))
    return found


def median_cpu(runs: Sequence[Run]) -> float:
    """The median of the processor seconds."""
    return statistics.median(item.cpu for item in runs)


def median_memory(runs: Sequence[Run]) -> float:
    """The median of the peak memory in MB."""
    return statistics.median(item.memory for item in runs)


def table(found: Mapping[str, Sequence[Run]]) -> str:
    """A Markdown table of medians, with how many times the first command's time each takes (the
    median over runs made in turn)."""
    first = next(iter(found.values()))
    lines = [
        "| command | processor time, s | peak memory, MB | ratio |",
        "| --- | --- | --- | --- |",
    ]
    for name, runs in found.items():
        ratio = statistics.median(b.cpu / a.cpu for a, b in zip(first, runs, strict=True))
        lines.append(
            f"| {name} | {median_cpu(runs):.2f} | {median_memory(runs):.0f} | {ratio:.1f} |"
        )
    return "\n".join(lines)
