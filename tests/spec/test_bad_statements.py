"""Lines that are no statements, and figures of statements that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.folders import checked
from tests.read_files import ACTASUM, ACTASUM_HEAD, problems, statement

GOOD = json.loads(statement("1", 200, 100))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", "a line is no JSON"),
        ("5", "a line is no JSON object"),
        (json.dumps([GOOD]), "a line is no JSON object"),
        (json.dumps(GOOD)[:-5], "a line is no JSON"),
        (json.dumps(GOOD)[:-1] + ', "station": "9"}', "a key stands twice"),
        (json.dumps(GOOD | {"counts": [1]}), "`counts` is no JSON object"),
        (json.dumps(GOOD | {"counts": {"candidatures": [1]}}), "`candidatures` is no JSON object"),
        (json.dumps(GOOD | {"counts": {"unread": "x"}}), "`unread` is no JSON object"),
        (json.dumps(GOOD | {"station": "\ud800"}), "a text holds half of a sign"),
    ],
)
def test_a_line_that_is_no_statement_is_named(tmp_path: Path, line: str, said: str) -> None:
    text = f"{json.dumps(GOOD)}\n{line}\n"
    (problem,) = problems(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    assert problem.startswith(f"s.jsonl:2: {said}")


@pytest.mark.parametrize(
    ("counts", "votes", "missing", "unread"),
    [
        ({"ana": 5.0, "ben": 2.5}, {"ana": 5, "ben": 0}, {"ben": 1}, ["2.5"]),
        ({"ana": -5, "ben": 2}, {"ana": 0, "ben": 2}, {"ana": 1}, ["-5"]),
        ({"ana": {"x": [1]}, "ben": 2}, {"ana": 0, "ben": 2}, {"ana": 1}, ['{"x":[1]}']),
        ({"ana": True, "ben": 2}, {"ana": 0, "ben": 2}, {"ana": 1}, ["true"]),
        ({"ana": None, "ben": 2}, {"ana": 0, "ben": 2}, {"ana": 1}, []),
        ({"ben": 2}, {"ana": 0, "ben": 2}, {}, []),
    ],
)
def test_figures_of_a_statement_that_are_none(
    tmp_path: Path,
    counts: dict[str, object],
    votes: dict[str, int],
    missing: dict[str, int],
    unread: list[str],
) -> None:
    other = GOOD | {"station": "2", "counts": GOOD["counts"] | {"candidatures": {"ana": 0}}}
    odd = GOOD | {"counts": GOOD["counts"] | {"candidatures": counts}}
    text = f"{json.dumps(odd)}\n{json.dumps(other)}\n"
    result = checked(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    totals = result.contests["president"].totals["cec"]
    assert (totals.options, totals.incomplete) == (votes, missing)
    assert [item.figures["raw"] for item in result.findings.of("SHEET-UNREAD")] == unread


def test_a_statement_without_candidatures_says_nothing_of_their_votes(tmp_path: Path) -> None:
    silent = GOOD | {"station": "2", "counts": {"blank": 1, "null": 0}}
    text = f"{json.dumps(GOOD)}\n{json.dumps(silent)}\n"
    result = checked(tmp_path, {"s.jsonl": text}, ACTASUM, ACTASUM_HEAD)
    totals = result.contests["president"].totals["cec"]
    assert totals.options == {"ana": 200, "ben": 100}
    assert (totals.incomplete["ana"], totals.incomplete["ben"]) == (1, 1)
