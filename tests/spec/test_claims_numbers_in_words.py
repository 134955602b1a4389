"""Verdicts say numbers of sheets, areas and votes in the forms that they take."""

from __future__ import annotations

from fractions import Fraction

import pytest

from crosstally import words
from crosstally.claims.judging.measured import points_said, sheets_basis, shown
from crosstally.claims.judging.span import Span
from crosstally.claims.judging.wording import sheets_would_decide, tally_sentence
from crosstally.findings import Sentence
from crosstally.tabulation.figures import Totals
from tests.spec.claims_evidence import (
    REFUTED,
    REGIONS,
    UNDECIDED,
    HandMade,
    make_election,
    station,
    verdict,
)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (62575, 1816097, "3.446 %"),  # 3.45 would be rounded again, to 3.5
        (500001, 1000000, "50.0001 %"),
        (1, 2, "50.00 %"),
        (69, 2000, "3.45 %"),
        (5621436, 6941220, "80.99 %"),
    ],
)
def test_a_share_does_not_seem_to_be_a_half_or_a_whole_percent(
    part: int, whole: int, said: str
) -> None:
    assert shown(Span.exact(Fraction(part, whole)), share=True) == said.replace(" ", "\u00a0")


LOWEST = {"measure": "turnout", "quantifier": "lowest", "level": "region"}


def regional(**turnout: str) -> HandMade:
    areas = {name: {"turnout": value} for name, value in turnout.items()}
    return HandMade(make_election(REGIONS, [{"id": "final", "at": "2020-05-12", "areas": areas}]))


@pytest.mark.parametrize(
    ("held", "known", "said"),
    [
        (1, None, "1 sheet held by A party; of how many stations, nobody says"),
        (2, None, "2 sheets held by A party; of how many stations, nobody says"),
        (1, 1, "the sheet held by A party"),
        (4, 4, "sheets of all 4 stations, held by A party"),
        (1, 4, "the sheet of one of 4 stations, held by A party"),
        (3, 4, "sheets of 3 of 4 stations, held by A party"),
    ],
)
def test_how_many_sheets_a_figure_rests_on(held: int, known: int | None, said: str) -> None:
    totals = Totals("party", "land", held, known)
    assert sheets_basis(totals, make_election()).said.text == said


@pytest.mark.parametrize(
    ("held", "known", "said"),
    [
        (0, 1, "The sheet of the only station in Hill would decide it; it is not held."),
        (0, 2, "The sheets of the 2 stations in Hill would decide it; none is held."),
        (3, 4, "The sheet of the one station in Hill that is not held, of 4, would decide it."),
        (1, 4, "The sheets of the 3 stations in Hill that are not held, of 4, would decide it."),
    ],
)
def test_how_many_sheets_would_decide_it(held: int, known: int, said: str) -> None:
    assert sheets_would_decide("Hill", held, known).text == said


def test_a_russian_number_that_ends_in_one_takes_the_form_of_one() -> None:
    with words.use_language("ru"):
        assert "протокол 21 участка (Hill); его нет" in sheets_would_decide("Hill", 0, 21).text
        assert "протоколы 22 участков (Hill); нет" in sheets_would_decide("Hill", 0, 22).text


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            (1, 0, 0),
            "In the one area of the level “region” in Land whose figures are at hand, it is",
        ),
        (
            (0, 0, 1),
            "The one area of the level “region” in Land whose figures are at hand leaves it",
        ),
        ((1, 0, 1), "Of 2 areas of the level “region” in Land whose figures are at hand, it is so"),
    ],
)
def test_in_how_many_areas_it_is_so(counts: tuple[int, int, int], said: str) -> None:
    assert tally_sentence("region", "Land", Sentence("sheets"), counts).text.startswith(said)


def test_one_other_area_is_no_several() -> None:
    lower = verdict(regional(north="41", south="40"), area="north", **LOWEST)
    assert lower.verdict is REFUTED
    assert "one of the other areas of the level “region” has less" in lower.reason.text
    sheets = [
        station("a", "north", registered=10, cast=1),
        station("b", "south", registered=10, cast=5),
    ]
    lowest = verdict(HandMade(make_election(), sheets), area="north", **LOWEST)
    assert "The one other area of the level “region” does not have less" in lowest.reason.text


def test_the_lowest_of_one_area_is_left_open() -> None:
    alone = verdict(regional(north="41"), area="north", **LOWEST)
    assert alone.verdict is UNDECIDED
    assert "There is no other area of the level “region”" in alone.reason.text


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        ("1 %", "1 percentage point"),
        ("25 %", "25 percentage points"),
        ("1.50 %", "1.50 percentage points"),
    ],
)
def test_percentage_points(percent: str, said: str) -> None:
    assert points_said(percent).text == said
