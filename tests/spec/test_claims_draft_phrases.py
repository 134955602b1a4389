"""Statements in many phrasings, and the tests drafted from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims
from crosstally.election.folder import open_folder
from tests.spec.drafted_claims import (
    AK_ZHOL,
    ALMATY_TURNOUT,
    CPPK,
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
)

SECOND_IN_CITY = {"measure": "rank", "option": "osdp", "area": "almaty_city", "equals": "2"}


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
    (
        "Ak Zhol is second. It won 7.5 percent of the vote.",
        [{"measure": "rank", "option": "ak_zhol", "equals": "2"}, AK_ZHOL],
    ),
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
    ("At 41.4 percent, turnout in Almaty was the lowest in the country.", [LOWEST, ALMATY_TURNOUT]),
    ("Almaty's turnout was the lowest in the country.", [LOWEST]),
    (
        "Turnout was high, but in Almaty it was just 41.4 percent, the lowest in the country.",
        [LOWEST, ALMATY_TURNOUT],
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
