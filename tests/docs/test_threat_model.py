"""Every line of the threat model names a test that exists, or says that it is not done yet."""

from __future__ import annotations

import re

import pytest

from tests.docs.test_readme import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
LINES = [
    line
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| what they want", "| ---"))
]
NAMED = re.compile(r"`(tests/\S+\.py)::(test_\w+)`")


def test_the_page_speaks_of_every_threat() -> None:
    assert len(re.findall(r"^## ", PAGE, re.MULTILINE)) == 6
    assert len(LINES) > 30


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_shown_by_a_test_or_not_done_yet(line: str) -> None:
    shown = line.strip("| ").split("|")[-1].strip()
    if shown == "not done yet":
        return
    found = NAMED.fullmatch(shown)
    assert found, "the last column names one test"
    path, name = found.groups()
    written = (ROOT / path).read_text(encoding="utf-8")
    assert f"\ndef {name}(" in written
