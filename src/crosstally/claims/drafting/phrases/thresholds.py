"""How passing the threshold, and falling short of it, are put into words."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from crosstally.claims.drafting.context import Context, every_match
from crosstally.claims.drafting.mentions import OPTION
from crosstally.claims.drafting.phrases.figures import quantifier_of, state
from crosstally.claims.drafting.phrases.lists import PARTY_LIST, goes_on_to_the_left, options_of
from crosstally.claims.drafting.phrases.patterns import (
    CARDINAL,
    GAP,
    HEDGE,
    NEARLY,
    PARTIES,
    PASS_PLAIN,
    PASSED,
    PASSING,
    PERCENT,
    THRESHOLD,
    O,
    compiled,
    number_of,
)
from crosstally.claims.drafting.places import place_of
from crosstally.claims.drafting.subjects import is_subject
from crosstally.election.printed import Printed

_OVER = (
    r"(?: (?:itself|her way|his way|its way))?(?: (?:across|over|past|above|through|by|into|"
    r"beyond))?"
    r"(?: just)?"
)
_SCARCELY = (
    r"(?:narrowly |just |barely |only just |scarcely |thereby |thus |also |safely |easily )*"
)
_WITH = rf"(?:,? (?:with|on|at|с) \d[\d.,]*(?<!,)(?:{PERCENT})?(?: of the votes?)?,?)?"
_ENOUGH = (
    r"(?:(?:managed|was able|were able)|(?:(?:polled|won|got|took|gained|received|did) )?(?:just |"
    r"barely )?"
    r"enough(?: votes)?) to"
)
_PASS = (
    compiled(
        rf"(?P<options>{PARTY_LIST}|{O}){_WITH}{GAP}(?:both |all )?"
        rf"(?:{_ENOUGH} {_SCARCELY}(?:{PASS_PLAIN})|{_SCARCELY}{PASSED}){_OVER} {THRESHOLD}"
    ),
    compiled(
        rf"(?P<options>{O})[^;:{OPTION}]{{0,90}}?, (?:and |thereby |thus |so |just |narrowly |"
        rf"barely |"
        rf"only )*(?:{PASSING}){_OVER} {THRESHOLD}"
    ),
    compiled(
        rf"(?P<options>{O})[^;:{OPTION}]{{0,90}}?(?:,| (?:finished|came|came in|was|is|ended|ended "
        rf"up|"
        rf"landed|polled|got|stood)) (?:just |only just |barely |narrowly |slightly |only |"
        rf"a (?:little|sliver|whisker|fraction|hair|touch|shade|nose|notch) )+(?:above|over|past) "
        rf"{THRESHOLD}"
    ),
)
_FALL_SHORT = compiled(
    rf"(?P<options>{PARTY_LIST}|{O}){GAP}(?:all |both )?(?:also |well |far |just |narrowly )*"
    rf"(?:(?:failed|fails|were unable|was unable) to (?:clear|pass|cross|overcome|surpass|reach|"
    rf"meet|get|make it)|"
    rf"(?:did not|didn't|could not|couldn't) (?:even )?(?:clear|pass|cross|overcome|surpass|reach|"
    rf"meet|get|make it)|не (?:преодолел[аи]?|прошл[аи]|набрал[аи]?|смогл[аи] преодолеть)|"
    rf"(?:fell|fall|falls|finished|stayed|remained|came|ended(?: up)?|were|was|is|are) "
    rf"(?:well |far |just |narrowly )*(?:short of|below|under|beneath)){_OVER} "
    rf"(?:{THRESHOLD})(?! (?:in|at|of) (?!the (?:election|vote|ballot|poll)))"
)
_HOW_MANY = (
    compiled(
        rf"{HEDGE}{CARDINAL}(?: of (?:the )?(?P<of>\w+))?(?: {PARTIES})? (?:have |had )?{PASSED}"
        rf"{_OVER} {THRESHOLD}"
    ),
    compiled(
        rf"{THRESHOLD} (?:was|had been|has been) (?:cleared|passed|crossed|overcome|surpassed|"
        rf"reached|met) by {HEDGE}{CARDINAL}(?: of (?:the )?(?P<of>\w+))? {PARTIES}"
    ),
)


_FOR_MONEY = re.compile(
    r"\s+(?:for|of) (?:\w+ ){0,2}(?:funding|financing|subsid\w+|refunds?|deposits?|money)\b", re.I
)
"""A threshold of another kind."""


def threshold(context: Context) -> None:
    """Who passes the threshold of the contest's rule, who does not, and how many do."""
    rule = context.contest.rule
    if rule is None or rule.threshold is None:
        return
    for pattern, side in (*((one, "at_least") for one in _PASS), (_FALL_SHORT, "below")):
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
    if not plain or not (short or is_subject(context, match, "options")):
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
    words: dict[str, Any] = {"seven": "7", "five": "5", "four": "4", "three": "3", "ten": "10"}
    words |= {"семи": "7", "пяти": "5", "трех": "3", "трёх": "3", "десяти": "10"}
    return Printed.percent(words.get(text.casefold(), text)).value
