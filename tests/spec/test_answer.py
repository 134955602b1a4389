"""The answer in one sentence claims no more than what is held."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.report.lines import plain_text
from crosstally.report.outline import outline
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


def test_contradictions_are_said_with_their_contests_and_what_is_held(tmp_path: Path) -> None:
    head = HEAD + "  council:\n    options: {x: X List, y: Y List}\n"
    files = {
        "returns.csv": csv_of(STATIONS.replace("301  300", "302  300")),
        "council.csv": "code,registered,cast,valid,invalid,x,y\n1,500,300,299,0,200,100\n",
    }
    returns = returns_entry("returns.csv", more="contest: president") + returns_entry(
        "council.csv", more="contest: council", columns=COUNCIL
    )
    result = checked(tmp_path, files, returns, head)
    assert "3 contradictions" in result.answer.text
    assert result.answer.text.endswith(
        "Sheets of 1 of 4 stations are held. Contradictions stand in every contest."
    )


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
    assert result.answer.text == ("Everything adds up: 2 checks over 4 stations, no contradiction.")


def test_one_warning_is_said_in_the_singular(tmp_path: Path) -> None:
    table = STATIONS.replace("500        301", "300        301")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert "no contradiction, one warning or note." in result.answer.text


def test_one_contradiction_is_said_in_the_singular(tmp_path: Path) -> None:
    table = STATIONS.replace("404  400   4", "405  400   4")
    result = checked(tmp_path, {"returns.csv": csv_of(table)})
    assert "one contradiction stands" in result.answer.text


WITHOUT_RELATIONS = HEAD[: HEAD.index("    relations:")] + HEAD[HEAD.index("contests:") :]


def test_figures_that_nothing_is_held_against_do_not_add_up(tmp_path: Path) -> None:
    result = checked(tmp_path, {"returns.csv": csv_of(STATIONS)}, head=WITHOUT_RELATIONS)
    assert result.answer.text == (
        "Nothing could be compared. Sheets of 4 stations are held. No figure read from there could "
        "be held against another: a relation between the figures of a sheet, a second source or an "
        "announcement would allow it."
    )


UNREAD = """
region district code registered cast valid invalid ana ben
North  Hill     1    500        .    300   1       .   100
North  Hill     2    400        .    200   10      50  .
"""


def test_checks_that_could_check_no_sheet_do_not_add_up(tmp_path: Path) -> None:
    result = checked(tmp_path, {"returns.csv": csv_of(UNREAD)})
    assert result.answer.text.startswith("Nothing could be compared")
    assert "Nothing found." not in plain_text(outline(result))
    assert "No check of this kind was run." in plain_text(outline(result))


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (["A"], "1 figure could not be read, and was held against nothing."),
        (["A", "B"], "2 figures could not be read, and were held against nothing."),
    ],
)
def test_figures_that_could_not_be_read_do_not_add_up(
    tmp_path: Path, marks: list[str], said: str
) -> None:
    """Their sheets could not be held against a relation, however calm the rest is."""
    table = STATIONS
    for mark, figure in zip(marks, ["200 100", "50  150"], strict=False):
        table = table.replace(figure, f"{mark} {figure.split()[1]}")
    head = HEAD.replace("levels:", "stations: 4\nlevels:")
    answer = checked(tmp_path, {"returns.csv": csv_of(table)}, head=head).answer.text
    assert answer.startswith("What could be read adds up: 2 checks over 4 stations")
    assert answer.endswith(said)


def test_what_fails_whatever_is_unread_was_checked(tmp_path: Path) -> None:
    table = UNREAD.replace(".   100", ".   301")
    runs = checked(tmp_path, {"returns.csv": csv_of(table)}).runs
    (run,) = [run for run in runs if run.subject == "options == valid"]
    assert (run.checked, run.failed, run.not_checked) == (1, 1, 1)


def test_a_source_of_which_nothing_is_there_is_not_without_contradiction() -> None:
    result = check(open_election("kazakhstan-2012"), sources=["reuters"])
    assert result.answer.text.startswith("There was nothing to check: no sheet")


def test_one_station_and_one_check_are_said_in_the_singular(tmp_path: Path) -> None:
    """Nor is there a "1 sheets" or "1 stations" in what it takes for granted."""
    head, first, *_ = STATIONS.strip().splitlines()
    result = checked(tmp_path, {"returns.csv": csv_of(f"{head}\n{first}")})
    bounds = result.contests["president"].bounds
    assert bounds is not None
    said = " ".join([str(result.answer), *(str(item) for item in bounds.sentences)])
    assert "over 1 station, " in said
    assert "1 sheets" not in said
    assert "1 stations" not in said
