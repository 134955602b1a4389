"""Statements that leave their verb to the one before: “A won 81 percent, B 7.5 and C 7.2”."""

from __future__ import annotations

import re

from crosstally.claims.drafting.context import (
    Context,
    Drafted,
)
from crosstally.claims.drafting.phrases.figures import SCALED, figure_test
from crosstally.claims.drafting.phrases.patterns import (
    CARDINAL,
    HEDGE,
    NUMBER,
    PERCENT,
    TAIL,
    THE,
    A,
    O,
    compiled,
)

_NEXT = {
    measure: compiled(
        rf"(?: (?:in|across) {THE}{A})?(?:,|;|,? and|,? followed by) "
        rf"(?:the )?[«“\"]?(?P<option>{O})[»”\"]?"
        rf"(?: party)? (?:(?:with|on) )?{HEDGE}{figure}(?={TAIL})"
    )
    for measure, figure in (
        ("share", rf"{NUMBER}(?:{PERCENT})?"),
        ("seats", rf"{CARDINAL}(?: seats?)?"),
        ("votes", rf"{SCALED}(?: votes)?"),
    )
}


def rows(context: Context) -> None:
    """What goes on from a statement that was found, in the same measure and the same place."""
    for item in list(context.found):
        test = item.test
        if test["measure"] not in _NEXT or "equals" not in test or "option" not in test:
            continue
        if re.search(rf"{O}.*\d|{O}.*{CARDINAL}", context.mask[item.start : item.end], re.I):
            _follow(context, item)


def _follow(context: Context, item: Drafted) -> None:
    pattern = _NEXT[item.test["measure"]]
    match = pattern.match(context.mask, item.end)
    while match is not None:
        option = context.option(match)
        if option is None or not context.clear(*match.span()):
            return
        test = figure_test(context, match, item.test["measure"], option)
        if test is None:
            return
        where = {
            key: said
            for key, said in item.test.items()
            if key not in ("measure", "option", "equals", "contest")
        }
        context.add(match.start(), match.end(), {**test, **where}, context.note(match))
        match = pattern.match(context.mask, match.end())
