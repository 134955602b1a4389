"""The way back of ``crosstally desk export``: another election folder, brought into a desk's."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.desk.brought_in import InUse
from crosstally.desk.journal import Journal, Subject
from crosstally.desk.merged_folder import Merged, bring_folder
from crosstally.desk.settings import Place
from crosstally.problems import InputError
from tests.desk_logs import HILL_1, HILL_2, desk_of, export, settled
from tests.desks import run_desk
from tests.folders import HEAD, STATIONS, csv_of, returns_entry, write_folder

NOBODY = InUse(frozenset(), frozenset())
AREAS = """\
id,name,level,parent
North,North,region,all
Hill,Hill,district,North
Lake,Lake,district,North
South,South,region,all
Port,Port,district,South
1,School,station,Hill
2,Hall,station,Hill
3,Pier,station,Lake
4,Dock,station,Port
"""


def desk_in(folder: Path, files: Mapping[str, str] | None = None) -> Place:
    """A desk that was opened in an election folder with the commission's returns."""
    more = files or {"returns.csv": csv_of(STATIONS)}
    write_folder(folder, more, returns_entry("returns.csv"), HEAD)
    place = Place(folder, "president", "")
    place.folder.mkdir(parents=True)
    return place


def other(folder: Path, entries: str, head: str = HEAD, **files: str) -> Path:
    """An election folder; its files are named with ``_`` for the point."""
    named = {name.replace("_", "."): text for name, text in files.items()}
    return write_folder(folder, named, entries, head)


def listing(folder: Path) -> Path:
    """An election folder with the same returns, and a list of areas."""
    return other(folder, returns_entry("r.csv"), r_csv=csv_of(STATIONS), areas_csv=AREAS)


def own_files(folder: Path) -> dict[str, bytes]:
    own = folder / "desk"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_relative_to(own)
    }


def test_what_one_desk_exported_comes_in_at_another(tmp_path: Path) -> None:
    there = desk_of(tmp_path / "there", settled("s1", "1", HILL_1), settled("s2", "2", HILL_2))
    export(there, tmp_path / "out", "--source", "Our observers")
    place = desk_in(tmp_path / "here")
    merged = bring_folder(place, tmp_path / "out", NOBODY)
    file = "returns/from-example/desk-president.csv"
    assert merged == Merged(False, (file,), ("returns.csv",))
    totals = check(open_election(place.election)).contests["president"].totals
    assert totals["our_observers"].options == {"ana": 250, "ben": 250}
    assert totals["cec"].stations_held == 4, "the same file is not entered twice"


def test_coming_in_again_changes_nothing(tmp_path: Path) -> None:
    there = desk_of(tmp_path / "there", settled("s1", "1", HILL_1))
    export(there, tmp_path / "out")
    place = desk_in(tmp_path / "here")
    bring_folder(place, tmp_path / "out", NOBODY)
    before = own_files(place.election)
    merged = bring_folder(place, tmp_path / "out", NOBODY)
    assert (merged.areas, merged.files) == (False, ())
    assert own_files(place.election) == before


def test_no_sheet_of_the_desk_is_settled_by_it(tmp_path: Path) -> None:
    there = desk_of(tmp_path / "there", settled("s1", "1", HILL_1))
    export(there, tmp_path / "out")
    here = desk_of(tmp_path / "here", settled("s7", "3", HILL_1)[:2])
    log = sorted((here / "desk" / "president" / "log").rglob("*"))
    before = [path.read_bytes() for path in log if path.is_file()]
    bring_folder(Place(here, "president", ""), tmp_path / "out", NOBODY)
    assert [path.read_bytes() for path in log if path.is_file()] == before


def test_the_areas_of_the_other_folder_take_the_place_of_those_here(tmp_path: Path) -> None:
    place = desk_in(tmp_path / "here")
    there = listing(tmp_path / "there")
    assert bring_folder(place, there, NOBODY) == Merged(True, (), ("r.csv",))
    assert (place.election / "areas.csv").read_text() == AREAS


@pytest.mark.parametrize("lost", ["area", "station"])
def test_what_the_desk_uses_is_not_taken_from_it(tmp_path: Path, lost: str) -> None:
    with_more = AREAS + "Fort,Fort,district,South\n9,Fort,station,Fort\n"
    place = desk_in(tmp_path / "here", {"returns.csv": csv_of(STATIONS), "areas.csv": with_more})
    there = listing(tmp_path / "there")
    areas = frozenset({"Fort"} if lost == "area" else ())
    stations = frozenset({"9"} if lost == "station" else ())
    in_use = InUse(areas, stations)
    before = own_files(place.election)
    with pytest.raises(InputError, match=f"{lost}s of .* are missing"):
        bring_folder(place, there, in_use)
    assert own_files(place.election) == before


@pytest.mark.parametrize(
    ("head", "entries", "said"),
    [
        (HEAD.replace("Central commission", "Somebody else"), "r.csv", "is somebody else there"),
        (HEAD.replace("president:", "mayor:"), "r.csv", "has no contest of this name"),
        (HEAD, "nothing.csv", "the file is not there"),
        (HEAD, "r.csv", "4 stations have returns of this source and stage already"),
    ],
)
def test_what_cannot_come_in_is_said_and_changes_nothing(
    tmp_path: Path, head: str, entries: str, said: str
) -> None:
    place = desk_in(tmp_path / "here")
    changed = csv_of(STATIONS.replace("500        301", "501        301"))
    there = other(tmp_path / "there", returns_entry(entries), head, r_csv=changed)
    before = own_files(place.election)
    with pytest.raises(InputError, match=said):
        bring_folder(place, there, NOBODY)
    assert own_files(place.election) == before
    assert not list(place.folder.glob(".staged-*"))


def test_two_sources_that_are_somebody_else_are_both_said(tmp_path: Path) -> None:
    place = desk_in(tmp_path / "here")
    head = HEAD.replace("Central commission", "x").replace("name: Observers", "name: y")
    entries = returns_entry("r.csv") + returns_entry("w.csv", "watch")
    there = other(
        tmp_path / "there", entries, head, r_csv=csv_of(STATIONS) + "\n", w_csv=csv_of(STATIONS)
    )
    with pytest.raises(InputError) as raised:
        bring_folder(place, there, NOBODY)
    assert len(raised.value.problems) == 2


def test_a_later_stage_of_the_same_source_comes_in_beside(tmp_path: Path) -> None:
    place = desk_in(tmp_path / "here")
    changed = csv_of(
        STATIONS.replace("300        105  100   5       60  40", "300 105 100 5 70 30")
    )
    there = other(tmp_path / "there", returns_entry("r.csv", more="stage: recount"), r_csv=changed)
    assert bring_folder(place, there, NOBODY).files == ("returns/from-example/r.csv",)
    totals = check(open_election(place.election)).contests["president"].totals
    assert totals["cec"].options == {"ana": 620, "ben": 380}


def test_the_command_says_what_came_in_and_the_journal_too(tmp_path: Path) -> None:
    there = desk_of(tmp_path / "there", settled("s1", "1", HILL_1))
    export(there, tmp_path / "out")
    place = desk_in(tmp_path / "here")
    done = run_desk("import", place.election, tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "returns/from-example/desk-president.csv was written.",
        "returns.csv is here already.",
    ]
    journal = Journal(place.folder / "journal", "desk.invalid/president/journal")
    (entry,) = journal.entries(Subject.FOLDER)
    assert (entry.about, entry.act, entry.by.name) == ("out", "import", "at the machine")
    again = run_desk("import", place.election, tmp_path / "out")
    assert again.stdout.endswith("Nothing was changed.\n")
    assert len(Journal(place.folder / "journal", "x").entries()) == 1


def test_a_folder_in_which_no_desk_was_opened_is_refused(tmp_path: Path) -> None:
    there = desk_of(tmp_path / "there", settled("s1", "1", HILL_1))
    export(there, tmp_path / "out")
    shutil.rmtree(there / "desk")
    done = run_desk("import", there, tmp_path / "out")
    assert done.returncode == 2
    assert "no desk has been opened here" in done.stderr
