"""The results so far, and whether the sheets in trouble could change them.

The stations of the folder have 500, 400, 300 and 800 registered voters (``tests.folders``).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from crosstally import words
from crosstally.compare.settled import Determined
from crosstally.compare.threshold_margins import share_said
from crosstally.desk import results_so_far
from crosstally.desk.election_facts import surroundings_of
from crosstally.desk.filled_forms import file_record
from crosstally.desk.journal import Journal
from crosstally.desk.observers_forms import SHIPPED, read_answers, read_forms
from crosstally.desk.record import Entry, sheets_of
from crosstally.desk.results_so_far import Standing, rows_of, standing_by_now, standing_of
from crosstally.desk.settings import Place
from crosstally.desk.states import Act, Kind
from crosstally.election.folder import Election, open_folder
from crosstally.election.shares import Threshold
from crosstally.findings import Sentence
from crosstally.ledger.log import Log
from tests.desk_logs import ANN, AT, DAN, FAY, ROOT, desk_of, figures, settled

NAMES = {"ana": "Ana", "ben": "Ben"}


PROTEST = {
    "day": ["2012-01-17"],
    "place": ["Almaty, Republic Square"],
    "kind": ["protest"],
    "least": ["200"],
    "most": ["500"],
    "police": ["watched"],
    "violence": ["none"],
    "known": ["seen"],
}


def in_trouble(sheet: str, station: str) -> list[Entry]:
    """The acts after which a typist says that a sheet cannot be read."""
    place = Entry(sheet, AT, Act(Kind.PLACE, ROOT, station=station))
    return [place, Entry(sheet, AT, Act(Kind.REPORT, ANN, reason="torn"))]


def standing_at(folder: Path, *entries: list[Entry]) -> Standing:
    desk_of(folder, *entries)
    place = Place(folder, "president", "")
    sheets = sheets_of(Log(place.folder / "log").entries())
    return standing_of(place, sheets, surroundings_of(place), now=0)


PORT = settled("s4", "4", figures(800, 400, 4, 380, 20))
"""Ana leads by 360 at the station called 4."""
LAKE = settled("s3", "3", figures(300, 100, 5, 60, 40), (DAN, FAY))


def test_results_come_with_coverage_and_bounds(tmp_path: Path) -> None:
    found = standing_at(tmp_path / "e", PORT)
    assert found.bounds is not None
    assert (found.bounds.stations_held, found.bounds.stations_known) == (1, 4)
    # The other three stations have 500 + 400 + 300 voters in the commission's returns.
    assert rows_of(found.bounds, NAMES) == [("Ana", 380, 380, 1580), ("Ben", 20, 20, 1220)]
    assert found.bounds.winner is Determined.NO


def test_what_was_worked_out_in_one_language_is_said_in_another() -> None:
    """A page in Russian shows what was worked out beside it, where English is spoken."""
    threshold = Threshold.model_validate({"share": "2.5%", "of": "valid"})
    said = Sentence("{threshold} of 1.5", {"threshold": share_said(threshold)})
    assert said.text == "2.5\u00a0% of 1.5"
    with words.use_language("ru"):
        assert said.text == "2,5\u00a0% of 1.5"


@pytest.mark.parametrize(
    ("troubled", "voters", "could_change"),
    [
        (["3"], 300, ()),  # fewer voters than the lead of 360
        (["2"], 400, ("winner",)),
        (["3", "2"], 700, ("winner",)),
    ],
)
def test_an_alert_where_sheets_in_trouble_could_change_the_outcome(
    tmp_path: Path, troubled: list[str], voters: int, could_change: tuple[str, ...]
) -> None:
    entries = [in_trouble(f"t{station}", station) for station in troubled]
    trouble = standing_at(tmp_path / "e", PORT, *entries).trouble
    assert (trouble.sheets, trouble.voters) == (len(troubled), voters)
    assert trouble.could_change == could_change
    assert trouble.alarming == bool(could_change)


def test_a_station_in_trouble_counts_for_nothing_though_another_copy_is_settled(
    tmp_path: Path,
) -> None:
    """Without Port nobody leads by more than its 800 voters."""
    trouble = standing_at(tmp_path / "e", PORT, LAKE, in_trouble("t4", "4")).trouble
    assert trouble.could_change == ("winner",)


def test_voters_that_nobody_states_are_no_reason_to_be_calm(tmp_path: Path) -> None:
    trouble = standing_at(tmp_path / "e", PORT, in_trouble("t9", "9")).trouble
    assert trouble.voters is None
    assert trouble.alarming


def test_nothing_is_a_result_while_nothing_is_settled(tmp_path: Path) -> None:
    found = standing_at(tmp_path / "e", in_trouble("t1", "1"))
    assert found.bounds is None
    assert not found.trouble.alarming


def test_results_are_worked_out_at_most_once_a_minute(tmp_path: Path) -> None:
    first = standing_at(tmp_path / "e", PORT)
    place = Place(tmp_path / "e", "president", "")
    sheets = sheets_of(Log(place.folder / "log").entries())
    more = {**sheets, "s3": sheets["s4"]}
    around = surroundings_of(place)
    assert standing_of(place, more, around, now=results_so_far.SECONDS - 1) is first
    assert standing_of(place, more, around, now=results_so_far.SECONDS) is not first


def test_no_observers_record_is_written_out_to_work_results_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, written = Place(tmp_path / "e", "president", ""), list[str]()
    desk_of(place.election, PORT)
    incident = read_forms((SHIPPED,), NAMES)["incident"]
    answers, _errors = read_answers(incident, PROTEST)
    journal = Journal(place.folder / "journal", "x/journal")
    file_record(place.folder, journal, ANN, incident, answers)

    def looked_at(folder: Path) -> Election:
        written.extend(path.name for path in folder.rglob("*"))
        return open_folder(folder)

    monkeypatch.setattr(results_so_far, "open_folder", looked_at)
    sheets = sheets_of(Log(place.folder / "log").entries())
    assert standing_of(place, sheets, surroundings_of(place), now=1e9).bounds is not None
    assert "election.yaml" in written
    assert [name for name in written if "incident" in name] == []


def test_no_page_waits_for_results_that_take_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = standing_at(tmp_path / "e", PORT)
    place = Place(tmp_path / "e", "president", "")
    other = Place(tmp_path / "other", "president", "")
    around, may_end = surroundings_of(place), Event()
    begun: list[Place] = []

    def slow(where: Place, *_more: object) -> Standing:
        begun.append(where)
        assert may_end.wait(30)
        return replace(first, as_of=1)

    monkeypatch.setattr(results_so_far, "standing_of", slow)
    monkeypatch.setattr(results_so_far, "PATIENCE", 0.01)
    assert standing_by_now(place, {}, around) is first, "what was known before"
    assert standing_by_now(other, {}, around) is None, "nothing was"
    for _page in range(3):
        standing_by_now(place, {}, around)
    may_end.set()
    monkeypatch.setattr(results_so_far, "PATIENCE", 30)
    assert standing_by_now(place, {}, around) == replace(first, as_of=1)
    assert begun.count(place) <= 2, "pages that come meanwhile begin nothing anew"


def test_official_figures_and_areas_are_read_again_when_a_file_changes(tmp_path: Path) -> None:
    folder = desk_of(tmp_path / "e", PORT)
    place = Place(folder, "president", "")
    before = surroundings_of(place)
    assert before.area_of["region"] == {"1": "North", "2": "North", "3": "North", "4": "South"}
    assert before.registered == {"1": 500, "2": 400, "3": 300, "4": 800}
    assert [one.figures["4"]["ana"] for one in before.official] == [300]
    assert surroundings_of(place) is before
    path = folder / "returns.csv"
    path.write_text(path.read_text().replace("404,400,4,300,100", "404,400,4,400,0"))
    assert [one.figures["4"]["ana"] for one in surroundings_of(place).official] == [400]
    path.write_text("nonsense")
    assert surroundings_of(place).stations == before.stations, "as it last could be read"
