"""The terminal face: the same content with colour on a terminal and as plain lines in a pipe."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from rich.console import Console

from crosstally.check.result import CheckResult, Findings
from crosstally.check.run import check, open_election
from crosstally.findings import CODES, CheckRun, Finding, Sentence, Tier
from crosstally.report.names import Names
from crosstally.report.terminal import print_result
from crosstally.tabulation.figures import Totals
from crosstally.words import use_language
from tests.report_fixture import ANNOUNCED_BELOW, empty_result, make_result
from tests.report_words import SCRIPT


def plain(
    result: CheckResult, capsys: pytest.CaptureFixture[str], report: Path | None = None
) -> str:
    print_result(result, report=report)
    return capsys.readouterr().out


def test_the_answer_stands_in_the_second_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = plain(make_result(), capsys).splitlines()
    assert lines[0] == f"Parliament of Nowhere {SCRIPT} (made-up, 2026-05-17)"
    assert lines[1].startswith("15 statements of Commission")


def test_a_pipe_gets_no_colour_no_box_and_no_wrapping(capsys: pytest.CaptureFixture[str]) -> None:
    out = plain(make_result(), capsys)
    assert "\x1b" not in out
    assert not set("│╭─━┃") & set(out)
    assert any(len(line) > 150 for line in out.splitlines())


def test_totals_carry_their_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    out = plain(make_result(), capsys)
    assert "Наблюдатели «Голос»: 1,204 of 1,600 stations held" in out
    assert "14 stations held; nobody says of how many" in out
    assert "Unity: 374,444; at 3 stations held it is no number" in out


def test_what_all_findings_of_a_code_take_for_granted_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def finding(area: str, *premises: str) -> Finding:
        return Finding(
            ANNOUNCED_BELOW,
            "parliament",
            "A stated count is below",
            {},
            area=area,
            premises=tuple(Sentence(premise) for premise in premises),
            breaking_point=Sentence("It vanishes if the register is another."),
        )

    two = [finding("north", "All genuine.", "Its list is whole."), finding("bad", "All genuine.")]
    out = plain(dataclasses.replace(make_result(), findings=Findings(two)), capsys)
    assert out.count("premise of each: All genuine.") == out.count("All genuine.") == 1
    assert out.count("premise: Its list is whole.") == 1
    assert out.count("breaking point of each: It vanishes if the register is another.") == 1
    out = plain(dataclasses.replace(make_result(), findings=Findings(two[:1])), capsys)
    assert out.count("premise: All genuine.") == 1


def test_announcements_stand_as_they_were_printed(capsys: pytest.CaptureFixture[str]) -> None:
    out = plain(make_result(), capsys)
    assert "Central Election Commission, preliminary, 2026-05-17T23:00: Unity 451,000" in out
    assert "Unity 451,000 (61.2\u00a0%)" in out
    assert "Рассвет 28\u00a0%" in out
    assert "turnout 75.1 %" in out


def test_decisive_findings_are_whole_and_others_summed_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = plain(make_result(unread=5_000), capsys)
    assert "premise: The 1,204 sheets held are genuine." in out
    assert "breaking point: At least 87 of the sheets held would have to be worthless." in out
    assert out.count("relation-must: ") == 15, "the code's line and each of its fourteen findings"
    assert "unread-figure: and 8,997 more; the report and --json list them" in out
    assert out.count("reads 1 2?4.") == 3
    assert out.index("Decisive (15)") < out.index("Strong (1)") < out.index("Indicative (5,000)")


def test_what_was_checked_and_what_was_not_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    out = plain(make_result(), capsys)
    assert "checked 1,600, of which 14 failed" in out
    assert "not run: محافظة الشمال announces nothing." in out
    assert "3 could not be checked" in out


def test_what_was_checked_is_said_in_the_language_of_the_reader(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with use_language("ru"):
        out = plain(check(open_election("cankiri-2023")), capsys)
    assert "коды участков" in out
    assert "station codes" not in out
    assert "district: голоса за все варианты = Valid votes" in out


def test_claims_have_their_verdicts_and_no_draft_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = plain(make_result(), capsys)
    assert "Holds: 1, Refuted: 1, Undecided: 1, Recorded: 1" in out
    assert "Undecided: c3, Lawyer: “The turnout in the Steppe was the lowest.”" in out
    assert "would decide it: The 340 sheets of Steppe." in out
    assert "DRAFTED" not in out


def test_the_last_line_says_where_the_report_is(capsys: pytest.CaptureFixture[str]) -> None:
    out = plain(make_result(), capsys, Path("out.html"))
    assert out.rstrip().splitlines()[-1] == "Report: out.html"


def test_a_clean_election_is_an_answer_too(capsys: pytest.CaptureFixture[str]) -> None:
    out = plain(empty_result(), capsys)
    assert "Everything that was checked adds up." in out
    assert "No check of this kind was run." in out, "silence of what was not run says nothing"
    assert "Claims" not in out


def test_nothing_found_is_said_where_something_was_looked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = next(name for name, code in CODES.items() if code.tier is Tier.DECISIVE)
    made = empty_result()
    result = dataclasses.replace(made, runs=[CheckRun(code, "list", "commission", "x", 5, 0)])
    assert "Nothing found." in plain(result, capsys)


def test_names_cannot_move_the_cursor_or_add_lines(capsys: pytest.CaptureFixture[str]) -> None:
    nasty = Finding(
        ANNOUNCED_BELOW,
        None,
        "{x} end",
        {"x": "a\x1b[2J\r\nb\u202ec\udce9"},
        premises=(Sentence("p"),),
        breaking_point=Sentence("b"),
    )
    made = make_result()
    result = CheckResult(made.election, "0", Sentence("So."), Findings([nasty]), {})
    out = plain(result, capsys)
    assert "a [2J  b c? end" in out
    buffer = io.StringIO()
    print_result(result, Console(file=buffer, force_terminal=True, color_system=None))
    assert "\x1b[2J" not in buffer.getvalue()


def test_a_terminal_gets_the_same_words_in_colour_and_tables() -> None:
    buffer = io.StringIO()
    console = Console(file=buffer, force_terminal=True, width=200, color_system="truecolor")
    print_result(make_result(), console, report=Path("out.html"))
    out = buffer.getvalue()
    assert "\x1b[" in out
    assert "374,444" in out
    assert SCRIPT in out, "markup of names is shown, not obeyed"
    assert "out.html" in out


def test_the_plain_way_does_not_load_rich() -> None:
    code = (
        "import sys; from tests.report_fixture import make_result;"
        "from crosstally.report.terminal import print_result; print_result(make_result());"
        "sys.exit(any(name.split('.')[0] == 'rich' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == 0


def test_sums_that_lack_votes_have_no_shares() -> None:
    names = Names(make_result())
    votes = {id_: 20 * (place + 1) for place, id_ in enumerate(names.options("list"))}
    whole = Totals("a", "all", 3, 3, options=votes)
    shares = names.shares("list", whole)
    assert shares["unity"] == Fraction(votes["unity"], sum(votes.values()))
    unread = dataclasses.replace(whole, incomplete={"unity": 1})
    assert names.shares("list", unread) == {}, "nobody knows of what"
    other = dataclasses.replace(whole, fields={"valid": 70}, incomplete={"valid": 1})
    assert names.shares("list", other) == shares
    lacking = dataclasses.replace(whole, options={"unity": 20})
    assert names.shares("list", lacking) == {}, "the others' votes are not zero"


def test_a_finding_says_whose_sheet_it_is_of_where_there_are_several(
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = make_result()
    told = Finding(
        CODES["SHEET-SHOULD"], "list", "Station 1: a ≤ b is off by 3", source="observers"
    )
    result = dataclasses.replace(result, findings=Findings([told]))
    assert "Наблюдатели «Голос»: Station 1: a ≤ b is off by 3" in plain(result, capsys)
    own = dataclasses.replace(told, template="Наблюдатели «Голос»: 3 copies")
    result = dataclasses.replace(result, findings=Findings([own]))
    assert "SHEET-SHOULD: Party lists: Наблюдатели «Голос»: 3 copies" in plain(result, capsys)
