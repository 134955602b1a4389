"""Tables that a spreadsheet program has damaged: figures that lost the mark between thousands,
codes that became days."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crosstally.drafting.table import Column
from crosstally.problems import InputError, Problem
from crosstally.returns import vocabulary
from crosstally.returns.spreadsheet_damage import before_damage, days_among
from crosstally.returns.vocabulary import Role
from crosstally.words import _, number

FEWEST_COLUMNS = 2
"""So many columns have lost their marks where a file has: one may be of something else."""
MOSTLY = 0.7
"""The share of such figures that keep three digits behind the point: one in ten ends with a 0."""
_SMALL = re.compile(r"\d{1,3}")
_PARTED = re.compile(r"[1-9]\d{0,2}[.,]\d{1,3}")


def refuse_lost_marks(columns: Sequence[Column], shown: str | None) -> None:
    """Raise ``InputError`` where columns hold numbers below 1,000 and decimals that are thousands
    cut short, 1.5 for 1,500: no reading of them is safe."""
    found = {c.name or f"column {c.index + 1}": text for c in columns if (text := _shortened(c))}
    if len(found) < FEWEST_COLUMNS:
        return
    text = next(iter(found.values()))
    message = _("a spreadsheet program took marks between thousands for decimal points: {columns}")
    raise InputError(
        Problem(
            message.format(columns=", ".join(found)),
            shown,
            read=text,
            expected=number(int(before_damage(text) or 0)),
            hint=_(
                "Draft from the file as it was published; in a spreadsheet program, open it with "
                "these columns as text. Columns that are no figures of a sheet can be left out of "
                "a copy of the file."
            ),
        )
    )


def _shortened(column: Column) -> str | None:
    """A figure of the column that was cut short; None where nothing says so."""
    if vocabulary.names_elsewhere(column.name):
        return None  # a place on the map
    if vocabulary.role_of(column.name) in (Role.PERCENT, Role.WHEN):
        return None
    texts = [text for text in column.texts if text]
    parted = [text for text in texts if _PARTED.fullmatch(text)]
    if len(parted) < 3 or not all(text in parted or _SMALL.fullmatch(text) for text in texts):
        return None
    short = [text for text in parted if before_damage(text)]
    is_mostly_whole = len(parted) - len(short) >= MOSTLY * len(parted)
    return short[0] if short and is_mostly_whole else None


def codes_that_are_days(columns: Sequence[Column]) -> list[str]:
    """The codes of stations that a spreadsheet program has made days of."""
    return [day for column in columns for day in days_among(column.texts)]
