"""A folder that is in order, and what of it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from crosstally.check.run import check
from crosstally.election.definition import Stage
from crosstally.election.folder import Election, open_folder
from tests.spec.election_folder.written import ANNOUNCEMENTS, AREAS, ELECTION, changed, problems_of


def test_a_folder_in_order(folder: Callable[..., Path]) -> None:
    election = open_folder(folder())
    assert isinstance(election, Election)
    assert election.id == "example"
    assert [area.id for area in election.areas] == ["all", "north", "south", "1"]
    assert election.areas.find("the  NORTH")[0].id == "north"
    first = election.announcements[0]
    assert first.stage is Stage.PRELIMINARY
    assert first.percent == {"ana": "60.0", "ben": "40.0"}, "every printed digit is kept"
    assert first.turnout == "70.20%"
    assert election.contest_of(first) == "president"
    relations = election.definition.sheet_of("president").relations
    assert [(item.relation, item.strength, item.tolerance) for item in relations] == [
        ("options == valid", "must", 0),
        ("valid + invalid <= registered", "should", 3),
    ]


def test_markup_in_names_stays_text(folder: Callable[..., Path]) -> None:
    name = "<script>alert(1)</script> & co"
    election = open_folder(
        folder(
            election_yaml=changed(ELECTION, ("title: An example", f"title: {name!r}")).replace(
                "Ana Lima", "<b>Ana</b>"
            ),
            areas_csv=AREAS.replace("The South", "<i>South</i> مصر"),
        )
    )
    assert election.definition.contests["president"].options["ana"].name == "<b>Ana</b>"
    assert election.areas.areas["south"].name == "<i>South</i> مصر"


def test_nested_aliases_are_refused_without_being_unrolled(folder: Callable[..., Path]) -> None:
    bomb = 'a: &a ["x", "x"]\n'
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    found = problems_of(folder(election_yaml=bomb))
    assert len(found) == 10, "the first ones are enough to know what to do"
    assert all("repeats a part of itself" in problem for problem in found)


def test_every_file_that_was_read_has_its_fingerprint(folder: Callable[..., Path]) -> None:
    path = folder(announcements_yaml=ANNOUNCEMENTS, areas_csv=AREAS)
    (path / "claims.yaml").write_text("claims: []\n", encoding="utf-8")
    opened = open_folder(path)
    before = (path / "areas.csv").read_bytes()
    (path / "areas.csv").write_bytes(before + b"\n")
    result = check(opened)
    known = {file.path: file.sha256 for file in result.own_files}
    assert list(known) == ["election.yaml", "areas.csv", "announcements.yaml", "claims.yaml"]
    assert known["areas.csv"] == hashlib.sha256(before).hexdigest(), "as it was when it was read"
