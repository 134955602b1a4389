"""What is so in no area: “ни в одном районе явка не была ниже 30%”, as Russian puts it."""

from __future__ import annotations

import re
from typing import Any

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.mentions import AREA
from crosstally.claims.drafting.phrases.figures import percent_text
from crosstally.claims.drafting.phrases.patterns import GRAMMAR
from crosstally.claims.drafting.phrases.ranks import level_of
from crosstally.claims.drafting.phrases.turnout import time_of
from crosstally.claims.drafting.places import UNKNOWN_PLACE

_SAID = GRAMMAR.extended(
    nowhere=r"""
        (?<!почти\s)ни в одн(?:ом|ой) (?:из )?(?P<level>районе|области|регионе|округе|районов|
        областей|регионов|округов)(?: (?:области|края|страны|республики))?,?""",
    party=r"(?:парти\w+ |кандидат\w* )?[«“\"]?{option}[»”\"]?",
    bound=r"(?:(?P<above>выше|больше|более|свыше)|(?P<below>ниже|меньше|менее)) {number}{percent}",
    ends=r"(?=$|\s*[,.;:!])",
)
_TURNOUT = _SAID.phrase(r"""
    {nowhere} явка(?: избирателей)? не (?:была |составила |опускалась |опустилась |поднималась |
    поднялась )?{bound}{ends}""")
_TURNOUT_LOWEST = _SAID.phrase(r"""
    {nowhere} явка(?: избирателей)? не была (?:(?P<low>ниже)|выше),? чем в {the}(?P<area>{A})
    {ends}""")
_SHARE = _SAID.phrase(r"{nowhere} {party} не (?:набрал|получил)[аио]? {bound}{of_vote}{ends}")
_FIRST = _SAID.phrase(r"""
    {nowhere} {party} не (?:победил[аио]?|выиграл[аио]?|занял[аио]? перв\w+ мест[оа]){ends}""")


def nowhere(context: Context) -> None:
    """Turnout, shares and first places that no area of a level has."""
    for pattern, measure in ((_TURNOUT, "turnout"), (_SHARE, "share"), (_FIRST, "rank")):
        for match in pattern.finditer(context.mask):
            test = _test(context, match, measure)
            if AREA not in context.mask and test is not None:
                context.add(*match.span(), test)
    for match in _TURNOUT_LOWEST.finditer(context.mask):
        _lowest(context, match)


def _test(context: Context, match: re.Match[str], measure: str) -> dict[str, Any] | None:
    level = level_of(context, match["level"].casefold())
    when = time_of(context, *match.span())
    if level is None or when is None or not _is_plain(context, match):
        return None
    test: dict[str, Any] = {"measure": measure, "level": level, "quantifier": "none", **when}
    if measure != "turnout":
        option = context.option(match)
        if option is None:
            return None
        test["option"] = option
    if measure == "rank":
        return {**test, "equals": "1"}
    return {**test, "above" if match["above"] else "below": percent_text(match["num"])}


def _lowest(context: Context, match: re.Match[str]) -> None:
    """“… не была ниже, чем в A”: the area itself has the extreme."""
    area, when = context.area(match, "area"), time_of(context, *match.span())
    if area is None or when is None or not _is_plain(context, match):
        return
    level = context.areas.areas[area].level
    if level == level_of(context, match["level"].casefold()):
        side = "lowest" if match["low"] else "highest"
        test = {"measure": "turnout", "quantifier": side, "level": level, "area": area}
        context.add(*match.span(), test | when)


def _is_plain(context: Context, match: re.Match[str]) -> bool:
    return UNKNOWN_PLACE.search(context.mask) is None and context.clear_around(*match.span())
