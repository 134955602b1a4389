"""The seats of a contest, announcement by announcement and source by source, with the people who
take them: what ``crosstally seats`` and the report show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from crosstally.compare.announced import Announced
from crosstally.compare.announced_seats import (
    announced_seats,
    law_base,
    not_by_rule,
    sheet_seats,
    why_no_seats,
)
from crosstally.compare.margins_asked import margins_of_announcement, margins_of_sheets
from crosstally.election.candidates import Candidates
from crosstally.election.definition import STAGE_ORDER, Announcement
from crosstally.findings import Sentence, plural
from crosstally.seats.asked_margins import AskedMargin
from crosstally.seats.constituency_lists import Filled, fill_constituencies, fill_whole
from crosstally.seats.goals import Goal
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import Totals
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_


@dataclass(frozen=True)
class RecomputedSeats:
    """What the rule gives on one announcement, or on the sheets of one source."""

    contest: str
    source: str
    stage: str
    announcement: Announcement | None = None
    """None: the sheets."""
    outcomes: Mapping[str, SeatOutcome] = field(default_factory=dict)
    """Threshold base → outcome; empty where ``why_not`` says why."""
    law: str = "valid"
    """The base that the rule names."""
    departs: bool = False
    """Whether the announcement states seats that the rule does not give on its votes."""
    people: Filled = field(default_factory=dict)
    """On the law's base: option → who takes its seats, or why that is not known; only lists of
    ``candidates.csv`` for the whole place."""
    people_by_area: Mapping[str, Filled] = field(default_factory=dict)
    """Constituency → the same of its own lists."""
    why_not: Sentence | None = None
    margins: Sequence[AskedMargin] = ()
    """How few votes would change what the rule gives on the law's base, where that was asked."""

    @property
    def stated(self) -> Mapping[str, int]:
        """Option → announced seats; empty where none are stated."""
        return self.announcement.seats if self.announcement is not None else {}


def recomputed_seats(
    announced: Announced,
    tabulator: Tabulator,
    candidates: Candidates,
    *,
    with_margins: bool = False,
    goals: Sequence[Goal] = (),
) -> list[RecomputedSeats]:
    """Every announcement for the whole place that states votes or seats, in the order of time, then
    the sheets of every source; nothing where the contest has no rule.

    ``with_margins``: how few votes would change them is worked out, too, which takes longer; for
    every question that can be asked, or for ``goals``.
    """
    found = _with_people(announced, candidates, _without_margins(announced, tabulator))
    if not with_margins:
        return found
    return [_with_margins(announced, tabulator, item, goals) for item in found]


def _with_margins(
    announced: Announced, tabulator: Tabulator, item: RecomputedSeats, goals: Sequence[Goal]
) -> RecomputedSeats:
    outcome = item.outcomes.get(item.law)
    if outcome is None:
        return item
    if item.announcement is not None:
        found = margins_of_announcement(announced, item.announcement, outcome, goals)
    else:
        found = margins_of_sheets(announced, tabulator, item.source, outcome, goals)
    return replace(item, margins=found)


def _without_margins(announced: Announced, tabulator: Tabulator) -> list[RecomputedSeats]:
    if announced.question.rule is None:
        return []
    found = _from_announcements(announced)
    for sheets in tabulator.store.sheets_of(announced.contest):
        totals = tabulator.totals(announced.contest, sheets.source, tabulator.store.places.root)
        stage = max((load.entry.stage for load in sheets.loads), key=STAGE_ORDER.__getitem__)
        found.append(_from_sheets(announced, tabulator, totals, stage.value))
    return found


def _from_announcements(announced: Announced) -> list[RecomputedSeats]:
    rule = announced.question.rule
    assert rule is not None
    by_announcement: dict[str, dict[str, SeatOutcome]] = {}
    departing = set()
    law = law_base(rule)
    for given in announced_seats(announced):
        by_announcement.setdefault(given.announcement.id, {})[given.base] = given.outcome
        if given.base == law and given.departs:
            departing.add(given.announcement.id)
    whole = [one for one in announced.statements if one.whole and announced.is_root(one.area)]
    whole.sort(key=lambda one: (one.announcement.at is None, one.announcement.at or ""))
    found = []
    for stated in whole:
        item, figures = stated.announcement, stated.figures
        if not (figures.counts or figures.seats):
            continue
        outcomes = by_announcement.get(item.id, {})
        found.append(
            RecomputedSeats(
                announced.contest,
                item.source,
                item.stage.value,
                item,
                outcomes,
                law,
                item.id in departing,
                why_not=None if outcomes else not_by_rule(announced),
            )
        )
    return found


def _from_sheets(
    announced: Announced,
    tabulator: Tabulator,
    totals: Totals,
    stage: str,
) -> RecomputedSeats:
    rule = announced.question.rule
    assert rule is not None
    law = law_base(rule)
    outcomes: Mapping[str, SeatOutcome] = {}
    why_not: Sentence | None = None
    if totals.all_held:
        outcomes = sheet_seats(announced, tabulator, totals.source)
        if not outcomes:
            why_not = why_no_seats(announced, tabulator, totals.source)
    elif totals.channels_lacking:
        template = N_("No sheets of these ways of voting are held: {channels}.")
        why_not = Sentence(template, {"channels": ", ".join(totals.channels_lacking)})
    elif totals.stations_known is None:
        why_not = plural(
            "{n} station is held, and nobody says of how many.",
            "{n} stations are held, and nobody says of how many.",
            totals.stations_held,
        )
    else:
        template = N_("Stations held: {held} of {known}. The others could change the seats.")
        values = {"held": totals.stations_held, "known": totals.stations_known}
        why_not = Sentence(template, values)
    return RecomputedSeats(
        announced.contest,
        totals.source,
        stage,
        outcomes=outcomes,
        law=law,
        why_not=why_not,
    )


def _with_people(
    announced: Announced, candidates: Candidates, found: Sequence[RecomputedSeats]
) -> list[RecomputedSeats]:
    """With who takes the seats of each, where candidates are known."""
    rule, lists = announced.question.rule, announced.question.lists
    day = announced.definition.date.partition("T")[0]
    more = []
    for item in found:
        outcome = item.outcomes.get(item.law)
        if outcome is None or rule is None or not candidates:
            more.append(item)
            continue
        people = fill_whole(candidates, outcome, rule, lists, day)
        by_area = fill_constituencies(candidates, outcome, rule, lists, day)
        more.append(replace(item, people=people, people_by_area=by_area))
    return more
