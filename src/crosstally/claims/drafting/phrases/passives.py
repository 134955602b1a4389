"""Figures that stand before their verb and their option: “83 seats were won by A, and 8 by B”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.phrases.figures import figure_test, state
from crosstally.claims.drafting.phrases.patterns import GRAMMAR

_SAID = GRAMMAR.extended(
    be=r"(?:(?:was|were|is|are|has been|have been|had been|will be|being) )",
    the=r"(?:the )?(?:(?:ruling|opposition|pro-\w+) )?(?:party )?[«“\"]?",
    in_vote=r"""
        (?: in (?:the |this |sunday's )?(?:[\w-]+ ){0,3}(?:election|elections|vote|poll|
        ballot))?""",
    by=r"""
        (?:{be}?(?:also |all )?(?:won|taken|received|polled|captured|secured|gained|obtained|
        gathered|collected|garnered|occupied|held|filled) by)""",
    to=r"""
        (?:(?:had |have |will )?(?:went|go|goes|gone|fell|fall) to|{be}(?:also )?(?:given|awarded|
        allocated|allotted|assigned|handed) to|{be}(?:also )?(?:cast|marked|recorded|registered|
        counted|given) (?:for|in favou?r of))""",
    verb=r"(?:{by}|{to})",
    receiver=r"{the}{option}(?!'s|s')[»”\"]?",
    seat_word=r"(?:seats?|mandates?|deputies)",
    of_seats=r"(?: of (?:the )?(?P<total>\d+))?(?: of)?(?: (?!more|fewer|less)[a-z-]+)?",
)
_FIRST = {
    "share": _SAID.phrase(r"""
        {percentage}{of_vote}{in_vote}(?: (?:{by}|{to}) |(?<=percent) (?:chose|backed|supported|
        opted for|voted for) | of (?:the |all )?(?:voters|those voting|those who (?:had )?(?:voted|
        took part)) (?:had )?(?:chose|chosen|backed|supported|opted for|favou?red|voted for|
        cast their (?:votes?|ballots?) for|put their (?:trust|faith) in|gave their (?:votes?|
        ballots?|support) to) ){receiver}"""),
    "seats": _SAID.phrase(r"""
        (?<!\bof\sthe\s)(?<!\bof\s){hedge}{cardinal}{of_seats} {seat_word},? {verb} {receiver}"""),
    "votes": _SAID.phrase(r"""
        {hedge}{scaled} (?:valid )?(?:votes|ballots|people|voters)(?: cast)?{in_vote} (?:{verb}|
        (?:cast|gave|have cast|had cast) (?:their|a) (?:votes?|ballots?) (?:for|to)|voted for|
        cast for|(?:had )?(?:chose|chosen|backed|supported|opted for)) {receiver}"""),
}
_OF_THE_SEATS = _SAID.phrase(r"""
    (?:of|among) (?:the )?
    (?P<total>\d+) (?:[a-z-]+ )?{seat_word}[^,;:\d]{0,40}, {hedge}{cardinal} {verb} {receiver}""")
"""“Of the 98 seats, eight will be occupied by A”."""
_NO_SEAT = (
    _SAID.phrase(r"(?:not (?:a single|one|a)|no) seats?(?: at all)? {verb} {receiver}"),
    _SAID.phrase(r"""
        {option}[»”\"]? (?:party )?(?:(?:has |have )?(?:won|got|gained|received|took|secured|has|
        holds) (?:no|not (?:a single|one)) seats?|(?:did not|didn't) (?:win|get|gain|receive|take|
        secure) (?:any|a(?: single)?) seats?|(?:was|were|is|ended up|finished|
        remained) (?:left )?without (?:a(?: single)? seat|seats|any seats))"""),
)
_NEXT = {
    measure: _SAID.phrase(
        rf"(?:,|;|,? and|, while|,? compared (?:with|to)|,? against) ?{figure} "
        r"(?:(?:{verb}|by|to|for) )?{receiver}(?={tail})"
    )
    for measure, figure in (
        ("share", "{hedge}{number}(?:{percent})?"),
        ("seats", "{hedge}{cardinal}(?: {seat_word})?"),
        ("votes", "{hedge}{scaled}(?: votes| ballots)?"),
    )
}
_LIST_BEFORE = _SAID.words(r"[\d%]{percent}?,?\s+(?:(?:and|или|и|or)\s+)?$")
_LIST_AFTER = re.compile(
    GRAMMAR.text(r"\s*(?:,|,?\s+and|,?\s+or)\s+(?:the\s+)?[«“\"]?{O}(?!\s+\w*\s*\d)")
)
_TAIL = re.compile(GRAMMAR.text("{tail}"))


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
    if option is None or _TAIL.match(context.mask[match.end() :]) is None:
        return
    if _LIST_AFTER.match(context.mask, match.end()) or (
        match.re is not _NEXT[measure] and _LIST_BEFORE.search(context.mask[: match.start("num")])
    ):
        return  # a figure or an option of a list
    state(context, match, figure_test(context, match, measure, option))


def _none(context: Context, match: re.Match[str]) -> None:
    option = context.option(match)
    if option is not None and _TAIL.match(context.mask[match.end() :]):
        test = {"measure": "seats", "option": option, "equals": "0"}
        state(context, match, test, denies=True)
