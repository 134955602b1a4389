"""What findings say is worked out again where the pack alone is enough for it: differences, shares,
sums of percentages, what is missing, relations of sheets, areas, bounds, the answer, verdicts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crosstally.pack import layout
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder
from tests.forged_packs import change_json, released, said_of
from tests.packs import pack

BROKEN = STATIONS.replace("60  40", "60  30")
ANNOUNCEMENTS = """\
announcements:
  - {id: sums, source: cec, stage: final, counts: {ana: 610, ben: 391}}
  - {id: shares, source: cec, stage: final, percent_of: valid, percent: {ana: "62.0", ben: "30.0"}}
  - {id: register, source: cec, stage: preliminary, turnout: "51.00", fields: {cast: 1200}}
"""
MORE_STATIONS = (
    ANNOUNCEMENTS
    + """\
  - {id: much, source: cec, stage: final, counts: {ana: 2610, ben: 380}}
"""
)
CLAIMS = """\
claims:
  - id: first
    who: Ana
    at: 2024-05-13
    sentence: Ana won everywhere.
    clauses:
      - text: Ana won everywhere
        test: {measure: rank, option: ana, equals: 1, quantifier: every, level: station}
"""


def made_of(place: Path, announcements: str, head: str = HEAD) -> Path:
    files = {"returns.csv": csv_of(BROKEN), "announcements.yaml": announcements}
    election = write_folder(place / "election", files, returns_entry("returns.csv"), head)
    return pack(place / "pack", election)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    head = HEAD + "registers: {lists: {voters: 2000}}\n"
    return made_of(tmp_path, ANNOUNCEMENTS, head)


def the(found: dict[str, Any], code: str, **cited: object) -> dict[str, Any]:
    """The first finding of a code that cites these figures."""
    return next(
        one
        for one in found["findings"]
        if one["code"] == code and cited.items() <= one["figures"].items()
    )


def test_what_was_not_forged_is_sound(made: Path) -> None:
    assert said_of(made) == ""


def test_the_size_of_a_difference_is_that_of_an_option_where_one_differs(tmp_path: Path) -> None:
    counts = "counts: {ana: 630, ben: 390}, fields: {registered: 1500}"
    announced = f"announcements:\n  - {{id: final, source: cec, stage: final, {counts}}}\n"
    place = made_of(tmp_path, announced)
    (found,) = [
        one
        for one in json.loads((place / layout.FINDINGS).read_text("utf-8"))["findings"]
        if one["code"] == "ANNOUNCED-COUNT-DIFFERS"
    ]
    apart = {name: one["votes"] for name, one in found["figures"]["differences"].items()}
    assert apart["registered"] > max(apart["ana"], apart.get("ben", 0)) == found["votes"]
    assert said_of(place) == ""


def figure(code: str, name: str, value: object, **cited: object) -> Callable[[Any], None]:
    return lambda found: the(found, code, **cited)["figures"].update({name: value})


def size(code: str, votes: int) -> Callable[[Any], None]:
    return lambda found: the(found, code).update(votes=votes)


def column(found: dict[str, Any]) -> None:
    found["contests"]["president"]["areas"]["cec"]["region"]["figures"]["ana"][0] += 1


def held(found: dict[str, Any]) -> None:
    found["contests"]["president"]["bounds"]["options"]["ana"]["held"] += 1


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        pytest.param(size("ANNOUNCED-COUNT-DIFFERS", 1), "says 1 for votes", id="votes"),
        pytest.param(figure("PERCENT-SUM", "low", "99"), "says 99 for low", id="percentages"),
        pytest.param(
            figure("ANNOUNCED-SHARE-DIFFERS", "most", "32/100", figure="ben"),
            "for ben, what it cites makes it",
            id="share",
        ),
        pytest.param(
            figure("TURNOUT-OTHER-REGISTER", "implied", [2300, 2400]),
            "says [2300, 2400] for implied",
            id="register",
        ),
        pytest.param(
            figure("SHEET-MUST", "off_by", -20), "`options == valid` is off by -20", id="relation"
        ),
        pytest.param(
            figure("SHEET-MUST", "relation", "options <= valid"), "makes it -10", id="none broken"
        ),
        pytest.param(column, "the figures of the areas (region) of cec", id="areas"),
        pytest.param(held, "the bounds of president say 611 for ana", id="bounds"),
        pytest.param(
            lambda found: found.update(answer=found["answer"].replace("Not everything", "It all")),
            "the answer is not that of its findings",
            id="answer",
        ),
        pytest.param(
            lambda found: found.update(answer=7), "the answer is not that of", id="no answer"
        ),
    ],
)
def test_a_number_that_does_not_follow_is_named(
    made: Path, forged: Callable[[Any], None], said: str
) -> None:
    change_json(made, layout.FINDINGS, forged)
    released(made)
    assert said in said_of(made)


def test_what_is_missing_to_an_announcement_is_announced_less_sheets(tmp_path: Path) -> None:
    files = {
        "returns.csv": csv_of(STATIONS),
        "announcements.yaml": MORE_STATIONS,
        "areas.csv": "id,name,level,parent\nNorth,North,region,all\nHill,Hill,district,North\n"
        "5,Five,station,Hill\n",
    }
    head = HEAD + "registers: {lists: {voters: 3000}}\n"
    entry = returns_entry("returns.csv")
    made = pack(tmp_path / "pack", write_folder(tmp_path / "election", files, entry, head))
    assert said_of(made) == ""

    def less(found: Any) -> None:
        one = the(found, "RESIDUAL-EXCEEDS-VOTERS")
        one["figures"]["needed"]["ana"] -= 1

    change_json(made, layout.FINDINGS, less)
    released(made)
    assert "for ana, what it cites makes it" in said_of(made)


@pytest.mark.parametrize("verdict", ["holds", ["refuted"], {"refuted": 1}, 1])
def test_a_verdict_is_that_of_the_statement_s_parts(tmp_path: Path, verdict: object) -> None:
    files = {"returns.csv": csv_of(STATIONS), "claims.yaml": CLAIMS}
    made = pack(tmp_path / "pack", write_folder(tmp_path / "election", files))
    change_json(made, layout.FINDINGS, lambda found: found["claims"][0].update(verdict=verdict))
    released(made)
    assert "the verdict on the statement first is not that of its parts" in said_of(made)


def test_the_program_inside_works_it_out_with_python_alone(made: Path) -> None:
    change_json(made, layout.FINDINGS, size("SHEET-MUST", 3))
    released(made)
    command = [sys.executable, "-I", "-S", str(made / layout.PROGRAM)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "`options == valid` is off by" in done.stdout


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [None], [{"code": "SHEET-MUST"}], [[]]])
@pytest.mark.parametrize("part", ["findings", "contests", "claims", "runs", "answer", "language"])
def test_odd_findings_are_said_and_never_crash(made: Path, part: str, odd: object) -> None:
    change_json(made, layout.FINDINGS, lambda found: found.update({part: odd}))
    released(made)
    said_of(made)
