"""An announcement that counted a part of the sheets, against every way in which it can be right:
which sheets it counted, what the sheets not held say, and which held sheets are worthless."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from hypothesis import assume, event, given
from hypothesis import strategies as st

from crosstally.election.printed import Printed
from crosstally.findings import Finding, Tier
from tests.announced_tables import Sheets, check, election


class Sheet(NamedTuple):
    """What a held sheet says."""

    registered: int
    a: int
    b: int


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    registered = draw(st.integers(1, 40))
    a = draw(st.integers(0, registered))
    return Sheet(registered, a, draw(st.integers(0, registered - a)))


held_sheets = st.lists(sheets(), min_size=1, max_size=4)
voters_of_others = st.lists(st.integers(1, 20), max_size=2)


def counted_sets(
    held: Sequence[Sheet], others: int, counted: int, worthless: Sequence[Sheet]
) -> Iterator[tuple[list[Sheet], list[Sheet], int]]:
    """The good sheets and the worthless ones that were counted, and how many of those not held."""
    for good in range(min(counted, len(held)) + 1):
        for bad in range(min(counted - good, len(worthless)) + 1):
            rest = counted - good - bad
            if rest <= others:
                for some in combinations(held, good):
                    for more in combinations(worthless, bad):
                        yield list(some), list(more), rest


def split(held: Sequence[Sheet], count: int) -> Iterator[tuple[list[Sheet], list[Sheet]]]:
    """Every way to call so many sheets worthless: the others, and these."""
    for places in combinations(range(len(held)), count):
        yield (
            [sheet for at, sheet in enumerate(held) if at not in places],
            [held[at] for at in places],
        )


def said_fewest(finding: Finding) -> int | None:
    """How many held sheets would have to be worthless, as the finding says it."""
    assert finding.breaking_point is not None
    text = finding.breaking_point.text
    if text.startswith("The only sheet held"):
        return 1
    found = re.search(r"(?:[Aa]t least )?(\d+) (?:of the \d+ |more )?held sheets?", text)
    return int(found[1]) if found else None


def statement(
    figures: dict[str, object], held: Sequence[Sheet], others: Sequence[int], counted: int
) -> list[Finding]:
    """The contradictions of an announcement that counted so many sheets."""
    stations = len(held) + len(others)
    figures |= {
        "stage": "preliminary",
        "counted": {"share": f"{100 * counted / stations:.4f}", "of_stations": stations},
    }
    voters = sum(sheet.registered for sheet in held) + sum(others)
    table = Sheets(
        {
            "a": [sheet.a for sheet in held],
            "b": [sheet.b for sheet in held],
            "valid": [sheet.a + sheet.b for sheet in held],
            "registered": [sheet.registered for sheet in held],
        },
        stations,
        ["a", "b"],
    )
    found = check(election([figures], registers={"list": {"voters": voters}}), table)
    return [item for item in found.findings if item.tier is Tier.DECISIVE]


@given(held=held_sheets, others=voters_of_others, data=st.data())
def test_a_count_contradicts_the_sheets_exactly_if_none_of_them_gives_it(
    held: list[Sheet], others: list[int], data: st.DataObject
) -> None:
    counted = data.draw(st.integers(1, len(held) + len(others)))
    stated = data.draw(st.integers(0, sum(sheet.a for sheet in held) + sum(others) + 5))

    def possible(worthless: int) -> bool:
        ends = [
            (
                sum(sheet.a for sheet in some),
                sum(sheet.a for sheet in some)
                + sum(sheet.registered for sheet in more)
                + sum(others) * (rest > 0),
            )
            for good, bad in split(held, worthless)
            for some, more, rest in counted_sets(good, len(others), counted, bad)
        ]
        # Not every number between the least and the most is some sheets': a range is what is said.
        return min(low for low, _ in ends) <= stated <= max(high for _, high in ends)

    found = statement({"counts": {"a": stated}}, held, others, counted)
    event(found[0].code.name if found else "possible")
    assert bool(found) is not possible(0)
    for item in found:
        fewest = (count for count in range(1, len(held) + 1) if possible(count))
        assert said_fewest(item) == next(fewest, None)


@given(
    held=held_sheets,
    others=voters_of_others,
    printed=st.integers(0, 1000).map(lambda tenths: f"{tenths / 10:.1f}"),
    data=st.data(),
)
def test_a_percentage_contradicts_the_sheets_exactly_if_none_of_them_gives_it(
    held: list[Sheet], others: list[int], printed: str, data: st.DataObject
) -> None:
    counted = data.draw(st.integers(1, len(held) + len(others)))
    widest = Printed.percent(printed).widest

    def ends(worthless: int) -> list[tuple[Fraction, Fraction]]:
        found = []
        for good, bad in split(held, worthless):
            for some, more, rest in counted_sets(good, len(others), counted, bad):
                part = sum(sheet.a for sheet in some)
                free = sum(sheet.registered for sheet in more) + sum(others) * (rest > 0)
                whole = part + sum(sheet.b for sheet in some) + free
                if whole:
                    found.append((Fraction(part, whole), Fraction(part + free, whole)))
        return found

    def possible(worthless: int) -> bool:
        shares = ends(worthless)
        low, high = min(low for low, _ in shares), max(high for _, high in shares)
        return widest.high > low and widest.low <= high

    assume(ends(0))
    figures: dict[str, object] = {"percent": {"a": printed}, "percent_of": "valid"}
    found = statement(figures, held, others, counted)
    event(found[0].code.name if found else "possible")
    assert bool(found) is not possible(0)
    for item in found:
        fewest = (count for count in range(1, len(held) + 1) if ends(count) and possible(count))
        assert said_fewest(item) == next(fewest, None)
