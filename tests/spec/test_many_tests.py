"""Many tests at once: adjusted p-values, and how many of how many fired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.forensics.many_tests import Family, benjamini_hochberg, holm

P = [0.01, 0.04, 0.03, 0.005]


def test_holm_multiplies_by_how_many_are_left() -> None:
    # Sorted .005, .01, .03, .04 times 4, 3, 2, 1: .02, .03, .06, then no less than before.
    assert holm(P).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_benjamini_and_hochberg_divide_by_the_rank() -> None:
    # Sorted times 4/1, 4/2, 4/3, 4/4: .02, .02, .04, .04.
    assert benjamini_hochberg(P).tolist() == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_a_family_counts_against_chance() -> None:
    family = Family("integer_percentages", 0.05, (*P, *[0.5] * 96))
    assert family.fired == 4
    assert family.by_chance == pytest.approx(5)
    assert (family.fired_after_holm, family.fired_after_benjamini_hochberg) == (0, 0)


def test_p_values_counted_out_of_few_trials_cannot_survive_many_tests() -> None:
    assert Family("kernel_peaks", 0.01, (0.005,), least_p=0.005).within_reach
    assert not Family("kernel_peaks", 0.01, (0.005, 0.5), least_p=0.005).within_reach
    assert Family("integer_percentages", 0.001, tuple(P)).within_reach


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        holm([0.5, 1.2])


@given(st.lists(st.floats(0, 1), max_size=30))
def test_an_adjusted_p_value_is_never_less_and_keeps_the_order(p: list[float]) -> None:
    for adjusted in (holm(p), benjamini_hochberg(p)):
        assert all(after >= before for before, after in zip(p, adjusted, strict=True))
        order = sorted(range(len(p)), key=p.__getitem__)
        along = [adjusted[i] for i in order]
        assert along == sorted(along)
    assert all(a >= b for a, b in zip(holm(p), benjamini_hochberg(p), strict=True))
