"""All measurements, one after the other: ``make bench`` or ``python -m benchmarks.run [NAME …]``.

Names: ``statements`` (against actasum), ``million``, ``help``, ``seats`` (against apportionment,
votelib and interregnum), ``forensics`` (against the published algorithms, written plainly),
``pack`` (against actasum and pymerkle), ``desk`` (10 typists on SQLite, 50 on PostgreSQL, three
minutes each), ``desk-intake`` (5,000 photographs). Needs some minutes, the last one half an hour;
the data is made or fetched into ``benchmarks/data`` once.
"""

from __future__ import annotations

import compileall
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import crosstally
from benchmarks.elections import made_up, turkish_run_off
from benchmarks.measure import apart, in_turn, median_cpu, run, table

DATA = Path(__file__).parent / "data"
BIN = Path(sys.executable).parent
RUNS = 5


def statements() -> None:
    """192,214 boxes as actasum statements against province totals: whole processes."""
    files, official, folder = apart(turkish_run_off, DATA)
    commands = {
        "crosstally check": [str(BIN / "crosstally"), "check", str(folder)],
        "actasum verify": [
            *(str(BIN / "actasum"), "verify", "--statements", str(files)),
            *("--official", str(official)),
        ],
    }
    found = in_turn(commands, RUNS)
    print(table(found))
    inside = _roll_up_and_comparison(folder)
    ratio = median_cpu(found["actasum verify"]) / inside
    print(
        f"\nRoll-up and comparison inside `crosstally check`: {inside:.3f} s of processor time; "
        f"`actasum verify` as a whole takes {ratio:.0f} times as long."
    )


def million() -> None:
    """Made-up stations, 20 options, 5 levels, two sources: half a million, then twice as many."""
    for kind in ("parquet", "csv"):
        commands = {
            f"{count:,} stations, {kind}": [
                str(BIN / "crosstally"),
                "check",
                str(apart(made_up, DATA, count, kind)),
            ]
            for count in (525_000, 1_050_000)
        }
        print(table(in_turn(commands, 3)), end="\n\n")


def help_text() -> None:
    """How long ``crosstally --help`` takes, by the clock."""
    command = [str(BIN / "crosstally"), "--help"]
    run(command)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run(command)
        times.append(time.perf_counter() - start)
    print(f"`crosstally --help`: {sorted(times)[RUNS // 2]:.2f} s by the clock, median of {RUNS}.")


def seats() -> None:
    """Seats shared out inside one process, beside apportionment, votelib and interregnum."""
    from benchmarks.seats import agree, many_at_once, one_at_a_time

    agree()
    print(one_at_a_time(), end="\n\n")
    print(many_at_once())


def forensics() -> None:
    """Statistics of stations, beside the published algorithms written as plain loops."""
    from benchmarks.forensics import measured

    print(measured())


def pack() -> None:
    """A pack of 200,000 made-up stations verified and published, and trees of a million entries."""
    from benchmarks.packs import pack_and_site, trees

    print(pack_and_site(DATA), end="\n\n")
    print(trees(DATA))


def _roll_up_and_comparison(folder: Path) -> float:
    """Processor seconds of adding the sheets up and comparing them with the stated level."""
    from crosstally.compare.levels import compare_levels
    from crosstally.election.folder import open_folder
    from crosstally.engine.connection import Engine
    from crosstally.returns.store import read_returns
    from crosstally.tabulation.tabulator import Tabulator

    with Engine() as engine:
        tabulator = Tabulator(read_returns(open_folder(folder), engine))
        start = _cpu()
        comparisons, _ = compare_levels(tabulator, "president", 100)
        spent = _cpu() - start
    if [item.equal for item in comparisons] != [81]:
        raise RuntimeError("the 81 provinces should equal the sums of their boxes")
    return spent


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def desk() -> None:
    """Typists at a desk for three minutes, two in a hundred of their readings wrong."""
    from benchmarks.desk import under_load

    print(under_load(10, on_postgresql=False), end="\n\n")
    print(under_load(50, on_postgresql=True))


def desk_intake() -> None:
    """5,000 photographs taken in by a desk whose pages people open meanwhile."""
    from benchmarks.desk_intake import taken_in

    print(taken_in())


BENCHMARKS: dict[str, Callable[[], None]] = {
    "statements": statements,
    "million": million,
    "help": help_text,
    "seats": seats,
    "forensics": forensics,
    "pack": pack,
    "desk": desk,
    "desk-intake": desk_intake,
}


def main() -> None:
    """Run the benchmarks that are named, or all."""
    DATA.mkdir(exist_ok=True)
    # Peers were compiled when they were installed; an editable install is not.
    compileall.compile_dir(next(iter(crosstally.__path__)), quiet=1)
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"## {name}\n\n{BENCHMARKS[name].__doc__}\n")
        BENCHMARKS[name]()
        print()


if __name__ == "__main__":
    main()
