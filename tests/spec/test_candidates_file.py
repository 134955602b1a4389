"""``candidates.csv``: what is read, and every mistake with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.run import open_election
from crosstally.election.candidates import COLUMNS, CandidateStanding, read_candidates
from crosstally.problems import InputError
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder

SENATE = """\
  senate:
    options: {ana: Ana Lima, dora: Dora}
"""


def read(folder: Path, table: str, head: str = HEAD) -> object:
    more = "contest: president" if head != HEAD else ""
    write_folder(
        folder,
        {"returns.csv": csv_of(STATIONS), "candidates.csv": table},
        returns_entry("returns.csv", more=more),
        head,
    )
    return read_candidates(open_election(folder))


def mistakes(folder: Path, table: str, head: str = HEAD) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, table, head)
    return [str(problem).replace(str(folder), "F") for problem in caught.value.problems]


def test_rows_are_read_by_list_and_place(tmp_path: Path) -> None:
    table = (
        "option;place;name;standing;date;reason;votes\n"
        "ana;2;Cleo;Struck off;2024-05-01;Court, case 7;\n"
        "ana;1;Ana Lima;;;;120\n"
        "B. Okoro;1;;died;;;0\n"
        "ana;0;;;;;40\n"
    )
    found = read(tmp_path, table)
    assert isinstance(found, dict)
    lists = found["president"]
    assert [(one.place, one.name, one.votes) for one in lists["ana"]] == [
        (0, None, 40),
        (1, "Ana Lima", 120),
        (2, "Cleo", None),
    ]
    assert lists["ana"][2].standing is CandidateStanding.STRUCK_OFF
    assert lists["ana"][2].reason == "Court, case 7"
    assert lists["ben"][0].gone_by("2024-05-12")


def test_no_file_is_no_candidate(tmp_path: Path) -> None:
    write_folder(tmp_path, {"returns.csv": csv_of(STATIONS)})
    assert read_candidates(open_election(tmp_path)) == {}


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    table = (
        "option,place,name,standing,date,votes\n"
        "anna,1,Ana,,,\n"
        "ana,first,Ana,,,\n"
        "ana,,Ana,,,\n"
        "ana,1,Ana,gone,,\n"
        "ana,1,Ana,died,01.05.2024,\n"
        "ana,2,Ana,,2024-02-30,1.5\n"
        "ana,0,Ana,,,12\n"
        ",3,Ana,,,\n"
        "ana,4,Ana,,,,more\n"
    )
    said = mistakes(tmp_path, table)
    places = [text.split(": ")[0].removeprefix("F/candidates.csv:") for text in said]
    assert places == ["2:1", "3:2", "4:2", "5:4", "6:5", "6:2", "7:6", "7:5", "8:2", "9:1", "10:7"]
    assert "read 'anna'. Did you mean 'ana'?" in said[0]
    assert "read '01.05.2024'; expected 2024-05" not in said[4]
    assert "expected 2012-01-15" in said[4]
    assert "The first row that has it is 5." in said[5]


def test_the_header_is_held_against_what_is_known(tmp_path: Path) -> None:
    said = mistakes(tmp_path, "option,plase,name,name\nana,1,Ana,Ana\n")
    assert said == [
        "F/candidates.csv:1: there is no column 'place'. Did you mean 'plase'?",
        "F/candidates.csv:1:2: this column is none of candidates; read 'plase'. "
        "Did you mean 'place'?",
        "F/candidates.csv:1:4: this column stands twice; read 'name'",
    ]


def test_where_there_are_several_contests_a_row_names_its_own(tmp_path: Path) -> None:
    said = mistakes(tmp_path / "a", "option,place\nana,1\n", HEAD + SENATE)
    assert len(said) == 1
    assert said[0].startswith("F/candidates.csv:2: a row has to name its contest")
    table = "option,place,contest\nana,1,president\nana,1,senate\nben,1,senate\nana,2,senat\n"
    said = mistakes(tmp_path / "b", table, HEAD + SENATE)
    assert [text.split(":")[1:3] for text in said] == [["4", "1"], ["5", "3"]]


RULE = """\
    rule:
      method: dhondt
      seats: 6
      constituencies: {level: region, seats: {North: 4, South: 2}}
"""


def test_each_constituency_has_its_list_and_its_places(tmp_path: Path) -> None:
    head = HEAD.replace("  president:\n", f"  president:\n{RULE}")
    table = "option,constituency,place\nana,north,1\nana,North,2\nana,SOUTH,1\nana,,1\n"
    found = read(tmp_path / "a", table, head)
    assert isinstance(found, dict)
    assert [(one.constituency, one.place) for one in found["president"]["ana"]] == [
        (None, 1),
        ("North", 1),
        ("North", 2),
        ("South", 1),
    ]
    wrong = "option,constituency,place\nana,Nroth,1\nana,North,1\nana,North,1\n"
    said = mistakes(tmp_path / "b", wrong, head)
    assert said == [
        "F/candidates.csv:2:2: there is no such constituency in the rule of the contest; read "
        "'Nroth'. Did you mean 'North'?",
        "F/candidates.csv:4:3: this place on the list is taken already; read 'ana North 1'. The "
        "first row that has it is 3.",
    ]
    assert "the contest's rule has none" in mistakes(tmp_path / "c", table)[0]


def test_a_constituency_goes_by_the_names_that_areas_csv_has(tmp_path: Path) -> None:
    rule = RULE.replace("North", "r1").replace("South", "r2")
    areas = "id,name,level,parent,aliases\nr1,North,region,all,Up\nr2,South,region,all,\n"
    head = HEAD.replace("  president:\n", f"  president:\n{rule}")
    write_folder(
        tmp_path,
        {
            "returns.csv": csv_of(STATIONS),
            "areas.csv": areas,
            "candidates.csv": "option,constituency,place\nana,north,1\nana,up,2\nana,r2,1\n",
        },
        returns_entry("returns.csv", more="contest: president"),
        head,
    )
    (lists,) = read_candidates(open_election(tmp_path)).values()
    assert [(one.constituency, one.place) for one in lists["ana"]] == [
        ("r1", 1),
        ("r1", 2),
        ("r2", 1),
    ]


def test_a_mistake_in_every_row_is_counted_and_not_listed_for_ever(tmp_path: Path) -> None:
    rows = "".join(f"ana,{place},x\n" for place in range(1, 301))
    said = mistakes(tmp_path, f"option,place,votes\n{rows}")
    assert len(said) == 101
    assert said[-1] == "F/candidates.csv: the votes are no whole number (and 200 more rows)"


def test_the_columns_are_the_model(tmp_path: Path) -> None:
    assert (
        *("option", "place", "name", "standing", "date", "reason", "votes"),
        *("constituency", "contest"),
    ) == COLUMNS


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    write_folder(
        tmp_path,
        {"returns.csv": csv_of(STATIONS), "candidates.csv": "option,place\nж,1\n".encode("cp1251")},
    )
    with pytest.raises(InputError, match="UTF-8"):
        read_candidates(open_election(tmp_path))
