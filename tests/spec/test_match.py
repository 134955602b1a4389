"""`crosstally match`: two lists of stations in, pairs out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from crosstally.check.run import check, open_election
from crosstally.cli.app import app, load_verbs
from crosstally.drafting.codes import plain_code
from crosstally.drafting.crosswalk import Draft, crosswalk_csv
from crosstally.drafting.station_lists import How, Pair, StationList
from crosstally.drafting.stations import match_stations
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from crosstally.returns.crosswalk import read_crosswalk
from tests.folders import returns_entry, write_folder

BY_CODE = "    columns: {station: code}\n"


def found(pairs: list[Pair]) -> dict[str, str | None]:
    """Code → station."""
    return {pair.code: pair.station for pair in pairs}


def ways(pairs: list[Pair]) -> list[tuple[str | None, bool]]:
    """How each pair was found, and whether it is doubtful."""
    return [(pair.how, pair.doubtful) for pair in pairs]


def voters(*counts: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(counts, dtype=np.int64)


def test_the_same_codes() -> None:
    pairs = match_stations(StationList(["2", "9", "1"]), StationList(["1", "2", "3"]))
    assert found(pairs) == {"2": "2", "9": None, "1": "1"}
    assert ways(pairs) == [(How.EXACT, False), (None, False), (How.EXACT, False)]


@pytest.mark.parametrize(
    ("code", "station"),
    [("0007", "7"), ("ab-12", "AB 12"), ("A/03/4", "a-3-4"), ("Мектеп-5", "МЕКТЕП 005")],
)
def test_codes_but_for_zeros_case_spaces_and_dashes(code: str, station: str) -> None:
    assert plain_code(code) == plain_code(station)
    [pair] = match_stations(StationList([code]), StationList([station, "something else"]))
    assert (pair.station, pair.how, pair.doubtful) == (station, How.NORMALISED, False)


def test_codes_that_become_one_are_not_guessed_at() -> None:
    pairs = match_stations(StationList(["1-1"]), StationList(["1 1", "01/01"]))
    assert found(pairs) == {"1-1": None}


def test_a_word_that_every_code_has_falls_away() -> None:
    ours, theirs = StationList(["УИК-101", "УИК-102"]), StationList(["101", "102", "103"])
    pairs = match_stations(ours, theirs)
    assert found(pairs) == {"УИК-101": "101", "УИК-102": "102"}
    assert ways(pairs) == [(How.NORMALISED, False), (How.NORMALISED, False)]
    mixed = match_stations(StationList(["UIK-101", "TIK-102"]), theirs)
    assert found(mixed) == {"UIK-101": None, "TIK-102": None}


def test_a_word_falls_away_only_where_figures_do_not_speak_against_it() -> None:
    ours = StationList(
        ["P-1", "P-2", "P-3"], figures=np.array([[10, 20, 30], [1, 2, 3], [4, 5, 6]])
    )
    theirs = StationList(["1", "2", "3"], figures=np.array([[7, 8, 9], [10, 20, 30], [1, 2, 3]]))
    assert found(match_stations(ours, theirs)) == {"P-1": "2", "P-2": "3", "P-3": None}


def test_a_prefix_falls_away_within_an_area() -> None:
    first = StationList(["УИК №5", "УИК №6"], area=["North", "South"], registered=voters(500, 600))
    second = StationList(
        ["n5", "s5", "s6"], area=["NORTH", "South", "South"], registered=voters(500, 700, 601)
    )
    pairs = match_stations(first, second)
    assert found(pairs) == {"УИК №5": "n5", "УИК №6": "s6"}
    assert ways(pairs) == [(How.NUMBER, False), (How.NUMBER, False)]


def test_a_number_and_nothing_else_is_doubtful() -> None:
    first = StationList(["PS 5", "PS 8"], area=["North", "South"])
    pairs = match_stations(first, StationList(["x5", "y8"], area=["North", "South"]))
    assert ways(pairs) == [(How.NUMBER, True), (How.NUMBER, True)]


def test_the_same_figures() -> None:
    first = StationList(["a", "b"], figures=np.array([[200, 180, 70], [90, 88, 30]]))
    second = StationList(["1", "2"], figures=np.array([[90, 88, 30], [200, 180, 70]]))
    pairs = match_stations(first, second)
    assert found(pairs) == {"a": "2", "b": "1"}
    assert ways(pairs) == [(How.FIGURES, False), (How.FIGURES, False)]


def test_a_station_that_differs_in_some_figures_is_doubtful_and_not_lost() -> None:
    """What sources differ in is what comparing them is for."""
    ours = np.array([[500, 121, 71, 30, 6], [400, 88, 92, 21, 3]], dtype=np.int64)
    theirs = np.array([[400, 88, 92, 21, 3], [500, 71, 121, 30, 6]], dtype=np.int64)
    pairs = match_stations(
        StationList(["a", "b"], figures=ours), StationList(["x1", "x2"], figures=theirs)
    )
    assert found(pairs) == {"a": "x2", "b": "x1"}
    assert ways(pairs) == [(How.FIGURES, True), (How.FIGURES, False)]
    assert pairs[0].note == "most of the same figures, but not all"


def test_figures_that_two_stations_share_or_that_are_small_prove_little() -> None:
    twice = np.array([[200, 180, 70], [200, 180, 70]])
    pairs = match_stations(
        StationList(["a"], figures=twice[:1]), StationList(["1", "2"], figures=twice)
    )
    assert found(pairs) == {"a": None}
    small = np.array([[2, 1, 7]])
    [pair] = match_stations(StationList(["a"], figures=small), StationList(["1"], figures=small))
    assert (pair.station, pair.doubtful) == ("1", True)


def test_names_in_the_same_area() -> None:
    first = StationList(
        ["x", "y", "z"],
        name=["School No. 5, Mill St", "SCHOOL 05", "Town Hall"],
        area=["North", "South", "South"],
    )
    second = StationList(
        ["1", "2", "3", "4"],
        name=["school no 5 mill st.", "School 5", "Town hall", "School 6"],
        area=["north", "south", "south", "south"],
    )
    pairs = match_stations(first, second)
    assert found(pairs) == {"x": "1", "y": "2", "z": "3"}
    assert {pair.how for pair in pairs} == {How.NAME}
    assert not any(pair.doubtful for pair in pairs)


def test_school_5_is_not_school_6() -> None:
    first = StationList(["x"], name=["Secondary school 5"], area=["North"])
    second = StationList(
        ["1", "2"], name=["Secondary school 6", "Library"], area=["North", "South"]
    )
    assert found(match_stations(first, second)) == {"x": None}


def test_names_without_areas_are_doubtful() -> None:
    first = StationList(["x"], name=["School, Mill Street"])
    second = StationList(["1", "2"], name=["school mill street", "Town hall"])
    [pair] = match_stations(first, second)
    assert (pair.station, pair.how, pair.doubtful) == ("1", How.NAME, True)


def test_the_only_one_with_as_many_voters_is_doubtful() -> None:
    first = StationList(["x"], area=["North"], registered=voters(731))
    second = StationList(["p", "q"], area=["North", "South"], registered=voters(731, 731))
    [pair] = match_stations(first, second)
    assert (pair.station, pair.how, pair.doubtful) == ("p", How.VOTERS, True)


def test_two_numberings_that_mean_different_stations_are_not_matched_by_code() -> None:
    """Both sources count from 1, but in another order: figures say which is which."""
    figures = np.array([[200, 180, 70], [90, 88, 30], [300, 150, 60], [120, 150, 36]])
    names = ["Mill Street School", "Town Hall", "Library", "Fire Station"]
    codes = ["1", "2", "3", "4"]
    first = StationList(codes, name=names, registered=voters(700, 300, 900, 500), figures=figures)
    order = [2, 3, 1, 0]
    second = StationList(
        codes,
        name=[names[i] for i in order],
        registered=first.registered[order] if first.registered is not None else None,
        figures=figures[order],
    )
    pairs = match_stations(first, second)
    assert found(pairs) == {"1": "4", "2": "3", "3": "1", "4": "2"}
    assert {pair.how for pair in pairs} == {How.FIGURES}


def test_a_code_that_everything_else_contradicts_is_doubtful() -> None:
    n = 10
    figures = np.arange(3 * n).reshape(n, 3) * 7 + 50
    codes = [str(i) for i in range(n)]
    names = [f"Hall {chr(97 + i) * 6}" for i in range(n)]
    other = figures.copy()
    other[0] += 13
    first = StationList(codes, name=names, registered=voters(*range(500, 500 + n)), figures=figures)
    second = StationList(
        codes,
        name=["Quite elsewhere", *names[1:]],
        registered=voters(900, *range(501, 500 + n)),
        figures=other,
    )
    pairs = match_stations(first, second)
    assert [pair.doubtful for pair in pairs] == [True] + [False] * (n - 1)


def test_areas_of_other_names_are_learnt_from_stations_already_found() -> None:
    first = StationList(
        ["1", "2", "3", "x"],
        name=["", "", "", "Library"],
        area=["Nord", "Nord", "Nord", "Nord"],
    )
    second = StationList(
        ["1", "2", "3", "8", "9"],
        name=["", "", "", "Library", "Library"],
        area=["North", "North", "North", "North", "South"],
    )
    assert found(match_stations(first, second))["x"] == "8"


# -- the command ---------------------------------------------------------------------------------

DEFINITION = """
id: two-codes
title: Two sources, two codes
date: 2026-03-01
levels: [country, region, station]
sources:
  commission: {name: Commission, kind: authority}
  observers: {name: Observers, kind: observer}
contests:
  contest:
    options: {sun: Sun, river: River, stone: Stone}
returns:
  - file: returns/commission.csv
    source: commission
    columns: {station: Code, station_name: Name, areas: {region: Region}}
  - file: returns/observers.csv
    source: observers
    columns: {station: Number, station_name: Place, areas: {region: Region}}
"""
COMMISSION = """Code,Name,Region,Sun,River,Stone
101,"School, Mill Street",North,200,180,70
102,Town hall,North,150,190,55
201,Harbour school,South,300,150,60
202,Lighthouse,South,90,88,30
"""
OBSERVERS = """Number,Place,Region,Sun,River,Stone
A-1,Mill Street School,north,200,180,70
A-2,Town Hall,north,151,190,55
0201,Harbour School,south,300,150,60
B-9,Fish market,south,1,2,3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An election in which the observers have codes of their own."""
    (tmp_path / "returns").mkdir()
    (tmp_path / "election.yaml").write_text(DEFINITION)
    (tmp_path / "returns" / "commission.csv").write_text(COMMISSION)
    (tmp_path / "returns" / "observers.csv").write_text(OBSERVERS)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of the command; an input that cannot be read is 2."""
    load_verbs()
    result = CliRunner().invoke(app, ["match", *arguments])
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_draft_is_what_comparisons_go_through(folder: Path) -> None:
    code, output = run(str(folder))
    assert code == 0
    assert "observers matched with commission" in output
    assert "B-9" in output
    written = (folder / "crosswalk.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert {(row["code"], row["station"], row["how"]) for row in rows} == {
        ("A-1", "101", "figures"),
        ("A-2", "102", "name"),
        ("0201", "201", "normalised"),
        ("B-9", "", ""),
    }
    election = open_election(folder)
    assert read_crosswalk(election).pairs("observers")["A-1"] == "101"
    [compared] = check(election).contests["contest"].sources
    assert (compared.agree, compared.differ) == (2, 1)


def test_a_draft_is_never_written_over_another(folder: Path) -> None:
    (folder / "crosswalk.csv").write_text("source,code,station\nobservers,A-1,102\n")
    code, output = run(str(folder))
    assert code == 2
    assert "nothing was written" in output
    assert "A-1,102" in (folder / "crosswalk.csv").read_text()
    assert run(str(folder), "--force")[0] == 0
    assert "A-1,Mill Street School,101" in (folder / "crosswalk.csv").read_text()


def test_it_can_be_printed(folder: Path) -> None:
    code, output = run(str(folder), "-o", "-")
    assert code == 0
    assert not (folder / "crosswalk.csv").exists()
    assert next(csv.reader(io.StringIO(output))) == [
        "source",
        "code",
        "name",
        "station",
        "station_name",
        "how",
        "doubtful",
        "differs",
        "note",
    ]


def test_a_line_shows_the_two_names_and_the_figures_that_differ(folder: Path) -> None:
    """Enough to settle it without opening the files."""
    _, output = run(str(folder), "-o", "-")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(output))}
    assert rows["A-2"]["name"] == "Town Hall"
    assert rows["A-2"]["station_name"] == "Town hall"
    assert rows["A-2"]["differs"] == "sun 151 / 150"
    assert rows["A-1"]["differs"] == ""


def test_sources_can_be_chosen(folder: Path) -> None:
    _, output = run(str(folder), "--first", "commission", "--second", "observers", "-o", "-")
    assert 'commission,101,"School, Mill Street",A-1,Mill Street School,figures' in output
    assert run(str(folder), "--first", "nobody") == (
        2,
        f"{folder}/election.yaml: the source 'nobody' holds no stations. "
        "Known here: commission, observers",
    )


def test_a_code_without_station_does_not_stay_another_station(folder: Path) -> None:
    """Unmatched, the observers' 202 would otherwise be taken for the commission's."""
    text = OBSERVERS.replace("B-9,Fish market,south,1,2,3", "202,Fish market,north,400,2,3")
    (folder / "returns" / "observers.csv").write_text(text)
    _, output = run(str(folder), "-o", "-")
    row = next(row for row in csv.DictReader(io.StringIO(output)) if row["code"] == "202")
    assert (row["station"], row["how"], row["doubtful"]) == ("202", "exact", "yes")


def test_a_code_that_is_not_found_but_another_stations_gets_a_code_of_its_own(
    folder: Path,
) -> None:
    """The observers' 102 is the commission's 101; their 101 is nothing that is known."""
    text = OBSERVERS.replace("A-1,", "102,").replace("A-2,Town Hall,north", "101,Mosque,east")
    (folder / "returns" / "observers.csv").write_text(text)
    _, output = run(str(folder), "-o", "-")
    stations = {row["code"]: row["station"] for row in csv.DictReader(io.StringIO(output))}
    assert stations["102"] == "101"
    assert stations["101"] == "observers:101"


def test_one_source_is_nothing_to_match(folder: Path) -> None:
    text = (folder / "election.yaml").read_text()
    (folder / "election.yaml").write_text(text[: text.index("  - file: returns/observers")])
    code, output = run(str(folder))
    assert code == 2
    assert "only one source holds stations" in output


# -- what the check says of the lines --------------------------------------------------------------

HEADER = "source,code,station,how,doubtful\n"
PAIRED = "observers,A-1,101,figures,\nobservers,0201,201,normalised,\n"


def test_doubtful_lines_are_said_aloud_for_their_stations_are_counted_twice(folder: Path) -> None:
    (folder / "crosswalk.csv").write_text(HEADER + PAIRED + "observers,A-2,102,name,yes\n")
    result = check(open_election(folder))
    [finding] = result.findings.of("CROSSWALK-DOUBTFUL")
    assert finding.figures["lines"] == [{"code": "A-2", "station": "102", "line": 4}]
    assert finding.message == (
        "Observers: lines of crosswalk.csv that are doubtful and not used: 1. Until each is "
        "settled (empty its cell “doubtful”, or delete the line), these stations are counted twice "
        "and not compared: A-2 = 102"
    )
    [compared] = result.contests["contest"].sources
    assert (compared.agree, compared.differ, compared.only_second) == (2, 0, 2)

    (folder / "crosswalk.csv").write_text(HEADER + PAIRED + "observers,A-2,102,name,no\n")
    result = check(open_election(folder))
    assert not result.findings.of("CROSSWALK-DOUBTFUL")
    assert [item.area for item in result.findings.of("SOURCE-DIFFERS")] == ["102"]


def test_a_doubtful_line_of_one_and_the_same_code_is_compared_all_the_same(folder: Path) -> None:
    text = OBSERVERS.replace("A-2,Town Hall,north,151", "102,Mosque,south,11")
    (folder / "returns" / "observers.csv").write_text(text)
    (folder / "crosswalk.csv").write_text(HEADER + PAIRED + "observers,102,102,exact,yes\n")
    [finding] = check(open_election(folder)).findings.of("CROSSWALK-DOUBTFUL")
    assert "They are compared all the same" in finding.message


def test_that_stations_paired_by_their_figures_agree_proves_nothing(folder: Path) -> None:
    (folder / "crosswalk.csv").write_text(HEADER + PAIRED)
    [finding] = check(open_election(folder)).findings.of("CROSSWALK-BY-FIGURES")
    assert finding.figures["count"] == 1
    assert "that proves nothing" in finding.message


def test_a_line_that_leads_to_no_station_is_a_mistake_of_the_file(folder: Path) -> None:
    (folder / "crosswalk.csv").write_text(HEADER + PAIRED + "observers,A-2,120,name,\n")
    with pytest.raises(InputError) as error:
        check(open_election(folder))
    assert [str(problem) for problem in error.value.problems] == [
        f"{folder}/crosswalk.csv:4: no other file knows the station '120'; read 'observers, A-2'. "
        "If no other file has this station, delete the line: it keeps its own code."
    ]


def test_a_line_whose_code_the_source_does_not_have_is_named(folder: Path) -> None:
    """No mistake by itself: a list of all stations may stand beside sheets of some."""
    (folder / "crosswalk.csv").write_text(HEADER + PAIRED + "observers,A-9,102,name,\n")
    [finding] = check(open_election(folder)).findings.of("CROSSWALK-UNUSED")
    assert finding.figures["lines"] == [{"code": "A-9", "station": "102", "line": 4}]


def test_copies_are_listed_under_the_codes_of_the_own_returns(folder: Path) -> None:
    (folder / "crosswalk.csv").write_text(HEADER + PAIRED + "observers,A-7,202,,\n")
    (folder / "holdings.csv").write_text(
        "station,kind,standing,source\n"
        "A-1,photocopy,held,observers\n"
        "0201,photocopy,held,observers\n"
        "A-7,photograph,held,observers\n"
    )
    findings = check(open_election(folder)).findings
    assert [item.figures["first"] for item in findings.of("HOLDING-NOT-ENTERED")] == [["202"]]
    assert [item.figures["first"] for item in findings.of("HOLDING-UNLISTED")] == [["A-2", "B-9"]]
    assert "with one listed: 2." in findings.of("HOLDING-UNLISTED")[0].message
    assert not findings.of("HOLDING-UNKNOWN-STATION")


def test_more_stations_than_stated_are_asked_about(folder: Path) -> None:
    """The observers' A-2 is the commission's 102, and nobody has said so."""
    definition = folder / "election.yaml"
    definition.write_text(definition.read_text().replace("sources:", "stations: 5\nsources:", 1))
    (folder / "crosswalk.csv").write_text(HEADER + PAIRED + "observers,A-2,102,name,yes\n")
    [finding] = check(open_election(folder)).findings.of("STATIONS-MORE-THAN-STATED")
    assert finding.message == (
        "election.yaml states 5 stations, and the files name 6, because Observers alone names 2. "
        "If these are stations of another source under other codes, they are counted twice: "
        "`crosstally match` drafts which is which, and a doubtful line of crosswalk.csv counts "
        "once it is settled. 6 are taken"
    )
    (folder / "crosswalk.csv").write_text(HEADER + PAIRED + "observers,A-2,102,name,\n")
    assert not check(open_election(folder)).findings.of("STATIONS-MORE-THAN-STATED")

    definition.write_text(definition.read_text().replace("stations: 5", "stations: 3"))
    result = check(open_election(folder))
    [finding] = result.findings.of("STATIONS-MORE-THAN-STATED")
    assert finding.message == (
        "election.yaml states 3 stations, and the files name 5: one of the two is wrong. 5 are "
        "taken. Stations named by Commission: 4, Observers: 4"
    )
    assert result.contests["contest"].totals["commission"].stations_known == 5


def test_a_spreadsheet_that_saved_semicolons_is_no_matter(folder: Path) -> None:
    (folder / "crosswalk.csv").write_text((HEADER + PAIRED).replace(",", ";"))
    assert read_crosswalk(open_election(folder)).pairs("observers") == {"A-1": "101", "0201": "201"}


@pytest.mark.parametrize("code", ["=cmd|x!A1", "+1", "-1", "@x", "'=x"])
def test_a_code_that_a_spreadsheet_would_run_is_written_harmless_and_read_back(
    tmp_path: Path, code: str
) -> None:
    draft = Draft("watch", "cec", (Pair(code, "-7", How.EXACT),), ())
    text = crosswalk_csv([draft])
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["code"][0] == row["station"][0] == "'"
    files = {"r.csv": "code,ana,ben\n1,5,6\n", "crosswalk.csv": text}
    folder = write_folder(tmp_path, files, returns_entry("r.csv", columns=BY_CODE))
    (line,) = read_crosswalk(open_folder(folder)).lines
    assert (line.code, line.station) == (code, "-7")
