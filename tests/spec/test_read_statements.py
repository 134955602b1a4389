"""Statements as actasum writes them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.folders import checked
from tests.read_files import ACTASUM, ACTASUM_HEAD, problems, statement


def test_statements_as_actasum_writes_them(tmp_path: Path) -> None:
    lines = [
        statement("1", 200, 100),
        statement("2", 50, 0),
        statement(
            "3",
            7,
            0,
            null=None,
            unread={"null": "illegible"},
            candidatures={"ana": 7},
            not_on_sheet={"candidature:ben": "no-field"},
        ),
    ]
    result = checked(tmp_path, {"s.jsonl": "\n".join(lines) + "\n"}, ACTASUM, ACTASUM_HEAD)
    totals = result.contests["president"].totals["cec"]
    assert totals.options == {"ana": 257, "ben": 100}
    assert totals.incomplete == {"null": 1, "ben": 1}


def test_a_statement_that_replaces_another_stands_in_its_place(tmp_path: Path) -> None:
    first = statement("1", 200, 100)
    digest = "sha256:" + hashlib.sha256(first.encode()).hexdigest()
    second = statement("1", 190, 110, supersedes=digest)
    result = checked(tmp_path, {"s.jsonl": f"{second}\n{first}\n"}, ACTASUM, ACTASUM_HEAD)
    assert result.contests["president"].totals["cec"].options == {"ana": 190, "ben": 110}
    assert result.findings.of("SHEET-DUPLICATE") == []


def id_of(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_a_line_without_figures_does_not_shift_what_is_replaced(tmp_path: Path) -> None:
    first = statement("1", 200, 100)
    lines = [
        '{"spec": "actasum/statement/v0.1"}',
        "",
        first,
        statement("2", 7, 7),
        statement("1", 190, 110, supersedes=id_of(first)),
    ]
    result = checked(tmp_path, {"s.jsonl": "\n".join(lines)}, ACTASUM, ACTASUM_HEAD)
    totals = result.contests["president"].totals["cec"]
    assert (totals.options, totals.stations_held) == ({"ana": 197, "ben": 117}, 2)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"supersedes": "other"}, "replaces a statement of another station: '1'; read 'sha256:"),
        (
            {"supersedes": "sha256:" + "0" * 64},
            "replaces a statement that this file does not hold; read 'sha256:000",
        ),
        ({"stage": "canvas"}, "there is no such stage; read 'canvas'. Did you mean 'canvass'?"),
        (
            {"unread": {"candidature:ana": "blot"}},
            "a figure is given and marked as having none; read 'candidature:ana'",
        ),
        (
            {"not_on_sheet": {"blank": "no-field"}},
            "a figure is given and marked as having none; read 'blank'",
        ),
    ],
)
def test_what_a_statement_cannot_say(tmp_path: Path, more: dict[str, object], said: str) -> None:
    first = statement("1", 200, 100)
    counts = ("unread", "not_on_sheet")
    odd = json.loads(statement("2", 5, 6))
    odd |= {key: value for key, value in more.items() if key not in counts}
    odd["counts"] |= {key: value for key, value in more.items() if key in counts}
    if odd.get("supersedes") == "other":
        odd["supersedes"] = id_of(first)
    text = f"{first}\n\n{json.dumps(odd)}\n"
    (problem,) = problems(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    assert f"s.jsonl:3: {said}" in problem


@pytest.mark.parametrize("part", ["candidatures", "unread", "counts", "station"])
def test_a_key_of_a_statement_that_stands_twice(tmp_path: Path, part: str) -> None:
    body = {
        "candidatures": '"counts": {"blank": 0, "candidatures": {"ana": 1, "ana": 2}}',
        "unread": '"counts": {"candidatures": {"ana": 1}, "unread": {"null": "a", "null": "b"}}',
        "counts": '"counts": {"blank": 0, "blank": 1}',
        "station": '"station": "2", "counts": {"blank": 0}',
    }[part]
    odd = f'{{"spec": "actasum/statement/v0.1", "station": "1", {body}}}'
    text = f"{statement('9', 2, 1)}\n{odd}\n"
    (problem,) = problems(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    assert "s.jsonl:2: a key stands twice" in problem


@pytest.mark.parametrize(
    "other",
    [
        '"station": "9:1", "counts": {"blank": 0}',
        '"station": 9, "counts": {"blank": 0}',
        '"station": "9", "counts": null',
        '"station": "9", "stage" : "count", "counts": {"registered": null}',
        '"station": "9", "extra": {"a": {"b": 1}}, "counts": {"blank": 0}',
    ],
)
def test_no_other_statement_hides_a_key_that_stands_twice(tmp_path: Path, other: str) -> None:
    spec = '"spec": "actasum/statement/v0.1"'
    odd = f'{{{spec}, "station": "1", "counts": {{"blank": 0, "blank": 1}}}}'
    text = f"{{{spec}, {other}}}\n{odd}\n"
    found = problems(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    assert any("s.jsonl:2: a key stands twice" in problem for problem in found)


def test_a_later_stage_of_a_statement_stands(tmp_path: Path) -> None:
    lines = [statement("1", 200, 100), statement("1", 180, 120, stage="canvass")]
    result = checked(tmp_path, {"s.jsonl": "\n".join(lines)}, ACTASUM, ACTASUM_HEAD)
    assert result.contests["president"].totals["cec"].options == {"ana": 180, "ben": 120}


def test_lines_that_are_no_statements(tmp_path: Path) -> None:
    lines = [statement("1", 2, 1), json.dumps({"spec": "other/v9", "station": "2"})]
    (problem,) = problems(tmp_path, {"s.jsonl": "\n".join(lines)}, ACTASUM, ACTASUM_HEAD)
    assert "s.jsonl: holds lines that are no statements; read 'other/v9'" in problem
