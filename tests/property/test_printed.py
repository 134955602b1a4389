"""Printed figures: an interval holds exactly the numbers that round to the figure."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crosstally.election.printed import Interval, Printed, Rounding

MODES = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.TRUNCATED: decimal.ROUND_DOWN,
}
digits = st.integers(0, 6)
roundings = st.sampled_from(list(Rounding))
EXACT = decimal.Context(prec=60)


def rounded(value: Decimal, places: int, rounding: Rounding) -> Decimal:
    """The value as a commission prints it with so many decimal places."""
    return value.quantize(Decimal(1).scaleb(-places), MODES[rounding], EXACT)


def near(figure: Decimal, places: int, steps: int) -> Decimal:
    """A number near a printed figure, in tenths of half its last digit: ends are hit often."""
    return figure + Decimal(steps).scaleb(-places) * Decimal("0.05")


@given(st.integers(0, 10**7), digits, st.integers(-45, 45), roundings)
def test_a_number_is_in_the_interval_exactly_if_it_rounds_to_the_figure(
    whole: int, places: int, steps: int, rounding: Rounding
) -> None:
    figure = Decimal(whole).scaleb(-places, EXACT)
    value = near(figure, places, steps)
    assume(value >= 0)
    interval = Printed.plain(str(f"{figure:f}")).interval(rounding)
    assert (Fraction(value) in interval) == (rounded(value, places, rounding) == figure)


@given(
    st.decimals(0, 100, allow_nan=False, allow_infinity=False, places=9),
    digits,
    roundings,
)
def test_every_share_lies_in_what_its_printed_percentage_may_have_been(
    percent: Decimal, places: int, rounding: Rounding
) -> None:
    printed = Printed.percent(f"{rounded(percent, places, rounding):f}%")
    share = Fraction(percent) / 100
    assert share in printed.interval(rounding)
    assert share in printed.widest


@given(st.integers(0, 10**9), st.sampled_from([1, 10, 100, 1_000, 10**6]), roundings)
def test_a_rounded_count_is_the_only_one_for_the_counts_that_round_to_it(
    votes: int, unit: int, rounding: Rounding
) -> None:
    figure = int((Decimal(votes) / unit).quantize(Decimal(1), MODES[rounding], EXACT)) * unit
    matching = [
        stated
        for stated in range(figure - 2 * unit, figure + 2 * unit + 1, unit)
        if stated >= 0 and votes in Printed.count(stated, unit).interval(rounding)
    ]
    assert matching == [figure]


@given(st.integers(0, 10**9), roundings)
def test_an_exact_count_may_have_been_only_itself(votes: int, rounding: Rounding) -> None:
    wholes = list(Printed.count(votes).interval(rounding).wholes())
    assert votes in wholes
    assert len(wholes) == 1


@given(
    st.fractions(0, 1_000, max_denominator=50),
    st.fractions(0, 20, max_denominator=50),
    st.booleans(),
    st.booleans(),
)
def test_the_whole_numbers_of_an_interval_are_those_in_it(
    low: Fraction, length: Fraction, low_in: bool, high_in: bool
) -> None:
    interval = Interval(low, low + length, low_in, high_in)
    wholes = set(interval.wholes())
    assert wholes == {n for n in range(int(low) - 1, int(low + length) + 3) if n in interval}


edges = st.fractions(0, 6, max_denominator=4)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(edges), draw(edges)))
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


@given(intervals(), intervals())
def test_two_intervals_meet_exactly_if_something_lies_in_both(a: Interval, b: Interval) -> None:
    # Between quarters and on them: whatever lies in both shows at some eighth.
    points = [Fraction(n, 24) for n in range(-1, 6 * 24 + 2)]
    assert a.meets(b) == any(point in a and point in b for point in points)
    assert a.meets(b) == b.meets(a)


@given(intervals(), st.fractions(0, 1_000, max_denominator=100), edges)
def test_scaling_keeps_what_lies_inside(a: Interval, factor: Fraction, point: Fraction) -> None:
    assume(factor > 0)
    assert (point in a) == (point * factor in a.times(factor))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("81", "81", "1"),
        ("80.99", "80.99", "0.01"),
        ("80,99 %", "80.99", "0.01"),
        ("7.20%", "7.20", "0.01"),
        (" 0.0 ", "0", "0.1"),
        ("-1.5", "-1.5", "0.1"),
        ("−1.5", "-1.5", "0.1"),
    ],
)
def test_how_percentages_are_read(text: str, value: str, unit: str) -> None:
    printed = Printed.percent(text)
    assert printed.value == Fraction(value) / 100
    assert printed.unit == Fraction(unit) / 100


@given(st.text(max_size=20))
def test_any_text_is_a_printed_number_or_a_value_error(text: str) -> None:
    try:
        printed = Printed.plain(text)
    except ValueError:
        return
    assert printed.unit > 0
    assert printed.value in printed.rounded
