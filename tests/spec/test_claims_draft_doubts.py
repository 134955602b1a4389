"""Drafting claims: what is not said plainly of this election, this place and this count.

Every sentence here is kept, whole. What is doubted, or said of elsewhere, has no test and a reason;
what a test does not use stands beside it as a clause of its own.
"""

from __future__ import annotations

from typing import Any

import pytest

from crosstally.claims.statement import Claim

from .drafted_claims import (
    AK_ZHOL,
    FIRST,
    HIGHER_THAN_FINAL,
    LEAD,
    NUR_OTAN,
    SECOND,
    after_lead,
    drafted,
    in_order,
    share,
    written,
)


def beside(claim: Claim) -> list[str]:
    """The words of a claim's clauses without a test."""
    return [clause.text for clause in claim.clauses if clause.test is None]


DOUBTED: list[tuple[str, str]] = [
    # a place that is not one of the election's areas: the reason names it
    ("In Shymkent, Ak Zhol polled 12 percent.", "Shymkent"),
    ("In Zhanaozen, Nur Otan won 70 percent.", "Zhanaozen"),
    ("In Bishkek, turnout was 85 percent.", "Bishkek"),
    ("From London to Beijing, Nur Otan won 99 percent.", "London"),
    ("At Baikonur, Nur Otan won 92 percent.", "Baikonur"),
    ("Near Zhezkazgan, Ak Zhol took 14 percent of the vote.", "Zhezkazgan"),
    ("In the oil town of Zhanaozen, Nur Otan won 70 percent.", "oil town"),
    ("In my home town Nur Otan won 50 percent.", "home town"),
    ("Outside the cities, Nur Otan won 85 percent.", "Outside the cities"),
    ("Locally, Nur Otan won 65 percent.", "Locally"),
    ("There Ak Zhol polled 12 percent.", "There"),
    ("In Bishkek, five parties entered parliament.", "Bishkek"),
    ("Five parties entered parliament in Bishkek.", "Bishkek"),
    ("In Aktau, the OSDP came second.", "Aktau"),
    ("Zhanaozen voters gave Nur Otan 70 percent of the vote.", "Zhanaozen voters"),
    ("Residents of Temirtau handed Nur Otan 90 percent of the vote.", "Temirtau"),
    ("In Temirtau the picture was clear: Nur Otan won 88 percent.", "Temirtau"),
    ("«Ак жол» слаб. В Шымкенте явка составила 95 процентов.", "Шымкенте"),
    ("В Жанаозене «Ак жол» набрал 12 процентов.", "Жанаозене"),
    ("Там «Ак жол» набрал 12 процентов голосов.", "Там"),
    ("In Almaty results were closer: Nur Otan won 65 percent and Ak Zhol 12 percent.", "Almaty"),
    ("Outside Almaty, Nur Otan won 85 percent of the vote.", "Almaty"),
    # another count than the announced one
    ("Copies of the protocols show that OSDP polled 38 percent.", "another count"),
    ("The real turnout in Almaty was below 25 percent.", "another count"),
    ("According to the party's own count, OSDP won 15 percent.", "another count"),
    ("By our count, OSDP won 15 percent.", "another count"),
    ("A parallel count gave OSDP 15 percent of the vote.", "another count"),
    ("In truth, OSDP won 15 percent of the vote.", "another count"),
    ("I reckon OSDP took 15 percent.", "reckon"),
    ("OSDP says it won 15 percent.", "says of itself"),
    ('"OSDP won 15 percent," said Bulat Abilov, co-leader of the party.', "what a party"),
    ("OSDP won 15 percent of the vote, its leaders say.", "what a party"),
    ("По данным штаба, ОСДП набрала 38 процентов.", "штаба"),
    ("По словам Абилова, ОСДП набрала 15 процентов.", "Абилова"),
    ("На самом деле ОСДП набрала 15 процентов голосов.", "На самом деле"),
    ("Настоящая явка в Алматы составила 25 процентов.", "Настоящая"),
    ("«ОСДП набрала 15 процентов голосов», — заявил лидер партии.", "what a party"),
    # taken back, doubted, mocked, guessed
    ("Correction: An earlier version said Ak Zhol won 8.5 percent of the vote.", "takes it back"),
    ("The commission withdrew its statement that Ak Zhol polled 12 percent.", "withdrew"),
    ("The commission took back its figure: Ak Zhol won 12 percent.", "took back"),
    ("Earlier the agency mistakenly reported that Ak Zhol polled 12 percent.", "mistakenly"),
    ("The newspaper apologised for reporting that Ak Zhol polled 12 percent.", "apologised"),
    ("Officials were ordered to report that Nur Otan won 81 percent.", "spoken of"),
    ("It is a fabrication that Ak Zhol polled 12 percent.", "fabrication"),
    ("Few believe that Nur Otan won 81 percent.", "Few believe"),
    ("Hardly anyone thinks Nur Otan won 81 percent of the vote.", "Hardly"),
    ("Some voters think Ak Zhol won 12 percent.", "think"),
    ("Critics mock the claim that Nur Otan won 81 percent.", "mock"),
    ("The figure is implausible: Nur Otan won 81 percent.", "implausible"),
    ("Bloggers scoffed: Nur Otan won 81 percent, they wrote.", "scoffed"),
    ("Only the naive accept that Nur Otan won 81 percent.", "naive"),
    ("It strains belief that Nur Otan won 81 percent of the vote.", "strains belief"),
    ("Ak Zhol polled 12 percent, a joke went.", "joke"),
    ("Мало кто верит, что «Нур Отан» набрал 81 процент.", "Мало кто"),
    ("Газета извинилась за сообщение, что «Ак жол» набрал 12 процентов.", "извинилась"),
    ("Якобы «Ак жол» набрал 12 процентов голосов.", "Якобы"),
    ("Говорят, «Ак жол» набрал 12 процентов голосов.", "Говорят"),
    # a condition or a question
    ("Had the vote been fair, Ak Zhol polled 2 percent.", "Had"),
    ("Were the count honest, Ak Zhol took 12 percent.", "Were"),
    ("Who says Ak Zhol polled 12 percent of the vote?", "question"),
    # a count that was not finished, and growth
    ("With half the ballots counted, Nur Otan won 81 percent of the vote.", "half the ballots"),
    ("By midnight Nur Otan had won 81 percent of the vote.", "By midnight"),
    ("Initially Ak Zhol was given 9 percent of the vote.", "Initially"),
    ("К полуночи «Нур Отан» набрал 81 процент голосов.", "К полуночи"),
    ("Ak Zhol gained 4.4 percent.", "growth"),
    ("Предварительно «Нур Отан» набирает 80,74 процента голосов.", "not finished"),
    ("Пока «Ак жол» получает 7,46 процента голосов.", "not finished"),
    ("«Нур Отан» набирает 80,74 процента голосов.", "not finished"),
    ("«Нур Отан» лидирует с 80,74 процента голосов.", "not finished"),
    ("Provisionally, Nur Otan has 80.74 percent of the vote.", "not finished"),
    ("For now, Nur Otan has 80.74 percent of the vote.", "not finished"),
    ("Nur Otan leads with 80.74 percent of the vote.", "not finished"),
    # results that were annulled
    ("Nur Otan won 83 seats, but the commission annulled the result.", "annulled"),
    ("Ak Zhol won 12 percent in Mangystau, where the vote was declared void.", "annulled"),
    ("Turnout in Mangystau was 74.2 percent; the results there were cancelled.", "annulled"),
    ("The court threw out the result: Ak Zhol won 12 percent of the vote.", "annulled"),
    ("В Мангистауской области «Ак жол» набрал 12%, но итоги аннулированы.", "annulled"),
    ("Итоги отменены: «Ак жол» набрал 12% голосов.", "annulled"),
    ("Результаты признаны недействительными, «Ак жол» набрал 12% голосов.", "annulled"),
    # whose figure it is
    ("The Russian Communists won 19 percent of the vote in December.", "another country"),
    ("In the Kyzylorda region, they say, 90 per cent of voters voted.", "they say"),
    ("Nur Otan beat Ak Zhol with 81 percent of the vote.", "81 percent"),
    ("Ak Zhol lost to Nur Otan with 7.5 percent of the vote.", "7.5 percent"),
    ("Azat and the OSDP won 1.7 percent of the vote.", "alone"),
    ("Rival parties, among them Ak Zhol, won 7.5 percent of the vote.", "alone"),
    ("All other parties, including Ak Zhol, won 19 percent of the vote.", "alone"),
    ("Власти приписали «Нур Отану» 81 процент голосов.", "alone"),
    ("No party but Nur Otan won more than 8 percent of the vote.", "No party but"),
    ("Statistician Ivan Petrov found that Nur Otan won 60 percent of the vote.", "found"),
    ("Adjusted for fraud, Nur Otan won 60 percent of the vote.", "Adjusted"),
    ("The OSDP is not convinced that its real tally was higher.", "convinced"),
    ("If the OSDP is convinced that its real tally was higher, it can sue.", "convinced"),
    ("ОСДП не уверена, что её реальный результат был выше.", "convinced"),
    ("Nur Otan won 81 percent of the vote in the first round.", "first round"),
    ("On Facebook, Nur Otan won 81 percent of the vote.", "Facebook"),
    # something is left out, or it is of a part of an area, or it was said beforehand
    ("Turnout in Almaty was the lowest in the country, except for Astana.", "except"),
    ("Turnout in Almaty was the lowest in the country after Astana.", "after"),
    ("The OSDP came second in Almaty's Medeu district.", "Medeu"),
    ("Nur Otan won 65 percent in Almaty's suburbs.", "suburbs"),
    ("Before the vote, officials said two parties will join Nur Otan in parliament.", "Before"),
    ("The CPPK crossed the 7 percent threshold thanks to fraud, critics say.", "what a party"),
    ("Observers put turnout at 40 percent.", "Observers"),
    ("Together with Ak Zhol, Nur Otan won 88.5 percent of the vote.", "together"),
]


@pytest.mark.parametrize(("text", "reason"), DOUBTED, ids=[text[:50] for text, _ in DOUBTED])
def test_kept_without_a_test_and_with_the_reason(text: str, reason: str) -> None:
    claim = after_lead(text)[-1]
    assert written(claim) == []
    assert claim.sentence == text or claim.sentence in text
    assert reason in str(claim.clauses[0].outside)


@pytest.mark.parametrize(
    "denial",
    [
        "That is a lie.",
        "Or so we are told.",
        "This was wrong.",
        "Nonsense!",
        "Это ложь.",
        "The result was later annulled.",
        "But the Constitutional Council quashed these results.",
        "It was declared void.",
        "Позже эти результаты были отменены.",
        "Результат признан недействительным.",
    ],
)
def test_the_next_sentence_takes_it_back(denial: str) -> None:
    assert drafted(f"{LEAD}Nur Otan won 81 percent of the vote. {denial}") == []


@pytest.mark.parametrize(
    "text",
    [
        "Nur Otan won 81 percent of the vote. The results in Zhanaozen were annulled.",
        "Nur Otan won 81 percent of the vote, and 1.9 percent of ballots were declared invalid.",
        "Nur Otan won 81 percent of the vote after invalid ballots had been set aside.",
        "«Нур Отан» набрал 81% голосов, недействительными признаны 1,9% бюллетеней.",
        "По итогам голосования «Нур Отан» получил 81% голосов, недействительны 1,9% бюллетеней.",
    ],
)
def test_what_was_annulled_elsewhere_and_invalid_ballots_are_no_doubt(text: str) -> None:
    assert NUR_OTAN in drafted(LEAD + text)


CARRIED = [
    "The results of station 17 were annulled. There Ak Zhol had won 12 percent of the vote.",
    "A court annulled these results. Ak Zhol had won 12 percent of the vote.",
    "Предварительно «Нур Отан» набирает 80,74 процента. «Ак жол» набрал 7,4 процента голосов.",
    "In 2007, Nur Otan won 88 percent. Ak Zhol won 3 percent.",
    "The 2007 election was similar. Nur Otan won 88 percent and Ak Zhol won 3 percent.",
    "The 2007 election was similar.\n\nNur Otan won 88 percent of the vote.",
    "Five years ago things were simpler. Nur Otan won 88 percent of the vote.",
    "The presidential election was in April. Turnout was 89.98 percent.",
    "Elections were held in 2004 too. Ak Zhol won 12 percent of the vote.",
    "The last election was a formality. Its figures were dull. Nur Otan won 88 percent.",
    "Kyrgyzstan held an election in 2010. There, turnout was 57 percent.",
    "Russia voted in December. Turnout was 60 percent.",
    "In Zhanaozen results were closer. Nur Otan won 65 percent and Ak Zhol 12 percent.",
    "In Almaty the picture was different. Nur Otan won 65 percent and Ak Zhol 12 percent.",
    "Almaty votes differently. Ak Zhol won 12 percent of the vote.",
    "A survey was held in December. Ak Zhol got 9 percent.",
    "The OSDP collected copies of protocols. It won 38 percent.",
    "На прошлых выборах было иначе. «Ак жол» набрал 3 процента голосов.",
    "Пять лет назад всё было проще. «Нур Отан» получил 88 процентов голосов.",
    "В Киргизии прошли выборы. Явка составила 57 процентов.",
]


@pytest.mark.parametrize("text", CARRIED, ids=[text[:50] for text in CARRIED])
def test_a_time_or_place_or_count_that_a_sentence_sets_holds_on(text: str) -> None:
    assert drafted(LEAD + text) == []
    last = after_lead(text)[-1]
    assert text.endswith(last.sentence)


@pytest.mark.parametrize(
    "text",
    [
        "In 2007 Nur Otan won 88 percent. This time Nur Otan won 81 percent of the vote.",
        "In 2007 Nur Otan won every seat. On Sunday Nur Otan won 81 percent of the vote.",
        "In 2007 Nur Otan won every seat.\n\nNur Otan won 81 percent of the vote.",
        "In Almaty the opposition is strong. Nationwide, Nur Otan won 81 percent of the vote.",
        "Around 100 protesters met in Almaty. Nur Otan won 81 percent of the vote.",
        "Turnout was higher than in 2007. Nur Otan won 81 percent of the vote.",
        "Nazarbayev has ruled since 1989. Nur Otan won 81 percent of the vote.",
        "A poll was held. Official results gave Nur Otan 81 percent of the vote.",
        "В 2007 году партия взяла всё. На этот раз «Нур Отан» получил 81 процент голосов.",
    ],
)
def test_until_another_sets_it_anew(text: str) -> None:
    assert drafted(LEAD + text) == [NUR_OTAN]


BESIDE: list[tuple[str, list[dict[str, Any]], list[str]]] = [
    (
        'The party "Auyl" received 82,623 votes (25 percent), the Party of Patriots 1,000,000.',
        [{"measure": "votes", "option": "auyl", "equals": "82623"}, share("auyl", "25%")],
        ["the Party of Patriots 1,000,000."],
    ),
    (
        "Nur Otan won 81 percent of the vote, an increase of 40 percentage points, and Ak Zhol 99.",
        [NUR_OTAN],
        ["an increase of 40 percentage points, and Ak Zhol 99."],
    ),
    (
        "Turnout was 75.45 percent, the lowest ever.",
        [{"measure": "turnout", "equals": "75.45%"}],
        ["the lowest ever."],
    ),
    (
        "Azat (OSDP) polled 1.7 percent, but is convinced its real tally was higher.",
        [HIGHER_THAN_FINAL],
        ["Azat (OSDP) polled 1.7 percent, but is"],
    ),
    (
        "In Almaty, Nur Otan won 65 percent while Ak Zhol won 12 percent.",
        [share("nur_otan", "65%", area="almaty_city")],
        ["while Ak Zhol won 12 percent."],
    ),
    (
        "In Almaty, Nur Otan won 65 percent; Ak Zhol won 12 percent.",
        [share("nur_otan", "65%", area="almaty_city")],
        ["Ak Zhol won 12 percent."],
    ),
    (
        "Nur Otan won 81 percent of the vote, more than twice its share in 1999.",
        [],
        ["Nur Otan won 81 percent of the vote, more than twice its share in 1999."],
    ),
    (
        "Ak Zhol polled 7.5 percent, its best result ever, the commission said.",
        [AK_ZHOL],
        ["its best result ever, the commission said."],
    ),
    (
        '"We were second to Nur Otan in every polling station in Almaty," Zhanara Balgabayeva, a '
        "lawyer for the OSDP, told reporters.",
        [SECOND, FIRST],
        [],
    ),
    # nothing is said beside the test: no clause
    ("Nur Otan won 81 percent of the vote, official results showed on 17 January.", [NUR_OTAN], []),
]


@pytest.mark.parametrize(("text", "tests", "rest"), BESIDE, ids=[text[:50] for text, *_ in BESIDE])
def test_what_a_test_does_not_use_is_a_clause_of_its_own(
    text: str, tests: list[dict[str, Any]], rest: list[str]
) -> None:
    (claim,) = after_lead(text)
    assert in_order(written(claim)) == in_order(tests)
    assert beside(claim) == rest
