"""What a typist may type, and which relations of the sheet it breaks."""

from __future__ import annotations

import pytest

from crosstally.desk.figures import (
    Figure,
    FigureError,
    NoFigure,
    broken_relations,
    differing,
    parse_figure,
)
from crosstally.election.sheet import SheetTemplate

UNREAD, EMPTY = NoFigure.UNREAD, NoFigure.EMPTY


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("0", 0),
        ("0412", 412),
        (" 1 204 ", 1204),
        ("١٢٠٤", 1204),  # Arabic
        ("۱۲۰۴", 1204),  # Persian
        ("१२०४", 1204),  # Devanagari
        ("１２０４", 1204),  # full width
        ("unread", UNREAD),
        ("Unread", UNREAD),
        ("?", UNREAD),
        ("؟", UNREAD),
        ("empty", EMPTY),
    ],
)
def test_an_answer(typed: str, figure: Figure) -> None:
    assert parse_figure(typed) == figure


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the number"),
        ("1,204", "read ','"),
        ("1.204", r"read '\.'"),
        ("-3", "read '-'"),
        ("12a", "read 'a'"),
        ("²", "read '²'"),
        ("9" * 14, "longer"),
        ("9" * 13, "longer"),
        ("9" * 5000, "longer"),
    ],
)
def test_what_is_no_answer(typed: str, said: str) -> None:
    with pytest.raises(FigureError, match=said):
        parse_figure(typed)


def test_readings_are_compared_field_by_field() -> None:
    first: dict[str, Figure] = {"a": 1, "b": 0, "c": UNREAD, "d": 4}
    second: dict[str, Figure] = {"a": 1, "b": EMPTY, "c": UNREAD}
    assert differing(first, second) == {"b", "d"}


TEMPLATE = SheetTemplate.model_validate(
    {
        "fields": {"issued": "Issued", "found": "Found", "valid": "Valid", "invalid": "Invalid"},
        "relations": [
            {"relation": "valid + invalid == found"},
            {"relation": "options == valid"},
            {"relation": "found <= issued", "strength": "should", "tolerance": 2},
            {"relation": "invalid <= valid", "strength": "should", "tolerance_percent": "10"},
        ],
    }
)
GOOD: dict[str, Figure] = {
    "issued": 413, "found": 412, "valid": 400, "invalid": 12, "a": 250, "b": 150
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, []),
        ({"invalid": 13}, [("400 + 13 = 412", 1, True)]),
        ({"a": 240}, [("240 + 150 = 400", -10, True)]),
        ({"issued": 410}, []),  # two off is within the tolerance
        ({"issued": 409}, [("412 ≤ 409", 3, False)]),
        # A figure that cannot be read may be anything from zero up …
        ({"invalid": UNREAD}, []),
        # … but no number of invalid ballots makes 500 valid ones fit into 412.
        ({"valid": 500, "a": 350, "invalid": UNREAD}, [("500 + ? = 412", 88, True)]),
        ({"issued": EMPTY}, []),
        ({"valid": 10, "a": 5, "b": 5, "found": 21, "invalid": 11}, []),  # 10 percent of 10
        (
            {"valid": 10, "a": 5, "b": 5, "found": 22, "invalid": 12},
            [("12 ≤ 10", 2, False)],
        ),
    ],
)
def test_relations(changes: dict[str, Figure], broken: list[tuple[str, int, bool]]) -> None:
    found = broken_relations(TEMPLATE, ["a", "b"], {**GOOD, **changes})
    assert [(each.formula, each.off_by, each.blocks) for each in found] == broken


def test_a_field_without_an_answer_yet_breaks_nothing() -> None:
    assert broken_relations(TEMPLATE, ["a", "b"], {"valid": 10, "invalid": 5}) == []
