"""Claims tested against what was announced: printed figures are intervals."""

from __future__ import annotations

import pytest

from crosstally.claims.judging.evaluate import Verdict
from tests.spec.claims_evidence import HOLDS, REFUTED, UNDECIDED, announced, said_on, verdict


@pytest.mark.parametrize(
    ("counts", "said", "expected"),
    [
        ({"red": 805, "blue": 100, "green": 95}, "81%", HOLDS),  # 80.5 rounds to 81
        ({"red": 814, "blue": 100, "green": 86}, "81%", HOLDS),
        ({"red": 815, "blue": 100, "green": 85}, "81%", REFUTED),  # 81.5 rounds to 82
        ({"red": 804, "blue": 100, "green": 96}, "81%", REFUTED),
        ({"red": 804, "blue": 100, "green": 96}, "80.4%", HOLDS),
    ],
)
def test_counts_decide_a_printed_percentage_exactly(
    counts: dict[str, int], said: str, expected: Verdict
) -> None:
    evidence = announced({"id": "final", "counts": counts})
    assert verdict(evidence, measure="share", option="red", equals=said).verdict is expected


@pytest.mark.parametrize(
    ("printed", "said", "expected"),
    [
        ("80.99", "81%", HOLDS),  # [80.985, 80.995) lies in [80.5, 81.5)
        ("81", "80.99%", UNDECIDED),  # anything from 80.5 to 81.5
        ("81", "79%", REFUTED),
        ("7.45", "7.5%", UNDECIDED),  # [7.445, 7.455): may round either way
        ("7.46", "7.5%", HOLDS),
        ("52", "52%", HOLDS),  # however it was rounded
    ],
)
def test_a_printed_announcement_is_an_interval(printed: str, said: str, expected: Verdict) -> None:
    evidence = announced({"id": "final", "percent": {"red": printed}})
    result = verdict(evidence, measure="share", option="red", equals=said)
    assert result.verdict is expected
    if expected is UNDECIDED:
        assert "more digits" in result.reason.text


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"above": "80%"}, HOLDS),
        ({"above": "80.99%"}, UNDECIDED),
        ({"below": "80%"}, REFUTED),
        ({"at_least": "80.985%"}, HOLDS),
        ({"at_most": "81%"}, HOLDS),
        ({"about": "80%"}, HOLDS),
        ({"about": "79%"}, REFUTED),
    ],
)
def test_more_than_less_than_and_about(test: dict[str, str], expected: Verdict) -> None:
    evidence = announced({"id": "final", "percent": {"red": "80.99"}})
    assert verdict(evidence, measure="share", option="red", **test).verdict is expected


def test_a_rounded_count_is_an_interval_too() -> None:
    evidence = announced({"id": "a", "counts": {"red": 6000}, "rounded_to": {"red": 1000}})
    assert verdict(evidence, measure="votes", option="red", above="5400").verdict is HOLDS
    assert verdict(evidence, measure="votes", option="red", equals="6200").verdict is UNDECIDED
    assert verdict(evidence, measure="votes", option="red", equals="7000").verdict is REFUTED


def test_the_latest_announcement_that_states_the_figure_counts_and_is_named() -> None:
    evidence = announced(
        {"id": "a", "at": "2020-05-10T22:00", "stage": "preliminary", "percent": {"red": "50"}},
        {"id": "b", "at": "2020-05-12", "percent": {"red": "52", "blue": "40"}},
        {"id": "c", "at": "2020-05-13", "percent": {"blue": "41"}},
    )
    result = verdict(evidence, measure="share", option="red", equals="52%")
    assert result.verdict is HOLDS
    assert "2020-05-12" in result.reason.text
    assert "The commission" in result.reason.text
    assert not result.clauses[0].provisional
    early = verdict(evidence, measure="share", option="red", equals="50%", stage="preliminary")
    assert early.verdict is HOLDS
    assert early.clauses[0].provisional
    assert "preliminary" in early.reason.text


def test_turnout_while_the_polls_are_open_is_provisional() -> None:
    evidence = announced({"id": "noon", "at": "2020-05-10T12:00", "turnout": "35.3"})
    result = verdict(evidence, measure="turnout", equals="35%")
    assert result.verdict is HOLDS
    assert result.clauses[0].provisional
    assert "voting day" in result.reason.text
    assert "12:00" in result.reason.text


def test_what_no_announcement_states_is_open_and_says_what_would_decide_it() -> None:
    evidence = announced({"id": "final", "counts": {"red": 805}})
    result = verdict(evidence, measure="share", option="red", equals="81%", on="announced")
    assert result.verdict is UNDECIDED
    assert "An announcement of this figure would decide it." in result.reason.text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"equals": "50%"}, UNDECIDED),  # so said the first; the last says 52
        ({"equals": "52%"}, HOLDS),
        ({"equals": "48%"}, REFUTED),  # no announcement says so
        ({"equals": "50%", "stage": "final"}, REFUTED),
        ({"equals": "50%", "at": "2020-05-12"}, REFUTED),
    ],
)
def test_who_quotes_the_commission_may_mean_an_earlier_announcement(
    asked: dict[str, str], expected: Verdict
) -> None:
    evidence = announced(
        {"id": "a", "at": "2020-05-10T22:00", "stage": "preliminary", "percent": {"red": "50"}},
        {"id": "b", "at": "2020-05-12", "stage": "final", "percent": {"red": "52"}},
    )
    result = verdict(evidence, measure="share", option="red", on="announced", **asked)
    assert result.verdict is expected
    if expected is UNDECIDED:
        assert "An earlier announcement agrees with it" in result.reason.text
        assert "2020-05-10" in result.reason.text
        assert "`stage:`" in result.reason.text


ONE_AFTER_THE_OTHER = announced(
    {"id": "a", "at": "2020-05-10T22:00", "stage": "preliminary", "percent": {"red": "50"}},
    {"id": "b", "at": "2020-05-12", "stage": "final", "percent": {"red": "52", "blue": "40"}},
)


@pytest.mark.parametrize(
    ("day", "asked", "expected"),
    [
        # A quotation of an authority is of what it had announced when it was quoted.
        ("2020-05-11", {"equals": "50%", "on": "announced"}, HOLDS),
        ("2020-05-11", {"equals": "52%", "on": "announced"}, REFUTED),
        ("2020-05-10T22:00", {"equals": "50%", "on": "announced"}, HOLDS),
        ("2020-05-12", {"equals": "52%", "on": "announced"}, HOLDS),
        ("2020-05-12", {"equals": "50%", "on": "announced"}, UNDECIDED),
        ("2020-05-10T21:00", {"equals": "50%", "on": "announced"}, UNDECIDED),
        # A stage alone may be of a result that came after the statement.
        ("2020-05-11", {"equals": "52%", "on": "announced", "stage": "final"}, UNDECIDED),
        ("2020-05-11", {"equals": "50%", "on": "announced", "stage": "final"}, UNDECIDED),
        ("2020-05-11", {"equals": "50%", "stage": "final"}, UNDECIDED),
        ("2020-05-11", {"equals": "52%", "stage": "final"}, HOLDS),
        ("2020-05-11", {"equals": "50%", "stage": "preliminary"}, HOLDS),
        ("2020-05-12", {"equals": "50%", "stage": "final"}, REFUTED),
        # The moment that a test names comes before the day of the statement.
        ("2020-05-11", {"equals": "52%", "on": "announced", "at": "2020-05-12"}, HOLDS),
        # A statement of fact is about the result; where it was right when it was made, and is
        # otherwise by what came later, nobody can tell which of the two was meant.
        ("2020-05-11", {"equals": "50%"}, UNDECIDED),
        ("2020-05-11", {"equals": "52%"}, UNDECIDED),
        ("2020-05-11", {"above": "45%"}, HOLDS),
        ("2020-05-11", {"equals": "48%"}, REFUTED),
        ("2020-05-12", {"equals": "52%"}, HOLDS),
        ("2020-05-12", {"equals": "50%"}, REFUTED),
        ("2020-05-09", {"equals": "52%"}, HOLDS),  # nothing had been announced
    ],
)
def test_a_statement_is_held_against_what_had_been_announced_when_it_was_made(
    day: str, asked: dict[str, str], expected: Verdict
) -> None:
    result = said_on(day, ONE_AFTER_THE_OTHER, measure="share", option="red", **asked)
    assert result.verdict is expected


def test_what_was_announced_later_is_told_beside_it() -> None:
    result = said_on("2020-05-11", ONE_AFTER_THE_OTHER, measure="share", option="red", equals="50%")
    assert "2020-05-10 22:00" in result.reason.text
    assert "What was announced later says otherwise." in result.reason.text
    assert "2020-05-12" in result.reason.text
    assert "`at:`" in result.reason.text


def test_nothing_announced_by_then() -> None:
    asked = {"measure": "share", "option": "blue", "equals": "40%", "on": "announced"}
    result = said_on("2020-05-11", ONE_AFTER_THE_OTHER, **asked)
    assert result.verdict is UNDECIDED
    assert "up to 2020-05-11" in result.reason.text


@pytest.mark.parametrize(
    ("announced_at", "said_at", "known"),
    [
        ("2020-05-12T10:00:00", "2020-05-12T10:00", True),  # one minute, written in two ways
        ("2020-05-12T10:00:30", "2020-05-12T10:00", True),
        ("2020-05-12T10:01:00", "2020-05-12T10:00", False),
        ("2020-05-12T10:00+06:00", "2020-05-12T09:00Z", True),  # at four o'clock in UTC
        ("2020-05-12T10:00+06:00", "2020-05-12T03:00Z", False),
        # Which of two hours of a day comes first, nobody can tell where one has no offset.
        ("2020-05-12T10:00+06:00", "2020-05-12T09:00", True),
        ("2020-05-12", "2020-05-12T09:00", True),
        ("2020-05-13", "2020-05-12T09:00", False),
    ],
)
def test_what_was_announced_by_a_moment(announced_at: str, said_at: str, known: bool) -> None:
    evidence = announced({"id": "a", "at": announced_at, "percent": {"red": "50"}})
    asked = {"measure": "share", "option": "red", "equals": "50%", "on": "announced"}
    assert said_on(said_at, evidence, **asked).verdict is (HOLDS if known else UNDECIDED)


HOUR_BY_HOUR = announced(
    {"id": "a", "at": "2020-05-10T18:00", "stage": "preliminary", "turnout": "71.98"},
    {"id": "b", "at": "2020-05-10T20:00", "stage": "preliminary", "turnout": "75.1"},
    {"id": "c", "at": "2020-05-12", "stage": "final", "turnout": "75.45"},
)


@pytest.mark.parametrize(
    ("moment", "said", "expected"),
    [
        ("2020-05-10", "71.98%", UNDECIDED),  # so it was at six
        ("2020-05-10", "75.1%", UNDECIDED),
        ("2020-05-10T19:00", "71.98%", UNDECIDED),
        ("2020-05-10T21:00", "71.98%", UNDECIDED),
        ("2020-05-10T17:00", "71.98%", REFUTED),  # nobody had announced it yet
        ("2020-05-10", "60%", REFUTED),
        ("2020-05-11", "71.98%", REFUTED),  # by then that was out of date
        ("2020-05-12", "75.1%", REFUTED),
    ],
)
def test_any_figure_of_its_day_may_be_meant(moment: str, said: str, expected: Verdict) -> None:
    result = said_on(moment, HOUR_BY_HOUR, measure="turnout", equals=said)
    assert result.verdict is expected
    if expected is UNDECIDED:
        assert "What was announced later says otherwise." in result.reason.text
