"""A percentage that is true of all stations, held and not held, however it was rounded, never
contradicts the sheets held; nor does a turnout."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

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
