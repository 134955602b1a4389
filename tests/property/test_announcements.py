"""No false accusation: announcements made from true figures never give a contradiction.

Elections are made up whole; announcements tell the truth of a part or all of their sheets, with
percentages, shares and counts rounded in any of the three usual ways, each figure in its own.
Contradictions that are planted are found.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.compare.announced import span_of
from crosstally.compare.breaking import fewest, largest_sum
from crosstally.election.printed import Rounding
from crosstally.tabulation.figures import MISSING
from tests.announced_tables import Sheets, check, decisive, election

REGIONS = ("north", "south")
OPTIONS = ("a", "b", "c")
FEWER = min(settings().max_examples, 1000)
"""For tests beside the one that matters most, however many cases that one runs."""


def rounded(value: Fraction, rounding: Rounding) -> int:
    """A whole number, rounded that way."""
    low = value.numerator // value.denominator
    rest = value - low
    match rounding:
        case Rounding.TRUNCATED:
            return low
        case Rounding.HALF_UP:
            return low + (rest >= Fraction(1, 2))
        case Rounding.HALF_EVEN:
            return round(value)


def printed(share: Fraction, digits: int, rounding: Rounding) -> str:
    """A share as a printed percentage."""
    steps = str(rounded(share * 100 * 10**digits, rounding)).rjust(digits + 1, "0")
    return f"{steps[:-digits]}.{steps[-digits:]}" if digits else steps


@dataclass
class Truth:
    """An election as it was: a station a row."""

    columns: dict[str, list[int]]
    region: list[str]

    def total(self, name: str, rows: list[int], region: str | None = None) -> int:
        return sum(self.columns[name][row] for row in rows if region in (None, self.region[row]))

    @property
    def stations(self) -> list[int]:
        return list(range(len(self.region)))

    @property
    def register(self) -> int:
        return self.total("registered", self.stations)


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    n = draw(st.integers(1, 7))
    most = 10 ** draw(st.integers(1, 6))
    columns: dict[str, list[int]] = {name: [] for name in (*OPTIONS, "invalid", "home")}
    for _ in range(n):
        for column in columns.values():
            column.append(draw(st.integers(0, most)))
    columns["valid"] = [sum(row) for row in zip(*(columns[o] for o in OPTIONS), strict=True)]
    columns["cast"] = [v + i for v, i in zip(columns["valid"], columns["invalid"], strict=True)]
    home = columns.pop("home")
    columns["registered"] = [c + h for c, h in zip(columns["cast"], home, strict=True)]
    return Truth(columns, [draw(st.sampled_from(REGIONS)) for _ in range(n)])


@st.composite
def true_figures(
    draw: st.DrawFn, truth: Truth, rows: list[int], region: str | None = None
) -> dict[str, Any]:
    """What an announcement may say of the sheets it counted, all of it true."""
    roundings, digits = st.sampled_from(Rounding), st.integers(0, 3)
    of = draw(st.sampled_from(["valid", "cast", "registered"]))
    base = truth.total(of, rows, region)
    figures: dict[str, Any] = {
        "counts": {},
        "percent": {},
        "fields": {},
        "rounded_to": {},
        "percent_of": of,
    }
    for name in (*OPTIONS, "valid", "invalid", "cast", "registered"):
        value = truth.total(name, rows, region)
        kind = "counts" if name in OPTIONS else "fields"
        if draw(st.booleans()):
            unit = draw(st.sampled_from([1, 1, 1, 10, 1000]))
            figures[kind][name] = rounded(Fraction(value, unit), draw(roundings)) * unit
            figures["rounded_to"][name] = unit
        if name in OPTIONS and base and draw(st.booleans()):
            figures["percent"][name] = printed(Fraction(value, base), draw(digits), draw(roundings))
    return figures


@st.composite
def announcements(draw: st.DrawFn, truth: Truth) -> list[dict[str, Any]]:
    """One or more announcements in the order of time, each of more sheets than the one before."""
    order = draw(st.permutations(truth.stations))
    sizes = sorted(draw(st.lists(st.integers(0, len(order)), min_size=1, max_size=3)))
    given: list[dict[str, Any]] = []
    for i, size in enumerate([*sizes, len(order)]):
        rows = list(order[:size])
        final = i == len(sizes)
        item = draw(true_figures(truth, rows))
        item["areas"] = {name: draw(true_figures(truth, rows, name)) for name in REGIONS}
        item["at"] = f"2024-07-{28 + i}T10:00"
        item["stage"] = "final" if final else "preliminary"
        if draw(st.booleans()):
            share = Fraction(size, len(order))
            item["counted"] = {
                "share": printed(share, draw(st.integers(0, 3)), draw(st.sampled_from(Rounding))),
                "of_stations": len(order),
            }
        # Registered voters are those of all stations, whatever was counted; so is turnout.
        for figures, region in ((item, None), *((item["areas"][r], r) for r in REGIONS)):
            if "registered" in figures["fields"]:
                figures["fields"]["registered"] = truth.total("registered", truth.stations, region)
                figures["rounded_to"].pop("registered")
            if figures["percent_of"] == "registered":
                figures["percent"] = {}
            voters = truth.total("registered", truth.stations, region)
            if voters and draw(st.booleans()):
                share = Fraction(truth.total("cast", rows, region), voters)
                figures["turnout"] = printed(
                    share, draw(st.integers(0, 3)), draw(st.sampled_from(Rounding))
                )
        given.append(item)
    return given


Made = tuple[Truth, list[dict[str, Any]], list[int], int | None]
"""An election, what was announced, which sheets are held, how many stations are known."""


@st.composite
def elections(draw: st.DrawFn) -> Made:
    truth = draw(truths())
    given = draw(announcements(truth))
    held = sorted(draw(st.sets(st.sampled_from(truth.stations))))
    known = draw(st.sampled_from([len(truth.stations), None]))
    return truth, given, held, known


def held_sheets(truth: Truth, held: list[int], known: int | None) -> Sheets:
    columns = {name: [column[row] for row in held] for name, column in truth.columns.items()}
    areas = {
        name: [i for i, row in enumerate(held) if truth.region[row] == name] for name in REGIONS
    }

    class Part(Sheets):
        """Of a region it is not known how many stations it has."""

        def totals(self, contest: str, source: str, area: str) -> Any:
            found = super().totals(contest, source, area)
            size = truth.region.count(area) if area in REGIONS else known
            return type(found)(
                source,
                area,
                found.stations_held,
                size,
                found.fields,
                found.options,
                found.incomplete,
            )

    return Part(columns if held else {}, known, OPTIONS, {"all": range(len(held)), **areas})


@given(
    elections(),
    st.sets(st.tuples(st.sampled_from((*OPTIONS, "valid", "registered")), st.integers(0, 6))),
)
def test_the_truth_is_never_accused(made: Made, unread: set[tuple[str, int]]) -> None:
    truth, given_, held, known = made
    folder = election(
        given_,
        options=dict.fromkeys(OPTIONS, "Option"),
        areas=REGIONS,
        registers={"lists": {"voters": truth.register}},
    )
    sheets = held_sheets(truth, held, known)
    for name, row in unread:  # figures that nobody could read
        if row < sheets.held:
            sheets.columns[name][row] = MISSING
    checked = check(folder, sheets, today=dt.date(2024, 9, 1))
    assert [item.message for item in decisive(checked)] == []


@settings(max_examples=FEWER)
@given(elections(), st.data())
def test_a_count_below_the_sheets_held_is_found(made: Made, data: st.DataObject) -> None:
    truth, _, held, known = made
    votes = truth.total("a", held)
    if not votes:
        return
    stated = data.draw(st.integers(0, votes - 1))
    folder = election(
        [{"counts": {"a": stated}}], options=dict.fromkeys(OPTIONS, "Option"), areas=REGIONS
    )
    found = decisive(check(folder, held_sheets(truth, held, known)))
    assert [item.votes for item in found] == [votes - stated]
    assert all(item.premises and item.breaking_point for item in found)


@settings(max_examples=FEWER)
@given(elections(), st.data())
def test_the_breaking_point_is_the_fewest_sheets(made: Made, data: st.DataObject) -> None:
    """With that many sheets taken away there is no contradiction, with one fewer there is."""
    truth, _, held, _ = made
    votes = truth.total("a", held)
    if not votes:
        return
    folder = election(
        [{"counts": {"a": data.draw(st.integers(0, votes - 1))}}],
        options=dict.fromkeys(OPTIONS, "Option"),
        areas=REGIONS,
    )
    (found,) = decisive(check(folder, held_sheets(truth, held, 99)))
    worthless = found.figures["worthless_at_least"]
    largest_first = sorted(held, key=lambda row: -truth.columns["a"][row])
    without = held_sheets(truth, sorted(largest_first[worthless:]), 99)
    assert decisive(check(folder, without)) == []
    one_fewer = held_sheets(truth, sorted(largest_first[worthless - 1 :]), 99)
    assert len(decisive(check(folder, one_fewer))) == 1


@given(truths(), st.integers(1, 50), st.booleans())
def test_a_register_that_turnout_does_not_fit_is_found(
    truth: Truth, percent: int, larger: bool
) -> None:
    register = truth.register
    cast = truth.total("cast", truth.stations)
    if register < 1000 or 100 * cast < register or cast % 1000 == 0:
        return  # printed percentages of very small shares are too coarse to tell
    turnout = printed(Fraction(cast, register), 3, Rounding.HALF_UP)
    other = register * (100 + percent) // 100 if larger else register * 100 // (100 + percent)
    folder = election(
        [{"turnout": turnout, "fields": {"cast": cast}}], registers={"lists": {"voters": other}}
    )
    (found,) = decisive(check(folder))
    assert found.code.name == "TURNOUT-OTHER-REGISTER"
    low, high = found.figures["implied"]
    assert low <= register <= high


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30)), min_size=2, max_size=8))
def test_a_fall_between_any_two_is_found(given_: list[tuple[int, int]]) -> None:
    """As comparing every two finds it; those of one hour have no order."""
    folder = election(
        [{"counts": {"a": votes}, "at": f"2024-07-29T{hour:02}:00"} for hour, votes in given_]
    )
    falls = any(
        one[0] < two[0] and one[1] > two[1] for one in given_ for two in given_ if one != two
    )
    assert bool(decisive(check(folder))) == falls


@given(st.lists(st.integers(0, 100), max_size=12), st.integers(0, 400))
def test_fewest_and_largest_sum_are_each_other_s_inverse(values: list[int], need: int) -> None:
    column = np.asarray(values, dtype=np.int64)
    found = fewest(column, need)
    if found is None:
        assert sum(values) < need
    else:
        assert largest_sum(column, found) >= need
        assert found == 0 or largest_sum(column, found - 1) < need


@given(st.integers(0, 10**7), st.sampled_from([1, 10, 1000, 10**5]), st.sampled_from(Rounding))
def test_a_printed_count_stands_for_the_count(value: int, unit: int, rounding: Rounding) -> None:
    assert value in span_of(rounded(Fraction(value, unit), rounding) * unit, unit)
