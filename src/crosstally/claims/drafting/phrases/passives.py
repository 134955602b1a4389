"""Figures that stand before their verb and their option: “83 seats were won by A, and 8 by B”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosstally.claims.drafting.context import Context, is_rounded, number_test, percent_text
from crosstally.claims.drafting.phrases.patterns import (
    CARDINAL,
    HEDGE,
    NUMBER,
    OF_VOTE,
    PERCENT,
    TAIL,
    O,
    compiled,
    number_of,
)
from crosstally.claims.drafting.places import place_of
from crosstally.election.printed import Printed

COUNT = (
    r"(?P<num>\d{1,3}(?:[, ]\d{3})+|\d{1,12}(?![.,]\d)|"
    r"\d{1,3}(?:[.,]\d{1,3})?(?= (?:million|thousand)\b))(?: (?P<scale>million|thousand))?"
)
"""A count of votes, in figures."""
_SCALES = {"million": 1_000_000, "thousand": 1_000}
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
        rf"{HEDGE}{COUNT} (?:valid )?(?:votes|ballots|people|voters)(?: cast)?{_IN_VOTE} "
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
    "votes": rf"{HEDGE}{COUNT}(?: votes| ballots)?",
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
    option, hedge = context.option(match), match["hedge"]
    behind = re.match(TAIL, context.mask[match.end() :])
    if option is None or behind is None or not context.clear(*match.span()):
        return
    if _LIST_AFTER.match(context.mask, match.end()) or (
        match.re is not _NEXT[measure] and _LIST_BEFORE.search(context.mask[: match.start("num")])
    ):
        return  # a figure or an option of a list
    value = _value(match, measure, context)
    test = None if value is None else number_test(measure, option, hedge, value)
    if test is None or (measure != "share" and "about" in test):
        return
    if is_rounded(test) or (match.groupdict().get("scale") and "equals" in test):
        return
    place = place_of(context, match)
    if place is None or (place and measure == "seats"):
        return
    context.add(match.start(), match.end(), {**test, **place}, context.note(match))


def _value(match: re.Match[str], measure: str, context: Context) -> str | None:
    number = match["num"]
    if measure == "share":
        return percent_text(number) if Printed.percent(number).value <= 1 else None
    if measure == "seats":
        rule, total = context.contest.rule, match.groupdict().get("total")
        if total and (rule is None or int(total) != rule.seats):
            return None
        return str(number_of(number))
    return counted(match)


def counted(match: re.Match[str]) -> str:
    """A count of votes as a test writes it: ``116534``; “5.6 million” as ``5600000``."""
    scale = match.groupdict().get("scale")
    if scale is None:
        return re.sub(r"\D", "", match["num"])
    value = Printed.plain(match["num"].replace(",", ".")).value * _SCALES[scale.casefold()]
    return str(int(value))


def _none(context: Context, match: re.Match[str]) -> None:
    option = context.option(match)
    if option is None or not context.clear_around(*match.span()):
        return
    if re.match(TAIL, context.mask[match.end() :]) is None or place_of(context, match) != {}:
        return
    test = {"measure": "seats", "option": option, "equals": "0"}
    context.add(match.start(), match.end(), test, context.note(match))
