"""The reference says what the code says, and its links lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from docs.generate import HERE, PAGES, behind, main
from pydantic import BaseModel

from crosstally.claims.statement import Claims
from crosstally.election.definition import Announcements, Definition
from crosstally.election.validation import validated
from crosstally.election.yaml_source import read_yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "src" / "crosstally" / "examples"
PAGES_BY_HAND = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "GLOSSARY.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def test_the_reference_is_not_behind_the_code() -> None:
    assert behind() == [], "run `make docs`"


def test_a_page_that_is_behind_is_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("docs.generate.HERE", tmp_path)
    monkeypatch.setattr("docs.generate.PAGES", {"reference/x.md": lambda: "new\n"})
    assert main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/reference/x.md\n"
    assert not (tmp_path / "reference").exists()
    assert main([]) == 0
    assert (tmp_path / "reference" / "x.md").read_text() == "new\n"
    assert main(["--check"]) == 0


def test_every_reference_page_is_made_from_the_code() -> None:
    written = {str(path.relative_to(HERE)) for path in (HERE / "reference").glob("*.md")}
    assert written <= set(PAGES)


@pytest.mark.parametrize(
    "page", PAGES_BY_HAND, ids=[str(p.relative_to(ROOT)) for p in PAGES_BY_HAND]
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    dead = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name) if name else page
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            dead.append(target)
    assert not dead


def _anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


MODELS: dict[str, type[BaseModel]] = {
    "election.yaml": Definition,
    "announcements.yaml": Announcements,
    "claims.yaml": Claims,
}
BUNDLED = sorted(
    path for name in MODELS for path in (ROOT / "src" / "crosstally").rglob(f"**/{name}")
)


@pytest.mark.parametrize(
    "path", BUNDLED, ids=[str(path.relative_to(ROOT / "src" / "crosstally")) for path in BUNDLED]
)
def test_the_published_schema_admits_what_we_read(path: Path) -> None:
    source = read_yaml(path)
    validated(MODELS[path.name], source)
    schema = json.loads(
        (HERE / "schema" / path.with_suffix(".schema.json").name).read_text(encoding="utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = [
        f"{error.json_path}: {error.message}"
        for error in jsonschema.Draft202012Validator(schema).iter_errors(source.value)
    ]
    assert not errors


def test_the_published_schema_refuses_an_unknown_key() -> None:
    schema = json.loads((HERE / "schema" / "election.schema.json").read_text(encoding="utf-8"))
    document = read_yaml(EXAMPLES / "kazakhstan-2012" / "election.yaml").value
    document["contest"] = {}
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
    assert any("contest" in error.message for error in errors)
