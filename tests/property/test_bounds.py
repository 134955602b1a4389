"""What bounds call settled is the same for every completion; what they call open differs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from itertools import product

from hypothesis import event, given
from hypothesis import strategies as st

from crosstally.compare.completions import Base, Completion, Space
from crosstally.compare.settled import Determined, Settled, leaders, threshold_settled
from crosstally.compare.settled_seats import seats_settled, winner_settled
from crosstally.election.definition import Rule, Threshold
from crosstally.election.seat_methods import METHOD_NAMES
from crosstally.seats.rule import apply_rule
from crosstally.seats.thresholds import passes


def pours(places: int, ballots: int) -> Iterator[tuple[int, ...]]:
    """Every way to put at most so many ballots into places."""
    for pour in product(range(ballots + 1), repeat=places):
        if sum(pour) <= ballots:
            yield pour


def completions(space: Space) -> Iterator[Completion]:
    """All of them, one by one: slow, and written without the code it tests."""
    base, names = space.base, list(space.least)
    groups = [[name for name in names if name in group] for group in space.unread]
    reads = [
        [list(zip(group, read, strict=True)) for read in pours(len(group), room)]
        for group, room in zip(groups, space.unread.values(), strict=True)
    ]
    rest_missing = base is not None and base.grows and base.others
    boxes = [range(space.least[name], space.most[name] + 1) for name in names]
    for held in product(*boxes):
        for more in pours(len(names) + rest_missing, space.not_held):
            for read in product(*reads):
                votes = dict(zip(names, held, strict=True))
                for name, extra in zip(names, more, strict=False):
                    votes[name] += extra
                for name, extra in (each for group in read for each in group):
                    votes[name] += extra
                if base is None:
                    yield Completion(votes)
                    continue
                for stated in range(base.least, base.most + 1):
                    if base.follows:
                        others = sum(more[len(names) :])
                        yield Completion(votes, stated + sum(votes.values()) + others)
                    else:
                        yield Completion(votes, stated + base.grows * sum(more))


@st.composite
def spaces(draw: st.DrawFn, with_base: bool = True) -> Space:
    names = ["a", "b", "c"][: draw(st.integers(1, 3))]
    scale = draw(st.sampled_from([4, 30]))
    least = {name: draw(st.integers(0, scale)) for name in names}
    few = draw(st.booleans())
    most = {name: low + (0 if few else draw(st.integers(0, 1))) for name, low in least.items()}
    groups = st.frozensets(st.sampled_from(names), min_size=1, max_size=2)
    unread = draw(st.dictionaries(groups, st.integers(0, 2), max_size=2))
    base: Base | None = None
    if with_base:
        kind = draw(st.sampled_from(["valid", "cast", "invalid", "registered"]))
        total = sum(most.values())
        low = draw(st.integers(0, 3))
        high = low + draw(st.integers(0, 1))
        base = {
            "valid": Base(True, 0, 0, True),
            "invalid": Base(True, low, high, True, others=True),
            "cast": Base(False, total + low, total + high, True, others=True),
            "registered": Base(False, total + 9, total + 9, False),
        }[kind]
    return Space(least, most, draw(st.integers(0, 3)), unread, base)


def holds_true(space: Space, found: Settled, answer: Callable[[Completion], Hashable]) -> None:
    """The verdict agrees with every completion, and a witness is a completion."""
    event(found.determined.value)
    every = list(completions(space))
    answers = {answer(at) for at in every}
    if found.determined is Determined.YES:
        assert len(answers) == 1
    if found.determined is Determined.NO:
        assert len(answers) > 1
        one, two = found.witness
        assert one in every
        assert two in every
        assert answer(one) != answer(two)


RULES = st.builds(
    lambda method, seats, share, strict, others, runner_up, ties: Rule.model_validate(
        {
            "method": method,
            "seats": seats,
            "threshold": {"share": str(share), "passes": strict, **others} if share else None,
            "runner_up": {"seats_at_least": 2} if runner_up and not others else None,
            "ties": ties,
        }
    ),
    # A majority is one seat, without a threshold: it has a test of its own.
    st.sampled_from(["hare_lr", "dhondt", *(name for name in METHOD_NAMES if name != "majority")]),
    st.integers(1, 7),
    st.sampled_from([0, 5, 20, 50]),
    st.sampled_from(["at_least", "more_than"]),
    st.sampled_from(
        [
            *({}, {}, {"exempt": ["a"]}, {"for_options": {"b": "40"}}),
            *({"or": [{"share": "30", "scope": "nation"}]}, {"admitted_at_least": 2}),
        ]
    ),
    st.booleans(),
    st.sampled_from(["open", "earlier_registration", "more_votes", "lot"]),
)


@given(spaces(with_base=False), st.sampled_from(["plurality", "hare_lr"]))
def test_the_winner_is_settled_exactly_if_every_completion_has_it(
    space: Space, method: str
) -> None:
    found = winner_settled(space, Rule.model_validate({"method": method}))
    holds_true(space, found, lambda at: leaders(at.votes))
    assert found.determined is not Determined.UNKNOWN


@given(spaces(with_base=False))
def test_a_majority_or_its_run_off(space: Space) -> None:
    rule = Rule(method="majority")

    def answer(at: Completion) -> Hashable:
        outcome = apply_rule(rule, at.votes)
        return tuple(outcome.seats.values()), tuple(outcome.run_off)

    found = winner_settled(space, rule)
    holds_true(space, found, answer)
    assert seats_settled(space, rule).determined is found.determined


@given(
    spaces(),
    st.sampled_from(["1", "7", "20", "33.3", "50", "100"]),
    st.sampled_from(["at_least", "more_than"]),
)
def test_a_threshold_is_settled_exactly_if_every_completion_agrees(
    space: Space, share: str, strict: str
) -> None:
    threshold = Threshold.model_validate({"share": share, "passes": strict})

    def answer(at: Completion) -> bool:
        assert at.base is not None
        return passes(at.votes[option], at.base, threshold.fraction, strict == "more_than")

    for option in space.options:
        found = threshold_settled(space, threshold, option)
        holds_true(space, found, answer)
        assert found.determined is not Determined.UNKNOWN


@given(spaces(), RULES)
def test_seats_are_settled_only_if_every_completion_gives_them(space: Space, rule: Rule) -> None:
    def answer(at: Completion) -> Hashable:
        outcome = apply_rule(rule, at.votes, at.base)
        listed = frozenset(tuple(found.values()) for found in outcome.outcomes)
        return listed, tuple(outcome.run_off)

    holds_true(space, seats_settled(space, rule), answer)


@given(spaces())
def test_least_and_greatest_totals_are_reached(space: Space) -> None:
    every = list(completions(space))
    for option in space.options:
        found = [at.votes[option] for at in every]
        assert (min(found), max(found)) == (space.least_of(option), space.greatest_of(option))
    assert space.is_point == (len({(*at.votes.values(), at.base) for at in every}) == 1)


@given(spaces(), st.lists(st.integers(-3, 3), min_size=3, max_size=3), st.integers(-3, 3))
def test_the_best_completion_is_the_best_of_all(
    space: Space, weights: list[int], on_base: int
) -> None:
    chosen = dict(zip(space.options, weights, strict=False))

    def worth(at: Completion) -> int:
        return sum(chosen[name] * at.votes[name] for name in chosen) + on_base * (at.base or 0)

    every = list(completions(space))
    best = space.best(chosen, on_base)
    assert best in every
    assert worth(best) == max(map(worth, every))
