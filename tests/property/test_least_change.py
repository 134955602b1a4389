"""The least change of votes, against trying every change there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import assume, event, given
from hypothesis import strategies as st

from crosstally.election.definition import Rule
from crosstally.election.rule import NATION
from crosstally.seats.asked_margins import margins_of_votes
from crosstally.seats.goals import Goal, admitted, any_seat, majority, seats_of
from crosstally.seats.least_ballots import at_least_ballots
from crosstally.seats.least_change import Kind, least_changes
from crosstally.seats.rule import apply_rule
from crosstally.seats.system_votes import SystemVotes

METHODS = [
    *("dhondt", "sainte_lague", "sainte_lague_1.4", "danish", "imperiali", "adams"),
    *("huntington_hill", "dean", "macau"),
    *("hare_lr", "droop_lr", "hagenbach_bischoff_lr", "imperiali_lr"),
    *("plurality", "block_vote", "majority", "sainte_lague_1.2"),
]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, dict[str, int], int]:
    """A rule, votes, and what the threshold is a share of."""
    names = "abcd"[: draw(st.integers(2, 4))]
    votes = {name: draw(st.integers(0, 20)) for name in names}
    assume(any(votes.values()))
    method = draw(st.sampled_from(METHODS))
    about: dict[str, object] = {
        "method": method,
        "seats": 1 if method == "majority" else draw(st.integers(1, 6)),
        "ties": draw(st.sampled_from(["open", "earlier_registration"])),
    }
    base = sum(votes.values())
    if method != "majority" and draw(st.booleans()):
        of = draw(st.sampled_from(["valid", "cast", "registered"]))
        about["threshold"] = {
            "share": str(draw(st.sampled_from([5, 10, 25, 40]))),
            "of": of,
            "passes": draw(st.sampled_from(["at_least", "more_than"])),
        }
        base += 0 if of == "valid" else draw(st.integers(0, 6))
        if draw(st.booleans()):
            about["runner_up"] = {"seats_at_least": 1}
    return Rule.model_validate(about), votes, base


def changes(
    votes: Mapping[str, int], kind: str, ballots: int
) -> Iterator[tuple[dict[str, int], int]]:
    """Every way to change so many ballots between two options, or of one, and how many more ballots
    there are then."""
    for one, other in product(votes, repeat=2):
        if kind == "moved" and one != other and votes[one] >= ballots:
            yield {**votes, one: votes[one] - ballots, other: votes[other] + ballots}, 0
    for one in votes:
        if kind == "added":
            yield {**votes, one: votes[one] + ballots}, ballots
        if kind == "removed" and votes[one] >= ballots:
            yield {**votes, one: votes[one] - ballots}, -ballots


def changed(votes: Mapping[str, int], ballots: int) -> Iterator[tuple[dict[str, int], int]]:
    """Every way to change so many ballots at most, over any options, and how many more there are
    then."""
    for parts in product(range(-ballots, ballots + 1), repeat=len(votes)):
        more = sum(part for part in parts if part > 0)
        fewer = -sum(part for part in parts if part < 0)
        after = {
            name: count + part for (name, count), part in zip(votes.items(), parts, strict=True)
        }
        if max(more, fewer) <= ballots and min(after.values()) >= 0:
            yield after, more - fewer


GOALS: dict[str, Goal] = {
    "any seat": any_seat,
    "seats of a": seats_of("a"),
    "majority": majority,
    "who passes": admitted,
}


@given(cases(), st.sampled_from(list(GOALS)))
def test_the_least_change_is_the_first_that_trying_finds(
    case: tuple[Rule, dict[str, int], int], asked: str
) -> None:
    rule, votes, base = case
    goal = GOALS[asked]
    counts = rule.threshold is None or rule.threshold.of != "registered"
    before = goal(apply_rule(rule, votes, base))
    found = least_changes(rule, votes, base, goal)
    kinds: tuple[Kind, ...] = ("moved", "added", "removed")
    for kind in kinds:
        least = next(
            (
                ballots
                for ballots in range(1, 13)
                for after, more in changes(votes, kind, ballots)
                # Nobody can vote who is not on the list.
                if counts or kind != "added" or sum(after.values()) <= base
                if not goal(apply_rule(rule, after, base + more * counts)) & before
            ),
            None,
        )
        change = found.get(kind)
        if least is not None or (change is not None and change.ballots <= 12):
            assert change is not None
            assert change.ballots == least
        if change is not None:
            again = apply_rule(rule, change.witness, change.base)
            assert not goal(again) & before


@given(cases(), st.sampled_from(list(GOALS)))
def test_no_fewer_ballots_of_any_kind_change_what_is_asked(
    case: tuple[Rule, dict[str, int], int], asked: str
) -> None:
    rule, votes, base = case
    goal = GOALS[asked]
    counts = rule.threshold is None or rule.threshold.of != "registered"
    outcome = apply_rule(rule, votes, base)
    least = at_least_ballots(rule, votes, base, outcome, goal)
    found = [change.ballots for change in least_changes(rule, votes, base, goal).values()]
    event(f"{rule.method}: proved" if least == min(found, default=None) else f"{rule.method}: not")
    reach = min((least or 4) - 1, 3 if len(votes) < 4 else 1)
    for after, more in changed(votes, reach):
        if not counts and sum(after.values()) > base:
            continue  # nobody can vote who is not on the list
        again = apply_rule(rule, after, base + more * counts)
        assert goal(again) & goal(outcome)


@given(cases(), st.sampled_from([majority, seats_of("a")]))
def test_what_is_said_over_several_options_is_the_least(
    case: tuple[Rule, dict[str, int], int], goal: Goal
) -> None:
    rule, votes, base = case
    counts = rule.threshold is None or rule.threshold.of != "registered"
    before = goal(apply_rule(rule, votes, base))
    (asked,) = margins_of_votes(rule, votes, base, [goal])
    margin = asked.margin
    event(f"{rule.method}: {'proved' if margin.proved else 'not proved'}")
    for change in margin.changes.values():
        assert not goal(change.outcome) & before
    reach = min((margin.at_least or 1) - 1, 3 if len(votes) < 4 else 1)
    for after, more in changed(votes, reach):
        if counts or sum(after.values()) <= base:
            assert goal(apply_rule(rule, after, base + more * counts)) & before


@given(st.lists(st.integers(0, 40), min_size=2, max_size=4), st.integers(1, 22))
def test_a_dutch_council_has_a_witness(counts: list[int], seats: int) -> None:
    """A small one's remainders come with a share of the quota."""
    assume(any(counts))
    votes = {f"o{place}": count for place, count in enumerate(counts)}
    rule = Rule.model_validate({"method": "dutch", "seats": seats})
    before = apply_rule(rule, votes)
    for item in margins_of_votes(rule, votes):
        reach = min((item.margin.at_least or 1) - 1, 2)
        for tried, _more in changed(votes, reach):
            assert item.goal(apply_rule(rule, tried)) & item.goal(before), "fewer were said not to"
        for change in item.margin.changes.values():
            after = SystemVotes({NATION: votes}).after(change.moves).votes[NATION]
            assert min(after.values()) >= 0
            assert not item.goal(apply_rule(rule, after)) & item.goal(before)


def test_a_runner_up_who_is_not_settled_takes_part() -> None:
    about = {"method": "dhondt", "seats": 6, "threshold": {"share": "40"}}
    rule = Rule.model_validate({**about, "runner_up": {"seats_at_least": 1}})
    found = least_changes(rule, {"a": 1, "b": 1, "c": 3})
    assert found["removed"].ballots == 1


def test_a_tie_for_the_runner_up_admits_either() -> None:
    """Level at one vote each, a may still be the runner-up: it takes two moved to be sure of b."""
    about = {"method": "dhondt", "seats": 1, "threshold": {"share": "25"}}
    rule = Rule.model_validate({**about, "runner_up": {"seats_at_least": 1}})
    votes = {"a": 2, "b": 0, "c": 11}
    found = least_changes(rule, votes, goal=admitted)
    assert found["moved"].ballots == 2
    assert at_least_ballots(rule, votes, 13, apply_rule(rule, votes), admitted) == 2


def test_where_nobody_passes_only_the_threshold_holds_the_outcome() -> None:
    about = {"method": "droop_lr", "seats": 1, "threshold": {"share": "40", "of": "cast"}}
    rule, votes = Rule.model_validate(about), {"a": 0, "b": 1}
    assert at_least_ballots(rule, votes, 3, apply_rule(rule, votes, 3)) == 1
