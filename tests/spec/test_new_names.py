"""`crosstally new` and `add`: columns as observers name them, in more than one language."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.cli.app import app, load_verbs
from crosstally.drafting.draft import about, write_draft
from crosstally.drafting.guess import Kind
from crosstally.drafting.guessing import guess_columns
from crosstally.drafting.source import read_source
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from crosstally.report.terminal import print_result
from tests.drafting_tables import HEADER, ROWS, as_csv, drafted, meanings

PARTY = [
    ["Участок", "Список", "Получили бюллетени", "Опущено", "Недействительные", "Заря", "Маяк"],
    ["УИК-1", "700", "450", "450", "5", "265", "180"],
    ["УИК-2", "650", "395", "395", "6", "199", "190"],
    ["УИК-3", "600", "380", "379", "10", "199", "170"],
]


def test_what_the_options_and_the_invalid_votes_add_up_to_is_all_that_was_cast() -> None:
    guess = guess_columns(PARTY)
    fields = {column.name: column.id for column in guess.of(Kind.FIELD)}
    assert fields == {
        "Список": "registered",
        "Получили бюллетени": "ballots_issued",
        "Опущено": "cast",
        "Недействительные": "invalid",
    }
    held = {item.relation: (item.held, item.checked) for item in guess.evidence}
    assert held["options + invalid == cast"] == (3, 3)


def test_what_was_received_and_handed_out_goes_by_one_word() -> None:
    table = [["УИК", "Избирателей", "Получено", "Выдано", "В ящике", "Недействительных", "А", "Б"]]
    table += [["1", "700", "650", "500", "498", "8", "300", "190"]]
    table += [["2", "800", "700", "600", "600", "10", "200", "390"]]
    table += [["3", "900", "800", "700", "699", "9", "500", "190"]]
    fields = {column.name: column.id for column in guess_columns(table).of(Kind.FIELD)}
    assert fields["Получено"] == "ballots_received"
    assert fields["Выдано"] == "ballots_issued"
    assert fields["В ящике"] == "cast"


def test_the_voters_list_is_found_without_a_column_of_valid_votes() -> None:
    table = [["Участок", "А", *PARTY[0][3:]], *[[r[0], r[1], *r[3:]] for r in PARTY[1:]]]
    assert {c.name: c.id for c in guess_columns(table).of(Kind.FIELD)}["А"] == "registered"


def test_letters_keep_their_marks_in_the_ids_of_levels() -> None:
    table = [
        ["Район / District", "Участок", "Действительных", "Заря", "Маяк"],
        ["Северный", "1", "445", "265", "180"],
        ["Северный", "2", "389", "199", "190"],
        ["Южный", "3", "369", "199", "170"],
        ["Южный", "4", "200", "110", "90"],
    ]
    assert guess_columns(table).levels == ("район_district",)


def test_the_day_of_the_vote_is_read_from_any_line_above_the_header(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    above = [["A summary of the protocols of all precinct commissions"], ["City, 19.03.2023"], []]
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([*above, *PARTY])
    said = about(tmp_path / "city", read_source(file))
    assert (said.date, said.date_is_known) == ("2023-03-19", True)


def test_what_the_file_does_not_say_stands_ready_in_the_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.csv"
    file.write_bytes(as_csv([HEADER, *ROWS]))
    definition = drafted(file, tmp_path) / "election.yaml"
    text = definition.read_text(encoding="utf-8")
    assert "title: drafted    # CHECK" in text
    text = text.replace("# place: {name: …}", "place: {name: Sunland}")
    definition.write_text(text.replace("# rule: ", "rule: "), encoding="utf-8")
    result = check(open_election(definition.parent))
    assert result.election.definition.place.name == "Sunland"
    print_result(result)
    assert "Electoral authority, count: Sun 1\n" in capsys.readouterr().out


def test_a_blank_between_thousands_is_known_beside_numbers_without_one() -> None:
    table = [row[:] for row in PARTY]
    table[1][1] = "1 432"
    table += [["УИК-4", "1200", "380", "380", "11", "199", "170"]]
    assert guess_columns(table).thousands == " "


def test_levels_are_drafted_with_what_their_columns_are_called(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    places = [["Район / District"], ["North"], ["North"], ["South"]]
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([[*a, *b] for a, b in zip(places, PARTY, strict=True)])
    source = read_source(file)
    write_draft(tmp_path / "city", source, about(tmp_path / "city", source))
    definition = open_folder(tmp_path / "city").definition
    assert definition.levels == ["country", "район_district", "station"]
    assert definition.level_name("район_district") == "Район / District"
    assert definition.level_name("station") == "station"


def test_options_that_say_how_to_read_a_file_need_one(tmp_path: Path) -> None:
    load_verbs()
    folder = tmp_path / "mine"
    result = CliRunner().invoke(app, ["new", str(folder), "--source", "Us", "--kind", "party"])
    assert isinstance(result.exception, InputError)
    assert "--source --kind" in str(result.exception)
    assert not folder.exists()


def test_numbers_of_stations_that_run_on_are_no_voters_list() -> None:
    """Though they are never below the votes, and of their size."""
    rows = [[str(2001 + at), *row[5:], str(sum(map(int, row[5:])))] for at, row in enumerate(ROWS)]
    rows = [[f"{'AB'[at % 2]} {at}", *row] for at, row in enumerate(rows)]
    guess = guess_columns([["Station", "Uchastka", "Sun", "River", "Stone", "Jami"], *rows])
    assert "registered" not in meanings(guess).values()
