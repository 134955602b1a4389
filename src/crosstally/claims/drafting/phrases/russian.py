"""How Russian agencies put results: places, shares, seats and margins in words of their own."""

from __future__ import annotations

import re

from crosstally.claims.drafting.context import Context, Drafted, every_match
from crosstally.claims.drafting.lexicon import RUSSIAN_ORDINALS
from crosstally.claims.drafting.phrases.figures import figure_test, percent_text, state
from crosstally.claims.drafting.phrases.patterns import GRAMMAR, ORDINALS
from crosstally.claims.drafting.phrases.turnout import time_of
from crosstally.claims.drafting.subjects import is_subject

_SAID = GRAMMAR.extended(
    quoted=r"(?:парти\w+ |кандидат\w* )?[«“\"]?{option}[»”\"]?(?: ?\([^)\d]{1,40}\))?",
    other=r"(?:парти\w+ )?[«“\"]?(?P<other>{O})[»”\"]?(?: ?\([^)\d]{1,40}\))?",
    place=rf"(?P<place>{RUSSIAN_ORDINALS})\w+",
    figure=r"{percentage}{of_vote}{tail}",
    has=r"(?: с результатом(?: в)?| с|, (?:у (?:него|не[её]|них)|набрав\w*|получив\w*)| ?[–—-])",
    mandates=r"{cardinal}(?: из (?P<total>\d+))? (?:депутатск\w+ )?(?:мандат\w*|мест[оа]?\b)",
    ends=r"(?=$|\s*[,.;:)!?]|\s[–—-]\s| с результатом| с \d)",
)
_PLACED = (
    _SAID.phrase(r"на {place} месте(?: оказал\w+| ид[её]т)? ?(?:[–—-] ?)?{quoted}{ends}"),
    _SAID.phrase(r"{place} место (?:занял[аио]?|досталось|за|у) {quoted}{ends}"),
)
_PLACED_NEXT = _SAID.phrase(
    r"[^;:{OPTION}]{0,60}?, (?:а )?{place}(?: место)? ?[–—-] ?(?:у )?{quoted}{ends}"
)
_SHARE_OF_IT = _SAID.phrase(r"{has} {figure}")
_SHARES = (
    _SAID.phrase(r"""
        {option}[»”\"]?(?: ?\([^)\d]{1,40}\))?, за котор\w+ (?:проголосовал\w*|
        отдал\w* (?:свои )?голоса) {figure}"""),
    _SAID.phrase(r"{quoted} поддержал[аио]? {figure}"),
    _SAID.phrase(r"(?:^|(?<=[,;]\s)|(?<=\bа\s))у {quoted} ?[–—-]? ?{figure}"),
)
_BELOW_AND_SHARE = _SAID.phrase(r"""
    {option}[»”\"]? не (?:преодолел[аио]?|прошл[аио]|смогл[аио] преодолеть) {threshold}, (?:получив|
    набрав) {figure}""")
_SEATS_TOO = _SAID.phrase(r" ?(?:,|и)(?: ещ[её])? {mandates}")
_SEATS_DIVIDED = _SAID.phrase(r"""
    (?:мандат\w*|мест[ао])(?: между парти\w+| в (?:нов\w+ )?(?:\w+ )?(?:созыве|дум\w+|собрани\w+|
    совет\w*|парламент\w*))? распредел\w+(?: следующим образом| так)?: {quoted} ?[–—-] ?
    {cardinal}(?=$|\s*[,.;])""")
_MARGIN = _SAID.phrase(r"""
    {option}{gap}(?:опередил[аио]?|обошл[аио]|обош[её]л) {other} (?:(?P<hedge>более чем|менее чем|
    почти|примерно) )?на (?:{counted} голос\w*|(?P<points>\d{1,2}(?:[.,]\d{1,2})?)(?:{percent})?
    (?:\s*процентн\w+)?(?: пункт\w*| ?п\. ?п\.))""")
_WON_AREA = _SAID.phrase(r"""
    ^\W*(?:а |но |и )?во? {the}(?P<area>{A}),? (?:победил[аио]?|выиграл[аио]?|
    перв\w+ место занял[аио]?|перв\w+ (?:стал[аио]?|был[аио]?)) {quoted}(?=$|\s*[.;!?])""")
_TURNOUT_ABOVE = _SAID.phrase(r"""
    во? {the}(?P<area>{A}),? явка(?: избирателей)? превысила {number}{percent}{tail}""")
_VOTERS = (
    (
        "registered",
        _SAID.phrase(r"""
            в списк\w+(?: избирателей)? (?:был[иао] )?(?:внес[её]н\w+|включ[её]н\w+|числ\w+|
            значил\w+) {hedge}{large} (?:человек|избирател)\w*"""),
    ),
    (
        "registered",
        _SAID.phrase(r"""
            ^\W*всего (?:в|на|по) [^,.;:\d]{2,40} (?:зарегистрирован\w+ |насчитывается )?
            {hedge}{large} избирател\w*(?=$|\s*[,.;:!])"""),
    ),
    (
        "cast",
        _SAID.phrase(r"""
            (?:голосовании|выборах) (?:приняли участие|участвовал\w+) {hedge}{large} (?:человек|
            избирател|горожан|жител)\w*"""),
    ),
)


def russian(context: Context) -> None:
    """Places, shares, seats, margins, turnout and voters, as Russian agencies put them."""
    for pattern in _PLACED:
        for match in pattern.finditer(context.mask):
            following: re.Match[str] | None = match
            while following is not None:
                _placed(context, following)
                following = _PLACED_NEXT.match(context.mask, following.end())
    for pattern in _SHARES:
        for match in every_match(pattern, context.mask):
            _said(context, match, "share")
    for match in every_match(_BELOW_AND_SHARE, context.mask):
        option = context.option(match)
        if option is not None:
            state(context, match, figure_test(context, match, "share", option), denies=True)
    for item in list(context.found):
        if item.test["measure"] == "share" and "option" in item.test and "area" not in item.test:
            _seats_too(context, item)
    for match in _SEATS_DIVIDED.finditer(context.mask):
        _said(context, match, "seats")
    for match in every_match(_MARGIN, context.mask):
        _margin(context, match)
    for match in _WON_AREA.finditer(context.mask):
        option = context.option(match)
        if option is not None:
            state(context, match, {"measure": "rank", "option": option, "equals": "1"})
    for match in _TURNOUT_ABOVE.finditer(context.mask):
        _turnout_above(context, match)
    for measure, voters in _VOTERS:
        for match in voters.finditer(context.mask):
            state(context, match, figure_test(context, match, measure))


def _said(context: Context, match: re.Match[str], measure: str) -> bool:
    option = context.option(match)
    if option is None:
        return False
    return state(context, match, figure_test(context, match, measure, option))


def _placed(context: Context, match: re.Match[str]) -> None:
    """A place, and the share that is said with it."""
    option = context.option(match)
    if option is None:
        return
    place = str(ORDINALS[match["place"].casefold()])
    if not state(context, match, {"measure": "rank", "option": option, "equals": place}):
        return
    beside = _SHARE_OF_IT.match(context.mask, match.end())
    if beside is not None:
        state(context, beside, figure_test(context, beside, "share", option))


def _seats_too(context: Context, item: Drafted) -> None:
    """“У A – 22,7% голосов и пять мандатов”."""
    beside = _SEATS_TOO.match(context.mask, item.end)
    if beside is not None:
        option = str(item.test["option"])
        state(context, beside, figure_test(context, beside, "seats", option), item.notes)


def _margin(context: Context, match: re.Match[str]) -> None:
    option, other = context.option(match), context.option(match, "other")
    if option is None or other in (None, option) or not is_subject(context, match):
        return
    points = match["points"]
    measure = "votes" if points is None else "share"
    test = figure_test(context, match, measure, option, points)
    notes = (*context.note(match), *context.note(match, "other"))
    state(context, match, test and {**test, "ahead_of": other}, notes)


def _turnout_above(context: Context, match: re.Match[str]) -> None:
    area, when = context.area(match, "area"), time_of(context, *match.span())
    if area is not None and when is not None and context.clear(*match.span()):
        test = {"measure": "turnout", "area": area, "above": percent_text(match["num"]), **when}
        context.add(*match.span(), test)
