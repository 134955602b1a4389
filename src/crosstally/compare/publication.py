"""Figures that must be published by a day, and are not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from crosstally.compare.announced import Announced
from crosstally.compare.sheets_held import SheetsHeld
from crosstally.election.definition import Publication, SourceKind
from crosstally.findings import Checked, Code, Finding, Sentence, Tier, register
from crosstally.words import N_

ABSENT = register(
    Code(
        "ABSENT-FIGURES",
        Tier.INDICATIVE,
        N_("Figures that had to be published are not there"),
        N_(
            "The definition names figures that had to be published by a day for every area of a "
            "level. The day has passed, and neither returns nor announcements of the authority "
            "in this folder have them."
        ),
        N_(
            "It does not say that they were never published: they may not have been brought into "
            "this folder."
        ),
        N_("The law or promise that the definition names."),
    )
)

PUBLISHING = frozenset({SourceKind.AUTHORITY, SourceKind.MEDIA})
"""Who publishes: the authority, or media that print its figures. Others hold copies."""


def check_publication(
    announced: Announced, held: Sequence[SheetsHeld], today: dt.date | None
) -> Checked:
    """Every duty to publish; ``today`` decides which days have passed."""
    result = Checked()
    for duty in announced.question.publication:
        subject = f"{duty.level}: {', '.join(duty.what) or 'options'}"
        due = dt.datetime.fromisoformat(duty.by).date() if duty.by else None
        if due is not None and (today is None or today <= due):
            template = N_("The day by which they must be published, {by}, has not passed.")
            if today is None:
                template = N_("Whether {by} has passed is not known here.")
            run = announced.skipped(ABSENT.name, subject, None, template, by=str(due))
            result += Checked((), (run,))
            continue
        result += _check(announced, held, duty, subject)
    return result


def _check(
    announced: Announced, held: Sequence[SheetsHeld], duty: Publication, subject: str
) -> Checked:
    names = duty.what or list(announced.question.options)
    known, there = _there(announced, held, duty, names)
    if known is not None:
        there = {name: min(count, known) for name, count in there.items()}
    lacking = {
        name: count
        for name, count in there.items()
        if (count < known if known is not None else count == 0)
    }
    findings: tuple[Finding, ...] = ()
    if lacking:
        findings = (_finding(announced, duty, lacking, known),)
    run = announced.run(ABSENT.name, subject, None, len(names), len(lacking))
    return Checked(findings, (run,))


def _there(
    announced: Announced, held: Sequence[SheetsHeld], duty: Publication, names: Sequence[str]
) -> tuple[int | None, dict[str, int]]:
    """How many areas the level has, and for how many of them each figure is there."""
    definition = announced.definition
    root = definition.place.id
    authority = [sheets for sheets in held if _publishes(announced, sheets.source)]
    if duty.level == definition.station_level:
        known = definition.stations
        there = dict.fromkeys(names, 0)
        for sheets in authority:
            totals = sheets.totals(root)
            known = known if known is not None else sheets.stations(root)
            for name in names:
                found = sheets.held(root, name)
                count = totals.stations_held - found.incomplete if found is not None else 0
                there[name] = max(there[name], count)
        return known, there
    inside = {area.id for area in announced.areas.of_level(duty.level)}
    known = 1 if duty.level == definition.levels[0] else len(inside) or None
    if _returned(announced, duty.level):
        return known, dict.fromkeys(names, known or 1)
    stated: dict[str, set[str]] = {name: set() for name in names}
    for item in announced.statements:
        if item.area.level == duty.level and _publishes(announced, item.announcement.source):
            for name in names:
                if item.count(name) is not None or announced.measure(item, name) is not None:
                    stated[name].add(item.area.id)
    return known, {name: len(areas) for name, areas in stated.items()}


def _publishes(announced: Announced, source: str) -> bool:
    return announced.definition.sources[source].kind in PUBLISHING


def _returned(announced: Announced, level: str) -> bool:
    """Whether a file of returns at that level is there: its figures are compared elsewhere."""
    return any(
        entry.level == level
        and announced.election.contest_of(entry) == announced.contest
        and _publishes(announced, entry.source)
        for entry in announced.definition.returns
    )


def _finding(
    announced: Announced, duty: Publication, lacking: dict[str, int], known: int | None
) -> Finding:
    values = {
        "level": announced.definition.level_name(duty.level),
        "figures": [announced.label(name) for name in lacking],
        "by": duty.by or "",
        "source": duty.source or "",
        "there": min(lacking.values()),
        "known": known,
    }
    if known is None:
        template = N_(
            "Figures that had to be published for every {level} are not there for any: {figures}."
        )
        if duty.by:
            template = N_(
                "Figures that had to be published for every {level} by {by} are not there for "
                "any: {figures}."
            )
    else:
        template = N_(
            "Figures that had to be published for every {level} are there for {there} of {known}: "
            "{figures}."
        )
        if duty.by:
            template = N_(
                "Figures that had to be published for every {level} by {by} are there for {there} "
                "of {known}: {figures}."
            )
    given: tuple[Sentence, ...] = ()
    if duty.source:
        given = (Sentence(N_("They had to be published by: {source}."), {"source": duty.source}),)
    return Finding(
        ABSENT,
        announced.contest,
        template,
        values,
        figures={"level": duty.level, "by": duty.by, "known": known, "there": dict(lacking)},
        premises=given,
    )
