"""What the election folder says of a control relation stands once beside the findings."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from crosstally.check.result import CheckResult
from crosstally.check.run import check
from crosstally.report.html import render_report
from crosstally.report.json_output import to_json
from crosstally.report.terminal import print_result
from tests.folders import HEAD, checked, csv_of

WHY = "Officials vote where they serve."
SAID = f"The election folder says of Ballots ≤ Voters: “{WHY}”"
EXPLAINED = HEAD.replace("strength: should}", f'strength: should, because: "{WHY}"}}')
BEYOND = """
region district code registered cast valid invalid ana ben
North  Hill     1    300        301  300   1       200 100
North  Hill     2    200        210  200   10      50  150
South  Port     4    800        404  400   4       300 100
"""


def of(folder: Path, head: str = EXPLAINED) -> CheckResult:
    return checked(folder, {"returns.csv": csv_of(BEYOND)}, head=head)


def printed(result: CheckResult) -> str:
    stream = io.StringIO()
    print_result(result, Console(file=stream, width=400))
    return stream.getvalue()


def test_each_finding_of_the_relation_has_it_in_the_folders_own_words(tmp_path: Path) -> None:
    found = of(tmp_path).findings.of("SHEET-SHOULD")
    assert [str(one.because) for one in found] == [SAID, SAID]


def test_the_terminal_and_the_report_say_it_once(tmp_path: Path) -> None:
    result = of(tmp_path)
    assert printed(result).count(SAID) == 1
    assert render_report(result).count(WHY) == 1


def test_a_relation_of_which_nothing_is_said_has_none(tmp_path: Path) -> None:
    result = of(tmp_path, HEAD)
    assert {one.because for one in result.findings} == {None}
    assert "The election folder says" not in printed(result) + render_report(result)


def test_markup_in_it_is_text(tmp_path: Path) -> None:
    result = of(tmp_path, EXPLAINED.replace(WHY, "<b>so</b>"))
    assert "<b>so</b>" not in render_report(result)


def test_rows_of_a_level_that_break_the_relation_have_it_too(tmp_path: Path) -> None:
    announced = "announcements:\n  - {id: n, source: cec, fields: {cast: 915, registered: 900}}\n"
    files = {"returns.csv": csv_of(BEYOND), "announcements.yaml": announced}
    (found,) = checked(tmp_path, files, head=EXPLAINED).findings.of("STATED-SHOULD")
    assert str(found.because) == SAID


def test_the_json_has_it(tmp_path: Path) -> None:
    findings = to_json(of(tmp_path))["findings"]
    assert {one["because"] for one in findings if one["code"] == "SHEET-SHOULD"} == {SAID}
    assert {one["because"] for one in findings if one["code"] != "SHEET-SHOULD"} <= {None}


def test_of_the_bundled_province_the_report_says_why_officials_are_beyond_the_list() -> None:
    result = check("cankiri-2023")
    (said,) = {str(one.because) for one in result.findings.of("SHEET-SHOULD")}
    assert "Officials vote" in said
    assert printed(result).count(said) == 1
