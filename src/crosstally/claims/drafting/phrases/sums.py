"""Several options at once, how far one is ahead of another, and parts of the vote in words.

“A and B together won 9 percent”, “A beat B by 19,617 votes”, “A won more than half of the vote”.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from crosstally.claims.drafting.context import (
    Context,
    every_match,
    is_rounded,
    number_test,
    percent_text,
)
from crosstally.claims.drafting.mentions import OPTION
from crosstally.claims.drafting.phrases.lists import PARTY_LIST, goes_on_to_the_left
from crosstally.claims.drafting.phrases.patterns import (
    ARTICLE,
    GAP,
    HEDGE,
    HEDGE_WORDS,
    NUMBER,
    OF_VOTE,
    PERCENT,
    TAIL,
    WON,
    O,
    compiled,
)
from crosstally.claims.drafting.places import place_of
from crosstally.claims.drafting.subjects import is_subject

_THE = r"(?:the )?(?:party )?[«“\"]?"
_OTHER = rf"{_THE}(?P<other>{O})(?!'s)[»”\"]?(?: party)?"
_COUNT = r"(?P<votes>\d{1,3}(?:[, ]\d{3})+|\d{1,12})(?: more)? (?:votes|ballots)"
_POINTS = r"(?P<points>\d{1,2}(?:[.,]\d{1,2})?)[ -](?:percentage[ -])?points?"
_FAR = rf"{HEDGE}(?:{_COUNT}|{_POINTS})"
_LEADING = (
    r"(?:outpolled|outpolls|outperformed|overtook|defeated|beat|led|leads|edged(?: out)?|"
    r"(?:finished|came|placed|was|is|ended(?: up)?) (?:just |narrowly |far |well )?ahead of)"
)
_TRAILING = (
    r"(?:(?P<behind>trailed|trails|lost to|(?:was |were )(?:beaten|outpolled|defeated) by|"
    r"(?:finished|came|placed|was|is|ended(?: up)?) (?:just |narrowly |far |well )?behind))"
)
_MARGINS = (
    compiled(rf"(?P<option>{O}){GAP}(?:{_LEADING}|{_TRAILING}) {_OTHER},? by {_FAR}"),
    compiled(
        rf"(?P<option>{O}){GAP}(?:finished|came(?: in)?|was|is|ended(?: up)?|stood) {_FAR} "
        rf"(?:ahead of|in front of|clear of|(?P<behind>behind)) {_OTHER}"
    ),
    compiled(
        rf"(?P<option>{O}){GAP}{WON} {HEDGE}(?P<votes>\d{{1,3}}(?:[, ]\d{{3}})+|\d{{1,12}}) "
        rf"(?:more votes|votes more|(?P<behind>fewer votes|votes fewer)) than {_OTHER}"
    ),
)
_IN_A_POLL = re.compile(
    r"\s+(?:in|among|with) (?:the |a |our )?(?:\w+ )?(?:polls?|surveys?)\b", re.I
)
_JOINTLY = r"(?:together|combined|jointly|between them|taken together|all together)"
_SUMS = (
    compiled(
        rf"(?P<options>{PARTY_LIST}),? (?:{_JOINTLY},? (?:{WON}|have|account for) |"
        rf"{WON} (?:an? (?:combined|total|joint) )|{WON} (?=[^;:]{{1,60}}\b{_JOINTLY}\b))"
        rf"{ARTICLE}{HEDGE}{NUMBER}{PERCENT}{OF_VOTE}(?: {_JOINTLY})?{TAIL}"
    ),
    compiled(
        rf"{_JOINTLY},? (?:the )?(?P<options>{PARTY_LIST}),? (?:{WON}|have|account for) "
        rf"{ARTICLE}{HEDGE}{NUMBER}{PERCENT}{OF_VOTE}{TAIL}"
    ),
)
_PARTS = {
    "half": "1/2",
    "a half": "1/2",
    "one half": "1/2",
    "a third": "1/3",
    "one third": "1/3",
    "two thirds": "2/3",
    "a quarter": "1/4",
    "one quarter": "1/4",
    "three quarters": "3/4",
    "a fifth": "1/5",
    "one fifth": "1/5",
    "two fifths": "2/5",
    "three fifths": "3/5",
    "four fifths": "4/5",
    "a tenth": "1/10",
    "one tenth": "1/10",
    "nine tenths": "9/10",
}
"""Parts in words → the exact share. Said without a word such as “more than” they are rounded by
nobody knows how much, and make no test."""
_PART = "(?P<part>" + "|".join(sorted(_PARTS, key=len, reverse=True)).replace(" ", "[ -]") + ")"
_PART_OF_VOTE = compiled(
    rf"(?P<option>{O}){GAP}{WON} {HEDGE}{_PART} of (?:the |all )?"
    rf"(?:(?:valid|national|popular|total) )*(?P<base>votes?(?: cast)?|ballots?(?: cast)?){TAIL}"
)
_PART_TURNED_OUT = compiled(
    rf"{HEDGE}{_PART} of (?:the |all )?(?:country's )?(?:registered |eligible )?"
    rf"(?:voters|electorate|electors) (?:had )?(?:turned (?:out|up)|voted|took part|participated|"
    rf"cast (?:their |a )?(?:ballots?|votes?)|went to the polls)(?! for| against|,? (?:in|at) )"
)


def sums(context: Context) -> None:
    """Margins between options, sums of several, and parts of the vote."""
    for match in chain.from_iterable(every_match(one, context.mask) for one in _MARGINS):
        _margin(context, match)
    for match in chain.from_iterable(one.finditer(context.mask) for one in _SUMS):
        _sum(context, match)
    for match in every_match(_PART_OF_VOTE, context.mask):
        option = context.option(match)
        if option is not None and is_subject(context, match):
            _part(context, match, {"measure": "share", "option": option}, context.note(match))
    for match in _PART_TURNED_OUT.finditer(context.mask):
        _part(context, match, {"measure": "turnout"}, ())


def _margin(context: Context, match: re.Match[str]) -> None:
    option, other = context.option(match), context.option(match, "other")
    place = place_of(context, match)
    if option is None or other in (None, option) or place is None:
        return
    if not is_subject(context, match) or not context.clear(*match.span()):
        return
    if _IN_A_POLL.match(context.mask, match.end()):
        return
    points = match.groupdict().get("points")
    measure = "votes" if points is None else "share"
    value = re.sub(r"\D", "", match["votes"]) if points is None else percent_text(points)
    ahead, behind = (other, option) if match["behind"] else (option, other)
    test = number_test(measure, ahead, match["hedge"], value)
    if test is None or is_rounded(test) or (measure == "votes" and "about" in test):
        return
    notes = (*context.note(match), *context.note(match, "other"))
    context.add(*match.span(), {**test, "ahead_of": behind, **place}, notes)


def _sum(context: Context, match: re.Match[str]) -> None:
    start = match.start("options")
    mentions = [
        context.read.at(start + name.start())
        for name in re.finditer(rf"{OPTION}+", match["options"])
    ]
    ids = [mention.id for mention in mentions if mention is not None and mention.id]
    place = place_of(context, match)
    if len(set(ids)) < len(mentions) or len(ids) < 2 or place is None:
        return
    if goes_on_to_the_left(context.mask[: match.start()]) or not context.clear(*match.span()):
        return
    test = number_test("share", ids[0], match["hedge"], percent_text(match["num"]))
    if test is not None:
        notes = tuple(chain.from_iterable(context.note_of(mention) for mention in mentions))
        context.add(*match.span(), {**test, "together_with": ids[1:], **place}, notes)


def _part(
    context: Context, match: re.Match[str], test: dict[str, Any], notes: tuple[str, ...]
) -> None:
    hedge = HEDGE_WORDS.get(re.sub(r"\s+", " ", (match["hedge"] or "").casefold()), "")
    place = place_of(context, match)
    if hedge not in ("above", "below", "at_least", "at_most") or place is None:
        return
    if context.clear(*match.span()):
        part = _PARTS[re.sub(r"[\s-]+", " ", match["part"].casefold())]
        context.add(*match.span(), {**test, hedge: part, **place}, notes)
