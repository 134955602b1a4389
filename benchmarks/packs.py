"""Packs and logs: how long verifying takes, and building a tree beside actasum and pymerkle."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pymerkle import InmemoryTree

from benchmarks.elections import made_up, turkish_run_off
from benchmarks.measure import apart, in_turn, run, table
from crosstally.ledger import tree
from crosstally.pack.build import build

STATIONS = 200_000
LEAVES = 1_000_000
PROOFS = 1_000
T = TypeVar("T")


def pack_and_site(folder: Path) -> str:
    """A pack of 200,000 made-up stations of two sources, 23 figures and 5 levels, verified by the
    program inside it and made into a site: a table."""
    pack, site = folder / f"pack-{STATIONS}", folder / f"site-{STATIONS}"
    shutil.rmtree(pack, ignore_errors=True)
    apart(_build, folder, pack)
    shutil.rmtree(site, ignore_errors=True)
    crosstally = str(Path(sys.executable).parent / "crosstally")
    verify = [sys.executable, "-I", "-S", str(pack / "verify.pyz")]
    verified = in_turn({"verify.pyz, 400,000 returns": verify}, 3)
    published = {"crosstally pack site": [run([crosstally, "pack", "site", str(pack), str(site)])]}
    return f"{table(verified)}\n\n{table(published)}"


def _build(folder: Path, pack: Path) -> None:
    build(made_up(folder, STATIONS, "parquet"), pack)


def trees(folder: Path) -> str:
    """A million entries in memory, and the 192,214 statements beside actasum and pymerkle."""
    entries = [b"entry %d" % number for number in range(LEAVES)]
    leaves, hashing = _timed(lambda: tree.leaf_hashes(entries))
    node, above = _timed(lambda: tree.nodes_of(leaves))
    _root, top = _timed(lambda: tree.root(node, LEAVES))
    step = LEAVES // PROOFS
    _proofs, proving = _timed(
        lambda: [tree.inclusion_proof(node, index, LEAVES) for index in range(0, LEAVES, step)]
    )
    statements, _official, _folder = apart(turkish_run_off, folder)
    lines = statements.read_bytes().splitlines()
    _ours, ours = _timed(lambda: _root_of(lines))
    _theirs, theirs = _timed(lambda: _pymerkle_root(lines))
    log = folder / "actasum-log"
    shutil.rmtree(log, ignore_errors=True)
    actasum = [str(Path(sys.executable).parent / "actasum"), "log", "build"]
    build_log = [*actasum, "--statements", str(statements), "--out", str(log)]
    peer = run(build_log).cpu
    return (
        f"1,000,000 entries: tree {hashing + above + top:.2f} s, a proof "
        f"{1000 * proving / PROOFS:.2f} ms.\n\n192,214 statements: {ours:.2f} s; pymerkle "
        f"{theirs:.2f} s, {theirs / ours:.0f} times; `actasum log build` {peer:.2f} s, "
        f"{peer / ours:.0f} times (it writes the log, too)."
    )


def _root_of(entries: list[bytes]) -> bytes:
    return tree.root(tree.nodes_of(tree.leaf_hashes(entries)), len(entries))


def _pymerkle_root(entries: list[bytes]) -> bytes:
    peer = InmemoryTree()
    for entry in entries:
        peer.append_entry(entry)
    return bytes(peer.get_state())


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    return work(), time.process_time() - start
