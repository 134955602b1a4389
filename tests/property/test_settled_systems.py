"""Seats of a rule of several parts that are called settled are the same at every completion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import event, given, reject
from hypothesis import strategies as st

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.completions import Base, Space
from crosstally.compare.settled import Determined
from crosstally.compare.settled_systems import system_settled
from crosstally.election.definition import Rule
from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError
from tests.property.test_settled_areas import PLACES, completions, fits, nation
from tests.settled_areas import areas_hold_true

OVERHANGS = ["others_fewer", "total_grows", "levelled", "taken_back"]
METHODS = ["dhondt", "sainte_lague", "hare_lr", "sainte_lague_1.4"]


@st.composite
def held_in_areas(draw: st.DrawFn) -> AreaSpaces:
    options = ["a", "b", "c"][: draw(st.integers(2, 3))]
    scale = draw(st.sampled_from([5, 40, 200]))
    held = {}
    for area in PLACES:
        least = {name: draw(st.integers(0, scale)) for name in options}
        least["a"] += 1
        most = {name: low + draw(st.sampled_from([0, 0, 0, 1])) for name, low in least.items()}
        held[area] = HeldInArea(
            least, most, draw(st.booleans()), draw(st.sampled_from([None, 0, 1]))
        )
    return AreaSpaces(held, options, True)


@st.composite
def thresholds(draw: st.DrawFn, in_areas: bool) -> dict[str, Any] | None:
    share = draw(st.sampled_from([0, 10, 20, 30]))
    if not share:
        return None
    others: list[dict[str, Any]] = [{"seats": 1}, {"share": "15", "scope": "nation"}]
    if in_areas:
        others.append({"share": "45"})
    return {
        "share": str(share),
        "passes": draw(st.sampled_from(["at_least", "more_than"])),
        "or": draw(st.lists(st.sampled_from(others), max_size=1)),
        "admitted_at_least": 0 if in_areas else draw(st.sampled_from([0, 0, 2])),
    }


@st.composite
def levelling(draw: st.DrawFn) -> Rule:
    """Constituencies, and a tier that levels over both."""
    seats = {area: draw(st.integers(1, 4)) for area in PLACES}
    more = draw(st.integers(0, 3))
    about: dict[str, Any] = {
        "method": draw(st.sampled_from(METHODS)),
        "threshold": draw(thresholds(in_areas=True)),
        "ties": draw(st.sampled_from(["open", "earlier_registration"])),
        "seats": sum(seats.values()) + more,
        "constituencies": {"level": "region", "seats": seats},
    }
    upper: dict[str, Any] = {"at": "nation", "seats": more, "counting": "levelling"}
    placed: list[dict[str, Any] | None] = [
        *(None, {"by": "sainte_lague"}, {"by": "dhondt"}, {"by": "huntington_hill"}),
        *({"by": "dhondt", "in_each": 1}, {"by": "sainte_lague", "per": "votes_per_seat"}),
        {"by": "sainte_lague", "per": "votes_per_seat", "in_each": 2},
    ]
    upper["placed"] = draw(st.sampled_from(placed))
    lower = {"threshold": {"share": "0"}} if about["threshold"] and draw(st.booleans()) else {}
    about["tiers"] = [lower, {**upper, "overhang": draw(st.sampled_from(OVERHANGS))}]
    return Rule.model_validate(about)


@st.composite
def first_ahead(draw: st.DrawFn) -> Rule:
    """Constituencies, and extra seats for the first."""
    seats = {area: draw(st.integers(1, 4)) for area in PLACES}
    return Rule.model_validate(
        {
            "method": draw(st.sampled_from(METHODS)),
            "threshold": draw(thresholds(in_areas=False)),
            "seats": sum(seats.values()) + 2,
            "constituencies": {"level": "region", "seats": seats},
            "bonus": {"extra": 2},
        }
    )


@st.composite
def by_quotas(draw: st.DrawFn) -> Rule:
    """Full quotas in constituencies; then levelling, or the votes that won no seat together."""
    seats = {area: draw(st.integers(1, 4)) for area in PLACES}
    more = draw(st.integers(0, 2))
    share = draw(st.sampled_from(["0", "10", "25"]))
    first = {
        "quota": draw(st.sampled_from(["hare", "droop", "hagenbach_bischoff", "imperiali"])),
        "rounded": draw(st.sampled_from(["no", "nearest", "down", "up"])),
        "quota_of": draw(st.sampled_from(["admitted", "valid"])),
        "quota_at": draw(st.sampled_from([None, None, "nation"])),
        "extra_seat_from": draw(st.sampled_from([None, None, "75%"])),
    }
    upper: dict[str, Any] = {"at": "nation", "seats": more}
    if draw(st.booleans()):
        upper |= {"counting": "levelling", "overhang": draw(st.sampled_from(OVERHANGS))}
        upper["method"] = draw(st.sampled_from(["dhondt", "dhondt_0.9", "hare_lr"]))
    else:
        upper["votes"] = "remainders"
        upper["method"] = draw(st.sampled_from(["hagenbach_bischoff_lr", "hare_lr", "dhondt"]))
    return Rule.model_validate(
        {
            "method": "dhondt",
            "threshold": {"share": share},
            "ties": draw(st.sampled_from(["open", "earlier_registration"])),
            "seats": sum(seats.values()) + more,
            "constituencies": {"level": "region", "seats": seats},
            "tiers": [first, upper],
        }
    )


@st.composite
def at_large(draw: st.DrawFn) -> Rule:
    """One house, with a bonus or with seats won directly."""
    about: dict[str, Any] = {
        "method": draw(st.sampled_from(METHODS)),
        "threshold": draw(thresholds(in_areas=False)),
        "ties": draw(st.sampled_from(["open", "earlier_registration"])),
        "seats": draw(st.integers(4, 9)),
    }
    kind = draw(st.sampled_from(["extra", "guaranteed", "direct"]))
    if kind == "direct":
        about["direct_seats"] = {"a": draw(st.integers(0, 2)), "b": draw(st.integers(0, 2))}
        tier = {"at": "nation", "counting": "levelling"}
        about["tiers"] = [{**tier, "overhang": draw(st.sampled_from(OVERHANGS))}]
    else:
        about["bonus"] = {kind: draw(st.integers(1, 3))}
        if about["threshold"] and draw(st.booleans()):
            about["bonus"]["needs"] = {"share": "40"}
            if kind == "extra":
                about["bonus"]["more_each"] = draw(st.sampled_from(["2", "10"]))
                about["bonus"]["extra_at_most"] = draw(st.integers(1, 4))
    return Rule.model_validate(about)


def answers(
    rule: Rule, spaces: AreaSpaces, not_held: int
) -> tuple[set[Any], dict[str, set[Any]], dict[tuple[int, ...], Any]]:
    """Every set of outcomes: of the whole, by constituency, and by the totals they come from."""
    whole: set[Any] = set()
    areas: dict[str, set[Any]] = {area: set() for area in PLACES}
    by_totals: dict[tuple[int, ...], Any] = {}
    for votes in completions(spaces, not_held):
        if not fits(votes, spaces):
            continue
        outcome = apply_system(rule, votes)
        found = frozenset(tuple(one.values()) for one in outcome.outcomes)
        whole.add(found)
        by_totals[tuple(sum(votes[a][o] for a in PLACES) for o in spaces.options)] = found
        for area, one in outcome.by_area.items():
            areas[area].add(frozenset(one.rows))
    return whole, areas, by_totals


def held_up(rule: Rule, spaces: AreaSpaces, not_held: int) -> None:
    total = nation(spaces, not_held)
    in_areas = spaces if rule.constituencies is not None else None
    found = system_settled(rule, in_areas, total, not_held)
    event(f"whole: {found.seats.determined.value}")
    try:
        whole, areas, by_totals = answers(rule, spaces, not_held)
    except ArgumentError:  # no total covers the seats won below
        reject()
    if found.seats.determined is Determined.YES:
        assert len(whole) == 1
    if found.seats.determined is Determined.NO:
        one, two = (tuple(at.votes.values()) for at in found.seats.witness)
        assert by_totals[one] != by_totals[two]
    areas_hold_true(found.areas, areas)


@given(levelling(), held_in_areas(), st.integers(0, 3))
def test_levelling_over_constituencies(rule: Rule, spaces: AreaSpaces, not_held: int) -> None:
    held_up(rule, spaces, not_held)


@given(first_ahead(), held_in_areas(), st.integers(0, 3))
def test_extra_seats_beside_constituencies(rule: Rule, spaces: AreaSpaces, not_held: int) -> None:
    held_up(rule, spaces, not_held)


@given(by_quotas(), held_in_areas(), st.integers(0, 3))
def test_full_quotas_and_what_is_left_by_them(
    rule: Rule, spaces: AreaSpaces, not_held: int
) -> None:
    held_up(rule, spaces, not_held)


@given(at_large(), held_in_areas(), st.integers(0, 3))
def test_one_house_with_a_bonus_or_direct_seats(
    rule: Rule, spaces: AreaSpaces, not_held: int
) -> None:
    open_held = {area: replace(one, voters_not_held=None) for area, one in spaces.held.items()}
    held_up(rule, replace(spaces, held=open_held), not_held)


def one_house(rule: dict[str, Any], missing: int, **votes: int) -> Determined:
    """Whether the seats are settled, with so many votes missing."""
    base = Base(follows=True, least=0, most=0, grows=True)
    space = Space(votes, votes, missing, base=base)
    return system_settled(Rule.model_validate(rule), None, space, missing).seats.determined


def test_what_is_settled_and_what_is_not() -> None:
    """Ten seats by D'Hondt and five for the first: 600 to 400 is 6 to 4. With 100 more, a seventh
    quotient of the first stands level with 400 / 4, and a fifth of the other with 600 / 6."""
    rule = {"method": "dhondt", "seats": 15, "bonus": {"extra": 5}}
    assert one_house(rule, 99, a=600, b=400) is Determined.YES
    assert one_house(rule, 100, a=600, b=400) is Determined.NO
    assert one_house(rule, 300, a=600, b=400) is Determined.UNKNOWN  # who is first is open
    direct = {
        "method": "dhondt",
        "seats": 10,
        "threshold": {"share": "45%", "or": [{"seats": 1}]},
        "direct_seats": {"b": 1},
        "tiers": [{"at": "nation", "counting": "levelling"}],
    }
    assert one_house(direct, 99, a=600, b=400) is Determined.YES  # b is in by its seat


def test_extra_seats_that_grow_with_the_share() -> None:
    """600 of 1,000 are 30 percent more than 30: five seats and three more, from 57 percent to 66.
    With 60 missing it may have 600 of 1,060, which are 56.6 percent, and two more."""
    bonus = {"extra": 5, "needs": {"share": "30%"}, "more_each": "9%"}
    rule = {"method": "dhondt", "seats": 18, "bonus": bonus}
    assert one_house(rule, 3, a=600, b=400) is Determined.YES
    assert one_house(rule, 60, a=600, b=400) is Determined.UNKNOWN
    capped = {**rule, "bonus": {**bonus, "extra_at_most": 6}}
    assert one_house(capped, 5, a=700, b=300) is Determined.YES  # 6, whatever more it has


def test_at_least_so_many_take_part() -> None:
    """Only a passes; b is the next one as long as c cannot overtake it."""
    threshold = {"share": "50%", "admitted_at_least": 2}
    rule = {"method": "dhondt", "seats": 4, "threshold": threshold}
    assert one_house(rule, 9, a=800, b=70, c=60) is Determined.YES
    assert one_house(rule, 10, a=800, b=70, c=60) is Determined.UNKNOWN


def test_a_total_that_grows_until_seats_won_directly_are_covered() -> None:
    """b has three seats of ten and 100 of 1,000 votes: 600 / 20.5 for each seat gives a 20 or 21,
    and the third of b by 100 / 2.5 comes after a's 15th (600 / 14.5 is 41.4)."""
    rule = {
        "method": "sainte_lague",
        "seats": 10,
        "direct_seats": {"b": 3},
        "tiers": [{"at": "nation", "counting": "levelling", "overhang": "levelled"}],
    }
    assert one_house(rule, 2, a=600, b=100) is Determined.YES
    assert one_house(rule, 60, a=600, b=100) is Determined.UNKNOWN


def in_two(
    tiers: list[dict[str, Any]], missing: int, seats: int = 15
) -> tuple[Determined, list[Determined]]:
    """Whether the seats of 10 and 5 in two regions are settled: of the whole, and of each."""
    votes = {"north": {"a": 5_300, "b": 4_700}, "south": {"a": 1_600, "b": 3_400}}
    held = {area: HeldInArea(own, own, False) for area, own in votes.items()}
    spaces = AreaSpaces(held, ["a", "b"], True)
    own = {"north": 10, "south": 5}
    rule = Rule.model_validate(
        {
            "method": "dhondt",
            "seats": seats,
            "constituencies": {"level": "region", "seats": own},
            "tiers": tiers,
        }
    )
    found = system_settled(rule, spaces, nation(spaces, missing), missing)
    return found.seats.determined, [one.determined for one in found.areas.values()]


def test_full_quotas_are_settled_as_long_as_nobody_is_near_one() -> None:
    """A quota of 1,000 in both: 5 and 4 full ones in the north, 1 and 3 in the south. Of the two
    seats left, a has one by 300 + 600 votes and b one by 700 + 400. With 700 votes more for b in
    the north, by a quota of 1,070, it has 5 full ones there, and a 4."""
    hare, pooled = {"quota": "hare"}, {"at": "nation", "votes": "remainders", "method": "hare_lr"}
    yes, no = Determined.YES, Determined.NO
    assert in_two([hare, pooled], 20) == (yes, [yes, yes])
    assert in_two([hare, {"at": "nation", "counting": "levelling"}], 20) == (yes, [yes, yes])
    assert in_two([hare, pooled], 700) == (Determined.UNKNOWN, [no, no])
    national = {"quota": "hare", "quota_at": "nation"}  # 15,000 / 15 = 1,000 as well
    assert in_two([national, pooled], 20) == (yes, [yes, yes])
    assert in_two([national, pooled], 700) == (Determined.UNKNOWN, [Determined.UNKNOWN] * 2)
    rounded = {"quota": "droop", "rounded": "nearest"}
    assert in_two([rounded, pooled], 20)[1] == [yes, yes]


def test_where_levelling_seats_are_placed() -> None:
    """16 seats by D'Hondt: of 15,000 votes a has 6,900 and b 8,100, 7 and 9 (8,100 / 9 = 900 comes
    before 6,900 / 8 = 862.5). In the regions they have 5 and 5, 1 and 4: one seat of a is to be
    placed, by Sainte-Laguë where its next quotient is greater: 5,300 / 11 or 1,600 / 3."""
    levelling = {"at": "nation", "seats": 1, "counting": "levelling"}
    tiers = [{}, {**levelling, "placed": {"by": "sainte_lague"}}]
    whole, areas = in_two(tiers, 20, seats=16)
    assert (whole, areas) == (Determined.YES, [Determined.YES] * 2)
    # With 580 votes more for a in the north its quotient there, 5,880 / 11 = 534.5, is greater
    whole, areas = in_two(tiers, 580, seats=16)
    assert areas == [Determined.UNKNOWN] * 2
    weighed = {"by": "sainte_lague", "per": "votes_per_seat", "in_each": 1}  # Norway
    whole, areas = in_two([{}, {**levelling, "placed": weighed}], 20, seats=16)
    assert areas == [Determined.YES] * 2
    whole, areas = in_two([{}, {**levelling, "placed": weighed}], 300, seats=16)
    assert areas == [Determined.UNKNOWN] * 2


@st.composite
def linked(draw: st.DrawFn) -> Rule:
    """Constituencies, and a tier that gives a part of what options are short of."""
    about = draw(levelling()).model_dump(by_alias=True, exclude_unset=True)
    part = draw(st.sampled_from(["50%", "30%", "100%"]))
    upper = {"at": "nation", "seats": about["tiers"][1]["seats"], "counting": "levelling"}
    about["tiers"][1] = {**upper, "linked": part}
    return Rule.model_validate(about)


@given(linked(), held_in_areas(), st.integers(0, 3))
def test_a_part_of_what_is_missing(rule: Rule, spaces: AreaSpaces, not_held: int) -> None:
    held_up(rule, spaces, not_held)


def test_a_part_of_what_is_missing_is_not_called_settled_where_it_is_open() -> None:
    """Of 20 seats a is short of 1.98, half of which is none; with ten votes more for it, of 2.16,
    half of which is one."""
    rule = {
        "method": "hare_lr",
        "seats": 20,
        "direct_seats": {"b": 12},
        "tiers": [{"at": "nation", "counting": "levelling", "linked": "50%"}],
    }
    seats = [apply_rule(Rule.model_validate(rule), {"a": n, "b": 901}).seats for n in (99, 109)]
    assert seats == [{"a": 0, "b": 20}, {"a": 1, "b": 19}]
    assert one_house(rule, 10, a=99, b=901) is not Determined.YES
