"""The drawing of a sheet's states is the code's."""

from __future__ import annotations

import re
from pathlib import Path

from crosstally.desk.states import RULES, STATE_NAMES, Kind, State

PAGE = (Path(__file__).parents[2] / "docs" / "states" / "sheet.md").read_text(encoding="utf-8")
ARROWS = re.findall(r"^    ([\w-]+) --> ([\w-]+): ([\w-]+)$", PAGE, re.MULTILINE)
ROWS = re.findall(r"^\| `([\w-]+)` \| ([^|]+) \| ([^|]+) \|", PAGE, re.MULTILINE)


def test_every_arrow_is_allowed_and_every_act_drawn() -> None:
    for kind, rule in RULES.items():
        drawn = {(before, after) for before, after, act in ARROWS if act == kind}
        assert {before for before, _after in drawn} == rule.before, kind
        assert {after for _before, after in drawn} == rule.after, kind


def test_every_state_is_drawn_and_has_words() -> None:
    drawn = {state for before, after, _act in ARROWS for state in (before, after)}
    assert drawn == set(State) == set(STATE_NAMES)


def test_the_table_says_who_may_and_what_is_needed() -> None:
    assert [kind for kind, _who, _needs in ROWS] == list(RULES)
    for kind, who, needs in ROWS:
        rule = RULES[Kind(kind)]
        assert set(who.strip().split(", ")) == rule.roles
        assert ("reason" in needs) == rule.reason
        assert ("every field" in needs) == rule.figures
