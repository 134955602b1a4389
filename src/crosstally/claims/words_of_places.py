"""How places by votes, and the number of options on the ballot, are put into words."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from crosstally.claims.context import Context, every_match, number_test
from crosstally.claims.mentions import AREA, PLACE, is_level
from crosstally.claims.patterns import (
    CARDINAL,
    EVERY,
    GAP,
    HEDGE,
    ORDINALS,
    PARTIES,
    STATIONS,
    THE,
    A,
    O,
    compiled,
    number_of,
)
from crosstally.claims.places import LEADING_PLACE, PART_OF_PLACE, UNKNOWN_PLACE, no_area
from crosstally.claims.subjects import is_subject

_RANK = compiled(
    rf"(?P<option>{O}){GAP}(?:(?:actually|really|in fact) )?(?:came|comes|come|finished|placed|was|"
    rf"were|ran|ranked|took|ended up|"
    rf"finishing|coming|заняла|заняли|была|были|пришла|пришли)(?: in| на)?(?: an?)?(?: distant| "
    rf"close| clear)? (?:the )?"
    rf"(?P<place>first|second|third|fourth|fifth|sixth|seventh|runners?-up|перв\w+|втор\w+|трет\w+|"
    rf"четв[её]рт\w+|пят\w+)"
    rf"(?: place| spot| position| мест[оеа]\w*| только)?(?P<rest>.*)$"
)
_WON_AT = compiled(
    rf"(?P<option>{O}){GAP}(?P<place>won|wins|winning|prevailed|победила?|победили|побеждает|"
    rf"выиграла?|выиграли)(?=,? (?:in|at|на|во?) {STATIONS})(?P<rest>.*)$"
)
"""“Won in every precinct”: came first there."""
_TO_OTHER = compiled(
    rf"^,? (?:only )?(?:to|behind|after|следом за|после|вслед за|за) (?:the |партией |партии "
    rf")?[«\"]?(?P<other>{O})[»\"]?(?: party)?"
)
_INSIDE = (
    rf"(?: (?:in|of|across|throughout|в) (?:{PLACE}+|the (?:country|nation))|"
    rf"(?: (?:in|of|across|throughout|в|города))? {THE}(?P<area>{A}))?"
)
_IN_STATIONS = compiled(rf"^,? ?(?:in|at|on|на|во?) {STATIONS}{_INSIDE}")
_STATIONS_FIRST = compiled(rf"(?:in|at|on|на|во?) {STATIONS}{_INSIDE},? (?:the )?$")
_IN_AREA = compiled(rf"^,? ?(?:in|across|в|во) {THE}(?P<area>{A})")
_NEARLY = re.compile(
    r"\b(?:nearly|almost|virtually|practically|most|почти|большинств\w+)\s*$", re.I
)
_RANK_END = re.compile(
    r"^(?:$|[\s]*[,.;:)\"”»'!?]|\s+(?:overall|nationwide|in (?:the|sunday's) (?:election|vote|"
    r"ballot|poll)|with|on|at)\b)",
    re.I,
)


_SOMEWHERE_FIRST = re.compile(
    r"\b(?:in|at)\s+(?!(?:the\s+|sunday's\s+|this\s+)*(?:election|vote|ballot|poll|results?)\b)",
    re.I,
)
"""“In some, we were first”: a place that is not named well enough."""
_STATIONS_END = re.compile(
    r"^(?:$|\s*[.,;:)\"”»'!?]|\s+(?:said|says|according|and|on (?:sunday|election day|the day)|"
    r"in (?:the|sunday's|this) (?:election|vote|ballot|poll)|nationwide|across the country|"
    r"in the country|сказал\w*|заявил\w*)\b)",
    re.I,
)


def ranks(context: Context) -> None:
    for match in chain(every_match(_RANK, context.mask), every_match(_WON_AT, context.mask)):
        option = context.option(match)
        rest_at = match.start("rest")
        if (
            option is None
            or not is_subject(context, match)
            or not context.clear(match.start(), rest_at)
        ):
            continue
        place_said = match["place"].casefold()
        ordinal = next((n for word, n in ORDINALS.items() if place_said.startswith(word)), 1)
        rest, other, end = match["rest"], None, rest_at
        to = _TO_OTHER.match(rest)
        if to is not None:
            other = context.read.at(rest_at + to.start("other"))
            end, rest = rest_at + to.end(), rest[to.end() :]
        where = _stations_of(context, match, end, rest)
        if where is None:
            continue
        place, start, end = where
        test = {"measure": "rank", "option": option, "equals": str(ordinal), **place}
        notes = context.note(match)
        context.add(start, end, test, notes)
        if other is not None and other.id not in (None, option) and ordinal == 2:
            second = {"measure": "rank", "option": other.id, "equals": "1", **place}
            context.add(start, end, second, notes)


def _stations_of(
    context: Context, match: re.Match[str], end: int, rest: str
) -> tuple[dict[str, Any], int, int] | None:
    """At which stations or in which area a place was taken, and which words say so."""
    for found, offset in (
        (_IN_STATIONS.match(rest), end),
        (_STATIONS_FIRST.search(context.mask[: match.start("option")]), 0),
    ):
        if found is None:
            continue
        if _NEARLY.search(context.mask[: offset + found.start("every")]):
            return None
        if _STATIONS_END.match(rest[found.end() :] if offset else rest) is None:
            return None  # "every station where…": not every station
        level = level_of(context, found["level"])
        if level is None:
            return None  # areas of a kind that this election has no level of
        group = "area" if found["area"] is not None else "front"
        if found[group] is None:
            unknown = re.match(
                r"\s+(?:in|of|across|в)\s+(?!the (?:country|nation))", rest[found.end() :]
            )
            if unknown and offset:
                return None
            area = None
        else:
            mention = context.read.at(offset + found.start(group))
            if mention is None or mention.id is None:
                return None
            area = mention.id
        quantifier = EVERY[re.sub(r"\s+", " ", found["every"].casefold())]
        place: dict[str, Any] = {"quantifier": quantifier, "level": level}
        if area is not None:
            place["area"] = area
        return place, min(match.start(), offset + found.start()), max(end, offset + found.end())
    return _area_of(context, match, end, rest)


def _area_of(
    context: Context, match: re.Match[str], end: int, rest: str
) -> tuple[dict[str, Any], int, int] | None:
    """The area in which a place was taken, named right behind or at the head of the sentence; the
    whole place where none is named."""
    unknown = UNKNOWN_PLACE.search(context.mask) or PART_OF_PLACE.search(context.mask)
    if unknown:
        context.refuse(no_area(unknown))
        return None
    behind = _IN_AREA.match(rest)
    lead = LEADING_PLACE.match(context.mask[: match.start("option")])
    at = None
    if behind is not None:
        at = end + behind.start("area")
        end, rest = end + behind.end(), rest[behind.end() :]
    elif lead is not None and AREA in lead["place"]:
        at = lead.start("place")
    if not _RANK_END.match(rest):
        return None
    areas = {context.read.at(found.start()) for found in re.finditer(rf"{AREA}+", context.mask)}
    if at is None:
        somewhere = _SOMEWHERE_FIRST.search(context.mask[: match.start()])
        return None if somewhere or areas else ({}, match.start(), end)
    mention = context.read.at(at)
    if mention is None or mention.id is None or len(areas) > 1:
        context.refuse(f"Which area “{mention.text if mention else ''}” is, is not clear.")
        return None
    return {"area": mention.id}, match.start(), end


def level_of(context: Context, word: str | None) -> str | None:
    """The election's level that a word such as “districts” means; stations without one."""
    definition = context.election.definition
    if word is None:
        return definition.station_level
    return next(
        (
            level
            for level in definition.all_levels
            if is_level(word, level) or is_level(word, definition.level_name(level))
        ),
        None,
    )


_OPTION_COUNT = (
    compiled(rf"(?:one|1) of (?:the |only |just )*{CARDINAL} on the ballot"),
    compiled(
        rf"(?:one|1) of (?:the |only |just )*{CARDINAL} {PARTIES} (?:(?:that|which) (?:are|were) )?"
        rf"(?:included|listed|named|printed) (?:in|on) the ballot"
    ),
    compiled(
        rf"(?:one|1) of (?:the |only |just )?{CARDINAL} (?:political |registered )?"
        rf"{PARTIES} (?:(?:that (?:were |"
        rf"are )?|which (?:were |are )?)?"
        rf"(?:on the (?:ballot|party list)|contest\w*|standing|running|taking part|competing|"
        rf"fielded|allowed|"
        rf"registered|admitted|took part|ran|in the (?:race|running|election|vote)))"
    ),
    compiled(
        rf"(?:among|of) (?:the |only )?{CARDINAL} {PARTIES} (?:on the ballot|contesting|standing|"
        rf"running|"
        rf"taking part|competing|that (?:contested|took part|ran|"
        rf"(?:were|appeared|stood) on the ballot))"
    ),
    compiled(
        rf"(?:^|[,;“\"] ?)(?:a total of |in all |in total |there (?:were|are) "
        rf")?{HEDGE}{CARDINAL} {PARTIES} "
        rf"(?:(?:were|was|are|had been|have been) )?"
        rf"(?:on the ballot|contested|took part|ran in|competed|stood in|were registered|listed "
        rf"on the ballot|registered for)"
    ),
    compiled(
        rf"(?:ballot(?: paper)?|voters) (?:listed|carried|featured|had|held|showed|named|could "
        rf"choose (?:from|between|among)|"
        rf"chose (?:from|between|among)) {HEDGE}{CARDINAL} {PARTIES}"
    ),
    compiled(
        rf"(?:одн[аойу]+|одним) из {CARDINAL} {PARTIES},? (?:\w+ )?(?:в бюллетен\w+|участв\w+|"
        rf"внес[её]нн\w+|включ[её]нн\w+|"
        rf"зарегистрированн\w+|допущенн\w+|боро\w+|котор\w+)"
    ),
    compiled(rf"в бюллетен\w+ (?:\w+ )?{CARDINAL} {PARTIES}"),
    compiled(rf"в выборах (?:участвовал\w+|участвуют|приняли участие) {CARDINAL} {PARTIES}"),
    compiled(rf"{CARDINAL} {PARTIES} (?:участвовал\w+|участвуют|приняли участие) в выборах"),
)


def option_count(context: Context) -> None:
    for pattern in _OPTION_COUNT:
        for match in pattern.finditer(context.mask):
            hedge = match["hedge"] if "hedge" in pattern.groupindex else None
            test = number_test("options", None, hedge, str(number_of(match["num"])))
            clear = context.clear(*match.span()) and UNKNOWN_PLACE.search(context.mask) is None
            if test is not None and "about" not in test and clear:
                context.add(match.start(), match.end(), test)
