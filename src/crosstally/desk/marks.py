"""What a person says of a sheet's marks: stamps, serial numbers, signatures. Pure.

Facts beside the figures. Two readers who see a stamp or a signature otherwise make their return all
the same, and both answers are kept. Serial numbers alone tell one paper from another: two that are
not the same are looked at again, and one that is not the station's goes to an arbiter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeGuard

from crosstally.election.marks import LONGEST_SERIAL, MarkKind, SheetMark, is_given, plain_serial
from crosstally.words import N_, _


class Seen(StrEnum):
    """Answers that are the same for every mark."""

    THERE = "there"
    ABSENT = "absent"
    UNSEEN = "unseen"
    """The picture does not show whether it is there."""


Mark = int | Seen | str
"""How many signatures there are; whether a mark is there; or a serial number, which has no small
letters and so is never taken for one of the answers."""
Marks = Mapping[str, Mark]

SEEN_NAMES: Mapping[Seen, str] = {
    Seen.THERE: N_("is there"),
    Seen.ABSENT: N_("is not there"),
    Seen.UNSEEN: N_("cannot be seen"),
}
"""The answers in words, to be looked up in the catalogue."""
DIFFER = "differ"
"""What is said of a mark that two readers saw otherwise."""
FIELD, TYPED = "-mark-", "-typed-"
"""What the names of a form's fields begin with where a mark is chosen, and where it is typed; no
figure's does."""
MARK_FORM: Mapping[str, object] = {
    "seen_names": SEEN_NAMES,
    "mark_field": FIELD,
    "mark_typed": TYPED,
    "differing": frozenset(),
}
"""What a form needs that asks for marks (``mark.html.j2``)."""
MOST_SIGNATURES = 999


class MarkError(ValueError):
    """What was answered is none of the answers; the message says what was expected."""


def in_words(mark: Mark | None) -> str:
    """An answer, as people read it."""
    if mark == DIFFER:
        return _("the readers saw it otherwise")
    if isinstance(mark, Seen):
        return _(SEEN_NAMES[mark])
    return "" if mark is None else str(mark)


def answers_of(marks: Marks) -> dict[str, str]:
    """The marks as a form has them: what ``read_marks`` reads."""
    return {
        (FIELD + name if isinstance(mark, Seen) else TYPED + name): str(mark)
        for name, mark in marks.items()
    }


def read_marks(
    asked: Mapping[str, SheetMark], answers: Mapping[str, str]
) -> tuple[dict[str, Mark], dict[str, str]]:
    """(marks, what is wrong by the form's field) of a form: an answer to each that is asked."""
    marks: dict[str, Mark] = {}
    errors: dict[str, str] = {}
    for name, mark in asked.items():
        chosen, typed = answers.get(FIELD + name, ""), answers.get(TYPED + name, "")
        try:
            marks[name] = parse_mark(mark, chosen, typed)
        except MarkError as error:
            errors[FIELD + name] = str(error)
    return marks, errors


def parse_mark(mark: SheetMark, chosen: str, typed: str) -> Mark:
    """One answer: a serial number or a count is typed, all else is chosen. Raises ``MarkError``."""
    if mark.kind is MarkKind.STAMP:
        if chosen not in set(Seen):
            raise MarkError(_("Say whether it is there, is not there, or cannot be seen."))
        return Seen(chosen)
    if not typed.strip():
        if chosen not in (Seen.ABSENT, Seen.UNSEEN):
            raise MarkError(_("Type it, or say that it is not there or cannot be seen."))
        return Seen(chosen)
    if chosen in (Seen.ABSENT, Seen.UNSEEN):
        raise MarkError(_("Type it, or say that nothing is seen: not both."))
    if mark.kind is MarkKind.SIGNATURES:
        return _count(typed)
    serial = plain_serial(typed)
    if not 0 < len(serial) <= LONGEST_SERIAL:
        raise MarkError(
            _("A serial number has letters and digits, {most} at the most.").format(
                most=LONGEST_SERIAL
            )
        )
    return serial


def _count(typed: str) -> int | Seen:
    digits = [unicodedata.decimal(sign, None) for sign in "".join(typed.split())]
    if None in digits or len(digits) > len(str(MOST_SIGNATURES)):
        raise MarkError(_("Type how many there are, in digits."))
    return int("".join(map(str, digits))) or Seen.ABSENT


def are_fit(asked: Mapping[str, SheetMark], marks: Marks) -> bool:
    """Whether marks are answers to those that are asked, each or none at all."""
    return not marks or (
        marks.keys() == asked.keys()
        and all(_is_fit(asked[name].kind, mark) for name, mark in marks.items())
    )


def _is_fit(kind: MarkKind, mark: Mark) -> bool:
    if isinstance(mark, Seen):
        return kind is MarkKind.STAMP or mark is not Seen.THERE
    return kind is (MarkKind.SIGNATURES if isinstance(mark, int) else MarkKind.SERIAL)


def is_serial(mark: Mark | None) -> TypeGuard[str]:
    """Whether an answer is a serial number that was typed."""
    return isinstance(mark, str) and not isinstance(mark, Seen)


def differing_serials(first: Marks, second: Marks) -> frozenset[str]:
    """The marks of which two readers typed serial numbers that are not the same."""
    return frozenset(
        name
        for name, mark in first.items()
        if is_serial(mark) and is_serial(second.get(name)) and mark != second[name]
    )


def unlike(asked: Mapping[str, SheetMark], marks: Marks) -> list[str]:
    """The marks whose serial number is not like the form's: mistyped, or of another form."""
    return [
        name
        for name, mark in marks.items()
        if name in asked and is_serial(mark) and not asked[name].is_like(mark)
    ]


def doubts(asked: Mapping[str, SheetMark], marks: Marks, given: Mapping[str, str]) -> list[str]:
    """The marks whose serial number is none of the form's or of those that the station was given.
    ``given``: column of ``areas.csv`` → what stands there for the station."""
    strange = unlike(asked, marks)
    return [
        name
        for name, mark in marks.items()
        if name in strange
        or (
            name in asked
            and is_serial(mark)
            and not is_given(mark, given.get(asked[name].column or "", ""))
        )
    ]


def together(seen: tuple[Marks, ...]) -> dict[str, Mark]:
    """What several readers saw: each mark as all of them did. A serial number that one typed and
    another could not see is that number; whatever else differs is said to."""
    found: dict[str, Mark] = {}
    for name in dict.fromkeys(name for marks in seen for name in marks):
        answers = {marks[name] for marks in seen if name in marks}
        if len(answers) > 1:
            answers -= {Seen.UNSEEN}
        found[name] = answers.pop() if len(answers) == 1 else DIFFER
    return found
