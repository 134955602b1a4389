"""Where fewer ballots are missing than change any seat, every completion has the same seats."""

from __future__ import annotations

from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.settled import Determined
from crosstally.compare.settled_by_few import few_in_constituencies, few_in_one_house
from crosstally.election.rule import Rule
from crosstally.seats.system import apply_system
from tests.property.test_settled_areas import PLACES, completions, fits, nation
from tests.settled_areas import areas_hold_true

WITHIN = {"zone": {"north": "all", "south": "all"}}


@st.composite
def held_in_areas(draw: st.DrawFn) -> AreaSpaces:
    held = {}
    for area in PLACES:
        least = {name: draw(st.integers(1, 300)) for name in "abc"}
        most = {name: n + draw(st.sampled_from([0, 0, 0, 0, 1])) for name, n in least.items()}
        cast = sum(least.values()), sum(most.values())
        held[area] = HeldInArea(least, most, draw(st.booleans()), cast=cast, registered=700)
    return AreaSpaces(held, list("abc"), True, WITHIN)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Parts for which nothing else proves anything."""
    seats = {area: draw(st.integers(1, 4)) for area in PLACES}
    about: dict[str, Any] = {
        "method": draw(st.sampled_from(["dhondt", "sainte_lague", "hare_lr"])),
        "constituencies": {"level": "region", "seats": seats},
        "seats": sum(seats.values()),
    }
    kind = draw(st.sampled_from(["in areas", "between", "quota between", "turnout", "jointly"]))
    if kind == "in areas":
        about["threshold"] = {"share": "20", "scope": "constituency", "in_areas": "all"}
    elif kind == "between":
        about["tiers"] = [{}, {"at": "zone", "counting": "levelling", "seats_in": {"all": 2}}]
        about["seats"] += 2
    elif kind == "quota between":
        about["tiers"] = [{"quota": "hare", "quota_at": "zone"}, {"at": "nation"}]
    elif kind == "turnout":
        about["turnout"] = {"share": "50", "scope": "constituency"}
    else:
        about["alliances"] = {"ab": {"members": ["a", "b"], "seats": "jointly"}}
    return Rule.model_validate(about)


@given(rules(), held_in_areas(), st.integers(0, 2))
def test_in_constituencies(rule: Rule, spaces: AreaSpaces, not_held: int) -> None:
    found = few_in_constituencies(rule, spaces, not_held)
    event(found.seats.determined.value)
    areas: dict[str, set[Any]] = {area: set() for area in PLACES}
    totals = set()
    for votes in completions(spaces, not_held) if found.areas else ():
        if fits(votes, spaces):
            sizes = {
                "cast": {area: sum(own.values()) for area, own in votes.items()},
                "registered": {area: one.registered or 0 for area, one in spaces.held.items()},
            }
            outcome = apply_system(rule, votes, sizes, within=WITHIN)
            totals.add(frozenset(tuple(one.values()) for one in outcome.outcomes))
            for area, one in outcome.by_area.items():
                areas[area].add(frozenset(one.rows))
    if found.seats.determined is Determined.YES:
        assert len(totals) == 1
        areas_hold_true(found.areas, areas)


@st.composite
def houses(draw: st.DrawFn) -> Rule:
    tiers: list[dict[str, Any]] = [
        {"at": "nation", "quota": "hare"},
        {"at": "nation", "counting": "continued", "method": "adams"},
    ]
    ways: list[dict[str, Any]] = [{"tiers": tiers}, {"direct_seats": {"a": 1}}]
    about = draw(st.sampled_from(ways))
    threshold = draw(st.sampled_from([None, {"share": "20"}]))
    return Rule.model_validate({"method": "dhondt", "seats": 6, "threshold": threshold, **about})


@given(houses(), held_in_areas(), st.integers(0, 2))
def test_one_house(rule: Rule, spaces: AreaSpaces, not_held: int) -> None:
    found = few_in_one_house(rule, nation(spaces, not_held))
    event(found.determined.value)
    if found.determined is not Determined.YES:
        return
    totals = set()
    for votes in completions(spaces, not_held):
        whole = {name: sum(own[name] for own in votes.values()) for name in "abc"}
        outcome = apply_system(rule, {"nation": whole})
        totals.add(frozenset(tuple(one.values()) for one in outcome.outcomes))
    assert len(totals) == 1
