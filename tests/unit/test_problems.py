"""Problems are said so that a person can mend them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.findings import CODES, Code, Tier, register
from crosstally.problems import InputError, Problem, shown_path, suggestion


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("is empty"), "is empty"),
        (Problem("is empty", "a.csv"), "a.csv: is empty"),
        (Problem("is empty", "a.csv", 3), "a.csv:3: is empty"),
        (Problem("is empty", "a.csv", 3, 7), "a.csv:3:7: is empty"),
        (Problem("is empty", line=3), "3: is empty"),
        (
            Problem("is no number", "a.csv", 3, read="1,2", expected="digits", hint="Use 12."),
            "a.csv:3: is no number; read '1,2'; expected digits. Use 12.",
        ),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_what_was_read_is_shown_whole_only_where_it_is_short() -> None:
    said = str(Problem("is no number", read="x" * 10_000))
    assert len(said) < 120
    assert "x…'" in said


def test_control_characters_that_were_read_are_shown_not_sent() -> None:
    assert "\x1b" not in str(Problem("is no number", read="\x1b[2J\r\n"))
    assert (
        str(Problem("the key \x1b[2J\u202e is not known")) == "the key \ufffd[2J\ufffd is not known"
    )


def test_an_error_carries_every_problem() -> None:
    error = InputError(Problem(str(n)) for n in range(3))
    assert [problem.message for problem in error.problems] == ["0", "1", "2"]
    assert str(error) == "0\n1\n2"
    assert InputError(Problem("one")).problems == [Problem("one")]


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("contst", ["contest", "returns"], "Did you mean 'contest'?"),
        ("zzz", ["b", "a"], "Known here: a, b"),
        ("zzz", [f"k{n:02}" for n in range(20)], "Known here: k00, k01, k02, k03, k04, k05, k06, "
         "k07, k08, k09, k10, k11, …"),
        ("zzz", [], None),
    ],
)  # fmt: skip
def test_a_near_word_is_suggested(word: str, known: list[str], said: str | None) -> None:
    assert suggestion(word, known) == said


def test_a_path_is_shown_as_people_type_it() -> None:
    assert shown_path(Path("/a/b/c.csv"), Path("/a")) == "b/c.csv"
    assert shown_path(Path("/a/b/c.csv"), Path("/z")) == "/a/b/c.csv"
    assert shown_path(Path("c.csv")) == "c.csv"


def test_a_finding_code_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    code = Code("ZZ-ONCE", Tier.STRONG, "t", "m", "n", "s")
    monkeypatch.delitem(CODES, "ZZ-ONCE", raising=False)
    try:
        assert register(code) is code
        with pytest.raises(ValueError, match="ZZ-ONCE is registered twice"):
            register(code)
    finally:
        CODES.pop("ZZ-ONCE", None)
