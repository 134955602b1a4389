"""Seats of a house with alliances that are called settled are the same at every completion; those
called open are not."""

from __future__ import annotations

from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.completions import Base, Space
from crosstally.compare.settled import Determined
from crosstally.compare.settled_alliances import constituencies_settled, one_house_settled
from crosstally.election.definition import Rule
from crosstally.seats.system import apply_system
from tests.property.test_settled_areas import PLACES, completions, fits, nation
from tests.settled_areas import areas_hold_true

METHODS = ["dhondt", "sainte_lague", "hare_lr", "droop_lr", "imperiali_lr", "huntington_hill"]


@st.composite
def held_in_areas(draw: st.DrawFn, options: list[str]) -> AreaSpaces:
    scale = draw(st.sampled_from([5, 40, 200]))
    held = {}
    for area in PLACES:
        least = {name: draw(st.integers(0, scale)) for name in options}
        least["a"] += 1
        most = {name: low + draw(st.sampled_from([0, 0, 0, 0, 1])) for name, low in least.items()}
        held[area] = HeldInArea(least, most, draw(st.booleans()))
    return AreaSpaces(held, options, True)


@st.composite
def thresholds(draw: st.DrawFn) -> dict[str, Any] | None:
    share = draw(st.sampled_from([0, 10, 20, 30]))
    if not share:
        return None
    return {
        "share": str(share),
        "passes": draw(st.sampled_from(["at_least", "more_than"])),
        "best_loser": draw(st.booleans()),
        "for_alliances": draw(st.sampled_from([{}, {2: "40"}])),
        "admitted_at_least": draw(st.sampled_from([0, 0, 2])),
    }


@st.composite
def houses(draw: st.DrawFn) -> Rule:
    """One house: alliances, one perhaps inside the other; in some a bonus or direct seats too."""
    about: dict[str, Any] = {
        "method": draw(st.sampled_from(METHODS)),
        "threshold": draw(thresholds()),
        "ties": draw(st.sampled_from(["open", "earlier_registration"])),
        "seats": draw(st.integers(3, 8)),
    }
    one: dict[str, Any] = {"threshold": draw(st.sampled_from(["jointly", "each"]))}
    one |= {"seats": draw(st.sampled_from(["jointly", "each"]))}
    one |= {"method": draw(st.sampled_from([None, "sainte_lague", "hare_lr"]))}
    members = draw(st.sampled_from([["a", "b"], ["b", "c"], ["a", "c", "d"]]))
    about["alliances"] = {"x": {**one, "members": members}}
    if draw(st.booleans()) and len(members) == 2:
        about["alliances"]["y"] = {**one, "members": ["x", "d"]}
    more = draw(st.sampled_from(["nothing", "most", "bonus", "direct", "guarantee", "raised"]))
    if more == "bonus":
        about["bonus"] = {"extra": 2, "needs": {"share": "40"}}
    elif more == "direct":
        about["direct_seats"] = {"a": 1, "d": 1}
    elif more == "most":
        about["most_seats"] = draw(st.integers(1, 4))
    elif more == "raised":
        below = draw(st.sampled_from([None, {"share": "25"}]))
        about["raised"] = {"options": ["c"], "by": "50%", "below": below}
        about["method"] = draw(st.sampled_from(["dhondt", "sainte_lague"]))
    elif more == "guarantee":
        about["majority_guarantee"] = True
    return Rule.model_validate(about)


@given(houses(), held_in_areas(["a", "b", "c", "d"]), st.integers(0, 2))
def test_one_house(rule: Rule, spaces: AreaSpaces, not_held: int) -> None:
    found = one_house_settled(rule, nation(spaces, not_held))
    event(found.determined.value)
    by_totals = {}
    for votes in completions(spaces, not_held):
        totals = {name: sum(votes[area][name] for area in PLACES) for name in spaces.options}
        key = tuple(totals.values())
        if fits(votes, spaces) and key not in by_totals:
            outcome = apply_system(rule, {"nation": totals})
            by_totals[key] = frozenset(tuple(one.values()) for one in outcome.outcomes)
    if found.determined is Determined.YES:
        assert len(set(by_totals.values())) == 1
    if found.determined is Determined.NO:
        one, two = (tuple(at.votes.values()) for at in found.witness)
        assert by_totals[one] != by_totals[two]


@st.composite
def in_constituencies(draw: st.DrawFn) -> Rule:
    """Seats in constituencies, and who takes part decided over the whole place."""
    seats = {area: draw(st.integers(1, 4)) for area in PLACES}
    threshold = draw(thresholds()) or {"share": "15"}
    return Rule.model_validate(
        {
            "method": draw(st.sampled_from(METHODS)),
            "threshold": {**threshold, "best_loser": draw(st.sampled_from([True, True, False]))},
            "ties": draw(st.sampled_from(["open", "earlier_registration"])),
            "seats": sum(seats.values()),
            "alliances": {"x": {"members": ["a", "b"], "threshold": "each"}},
            "constituencies": {"level": "region", "seats": seats},
        }
    )


@given(in_constituencies(), held_in_areas(["a", "b", "c"]), st.integers(0, 3))
def test_constituencies_whose_options_are_sure(
    rule: Rule, spaces: AreaSpaces, not_held: int
) -> None:
    found = constituencies_settled(rule, spaces, nation(spaces, not_held), not_held)
    event(f"areas told: {len(found)}")
    areas: dict[str, set[Any]] = {area: set() for area in PLACES}
    for votes in completions(spaces, not_held):
        if fits(votes, spaces):
            for area, one in apply_system(rule, votes).by_area.items():
                areas[area].add(frozenset(one.rows))
    areas_hold_true(found, areas)


def one_house(rule: dict[str, Any], missing: int, **votes: int) -> Determined:
    """Whether the seats are settled, with so many votes missing."""
    base = Base(follows=True, least=0, most=0, grows=True)
    space = Space(votes, votes, missing, base=base)
    return one_house_settled(Rule.model_validate(rule), space).determined


def test_the_best_loser_of_an_alliance() -> None:
    """Only a of the alliance passes; b is its best loser as long as c cannot overtake it. Eleven
    seats by D'Hondt among a 700, b 80 and d 200: 8, 1 and 2. The last is b's by 80; a comes next by
    700 / 9 = 77.8, and with 15 votes more by 79.4."""
    rule = {
        "method": "dhondt",
        "seats": 11,
        "threshold": {"share": "10%", "best_loser": True},
        "alliances": {"abc": {"members": ["a", "b", "c"], "threshold": "each"}},
    }
    votes = {"a": 700, "b": 80, "c": 20, "d": 200}
    assert one_house(rule, 15, **votes) is Determined.YES
    assert one_house(rule, 100, **votes) is Determined.NO  # c may be the best loser


def test_a_surplus_agreement() -> None:
    """Five seats by D'Hondt: b and c together 500 to 600 are two to three; one each of their own,
    b 260 to c 240, as long as no 221 votes more for b give it both."""
    rule = {
        "method": "dhondt",
        "seats": 5,
        "alliances": {"bc": {"members": ["b", "c"], "seats": "jointly"}},
    }
    assert one_house(rule, 50, a=600, b=260, c=240) is Determined.YES
    assert one_house(rule, 260, a=600, b=260, c=240) is Determined.NO


def test_who_has_the_bonus_is_open() -> None:
    rule = {"method": "dhondt", "seats": 15, "bonus": {"extra": 5}}
    assert one_house(rule, 300, a=600, b=400) is Determined.NO
