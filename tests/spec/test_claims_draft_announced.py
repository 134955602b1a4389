"""What a commission is said to have announced is held against what it announced.

“The commission said that A won 81 percent” is a statement about an announcement; “A won 81
percent” is one about the result, for which the best figures at hand count.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims
from crosstally.election.folder import Election, open_folder

from .drafted_claims import ELECTION, asked_in

BY_COMMISSION = {"on": "announced", "source": "commission"}
TWO_BULLETINS = """
crosstally: 1
id: two-bulletins
title: A president, 2024
date: 2024-07-28
place: {name: Land}
levels: [country, station]
sources:
  council: {name: National Electoral Council (NEC), kind: authority}
  opposition: {name: Opposition, kind: party}
sheets: {form: {fields: {valid: V, invalid: I}}}
contests:
  president:
    options:
      maduro: {name: Nicolás Maduro, aliases: [Maduro]}
      gonzalez: {name: Edmundo González, aliases: [González]}
returns:
  - {file: sheets.csv, source: opposition, columns: {station: box, options: {maduro: m}}}
"""
BULLETINS = """
announcements:
  - id: first
    source: council
    stage: preliminary
    at: 2024-07-29
    percent: {maduro: 51.2, gonzalez: 44.2}
  - id: second
    source: council
    stage: preliminary
    at: 2024-08-02
    counts: {maduro: 6408844, gonzalez: 5326104}
    percent: {maduro: 51.95, gonzalez: 43.18}
"""


@pytest.fixture
def two_bulletins(tmp_path: Path) -> Election:
    (tmp_path / "election.yaml").write_text(TWO_BULLETINS, encoding="utf-8")
    (tmp_path / "announcements.yaml").write_text(BULLETINS, encoding="utf-8")
    (tmp_path / "sheets.csv").write_text("box,m\n1,200\n", encoding="utf-8")
    return open_folder(tmp_path)


def whose(tests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the tests say of whose figures they ask, and of which moment."""
    return [{key: test[key] for key in ("on", "source", "at") if key in test} for test in tests]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nur Otan won 81 percent of the vote, the Central Election Commission said.",
        "The commission announced that Nur Otan had won 81 percent of the vote.",
        "According to the commission, Nur Otan won 81 percent of the vote.",
        "Official results showed that Nur Otan had won 81 percent of the vote.",
        "Officially, Nur Otan won 81 percent of the vote.",
        "The CEC said that Nur Otan won 80.99 percent.",
        "Kuandyk Turgankulov, who heads the Central Election Commission, said Nur Otan had won 81 "
        "percent of the vote.",
        "Nur Otan, which the commission said had 81 percent of the vote, will govern alone.",
        "По данным ЦИК, «Нур Отан» набрал 81 процент голосов.",
    ],
)
def test_what_the_commission_said_is_held_against_its_announcement(sentence: str) -> None:
    assert whose(asked_in(sentence)) == [BY_COMMISSION]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nur Otan won 81 percent of the vote.",
        "Nur Otan won 81 percent of the vote, Reuters reported.",
        "The commission met on Tuesday. Nur Otan won 81 percent of the vote.",
        "The commission, which has nine members, published a report on how Nur Otan's rivals "
        "voted. Ak Zhol won 7.5 percent of the vote.",
    ],
)
def test_a_statement_of_fact_is_held_against_the_best_figures(sentence: str) -> None:
    assert whose(asked_in(sentence)) == [{}]


def test_what_a_party_is_convinced_of_stays_a_matter_of_sheets() -> None:
    said = (
        "The All-National Social Democratic Party polled 1.7 percent, the commission said, but is "
        "convinced that its real tally was higher."
    )
    assert whose(asked_in(said)) == [BY_COMMISSION, {"on": "sheets"}]


def test_of_several_announcements_the_one_that_states_it(two_bulletins: Election) -> None:
    """Else the first bulletin would be refuted by the second, though both were announced."""
    said = (
        "The council's chairman Elvis Amoroso, of the National Electoral Council, said Maduro had "
        "won with 51.2% of the vote."
    )
    (claim,) = draft_claims(said, two_bulletins).claims
    assert whose(asked_in(said, two_bulletins)) == [
        {"on": "announced", "source": "council", "at": "2024-07-29"}
    ]
    assert "2024-07-29" in str(claim.note)


@pytest.mark.parametrize(
    "sentence",
    [
        "Maduro won 6,408,844 votes, the National Electoral Council said.",
        "Maduro won 52.7 percent of the vote, the NEC announced.",
    ],
)
def test_else_the_latest(two_bulletins: Election, sentence: str) -> None:
    """What no announcement states is refuted by the latest, and by no sheet of anybody else."""
    assert whose(asked_in(sentence, two_bulletins)) == [{"on": "announced", "source": "council"}]


def test_no_earlier_announcement_makes_a_final_result() -> None:
    final = "Turnout was finally 71.98 percent, the commission's final figures showed."
    hour = "Turnout was 71.98 percent, the commission said."
    at_six = {**BY_COMMISSION, "at": "2012-01-15T18:00"}
    assert whose(asked_in(hour)) == [at_six]
    assert at_six not in whose(asked_in(final))


def test_without_such_an_announcement_the_best_figures_count(two_bulletins: Election) -> None:
    said = "Turnout was 59 percent, the National Electoral Council said."
    assert whose(asked_in(said, two_bulletins)) == [{}]
    assert ELECTION.announcements


def test_no_announcement_of_after_the_article(two_bulletins: Election) -> None:
    said = "Maduro won 51.2 percent of the vote, the National Electoral Council said."
    (claim,) = draft_claims(said, two_bulletins, at="2024-07-29").claims
    assert claim.test is not None
    assert (claim.test.on, claim.test.at, claim.note) == ("announced", None, None)
