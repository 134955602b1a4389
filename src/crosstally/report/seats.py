"""An allocation of seats for a person with a pencil, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from crosstally.report.outline import safe
from crosstally.report.writing import write_whole
from crosstally.seats.allocation import Allocation, Step
from crosstally.words import _, decimal, ngettext, number, percent

DIGITS = 3
"""Places after the point of a quotient that is shown; the exact fraction stands in the JSON."""


def seats_json(found: Allocation) -> dict[str, Any]:
    """Plain dictionaries and lists; fractions are strings ``"a/b"``, and a quotient greater than
    any number is null. ``seats`` are those that no tie takes away."""
    return {
        "seats": dict(found.certain),
        "ties": [{"options": list(found.tied), "seats": found.open_seats}] if found.tied else [],
        "outcomes": [dict(outcome) for outcome in found.outcomes],
        "outcomes_count": found.count,
        "run_off": list(found.run_off),
        "steps": [
            {
                "kind": step.kind,
                "option": step.option,
                "votes": step.votes,
                "divisor": _exact(step.divisor),
                "value": _exact(step.value),
                "seats": step.seats,
                "tied": step.tied,
            }
            for step in found.steps
        ],
    }


def write_seats_json(found: Allocation, target: Path | str) -> None:
    """The JSON in a file that is whole or not there; ``-`` prints it."""
    text = json.dumps(seats_json(found), ensure_ascii=False)
    write_whole(target, text.encode("utf-8", "backslashreplace") + b"\n")


def _exact(value: Fraction | None) -> int | str | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else str(value)


def seats_text(found: Allocation, votes: Mapping[str, int], with_steps: bool = False) -> str:
    """The seats of every option, what is open, and how it was worked out."""
    total = sum(votes.values())
    rows = [
        (safe(name), number(count), percent(Fraction(count, total)), _seats(found, name))
        for name, count in votes.items()
    ]
    head = (_("Option"), _("Votes"), _("Share"), _("Seats"))
    parts = list(_table(head, rows))
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
    if with_steps:
        for kind in dict.fromkeys(step.kind for step in found.steps):
            parts += ["", *_steps([step for step in found.steps if step.kind == kind])]
        if "…" in "".join(parts):
            said = _("Figures with … go on after the last digit; they were compared exactly.")
            parts += ["", said]
    return "\n".join(parts)


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


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    """The steps of one kind, as a table."""
    kind = steps[0].kind
    match kind:
        case "threshold":
            yield _("Below the threshold:")
            head = ("", _("Option"), _("Votes"), _("Of"), _("Share"), "")
        case "quotient":
            yield _("Each seat to the greatest quotient:")
            head = (_("Seat"), _("Option"), _("Votes"), _("Divisor"), _("Quotient"), "")
        case "quota":
            yield _("Seats for full quotas:")
            head = ("", _("Option"), _("Votes"), _("Quota"), _("Quotas"), _("Seats"))
        case "remainder":
            yield _("Seats left, to the largest remainders:")
            head = ("", _("Option"), _("Votes"), _("Quota"), _("Remainder"), _("Seats"))
        case _:
            yield _("The most votes:")
            head = ("", _("Option"), _("Votes"), _("Of"), _("Share"), _("Seats"))
    rows = []
    for place, step in enumerate(steps, 1):
        value = _value(step)
        last = _("tied") if step.tied else number(step.seats)
        if kind in ("threshold", "quotient") and not step.tied:
            last = ""
        counted = "" if kind != "quotient" or step.tied else number(place)
        row = (counted, safe(step.option), number(step.votes), _shown(step.divisor), value, last)
        rows.append(row)
    yield from _table(head, rows)


def _value(step: Step) -> str:
    if step.kind in ("threshold", "votes"):
        return "" if step.value is None else percent(step.value)
    return "∞" if step.value is None else _shown(step.value)


def _shown(value: Fraction | None) -> str:
    """A figure cut after three places, marked where it goes on."""
    if value is None:
        return ""
    if value.denominator == 1:
        return number(value.numerator)
    shown = decimal(value, DIGITS)
    return shown.rstrip("0") if (value * 10**DIGITS).denominator == 1 else f"{shown}…"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns of even width: names to the left, figures to the right."""
    columns = list(zip(head, *rows, strict=True))
    kept = [i for i, column in enumerate(columns) if any(column)]
    names = list(head).index(_("Option"))
    widths = [max(len(cell) for cell in column) for column in columns]
    for row in (head, *rows):
        cells = [row[i].ljust(widths[i]) if i == names else row[i].rjust(widths[i]) for i in kept]
        yield "  ".join(cells).rstrip()
