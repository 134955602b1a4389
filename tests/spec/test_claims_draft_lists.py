"""Drafting claims: several options and figures at once, rounds of voting, pieces of a country."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from crosstally.election.folder import open_folder

from ..folders import HEAD, STATIONS, csv_of, write_folder
from .drafted_claims import AK_ZHOL, CPPK, LEAD, NUR_OTAN, after_lead, drafted, share

CANKIRI = open_folder(Path(__file__).parents[2] / "src/crosstally/examples/cankiri-2023")
THREE = [NUR_OTAN, AK_ZHOL, CPPK]
PASSED: list[dict[str, Any]] = [
    {"measure": "share", "option": option, "at_least": {"threshold": True}}
    for option in ("ak_zhol", "cppk")
]
SEATS: list[dict[str, Any]] = [
    {"measure": "seats", "option": option, "equals": number}
    for option, number in (("nur_otan", "83"), ("ak_zhol", "8"), ("cppk", "7"))
]


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("Nur Otan, Ak Zhol and the Communists took 81, 7.5 and 7.2 percent.", THREE),
        ("Nur Otan, Ak Zhol, and CPPK won 81%, 7.5%, and 7.2% of the vote, respectively.", THREE),
        (
            "Nur Otan, Ak Zhol and CPPK got 81, 7.5 and 7.2 percent, respectively, of the vote.",
            THREE,
        ),
        ("Nur Otan and Ak Zhol received 81 and 7.5 percent.", [NUR_OTAN, AK_ZHOL]),
        ("81, 7.5 and 7.2 percent of the vote went to Nur Otan, Ak Zhol and the CPPK.", THREE),
        (
            "«Нур Отан», «Ак жол» и КНПК получили 81, 7,5 и 7,2 процента голосов соответственно.",
            THREE,
        ),
        ("Nur Otan, Ak Zhol and CPPK will have 83, eight and seven seats respectively.", SEATS),
        ("Nur Otan, Ak Zhol and the CPPK won 83, 8 and 7 seats.", SEATS),
        (
            "Two other parties, Ak Zhol and the Communist People's Party, passed the 7 percent "
            "threshold with 7.5 and 7.2 percent respectively.",
            [*PASSED, AK_ZHOL, CPPK],
        ),
        (
            "Ak Zhol and the CPPK won 7.5 and 7.2 percent of the vote, up from 3.1 and 1.3 percent "
            "respectively in 2007.",
            [AK_ZHOL, CPPK],
        ),
    ],
)
def test_each_option_of_a_list_has_the_figure_at_its_place(
    text: str, tests: list[dict[str, Any]]
) -> None:
    assert drafted(LEAD + text) == tests


@pytest.mark.parametrize(
    "text",
    [
        "Nur Otan won 83 seats, while Ak Zhol got eight and the Communists took seven.",
        "Nur Otan gets 83 seats in the lower house, Ak Zhol gets eight and the Communists seven.",
        "Nur Otan will have 83 of the 98 seats chosen by party lists; Ak Zhol gets eight and the "
        "Communists seven.",
        "Nur Otan received 83 mandates, Ak Zhol received eight, and the CPPK received seven.",
        "«Нур Отан» получает 83 мандата, «Ак жол» — восемь, а КНПК — семь.",
    ],
)
def test_the_next_party_may_leave_its_seats_unnamed(text: str) -> None:
    assert drafted(LEAD + text) == SEATS


@pytest.mark.parametrize(
    "text",
    [
        "Nur Otan won 83 seats, while Ak Zhol won eight districts.",
        "Nur Otan won 83 seats, while Ak Zhol had seven candidates struck off.",
        "Nur Otan won 83 seats, while Ak Zhol won seven in 2007.",
    ],
)
def test_what_is_counted_of_the_next_party_must_be_seats(text: str) -> None:
    assert drafted(LEAD + text) == SEATS[:1]


@pytest.mark.parametrize(
    "text",
    [
        "Nur Otan, Ak Zhol and CPPK took 81 and 7.5 percent.",
        "Nur Otan and Ak Zhol took 81, 7.5 and 7.2 percent.",
        "Nur Otan, Ak Zhol and two other parties took 81, 7.5 and 7.2 percent.",
        "Azat, Nur Otan and Ak Zhol took 81 and 7.5 percent.",
        "In Almaty and Astana, Nur Otan took 65 and 70 percent respectively.",
        "In Almaty and Astana, Nur Otan and Ak Zhol took 65 and 12 percent respectively.",
        "Nur Otan and Ak Zhol took 65 and 12 percent in Almaty and Astana.",
        "Nur Otan and Ak Zhol took 81 and 7.5 percent of the seats.",
        "Nur Otan, Ak Zhol and CPPK took 81, 7.5 and 7.2 percent, according to an exit poll.",
        "The OSDP says Nur Otan, Ak Zhol and CPPK won 50, 10 and 5 percent.",
        "In 2007, Nur Otan, Ak Zhol and the OSDP won 88.4, 3.1 and 4.6 percent respectively.",
        "Nur Otan, Ak Zhol or CPPK won 81, 7.5 or 7.2 percent.",
        "Nur Otan and Ak Zhol did not win 81 and 7.5 percent.",
        "Nur Otan and Ak Zhol together won 81 and 7.5 percent.",
        "Nur Otan and Ak Zhol got between 81 and 82 percent and between 7 and 8 percent.",
        "Nur Otan, Ak Zhol and the CPPK have 16, 1 and 0 seats in the Senate.",
    ],
)
def test_a_list_that_may_be_read_otherwise_has_no_test(text: str) -> None:
    assert drafted(LEAD + text) == []
    assert after_lead(text)


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        (
            "Ak Zhol was a distant second with 7.5 percent of the vote.",
            [{"measure": "rank", "option": "ak_zhol", "equals": "2"}, AK_ZHOL],
        ),
        (
            "The Communists, with 7.2, managed to clear the seven percent hurdle.",
            [{"measure": "share", "option": "cppk", "at_least": {"threshold": True}}],
        ),
        (
            "Of the seven parties that appeared on the ballot paper, the others are small.",
            [{"measure": "options", "equals": "7"}],
        ),
    ],
)
def test_further_ways_to_say_it(text: str, tests: list[dict[str, Any]]) -> None:
    found = drafted(LEAD + text)
    assert all(test in found for test in tests)
    assert len(found) == len(tests)


@pytest.mark.parametrize(
    "text",
    [
        "The commission struck one of the OSDP's candidates, a co-leader, off its list over an "
        "incomplete declaration of property.",
        "About 100 demonstrators gathered in Almaty on Tuesday, nearly outnumbered by reporters.",
        "The police stayed at a distance; nobody was hurt.",
    ],
)
def test_what_is_no_arithmetic_is_recorded(text: str) -> None:
    (claim,) = after_lead(text)
    assert claim.sentence == text
    assert "no arithmetic" in str(claim.clauses[0].outside)


def test_the_other_round_of_voting_is_another_election() -> None:
    text = (
        "In Çankırı, turnout was 88.1 percent, down from 90 percent in the first round on 14 May, "
        "when Erdoğan took 60 percent and Kılıçdaroğlu 30 percent."
    )
    assert drafted(text, CANKIRI) == [{"measure": "turnout", "equals": "88.1%"}]


def test_an_article_about_the_other_round_has_no_test() -> None:
    text = (
        "Erdoğan won 60.5 percent in Çankırı in the first round on 14 May.\n\n"
        "In Çankırı, Kılıçdaroğlu took 30.2 percent of the vote."
    )
    assert drafted(text, CANKIRI) == []


def test_figures_of_a_country_are_not_those_of_the_province_that_the_folder_holds() -> None:
    text = "Erdoğan won the run-off with 52.18 percent. In Çankırı, Erdoğan won 75 percent."
    assert drafted(text, CANKIRI) == [share("erdogan", "75%")]


def test_districts_called_by_numbers_do_not_hide_figures(tmp_path: Path) -> None:
    areas = "id,name,level,parent\nx,48,region,all\ny,NORTHLAND,region,all\n"
    write_folder(tmp_path, {"areas.csv": areas, "returns.csv": csv_of(STATIONS)}, head=HEAD)
    election = open_folder(tmp_path)
    text = "Ana Lima won 48.68 percent of the vote. In Northland, Ana Lima won 40 percent."
    assert drafted(text, election) == [share("ana", "48.68%"), share("ana", "40%", area="y")]


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        (
            "Ak Zhol received 7.47 percent and the Communists 7.19 percent - both above 7 percent.",
            [share("ak_zhol", "7.47%"), share("cppk", "7.19%")],
        ),
        (
            "The OSDP got 1.68 percent, or 116,534 votes.",
            [share("osdp", "1.68%"), {"measure": "votes", "option": "osdp", "equals": "116534"}],
        ),
        (
            "Auyl has 82,623 votes (1.19%), Adilet 45,702 (0.66%).",
            [
                {"measure": "votes", "option": "auyl", "equals": "82623"},
                share("auyl", "1.19%"),
                {"measure": "votes", "option": "adilet", "equals": "45702"},
                share("adilet", "0.66%"),
            ],
        ),
        (
            "Nur Otan took 83 of the 98 seats up for grabs in Sunday's election to parliament, "
            "with Ak Zhol getting eight and the Communist People's Party seven.",
            SEATS,
        ),
        (
            "A total of 5,621,436 people voted for Nur Otan, compared with 518,405 for Ak Zhol.",
            [
                {"measure": "votes", "option": "nur_otan", "equals": "5621436"},
                {"measure": "votes", "option": "ak_zhol", "equals": "518405"},
            ],
        ),
        ("The commission puts turnout at 75.45%.", [{"measure": "turnout", "equals": "75.45%"}]),
        (
            "Turnout was higher in Astana than in Almaty.",
            [{"measure": "turnout", "area": "astana", "above": {"area": "almaty_city"}}],
        ),
        (
            "The Communists were carried over the 7 percent threshold.",
            [{"measure": "share", "option": "cppk", "at_least": {"threshold": True}}],
        ),
    ],
)
def test_what_goes_on_from_a_statement(text: str, tests: list[dict[str, Any]]) -> None:
    assert drafted(LEAD + text) == tests


@pytest.mark.parametrize(
    "text",
    [
        "The OSDP got 1.68 percent, or 116,000 votes.",
        "The OSDP got 1.68 percent, or 5 votes in each station.",
        "The OSDP got 1.68 percent (116,534 votes fewer than it had hoped).",
    ],
)
def test_what_goes_on_from_a_statement_otherwise_has_no_test(text: str) -> None:
    assert "votes" not in [test["measure"] for test in drafted(LEAD + text)]


def test_an_article_that_begins_with_this_round_is_of_this_round() -> None:
    text = (
        "In the run-off Erdoğan won in every district of Çankırı.\n\n"
        "In the first round Erdoğan had 60 percent there.\n\n"
        "Across Çankırı Erdoğan received 86,212 votes."
    )
    votes = {"measure": "votes", "option": "erdogan", "equals": "86212"}
    assert drafted(text, CANKIRI)[-1] == votes


@pytest.mark.parametrize(
    "line",
    [
        "16:12 Turnout was 75.45 percent.",
        "UPDATE 16:12 – Turnout was 75.45 percent.",
        "Q: Turnout was 75.45 percent.",
    ],
)
def test_marks_of_tickers_and_interviews_are_no_part_of_a_sentence(line: str) -> None:
    (claim,) = after_lead(line)
    assert claim.sentence == "Turnout was 75.45 percent."


@pytest.mark.parametrize(
    ("title", "tests"), [("Council election", [share("ana", "48%")]), ("Election", [])]
)
def test_a_vote_of_the_kind_that_the_title_names_is_this_one(
    tmp_path: Path, title: str, tests: list[dict[str, Any]]
) -> None:
    head = re.sub(r"title: .*", f"title: {title}", HEAD)
    write_folder(tmp_path, {"returns.csv": csv_of(STATIONS)}, head=head)
    text = "Ana Lima won the council election with 48 percent of the vote."
    assert drafted(text, open_folder(tmp_path)) == tests
