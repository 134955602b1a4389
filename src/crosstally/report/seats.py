"""An allocation of seats for a person with a pencil, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from crosstally.report.lines import safe
from crosstally.report.margins import margins_json, margins_text
from crosstally.report.seat_steps import StepTable, as_text, goes_on, step_tables
from crosstally.report.writing import write_whole
from crosstally.seats.allocation import Allocation, Step
from crosstally.seats.asked_margins import AskedMargin
from crosstally.words import _, ngettext, number, percent


def seats_json(found: Allocation, margins: Sequence[AskedMargin] | None = None) -> dict[str, Any]:
    """Plain dictionaries and lists; fractions are strings ``"a/b"``, and a quotient greater than
    any number is null. ``seats`` are those that no tie takes away. ``margins``: only
    where they were asked for."""
    asked = {} if margins is None else {"margins": margins_json(margins)}
    return {
        "seats": dict(found.certain),
        "ties": [{"options": list(found.tied), "seats": found.open_seats}] if found.tied else [],
        "outcomes": [dict(outcome) for outcome in found.outcomes],
        "outcomes_count": found.count,
        "run_off": list(found.run_off),
        "vacant": found.vacant,
        "steps": [step_json(step) for step in found.steps],
        **asked,
    }


def step_json(step: Step) -> dict[str, Any]:
    """One step; see ``seats.allocation.Step``. ``power`` stands there where it is not 1, ``area``
    where a seat is placed."""
    return {
        **({"area": step.area} if step.area else {}),
        **({"power": step.power} if step.power != 1 else {}),
        "kind": step.kind,
        "option": step.option,
        "votes": step.votes,
        "divisor": exact(step.divisor),
        "value": exact(step.value),
        "seats": step.seats,
        "tied": step.tied,
    }


def write_seats_json(
    found: Allocation, target: Path | str, margins: Sequence[AskedMargin] | None = None
) -> None:
    """The JSON in a file that is whole or not there; ``-`` prints it."""
    text = json.dumps(seats_json(found, margins), ensure_ascii=False)
    write_whole(target, text.encode("utf-8", "backslashreplace") + b"\n")


def exact(value: int | Fraction | None) -> int | str | None:
    """A number as JSON has it: whole, or the text of a fraction."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else str(value)


def seats_text(
    found: Allocation,
    votes: Mapping[str, int],
    with_steps: bool = False,
    margins: Sequence[AskedMargin] | None = None,
    shared: tuple[str, int] | None = None,
) -> str:
    """The seats of every option, what is open, and how it was worked out. ``shared``: by which
    method, and how many seats."""
    total = sum(votes.values())
    rows = [
        (safe(name), number(count), percent(Fraction(count, total)), _seats(found, name))
        for name, count in votes.items()
    ]
    head = (_("Option"), _("Votes"), _("Share"), _("Seats"))
    parts = list(as_text(head, rows))
    if found.tied:
        parts += ["", *_tie(found)]
    if found.run_off:
        names = ", ".join(map(safe, found.run_off))
        parts += [
            "",
            _("Nobody has more than half; a second round is between {options}.").format(
                options=names
            ),
        ]
    if found.vacant:
        said = ngettext(
            "{count} seat stays vacant: too few options have votes.",
            "{count} seats stay vacant: too few options have votes.",
            found.vacant,
        )
        parts += ["", said.format(count=number(found.vacant))]
    if with_steps:
        parts += steps_text(step_tables(found.steps, safe, shared=shared))
    if margins is not None:
        parts += ["", *margins_text(margins, total, safe)]
    return "\n".join(parts)


def steps_text(tables: Sequence[StepTable]) -> list[str]:
    """The work as lines, an empty one before each table."""
    parts = tables_text(tables)
    if any(table.cut for table in tables):
        parts += ["", goes_on()]
    return parts


def tables_text(tables: Sequence[StepTable]) -> list[str]:
    """Each table as lines, an empty one before it."""
    parts: list[str] = []
    for table in tables:
        parts += ["", table.caption, *as_text(table.head, table.rows, table.name_column)]
    return parts


def _seats(found: Allocation, name: str) -> str:
    certain = found.certain[name]
    if name not in found.tied:
        return number(certain)
    return _("{least} or {most}").format(least=number(certain), most=number(certain + 1))


def _tie(found: Allocation) -> Iterator[str]:
    yield ngettext(
        "A tie: {count} seat is open among {options}.",
        "A tie: {count} seats are open among {options}.",
        found.open_seats,
    ).format(count=number(found.open_seats), options=", ".join(map(safe, found.tied)))
    yield ngettext(
        "{count} outcome is admissible.", "{count} outcomes are admissible.", found.count
    ).format(count=number(found.count))
