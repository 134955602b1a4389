"""What the README tells people to type does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
RUNNABLE = re.compile(r"<!-- run: exit (\d) -->\n```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def blocks(pattern: re.Pattern[str]) -> list[pytest.param]:  # type: ignore[valid-type]
    """Every block of the pages that can be run, named by its page and number."""
    found = []
    for page in PAGES:
        for number, match in enumerate(pattern.finditer(page.read_text(encoding="utf-8")), 1):
            found.append(pytest.param(match.groups(), id=f"{page.stem}-{number}"))
    return found


def run(arguments: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CROSSTALLY_LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=where, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("block", blocks(RUNNABLE))
def test_commands_end_as_the_page_says(block: tuple[str, str], tmp_path: Path) -> None:
    expected, text = int(block[0]), block[1]
    commands = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]
    assert commands
    for command in commands:
        name, *arguments = command.split()
        assert name == "crosstally"
        done = run(["-m", "crosstally", *arguments], tmp_path)
        assert done.returncode == expected, done.stderr
        assert done.stdout.strip()
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("block", blocks(PYTHON))
def test_python_runs(block: tuple[str], tmp_path: Path) -> None:
    done = run(["-c", block[0]], tmp_path)
    assert done.returncode == 0, done.stderr
    assert bool(done.stdout.strip()) == ("print(" in block[0])


def test_the_readme_shows_commands_to_try() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(RUNNABLE.findall(text)) >= 3
    for verb in re.findall(r"crosstally (\w+)", text):
        assert (ROOT / "src" / "crosstally" / "cli" / f"{verb}.py").exists() or verb == "as", verb
