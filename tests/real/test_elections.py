"""Real elections, checked as a whole: what must be found in each, and what must not."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import ceil, floor
from pathlib import Path

import pytest

import crosstally as ct
from crosstally.check.result import CheckResult
from crosstally.claims.evaluate import ClaimResult
from crosstally.findings import Finding, Tier
from tests.real.conftest import Fetched

data = pytest.mark.data

Checked = Callable[[str], CheckResult]


@pytest.fixture(scope="module")
def checked(fetched: Fetched) -> Checked:
    """A function that fetches a public election, checks it once and returns the result."""

    @cache
    def result(name: str) -> CheckResult:
        found: CheckResult = ct.check(ct.open(fetched(name)))
        return found

    return result


@pytest.fixture(scope="module")
def kazakhstan() -> CheckResult:
    result: CheckResult = ct.check(ct.open("kazakhstan-2012"))
    return result


@pytest.fixture(scope="module")
def province() -> CheckResult:
    result: CheckResult = ct.check(ct.open("cankiri-2023"))
    return result


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a whole process."""
    return subprocess.run(
        [sys.executable, "-m", "crosstally", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def only(found: Sequence[Finding], **figures: object) -> Finding:
    """The one finding with these figures."""
    (finding,) = [
        item
        for item in found
        if all(item.figures.get(name) == value for name, value in figures.items())
    ]
    return finding


def of_relation(result: CheckResult, relation: str) -> list[int]:
    """By how much each sheet that breaks a relation is off."""
    return [
        int(str(item.figures["off_by"]))
        for item in result.findings
        if item.figures.get("relation") == relation
    ]


# Kazakhstan 2012


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


# A Turkish province


def test_the_province_adds_up_and_says_so(province: CheckResult) -> None:
    assert province.exit_code == 0
    assert province.answer.text.startswith("Everything adds up:")
    assert not province.findings.of_tier(Tier.DECISIVE)
    (districts,) = province.contests["president"].levels
    assert (districts.level, districts.compared, districts.equal) == ("district", 12, 12)
    totals = province.contests["president"].totals["ysk"]
    assert (totals.stations_held, totals.stations_known) == (701, 701)


def test_boxes_where_officials_voted_beyond_the_list_are_a_warning(province: CheckResult) -> None:
    assert {item.code.name for item in province.findings} == {"SHEET-SHOULD"}
    beyond = of_relation(province, "voted <= registered")
    assert len(beyond) == len(province.findings) == 28
    assert max(beyond) == 15
    assert all(item.tier is Tier.INDICATIVE for item in province.findings)


# Georgia


@data
@pytest.mark.parametrize(
    ("name", "more", "mean_more", "fewer", "mean_fewer"),
    [("georgia-2016", 908, "4.18", 125, "14.22"), ("georgia-2012", 918, "39.69", 19, "37.68")],
)
def test_georgian_precincts_with_more_ballots_than_votes_and_the_reverse(
    name: str, more: int, mean_more: str, fewer: int, mean_fewer: str, checked: Checked
) -> None:
    result = checked(name)
    kept = of_relation(result, "ballots_signed <= options + invalid")
    extra = of_relation(result, "options + invalid <= ballots_signed")
    assert (len(kept), f"{sum(kept) / len(kept):.2f}") == (more, mean_more)
    assert (len(extra), f"{sum(extra) / len(extra):.2f}") == (fewer, mean_fewer)
    # who signs may keep the ballot; nobody can put in more ballots than were signed for
    tiers = {
        item.figures["relation"]: item.tier
        for item in result.findings
        if "relation" in item.figures
    }
    assert tiers["ballots_signed <= options + invalid"] is Tier.INDICATIVE
    assert tiers["options + invalid <= ballots_signed"] is Tier.DECISIVE
    assert result.exit_code == 1


def _percentages(path: Path, cast: str) -> dict[str, dict[str, str]]:
    """Area → party → percentage as printed, with ``cast``, of a Georgian table."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        "ge" if row["shape"] == "Country" else row["common_id"]: {**row, "cast": row[cast]}
        for row in rows
        if row["shape"] in ("Country", "District", "Tbilisi District") and row["common_id"] != "999"
    }


@data
def test_georgia_2012_live_against_final_in_percentages(checked: Checked, data: Path) -> None:
    """Votes that a party had on the evening at least, and finally at most, by the percentages."""
    result = checked("georgia-2012")
    folder = data / "georgia"
    live = _percentages(folder / "ge_2012_parl_party_LIVE_percent.csv.gz", "Total Turnout (#)")
    final = _percentages(
        folder / "ge_2012_parl_party_OFFICIAL_percent.csv.gz", "Total Voter Turnout (#)"
    )
    names = {
        about.name: option
        for option, about in result.election.definition.contests["party_list"].options.items()
    }
    falls: dict[tuple[str, str], int] = {}
    for area, row in live.items():
        for name, option in names.items():
            # a printed percentage stands for what half-up, half-even and truncation make it of
            unit = Fraction(1, 10 ** max(len(row[name].partition(".")[2]), 0))
            least = (Fraction(row[name]) - unit / 2) * int(row["cast"]) / 100
            text, cast = final[area][name], int(final[area]["cast"])
            unit = Fraction(1, 10 ** max(len(text.partition(".")[2]), 0))
            most = (Fraction(text) + unit) * cast / 100
            fall = ceil(max(least, Fraction(0))) - (ceil(most) - 1)
            if fall > 0:
                falls[area, option] = fall
    found = {
        (str(item.area), str(item.figures["figure"])): item.votes
        for item in result.findings.of("STAGE-VOTES-FALL")
    }
    assert len(live) == len(final) == 75
    assert found == falls
    assert len(found) == 38
    country = only(result.findings.of("STAGE-VOTES-FALL"), earlier=[870_628, 870_630])
    assert (country.area, country.figures["figure"]) == ("ge", "united_national_movement")
    assert country.figures["announcements"] == ["live", "official"]
    assert country.votes == 3_195


@data
def test_georgian_announcements_against_all_sheets(checked: Checked) -> None:
    """The precinct that stands twice, with two sets of figures, is counted once here, and was
    counted twice officially: its smaller row is 275 votes."""
    result = checked("georgia-2012")
    differ = result.findings.of("ANNOUNCED-COUNT-DIFFERS")
    assert [(item.area, item.votes) for item in differ] == [("ge", 275), ("39", 275)]
    (twice,) = result.findings.of("SHEET-DUPLICATE")
    assert (twice.area, twice.figures["times"]) == ("39/18", 2)
    above = result.findings.of("ANNOUNCED-ABOVE-SHEETS")
    assert len(above) == 10
    assert (above[0].area, above[0].votes) == ("35", 5_251)
    shares = result.findings.of("ANNOUNCED-SHARE-DIFFERS")
    assert {item.area for item in shares} == {"ge", "39"}


# Venezuela 2024


@data
def test_the_second_venezuelan_bulletin_cannot_be_right_together_with_the_sheets(
    checked: Checked,
) -> None:
    result = checked("venezuela-2024")
    found = only(result.findings.of("ANNOUNCED-BELOW-HELD"), announcement="bulletin-2")
    assert found.tier is Tier.DECISIVE
    assert (found.figures["figure"], found.figures["stated"]) == ("eg", 5_326_104)
    assert (found.figures["held"], found.figures["stations_held"]) == (7_156_462, 24_532)
    assert (found.figures["kept_at_least"], found.figures["kept_at_most"]) == (6_696_357, 6_698_181)
    assert (found.figures["uncounted_at_least"], found.figures["uncounted_at_most"]) == (937, 941)
    assert (found.figures["worthless_at_least"], found.figures["worthless_at_most"]) == (3276, 3280)
    premises = " ".join(map(str, found.premises))
    assert "24,532 sheets" in premises
    assert "genuine" in premises
    assert "96.87 percent of 30,026 sheets" in premises
    assert "3,276 to 3,280 more held sheets" in str(found.breaking_point)
    assert "cannot both be right" in found.message
    assert result.exit_code == 1


@data
def test_the_first_venezuelan_bulletin_s_counts_are_its_rounded_percentages(
    checked: Checked,
) -> None:
    (found,) = checked("venezuela-2024").findings.of("COUNTS-FROM-PERCENT")
    assert found.tier is Tier.INDICATIVE
    assert (found.figures["announcement"], found.figures["total"]) == ("bulletin-1", 10_058_774)
    assert found.figures["percent"] == {"nm": "256/5", "eg": "221/5", "others": "23/5"}
    # the chance: ways to split a thousand steps of percent, of ways to split so many votes
    assert Fraction(str(found.figures["chance"])) == Fraction(1001 * 1002, 10_058_775 * 10_058_776)
    assert "about 1 in 100,876,134" in found.message


@data
def test_no_missing_venezuelan_sheet_can_change_the_winner(checked: Checked) -> None:
    bounds = checked("venezuela-2024").contests["president"].bounds
    assert bounds is not None
    assert (bounds.stations_held, bounds.stations_known) == (24_532, 30_026)
    assert bounds.voters_not_held == 21_392_464 - 17_745_239
    assert (bounds.winner, list(bounds.leaders), bounds.lead) == ("determined", ["eg"], 3_915_001)
    assert bounds.winner_if_register_below == 21_660_240
    (foreigners,) = bounds.others
    assert foreigners.voters_not_held == 21_620_705 - 17_745_239
    assert foreigners.winner == "determined"
    said = " ".join(map(str, bounds.sentences))
    assert "by the register of 21,392,464 voters" in said
    assert "genuine" in said
    assert "no more votes than voters on the lists" in said
    assert bounds.options["eg"].least == 7_156_462
    assert bounds.options["nm"].greatest == 3_241_461 + 21_392_464 - 17_745_239


@data
def test_venezuelan_sums_hold_on_every_sheet(checked: Checked) -> None:
    result = checked("venezuela-2024")
    totals = result.contests["president"].totals["opposition"]
    assert (totals.options["eg"], totals.options["nm"]) == (7_156_462, 3_241_461)
    assert totals.fields["valid"] == sum(totals.options.values()) == 10_659_128
    runs = [run for run in result.runs if run.code == "SHEET-MUST"]
    assert [(run.checked, run.failed) for run in runs] == [(24_532, 0)] * 2


# Turkey 2023


@data
def test_turkish_totals_are_the_official_ones_to_the_vote(checked: Checked) -> None:
    result = checked("turkey-2023")
    president = result.contests["president"].totals["ysk"]
    assert dict(president.options) == {
        "erdogan": 27_133_849,
        "kilicdaroglu": 24_595_178,
        "ogan": 2_831_239,
        "ince": 235_783,
    }
    parliament = result.contests["parliament"].totals["ysk"]
    assert parliament.fields["voted"] == 55_835_895
    assert {name: parliament.options[name] for name in ("ak_parti", "cumhur_ittifaki")} == {
        "ak_parti": 19_187_214,
        "cumhur_ittifaki": 290_511,
    }
    announced = [run for run in result.runs if run.code == "ANNOUNCED-COUNT-DIFFERS"]
    assert [(run.contest, run.checked, run.failed) for run in announced] == [
        ("president", 4, 0),
        ("parliament", 1, 0),
    ]
    assert president.stations_held == parliament.stations_held == 192_333
    assert result.exit_code == 0


@data
def test_turkish_run_off_totals(checked: Checked) -> None:
    result = checked("turkey-2023-runoff")
    options = result.contests["president"].totals["ysk"].options
    assert dict(options) == {"erdogan": 27_834_589, "kilicdaroglu": 25_504_724}
    # as announced: 52.18 percent
    assert round(Fraction(10_000 * options["erdogan"], sum(options.values()))) == 5218
    assert result.exit_code == 0


@data
@pytest.mark.parametrize(
    ("name", "contest"),
    [
        ("turkey-2023", "president"),
        ("turkey-2023", "parliament"),
        ("turkey-2023-runoff", "president"),
    ],
)
def test_prison_boxes_are_found_to_explain_every_district(
    name: str, contest: str, checked: Checked
) -> None:
    result = checked(name)
    (districts,) = result.contests[contest].levels
    assert (districts.level, districts.compared, districts.equal) == ("district", 973, 825)
    assert districts.explained
    explanation = "without the 329 stations that have “prison_id”, all 148 differences vanish"
    assert [str(item) for item in districts.explanations] == [explanation]
    (found,) = [item for item in result.findings.of("ROLLUP-EXPLAINED") if item.contest == contest]
    assert found.tier is Tier.INDICATIVE
    assert explanation in found.message
    assert not result.findings.of("ROLLUP-DIFFERS")
    assert not result.findings.of("ROLLUP-BELOW-HELD")


@data
def test_turkish_sheets_hold_their_relations(checked: Checked) -> None:
    result = checked("turkey-2023-runoff")
    musts = [run for run in result.runs if run.code == "SHEET-MUST"]
    assert [(run.checked, run.failed) for run in musts] == [(192_333, 0)] * 2
    assert result.answer.text.startswith("Everything adds up:")
    beyond = result.findings.of("SHEET-SHOULD")
    assert sum(str(item.area).startswith("HAKKARI/") for item in beyond) == 13
    assert sum(str(item.area).startswith("KARS/") for item in beyond) == 6


# Uganda 2021, Mexico 2018


@data
def test_ugandan_stations_equal_the_tally_in_all_districts(checked: Checked) -> None:
    result = checked("uganda-2021")
    (districts,) = result.contests["president"].levels
    assert (districts.stating, districts.summed) == ("district_tally", "commission")
    assert (districts.compared, districts.equal, districts.not_compared) == (146, 146, 0)
    assert result.exit_code == 0
    assert result.answer.text.startswith("Everything adds up:")


@data
def test_mexican_records_over_the_nominal_list(checked: Checked) -> None:
    result = checked("mexico-2018-quickcount")
    assert of_relation(result, "cast <= registered") == [15, 15, 10, 4, 2, 1]
    assert len(result.findings.of("SHEET-SHOULD")) == 6
    assert result.findings.of_tier(Tier.DECISIVE) == []
    totals = result.contests["president"].totals
    assert [(t.stations_held, t.stations_known) for t in totals.values()] == [(6_307, 7_787)]
    assert result.exit_code == 0
