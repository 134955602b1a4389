"""Tables whose rows are of several acts of counting, or of several rounds."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.drafting.days import day_in
from crosstally.drafting.places import PARTS, joint
from crosstally.drafting.table import Column
from crosstally.problems import InputError, Problem
from crosstally.returns import vocabulary
from crosstally.words import _

MOST_STAGES = 8
PLACES = 0.5
"""A column of places has at most such a share of counts, or a name that says so."""


def refuse_stages(columns: Sequence[Column], rows: int, shown: str | None) -> None:
    """Raise ``InputError`` where a column says of which act or round each row is, and stations
    stand in several rows for it: figures of two acts are no votes for two parties."""
    places = [c for c in columns if c.filled and (c.count_share < PLACES or _says_where(c))]
    for column in places:
        if not _is_of_stages(column):
            continue
        others = [c for c in places if c is not column and not _follows(c, column)]
        if others and joint(others)[1] < rows and joint([*others, column])[1] == rows:
            raise InputError(_several(column, shown))


def _says_where(column: Column) -> bool:
    name = column.name
    return (
        vocabulary.names_station(name)
        or vocabulary.names_level(name)
        or vocabulary.names_stage(name)
    )


def _is_of_stages(column: Column) -> bool:
    texts = [text for text in column.texts if text]
    said = sum(vocabulary.names_stage(text) or day_in(text) is not None for text in texts)
    is_called = vocabulary.names_stage(column.name)
    return 2 <= len(texts) <= MOST_STAGES and (is_called or said == len(texts))


def _follows(other: Column, column: Column) -> bool:
    """Whether a column says nothing beside the act, such as the day of its vote."""
    return joint([column, other])[1] == joint([column])[1]


def _several(column: Column, shown: str | None) -> Problem:
    message = _("the rows are of several acts of counting, or rounds, by the column “{column}”")
    to_do = _("Put the rows of each into a file of its own, and draft from one.")
    if column.name in PARTS:
        to_do = _("Draft from one of them: `--worksheet NAME`, or `--member NAME` in a .zip.")
    return Problem(
        message.format(column=column.name),
        shown,
        read=", ".join(text for text in column.texts if text),
        expected=_("one row for each station"),
        hint=f"{to_do} "
        + _(
            "Another act of the same count is entered with `crosstally add DIR FILE --source NAME "
            "--stage STAGE`; another round is an election of its own."
        ),
    )
