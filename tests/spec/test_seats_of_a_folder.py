"""``crosstally seats DIR``: an election folder in, its seats, the work and the people out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.cli.app import app, load_verbs
from crosstally.problems import InputError
from tests.folders import csv_of

load_verbs()
ELECTION = """\
id: town
title: A town
date: 2024-05-12
levels: [country, station]
stations: 2
sources:
  board: {{name: Election board}}
  watch: {{name: Observers, kind: observer}}
sheets:
  form:
    fields: {{cast: Ballots}}
contests:
  council:
    name: Town council
    options: {{sun: Sun, river: River, stone: Stone}}
    rule: {{method: {method}, seats: 5{threshold}}}
{lists}
returns:
  - file: returns.csv
    source: watch
    columns: {{station: code, fields: {{cast: cast}}}}
"""
STATIONS = """
code cast sun river stone
1    500  200 150   100
2    500  200 150   100
"""
ANNOUNCED = """\
announcements:
  - id: final
    source: board
    at: 2024-05-13
    counts: {{sun: 400, river: 300, stone: 200}}
    fields: {{cast: 1000}}
    seats: {seats}
"""
CANDIDATES = """\
option,place,name,standing,date,reason,votes
sun,1,Ana Lima,,,,150
sun,2,Ben <b>Okoro</b>,struck off,2024-05-01,"court, case 7",10
sun,3,,,,,40
sun,4,Dora,died,2024-06-01,,140
river,1,Emil,,,,300
"""
RIGHT = "{sun: 2, river: 2, stone: 1}"


def folder(
    path: Path,
    seats: str = RIGHT,
    *,
    method: str = "dhondt",
    threshold: str = "",
    lists: str = "",
    stations: str = STATIONS,
    candidates: str | None = None,
) -> Path:
    path.mkdir(exist_ok=True)
    lists = f"    lists: {lists}" if lists else ""
    text = ELECTION.format(method=method, threshold=threshold, lists=lists)
    (path / "election.yaml").write_text(text)
    (path / "returns.csv").write_text(csv_of(stations))
    (path / "announcements.yaml").write_text(ANNOUNCED.format(seats=seats))
    if candidates is not None:
        (path / "candidates.csv").write_text(candidates)
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["seats", *map(str, arguments)])
    if isinstance(done.exception, InputError):
        raise done.exception
    assert isinstance(done.exception, SystemExit | None), done.exception
    return done.exit_code, done.output.replace("\u00a0", " ")


def results(*arguments: str | Path) -> list[dict[str, Any]]:
    read: dict[str, list[dict[str, Any]]] = json.loads(run(*arguments, "--json", "-")[1])
    return read["results"]


def test_announced_votes_and_sheets_each_with_the_work(tmp_path: Path) -> None:
    code, text = run(folder(tmp_path), "--steps")
    assert code == 0
    assert (
        text
        == """\
Town council

Election board: final (final, 2024-05-13)

No threshold:
Option  Votes    Share  Seats  Announced
Sun       400  44.44 %      2          2
River     300  33.33 %      2          2
Stone     200  22.22 %      1          1

Each seat to the greatest quotient:
Seat  Option  Votes  Divisor  Quotient
   1  Sun       400        1       400
   2  River     300        1       300
   3  Sun       400        2       200
   4  Stone     200        1       200
   5  River     300        2       150
      Sun       400        3  133.333…  next

Figures with … go on after the last digit; they were compared exactly.

The announced seats are those that the rule gives.

Observers: sheets (count)

No threshold:
Option  Votes    Share  Seats
Sun       400  44.44 %      2
River     300  33.33 %      2
Stone     200  22.22 %      1

Each seat to the greatest quotient:
Seat  Option  Votes  Divisor  Quotient
   1  Sun       400        1       400
   2  River     300        1       300
   3  Sun       400        2       200
   4  Stone     200        1       200
   5  River     300        2       150
      Sun       400        3  133.333…  next

Figures with … go on after the last digit; they were compared exactly.
"""
    )


def test_announced_seats_that_depart_from_the_rule_end_with_1(tmp_path: Path) -> None:
    code, text = run(folder(tmp_path, "{sun: 3, river: 1, stone: 1}"))
    assert code == 1
    assert "The rule gives Sun 2, River 2; announced are Sun 3, River 1." in text
    # asked for the observers alone, nothing departs
    assert run(tmp_path, "--source", "watch")[0] == 0


def test_each_base_of_a_threshold_that_gives_other_seats(tmp_path: Path) -> None:
    """21 percent: of 1,000 ballots 210 votes, of 900 valid votes 189; Stone has 200."""
    path = folder(tmp_path, "{sun: 3, river: 2}", threshold=", threshold: {share: 21%, of: cast}")
    code, text = run(path, "--source", "board", "--steps")
    assert code == 0
    assert "Threshold of voters who took part, as the rule says:" in text
    assert "To pass takes 210 votes: at least 21% of 1,000." in text
    assert "Stone     200  20.00 %      no      0          0" in text
    assert "Threshold of valid votes:" in text
    assert "To pass takes 189 votes: at least 21% of 900." in text
    (found,) = results(path, "--source", "board")
    assert found["law"] == "cast"
    assert found["bases"]["cast"]["seats"] == {"sun": 3, "river": 2, "stone": 0}
    assert found["bases"]["cast"]["shares"]["stone"] == "1/5"
    assert found["bases"]["cast"]["steps"][0]["kind"] == "threshold"
    assert found["bases"]["valid"]["seats"] == {"sun": 2, "river": 2, "stone": 1}
    assert not found["departs"]


def test_sheets_that_are_not_all_held_give_no_seats(tmp_path: Path) -> None:
    path = folder(tmp_path, stations=STATIONS.replace("2    500  200 150   100", ""))
    assert "Stations held: 1 of 2. The others could change the seats." in run(path)[1]
    assert results(path, "--source", "watch")[0]["bases"] == {}


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ("{order: votes}", "By votes: No. 2 40, No. 3 30, No. 1 9."),
        (
            "{order: preference, share: 10%, of: list, passes: more_than}",
            "Moved up, with 41 votes or more: No. 2 90.",
        ),
    ],
)
def test_the_votes_that_rank_candidates_are_said(tmp_path: Path, lists: str, said: str) -> None:
    votes = (9, 40, 30) if lists == "{order: votes}" else (9, 90, 30)
    rows = "".join(f"sun,{place},{n}\n" for place, n in enumerate(votes, 1))
    path = folder(tmp_path, lists=lists, candidates=f"option,place,votes\n{rows}")
    assert said in run(path, "--source", "board")[1]


def test_votes_passed_on_are_told_apart_from_those_of_the_candidate(tmp_path: Path) -> None:
    """Of 400 votes for two seats each is to have 134; half of 100 list votes go to No. 1."""
    rows = "option,place,votes\nsun,0,100\nsun,1,9\nsun,2,90\nsun,3,30\n"
    path = folder(tmp_path, lists="{order: devolution}", candidates=rows)
    text = " ".join(run(path, "--source", "board")[1].split())
    assert (
        "By votes: No. 2 90, No. 1 59 = 9 + 50, No. 3 30. That includes 50 votes for the list as "
        "such, passed on in its order until each has 134."
    ) in text


def test_how_many_candidates_are_not_shown_is_said(tmp_path: Path) -> None:
    rows = "".join(f"sun,{place},{100 - place}\n" for place in range(1, 61))
    path = folder(tmp_path, lists="{order: votes}", candidates=f"option,place,votes\n{rows}")
    text = " ".join(run(path, "--source", "board")[1].split())
    assert "No. 49 51, No. 50 50, 10 more." in text


def test_a_closed_list_with_names_only_where_the_file_has_them(tmp_path: Path) -> None:
    path = folder(tmp_path, candidates=CANDIDATES)
    text = run(path, "--source", "board")[1]
    people = text[text.index("Sun, seats: 2") :]
    assert (
        people
        == """Sun, seats: 2
  1  Ana Lima (No. 1)
  2  No. 3
  Next to move up: Dora (No. 4)
  Passed over: Ben <b>Okoro</b> (No. 2) (struck off, 2024-05-01, court, case 7).

River, seats: 2
  1  Emil (No. 1)
  Vacant: 1 of 2 seats. In candidates.csv 1 of this list may sit.
"""
    )
    sun = results(path, "--source", "board")[0]["people"]["sun"]
    assert sun["seated"] == [
        {"place": 1, "name": "Ana Lima", "standing": "registered", "votes": 150},
        {"place": 3, "standing": "registered", "votes": 40},
    ]


def test_an_open_list_on_the_voting_day_and_later(tmp_path: Path) -> None:
    lists = "{order: votes, when_short: returned}"
    path = folder(tmp_path, lists=lists, candidates=CANDIDATES)
    text = run(path, "--source", "board")[1]
    assert "  1  Ana Lima (No. 1)\n  2  Dora (No. 4)\n" in text
    assert "2024-06-01: left Dora (No. 4), died; moved up No. 3." in text
    assert "Returned to the other lists: 1 of 2 seats. In candidates.csv 1 of this one" in text
    later = run(path, "--source", "board", "--on", "2024-06-01")[1]
    assert "  1  Ana Lima (No. 1)\n  2  No. 3\n" in later
    found = results(path, "--source", "board", "--on", "2024-06-01")[0]["people"]
    assert [one["place"] for one in found["sun"]["seated"]] == [1, 3]
    assert found["river"]["returned"] == 1


def test_equal_votes_are_named_with_the_laws_way_to_tell_them_apart(tmp_path: Path) -> None:
    table = "option,place,votes\nsun,1,9\nsun,2,7\nsun,3,7\n"
    path = folder(tmp_path, lists="{order: votes}", candidates=table)
    said = run(path, "--source", "board")[1]
    assert "Equal votes: a lot decides who of No. 2, No. 3 sits; seats open: 1." in said
    path = folder(tmp_path, lists="{order: votes, ties: list_order}", candidates=table)
    said = run(path, "--source", "board")[1]
    assert "Equal votes, told apart by their order on the list: No. 2, No. 3." in said


def test_votes_that_the_order_needs_and_nobody_states(tmp_path: Path) -> None:
    table = CANDIDATES.replace(",40\n", ",\n")
    path = folder(tmp_path, lists="{order: votes}", candidates=table)
    said = run(path, "--source", "board")[1]
    assert "candidates.csv does not state the votes of place 3 (1 such)" in said


def test_a_mistake_in_candidates_ends_with_2_with_file_and_line(tmp_path: Path) -> None:
    path = folder(tmp_path, candidates=CANDIDATES.replace("river,1", "rover,1"))
    with pytest.raises(InputError, match=r"candidates\.csv:6:1: .*Did you mean 'river'"):
        run(path)
    with pytest.raises(InputError, match=r"candidates\.csv:6:1"):
        CliRunner().invoke(app, ["check", str(path)], catch_exceptions=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "either an election folder or a table"),
        (("{dir}", "--votes", "v.csv"), "either an election folder or a table"),
        (("{dir}", "--method", "dhondt"), "--method: goes with a table of votes"),
        (("--votes", "v.csv", "--seats", "3", "--source", "x"), "--source: goes with an election"),
        (("--votes", "v.csv"), "--seats: how many seats"),
        (("{dir}", "--on", "1 May"), "--on: is no day"),
        (("{dir}", "--on", "2024-05-11"), "--on: is before the voting day: nobody sits yet"),
        (("{dir}", "--source", "bord"), "Did you mean 'board'"),
    ],
)
def test_what_cannot_be_asked(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    path = folder(tmp_path)
    with pytest.raises(InputError) as caught:
        run(*(one.format(dir=path) for one in arguments))
    assert said in str(caught.value)


def test_the_runner_up_and_its_least_number_of_seats(tmp_path: Path) -> None:
    """Sun alone has 45 percent; River is admitted, and D'Hondt would give it one seat of two."""
    threshold = ", threshold: {share: 44%}, runner_up: {seats_at_least: 3}"
    path = folder(tmp_path, "{sun: 2, river: 3}", threshold=threshold)
    code, text = run(path, "--source", "board", "--steps")
    assert code == 0
    assert "River     300  33.33 %  as the runner-up      3          3" in text
    (found,) = results(path, "--source", "board")
    steps = found["bases"]["valid"]["steps"]
    assert [(step["option"], step["seats"]) for step in steps if step["kind"] == "least"] == [
        ("sun", -1),
        ("river", 1),
    ]
    given = {"sun": 0, "river": 0, "stone": 0}
    for step in steps:
        given[step["option"]] += step["seats"]
    assert given == found["bases"]["valid"]["seats"]


def test_two_who_tie_for_the_place_of_the_runner_up(tmp_path: Path) -> None:
    threshold = ", threshold: {share: 44%}, runner_up: {seats_at_least: 1}"
    path = folder(tmp_path, "{}", threshold=threshold)
    announced = ANNOUNCED.format(seats="{sun: 3, river: 2, stone: 0}")
    announced = announced.replace("river: 300, stone: 200", "river: 210, stone: 210")
    (path / "announcements.yaml").write_text(announced)
    code, text = run(path, "--source", "board")
    assert code == 0
    assert "River     210  25.61 %    open  0 to 2          2" in text
    assert "Stone     210  25.61 %    open  0 to 2          0" in text
    assert "A tie is open between River, Stone." in text


def test_a_name_that_is_seated_for_two_lists_is_pointed_out(tmp_path: Path) -> None:
    rows = "option,place,name\nsun,1,Ana Lima\nsun,2,Cy\nriver,1,Dora\nriver,2,Ana Lima\n"
    path = folder(tmp_path, candidates=rows)
    text = run(path, "--source", "board")[1]
    assert "The name Ana Lima is seated for River too." in text
    assert "The name Ana Lima is seated for Sun too." in text
    assert "The name Cy" not in text
    (path / "candidates.csv").write_text(
        rows.replace("name\n", "name,standing\n").replace(
            "2,Ana Lima", "2,Ana Lima,elected_elsewhere"
        )
    )
    assert "is seated for" not in run(path, "--source", "board")[1]
