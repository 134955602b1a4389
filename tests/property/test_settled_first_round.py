"""A first round is settled where every completion elects the same, or sends the same ones on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from hypothesis import event, given
from hypothesis import strategies as st

from crosstally.compare.completions import Base, Completion, Space
from crosstally.compare.settled import Determined
from crosstally.compare.settled_first_round import FirstRoundSpace
from crosstally.seats.majority import FirstRound, Needed

SHARES = [Fraction(1, 2), Fraction(1, 4), Fraction(2, 5), Fraction(1, 8), Fraction(1)]


@st.composite
def shares(draw: st.DrawFn) -> Needed:
    of = draw(st.sampled_from(["valid", "valid", "cast", "registered"]))
    lead = draw(st.integers(0, 3)) == 0
    return Needed(draw(st.sampled_from(SHARES)), of, draw(st.booleans()), lead)


@st.composite
def cases(draw: st.DrawFn) -> FirstRoundSpace:
    options = "abc"[: draw(st.integers(1, 3))]
    scale = draw(st.sampled_from([3, 12, 40]))
    least = {name: draw(st.integers(0, scale)) for name in options}
    most = {name: low + draw(st.sampled_from([0, 0, 1, 2])) for name, low in least.items()}
    not_held = draw(st.integers(0, 3))
    about = FirstRound(
        tuple(draw(st.lists(shares(), min_size=1, max_size=2))),
        draw(st.sampled_from([0, 2, 3])),
        draw(st.one_of(st.none(), shares().filter(lambda one: not one.lead))),
        tuple(map(tuple, draw(st.lists(st.lists(shares(), min_size=1, max_size=2), max_size=1)))),
    )
    cast = sum(most.values()) + draw(st.integers(0, 4))
    base = Base(False, cast, cast + draw(st.integers(0, 1)), grows=True, others=True)
    space = Space(least, most, not_held, base=base if "cast" in about.bases else None)
    registered = cast + 1 + not_held + draw(st.integers(0, 20))
    named = "cast" if "cast" in about.bases else None
    return FirstRoundSpace(space, about, base=named, registered=registered)


def completions(space: Space) -> Iterator[Completion]:
    """Every one; written without the code it tests. A ballot not held is for an option, for none,
    or not cast."""
    names = list(space.least)
    spans = [range(space.least[name], space.most[name] + 1) for name in names]
    bases = [None]
    if space.base is not None:
        bases = [*range(space.base.least, space.base.most + 1)]
    for held, more, none, base in product(
        product(*spans),
        product(range(space.not_held + 1), repeat=len(names)),
        range(space.not_held + 1),
        bases,
    ):
        beyond = sum(more) + none
        if beyond <= space.not_held:
            votes = {name: a + b for name, a, b in zip(names, held, more, strict=True)}
            yield Completion(votes, None if base is None else base + beyond)


@given(cases())
def test_settled_is_what_every_completion_says(case: FirstRoundSpace) -> None:
    answers = set()
    for at in completions(case.space):
        found = case.at(at)
        answers.add((tuple(found.certain.values()), found.run_off))
    settled = case.settled()
    event(f"{settled.determined.value}, {'one' if len(answers) == 1 else 'several'}")
    if settled.determined is Determined.YES:
        assert len(answers) == 1
    elected = {seats for seats, _ in answers}
    goes_on = case.about.go_on and not all(any(seats) for seats in elected)
    if len(elected) > 1 or not goes_on:  # who is elected is always told
        assert (settled.determined is Determined.YES) is (len(elected) == 1)
    if settled.determined is Determined.NO:
        one, other = map(case.at, settled.witness)
        assert (dict(one.certain), one.run_off) != (dict(other.certain), other.run_off)


def test_a_share_of_what_is_not_known_settles_nothing() -> None:
    space = Space({"a": 90, "b": 10}, {"a": 90, "b": 10}, 1)
    about = FirstRound((Needed(Fraction(1, 2), "cast"),))
    assert FirstRoundSpace(space, about).settled().determined is Determined.UNKNOWN
