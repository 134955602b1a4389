"""Whoever types what the guides to formats and to snapshots say, from top to bottom, with files of
these names, sees what the guides say."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.docs.test_readme import ROOT
from tests.read_files import statement
from tests.spec.test_eml import COUNT
from tests.spec.test_nist import REPORT

TYPED = re.compile(r"^(?:    |\$ )((?:crosstally|actasum) .*)$", re.MULTILINE)
PAGE = "<table><tr><td>Nur Otan</td><td>{}</td></tr></table>"


def typed(page: str) -> list[str]:
    """The commands of a page in their order."""
    text = (ROOT / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8")
    return TYPED.findall(text)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    python = Path(sys.executable)
    script = f'crosstally() {{ {shlex.quote(str(python))} -m crosstally "$@"; }}\n{command}'
    paths = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "CROSSTALLY_LANGUAGE": "en", "HOME": str(folder), "PATH": paths}
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_files_of_others_are_read_and_written(tmp_path: Path) -> None:
    (tmp_path / "Telling_TK2025_gemeente_Haarlem.eml.xml").write_text(COUNT)
    (tmp_path / "county.json").write_text(json.dumps(REPORT))
    (tmp_path / "statements.jsonl").write_text(statement("1", 200, 100) + "\n")
    commands = typed("formats")
    assert len(commands) >= 9
    for command in commands:
        done = run(command, tmp_path)
        # 1: a check or a program of others found a contradiction.
        wanted = (0, 1) if " check " in command or " verify " in command else (0,)
        assert done.returncode in wanted, f"{command}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, command


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of a page on this machine."""
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "results.html").write_text(PAGE.format("80.74"))
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "www"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/results.html"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_is_kept_and_its_change_is_seen(tmp_path: Path, served: str) -> None:
    (tmp_path / "saved.html").write_text(PAGE.format("80.99"))
    (tmp_path / "page.warc.gz").write_bytes(gzip.compress(b""))
    before = [
        "crosstally key new observers.example/kz2012 -o ~/kz2012.key",
        "crosstally log new evidence --key ~/kz2012.key",
    ]
    for command in before:
        assert run(command, tmp_path).returncode == 0
    first, logged, saved, archive = typed("snapshots")
    at = "https://cec.example/results"
    for command in (first, logged):
        assert run(command.replace(at, served), tmp_path).returncode == 0
        time.sleep(1)  # a page is looked at once a second at the most
    seen = run(saved.replace(at, served), tmp_path)
    assert seen.returncode == 1
    assert "  was: Nur Otan | 80.74\n  now: Nur Otan | 80.99\n" in seen.stdout
    assert run(archive, tmp_path).returncode == 0
