"""A whole article, drafted, written, confirmed and tested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims
from crosstally.claims.drafting.writing import claims_yaml
from crosstally.claims.folder import check_claims, load_claims
from crosstally.claims.judging.evaluate import evaluate
from crosstally.election.folder import open_folder
from crosstally.election.yaml_source import parse_yaml
from tests.spec.claims_evidence import HandMade
from tests.spec.drafted_claims import (
    AK_ZHOL,
    ALMATY_TURNOUT,
    CPPK,
    ELECTION,
    EXAMPLE,
    FIRST,
    HIGHER,
    HIGHER_THAN_FINAL,
    JOIN,
    LOWEST,
    NUR_OTAN,
    OSDP,
    PASSES,
    SECOND,
    SEVEN,
    in_order,
    written,
)

ARTICLES = Path(__file__).parent / "articles"


FOUNDING = [NUR_OTAN, AK_ZHOL, PASSES, JOIN, OSDP, SEVEN, SECOND, FIRST, LOWEST]


EXTRA: dict[str, list[dict[str, Any]]] = {
    "wire.txt": [HIGHER, CPPK],
    "agency.txt": [HIGHER, CPPK, ALMATY_TURNOUT],
    "page.html": [
        HIGHER_THAN_FINAL,
        CPPK,
        {"measure": "turnout", "equals": "75.45%"},
        {"measure": "seats", "option": "nur_otan", "equals": "83"},
    ],
    "russian.txt": [
        HIGHER_THAN_FINAL,
        CPPK,
        {"measure": "turnout", "equals": "75.45%"},
    ],
    "blog.txt": [HIGHER_THAN_FINAL],
    "statement.txt": [HIGHER_THAN_FINAL, CPPK],
    "translated.txt": [HIGHER_THAN_FINAL, CPPK],
    "ticker.txt": [
        HIGHER_THAN_FINAL,
        CPPK,
        {"measure": "turnout", "equals": "35.3%", "at": "2012-01-15T12:00"},
    ],
    "feature.txt": [HIGHER_THAN_FINAL],
    "portal.html": [
        HIGHER_THAN_FINAL,
        CPPK,
        NUR_OTAN,
        AK_ZHOL,
        OSDP,
        {"measure": "seats", "option": "nur_otan", "equals": "83"},
        {"measure": "seats", "option": "ak_zhol", "equals": "8"},
        {"measure": "seats", "option": "cppk", "equals": "7"},
        {"measure": "seats", "over": "options", "quantifier": "exactly", "n": 3, "above": "0"},
    ],
}


@pytest.mark.parametrize("name", EXTRA)
def test_an_article_about_the_founding_case(name: str) -> None:
    """Statements 1 to 8 are found, nothing else is tested, 9 to 11 are recorded."""
    text = (ARTICLES / name).read_text(encoding="utf-8")
    claims = draft_claims(text, ELECTION).claims
    found = [test for claim in claims for test in written(claim)]
    assert in_order(found) == in_order([*FOUNDING, *EXTRA[name]])
    recorded = " ".join(claim.sentence for claim in claims if not written(claim))
    russian = name == "russian.txt"
    for words in (
        ("декларации", "свободными", "протест", "оппозиционные партии")
        if russian
        else ("declaration", "free and fair", "protest", "enuine opposition parties")
    ):
        assert words in recorded


def test_sentences_are_kept_whole_with_their_speakers() -> None:
    claims = draft_claims((ARTICLES / "wire.txt").read_text(encoding="utf-8"), ELECTION).claims
    by_words = {claim.sentence[:20]: claim for claim in claims}
    first = by_words["President Nursultan "]
    assert first.who == "Central Election Commission"
    assert first.sentence.endswith("the Central Election Commission said on Tuesday.")
    lawyer = by_words['"Our party came seco']
    assert lawyer.who == "Zhanara Balgabayeva, a lawyer"
    assert "was taken to mean All-National Social Democratic Party" in (lawyer.note or "")
    clauses = by_words["For the first time i"].clauses
    assert [clause.test is None for clause in clauses] == [True, False]
    assert "20 years" in clauses[0].text
    assert all(claim.unconfirmed for claim in claims)


def test_the_written_file_reads_back_and_none_of_it_is_shown() -> None:
    claims = draft_claims((ARTICLES / "page.html").read_text(encoding="utf-8"), ELECTION)
    text = claims_yaml(claims)
    again = check_claims(parse_yaml(text, "claims.yaml"), ELECTION)
    assert list(again) == claims.claims
    assert text.count("unconfirmed: true\n") >= len(again)
    assert text.startswith("# Drafted from an article")
    assert evaluate(again, HandMade(ELECTION)) == []


def test_confirmed_drafts_get_the_verdicts_of_the_bundled_claims(tmp_path: Path) -> None:
    text = claims_yaml(
        draft_claims((ARTICLES / "wire.txt").read_text(encoding="utf-8"), ELECTION)
    ).replace("unconfirmed: true", "unconfirmed: false")
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    (tmp_path / "claims.yaml").write_text(text, encoding="utf-8")
    election = open_folder(tmp_path)
    evidence = HandMade(election)
    final = {"nur_otan": 83, "ak_zhol": 8, "cppk": 7}
    evidence.seats = {item.id: final for item in election.announcements if item.counts}
    results = evaluate(load_claims(election), evidence)
    verdicts = [str(result.verdict) for result in results if result.verdict is not None]
    assert verdicts.count("refuted") == 0
    assert verdicts.count("undecided") == 2  # the conviction, and every station of Almaty
    assert verdicts.count("holds") >= 5


def test_an_article_about_nothing_gives_an_empty_file() -> None:
    claims = draft_claims("The weather was fine. It rained 81 percent of the time.", ELECTION)
    assert claims.claims == []
    assert check_claims(parse_yaml(claims_yaml(claims), "claims.yaml"), ELECTION) == ()
