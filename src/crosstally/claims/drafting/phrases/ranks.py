"""How places by votes are put into words: of the whole, of an area, at every station."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from crosstally.claims.drafting.context import Context, every_match
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import AREA, is_level
from crosstally.claims.drafting.phrases.patterns import GRAMMAR, ORDINALS
from crosstally.claims.drafting.places import LEADING_PLACE, PART_OF_PLACE, UNKNOWN_PLACE, no_area
from crosstally.claims.drafting.subjects import is_subject
from crosstally.words import _

_SAID = GRAMMAR.extended(
    inside=r"""
        (?: (?:in|of|across|throughout|в) (?:{PLACE}+|the (?:country|nation))|(?: (?:in|of|across|
        throughout|в|города))? {the}(?P<area>{A})|
        (?: (?:края|области|региона|республики|района|округа|города|страны)\b))?""",
    she_said=r"""
        (?:,[\"”]? (?:[^,;:\d]{2,40} )?(?:said|says|added|adds)(?: [^,;:\d]{2,40})?,[\"“]?)?""",
)
_RANK = _SAID.phrase(r"""
    {option}{gap}(?:(?:actually|really|in fact) )?(?:came|comes|come|finished|placed|been|was|were|
    is|
    are|ran|ranked|took|taken|occupied|occupies|held|holds|earned|ended up|finishing|coming|заняла|
    заняли|занимала|занимали|занимает|была|были|пришла|
    пришли)(?: in| на)?(?: an?)?(?: distant| close| clear)? (?:the )?(?P<place>first|second|third|
    fourth|fifth|sixth|seventh|[1-7](?:st|nd|rd|th)|runners?-up|перв\w+|втор\w+|трет\w+|
    четв[её]рт\w+|пят\w+)(?: place| spot| position| мест[оеа]\w*| только)?(?P<rest>.*)$""")
_WON_AT = _SAID.phrase(r"""
    {option}{gap}(?P<place>won|wins|winning|prevailed|победила?|победили|побеждает|выиграла?|
    выиграли)(?=,? (?:in|at|на|во?) {stations})(?P<rest>.*)$""")
"""“Won in every precinct”: came first there."""
_TO_OTHER = _SAID.phrase(r"""
    ^,? (?:only )?(?:to|behind|after|следом за|после|вслед за|за) (?:the |партией |
    партии )?[«\"]?(?P<other>{O})[»\"]?(?: party)?""")
_IN_STATIONS = _SAID.phrase(r"^,? ?(?:in|at|on|на|во?) {stations}{inside}")
_STATIONS_FIRST = _SAID.phrase(
    r"(?:in|at|on|на|во?) {stations}{inside}{she_said},? (?:the )?(?:party )?[«“\"]?$"
)
_LEADING_AREA = _SAID.phrase(r"""
    (?:^|[,:“\"] ?(?:and |but )?|\bthat )(?:everywhere |all )?(?:in|across|throughout|over|
    в) {the}(?P<area>{A})(?=[, ])""")
"""“In A, we came second in every polling station”."""
_BEHIND_OTHER = _SAID.phrase(r"""
    ,? (?:only )?(?:to|behind|after) (?:only )?(?:the )?[«\"]?(?P<other>{O})[»\"]?(?: party)?""")
_IN_AREA = _SAID.phrase(r"^,? ?(?:in|across|в|во) {the}(?P<area>{A})")
_PLACE_AT = _SAID.phrase(r"""
    (?P<place>first|second|third|fourth) place (?:in|at) {stations}{inside} (?:went|goes|fell|
    belonged|was (?:taken|won|occupied)) (?:to|by) (?:the )?[«“\"]?{option}(?!'s)""")
"""“Second place in every precinct went to A”."""
_NOT_ONE = _SAID.phrase(r"""
    there (?:is|was) not (?:one|a single)(?: single)? (?:polling station|
    precinct)(?: in {the}(?P<area>{A}))? (?:where|in which|at which) {the}{option} (?:did not|
    didn't) (?:come|
    finish|place|rank)(?: in)? (?P<place>first|second|third|fourth)(?: place)?""")
"""“There is not one station in A where B did not come second”: it did in every one."""
_NEARLY = words(r"\b(?:nearly|almost|virtually|practically|most|почти|большинств\w+)\s*$")
_RANK_END = words(r"""
    ^(?:$|[\s]*[,.;:)\"”»'!?]|\s+(?:overall|nationwide|in (?:the|sunday's) (?:election|vote|ballot|
    poll)|with|on|at)\b)""")


_SOMEWHERE_FIRST = words(r"""
    \b(?:in|at)\s+(?!(?:the\s+|sunday's\s+|this\s+)*(?:election|vote|ballot|poll|results?)\b)""")
"""“In some, we were first”: a place that is not named well enough."""
_STATIONS_END = words(r"""
    ^(?:$|\s*[.,;:)\"”»'!?]|\s+(?:said|says|according|and|on (?:sunday|election day|the day)|
    in (?:the|sunday's|this) (?:election|vote|ballot|poll)|nationwide|across the country|
    in the country|сказал\w*|заявил\w*)\b)""")


def ranks(context: Context) -> None:
    """Places by votes: of the whole place, of an area, or at every station of one."""
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
        behind = _BEHIND_OTHER.match(context.mask, end) if other is None else None
        if behind is not None and _STATIONS_END.match(context.mask[behind.end() :]):
            other, end = context.read.at(behind.start("other")), behind.end()
        test = {"measure": "rank", "option": option, "equals": str(ordinal), **place}
        notes = context.note(match)
        context.add(start, end, test, notes)
        if other is not None and other.id not in (None, option) and ordinal == 2:
            second = {"measure": "rank", "option": other.id, "equals": "1", **place}
            context.add(start, end, second, notes)
    _at_every_station(context)


def _at_every_station(context: Context) -> None:
    """Statements that begin with the place or with the stations."""
    for match in _PLACE_AT.finditer(context.mask):
        level = level_of(context, match["level"])
        area, start = _area_of_stations(context, match, 0, match.start(), "")
        if level is not None and area is not None and context.clear(*match.span()):
            _everywhere(context, match, {"level": level, **area}, start)
    for match in _NOT_ONE.finditer(context.mask):
        named = context.area(match, "area")
        if (match["area"] is None) == (named is None) and context.clear_around(*match.span()):
            inside = {} if named is None else {"area": named}
            where = {"level": level_of(context, None), **inside}
            _everywhere(context, match, where, match.start())


def _everywhere(context: Context, match: re.Match[str], where: dict[str, Any], start: int) -> None:
    """A place that an option took at every station, and who then came first."""
    option, ordinal = context.option(match), ORDINALS[match["place"].casefold()]
    if option is None:
        return
    where = {**where, "quantifier": "every"}
    behind = _BEHIND_OTHER.match(context.mask, match.end())
    other = None if behind is None else context.option(behind, "other")
    end = match.end() if behind is None else behind.end()
    if not _STATIONS_END.match(context.mask[end:]):
        return
    places = {option: ordinal, **({other: 1} if other and other != option and ordinal == 2 else {})}
    for name, place in places.items():
        test = {"measure": "rank", "option": name, "equals": str(place), **where}
        context.add(start, end, test, context.note(match))


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
        behind = rest[found.end() :] if offset else rest
        other = _BEHIND_OTHER.match(behind)
        if _STATIONS_END.match(behind[other.end() :] if other else behind) is None:
            return None  # "every station where…": not every station
        level = level_of(context, found["level"])
        if level is None:
            return None  # areas of a kind that this election has no level of
        start = min(match.start(), offset + found.start())
        area, start = _area_of_stations(context, found, offset, start, behind)
        if area is None:
            return None
        place: dict[str, Any] = {"quantifier": "every", "level": level}
        return place | area, start, max(end, offset + found.end())
    return _area_of(context, match, end, rest)


def _area_of_stations(
    context: Context, found: re.Match[str], offset: int, start: int, behind: str
) -> tuple[dict[str, str] | None, int]:
    """The area whose stations are meant, named with them or at the head of the statement; None
    where it is not clear. With it, where the words begin."""
    group = "area" if found["area"] is not None else "front"
    if found[group] is not None:
        mention = context.read.at(offset + found.start(group))
        return ({"area": mention.id}, start) if mention and mention.id else (None, start)
    unknown = re.match(r"\s+(?:in|of|across|в)\s+(?!the (?:country|nation))", behind)
    if unknown and offset:
        return None, start
    lead = _LEADING_AREA.search(context.mask[:start])
    names = {context.read.at(one.start()) for one in re.finditer(rf"{AREA}+", context.mask)}
    if lead is None or len(names) > 1:
        return {}, start
    mention = context.read.at(lead.start("area"))
    return ({"area": mention.id}, lead.start()) if mention and mention.id else (None, start)


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
        context.refuse(
            _("Which area “{words}” is, is not clear.").format(
                words=mention.text if mention else ""
            )
        )
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
