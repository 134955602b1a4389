"""The guide on how to connect another program: whoever types what it says gets what it says."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from tests.desk_visitors import Visitor
from tests.desks import EXAMPLE, READ, RunningDesk, run_desk, running_desk
from tests.docs.test_readme import ROOT

PAGE = (ROOT / "docs" / "how-to" / "connect-programs.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (curl .*)$", PAGE, re.MULTILINE)
BLOCKS = [block.partition("\n")[2] for block in PAGE.split("```")[1::2]]
SHOWN = re.compile(r'value="(crosstally_[^"]+)"')


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not here")
    with running_desk(tmp_path_factory.mktemp("desk") / "election") as desk:
        yield desk


@pytest.fixture(scope="module")
def folder(desk: RunningDesk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where somebody types the commands: the files that the page shows, and a token."""
    made = tmp_path_factory.mktemp("typed")
    root = Visitor(desk).join(desk.link, "root")
    typists = [Visitor(desk).join(root.invite("typist"), name) for name in ("ann", "cem")]
    sheet = root.upload("settled")
    for typist in typists:
        typist.read(sheet, READ)
    page = root.get("/tokens/").text
    whose = re.findall(r'<option value="(\d+)"[^>]*>root', page)[0]
    scopes = re.findall(r'name="scope" value="([^"]+)"', page)
    scopes.remove("figures:tell")  # which an administrator has not
    form = {"label": "the guide", "scope": scopes, "whose": whose, "days": "1"}
    found = SHOWN.search(root.post("/tokens/", form).text)
    assert found
    (made / "desk-token").write_text(f"Authorization: Bearer {found[1]}\n")
    for name, begin in (("areas.csv", "id,"), ("official.csv", "station,"), ("people.json", "{")):
        (block,) = (one for one in BLOCKS if one.startswith(begin) and '"errors"' not in one)
        (made / name).write_text(block, encoding="utf-8")
    return made


def typed(command: str, desk: RunningDesk, folder: Path) -> str:
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("curl ", "curl --silent --show-error --fail-with-body ")],
        cwd=folder,
        env={"DESK": desk.address, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def command_of(path: str) -> str:
    (found,) = (str(one) for one in COMMANDS if f"/api/v1/{path}" in one)
    return found


def test_every_command_of_the_page_is_tried() -> None:
    paths = "token areas official-returns invitations returns election-folder"
    assert [command_of(path) for path in paths.split()] == COMMANDS


def test_the_page_names_every_scope() -> None:
    from crosstally.desk.scopes import Scope

    assert re.findall(r"^\| `([a-z]+:[a-z]+)`", PAGE, re.MULTILINE) == [*Scope]


def test_what_is_brought_in_stands_in_the_election_folder(desk: RunningDesk, folder: Path) -> None:
    opened = json.loads(typed(command_of("token"), desk, folder))
    assert (opened["role"], opened["contest"], len(opened["scopes"])) == (
        *("administrator", "president"),
        4,
    )
    official = json.loads(typed(command_of("official-returns"), desk, folder))
    assert (official["rows"], official["changed"]) == (2, True)
    areas = json.loads(typed(command_of("areas"), desk, folder))
    assert (areas["rows"], areas["changed"]) == (2, True)
    election = open_election(desk.folder)
    assert "HILL/1" in election.areas.areas
    assert official["file"] in {entry.file for entry in election.definition.returns}
    (desk.folder / "areas.csv").unlink()


def test_people_who_are_invited_join(desk: RunningDesk, folder: Path) -> None:
    links = json.loads(typed(command_of("invitations"), desk, folder))["invitations"]
    assert [one["reference"] for one in links] == ["row 1", "row 2"]
    for one in links:
        path = one["link"].removeprefix(desk.address)
        Visitor(desk).join(path, f"joined as {one['role']}")


def test_what_is_taken_out_is_what_was_settled(
    desk: RunningDesk, folder: Path, tmp_path: Path
) -> None:
    typed(command_of("returns"), desk, folder)
    with (folder / "settled.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert {name: row[name] for name in READ} == READ
    typed(command_of("election-folder"), desk, folder)
    with zipfile.ZipFile(folder / "folder.zip") as archive:
        archive.extractall(tmp_path / "taken")
    totals = check(open_election(tmp_path / "taken")).contests["president"].totals
    assert totals["our_observers"].stations_held == 1


def test_a_folder_that_was_taken_out_comes_in_at_another_desk(
    desk: RunningDesk, folder: Path, tmp_path: Path
) -> None:
    typed(command_of("election-folder"), desk, folder)
    with zipfile.ZipFile(folder / "folder.zip") as archive:
        archive.extractall(tmp_path / "their-election-checked")
    shutil.copytree(EXAMPLE, tmp_path / "my-election")
    (tmp_path / "my-election" / "desk" / "president").mkdir(parents=True)
    (words,) = re.findall(r"^\$ crosstally desk import (.*)$", PAGE, re.MULTILINE)
    done = run_desk("import", *(tmp_path / word for word in words.split()))
    assert (done.returncode, done.stderr) == (0, "")
    totals = check(open_election(tmp_path / "my-election")).contests["president"].totals
    assert totals["our_observers"].stations_held == 1
