"""Drafts from published files of results: what each column is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from crosstally.drafting.draft import about, write_draft
from crosstally.drafting.guess import Guess, Kind
from crosstally.drafting.source import read_source
from crosstally.election.folder import open_folder
from crosstally.problems import InputError

pytestmark = pytest.mark.data

LAW = ("registered", "cast", "valid", "invalid")
ISRAEL = dict(zip(LAW, ("בזב", "מצביעים", "כשרים", "פסולים"), strict=True))
RUSSIA_LEVELS = ["region", "tik"]


def fields(guess: Guess) -> dict[str, str]:
    """The law's figures → columns."""
    return {c.id: c.name for c in guess.of(Kind.FIELD) if c.id in LAW}


def station(guess: Guess) -> list[str]:
    """The columns of the station's code."""
    return [guess.columns[i].name for i in guess.station]


@pytest.mark.parametrize(
    ("file", "code", "levels", "law", "options"),
    [
        ("georgia/ge_2012_parl_party.csv.gz", ["district id", "უბანი"], ["district"],
         {"registered": "ერთიან სიაში ამომრჩეველთა რაოდენობა",
          "cast": "არჩევნებში მონაწილეთა რაოდენობა", "invalid": "ბათილი ბიულეტენები"}, 16),
        ("georgia/ge_2014_local_party.csv.gz", ["district id", "precinct"], ["district"],
         {"registered": "possible voters", "invalid": "invalid votes"}, 23),
        ("georgia/ge_2016_parl_party.csv.gz", ["precinct_id"], ["district"],
         {"registered": "possible voters", "valid": "valid votes", "invalid": "invalid votes"}, 25),
        ("uganda/ug_2011_stations.csv.gz", ["Original_Station_ID_2011"],
         ["district", "ea", "scounty", "parish"],
         {"registered": "REGISTERED VOTERS", "valid": "VALID", "invalid": "INVALID"}, 8),
        ("uganda/ug_2021_stations.csv.gz", ["Parish", "Polling Station"],
         ["district", "constituency", "subcounty", "parish"],
         dict(zip(LAW, ("Reg.Voters", "Total Votes", "Valid Votes", "Invalid Votes"),
                  strict=True)), 11),
        ("uganda/ug_2021_official_district_tally.csv", ["District"], [],
         dict(zip(LAW, ("Reg. Voters", "Total Votes", "Valid Votes", "Invalid Votes"),
                  strict=True)), 11),
        ("venezuela-2024/actas_V1.csv.gz", ["CENTRO", "MESA"], ["edo", "mun", "par"],
         {"registered": "RE", "valid": "VOTOS_VALIDOS", "invalid": "VOTOS_NULOS"}, 10),
        ("poland/pl_2025_pres_r1.csv.gz", ["teryt_gmina", "polling_station_id"],
         ["powiat", "gmina"],
         {"registered": "eligible_voters", "cast": "ballots_cast", "valid": "valid_votes"}, 13),
        ("mexico/quickcount/REMESAS0100020000.txt",
         ["iD_ESTADO", "SECCION", "TIPO_CASILLA", "ID_CASILLA", "EXT_CONTIGUA"],
         ["estado", "distrito_federal", "seccion"],
         {"registered": "LISTA_NOMINAL", "cast": "TOTAL", "invalid": "NULOS"}, 4),
        ("israel/il_knesset20.csv.gz", ["סמל ישוב", "קלפי"], ["ישוב"], ISRAEL, 26),
        ("israel/il_knesset25.csv.gz", ["סמל ישוב", "קלפי"], ["ועדה", "ישוב"], ISRAEL, 40),
    ],
)  # fmt: skip
def test_columns_are_understood(
    file: str,
    code: Sequence[str],
    levels: Sequence[str],
    law: dict[str, str],
    options: int,
    data: Path,
    tmp_path: Path,
) -> None:
    source = read_source(data / file)
    guess = source.guess
    assert station(guess) == list(code)
    assert list(guess.levels) == list(levels)
    assert fields(guess) == law
    assert len(guess.of(Kind.OPTION)) == options
    write_draft(tmp_path / "mine", source, about(tmp_path / "mine", source))
    open_folder(tmp_path / "mine")


def test_voters_of_a_further_list_are_added_where_the_figures_need_them(data: Path) -> None:
    guess = read_source(data / "georgia/ge_2016_parl_party.csv.gz").guess
    assert dict(guess.measures)["registered"] == "registered + registered_more"


@pytest.mark.long
@pytest.mark.parametrize("year", [2004, 2011, 2018, 2021, 2024])
def test_russian_protocols(year: int, data: Path) -> None:
    guess = read_source(data / f"russia/ru_{year}.csv.zip").guess
    assert station(guess) == (["oik", "uik"] if year == 2021 else ["region", "uik"])
    assert [level for level in guess.levels if level != "oik"] == RUSSIA_LEVELS
    assert set(fields(guess)) == {"registered", "valid", "invalid"}
    known = {c.id for c in guess.of(Kind.FIELD)}
    assert known >= {"in_mobile_boxes", "in_stationary_boxes", "cancelled", "ballots_received"}
    assert len(guess.of(Kind.OPTION)) == {2004: 7, 2011: 7, 2018: 8, 2021: 14, 2024: 4}[year]


@pytest.mark.long
def test_german_districts(data: Path) -> None:
    guess = read_source(data / "germany/de_ep2024_wahlbezirke.csv.gz").guess
    law = ("Wahlberechtigte", "Wählende", "gültig", "ungültig")
    assert fields(guess) == dict(zip(LAW, law, strict=True))
    assert list(guess.levels) == ["land", "reg_bezirk", "kreis", "verbandsgemeinde", "gemeinde"]
    assert [guess.columns[i].name for i in guess.attributes] == ["Bezirksart"]
    assert len(guess.of(Kind.OPTION)) == 35


@pytest.mark.parametrize(
    "file",
    [
        "georgia/ge_2012_parl_party_LIVE_percent.csv.gz",
        "georgia/ge_2003_2020_pvt_vs_official.xlsx",
        "reference/shpilkin_by_region.csv",
    ],
)
def test_files_without_votes_by_station_are_refused(file: str, data: Path) -> None:
    with pytest.raises(InputError, match="no columns of votes"):
        read_source(data / file)
