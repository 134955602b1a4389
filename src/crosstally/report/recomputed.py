"""The seats of an election folder for a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from crosstally.compare.recomputed_seats import RecomputedSeats
from crosstally.election.candidates import Candidate
from crosstally.election.definition import Definition
from crosstally.findings import Sentence
from crosstally.report.lines import safe
from crosstally.report.margins import margins_json, margins_text
from crosstally.report.names import seats_said
from crosstally.report.people_views import PeopleView
from crosstally.report.seat_steps import as_text, goes_on
from crosstally.report.seat_views import RecomputedView, SeatTable, recomputed_view
from crosstally.report.seats import exact, step_json, tables_text
from crosstally.report.writing import write_whole
from crosstally.seats.candidates import FilledList
from crosstally.seats.constituency_lists import Filled
from crosstally.seats.rule import SeatOutcome
from crosstally.seats.stages import Stage
from crosstally.words import _, number, percent


def recomputed_text(
    found: Sequence[RecomputedSeats],
    definition: Definition,
    *,
    with_steps: bool = False,
    day: str | None = None,
) -> str:
    """Every announcement and source with its table, the work if asked for, and the people."""
    parts: list[str] = []
    contest = None
    for item in found:
        if item.contest != contest:
            contest = item.contest
            parts += [safe(definition.contests[contest].name or contest), ""]
        parts += _view(recomputed_view(item, definition, day), with_steps)
        if item.margins:
            options = definition.contests[item.contest].options
            votes = sum(item.outcomes[item.law].votes.values())
            names = {id_: option.name for id_, option in options.items()}
            parts += [*margins_text(item.margins, votes, names.__getitem__), ""]
    if not found:
        parts.append(_("No contest has both a rule and figures for the whole place."))
    return safe_lines(parts)


def safe_lines(lines: Sequence[str]) -> str:
    """Lines of which none holds what a terminal would obey."""
    return "\n".join(safe(line) for line in lines).rstrip()


def _view(view: RecomputedView, with_steps: bool) -> Iterator[str]:
    yield view.title.text
    for table in view.tables:
        yield from ("", f"{table.title}:", *_table(table))
        for note in table.notes:
            yield note.text
        if with_steps:
            for stage in table.stages:
                yield from ("", stage.title) if stage.title else ()
                yield from tables_text(stage.tables)
            yield from ("", goes_on()) if table.cut else ()
    if view.tables and view.notes:
        yield ""
    for note in view.notes:
        yield note.text
    for people in view.people:
        yield from _people(people)
    yield ""


def _table(table: SeatTable) -> Iterator[str]:
    head = [_("Option"), _("Votes"), _("Share"), _("Passes"), _("Seats"), _("Announced")]
    rows = [
        [
            row.name,
            "" if row.votes is None else number(row.votes),
            "" if row.share is None else percent(row.share),
            row.passes,
            seats_said(row.seats, row.most),
            "" if row.announced is None else number(row.announced),
        ]
        for row in table.rows
    ]
    kept = [i for i, cells in enumerate(zip(*rows, strict=True)) if any(cells)]
    yield from as_text([head[i] for i in kept], [[row[i] for i in kept] for row in rows])


def _people(people: PeopleView) -> Iterator[str]:
    yield ""
    yield _("{option}, seats: {count}").format(option=people.option, count=number(people.seats))
    for place, name in enumerate(people.seated, 1):
        yield f"  {number(place).rjust(len(str(people.seats)))}  {name}"
    if people.next_up:
        yield "  " + _("Next to move up: {candidates}").format(candidates=", ".join(people.next_up))
    for note in people.notes:
        yield f"  {note.text}"


def recomputed_json(
    found: Sequence[RecomputedSeats], definition: Definition, day: str | None = None
) -> dict[str, Any]:
    """Plain dictionaries and lists; ids, not names; fractions are strings ``"a/b"``."""
    voted_on = definition.date.partition("T")[0]
    return {
        "election": definition.id,
        "results": [_result(item, max(day or voted_on, voted_on)) for item in found],
    }


def write_recomputed_json(
    found: Sequence[RecomputedSeats],
    definition: Definition,
    target: Path | str,
    day: str | None = None,
) -> None:
    """The JSON in a file that is whole or not there; ``-`` prints it."""
    text = json.dumps(recomputed_json(found, definition, day), ensure_ascii=False)
    write_whole(target, text.encode("utf-8", "backslashreplace") + b"\n")


def _result(item: RecomputedSeats, day: str) -> dict[str, Any]:
    return {
        "contest": item.contest,
        "source": item.source,
        "stage": item.stage,
        "announcement": item.announcement.id if item.announcement is not None else None,
        "announced": dict(item.stated),
        "departs": item.departs,
        "law": item.law,
        "bases": {base: _outcome(outcome) for base, outcome in item.outcomes.items()},
        "people": _people_json(item.people, day),
        "people_by_area": {
            area: _people_json(people, day) for area, people in item.people_by_area.items()
        },
        "why_not": item.why_not.text if item.why_not is not None else None,
        **({"margins": margins_json(item.margins)} if item.margins else {}),
    }


def _outcome(outcome: SeatOutcome) -> dict[str, Any]:
    return {
        "votes": dict(outcome.votes),
        "base_votes": outcome.base_votes,
        "shares": {option: str(share) for option, share in outcome.shares.items()},
        "admitted": list(outcome.admitted),
        "undecided": list(outcome.undecided),
        "seats": dict(outcome.seats),
        "tied": list(outcome.tied),
        "outcomes": [dict(one) for one in outcome.outcomes],
        "outcomes_count": outcome.outcomes_count,
        "run_off": list(outcome.run_off),
        "run_offs": {area: list(options) for area, options in outcome.run_offs.items()},
        "vacant": outcome.vacant,
        "too_few": list(outcome.too_few),
        "by_area": {
            area: {"seats": found.certain, "tied": list(found.tied)}
            for area, found in outcome.by_area.items()
        },
        "steps": [step_json(step) for step in outcome.steps],
        "stages": [_stage(stage) for stage in outcome.stages],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    """One stage of a system; see ``seats.stages.Stage``."""
    return {
        "kind": stage.kind,
        "tier": stage.tier,
        "area": stage.area,
        "alliance": stage.alliance,
        "seats": stage.seats,
        "method": stage.method,
        "of_one_outcome": stage.of_one_outcome,
        "admissions": [
            {
                "option": one.option,
                "area": one.area,
                "admitted": one.admitted,
                "why": one.why,
                "alliance": one.alliance,
                "votes": exact(one.votes),
                "base": exact(one.base),
                "needed": str(one.needed),
            }
            for one in stage.admissions
        ],
        "steps": [step_json(step) for step in stage.steps],
    }


def _people_json(people: Filled, day: str) -> dict[str, Any]:
    return {option: _filled(filled, day) for option, filled in people.items()}


def _filled(filled: FilledList | Sentence, day: str) -> dict[str, Any]:
    if isinstance(filled, Sentence):
        return {"why_not": filled.text}
    sitting = filled.on(day)
    return {
        "day": day,
        "seated": _listed(sitting.seated),
        "tied": _listed(sitting.tied),
        "open_seats": sitting.open_seats,
        "next_up": _listed(sitting.next_up),
        "without_candidate": sitting.without_candidate,
        "returned": filled.returned,
        "vacant": filled.vacant,
        "won_directly": filled.direct,
        "passed_over": _listed(filled.absent),
        "changes": [
            {
                "day": change.day,
                "left": _listed(change.left),
                "moved_up": _listed(change.moved_up),
            }
            for change in filled.changes
        ],
    }


def _listed(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Candidates as far as the file tells of them."""
    left_out = {"option", "contest", "constituency"}
    return [one.model_dump(mode="json", exclude=left_out, exclude_none=True) for one in candidates]
