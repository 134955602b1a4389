"""How turnout is put into words."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.lexicon import RUSSIAN_DAYS, RUSSIAN_MONTHS
from crosstally.claims.drafting.mentions import AREA
from crosstally.claims.drafting.phrases.figures import figure_test
from crosstally.claims.drafting.phrases.patterns import GRAMMAR, run_of
from crosstally.claims.drafting.places import PART_OF_PLACE, UNKNOWN_PLACE, in_some_areas, no_area
from crosstally.election.folder import Election
from crosstally.words import _

_SAID = GRAMMAR.extended(
    appositive=r"(?:, (?:(?!per\s?cent|pct|%)[^,;:]){1,80},| \([^)\d]{1,60}\))?",
    turnout=r"(?:voter |the |electoral )?(?:turnout|turn-out|participation)",
    turnout_said=r"(?:voter |electoral )?(?:turn-?out|participation|явк[аиуой]+)",
    lowest_said=r"(?:lowest|smallest|weakest|poorest|сам\w+ низк\w+|наименьш\w+)",
    highest_said=r"""
        (?:highest|biggest(?! (?:city|town|region|province)\b)|strongest|сам\w+ высок\w+|
        наибольш\w+)""",
    # All that may stand between turnout, its extreme and the area, and around them: any other
    # word leaves open what is meant.
    between=r"""
        (?:{nation}|on the country|(?:at |of |with |to )?{percentage}|city of(?= {AREA})|(?:country|
        nation)'s|by far|it (?:was|is)|она|turned out(?: to be)?|to be|the|voters?|electoral|
        rate|level|figure|official|also|again|that|where|which|there|had been|was|is|were|been|
        proved|remained|being|appeared|came(?: in| out)?|occurred|had|has|have|recorded|saw|seen|
        registered|reported|observed|found|showed|posted|produced|fell to|stood at|with|in|at|for|
        from|across|of(?= the city)|of(?= (?:the |its |registered |
        eligible )*voters\b)|voted|took part|turned out|cast (?:their )?(?:ballots|
        votes)|города?|г\.|избирателей|был[аи]?|оказал[аи]сь|стал[аи]?|зафиксирован[аоы]?|
        отмечен[аоы]?|зарегистрирован[аоы]?|наблюдал[аи]сь|во?)""",
    places=r"(?:in (?:the (?:whole |entire )?(?:country|nation)|{PLACE}+)|of the country)",
    # Before a Russian verb of voting: when it was.
    time_said=rf"""
        (?:к (?:полудню|вечеру)|(?:к|на|в|по состоянию на) \d{{1,2}}(?:[:.]\d\d| час\w*)|
        в (?:день (?:выборов|голосования)|{RUSSIAN_DAYS})|
        \d{{1,2}} (?:{RUSSIAN_MONTHS})(?: \d{{4}} года)?)""",
    # By an hour, in either language.
    hour=r"""
        (?:(?:by|at|as of) (?:noon|midday|\d{1,2}(?:[:.]\d\d| ?[ap]\.?m\.?))|{time_said})""",
    was="(?:was|is|hit|reached|had reached|составила|составляла|составляет|достигла|была)",
    # In Russian the election, and the place by its level; whose they are is asked elsewhere.
    own=r"(?:в|на|по) (?:крае|краю|области|районе|району|городе|городу|регионе|региону)",
    goes_back=r"""
        (?:по (?:\w+ )?(?:данным|словам|сведениям|информации)|как (?:сообщ|заяв|отме[тч]|
        уточн|переда|пиш)\w+)""",
    # Votes for an option, and those cast in one way or in one place, are not turnout.
    of_some=r"""
        [^;:]*\b(?:(?:за|против|на дому|онлайн)\b|досрочн|границ|рубеж|зарубеж|электронн)""",
    run=run_of(r"(?:{~between}|{~turnout_said}|{A}(?:'s)?|city|{~number}\s?%)"),
)
_PERCENTAGE = _SAID.words(r"{percentage}")
_EXTREME = _SAID.spaced(r"""
    (?<![,:—–-])(?<![,:—–-]\s){run}(?<!\w)(?:(?P<low>{lowest_said})|(?P<high>{highest_said}))(?!\w)
    \s*{run}""")
_SAYS_TURNOUT = _SAID.words("{turnout_said}")
_IT = words(r"\b(?:it|она)\b")
_ENDS_WITH = _SAID.spaced(r"""
    {AREA}|{lowest_said}|{highest_said}|turn-?out|явк\w+|percent|per cent|pct|%|country|
    nation\w*|{PLACE}|anywhere|стране|республике|rate|level|figure|regions?|registered|recorded|
    voted|took part|turned out|ballots|votes""")
_ASIDE_OF_AREA = _SAID.words(r"""
    (?<={AREA}),\s(?!with\b|at\b|{AREA})(?:(?!per\s?cent|pct|%|turnout)[^,;:]){1,80},|
    (?<={AREA})\s\([^)\d]{1,60}\)""")
_NO_LOWER = (
    _SAID.phrase(r"""
        (?:in no other (?:\w+ )?(?:part|region|province|area|city|place|oblast)|
        nowhere(?: else)?)(?: {places})?,? (?:was|has|had) (?:the )?(?:voter )?turnout (?:been )?(?:
        (?:as|so) (?P<as>low|high) as|(?P<than>lower|higher) than) in {the}(?P<area>{A})"""),
    _SAID.phrase(r"""
        turnout was (?P<than>lower|higher) in {the}(?P<area>{A}) than (?:anywhere else|
        in any other (?:region|part|province|area))(?P<as>(?!))?"""),
    _SAID.phrase(r"""
        {the}(?P<area>{A}) (?:had|saw|recorded) (?:a )?(?P<than>lower|
        higher) (?:voter )?turnout than (?:anywhere else|any other (?:region|part|province|
        area))(?P<as>(?!))?"""),
    _SAID.phrase(r"""
        (?:turnout in {the}(?P<area>{A})|in {the}(?P<area2>{A})
        ,? (?:the )?(?:voter )?turnout) was (?P<than>lower|higher) than (?:anywhere else|
        in any other (?:region|part|province|area))(?P<as>(?!))?"""),
    _SAID.phrase(r"""
        no (?:other )?(?:region|province|area|part of the country)(?: {places})? (?:had|has|saw|
        recorded|reported|registered|posted|showed) (?:a )?(?P<than>lower|
        higher) (?:voter )?turn-?out than (?:
        in )?{the}(?P<area>{A})(?!'s)(?P<as>(?!))?"""),
    _SAID.phrase(r"""
        {the}(?P<area>{A}) (?P<as>(?!))?came (?P<than>last|first) (?:for|in|
        on) (?:voter )?turnout(?: {nation}|
        (?=\s*[.,;]|$))"""),
)
"""“In no other part of the country was turnout as low as in A”."""
_IT_WAS = _SAID.phrase(r"""
    turnout\b[^;]{1,80}? in {the}(?P<area>{A}),? (?:it )?(?:was|stood at|
    reached) {percentage}, (?:the )?(?:country's |nation's )?(?:(?P<low>lowest)|highest)(?=$|
    [.,;:]| {nation}$| {nation}[.,;:])(?: {nation})?""")
_ONLY_SO_MANY_VOTED = _SAID.phrase(r"""
    \bin {the}(?P<area>{A}),?(?: [^,;:\d]{1,60},)? {percentage} of (?:the |its )?(?:registered |
    eligible )?(?:voters|electorate)(?: bothered to| chose to| had)? (?:voted?|turned? out|
    took? part|cast (?:a |their )?(?:ballots?|votes?)|(?:went|go|gone) to the polls), (?:
    by far )?(?:the )?(?:country's |nation's )?(?:(?P<low>lowest)|highest)
    (?: (?:turnout|figure|rate|level))?(?=\s*$|\s*[.;]| {nation}\s*[.;]?$)(?: {nation})?""")
"""“Turnout was high, but in A it was just 41.4 percent, the lowest in the country”."""
_LIKE_OTHERS = words(r"""
    ^(?:,? (?:in|at|across|of) [^,;.]{1,60})?,? (?:along with|together with|after|behind|tied|
    jointly|as well as|like|in the (?:morning|afternoon|evening)|в паре с|после|наряду с|
    утром)\b""")
_AND_ANOTHER = _SAID.spaced(r"""
    ^,? (?:and|or|и|или) (?:in |во? )?{the}{AREA}+\s*(?:$|[.,;:)!?])""")
_SINCE = words(r"""
    \b(?:since|ever|history|on record|record|in \w+ (?:years|decades)|decade|years|among (?!all|
    the regions)|for an?|истори\w+|за последние|лет)\b""")
_AFTER_EXTREME = words(r"""
    ^\s*(?:$|[.,;:!?()\"”»'—–-]|(?:and|but|while|where|which|as|according|said|says|on|when|after|
    by)\b)""")
_WITH_ANOTHER = _SAID.words(r"(?:(?-i:\b[A-ZА-ЯЁ])[\w-]+|{AREA}),? (?:and|or|и)\s+(?:the\s+)?$")


def extremes(context: Context) -> None:
    """The area whose turnout is said to be the lowest, or the highest, of all."""
    for pattern in _NO_LOWER:
        for match in pattern.finditer(context.mask):
            named = "area" if match["area"] else "area2"
            id_ = context.area(match, named)
            if id_ is not None and context.clear_around(*match.span()):
                words = match["as"] or match["than"]
                _extreme(context, match.span(), id_, words.casefold().startswith(("low", "last")))
    for match in chain.from_iterable(
        one.finditer(context.mask) for one in (_IT_WAS, _ONLY_SO_MANY_VOTED)
    ):
        id_ = context.area(match, "area")
        if id_ is not None and context.clear(*match.span()):
            _extreme(context, match.span(), id_, match["low"] is not None)
    text = _ASIDE_OF_AREA.sub(lambda match: " " * len(match.group()), context.mask)
    for match in _EXTREME.finditer(text):
        areas = re.findall(rf"{AREA}+", match.group())
        says = _SAYS_TURNOUT.search(match.group()) or (
            context.read.of_turnout and _IT.search(match.group())
        )
        if len(areas) != 1 or not says:
            continue
        start = match.end() - len(match.group().lstrip(" ,:—–-"))
        end = match.start() + max(one.end() for one in _ENDS_WITH.finditer(match.group()))
        mention = context.read.at(text.index(AREA, match.start()))
        if mention is None or mention.id is None or not context.clear(start, end):
            continue
        after = context.mask[end:]
        if not _AFTER_EXTREME.match(text[end:]) or _SINCE.search(after):
            continue
        if _WITH_ANOTHER.search(text[:start]):
            continue
        others = _LIKE_OTHERS.match(after) or _AND_ANOTHER.match(after)
        if others:
            context.refuse(
                _("“{words}” leaves open who else had it.").format(words=others.group().strip(" ,"))
            )
            continue
        low, notes = match["low"] is not None, context.note_of(mention)
        _extreme(context, (start, end), mention.id, low, notes)


def _extreme(
    context: Context, span: tuple[int, int], area: str, low: bool, notes: tuple[str, ...] = ()
) -> None:
    when = time_of(context, *span)
    if when is None:
        return
    test = {"measure": "turnout", "quantifier": "lowest" if low else "highest"}
    test |= {"level": context.areas.areas[area].level, "area": area}
    context.add(*span, test | when, notes)
    stated = [*_PERCENTAGE.finditer(context.mask, *span)]
    if len(stated) == 1:  # “the lowest turnout, 41.4 percent, was in A”
        figure = figure_test(context, stated[0], "turnout")
        if figure is not None:
            context.add(*span, {**figure, "area": area, **when}, notes)


_TURNOUT_VALUE = (
    _SAID.phrase(r"""
        (?:{turnout}|явка)(?: избирателей)?(?: на (?:этих )?выборах(?: [а-яё-]+){0,4}?(?: {PLACE}+)?
        )?(?:,? (?:in|at|across|for|в) {the}(?P<area>{A}){appositive}|
        (?: nationwide| in the country| in {PLACE}+| overall| по стране| {own}))?
        (?: {hour}(?= {was}))?
        (?: (?:{was}|of|at|stood at|came to|totall?ed|amounted to|(?:was )?(?:put|reported) at))
        (?: officially)?(?: {percentage})(?! (?:higher|lower|more|less|up|down|points?))(?: in {the}
        (?P<area2>{A}))?"""),
    _SAID.phrase(r"""
        (?:in|at|across|в) {the}(?P<area>{A}),? (?:the |voter )*(?:turnout|
        явка(?: избирателей)?) (?:{was}|stood at|came to|(?:was )?(?:put|
        reported) at) {percentage}(?! (?:higher|lower|more|less|up|down|
        points?))(?P<area2>(?!))?"""),
    _SAID.phrase(r"""
        ^\W*(?:the )?(?P<area>{A}) (?:had|saw|recorded|reported|registered|posted)(?: a
        )? (?:voter )?turnout of {percentage}(?P<area2>(?!))?"""),
    _SAID.phrase(r"""
        {percentage} of (?:the |all )?(?:country's )?(?:\d[\d.,]* (?:million |
        thousand )?)?(?:registered |eligible )?(?:voters|electorate|
        electors)(?: in {the}(?P<area>{A}))? (?:had )?(?:turned (?:out|up)|
        cast (?:their )?(?:ballots?|votes?)|voted|took part|been to the polls|gone to the polls|
        went to the polls|participated)(?! for| against)(?: in {the}(?P<area2>{A}))?"""),
    _SAID.phrase(r"""
        ^\W*(?:in|at|across) {the}(?P<area>{A}),(?: [^,;:\d]{1,60},)? {percentage}(?: of (?:the |
        its |all )?(?:registered |eligible )?(?:voters|electorate|electors))? (?:had )?(?:voted|
        turned out|cast (?:their )?(?:ballots?|votes?)|taken part|took part)(?! for| against)
        (?P<area2>(?!))?"""),
    _SAID.phrase(r"""
        (?:^\W*(?P<lead>{goes_back} [^,;.]{2,60}, )?|; |: |, (?:а|но|что) )(?!{of_some})
        (?:(?:всего|{time_said}|{nation}|{own}),? )*(?:во? {the}(?P<area>{A}),? )?
        (?:{time_said},? )?(?:проголосовал\w*|(?:приняли участие|участвовал\w*) в (?:выборах|
        голосовании)|(?:на|в) (?:выборах|голосовании) (?:проголосовал\w*|приняли участие|
        участвовал\w*)) {percentage} (?:всех |зарегистрированных )?избирател\w+
        (?P<area2>(?!))?"""),
)
_OF_WHICH = words(r"\b(?:in which|where|котор\w+|где)\s+(?:the\s+|voter\s+)*$")
"""“Not one region in which turnout was below 40 percent”: of which, the words before say."""
_IN_TWO_AREAS = _SAID.phrase(r"""
    {turnout} (?:was|is) (?P<than>higher|lower) in {the}(?P<area>{A}) than in {the}(?P<area2>{A})
    (?=$|\s*[.,;:)!?])""")
_CLOCK = _SAID.words(r"""
    \b(?:by|as of|at|к|на|в) (?:(?P<noon>noon|midday|полудню)|(?P<hour>\d{1,2})(?:[:.]
    (?P<minute>\d\d))? ?(?P<half>[ap])\.?m\.?|(?P<hour2>[01]?\d|
    2[0-3])(?:[:.](?P<minute2>[0-5]\d)(?!\d|{percent})| час\w*))|
    \b(?P<vague>by (?:the )?(?:evening|afternoon|close|midnight)|
    hours? (?:before|after)|so far|к вечеру)""")


def turnout(context: Context) -> None:
    """Turnout of the whole place or of an area, and of one area beside another."""
    for match in _IN_TWO_AREAS.finditer(context.mask):
        _in_two_areas(context, match)
    for pattern in _TURNOUT_VALUE:
        for match in pattern.finditer(context.mask):
            of_some = _OF_WHICH.search(context.mask[: match.start()])
            if of_some or not context.clear(*match.span()):
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
            if not areas and (AREA in context.mask or in_some_areas(context, *match.span())):
                continue
            test = figure_test(context, match, "turnout")
            if test is None:
                continue
            place = {"area": areas[0]} if areas else {}
            when = when or _under_the_hour(context)
            lead = match.end("lead") if "lead" in match.re.groupindex else -1
            context.add(max(match.start(), lead), match.end(), {**test, **place, **when})


def _in_two_areas(context: Context, match: re.Match[str]) -> None:
    """“Turnout was higher in A than in B”."""
    areas = context.area(match, "area"), context.area(match, "area2")
    when = time_of(context, *match.span())
    if None not in areas and when is not None and context.clear(*match.span()):
        side = "above" if match["than"].casefold() == "higher" else "below"
        test = {"measure": "turnout", "area": areas[0], side: {"area": areas[1]}}
        context.add(*match.span(), test | when)


def _under_the_hour(context: Context) -> dict[str, Any]:
    """Of a live blog: the announcement of the hour under which a figure stands."""
    return announced_at(context.election, context.read.clock) or {}


def announced_at(election: Election, clock: str | None) -> dict[str, Any] | None:
    """The moment of the one announcement of an hour (``20:00``); None where there is none."""
    moments = {
        item.at
        for item in election.announcements
        if clock is not None and item.at and item.at[10:16] == f"T{clock}"
    }
    return {"at": moments.pop()} if len(moments) == 1 else None


def time_of(context: Context, start: int, end: int) -> dict[str, Any] | None:
    """The hour that a turnout is of, where an announcement has it; None where none has.

    ``start``, ``end``: where its words stand. Of several hours only the one that they hold or that
    follows them at once, or else one in the same part of the sentence, can be meant.
    """
    low, high = context.scope(start, end)
    clocks = list(_CLOCK.finditer(context.mask))
    behind = end + 1
    near = [one for one in clocks if start <= one.start() < end or one.start() == behind]
    near = near or [one for one in clocks if low <= one.start() < high]
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
    return announced_at(context.election, f"{hour:02}:{minute:02}")
