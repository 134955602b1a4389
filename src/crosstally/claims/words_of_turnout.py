"""How turnout is put into words."""

from __future__ import annotations

import re
from typing import Any

from crosstally.claims.context import Context, number_test, percent_text
from crosstally.claims.mentions import AREA
from crosstally.claims.patterns import (
    HEDGE,
    LOWEST,
    NATION,
    NUMBER,
    PERCENT,
    THE,
    A,
    compiled,
)
from crosstally.claims.places import PART_OF_PLACE, UNKNOWN_PLACE, no_area, place_of

_APPOSITIVE = r"(?:, (?:(?!per\s?cent|pct|%)[^,;:]){1,80},| \([^)\d]{1,60}\))?"
_TURNOUT = r"(?:voter |the |electoral )?(?:turnout|turn-out|participation)"
_AT_PERCENT = rf"(?:,? (?:at |of |with )?{HEDGE}{NUMBER}{PERCENT},?)?"
_EXTREMES = (
    compiled(
        rf"(?P<area>{A}), where {_TURNOUT}{_AT_PERCENT} (?:was|is)(?: also| by far)? (?:the )?"
        rf"(?:country's |nation's )?{LOWEST}(?P<after>.*)$"
    ),
    compiled(
        rf"(?P<area>{A})'s? {_TURNOUT}{_APPOSITIVE}{_AT_PERCENT} (?:was|is)(?: also| by far)? "
        rf"(?:the )?"
        rf"(?:country's |nation's )?{LOWEST}(?P<after>.*)$"
    ),
    compiled(
        rf"{_TURNOUT}\b[^;]{{1,80}}? in {THE}(?P<area>{A}),? (?:it )?(?:was|stood at|reached) "
        rf"{HEDGE}{NUMBER}{PERCENT}, (?:the )?(?:country's |nation's )?{LOWEST}(?P<after>.*)$"
    ),
    compiled(
        rf"{_TURNOUT},? (?:in|at|for|across) {THE}(?P<area>{A}){_APPOSITIVE}{_AT_PERCENT} (?:was|"
        rf"is|were|had been|proved|remained|being)"
        rf"(?: also| by far| again)? (?:the )?(?:country's |nation's )?{LOWEST}(?P<after>.*)$"
    ),
    compiled(
        rf"(?P<area>{A}){_APPOSITIVE} (?:had|has|recorded|saw|registered|reported|showed|posted|"
        rf"produced|with)(?: also| by far)? "
        rf"(?:the |(?:the )?(?:country's |nation's ))?{LOWEST} {_TURNOUT}(?P<after>.*)$"
    ),
    compiled(
        rf"(?:the |country's |nation's )*{LOWEST} {_TURNOUT}(?: rate)?(?: "
        rf"{NATION})?{_AT_PERCENT}(?: (?:was|came|is|occurred)"
        rf"(?: recorded| registered| reported| observed| seen| found)?,? (?:in|from|at) |: )"
        rf"{THE}(?P<area>{A})(?P<after>.*)$"
    ),
    compiled(
        rf"{_TURNOUT} (?:was|is)(?: by far)? (?:the )?{LOWEST} (?:{NATION} )?(?:in|at) "
        rf"{THE}(?P<area>{A})(?P<after>.*)$"
    ),
    compiled(
        rf"it (?:was|is) in {THE}(?P<area>{A}){_APPOSITIVE} that {_TURNOUT} (?:was|is) (?:the )?"
        rf"{LOWEST}(?P<after>.*)$"
    ),
    compiled(
        rf"(?:in|at|across) {THE}(?P<area>{A}){_APPOSITIVE},? {_TURNOUT} (?:was|is)(?: by far)? "
        rf"(?:the )?(?:country's |nation's )?{LOWEST}(?P<after>.*)$"
    ),
    compiled(
        rf"в {THE}(?P<area>{A}){_APPOSITIVE},? явка (?:избирателей )?(?:была|оказалась|стала) "
        rf"(?P<extreme>сам\w+ низк\w+|наименьш\w+|сам\w+ высок\w+)(?P<after>.*)$"
    ),
    compiled(
        rf"явка (?:избирателей )?в {THE}(?P<area>{A}){_APPOSITIVE} (?:была|оказалась|стала) "
        rf"(?P<extreme>сам\w+ низк\w+|наименьш\w+|"
        rf"сам\w+ высок\w+)(?P<after>.*)$"
    ),
    compiled(
        rf"(?P<extreme>сам\w+ низк\w+|наименьш\w+|сам\w+ высок\w+) явка (?:избирателей "
        rf")?(?:{NATION} )?(?:была )?(?:зафиксирована|отмечена|"
        rf"зарегистрирована|оказалась|была|наблюдалась)?(?: {NATION})? ?(?:[—–-] ?)?в "
        rf"{THE}(?P<area>{A})(?P<after>.*)$"
    ),
)
_LIKE_OTHERS = re.compile(
    r"^(?:,? (?:in|at|across|of) [^,;.]{1,60})?,? (?:along with|together with|after|behind|tied|"
    r"jointly|as well as|like|in the (?:morning|afternoon|evening)|в паре с|после|наряду с|"
    r"утром)\b",
    re.I,
)
_SINCE = re.compile(
    r"\b(?:since|ever|history|on record|record|in \w+ (?:years|decades)|decade|years|among "
    r"(?!all|the regions)|"
    r"for an?|истори\w+|за последние|лет)\b",
    re.I,
)
_AFTER_EXTREME = compiled(
    rf"^(?: (?:voter )?turnout)?(?: level| rate| figure)?(?:$|[.,;:!?)\"”»]|,? {NATION}|, |,? "
    rf"(?:at|with|of) {NUMBER})"
)


def extremes(context: Context) -> None:
    for pattern in _EXTREMES:
        for match in pattern.finditer(context.mask):
            id_, after = context.area(match, "area"), match["after"]
            if id_ is None or not context.clear(match.start(), match.start("after")):
                continue
            if not _AFTER_EXTREME.match(after) or _SINCE.search(after):
                continue
            others = _LIKE_OTHERS.match(after)
            if others:
                context.refuse(f"“{others.group().strip(' ,')}” leaves open who else had it.")
                continue
            when = time_of(context, match.start(), match.start("after"))
            if when is None:
                continue
            level = context.areas.areas[id_].level
            words = match["extreme"].casefold()
            extreme = (
                "lowest"
                if words.startswith("low") or "низк" in words or "наимен" in words
                else "highest"
            )
            test = {"measure": "turnout", "quantifier": extreme, "level": level, "area": id_}
            nation = compiled(rf"^,? {NATION}").match(after)
            end = match.start("after") + (nation.end() if nation else 0)
            context.add(match.start(), end, test | when)


_TURNOUT_VALUE = (
    compiled(
        rf"(?:{_TURNOUT}|явка)(?: избирателей)?(?:,? (?:in|at|across|for|в) "
        rf"{THE}(?P<area>{A}){_APPOSITIVE}| nationwide| in the country| overall| по стране)?"
        rf"(?: (?:was|of|at|is|reached|stood at|came to|hit|totall?ed|amounted to|put at|was put "
        rf"at|had reached|составила|достигла|была))"
        rf"(?: officially)? {HEDGE}{NUMBER}{PERCENT}(?! (?:higher|lower|more|less|up|down|"
        rf"points?))(?: in {THE}(?P<area2>{A}))?"
    ),
    compiled(
        rf"(?:in|at|across|в) {THE}(?P<area>{A}),? (?:the |voter )*(?:turnout|"
        rf"явка(?: избирателей)?) "
        rf"(?:was|is|reached|stood at|came to|hit|had reached|составила|достигла|была) {HEDGE}"
        rf"{NUMBER}{PERCENT}(?! (?:higher|lower|more|less|up|down|points?))(?P<area2>(?!))?"
    ),
    compiled(
        rf"{HEDGE}{NUMBER}{PERCENT} of (?:the |all )?(?:country's )?(?:registered |eligible "
        rf")?(?:voters|electorate)(?: in {THE}(?P<area>{A}))? "
        rf"(?:had )?(?:turned (?:out|up)|cast (?:their )?(?:ballots?|votes?)|voted|took part|"
        rf"been to the polls|gone to the polls|went to the polls|participated)(?! for| against)"
        rf"(?: in {THE}(?P<area2>{A}))?"
    ),
)
_CLOCK = re.compile(
    r"\b(?:by|as of|at|к) (?:(?P<noon>noon|midday|полудню)|"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap])\.?m\.?|"
    r"(?P<hour2>\d{1,2})[:.](?P<minute2>\d\d))|\b(?P<vague>by (?:the )?(?:evening|afternoon|"
    r"close|midnight)|"
    r"hours? (?:before|after)|so far|к вечеру)",
    re.I,
)


_SPOILT = r"(?:invalid|spoil(?:ed|t)|void|rejected)"
_INVALID = (
    compiled(
        rf"{_SPOILT} (?:votes?|ballots?|papers|ballot papers) (?:made up|accounted for|amounted to|"
        rf"came to|totall?ed|were|was) {HEDGE}{NUMBER}{PERCENT}"
        rf"(?=$|\s*[,.;:)!?]| of (?:the |all )?(?:ballots|votes|total|papers)\b)"
    ),
    compiled(
        rf"{HEDGE}{NUMBER}{PERCENT} of (?:the |all )?(?:ballots|ballot papers|votes)(?: cast)? "
        rf"(?:were|was) (?:declared |found |counted as |ruled )?{_SPOILT}"
    ),
)


def invalid(context: Context) -> None:
    """The share of invalid ballots."""
    for pattern in _INVALID:
        for match in pattern.finditer(context.mask):
            place = place_of(context, match) if context.clear(*match.span()) else None
            value = percent_text(match["num"])
            test = number_test("invalid_share", None, match["hedge"], value)
            if place is not None and test is not None:
                context.add(match.start(), match.end(), {**test, **place})


def turnout(context: Context) -> None:
    for pattern in _TURNOUT_VALUE:
        for match in pattern.finditer(context.mask):
            if not context.clear(*match.span()):
                continue
            named = [group for group in ("area", "area2") if match[group] is not None]
            areas = [context.area(match, group) for group in named]
            when = time_of(context, *match.span())
            if None in areas or len(areas) > 1 or when is None:
                continue
            elsewhere = UNKNOWN_PLACE.search(context.mask) or PART_OF_PLACE.search(context.mask)
            if elsewhere:
                context.refuse(no_area(elsewhere))
                continue
            if not areas and AREA in context.mask:
                continue
            test = number_test("turnout", None, match["hedge"], percent_text(match["num"]))
            if test is None:
                continue
            place = {"area": areas[0]} if areas else {}
            context.add(match.start(), match.end(), {**test, **place, **when})


def time_of(context: Context, start: int, end: int) -> dict[str, Any] | None:
    """The hour that a turnout is of, where an announcement has it; None where none has.

    ``start``, ``end``: where its words stand. Of several hours only one in the same part of the
    sentence can be meant.
    """
    low, high = context.scope(start, end)
    clocks = list(_CLOCK.finditer(context.mask))
    near = [match for match in clocks if low <= match.start() < high]
    if not clocks:
        return {}
    if len(near or clocks) > 1:
        return None
    (match,) = near or clocks
    if match["vague"]:
        return None
    if match["noon"]:
        hour, minute = 12, 0
    else:
        hour = int(match["hour"] or match["hour2"])
        minute = int(match["minute"] or match["minute2"] or 0)
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].casefold() == "p" else 0)
    clock = f"T{hour:02}:{minute:02}"
    moments = {
        item.at for item in context.election.announcements if item.at and item.at[10:16] == clock
    }
    return {"at": moments.pop()} if len(moments) == 1 else None
