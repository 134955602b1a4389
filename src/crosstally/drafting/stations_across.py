"""Tables that lie on their side: a column for each station, a row for each figure."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.drafting.cells import Rows, count_of
from crosstally.drafting.naming import option_name
from crosstally.drafting.tidy import Tidied
from crosstally.returns.vocabulary import role_of, says_total
from crosstally.words import N_

MOST_FIGURES = 300
"""Rows of figures, at most: sheets have fewer."""
FEWEST_STATIONS = 4
FEWEST_FIGURES = 4
FEWEST_CALLED = 2
"""So many rows are called what voters, ballots or valid votes are called, and no column is."""
NUMBERS = 0.8
"""Which part of the cells right of the names has to be counts in a row of figures."""
TURNED = N_(
    "Each column is a station and each row a figure: the table was turned. The one in `returns` is "
    "so made; the file as it came lies in `original`."
)


def stations_across(rows: Rows) -> Tidied | None:
    """The table with a row for each station, where a file may have a column for each; None where
    its rows are not of that form. Whether the figures then add up is for others to see.

    The last row above the figures that fills most columns holds the stations' codes; texts left of
    the first count, the last of each row, name the figures.
    """
    figures = [i for i, row in enumerate(rows) if _is_of_figures(row)]
    if not FEWEST_FIGURES <= len(figures) <= MOST_FIGURES or len(rows) > 2 * MOST_FIGURES:
        return None
    first = min(_first_count(rows[i]) for i in figures)
    width = max(len(rows[i]) for i in figures)
    if first < 1 or width - first < FEWEST_STATIONS:
        return None
    head = next((i for i in range(figures[0] - 1, -1, -1) if _fills(rows[i], first, width)), None)
    if head is None:  # the stations' codes are numbers themselves
        head, *figures = figures
    names = [next((c.strip() for c in reversed(rows[i][:first]) if c.strip()), "") for i in figures]
    texts = [rows[head][at].strip() for at in range(first, width) if at < len(rows[head])]
    if not all(names) or len(set(names)) < len(names) or len(set(texts)) < len(texts):
        return None
    stations = [text for text in texts if not says_total(text)]
    if _called_figures(names) < FEWEST_CALLED or _called_figures(stations):
        return None
    corner = next((c.strip() for c in reversed(rows[head][:first]) if c.strip()), "") or "station"
    lines = (head, *figures)
    turned = [[corner, *names]]
    turned += [[_cell(rows[i], at) for i in lines] for at in range(first, width)]
    return Tidied(turned, ((TURNED, {}),), head + 1, rows[:head])


def _called_figures(names: Sequence[str]) -> int:
    """How many names say what voters, ballots or valid votes are called."""
    return sum(role_of(option_name(name)) is not None for name in names)


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _first_count(row: Sequence[str]) -> int:
    """The first of the counts that stand at the end of a row without a gap of words."""
    at = len(row)
    while at and (not row[at - 1].strip() or _is_count(row[at - 1])):
        at -= 1
    return at


def _is_count(cell: str) -> bool:
    text = "".join(cell.split())
    return count_of(text) >= 0 or count_of(text, ",") >= 0


def _is_of_figures(row: Sequence[str]) -> bool:
    """A name, then counts: a row of figures of many stations."""
    filled = [cell for cell in row if cell.strip()]
    counts = sum(map(_is_count, filled))
    return (
        len(filled) > FEWEST_STATIONS
        and not _is_count(filled[0] if counts == len(filled) else "")
        and counts < len(filled)
        and counts >= NUMBERS * (len(filled) - 1)
        and _first_count(row) >= 1
    )


def _fills(row: Sequence[str], first: int, width: int) -> bool:
    return all(at < len(row) and row[at].strip() for at in range(first, width))
