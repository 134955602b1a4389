"""NIST reports: a small one in, a table and a folder out; and reports that nobody should trust."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from crosstally.check.run import check, open_election
from crosstally.cli.app import command_line
from crosstally.problems import InputError
from crosstally.returns.document_files import read_document
from crosstally.returns.documents import Document

T = "ElectionResults."


def text(content: str) -> dict[str, Any]:
    return {"Text": [{"Content": content, "Language": "en"}]}


def votes(place: str, count: Any, way: str = "total", **more: Any) -> dict[str, Any]:
    return {"GpUnitId": place, "Type": way, "Count": count, **more}


REPORT: dict[str, Any] = {
    "@type": f"{T}ElectionReport",
    "Party": [{"@id": "p", "Name": text("Green")}],
    "GpUnit": [
        {"@id": "st", "Type": "state", "Name": text("State"), "ComposingGpUnitIds": ["co"]},
        {
            "@id": "co",
            "Type": "county",
            "Name": text("Lake County"),
            "ComposingGpUnitIds": ["1", "2"],
        },
        {"@id": "1", "Type": "precinct", "Name": text("School"), "VotersRegistered": 100},
        {"@id": "2", "Type": "precinct", "Name": text("Church"), "VotersRegistered": 90},
    ],
    "Election": [
        {
            "Name": text("A vote"),
            "EndDate": "2024-05-12",
            "Candidate": [{"@id": "c", "BallotName": text("Ana Lima")}],
            "Contest": [
                {
                    "@id": "mayor",
                    "Name": "Mayor",
                    "ContestSelection": [
                        {
                            "@id": "s1",
                            "CandidateIds": ["c"],
                            "VoteCounts": [
                                votes("1", 30),
                                votes("2", 20.0),
                                votes("co", 50),
                                votes("1", 10, "absentee"),
                            ],
                        },
                        {
                            "@id": "s2",
                            "PartyIds": ["p"],
                            "VoteCounts": [
                                votes("1", 12),
                                votes("2", 3, IsSuppressedForPrivacy=True),
                            ],
                        },
                    ],
                },
                {
                    "@id": "measure",
                    "Name": "Measure",
                    "ContestSelection": [
                        {"@id": "y", "Selection": text("Yes"), "VoteCounts": [votes("1", 5)]}
                    ],
                },
            ],
            "BallotCounts": [{"GpUnitId": "1", "Type": "total", "BallotsCast": 44}],
        }
    ],
}


def read(tmp_path: Path, report: Any) -> Document:
    path = tmp_path / "report.json"
    said = report if isinstance(report, str) else json.dumps(report, indent=1)
    path.write_text(said, encoding="utf-8")
    return read_document(path, "nist", path.name)


def test_a_row_is_a_place_of_a_contest_and_a_way_of_voting(tmp_path: Path) -> None:
    document = read(tmp_path, REPORT)
    names = [column.name for column in document.columns]
    assert names[:5] == ["GpUnitId", "Name", "Contest", "Type", "GpUnit Type"]
    assert names[5:] == ["county", "VotersRegistered", "BallotsCast", "Ana Lima", "Green", "Yes"]
    assert [row[:1] + row[2:4] + row[5:] for row in document.rows] == [
        ["1", "Mayor", "total", "Lake County", "100", "44", "30", "12", ""],
        ["2", "Mayor", "total", "Lake County", "90", "", "20", "", ""],
        ["co", "Mayor", "total", "", "", "", "50", "", ""],
        ["1", "Mayor", "absentee", "Lake County", "100", "", "10", "", ""],
        ["1", "Measure", "total", "Lake County", "100", "44", "", "", "5"],
    ]


def test_the_voters_list_stands_with_the_total_and_with_one_way_of_voting(tmp_path: Path) -> None:
    """A draft takes the total, and a person may take the ways of voting instead."""
    report = copy.deepcopy(REPORT)
    counts = report["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"]
    counts[:0] = [counts.pop(), votes("1", 20, "election-day")]
    column = [one.name for one in read(tmp_path, report).columns].index("VotersRegistered")
    stated = {(row[0], row[3]): row[column] for row in read(tmp_path, report).rows}
    said = [stated["1", way] for way in ("total", "absentee", "election-day")]
    assert said == ["100", "100", ""]


def test_names_are_in_one_language_whichever_stands_first(tmp_path: Path) -> None:
    report = copy.deepcopy(REPORT)
    two = [{"Content": "Ana de Lima", "Language": "es"}, {"Content": "Ana Lima", "Language": "en"}]
    report["Election"][0]["Candidate"][0]["BallotName"] = {"Text": two}
    report["Party"][0]["Name"] = {"Text": [{"Content": "Verdes", "Language": "es"}]}
    names = [column.name for column in read(tmp_path, report).columns]
    assert names[-3:] == ["Ana Lima", "Verdes", "Yes"]


def test_a_folder_is_drafted_of_one_contest_and_its_stations(tmp_path: Path) -> None:
    read(tmp_path, REPORT)
    target = tmp_path / "mine"
    command_line()(
        ["new", str(target), "--from", str(tmp_path / "report.json"), "--yes"],
        standalone_mode=False,
    )
    election = open_election(target)
    assert election.definition.date == "2024-05-12"
    assert election.definition.levels == ["country", "county", "station"]
    options = election.definition.contests["contest"].options
    assert [option.name for option in options.values()] == ["Ana Lima", "Green"]
    (entry,) = election.definition.returns
    assert entry.leave_out == {
        "Contest": ["Measure"],
        "GpUnit Type": ["county"],
        "Type": ["absentee"],
    }
    result = check(election)
    (total,) = result.totals(level="country")
    assert (total["ana_lima"], total["registered"], total["stations_held"]) == (50, 190, 2)


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    report = copy.deepcopy(REPORT)
    part: Any = report
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return report


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    wrong = changed(["GpUnit", 1, "ComposingGpUnitIds"], ["1", "9"])
    counts = wrong["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"]
    counts[0]["Count"], counts[1]["GpUnitId"], counts[3]["Type"] = -1, "7", "total"
    with pytest.raises(InputError) as error:
        read(tmp_path, wrong)
    lines = str(error.value).splitlines()
    assert [line.partition(": ")[2] for line in lines] == [
        "a place is made of one that the report does not hold; read '9'; expected GpUnit",
        "a figure of Ana Lima, 1 is no whole number; read '-1'",
        "votes of a place that the report does not hold; read '7'",
        "a figure of School stands twice; read 'Ana Lima, total'",
    ]
    assert all(line.startswith("report.json:") for line in lines)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "is no NIST report of election results"),
        ('{"@type": "x", "@type": "y"}', "the key '@type' stands twice"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": "\\ud800"}', "half of a sign"),
        ('{"a": "\\u0000"}', "a zero byte"),
        ("[" * 100_000, "is JSON nested too deep"),
        (changed(["Election"], []), "holds no votes"),
        (changed(["Election"], "none"), "holds no votes"),
        (changed(["GpUnit", 2, "@id"], "2"), "a place stands twice"),
        (changed(["Election", 0, "Contest", 0, "ContestSelection", 1, "@id"], "s1"), "twice"),
    ],
)
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, report: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, report)
