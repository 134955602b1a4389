"""Votes in, seats out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from crosstally.election.definition import Rule, RunnerUp, Threshold
from crosstally.election.printed import Interval, Printed
from crosstally.seats.allocation import OUTCOMES_LISTED
from crosstally.seats.largest_remainder import largest_remainder
from crosstally.seats.margins import (
    votes_above_threshold,
    votes_above_threshold_range,
    votes_added_to_threshold,
    votes_moved_to_threshold,
    votes_needed,
)
from crosstally.seats.rule import apply_rule
from crosstally.seats.thresholds import admits, passes

KAZAKHSTAN = {
    "nur_otan": 5_621_436,
    "ak_zhol": 518_405,
    "cppk": 498_788,
    "osdp": 116_534,
    "auyl": 82_623,
    "patriots": 57_732,
    "adilet": 45_702,
}
TOOK_PART = Printed.percent("75.45").rounded.times(9_303_693)
SEVEN = Fraction(7, 100)
SEVEN_PERCENT = Threshold(share="7")


def lists(seats: int, **more: object) -> Rule:
    return Rule.model_validate({"method": "hare_lr", "seats": seats, **more})


@pytest.mark.parametrize(
    ("votes", "seats", "expected"),
    [
        # votes per option, house size, seats per option
        ((5, 3, 1), 4, (2, 1, 1)),  # quotas 2.22, 1.33, 0.44: the last seat goes to 0.44
        ((47_000, 16_000, 15_900, 12_000, 6_000, 3_100), 10, (5, 2, 1, 1, 1, 0)),
        ((10, 0), 3, (3, 0)),
        ((6, 3), 3, (2, 1)),  # no remainder at all
        ((0, 0), 3, (0, 0)),  # no votes, nothing to divide by
    ],
)
def test_largest_remainder(votes: tuple[int, ...], seats: int, expected: tuple[int, ...]) -> None:
    named = {f"o{i}": count for i, count in enumerate(votes)}
    found = largest_remainder(named, seats)
    assert (tuple(found.seats.values()), found.tied) == (expected, ())


def test_equal_remainders_are_a_set_of_outcomes() -> None:
    outcome = apply_rule(lists(3), {"a": 4, "b": 1, "c": 1})
    assert (outcome.seats, outcome.tied) == ({"a": 2, "b": 0, "c": 0}, ("b", "c"))
    outcome = apply_rule(lists(2), {"a": 1, "b": 1, "c": 1})
    assert outcome.seats == {"a": 0, "b": 0, "c": 0}
    assert outcome.tied == ("a", "b", "c")
    assert [tuple(found.values()) for found in outcome.outcomes] == [
        (1, 1, 0),
        (1, 0, 1),
        (0, 1, 1),
    ]


def test_the_list_registered_earlier_takes_an_equal_remainder() -> None:
    rule = lists(2, ties="earlier_registration")
    assert apply_rule(rule, {"a": 1, "b": 1, "c": 1}).seats == {"a": 1, "b": 1, "c": 0}
    assert apply_rule(rule, {"c": 1, "b": 1, "a": 1}).seats == {"c": 1, "b": 1, "a": 0}


def test_a_tie_among_many_is_counted_and_not_all_listed() -> None:
    outcome = apply_rule(lists(20), {f"o{i}": 1 for i in range(40)})
    assert outcome.outcomes_count == 137_846_528_820
    assert len(outcome.outcomes) == OUTCOMES_LISTED


@pytest.mark.parametrize("base", [None, TOOK_PART], ids=["valid votes", "voters who took part"])
def test_kazakhstan_2012(base: Interval | None) -> None:
    threshold = Threshold(share="7%", of="valid" if base is None else "cast")
    rule = lists(
        98,
        threshold=threshold,
        runner_up=RunnerUp(seats_at_least=2),
        ties="earlier_registration",
    )
    outcome = apply_rule(rule, KAZAKHSTAN, base)
    assert tuple(outcome.seats.values()) == (83, 8, 7, 0, 0, 0, 0)
    assert outcome.admitted == ("nur_otan", "ak_zhol", "cppk")
    assert outcome.undecided == ()
    assert outcome.base_votes == (6_941_220 if base is None else None)


@pytest.mark.parametrize(
    ("votes", "passes_as", "expected"),
    [
        (7, "at_least", True),  # exactly 7 percent of 100
        (7, "more_than", False),
        (8, "more_than", True),
        (6, "at_least", False),
    ],
)
def test_a_threshold_says_whether_equality_passes(
    votes: int, passes_as: str, expected: bool
) -> None:
    rule = lists(5, threshold={"share": "7", "passes": passes_as})
    outcome = apply_rule(rule, {"big": 100 - votes, "small": votes})
    assert ("small" in outcome.admitted) is expected


def test_nobody_passes_a_share_of_nothing() -> None:
    assert not passes(0, 0, SEVEN)


@pytest.mark.parametrize(
    ("votes", "strict", "expected"),
    [
        # the base was printed as anything in [100, 200); 7 percent of it lies in [7, 14)
        (6, False, False),
        (7, False, None),  # passes if the base is 100
        (7, True, False),  # does not exceed 7 percent even then
        (13, False, None),
        (14, False, True),
        (14, True, True),  # 200 itself does not belong to the interval
    ],
)
def test_a_base_that_was_rounded_may_leave_an_option_undecided(
    votes: int, strict: bool, expected: bool | None
) -> None:
    base = Interval(Fraction(100), Fraction(200), True, False)
    assert admits(votes, base, SEVEN, strict) is expected


def test_seats_under_an_undecided_threshold_are_a_set_of_outcomes() -> None:
    base = Interval(Fraction(900), Fraction(1_100))
    rule = lists(10, threshold={"share": "10", "of": "cast"})
    outcome = apply_rule(rule, {"a": 650, "b": 200, "c": 100}, base)
    assert outcome.admitted == ("a", "b")
    assert outcome.undecided == ("c",)
    assert list(outcome.outcomes) == [{"a": 8, "b": 2, "c": 0}, {"a": 7, "b": 2, "c": 1}]
    assert outcome.seats == {"a": 7, "b": 2, "c": 0}
    assert (outcome.base_votes, outcome.base_interval) == (None, base)


def test_a_threshold_of_voters_needs_their_number() -> None:
    with pytest.raises(ValueError, match="registered"):
        apply_rule(lists(5, threshold={"share": "5", "of": "registered"}), {"a": 1})


@pytest.mark.parametrize(
    ("votes", "seats", "expected"),
    [
        ((960, 30, 10), 98, (95, 3, 0)),  # the next one takes part, by its votes
        ((990, 6, 4), 98, (96, 2, 0)),  # one seat by votes, two by law
        ((900, 90, 10), 98, (89, 9, 0)),  # two pass: the rule is not needed
        ((1_000, 0, 0), 98, (98, 0, 0)),  # nobody else has a vote
        ((999, 1, 0), 1, (0, 1, 0)),  # fewer seats than the law gives away
    ],
)
def test_the_runner_up_takes_seats_where_only_one_passes(
    votes: tuple[int, ...], seats: int, expected: tuple[int, ...]
) -> None:
    rule = lists(seats, threshold=SEVEN_PERCENT, runner_up={"seats_at_least": 2})
    outcome = apply_rule(rule, dict(zip("abc", votes, strict=True)))
    assert tuple(outcome.seats.values()) == expected


def test_two_who_tie_for_the_runner_up_are_two_outcomes() -> None:
    rule = lists(10, threshold=SEVEN_PERCENT, runner_up={"seats_at_least": 2})
    votes = {"a": 960, "b": 20, "c": 20}
    outcome = apply_rule(rule, votes)
    assert list(outcome.outcomes) == [{"a": 8, "b": 2, "c": 0}, {"a": 8, "b": 0, "c": 2}]
    assert outcome.admitted == ("a",)
    earlier = rule.model_copy(update={"ties": "earlier_registration"})
    assert apply_rule(earlier, votes).seats == {"a": 8, "b": 2, "c": 0}


def test_where_nobody_passes_no_seat_is_given() -> None:
    rule = lists(10, threshold={"share": "60"})
    outcome = apply_rule(rule, {"a": 50, "b": 50})
    assert (outcome.seats, outcome.admitted) == ({"a": 0, "b": 0}, ())


def test_plurality_gives_the_seat_to_the_most_votes() -> None:
    assert apply_rule(Rule(), {"a": 5, "b": 7, "c": 1}).seats == {"a": 0, "b": 1, "c": 0}
    tied = apply_rule(Rule(), {"a": 7, "b": 7, "c": 1})
    assert tied.tied == ("a", "b")
    assert [found["a"] for found in tied.outcomes] == [1, 0]
    assert apply_rule(Rule(seats=2), {"a": 5, "b": 7, "c": 1}).seats == {"a": 1, "b": 1, "c": 0}
    assert apply_rule(Rule(), {"a": 0, "b": 0}).seats == {"a": 0, "b": 0}


@pytest.mark.parametrize(
    ("votes", "elected", "run_off"),
    [
        ((51, 30, 19), "a", ()),
        ((50, 30, 20), None, ("a", "b")),  # half is no majority
        ((40, 20, 40), None, ("a", "c")),
        ((40, 30, 30), None, ("a", "b", "c")),  # the second place is tied
        ((0, 0, 0), None, ()),
    ],
)
def test_majority_or_a_run_off(
    votes: tuple[int, ...], elected: str | None, run_off: tuple[str, ...]
) -> None:
    outcome = apply_rule(Rule(method="majority"), dict(zip("abc", votes, strict=True)))
    assert [name for name, seats in outcome.seats.items() if seats] == [elected][
        : elected is not None
    ]
    assert outcome.admitted == ((elected,) if elected else ())
    assert outcome.run_off == run_off


def test_how_far_the_social_democrats_were_from_seven_percent() -> None:
    valid = sum(KAZAKHSTAN.values())
    assert valid == 6_941_220
    assert votes_moved_to_threshold(KAZAKHSTAN["osdp"], valid, SEVEN) == 369_352
    assert votes_added_to_threshold(KAZAKHSTAN["osdp"], valid, SEVEN) == 397_153


def test_how_far_the_communists_were_above_seven_percent() -> None:
    votes = KAZAKHSTAN["cppk"]
    assert votes_above_threshold(votes, 6_941_220, SEVEN) == 12_902
    # On the law's base one vote more than the slack takes them below it.
    exact = Fraction(7545, 10_000) * 9_303_693
    assert votes_above_threshold(votes, exact, SEVEN) + 1 == 7_414
    least, most = votes_above_threshold_range(votes, TOOK_PART, SEVEN)
    assert (least + 1, most + 1) == (7_381, 7_447)


@pytest.mark.parametrize(
    ("base", "strict", "expected"),
    [(100, False, 7), (101, False, 8), (100, True, 8), (101, True, 8), (0, False, 0)],
)
def test_votes_needed(base: int, strict: bool, expected: int) -> None:
    assert votes_needed(base, SEVEN, strict) == expected
