"""Every, some, none, and counts of stations, while sheets are missing."""

from __future__ import annotations

import pytest

from crosstally.claims.judging.evaluate import Verdict
from tests.spec.claims_evidence import (
    HOLDS,
    REFUTED,
    UNDECIDED,
    HandMade,
    make_election,
    station,
    verdict,
)

FOUR = [
    station("1", red=50, blue=30, green=20),
    station("2", red=60, blue=10, green=30),
    station("3", red=40, blue=39, green=21),
    station("4", red=70, blue=20, green=10),
]


SECOND = {"measure": "rank", "option": "blue", "equals": 2, "level": "station"}


def test_one_counterexample_refutes_every_whatever_is_missing() -> None:
    result = verdict(HandMade(make_election(), FOUR, {"land": 900}), quantifier="every", **SECOND)
    assert result.verdict is REFUTED
    (clause,) = result.clauses
    assert clause.counterexamples == [{"area": "2", "name": "2", "value": "3"}]
    assert clause.counterexamples_count == 1


def test_every_holds_only_when_all_known_stations_are_held() -> None:
    rows = [FOUR[0], FOUR[2], FOUR[3]]
    complete = verdict(HandMade(make_election(), rows), quantifier="every", **SECOND)
    assert complete.verdict is HOLDS
    partial = verdict(HandMade(make_election(), rows, {"land": 10}), quantifier="every", **SECOND)
    assert partial.verdict is UNDECIDED
    assert partial.clauses[0].missing["stations"] == 7
    assert partial.clauses[0].missing["of"] == 10
    assert "7 stations" in partial.reason.text


def test_nobody_says_how_many_stations_there_are() -> None:
    evidence = HandMade(make_election(), [FOUR[0]], {"land": None})
    result = verdict(evidence, quantifier="every", **SECOND)
    assert result.verdict is UNDECIDED
    assert "does not say" in result.reason.text


def test_an_unread_figure_leaves_every_open() -> None:
    rows = [FOUR[0], station("5", red=50, blue=30)]  # green unread: blue second or third
    assert verdict(HandMade(make_election(), rows), quantifier="every", **SECOND).verdict is (
        UNDECIDED
    )


@pytest.mark.parametrize(
    ("quantifier", "n", "known", "expected"),
    [
        ("some", None, 900, HOLDS),  # one example is enough
        ("none", None, 900, REFUTED),
        ("exactly", 3, 4, HOLDS),
        ("exactly", 3, 5, UNDECIDED),
        ("exactly", 2, 900, REFUTED),  # three are held already
        ("exactly", 5, 5, REFUTED),  # four at most
        ("at_least", 3, 900, HOLDS),
        ("at_least", 5, 5, REFUTED),
        ("at_least", 4, 5, UNDECIDED),
        ("at_most", 2, 900, REFUTED),
        ("at_most", 4, 5, HOLDS),
        ("at_most", 3, 5, UNDECIDED),
    ],
)
def test_counting_quantifiers(
    quantifier: str, n: int | None, known: int, expected: Verdict
) -> None:
    evidence = HandMade(make_election(), FOUR, {"land": known})
    test = {**SECOND, "quantifier": quantifier, **({"n": n} if n is not None else {})}
    assert verdict(evidence, **test).verdict is expected  # three of the four held


def test_a_tie_shares_the_better_place() -> None:
    evidence = HandMade(make_election(), [station("1", red=50, blue=50, green=1)])
    for option in ("red", "blue"):
        assert verdict(evidence, measure="rank", option=option, equals=1).verdict is HOLDS
    assert verdict(evidence, measure="rank", option="green", equals=3).verdict is HOLDS


def test_one_option_against_another_in_every_station() -> None:
    evidence = HandMade(make_election(), FOUR)
    test = {"measure": "votes", "quantifier": "every", "level": "station"}
    more = verdict(evidence, option="red", above={"option": "blue"}, **test)
    assert more.verdict is HOLDS
    less = verdict(evidence, option="green", above={"option": "blue"}, **test)
    assert less.verdict is REFUTED
    assert less.clauses[0].counterexamples_count == 3


def test_a_station_where_nobody_voted_has_no_share_and_refutes_nothing() -> None:
    rows = [station("1", red=60, valid=100), station("2", red=0, valid=0)]
    result = verdict(
        HandMade(make_election(), rows),
        measure="share",
        option="red",
        above="50%",
        quantifier="every",
        level="station",
    )
    assert result.verdict is HOLDS
