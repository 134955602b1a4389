"""What the check digit shows, whatever was told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crosstally.desk.check_digit import check_digit, start_of
from crosstally.ledger.damm import TABLE, after

STATION = "ATKARACALAR/1001"


def test_the_table_is_the_published_one() -> None:
    """Damm's own example, and what makes a quasigroup totally anti-symmetric."""
    assert after("572") == 4
    assert after("5724") == 0
    tens = range(10)
    for so_far in tens:
        assert {int(sign) for sign in TABLE[so_far]} == {*tens}
        assert {int(row[so_far]) for row in TABLE} == {*tens}
        assert TABLE[so_far][so_far] == "0"
        for x in tens:
            for y in tens:
                if x != y:
                    assert after(f"{x}{y}", so_far) != after(f"{y}{x}", so_far)
                    assert after(f"{x}{y}") != after(f"{y}{x}")


@given(st.lists(st.integers(0, 9999), min_size=2, max_size=9), st.data())
def test_one_wrong_digit_and_two_swapped_neighbours_are_always_shown(
    figures: list[int], data: st.DataObject
) -> None:
    right = check_digit(STATION, figures)
    at = data.draw(st.integers(0, len(figures) - 1))
    digits = [*str(figures[at])]
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from("0123456789"))
    wrong = [*digits[:place], other, *digits[place + 1 :]]
    swapped = digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]
    for typed in ("".join(wrong), "".join(swapped)):
        slip = [*figures[:at], int(typed), *figures[at + 1 :]]
        if len(str(int(typed))) == len(digits) and slip != figures:
            assert check_digit(STATION, slip) != right


@given(st.integers(0, 999), st.integers(1, 9), st.integers(1, 999))
def test_a_digit_that_slips_into_the_next_figure_is_shown(
    first: int, digit: int, second: int
) -> None:
    told, slipped = [first * 10 + digit, second], [first, int(f"{digit}{second}")]
    if first:
        assert check_digit("7", told) != check_digit("7", slipped)


def test_a_wrong_digit_of_the_station_is_shown() -> None:
    others = [f"ATKARACALAR/10{tens}{ones}" for tens in "01" for ones in "0123456789"]
    off_by_one_digit = [code for code in others if code[-2:] in {"11"} or code[-2] == "0"]
    starts = {code: start_of(code) for code in off_by_one_digit if code != STATION}
    assert start_of(STATION) not in starts.values()
