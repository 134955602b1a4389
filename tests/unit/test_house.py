"""The house: which room may import which, and what stands where."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "crosstally"
ROOMS = (
    "cli",
    "desk",
    "site",
    "pack",
    "report",
    "drafting",
    "exporting",
    "check",
    "claims",
    "compare",
    "seats",
    "forensics",
    "tabulation",
    "returns",
    "datasets",
    "engine",
    "election",
    "ledger",
)
"""From the top down: a room imports only from rooms below it and from the ground."""
GROUND = ("answers", "findings", "words", "problems", "whole_folder", "examples")
EXACT_ROOMS = ("seats", "tabulation", "election", "ledger")
"""Rooms that have no use at all for a floating-point number."""
HEAVY = {
    "bs4",
    "cryptography",
    "duckdb",
    "jinja2",
    "numpy",
    "pandas",
    "pooch",
    "pyarrow",
    "pydantic",
    "python_calamine",
    "rapidfuzz",
    "requests",
    "rfc3161_client",
    "rich",
    "scipy",
    "yaml",
    "zarr",
}
MODULES = sorted(SOURCE.rglob("*.py"))
NAMES = [str(path.relative_to(SOURCE)) for path in MODULES]
each_module = pytest.mark.parametrize("path", MODULES, ids=NAMES)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def room(path: Path) -> str:
    """The room a module belongs to; a module outside all rooms is a room of its own."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[tuple[str, int]]:
    """Rooms of ours that a module imports, anywhere in it, with the line."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.ImportFrom(module="crosstally", names=names):
                # The version stands in the door itself and leads to no room.
                yield from ((n.name, node.lineno) for n in names if n.name != "__version__")
            case ast.ImportFrom(module=str(module), level=0) if module.startswith("crosstally."):
                yield module.split(".")[1], node.lineno
            case ast.ImportFrom(level=level) if level:
                pytest.fail(f"{path}:{node.lineno}: imports name the whole path")
            case ast.Import(names=names):
                for name in names:
                    if name.name.startswith("crosstally."):
                        yield name.name.split(".")[1], node.lineno


@each_module
def test_a_room_imports_only_from_rooms_below_it(path: Path) -> None:
    own = room(path)
    if own in ("__init__", "__main__"):
        return  # the doors of the house
    allowed: tuple[str, ...] = GROUND
    if own in ROOMS:
        allowed = (*ROOMS[ROOMS.index(own) :], *GROUND)
    wrong = [
        f"line {line}: {own} imports {other}"
        for other, line in imported_rooms(path)
        if other not in allowed
    ]
    assert not wrong


def test_every_room_has_a_place_in_the_order() -> None:
    found = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert found <= {*ROOMS, "examples"}, "a new room needs its place in the order"


def strings(path: Path) -> Iterator[ast.Constant]:
    """The text constants of a module, without its docstrings."""
    docstrings = {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree(path)):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if isinstance(node, ast.Constant) and is_text and id(node) not in docstrings:
            yield node


SQL = re.compile(
    r"\bSELECT\s[^.]*\bFROM\b|\bCREATE\s+(OR\s+REPLACE\s+)?(TEMP\w*\s+)?(TABLE|VIEW)\b"
    r"|\bINSERT\s+INTO\b|\bGROUP\s+BY\b|\bLEFT\s+JOIN\b",
    re.DOTALL,
)


@each_module
def test_sql_stands_in_the_engine_alone(path: Path) -> None:
    if room(path) != "engine":
        assert not [node.lineno for node in strings(path) if SQL.search(str(node.value))]


@each_module
def test_modules_are_short_and_called_by_what_they_do(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450
    assert not re.search(r"utils?$|helpers?$|misc$|common$|manager$", path.stem)


@each_module
def test_figures_are_exact(path: Path) -> None:
    if room(path) not in EXACT_ROOMS:
        return
    wrong = [
        f"line {node.lineno}"
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "float"
        )
    ]
    assert not wrong, "votes are integers, shares are fractions"


TRANSLATED = {"_", "N_", "ngettext", "Sentence", "said"}


@each_module
def test_sentences_are_whole(path: Path) -> None:
    """A sentence put together at run time is in no catalogue."""
    wrong = []
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in TRANSLATED and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
            wrong.append(f"line {node.lineno}: {name}")
    assert not wrong


def loaded_by(statement: str) -> set[str]:
    """The heavy packages that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


def test_the_command_line_is_light() -> None:
    """``crosstally --help`` must answer at once."""
    assert loaded_by("from crosstally.cli.app import command_line\ncommand_line()") == set()


def test_importing_the_package_is_light() -> None:
    assert loaded_by("import crosstally") == set()


def test_asking_for_seats_is_light() -> None:
    question = "crosstally.seats.allocate({'a': 10, 'b': 7}, 5, 'dhondt').steps"
    assert loaded_by(f"import crosstally.seats\n{question}") == set()


FOREIGN = re.compile(
    "|".join(
        # Written in halves, so that this file does not hold what it looks for.
        [
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(org|com)",
            r"deb\." + r"debian\.org",
            r"crates" + r"\.io",
            r"proxy\." + r"golang\.org",
            r"\bcl" + r"aude\b",
            r"\banth" + r"ropic\b",
            r"\bchat" + r"gpt\b",
            r"\bopen" + r"ai\b",
            r"\bco" + r"pilot\b",
            r"\bsub-?ag" + r"ents?\b",
            r"\bAI ag" + r"ents?\b",
            r"\bissue #?" + r"\d+\b",
        ]
    ),
    re.IGNORECASE,
)


def committed_files() -> list[Path]:
    """The files under version control; without git, those of the source and test folders."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        folders = ("src", "tests", "docs", "benchmarks", "requirements")
        return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return [ROOT / name.decode() for name in done.stdout.split(b"\0") if name]


def test_the_project_speaks_of_itself_alone() -> None:
    wrong = []
    for path in committed_files():
        if not path.is_file() or path.stat().st_size > 2_000_000:
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        found = FOREIGN.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            wrong.append(f"{path.relative_to(ROOT)}:{line}: {found.group()}")
    assert not wrong
