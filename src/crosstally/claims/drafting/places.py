"""Where a figure is of: the whole place, one of its areas, or somewhere that is not clear."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.mentions import AREA, OPTION, PLACE
from crosstally.claims.drafting.phrases.patterns import THE

_NO_PLACES = (
    r"January|February|March|April|May\b|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Parliament|Majilis|Mazhilis|"
    r"Мажилис\w*|Парламент\w*|Central|OSCE|CEC|Reuters|National Assembly|General Election|"
    r"Presidential|Parliamentary|House of|Senate|Congress|Duma|State Duma|Knesset|Bundestag|Sejm|"
    r"Rada|Verkhovna Rada|ЦИК|ОБСЕ|СНГ|Центр\w+|Министерств\w+|Рейтер"
)
_PREPOSITION = (
    r"(?:[Ii]n|[Aa]t|[Aa]cross|[Aa]round|[Ff]rom|[Nn]ear|[Oo]utside|[Ii]nside|[Tt]hroughout|[Вв]о?|"
    r"(?<!\w)[Ии]з)"
)
UNKNOWN_PLACE = re.compile(
    rf"\b{_PREPOSITION} (?:the |neighbou?ring |nearby |соседн\w+ |город[еау] |г\.\s?)*"
    rf"(?:(?:city|town|port|village) of )?(?!{_NO_PLACES})(?P<place>[A-ZА-ЯЁ][\w-]+)"
)
_LOCAL = re.compile(
    r"\b(?:locally|elsewhere|here|online|everywhere|sometimes|often|usually|typically|"
    r"traditionally|always|in places|"
    r"there(?! (?:was|were|is|are|will|has|have|had|would|may|"
    r"might)\b)|"
    r"на местах|там|здесь)\b",
    re.I,
)
LEADING_PLACE = re.compile(
    r"^[\s\"“«'(]*(?:(?:But|And|Yet|So|Meanwhile|Only|Also|Even|However|Но|И|А|Однако|Только)\W+)?"
    rf"(?:(?:{_PREPOSITION}|[Aa]t|[Нн]а) (?:the |город[еау] |г\.\s?)*(?:\w+ (?:city|town|"
    rf"village) of |"
    rf"(?:city|town|port|village) of )?|(?={AREA}+,? \w(?!.*\bturnout)))"
    rf"(?P<place>{AREA}+|{PLACE}+|[A-ZА-ЯЁ][\w-]+)"
)
"""A place at the head of a sentence: what follows is of that place."""
_LEADING_WORDS = re.compile(
    r"^[\s\"“«'(]*(?:(?:but|and|yet|so|но|и|а)\W+)?(?P<words>(?:in|at|across|outside|inside|"
    r"within|among|on|with|under|via|online|по|"
    r"amongst|near|around|beyond|throughout|from|for|в|во|на|из|среди|у|вне|около)\s"
    rf"[^,:{PLACE}]{{1,80}}?)(?:,|\s(?=[«\"“]?[{OPTION}])|\s(?=(?:voter )?turnout\b|явка\b))",
    re.I,
)
_OF_THE_ELECTION = re.compile(
    r"\b(?:elections?|votes?|voting|ballots?|polls?|parliament\w*|majilis|mazhilis|mejilis|"
    r"country|nation|"
    r"results?|count|tally|contest|race|campaign|chamber|house|assembly|legislature|landslide|"
    r"figures|"
    r"data|statement|report|briefing|conference|meeting|announcement|total|all|end|turn|addition|"
    r"contrast|fact|line|keeping|"
    r"what|"
    r"blow|sign|show|setback|triumph|boost|victory|win|move|return|response|comparison|spite|"
    r"announc\w+|time|times|day|days|night|weekend|week|month|year|lists?|support|help|backing|"
    r"turnout|january|february|march|april|"
    r"may|june|"
    r"july|august|september|october|november|december|sunday|monday|tuesday|wednesday|thursday|"
    r"friday|"
    r"saturday|noon|first|second|third|least|most|once|now|"
    r"выбор\w+|голосовани\w+|парламент\w*|мажилис\w*|стран\w+|республик\w+|итог\w*|результат\w*|"
    r"целом|"
    r"ход\w*|соответствии|частности|общей|отличие|воскресень\w+|понедельник|вторник|январ\w+|"
    r"раз\w*|"
    r"общем|данн\w+|сообщени\w+|заявлени\w+|перв\w+|втор\w+|трет\w+|\w*день)\b|\d",
    re.I,
)
_PARTS_OF_COUNTRIES = re.compile(
    r"province|region|oblast|state|district|county|canton|department|governorate|prefecture|"
    r"constituency|municipality|city|town|commune|parish|ward|провинция|область|край|район|округ|"
    r"город",
    re.I,
)
"""Levels whose area is no whole country: such a folder holds a piece of an election."""
_PART_OF_AREA = re.compile(
    r"'s\s+(?!(?:voter\s+)?(?:turnout|polling|precincts|voters?|vote|results?|\d))[\w-]+(?:\s\w+)?|"
    r"\s(?:suburbs?|outskirts|neighbou?rhoods?|districts?|quarters?|streets?|prison|university|"
    r"hinterland|countryside|villages?)\b"
)
NATIONWIDE = re.compile(
    rf"\b(?:nationwide|nationally|countrywide|across the (?:country|nation)|throughout the country|"
    rf"по (?:всей )?стране|в целом|общенациональн\w+)\b|\b(?:in|across|throughout|в|по) {PLACE}",
    re.I,
)
PART_OF_PLACE = re.compile(
    r"\b(?:in|across|from|at|of|among|throughout|within|by)\s+(?:(?:the|its|their|some|several|"
    r"many|most|"
    r"all|other|a|one|two|few|certain|both)\s+)*(?:\w+(?:ern)?\s+)?(?:north\w*|south\w*|east\w*|"
    r"west\w*|centre|center|"
    r"capital|rural|urban|cit(?:y|ies)|towns?|villages?|countryside|provinces?|regions?|"
    r"districts?|oblasts?|areas?|"
    r"constituenc\w+|parts|diaspora|prisons?|army|soldiers|troops|hospitals?|universit\w+|"
    r"polling stations?|precincts?|"
    r"stations?|young\w*|women|men|students|pensioners|minorit\w+|ethnic|expatriates?|embass\w+|"
    r"strongholds?)\b|"
    r"\b(?:abroad|overseas)\b|\b(?:сел[аеу]х?|городах|регионах|районах|областях|столице|за "
    r"рубежом|участк\w+|"
    r"среди (?:молод\w+|женщин|мужчин))\b",
    re.I,
)
_IN_ELECTION = re.compile(
    r"\s*,?\s*(?:in|at|on|across)\s+(?!(?:the\s+|an?\s+|its\s+|this\s+|"
    r"last\s+)*(?:[\w'-]+(?:day)?(?:'s)?\s+){0,3}?(?:election|elections|"
    r"vote|votes|voting|poll|polls|ballot|parliament|majilis|mazhilis|country|nation|results?|"
    r"count|tally|contest|race|"
    r"sunday|monday|tuesday|wednesday|thursday|friday|saturday|jan\w*|feb\w*|march|april|may|"
    r"june|july|aug\w*|sept\w*|"
    r"oct\w*|nov\w*|dec\w*|chamber|house|a landslide|landslide|figures|statement|all|total|"
    r"turnout)\b)",
    re.I,
)
"""After a figure: a place or group that is no word for the election itself."""
_OTHER_BODY = re.compile(
    r"\s*,?\s*(?:in|for|of|to|at|в|на)\s+(?:the\s+|an?\s+)?(?:(?:\w+\s+)?rounds?|second chamber|"
    r"upper\b|"
    r"senate|council|maslikhats?|mayor\w*|govern\w+|president\w*|"
    r"перв\w+ тур\w*|втор\w+ тур\w*|маслихат\w*|сенат\w*)",
    re.I,
)
_AREA_SAID = re.compile(
    rf"\b(?:said|told|announced|reporters|conference|briefing|headquarters|office|statement|"
    rf"заявил\w*|"
    rf"сообщил\w*|журналистам)\b[^,;]{{0,60}}{AREA}+"
)


def place_of(context: Context, match: re.Match[str]) -> dict[str, Any] | None:
    """Where a figure is of: nothing for the whole place, an area, or None where it is unclear."""
    low, high = context.scope(*match.span())
    text = context.mask[low:high]
    unknown = UNKNOWN_PLACE.search(text) or PART_OF_PLACE.search(text)
    if unknown:
        context.refuse(no_area(unknown))
        return None
    said = [item.span() for item in _AREA_SAID.finditer(text)]
    areas = {
        context.read.at(low + item.start())
        for item in re.finditer(rf"{AREA}+", text)
        if not any(start <= item.start() < end for start, end in said)
    }
    other = _OTHER_BODY.match(context.mask, match.end())
    if other:
        context.refuse(f"“{other.group().strip()}” may be another vote than this one.")
        return None
    if not areas:
        elsewhere = _IN_ELECTION.match(context.mask, match.end())
        named = re.match(rf"\s*,?\s*(?:in|across)\s+{PLACE}", context.mask[match.end() :])
        if elsewhere and not named:
            words = context.mask[match.end() : match.end() + 40].strip(" ,").split(".")[0]
            context.refuse(f"Where or of whom “{words}” is, is not clear.")
            return None
        return {}
    first = next(iter(areas))
    if len(areas) > 1 or first is None:
        context.refuse("It names several places.")
        return None
    if first.id is None:
        context.refuse(f"“{first.text}” fits several areas of this election, or none of that kind.")
        return None
    near = re.match(rf"\s*,?\s*(?:in|across|в) {THE}{AREA}+", context.mask[match.end() :])
    front = re.match(rf"\W*(?:in|across|в) {THE}{AREA}+", context.mask[low:], re.I)
    if near or front:
        return {"area": first.id}
    context.refuse(f"Whether the figure is of “{first.text}” is not clear.")
    return None


def no_area(match: re.Match[str]) -> str:
    """Why a place that was named is not tested."""
    word = match.groupdict().get("place") or match.group()
    return f"“{word.strip()}” is no area of this election that is known by that name."


def _part_of_area(context: Context, item: Drafted) -> str | None:
    """“Almaty's Medeu district” is not Almaty."""
    for found in re.finditer(rf"{AREA}+", context.mask):
        part = _PART_OF_AREA.match(context.mask, found.end())
        if part and _is_of(context, item, found.start()):
            return f"“{context.read.text[found.start() : part.end()]}” is a part of an area."
    return None


def with_its_place(context: Context, item: Drafted) -> Drafted:
    """A test's words, and the words beside them that name the area it is of."""
    if "area" not in item.test:
        return item
    mask = context.mask
    start, end = item.start, item.end
    behind = re.match(rf"\s*,?\s*(?:in|across|в|во) {THE}(?P<place>{AREA}+)", mask[end:], re.I)
    if behind and _is_of(context, item, end + behind.start("place")):
        end += behind.end()
    lead = LEADING_PLACE.match(mask)
    before = mask[lead.end() : start] if lead else ""
    if (
        lead
        and re.fullmatch(r"[\s,]*(?:the\s)?", before)
        and _is_of(context, item, lead.start("place"))
    ):
        start = 0
    return replace(item, start=start, end=end)


def _is_of(context: Context, item: Drafted, position: int) -> bool:
    mention = context.read.at(position)
    return mention is not None and mention.id is not None and item.test.get("area") == mention.id


def elsewhere(context: Context, item: Drafted) -> str | None:
    """Why a test of the whole place is of another place, or perhaps of one; None where it is not.

    A place at the head of a sentence is of every part of it, until the whole country is named.
    """
    if "area" in item.test:
        return _part_of_area(context, item)
    if "station" in item.test:
        return None  # it names where it is of, and the rest was read without that name
    definition = context.election.definition
    part = _PARTS_OF_COUNTRIES.fullmatch(definition.all_levels[0])
    if part and PLACE not in context.mask:
        return f"Whether it is of {definition.place.name} or of the whole country is not clear."
    low, high = context.scope(item.start, item.end)
    text = _AREA_SAID.sub(lambda match: " " * len(match.group()), context.mask[low:high])
    unknown = UNKNOWN_PLACE.search(text) or _LOCAL.search(text)
    if unknown:
        return no_area(unknown)
    others = [other for other in context.found if "area" in other.test]
    for area in re.finditer(rf"{AREA}+", text):
        start = low + area.start()
        if not any(other.start <= start < other.end for other in others):
            name = context.read.text[start : low + area.end()]
            return f"Whether the figure is of “{name}” is not clear."
    words = _LEADING_WORDS.match(context.mask)
    if words and not (_OF_THE_ELECTION.search(words["words"]) or NATIONWIDE.search(text)):
        start, end = words.span("words")
        if end <= item.start:
            return f"Where or of whom “{context.read.text[start:end]}” is, is not clear."
    lead = LEADING_PLACE.match(context.mask)
    if lead is None or NATIONWIDE.search(text) or lead["place"].startswith(PLACE):
        return None
    if lead["place"].startswith(AREA) or UNKNOWN_PLACE.search(lead.group()):
        name = context.read.text[lead.start("place") : lead.end("place")]
        return f"Whether the figure is of “{name}” is not clear."
    return None
