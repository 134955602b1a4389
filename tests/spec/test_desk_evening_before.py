"""The evening before an election: nobody has a figure yet, and the desk opens all the same."""

from __future__ import annotations

import os
import pty
import select
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import yaml

from crosstally.cli.app import command_line
from crosstally.desk.asked import asked_at, contest_of
from crosstally.desk.settings import Place
from tests.desk_programs import OFFICIAL
from tests.desk_visitors import Visitor
from tests.desks import EXAMPLE, PASSWORD, READ, ROOT, STATION, RunningDesk, run_desk, running_desk

RETURNS = ("returns", "stations")
"""What nobody can state yet."""


def the_evening_before(folder: Path) -> Path:
    """The example's election, as somebody has it who waits for the first sheet."""
    folder.mkdir()
    definition = yaml.safe_load((EXAMPLE / "election.yaml").read_text(encoding="utf-8"))
    known = {key: told for key, told in definition.items() if key not in RETURNS}
    (folder / "election.yaml").write_text(yaml.safe_dump(known, allow_unicode=True), "utf-8")
    return folder


def read_by_two(desk: RunningDesk) -> Visitor:
    root = Visitor(desk).join(desk.link, "root")
    typists = [Visitor(desk).join(root.invite("typist"), name) for name in ("ann", "cem")]
    assert "No sheet is on the desk yet" in root.get("/").text
    assert root.get("/findings/").status_code == 200
    sheet = root.upload("The first sheet")
    for typist in typists:
        typist.read(sheet, READ)
    return root


def crosstally(*arguments: object) -> None:
    """Run a command that finds nothing wrong."""
    command_line()(list(map(str, arguments)), standalone_mode=False)


def test_the_folder_of_the_guide_opens(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "how-to" / "desk-evening.md").read_text(encoding="utf-8")
    for name, kind in (("election.yaml", "yaml"), ("areas.csv", "csv")):
        block = guide.split(f"```{kind}\n")[1].split("```")[0]
        (tmp_path / name).write_text(block, encoding="utf-8")
    place = Place(tmp_path, "", "")
    asked = asked_at(replace(place, contest=contest_of(place)))
    assert list(asked.fields.values())[-2:] == ["Sun Party", "River Alliance"]
    assert asked.station("101") == "101"
    assert asked.station_name("101") == "School, Mill Street"
    with pytest.raises(ValueError, match="no station of this code"):
        asked.station("999")


def test_the_first_sheet_is_the_first_return(tmp_path: Path) -> None:
    folder, out = the_evening_before(tmp_path / "eve"), tmp_path / "checked"
    with running_desk(folder) as desk:
        root = read_by_two(desk)
        assert "Settled: 1 of 1 sheets" in root.get("/progress/").text
    done = run_desk("export", folder, out, "--source", "Our observers")
    assert done.returncode == 0, done.stderr
    crosstally("check", out)

    official = tmp_path / "official.csv"
    rows = OFFICIAL.replace("200,45", "190,55") + "ATKARACALAR/1002,200,150,150,0,100,50\n"
    official.write_text(rows, "utf-8")
    crosstally("add", folder, official, "--source", "Council", "--kind", "authority", "--yes")
    with running_desk(folder) as desk:
        root = Visitor(desk)
        root.log_in("root", "correct horse battery")
        assert f"<bdi>{STATION}</bdi>" in root.get("/findings/").text


def started_at_a_terminal(folder: Path, typed: list[tuple[str, str]]) -> tuple[str, bool]:
    """What a first start says to somebody at a terminal who answers each question (what it ends
    with, the answer), and whether ``root`` logs in then."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "LANGUAGE": "en"}
    command = [sys.executable, "-m", "crosstally", "desk", str(folder), "--port", str(port)]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    said = b""

    def wait_for(sign: str) -> None:
        nonlocal said
        seen = len(said)
        while sign.encode() not in said[seen:]:
            assert select.select([ours], [], [], 60)[0], f"{sign!r} was not said: {said.decode()}"
            said += os.read(ours, 1024)

    try:
        for sign, answer in typed:
            # The space is printed last: what is typed before it is thrown away.
            wait_for(f"{sign} ")
            os.write(ours, answer.encode() + b"\n")
        wait_for("The desk is open")
        desk = RunningDesk(f"http://127.0.0.1:{port}", folder, "", process.pid)
        for _attempt in range(100):
            with suppress(httpx.TransportError):
                return said.decode(), Visitor(desk).log_in("root", PASSWORD).status_code == 302
            time.sleep(0.1)
        raise AssertionError("the desk does not answer")
    finally:
        process.terminate()
        process.wait(30)
        os.close(ours)


def test_somebody_at_a_terminal_is_asked_and_is_the_administrator(tmp_path: Path) -> None:
    answers = [("Name:", "root"), ("Password:", "short"), ("once more:", "short")]
    answers += [("Name:", "root"), ("Password:", PASSWORD), ("once more:", PASSWORD)]
    said, is_in = started_at_a_terminal(the_evening_before(tmp_path / "election"), answers)
    assert "at least 12 characters" in said
    assert PASSWORD not in said, "it is not shown"
    assert "/join/" not in said, "no link lies about"
    assert is_in


def test_without_a_name_a_link_is_printed(tmp_path: Path) -> None:
    said, is_in = started_at_a_terminal(the_evening_before(tmp_path / "election"), [("Name:", "")])
    assert "/join/" in said
    assert not is_in
