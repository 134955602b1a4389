"""A percentage that is true of all stations, held and not held, however it was rounded, never
contradicts the sheets held; nor does a turnout; nor those of a part of the stations. What breaks a
contradiction is tried out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crosstally.compare.possible_shares import extreme_share
from crosstally.election.printed import Printed
from crosstally.findings import Sentence
from tests.announced_tables import Sheets, check, election

CODE = "ANNOUNCED-SHARE-DIFFERS"
ROUNDINGS = [ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN]


@st.composite
def stations(draw: st.DrawFn) -> dict[str, int]:
    """One station: a voters' list, and who did what."""
    registered = draw(st.integers(1, 40))
    cast = draw(st.integers(0, registered))
    valid = draw(st.integers(0, cast))
    a = draw(st.integers(0, valid))
    return {
        "registered": registered,
        "cast": cast,
        "valid": valid,
        "invalid": cast - valid,
        "a": a,
        "b": valid - a,
    }


def printed(part: int, whole: int, digits: int, rounding: str) -> str:
    step = Decimal(1).scaleb(-digits)
    return str((Decimal(part) * 100 / Decimal(whole)).quantize(step, rounding=rounding))


@given(
    held=st.lists(stations(), min_size=1, max_size=4),
    missing=st.lists(stations(), max_size=3),
    base=st.sampled_from(["valid", "cast", "registered", None]),
    digits=st.integers(0, 3),
    rounding=st.sampled_from(ROUNDINGS),
)
def test_what_is_true_of_all_stations_contradicts_none(
    held: list[dict[str, int]],
    missing: list[dict[str, int]],
    base: str | None,
    digits: int,
    rounding: str,
) -> None:
    total = {name: sum(row[name] for row in [*held, *missing]) for name in held[0]}
    figures: dict[str, object] = {}
    if total[base or "valid"]:
        share = printed(total["a"], total[base or "valid"], digits, rounding)
        figures = {"percent": {"a": share}} | ({"percent_of": base} if base else {})
    figures["turnout"] = printed(total["cast"], total["registered"], digits, rounding)
    sheets = Sheets(
        {name: [row[name] for row in held] for name in held[0]},
        len(held) + len(missing),
        ["a", "b"],
    )
    registers = {"list": {"voters": total["registered"]}}
    checked = check(election([figures], registers=registers), sheets)
    assert [item.message for item in checked.findings if item.code.name == CODE] == []


@given(
    held=st.lists(stations(), min_size=1, max_size=4),
    share=st.decimals(0, 100, places=1),
)
def test_where_all_are_held_every_other_share_contradicts(
    held: list[dict[str, int]], share: Decimal
) -> None:
    part, whole = (sum(row[name] for row in held) for name in ("a", "valid"))
    sheets = Sheets({name: [row[name] for row in held] for name in held[0]}, len(held), ["a", "b"])
    stated = {"percent": {"a": str(share)}, "percent_of": "valid"}
    checked = check(election([stated]), sheets)
    found = any(item.code.name == CODE for item in checked.findings)
    possible = {Decimal(printed(part, whole, 1, how)) for how in ROUNDINGS} if whole else {share}
    assert found == (share not in possible)


@given(
    held=st.lists(stations(), min_size=1, max_size=4),
    missing=st.lists(stations(), max_size=3),
    base=st.sampled_from(["valid", "cast", "registered", None]),
    whole_register=st.booleans(),
    digits=st.integers(0, 3),
    rounding=st.sampled_from(ROUNDINGS),
    data=st.data(),
)
def test_what_is_true_of_the_counted_stations_contradicts_none(
    held: list[dict[str, int]],
    missing: list[dict[str, int]],
    base: str | None,
    whole_register: bool,
    digits: int,
    rounding: str,
    data: st.DataObject,
) -> None:
    every = [*held, *missing]
    counted = data.draw(st.lists(st.sampled_from(range(len(every))), min_size=1, unique=True))
    total = {name: sum(every[row][name] for row in counted) for name in held[0]}
    register = sum(row["registered"] for row in every)
    figures: dict[str, object] = {}
    if total[base or "valid"]:
        share = printed(total["a"], total[base or "valid"], digits, rounding)
        figures = {"percent": {"a": share}} | ({"percent_of": base} if base else {})
    of = register if whole_register else total["registered"]
    figures["turnout"] = printed(total["cast"], of, digits, rounding)
    share_counted = printed(len(counted), len(every), 2, rounding)
    figures["counted"] = {"share": share_counted, "of_stations": len(every)}
    sheets = Sheets({n: [row[n] for row in held] for n in held[0]}, len(every), ["a", "b"])
    checked = check(election([figures], registers={"list": {"voters": register}}), sheets)
    assert [item.message for item in checked.findings if item.code.name == CODE] == []


@given(
    rows=st.lists(stations(), min_size=1, max_size=5),
    left_out=st.integers(0, 5),
    more=st.integers(0, 9),
    greatest=st.booleans(),
)
def test_the_extreme_share_is_that_of_the_worst_choice(
    rows: list[dict[str, int]], left_out: int, more: int, greatest: bool
) -> None:
    part, whole = ([row[name] for row in rows] for name in ("a", "valid"))
    shares = [
        Fraction(sum(part[i] for i in kept) + more * greatest, sum(whole[i] for i in kept) + more)
        for size in range(max(len(rows) - left_out, 0), len(rows) + 1)
        for kept in combinations(range(len(rows)), size)
        if sum(whole[i] for i in kept) + more
    ]
    found = extreme_share(
        np.array(part), np.array(whole), left_out, more * greatest, more, greatest=greatest
    )
    if found is None:
        assert sum(whole) + more == 0
    else:
        assert found == (max if greatest else min)(shares)


def fewest_by_trial(
    rows: Sequence[dict[str, int]], base: str, share: str, left_out: int
) -> int | None:
    """Every choice of worthless sheets, with every vote their lists have room for, and of sheets
    left out: the fewest worthless with which the share is possible."""
    widest = Printed.percent(share).widest
    for worthless in range(len(rows) + 1):
        for wrong in combinations(range(len(rows)), worthless):
            good = [i for i in range(len(rows)) if i not in wrong]
            for out in range(min(left_out, len(good)) + 1):
                for gone in combinations(good, out):
                    part = sum(rows[i]["a"] for i in good if i not in gone)
                    whole = sum(rows[i][base] for i in good if i not in gone)
                    room = sum(rows[i]["registered"] for i in wrong)
                    for more, less in product(range(room + 1), repeat=2):
                        fits = more + less <= room and whole + more + less > 0
                        if fits and Fraction(part + more, whole + more + less) in widest:
                            return worthless
    return None


@st.composite
def small(draw: st.DrawFn) -> dict[str, int]:
    registered = draw(st.integers(1, 9))
    valid = draw(st.integers(1, registered))  # of sheets without a vote there is no share
    a = draw(st.integers(0, valid))
    figures = {"registered": registered, "cast": valid, "valid": valid, "invalid": 0}
    return figures | {"a": a, "b": valid - a}


@given(
    rows=st.lists(small(), min_size=1, max_size=4),
    share=st.integers(0, 100),
    left_out=st.integers(0, 2),
)
def test_fewer_worthless_sheets_than_said_never_make_a_share_possible(
    rows: list[dict[str, int]], share: int, left_out: int
) -> None:
    left_out = min(left_out, len(rows) - 1)
    stated: dict[str, object] = {"percent": {"a": str(share)}, "percent_of": "valid"}
    if left_out:
        counted = printed(len(rows) - left_out, len(rows), 2, ROUND_HALF_UP)
        stated["counted"] = {"share": counted, "of_stations": len(rows)}
    sheets = Sheets({n: [row[n] for row in rows] for n in rows[0]}, len(rows), ["a", "b"])
    checked = check(election([stated]), sheets)
    for item in checked.findings:
        if item.code.name != CODE:
            continue
        really = fewest_by_trial(rows, "valid", str(share), left_out)
        assert item.breaking_point is not None
        # With the premise that no station has more votes than voters, where it rests on that.
        vanishes = item.breaking_point.values.get("vanishes", item.breaking_point)
        assert isinstance(vanishes, Sentence)
        said = vanishes.values.get("sheets")
        assert isinstance(said, int)
        assert really is None or 1 <= said <= really
