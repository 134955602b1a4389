"""Figures that somebody in the field tells, without a picture: what was understood, what is wrong.

Pure. A slip is shown by the check digit, or where none was told by the sheet's own relations; and
once more when the figures are read back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from crosstally.desk.asked import Asked, read_form
from crosstally.desk.check_digit import check_digit
from crosstally.desk.figures import BrokenRelation, Figure, NoFigure
from crosstally.desk.marks import Marks
from crosstally.words import _, number

LONGEST_MESSAGE = 1_000
"""Characters: some six parts of a short message."""
STANDS_SO = "!"
"""At the end of a message: what contradicts itself stands so on the sheet."""
_SIGNS: Mapping[str, str] = {"?": NoFigure.UNREAD, "-": NoFigure.EMPTY}


class ToldError(ValueError):
    """What was told is not taken down; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Told:
    """What somebody told of one sheet."""

    station: str
    figures: Mapping[str, Figure]
    """In the sheet's order."""
    as_written: bool = False
    marks: Marks = field(default_factory=dict)
    """What was told of stamps, serial numbers and signatures; empty where nothing was."""
    serial_doubted: bool = False
    """Whether a serial number is none that the station was given."""

    @property
    def spelled(self) -> str:
        """As a message has it, without the check digit."""
        shown = {sign: text for text, sign in _SIGNS.items()}
        answers = (
            str(figure) if isinstance(figure, int) else shown[figure]
            for figure in self.figures.values()
        )
        return " ".join((self.station, *answers))


def read_message(asked: Asked, text: str) -> Told:
    """What a message says: ``STATION FIGURE FIGURE … CHECK``, in the digits of any script, the
    figures in the sheet's order, ``?`` for one that cannot be read, ``-`` where nothing stands, and
    ``!`` at the end where the sheet contradicts itself. Raises ``ToldError``."""
    words = text.split()
    as_written = words[-1:] == [STANDS_SO]
    words = words[:-1] if as_written else words
    count = len(asked.fields)
    if len(words) < count + 2:
        said = _(
            "Expected a station's code, {figures} figures and the check digit, each after a space; "
            "words read: {words}."
        )
        raise ToldError([said.format(figures=number(count), words=number(len(words)))])
    station, answers, check = words[: -count - 1], words[-count - 1 : -1], words[-1]
    given = dict(zip(asked.fields, (_SIGNS.get(one, one) for one in answers), strict=True))
    return taken_down(asked, " ".join(station), given, check, as_written)


def taken_down(
    asked: Asked,
    station: str,
    answers: Mapping[str, str],
    check: str,
    as_written: bool,
    *,
    at_the_sheet: bool = False,
) -> Told:
    """What was told, if it holds together. Without a check digit every figure has to stand in a
    relation that would show a slip, unless whoever typed had the sheet before them. Marks may be
    left out, all of them. Raises ``ToldError`` with everything that is wrong."""
    problems: list[str] = []
    code = station
    try:
        code = station_told(asked, station)
    except ValueError as error:
        problems.append(f"{station}: {error}" if station else str(error))
    typed = read_form(asked, answers, with_marks=asked.has_marks(answers))
    problems += [f"{asked.labels[name]}: {error}" for name, error in typed.errors.items()]
    if not problems:
        broken = asked.broken(typed.figures)
        if check.strip() or not at_the_sheet:
            problems += _unchecked(asked, Told(code, typed.figures), check.strip(), broken)
        if not as_written:
            problems += map(_contradiction, broken)
        if not (as_written or at_the_sheet):
            problems += [_unlike(mark.name) for mark in asked.unlike(typed.marks)]
    if problems:
        raise ToldError(problems)
    doubted = bool(asked.doubted(code, typed.marks))
    return Told(code, typed.figures, as_written, typed.marks, doubted)


def station_told(asked: Asked, typed: str) -> str:
    """The code of a station, in the digits of any script. Raises ``ValueError``."""
    plain = in_plain_digits(typed.strip())
    if not plain:
        raise ValueError(_("Say which station the sheet is of."))
    return asked.station(plain)


def in_plain_digits(text: str) -> str:
    """The text with the digits 0 to 9 for those of other scripts."""
    digits = ((sign, unicodedata.decimal(sign, None)) for sign in text)
    return "".join(sign if digit is None else str(digit) for sign, digit in digits)


def _unchecked(asked: Asked, told: Told, check: str, broken: list[BrokenRelation]) -> list[str]:
    """What is wrong with the check digit, or with there being none."""
    if check:
        if in_plain_digits(check) == str(check_digit(told.station, told.figures.values())):
            return []
        return [_("The check digit does not fit: the station or a figure is another one.")]
    names = set(asked.fields) - _held(asked, told, broken)
    if not names:
        return []
    said = _("Ask for the check digit: no relation of the sheet would show a slip in {fields}.")
    labels = [label for name, label in asked.fields.items() if name in names]
    return [said.format(fields=", ".join(labels))]


def _held(asked: Asked, told: Told, broken: list[BrokenRelation]) -> set[str]:
    """The fields in which any slip would break an equation of the sheet, which holds."""
    held: set[str] = set()
    broken_ones = [one.relation for one in broken]
    for relation in asked.template.relations:
        parsed = relation.parsed
        names = {
            name
            for side in (parsed.left, parsed.right)
            for name in side.with_options(asked.options).names
        }
        exact = parsed.operator in ("=", "==") and not (
            relation.tolerance or relation.relative_tolerance
        )
        known = all(isinstance(told.figures.get(name), int) for name in names)
        if relation.strength == "must" and exact and known and relation not in broken_ones:
            held |= names
    return held


def _contradiction(broken: BrokenRelation) -> str:
    said = _("These contradict each other: {formula} ({relation}).")
    return said.format(formula=broken.formula, relation=broken.relation.relation)


def _unlike(mark: str) -> str:
    said = _("A serial number is not like those of the form. Look at it again.")
    return f"{mark}: {said}"
