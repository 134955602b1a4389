"""Write the reference pages and the schemas from the code.

``python -m docs.generate`` writes them; with ``--check`` it names those that are behind, and exits
with 1.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from crosstally import words
from crosstally.claims.statement import Claims
from crosstally.election.candidates import Candidate
from crosstally.election.definition import Announcements, Definition, json_schema
from crosstally.election.protocol import Protocol
from docs import discredited, openapi
from docs.code_pages import command_line_page, findings_page, python_page
from docs.forensics_page import forensics_page
from docs.format_page import format_page
from docs.real_seats import FILE, read_contests
from docs.real_seats import page as real_seats_page

HERE = Path(__file__).parent


def schema(model: type[BaseModel], title: str) -> str:
    """A published JSON Schema."""
    document: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **json_schema(model),
        "title": title,
    }
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def how_to_index() -> str:
    """The guides, by their titles."""
    lines = ["# How to\n"]
    for path in sorted((HERE / "how-to").glob("*.md")):
        if path.name != "README.md":
            title = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
            lines.append(f"- [{title}]({path.name})")
    return "\n".join(lines) + "\n"


REAL_SEATS = "reference/seats-real-elections.md"


def real_seats() -> str:
    """Real elections recomputed; the page as it stands where the public data is not here."""
    data = os.environ.get("CROSSTALLY_DATA", "")
    if data and (Path(data) / FILE).is_file():
        return real_seats_page(read_contests(Path(data)))
    return (HERE / REAL_SEATS).read_text(encoding="utf-8")


DISCREDITED = "reference/discredited-methods.md"


def discredited_methods() -> str:
    """What they say of clean elections; the page as it stands where the public data is not here."""
    data = os.environ.get("CROSSTALLY_DATA", "")
    if data and discredited.is_here(Path(data)):
        return discredited.page(Path(data))
    return (HERE / DISCREDITED).read_text(encoding="utf-8")


PAGES: dict[str, Callable[[], str]] = {
    "how-to/README.md": how_to_index,
    "reference/command-line.md": command_line_page,
    DISCREDITED: discredited_methods,
    "reference/election-folder.md": format_page,
    "reference/findings.md": findings_page,
    "reference/forensics.md": forensics_page,
    "reference/openapi.json": openapi.page,
    "reference/python.md": python_page,
    REAL_SEATS: real_seats,
    "schema/election.schema.json": lambda: schema(Definition, "election.yaml"),
    "schema/announcements.schema.json": lambda: schema(Announcements, "announcements.yaml"),
    "schema/candidates.schema.json": lambda: schema(Candidate, "one row of candidates.csv"),
    "schema/claims.schema.json": lambda: schema(Claims, "claims.yaml"),
    "schema/protocol.schema.json": lambda: schema(Protocol, "protocol.yaml"),
}


def behind() -> list[str]:
    """The pages that are not what the code says now."""
    with words.use_language("en"):
        return [name for name, write in PAGES.items() if _now(name) != write()]


def _now(name: str) -> str | None:
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    """Write what is behind, or only name it."""
    names = behind()
    for name in names:
        print(f"docs/{name}")
        if "--check" not in arguments:
            path = HERE / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with words.use_language("en"):
                path.write_text(PAGES[name](), encoding="utf-8")
    return 1 if names and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
