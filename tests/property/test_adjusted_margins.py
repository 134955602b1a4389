"""How few ballots change seats that were shared and given to others, against trying every change:
by a majority guarantee (Kieswet, P 9), and by lists that run out of candidates (P 10)."""

from __future__ import annotations

from hypothesis import assume, event, given
from hypothesis import strategies as st

from crosstally.election.definition import Rule
from crosstally.seats.asked_margins import margins_of_system
from crosstally.seats.goals import Goal, any_seat, majority, seats_of
from crosstally.seats.system_votes import SystemVotes
from tests.property.test_system_margins import changed

MOST_TRIED = 3
"""Ballots; with three options some hundred changes."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, SystemVotes]:
    votes = {name: draw(st.integers(0, 20)) for name in "abc"}
    assume(any(votes.values()))
    about: dict[str, object] = {
        "method": draw(st.sampled_from(["dutch", "dhondt", "hare_lr", "imperiali_lr"])),
        "seats": draw(st.integers(1, 9) | st.just(19)),
        "ties": draw(st.sampled_from(["open", "earlier_registration"])),
        "majority_guarantee": draw(st.booleans()),
    }
    if not about["majority_guarantee"] or draw(st.booleans()):
        about["candidates"] = {name: draw(st.integers(1, 4)) for name in "ab"}
        about["exhausted"] = draw(st.sampled_from(["continue", "vacant"]))
    return Rule.model_validate(about), SystemVotes({"nation": votes})


@given(cases(), st.sampled_from([any_seat, majority, seats_of("a"), seats_of("c")]))
def test_no_fewer_ballots_than_proved_give_another_answer(
    case: tuple[Rule, SystemVotes], goal: Goal
) -> None:
    rule, votes = case
    (found,) = margins_of_system(rule, votes, [goal])
    before = found.goal(votes.outcome(rule))
    for change in found.margin.changes.values():
        assert not found.goal(change.outcome) & before
        assert votes.after(change.moves).outcome(rule).outcomes == change.outcome.outcomes
    event("proved" if found.margin.proved else "enough")
    for after in changed(votes, min((found.margin.at_least or 1) - 1, MOST_TRIED)):
        if any(after.votes["nation"].values()):
            assert found.goal(after.outcome(rule)) & before
