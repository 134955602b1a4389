"""Whoever types what the README and the guides say, from top to bottom, meets no refusal."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.docs.test_readme import ROOT, run

PAGES = (
    "README",
    "how-to/first-election",
    "how-to/claims",
    "how-to/seats",
    "how-to/publish",
    "how-to/public-data",
)
COMMAND = re.compile(r"^(?:    |\$ )(crosstally (?:.*\\\n)*.*)$", re.MULTILINE)
OFFICIAL: list[list[str | int]] = [
    ["Region", "Station", "Voters", "Valid", "Invalid", "Sun", "River", "Stone"],
    ["North", "101", 700, 450, 5, 200, 180, 70],
    ["North", "102", 650, 395, 6, 150, 190, 55],
    ["North", "103", 600, 380, 10, 160, 170, 50],
    ["South", "201", 1800, 1510, 9, 1300, 150, 60],
    ["South", "202", 350, 208, 2, 90, 88, 30],
]
COPIES: list[list[str | int]] = [[row[0], f"PS {row[1]}", *row[2:]] for row in OFFICIAL[1:4]]
ARTICLE = "The Sun party won 59 percent of the vote, the commission said on Monday.\n"
VOTES = "option,votes\nsun,340\nriver,280\nstone,160\nmoss,60\n"


def commands(page: str) -> list[str]:
    """The commands of a page in their order; those that fetch from elsewhere are left out, and the
    desk, which goes on until somebody stops it."""
    path = ROOT / f"{page}.md" if page == "README" else ROOT / "docs" / f"{page}.md"
    found = [
        text
        for text in COMMAND.findall(path.read_text(encoding="utf-8"))
        if text.split()[1] != "desk"
    ]
    fetched = {words[2] for text in found if (words := text.split())[1] == "fetch"} - {"--list"}
    return [
        text.replace("\\\n", " ")
        for text in found
        if not (len(text.split()) > 2 and text.split()[2] in fetched)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the guides speak of."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in OFFICIAL:
        sheet.append(row)
    book.save(tmp_path / "results.xlsx")
    copies = "".join(",".join(str(cell) for cell in row) + "\n" for row in [OFFICIAL[0], *COPIES])
    for name in ("party.csv", "copies.csv"):
        (tmp_path / name).write_text(copies)
    (tmp_path / "article.txt").write_text(ARTICLE)
    (tmp_path / "page.html").write_text(f"<html><body><p>{ARTICLE}</p></body></html>")
    (tmp_path / "votes.csv").write_text(VOTES)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_run_one_after_another(page: str, folder: Path) -> None:
    typed = commands(page)
    assert len(typed) >= 2
    if page == "how-to/claims":
        typed.insert(0, "crosstally new my-election --from results.xlsx")
    for command in typed:
        name, *arguments = shlex.split(command)
        assert name == "crosstally"
        done = run(["-m", "crosstally", *arguments], folder)
        assert done.returncode in (0, 1), f"{command}\n{done.stderr}"
        assert "Traceback" not in done.stderr, command
