"""Findings, claims and totals as tables in Python and in a notebook."""

from __future__ import annotations

import builtins
import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import crosstally as ct
from crosstally.check.result import CheckResult, Findings
from crosstally.findings import Sentence
from tests.folders import COLUMNS, HEAD, STATIONS, csv_of, returns_entry, write_folder
from tests.report_claims import make_claims
from tests.report_fixture import empty_result, make_result
from tests.report_words import ARABIC, CYRILLIC


def test_findings_are_a_table_with_whole_numbers() -> None:
    frame = make_result().findings.to_pandas()
    at = next(iter(frame.index[frame["code"] == "announced-below-held"]))
    assert frame.loc[at, "votes"] == 12_412
    assert frame["votes"].dtype == pd.Int64Dtype()
    assert frame[frame["code"] == "unread-figure"]["votes"].isna().all()
    arrow = make_result().findings.to_arrow()
    assert arrow.num_rows == len(frame) == 28
    assert arrow.column("premises")[at].as_py()[0] == "The 1,204 sheets held are genuine."
    assert '"share": "2/3"' in arrow.column("figures")[at].as_py()


def test_what_is_overdue_is_found_without_being_told_the_day(tmp_path: Path) -> None:
    head = HEAD.replace(
        "  president:\n",
        "  president:\n    publication: [{level: region, by: 2024-05-20, what: [ana]}]\n",
    )
    folder = write_folder(
        tmp_path, {"returns.csv": csv_of(STATIONS)}, returns_entry("returns.csv"), head
    )
    assert len(ct.check(folder).findings.of("ABSENT-FIGURES")) == 1
    before = ct.check(folder, today=dt.date(2024, 5, 20))
    assert not before.findings.of("ABSENT-FIGURES")


def test_claims_are_a_table_with_a_row_a_clause() -> None:
    frame = make_result().claims.to_pandas()
    first = frame[frame["id"] == "c1"]
    assert list(first["clause_verdict"].fillna("none")) == ["holds", "none"]
    refuted = frame[frame["verdict"] == "refuted"].iloc[0]
    assert refuted["counterexamples"] == 312


def test_any_sequence_of_claims_is_taken() -> None:
    made = make_result()
    result = CheckResult(
        made.election,
        "0",
        Sentence("So."),
        Findings([]),
        {},
        list(make_claims()),  # type: ignore[arg-type]
    )
    assert result.claims == make_claims()
    assert len(result.claims.confirmed) == len(result.claims) - 1


def test_totals_of_the_whole_place() -> None:
    frame = make_result().totals().to_pandas().set_index("source")
    assert frame.loc["commission", "unity"] == 497_600
    assert frame.loc["commission", "name"] == "Nowhere"
    assert frame["unity"].isna()["party"], "missing is not zero"
    assert frame["stations_known"].isna()["party"]


def test_totals_of_the_whole_place_have_the_columns_that_those_of_a_level_have(
    tmp_path: Path,
) -> None:
    """Ballots cast are a sum of fields; nobody read the voters on the lists."""
    head = HEAD.replace("cast: Ballots, ", "").replace("valid + invalid == cast", "valid >= 0")
    head = head.replace("    relations:", "    measures: {cast: valid + invalid}\n    relations:")
    columns = COLUMNS.replace("cast: cast, ", "")
    table = STATIONS
    for voters in ("   500  ", "   400  ", "   300  ", "   800  "):
        table = table.replace(voters, "   .    ")
    write_folder(
        tmp_path,
        {"returns.csv": csv_of(table)},
        returns_entry("returns.csv", columns=columns),
        head.replace("cast <= registered", "valid <= registered"),
    )
    result = ct.check(tmp_path)
    (whole,), regions = result.totals(), list(result.totals(level="region"))
    assert set(whole) == set(regions[0])
    assert whole["cast"] == sum(row["cast"] for row in regions) == 1020
    assert whole["registered"] is None
    assert [row["registered"] for row in regions] == [None, None]


def test_totals_of_a_level_by_source() -> None:
    result = make_result()
    frame = result.totals(level="region", contest="list", source="observers").to_pandas()
    by_area = frame.set_index("area")
    assert by_area.loc["jetisu", "name"] == CYRILLIC
    assert by_area.loc["jetisu", "stations_held"] == 96
    assert by_area["unity"].isna()["arab"]
    assert len(result.totals(level="region")) == 24
    assert len(result.totals(level="region", contest="empty")) == 0


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"level": "station"}, "country, region"),
        ({"level": "regions"}, "country, region"),
        ({"contest": "lists"}, "empty, list"),
        ({"source": "press"}, "commission, observers, party"),
    ],
)
def test_what_is_not_there_is_named(asked: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        make_result().totals(**asked)


def test_a_notebook_shows_the_answer_and_escapes_names() -> None:
    shown = make_result(unread=500)._repr_html_()
    assert "15 statements of" in shown
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "60 of 516 rows are shown." in shown
    assert "DRAFTED" not in shown
    assert ARABIC in make_result().totals(level="region")._repr_html_()
    assert "Everything that was checked adds up." in empty_result()._repr_html_()
    assert "497,600" in make_result().totals()._repr_html_()
    assert "–" in make_result().totals()._repr_html_()


def test_without_pandas_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pandas(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(ImportError, match="pip install pandas"):
        make_result().findings.to_pandas()
    assert make_result().findings.to_arrow().num_rows == 28


def test_totals_are_walked_row_by_row() -> None:
    totals = make_result().totals(level="region", contest="list", source="observers")
    rows = list(totals)
    assert len(rows) == len(totals)
    assert rows[0] == totals[0]
    assert rows[-1] == totals[-1]
    assert rows[0]["level"] == "region"
    with pytest.raises(IndexError, match="no row"):
        totals[len(totals)]


def test_findings_are_asked_for_by_the_words_of_a_report() -> None:
    findings = make_result().findings
    assert findings.of_tier("decisive") == findings.of_tier(ct.Tier.DECISIVE) != []
    assert findings.of("sheet-must") == findings.of("SHEET-MUST")
    with pytest.raises(ValueError, match="there are: decisive, strong, indicative"):
        findings.of_tier("grave")
    with pytest.raises(ValueError, match="did you mean 'SHEET-MUST'"):
        findings.of("SHEETS-MUST")


def test_a_folder_and_one_source_are_enough(tmp_path: Path) -> None:
    write_folder(tmp_path, {"returns.csv": csv_of(STATIONS)})
    result = ct.check(str(tmp_path), sources="cec")
    assert list(result.contests["president"].totals) == ["cec"]
    with pytest.raises(ct.InputError) as caught:
        ct.check(tmp_path, sources="ourparty")
    assert [problem.read for problem in caught.value.problems] == ["ourparty"]


def test_a_result_shows_itself_in_a_line() -> None:
    result = make_result()
    assert str(result.answer) in repr(result)
    assert "decisive" in repr(result)
    assert max(len(repr(part)) for part in (result, result.findings, result.totals())) < 500


def test_single_results_show_themselves_in_a_line() -> None:
    result = ct.check("kazakhstan-2012")
    assert repr(result.election).startswith("<Election kazakhstan-2012: Kazakhstan, deputies")
    finding, claim = result.findings[0], result.claims[0]
    assert repr(finding) == f"<Finding TURNOUT-OTHER-REGISTER (decisive): {finding.message}>"
    assert repr(claim) == f"<ClaimResult s1 (holds): {claim.reason.text}>"
    assert repr(result.answer) == f"<Sentence: {result.answer.text}>"
