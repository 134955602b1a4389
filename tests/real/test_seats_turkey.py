"""The parliament of Turkey, 14 May 2023, from its ballot boxes: 600 seats in 87 constituencies.

Laws 2839 and 298: a threshold of 7 percent for a party or its alliance; D'Hondt in each
constituency on each party's own votes, inside alliances too; votes from abroad and from customs are
added to the constituencies in proportion to their valid votes. Votes for an alliance as a whole are
shared among its parties by their votes.

One seat of the 600 is not met: AK Party 269 and CHP 168, where 268 and 169 are official. No
rounding of shared votes, no order of sharing and neither denominator (all valid votes, votes of
parties) changes that. What does is the division of Ankara, Bursa and İstanbul into constituencies,
which the data at hand calls unverified: one district more or less in Ankara 1, Bursa 1 or
İstanbul 1, where AK Party's last seat is 5, 3 and 2 percent ahead of CHP's next, gives the official
result.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from crosstally.election.rule import Rule
from crosstally.seats.system import apply_system

ALLIANCES = {
    "cumhur_ittifaki": ["ak_parti", "mhp", "bbp", "yeniden_refah"],
    "millet_ittifaki": ["chp", "iyi_parti"],
    "emek_ve_ozgurluk_ittifaki": ["yesil_sol_parti", "tip"],
    "ata_ittifaki": ["zafer_partisi", "ap"],
    "sosyalist_guc_birligi_ittifaki": ["tkp", "tkh", "sol_parti"],
}
NO_OPTION = ("province", "district", "neighbourhood", "box", "prison_id", "registered", "voted")
OFFICIAL = {
    "ak_parti": 268,
    "chp": 169,
    "yesil_sol_parti": 61,
    "mhp": 50,
    "iyi_parti": 43,
    "yeniden_refah": 5,
    "tip": 4,
}


def folded(text: str) -> str:
    """A Turkish name in the letters of ASCII."""
    dotless = text.replace("ı", "i").replace("İ", "I")
    return unicodedata.normalize("NFKD", dotless).encode("ascii", "ignore").decode().upper()


def constituencies(path: Path) -> tuple[dict[str, int], dict[tuple[str, str], str]]:
    """Constituency → seats, and (province, district) → constituency; the district "" stands for all
    that are not named."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    places = {}
    for row in rows:
        listed = row["districts"].split() if "(" not in (row["districts"] or "(") else [""]
        for district in listed or [""]:
            places[folded(row["province"]), district] = row["constituency"]
    return {row["constituency"]: int(row["seats"]) for row in rows}, places


def seats_with(
    folder: Path, data: Path, moved: Mapping[tuple[str, str], str] | None = None
) -> dict[str, int]:
    """Seats by party; ``moved``: districts that stand in another constituency."""
    seats, places = constituencies(data / "turkey" / "seats_2023.csv")
    places.update(moved or {})
    votes: dict[str, dict[str, int]] = {}
    for name in ("boxes", "abroad", "customs"):
        table = pq.read_table(folder / "returns" / f"parliament-{name}.parquet")
        figures = [one for one in table.column_names if one not in NO_OPTION]
        keys = ["province", "district"] if name == "boxes" else []
        sums: list[dict[str, Any]] = (
            table.group_by(keys).aggregate([(one, "sum") for one in figures]).to_pylist()
            if keys
            else [{f"{one}_sum": pc.sum(table[one]).as_py() for one in figures}]
        )
        for row in sums:
            area = "abroad"
            if keys:
                province, district = folded(row["province"]), folded(row["district"])
                place = (province, district)
                area = places.get(place) or places[province, ""]
            own = votes.setdefault(area, {})
            for one in figures:
                own[one] = own.get(one, 0) + (row[f"{one}_sum"] or 0)
    valid = {area: own.pop("valid") for area, own in votes.items()}
    for own in votes.values():
        own.pop("invalid", None)
    rule = Rule.model_validate(
        {
            "method": "dhondt",
            "seats": 600,
            "threshold": {"share": "7%"},
            "alliances": {name: {"members": parties} for name, parties in ALLIANCES.items()},
            "constituencies": {"level": "constituency", "seats": seats, "added": ["abroad"]},
        }
    )
    found = apply_system(rule, votes, {"valid": valid})
    assert len(found.outcomes) == 1
    return {party: won for party, won in found.seats.items() if won}


@pytest.fixture(scope="module")
def folder(fetched: Any) -> Path:
    """The boxes as election folder."""
    return Path(fetched("turkey-2023"))


def test_all_seats_but_one_come_out_of_the_boxes(folder: Path, data: Path) -> None:
    assert seats_with(folder, data) == {**OFFICIAL, "ak_parti": 269, "chp": 168}


@pytest.mark.parametrize(
    ("province", "district", "constituency"),
    [
        ("ANKARA", "POLATLI", "Ankara 3"),
        ("BURSA", "MUDANYA", "Bursa 2"),
        ("ISTANBUL", "BESIKTAS", "İstanbul 1"),
    ],
)
def test_the_last_seat_hangs_on_how_three_provinces_are_divided(
    folder: Path, data: Path, province: str, district: str, constituency: str
) -> None:
    assert seats_with(folder, data, {(province, district): constituency}) == OFFICIAL
