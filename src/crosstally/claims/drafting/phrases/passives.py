"""Figures that stand before their verb and their option: “83 seats were won by A, and 8 by B”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.phrases.figures import SCALED, figure_test, state
from crosstally.claims.drafting.phrases.patterns import (
    CARDINAL,
    HEDGE,
    NUMBER,
    OF_VOTE,
    PERCENT,
    TAIL,
    O,
    compiled,
)

_BE = r"(?:(?:was|were|is|are|has been|have been|had been|will be|being) )"
_THE = r"(?:the )?(?:(?:ruling|opposition|pro-\w+) )?(?:party )?[«“\"]?"
_IN_VOTE = (
    r"(?: in (?:the |this |sunday's )?(?:[\w-]+ ){0,3}(?:election|elections|vote|poll|ballot))?"
)
_BY = (
    rf"(?:{_BE}?(?:also |all )?(?:won|taken|received|polled|captured|secured|gained|obtained|"
    rf"gathered|collected|garnered|occupied|held|filled) by)"
)
_TO = (
    rf"(?:(?:had |have |will )?(?:went|go|goes|gone|fell|fall) to|"
    rf"{_BE}(?:also )?(?:given|awarded|allocated|allotted|assigned|handed) to|"
    rf"{_BE}(?:also )?(?:cast|marked|recorded|registered|counted|given) (?:for|in favou?r of))"
)
_VERB = rf"(?:{_BY}|{_TO})"
_OPTION = rf"{_THE}(?P<option>{O})(?!'s|s')[»”\"]?"
_SEAT_WORD = r"(?:seats?|mandates?|deputies)"
_OF_SEATS = r"(?: of (?:the )?(?P<total>\d+))?(?: of)?(?: (?!more|fewer|less)[a-z-]+)?"
_FIRST = {
    "share": compiled(
        rf"{HEDGE}{NUMBER}{PERCENT}{OF_VOTE}{_IN_VOTE}"
        rf"(?: (?:{_BY}|{_TO}) |(?<=percent) (?:chose|backed|supported|opted for|voted for) |"
        rf" of (?:the |all )?(?:voters|those voting|those who (?:had )?(?:voted|took part)) "
        rf"(?:had )?(?:chose|chosen|backed|supported|opted for|favou?red|voted for|"
        rf"cast their (?:votes?|"
        rf"ballots?) for|"
        rf"put their (?:trust|faith) in|gave their (?:votes?|ballots?|support) to) )"
        rf"{_OPTION}"
    ),
    "seats": compiled(
        rf"(?<!\bof\sthe\s)(?<!\bof\s){HEDGE}{CARDINAL}{_OF_SEATS} {_SEAT_WORD},? {_VERB} {_OPTION}"
    ),
    "votes": compiled(
        rf"{HEDGE}{SCALED} (?:valid )?(?:votes|ballots|people|voters)(?: cast)?{_IN_VOTE} "
        rf"(?:{_VERB}|(?:cast|gave|have cast|had cast) (?:their|a) (?:votes?|ballots?) (?:for|to)|"
        rf"voted for|cast for) {_OPTION}"
    ),
}
_OF_THE_SEATS = compiled(
    rf"(?:of|among) (?:the )?(?P<total>\d+) (?:[a-z-]+ )?{_SEAT_WORD}[^,;:\d]{{0,40}}, "
    rf"{HEDGE}{CARDINAL} {_VERB} {_OPTION}"
)
"""“Of the 98 seats, eight will be occupied by A”."""
_NO_SEAT = (
    compiled(rf"(?:not (?:a single|one|a)|no) seats?(?: at all)? {_VERB} {_OPTION}"),
    compiled(
        rf"(?P<option>{O})[»”\"]? (?:party )?(?:(?:has |have )?(?:won|got|gained|received|took|"
        rf"secured|has|holds) (?:no|not (?:a single|one)) seats?|(?:did not|didn't) "
        rf"(?:win|get|gain|receive|take|secure) (?:any|a(?: single)?) seats?|"
        rf"(?:was|were|is|ended up|finished|remained) (?:left )?without (?:a(?: single)? seat|"
        rf"seats|any seats))"
    ),
)
_MORE = {
    "share": rf"{HEDGE}{NUMBER}(?:{PERCENT})?",
    "seats": rf"{HEDGE}{CARDINAL}(?: {_SEAT_WORD})?",
    "votes": rf"{HEDGE}{SCALED}(?: votes| ballots)?",
}
_NEXT = {
    measure: compiled(
        rf"(?:,|;|,? and|, while) ?{figure} (?:(?:{_VERB}|by|to|for) )?{_OPTION}(?={TAIL})"
    )
    for measure, figure in _MORE.items()
}
_LIST_BEFORE = re.compile(rf"[\d%]{PERCENT}?,?\s+(?:(?:and|или|и|or)\s+)?$", re.I)
_LIST_AFTER = re.compile(rf"\s*(?:,|,?\s+and|,?\s+or)\s+(?:the\s+)?[«“\"]?{O}(?!\s+\w*\s*\d)")


def passives(context: Context) -> None:
    """Shares, seats and votes that are said to have gone to options, one after another."""
    for measure, pattern in _FIRST.items():
        for match in pattern.finditer(context.mask):
            for one in _row(context, match, measure):
                _given(context, one, measure)
    for match in _OF_THE_SEATS.finditer(context.mask):
        for one in _row(context, match, "seats"):
            _given(context, one, "seats")
    for pattern in _NO_SEAT:
        for match in pattern.finditer(context.mask):
            _none(context, match)


def _row(context: Context, match: re.Match[str], measure: str) -> Iterator[re.Match[str]]:
    """The statement and those that go on from it, as long as each names one option."""
    following: re.Match[str] | None = match
    while following is not None:
        yield following
        following = _NEXT[measure].match(context.mask, following.end())


def _given(context: Context, match: re.Match[str], measure: str) -> None:
    option = context.option(match)
    if option is None or re.match(TAIL, context.mask[match.end() :]) is None:
        return
    if _LIST_AFTER.match(context.mask, match.end()) or (
        match.re is not _NEXT[measure] and _LIST_BEFORE.search(context.mask[: match.start("num")])
    ):
        return  # a figure or an option of a list
    state(context, match, figure_test(context, match, measure, option))


def _none(context: Context, match: re.Match[str]) -> None:
    option = context.option(match)
    if option is not None and re.match(TAIL, context.mask[match.end() :]):
        test = {"measure": "seats", "option": option, "equals": "0"}
        state(context, match, test, denies=True)
