"""How few ballots change a first round, against trying every change there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import assume, event, given
from hypothesis import strategies as st

from crosstally.election.rule import NATION, Rule
from crosstally.seats.goals import Goal, any_seat, seats_of
from crosstally.seats.system_margins import system_margin
from crosstally.seats.system_votes import SystemVotes

Shape = dict[str, object]


@st.composite
def shares(draw: st.DrawFn) -> Shape:
    return {
        "share": draw(st.sampled_from(["50%", "25%", "40%", "10%", "1/3", "80%"])),
        "of": draw(st.sampled_from(["valid", "cast", "registered"])),
        "passes": draw(st.sampled_from(["more_than", "at_least"])),
        "counts": draw(st.sampled_from(["votes", "votes", "lead"])),
    }


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, SystemVotes]:
    areas = ["north", "south"] if draw(st.booleans()) else [NATION]
    names = "abc"[: draw(st.integers(1, 3 if len(areas) == 1 else 2))]
    votes = {area: {name: draw(st.integers(0, 9)) for name in names} for area in areas}
    assume(all(any(counts.values()) for counts in votes.values()))
    cast = {area: sum(own.values()) + draw(st.integers(0, 3)) for area, own in votes.items()}
    registered = {area: size + 6 + draw(st.integers(0, 9)) for area, size in cast.items()}
    about: Shape = {"method": "majority", "seats": len(areas)}
    if len(areas) > 1:
        about["constituencies"] = {"level": "region", "seats": dict.fromkeys(areas, 1)}
    if draw(st.booleans()):
        ways = st.lists(st.lists(shares(), min_size=1, max_size=2), max_size=1)
        needs = st.lists(shares(), max_size=2)
        about["first_round"] = {"needs": draw(needs), "or": draw(ways)}
    return Rule.model_validate(about), SystemVotes(votes, {"cast": cast, "registered": registered})


def changed(votes: SystemVotes, ballots: int) -> Iterator[SystemVotes]:
    """Every way to change so many ballots at most: moved inside an area, added, removed."""
    places = [(area, name) for area, own in votes.votes.items() for name in own]
    for parts in product(range(-ballots, ballots + 1), repeat=len(places)):
        after = {area: dict(own) for area, own in votes.votes.items()}
        touched = 0
        cast = dict(votes.bases["cast"])
        for area, own in after.items():
            here = [part for (where, _), part in zip(places, parts, strict=True) if where == area]
            touched += max(sum(p for p in here if p > 0), -sum(p for p in here if p < 0))
            cast[area] += sum(here)
            for name, part in zip(own, here, strict=True):
                own[name] += part
        whole = all(min(own.values()) >= 0 and any(own.values()) for own in after.values())
        if touched <= ballots and whole:
            yield SystemVotes(after, {**votes.bases, "cast": cast})


@given(cases(), st.sampled_from([any_seat, seats_of("a")]))
def test_the_least_change_of_a_first_round(case: tuple[Rule, SystemVotes], goal: Goal) -> None:
    rule, votes = case
    before = goal(votes.outcome(rule))
    margin = system_margin(rule, votes, goal)
    event("proved" if margin.proved else "not proved" if margin.changes else "none")
    for change in margin.changes.values():
        after = votes.after(change.moves)
        assert min(min(own.values()) for own in after.votes.values()) >= 0
        assert not goal(after.outcome(rule)) & before
        assert change.ballots >= (margin.at_least or 0)
    reach = min((4 if margin.at_least is None else margin.at_least) - 1, 3)
    for after in changed(votes, reach):
        assert goal(after.outcome(rule)) & before


def test_ballots_of_several_options_elect_one() -> None:
    """To more than half of 100, c is 31 short: no other has so many."""
    rule = Rule.model_validate({"method": "majority"})
    votes = SystemVotes({NATION: {"a": 30, "b": 25, "c": 20, "d": 25}})
    margin = system_margin(rule, votes, seats_of("c"))
    assert margin.proved
    assert margin.changes["moved"].ballots == 31
    assert margin.changes["added"].ballots == 61
