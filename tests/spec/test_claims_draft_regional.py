"""Russian articles about elections of a part of a country: what is drafted from each, and no more.

Agencies seldom repeat the name of the place in such an article: that an election is the region's
own, its title says. Figures of other regions, other bodies and the whole country stand beside.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from crosstally.election.folder import open_folder

from .drafted_claims import drafted

REGIONAL = Path(__file__).parent / "articles" / "regional"
DRAFTED: dict[str, list[dict[str, Any]]] = {
    "assembly": [
        {"measure": "share", "option": "er", "equals": "54.12%"},
        {"measure": "rank", "option": "kprf", "equals": "2"},
        {"measure": "share", "option": "kprf", "equals": "16.06%"},
        {"measure": "share", "option": "ldpr", "equals": "9.88%"},
        {"measure": "share", "option": "sr", "equals": "7.41%"},
        {"measure": "share", "option": "nl", "equals": "6.02%"},
        {"measure": "share", "option": "yab", "equals": "2.9%"},
        {"measure": "turnout", "equals": "38.44%"},
        {"measure": "turnout", "equals": "31.7%", "at": "2026-09-20T18:00"},
        {
            "measure": "turnout",
            "area": "sev",
            "level": "район",
            "quantifier": "lowest",
            "at": "2026-09-20T18:00",
        },
        {"measure": "turnout", "area": "sev", "equals": "22.8%", "at": "2026-09-20T18:00"},
        {"measure": "seats", "option": "er", "equals": "12"},
        {"measure": "seats", "option": "kprf", "equals": "4"},
        {"measure": "seats", "option": "ldpr", "equals": "2"},
        {"measure": "votes", "option": "er", "equals": "168021"},
        {"measure": "votes", "option": "kprf", "equals": "49870"},
        {"measure": "registered", "equals": "812340"},
        {"measure": "options", "equals": "6"},
    ],
    "mayor": [
        {"measure": "share", "option": "kor", "equals": "49.2%"},
        {"measure": "share", "option": "lap", "equals": "31.31%"},
        {"measure": "share", "option": "shu", "equals": "11.21%"},
        {"measure": "share", "option": "vet", "equals": "4.74%"},
        {"measure": "turnout", "equals": "29.6%"},
        {"measure": "cast", "equals": "63501"},
        {"measure": "votes", "option": "kor", "equals": "31244"},
        {"measure": "votes", "option": "lap", "equals": "19882"},
        {"measure": "votes", "option": "kor", "ahead_of": "lap", "equals": "11362"},
        {"measure": "rank", "option": "lap", "area": "zar", "equals": "1"},
    ],
    "governor": [
        {"measure": "share", "option": "mal", "equals": "71.85%"},
        {"measure": "rank", "option": "gor", "equals": "2"},
        {"measure": "share", "option": "gor", "equals": "13.3%"},
        {"measure": "rank", "option": "dub", "equals": "3"},
        {"measure": "share", "option": "dub", "equals": "8.5%"},
        {"measure": "share", "option": "tih", "equals": "4.13%"},
        {"measure": "votes", "option": "mal", "equals": "318704"},
        {"measure": "votes", "option": "gor", "equals": "58990"},
        {"measure": "turnout", "equals": "47.18%"},
        {"measure": "turnout", "equals": "33.05%", "at": "2026-09-13T15:00"},
        {"measure": "registered", "equals": "940218"},
        {"measure": "cast", "equals": "443590"},
        {"measure": "share", "option": "mal", "area": "kam", "equals": "83%"},
    ],
    "district": [
        {"measure": "share", "option": "er", "equals": "55.1%"},
        {"measure": "share", "option": "kprf", "equals": "26.32%"},
        {"measure": "share", "option": "ldpr", "equals": "15.97%"},
        {"measure": "seats", "option": "er", "equals": "9"},
        {"measure": "seats", "option": "kprf", "equals": "4"},
        {"measure": "seats", "option": "ldpr", "equals": "2"},
        {"measure": "turnout", "equals": "41.2%"},
        {"measure": "votes", "option": "er", "equals": "4210"},
        {"measure": "votes", "option": "kprf", "equals": "2011"},
        {"measure": "votes", "option": "ldpr", "equals": "1220"},
        {"measure": "turnout", "area": "mal", "level": "поселение", "quantifier": "highest"},
        {"measure": "share", "option": "kprf", "area": "ves", "equals": "40%"},
        {
            "measure": "share",
            "over": "options",
            "quantifier": "exactly",
            "n": 3,
            "at_least": {"threshold": True},
        },
    ],
    "duma": [
        {"measure": "share", "option": "er", "equals": "48.3%"},
        {"measure": "seats", "option": "er", "equals": "10"},
        {"measure": "share", "option": "kprf", "equals": "22.7%"},
        {"measure": "seats", "option": "kprf", "equals": "5"},
        {"measure": "share", "option": "ldpr", "equals": "12.1%"},
        {"measure": "seats", "option": "ldpr", "equals": "3"},
        {"measure": "share", "option": "rp", "below": {"threshold": True}},
        {"measure": "turnout", "equals": "35.9%"},
        {"measure": "turnout", "area": "st", "above": "50%"},
        {"measure": "share", "option": "kprf", "ahead_of": "ldpr", "above": "10%"},
        {"measure": "rank", "option": "kprf", "area": "ug", "equals": "1"},
    ],
}
LEAD = "Избирательная комиссия подвела итоги выборов.\n\n"
NOT_TESTED = {
    "assembly": """
        Единая Россия набрала 62% голосов в Заволжском крае.
        На выборах губернатора края победу одержал Сидоров с 70% голосов, «Единая Россия» набрала
            54,1%.
        В Совете Федерации «Единая Россия» имеет 140 мест.
        «Единая Россия» получила 12 мандатов из 20, из них семь - по одномандатным округам.
        По одномандатным округам «Единая Россия» получила 18 мандатов.
        Губернатор края заявил, что «Единая Россия» получила 80% голосов.
        На втором месте в Озёрском районе КПРФ с 25% голосов.
        На третьем месте могла бы оказаться ЛДПР с 11% голосов.
        КПРФ поддержали 40% молодых избирателей.
        КПРФ поддержали 16,06% избирателей в Северогорске.
        ЛДПР поддержали 9,88% избирателей, пришедших на участки до полудня.
        Явка на выборах президента составила 70%.
        Явка на выборах в Госдуму в крае составила 40,2%.
        Явка на досрочных выборах составила 12%.
        Явка в Озёрском районе не превысила 30%.
        В Озёрском районе явка превысила 30% лишь к вечеру.
        Явка среди военных составила 99%.
        «Единая Россия» опередила КПРФ на 10% в городах.
        КПРФ не преодолела пятипроцентный барьер на прошлых выборах, получив 4,9% голосов.
        «Яблоко» не преодолело барьер в Озёрском районе, получив 1,9% голосов.
        «Единая Россия» потеряла 5% голосов.
        По данным штаба КПРФ, КПРФ набрала 22% голосов.
        Наблюдатели заявили, что «Единая Россия» набрала 35% голосов.
        В голосовании на дому приняли участие 12 340 человек.
        В онлайн-голосовании приняли участие 102 340 избирателей.
        Если бы «Новые люди» получили 7% голосов, у них было бы два мандата.
        «Единая Россия» набрала 54,12% голосов, что на 5% больше, чем КПРФ в 2016 году.
        У КПРФ - 16,06% голосов и четыре мандата, у ЛДПР было 12% на прошлых выборах.
        По словам политолога, «Единая Россия» набрала 54% голосов.
        В области «Единая Россия» набрала 44% голосов.
        В городе «Единая Россия» набрала 44% голосов.
        По стране «Единая Россия» набрала 49,8% голосов.
        В среднем по регионам «Единая Россия» набрала 47% голосов.
        «Единая Россия» получит 12 мандатов, КПРФ - четыре, если суд не отменит итоги.
        Законодательное собрание Пермского края: «Единая Россия» - 54%, КПРФ - 12%.
        Действующий созыв: «Единая Россия» получила 15 мандатов.
        В Волжанском районе победила «Единая Россия» в 2021 году.
        В Заречье победила КПРФ.
        В новом составе «Единая Россия» потеряла три мандата.
        Партия «Новая Россия» набрала 6,1% голосов.
        «Единая Россия» и КПРФ вместе набрали 70% голосов.
        Второе место заняла не КПРФ, а ЛДПР.
        Второе место, по его словам, заняла КПРФ с 20%.
        За «Единую Россию» проголосовали 168 021 человек на выборах в Госдуму.
        Мандаты в комитетах распределились так: «Единая Россия» - 9, КПРФ - 4.
        Мандаты в гордуме распределились так: «Единая Россия» - 19, КПРФ - 4.
        На выборах депутатов Законодательного собрания Пермского края «Единая Россия» набрала
            54,5% голосов.
        На выборах в Законодательное собрание Прикамья «Единая Россия» набрала 54,5% голосов.
        В Законодательном собрании Пермского края «Единая Россия» получила 12 мандатов.
        Итоги выборов в Законодательное собрание Перми: «Единая Россия» - 54,5%, КПРФ - 12%.
        В Красноярске «Единая Россия» набрала 44%.
        Избирком Пермского края сообщил, что «Единая Россия» набрала 54% голосов.
        «Единая Россия» в Северогорске набрала 44%.
        На выборах депутатов Законодательного собрания Пермского края «Единая Россия» победила.
            КПРФ получила 16,06% голосов.
        На выборах в Госдуму «Единая Россия» набрала 47,1%. КПРФ набрала 19% голосов, ЛДПР - 7%.
        В соседнем регионе победила КПРФ. Она набрала 40% голосов, «Единая Россия» - 30%.
        «Единая Россия» набрала в Волжанском районе 66% голосов, а КПРФ - 12%.
        В 2021 году явка была 45%. «Единая Россия» получила тогда 49%.
        Лидер КПРФ заявил: «Единая Россия» набрала 34% голосов.
        Партия «Яблоко» снята с выборов.
        На УИК № 15 «Единая Россия» набрала 98% голосов.
        На УИК-15 явка составила 98%.
        УИК № 15: «Единая Россия» - 98%, КПРФ - 1%.
        В первый день явка составила 18%.
        За первые два дня проголосовали 29% избирателей.
        Тогда КПРФ набрала 30% голосов.
        УИК № 15: «Единая Россия» набрала 98% голосов.
        УИК № 15 – «Единая Россия» набрала 98% голосов.
        Участок № 15: «Единая Россия» набрала 98% голосов.
        К концу второго дня явка составила 18%.
        На УИКе в школе № 15 «Единая Россия» набрала 98% голосов.
        По одномандатному округу № 3 «Единая Россия» набрала 98% голосов.
        В округе № 3 КПРФ набрала 41% голосов.
        """,
    "governor": """
        Малышев набрал 71,85% голосов, а пять лет назад - 60%.
        На выборах мэра Залесска победил Малышев, набрав 60% голосов.
        На выборах в облдуму Горшкова получила 12% голосов.
        В соседнем Каменске Малышев набрал 40%.
        Сергей Малышев получил 12% голосов.
        За Малышева проголосовали 90% военнослужащих.
        Малышев победил во всех районах, кроме Каменского.
        Малышев победил почти во всех районах области.
        Малышев победил во всех районах города.
        Малышев победил во всех регионах страны.
        Рейтинг Малышева - 71%.
        Доверяют Малышеву 71% жителей.
        Малышев опередил Горшкову на 20 тысяч голосов.
        Горшкову поддержал 31% опрошенных.
        В Берёзовском районе первое место заняла Горшкова, рассказали наблюдатели.
        Победу одержал Малышев, за которого проголосовали 83% избирателей Каменского района.
        Малышева поддержали 95% сельских жителей.
        Явка в Залесске - самая низкая за десять лет.
        По данным на 12:00, явка составила 20%.
        Малышев набрал 71,85%, его предшественник - 80%.
        На втором месте Горшкова (КПРФ), за которую отдали голоса 13,3% избирателей, третий -
            Дубинин с 8,5%.
        """,
    "district": """
        В районе «Единая Россия» набрала 55,1%, в области - 60%.
        По области «Единая Россия» набрала 60%.
        В регионе «Единая Россия» получила 60%.
        Явка в городе составила 41,2%.
        Районный совет Берёзовского района: «Единая Россия» - 9 мест.
        На выборах главы района победил кандидат, набрав 70%.
        На выборах главы района «Единая Россия» набрала 70%.
        """,
}


def _lines(text: str) -> list[str]:
    """One sentence or two a line; a line that goes on is indented."""
    return re.sub(r"\n {12,}", " ", text).strip().split("\n")


@pytest.mark.parametrize("name", DRAFTED)
def test_what_an_article_about_a_regional_election_states(name: str) -> None:
    folder = REGIONAL / name
    article = (folder / "article.txt").read_text(encoding="utf-8")
    assert drafted(article, open_folder(folder)) == DRAFTED[name]


@pytest.mark.parametrize(
    ("name", "said"),
    [(name, line.strip()) for name, text in NOT_TESTED.items() for line in _lines(text)],
)
def test_what_is_of_elsewhere_or_not_plain_gets_no_test(name: str, said: str) -> None:
    assert drafted(LEAD + said, open_folder(REGIONAL / name)) == []


def test_a_piece_of_a_country_s_election_still_needs_the_name_of_the_place(tmp_path: Path) -> None:
    for file in ("election.yaml", "areas.csv", "announcements.yaml"):
        text = (REGIONAL / "assembly" / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(
            text.replace(
                "Законодательного собрания Северогорского края", "Государственной думы"
            ).replace("Законодательное собрание края", "Государственная дума"),
            encoding="utf-8",
        )
    election = open_folder(tmp_path)
    assert drafted(LEAD + "«Единая Россия» набрала 54,12% голосов.", election) == []
    assert drafted(LEAD + "В Северогорском крае ЛДПР набрала 9,88% голосов.", election) != []


@pytest.mark.parametrize(
    "said",
    [
        "По итогам обработки протоколов со всех участков: «Единая Россия» набрала 44% голосов.",
        "На всех участках: «Единая Россия» набрала 44% голосов.",
    ],
)
def test_all_stations_are_the_whole_place(said: str) -> None:
    (found,) = drafted(LEAD + said, open_folder(REGIONAL / "assembly"))
    assert (found["measure"], found["equals"]) == ("share", "44%")


def test_a_count_of_votes_is_no_year() -> None:
    election = open_folder(REGIONAL / "district")
    assert drafted(LEAD + "КПРФ получила 2011 голосов.", election) == [
        {"measure": "votes", "option": "kprf", "equals": "2011"}
    ]
