"""Candidates who are named in full once, and by their last names afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.election.folder import Election, open_folder

from .drafted_claims import drafted, share

DEFINITION = """
crosstally: 1
id: two
title: A president, 2024
date: 2024-07-28
place: {{name: Land}}
levels: [country, station]
sources: {{council: {{name: Electoral Council, kind: authority}}}}
sheets: {{form: {{fields: {{valid: V, invalid: I}}}}}}
contests:
  president:
    options: {{maduro: Nicolás Maduro, gonzalez: Edmundo González, unity: New Unity List}}
{rule}
"""
ANNOUNCED = "announcements:\n- {id: one, source: council, percent: {maduro: 51.2}}\n"
INTRODUCED = "Nicolás Maduro and Edmundo González ran for president.\n\n"
MADURO = share("maduro", "51.2%")


def land(folder: Path, rule: str = "    rule: {method: plurality}") -> Election:
    (folder / "election.yaml").write_text(DEFINITION.format(rule=rule), encoding="utf-8")
    (folder / "announcements.yaml").write_text(ANNOUNCED, encoding="utf-8")
    return open_folder(folder)


@pytest.mark.parametrize(
    ("sentence", "tests"),
    [
        ("Maduro won 51.2 percent of the vote.", [MADURO]),
        ("President Maduro won 51.2 percent of the vote.", [MADURO]),
        ("But Mr. Maduro won 51.2 percent of the vote.", [MADURO]),
        ("Gonzalez won 44.2 percent of the vote.", [share("gonzalez", "44.2%")]),
        ("Cilia Maduro won 51.2 percent of the vote.", []),
        ("Felipe González won 51.2 percent of the vote.", []),
        ("In 2018 Maduro won 67.8 percent of the vote.", []),
    ],
)
def test_by_the_last_name(tmp_path: Path, sentence: str, tests: list[dict[str, Any]]) -> None:
    assert drafted(INTRODUCED + sentence, land(tmp_path)) == tests


def test_not_before_the_article_has_named_them_in_full(tmp_path: Path) -> None:
    assert drafted("Maduro won 51.2 percent of the vote.", land(tmp_path)) == []


def test_the_last_word_of_a_partys_name_is_no_name(tmp_path: Path) -> None:
    text = "New Unity List ran.\n\nList won 51.2 percent of the vote."
    assert drafted(text, land(tmp_path, "")) == []


def test_a_party_in_brackets_belongs_to_no_name(tmp_path: Path) -> None:
    """Files of results often give candidates so: “Edmundo González (United Platform)”."""
    land(tmp_path)
    file = tmp_path / "election.yaml"
    text = file.read_text(encoding="utf-8").replace("Nicolás Maduro", "Nicolás Maduro (Great Pole)")
    file.write_text(text.replace("Edmundo González", '"Edmundo González (MUD)"'), encoding="utf-8")
    election = open_folder(tmp_path)
    text = (
        "Nicolás Maduro of the Great Pole won 51.2 percent of the vote. "
        "González won 44.2 percent of the vote."
    )
    assert drafted(INTRODUCED + text, election) == [MADURO, share("gonzalez", "44.2%")]
    text = "Nicolás Maduro won 51.2 percent of the vote."
    assert drafted(text, election) == [MADURO]


def test_two_options_of_one_candidate_are_told_apart_by_nothing(tmp_path: Path) -> None:
    land(tmp_path)
    file = tmp_path / "election.yaml"
    text = file.read_text(encoding="utf-8").replace("New Unity List", "Nicolás Maduro (UPV)")
    file.write_text(text.replace("Nicolás Maduro,", "Nicolás Maduro (PSUV),"), encoding="utf-8")
    assert drafted("Nicolás Maduro won 51.2 percent of the vote.", open_folder(tmp_path)) == []


def russian_city(folder: Path, *candidates: str) -> Election:
    announced = "announcements:\n- {id: one, source: commission, percent: {a: 30.7}}\n"
    (folder / "announcements.yaml").write_text(announced, encoding="utf-8")
    options = ", ".join(f"{at}: {name}" for at, name in zip("abc", candidates, strict=False))
    (folder / "election.yaml").write_text(
        f"""
crosstally: 1
id: city
title: Глава города, 2025
date: 2025-09-14
place: {{name: Зареченск}}
levels: [country, station]
sources: {{commission: {{name: Горизбирком, kind: authority}}}}
sheets: {{form: {{fields: {{valid: V, invalid: I}}}}}}
contests:
  head: {{rule: {{method: plurality}}, options: {{{options}}}}}
""",
        encoding="utf-8",
    )
    return open_folder(folder)


@pytest.mark.parametrize(
    "sentence",
    [
        "Сергей Ковалёв набрал 30,7 % голосов.",
        "За Сергея Ковалёва проголосовали 30,7 % избирателей.",
        "Сергей Ковалёв доволен.\n\nКовалёв набрал 30,7 % голосов.",
    ],
)
@pytest.mark.parametrize("listed", ["Ковалёв Сергей Ильич", "КОВАЛЁВ СЕРГЕЙ ИЛЬИЧ"])
def test_a_patronymic_is_left_out_by_the_press(tmp_path: Path, listed: str, sentence: str) -> None:
    """Commissions list “last name, first name, patronymic”; newspapers turn them round."""
    city = russian_city(tmp_path, listed, "Петрова Анна Сергеевна")
    assert drafted(sentence, city) == [share("a", "30.7%")]


def test_a_womans_name_is_no_form_of_a_mans(tmp_path: Path) -> None:
    city = russian_city(tmp_path, "Петров Пётр Ильич", "Петрова Анна Сергеевна")
    text = "Пётр Петров и Анна Петрова спорят.\n\nПетрова набрала 30,7 % голосов."
    assert drafted(text, city) == []


def test_what_a_woman_got_is_not_a_mans_whose_name_it_is_a_form_of(tmp_path: Path) -> None:
    city = russian_city(tmp_path, "Смирнов Олег Юрьевич", "Горский Пётр Ильич")
    named = "Олег Смирнов и Пётр Горский спорят.\n\n"
    assert drafted(f"{named}Смирнова набрала 30,7 % голосов.", city) == []
    text = f"{named}За Смирнова проголосовали 30,7 % избирателей."
    assert [test["option"] for test in drafted(text, city)] == ["a"]


def test_a_woman_who_stands_is_known_by_her_last_name(tmp_path: Path) -> None:
    city = russian_city(tmp_path, "Смирнова Ольга Юрьевна", "Горский Пётр Ильич")
    text = "Ольга Смирнова и Пётр Горский спорят.\n\nСмирнова набрала 30,7 % голосов."
    assert drafted(text, city) == [share("a", "30.7%")]
