"""The figures of one made-up contest, for the tests of reports."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from crosstally.check.result import ContestResult
from crosstally.compare.bounds import Bounds, Determined, OptionBounds
from crosstally.compare.completions import Completion
from crosstally.compare.level_findings import AreaDifference, LevelComparison
from crosstally.compare.recomputed_seats import RecomputedSeats
from crosstally.compare.source_findings import SourceComparison, StationDifference
from crosstally.election.candidates import Candidate, CandidateStanding
from crosstally.election.printed import Interval
from crosstally.findings import Sentence
from crosstally.seats.allocation import Step
from crosstally.seats.candidates import fill_list
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import FigureTable, Totals
from tests.report_words import ARABIC, CYRILLIC, SCRIPT

REGIONS = {
    "north": "North",
    "jetisu": CYRILLIC,
    "arab": ARABIC,
    "bad": f"Region {SCRIPT} & Co",
    "harbour": "Harbour and Islands",
    "lakes": "Lake District",
    "south": "South",
    "steppe": "Steppe",
}


def region_table(source: str, missing: bool) -> FigureTable:
    n = len(REGIONS)
    known = np.arange(n, dtype=np.int64) * 40 + 60
    held = known - (np.arange(n, dtype=np.int64) ** 2 * 4 if missing else 0)
    held[2] = 0 if missing else held[2]
    unity = held * 311
    unity[2] = -1 if missing else unity[2]
    return FigureTable(
        source,
        "region",
        list(REGIONS),
        list(REGIONS.values()),
        {
            "registered": held * 900,
            "unity": unity,
            "dawn": held * np.array([100, 400, 90, 90, 90, 360, 80, 90], dtype=np.int64),
        },
        held,
        known if source != "party" else np.full(n, -1, dtype=np.int64),
        n,
    )


def make_differences(count: int) -> list[StationDifference]:
    found = []
    regions = list(REGIONS)
    for i in range(count):
        name = f"School {i}"
        if i == 1:
            name = f"{SCRIPT} school"
        elif i % 7 == 2:
            name = f"Мектеп № {i}"
        elif i % 11 == 3:
            name = f"مدرسة {i}"
        votes = max(1, 900 - i)
        found.append(
            StationDifference(
                f"{i % 97:03d}/{i:05d}",
                name,
                regions[i % len(regions)],
                {
                    "unity": (200 + i % 50, 200 + i % 50 + votes),
                    "dawn": (300, None if i % 13 == 5 else 300 - min(votes, 250)),
                },
                votes,
            )
        )
    return found


SEATS = {
    "valid": SeatOutcome(
        {"unity": 61, "dawn": 28, "script": 11, "north": 0},
        ["unity", "dawn", "script"],
        818_013,
        {"unity": Fraction(497_600, 818_013), "north": Fraction(12, 818_013)},
        [{"unity": 61, "dawn": 28, "script": 11}],
        votes={"unity": 497_600, "dawn": 230_401, "script": 90_000, "north": 12},
        explain=lambda: (
            Step("threshold", "north", 12, Fraction(818_013), Fraction(12, 818_013), 0),
            *(
                Step("quotient", "unity", 497_600, Fraction(k), Fraction(497_600, k), 1)
                for k in range(1, 62)
            ),
            Step("quotient", "script", 90_000, Fraction(12), Fraction(7_500), 0, tied=True),
        ),
    ),
    "cast": SeatOutcome(
        {"unity": 68, "dawn": 31},
        ["unity", "dawn"],
        None,
        outcomes=[{"unity": 69, "dawn": 31}, {"unity": 68, "dawn": 32}],
        tied=["unity", "dawn"],
        undecided=["script"],
        outcomes_count=2,
        base_interval=Interval(Fraction(1, 2), Fraction(7), True, False),
    ),
}


PEOPLE = fill_list(
    [
        Candidate(option="unity", place=1, name=f"{SCRIPT} One"),
        Candidate(option="unity", place=2, name=ARABIC),
        Candidate(option="unity", place=3),
        Candidate(option="unity", place=4, standing=CandidateStanding.STRUCK_OFF, reason=SCRIPT),
        Candidate(option="unity", place=5, standing=CandidateStanding.DIED, date="2026-09-01"),
    ],
    3,
    voted_on="2026-05-17",
)


def make_contest(differences: int) -> ContestResult:
    options = {
        "unity": OptionBounds(400_000, 398_000, 740_000),
        "dawn": OptionBounds(180_000, 180_000, None),
    }
    missing = Sentence(
        "{n} of {of} sheets are not held; at most {voters} votes can stand on them.",
        {"n": 340, "of": 1_600, "voters": 306_000},
    )
    other = Bounds("observers", None, 1_260, 1_600, None, 2, options, sentences=(missing,))
    return ContestResult(
        "list",
        totals={
            "commission": Totals(
                "commission",
                "all",
                1_600,
                1_600,
                {"registered": 1_440_000, "invalid": 4_100},
                {"unity": 497_600, "dawn": 230_400, "script": 90_001, "north": 12},
            ),
            "observers": Totals(
                "observers",
                "all",
                1_204,
                1_600,
                {"registered": 1_080_000},
                {"unity": 374_444, "dawn": 201_000, "script": 88_000},
                {"unity": 3},
            ),
            "party": Totals("party", "all", 14, None, {}, {"dawn": 4_100}),
        },
        bounds=Bounds(
            "observers",
            "june",
            1_260,
            1_600,
            306_000,
            2,
            options,
            Determined.YES,
            {"unity": Determined.YES, "dawn": Determined.NO},
            Determined.UNKNOWN,
            (missing, Sentence("The winner is determined, if the sheets held are genuine.")),
            (other,),
            ["unity"],
            220_000,
            2_160_000,
            {
                "seats": [
                    Completion({"unity": 1, "dawn": 2}, 3),
                    Completion({"unity": 2, "dawn": 1}),
                ]
            },
        ),
        seats={"commission": {"final": SEATS}},
        recomputed=(
            RecomputedSeats(
                "list",
                "commission",
                "final",
                outcomes=SEATS,
                people={
                    "unity": PEOPLE,
                    "dawn": Sentence("The votes of {n} are not stated.", {"n": 3}),
                },
            ),
            RecomputedSeats(
                "list",
                "observers",
                "count",
                why_not=Sentence("{held} of {known} stations are held.", {"held": 9, "known": 12}),
            ),
        ),
        levels=[
            LevelComparison(
                "commission",
                "observers",
                "region",
                "station",
                8,
                6,
                1,
                [
                    AreaDifference(
                        "bad",
                        REGIONS["bad"],
                        {"unity": (51_000, 50_112)},
                        888,
                        60,
                        64,
                    )
                ],
                [
                    Sentence(
                        "Leaving out the {n} prison stations removes every difference.", {"n": 4}
                    )
                ],
                True,
            ),
            LevelComparison("commission", "commission", "country", "region", 1, 1),
        ],
        sources=[
            SourceComparison(
                "commission",
                "observers",
                900,
                differences,
                40,
                3,
                {"unity": differences, "dawn": differences // 2},
                {"unity": 12_400, "dawn": -9_000, "script": 0},
                {"unity": 14_000, "dawn": 9_100},
                {"unity": (280, 24), "dawn": (3, 250)},
                make_differences(differences),
            ),
            SourceComparison("commission", "party", 14, 0, 1_586, 0),
        ],
        areas={
            ("commission", "region"): region_table("commission", False),
            ("observers", "region"): region_table("observers", True),
            ("party", "region"): region_table("party", True),
        },
    )
