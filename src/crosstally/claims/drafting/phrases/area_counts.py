"""Turnout in some number of areas: “in at least ten of the 16 regions turnout topped 75 percent”,
and from one area to another: “turnout ranged from 41 percent in A to 93 percent in B”."""

from __future__ import annotations

import re
from typing import Any

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.lexicon import LEVELS_OF_MANY
from crosstally.claims.drafting.mentions import AREA
from crosstally.claims.drafting.phrases.figures import percent_text
from crosstally.claims.drafting.phrases.patterns import GRAMMAR, HEDGE_WORDS, number_of
from crosstally.claims.drafting.phrases.ranks import level_of
from crosstally.claims.drafting.phrases.turnout import time_of

_SAID = GRAMMAR.extended(
    level=rf"(?P<level>{LEVELS_OF_MANY}|oblasts?)",
    so_many=r"\d{1,4}|{words}",
    how_many=r"""
        (?:(?P<all>every(?: single| one of the)?|each(?: of the)?|all(?: of)?(?: the)?)|(?P<no>no|
        not (?:a single|one)|none of the)|(?P<hedge>at least|at most|no fewer than|no less than|
        no more than|more than|fewer than|only|just|exactly) (?P<n>{so_many})
        (?: of (?:the )?(?P<of>{so_many}))?)(?: (?P<of2>\d{1,4}))? {level}""",
    above=r"""
        topped|tops|exceeded|exceeds|surpassed|passed|(?:was|is|were|stood|rose|went|
        climbed) (?:above|over|higher than|more than)""",
    below=r"""
        (?:fell|was|is|were|stood|dropped|remained|stayed) (?:below|under|lower than|less than|
        short of)""",
    value=r"""
        (?:(?P<above>{above})|(?P<below>{below})|(?P<least>(?:reached|was|did reach) at least)|
        (?P<most>(?:was|did not exceed) at most)) {number}{percent}""",
    when=r"(?: (?:at|by) [^,;]{1,14}?)?",
    turnout=r"(?:the |voter )*(?:turnout|participation){when}",
)
_COUNTED = (
    _SAID.phrase(r"in {how_many},? (?:was |did )?{turnout} {value}"),
    _SAID.phrase(r"(?:there (?:is|was) )?{how_many} (?:in which|where) {turnout} {value}"),
    _SAID.phrase(r"{turnout} {value} in {how_many}"),
)
_RANGED = _SAID.phrase(r"""
    {turnout} (?:ranged|varied|went|stretched) from (?P<low>\d{1,2}(?:[.,]\d+)?){percent}? in {the}
    (?P<area>{A}) to {number}{percent} in {the}(?P<area2>{A})""")
_QUANTIFIERS = {
    "equals": ("exactly", 0),
    "at_least": ("at_least", 0),
    "at_most": ("at_most", 0),
    "above": ("at_least", 1),
    "below": ("at_most", -1),
}


def area_counts(context: Context) -> None:
    """Turnout of a number of areas, and of two areas at once."""
    for pattern in _COUNTED:
        for match in pattern.finditer(context.mask):
            _counted(context, match)
    for match in _RANGED.finditer(context.mask):
        when = time_of(context, *match.span())
        areas = (context.area(match, "area"), context.area(match, "area2"))
        if when is None or not context.clear(*match.span()):
            continue
        for area, number in zip(areas, (match["low"], match["num"]), strict=True):
            if area is not None:
                test = {"measure": "turnout", "area": area, "equals": percent_text(number)}
                context.add(match.start(), match.end(), test | when)


def _counted(context: Context, match: re.Match[str]) -> None:
    when, level = time_of(context, *match.span()), level_of(context, match["level"])
    if when is None or level is None or AREA in context.mask:
        return
    if not context.clear_around(*match.span()):
        return
    named = match["of"] or match["of2"]
    known = sum(area.level == level for area in context.areas)
    if named is not None and number_of(named) != known:
        return  # not all the areas of that kind
    quantifier = _quantifier(match)
    if quantifier is None:
        return
    comparison = next(
        name
        for group, name in (
            ("above", "above"),
            ("below", "below"),
            ("least", "at_least"),
            ("most", "at_most"),
        )
        if match[group]
    )
    test: dict[str, Any] = {"measure": "turnout", "level": level, **quantifier}
    context.add(
        match.start(), match.end(), {**test, comparison: percent_text(match["num"]), **when}
    )


def _quantifier(match: re.Match[str]) -> dict[str, Any] | None:
    if match["all"]:
        return {"quantifier": "every"}
    if match["no"]:
        return {"quantifier": "none"}
    name, more = _QUANTIFIERS[HEDGE_WORDS[re.sub(r"\s+", " ", match["hedge"].casefold())]]
    number = number_of(match["n"]) + more
    return {"quantifier": name, "n": number} if number >= 0 else None
