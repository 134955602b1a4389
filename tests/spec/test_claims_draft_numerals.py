"""Numbers in words are read whole: “twenty-five parties” are not five."""

from __future__ import annotations

from typing import Any

import pytest

from .drafted_claims import AK_ZHOL, JOIN, NUR_OTAN, SECOND, SEVEN, drafted


def seats(option: str, number: str) -> dict[str, Any]:
    return {"measure": "seats", "option": option, "equals": number}


@pytest.mark.parametrize(
    ("sentence", "tests"),
    [
        ("Twenty-five parties were on the ballot.", [{**SEVEN, "equals": "25"}]),
        ("There were twenty seven parties in the race.", [{**SEVEN, "equals": "27"}]),
        ("One hundred and seven parties were on the ballot.", [{**SEVEN, "equals": "107"}]),
        ("Seven parties were on the ballot.", [SEVEN]),
        ("Twenty-two parties joined Nur Otan in parliament.", [{**JOIN, "n": 22}]),
        (
            "Nur Otan won eighty-three seats and Ak Zhol eight.",
            [seats("nur_otan", "83"), seats("ak_zhol", "8")],
        ),
        ("Ak Zhol won a hundred and eight seats.", [seats("ak_zhol", "108")]),
        (
            "Twenty-three parties cleared the 7 percent threshold.",
            [
                {
                    "measure": "share",
                    "over": "options",
                    "quantifier": "exactly",
                    "n": 23,
                    "at_least": {"threshold": True},
                }
            ],
        ),
        ("Nur Otan won eighty-one percent of the vote.", [NUR_OTAN]),
        ("Ak Zhol won seven and a half percent of the vote.", [AK_ZHOL]),
        ("Ak Zhol won one hundred and five percent of the vote.", []),
        ("Nur Otan won twenty-five thousand votes.", []),
        ("Ak Zhol won the twenty-first seat.", []),
        (
            "The OSDP came second in all two hundred and ten polling stations in Almaty.",
            [SECOND],
        ),
        ("Twenty years ago Nur Otan won 81 percent of the vote.", []),
        ("Двадцать семь партий участвовали в выборах.", [{**SEVEN, "equals": "27"}]),
        ("«Ак жол» получит двадцать восемь мест.", [seats("ak_zhol", "28")]),
        ("«Нур Отан» набрал восемьдесят один процент голосов.", [NUR_OTAN]),
    ],
)
def test_a_number_in_words(sentence: str, tests: list[dict[str, Any]]) -> None:
    assert drafted(sentence) == tests


def test_a_count_of_every_precinct_is_finished() -> None:
    assert drafted("With every precinct counted, Nur Otan had 81 percent of the vote.") == [
        NUR_OTAN
    ]
