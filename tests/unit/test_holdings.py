"""The list of copies: reading it, and what it says beside the returns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crosstally.check.run import check, open_election
from crosstally.compare.bounds import Determined
from crosstally.compare.disputed import DisputedStation, stations_that_differ
from crosstally.compare.holdings import check_holdings
from crosstally.election.definition import Definition
from crosstally.election.folder import Election
from crosstally.election.holdings import Holding, HoldingKind, HoldingStanding, read_holdings
from crosstally.findings import Checked, Finding, Tier
from crosstally.problems import InputError

DEFINITION = Definition.model_validate(
    {
        "id": "here",
        "title": "Here",
        "date": "2024-07-28",
        "sources": {"party": "The party", "observers": "Observers"},
        "sheets": {"sheet": {"fields": {"invalid": "Invalid ballots"}}},
        "contests": {
            "list": {"options": {"a": "Unity", "b": "Dawn"}},
            "mayor": {"options": {"c": "C"}},
        },
    }
)


def read(folder: Path, text: str | bytes) -> list[Holding]:
    content = text.encode() if isinstance(text, str) else text
    (folder / "holdings.csv").write_bytes(content)
    return read_holdings(Election(folder, DEFINITION))


def problems(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(InputError) as error:
        read(folder, text)
    return [str(problem) for problem in error.value.problems]


def test_rows_with_every_column(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "station,copy,kind,standing,source,contest,note\n"
        '12/3,witness,certified_copy,held,party,list,"signed, stamped"\n'
        "12/4,,photograph,claimed,,,\n",
    )
    assert found == [
        Holding(
            "12/3",
            HoldingKind.CERTIFIED_COPY,
            HoldingStanding.HELD,
            "witness",
            "party",
            "list",
            "signed, stamped",
            2,
        ),
        Holding("12/4", HoldingKind.PHOTOGRAPH, HoldingStanding.CLAIMED, line=3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffStation;Kind;Standing\n001;Certified copy;HELD\n",
        "station\tkind\tstanding\n001\tcertified-copy\theld\n\n",
    ],
    ids=["as a spreadsheet saves it", "tabs, dashes, an empty row"],
)
def test_what_people_write_is_read(tmp_path: Path, text: str) -> None:
    (found,) = read(tmp_path, text)
    assert (found.station, found.kind, found.standing) == ("001", "certified_copy", "held")


def test_a_folder_without_the_file_lists_nothing(tmp_path: Path) -> None:
    assert read_holdings(Election(tmp_path, DEFINITION)) == []


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "station,copy,kind,standing,source,contest\n"
        "1,x,orignal,held,party,list\n"
        "2,x,original,lost,party,list\n"
        ",x,original,held,party,list\n"
        "4,x,original,held,partei,lists\n"
        "5,x,original,held,party,list\n"
        "5,x,photocopy,seen,party,list\n"
        "6,x,original,held,party,list,more\n",
    )
    text = "\n".join(found)
    assert len(found) == 7
    assert "holdings.csv:2: there is no such kind: 'orignal'" in text
    assert "Did you mean 'original'?" in text
    assert "holdings.csv:3: there is no such standing: 'lost'" in text
    assert "holdings.csv:4: a row has no station" in text
    assert "holdings.csv:5: there is no source of that name: 'partei'" in text
    assert "Did you mean 'party'?" in text
    assert "Did you mean 'list'?" in text
    assert "holdings.csv:7: a copy of a station stands here that an earlier row lists" in text
    assert "holdings.csv:8: a row has more cells" in text


def test_a_mistake_of_many_rows_is_one_problem(tmp_path: Path) -> None:
    rows = "".join(f"{i},photo,held\n" for i in range(12_000))
    with pytest.raises(InputError) as error:
        read(tmp_path, "station,kind,standing\n" + rows)
    (problem,) = error.value.problems
    assert (problem.count, problem.line, len(problem.cells)) == (12_000, 2, 10_000)
    assert "Did you mean 'photograph'?" in str(problem) or "photocopy" in str(problem)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("station,kind,standng\n1,original,held\n", "there is no column 'standing'"),
        ("station,kind,standing,kopie\n", "read 'kopie'"),
        ("station,kind,standing,kind\n", "the column 'kind' stands twice"),
        ("", "there is no column 'station'"),
        ("station,kind,standing\nКү,original,held\n".encode("cp1251", "replace"), "UTF-8"),
        ('station,kind,standing\n1,original,"held\n' + "x" * 2_000_000, "is no CSV"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert said in "\n".join(problems(tmp_path, text))


def holding(station: str, standing: str, kind: str = "photograph", **more: Any) -> Holding:
    source = more.pop("source", "party")
    return Holding(station, HoldingKind(kind), HoldingStanding(standing), source=source, **more)


def only(result: Checked, code: str) -> Finding:
    (found,) = [finding for finding in result.findings if finding.code.name == code]
    return found


def codes(result: Checked) -> set[str]:
    return {finding.code.name for finding in result.findings}


def test_what_is_not_held_is_listed_by_what_became_of_it() -> None:
    rows = [
        holding("1", "claimed"),
        holding("2", "refused"),
        holding("2", "claimed"),  # refused by the station, claimed by somebody: it can be had
        holding("3", "refused"),
        holding("4", "destroyed"),
        holding("5", "destroyed"),
        holding("5", "held"),  # another copy is there
        holding("6", "issued"),  # and its figures were read
    ]
    result = check_holdings(DEFINITION, "list", rows, {"party": {"5", "6"}})
    found = {
        finding.figures["standing"]: finding.figures["first"]
        for finding in result.findings
        if finding.code.name == "HOLDING-NOT-HELD"
    }
    assert found == {"claimed": ["1", "2"], "refused": ["3"], "destroyed": ["4"]}
    refused = next(item for item in result.findings if item.figures.get("standing") == "refused")
    assert refused.message == (
        "The party: stations that refused a copy, and of which none is here: 1 (3)."
    )
    assert refused.tier is Tier.INDICATIVE


def test_sheets_at_hand_that_no_return_has_would_raise_the_coverage() -> None:
    rows = [holding("1", "held"), holding("2", "deposited"), holding("3", "held")]
    result = check_holdings(DEFINITION, "list", rows, {"party": {"1", "8"}})
    found = only(result, "HOLDING-NOT-ENTERED")
    assert found.figures["first"] == ["2", "3"]
    assert "from 2 to 4." in found.message
    assert only(result, "HOLDING-UNLISTED").figures["first"] == ["8"]


def test_stations_are_named_by_code_and_name_the_first_of_them() -> None:
    rows = [holding("1", "held"), holding("X", "held")]
    returned = {"party": {str(number) for number in range(1, 12)}}
    names = {"2": "Mill School", "3": "3"}
    found = check_holdings(DEFINITION, "list", rows, returned, names=names)
    assert only(found, "HOLDING-UNLISTED").message == (
        "The party: stations with figures of which no copy is listed: 10 (10; 11; 2 Mill School; "
        "3; 4; 5; 6; 7; …); with one listed: 1."
    )


def test_figures_whose_copies_are_all_gone() -> None:
    rows = [holding("1", "destroyed"), holding("1", "seen"), holding("2", "held")]
    result = check_holdings(DEFINITION, "list", rows, {"party": {"1", "2"}})
    assert only(result, "HOLDING-RETURN-WITHOUT-COPY").figures["first"] == ["1"]
    assert "HOLDING-NOT-HELD" not in codes(result)


def test_a_station_that_nobody_else_names() -> None:
    rows = [holding("1", "held"), holding("I", "held")]
    result = check_holdings(DEFINITION, "list", rows, {"party": {"1"}}, stations={"1", "2"})
    assert only(result, "HOLDING-UNKNOWN-STATION").figures["first"] == ["I"]
    unknown = check_holdings(DEFINITION, "list", rows, {"party": {"1"}})
    assert "HOLDING-UNKNOWN-STATION" not in codes(unknown)


def test_copies_are_counted_by_kind_and_standing() -> None:
    rows = [
        holding("1", "held", "certified_copy"),
        holding("1", "held"),
        holding("2", "claimed", contest="list"),
        holding("3", "held", contest="mayor"),
    ]
    found = only(check_holdings(DEFINITION, "list", rows, {"party": {"1"}}), "HOLDING-COUNTS")
    assert found.figures["kind_and_standing"] == {
        "certified_copy": {"held": 1},
        "photograph": {"held": 1, "claimed": 1},
    }
    assert found.message == (
        "The party: copies of sheets listed: 3, of stations: 2; stations with at least one at "
        "hand: 1."
    )


def test_rows_without_a_source_belong_to_the_only_one_or_to_nobody() -> None:
    rows = [holding("1", "held", source=None)]
    result = check_holdings(DEFINITION, "list", rows, {"party": {"1"}})
    assert only(result, "HOLDING-COUNTS").source == "party"
    result = check_holdings(DEFINITION, "list", rows, {"party": {"1"}, "observers": set()})
    assert only(result, "HOLDING-COUNTS").source is None
    assert "HOLDING-UNLISTED" not in codes(result)


def test_copies_that_disagree_are_a_contradiction() -> None:
    found = [
        DisputedStation("7", "School 7", 2, {"a": (100, 104), "invalid": (1, 9)}, 4),
        DisputedStation("8", "School 8", 3, {"a": (100, 150), "b": (50, 100)}, 50),
    ]
    result = check_holdings(
        DEFINITION, "list", [], {"party": {"7", "8"}}, disputed={"party": found}, limit=1
    )
    (finding,) = result.findings
    assert (finding.area, finding.votes, finding.tier) == ("8", 50, Tier.DECISIVE)
    assert finding.message == (
        "The party: the 3 copies of station School 8 differ in Unity: 100 or 150, Dawn: 50 or 100."
    )
    assert finding.premises
    assert result.truncated == {"HOLDING-COPIES-DIFFER": 1}
    (run,) = result.runs
    assert (run.failed, run.votes) == (2, 54)


def test_disputed_stations_come_from_what_was_read() -> None:
    rows = [
        {"station": "7", "copies": 2, "low:a": 5, "high:a": 9, "low:b": 3, "high:b": 3},
        {"station": "8", "copies": 2, "low:a": None, "high:a": None},
    ]
    found = stations_that_differ(rows, {"7": "School 7"}, {"7": 4, "8": 0})
    # What one copy has and another leaves unread is no contradiction.
    assert found == [DisputedStation("7", "School 7", 2, {"a": (5, 9)}, 4)]


def test_two_hundred_thousand_copies_name_a_bounded_number_of_stations(tmp_path: Path) -> None:
    rows = "".join(f"{i},photograph,held,party\n" for i in range(200_000))
    found = read(tmp_path, "station,kind,standing,source\n" + rows)
    result = check_holdings(DEFINITION, "list", found, {"party": set()})
    finding = only(result, "HOLDING-NOT-ENTERED")
    assert finding.figures["stations"] == 200_000
    assert len(finding.figures["first"]) == 1_000


def test_a_folder_with_copies_is_checked_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "election.yaml").write_text(
        """
id: here
title: Here
date: 2024-07-28
levels: [country, station]
stations: 3
sources: {party: The party}
sheets: {sheet: {fields: {registered: Registered}}}
contests: {vote: {options: {a: A, b: B}}}
returns:
  - file: sheets.csv
    source: party
    columns: {station: station, copy: copy, fields: {registered: registered}}
""",
        encoding="utf-8",
    )
    (tmp_path / "sheets.csv").write_text(
        "station,copy,registered,a,b\n1,witness,100,50,40\n1,wall,100,30,60\n2,,100,60,30\n",
        encoding="utf-8",
    )
    (tmp_path / "holdings.csv").write_text(
        "station,copy,kind,standing\n1,witness,certified_copy,held\n1,wall,photograph,held\n"
        "3,,photocopy,refused\n",
        encoding="utf-8",
    )
    result = check(open_election(tmp_path))
    (differ,) = result.findings.of("HOLDING-COPIES-DIFFER")
    assert differ.figures == {"copies": 2, "a": [30, 50], "b": [40, 60]}
    (refused,) = result.findings.of("HOLDING-NOT-HELD")
    assert refused.figures["first"] == ["3"]
    (unlisted,) = result.findings.of("HOLDING-UNLISTED")
    assert unlisted.figures["first"] == ["2"]
    bounds = result.contests["vote"].bounds
    assert bounds is not None
    assert bounds.disputed == 1
    assert (bounds.options["a"].least, bounds.options["a"].held) == (90, 110)
    assert bounds.winner is Determined.UNKNOWN  # no register is given
