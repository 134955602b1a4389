"""The answer in one sentence claims no more than what is held."""

from __future__ import annotations

from pathlib import Path

from tests.folders import HEAD, STATIONS, checked, csv_of, returns_entry

COUNCIL = """\
    columns:
      station: code
      fields: {registered: registered, cast: cast, valid: valid, invalid: invalid}
"""


def test_the_contest_that_is_covered_least_bounds_the_answer(tmp_path: Path) -> None:
    head = HEAD + "  council:\n    options: {x: X List, y: Y List}\n"
    files = {
        "returns.csv": csv_of(STATIONS),
        "council.csv": "code,registered,cast,valid,invalid,x,y\n1,500,300,300,0,200,100\n",
    }
    returns = returns_entry("returns.csv", more="contest: president") + returns_entry(
        "council.csv", more="contest: council", columns=COUNCIL
    )
    result = checked(tmp_path, files, returns, head)
    assert "over 1 of 4 stations" in result.answer.text


def test_nobody_says_how_many_stations_there_are(tmp_path: Path) -> None:
    files = {"returns.csv": csv_of(STATIONS)}
    result = checked(tmp_path, files, returns_entry("returns.csv", "watch"))
    assert result.answer.text.startswith("What is held adds up")
    assert result.answer.text.endswith("Nobody says how many stations there are.")


def test_every_station_is_held(tmp_path: Path) -> None:
    result = checked(tmp_path, {"returns.csv": csv_of(STATIONS)})
    assert result.answer.text.startswith("Everything adds up")
    assert result.answer.text.endswith(
        "Nobody states how many stations there are: those in the authority's returns are taken "
        "for all."
    )
    head = HEAD.replace("levels:", "stations: 4\nlevels:")
    result = checked(tmp_path / "stated", {"returns.csv": csv_of(STATIONS)}, head=head)
    assert result.answer.text == ("Everything adds up: 6 checks over 4 stations, no contradiction.")


def test_one_warning_is_said_in_the_singular(tmp_path: Path) -> None:
    table = STATIONS.replace("500        301", "300        301")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert "no contradiction, one warning or note." in result.answer.text


def test_one_contradiction_is_said_in_the_singular(tmp_path: Path) -> None:
    table = STATIONS.replace("404  400   4", "405  400   4")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert "one contradiction stands" in result.answer.text
