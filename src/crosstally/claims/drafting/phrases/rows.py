"""Statements that leave their verb to the one before: “A won 81 percent, B 7.5 and C 7.2”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.phrases.figures import figure_test
from crosstally.claims.drafting.phrases.patterns import GRAMMAR

_WHO = r"(?: (?:избирател|человек|горожан|жител|участник)\w*)?"
_IN_PLACE = _WHO + r"(?: (?:in|across) {the}{A})?"
_OF_HOUSE = r"""
    (?: in the (?:new |next )?(?:lower (?:house|chamber)|parliament))?
    (?: (?:chosen|elected|filled|contested|at stake|up for)
    (?: [^,;:.()\d{OPTION}{AREA}]{1,40})?)?"""
_NEXT = {
    measure: GRAMMAR.phrase(
        behind
        + r"(?:[,;]|[,;]? (?:and|и)|,? (?:while|followed by)|, а) (?:the |M(?:r|rs|s)\.? |за |у )?"
        r"[«“\"]?{option}[»”\"]?"
        rf"(?: party)? (?:(?:{verb}) )?{{hedge}}{figure}(?={{tail}})"
    )
    for measure, behind, verb, figure in (
        ("share", _IN_PLACE, "with|on|[–—-]", "{number}(?:{percent})?"),
        ("votes", _IN_PLACE, "with|on|[–—-]", "{scaled}(?: votes| голос\\w*| человек\\w*)?"),
        # Of the whole place alone: a verb of their own does not leave open where they are said of.
        (
            "seats",
            _OF_HOUSE,
            "with|[–—-]|{won}|will (?:get|have|take)",
            "{cardinal}(?: seats?| мандат\\w*| мест[оа]?)?",
        ),
    )
}
_ALSO = GRAMMAR.extended(alias=r",? (?:or|that is|i\.e\.),? ")
_SAME_OPTION = {
    "share": ("votes", _ALSO.phrase(r"(?:{alias}| ?\(){counted} (?:votes|ballots)\)?(?={tail})")),
    "votes": (
        "share",
        _ALSO.phrase(
            r"(?:{alias}{number}{percent}{of_vote}| ?\((?P<num2>{~number}){percent}\))(?={tail})"
        ),
    ),
}
"""“A won 1.68 percent, or 116,534 votes”: the same result in another measure."""
_WITH_SEATS = GRAMMAR.phrase(r"""
    ,? (?:with|and) (?:the )?{option} (?:party )?(?:getting|taking|winning|receiving|securing|
    gaining|collecting) {hedge}{cardinal}(?: seats?)?(?={tail})""")
"""“A won 83 seats in Sunday's election, with B getting eight”."""
_COMBINED = frozenset(("together_with", "ahead_of"))
_FIGURE_BEHIND = GRAMMAR.words(r"{O}.*\d|{O}.*{cardinal}")


def rows(context: Context) -> None:
    """What goes on from a statement that was found, in the same place: other options in the same
    measure, and the same option in another."""
    for item in list(context.found):
        test = item.test
        if test["measure"] not in _NEXT or "equals" not in test or "option" not in test:
            continue
        if _FIGURE_BEHIND.search(context.mask[item.start : item.end]):
            _follow(context, item)


def _follow(context: Context, item: Drafted) -> None:
    measure, option, end = item.test["measure"], str(item.test["option"]), item.end
    where = {
        key: said
        for key, said in item.test.items()
        if key not in ("measure", "option", "equals", "contest")
    }
    if measure == "seats":
        match = _WITH_SEATS.search(context.mask, end, context.scope(item.start, end)[1])
        if match is not None and _goes_on(context, match, measure, context.option(match), where):
            end = match.end()
    while True:
        if measure in _SAME_OPTION:
            other, pattern = _SAME_OPTION[measure]
            beside = pattern.match(context.mask, end)
            if beside is not None and _goes_on(context, beside, other, option, where):
                end = beside.end()
        if _COMBINED & set(where):
            return  # “A and B together won 9 percent, C 2”: C alone, or with B?
        match = _NEXT[measure].match(context.mask, end)
        named = None if match is None else context.option(match)
        if match is None or not _goes_on(context, match, measure, named, where):
            return
        option, end = named or option, match.end()


def _goes_on(
    context: Context,
    match: re.Match[str],
    measure: str,
    option: str | None,
    where: Mapping[str, Any],
) -> bool:
    test = None if option is None else figure_test(context, match, measure, option)
    if test is None or not context.clear(*match.span()):
        return False
    notes = context.note(match) if "option" in match.re.groupindex else ()
    context.add(*match.span(), {**test, **where}, notes)
    return True
