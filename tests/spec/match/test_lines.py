"""What the check says of the lines of a crosswalk."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from crosstally.check.run import check, open_election
from crosstally.drafting.crosswalk import Draft, crosswalk_csv
from crosstally.drafting.station_lists import How, Pair
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from crosstally.returns.crosswalk import read_crosswalk
from tests.folders import returns_entry, write_folder
from tests.spec.match.crosswalks import OBSERVERS

BY_CODE = "    columns: {station: code}\n"


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
