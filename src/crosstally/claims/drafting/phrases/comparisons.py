"""One option against another: “A won more votes than B”, “fourth place went to C”."""

from __future__ import annotations

import re
from itertools import chain

from crosstally.claims.drafting.context import Context, every_match
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.lexicon import ENGLISH_ORDINALS
from crosstally.claims.drafting.phrases.figures import figure_test, state
from crosstally.claims.drafting.phrases.patterns import GRAMMAR, ORDINALS
from crosstally.claims.drafting.subjects import is_subject

_SAID = GRAMMAR.extended(
    the=r"(?:the )?(?:party )?[«“\"]?",
    other=r"{the}(?P<other>{O})(?!'s)[»”\"]?(?: party)?",
    # What may follow the other option: no second one beside it.
    end=r"""
        (?=$|\s*[.;:)\"”»!?]|,? (?:but|while|whereas)\b|, (?!\d|the\b|and\b|or\b)| (?:nationwide|
        overall|by (?:\d|(?:just|only|fewer|less|more|some|about|over|nearly)\b)|in (?:the|this|
        sunday's) (?:election|vote|poll|ballot)|according|and (?:came|finished|took|won|got|entered|
        secured)|but|did\b|said))""",
    what=r"(?P<what>seats|votes|mandates|ballots)",
    came=r"(?:finished|came|placed|was|is|ended(?: up)?) (?:just |narrowly |far |well )?",
    leading=r"""
        (?:outpolled|outpolls|outperformed|overtook|defeated|beat|edged(?: out)?|
        {came}ahead of)""",
    trailing=r"""
        (?:trailed|trails|lost to|(?:was|were) (?:beaten|outpolled|overtaken|defeated) by|
        {came}behind)""",
    points=r"(?P<points>\d{1,2}(?:[.,]\d{1,2})?)[ -](?:percentage[ -])?points?",
    far=r"{hedge}(?:{counted}(?: more)? (?:votes|ballots)|{points})",
    place_names=rf"(?P<place>{ENGLISH_ORDINALS})",
)
_MORE = _SAID.phrase(r"{option}{gap}{won} (?P<more>more|fewer|less) {what} than {other}{end}")
_MORE_NEXT = _SAID.phrase(r",? (?:but|and) (?P<more>more|fewer|less) than {other}{end}")
_MORE_FOR = _SAID.phrase(r"""
    (?P<more>more|fewer|less) {what} (?:(?:were |was |had been |have been )?(?:cast|given|won|taken|
    received|went|gone|recorded|counted) )(?P<to>for|to|
    by) (?:the )?{option} than (?:were )?(?P=to) {other}{end}""")
_AHEAD = _SAID.phrase(r"{option}{gap}(?:(?P<more>{leading})|{trailing}) {other}{end}")
_MARGINS = (
    _SAID.phrase(r"{option}{gap}(?:led|leads|{leading}|(?P<behind>{trailing})) {other},? by {far}"),
    _SAID.phrase(r"""
        {option}{gap}(?:finished|came(?: in)?|was|is|ended(?: up)?|stood) {far} (?:ahead of|
        in front of|clear of|(?P<behind>behind)) {other}"""),
    _SAID.phrase(r"""
        {option}{gap}{won} {hedge}{counted} (?:more votes|votes more|(?P<behind>fewer votes|
        votes fewer)) than {other}"""),
)
_IN_A_POLL = words(r"\s+(?:in|among|with) (?:the |a |our )?(?:\w+ )?(?:polls?|surveys?)\b")
_MOST = _SAID.phrase(r"""
    {option}{gap}{won} (?:by far )?the (?P<most>most|fewest) (?P<what>votes|ballots|
    seats)(?=\s*(?:$|[.;:)\"”»!?]|,(?! \w+ (?:of|than)))| (?:of (?:all|any)\b|nationwide|overall|
    in the (?:election|country)))""")
_PLACE_TO = _SAID.phrase(r"""
    {place_names} (?:place|spot|position) (?:went|goes|fell|was (?:taken|won|held|occupied)|
    belonged|belongs) (?:to|by) {the}{option}(?!'s)[»”\"]?""")
_PLACE_NEXT = _SAID.phrase(r"""
    (?:,|,? and) {place_names}(?: place)?(?: went)? (?:to|by) {the}{option}(?!'s)[»”\"]?""")


def comparisons(context: Context) -> None:
    """Options held against one another, how far they are apart, and places they took."""
    for pattern in (_MORE, _MORE_FOR, _AHEAD):
        for match in every_match(pattern, context.mask):
            _compared(context, match, pattern)
    for match in every_match(_MOST, context.mask):
        _most(context, match)
    for match in chain.from_iterable(every_match(one, context.mask) for one in _MARGINS):
        _margin(context, match)
    for match in _PLACE_TO.finditer(context.mask):
        following: re.Match[str] | None = match
        while following is not None:
            _placed(context, following)
            following = _PLACE_NEXT.match(context.mask, following.end())


def _compared(context: Context, match: re.Match[str], pattern: re.Pattern[str]) -> None:
    option = context.option(match)
    if option is None or not (pattern is _MORE_FOR or is_subject(context, match)):
        return
    following: re.Match[str] | None = match
    while following is not None:
        other, more = context.option(following, "other"), following["more"]
        if other not in (None, option):
            side = "above" if more and more.casefold() not in ("fewer", "less") else "below"
            test = {"measure": _measure(match), "option": option, side: {"option": other}}
            notes = (*context.note(match), *context.note(following, "other"))
            state(context, following, test, notes, start=match.start())
        following = _MORE_NEXT.match(context.mask, following.end())


def _measure(match: re.Match[str]) -> str:
    what = match.groupdict().get("what") or "votes"
    return "seats" if what.casefold() in ("seats", "mandates") else "votes"


def _most(context: Context, match: re.Match[str]) -> None:
    option = context.option(match)
    if option is not None and is_subject(context, match):
        test = {"measure": _measure(match), "option": option, "over": "options"}
        test["quantifier"] = "highest" if match["most"].casefold() == "most" else "lowest"
        state(context, match, test)


def _margin(context: Context, match: re.Match[str]) -> None:
    option, other = context.option(match), context.option(match, "other")
    if option is None or other in (None, option) or not is_subject(context, match):
        return
    if _IN_A_POLL.match(context.mask, match.end()):
        return
    points = match.groupdict().get("points")
    measure = "votes" if points is None else "share"
    ahead, behind = (other, option) if match["behind"] else (option, other)
    test = figure_test(context, match, measure, ahead, points)
    notes = (*context.note(match), *context.note(match, "other"))
    state(context, match, test and {**test, "ahead_of": behind}, notes)


def _placed(context: Context, match: re.Match[str]) -> None:
    option = context.option(match)
    if option is not None:
        place = str(ORDINALS[match["place"].casefold()])
        state(context, match, {"measure": "rank", "option": option, "equals": place})
