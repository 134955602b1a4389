"""Whatever copies of disputed stations are the right ones: what they add up to contradicts nothing
that is announced, of all sheets or of a share of them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from crosstally.findings import Tier
from tests.announced_tables import Sheets, check, election

copies_of_a_station = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=3
)


@given(
    stations=st.lists(copies_of_a_station, min_size=1, max_size=5),
    not_held=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=3),
    data=st.data(),
)
def test_true_counts_contradict_no_copies(
    stations: list[list[tuple[int, int]]],
    not_held: list[tuple[int, int]],
    data: st.DataObject,
) -> None:
    right = [data.draw(st.sampled_from(copies)) for copies in stations]
    every = [*right, *not_held]
    counted = data.draw(st.lists(st.sampled_from(range(len(every))), unique=True, min_size=1))
    share = Fraction(100 * len(counted), len(every))
    whole = share.denominator == 1
    if not whole:
        counted, share = list(range(len(every))), Fraction(100)
    figures = {
        "counts": {
            "a": sum(every[i][0] for i in counted),
            "b": sum(every[i][1] for i in counted),
        },
        "counted": {"share": f"{share}.00", "of_stations": len(every)},
    }
    sheets = Sheets(
        {
            "a": [copies[0][0] for copies in stations],
            "b": [copies[0][1] for copies in stations],
            "registered": [60 for _ in stations],
        },
        len(every),
        ["a", "b"],
    )
    sheets.copies = {
        f"s{row}": {
            name: (min(copy[at] for copy in copies), max(copy[at] for copy in copies))
            for at, name in enumerate(("a", "b"))
        }
        for row, copies in enumerate(stations)
        if len(set(copies)) > 1
    }
    registers = {"list": {"voters": 60 * len(every)}}
    checked = check(election([figures], registers=registers), sheets)
    assert [item.message for item in checked.findings if item.tier is Tier.DECISIVE] == []
