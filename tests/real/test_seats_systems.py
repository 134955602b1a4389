"""Published seats of whole systems come out of their votes.

The seats are those published. Israel's votes come from its boxes. Those of Kazakhstan, New Zealand,
Greece, Sweden and Estonia are UNSOURCED: they were typed without the official publication at hand
and have not been held against one, so that these cases show that a rule of such parts gives such
seats on such votes, and vouch for no figure of those elections.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crosstally.election.rule import Rule
from crosstally.seats.rule import apply_rule


def given(
    method: str, seats: int, votes: Mapping[str, int], valid: int | None = None, **parts: Any
) -> list[int]:
    """The seats of those who win any, in the order of the votes named."""
    about = Rule.model_validate({"method": method, "seats": seats, **parts})
    found = apply_rule(about, votes, valid)
    assert not found.tied
    return [n for n in found.seats.values() if n]


@pytest.mark.parametrize(
    ("votes", "seats", "share", "against_all", "expected"),
    [
        # Kazakhstan, party lists: 2016, 2021 and 2023
        ((6_183_757, 540_406, 537_123, 151_285, 88_813, 21_484), 98, "7", 0, [84, 7, 7]),
        ((5_148_074, 792_828, 659_019, 383_023, 258_618), 98, "7", 0, [76, 12, 10]),
        (
            (3_431_510, 693_938, 547_154, 535_139, 432_920, 331_058, 146_431),
            69,
            "5",
            248_291,
            [40, 8, 6, 6, 5, 4],
        ),
    ],
)
def test_kazakhstan_on_unsourced_votes(
    votes: tuple[int, ...], seats: int, share: str, against_all: int, expected: list[int]
) -> None:
    named = {f"list{i}": count for i, count in enumerate(votes, start=1)}
    valid = sum(votes) + against_all
    assert given("hare_lr", seats, named, valid, threshold={"share": share}) == expected


def test_new_zealand_2011_on_unsourced_votes() -> None:
    """A party below 5 percent takes part with one electorate, and the Māori Party keeps the third
    seat that it won in electorates: 121 seats instead of 120."""
    votes = {
        "national": 1_058_636,
        "labour": 614_937,
        "green": 247_372,
        "nz_first": 147_544,
        "maori": 31_982,
        "mana": 24_168,
        "act": 23_889,
        "united_future": 13_443,
        "conservative": 59_237,
    }
    electorates = {
        "national": 42,
        "labour": 22,
        "maori": 3,
        "mana": 1,
        "act": 1,
        "united_future": 1,
    }
    found = given(
        "sainte_lague",
        120,
        votes,
        2_237_464,
        threshold={"share": "5%", "or": [{"seats": 1}]},
        direct_seats=electorates,
        tiers=[{"at": "nation", "counting": "levelling", "overhang": "total_grows"}],
    )
    assert found == [59, 34, 14, 8, 3, 1, 1, 1]


def test_greece_2019_on_unsourced_votes() -> None:
    """Fifty seats for the first party, 250 by Hare's quota among parties with 3 percent."""
    votes = {
        "nd": 2_251_618,
        "syriza": 1_781_057,
        "kinal": 457_623,
        "kke": 299_621,
        "el": 208_806,
        "mera25": 194_576,
        "xa": 165_620,
    }
    found = given("hare_lr", 300, votes, 5_649_372, threshold={"share": "3%"}, bonus={"extra": 50})
    assert found == [158, 86, 22, 15, 10, 9]


def test_sweden_2018_on_unsourced_votes() -> None:
    """The whole house as if it were one constituency, which levelling comes to."""
    votes = {
        "s": 1_830_386,
        "m": 1_284_698,
        "sd": 1_135_627,
        "c": 557_500,
        "v": 518_454,
        "kd": 409_478,
        "l": 355_546,
        "mp": 285_899,
        "fi": 29_665,
    }
    found = given("sainte_lague_1.2", 349, votes, 6_476_725, threshold={"share": "4%"})
    assert found == [100, 70, 62, 31, 28, 22, 20, 16]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        # Estonia 2019 and 2023, lists with 5 percent
        ((162_363, 129_618, 99_671, 64_219, 55_175), [34, 26, 19, 12, 10]),
        ((190_632, 97_966, 93_254, 81_329, 56_584, 50_118), [37, 17, 16, 14, 9, 8]),
    ],
)
def test_estonia_on_unsourced_votes(votes: tuple[int, ...], expected: list[int]) -> None:
    """The whole house by D'Hondt's divisors to the power of 0.9, which compensation comes to where
    no list has won more in districts."""
    named = {f"list{i}": count for i, count in enumerate(votes, start=1)}
    assert given("dhondt_0.9", 101, named) == expected


def israel(data: Path) -> tuple[dict[str, int], int]:
    """Votes for the twenty-fifth Knesset out of its ballot boxes, and how many were valid."""
    letters = {
        "מחל": "likud",
        "פה": "yesh_atid",
        "ט": "religious_zionism",
        "כן": "national_unity",
        "שס": "shas",
        "ג": "united_torah_judaism",
        "ל": "yisrael_beiteinu",
        "עם": "raam",
        "ום": "hadash_taal",
        "אמת": "labour",
        "מרצ": "meretz",
        "ד": "balad",
        "ב": "jewish_home",
    }
    votes: Counter[str] = Counter()
    valid = 0
    with gzip.open(data / "israel" / "il_knesset25.csv.gz", "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            valid += int(row["כשרים"])
            for letter, name in letters.items():
                votes[name] += int(row[letter])
    return {name: votes[name] for name in letters.values()}, valid


def agreement(*members: str) -> dict[str, Any]:
    return {"members": list(members), "threshold": "each", "seats": "jointly"}


def test_israel_2022(data: Path) -> None:
    """D'Hondt with surplus agreements (Bader and Ofer), as the press reported them: partners share
    seats as one list first.
    Meretz stays below 3.25 percent, so that its agreement counts for nothing."""
    votes, valid = israel(data)
    threshold = {"share": "3.25%"}
    official = [32, 24, 14, 12, 11, 7, 6, 5, 5, 4]
    alliances = {
        "right": agreement("likud", "religious_zionism"),
        "haredi": agreement("shas", "united_torah_judaism"),
        "centre": agreement("yesh_atid", "national_unity"),
        "left": agreement("labour", "meretz"),
    }
    found = given("dhondt", 120, votes, valid, threshold=threshold, alliances=alliances)
    assert found == official
    assert given("dhondt", 120, votes, valid, threshold=threshold) != official
