"""The statements of the founding case in an agency's other words, and what is kept of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims

from .drafted_claims import (
    AK_ZHOL,
    ELECTION,
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
    after_lead,
    in_order,
    written,
)

SAID: list[tuple[str, list[dict[str, Any]]]] = [
    ("Nur Otan's share was put at 81 percent by the Central Election Commission.", [NUR_OTAN]),
    (
        "Nur Otan has kept its stranglehold on parliament, winning 81 percent of Sunday's vote, "
        "the Central Election Commission said.",
        [NUR_OTAN],
    ),
    (
        "Zhanara Balgabayeva, a lawyer, told a rally that the Social Democrats had been second to "
        "Nur Otan at every single polling station in Almaty.",
        [SECOND, FIRST],
    ),
    ("Ak Zhol, a party of businessmen, was next on 7.5 percent.", [AK_ZHOL]),
    ("The Communists scraped in above the 7 percent barrier.", [PASSES]),
    ("The 7 percent threshold was also cleared by the Communist People's Party.", [PASSES]),
    (
        "Nur Otan will therefore be flanked in the Majilis by two other parties, which has not "
        "happened in two decades of independence.",
        [JOIN],
    ),
    (
        "Parliament will have two parties in addition to Nur Otan, the first time that has "
        "happened in 20 years.",
        [JOIN],
    ),
    (
        "Officials gave the All-National Social Democratic Party, the only list openly critical "
        "of the president, 1.7 percent.",
        [OSDP],
    ),
    (
        "Officials gave the OSDP 1.7 percent, a figure the party is convinced is too low.",
        [OSDP, HIGHER],
    ),
    (
        "The commission said 1.7 percent of voters had backed the OSDP. The party is convinced "
        "it did better.",
        [OSDP, HIGHER_THAN_FINAL],
    ),
    (
        "The OSDP, which according to the commission took 1.7 percent, is persuaded that its "
        "true result was higher.",
        [OSDP, HIGHER],
    ),
    (
        "The Social Democrats were left with 1.7 percent, the commission said. They believe that "
        "their real vote was larger.",
        [OSDP, HIGHER_THAN_FINAL],
    ),
    ("Seven parties' names were printed on the ballot.", [SEVEN]),
    ("Altogether seven parties were running.", [SEVEN]),
    ("The Social Democrats were one of seven parties in the contest.", [SEVEN]),
    ("Only seven parties made it on to the ballot.", [SEVEN]),
    ("Nur Otan, until now the only party in parliament, will be joined by two others.", [JOIN]),
    (
        "Second place in every Almaty polling station went to the OSDP, according to "
        "Balgabayeva, a lawyer.",
        [SECOND],
    ),
    (
        "“There is not one polling station in Almaty where the Social Democrats did not come "
        "second to Nur Otan,” said Zhanara Balgabayeva.",
        [SECOND, FIRST],
    ),
    (
        "The Social Democrats do not accept this. A lawyer for the party, Zhanara Balgabayeva, "
        "said it had come second, behind Nur Otan, in every polling station in Almaty.",
        [SECOND, FIRST],
    ),
    ("No region reported a lower turnout than the city of Almaty.", [LOWEST]),
    ("Almaty came last for turnout among all regions.", [LOWEST]),
    ("Almaty's turnout was the lowest of all the regions.", [LOWEST]),
    (
        "ОСДП, по данным комиссии, набрала 1,7% голосов. В партии уверены, что на самом деле "
        "голосов было больше.",
        [OSDP, HIGHER_THAN_FINAL],
    ),
]


@pytest.mark.parametrize(("text", "tests"), SAID)
def test_statements_of_the_founding_case_in_other_words(
    text: str, tests: list[dict[str, Any]]
) -> None:
    found = [test for claim in after_lead(text) for test in written(claim)]
    assert in_order(found) == in_order(tests)


@pytest.mark.parametrize(
    "sentence",
    [
        "Foreign Minister Yerzhan Kazykhanov said people had voted freely and fairly.",
        '"The elections were conducted in line with the law," the foreign ministry said.',
        "The mission said the vote could not be considered democratic.",
        "The movement has got 1.5 percent of the vote.",
        "Nur Otan leads in every region, according to the copies.",
        "Not a single region went to Ak Zhol, said a lawyer.",
        "None of the others got more than one percent.",
        "Eighty percent of the sheets had been counted.",
        "Reportedly Ak Zhol lost at its leader's station and Nur Otan won at every station in "
        "Almaty.",
        "Ak Zhol, the commission says, polled 0.5 million.",
        "In the city his rival took 71.9%.",
        "Some nine million people were registered to vote.",
        "Nur Otan allegedly lost in Almaty and won in Astana.",
        "Nur Otan won neither Almaty nor Astana.",
        "Among voters abroad, Nur Otan was the clear winner.",
        "Almaty voters were the least likely to turn out in the country.",
        "He comes first in all regions and the city of Almaty.",
        "In Almaty he has more than 80 percent.",
        "The government says it won 14 of 16 regions.",
        "Volunteers had photographed 7,532 of 9,764 sheets.",
        "Invalid votes: 684,288.",
        "Two others, Alga and the Communist Party of Kazakhstan, were kept off the ballot.",
        "A reader asks: did Ak Zhol come sixth?",
        "Обработано 96,87% протоколов.",
        "Кандидат набрал менее одного процента.",
        "За партию проголосовали 5 621 436 человек.",
        "Тем самым обе преодолели семипроцентный барьер.",
        "В партии уверены, что на самом деле голосов было больше.",
    ],
)
def test_what_could_be_checked_is_kept_without_a_test(sentence: str) -> None:
    """Names that the folder does not know, and words that leave something open."""
    (claim,) = draft_claims(sentence, ELECTION).claims
    assert claim.sentence == sentence
    assert not written(claim)


def test_nobody_is_no_speaker() -> None:
    (claim,) = after_lead("No region reported a lower turnout than the city of Almaty.")
    assert claim.who == "The article"
