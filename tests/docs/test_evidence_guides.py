"""Whoever types what the guides to packs and logs say, from top to bottom, meets no refusal."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_readme import ROOT
from tests.unit.test_ledger_outside_programs import Authority, program

COMMAND = re.compile(
    r"^(?:    |\$ )((?:crosstally|python3|head|minisign|ssh-keygen|openssl) (?:.*\\\n)*.*)$",
    re.MULTILINE,
)
STATEMENT = '{"spec":"actasum/statement/v0.1","station":"1"}\n'


class Newcomer:
    """Types commands in a folder that has sheets, statements and an authority's address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "home").mkdir()
        for number in range(12):
            sheet = folder / "sheets" / f"{number:02}.jpg"
            sheet.parent.mkdir(exist_ok=True)
            sheet.write_bytes(bytes([number]))
        (folder / "statements").mkdir()
        (folder / "statements" / "statements.jsonl").write_text(STATEMENT * 2)
        (folder / "tsa").mkdir()
        self.authority = Authority(folder / "tsa")
        (folder / "authority.pem").write_bytes((folder / "tsa" / "root.pem").read_bytes())

    def types(self, command: str) -> str:
        if "--spoken" in command and "..." in command:
            spoken = self._done("crosstally log checkpoint evidence --spoken")
            command = re.sub('"[^"]*"', shlex.quote(spoken.strip()), command)
        said = self._done(command)
        if " timestamp request " in command:
            answer = self.authority.answer((self.folder / "request.tsq").read_bytes())
            for name in ("answer.tsr", "authority.tsr"):
                (self.folder / name).write_bytes(answer)
        return said

    def _done(self, command: str) -> str:
        python = shlex.quote(sys.executable)
        script = f'crosstally() {{ {python} -m crosstally "$@"; }}\n{command}'
        home = str(self.folder / "home")
        environment = {**os.environ, "CROSSTALLY_LANGUAGE": "en", "HOME": home}
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.mark.parametrize(
    ("page", "before"), [("log", []), ("pack", ["crosstally new my-election"])]
)
def test_the_commands_of_a_page_hold_one_after_another(
    page: str, before: list[str], tmp_path: Path
) -> None:
    text = (ROOT / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8")
    typed = COMMAND.findall(text)
    assert len(typed) >= 10
    newcomer = Newcomer(tmp_path)
    for name in {command.split()[0] for command in typed} - {"crosstally"}:
        program(name)
    for command in [*before, *typed]:
        newcomer.types(command)
