"""Drafting from many kinds of writing: tickers, lists, statements, prose that was translated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims
from crosstally.election.folder import open_folder

from .drafted_claims import (
    AK_ZHOL,
    CPPK,
    ELECTION,
    HIGHER_THAN_FINAL,
    NUR_OTAN,
    OSDP,
    PASSES,
    SEVEN,
    drafted,
    written,
)


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("Nur Otan won 81 percent of the vote, a result down from 88 percent in 2007.", [NUR_OTAN]),
        ("Nur Otan won 81 percent of the vote, down 7 points from 2007.", [NUR_OTAN]),
        ("The Communist People's Party scraped over the 7 percent bar.", [PASSES]),
        ("The OSDP, credited with 1.7 percent, has no seat.", [OSDP]),
        (
            "The OSDP, whose 1.7 percent of the vote was announced on Tuesday, sued.",
            [OSDP],
        ),
        ("Ak Zhol, whose leader left Nur Otan, won 7.5 percent of the vote.", [AK_ZHOL]),
        ("The OSDP? Credited with 1.7 percent.", [OSDP]),
        ("Ak Zhol came away with 7.5 percent.", [AK_ZHOL]),
        ("The share of the OSDP amounted to 1.7 percent.", [OSDP]),
        ("For the party “Nur Otan” voted 81 percent.", [NUR_OTAN]),
        ("81 percent of voters voted for Nur Otan.", [NUR_OTAN]),
        (
            "The Communist People's Party overcame the barrier, having gathered 7.2%.",
            [PASSES, CPPK],
        ),
        ("The OSDP was one of seven parties, which were listed on the ballot.", []),
        (
            "The OSDP was one of seven parties listed on the ballot, and one nobody saw.",
            [SEVEN],
        ),
        (
            "The share of the OSDP was 1.7 percent. In the party itself they are convinced that "
            "the real result was higher.",
            [OSDP, HIGHER_THAN_FINAL],
        ),
    ],
)
def test_ways_of_saying_it(text: str, tests: list[dict[str, Any]]) -> None:
    found = drafted(text)
    assert len(found) == len(tests)
    assert all(test in found for test in tests)


@pytest.mark.parametrize(
    "text",
    [
        "First results from 40 percent of stations: Nur Otan 82.3 percent, Ak Zhol 7.1 percent.",
        "With 12 percent of precincts in, Nur Otan had 82.3 percent of the vote.",
        "Nur Otan won 81 percent of the vote, and I do not believe it.",
        "Nur Otan won 81 percent, and that is not true.",
        "Nur Otan did not get over the bar.",
        "Of the OSDP's list, 1.7 percent are women; credited with 7.5 percent are others.",
        "The OSDP, whose leader credited Nur Otan with 81 percent, would have won the vote.",
        "For Nur Otan voted 81 percent of the teachers.",
        "81 percent of voters voted for Nur Otan in Karaganda's prisons.",
        "“We won,” said Nur Otan, whose leader expected 81 percent.",
        "A drop in the share of Nur Otan from 88 percent was the result.",
        "Had Nur Otan, the ruling party, ended up with 81 percent, we would know.",
        "Nur Otan ended up with 81 percent in the maslikhats.",
    ],
)
def test_no_test_of_what_only_looks_alike(text: str) -> None:
    assert drafted(text) == []


def test_who_speaks_is_not_somebody_named_before(tmp_path: Path) -> None:
    claims = draft_claims(
        "“I can add,” said Bulat Abilov, a leader of the OSDP.\n\n"
        "In a flat, Zhanara Balgabayeva spread photocopies on the table. She ran for the Social "
        "Democrats. “In every polling station in Almaty,” she said, “we came second to Nur Otan.”",
        ELECTION,
    ).claims
    (last,) = [claim for claim in claims if written(claim)]
    assert last.who == "The article"
    assert {test["option"] for test in written(last)} == {"osdp", "nur_otan"}


REGISTER = """\
id: made-up
title: National Assembly
date: 2026-10-11
place: {id: land, name: Land}
levels: [country, district, station]
sources: {cec: Commission}
contests: {list: {options: {unity: Unity, bloc: "People's Bloc"}}}
"""


def test_places_as_a_register_writes_them(tmp_path: Path) -> None:
    """“012 KAMPALA” is Kampala, and “EDO. MIRANDA” Miranda."""
    (tmp_path / "election.yaml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "areas.csv").write_text(
        "id,name,level,parent\nd12,012 KAMPALA,district,land\nd13,EDO. MIRANDA,district,land\n",
        encoding="utf-8",
    )
    announced = "announcements:\n- {id: one, source: cec, counts: {unity: 5, bloc: 4}}\n"
    (tmp_path / "announcements.yaml").write_text(announced, encoding="utf-8")
    election = open_folder(tmp_path)
    found = drafted("In Kampala, Unity won 74 percent of the vote.", election)
    found += drafted("Unity won 70 percent of the vote in Miranda.", election)
    assert [test.get("area") for test in found] == ["d12", "d13"]


def test_the_party_before_a_hyphen_is_no_party() -> None:
    text = "Ak Zhol won 7.5 percent of the vote in the party-list contest."
    assert drafted(text) == [AK_ZHOL]
