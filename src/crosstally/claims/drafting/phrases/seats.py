"""How seats, and parties that enter a parliament, are put into words."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from crosstally.claims.drafting.context import Context, every_match
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import PLACE
from crosstally.claims.drafting.phrases.figures import figure_test, quantifier_of, state
from crosstally.claims.drafting.phrases.lists import LISTED_SEATS, pairs
from crosstally.claims.drafting.phrases.patterns import GRAMMAR, number_of, run_of
from crosstally.claims.drafting.subjects import is_subject

_SAID = GRAMMAR.extended(
    lists=r"(?:political )?(?:parties|lists|парти\w+|спис\w+)",
    count=r"""
        {hedge}{cardinal} (?:other |more |smaller |further |new |additional |minor |small |loyal |
        pro-\w+ |newly elected |друг\w+ |нов\w+ )*(?:{lists}|others|newcomers)""",
    house_name=r"""
        (?:parliament(?:ary)?|chamber|house|majilis|mazhilis|legislature|assembly|парламент\w*|
        мажилис\w*)""",
    between=r"""
        (?:(?:the )?(?:\d+-seat |\w+ \d+-seat )?(?:new |lower |next |country's |
        нов\w+ )*{house_name}(?: of parliament)?|the(?! first)|will|are|is|was|were|has|have|had|
        been|be|to|set to|now|also|there|that(?! for)|it means|this means|means|therefore|thus|then|
        so|from now on|party|ruling party|ruling|joins?|joined|joining|sit|sits|sitting|seated|
        stand|alongside|besides?|together with|along with|other than|in addition to|flanked|
        accompanied|next to|shares?|sharing|keep|
        company|with|by|in|into|enter(?:s|ed|ing)?|win|won|winning|wins|get|got|getting|take|taking|
        gain|gained|seats?|places?|represented|make it|made it|move|moved|added|allow(?:s|ed)?(?= )|
        brings?|brought|bringing|presence of|loyal to the (?:president|government|authorities)|
        for the first time(?= by)|
        (?:pro|anti)-\w+|again|партие[йи]|парти[юя]|присоедин\w+|составят|компанию|вместе|наряду|
        вслед|кроме|за|с|к|во?|впервые|(?:за|с) [^,;.\d]{1,20}лет[^,;.]{0,20}|войдут|вошли|пройдут|
        прошли|попадут|попали|будут|заседа\w+|представлен\w+|также|ещ[её])""",
    run=run_of("{~between}"),
    # What may not stand behind a parliament: beside whom, and what is only a part of it.
    alone=r"""
        (?! (?:(?:alongside|together|besides|along with|behind|beneath|after|following|thanks|
        on the|in the|вместе|наряду)\b|with (?:the )?[«“\"]?{OPTION}|
        of the (?!parliament|country|nation|republic)|(?:\w+ )?(?:committees?|commissions?|
        presidium|bureau|groups?|delegations?|buildings?|sessions?)\b)|['’]s\b)""",
    entered=r"(?:войдут|вошли|пройдут|прошли|попали|проходят|(?:будут |были )?представлен\w+)",
    ends=r"(?=\s*$|\s*[,.;:!(]|\s[–—-]\s)",
    into=r"\bво? (?P<house>[^,.;:(\d]{4,60}?)",
)
_SEATS = _SAID.phrase(r"""
    {option}{gap}(?:(?:will|to) (?:have|take|get|receive|hold|occupy)|{won}|holds|was allocated|
    is allocated|is entitled to|получит|займ[её]т|получает|достан\w+|достал\w+|отойд\w+|
    отош\w+) {hedge}{cardinal}
    (?: of (?:the )?(?:parliament's |chamber's )?(?P<total>\d+))?(?: of)?(?: \w+)? (?:seats?|
    mandates?|deputies|мандат\w*|мест[ао]?\b)(?! (?:more|fewer|less)\b)""")


_SEATS_BESIDE = _SAID.phrase(r"""
    ^{option}[\"”»]?(?: party| list)? ?[:–—-] ?(?:[\d.,]+{percent}
    (?: of (?:the )?votes?)?,? (?:and |with |\()?)?(?P<hedge>(?!))?{cardinal} (?:seats?|mandates?|
    deputies)(?P<total>(?!))?(?=$|\s*[,.;)])""")
"""A row of a list: “A: 81 percent of the vote, 83 seats”, or “A: 83 seats”."""
_OTHER_HOUSE = words(r"\b(?:senate|upper|council|local|regional|committee|маслихат|сенат)")


def seats(context: Context) -> None:
    """Seats of an option, or of several at once."""
    for match in LISTED_SEATS.finditer(context.mask):
        if not _in_another_house(context, match):
            for pair in pairs(context, match):
                test = figure_test(context, match, "seats", pair.option, pair.figure)
                state(context, match, test, pair.notes)
    for match in chain(every_match(_SEATS, context.mask), every_match(_SEATS_BESIDE, context.mask)):
        option = context.option(match)
        if option is None or not is_subject(context, match) or _in_another_house(context, match):
            continue
        state(context, match, figure_test(context, match, "seats", option))


def _in_another_house(context: Context, match: re.Match[str]) -> bool:
    behind = context.clues.without_own_kind(context.mask[match.end() : match.end() + 60])
    return _OTHER_HOUSE.search(behind) is not None


_TOGETHER = words(r"""
    (?<!\w)(?:join\w*|alongside|besides?|together|along|other than|in addition to|flanked|
    accompanied|
    share[sd]?|sharing|company|
    sits? with|sitting with|added|next to|allowed in|присоедин\w+|вместе|наряду|вслед|составят|
    кроме)(?!\w)""")
"""One of these must stand there: they say that the parties come to the one that is named."""
_TOGETHER_WITH = words(r"""
    (?<!\w)(?:(?:together|along) with|alongside|besides?|вместе с|наряду с|вслед за|
    кроме)\s+(?:the |party |ruling |партие[йи] )*[«“\"]?$""")
_JOINING = _SAID.spaced(r"""
    {run}(?:(?P<count>{~count})(?:,\s[^;:\d{OPTION}]{1,120}?,\s|
    \s[-–—]\s[^;:\d]{1,120}?\s[-–—]\s)?\s*{run}[«“\"]?{option}[»”\"]?|
    [«“\"]?(?P<host>{O})[»”\"]?(?: party)?\s*(?:{aside}|, with [^,;:]{3,60},)\s*{run}
    (?P<joined>{~count}))\s*{run}""")
"""Parties that enter a parliament beside one that is named, in any order of the words."""
_ACTIVE = _SAID.words(r"""
    ^\W*{OPTION}+\W*\s(?:(?!be\b|been\b|is\b|was\b)\w+\s+)*join(?:s|ed|ing)?\s+(?!by\b|there\b|
    in\b)""")
"""“A joins two parties”: A comes to them."""
_ENTER = _SAID.phrase(r"""
    (?<!\bthe\s)(?<!\bthese\s)(?<!\bthose\s){hedge}{cardinal} {lists} (?:(?:will|
    are (?:set )?to|have|now) )*(?:enter(?:ed|s)?|sit in|be represented in|won seats in|
    win seats in|are represented in|made it into|представлен\w+ в) (?:the )?(?:new |lower |next |
    нов\w+ )*(?:parliament|chamber|house|majilis|legislature|парламент\w*|мажилис\w*){alone}""")
_ENTER_RUSSIAN = tuple(
    _SAID.phrase(said)
    for said in (
        "{hedge}{cardinal} {lists} {entered} {into}{ends}",
        "{into} {entered} {hedge}{cardinal} {lists}(?: вместо одной)?{ends}",
    )
)
_ADDED_TO = _SAID.words(r"\bto [«“\"]?{O}.*\badded\b")
_HOW_MANY = _SAID.phrase("{hedge}{cardinal}")
_HOUSE = _SAID.words(r"\b{house_name}\b")
_AFTER_JOINING = words(r"""
    ^[\"”»]?\s*(?:$|[.,;:!?()\"”»'—–-]|(?:(?:(?:for )?the )?first time|and|but|while|where|which|as|
    according|said|says|on|when|after|впервые)\b)""")


_NAMED = _SAID.words(r"^(?:the )?(?:\w+ )?{OPTION}.*$")
"""“… joined by two parties, A and B”: which they are."""


def joining(context: Context) -> None:
    """How many options have seats, beside the one that is named or of all."""
    rule = context.contest.rule
    if not any(announcement.seats for announcement in context.election.announcements) and (
        rule is None or rule.method in ("plurality", "block_vote", "majority")
    ):
        return
    position = 0
    while (match := _JOINING.search(context.mask, position)) is not None:
        group = "option" if match["option"] else "host"
        if not _beside(context, match, group):
            position = max(match.end(group), match.start() + 1)
            continue
        position = match.end()
        words = match.group()
        start = match.end() - len(words.lstrip(" ,:"))
        end = match.start() + len(words.rstrip(" ,:"))
        named = context.option(match, group)
        count = match["count"] or match["joined"]
        _entering(context, (start, end), count, named, context.note(match, group))
    for match in _ENTER.finditer(context.mask):
        _entering(context, match.span(), match.group(), None, ())
    for match in chain.from_iterable(one.finditer(context.mask) for one in _ENTER_RUSSIAN):
        if _is_own_house(context, match["house"]):
            _entering(context, match.span(), f"{match['hedge'] or ''} {match['num']}", None, ())


def _is_own_house(context: Context, words: str) -> bool:
    """Whether the words name what this election elects: a parliament, or the title's assembly."""
    house = rf"(?:нов\w+ )?(?:{_HOUSE.pattern}|{context.clues.own_body})"
    whose = rf"(?: (?:{PLACE}+|\w+ созыва|парламента|региона|области|края|страны))*"
    return re.fullmatch(house + whose, words, re.I) is not None


def _beside(context: Context, match: re.Match[str], group: str) -> bool:
    """Whether parties are said to enter a parliament beside the one that is named."""
    words, mask = match.group(), context.mask
    past = re.search(r"\bjoined\b(?! (?:\w+ )*by\b)", words, re.I)
    if match["count"]:
        said = _TOGETHER.search(mask, match.end("count"), match.start(group))
    else:
        said = _TOGETHER.search(mask, match.end(group), match.start("joined"))
        said = said or _TOGETHER_WITH.search(mask[: match.start(group)])
        said = said or _ADDED_TO.search(words)
    if said is None or context.option(match, group) is None:
        return False
    low, high = context.scope(*match.span())
    if _OTHER_HOUSE.search(mask[low:high]):
        return False
    after = mask[match.end() :]
    ends = words.rstrip().endswith(",")
    if match["joined"]:
        after = _NAMED.sub("", after)
    if _ACTIVE.match(mask[match.start(group) :]) or not (ends or _AFTER_JOINING.match(after)):
        return False
    house = re.search(r"\brepresented\b|\bseats\b", words, re.I)
    house = house or _HOUSE.search(words if past or group == "host" else mask)
    plain = past is None and re.search(r"\bjoin|\balongside\b|\bsits? beside\b", words, re.I)
    return bool(house or plain)


def _entering(
    context: Context, span: tuple[int, int], count: str, beside: str | None, notes: tuple[str, ...]
) -> None:
    """ "will join" states what follows from the result; it is no forecast."""
    match = _HOW_MANY.search(count)
    if match is None or not context.clear(*span):
        return
    quantifier = quantifier_of(match["hedge"])
    if quantifier is None:
        return
    test: dict[str, Any] = {"measure": "seats", "over": "options"}
    if beside is not None:
        test["except"] = [beside]
    test |= {"quantifier": quantifier, "n": number_of(match["num"]), "above": "0"}
    context.add(*span, test, notes)
