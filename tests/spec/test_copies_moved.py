"""The size of a station whose copies disagree is the votes moved between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import HEAD, checked, returns_entry

ENTRY = returns_entry(
    "sheets.csv", columns="    columns: {station: code, copy: copy, fields: {cast: cast}}\n"
)


@pytest.mark.parametrize(
    ("copies", "votes"),
    [
        (["90,50,40", "90,30,60"], 20),  # moved from one to the other
        (["90,50,40", "110,70,40"], 20),  # added
        (["90,50,40", "95,30,65"], 25),  # moved, and more added
        (["90,,40", "90,30,60", "90,50,40"], 20),  # the first could not be read whole
        (["90,50,40", "90,49,41", "90,60,30", "90,40,50"], 20),  # of the two furthest apart
        (["90,50,40", "91,50,40"], None),  # no vote differs
    ],
)
def test_votes_moved_between_copies(tmp_path: Path, copies: list[str], votes: int | None) -> None:
    rows = "".join(f"1,{at},{figures}\n" for at, figures in enumerate(copies))
    files = {"sheets.csv": "code,copy,cast,ana,ben\n" + rows}
    result = checked(tmp_path, files, ENTRY, HEAD)
    (found,) = result.findings.of("HOLDING-COPIES-DIFFER")
    assert found.votes == votes


def test_nobody_leads_where_the_counted_copies_tie(tmp_path: Path) -> None:
    files = {"sheets.csv": "code,copy,cast,ana,ben\n1,a,80,40,40\n1,b,80,50,30\n"}
    bounds = checked(tmp_path, files, ENTRY, HEAD).contests["president"].bounds
    assert bounds is not None
    said = " ".join(sentence.text for sentence in bounds.sentences)
    assert "Nobody leads on the figures that were counted; level at the top: Ana Lima, Ben" in said
