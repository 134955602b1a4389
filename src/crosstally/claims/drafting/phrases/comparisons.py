"""One option against another: “A won more votes than B”, “fourth place went to C”."""

from __future__ import annotations

import re
from itertools import chain

from crosstally.claims.drafting.context import Context, every_match
from crosstally.claims.drafting.phrases.figures import COUNTED, figure_test, state
from crosstally.claims.drafting.phrases.patterns import GAP, HEDGE, ORDINALS, WON, O, compiled
from crosstally.claims.drafting.subjects import is_subject

_THE = r"(?:the )?(?:party )?[«“\"]?"
_OTHER = rf"{_THE}(?P<other>{O})(?!'s)[»”\"]?(?: party)?"
_END = (
    r"(?=$|\s*[.;:)\"”»!?]|,? (?:but|while|whereas)\b|, (?!\d|the\b|and\b|or\b)|"
    r" (?:nationwide|overall|by (?:\d|(?:just|only|fewer|less|more|some|about|over|nearly)\b)|"
    r"in (?:the|this|sunday's) (?:election|vote|poll|"
    r"ballot)|according|and (?:came|finished|took|won|got|entered|secured)|"
    r"but|did\b|said))"
)
"""What may follow the other option: no second one beside it."""
_WHAT = r"(?P<what>seats|votes|mandates|ballots)"
_MORE = compiled(
    rf"(?P<option>{O}){GAP}{WON} (?P<more>more|fewer|less) {_WHAT} than {_OTHER}{_END}"
)
_MORE_NEXT = compiled(rf",? (?:but|and) (?P<more>more|fewer|less) than {_OTHER}{_END}")
_MORE_FOR = compiled(
    rf"(?P<more>more|fewer|less) {_WHAT} (?:(?:were |was |had been |have been )?(?:cast|given|won|"
    rf"taken|received|went|gone|recorded|counted) )(?P<to>for|to|by) (?:the )?(?P<option>{O}) than "
    rf"(?:were )?(?P=to) {_OTHER}{_END}"
)
_CAME = r"(?:finished|came|placed|was|is|ended(?: up)?) (?:just |narrowly |far |well )?"
_LEADING = (
    rf"(?:outpolled|outpolls|outperformed|overtook|defeated|beat|edged(?: out)?|{_CAME}ahead of)"
)
_TRAILING = (
    rf"(?:trailed|trails|lost to|(?:was|were) (?:beaten|outpolled|overtaken|defeated) by|"
    rf"{_CAME}behind)"
)
_AHEAD = compiled(rf"(?P<option>{O}){GAP}(?:(?P<more>{_LEADING})|{_TRAILING}) {_OTHER}{_END}")
_POINTS = r"(?P<points>\d{1,2}(?:[.,]\d{1,2})?)[ -](?:percentage[ -])?points?"
_FAR = rf"{HEDGE}(?:{COUNTED}(?: more)? (?:votes|ballots)|{_POINTS})"
_MARGINS = (
    compiled(
        rf"(?P<option>{O}){GAP}(?:led|leads|{_LEADING}|(?P<behind>{_TRAILING})) {_OTHER},? "
        rf"by {_FAR}"
    ),
    compiled(
        rf"(?P<option>{O}){GAP}(?:finished|came(?: in)?|was|is|ended(?: up)?|stood) {_FAR} "
        rf"(?:ahead of|in front of|clear of|(?P<behind>behind)) {_OTHER}"
    ),
    compiled(
        rf"(?P<option>{O}){GAP}{WON} {HEDGE}{COUNTED} "
        rf"(?:more votes|votes more|(?P<behind>fewer votes|votes fewer)) than {_OTHER}"
    ),
)
_IN_A_POLL = re.compile(
    r"\s+(?:in|among|with) (?:the |a |our )?(?:\w+ )?(?:polls?|surveys?)\b", re.I
)
_MOST = compiled(
    rf"(?P<option>{O}){GAP}{WON} (?:by far )?the (?P<most>most|fewest) "
    rf"(?P<what>votes|ballots|seats)(?=\s*(?:$|[.;:)\"”»!?]|,(?! \w+ (?:of|than)))|"
    rf" (?:of (?:all|any)\b|nationwide|overall|in the (?:election|country)))"
)
_PLACE_NAMES = r"(?P<place>first|second|third|fourth|fifth|sixth|seventh)"
_PLACE_TO = compiled(
    rf"{_PLACE_NAMES} (?:place|spot|position) (?:went|goes|fell|was (?:taken|won|held|occupied)|"
    rf"belonged|belongs) (?:to|by) {_THE}(?P<option>{O})(?!'s)[»”\"]?"
)
_PLACE_NEXT = compiled(
    rf"(?:,|,? and) {_PLACE_NAMES}(?: place)?(?: went)? (?:to|by) {_THE}"
    rf"(?P<option>{O})(?!'s)[»”\"]?"
)


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
