"""Announced seats against those that the rule gives on sheets, where every sheet is held."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from crosstally.compare.announced import Announced
from crosstally.compare.uncounted import counted_all
from crosstally.election.definition import Act, Announcement
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, plural, register
from crosstally.returns.store import Sheets
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.figures import Totals
from crosstally.words import N_

SEATS_ON_SHEETS = register(
    Code(
        name="SEATS-DIFFER-ON-SHEETS",
        tier=Tier.DECISIVE,
        title=N_("Announced seats are not those that the rule gives on the sheets"),
        means=N_(
            "The votes of all sheets, put through the contest's rule, give other seats than the "
            "announcement states, on every admissible outcome of ties."
        ),
        does_not_mean=N_(
            "It does not say whether the sheets or the seats are wrong, and it takes for granted "
            "that election.yaml states the rule as the law has it."
        ),
        source=N_("The contest's rule in election.yaml, which names the law."),
    )
)


def check_on_sheets(
    announced: Announced,
    sheets: Sheets,
    totals: Totals,
    outcome: SeatOutcome,
    but: Collection[str] = (),
) -> Checked:
    """The announcements of seats for the whole place that counted every sheet, against ``outcome``:
    what the law's rule gives on all sheets of a source. ``totals`` must be of all stations;
    ``but``: announcements whose own votes gave seats already. Nothing where copies disagree or a
    station stands twice: then the sheets may give several."""
    if totals.stations_repeated or any((*totals.less.values(), *totals.more.values())):
        return Checked()
    acts = {Act.of(load.entry.stage) for load in sheets.loads}
    checked = Checked()
    for item in _with_seats(announced, acts):
        if item.id in but:
            continue
        stated = {option: item.seats.get(option, 0) for option in outcome.seats}
        differs = all(dict(found) != stated for found in outcome.outcomes)
        wrong = [option for option in stated if stated[option] != outcome.seats[option]]
        run = CheckRun(
            SEATS_ON_SHEETS.name,
            announced.contest,
            item.source,
            f"{item.id}, {sheets.source}",
            checked=len(stated),
            failed=len(wrong) if differs else 0,
        )
        found = _finding(announced, sheets, totals, item, outcome, wrong)
        checked += Checked((found,) if differs else (), (run,))
    return checked


def _with_seats(announced: Announced, acts: set[Act]) -> Iterator[Announcement]:
    for stated in announced.statements:
        item = stated.announcement
        act = Act.of(item.stage)
        comparable = act in acts or (act is Act.FINAL and Act.PRELIMINARY not in acts)
        at_root = stated.whole and announced.is_root(stated.area)
        if item.seats and at_root and comparable and counted_all(item):
            yield item


def seats_named(
    announced: Announced, seats: Mapping[str, int], options: list[str]
) -> list[Sentence]:
    """Options by their names, each with its seats."""
    known = announced.question.options
    return [
        with_seats(known[id_].name if id_ in known else id_, seats.get(id_, 0)) for id_ in options
    ]


def with_seats(option: str, seats: int) -> Sentence:
    """An option's name and its seats."""
    return Sentence("{option} {seats}", {"option": option, "seats": seats})


def _finding(
    announced: Announced,
    sheets: Sheets,
    totals: Totals,
    item: Announcement,
    outcome: SeatOutcome,
    wrong: list[str],
) -> Finding:
    source = announced.definition.sources[sheets.source].name
    return Finding(
        code=SEATS_ON_SHEETS,
        contest=announced.contest,
        source=item.source,
        template=N_(
            "{announcement} states these seats: {stated}. On the sheets of all stations, held by "
            "{source}, the rule gives {given}."
        ),
        values={
            "announcement": announced.said(item),
            "source": source,
            "given": seats_named(announced, outcome.seats, wrong),
            "stated": seats_named(announced, item.seats, wrong),
        },
        figures={
            "announced": dict(item.seats),
            "recomputed": dict(outcome.seats),
            "sheets": sheets.source,
        },
        premises=(
            Sentence(N_("The rule in election.yaml is the law's.")),
            plural(
                "The {n} sheet that {source} holds is genuine and was read right.",
                "The {n} sheets that {source} holds are genuine and were read right.",
                totals.stations_held,
                {"source": source},
            ),
        ),
        breaking_point=Sentence(
            N_(
                "It vanishes if the law has another rule than election.yaml, or if votes on the "
                "sheets were changed lawfully before seats were given. How few votes change a seat "
                "is said under SEATS-LEAST-CHANGE."
            )
        ),
    )
