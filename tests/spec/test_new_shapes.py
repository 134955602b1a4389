"""Spreadsheets as commissions publish them: parties over two columns, totals without a word for
them, stations across."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.guessing import guess_columns
from crosstally.drafting.source import read_source
from crosstally.drafting.stations_across import stations_across
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from tests.drafting_tables import HEADER, ROWS, drafted, meanings, totals
from tests.read_files import statement


def sheet(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("".join(";".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def with_shares(kinds: list[str]) -> list[list[str]]:
    """The example with two columns for each party: its name above the first, kinds below."""
    over = [*HEADER[:5], *(cell for name in HEADER[5:] for cell in (name, ""))]
    below = ["", "", "", "", "", *kinds * 3]
    rows = []
    for row in ROWS:
        pairs = ((votes, f"{100 * int(votes) / int(row[3]):.2f}") for votes in row[5:])
        rows.append([*row[:5], *(cell for pair in pairs for cell in pair)])
    return [over, below, *rows]


@pytest.mark.parametrize("kinds", [["votes", "%"], ["ხმები", "%"], ["Stimmen", "Anteil"]])
def test_parties_over_votes_and_percentages_go_by_their_names(kinds: list[str]) -> None:
    guess = guess_columns(with_shares(kinds))
    assert {"Sun": "sun", "River": "river", "Stone": "stone"}.items() <= meanings(guess).items()
    assert guess.rows == len(ROWS)


def test_such_a_file_is_read_as_it_was_drafted(tmp_path: Path) -> None:
    folder = drafted(sheet(tmp_path / "r.csv", with_shares(["ხმები", "%"])), tmp_path)
    assert totals(folder)["sun"] == 2180


SUMS = {name: [str(sum(int(row[i]) for row in ROWS if row[0] == name)) for i in range(2, 8)]
        for name in ("North", "South")}  # fmt: skip


@pytest.mark.parametrize("above", [False, True])
def test_rows_that_are_the_sums_of_their_block_are_totals_whatever_they_are_called(
    above: bool,
) -> None:
    blocks = []
    for name in ("North", "South"):
        stations = [row for row in ROWS if row[0] == name]
        own = [f"Zzz {name}", "", *SUMS[name]]
        blocks += [own, *stations] if above else [*stations, own]
    guess = guess_columns([HEADER, *blocks])
    assert guess.rows == len(ROWS)
    left = {text for _, texts in guess.leave_out for text in texts}
    assert left == {"Zzz North", "Zzz South"}


def test_small_figures_that_add_up_by_chance_are_stations() -> None:
    rows = [["a", "1", "2", "1", "1"], ["b", "2", "4", "2", "2"], ["c", "3", "6", "3", "3"]]
    rows += [["d", "1", "3", "1", "2"], ["e", "1", "2", "1", "1"], ["f", "2", "5", "2", "3"]]
    guess = guess_columns([["Station", "Voters", "Valid", "Sun", "River"], *rows])
    assert (guess.rows, guess.leave_out) == (6, ())


def across(corner: str = "") -> list[list[str]]:
    """The example turned: a column for each station."""
    names = ["Voters", "Valid votes", "Invalid", "Sun", "River", "Stone"]
    figures = [[name, *(row[at] for row in ROWS)] for at, name in enumerate(names, 2)]
    return [[corner, *(row[1] for row in ROWS)], *figures]


def test_a_table_with_a_column_for_each_station_is_turned(tmp_path: Path) -> None:
    folder = drafted(sheet(tmp_path / "r.csv", across("Polling station")), tmp_path)
    sums = totals(folder)
    assert (sums["sun"], sums["river"], sums["stone"]) == (2180, 1018, 343)
    assert (folder / "original/r.csv").is_file()


def test_a_table_that_stands_upright_is_left_so() -> None:
    """Though its rows are names and counts, and the last is the sum of the others."""
    upright = [["Station", "Sun", "River", "Stone", "Voters", "Valid"]]
    upright += [[f"School {row[1]}", *row[5:], row[2], row[3]] for row in ROWS]
    sums = [str(sum(int(row[i]) for row in upright[1:])) for i in range(1, 6)]
    assert stations_across([*upright, ["Total", *sums]]) is None


def test_the_title_of_one_region_is_none_of_the_whole_file(tmp_path: Path) -> None:
    """Worksheets read together: what stands above all of them is the title, if anything does."""
    for shared, title in (("Council, 1 March 2026", "Council, 1 March 2026"), ("", "drafted")):
        book = openpyxl.Workbook()
        for name in ("North", "South"):
            page = book.create_sheet(name)
            page.append([shared])
            page.append([f"{name}ern Region of Exampleland"])
            page.append(HEADER[1:])
            for row in ROWS:
                if row[0] == name:
                    page.append([row[1], *map(int, row[2:])])
        folder = tmp_path / (title or "none")
        folder.mkdir()
        del book[book.sheetnames[0]]
        book.save(folder / "r.xlsx")
        assert open_folder(drafted(folder / "r.xlsx", folder)).definition.title == title


def test_statements_of_actasum_make_a_folder_of_their_own(tmp_path: Path) -> None:
    """Their keys say what they mean; a figure that is marked as unread stays unread."""
    lines = [statement("1", 200, 100, candidature_total=300), statement("2", 50, 5)]
    more = {"candidatures": {"ana": 7}, "unread": {"candidature:ben": "illegible"}}
    lines.append(statement("3", 7, 0, **more))
    path = tmp_path / "sheets.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder = drafted(path, tmp_path)
    election = open_folder(folder)
    assert list(election.definition.contests["contest"].options) == ["ana", "ben"]
    sums = check(open_election(folder)).contests["contest"].totals["authority"]
    assert sums.options == {"ana": 257, "ben": 105}
    assert sums.incomplete["ben"] == 1
    (tmp_path / "broken.jsonl").write_text(lines[0] + "\n{oh\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.jsonl:2: a line is no JSON"):
        read_source(tmp_path / "broken.jsonl")


def test_areas_that_cross_the_others_are_a_tree_of_their_own(tmp_path: Path) -> None:
    """Constituencies of stations in both regions: neither lies in the other."""
    seats = ["East", "East", "West", "East", "West", "West"]
    rows = [[*row[:2], seat, *row[2:]] for row, seat in zip(ROWS, seats, strict=True)]
    header = [*HEADER[:2], "Constituency", *HEADER[2:]]
    folder = drafted(sheet(tmp_path / "r.csv", [header, *rows]), tmp_path)
    definition = open_folder(folder).definition
    assert definition.levels == ["country", "region", "station"]
    assert definition.trees == {"constituency": ["country", "constituency", "station"]}
    table = check(open_election(folder)).totals(level="constituency")
    assert {row["area"]: row["sun"] for row in table} == {"East": 1650, "West": 530}


@pytest.mark.parametrize("name", ["copy", "Turn", "station"])
def test_a_party_called_as_no_figure_may_be_has_another_id(name: str, tmp_path: Path) -> None:
    rows = [[*HEADER[:5], name, *HEADER[6:]], *ROWS]
    folder = drafted(sheet(tmp_path / "r.csv", rows), tmp_path)
    options = open_folder(folder).definition.contests["contest"].options
    assert name in [option.name for option in options.values()]


def test_a_file_without_a_header_gives_no_station_away_for_one(tmp_path: Path) -> None:
    said = r"no header above the rows of figures.*names each of its 8 columns, such as District"
    with pytest.raises(InputError, match=said):
        drafted(sheet(tmp_path / "r.csv", ROWS), tmp_path)


@pytest.mark.parametrize("names", [["1", "2", "3"], ["2004", "2008", "2012"]])
def test_a_header_may_call_parties_by_their_numbers(names: list[str]) -> None:
    assert guess_columns([[*HEADER[:5], *names], *ROWS]).rows == len(ROWS)
