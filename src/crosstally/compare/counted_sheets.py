"""Stated counts against the most that the sheets counted so far can have.

With m sheets counted, votes are at most those on the m largest sheets; where some sheet is not
held, at most those on the m - 1 largest held, and every voter of the stations not held.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crosstally.compare import premises
from crosstally.compare.announced import Announced, Span, Stated, together
from crosstally.compare.breaking import (
    fewest_better,
    largest_sum,
    or_else_worthless,
    worthless,
)
from crosstally.compare.offered import voters_not_held
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.compare.uncounted import counted_at_most, uncounted_at
from crosstally.election.sheet import MEASURES
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.tabulation.figures import IntArray
from crosstally.words import N_

ABOVE = register(
    Code(
        "ANNOUNCED-ABOVE-COUNTED",
        Tier.DECISIVE,
        N_("A stated count is more than the sheets counted so far can have"),
        N_(
            "The announcement says what share of the sheets it counted, and states more votes "
            "than so many sheets can have: the largest of those held, and every voter of the "
            "stations not held. The two cannot both be right."
        ),
        N_(
            "It does not say which of the two is wrong. A share that is not one of sheets, but of "
            "votes or of voters, looks the same."
        ),
        N_("Addition: the largest m values, m being the number of sheets counted."),
    )
)


@dataclass(frozen=True)
class Excess:
    """A stated figure above what the counted sheets can have."""

    name: str
    stated: Span
    counted: int
    """How many sheets were counted, at most."""
    room: int
    """Voters on the lists of stations not held, at most."""
    most: int
    """The most that so many sheets can have."""

    @property
    def votes(self) -> int:
        """By how much it is above."""
        return self.stated.low - self.most


def excesses(announced: Announced, sheets: SheetsHeld, stated: Stated) -> list[Excess]:
    """Every stated number of votes above what the counted sheets can have, the largest first.

    Nothing where the announcement does not say that it counted a part of the sheets.
    """
    area = stated.area.id
    held, known = sheets.totals(area).stations_held, sheets.stations(area)
    counted = counted_at_most(announced, sheets, stated)
    if not held or counted is None or (known is not None and counted >= known):
        return []
    room = voters_not_held(announced, sheets, stated)
    if room is None or sheets.other_act(stated.announcement):
        return []
    found: list[Excess] = []
    for name in dict.fromkeys([*stated.figures.counts, *_of_votes(announced)]):
        figure = sheets.held(area, name)
        span = announced.measure(stated, name, loose=True)
        if figure is None or figure.incomplete or span is None:
            continue
        column = sheets.column(area, name, most=True)
        most = largest_sum(column, counted)
        if not sheets.all_held(area):
            most = max(most, largest_sum(column, counted - 1) + room * (counted > 0))
        if span.low > most:
            found.append(Excess(name, span, counted, room, most))
    return sorted(found, key=lambda item: -item.votes)


def _of_votes(announced: Announced) -> list[str]:
    """Figures that no station has more of than voters on its list."""
    names = [name for name in MEASURES if name != "registered"]
    for name in tuple(names):
        linear = announced.sheet.measure(name)
        if linear is not None and list(linear.terms.values()) == [1] and not linear.constant:
            names += [term for term in linear.terms if term in announced.sheet.fields]
    return names


def check_counted_sheets(announced: Announced, sheets: SheetsHeld) -> Checked:
    """Every announcement that counted a part of the sheets, at every area it names."""
    return together(_check(announced, sheets, stated) for stated in announced.statements)


def _check(announced: Announced, sheets: SheetsHeld, stated: Stated) -> Checked:
    found = excesses(announced, sheets, stated)
    if not found:
        return Checked()
    findings = tuple(_finding(announced, sheets, stated, item) for item in found)
    run = announced.run(
        ABOVE.name,
        f"{stated.announcement.id}, {sheets.source}",
        stated.announcement.source,
        len(found),
        len(found),
        found[0].votes,
    )
    return Checked(findings, (run,))


def _finding(announced: Announced, sheets: SheetsHeld, stated: Stated, found: Excess) -> Finding:
    area, announcement = stated.area.id, stated.announcement
    template = N_(
        "For {area}, {announcement} states {stated} {figure} and counted {counted} sheets at most; "
        "on the largest so many of {sheets} it is {most}. The two "
        "cannot both be right."
    )
    if not sheets.all_held(area):
        template = N_(
            "For {area}, {announcement} states {stated} {figure} and counted {counted} sheets at "
            "most; on so many it is {most} at most, if they are the largest of {sheets} and those "
            "of stations not held, where all {room} voters voted for it. The two cannot both be "
            "right."
        )
    printed = announced.as_printed(stated, found.name)
    needed = _fewest(sheets, stated, found)
    return Finding(
        ABOVE,
        announced.contest,
        template,
        {
            "area": stated.area.name,
            "announcement": announced.said(announcement),
            "stated": printed,
            "figure": announced.label(found.name),
            "counted": found.counted,
            "most": found.most,
            "sheets": sheets.said(area),
            "room": found.room,
        },
        announcement.source,
        area,
        {
            "announcement": announcement.id,
            "sheets": sheets.source,
            "figure": found.name,
            "stated": printed,
            "counted_at_most": found.counted,
            "votes_at_most": found.most,
            "voters_not_held": found.room,
            "worthless_at_least": needed,
        },
        found.votes,
        _premises(announced, sheets, stated, found),
        _breaking(sheets, stated, found, needed),
    )


def _premises(
    announced: Announced, sheets: SheetsHeld, stated: Stated, found: Excess
) -> tuple[Sentence, ...]:
    area, announcement = stated.area.id, stated.announcement
    given = [premises.genuine(sheets, area)]
    uncounted, stations = uncounted_at(announced, sheets, stated), sheets.stations(area)
    if announcement.counted is not None and uncounted is not None:
        of = announcement.counted.of_stations or announced.definition.stations or stations or 0
        given.append(premises.counted(announcement.counted.share, of, uncounted))
    if sheets.all_held(area) and stations is not None:
        given.append(premises.all_stations(stations, stated.area.name))
    else:
        given.append(Sentence(N_("No register is larger than the largest on offer.")))
        given.append(premises.within_the_list(announced.sheet))
    given += premises.counts_rounded(announced, [(stated, found.name)])
    given += premises.whatever_copy(sheets.disputed(area))
    return tuple(given)


def _fewest(sheets: SheetsHeld, stated: Stated, found: Excess) -> int | None:
    """How many held sheets at least would have to be worthless: any of them may really have had a
    vote of every voter on its list. One is enough where the sheets do not say how many those are.
    """
    area, need, counted = stated.area.id, found.stated.low, found.counted
    if not sheets.states_lists(area):
        return 1
    column = sheets.column(area, found.name, most=True)
    lists: IntArray = np.maximum(sheets.column(area, "registered", most=True), column)
    ways = [fewest_better(lists, column, need, counted)]
    if not sheets.all_held(area) and counted:
        ways.append(fewest_better(lists, column, need - found.room, counted - 1))
    return min((count for count in ways if count is not None), default=None)


def _breaking(sheets: SheetsHeld, stated: Stated, found: Excess, needed: int | None) -> Sentence:
    if sheets.all_held(stated.area.id) or not found.counted:
        whole = sheets.all_held(stated.area.id) and sheets.states_lists(stated.area.id)
        return worthless(needed, sheets.totals(stated.area.id).stations_held, within_lists=whole)
    column = sheets.column(stated.area.id, found.name, most=True)
    excess = found.stated.low - largest_sum(column, found.counted - 1) - found.room
    more = Sentence(N_("It vanishes if the register has {excess} voters more."), {"excess": excess})
    return or_else_worthless(more, needed)
