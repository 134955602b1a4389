"""Claims with verdicts of every kind, for the tests of reports."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from crosstally.check.result import ClaimResults
from crosstally.claims.judging.evaluate import ClaimResult, ClauseResult, Status, Verdict
from crosstally.claims.statement import Claim
from crosstally.findings import Sentence
from tests.report_words import SCRIPT


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
