"""Tests as they are drafted from statements about the founding case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crosstally.claims.drafting.draft import draft_claims
from crosstally.claims.statement import Claim
from crosstally.election.folder import Election, open_folder

EXAMPLE = Path(__file__).parents[2] / "src/crosstally/examples/kazakhstan-2012"


ELECTION = open_folder(EXAMPLE)
WHOSE = ("on", "source")


def written(claim: Claim) -> list[dict[str, Any]]:
    """The tests of a claim as they would be written, but for whose announcement they are asked
    of (see ``test_claims_draft_announced``)."""
    return [
        {
            key: said
            for key, said in test.items()
            if test.get("on") != "announced" or key not in WHOSE
        }
        for test in _whole(claim)
    ]


def _whole(claim: Claim) -> list[dict[str, Any]]:
    return [
        part.test.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for part in claim.parts
        if part.test is not None
    ]


def asked_in(text: str, election: Election = ELECTION) -> list[dict[str, Any]]:
    """The tests that are drafted from a text, whole."""
    return [test for claim in draft_claims(text, election).claims for test in _whole(claim)]


def drafted(text: str, election: Election = ELECTION) -> list[dict[str, Any]]:
    """The same, without whose announcement a test is asked of."""
    return [test for claim in draft_claims(text, election).claims for test in written(claim)]


def in_order(tests: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(test, sort_keys=True) for test in tests)


def share(option: str, value: str, **more: Any) -> dict[str, Any]:
    return {"measure": "share", "option": option, "equals": value, **more}


NUR_OTAN = share("nur_otan", "81%")


AK_ZHOL = share("ak_zhol", "7.5%")


CPPK = share("cppk", "7.2%")


OSDP = share("osdp", "1.7%")


PASSES = {"measure": "share", "option": "cppk", "at_least": {"threshold": True}}


JOIN = {
    "measure": "seats",
    "over": "options",
    "except": ["nur_otan"],
    "quantifier": "exactly",
    "n": 2,
    "above": "0",
}


HIGHER = {"measure": "share", "option": "osdp", "on": "sheets", "above": "1.7%"}


HIGHER_THAN_FINAL = {**HIGHER, "above": {"announcement": "final"}}


SEVEN = {"measure": "options", "equals": "7"}


SECOND = {
    "measure": "rank",
    "option": "osdp",
    "area": "almaty_city",
    "level": "station",
    "quantifier": "every",
    "equals": "2",
}


FIRST = {**SECOND, "option": "nur_otan", "equals": "1"}


LOWEST = {
    "measure": "turnout",
    "area": "almaty_city",
    "level": "region",
    "quantifier": "lowest",
}


ALMATY_TURNOUT = {"measure": "turnout", "area": "almaty_city", "equals": "41.4%"}


LEAD = "The commission published results of the parliamentary election on Tuesday.\n\n"


def after_lead(text: str) -> list[Claim]:
    """The claims of a paragraph in an article about the election."""
    return [claim for claim in draft_claims(LEAD + text, ELECTION).claims if claim.sentence in text]
