"""What a person types for one field, and whether the figures of a sheet obey its relations.

Pure. A figure is a whole number, or the answer that there is none to read: ``unread`` (something
stands there) or ``empty`` (nothing does). Neither is zero.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor

from crosstally.election.relations import MAX_NUMBER, SIGNS, Linear
from crosstally.election.sheet import ControlRelation, SheetTemplate
from crosstally.words import N_, _, number


class NoFigure(StrEnum):
    """The answers that are no number."""

    UNREAD = "unread"
    EMPTY = "empty"


Figure = int | NoFigure
Figures = Mapping[str, Figure]
"""One answer for every field and option of the sheet."""
NO_FIGURE_NAMES: Mapping[NoFigure, str] = {
    NoFigure.UNREAD: N_("unread"),
    NoFigure.EMPTY: N_("empty"),
}


def in_words(figure: Figure) -> str:
    """A figure digit for digit, or which of the two answers that are no number."""
    return _(NO_FIGURE_NAMES[figure]) if isinstance(figure, NoFigure) else str(figure)


class FigureError(ValueError):
    """What was typed is no figure; the message says what was read and what was expected."""


_QUESTION_MARKS = ("?", "؟", "？")


def parse_figure(typed: str) -> Figure:
    """Read an answer: digits of any script, ``unread`` (or a question mark) or ``empty``.

    Spaces between digits are dropped, as in "1 204"; commas and dots are refused, because they
    mean thousands to one reader and decimals to the next. Raises ``FigureError``.

    >>> parse_figure("١٢٠٤"), parse_figure("unread")
    (1204, <NoFigure.UNREAD: 'unread'>)
    """
    text = "".join(typed.split())
    if text.lower() in set(NoFigure):
        return NoFigure(text.lower())
    if text in _QUESTION_MARKS:
        return NoFigure.UNREAD
    if not text:
        raise FigureError(_("Type the number, or say that it is unread or that nothing stands."))
    if len(text) > len(str(MAX_NUMBER)):
        raise FigureError(_("This number is longer than any sheet's."))
    digits = [unicodedata.decimal(sign, None) for sign in text]
    wrong = [sign for sign, digit in zip(text, digits, strict=True) if digit is None]
    if wrong:
        said = _("Expected digits alone, read {sign}.")
        raise FigureError(said.format(sign=repr(wrong[0])))
    value = int("".join(str(digit) for digit in digits))
    if value > MAX_NUMBER:
        raise FigureError(_("This number is longer than any sheet's."))
    return value


def differing(first: Figures, second: Figures) -> frozenset[str]:
    """The fields in which two readings differ; a field that only one has differs."""
    names = first.keys() | second.keys()
    return frozenset(name for name in names if first.get(name) != second.get(name))


@dataclass(frozen=True)
class BrokenRelation:
    """A control relation that the figures of a sheet do not obey."""

    relation: ControlRelation
    formula: str
    """With the figures in place of the names: ``400 + 12 = 413``."""
    off_by: int
    """How far left and right side are apart at the least, in votes; negative where the left side
    is the smaller one."""
    fields: frozenset[str]

    @property
    def blocks(self) -> bool:
        """Whether it has to be corrected or declared to stand so on the sheet; else it asks."""
        return self.relation.strength == "must"


def broken_relations(
    template: SheetTemplate, options: Sequence[str], figures: Figures
) -> list[BrokenRelation]:
    """The relations that figures break, in the template's order.

    ``options``: those of the contest. As in ``crosstally check``, a figure that is no number may
    be anything from zero up, and a relation is broken only if it is whatever that figure was. A
    relation with a field that has no answer yet is not tried.
    """
    found = []
    for relation in template.relations:
        parsed = relation.parsed
        left, right = (side.with_options(options) for side in (parsed.left, parsed.right))
        names = left.names | right.names
        if not names <= figures.keys():
            continue
        least, most = _span(left.plus(right, -1), figures)
        slack = _slack(relation, right, figures)
        if parsed.fails(least, most, slack):
            sign = SIGNS.get(parsed.operator, parsed.operator)
            formula = f"{_spelled(left, figures)} {sign} {_spelled(right, figures)}"
            off = least if least is not None and (least > 0 or most is None) else most
            found.append(BrokenRelation(relation, formula, off or 0, names))
    return found


def _span(linear: Linear, figures: Figures) -> tuple[int | None, int | None]:
    """The least and the greatest value of a sum; None where it has no limit."""
    known, open_below, open_above = linear.constant, False, False
    for name, factor in linear.terms.items():
        figure = figures[name]
        if isinstance(figure, int):
            known += factor * figure
        else:
            open_below, open_above = open_below or factor < 0, open_above or factor > 0
    return (None if open_below else known), (None if open_above else known)


def _slack(relation: ControlRelation, right: Linear, figures: Figures) -> int:
    """How many votes a relation may be off: the larger of its two tolerances."""
    numbers = {name: f if isinstance(f := figures[name], int) else 0 for name in right.terms}
    return max(relation.tolerance, floor(right.value(numbers) * relation.relative_tolerance))


def _spelled(linear: Linear, figures: Figures) -> str:
    """A sum with the figures in place of its names."""
    text = ""
    parts = [(factor, _shown(figures[name])) for name, factor in linear.terms.items()]
    if linear.constant or not parts:
        constant = linear.constant
        parts.append((1 if constant >= 0 else -1, number(abs(constant))))
    for factor, figure in parts:
        times = figure if abs(factor) == 1 else f"{number(abs(factor))} × {figure}"
        sign = "−" if factor < 0 else "+"
        text += f" {sign} {times}" if text else (f"−{times}" if factor < 0 else times)
    return text


def _shown(figure: Figure) -> str:
    return number(figure) if isinstance(figure, int) else "?"
