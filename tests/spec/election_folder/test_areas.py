"""Mistakes in areas.csv."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.election.folder import open_folder
from tests.spec.election_folder.written import AREAS, ELECTION, changed, problems_of


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("north,region,nowhere,", "areas.csv:2: area 'north': its parent is not there; read"),
        ("north,region,,", "areas.csv:2: area 'north': has no parent. The outermost areas stand"),
        ("north,regoin,all,", "area 'north': no such level; read 'regoin'. Did you mean 'region'?"),
        (
            "north,region,south,\nsouth,region,north,",
            "lies inside itself (a cycle of parents); read 'north → south → north'",
        ),
        ("north,region,north,", "areas.csv:2: area 'north': lies inside itself"),
        (
            "north,region,all,\nsouth,region,all,\n1,station,north,\n1,station,south,",
            "areas.csv:5: area '1': has two parents in one tree: 'north' and 'south'. Keep one of",
        ),
        (
            "1,station,all,\n1,station,all,seats",
            "areas.csv:3: area '1': no such tree; read 'seats'",
        ),
        (",region,all,", "areas.csv:2: a row has no id"),
        (
            "north,region,all,\nnorth,region,all,",
            "areas.csv:3: area 'north': stands twice, the first time in line 2",
        ),
        (
            "north,region,all,\n1,station,north,\nroom,region,1,",
            "areas.csv:4: area 'room': lies in a station, and stations hold no areas; read '1'",
        ),
        (
            "north,region,all,\nsouth,region,north,",
            "areas.csv:3: area 'south': is of the level 'region' and lies in 'north' of the level "
            "'region'. The levels are, outermost first: country, region, station",
        ),
    ],
    ids=[
        "parent not there",
        "no parent",
        "no such level",
        "cycle of two",
        "cycle of one",
        "two parents in one tree",
        "no such tree",
        "no id",
        "twice",
        "inside a station",
        "levels out of order",
    ],
)
def test_a_mistake_in_the_areas(rows: str, expected: str, folder: Callable[..., Path]) -> None:
    found = problems_of(folder(areas_csv=f"id,level,parent,tree\n{rows}\n"))
    assert any(expected in problem for problem in found), found


def test_what_lies_in_an_area_that_was_refused_is_not_said_too(folder: Callable[..., Path]) -> None:
    rows = "id,level,parent\na,region,\nb,regoin,all\n1,station,a\n2,station,a\n3,station,b\n"
    found = problems_of(folder(areas_csv=rows))
    assert [problem for problem in found if "areas.csv" in problem] == found[:2], found
    assert ("has no parent" in found[0], "no such level" in found[1]) == (True, True)


def test_a_cycle_is_said_once(folder: Callable[..., Path]) -> None:
    rows = "id,level,parent\na,region,b\nb,region,c\nc,region,a\nd,station,a\n"
    found = problems_of(folder(areas_csv=rows))
    assert len([problem for problem in found if "cycle" in problem]) == 1


def test_a_station_in_two_trees_is_no_error(folder: Callable[..., Path]) -> None:
    election = open_folder(
        folder(
            election_yaml=changed(
                ELECTION,
                ("sources:", "trees:\n  seats: [country, constituency, station]\nsources:"),
            ),
            areas_csv="id,level,parent,tree\nnorth,region,all,\nc1,constituency,all,seats\n"
            "1,station,north,\n1,station,c1,seats\n",
        )
    )
    (station,) = election.areas.find("1")
    assert station.parents == {"": "north", "seats": "c1"}
    assert [area.id for area in election.areas.below("c1", "station")] == ["1"]
    assert [area.id for area in election.areas.below("north", "station")] == ["1"]


def test_the_columns_of_areas_that_are_not_there(folder: Callable[..., Path]) -> None:
    found = problems_of(folder(areas_csv="id,name,levle\n1,School,station\n"))
    assert found[0] == "areas.csv:1: there is no column 'level'. Did you mean 'levle'?"
    assert found[1].startswith("areas.csv:1: there is no column 'parent'")


@pytest.mark.parametrize("areas", ["", "\n\n", "\x00", 'id,level,parent\n"1,station,all\n'])
def test_areas_that_are_no_table(areas: str, folder: Callable[..., Path]) -> None:
    assert problems_of(folder(areas_csv=areas))[0].startswith("areas.csv:")


def test_text_that_is_not_utf_8(folder: Callable[..., Path]) -> None:
    cyrillic = changed(ELECTION, ("An example", "Пример")).encode("cp1251")
    assert problems_of(folder(election_yaml=cyrillic)) == [
        "election.yaml:2: is not written in UTF-8. Save it as UTF-8."
    ]


def test_a_column_of_areas_that_is_nearly_one_of_ours(folder: Callable[..., Path]) -> None:
    areas = "id,level,parent,registerd,wing\nnorth,region,all,7,left\n"
    (problem,) = problems_of(folder(areas_csv=areas))
    assert problem == (
        "areas.csv:1: the column 'registerd' is nearly called 'registered'. "
        "Mend it, or call a column of your own otherwise."
    )


def test_registered_voters_of_an_area_are_digits_alone(folder: Callable[..., Path]) -> None:
    areas = 'id,level,parent,registered\nnorth,region,all,"1,440"\n'
    (problem,) = problems_of(folder(areas_csv=areas))
    assert "registered is no whole number; read '1,440'. Write digits alone" in problem


def test_areas_that_are_not_utf_8(folder: Callable[..., Path]) -> None:
    areas = changed(AREAS, ("The South", "Юг")).encode("cp1251")
    assert problems_of(folder(areas_csv=areas)) == [
        "areas.csv:3: is not written in UTF-8. Save it as UTF-8."
    ]
