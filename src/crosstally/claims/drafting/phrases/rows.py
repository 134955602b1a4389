"""Statements that leave their verb to the one before: “A won 81 percent, B 7.5 and C 7.2”."""

from __future__ import annotations

import re

from crosstally.claims.drafting.context import (
    Context,
    Drafted,
    is_rounded,
    number_test,
    percent_text,
)
from crosstally.claims.drafting.phrases.passives import COUNT, counted
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
    number_of,
)
from crosstally.election.printed import Printed

_NEXT = {
    measure: compiled(
        rf"(?: (?:in|across) {THE}{A})?(?:,|;|,? and|,? followed by) "
        rf"(?:the )?[«“\"]?(?P<option>{O})[»”\"]?"
        rf"(?: party)? (?:(?:with|on) )?{HEDGE}{figure}(?={TAIL})"
    )
    for measure, figure in (
        ("share", rf"{NUMBER}(?:{PERCENT})?"),
        ("seats", rf"{CARDINAL}(?: seats?)?"),
        ("votes", rf"{COUNT}(?: votes)?"),
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
        option, value = context.option(match), _value(match, item.test["measure"])
        if option is None or value is None or not context.clear(*match.span()):
            return
        test = number_test(item.test["measure"], option, match["hedge"], value)
        if test is None or is_rounded(test) or match.groupdict().get("scale"):
            return
        where = {
            key: said
            for key, said in item.test.items()
            if key not in ("measure", "option", "equals", "contest")
        }
        context.add(match.start(), match.end(), {**test, **where}, context.note(match))
        match = pattern.match(context.mask, match.end())


def _value(match: re.Match[str], measure: str) -> str | None:
    if measure == "share":
        printed = match["num"]
        return percent_text(printed) if Printed.percent(printed).value <= 1 else None
    return str(number_of(match["num"])) if measure == "seats" else counted(match)
