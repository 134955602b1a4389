"""A figure of a preliminary result, of a final one, or of a count that was not finished."""

from __future__ import annotations

from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims

from .drafted_claims import ELECTION, LEAD, asked_in, share

COMMISSION = {"on": "announced", "source": "commission"}
PRELIMINARY = {**COMMISSION, "stage": "preliminary"}
FINAL = {**COMMISSION, "stage": "final"}


@pytest.mark.parametrize(
    ("sentence", "tests"),
    [
        (
            "Preliminary figures had put Nur Otan on 80.74 percent of the vote, but in the final "
            "count Nur Otan won 80.99 percent of the vote.",
            [
                share("nur_otan", "80.74%", **PRELIMINARY),
                share("nur_otan", "80.99%", **FINAL),
            ],
        ),
        (
            "The final result: Nur Otan 80.99 percent of the vote, Ak Zhol 7.47 percent.",
            [share("nur_otan", "80.99%", **FINAL), share("ak_zhol", "7.47%", **FINAL)],
        ),
        (
            "Nur Otan won 83 seats, final results showed.",
            [{"measure": "seats", "option": "nur_otan", "equals": "83", **FINAL}],
        ),
        (
            "Preliminary data put turnout at 75.1 percent.",
            [{"measure": "turnout", "equals": "75.1%", **PRELIMINARY}],
        ),
        (
            "По окончательным данным, «Нур Отан» получил 80,99 процента голосов.",
            [share("nur_otan", "80.99%", **FINAL)],
        ),
        # Of two stages in one breath nobody can tell which has the figure.
        (
            "The final result differed little from preliminary figures, which had put Nur Otan on "
            "80.74 percent of the vote.",
            [],
        ),
        # What follows may be preliminary too, until the sentence says that it is not.
        ("Preliminary figures were out on Monday. Ak Zhol polled 7.46 percent.", []),
        (
            "Preliminary figures were out on Monday. In the final count Ak Zhol polled 7.47 "
            "percent.",
            [share("ak_zhol", "7.47%", **FINAL)],
        ),
    ],
)
def test_the_stage_that_a_sentence_names(sentence: str, tests: list[dict[str, Any]]) -> None:
    assert asked_in(LEAD + sentence) == tests


@pytest.mark.parametrize(
    "sentence",
    [
        "Nur Otan won 80.74 percent of the vote, and final results are due on Tuesday.",
        "Nur Otan won 80.74 percent of the vote, with certified results to follow.",
        "Final results are due on Tuesday and Nur Otan won 80.74 percent of the vote.",
        "«Нур Отан» получил 80,74 процента голосов, окончательные итоги будут объявлены позже.",
        "Nur Otan won 83 seats and the final count took three days.",
        "The final count took three days and Nur Otan won 83 seats.",
    ],
)
def test_a_final_result_that_is_to_come_or_of_another_clause_is_no_stage(sentence: str) -> None:
    (test,) = asked_in(LEAD + sentence)
    assert "stage" not in test


@pytest.mark.parametrize(
    "sentence",
    [
        "Nur Otan won 80.99 percent of the vote, according to final results.",
        "Nur Otan won 80.99 percent of the vote in the final count.",
        "«Нур Отан» получил 80,99 процента голосов, по окончательным данным.",
    ],
)
def test_a_final_result_named_behind_its_figure(sentence: str) -> None:
    (test,) = asked_in(LEAD + sentence)
    assert test["stage"] == "final"


@pytest.mark.parametrize(
    "behind", ["and final results are due on Tuesday", "ahead of the final results"]
)
def test_preliminary_figures_stay_so_until_final_ones_are_out(behind: str) -> None:
    said = f"Preliminary figures were out on Monday, {behind}. "
    assert asked_in(LEAD + said + "Ak Zhol polled 7.46 percent.") == []


def test_preliminary_figures_are_no_sheets_whoever_announced_them() -> None:
    bare = ELECTION.__class__(ELECTION.folder, ELECTION.definition, (), ELECTION.areas)
    said = "In preliminary results Nur Otan won 80.74 percent of the vote."
    assert asked_in(LEAD + said, bare) == [
        share("nur_otan", "80.74%", stage="preliminary", on="announced")
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "With 99.43% of ballot boxes opened, Nur Otan has won 82.14% of the votes, Ak Zhol 7.9%.",
        "With half of the boxes opened, Nur Otan had 84 percent of the vote. Ak Zhol had 6 percent "
        "of the vote.",
        "Nur Otan had won 80.74 percent of the vote by Monday.",
        "The opposition's count has Nur Otan on 54 percent. Ak Zhol won 7.5 percent of the vote.",
        "Nur Otan won 81 percent of the vote – if you count the dead.",
        '"Nur Otan won 81 percent of the vote" is what the posters said a week ago.',
        "With nearly all boxes opened Nur Otan had 84 percent. Ak Zhol polled 6 percent.",
        "After 9,000 of 9,764 precincts Nur Otan had 84 percent of the vote.",
        "With 60 percent of the vote counted, Nur Otan had 84 percent, the commission said. Ak "
        "Zhol polled 6 percent, the commission said.",
    ],
)
def test_what_is_no_announced_result_has_no_test(sentence: str) -> None:
    assert asked_in(LEAD + sentence) == []


def test_what_a_finished_count_gives_is_tested() -> None:
    said = "With half of the boxes opened, Nur Otan had 84 percent. "
    said += "Ak Zhol had 7.5 percent of the vote after all votes had been counted."
    assert asked_in(LEAD + said) == [share("ak_zhol", "7.5%")]


@pytest.mark.parametrize(
    ("who", "tested"),
    [
        ("ANKA", False),
        ("okello77", False),
        ("A blogger", False),
        ("Bulat Abilov, OSDP", False),
        ("@somebody", False),
        ("OSDP", False),
        ("The commission", True),
        ("Result", True),
        ("Final count", True),
        ("It is official", True),
    ],
)
def test_who_says_it_before_a_colon(who: str, tested: bool) -> None:
    assert (asked_in(f"{LEAD}{who}: Nur Otan won 81 percent of the vote.") != []) is tested


QUOTED = """<html><body><p>The commission published results of the parliamentary election.</p>
<blockquote class="tweet"><p>Nur Otan got 10 percent of the vote. We have the evidence.</p>
— Bulat Abilov (@abilov) <a href="#">January 16, 2012</a></blockquote>
<blockquote><p>In every polling station in Almaty we came second to Nur Otan.</p>
<footer>— Zhanara Balgabayeva, lawyer</footer></blockquote></body></html>"""


def test_a_quotation_set_apart_is_what_somebody_says() -> None:
    claims = draft_claims(QUOTED, ELECTION).claims
    assert [(claim.who, claim.test) for claim in claims] == [
        ("Bulat Abilov", None),
        ("Zhanara Balgabayeva", None),
    ]


@pytest.mark.parametrize(
    "marked", ['<div class="discussion">', '<div id="disqus_thread">', '<div class="replies">']
)
def test_what_readers_write_is_dropped(marked: str) -> None:
    page = f"<html><body><p>The results are final.</p>{marked}<p>Auyl won 9 percent.</p></div>"
    assert draft_claims(page, ELECTION).claims == []


@pytest.mark.parametrize(
    ("article", "who"),
    [
        ('In Kutaisi, one of the cities, many stayed at home. "Nur Otan won 4.6 percent," he said.',
         "The article"),
        ("Bulat Abilov, a leader, stood up. Wine said Ak Zhol won 3 percent. He said Auyl won 2 "
         "percent.", "Wine"),
        ("Nur Otan won 81 percent of the vote, and the OSCE says that is too much.",
         "The article"),
    ],
)  # fmt: skip
def test_nobody_else_is_made_the_speaker(article: str, who: str) -> None:
    assert draft_claims(article, ELECTION).claims[-1].who == who
