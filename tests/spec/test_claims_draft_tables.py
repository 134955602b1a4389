"""Drafting claims: tables of results on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.claims.drafting.draft import draft_claims
from crosstally.election.folder import open_folder

from .claims_evidence import make_election
from .drafted_claims import ELECTION, drafted, share, written

CANKIRI = open_folder(Path(__file__).parents[2] / "src/crosstally/examples/cankiri-2023")


def page(*rows: str, caption: str = "Final results", lead: str = "The figures are out.") -> str:
    """A page with one table, its rows as words between bars, the first of them the headings."""
    header, *others = (row.split("|") for row in rows)
    head = "".join(f"<th>{cell.strip()}</th>" for cell in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in row) + "</tr>" for row in others
    )
    table = f"<table><caption>{caption}</caption><tr>{head}</tr>{body}</table>"
    return f"<html><body><p>{lead}</p>{table}</body></html>"


def figure(measure: str, option: str, number: str, **where: str) -> dict[str, Any]:
    return {"measure": measure, "option": option, "equals": number, **where}


PARTIES = (
    "Party | Votes | % | Seats",
    "Nur Otan | 5,621,436 | 80.99 | 83",
    "Total | 6,941,220 | 100 | 98",
)


def test_each_cell_of_a_party_is_a_clause_of_its_row() -> None:
    (claim,) = draft_claims(page(*PARTIES), ELECTION).claims
    assert claim.sentence == "Party Nur Otan; Votes 5,621,436; % 80.99; Seats 83"
    assert [clause.text for clause in claim.clauses] == ["Votes 5,621,436", "% 80.99", "Seats 83"]
    assert written(claim) == [
        figure("votes", "nur_otan", "5621436"),
        share("nur_otan", "80.99%"),
        figure("seats", "nur_otan", "83"),
    ]
    assert claim.unconfirmed
    assert claim.note is not None
    assert "Final results" in claim.note


@pytest.mark.parametrize(
    ("rows", "tests"),
    [
        (
            ("No. | List | Votes cast | Share of votes", "1 | Adilet | 45 702 | 0,66 %"),
            [figure("votes", "adilet", "45702"), share("adilet", "0.66%")],
        ),
        (("Party | Seats won | Change", "Ak Zhol | 8 | +8"), [figure("seats", "ak_zhol", "8")]),
        (
            ("Партия | Голоса | Доля голосов", "ОСДП | 116 534 | 1,68"),
            [figure("votes", "osdp", "116534"), share("osdp", "1.68%")],
        ),
        (
            ("Party | Percent | Votes", "Auyl | 1.19% | 82.623"),
            [share("auyl", "1.19%"), figure("votes", "auyl", "82623")],
        ),
    ],
)
def test_headings_are_known_in_many_words(
    rows: tuple[str, ...], tests: list[dict[str, Any]]
) -> None:
    assert drafted(page(*rows)) == tests


@pytest.mark.parametrize(
    "row", ["Party | Votes", "Ak Zhol | 518,000", "Ak Zhol | 7.47", "Ak Zhol | some 500"]
)
def test_a_cell_that_holds_no_exact_count_has_no_test(row: str) -> None:
    assert drafted(page("Party | Votes", row)) == []


def test_a_column_of_another_kind_is_kept_without_a_test() -> None:
    text = page("Party | Votes | In 2007", "Ak Zhol | 518,405 | 3.1 percent")
    (claim,) = draft_claims(text, ELECTION).claims
    assert [clause.text for clause in claim.clauses if clause.outside] == ["In 2007 3.1 percent"]


@pytest.mark.parametrize(
    ("caption", "lead"),
    [
        ("Results of 2007", "The figures are out."),
        ("Exit poll", "The figures are out."),
        ("First results, with 40 percent of stations counted", "The figures are out."),
        ("Results", "This is what our own count says."),
        ("Results in Almaty", "The figures are out."),
        ("Results in the town of Zhanaozen", "The figures are out."),
        ("Results", "In Russia voters had the choice of these."),
    ],
)
def test_a_table_of_something_else_has_no_tests(caption: str, lead: str) -> None:
    assert drafted(page(*PARTIES, caption=caption, lead=lead)) == []


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><th>Party</th><th colspan=2>Votes</th></tr>"
        "<tr><td>Nur Otan</td><td>5,621,436</td><td>80.99</td></tr></table>",
        "<table><tr><th>Party</th><th>Votes</th></tr><tr><td>Nur Otan</td></tr></table>",
        "<table><tr><td>Nur Otan</td><td>5,621,436</td></tr></table>",
        "<aside><table><tr><th>Party</th><th>Votes</th></tr>"
        "<tr><td>Nur Otan</td><td>5,621,436</td></tr></table></aside>",
        "<table></table>",
    ],
)
def test_a_table_of_another_shape_is_left(table: str) -> None:
    assert drafted(f"<html><body><p>The results are out.</p>{table}</body></html>") == []


def test_rows_of_areas_have_turnout_of_the_hour_in_the_heading() -> None:
    text = page("Region | Turnout at 12:00 | Turnout at 15:00", "Astana | 10.9% | 30.1%")
    assert drafted(text) == [
        {"measure": "turnout", "area": "astana", "equals": "10.9%", "at": "2012-01-15T12:00"}
    ]


def test_rows_of_areas_have_columns_of_options() -> None:
    text = page(
        "Region | Registered | Voted | Valid | Red | Blue",
        "North | 1,288 | 789 | 728 | 512 | 42.5%",
    )
    assert drafted(text, make_election()) == [
        {"measure": "registered", "area": "north", "equals": "1288"},
        {"measure": "cast", "area": "north", "equals": "789"},
        figure("votes", "red", "512", area="north"),
        share("blue", "42.5%", area="north"),
    ]


def test_the_heading_of_an_options_column_says_what_it_counts() -> None:
    text = page("Region | Red % | Blue (votes) | Green share", "North | 70.3 | 42 | 24")
    assert drafted(text, make_election()) == [
        share("red", "70.3%", area="north"),
        figure("votes", "blue", "42", area="north"),
        share("green", "24%", area="north"),
    ]


def test_totals_of_options_need_the_name_of_the_province() -> None:
    rows = ("Candidate | Votes", "Erdoğan | 86,212")
    assert drafted(page(*rows), CANKIRI) == []
    assert len(drafted(page(*rows, caption="Results in Çankırı"), CANKIRI)) == 1
