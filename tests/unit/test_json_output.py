"""The JSON face: its published schema, exact figures, and files that are whole or not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from crosstally.check.result import CheckResult, ContestResult, Findings
from crosstally.findings import Finding, Sentence
from crosstally.problems import InputError, Problem
from crosstally.report.json_output import to_json, write_json, write_problems
from tests.report_fixture import UNREAD, empty_result, make_result
from tests.report_words import ARABIC, SCRIPT

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


def validator(name: str = "check-result") -> Any:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("result", [make_result(), empty_result()], ids=["full", "empty"])
def test_the_output_obeys_the_published_schema(result: CheckResult) -> None:
    written = json.loads(json.dumps(to_json(result), allow_nan=False))
    assert [error.message for error in validator().iter_errors(written)] == []


def test_the_schema_refuses_keys_that_it_does_not_name() -> None:
    written = to_json(make_result())
    written["contests"]["list"]["surprise"] = 1
    assert not validator().is_valid(written)


def test_totals_seats_and_bounds_stand_where_the_format_says() -> None:
    contest = to_json(make_result())["contests"]["list"]
    held = contest["totals"]["observers"]
    assert (held["stations_held"], held["stations_known"]) == (1_204, 1_600)
    assert held["fields"] == {"registered": 1_080_000}
    assert held["options"]["unity"] == 374_444
    assert "north" not in held["options"], "what nobody holds is absent, not zero"
    assert contest["totals"]["party"]["stations_known"] is None
    assert contest["seats"]["commission"]["final"]["valid"]["unity"] == 61
    assert contest["seat_outcomes"]["commission"]["final"]["valid"]["shares"]["north"] == "4/272671"
    assert contest["bounds"]["options"]["dawn"] == {
        "held": 180_000,
        "least": 180_000,
        "greatest": None,
    }
    assert contest["bounds"]["others"][0]["register"] is None


def test_an_open_question_comes_with_two_ways_that_it_can_end() -> None:
    contest = to_json(make_result())["contests"]["list"]
    assert contest["bounds"]["lead"] == 220_000
    assert contest["bounds"]["witnesses"]["seats"][0] == {
        "votes": {"unity": 1, "dawn": 2},
        "base": 3,
    }
    outcome = contest["seat_outcomes"]["commission"]["final"]["cast"]
    assert outcome["base_interval"]["low"] == "1/2"
    assert outcome["outcomes_count"] == 2


def test_missing_figures_of_areas_are_null() -> None:
    table = to_json(make_result())["contests"]["list"]["areas"]["observers"]["region"]
    place = table["ids"].index("arab")
    assert table["names"][place] == ARABIC
    assert table["figures"]["unity"][place] is None
    assert table["stations_held"][place] == 0


def test_claims_keep_verdict_reason_counterexamples_and_what_is_missing() -> None:
    claims = {claim["id"]: claim for claim in to_json(make_result())["claims"]}
    assert list(claims) == ["c1", "c2", "c3", "c4"], "a draft that nobody confirmed is not shown"
    assert (claims["c1"]["status"], claims["c1"]["verdict"]) == ("tested", "holds")
    assert [clause["verdict"] for clause in claims["c1"]["clauses"]] == ["holds", None]
    assert claims["c1"]["provisional"] is True
    assert claims["c2"]["counterexamples_count"] == 312
    assert len(claims["c2"]["counterexamples"]) == 100
    assert claims["c3"]["missing"] == {
        "stations": 340,
        "of": 340,
        "areas": ["steppe"],
        "share": "1/1",
    }
    assert (claims["c4"]["status"], claims["c4"]["verdict"]) == ("recorded", None)


def test_figures_of_findings_become_plain_values() -> None:
    findings = to_json(make_result())["findings"]
    below = next(item for item in findings if item["code"] == "announced-below-held")
    assert below["figures"] == {"announced": 451_000, "held": 463_412, "share": "2/3"}
    assert below["breaking_point"] == "At least 87 of the sheets held would have to be worthless."
    assert SCRIPT in below["message"]
    odd = Finding(
        UNREAD,
        None,
        "Odd.",
        figures={"inner": {1: np.int64(3)}, "row": np.array([1, 2]), "said": Sentence("So.")},
    )
    made = make_result()
    result = CheckResult(
        made.election, "0", Sentence("So."), Findings([odd]), {"list": ContestResult("list")}
    )
    figures = json.loads(json.dumps(to_json(result)))["findings"][0]["figures"]
    assert figures == {"inner": {"1": 3}, "row": [1, 2], "said": "So."}


def test_a_file_is_written_whole_and_in_utf8(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    target.write_text("old")
    write_json(make_result(), target)
    assert json.loads(target.read_text(encoding="utf-8"))["election"] == "made-up"
    assert ARABIC in target.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [target], "no half-written file stays behind"


def test_a_byte_that_is_no_text_survives_as_an_escape(tmp_path: Path) -> None:
    odd = Finding(UNREAD, None, "{raw}", {"raw": "caf\udce9"}, figures={"raw": "caf\udce9"})
    made = make_result()
    result = CheckResult(made.election, "0", Sentence("So."), Findings([odd]), {})
    write_json(result, tmp_path / "x.json")
    assert json.loads((tmp_path / "x.json").read_bytes())["findings"][0]["message"] == "caf\udce9"


def test_the_dash_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    write_json(empty_result(), "-")
    assert json.loads(capsys.readouterr().out)["exit_code"] == 0


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_json(empty_result(), tmp_path / "absent" / "x.json")
    assert "Make the folder first." in str(caught.value)
    with pytest.raises(InputError):
        write_json(empty_result(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_problems_are_written_with_every_place(tmp_path: Path) -> None:
    cells = tuple((row, f"1,{row:03d}\udce9") for row in range(10_000))
    bad = Problem(
        "is no whole number", "a.csv", 2, 3, "1,000", "a number", "Say so.", 10_000, cells
    )
    write_problems([bad, Problem("is not there")], tmp_path / "x.json")
    written = json.loads((tmp_path / "x.json").read_bytes())
    assert [error.message for error in validator("problems").iter_errors(written)] == []
    assert len(written["problems"][0]["cells"]) == 10_000
    assert written["problems"][0]["text"].startswith("a.csv:2:3: is no whole number")
    assert written["exit_code"] == 2
