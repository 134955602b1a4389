"""Indicative methods on real elections: published figures, and what clean elections show."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from benchmarks.station_figures import CONTROLS, russia

from crosstally.forensics import few_votes, late_counted, turnout_through_the_day
from crosstally.forensics.calibration import calibration
from crosstally.forensics.running import run


def test_kireevs_rule_hits_eleven_times_in_russia_2021(data: Path) -> None:
    table = pd.read_csv(data / "russia" / "ru_2021.csv.zip", low_memory=False)
    lists = {name: table[name] for name in table.columns if re.match(r"\d+\. ", name)}
    found = few_votes(table["tik"], lists, region=table["region"])
    assert len(lists) == 14
    assert len(found.hits) == 11
    assert {hit.region for hit in found.hits} == {
        "Кабардино-Балкарская Республика",
        "Республика Башкортостан",
        "Республика Татарстан (Татарстан)",
    }


def test_kireevs_rule_hits_more_often_in_a_clean_election(data: Path) -> None:
    found = run("few_votes", CONTROLS["germany-2024-european"].read(data).stations)
    assert found.figures["hits"] == 27
    calibrated = calibration("few_votes")
    assert calibrated is not None
    assert calibrated.range is not None
    assert calibrated.range[1] >= (found.headline or 0) > 0


def test_regions_are_named_whole_where_some_have_none(data: Path) -> None:
    figures = CONTROLS["poland-2025-president"].read(data)
    assert len(set(figures.region.tolist())) == 17, "16 voivodships, and abroad"


@pytest.mark.parametrize("year", [2011, 2018, 2021, 2024])
def test_the_upper_corner_of_russian_elections_holds_voters(data: Path, year: int) -> None:
    assert (run("fingerprint", russia(data, year).stations).headline or 0) > 0.01


@pytest.mark.parametrize("name", CONTROLS)
def test_the_upper_corner_of_clean_elections_is_empty(data: Path, name: str) -> None:
    found = run("fingerprint", CONTROLS[name].read(data).stations)
    assert found.applicable, found.reason
    assert (found.headline or 0) < 0.01


def test_a_steep_slope_is_no_trace_by_itself(data: Path) -> None:
    """Poland 2025 and Mexico 2006 are clean, and as steep as Russia 2021."""
    elections = {
        "poland": CONTROLS["poland-2025-president"].read(data),
        "mexico": CONTROLS["mexico-2006-president"].read(data),
        "russia": russia(data, 2021),
    }
    slopes = {
        name: run("sobyanin_sukhovolsky", figures.stations) for name, figures in elections.items()
    }
    excess = {name: found.headline or 0 for name, found in slopes.items()}
    assert min(excess["poland"], excess["mexico"]) > excess["russia"] > 0.3


def test_the_day_in_georgia_2016(data: Path) -> None:
    table = pd.read_csv(data / "georgia" / "ge_2016_parl_party.csv.gz")
    found = turnout_through_the_day(
        {"12:00": table["votes by 12"], "17:00": table["votes by 17"]},
        table["ballots signed for"],
        table["41 - Georgian Dream"],
        table["district_id"],
    )
    assert found.falling == 10
    assert found.share_by["17:00"] == pytest.approx(0.807, abs=0.001)
    assert abs(found.late.slope) < 2 * found.late.sd


def test_bolivia_2019_gained_late_at_tables_next_to_early_ones_too(data: Path) -> None:
    """The verified preliminary count with its times. Neighbouring tables have neighbouring
    numbers; ten of them stand for a place here, which the paper knew exactly."""
    file = data / "reference" / "bolivia_2019_trep_timeline.xlsx"
    names = ["Verificacion20102019", "Verificacion21102019"]
    sheets = pd.read_excel(file, sheet_name=names, engine="calamine").values()
    columns = ["NumMesa", "VerificadorDate", "CC", "MAS", "VotValidos"]
    table = pd.concat([sheet[columns] for sheet in sheets])
    table = table[pd.to_numeric(table["NumMesa"], errors="coerce").notna()].dropna()
    time = pd.to_datetime(table["VerificadorDate"]).astype("int64") // 10**9
    place = (table["NumMesa"].astype(int) // 10).astype(str)
    found = late_counted(time, table["VotValidos"], table["MAS"], table["CC"], place)
    assert found.shift > 0.1
    assert found.within < found.shift / 2, "most of the shift is where late tables lie"
