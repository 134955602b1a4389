"""Everything that an announcement can be held against, in one call."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from crosstally.compare.announced import Announced
from crosstally.compare.announced_counts import check_counts
from crosstally.compare.announced_parts import check_parts
from crosstally.compare.announced_shares import check_shares
from crosstally.compare.counted_sheets import check_counted_sheets
from crosstally.compare.counts_from_percentages import check_counts_from_percentages
from crosstally.compare.percentages_of import check_percentages
from crosstally.compare.publication import check_publication
from crosstally.compare.registers import check_registers
from crosstally.compare.residual import check_residual
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.compare.stages import check_stages
from crosstally.compare.stated_relations import announced_relations
from crosstally.election.areas import AreaLookup
from crosstally.election.folder import Election
from crosstally.findings import Checked, CheckRun
from crosstally.tabulation.figures import TabulatedOtherwise
from crosstally.words import N_


def check_announcements(
    election: Election,
    contest: str,
    tabulated: TabulatedOtherwise,
    *,
    areas: AreaLookup | None = None,
    today: dt.date | None = None,
) -> Checked:
    """All checks of one contest's announcements.

    ``areas``: every area that any source names (left out, those of ``areas.csv``). ``today``: the
    day that decides which figures are overdue (left out, none with a day is called absent).
    """
    announced = Announced(election, contest, areas)
    held = [SheetsHeld(announced, tabulated, source) for source in tabulated.sheet_sources(contest)]
    result = _unknown_areas(announced) + announced_relations(announced, held)
    result += check_percentages(announced)
    result += check_counts_from_percentages(announced)
    result += check_registers(announced)
    result += check_parts(announced, held)
    result += check_stages(announced)
    for sheets in held:
        result += check_counts(announced, sheets, tabulated)
        result += check_counted_sheets(announced, sheets)
        result += check_shares(announced, sheets)
        result += check_residual(announced, sheets)
    return _summed(result + check_publication(announced, held, today))


def _summed(checked: Checked) -> Checked:
    """One run for each check of each announcement, whatever the number of its areas."""
    runs: dict[tuple[object, ...], CheckRun] = {}
    for run in checked.runs:
        why = run.skipped.text if run.skipped is not None else None
        key = (run.code, run.source, run.subject, why)
        first = runs.get(key)
        runs[key] = run if first is None else _both(first, run)
    return Checked(checked.findings, tuple(runs.values()), checked.truncated)


def _both(one: CheckRun, two: CheckRun) -> CheckRun:
    return replace(
        one,
        checked=one.checked + two.checked,
        failed=one.failed + two.failed,
        not_checked=one.not_checked + two.not_checked,
        votes=one.votes + two.votes,
    )


def _unknown_areas(announced: Announced) -> Checked:
    """An area that nothing else names cannot be compared with anything."""
    template = N_("No area, or more than one, is called {name}.")
    return Checked(
        (),
        tuple(
            announced.skipped(
                "ANNOUNCED-COUNT-DIFFERS",
                announcement.id,
                announcement.source,
                template,
                name=name,
            )
            for announcement, name in announced.unknown
        ),
    )
