"""Drafting claims: what is not said plainly of this election, this place and this count.

Every sentence here is kept, whole. What is doubted, or said of elsewhere, has no test and a reason;
what a test does not use stands beside it as a clause of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.claims.draft import draft_claims
from crosstally.claims.statement import Claim
from crosstally.cli.claims import claims as verbs
from crosstally.election.folder import open_folder

from ..folders import HEAD, STATIONS, csv_of, write_folder
from .drafted_claims import (
    AK_ZHOL,
    CPPK,
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
    drafted,
    in_order,
    share,
    written,
)

LEAD = "The commission published results of the parliamentary election on Tuesday.\n\n"


def after_lead(text: str) -> list[Claim]:
    """The claims of a paragraph in an article about the election."""
    return [claim for claim in draft_claims(LEAD + text, ELECTION).claims if claim.sentence in text]


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
    # whose figure it is
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
    "denial", ["That is a lie.", "Or so we are told.", "This was wrong.", "Nonsense!", "Это ложь."]
)
def test_the_next_sentence_takes_it_back(denial: str) -> None:
    assert drafted(f"{LEAD}Nur Otan won 81 percent of the vote. {denial}") == []


CARRIED = [
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
        [{"measure": "votes", "option": "auyl", "equals": "82623"}],
        ["25 percent), the Party of Patriots 1,000,000."],
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


WON_ALL = {
    "measure": "rank",
    "option": "nur_otan",
    "area": "almaty_city",
    "level": "station",
    "quantifier": "every",
    "equals": "1",
}
FOUND: list[tuple[str, list[dict[str, Any]]]] = [
    (
        "The ruling Nur Otan party of President Nursultan Nazarbayev captured 81 percent of votes "
        "cast in Sunday's snap election.",
        [NUR_OTAN],
    ),
    (
        "In an election that monitors criticised, Nur Otan won 81 percent of the vote.",
        [NUR_OTAN],
    ),
    ("Nur Otan garnered 81 percent, the commission's chairman told reporters.", [NUR_OTAN]),
    ("Our OSDP? 1.7 percent, says the commission.", [OSDP]),
    ("ЦИК сообщил, что «Ак жол» набрал 7,5 процента голосов.", [AK_ZHOL]),
    (
        "The CPPK squeezed across the 7\u2011percent entry threshold with 7.2 percent.",
        [PASSES, CPPK],
    ),
    ("The Communist People's Party has overcome the 7-percent threshold.", [PASSES]),
    (
        "And the Communist People's Party, would you believe it, just scraped over the 7% barrier.",
        [PASSES],
    ),
    ("The Communist People's Party just made it past the 7 percent threshold.", [PASSES]),
    ("КНПК преодолела семипроцентный барьер.", [PASSES]),
    ("That means two parties will join Nur Otan in parliament.", [JOIN]),
    (
        "Впервые за 20 лет в парламент вместе с «Нур Отаном» войдут ещё две партии.",
        [JOIN],
    ),
    (
        "The OSDP was given 1.7 percent by the commission and insists its real result was higher.",
        [OSDP, HIGHER],
    ),
    (
        'Your party, the OSDP, polled 1.7 percent. Abilov: "We are sure our real tally was more."',
        [OSDP, HIGHER_THAN_FINAL],
    ),
    ("You were one of seven parties on the ballot paper.", [SEVEN]),
    (
        'The lawyer Zhanara Balgabaeva: "Social-democrats took the second place after Nur Otan on '
        'every polling station of Almaty".',
        [SECOND, FIRST],
    ),
    (
        "The social democrats came second to Nur Otan in each Almaty polling station.",
        [SECOND, FIRST],
    ),
    ("Социал-демократы заняли второе место на всех участках Алматы.", [SECOND]),
    ("The lowest turnout in the country was recorded in Almaty city.", [LOWEST]),
    ("In Almaty turnout was the lowest in the country.", [LOWEST]),
    ("В Алматы явка оказалась самой низкой в стране.", [LOWEST]),
    ("Самая низкая явка — в Алматы.", [LOWEST]),
    (
        "Ak Zhol came second in Astana.",
        [{"measure": "rank", "option": "ak_zhol", "area": "astana", "equals": "2"}],
    ),
    (
        "Nur Otan, Ak Zhol and the Communist People's Party took 81, 7.5 and 7.2 percent "
        "respectively.",
        [share("nur_otan", "81%"), share("ak_zhol", "7.5%"), share("cppk", "7.2%")],
    ),
    (
        "Nur Otan, Ak Zhol and the Communist People's Party won 81 percent, 7.5 percent and "
        "7.2 percent of the vote.",
        [share("nur_otan", "81%"), share("ak_zhol", "7.5%"), share("cppk", "7.2%")],
    ),
    ("Nur Otan, Ak Zhol and OSDP took 81 and 7.5 percent respectively.", []),
    ("Nur Otan won in every precinct of Almaty.", [WON_ALL]),
    ("Нур Отан победил на всех участках Алматы.", [WON_ALL]),
    ("Nur Otan won in nearly every precinct of Almaty.", []),
    ("In precinct 134 more people voted than were registered.", []),
    (
        "In the Almaty region Nur Otan won 91 percent and Ak Zhol 4 percent.",
        [
            share("nur_otan", "91%", area="almaty_oblast"),
            share("ak_zhol", "4%", area="almaty_oblast"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "tests"), FOUND, ids=[text[:50] for text, _ in FOUND])
def test_more_ways_of_saying_it(text: str, tests: list[dict[str, Any]]) -> None:
    assert in_order(drafted(LEAD + text)) == in_order(tests)


@pytest.mark.parametrize(
    "text",
    [
        "Turnout in Almaty was lower than in Astana.",
        "In no polling station in Almaty did Ak Zhol come second.",
        "Nur Otan won four-fifths of the vote.",
        "Nur Otan won a majority of the vote.",
        "Nur Otan won every seat.",
        "Two smaller parties cleared the bar.",
        "Явка в Алматы была ниже, чем в Астане.",
        "За «Нур Отан» отдали голоса большинство избирателей: большинство голосов.",
    ],
)
def test_what_could_be_checked_is_never_dropped(text: str) -> None:
    (claim,) = after_lead(text)
    assert claim.sentence == text
    assert written(claim) == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Zh. Balgabayeva, a lawyer, said the OSDP came second in Almaty.", "Zh. Balgabayeva"),
        (
            "Foreign Minister Ye. Kazykhanov noted that the voting had been free and fair.",
            "Foreign Minister Ye. Kazykhanov",
        ),
        ("Nobody says Nur Otan won 81 percent of the vote.", None),
        ("According to her, Ak Zhol won 12 percent.", None),
        ("Earlier the agency mistakenly reported that Ak Zhol polled 12 percent.", None),
        ("According to exit polls by the Institute of Democracy, Ak Zhol won 9 percent.", None),
        ("По данным штаба, ОСДП набрала 38 процентов.", None),
        ("«Нур Отан» набрал 81 процент голосов, сообщили в ЦИК.", "Central Election Commission"),
        ("I never said that OSDP won 81 percent.", None),
        (
            '"OSCE observers said themselves that opposition parties had been barred. And the '
            'foreign minister tells you the voting was free and fair."',
            None,
        ),
    ],
)
def test_a_speaker_is_named_only_where_that_is_plain(text: str, who: str | None) -> None:
    claim = after_lead(text)[-1]
    assert claim.who == (who or "The article")


def test_areas_that_only_the_returns_name(tmp_path: Path) -> None:
    """The folder has no areas.csv; its districts stand in the returns."""
    folder = write_folder(tmp_path / "own", {"returns.csv": csv_of(STATIONS)}, head=HEAD)
    assert len(open_folder(folder).areas) == 1  # the whole place
    article = tmp_path / "article.txt"
    article.write_text(
        "Ana Lima won 58.3 percent of the vote in Hill district.\n\n"
        "Ben Okoro came second in South.\n\n"
        "In the Hill district turnout was 56.8 percent.\n\n"
        "Ana Lima won 250 votes in Hill.\n\n"
        "Turnout in Hill was the lowest in the country.\n\n"
        "Ana Lima won 60 percent of the vote in Hill county.\n\n"
        "Ana Lima won 60 percent of the vote in Dale.\n",
        encoding="utf-8",
    )
    answer = CliRunner().invoke(
        verbs, ["draft", str(article), "--election", str(folder), "-o", str(tmp_path / "c")]
    )
    assert answer.exit_code == 0, answer.output
    text = (tmp_path / "c").read_text(encoding="utf-8")
    assert text.count("area: North/Hill") == 4
    assert text.count("area: South") == 1
    assert "“Hill” fits several areas of this election, or none of that kind." in text
    assert "“Dale” is no area of this election that is known by that name." in text


def test_the_number_of_a_station_is_no_count_of_people() -> None:
    (claim,) = after_lead("In precinct 134 more people voted than were registered.")
    assert "134" not in str(claim.clauses[0].outside)


def test_a_long_name_before_other_words_takes_no_time() -> None:
    """Ways to split a name of 36 letters must not be tried one by one."""
    code = (
        "from tests.spec.test_claims_draft_doubts import after_lead; "
        "after_lead('The All-National Social Democratic Party, credited with 1.7 percent, "
        "is convinced its real tally was higher. It was among seven parties on the ballot.')"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
