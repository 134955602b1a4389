"""Kazakhstan 2012, the founding case."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest

import crosstally as ct
from crosstally.check.result import CheckResult
from crosstally.claims.judging.evaluate import ClaimResult
from crosstally.findings import Tier
from tests.real.checked import only


@pytest.fixture(scope="module")
def kazakhstan() -> CheckResult:
    result: CheckResult = ct.check(ct.open("kazakhstan-2012"))
    return result


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a whole process."""
    return subprocess.run(
        [sys.executable, "-m", "crosstally", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_kazakhstan_gives_the_announced_seats_on_valid_votes_and_on_the_law_s_base(
    kazakhstan: CheckResult,
) -> None:
    final = kazakhstan.contests["party_list"].seats["commission"]["final"]
    announced = {"nur_otan": 83, "ak_zhol": 8, "cppk": 7}
    announced |= dict.fromkeys(("osdp", "auyl", "patriots", "adilet"), 0)
    for base in ("valid", "cast"):
        assert [dict(outcome) for outcome in final[base].outcomes] == [announced], base
    # of all voters on the lists 498,788 votes are 5.4 percent
    assert final["registered"].admitted == ("nur_otan", "ak_zhol")
    assert not kazakhstan.findings.of("SEATS-DIFFER")


@pytest.mark.parametrize(
    ("claim", "status", "verdict", "clauses"),
    [
        ("s1", "tested", "holds", ["holds"]),
        ("s2", "tested", "holds", ["holds"]),
        ("s3", "tested", "holds", ["holds"]),
        ("s4", "tested", "holds", ["holds", None]),
        ("s5", "tested", "undecided", ["holds", "undecided"]),
        ("s6", "tested", "holds", ["holds"]),
        ("s7", "tested", "undecided", ["undecided", "undecided"]),
        ("s8", "tested", "holds", ["holds"]),
        ("s9", "recorded", None, []),
        ("s10a", "recorded", None, []),
        ("s10b", "recorded", None, []),
        ("s11", "recorded", None, []),
    ],
)
def test_kazakh_statements(
    claim: str, status: str, verdict: str | None, clauses: list[str | None], kazakhstan: CheckResult
) -> None:
    found = claim_of(kazakhstan, claim)
    assert (found.status, found.verdict) == (status, verdict)
    assert [item.verdict for item in found.clauses] == clauses


def claim_of(result: CheckResult, name: str) -> ClaimResult:
    """The result of one claim."""
    return next(item for item in result.claims if item.claim.id == name)


def test_every_kazakh_statement_is_there_and_no_other(kazakhstan: CheckResult) -> None:
    names = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10a", "s10b", "s11"]
    assert [item.claim.id for item in kazakhstan.claims] == names


def test_statement_5_says_what_would_matter(kazakhstan: CheckResult) -> None:
    conviction = claim_of(kazakhstan, "s5").clauses[1]
    wanted = str(conviction.would_decide)
    assert "9,764 stations" in wanted
    assert "369,352 votes moved to it or 397,153 added" in wanted


def test_statement_7_says_that_no_sheet_of_almaty_is_held(kazakhstan: CheckResult) -> None:
    for clause in claim_of(kazakhstan, "s7").clauses:
        assert str(clause.reason) == "No sheet of Almaty (city) is held."
        assert "every station in Almaty (city)" in str(clause.would_decide)


def test_statement_8_says_that_it_rests_on_the_figures_of_20_00(kazakhstan: CheckResult) -> None:
    (clause,) = claim_of(kazakhstan, "s8").clauses
    assert clause.provisional
    assert "41.4" in str(clause.reason)
    assert "2012-01-15 20:00" in str(clause.reason)
    assert "not final" in str(clause.reason)


def test_kazakh_turnouts_against_the_register(kazakhstan: CheckResult) -> None:
    noon, six = kazakhstan.findings.of("TURNOUT-OTHER-REGISTER")
    assert noon.figures["announcement"] == "turnout-12"
    assert noon.figures["implied"] == [8_998_718, 9_037_009]
    assert noon.figures["registered"] == 9_303_693
    # 6,694,000 has room for the register only if it were rounded more coarsely than it is printed
    assert six.figures["announcement"] == "turnout-18"
    assert (six.figures["rounded_to"], six.figures["vanishes_if_rounded_to"]) == (1000, None)
    assert "6,694,000 was rounded to 1,000 or finer." in map(str, six.premises)
    assert "1,335" in str(six.breaking_point)
    assert "rounded" not in str(six.breaking_point)
    # 6,980,000 fits if it was rounded to ten thousands, and not if to thousands
    (eight,) = kazakhstan.findings.of("TURNOUT-REGISTER-ROUNDING")
    assert eight.tier is Tier.INDICATIVE
    assert eight.figures["announcement"] == "turnout-20"
    assert eight.figures["fits_if_rounded_to"] == 10_000
    assert eight.figures["contradicts_if_rounded_to"] == 1000


def test_kazakh_slack_over_the_threshold_on_both_bases(kazakhstan: CheckResult) -> None:
    margins = kazakhstan.findings.of("SEATS-THRESHOLD-MARGIN")
    valid = only(margins, option="cppk", base="valid")
    assert valid.figures["votes_above"] == [12_902, 12_902]
    law = only(margins, option="cppk", base="cast")
    assert law.figures["votes_above"] == [7_380, 7_446]
    assert "7,381 to 7,447 moved away from it would take it below" in law.message
    # with the turnout taken as it was printed: 75.45 percent of 9,303,693
    assert 7_381 <= floor(498_788 - Fraction(7, 100) * Fraction("0.7545") * 9_303_693) + 1 <= 7_447
    osdp = only(margins, option="osdp", base="valid")
    assert osdp.figures["votes_above"] == [-369_352, -369_352]
    assert osdp.figures["votes_to_add"] == 397_153
    assert "369,352 votes moved to it or 397,153 added" in osdp.message


def test_kazakh_contradictions_are_three_and_state_their_premises(kazakhstan: CheckResult) -> None:
    decisive = kazakhstan.findings.of_tier(Tier.DECISIVE)
    names = [item.code.name for item in decisive]
    assert sorted(names) == [
        "TURNOUT-OTHER-REGISTER",
        "TURNOUT-OTHER-REGISTER",
        "TURNOUT-REGISTERS-DIFFER",
    ]
    assert all(item.premises and item.breaking_point for item in decisive)
    assert "No sheet of any station is held" in kazakhstan.answer.text
    assert kazakhstan.exit_code == 1


def test_checking_kazakhstan_ends_with_1_and_the_demo_with_0(tmp_path: Path) -> None:
    assert command("check", "kazakhstan-2012").returncode == 1
    done = command("demo", "--out", str(tmp_path / "reports"))
    assert done.returncode == 0, done.stderr
    for name in ("kazakhstan-2012", "cankiri-2023"):
        assert (tmp_path / "reports" / f"{name}.html").is_file()
        assert str(tmp_path / "reports" / f"{name}.html") in done.stdout
