"""Election folders for tests, written from small tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from crosstally.check.result import CheckResult
from crosstally.check.run import check, open_election

HEAD = """\
id: example
title: An example
date: 2024-05-12
levels: [country, region, district, station]
sources:
  cec: Central commission
  watch: {name: Observers, kind: observer}
sheets:
  protocol:
    fields: {registered: Voters, cast: Ballots, valid: Valid, invalid: Invalid}
    relations:
      - {relation: valid + invalid == cast, strength: must}
      - {relation: options == valid, strength: must}
      - {relation: cast <= registered, strength: should}
contests:
  president:
    options: {ana: Ana Lima, ben: {name: Ben Okoro, aliases: [B. Okoro]}}
"""
COLUMNS = """\
    columns:
      station: code
      areas: {region: region, district: district}
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
STATIONS = """
region district code registered cast valid invalid ana ben
North  Hill     1    500        301  300   1       200 100
North  Hill     2    400        210  200   10      50  150
North  Lake     3    300        105  100   5       60  40
South  Port     4    800        404  400   4       300 100
"""


def csv_of(table: str, delimiter: str = ",") -> str:
    """A table of words, divided by blanks, as CSV; ``.`` is an empty cell, ``_`` a blank."""
    rows = [line.split() for line in dedent(table).strip().splitlines()]
    return "".join(
        delimiter.join("" if cell == "." else cell.replace("_", " ") for cell in row) + "\n"
        for row in rows
    )


def returns_entry(file: str, source: str = "cec", more: str = "", columns: str = COLUMNS) -> str:
    """One entry of ``returns:``; ``more`` are further keys, a line each."""
    extra = "".join(f"    {line}\n" for line in more.splitlines())
    return f"  - file: {file}\n    source: {source}\n{extra}{columns}"


def write_folder(
    folder: Path, files: Mapping[str, str | bytes], returns: str | None = None, head: str = HEAD
) -> Path:
    """Write an election folder: its files, and an ``election.yaml`` of head and returns."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
    if "election.yaml" not in files:
        entries = returns if returns is not None else returns_entry("returns.csv")
        (folder / "election.yaml").write_text(f"{head}returns:\n{entries}", encoding="utf-8")
    return folder


def checked(
    folder: Path, files: Mapping[str, str | bytes], returns: str | None = None, head: str = HEAD
) -> CheckResult:
    """Write a folder and check it."""
    return check(open_election(write_folder(folder, files, returns, head)))


def found(result: CheckResult, code: str) -> list[tuple[str | None, int | None]]:
    """The findings of a code as (area, votes)."""
    return [(item.area, item.votes) for item in result.findings.of(code)]
