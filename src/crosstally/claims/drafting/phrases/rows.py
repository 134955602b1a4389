"""Statements that leave their verb to the one before: “A won 81 percent, B 7.5 and C 7.2”."""

from __future__ import annotations

from crosstally.claims.drafting.context import (
    Context,
    Drafted,
)
from crosstally.claims.drafting.phrases.figures import figure_test
from crosstally.claims.drafting.phrases.patterns import GRAMMAR

_NEXT = {
    measure: GRAMMAR.phrase(
        r"(?: (?:in|across) {the}{A})?(?:,|;|,? and|,? followed by) (?:the )?[«“\"]?{option}[»”\"]?"
        rf"(?: party)? (?:(?:with|on) )?{{hedge}}{figure}(?={{tail}})"
    )
    for measure, figure in (
        ("share", "{number}(?:{percent})?"),
        ("seats", "{cardinal}(?: seats?)?"),
        ("votes", "{scaled}(?: votes)?"),
    )
}
_FIGURE_BEHIND = GRAMMAR.words(r"{O}.*\d|{O}.*{cardinal}")


def rows(context: Context) -> None:
    """What goes on from a statement that was found, in the same measure and the same place."""
    for item in list(context.found):
        test = item.test
        if test["measure"] not in _NEXT or "equals" not in test or "option" not in test:
            continue
        if _FIGURE_BEHIND.search(context.mask[item.start : item.end]):
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
