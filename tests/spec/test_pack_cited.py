"""What a finding says of two sources' sheets is held against the sheets of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.pack import layout
from tests.forged_packs import change, released, said_of
from tests.packs import folder, pack, verified


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """At station 2 the observers read ten votes more for ana than the commission states."""
    return pack(tmp_path / "pack", folder(tmp_path / "election"))


def test_findings_that_cite_two_sources_are_counted(made: Path) -> None:
    said = verified(made)
    assert said.broken == []
    assert "the figures that 1 findings cite" in "\n".join(map(str, said.verified))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('"watch": 60', '"watch": 70', "2: cites 70 for ana, the table has 60", id="a"),
        pytest.param('"cec": 50', '"cec": 49', "2: cites 49 for ana, the table has 50", id="b"),
        pytest.param('"area": "2"', '"area": "9"', "of cec, whose sheets have none there", id="c"),
        pytest.param('"watch": 60', '"other": 60', "of other, whose sheets have none", id="d"),
    ],
)
def test_what_is_cited_of_either_source_is_its_sheets(
    made: Path, old: str, new: str, said: str
) -> None:
    change(made, layout.FINDINGS, lambda text: text.replace(old, new))
    released(made)
    assert said in said_of(made)
