"""Claims about a single polling station: its sheet decides, whoever holds it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import crosstally as ct
from crosstally.claims.result import Verdict
from crosstally.claims.statement import Claim
from crosstally.tabulation.figures import FigureTable
from tests.folders import checked, returns_entry

from .claims_evidence import HandMade, Row, make_election, station, verdict

CANKIRI = Path(ct.__file__).parent / "examples" / "cankiri-2023"
HOLDS, REFUTED, UNDECIDED = Verdict.HOLDS, Verdict.REFUTED, Verdict.UNDECIDED
SHEET = station("101", red=120, blue=80, green=0, valid=200, cast=205, registered=410)
OTHER = station("102", red=1, blue=300, green=0, valid=301, cast=301, registered=500)


@dataclass
class Several(HandMade):
    """Sheets of more than one source."""

    held: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def sheet_sources(self, contest: str) -> Sequence[str]:
        return list(self.held)

    def table(self, contest: str, source: str, level: str, area: str) -> FigureTable:
        return HandMade(self.election, self.held[source]).table(contest, source, level, area)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"measure": "votes", "option": "red", "equals": "120"}, HOLDS),
        ({"measure": "votes", "option": "red", "above": "120"}, REFUTED),
        ({"measure": "votes", "option": "red", "above": {"option": "blue"}}, HOLDS),
        ({"measure": "share", "option": "red", "equals": "60%"}, HOLDS),
        ({"measure": "rank", "option": "blue", "equals": "2"}, HOLDS),
        ({"measure": "turnout", "equals": "50%"}, HOLDS),
        ({"measure": "turnout", "at_most": "49%"}, REFUTED),
        ({"measure": "registered", "equals": "410"}, HOLDS),
    ],
)
def test_the_sheet_of_a_station_decides(test: dict[str, Any], expected: Verdict) -> None:
    evidence = HandMade(make_election(), [SHEET, OTHER])
    assert verdict(evidence, station="101", **test).verdict is expected


def test_the_reason_names_the_station_and_whose_sheet_it_is() -> None:
    evidence = HandMade(make_election(), [SHEET, OTHER])
    result = verdict(evidence, measure="votes", option="red", station="101", equals="12")
    assert str(result.reason) == (
        "Votes of Red in 101: 120 (the sheet held by A party). "
        "The statement says 12: the two cannot both be right."
    )


def test_a_station_without_a_sheet_leaves_it_open_and_says_what_would_decide() -> None:
    evidence = HandMade(make_election(), [OTHER])
    result = verdict(evidence, measure="votes", option="red", station="101", equals="120")
    assert result.verdict is UNDECIDED
    assert str(result.reason) == (
        "No sheet of station 101 is held. The sheet of station 101 would decide it."
    )
    assert result.clauses[0].missing == {"stations": 1, "of": 1}


def test_an_unread_figure_leaves_it_open() -> None:
    evidence = HandMade(make_election(), [station("101", blue=80), OTHER])
    result = verdict(evidence, measure="votes", option="red", station="101", equals="120")
    assert result.verdict is UNDECIDED
    assert str(result.reason) == "No sheet of station 101 gives this figure."


@pytest.mark.parametrize(
    ("theirs", "said", "expected"),
    [
        (120, "120", HOLDS),
        (90, "120", UNDECIDED),  # one sheet agrees with the statement, the other does not
        (90, "100", REFUTED),  # neither does
    ],
)
def test_sheets_of_several_sources_must_agree(theirs: int, said: str, expected: Verdict) -> None:
    copies: Mapping[str, Sequence[Row]] = {
        "commission": [SHEET],
        "party": [{**SHEET, "red": theirs}],
    }
    evidence = Several(make_election(), held=copies)
    result = verdict(evidence, measure="votes", option="red", station="101", equals=said)
    assert result.verdict is expected
    if expected is UNDECIDED:
        assert "held by The commission" in str(result.reason)
        assert "held by A party" in str(result.reason)
        assert str(result.reason).endswith(
            "Which of these sheets of station 101 counts would decide it."
        )


def test_a_named_source_is_asked_alone() -> None:
    copies: Mapping[str, Sequence[Row]] = {"commission": [SHEET], "party": [{**SHEET, "red": 90}]}
    evidence = Several(make_election(), held=copies)
    test = {"measure": "votes", "option": "red", "station": "101", "equals": "90"}
    assert verdict(evidence, source="party", **test).verdict is HOLDS
    assert verdict(evidence, source="commission", **test).verdict is REFUTED


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure": "votes", "option": "red", "equals": "1", "area": "north"},
        {"measure": "votes", "option": "red", "equals": "1", "quantifier": "every"},
        {"measure": "seats", "option": "red", "equals": "1"},
        {"measure": "stations", "equals": "1"},
    ],
)
def test_what_no_sheet_of_a_station_can_answer_is_refused(wrong: dict[str, Any]) -> None:
    about = {"id": "c", "who": "Somebody", "sentence": "What was said."}
    with pytest.raises(ValueError, match="station"):
        Claim.model_validate({**about, "test": {"station": "101", **wrong}})


def test_copies_that_disagree_leave_it_open_and_the_original_would_decide(tmp_path: Path) -> None:
    copies = "code,copy,ana,ben\n1,wall,200,100\n1,paper,90,100\n"
    claims = """claims:
  - id: more
    who: X
    sentence: More.
    test: {measure: votes, option: ana, station: '1', above: {option: ben}}
  - id: some
    who: X
    sentence: Some.
    test: {measure: votes, option: ana, station: '1', above: 80}
"""
    columns = "    columns: {station: code, copy: copy}\n"
    entry = returns_entry("r.csv", "watch", columns=columns)
    more, some = checked(tmp_path, {"r.csv": copies, "claims.yaml": claims}, entry).claims
    assert (more.verdict, some.verdict) == (UNDECIDED, HOLDS)
    assert str(more.reason).endswith("The original of this sheet (1) would decide it.")


def test_a_claim_about_a_box_of_the_bundled_province(tmp_path: Path) -> None:
    folder = tmp_path / "election"
    shutil.copytree(CANKIRI, folder)
    (folder / "claims.yaml").write_text(
        """claims:
  - id: more
    who: Somebody
    sentence: In box 1001 of Atkaracalar Erdoğan had 190 votes.
    test: {measure: votes, option: erdogan, station: ATKARACALAR/1001, equals: 190}
  - id: nowhere
    who: Somebody
    sentence: In box 9999 he had none.
    test: {measure: votes, option: erdogan, station: ATKARACALAR/9999, equals: 0}
""",
        encoding="utf-8",
    )
    held, nowhere = ct.check(ct.open(folder)).claims
    assert [held.verdict, nowhere.verdict] == [HOLDS, UNDECIDED]
