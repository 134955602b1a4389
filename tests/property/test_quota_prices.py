"""How few ballots change what largest remainders give, against trying every change there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crosstally.election.definition import Rule
from crosstally.seats.asked_margins import margins_of_votes
from crosstally.seats.goals import Goal
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.rule import apply_rule
from crosstally.seats.system_votes import SystemVotes
from tests.property.test_seat_prices import changed

MOST_TRIED = 4
"""Ballots; with three options some thousand changes."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, dict[str, int], int]:
    votes = {name: draw(st.integers(0, 20)) for name in "abc"}
    assume(any(votes.values()))
    of = draw(st.sampled_from(["valid", "cast", "registered"]))
    threshold = {
        "share": draw(st.sampled_from(["5%", "10%", "20%", "30%"])),
        "of": of,
        "passes": draw(st.sampled_from(["at_least", "more_than"])),
    }
    about = {
        "method": draw(st.sampled_from(["hare_lr", "droop_lr", "hagenbach_bischoff_lr"])),
        "seats": draw(st.integers(1, 7)),
        "ties": draw(st.sampled_from(["open", "earlier_registration", "more_votes"])),
        **({"threshold": threshold} if draw(st.booleans()) else {}),
    }
    others = 0 if of == "valid" or "threshold" not in about else draw(st.integers(0, 6))
    return Rule.model_validate(about), votes, sum(votes.values()) + others


def outcome_of(
    rule: Rule, before: Mapping[str, int], base: int, after: Mapping[str, int]
) -> SeatOutcome | None:
    """None where more vote than are registered."""
    counts = rule.threshold is None or rule.threshold.of != "registered"
    size = base + counts * (sum(after.values()) - sum(before.values()))
    return None if size < sum(after.values()) else apply_rule(rule, after, size)


def other_answers(
    goal: Goal, rule: Rule, votes: Mapping[str, int], base: int, ballots: int
) -> Iterator[Mapping[str, int]]:
    """Votes after so many ballots at most that give another answer."""
    now = goal(apply_rule(rule, votes, base))
    for after in changed(votes, ballots):
        found = outcome_of(rule, votes, base, after)
        if found is not None and not goal(found) & now:
            yield after


@settings(max_examples=40)
@given(cases())
def test_no_fewer_ballots_do_and_so_many_are_enough(case: tuple[Rule, dict[str, int], int]) -> None:
    rule, votes, base = case
    for asked in margins_of_votes(rule, votes, base):
        goal, margin = asked.goal, asked.margin
        sooner = min(MOST_TRIED, MOST_TRIED if margin.at_least is None else margin.at_least - 1)
        assert not list(other_answers(goal, rule, votes, base, sooner))
        if margin.least is not None:
            after = SystemVotes({"nation": votes}).after(margin.least.moves).votes["nation"]
            found = outcome_of(rule, votes, base, after)
            assert found is not None
            assert not goal(found) & goal(apply_rule(rule, votes, base))


@given(cases())
def test_by_the_quotas_of_hare_and_droop_it_is_proved(
    case: tuple[Rule, dict[str, int], int],
) -> None:
    rule, votes, base = case
    start = apply_rule(rule, votes, base)
    assume(rule.method in ("hare_lr", "droop_lr"))
    assume(len(start.outcomes) == 1)
    # With a list of voters the bound may count ballots that would be added beyond it.
    assume(rule.threshold is None or rule.threshold.of != "registered")
    for asked in margins_of_votes(rule, votes, base):
        assert asked.margin.least is None or asked.margin.proved
