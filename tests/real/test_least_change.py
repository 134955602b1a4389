"""How many votes real seats hang on."""

from __future__ import annotations

import pytest

from crosstally.election.definition import Rule
from crosstally.seats.goals import admitted, any_seat, seats_of
from crosstally.seats.least_ballots import at_least_ballots
from crosstally.seats.least_change import least_changes
from crosstally.seats.rule import apply_rule

KAZAKHSTAN = {
    "nur_otan": 5_621_436,
    "ak_zhol": 518_405,
    "cppk": 498_788,
    "osdp": 116_534,
    "auyl": 82_623,
    "patriots": 57_732,
    "adilet": 45_702,
}
VALID = 6_941_220
CAST = 7_019_636
"""75.45 percent of 9,303,693 voters."""


def rule(of: str) -> Rule:
    """98 seats by largest remainder among those with 7 percent, and the next where one passes."""
    return Rule.model_validate(
        {
            "method": "hare_lr",
            "seats": 98,
            "threshold": {"share": "7%", "of": of},
            "runner_up": {"seats_at_least": 2},
            "ties": "earlier_registration",
        }
    )


@pytest.mark.parametrize(
    ("of", "base", "moved", "at_least"),
    [
        ("valid", VALID, (9_809, "ak_zhol", "cppk"), 9_809),
        ("cast", CAST, (7_414, "cppk", "nur_otan"), 7_414),
    ],
)
def test_the_least_change_of_kazakhstan_2012_is_proved(
    of: str, base: int, moved: tuple[int, str, str], at_least: int
) -> None:
    asked = rule(of)
    outcome = apply_rule(asked, KAZAKHSTAN, base)
    found = least_changes(asked, KAZAKHSTAN, base)
    change = found["moved"]
    assert (change.ballots, change.taken_from, change.given_to) == moved
    assert found["added"].ballots == 19_618
    assert at_least_ballots(asked, KAZAKHSTAN, base, outcome) == at_least
    for one in found.values():
        after = apply_rule(asked, one.witness, one.base)
        assert any_seat(after) != any_seat(outcome)
        assert dict(after.seats) == one.seats


def test_what_would_bring_the_fourth_party_seats() -> None:
    found = least_changes(rule("valid"), KAZAKHSTAN, VALID, seats_of("osdp"))
    assert (found["moved"].ballots, found["added"].ballots) == (369_352, 397_153)
    passing = least_changes(rule("valid"), KAZAKHSTAN, VALID, admitted)
    # 7 percent of 6,941,220 are 485,886: the third party has 12,902 more.
    assert passing["moved"].ballots == 12_903
    assert passing["removed"].ballots == 13_874
