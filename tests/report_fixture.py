"""A made-up check result with everything that could trip a face: scripts, markup, gaps, bulk.

The figures are invented; the contest, its parties and its places do not exist."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from crosstally.check.result import CheckResult, ContestResult, Findings, RawFile
from crosstally.election.areas import Area, AreaLookup
from crosstally.election.definition import Announcement, Definition
from crosstally.election.folder import Election
from crosstally.findings import CheckRun, Code, Finding, Sentence, Tier
from tests.report_claims import make_claims
from tests.report_contest import REGIONS, make_contest
from tests.report_words import ARABIC, SCRIPT

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
