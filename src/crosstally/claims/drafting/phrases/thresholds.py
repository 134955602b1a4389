"""How passing the threshold, and falling short of it, are put into words."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from crosstally.claims.drafting.context import Context, every_match
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.phrases.figures import quantifier_of, state
from crosstally.claims.drafting.phrases.lists import goes_on_to_the_left, options_of
from crosstally.claims.drafting.phrases.patterns import GRAMMAR, NEARLY, WORDS, number_of
from crosstally.claims.drafting.places import place_of
from crosstally.claims.drafting.subjects import is_subject
from crosstally.election.printed import Printed

_SAID = GRAMMAR.extended(
    over=r"""
        (?: (?:itself|her way|his way|its way))?(?: in(?= (?:above|over|past)))?(?: (?:across|over|
        past|above|
        through|by|into|beyond))?(?: just)?""",
    scarcely=r"""
        (?:narrowly |just |barely |only just |scarcely |thereby |thus |also |safely |easily )*""",
    beside=r"""
        (?:,?(?: which,?)? (?:with|on|at|с) \d[\d.,]*(?<!,)(?:{percent})?(?: of the votes?)?,?)?""",
    enough=r"""
        (?:(?:managed|was able|were able)|(?:(?:polled|won|got|took|gained|received|did) )?(?:just |
        barely )?enough(?: votes)?) to""",
)
_PASS = (
    _SAID.phrase(r"""
        (?P<options>{party_list}|{O}){beside}{gap}(?:both |all )?(?:{enough} {scarcely}
        (?:{to_pass})|{scarcely}{passed}){over} {threshold}"""),
    _SAID.phrase(r"""
        (?P<options>{O})[^;:{OPTION}]{0,90}?, (?:and |thereby |thus |so |just |narrowly |barely |
        only )*(?:{passing}){over} {threshold}"""),
    _SAID.phrase(r"""
        (?P<options>{O})[^;:{OPTION}]{0,90}?(?:,| (?:finished|came|came in|was|is|ended|ended up|
        landed|polled|got|stood)) (?:just |only just |barely |narrowly |slightly |only |a (?:little|
        sliver|whisker|fraction|hair|touch|shade|nose|notch) )+(?:above|over|past) {threshold}"""),
)
_PASSED_BY = _SAID.phrase(r"""
    {threshold} (?:(?:was|is|had been|has been) {scarcely}(?:cleared|passed|crossed|overcome|
    surpassed|exceeded|reached|met) by|преодолел\w*|прошл\w*|перешагнул\w*)
    \s+(?:the )?[«“\"]?(?P<options>{party_list}|{O})(?!'s)""")
_PASSED_FIRST = _SAID.phrase(r"""
    (?<!почти\s)(?:преодолел[аио]?|перешагнул[аио]?) {threshold} (?:партия )?[«“\"]?
    (?P<options>{party_list}|{O})(?=[»”\"]?(?:\s*[.,;!]|\s*$|\s[–—-]\s| \())""")
"""“Едва преодолела барьер A”."""
_FALL_SHORT = _SAID.phrase(r"""
    (?P<options>{party_list}|{O}){gap}(?:all |both )?(?:also |well |far |just |
    narrowly )*(?:(?:failed|fails|were unable|was unable) to (?:clear|pass|cross|overcome|surpass|
    reach|meet|get|make it)|(?:did not|didn't|could not|couldn't) (?:even )?(?:clear|pass|cross|
    overcome|surpass|reach|meet|get|make it)|не (?:преодолел[аи]?|прошл[аи]|набрал[аи]?|
    смогл[аи] преодолеть)|(?:fell|fall|falls|finished|stayed|remained|came|ended(?: up)?|were|was|
    is|are) (?:well |far |just |narrowly )*(?:short of|below|under|
    beneath)){over} (?:{threshold})(?! (?:in|at|of) (?!the (?:election|vote|ballot|poll)))""")
_HOW_MANY = (
    _SAID.phrase(r"""
        {hedge}{cardinal}(?: of (?:the )?(?P<of>\w+))?(?: {parties})? (?:have |
        had )?{passed}{over} {threshold}"""),
    _SAID.phrase(r"""
        {threshold} (?:was|had been|has been) (?:cleared|passed|crossed|overcome|surpassed|reached|
        met) by {hedge}{cardinal}(?: of (?:the )?(?P<of>\w+))? {parties}"""),
    _SAID.phrase(r"""
        {threshold} (?:преодолел\w*|прошл\w*|перешагнул\w*) {hedge}{cardinal} {parties}
        (?: из (?P<of>\w+))?"""),
)


_FOR_MONEY = words(r"""
    \s+(?:for|of) (?:\w+ ){0,2}(?:funding|financing|subsid\w+|refunds?|deposits?|money)\b""")
"""A threshold of another kind."""


def threshold(context: Context) -> None:
    """Who passes the threshold of the contest's rule, who does not, and how many do."""
    rule = context.contest.rule
    if rule is None or rule.threshold is None:
        return
    passed = (*_PASS, _PASSED_BY, _PASSED_FIRST)
    for pattern, side in (*((one, "at_least") for one in passed), (_FALL_SHORT, "below")):
        for match in every_match(pattern, context.mask, "options"):
            _threshold(context, match, side)
    for pattern in _HOW_MANY:
        for match in pattern.finditer(context.mask):
            _how_many(context, match)


def _threshold(context: Context, match: re.Match[str], side: str) -> None:
    """Every option of the match passes it, or falls short of it."""
    if goes_on_to_the_left(context.mask[: match.start("options")]) or not _is_this(context, match):
        return
    short = side == "below"
    plain = short or NEARLY.search(match.group()) is None
    passive = match.re in (_PASSED_BY, _PASSED_FIRST)
    if not plain or not (short or passive or is_subject(context, match, "options")):
        return
    for mention in options_of(context, match):
        test = {"measure": "share", "option": mention.id, side: {"threshold": True}}
        state(context, match, test, context.note_of(mention), denies=short)


def _how_many(context: Context, match: re.Match[str]) -> None:
    named, quantifier = match["of"], quantifier_of(match["hedge"])
    if quantifier is None or not _is_this(context, match):
        return
    if named is not None and not _is_number(named, len(context.contest.options)):
        return
    test: dict[str, Any] = {"measure": "share", "over": "options", "quantifier": quantifier}
    test |= {"n": number_of(match["num"]), "at_least": {"threshold": True}}
    state(context, match, test)


def _is_number(word: str, number: int) -> bool:
    try:
        return number_of(word) == number
    except ValueError:
        return False


def _is_this(context: Context, match: re.Match[str]) -> bool:
    """Whether the threshold is that of the rule, and of the whole place."""
    rule = context.contest.rule
    assert rule is not None
    assert rule.threshold is not None
    bar = match["bar"]
    same = bar is None or _bar(bar) == rule.threshold.fraction
    other = _FOR_MONEY.match(context.mask, match.end())
    return same and other is None and place_of(context, match) == {}


def _bar(text: str) -> Fraction:
    return Printed.percent(str(WORDS.get(text.casefold(), text))).value
