"""Verdicts on sums of options and on margins between them, against every way in which the missing
stations may have voted: what holds is true in each, what is refuted in none, and what is the same
in each is not left open where the counts decide it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.claims.result import Verdict
from tests.folders import HEAD, checked, csv_of, returns_entry

VOTERS = 2
STATIONS = ("1", "2", "3")
OPTIONS = ("ana", "ben", "cid")
HEAD_OF_THREE = (
    HEAD.replace("cast <= registered, strength: should", "cast <= registered")
    .replace("sources:", f"stations: {len(STATIONS)}\nsources:")
    .replace("sheets:", f"registers: {{all: {{voters: {VOTERS * len(STATIONS)}}}}}\nsheets:")
    .replace("options: {ana: Ana Lima,", "options: {cid: Cid Roy, ana: Ana Lima,")
    .replace("levels: [country, region, district, station]", "levels: [country, station]")
)
COLUMNS = """\
    columns:
      station: code
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""
Sheet = tuple[int, int, int, int]
"""Votes of the options, and invalid ballots."""
SHEETS: list[Sheet] = [
    (a, b, c, d) for a, b, c, d in product(range(VOTERS + 1), repeat=4) if a + b + c + d <= VOTERS
]
COMPARISONS = ("equals", "above", "below", "at_least", "at_most")


def completions(held: dict[str, Sheet]) -> Iterator[list[Sheet]]:
    """Every way in which the stations not held may have voted."""
    missing = len(STATIONS) - len(held)
    for way in product(SHEETS, repeat=missing):
        yield [*held.values(), *way]


def measured(test: dict[str, Any], sheets: Sequence[Sheet]) -> Fraction | None:
    """The sum, or the margin, over all stations; None where it is a share of nothing."""
    totals = [sum(column) for column in zip(*sheets, strict=True)]
    votes = dict(zip(OPTIONS, totals, strict=False))
    value = votes[test["option"]] + sum(votes[one] for one in test.get("together_with", []))
    value -= votes[test["ahead_of"]] if "ahead_of" in test else 0
    if test["measure"] == "votes":
        return Fraction(value)
    bases = {"valid": sum(votes.values()), "cast": sum(totals)}
    base = bases.get(test["of"], VOTERS * len(STATIONS))
    return Fraction(value, base) if base else None


def true_of(test: dict[str, Any], sheets: Sequence[Sheet]) -> bool | None:
    """Whether the comparison is true of an election; None where no usual rounding says."""
    comparison = next(key for key in COMPARISONS if key in test)
    text = test[comparison]
    value, other = measured(test, sheets), Fraction(text.rstrip("%"))
    width = Fraction(0)
    if text.endswith("%"):
        other, width = other / 100, Fraction(1, 200) if comparison == "equals" else width
    if value is None or (width and abs(value - other) == width):
        return None
    return {
        "equals": abs(value - other) <= width,
        "above": value > other,
        "below": value < other,
        "at_least": value >= other,
        "at_most": value <= other,
    }[comparison]


@st.composite
def drawn_tests(draw: st.DrawFn) -> dict[str, Any]:
    """A test of a sum or of a margin."""
    first, second, third = draw(st.permutations(OPTIONS))
    test: dict[str, Any] = {"measure": draw(st.sampled_from(["votes", "share"])), "option": first}
    kind = draw(st.sampled_from(["sum", "margin", "both"]))
    if kind != "margin":
        test["together_with"] = [second]
    if kind != "sum":
        test["ahead_of"] = third
    operands = ["0", "1", "2", "3", "5"]
    if test["measure"] == "share":
        test["of"] = draw(st.sampled_from(["valid", "cast", "registered"]))
        operands = ["0%", "20%", "33%", "50%", "67%", "100%", "2/3", "1/2"]
    return {**test, draw(st.sampled_from(COMPARISONS)): draw(st.sampled_from(operands))}


@settings(max_examples=10, deadline=None)
@given(
    held=st.dictionaries(st.sampled_from(STATIONS), st.sampled_from(SHEETS), min_size=1),
    asked=st.lists(drawn_tests(), min_size=30, max_size=30),
)
def test_a_verdict_is_true_of_every_completion(
    held: dict[str, Sheet], asked: list[dict[str, Any]]
) -> None:
    rows = "code registered cast valid invalid ana ben cid\n" + "".join(
        f"{code} {VOTERS} {sum(sheet)} {sum(sheet[:3])} {sheet[3]} "
        f"{sheet[0]} {sheet[1]} {sheet[2]}\n"
        for code, sheet in held.items()
    )
    claims = "claims:\n" + "".join(
        f"  - {{id: c{i}, who: A, sentence: B, test: {_flow(test)}}}\n"
        for i, test in enumerate(asked)
    )
    files = {"returns.csv": csv_of(rows), "claims.yaml": claims}
    with tempfile.TemporaryDirectory() as folder:
        entry = returns_entry("returns.csv", columns=COLUMNS)
        result = checked(Path(folder), files, entry, HEAD_OF_THREE)
    every = list(completions(held))
    for claim, test in zip(result.claims, asked, strict=True):
        truths = {true_of(test, sheets) for sheets in every}
        if claim.verdict is Verdict.HOLDS:
            assert truths <= {True, None}, (test, claim.reason)
        elif claim.verdict is Verdict.REFUTED:
            assert truths <= {False, None}, (test, claim.reason)
        elif len(truths) == 1 and test["measure"] == "votes":
            raise AssertionError(("needlessly undecided", test, claim.reason))


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value)
