"""Uganda 2021 and the Mexican quick count of 2018."""

from __future__ import annotations

from crosstally.findings import Tier
from tests.real.checked import data, of_relation
from tests.real.conftest import Checked


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
