"""Drafting claims from an article: what is found, what is only recorded, what is never tested."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.draft import claims_yaml, draft_claims
from crosstally.claims.evaluate import evaluate
from crosstally.claims.folder import check_claims, load_claims
from crosstally.claims.statement import Claim
from crosstally.election.folder import Election, open_folder
from crosstally.election.yaml_source import parse_yaml

from .claims_evidence import HandMade

EXAMPLE = Path(__file__).parents[2] / "src/crosstally/examples/kazakhstan-2012"
ARTICLES = Path(__file__).parent / "articles"

ELECTION = open_folder(EXAMPLE)


def written(claim: Claim) -> list[dict[str, Any]]:
    """The tests of a claim as they would be written."""
    return [
        part.test.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for part in claim.parts
        if part.test is not None
    ]


def drafted(text: str, election: Election = ELECTION) -> list[dict[str, Any]]:
    return [test for claim in draft_claims(text, election).claims for test in written(claim)]


def in_order(tests: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(test, sort_keys=True) for test in tests)


def share(option: str, value: str, **more: Any) -> dict[str, Any]:
    return {"measure": "share", "option": option, "equals": value, **more}


NUR_OTAN = share("nur_otan", "81%")
AK_ZHOL = share("ak_zhol", "7.5%")
CPPK = share("cppk", "7.2%")
OSDP = share("osdp", "1.7%")
PASSES = {"measure": "share", "option": "cppk", "at_least": {"threshold": True}}
JOIN = {
    "measure": "seats",
    "over": "options",
    "except": ["nur_otan"],
    "quantifier": "exactly",
    "n": 2,
    "above": "0",
}
HIGHER = {"measure": "share", "option": "osdp", "on": "sheets", "above": "1.7%"}
HIGHER_THAN_FINAL = {**HIGHER, "above": {"announcement": "final"}}
SEVEN = {"measure": "options", "equals": "7"}
SECOND = {
    "measure": "rank",
    "option": "osdp",
    "area": "almaty_city",
    "level": "station",
    "quantifier": "every",
    "equals": "2",
}
FIRST = {**SECOND, "option": "nur_otan", "equals": "1"}
SECOND_IN_CITY = {"measure": "rank", "option": "osdp", "area": "almaty_city", "equals": "2"}
LOWEST = {
    "measure": "turnout",
    "area": "almaty_city",
    "level": "region",
    "quantifier": "lowest",
}

PHRASES: list[tuple[str, list[dict[str, Any]]]] = [
    # 1: a share of the vote
    ("President Nursultan Nazarbayev's Nur Otan party won 81 percent of the vote.", [NUR_OTAN]),
    ("Nur Otan won the election with 81 percent of the vote, official results showed.", [NUR_OTAN]),
    ("With 81 percent of the vote going to Nur Otan, the result surprised few.", [NUR_OTAN]),
    ("The ruling Nur Otan party took 81% of votes cast.", [NUR_OTAN]),
    ("Results gave 81 percent of the vote to Nur Otan, the commission said in Astana.", [NUR_OTAN]),
    ("Nur Otan, led by the president, secured 81 pct of ballots on Sunday.", [NUR_OTAN]),
    ("Nur Otan swept Sunday's vote with 81 per cent, while in 2007 it won 88 percent.", [NUR_OTAN]),
    ("Nur Otan won 81 percent of the vote, down from 88 percent in 2007.", [NUR_OTAN]),
    ("Nur Otan (81 percent) and Ak Zhol (7.5 percent) lead the results.", [NUR_OTAN, AK_ZHOL]),
    # 2
    ("Ak Zhol polled 7.5 percent.", [AK_ZHOL]),
    ("Second was the pro-business Ak Zhol party with 7.5 percent of the vote.", [AK_ZHOL]),
    ("Nur Otan took 81 percent and Ak Zhol polled 7.5 percent.", [NUR_OTAN, AK_ZHOL]),
    ("It was followed by Ak Zhol with 7.5 percent and the CPPK with 7.2 percent.", [AK_ZHOL, CPPK]),
    (
        "Ak Zhol and the Communist People's Party won 7.5 and 7.2 percent of the vote, "
        "respectively.",
        [AK_ZHOL, CPPK],
    ),
    ("Ak Zhol is second. It won 7.5 percent of the vote.", [AK_ZHOL]),
    (
        "Ak Zhol finished a distant second on 7.5 percent.",
        [AK_ZHOL, {"measure": "rank", "option": "ak_zhol", "equals": "2"}],
    ),
    # 3
    (
        "The Communist People's Party, which squeezed across the 7-percent entry threshold with "
        "7.2 percent, is loyal.",
        [PASSES, CPPK],
    ),
    ("The Communist People's Party squeezed across the 7 percent threshold.", [PASSES]),
    ("The Communist People’s Party narrowly cleared the seven-percent barrier.", [PASSES]),
    ("Also in is the CPPK, which just passed the 7 percent hurdle.", [PASSES]),
    # 4
    ("For the first time in 20 years of independence, two parties will join Nur Otan.", [JOIN]),
    ("Two parties will join Nur Otan in parliament for the first time in 20 years.", [JOIN]),
    ("Two other parties, both seen as loyal, will join Nur Otan in the new parliament.", [JOIN]),
    ("Nur Otan will be joined in parliament by two other parties.", [JOIN]),
    # 5
    (
        "The OSDP, which polled 1.7 percent, is convinced that its real tally was higher.",
        [OSDP, HIGHER],
    ),
    (
        "The OSDP polled 1.7 percent, but is convinced its real tally was much higher.",
        [OSDP, HIGHER],
    ),
    (
        "The OSDP polled 1.7 percent. It is convinced that its real tally was higher.",
        [OSDP, HIGHER_THAN_FINAL],
    ),
    ("Convinced that its true result was higher, the OSDP will sue.", [HIGHER_THAN_FINAL]),
    ("The All-National Social Democratic Party won just 1.7 percent of the vote.", [OSDP]),
    # 6
    ("The OSDP was one of seven parties on the ballot paper.", [SEVEN]),
    ("It was one of the seven parties that contested the election.", [SEVEN]),
    ("Seven parties were on the ballot.", [SEVEN]),
    # 7
    (
        "The OSDP lost. 'Our party came second to Nur Otan in every polling station in Almaty,' "
        "said Zhanara Balgabayeva, a lawyer.",
        [SECOND, FIRST],
    ),
    (
        "“We were second only to Nur Otan at each polling station in the city of Almaty,” said "
        "Zhanara Balgabayeva, a lawyer for the OSDP.",
        [SECOND, FIRST],
    ),
    (
        "In every polling station in Almaty, the Social Democrats came second to Nur Otan.",
        [SECOND, FIRST],
    ),
    (
        "The OSDP finished second behind Nur Otan in all of Almaty's polling stations.",
        [SECOND, FIRST],
    ),
    ("The OSDP came second in Almaty.", [SECOND_IN_CITY]),
    ("The OSDP took second place in Almaty, where Nur Otan won.", [SECOND_IN_CITY]),
    # 8
    ("Turnout in Almaty, the commercial capital, was the lowest in the country.", [LOWEST]),
    ("Almaty, the commercial capital, had the lowest turnout in the country.", [LOWEST]),
    ("The lowest turnout in the country was recorded in Almaty.", [LOWEST]),
    ("Voter turnout was the lowest in Almaty.", [LOWEST]),
    # more ways to say them
    (
        "Official results gave Nur Otan 81 percent, Ak Zhol 7.5 percent and the CPPK 7.2 percent.",
        [NUR_OTAN, AK_ZHOL, CPPK],
    ),
    ("The commission announced that the president's party, Nur Otan, won 81 percent.", [NUR_OTAN]),
    ("According to the commission, Ak Zhol received 7.5 percent.", [AK_ZHOL]),
    (
        "With 7.2 percent, the Communist People's Party squeezed across the 7-percent threshold.",
        [CPPK, PASSES],
    ),
    (
        "The CPPK, with 7.2 percent, squeezed across the 7 percent threshold for entry.",
        [CPPK, PASSES],
    ),
    ("Two parties - Ak Zhol and the CPPK - will join Nur Otan in parliament.", [JOIN]),
    ("Nur Otan will share parliament with two other parties.", [JOIN]),
    (
        "Although it polled 1.7 percent, the OSDP is convinced its real tally was higher.",
        [OSDP, HIGHER],
    ),
    (
        "Officially, the OSDP polled 1.7 percent. Its leaders are sure its real tally was higher.",
        [OSDP, HIGHER_THAN_FINAL],
    ),
    ("The OSDP, one of seven on the ballot paper, polled 1.7 percent.", [SEVEN, OSDP]),
    ("There were seven parties on the ballot paper.", [SEVEN]),
    (
        "“In every polling station in Almaty, we came second to Nur Otan,” said OSDP lawyer X Y.",
        [SECOND, FIRST],
    ),
    (
        "The OSDP came second to Nur Otan at every one of Almaty's polling stations.",
        [SECOND, FIRST],
    ),
    ("Almaty, where turnout was the lowest in the country, is its largest city.", [LOWEST]),
    ("At 41.4 percent, turnout in Almaty was the lowest in the country.", [LOWEST]),
    ("Almaty's turnout was the lowest in the country.", [LOWEST]),
    (
        "Turnout was high, but in Almaty it was just 41.4 percent, the lowest in the country.",
        [LOWEST],
    ),
    ("За «Нур Отан» проголосовали 81 процент.", [NUR_OTAN]),
    ("ОСДП, набравшая 1,7 процента, уверена, что её настоящий результат был выше.", [OSDP, HIGHER]),
    ("В выборах участвовали семь партий.", [SEVEN]),
    ("Самая низкая явка в стране была зафиксирована в Алматы.", [LOWEST]),
    # other figures
    ("Turnout was 75.45 percent.", [{"measure": "turnout", "equals": "75.45%"}]),
    (
        "Turnout in Almaty was 41.4 percent.",
        [{"measure": "turnout", "area": "almaty_city", "equals": "41.4%"}],
    ),
    (
        "By noon turnout had reached 35.3 percent.",
        [{"measure": "turnout", "equals": "35.3%", "at": "2012-01-15T12:00"}],
    ),
    ("Nur Otan will have 83 seats.", [{"measure": "seats", "option": "nur_otan", "equals": "83"}]),
    ("The OSDP won 116,534 votes.", [{"measure": "votes", "option": "osdp", "equals": "116534"}]),
    (
        "Preliminary results show that Nur Otan won 80.74 percent of the vote.",
        [share("nur_otan", "80.74%", stage="preliminary")],
    ),
    # hedges are comparisons of their own
    (
        "Nur Otan won more than 80 percent of the vote.",
        [{"measure": "share", "option": "nur_otan", "above": "80%"}],
    ),
    (
        "The OSDP took less than 2 percent of the vote.",
        [{"measure": "share", "option": "osdp", "below": "2%"}],
    ),
    (
        "Nur Otan won about 81 percent of the vote.",
        [{"measure": "share", "option": "nur_otan", "about": "81%"}],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[text[:60] for text, _ in PHRASES])
def test_statements_in_many_phrasings(text: str, expected: list[dict[str, Any]]) -> None:
    found = drafted(text)
    assert in_order(found) == in_order(expected)


UNTESTED = [
    "«Нур Отан» получил 88 процентов голосов в 2007 году.",
    "«Ак жол» не получил 12 процентов голосов.",
    "По опросам, «Ак жол» получил 9 процентов голосов.",
    "«Нур Отан» получил почти 81 процент голосов.",
    "В России «Нур Отан» получил 49 процентов голосов.",
    "Явка в Алматы была самой низкой за 20 лет.",
    "Явка в Алматы не была самой низкой в стране.",
    "ОСДП заняла второе место почти на каждом избирательном участке Алматы.",
    "«Нур Отан» получил 60 процентов голосов в городах.",
    "The OSDP lost. “In some stations, we were first,” said a lawyer of the OSDP.",
    "The OSDP lost. In some, it was first.",
    "Nur Otan, which won 88 percent at the last election, took 81 percent this time.",
    "Nur Otan's vote fell to 81 percent from 88 percent five years earlier.",
    "Nazarbayev, 71, whose Nur Otan party won 81 percent of the vote, has ruled since 1989.",
    "Nur Otan, in power for 20 years, won 81 percent of the vote.",
    "Ak Zhol won 7.5 percent of the vote in 2012.",
    "Ak Zhol, which won 3.3 percent in 2007, polled 7.5 percent.",
    "In a 2009 poll, Nur Otan had 75 percent support.",
    "Ak Zhol said it had been robbed of 12 percent of the vote.",
    "Observers said Nur Otan could not have won 81 percent of the vote.",
    "Critics doubt that Nur Otan won 81 percent of the vote.",
    "Nobody believes Nur Otan won 81 percent, said one protester.",
    "It is false that Nur Otan won 81 percent of the vote.",
    "Some 81 percent of Nur Otan deputies are men.",
    "Nur Otan holds 81 percent of seats in the upper house.",
    "Nur Otan won 81 percent of the Kazakh diaspora vote.",
    "Among pensioners Ak Zhol polled 7.5 percent.",
    "Nur Otan got 81 percent of the vote in the city of Aktau.",
    "At Polling Station 12 in Almaty, Nur Otan won 45 percent.",
    "At polling station No. 12, Ak Zhol won 30 percent of votes.",
    "Nur Otan has 7.5 percent fewer members than in 2010.",
    "Nur Otan won backing from 81 percent of members.",
    "The Kazakh tenge with 7.2 percent losses hurt Ak Zhol.",
    "Ak Zhol with 7.5 percent growth plans courts business.",
    "Ak Zhol wants 7.5 percent taxes.",
    "The Communist People's Party had 90,000 members, 7.2 percent of them women.",
    "Nur Otan has 762,000 members.",
    "Nur Otan received 81 complaints.",
    "KazMunaiGas, with ties to Nur Otan, won 7.2 percent of the field.",
    "Turnout in the 2007 election was 64.6 percent.",
    "Turnout in the presidential election was 89.9 percent.",
    "Turnout among Almaty students was the lowest in the country.",
    "Unemployment in Almaty was the lowest in the country.",
    "Almaty has the lowest poverty rate in the country and turnout was high.",
    "Almaty had the lowest turnout of any city.",
    "Almaty had the lowest turnout in Central Asia.",
    "Almaty had the highest turnout in the country in 2007.",
    "Turnout in Almaty was among the lowest in the country.",
    "Turnout in Almaty was one of the lowest in the country.",
    "Turnout in Almaty was the second lowest in the country.",
    "Turnout in Almaty at noon was the lowest in the country.",
    "Turnout was the lowest in the country's history.",
    "Two parties failed to join Nur Otan in parliament.",
    "Two parties will join Nur Otan in a coalition.",
    "Two parties joined Nur Otan in calling for calm.",
    "Two parties joined Nur Otan in 2006.",
    "Seven parties were registered in 2010.",
    "One of seven parties on the ballot paper in Kyrgyzstan, Ata-Zhurt, won.",
    "One of three opposition parties that took part was barred.",
    "Seven parties contested the vote in neighbouring Kyrgyzstan.",
    "The OSDP came second to Nur Otan in every polling station it observed in Almaty.",
    "The OSDP came second to Nur Otan in every polling station visited by observers in Almaty.",
    "The OSDP came second to Nur Otan in every third polling station in Almaty.",
    "The OSDP came second to Nur Otan in every polling station in Almaty where its observers "
    "were present.",
    "The OSDP came second to Nur Otan in all but two polling stations in Almaty.",
    "The OSDP came second to Nur Otan in almost all polling stations in Almaty.",
    "The OSDP came second to Nur Otan in every polling station in Almaty in 2007.",
    "The OSDP was second to none in its criticism.",
    "The OSDP was first to protest.",
    "Nur Otan was first to celebrate.",
    "Ak Zhol came third in the polls.",
    "The CPPK crossed the 7 percent threshold in only two regions.",
    "The OSDP did not cross the 7 percent threshold.",
    "Only Nur Otan crossed the 7 percent threshold in 2007.",
    "Neither Auyl nor Adilet crossed the 7 percent threshold.",
    "The OSDP hoped to cross the 7 percent threshold.",
    "Nur Otan won 83 of 107 seats.",
    "Nur Otan lost 15 seats.",
    "Nur Otan won 98 seats in the last parliament.",
    "Azat, an ally of the OSDP, polled 1.7 percent.",
    "The leader of the OSDP polled 1.7 percent in a personal contest in 2011.",
    "If Nur Otan won 81 percent, it should publish the sheets.",
    "Putin's United Russia won 49 percent. The party is close to Nur Otan. It won 64 percent in "
    "2007.",
    "Turnout was just over 75 percent.",
    "Turnout was nearly 75.5 percent.",
    "Turnout exceeded 75 percent.",
    "Nur Otan's candidate, with 81 percent of the vote, beat Ak Zhol.",
    "In 2007 it won 88 percent of the vote.",
    "Nur Otan won 88 percent of the vote in 2007.",
    "In the previous election Nur Otan took 88 percent.",
    "Nazarbayev won 95.5 percent of the vote in a presidential election last April.",
    "In Russia, United Russia won 49.3 percent of the vote.",
    "Nur Otan has ties to United Russia. It won 49.3 percent of the vote in December.",
    "An exit poll gave Nur Otan 80 percent of the vote.",
    "Nur Otan was expected to win 85 percent of the vote.",
    "Kazakhstan's economy grew 7.5 percent last year.",
    "Nur Otan promised growth of 7.5 percent.",
    "Nur Otan won by promising 7.5 percent growth.",
    "Oil output rose 7.2 percent to 81 million tonnes.",
    "Shares in the company with ties to Nur Otan fell 7.2 percent.",
    "Ak Zhol did not win 12 percent of the vote.",
    "Nur Otan did not win 81 percent of the vote, the opposition says.",
    "Ak Zhol would have needed 10 percent of the vote.",
    "Had the count been fair, Ak Zhol could have won 12 percent.",
    "If the OSDP won 7 percent, it would enter parliament.",
    "Parties need 7 percent of the vote to enter parliament.",
    "The OSDP failed to clear the 7 percent threshold.",
    "The CPPK passed the 5 percent threshold.",
    "Nearly 81 percent of the vote went to Nur Otan.",
    "Nur Otan won almost 81 percent of the vote.",
    "Nur Otan won more than 80 percent in the north.",
    "Nur Otan won 95 percent of the vote in Kokshetau.",
    "Nur Otan won 60 percent of the vote in cities.",
    "Among young voters, Nur Otan won 60 percent of the vote.",
    "At one polling station Ak Zhol won 30 percent of the vote.",
    "The opposition bloc Azat won 5 percent of the vote, less than Nur Otan.",
    "A rival of Nur Otan won 12 percent of the vote.",
    "Azat said it won 12 percent of the vote.",
    "Nur Otan members make up 81 percent of the civil service.",
    "81 percent of Nur Otan voters are satisfied, the party says.",
    "Nur Otan's share of the seats is 85 percent.",
    "Nazarbayev, 71, has led Nur Otan since 1999.",
    "Around 100 protesters met in Almaty.",
    "Turnout in Almaty was the lowest in 20 years.",
    "Turnout in Almaty was the lowest since independence.",
    "Turnout in Almaty oblast's villages was the lowest in the region.",
    "Turnout in Almaty was not the lowest in the country.",
    "In rural areas turnout was 90 percent.",
    "By 4 p.m. turnout was 60 percent.",
    "Turnout was expected to be 80 percent.",
    "Turnout in Russia was 60.2 percent.",
    "Turnout was 3 percentage points lower than in 2007.",
    "The OSDP came second in nearly every polling station in Almaty.",
    "The OSDP came second in most polling stations in Almaty.",
    "The OSDP did not come second in every polling station in Almaty.",
    "Our party came second in every polling station in Almaty, said a lawyer.",
    "In Turkey, one of seven parties on the ballot won.",
    "Seven parties were banned from the ballot.",
    "Nur Otan won all 98 seats in 2007.",
    "Nur Otan won 30 seats in the Senate.",
    "Nur Otan's leader said two parties might join it in parliament.",
    "Two parties could join Nur Otan in parliament.",
    "The price of bread rose 7.2 percent, the Communist People's Party said.",
    "The Communist Party of Kazakhstan won 7.2 percent in Soviet times.",
    "The Communist Party won 7.2 percent of the vote.",
    "With 96 percent of the votes counted, Nur Otan had 81 percent.",
    "Turnout in Almaty province was 92.6 percent.",
    "Nur Otan's support rose by 7.5 percent.",
    "Nur Otan won 81 percent of the vote, said one, and Nur Otan took 75 percent, said another.",
]


@pytest.mark.parametrize("text", UNTESTED, ids=[text[:60] for text in UNTESTED])
def test_no_test_where_there_is_doubt(text: str) -> None:
    assert drafted(text) == []


FOUNDING = [NUR_OTAN, AK_ZHOL, PASSES, JOIN, OSDP, SEVEN, SECOND, FIRST, LOWEST]
EXTRA: dict[str, list[dict[str, Any]]] = {
    "wire.txt": [HIGHER, CPPK],
    "agency.txt": [HIGHER, CPPK],
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


DISTRICTS = """\
id: made-up
title: National Assembly
date: 2026-10-11
place: {id: land, name: Land}
levels: [country, district, station]
sources: {cec: Commission}
contests: {list: {options: {unity: Unity, bloc: "People's Bloc"}}}
"""


@pytest.mark.parametrize(
    ("sentence", "test"),
    [
        (
            "The commission said that Unity won 37.7 percent of the vote in the National Assembly "
            "election.",
            {"measure": "share", "option": "unity", "equals": "37.7%"},
        ),
        (
            "Unity came first in every district.",
            {
                "measure": "rank",
                "option": "unity",
                "level": "district",
                "quantifier": "every",
                "equals": "1",
            },
        ),
        ("Observers said Unity came first in every region.", None),
        ("Observers said the count was marred by violations.", None),
    ],
)
def test_levels_of_areas_and_the_name_of_the_election(
    tmp_path: Path, sentence: str, test: dict[str, str] | None
) -> None:
    """This election has districts and no regions: what is said of regions has no test, and is not
    called anything but arithmetic."""
    announced = "announcements:\n- {id: one, source: cec, counts: {unity: 5, bloc: 4}}\n"
    (tmp_path / "election.yaml").write_text(DISTRICTS, encoding="utf-8")
    (tmp_path / "announcements.yaml").write_text(announced, encoding="utf-8")
    (claim,) = draft_claims(sentence, open_folder(tmp_path)).claims
    drafted = claim.test or next((c.test for c in claim.clauses if c.test), None)
    if test is None:
        assert drafted is None
        assert ("no arithmetic" in str(claim.clauses[0].outside)) == ("violations" in sentence)
    else:
        assert drafted is not None
        said = drafted.model_dump(mode="json")
        assert {name: said[name] for name in test} == test
