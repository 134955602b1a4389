"""Public data: the pinned hashes, and figures computed straight from the files."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from crosstally.datasets.obtain import mirror
from crosstally.datasets.registry import DATASETS
from crosstally.election.folder import open_folder

pytestmark = pytest.mark.data


def _rows(name: str) -> list[dict[str, str]]:
    base = mirror()
    assert base is not None
    path = base / name
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", DATASETS)
def test_a_fetched_folder_opens_and_its_hashes_are_those_pinned(name: str, fetched: Any) -> None:
    # fetch itself refuses a file whose hash differs
    election = open_folder(fetched(name))
    assert election.id == name
    for entry in election.definition.returns:
        assert election.file(entry.file) is not None, entry.file


@pytest.mark.parametrize(
    ("name", "signed", "invalid", "first", "more", "mean_more", "less", "mean_less"),
    [
        ("2016", "ballots signed for", "invalid votes", 19, 908, "4.18", 125, "14.22"),
        (
            "2012",
            "არჩევნებში მონაწილეთა რაოდენობა",
            "ბათილი ბიულეტენები",
            19,
            918,
            "39.69",
            19,
            "37.68",
        ),
    ],
)
def test_georgian_ballots_signed_for_against_votes(
    name: str,
    signed: str,
    invalid: str,
    first: int,
    more: int,
    mean_more: str,
    less: int,
    mean_less: str,
) -> None:
    """Ballots signed for, against invalid ones plus all parties, over every row."""
    rows = _rows(f"georgia/ge_{name}_parl_party.csv.gz")
    parties = [column for column in rows[0] if column[0].isdigit()]
    off = [
        int(row[signed]) - int(row[invalid]) - sum(int(row[party]) for party in parties)
        for row in rows
    ]
    over = [value for value in off if value > 0]
    under = [-value for value in off if value < 0]
    assert (len(over), len(under)) == (more, less)
    assert f"{sum(over) / len(over):.2f}" == mean_more
    assert f"{sum(under) / len(under):.2f}" == mean_less


def test_official_percentages_of_georgia_2012_follow_from_the_precincts(fetched: Any) -> None:
    """Shares of ballots signed for less invalid ones, to the last of four printed decimals."""
    election = open_folder(fetched("georgia-2012"))
    columns = election.definition.returns[0].columns
    official = next(item for item in election.announcements if item.id == "official")
    by_area: dict[str, Counter[str]] = {}
    for row in _rows("georgia/ge_2012_parl_party.csv.gz"):
        figures = {name: int(row[c]) for name, c in (columns.options | columns.fields).items()}
        for area in ("ge", row["district id"]):
            by_area.setdefault(area, Counter()).update(figures)
    stated = {"ge": official, **official.areas}
    assert set(stated) == set(by_area)
    for area, announced in stated.items():
        turnout = by_area[area]["ballots_signed"] - by_area[area]["invalid"]
        assert announced.percent_of == "cast"
        assert announced.fields["cast"] == turnout, area
        for option, text in announced.percent.items():
            share = Fraction(100 * by_area[area][option], turnout)
            assert abs(share - Fraction(text)) <= Fraction(1, 20_000), (area, option)


def test_live_percentages_of_georgia_2012_stand_at_the_country_and_74_districts(
    fetched: Any,
) -> None:
    live = next(
        item for item in open_folder(fetched("georgia-2012")).announcements if item.id == "live"
    )
    assert live.percent["georgian_dream"] == "54.8566"
    assert len(live.areas) == 74
    assert live.areas["79"].percent["united_national_movement"] == "29.8815"


def test_ugandan_stations_add_up_to_the_district_tally_in_all_146() -> None:
    stations = _rows("uganda/ug_2021_stations.csv.gz")
    tally = _rows("uganda/ug_2021_official_district_tally.csv")
    names = {
        "Reg. Voters": "Reg.Voters",
        **{c: c for c in stations[0] if c in tally[0] and c != "District"},
    }
    assert len(names) == 15
    sums: dict[str, Counter[str]] = {}
    for row in stations:
        sums.setdefault(row["District"], Counter()).update(
            {name: int(row[column]) for name, column in names.items()}
        )
    stated = {row["District"]: {name: int(row[name]) for name in names} for row in tally}
    assert len(stated) == 146
    assert {district: dict(total) for district, total in sums.items()} == stated


def test_venezuelan_sheets_and_bulletins(fetched: Any) -> None:
    rows = _rows("venezuela-2024/actas_V1.csv.gz")
    election = open_folder(fetched("venezuela-2024"))
    columns = election.definition.returns[0].columns
    totals = {option: sum(int(row[c]) for row in rows) for option, c in columns.options.items()}
    assert len(rows) == len({(row["CENTRO"], row["MESA"]) for row in rows}) == 24_532
    assert (totals["eg"], totals["nm"]) == (7_156_462, 3_241_461)
    assert sum(totals.values()) == 10_659_128
    assert sum(int(row["RE"]) for row in rows) == 17_745_239
    first, second = election.announcements
    # the first bulletin's counts are its percentages of their sum, rounded to whole votes
    total = sum(first.counts.values())
    assert total == 10_058_774
    for option, text in first.percent.items():
        assert abs(Fraction(text) * total / 100 - first.counts[option]) <= Fraction(1, 2)
    # the second has fewer votes for EG than stand on the sheets
    assert second.counts["eg"] < totals["eg"]
    assert second.counted is not None
    assert (second.counted.share, second.counted.of_stations) == ("96.87%", 30_026)


def test_mexican_records_above_the_nominal_list(fetched: Any) -> None:
    path = fetched("mexico-2018-quickcount") / "returns" / "REMESAS0100020000.txt"
    lines = path.read_text(encoding="ascii").splitlines()
    rows = list(csv.DictReader(lines[1:], delimiter="|"))
    with_list = [row for row in rows if row["TIPO_CASILLA"] != "S"]
    special = [row for row in rows if row["TIPO_CASILLA"] == "S"]
    assert len(rows) == int(lines[0]) == 6_307
    assert sum(int(row["TOTAL"]) > int(row["LISTA_NOMINAL"]) for row in with_list) == 6
    assert {row["LISTA_NOMINAL"] for row in special} == {"0"}
    figures = ("RAC", "JAMK", "AMLO", "JHRC", "CNR", "NULOS")
    assert all(sum(int(row[name]) for name in figures) == int(row["TOTAL"]) for row in rows)


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches():
        yield from batch.to_pylist()


def test_turkish_first_round_gives_the_official_totals_to_the_vote(fetched: Any) -> None:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    folder = fetched("turkey-2023")
    election = open_folder(folder)
    official = election.announcements[0]
    tables = [
        pq.read_table(folder / "returns" / f"president-{part}.parquet")
        for part in ("boxes", "abroad", "customs")
    ]
    assert [table.num_rows for table in tables] == [192_214, 73, 46]
    assert sum(table.num_rows for table in tables) == election.definition.stations
    totals = {
        option: sum(pc.sum(table[option]).as_py() for table in tables) for option in official.counts
    }
    assert totals == dict(official.counts)
    assert totals["erdogan"] == 27_133_849
    assert "registered" not in tables[2].column_names


@pytest.mark.parametrize(
    ("name", "prefix", "options"),
    [
        ("turkey-2023", "president-", ("erdogan", "kilicdaroglu", "ogan", "ince")),
        ("turkey-2023", "parliament-", ("ak_parti", "chp", "cumhur_ittifaki", "yp")),
        ("turkey-2023-runoff", "", ("erdogan", "kilicdaroglu")),
    ],
)
def test_turkish_districts_equal_their_boxes_once_prisons_are_set_apart(
    fetched: Any, name: str, prefix: str, options: tuple[str, ...]
) -> None:
    returns = fetched(name) / "returns"
    figures = ("registered", "voted", "valid", "invalid", *options)
    free: dict[tuple[str, str], Counter[str]] = {}
    prison: dict[tuple[str, str], Counter[str]] = {}
    codes: set[tuple[str, str, str]] = set()
    for row in _parquet(returns / f"{prefix}boxes.parquet"):
        district = row["province"], row["district"]
        codes.add((*district, row["box"]))
        sums = prison if row["prison_id"] else free
        sums.setdefault(district, Counter()).update({key: row[key] for key in figures})
    stated = {
        (row["province"], row["district"]): {key: row[key] for key in figures}
        for row in _parquet(returns / f"{prefix}districts.parquet")
    }
    assert len(codes) == 192_214
    assert len(stated) == 973
    assert {place: dict(total) for place, total in free.items()} == stated
    assert sum(place in stated for place in prison) == 148
    if name == "turkey-2023":
        assert sum(total["registered"] for total in prison.values()) == 52_821
