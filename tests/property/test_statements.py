"""Statements are read alike whether the keys of the first lines are those of all lines or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosstally.engine import statements
from crosstally.engine.connection import Engine

CODES = st.sampled_from(["a", "A", "b:c", 'q"', "نور", "x y"])
FIGURES = st.one_of(st.integers(0, 999), st.none(), st.sampled_from(["1,234", "?", ""]))
PART = st.dictionaries(CODES, FIGURES, max_size=4)
MARKS = st.dictionaries(st.sampled_from(["blank", "candidature:a", "other:A"]), st.just("torn"))


@st.composite
def statement(draw: st.DrawFn) -> dict[str, Any]:
    counts = {
        "candidatures": draw(PART),
        "other": draw(PART),
        "blank": draw(FIGURES),
        "unread": draw(MARKS),
    }
    kept = draw(st.sets(st.sampled_from(sorted(counts))))
    station = draw(st.sampled_from(["1", "A/1", "7:2"]))
    text = {"spec": "actasum/statement/v0.1", "station": station}
    return {**text, "counts": {name: value for name, value in counts.items() if name in kept}}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as opened:
        yield opened


def rows(engine: Engine, path: Path) -> tuple[object, ...]:
    read = statements.read_statements(engine, path)
    found = engine.rows(f"SELECT * FROM {statements.statements(read).sql}")
    doubled = statements.doubled_keys(engine, read, 9)
    marked = statements.given_and_marked(engine, read, 9)
    return read.specs, list(read.codes), list(read.others), found, doubled, marked


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(statement(), min_size=1, max_size=5), st.integers(1, 3))
def test_guessed_keys_change_nothing_that_is_read(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: Any, looked_at: int
) -> None:
    path = tmp_path / "statements.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(statements, "_FIRST_LINES", looked_at)
        guessed = rows(engine, path)
        patch.setattr(statements, "_guess", lambda _path: None)
        assert rows(engine, path) == guessed


def test_keys_that_all_lines_share_are_guessed(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "statements.jsonl"
    line = '{"spec": "s", "station": "1", "counts": {"candidatures": {"a": 1, "b": 2}}}\n'
    path.write_text(line * 3)
    assert statements.read_statements(engine, path).plainly
    path.write_text(line * 3 + line.replace('"b"', '"a"'))
    read = statements.read_statements(engine, path)
    assert read.plainly is False
    assert statements.doubled_keys(engine, read, 9) == [(4, "a")]
