"""Which constituencies' seats are settled, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from crosstally.compare.settled import Determined
from crosstally.election.rule import CONSTITUENCY, NATION, Rule
from crosstally.findings import Sentence
from crosstally.words import N_

if TYPE_CHECKING:
    from crosstally.compare.settled_areas import AreaSettled

AREAS_NAMED = 12
"""Constituencies that a sentence names; the rest are counted."""


def seats_by_area_said(areas: Mapping[str, AreaSettled]) -> Iterator[Sentence]:
    """How many constituencies' seats are settled, and which are not."""
    named: dict[Determined, list[str]] = {}
    for area, item in areas.items():
        named.setdefault(item.determined, []).append(area)
    settled = len(named.get(Determined.YES, ()))
    if settled == len(areas):
        yield Sentence(
            N_("In all {all} constituencies no missing sheet can change the seats."),
            {"all": len(areas)},
        )
        return
    if settled:
        yield Sentence(
            N_("In {settled} of {all} constituencies no missing sheet can change the seats."),
            {"settled": settled, "all": len(areas)},
        )
    if Determined.NO in named:
        yield _areas_named(
            named[Determined.NO],
            N_("Open, the seats of these constituencies: {areas}."),
            N_("Open, the seats of {count} constituencies, among them: {areas}."),
        )
    if Determined.UNKNOWN in named:
        yield _areas_named(
            named[Determined.UNKNOWN],
            N_("Whether the seats of these are settled, these figures do not say: {areas}."),
            N_(
                "Whether the seats of {count} constituencies are settled, these figures do not say "
                "(among them: {areas})."
            ),
        )


def untold_said(rule: Rule) -> Iterator[Sentence]:
    """The parts of a rule for which nothing is proved while sheets are missing."""
    parts = [said for said, there in _untold(rule) if there]
    if parts:
        template = N_(
            "Not worked out while so many ballots are missing, these parts of the rule: {parts}."
        )
        yield Sentence(template, {"parts": [Sentence(one) for one in parts]})


def _untold(rule: Rule) -> Iterator[tuple[str, bool]]:
    several = rule.constituencies is not None or bool(rule.tiers)
    joint = any(alliance.seats == "jointly" for alliance in rule.alliances.values())
    yield N_("seats that alliances share in several constituencies or tiers"), several and joint
    between = [tier.quota_at for tier in rule.tiers]
    own = (None, CONSTITUENCY, NATION)
    yield N_("quotas of a level between"), any(one not in own for one in between)
    placed = [tier.placed for tier in rule.tiers if tier.placed is not None]
    weighed = any(one.in_each is not None or one.per != "votes" for one in placed)
    yield N_("the constituencies of seats that are given above them"), weighed
    bonus = rule.bonus is not None and rule.constituencies is not None
    yield N_("extra seats for the first, where it is open who that is or how many"), bonus
    yield N_("lists that are short of candidates"), bool(rule.candidates)
    yield N_("a most number of seats"), rule.has_most_seats
    yield N_("votes that weigh more"), rule.raised is not None
    yield N_("shares that are to be reached in many areas"), rule.counts_areas
    thresholds = rule.every_threshold
    together = any(one.admitted_together for one in thresholds)
    yield N_("lists let in until enough votes are represented"), together
    of_quota = any(one.per == "seat" and one.scope != CONSTITUENCY for one in thresholds)
    yield N_("thresholds of a quota"), of_quota
    onwards = any(tier.counting == "continued" or tier.at_most for tier in rule.tiers)
    yield N_("seats that go on from those that are won"), onwards
    yield N_("seats of a level between"), any(tier.seats_in for tier in rule.tiers)
    yield N_("the guarantee of a majority, where it may come to pass"), rule.majority_guarantee
    direct = bool(rule.direct_seats) and rule.constituencies is not None
    yield N_("seats won directly in constituencies"), direct


def _areas_named(areas: list[str], all_named: str, some_named: str) -> Sentence:
    values = {"areas": areas[:AREAS_NAMED], "count": len(areas)}
    return Sentence(all_named if len(areas) <= AREAS_NAMED else some_named, values)
