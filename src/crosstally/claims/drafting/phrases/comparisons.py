"""One option against another: “A won more votes than B”, “fourth place went to C”."""

from __future__ import annotations

import re

from crosstally.claims.drafting.context import Context, every_match
from crosstally.claims.drafting.phrases.patterns import GAP, ORDINALS, WON, O, compiled
from crosstally.claims.drafting.places import place_of
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
_AHEAD = compiled(
    rf"(?P<option>{O}){GAP}(?:(?P<more>outpolled|outpolls|outperformed|overtook|defeated|beat|"
    rf"edged(?: out)?|"
    rf"(?:finished|came|placed|was|ended(?: up)?) (?:just |narrowly |far |well )?ahead of)|"
    rf"(?:trailed|lost to|was (?:beaten|outpolled|overtaken|defeated) by|(?:finished|came|placed|"
    rf"was|ended(?: up)?) (?:just |narrowly |far |well )?behind)) {_OTHER}{_END}"
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
    """Options held against one another, and places that were taken by them."""
    for pattern in (_MORE, _MORE_FOR, _AHEAD):
        for match in every_match(pattern, context.mask):
            _compared(context, match, pattern)
    for match in every_match(_MOST, context.mask):
        _most(context, match)
    for match in _PLACE_TO.finditer(context.mask):
        following: re.Match[str] | None = match
        while following is not None:
            _placed(context, following)
            following = _PLACE_NEXT.match(context.mask, following.end())


def _compared(context: Context, match: re.Match[str], pattern: re.Pattern[str]) -> None:
    option = context.option(match)
    if option is None or not (pattern is _MORE_FOR or is_subject(context, match)):
        return
    what = match.groupdict().get("what") or "votes"
    measure = "seats" if what.casefold() in ("seats", "mandates") else "votes"
    following: re.Match[str] | None = match
    while following is not None:
        other, more = context.option(following, "other"), following["more"]
        place = place_of(context, following)
        known = other not in (None, option) and place is not None
        if known and context.clear(*following.span()) and not (place and measure == "seats"):
            side = "above" if more and more.casefold() not in ("fewer", "less") else "below"
            notes = (*context.note(match), *context.note(following, "other"))
            test = {"measure": measure, "option": option, side: {"option": other}, **(place or {})}
            context.add(match.start(), following.end(), test, notes)
        following = _MORE_NEXT.match(context.mask, following.end())


def _most(context: Context, match: re.Match[str]) -> None:
    option, place = context.option(match), place_of(context, match)
    if option is None or place is None or not is_subject(context, match):
        return
    measure = "seats" if match["what"].casefold() == "seats" else "votes"
    if not context.clear(*match.span()) or (place and measure == "seats"):
        return
    quantifier = "highest" if match["most"].casefold() == "most" else "lowest"
    test = {"measure": measure, "option": option, "over": "options", "quantifier": quantifier}
    context.add(match.start(), match.end(), {**test, **place}, context.note(match))


def _placed(context: Context, match: re.Match[str]) -> None:
    option, place = context.option(match), place_of(context, match)
    if option is None or place is None or not context.clear(*match.span()):
        return
    test = {"measure": "rank", "option": option, "equals": str(ORDINALS[match["place"].casefold()])}
    context.add(match.start(), match.end(), {**test, **place}, context.note(match))
