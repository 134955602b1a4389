"""Whether what is stated for an area is but the sum of sheets at hand, and says no more."""

from __future__ import annotations

from crosstally.compare.announced import Stated
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.election.definition import ControlRelation
from crosstally.election.relations import Linear


def is_sum(sheets: SheetsHeld, stated: Stated) -> bool:
    """Whether every figure stated is the sum of those that were read on the sheets held."""
    sums = sheets.totals(stated.area.id).figures
    return all(name in sums and stated.count(name) == sums[name] for name in stated.names)


def repeats_sheets(
    sheets: SheetsHeld, stated: Stated, relation: ControlRelation, difference: Linear
) -> bool:
    """Whether a relation that the stated figures break is broken by single sheets, by as much.

    The figures are the sums of the sheets, but for cells that are unread there and were counted
    (an authority's total over a station whose figure its file does not show). ``difference`` is
    left minus right. What the sheets that were read in full do not explain of it is the unread
    ones'; where that obeys the relation, the total says nothing that they do not say.
    """
    area = stated.area.id
    totals = sheets.totals(area)
    if not difference.names <= set(stated.names):
        return False
    for name in stated.names:
        count = stated.count(name)
        if count is None or name not in totals.figures:
            return False
        unread = count - totals.figures[name]
        if unread < 0 or (unread and not totals.incomplete.get(name)):
            return False
    counts = {name: stated.count(name) or 0 for name in difference.names}
    rest = difference.value(counts) - sheets.added_up_where_read(area, difference)
    return not relation.parsed.fails(rest, rest)
