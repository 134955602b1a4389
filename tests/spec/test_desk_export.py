"""From the desk's log to an election folder that is checked like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.desk.figures import NoFigure
from crosstally.desk.record import Entry
from crosstally.desk.states import Act, Kind
from crosstally.problems import InputError
from tests.desk_logs import (
    ANN,
    AT,
    DAN,
    FAY,
    HILL_1,
    HILL_2,
    ROOT,
    desk_of,
    export,
    figures,
    settled,
)
from tests.folders import STATIONS, csv_of, write_folder


def test_settled_sheets_become_returns_that_are_checked(tmp_path: Path) -> None:
    waiting = [Entry("s9", AT, Act(Kind.PLACE, ROOT, station="4"))]
    folder = desk_of(
        tmp_path / "e", settled("s1", "1", HILL_1), settled("s2", "2", HILL_2), waiting
    )
    export(folder, tmp_path / "out", "--source", "Our observers")
    result = check(open_election(tmp_path / "out"))
    totals = result.contests["president"].totals["our_observers"]
    assert (totals.stations_held, totals.options) == (2, {"ana": 250, "ben": 250})
    assert totals.fields == {"registered": 900, "cast": 511, "valid": 500, "invalid": 11}
    assert result.exit_code == 0


def test_nothing_that_is_the_desks_own_leaves_it(tmp_path: Path) -> None:
    folder = desk_of(tmp_path / "e", settled("s1", "1", HILL_1))
    export(folder, tmp_path / "out")
    written = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*")}
    assert written == {"election.yaml", "returns.csv", "returns", "returns/desk-president.csv"}
    assert ANN.name not in (tmp_path / "out" / "returns" / "desk-president.csv").read_text()


def test_a_folder_written_into_the_election_folder_holds_no_part_of_itself(tmp_path: Path) -> None:
    folder = desk_of(tmp_path / "e", settled("s1", "1", HILL_1))
    export(folder, folder / "out")
    written = {str(path.relative_to(folder / "out")) for path in (folder / "out").rglob("*")}
    assert written == {"election.yaml", "returns.csv", "returns", "returns/desk-president.csv"}
    assert sorted(path.name for path in folder.iterdir()) == [
        "desk",
        "election.yaml",
        "out",
        "returns.csv",
    ]


def test_the_folder_keeps_every_remark_of_the_definition(tmp_path: Path) -> None:
    folder = desk_of(tmp_path / "e", settled("s1", "1", HILL_1))
    path = folder / "election.yaml"
    path.write_text("# Ours, by hand.\n" + path.read_text())
    before = path.read_text()
    export(folder, tmp_path / "out")
    assert path.read_text() == before
    after = (tmp_path / "out" / "election.yaml").read_text()
    assert set(before.splitlines()) <= set(after.splitlines())


def test_an_unread_figure_stays_unread_and_an_empty_one_empty(tmp_path: Path) -> None:
    sheets = (
        settled("s1", "1", {**HILL_1, "invalid": NoFigure.UNREAD}),
        settled("s2", "2", {**HILL_2, "invalid": NoFigure.EMPTY}),
    )
    export(desk_of(tmp_path / "e", *sheets), tmp_path / "out")
    result = check(open_election(tmp_path / "out"))
    totals = result.contests["president"].totals["desk"]
    assert totals.incomplete == {"invalid": 2}
    unread = [item for item in result.findings if item.code.name == "SHEET-UNREAD"]
    assert [item.figures["raw"] for item in unread] == ["unread"]


def test_copies_of_one_station_that_disagree_make_it_disputed(tmp_path: Path) -> None:
    other = figures(500, 300, 1, 190, 110)
    folder = desk_of(
        tmp_path / "e", settled("s1", "1", HILL_1), settled("s2", "1", other, (DAN, FAY))
    )
    export(folder, tmp_path / "out")
    result = check(open_election(tmp_path / "out"))
    assert "HOLDING-COPIES-DIFFER" in {item.code.name for item in result.findings}


def test_a_reopened_sheet_is_no_return_until_it_is_settled_again(tmp_path: Path) -> None:
    reopened = [*settled("s1", "1", HILL_1), Entry("s1", AT, Act(Kind.REOPEN, ROOT, reason="why"))]
    folder = desk_of(tmp_path / "e", reopened, settled("s2", "2", HILL_2))
    export(folder, tmp_path / "out")
    lines = (tmp_path / "out" / "returns" / "desk-president.csv").read_text().splitlines()
    assert lines == [
        "station,sheet,registered,cast,valid,invalid,ana,ben",
        "2,s2,400,210,200,10,50,150",
    ]


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        ("nothing settled", "no sheet is settled yet"),
        ("no desk", "no desk has been opened here"),
        ("something there", "is there already; nothing was written"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, prepare: str, said: str) -> None:
    out = tmp_path / "out"
    if prepare == "no desk":
        folder = write_folder(tmp_path / "e", {"returns.csv": csv_of(STATIONS)})
    else:
        acts = settled("s1", "1", HILL_1)
        folder = desk_of(tmp_path / "e", acts[:2] if prepare == "nothing settled" else acts)
    if prepare == "something there":
        write_folder(out, {"mine.txt": "mine"})
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(InputError, match=said):
        export(folder, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_many_unread_figures_of_one_field_speak_against_no_column(tmp_path: Path) -> None:
    unread = {**HILL_1, "invalid": NoFigure.UNREAD}
    sheets = [settled(f"s{number}", f"{number}", unread) for number in range(1, 5)]
    export(desk_of(tmp_path / "e", *sheets), tmp_path / "out")
    totals = check(open_election(tmp_path / "out")).contests["president"].totals["desk"]
    assert totals.incomplete == {"invalid": 4}
