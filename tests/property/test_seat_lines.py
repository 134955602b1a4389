"""Where a condition with a whole-number quota changes its sign along a line of votes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crosstally.election.rule import Rule
from crosstally.seats.goals import majority
from crosstally.seats.least_change import least_changes
from crosstally.seats.lines import Steps, next_sign
from crosstally.seats.rule import apply_rule

REACH = 400
lines_with_steps = st.builds(
    Steps,
    st.integers(-60, 60),
    st.integers(-3, 3),
    st.integers(-5, 5),
    st.integers(-30, 30),
    st.integers(2, 9),
)


@given(lines_with_steps, st.integers(0, 40))
def test_the_next_sign_is_the_first_that_counting_finds(steps: Steps, m: int) -> None:
    def sign(at: int) -> int:
        return (steps.at(at) > 0) - (steps.at(at) < 0)

    found = next_sign(steps, m)
    counted = next((at for at in range(m + 1, m + REACH) if sign(at) != sign(m)), None)
    if counted is None:
        assert found is None or found >= m + REACH
    else:
        assert found == counted


def test_a_large_droop_quota_is_not_followed_vote_by_vote() -> None:
    """Ballots added to a, who has more than half of the seats, never change that; those added to
    another do, and one fewer does not."""
    rule = Rule.model_validate({"method": "droop_lr", "seats": 9})
    votes = {"a": 60_000_000, "b": 30_000_000, "c": 9_000_000}
    before = majority(apply_rule(rule, votes))
    change = least_changes(rule, votes, goal=majority)["added"]
    assert change.given_to is not None
    assert not majority(apply_rule(rule, change.witness)) & before
    one_fewer = {**change.witness, change.given_to: change.witness[change.given_to] - 1}
    assert majority(apply_rule(rule, one_fewer)) & before
