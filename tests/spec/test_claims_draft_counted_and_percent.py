"""A count of votes with its percentage, in English and in Russian, and turnout after its place."""

from __future__ import annotations

from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims

from .drafted_claims import ELECTION, LEAD, drafted, in_order, share


def votes(option: str, count: str) -> dict[str, Any]:
    return {"measure": "votes", "option": option, "equals": count}


def turnout(area: str, equals: str, **more: Any) -> dict[str, Any]:
    return {"measure": "turnout", "area": area, "equals": equals, **more}


def passes(option: str) -> dict[str, Any]:
    return {"measure": "share", "option": option, "at_least": {"threshold": True}}


@pytest.mark.parametrize(
    ("sentence", "tests"),
    [
        (
            "Nur Otan collected 5.62 million votes, or 80.99 percent of those cast.",
            [share("nur_otan", "80.99%")],  # the count was surely rounded
        ),
        (
            "Nur Otan collected 5,621,436 votes, or 80.99 percent of the vote.",
            [votes("nur_otan", "5621436"), share("nur_otan", "80.99%")],
        ),
        ("Adilet came last with 0.66 percent.", [share("adilet", "0.66%")]),
        (
            "За партию «Нур Отан» проголосовали 5 621 436 избирателей (80,99 проц.), за «Ак жол» – "
            "518 405 (7,47 проц.), за КНПК – 498 788 человек (7,19 проц.).",
            [
                *(votes("nur_otan", "5621436"), share("nur_otan", "80.99%")),
                *(votes("ak_zhol", "518405"), share("ak_zhol", "7.47%")),
                *(votes("cppk", "498788"), share("cppk", "7.19%")),
            ],
        ),
        (
            "Общенациональной социал-демократической партии отдали голоса 116 534 избирателя, или "
            "1,68 процента.",
            [votes("osdp", "116534"), share("osdp", "1.68%")],
        ),
        (
            "Семипроцентный барьер преодолели три партии из семи.",
            [
                {
                    "measure": "share",
                    "over": "options",
                    "quantifier": "exactly",
                    "n": 3,
                    "at_least": {"threshold": True},
                }
            ],
        ),
        (
            "7-процентный барьер преодолели «Нур Отан», «Ак жол» и КНПК.",
            [passes("nur_otan"), passes("ak_zhol"), passes("cppk")],
        ),
        (
            "«Ак жолу» достанется 8 мандатов.",
            [{"measure": "seats", "option": "ak_zhol", "equals": "8"}],
        ),
        (
            "К полудню проголосовали 35,3 процента избирателей.",
            [{"measure": "turnout", "equals": "35.3%", "at": "2012-01-15T12:00"}],
        ),
        (
            "Всего проголосовали 75,45 процента избирателей.",
            [{"measure": "turnout", "equals": "75.45%"}],
        ),
        (
            "Всего в выборах приняли участие 75,45 процента избирателей.",
            [{"measure": "turnout", "equals": "75.45%"}],
        ),
        (
            "15 января в стране проголосовали 75,45 процента избирателей.",
            [{"measure": "turnout", "equals": "75.45%"}],
        ),
        (
            "По данным ЦИК на 18:00, явка составила 71,98%.",
            [{"measure": "turnout", "equals": "71.98%", "at": "2012-01-15T18:00"}],
        ),
        (
            "Как сообщает Центризбирком, на 20 часов проголосовало 75,1% избирателей.",
            [{"measure": "turnout", "equals": "75.1%", "at": "2012-01-15T20:00"}],
        ),
        (
            "В 12:00 в Алматы проголосовали 6,4% избирателей.",
            [turnout("almaty_city", "6.4%", at="2012-01-15T12:00")],
        ),
        (
            "Как сообщает ЦИК, явка в Южно-Казахстанской области на 20:00 составила 78,8%.",
            [turnout("south_kazakhstan", "78.8%", at="2012-01-15T20:00")],
        ),
        ("Astana had a turnout of 53.3 percent.", [turnout("astana", "53.3%")]),
        ("Turnout in Astana was reported at 53.3 percent.", [turnout("astana", "53.3%")]),
        (
            "Kostanay recorded a turnout of 84.8 percent by 8 p.m.",
            [turnout("kostanay", "84.8%", at="2012-01-15T20:00")],
        ),
        (
            "Turnout was 35.3 percent at noon and 71.98 percent at 6 p.m.",
            [{"measure": "turnout", "equals": "35.3%", "at": "2012-01-15T12:00"}],
        ),
        (
            "9,303,693 citizens were included in the voter lists.",
            [{"measure": "registered", "equals": "9303693"}],
        ),
        (
            "Nur Otan won 5,621,436 votes (80.99 percent), Ak Zhol 518,405 (7.47 percent).",
            [
                votes("nur_otan", "5621436"),
                share("nur_otan", "80.99%"),
                votes("ak_zhol", "518405"),
                share("ak_zhol", "7.47%"),
            ],
        ),
        # Who voted for a party, is no turnout; a share of those registered, none of the votes.
        ("За «Нур Отан» проголосовали 80,99% избирателей.", [share("nur_otan", "80.99%")]),
        (
            "За «Нур Отан» проголосовали 5 621 436 избирателей (61,2 процента от числа "
            "зарегистрированных избирателей).",
            [votes("nur_otan", "5621436")],
        ),
        (
            "In Mangystau, where oil workers were shot in December, 74.2 percent voted.",
            [{"measure": "turnout", "area": "mangystau", "equals": "74.2%"}],
        ),
    ],
)
def test_is_drafted(sentence: str, tests: list[dict[str, Any]]) -> None:
    assert in_order(drafted(LEAD + sentence)) == in_order(tests)


@pytest.mark.parametrize(
    "sentence",
    [
        "За «Ак жол» – 518 405 голосов против.",
        "За партию «Нур Отан» проголосовали 5 621 тысяча избирателей.",
        "7-процентный барьер не преодолел «Ауыл», но преодолела бы коалиция с «Адилетом».",
        "In Zhanaozen, where oil workers were shot in December, 74.2 percent voted.",
        "The business-friendly Ak Zhol took eight and the Communist People's Party seven.",
        "The governing party won Sunday's parliamentary election.",
        "It was 41.4 percent at eight, and nowhere did fewer people turn out.",
        "The commission leaves them 1.68 percent.",
        "The four others shared 4.6 percent between them.",
    ],
)
def test_is_kept_without_a_test(sentence: str) -> None:
    claims = draft_claims(LEAD + sentence, ELECTION).claims
    (claim,) = [one for one in claims if one.sentence not in LEAD]
    assert all(part.test is None for part in claim.parts)


@pytest.mark.parametrize(
    "sentence",
    [
        "За партию «Нур Отан» проголосовали 5 621,4 тыс. избирателей.",
        "За партию «Нур Отан» проголосовали 5 621 436 тысяч избирателей.",
        "За партию «Нур Отан» проголосовали 5621 миллион избирателей.",
        "Из-за рубежа за «Нур Отан» проголосовали 5 621 человек.",
        "За границей за «Нур Отан» проголосовали 5 621 человек.",
        "Досрочно проголосовали 5 процентов избирателей.",
        "Досрочно за «Нур Отан» проголосовали 12 400 человек.",
        "На дому за «Нур Отан» проголосовали 96,2% избирателей.",
        "Дома за «Нур Отан» проголосовали 96,2% избирателей.",
        "За «Нур Отан» досрочно проголосовали 12 400 человек.",
        "Досрочно «Нур Отан» набрал 96,2% голосов.",
        "As a blogger reported, turnout was 40 percent.",
        "As the opposition said, Nur Otan won 40 percent of the vote.",
        "In early voting Nur Otan received 12,400 votes.",
        "By post, Nur Otan won 70 percent of the vote.",
        "Как сообщает блогер Иванов, явка составила 40%.",
        "Как сообщает оппозиция, на 20:00 проголосовало 60% избирателей.",
        "На дому проголосовали 3 процента избирателей.",
        "За границей проголосовали 55 процентов избирателей.",
        "Электронно проголосовали 7,3 процента избирателей.",
        "Против проголосовали 5 процентов избирателей.",
        "Всего проголосовали 5 процентов избирателей за рубежом.",
    ],
)
def test_what_is_of_some_voters_or_rounded_has_no_test(sentence: str) -> None:
    assert drafted(LEAD + sentence) == []
