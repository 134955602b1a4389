"""The evening before an election: nobody has a figure yet, and the desk opens all the same."""

from __future__ import annotations

from pathlib import Path

import yaml

from crosstally.cli.app import command_line
from tests.desk_programs import OFFICIAL
from tests.desk_visitors import Visitor
from tests.desks import EXAMPLE, READ, STATION, RunningDesk, run_desk, running_desk

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
    assert root.get("/findings/").status_code == 200
    sheet = root.upload("The first sheet")
    for typist in typists:
        typist.read(sheet, READ)
    return root


def crosstally(*arguments: object) -> None:
    """Run a command that finds nothing wrong."""
    command_line()(list(map(str, arguments)), standalone_mode=False)


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
        assert f"<b>{STATION}</b>" in root.get("/findings/").text
