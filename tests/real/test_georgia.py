"""Georgia 2012 and 2016."""

from __future__ import annotations

import csv
import gzip
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest

from crosstally.findings import Tier
from tests.real.checked import data, of_relation, only
from tests.real.conftest import Checked


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
