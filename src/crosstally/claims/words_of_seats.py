"""How seats, and parties that enter a parliament, are put into words."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from crosstally.claims.context import Context, every_match, number_test
from crosstally.claims.patterns import (
    CARDINAL,
    GAP,
    HEDGE,
    HEDGE_WORDS,
    PARTIES,
    PERCENT,
    WON,
    O,
    compiled,
    number_of,
)
from crosstally.claims.places import place_of
from crosstally.claims.subjects import is_subject
from crosstally.claims.words_of_lists import LISTED_SEATS, pairs

_SEATS = compiled(
    rf"(?P<option>{O}){GAP}(?:(?:will|to) (?:have|take|get|receive|hold|occupy)|{WON}|holds|was "
    rf"allocated|"
    rf"is allocated|is entitled to|получит|займ[её]т|получает) {HEDGE}{CARDINAL}"
    rf"(?: of (?:the )?(?:parliament's |chamber's )?(?P<total>\d+))?(?: of)?(?: \w+)?"
    rf" (?:seats?|mandates?|deputies|мандат\w*|мест[ао]?\b)(?! (?:more|fewer|less)\b)"
)


_SEATS_BESIDE = compiled(
    rf"^(?P<option>{O})[\"”»]?(?: party| list)? ?[:–—-] ?(?:[\d.,]+{PERCENT}"
    rf"(?: of (?:the )?votes?)?,? (?:and |with |\()?)?(?P<hedge>(?!))?{CARDINAL} "
    rf"(?:seats?|mandates?|deputies)(?P<total>(?!))?(?=$|\s*[,.;)])"
)
"""A row of a list: “A: 81 percent of the vote, 83 seats”, or “A: 83 seats”."""
_OTHER_HOUSE = re.compile(
    r"\b(?:senate|upper|council|local|regional|committee|маслихат|сенат)", re.I
)


def seats(context: Context) -> None:
    rule = context.contest.rule
    _listed_seats(context)
    for match in chain(every_match(_SEATS, context.mask), every_match(_SEATS_BESIDE, context.mask)):
        option = context.option(match)
        after = context.mask[match.end() : match.end() + 60]
        if option is None or not context.clear(*match.span()) or not is_subject(context, match):
            continue
        if _OTHER_HOUSE.search(after):
            continue
        if match["total"] and (rule is None or int(match["total"]) != rule.seats):
            continue
        test = number_test("seats", option, match["hedge"], str(number_of(match["num"])))
        if test is not None and "about" not in test and place_of(context, match) == {}:
            context.add(match.start(), match.end(), test, context.note(match))


def _listed_seats(context: Context) -> None:
    for match in LISTED_SEATS.finditer(context.mask):
        other = _OTHER_HOUSE.search(context.mask[match.end() : match.end() + 60])
        if other or not context.clear(*match.span()) or place_of(context, match) != {}:
            continue
        for pair in pairs(context, match):
            test = {"measure": "seats", "option": pair.option}
            test["equals"] = str(number_of(pair.figure))
            context.add(match.start(), match.end(), test, pair.notes)


_JOIN = compiled(
    rf"{HEDGE}{CARDINAL} (?:other |more |smaller |further |pro-\w+ |loyal |minor |new |друг\w+ )*"
    rf"{PARTIES}(?:, [^;:\d]{{1,120}}?,| [-–—] [^;:\d]{{1,120}}? [-–—])? (?:(?:will|are (?:set "
    rf")?to|are|have|also|now|to|therefore|thus|then) "
    rf")*(?:join(?:s|ed|ing)?|"
    rf"sit alongside|(?:enter(?:ed|s)?|win seats in|won seats in|be represented in|make it into|"
    rf"made it into|get into|got into) (?:the )?(?:new |lower |next )*(?:parliament|chamber|"
    rf"house|majilis|"
    rf"legislature)(?: of parliament)?,? (?:alongside|together with|besides|along with)|"
    rf"присоедин\w+ к|составят компанию|войдут в (?:парламент|мажилис) (?:вместе с|вслед за|"
    rf"наряду с))"
    rf" (?:the )?(?:партие[йи] |ruling party )?[«\"]?(?P<option>{O})"
)
_JOIN_RU = compiled(
    rf"(?:в (?:нов\w+ )?(?:парламент|мажилис) )?(?:вместе с|наряду с|вслед за|кроме) (?:партие[йи] "
    rf")?[«\"]?(?P<option>{O})[»\"]?,? (?:в (?:нов\w+ )?(?:парламент|мажилис) )?"
    rf"(?:впервые (?:(?:за|с|в) [^,;.]{{1,40}}? )?)?(?:также )?(?:войдут|"
    rf"вошли|пройдут|прошли|попадут|попали) (?:в (?:нов\w+ )?(?:парламент|мажилис) )?(?:также |"
    rf"ещ[её] )?"
    rf"{HEDGE}{CARDINAL} (?:друг\w+ |нов\w+ )*{PARTIES}"
)
_WITH = compiled(
    rf"(?:together|along) with (?:the )?(?:party )?[«“\"]?(?P<option>{O})[»”\"]?,? (?:there )?"
    rf"(?:(?:will|are|be|now) )*(?:(?:represented|enter|sit|seated) )?"
    rf"{HEDGE}{CARDINAL} (?:other |more |smaller )*{PARTIES}(?=$|\s*[,.;:)!])"
)
_JOINED = compiled(
    rf"(?P<option>{O}){GAP}(?:will be|is (?:to be |being )?|was|has been|be) joined(?: there| in "
    rf"(?:the )?(?:new |lower )*"
    rf"(?:parliament|chamber|house|majilis|legislature)(?: of parliament)?)? by "
    rf"{HEDGE}{CARDINAL} (?:other |more |smaller "
    rf"|further |pro-\w+ |loyal |minor |new )*(?:{PARTIES}|others)"
)
_SHARES_HOUSE = compiled(
    rf"(?P<option>{O}){GAP}(?:will|is to|is set to) share (?:the )?(?:new |lower )*"
    rf"(?:parliament|chamber|house|majilis|legislature)(?: of parliament)? with {HEDGE}{CARDINAL} "
    rf"(?:other |more |smaller |loyal |minor )*{PARTIES}"
)
_ENTER = compiled(
    rf"{HEDGE}{CARDINAL} {PARTIES} (?:(?:will|are (?:set )?to|have|now) )*(?:enter(?:ed|s)?|sit "
    rf"in|be represented in|"
    rf"won seats in|win seats in|are represented in|made it into|войдут в|прошли в|"
    rf"представлен\w+ в) "
    rf"(?:the )?(?:new |lower |next |нов\w+ )*(?:parliament|chamber|house|majilis|legislature|"
    rf"парламент\w*|мажилис\w*)"
    rf"(?! (?:alongside|together|besides|along with|вместе|наряду))"
)


_HOUSE = re.compile(
    r"\b(?:parliament|chamber|house|majilis|mazhilis|legislature|assembly|парламент\w*|"
    r"мажилис\w*)\b",
    re.I,
)
_SOMEWHERE = re.compile(
    r"\s+(?:party\s+)?(?:in|at|on|for|against|to|by|в|на)\s+(?!the first time)[^,.;]*", re.I
)


def _joins_otherwise(mask: str, match: re.Match[str]) -> bool:
    """Whether parties join in something else than a parliament: a coalition, a call."""
    where = _SOMEWHERE.match(mask, match.end())
    if where is not None and _HOUSE.search(where.group()) is None:
        return True
    past = re.search(r"\bjoined\b", match.group(), re.I) is not None
    return past and _HOUSE.search(mask) is None


def joining(context: Context) -> None:
    if not any(announcement.seats for announcement in context.election.announcements) and (
        context.contest.rule is None
        or context.contest.rule.method in ("plurality", "block_vote", "majority")
    ):
        return
    for pattern in (_JOIN, _JOIN_RU, _WITH, _JOINED, _SHARES_HOUSE, _ENTER):
        for match in pattern.finditer(context.mask):
            with_option = "option" in pattern.groupindex
            option = context.option(match) if with_option else None
            if pattern is _WITH and _HOUSE.search(context.mask) is None:
                continue
            if pattern in (_JOIN, _JOIN_RU) and _joins_otherwise(context.mask, match):
                continue
            # "will join" states what follows from the result; it is no forecast
            if (with_option and option is None) or not context.clear(*match.span()):
                continue
            hedge = match["hedge"]
            quantifier = "exactly" if hedge is None else HEDGE_WORDS[hedge.casefold()]
            quantifier = {"equals": "exactly"}.get(quantifier, quantifier)
            if quantifier not in ("exactly", "at_least", "at_most"):
                continue
            test: dict[str, Any] = {"measure": "seats", "over": "options"}
            if option is not None:
                test["except"] = [option]
            test |= {"quantifier": quantifier, "n": number_of(match["num"]), "above": "0"}
            context.add(match.start(), match.end(), test, context.note(match) if option else ())
