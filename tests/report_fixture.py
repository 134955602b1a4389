"""A made-up check result with everything that could trip a face: scripts, markup, gaps, bulk.

The figures are invented; the contest, its parties and its places do not exist.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from crosstally.check.result import CheckResult, ClaimResults, ContestResult, Findings, RawFile
from crosstally.claims.evaluate import ClaimResult, ClauseResult, Status, Verdict
from crosstally.claims.statement import Claim
from crosstally.compare.bounds import Bounds, Determined, OptionBounds
from crosstally.compare.completions import Completion
from crosstally.compare.level_findings import AreaDifference, LevelComparison
from crosstally.compare.recomputed_seats import RecomputedSeats
from crosstally.compare.source_findings import SourceComparison, StationDifference
from crosstally.election.areas import Area, AreaLookup
from crosstally.election.candidates import Candidate, CandidateStanding
from crosstally.election.definition import Announcement, Definition
from crosstally.election.folder import Election
from crosstally.election.printed import Interval
from crosstally.findings import CheckRun, Code, Finding, Sentence, Tier
from crosstally.seats.allocation import Step
from crosstally.seats.candidates import fill_list
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import FigureTable, Totals

SCRIPT = "<script>alert('x')</script>"
CYRILLIC = "Жетісу облысы"
ARABIC = "محافظة الشمال"

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

ANNOUNCED_BELOW = Code(
    "announced-below-held",
    Tier.DECISIVE,
    "An announced total is below the sheets already held",
    "The sheets that a source holds already have more votes for an option than the whole "
    "announcement gives it. More sheets can only add votes.",
    "It does not say which of the two is wrong.",
    "Arithmetic.",
)
RELATION_MUST = Code(
    "relation-must",
    Tier.DECISIVE,
    "A sheet breaks a control relation that it must obey",
    "The figures of one sheet contradict one another.",
    "It does not say that votes were changed: a slip of the pen does the same.",
    "The sheet's own law.",
)
DIGITS = Code(
    "integer-percentages",
    Tier.STRONG,
    "More round percentages than chance gives",
    "An anomaly.",
    "It is no proof of anything.",
    "Kobak, Shpilkin, Pshenichnikov 2016.",
)
UNREAD = Code(
    "unread-figure",
    Tier.INDICATIVE,
    "A figure could not be read",
    "A cell holds no whole number.",
    "It says nothing about the votes.",
    "Reader.",
)


def make_election(folder: Path = Path("/nowhere/made-up")) -> Election:
    definition = Definition.model_validate(
        {
            "id": "made-up",
            "title": f"Parliament of Nowhere {SCRIPT}",
            "date": "2026-05-17",
            "place": {"id": "all", "name": "Nowhere"},
            "levels": ["country", "region", "station"],
            "sources": {
                "commission": "Central Election Commission",
                "observers": {"name": "Наблюдатели «Голос»", "kind": "observer"},
                "party": {"name": ARABIC, "kind": "party"},
            },
            "registers": {"june": {"voters": 2_100_000, "source": "commission"}},
            "sheets": {"sheet": {"fields": {"registered": "Voters on the list", "invalid": "Bad"}}},
            "contests": {
                "list": {
                    "name": "Party lists",
                    "options": {
                        "unity": "Unity",
                        "dawn": "Рассвет",
                        "script": f"Party {SCRIPT}",
                        "north": "حزب الشمال",
                    },
                    "rule": {
                        "method": "hare_lr",
                        "seats": 100,
                        "threshold": {"share": "7", "of": "valid"},
                    },
                },
                "empty": {"options": {"yes": "Yes", "no": "No"}},
            },
            "returns": [{"file": "returns/*.csv", "source": "commission", "contest": "list"}],
        }
    )
    areas = [Area("all", "Nowhere", "country")]
    areas += [Area(id_, name, "region", {"": "all"}) for id_, name in REGIONS.items()]
    announced = Announcement.model_validate(
        {
            "id": "night",
            "source": "commission",
            "contest": "list",
            "stage": "preliminary",
            "at": "2026-05-17T23:00",
            "counted": {"share": "96.87"},
            "counts": {"unity": 451_000, "script": 1},
            "percent": {"unity": "61.2", "dawn": "28%"},
            "fields": {"registered": 1_440_000},
            "turnout": "75.1",
            "areas": {
                "jetisu": {"turnout": "70.25", "fields": {"registered": 54_000}},
                "arab": {"turnout": "60.1%"},
            },
        }
    )
    return Election(folder, definition, (announced,), AreaLookup(areas))


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


def make_findings(unread: int, relations: int) -> list[Finding]:
    findings = [
        Finding(
            ANNOUNCED_BELOW,
            "list",
            "{source} announced {announced} votes for {option}, but the sheets held already have "
            "{held}: these two cannot both be right.",
            {
                "source": "Central Election Commission",
                "announced": 451_000,
                "option": f"Party {SCRIPT}",
                "held": 463_412,
            },
            source="observers",
            figures={"announced": 451_000, "held": 463_412, "share": Fraction(2, 3)},
            votes=12_412,
            premises=(
                Sentence("The {n} sheets held are genuine.", {"n": 1_204}),
                Sentence("The announcement counted {share} of all sheets.", {"share": "96.87 %"}),
            ),
            breaking_point=Sentence(
                "At least {n} of the sheets held would have to be worthless.", {"n": 87}
            ),
            explanations=(
                Sentence("A later stage was looked at, and does not explain it: {x}.", {"x": "—"}),
            ),
        ),
        Finding(
            DIGITS,
            "list",
            "{n} stations with a round percentage; chance gives {expected}.",
            {"n": 340, "expected": "212.4 ± 14.1"},
            source="commission",
        ),
    ]
    findings += [
        Finding(
            RELATION_MUST,
            "list",
            "{station}: {left} is {a}, {right} is {b}.",
            {
                "station": f"Мектеп № {i} {SCRIPT if i == 3 else ''}",
                "left": "valid + invalid",
                "a": 1_000 + i,
                "right": "ballots_in_box",
                "b": 990,
            },
            source="commission",
            area=list(REGIONS)[i % 8],
            figures={"left": 1_000 + i, "right": 990, "array": np.int64(5)},
            votes=10 + i,
            premises=(Sentence("The sheet was read right."),),
            breaking_point=Sentence("It vanishes if one figure was misread."),
        )
        for i in range(relations)
    ]
    findings += [
        Finding(
            UNREAD,
            "list",
            "{station}: {field} reads {raw}.",
            {"station": f"School {i}", "field": "Unity", "raw": "1 2?4"},
            source="observers",
            area=f"{i % 97:03d}/{i:05d}",
            figures={"raw": "1 2?4"},
        )
        for i in range(unread)
    ]
    return findings


def make_claims() -> ClaimResults:
    def claim(data: Mapping[str, Any]) -> Claim:
        return Claim.model_validate(data)

    test = {"measure": "share", "option": "unity", "equals": "61%"}
    first = claim(
        {
            "id": "c1",
            "who": f"Chair {SCRIPT}",
            "at": "2026-05-18",
            "printed_in": "The Nowhere Times",
            "sentence": "Unity won 61 percent, for the first time in 20 years.",
            "clauses": [
                {"text": "Unity won 61 percent", "test": test},
                {"text": "for the first time in 20 years", "outside": "No older election here."},
            ],
        }
    )
    second = claim(
        {
            "id": "c2",
            "who": "Адвокат",
            "sentence": "«Рассвет» был вторым на каждом участке.",
            "test": {
                "measure": "rank",
                "option": "dawn",
                "equals": 2,
                "quantifier": "every",
                "level": "station",
            },
            "links": [{"kind": "denies", "claim": "c1"}],
        }
    )
    third = claim(
        {
            "id": "c3",
            "who": "Lawyer",
            "sentence": "The turnout in the Steppe was the lowest.",
            "test": {
                "measure": "turnout",
                "quantifier": "lowest",
                "level": "region",
                "area": "steppe",
            },
        }
    )
    recorded = claim(
        {
            "id": "c4",
            "who": "Reporter",
            "sentence": "Around 100 protesters met.",
            "clauses": [{"text": "Around 100 protesters met.", "outside": "No figure of votes."}],
        }
    )
    draft = claim({"id": "draft", "who": "X", "sentence": "DRAFTED", "unconfirmed": True})
    holds = Sentence(
        "{votes} of {valid} valid votes are {share}.",
        {"votes": 61, "valid": 100, "share": "61.00 %"},
    )
    results = [
        ClaimResult(
            first,
            Status.TESTED,
            Verdict.HOLDS,
            holds,
            (
                ClauseResult(first.parts[0], Status.TESTED, Verdict.HOLDS, holds, provisional=True),
                ClauseResult(
                    first.parts[1],
                    Status.RECORDED,
                    None,
                    Sentence("Outside this data: {why}", {"why": "No older election here."}),
                ),
            ),
        ),
        ClaimResult(
            second,
            Status.TESTED,
            Verdict.REFUTED,
            Sentence("It came third or lower at {n} stations held.", {"n": 312}),
            (
                ClauseResult(
                    second.parts[0],
                    Status.TESTED,
                    Verdict.REFUTED,
                    Sentence("It came third or lower at {n} stations held.", {"n": 312}),
                    counterexamples=[
                        {"area": f"s{i}", "name": f"Мектеп {i} {SCRIPT}", "value": 3}
                        for i in range(100)
                    ],
                    counterexamples_count=312,
                ),
            ),
        ),
        ClaimResult(
            third,
            Status.TESTED,
            Verdict.UNDECIDED,
            Sentence("No sheet of {area} is held.", {"area": "Steppe"}),
            (
                ClauseResult(
                    third.parts[0],
                    Status.TESTED,
                    Verdict.UNDECIDED,
                    Sentence("No sheet of {area} is held.", {"area": "Steppe"}),
                    would_decide=Sentence(
                        "The {n} sheets of {area}.", {"n": 340, "area": "Steppe"}
                    ),
                    missing={"stations": 340, "of": 340, "areas": ["steppe"], "share": Fraction(1)},
                ),
            ),
        ),
        ClaimResult(
            recorded,
            Status.RECORDED,
            None,
            Sentence("Recorded: figures of votes cannot speak to it."),
            (
                ClauseResult(
                    recorded.parts[0],
                    Status.RECORDED,
                    None,
                    Sentence("Recorded: figures of votes cannot speak to it."),
                ),
            ),
        ),
        ClaimResult(draft, Status.RECORDED, None, Sentence("DRAFTED")),
    ]
    return ClaimResults(results)


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
                        "bad", REGIONS["bad"], {"unity": (51_000, 50_112)}, "unity", 888, 60, 64
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


def make_result(
    differences: int = 30,
    unread: int = 12,
    relations: int = 14,
    folder: Path = Path("/nowhere/made-up"),
) -> CheckResult:
    """The made-up result; the numbers say how many of each bulk thing there are."""
    return CheckResult(
        make_election(folder),
        "0.1.0",
        Sentence(
            "{n} statements of {source} cannot both be right with the sheets held.",
            {"n": 15, "source": f"Commission {SCRIPT}"},
        ),
        Findings(make_findings(unread, relations)),
        {"list": make_contest(differences), "empty": ContestResult("empty")},
        make_claims(),
        [
            CheckRun("relation-must", "list", "commission", "valid + invalid == in_box", 1_600, 14),
            CheckRun("unread-figure", "list", "observers", "every figure", 1_204, 12, 3, votes=0),
            CheckRun(
                "announced-below-held",
                "list",
                "party",
                "final",
                0,
                0,
                skipped=Sentence("{source} announces nothing.", {"source": ARABIC}),
            ),
        ],
        [
            RawFile("returns/a <b>.csv", "ab" * 32, 120_344, 1_600, "commission", "count", "list"),
            RawFile("returns/участки.csv", "cd" * 32, 98_000, 1_204, "observers", "count", "list"),
        ],
        {"unread-figure": 4_000} if unread > 1_000 else {},
    )


def empty_result(folder: Path = Path("/nowhere/made-up")) -> CheckResult:
    """Nothing found, nothing held, nothing claimed."""
    return CheckResult(
        make_election(folder),
        "0.1.0",
        Sentence("Everything that was checked adds up."),
        Findings([]),
        {},
    )


def write_map(folder: Path) -> None:
    """``map.geojson`` with a square a region, one of them broken, one matched by name."""
    features: list[dict[str, Any]] = []
    for i, (id_, name) in enumerate(REGIONS.items()):
        x, y = 60 + (i % 4) * 2, 45 + (i // 4) * 2
        ring = [[x, y], [x + 2, y], [x + 2, y + 2], [x, y + 2], [x, y]]
        geometry: Any = {"type": "Polygon", "coordinates": [ring]}
        if id_ == "harbour":
            geometry = {"type": "MultiPolygon", "coordinates": [[ring], [[[70, 50], [71, 50]]]]}
        if id_ == "lakes":
            geometry = {"type": "Polygon", "coordinates": [[["a", None], [1e999, 2], []]]}
        properties: dict[str, Any] = {"id": id_} if i % 2 else {"NAME_1": name.upper()}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    features.append({"type": "Feature", "properties": None, "geometry": None})
    features.append({"type": "Feature", "properties": {"name": "Elsewhere"}, "geometry": {}})
    (folder / "map.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
