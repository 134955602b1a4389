"""The drawing of a complaint is the code's, and what was asked stays written down."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from crosstally.desk.complaints import (
    MAY_ACT,
    RULES,
    STANDING_NAMES,
    Standing,
    Step,
    complaints_of,
    why_not,
)
from crosstally.desk.journal import Entry, Journal, Subject
from crosstally.desk.states import Person, RefusedError, Role

PAGE = (Path(__file__).parents[2] / "docs" / "states" / "complaint.md").read_text(encoding="utf-8")
ARROWS = re.findall(r"^    ([\w\[\]*-]+) --> ([\w-]+): ([\w-]+)$", PAGE, re.MULTILINE)
ROWS = re.findall(r"^\| `([\w-]+)` \| ([^|]+) \| ([^|]+) \|", PAGE, re.MULTILINE)
ROOT = Person("root", Role.ADMINISTRATOR)
FILED = {"area": "1", "where": "District court", "when": "2024-05-14", "what": "A recount."}
ANSWERED = {"when": "2024-05-20", "decision": "refused"}


def entry(act: str, said: dict[str, str], by: Person = ROOT) -> Entry:
    return Entry(Subject.COMPLAINT, "c1", act, by, said)


def test_every_arrow_is_drawn_and_allowed() -> None:
    drawn = {(before, after, step) for before, after, step in ARROWS}
    allowed = {
        (before or "[*]", rule.after or before, step)
        for step, rule in RULES.items()
        for before in rule.before
    }
    assert drawn == allowed
    assert {after for _before, after, _step in drawn} == set(Standing) == set(STANDING_NAMES)


def test_the_table_says_who_may_and_what_is_needed() -> None:
    assert [step for step, _who, _needs in ROWS] == list(RULES)
    for step, who, needs in ROWS:
        assert set(who.strip().split(", ")) == set(MAY_ACT)
        assert tuple(needs.strip().split(", ")) == RULES[Step(step)].needs


def test_a_complaint_goes_on_until_nobody_can_be_asked(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", "desk.example/journal")

    def add(one: Entry) -> None:
        journal.add(one, lambda before: why_not(before, one))

    add(entry("file", FILED | {"deadline": "2024-05-17"}))
    (waiting,) = complaints_of(journal.entries()).values()
    assert (waiting.area, waiting.standing) == ("1", Standing.FILED)
    assert not waiting.overdue(date(2024, 5, 17))
    assert waiting.overdue(date(2024, 5, 18))
    add(entry("answer", ANSWERED))
    (answered,) = complaints_of(journal.entries()).values()
    assert answered.standing is Standing.ANSWERED
    assert not answered.overdue(date(2025, 1, 1))
    with pytest.raises(RefusedError, match="moved on: it is now “answered”"):
        add(entry("answer", ANSWERED))
    add(entry("appeal", FILED))
    again = Journal(tmp_path / "journal", "desk.example/journal")
    (read,) = complaints_of(again.entries()).values()
    assert [step.act for step in read.steps] == ["file", "answer", "appeal"]
    assert read.deadline is None, "the deadline of the appeal, not of the first step"


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (entry("file", FILED | {"where": " "}), "Where it was filed"),
        (entry("file", FILED | {"when": "14 May"}), "expected a day as 2024-05-31"),
        (entry("file", FILED | {"sha256": "abc"}), "64 hexadecimal digits"),
        (entry("file", FILED, Person("ann", Role.TYPIST)), "role"),
        (entry("file", FILED, Person("aud", Role.AUDITOR)), "role"),
        (entry("answer", ANSWERED), "no such complaint"),
    ],
)
def test_what_is_incomplete_or_not_theirs_is_refused(one: Entry, said: str) -> None:
    refused = why_not([], one)
    assert refused
    assert said in refused


def test_a_decision_is_one_of_four() -> None:
    filed = entry("file", FILED)
    assert why_not([filed], entry("answer", ANSWERED | {"decision": "perhaps"}))
    assert why_not([filed], entry("answer", ANSWERED)) is None
