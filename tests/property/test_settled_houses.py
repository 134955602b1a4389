"""Constituencies that are houses of their own: settled and open, against every completion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.completions import Space
from crosstally.compare.settled import Determined
from crosstally.compare.settled_houses import houses_settled
from crosstally.election.rule import Rule
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError
from tests.property.test_settled_alliances import METHODS, held_in_areas
from tests.property.test_settled_areas import PLACES, completions, fits, nation
from tests.settled_areas import areas_hold_true


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    seats = {area: draw(st.integers(1, 5)) for area in PLACES}
    about: dict[str, Any] = {
        "method": draw(st.sampled_from(METHODS)),
        "ties": draw(st.sampled_from(["open", "earlier_registration"])),
        "seats": sum(seats.values()),
        "constituencies": {"level": "region", "seats": seats},
    }
    kind = draw(st.sampled_from(["joint", "joint", "registered", "direct", "short", "quotas"]))
    if kind == "joint":
        one = {"members": draw(st.sampled_from([["a", "b"], ["b", "c"]])), "seats": "jointly"}
        one["threshold"] = draw(st.sampled_from(["jointly", "each"]))
        one["areas"] = draw(st.sampled_from([[], ["north"]]))
        about["alliances"] = {"x": one}
    if kind in ("joint", "registered"):
        share = str(draw(st.sampled_from([0, 5, 15])))
        of = "valid" if kind == "joint" else draw(st.sampled_from(["registered", "valid"]))
        scope = draw(st.sampled_from(["nation", "constituency"])) if kind == "joint" else ""
        about["threshold"] = {"share": share, "of": of, "scope": scope or "constituency"}
    if kind == "direct":
        about["direct_seats"] = {"north": {"a": 1}}
        about["tiers"] = [{"counting": "levelling"}]
    if kind == "short":
        about["candidates"] = {"north": {"a": 1}, "south": {"b": 0}}
    if kind == "quotas":
        about["method"] = "dhondt"
        about["tiers"] = [{"quota": "hare", "quota_of": "valid"}, {"counting": "levelling"}]
    return Rule.model_validate(about)


@given(rules(), held_in_areas(["a", "b", "c"]), st.integers(0, 3))
def test_a_house_of_its_own(rule: Rule, spaces: AreaSpaces, not_held: int) -> None:
    voters = {area: sum(one.most.values()) + 9 for area, one in spaces.held.items()}
    held = {area: replace(one, registered=voters[area]) for area, one in spaces.held.items()}
    spaces = replace(spaces, held=held)
    whole: Space = nation(spaces, not_held)
    found = houses_settled(rule, spaces, whole, not_held)
    event("none" if not found else "")
    rows: dict[str, set[Any]] = {area: set() for area in PLACES}
    for votes in completions(spaces, not_held):
        if fits(votes, spaces):
            try:
                outcome = apply_system(rule, votes, {"registered": voters})
            except ArgumentError:  # a constituency without votes
                continue
            for area in PLACES:
                rows[area].add(frozenset(outcome.by_area[area].rows))
    areas_hold_true(found, rows)
    for item in found.values():
        if item.determined is Determined.NO:
            one, other = item.witness
            assert one != other


def test_alliances_that_share_their_seats() -> None:
    """Of four seats x, with 200 to 90, has three, and a two of these, with 130 to 70, as long as c
    has no more than 133: half of 134 is more than a third of 200."""
    rule = Rule.model_validate(
        {
            "method": "dhondt",
            "seats": 4,
            "alliances": {"x": {"members": ["a", "b"], "seats": "jointly"}},
            "constituencies": {"level": "region", "seats": {"north": 4}},
        }
    )
    votes = {"a": 130, "b": 70, "c": 90}
    spaces = AreaSpaces({"north": HeldInArea(votes, votes, False)}, ["a", "b", "c"], True)
    settled = {
        missing: houses_settled(rule, spaces, Space(votes, votes, missing), missing)["north"]
        for missing in (43, 44)
    }
    assert settled[43].seats == {"a": 2, "b": 1, "c": 1}
    assert settled[44].determined is Determined.NO
