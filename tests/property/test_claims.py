"""Verdicts against a slow oracle, and drafting that never breaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.claims.drafting.article import article_sentences
from crosstally.claims.drafting.draft import draft_claims
from crosstally.claims.drafting.writing import claims_yaml
from crosstally.claims.folder import check_claims
from crosstally.claims.judging.quantify import Tally, quantified
from crosstally.claims.judging.span import Span, compare
from crosstally.claims.result import Verdict
from crosstally.claims.statement import Claim, Claims, Comparison, Quantifier
from crosstally.election.folder import open_folder
from crosstally.election.yaml_source import parse_yaml
from tests.spec.claims_evidence import HandMade, Row, make_election, verdict

ELECTION = open_folder(Path(__file__).parents[2] / "src/crosstally/examples/kazakhstan-2012")
HOLDS, REFUTED, UNDECIDED = Verdict.HOLDS, Verdict.REFUTED, Verdict.UNDECIDED

small = st.integers(0, 6)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    low, high = sorted((draw(small), draw(small)))
    if low == high:
        return Span.exact(low)
    return Span(Fraction(low), Fraction(high), draw(st.booleans()), draw(st.booleans()))


def members(span: Span) -> list[Fraction]:
    """Values of a span on a fine grid, its ends included where they belong to it."""
    assert span.high is not None
    steps = [span.low + (span.high - span.low) * Fraction(i, 8) for i in range(9)]
    return [
        value
        for value in steps
        if (span.low_included or value > span.low)
        and (span.high_included or value < span.high or span.low == span.high)
    ]


@given(spans(), spans(), st.sampled_from([item for item in Comparison if item != "equals"]))
def test_a_comparison_is_settled_only_when_all_possible_values_agree(
    value: Span, other: Span, comparison: Comparison
) -> None:
    if comparison is Comparison.ABOUT:
        return
    checks = {
        Comparison.ABOVE: lambda a, b: a > b,
        Comparison.BELOW: lambda a, b: a < b,
        Comparison.AT_LEAST: lambda a, b: a >= b,
        Comparison.AT_MOST: lambda a, b: a <= b,
    }
    found = {checks[comparison](a, b) for a in members(value) for b in members(other)}
    settled = compare(value, comparison, other)
    if settled is not None:
        assert found == {settled}


@given(spans(), spans())
def test_a_value_rounds_to_a_printed_figure_or_not(value: Span, printed: Span) -> None:
    inside = {item in members(printed) or _lies_in(item, printed) for item in members(value)}
    settled = compare(value, Comparison.EQUALS, printed)
    if settled is not None:
        assert inside == {settled}


def _lies_in(value: Fraction, span: Span) -> bool:
    assert span.high is not None
    above = value >= span.low if span.low_included else value > span.low
    return above and (value <= span.high if span.high_included else value < span.high)


@given(
    st.sampled_from(
        [
            Quantifier.EVERY,
            Quantifier.SOME,
            Quantifier.NONE,
            Quantifier.EXACTLY,
            Quantifier.AT_LEAST,
            Quantifier.AT_MOST,
        ]
    ),
    st.integers(0, 5),
    small,
    small,
    small,
    small,
)
def test_partial_coverage_agrees_with_every_way_the_rest_may_turn_out(
    quantifier: Quantifier, n: int, true: int, false: int, left_open: int, absent: int
) -> None:
    rest = left_open + absent
    if true + false + rest == 0:
        return
    total = true + false + rest
    whole_of: dict[Quantifier, Callable[[int], bool]] = {
        Quantifier.EVERY: lambda count: count == total,
        Quantifier.SOME: lambda count: count >= 1,
        Quantifier.NONE: lambda count: count == 0,
        Quantifier.EXACTLY: lambda count: count == n,
        Quantifier.AT_LEAST: lambda count: count >= n,
        Quantifier.AT_MOST: lambda count: count <= n,
    }
    outcomes = {whole_of[quantifier](true + more) for more in range(rest + 1)}
    expected = UNDECIDED if len(outcomes) == 2 else HOLDS if outcomes == {True} else REFUTED
    assert quantified(quantifier, n, Tally(true, false, left_open, absent)) is expected


rows = st.lists(
    st.fixed_dictionaries({}, optional={name: st.integers(0, 5) for name in ("red", "blue")}),
    min_size=1,
    max_size=6,
)


@given(rows, st.integers(0, 3), st.sampled_from(["every", "some", "none"]), st.integers(1, 2))
@settings(deadline=None)
def test_ranks_at_many_stations_agree_with_a_plain_count(
    figures: list[dict[str, int]], missing: int, quantifier: str, place: int
) -> None:
    stations: list[Row] = [
        {"id": str(i), "area": "north", "green": 0, **row} for i, row in enumerate(figures)
    ]
    evidence = HandMade(make_election(), stations, {"land": len(stations) + missing})
    result = verdict(
        evidence,
        measure="rank",
        option="red",
        equals=place,
        quantifier=quantifier,
        level="station",
    )
    truths = [_rank_is(row, place) for row in figures]
    absent: list[bool | None] = [None] * missing
    if not any("red" in row for row in figures):
        assert result.verdict is UNDECIDED
        return
    assert result.verdict is _oracle(quantifier, [*truths, *absent])


def _rank_is(row: dict[str, int], place: int) -> bool | None:
    if "red" not in row:
        return None
    if "blue" in row:
        return 1 + (row["blue"] > row["red"]) == place
    return None if place in (1, 2) else False


def _oracle(quantifier: str, truths: list[bool | None]) -> Verdict:
    if quantifier == "every":
        if False in truths:
            return REFUTED
        return HOLDS if None not in truths else UNDECIDED
    if True in truths:
        return HOLDS if quantifier == "some" else REFUTED
    if None in truths:
        return UNDECIDED
    return REFUTED if quantifier == "some" else HOLDS


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_is_split_without_loss_of_letters(text: str) -> None:
    for sentence in article_sentences(text):
        assert sentence.text.strip()


WORDS = [
    "Nur Otan", "Ak Zhol", "the OSDP", "Almaty", "won", "polled", "81 percent", "of the vote", ".",
    ",", "turnout", "was", "the lowest", "in the country", "“", "”", "said", "it", "In 2007",
    "two parties", "will join", "came second", "in every polling station in", "<p>", "</p>", "’s",
    "7 percent threshold", "squeezed across", "seats", "9", "\n\n", "не", "партия", "1.7%", "(",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
@settings(deadline=None, max_examples=200)
def test_drafts_of_any_words_can_be_read_back(text: str) -> None:
    claims = draft_claims(text, ELECTION)
    assert all(claim.unconfirmed for claim in claims.claims)
    assert list(check_claims(parse_yaml(claims_yaml(claims), "c"), ELECTION)) == claims.claims


texts = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != "")


@given(st.lists(st.tuples(texts, texts, texts), max_size=4))
@settings(deadline=None)
def test_whatever_a_sentence_holds_the_file_keeps_it(given_: list[tuple[str, str, str]]) -> None:
    claims = Claims(
        claims=[
            Claim.model_validate(
                {
                    "id": f"c{i}",
                    "who": who,
                    "sentence": sentence,
                    "unconfirmed": True,
                    "clauses": [{"text": sentence, "outside": why}],
                }
            )
            for i, (who, sentence, why) in enumerate(given_)
        ]
    )
    again: Any = check_claims(parse_yaml(claims_yaml(claims), "c"), ELECTION)
    assert list(again) == claims.claims


def test_drafting_a_long_article_takes_time_in_proportion() -> None:
    text = (Path(__file__).parents[1] / "spec/articles/wire.txt").read_text(encoding="utf-8")
    started = dt.datetime.now(dt.UTC)
    claims = draft_claims("\n\n".join([text] * 10), ELECTION)
    assert dt.datetime.now(dt.UTC) - started < dt.timedelta(seconds=60)
    assert len(claims.claims) < 40  # the same sentence is drafted once
