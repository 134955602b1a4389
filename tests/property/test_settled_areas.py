"""Constituencies called settled have the same seats at every completion; open ones do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import event, given
from hypothesis import strategies as st

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.completions import Base, Space
from crosstally.compare.settled import Determined
from crosstally.compare.settled_areas import areas_settled
from crosstally.election.definition import Rule
from crosstally.seats.system import apply_system

Votes = dict[str, dict[str, int]]
PLACES = ("north", "south")


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, AreaSpaces, int]:
    """A rule, what is held in each area, and how many voters there are on sheets not held."""
    lists = ["a", "b", "c"][: draw(st.integers(2, 3))]
    alliance = draw(st.sampled_from(["none", "jointly", "joint votes"]))
    options = [*lists, "ab"] if alliance == "joint votes" else lists
    areas = [*PLACES, "abroad"] if draw(st.booleans()) else list(PLACES)
    scale = draw(st.sampled_from([5, 40]))
    held = {}
    for area in areas:
        least = {name: draw(st.integers(0, scale)) for name in options}
        least["a"] += 1
        most = {name: low + draw(st.sampled_from([0, 0, 0, 1])) for name, low in least.items()}
        held[area] = HeldInArea(
            least, most, draw(st.booleans()), draw(st.sampled_from([None, 0, 1]))
        )
    share = draw(st.sampled_from([0, 0, 10, 20, 30]))
    scope = "nation"
    if alliance == "none" and share and len(areas) == 2:
        scope = draw(st.sampled_from(["nation", "constituency"]))
    threshold = {
        "share": str(share),
        "passes": draw(st.sampled_from(["at_least", "more_than"])),
        "scope": scope,
    }
    about: dict[str, object] = {
        "method": draw(st.sampled_from(["dhondt", "hare_lr", "imperiali_lr", "huntington_hill"])),
        "threshold": threshold if share else None,
        "alliances": {"ab": {"members": ["a", "b"]}} if alliance != "none" else {},
        "ties": draw(st.sampled_from(["open", "earlier_registration"])),
    }
    seats = {area: draw(st.integers(1, 4)) for area in PLACES}
    about["seats"] = sum(seats.values())
    added = [area for area in areas if area not in seats]
    about["constituencies"] = {"level": "region", "seats": seats, "added": added}
    return Rule.model_validate(about), AreaSpaces(held, options, True), draw(st.integers(0, 3))


def nation(spaces: AreaSpaces, not_held: int) -> Space:
    """The space of the whole place."""
    held = spaces.held.values()
    return Space(
        {name: sum(one.least[name] for one in held) for name in spaces.options},
        {name: sum(one.most[name] for one in held) for name in spaces.options},
        0 if all(one.complete for one in held) else not_held,
        base=Base(follows=True, least=0, most=0, grows=True),
    )


def completions(spaces: AreaSpaces, not_held: int) -> Iterator[Votes]:
    """Every one, area by area; written without the code it tests."""
    boxes = [
        (area, name, range(one.least[name], one.most[name] + 1))
        for area, one in spaces.held.items()
        for name in spaces.options
    ]
    loose = [(area, name) for area, name, counts in boxes if len(counts) > 1][:6]
    places = [
        (area, name)
        for area, one in spaces.held.items()
        if not one.complete
        for name in spaces.options
    ]
    for chosen in product((0, 1), repeat=len(loose)):
        start = {area: dict(one.least) for area, one in spaces.held.items()}
        for (area, name), more in zip(loose, chosen, strict=True):
            start[area][name] += more
        yield from poured(start, spaces.held, places, not_held)


def poured(
    votes: Votes, held: Mapping[str, HeldInArea], places: list[tuple[str, str]], ballots: int
) -> Iterator[Votes]:
    """Every way to put at most so many ballots into places."""
    yield votes
    if not ballots:
        return
    for number, (area, name) in enumerate(places):
        room = held[area].voters_not_held
        used = sum(votes[area].values()) - sum(held[area].least.values())
        if room is not None and used >= room + sum(held[area].most.values()):
            continue
        after = {**votes, area: {**votes[area], name: votes[area][name] + 1}}
        yield from poured(after, held, places[number:], ballots - 1)


def fits(votes: Votes, spaces: AreaSpaces) -> bool:
    """Whether what is beyond the sheets held in an area can stand on its missing ones."""
    for area, one in spaces.held.items():
        beyond = sum(max(0, votes[area][name] - one.most[name]) for name in spaces.options)
        room = 0 if one.complete else one.voters_not_held
        if room is not None and beyond > room:
            return False
    return True


@given(cases())
def test_a_constituency_is_settled_as_every_completion_has_it(
    case: tuple[Rule, AreaSpaces, int],
) -> None:
    rule, spaces, not_held = case
    found = areas_settled(rule, spaces, nation(spaces, not_held), not_held)
    assert set(found) == set(PLACES)
    answers: dict[str, set[frozenset[tuple[int, ...]]]] = {area: set() for area in PLACES}
    seen: dict[str, set[tuple[tuple[int, ...], tuple[str, ...], tuple[str, ...]]]]
    seen = {area: set() for area in PLACES}
    for votes in completions(spaces, not_held):
        if not fits(votes, spaces):
            continue
        outcome = apply_system(rule, votes)
        for area in PLACES:
            rows = frozenset(outcome.by_area[area].rows)
            answers[area].add(rows)
            here = outcome.by_area[area]
            won = tuple(f"{name}{n}" for name, n in here.certain.items() if n)
            seen[area].add((tuple(votes[area].values()), won, here.tied))
    for area, item in found.items():
        event(item.determined.value)
        if item.determined is Determined.YES:
            assert len(answers[area]) == 1
        if item.determined is Determined.NO:
            assert len(answers[area]) > 1
            for witness in item.witness:
                won = tuple(f"{name}{n}" for name, n in witness.seats.items())
                assert (tuple(witness.votes.values()), won, witness.tied) in seen[area]
            one, other = item.witness
            assert (one.seats, one.tied) != (other.seats, other.tied)
