"""What holds for every rule with constituencies, alliances and tiers, and every vote."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.election.rule import Rule
from crosstally.seats.methods import METHODS
from crosstally.seats.rule import apply_rule
from crosstally.seats.system import apply_system

SHARING = sorted(set(METHODS) - {"majority", "plurality", "block_vote"})
AREAS = ("x", "y", "z")
some_votes = st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(any)
votes_by_area = st.fixed_dictionaries(
    {area: some_votes.map(lambda row: dict(zip("abcd", row, strict=True))) for area in AREAS}
)
seats_by_area = st.fixed_dictionaries({area: st.integers(1, 6) for area in AREAS})
methods = st.sampled_from(SHARING)
alliances = st.sampled_from(
    [
        {},
        {"ab": {"members": ["a", "b"], "seats": "jointly", "threshold": "each"}},
        {"cd": {"members": ["c", "d"], "seats": "jointly", "method": "hare_lr"}},
    ]
)


def rule(method: str, seats: dict[str, int], more: int = 0, **parts: Any) -> Rule:
    places = {"level": "region", "seats": seats}
    total = sum(seats.values()) + more
    return Rule.model_validate(
        {"method": method, "seats": total, "constituencies": places, **parts}
    )


@given(methods, votes_by_area, seats_by_area, alliances)
def test_every_outcome_gives_every_seat(
    method: str, votes: dict[str, dict[str, int]], seats: dict[str, int], allied: dict[str, Any]
) -> None:
    found = apply_system(rule(method, seats, alliances=allied), votes)
    for outcome in found.outcomes:
        assert sum(outcome.values()) + found.vacant == sum(seats.values())
    for area, own in found.by_area.items():
        assert all(sum(row) == seats[area] for row in own.rows)


@given(methods, votes_by_area, seats_by_area)
def test_the_whole_is_every_sum_of_its_constituencies(
    method: str, votes: dict[str, dict[str, int]], seats: dict[str, int]
) -> None:
    found = apply_system(rule(method, seats), votes)
    apart = [
        apply_rule(Rule.model_validate({"method": method, "seats": seats[area]}), votes[area])
        for area in AREAS
    ]
    expected = {
        tuple(sum(one[name] for one in chosen) for name in "abcd")
        for chosen in product(*(one.outcomes for one in apart))
    }
    assert {tuple(one[name] for name in "abcd") for one in found.outcomes} == expected
    assert (found.outcomes_count, found.count_exact) == (len(expected), True)


@pytest.mark.parametrize("overhang", ["others_fewer", "total_grows", "levelled", "taken_back"])
@given(votes=votes_by_area, seats=seats_by_area, more=st.integers(0, 8))
def test_levelling_takes_nothing_away_unless_it_is_asked_to(
    overhang: str, votes: dict[str, dict[str, int]], seats: dict[str, int], more: int
) -> None:
    tier = {"at": "nation", "counting": "levelling", "overhang": overhang, "seats": more}
    about = rule("sainte_lague", seats, more, tiers=[{}, tier], ties="earlier_registration")
    found = apply_system(about, votes)
    below = {name: sum(own.certain[name] for own in found.by_area.values()) for name in "abcd"}
    total = sum(seats.values()) + more
    if overhang == "taken_back":
        assert sum(found.seats.values()) == total
    else:
        assert all(found.seats[name] >= won for name, won in below.items())
    if overhang == "others_fewer":
        assert sum(found.seats.values()) == total
    else:
        assert sum(found.seats.values()) >= total


@given(methods, votes_by_area, seats_by_area, st.integers(2, 9))
def test_votes_added_in_proportion_to_all_change_nothing_when_they_are_like_the_rest(
    method: str, votes: dict[str, dict[str, int]], seats: dict[str, int], times: int
) -> None:
    """Where every constituency votes alike, so do those abroad."""
    alike = {area: {name: n * times for name, n in votes["x"].items()} for area in AREAS}
    places = {"level": "region", "seats": seats, "added": ["abroad"]}
    about = Rule.model_validate(
        {"method": method, "seats": sum(seats.values()), "constituencies": places}
    )
    if method != "droop_lr":  # its quota is rounded to a whole vote
        with_abroad = apply_system(about, {**alike, "abroad": votes["x"]})
        assert with_abroad.outcomes == apply_system(rule(method, seats), alike).outcomes


@given(votes_by_area, st.integers(1, 12), st.integers(0, 4))
def test_a_short_list_has_no_more_seats_than_candidates(
    votes: dict[str, dict[str, int]], seats: int, candidates: int
) -> None:
    for method in ("dhondt", "hare_lr", "dutch"):
        about = Rule.model_validate(
            {"method": method, "seats": seats, "candidates": {"a": candidates}}
        )
        found = apply_rule(about, votes["x"])
        others = any(n for name, n in votes["x"].items() if name != "a")
        for outcome in found.outcomes:
            assert outcome["a"] <= candidates
            assert sum(outcome.values()) == (seats if others else min(seats, candidates))
