"""Published seats of whole systems come out of their votes.

Israel's votes come from its boxes. New Zealand's votes, electorates and seats are those that the
tests of votelib hold (github simberaj/votelib, MIT, ``tests/real/test_real_mmp.py``). Systems that
are one allocation, Kazakhstan's among them, stand in ``test_seats_real``.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crosstally.election.rule import NATION, Rule
from crosstally.seats.asked_margins import margins_of_system
from crosstally.seats.goals import any_seat
from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system
from crosstally.seats.system_changes import SystemMargin
from crosstally.seats.system_votes import SystemVotes


def given(
    method: str, seats: int, votes: Mapping[str, int], valid: int | None = None, **parts: Any
) -> list[int]:
    """The seats of those who win any, in the order of the votes named."""
    about = Rule.model_validate({"method": method, "seats": seats, **parts})
    found = apply_rule(about, votes, valid)
    assert not found.tied
    return [n for n in found.seats.values() if n]


def least_change(rule: Rule, votes: SystemVotes) -> SystemMargin:
    return margins_of_system(rule, votes, [any_seat])[0].margin


NEW_ZEALAND = {
    2008: (
        {
            "National": 1_053_398, "Labour": 796_880, "Green": 157_613, "ACT": 85_496,
            "Māori": 55_980, "Progressive": 21_241, "United Future": 20_497,
            "New Zealand First": 95_356, "Bill and Ben": 13_016, "Kiwi": 12_755,
            "Legalise Cannabis": 9_515, "Pacific": 8_640, "Family": 8_176, "Alliance": 1_909,
            "Democrats": 1_208, "Libertarianz": 1_176, "Workers": 932, "RAM": 465,
            "Republic": 313,
        },
        {"National": 41, "Labour": 21, "Māori": 5, "ACT": 1, "Progressive": 1, "United Future": 1},
        {
            "National": 58, "Labour": 43, "Green": 9, "ACT": 5, "Māori": 5, "Progressive": 1,
            "United Future": 1,
        },
    ),
    2014: (
        {
            "National": 1_131_501, "Labour": 604_535, "Green": 257_359,
            "New Zealand First": 208_300, "Māori": 31_849, "ACT": 16_689, "United Future": 5_286,
            "Conservative": 95_598, "Internet MANA": 34_094, "Legalise Cannabis": 10_961,
            "Ban1080": 5_113, "Democrats": 1_730, "Civilian": 1_096, "Independent": 872,
            "Focus": 639,
        },
        {"National": 41, "Labour": 27, "Māori": 1, "ACT": 1, "United Future": 1},
        {
            "National": 60, "Labour": 32, "Green": 14, "New Zealand First": 11, "Māori": 2,
            "ACT": 1, "United Future": 1,
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("year", NEW_ZEALAND)
def test_new_zealand(year: int) -> None:
    """A party below 5 percent takes part with one electorate, and who has won more electorates than
    its share keeps them: 122 seats in 2008 and 121 in 2014, instead of 120."""
    votes, electorates, expected = NEW_ZEALAND[year]
    rule = Rule.model_validate(
        {
            "method": "sainte_lague",
            "seats": 120,
            "threshold": {"share": "5%", "or": [{"seats": 1}]},
            "direct_seats": electorates,
            "tiers": [{"at": "nation", "counting": "levelling", "overhang": "total_grows"}],
        }
    )
    found = apply_rule(rule, votes)
    assert not found.tied
    assert {name: count for name, count in found.seats.items() if count} == expected
    margin = least_change(rule, SystemVotes({NATION: votes}))
    assert margin.proved
    least = {2008: ("National", "Labour", 22), 2014: ("Māori", "National", 3_704)}
    (move,) = margin.changes["moved"].moves
    assert (move.taken_from, move.given_to, move.ballots) == least[year]


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
    rule = Rule.model_validate(
        {"method": "dhondt", "seats": 120, "threshold": threshold, "alliances": alliances}
    )
    margin = least_change(rule, SystemVotes({NATION: votes}, {"valid": {NATION: valid}}))
    assert margin.proved
    assert margin.changes["moved"].ballots == 601  # from likud to shas
    assert given("dhondt", 120, votes, valid, threshold=threshold) != official


def test_georgia_2024() -> None:
    """Full quotas among those above 5 percent; the two seats left go to the lists with the most
    votes, one each, and not to the greatest remainders (electoral code). Lists below 5 percent,
    whose votes do not count, stand for one."""
    votes = {
        "Georgian Dream": 1_120_053,
        "Coalition for Change": 229_161,
        "Unity": 211_216,
        "Strong Georgia": 182_922,
        "For Georgia": 161_521,
        "Others": 80_000,
    }
    rule = Rule.model_validate(
        {
            "method": "block_vote",
            "seats": 150,
            "threshold": {"share": "5%"},
            "tiers": [{"at": "nation", "quota": "hare"}, {"at": "nation"}],
        }
    )
    assert [n for n in apply_rule(rule, votes).seats.values() if n] == [89, 19, 16, 14, 12]
    assert given("hare_lr", 150, votes, threshold={"share": "5%"}) == [88, 18, 17, 14, 13]


def test_bolivia_2019() -> None:
    """The announced presidential result: more than 40 percent of the valid votes and at least ten
    points ahead (constitution, article 166). 34,672 votes more than those ten points: 17,336 moved
    from the first to the second, or 31,520 added, and a second round follows."""
    votes = {
        "MAS": 2_889_359, "CC": 2_240_920, "PDC": 539_081, "BDN": 260_316, "MTS": 76_827,
        "MNR": 42_334, "PAN-BOL": 39_826, "UCS": 25_283, "FPV": 23_725,
    }  # fmt: skip
    assert sum(votes.values()) == 6_137_671
    lead = {"share": "10%", "counts": "lead"}
    first_round = {
        "needs": [{"share": "50%", "passes": "more_than"}],
        "or": [[{"share": "40%"}, lead]],
    }
    rule = Rule.model_validate({"method": "majority", "first_round": first_round})
    assert apply_rule(rule, votes).seats["MAS"] == 1
    margin = least_change(rule, SystemVotes({NATION: votes}))
    assert margin.proved
    assert margin.changes["moved"].ballots == 17_336
    assert margin.changes["added"].ballots == 31_520
    assert margin.changes["moved"].outcome.run_off == ("MAS", "CC")


def test_south_africa_2019() -> None:
    """Full quotas of 43,485 votes, five seats to the largest remainders, then eight to the most
    votes a seat (Electoral Act, schedule 1A, item 6). The largest remainders alone, or the first
    party's 231st seat, would be others. 34 lists without a seat stand for equal ones."""
    votes = {
        "ANC": 10_026_475, "DA": 3_621_188, "EFF": 1_881_521, "IFP": 588_839, "FF+": 414_864,
        "ACDP": 146_262, "UDM": 78_030, "ATM": 76_830, "GOOD": 70_408, "NFP": 61_220,
        "AIC": 48_107, "COPE": 47_461, "PAC": 32_677, "Al Jama-ah": 31_468,
    }  # fmt: skip
    others, more = divmod(17_437_379 - sum(votes.values()), 34)
    votes |= {f"list {number}": others + (number < more) for number in range(34)}
    have_a_seat = {"share": "100%", "or": [{"seats": 1}]}
    tiers = [
        {"at": "nation", "quota": "droop"},
        {"at": "nation", "votes": "remainders", "method": "block_vote", "at_most": 5},
        {"at": "nation", "counting": "continued", "method": "adams", "threshold": have_a_seat},
    ]
    official = [230, 84, 44, 14, 10, 4, 2, 2, 2, 2, 2, 2, 1, 1]
    assert given("droop_lr", 400, votes, tiers=tiers) == official
    alone = Rule.model_validate({"method": "droop_lr", "seats": 400})
    assert apply_rule(alone, votes).seats["ANC"] == 231


@pytest.mark.parametrize(
    ("votes", "direct", "tiers", "official"),
    [
        (
            {"미래한국당": 9_441_520, "더불어시민당": 9_307_112, "정의당": 2_697_956,
             "국민의당": 1_896_719, "열린민주당": 1_512_763},
            {"더불어민주당": 163, "미래통합당": 84, "정의당": 1, "무소속": 5},
            [{"at": "nation", "counting": "levelling", "linked": "50%"},
             {"at": "nation", "seats": 17}],
            [19, 17, 6, 3, 3],
        ),
        (
            {"국민의미래": 10_395_264, "더불어민주연합": 7_567_459, "조국혁신당": 6_874_278,
             "개혁신당": 1_025_775},
            {"더불어민주당": 161, "국민의힘": 90, "개혁신당": 1, "새로운미래": 1, "진보당": 1},
            [{"at": "nation", "counting": "levelling", "linked": "50%"}],
            [18, 14, 12, 3],
        ),
    ],
    ids=["2020", "2024"],
)  # fmt: skip
def test_south_korea(
    votes: dict[str, int], direct: dict[str, int], tiers: list[Any], official: list[int]
) -> None:
    """The published seats: half of what a list is short of beside the seats that it won directly,
    cut to the 30 (2020) or 46 (2024) there are; in 2020 17 others by votes alone. A party with five
    direct seats takes part without a list, and what it won is not taken off the house; the seats of
    others are. Lists below 3 percent are left out."""
    counted = {**votes, **{name: 0 for name in direct if name not in votes}}
    about = Rule.model_validate(
        {
            "method": "hare_lr",
            "seats": 300,
            "threshold": {"share": "3%", "or": [{"seats": 5}]},
            "direct_seats": direct,
            "tiers": tiers,
        }
    )
    found = apply_rule(about, counted)
    assert [found.seats[name] for name in votes] == official
    assert sum(found.seats.values()) == 300


def raised(*options: str) -> dict[str, Any]:
    return {"options": list(options), "by": "35%", "below": {"share": "3%"}}


def test_sri_lanka_2020() -> None:
    """Colombo: the first list has one of 19 seats for being so; the others go by quotas to those
    with 5 percent there."""
    rule = Rule.model_validate(
        {
            "method": "hare_lr",
            "seats": 19,
            "threshold": {"share": "5%", "scope": "constituency"},
            "constituencies": {"level": "district", "seats": {"Colombo": 19}},
            "tiers": [{"method": "block_vote", "at_most": 1}, {}],
        }
    )
    votes = {"SLPP": 674_603, "SJB": 387_145, "NPP": 67_600, "UNP": 30_875}
    assert list(apply_system(rule, {"Colombo": votes}).seats.values()) == [12, 6, 1, 0]


HOUSES: dict[str, tuple[dict[str, Any], dict[str, int], list[int]]] = {
    # The first has 72 of 107 by remainders, more than two thirds: 71, and the others share 36 anew.
    "Armenia 2021": (
        {
            "method": "hare_lr",
            "seats": 107,
            "threshold": {"share": "5%", "for_alliances": {2: "7%"}, "admitted_at_least": 3},
            "coalitions": {"I-Have-Honour": 2},
            "most_seats": 71,
        },
        {
            "Civil Contract": 688_761, "Armenia": 269_481, "I-Have-Honour": 66_650,
            "Prosperous Armenia": 50_444,
        },
        [71, 29, 7],
    ),
    "Moldova 2021": (
        {"method": "dhondt", "seats": 101, "threshold": {"share": "5%"}},
        {"PAS": 774_753, "BECS": 398_675, "Shor": 84_187},
        [63, 32, 6],
    ),
    "Bulgaria 2023": (
        {"method": "hare_lr", "seats": 240, "threshold": {"share": "4%"}},
        {
            "GERB": 669_924, "PP-DB": 621_069, "Revival": 358_174, "DPS": 347_700,
            "BSP": 225_914, "ITN": 103_971,
        },
        [69, 64, 37, 36, 23, 11],
    ),
    "Austria 2019": (
        {"method": "dhondt", "seats": 183, "threshold": {"share": "4%"}},
        {
            "ÖVP": 1_789_417, "SPÖ": 1_011_868, "FPÖ": 772_666, "Grüne": 664_055,
            "NEOS": 387_124,
        },
        [71, 40, 31, 26, 15],
    ),
    "Slovakia 2020": (
        {"method": "hagenbach_bischoff_lr", "seats": 150, "threshold": {"share": "5%"}},
        {
            "OĽaNO": 721_166, "Smer": 527_172, "Sme rodina": 237_531, "ĽSNS": 229_660,
            "SaS": 179_246, "Za ľudí": 166_325,
        },
        [53, 38, 17, 17, 13, 12],
    ),
    "Netherlands 2023": (
        {"method": "dhondt", "seats": 150},
        {
            "PVV": 2_450_878, "GL-PvdA": 1_643_073, "VVD": 1_589_519, "NSC": 1_343_287,
            "D66": 656_292, "BBB": 485_551, "CDA": 345_822, "SP": 328_225, "DENK": 246_765,
            "PvdD": 235_148, "FVD": 232_963, "SGP": 217_270, "CU": 212_532, "Volt": 178_802,
            "JA21": 71_345,
        },
        [37, 25, 24, 20, 9, 7, 5, 5, 3, 3, 3, 3, 3, 2, 1],
    ),
    # Surplus agreements of five pairs.
    "Israel 2021": (
        {
            "method": "dhondt",
            "seats": 120,
            "alliances": {
                "right": agreement("Likud", "RZP"),
                "haredi": agreement("Shas", "UTJ"),
                "centre": agreement("Yesh-Atid", "YB"),
                "new": agreement("Yamina", "New-Hope"),
                "left": agreement("Labour", "Meretz"),
            },
        },
        {
            "Likud": 1_066_892, "Yesh-Atid": 614_112, "Shas": 316_008, "Blue and White": 292_257,
            "Yamina": 273_836, "Labour": 268_767, "UTJ": 248_391, "YB": 248_370, "RZP": 225_641,
            "Joint List": 212_583, "New-Hope": 209_161, "Meretz": 202_218, "Raam": 167_064,
        },
        [30, 17, 9, 8, 7, 7, 7, 7, 6, 6, 6, 6, 4],
    ),
    "Ukraine 2019": (
        {"method": "hare_lr", "seats": 225, "threshold": {"share": "5%"}},
        {
            "Servant of the People": 6_307_793, "Opposition Platform": 1_908_111,
            "Fatherland": 1_196_303, "European Solidarity": 1_184_620, "Voice": 851_722,
        },
        [124, 37, 24, 23, 17],
    ),
    "Nepal 2022": (
        {"method": "sainte_lague", "seats": 110, "threshold": {"share": "3%"}},
        {
            "UML": 2_845_641, "Congress": 2_715_225, "Maoist": 1_175_684, "RSP": 1_130_344,
            "RPP": 588_849, "JSP": 421_314, "Janamat": 394_655,
        },
        [34, 32, 14, 13, 7, 5, 5],
    ),
    "Lithuania 2020": (
        {"method": "hare_lr", "seats": 70, "threshold": {"share": "5%"}},
        {
            "TS-LKD": 292_124, "LVZS": 205_780, "DP": 110_780, "LSDP": 108_641, "LP": 107_093,
            "LS": 79_755,
        },
        [23, 16, 9, 8, 8, 6],
    ),
    # Lists of minorities below 3 percent: quotients raised by 35 percent, and no threshold.
    "Serbia 2020": (
        {"method": "dhondt", "seats": 250, "raised": raised("SVM", "SPP", "ADA", "SDA")},
        {
            "SNS": 1_953_998, "SPS": 334_333, "SPAS": 123_393, "SVM": 71_893, "SPP": 32_170,
            "ADA": 26_437, "SDA": 24_676,
        },
        [188, 32, 11, 9, 4, 3, 3],
    ),
    "Serbia 2022": (
        {
            "method": "dhondt",
            "seats": 250,
            "raised": raised("SVM", "SPP", "SDA", "Albanians", "Vojvodina"),
        },
        {
            "SNS": 1_635_101, "United": 520_469, "SPS": 435_274, "NADA": 204_444,
            "Moramo": 178_733, "Dveri": 144_762, "Zavetnici": 141_227, "SVM": 60_313,
            "SPP": 35_850, "Vojvodina": 24_024, "SDA": 20_553, "Albanians": 10_165,
        },
        [120, 38, 31, 15, 13, 10, 10, 5, 3, 2, 2, 1],
    ),
    # No party's share of all seats is more than 8 points above that of its votes: Morena, with 43.6
    # percent, has 257 of 500. Members are counted with the party to which they belong.
    "Mexico 2024": (
        {
            "method": "hare_lr",
            "seats": 500,
            "threshold": {"share": "3%"},
            "direct_seats": {
                "Morena": 182, "PAN": 32, "PVEM": 40, "PT": 34, "PRI": 9, "MC": 1, "PRD": 1,
                "independent": 1,
            },
            "most_seats": 300,
            "most_over_share": "8%",
        },
        {
            "Morena": 24_286_412, "PAN": 10_049_424, "PRI": 6_623_752, "MC": 6_497_404,
            "PVEM": 4_993_902, "PT": 3_254_718, "PRD": 1_449_655, "independent": 0,
        },
        [257, 72, 35, 27, 60, 47, 1, 1],
    ),
}  # fmt: skip


@pytest.mark.parametrize("house", HOUSES)
def test_houses_of_one_allocation(house: str) -> None:
    """Lists without seats are left out, and with them what the threshold is asked of: all lists
    named are above it, or let in otherwise."""
    about, votes, official = HOUSES[house]
    rule = Rule.model_validate(about)
    found = apply_rule(rule, votes)
    assert not found.tied
    assert [n for n in found.seats.values() if n] == official
