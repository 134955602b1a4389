"""Venezuela 2024: the sheets held against two bulletins."""

from __future__ import annotations

from fractions import Fraction

from crosstally.findings import Tier
from tests.real.checked import data, only
from tests.real.conftest import Checked


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
