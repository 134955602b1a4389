"""Where a figure is of: the whole place, one of its areas, or somewhere that is not clear."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.grammar import joined, unnamed, words
from crosstally.claims.drafting.lexicon import DAY_NAMES, ENGLISH_DAYS, ENGLISH_MONTHS, MONTH_NAMES
from crosstally.claims.drafting.mentions import AREA, PLACE, SIGNS
from crosstally.claims.drafting.phrases.patterns import GRAMMAR
from crosstally.words import _

_NO_PLACES = joined(rf"""
    (?:{MONTH_NAMES})\b|{DAY_NAMES}|Parliament|Majilis|Mazhilis|Мажилис\w*|
    Парламент\w*|Central|OSCE|CEC|Reuters|National Assembly|General Election|Presidential|
    Parliamentary|House of|Senate|Congress|Duma|State Duma|Knesset|Bundestag|Sejm|Rada|
    Verkhovna Rada|ЦИК|ОБСЕ|СНГ|Центр\w+|Министерств\w+|Рейтер""")
_PREPOSITION = (
    r"(?:[Ii]n|[Aa]t|[Aa]cross|[Aa]round|[Ff]rom|[Nn]ear|[Oo]utside|[Ii]nside|[Tt]hroughout|[Вв]о?|"
    r"(?<!\w)[Ии]з)"
)
_BODY = joined(r"""
    (?:(?:Законодательн|Народн|Областн|Краев|Городск|Районн|Муниципальн|Государственн|Окружн|
    Депутат|Совет|Дум|Собрани|Парламент|Губернатор|Мэр|Глав)\w*|[а-яё]+)""")
_ANOTHER_REGION = joined(rf"""
    (?<![\w-])(?P<place>[А-ЯЁ][\w-]*[сц]к(?:ого|ой|ому|ом|им|ий|ая|ую)\s(?:кра[йяею]|край|област|
    район|округ|республик|краев|городск)\w*)|
    \b[Вв]ыбор\w+\s(?:{_BODY}\s){{0,5}}(?!{_BODY}\b)(?P<place2>[А-ЯЁ][а-яё-]{{2,}})""")
ANOTHER_REGION = re.compile(_ANOTHER_REGION)
"""“The assembly of Perm krai”, where that is no name of this election."""
UNKNOWN_PLACE = re.compile(
    rf"\b{_PREPOSITION} (?:the |neighbou?ring |nearby |соседн\w+ |город[еау] |г\.\s?)*"
    rf"(?:(?:city|town|port|village) of )?(?!{_NO_PLACES})(?P<place>[A-ZА-ЯЁ][\w-]+)"
    rf"|{unnamed(_ANOTHER_REGION)}"
)
_LOCAL = words(r"""
    \b(?:locally|elsewhere|here|online|everywhere|sometimes|often|usually|typically|traditionally|
    always|in places|there(?! (?:was|were|is|are|will|has|have|had|would|may|might)\b)|на местах|
    там|здесь)\b""")
LEADING_PLACE = re.compile(
    joined(rf"""
    ^[\s\"“«'(]*(?:(?:But|And|Yet|So|Meanwhile|Only|Also|Even|However|Но|И|А|Однако|
    Только)\W+)?(?:(?:{_PREPOSITION}|[Aa]t|[Нн]а) (?:the |город[еау] |г\.\s?)*(?:\w+ (?:city|town|
    village) of |(?:city|town|port|village) of )?|(?={AREA}+,? \w(?!.*\bturnout)))(?P<place>{AREA}+|
    {PLACE}+|[A-ZА-ЯЁ][\w-]+)""")
)
"""A place at the head of a sentence: what follows is of that place."""
_LEADING_WORDS = SIGNS.words(r"""
    ^[\s\"“«'(]*(?:(?:but|and|yet|so|но|и|а)\W+)?(?P<words>(?:in|at|across|outside|inside|within|
    among|on|with|under|via|online|по|amongst|near|around|beyond|throughout|from|for|в|во|на|из|
    среди|у|вне|около)\s[^,:{PLACE}]{1,80}?)(?:,|\s(?=[«\"“]?[{OPTION}])|\s(?=(?:voter )?turnout\b|
    явка\b))""")
_OF_THE_ELECTION = words(rf"""
    \b(?:elections?|votes?|voting|ballots?|polls?|parliament\w*|majilis|mazhilis|mejilis|country|
    nation|results?|count|tally|contest|race|campaign|chamber|house|assembly|legislature|landslide|
    figures|counted|data|statement|report|briefing|conference|meeting|announcement|total|all|end|turn|
    addition|contrast|fact|line|keeping|what|blow|sign|show|setback|triumph|boost|victory|win|move|
    return|response|comparison|spite|announc\w+|time|times|day|days|night|weekend|week|month|year|
    lists?|support|help|backing|turnout|{MONTH_NAMES}|{ENGLISH_DAYS}|noon|first|
    second|third|least|most|once|now|выбор\w+|голосовани\w+|парламент\w*|мажилис\w*|стран\w+|
    республик\w+|итог\w*|результат\w*|целом|ход\w*|соответствии|частности|общей|отличие|
    воскресень\w+|понедельник|вторник|январ\w+|раз\w*|общем|данн\w+|сообщени\w+|заявлени\w+|перв\w+|
    втор\w+|трет\w+|\w*день)\b|\d""")
_PART_OF_AREA = re.compile(
    joined(r"""
    's\s+(?!(?:voter\s+)?(?:turnout|polling|precincts|voters?|vote|results?|\d))[\w-]+(?:\s\w+)?|
    \s(?:suburbs?|outskirts|neighbou?rhoods?|districts?|quarters?|streets?|prison|university|
    hinterland|countryside|villages?)\b""")
)
NATIONWIDE = re.compile(
    rf"\b(?:nationwide|nationally|countrywide|across the (?:country|nation)|throughout the country|"
    rf"по (?:всей )?стране|в целом|общенациональн\w+)\b|\b(?:in|across|throughout|в|по) {PLACE}",
    re.I,
)
PART_OF_PLACE = words(r"""
    \b(?:in|across|from|at|of|among|throughout|within|by)\s+(?:(?:the|its|their|some|several|many|
    most|all|other|a|one|two|few|certain|both)\s+)*(?:\w+(?:ern)?\s+)?(?:north\w*|south\w*|east\w*|
    west\w*|centre|center|capital|rural|urban|cit(?:y|ies)|towns?|villages?|countryside|provinces?|
    regions?|districts?|oblasts?|areas?|constituenc\w+|parts|diaspora|prisons?|army|soldiers|troops|
    hospitals?|universit\w+|polling stations?|precincts?|stations?|young\w*|women|men|students|
    pensioners|minorit\w+|ethnic|expatriates?|embass\w+|strongholds?)\b|\b(?:abroad|overseas)\b|
    \b(?:сел[аеу]х?|городах|регионах|районах|областях|столице|участок|участк\w+|
    уик(?:е|ах?|ов|ам|и|у)?|(?:на|по|в) [от]ик|(?:одномандатн\w+ )?округ\w* (?:№|номер)|
    одномандатн\w+ округ[еу]|(?:из-)?за (?:рубеж\w*|границ\w*)|
    среди (?:молод\w+|женщин|мужчин)|
    (?<!ни )в одн(?:ом|ой) (?:из )?(?:район|регион|округ|област|город|участк)\w*)\b""")
_IN_SOME_AREAS = words(r"""
    \b(?:in|across|at|from|of|among|within|throughout) (?:[\w'-]+ ){0,4}(?:regions?|provinces?|
    districts?|oblasts?|constituenc\w+|count(?:y|ies)|cit(?:y|ies)|towns?|villages?|precincts?|
    (?:polling |voting )stations?)\b|\b(?:во?|на|по|из) (?!един\w+ )(?:[а-яё-]+ ){0,3}(?:
    (?:регион|район|округ|город)(?:[аеу]|ах|ов)?|област(?:и|ях|ей)|участк\w+|пос[её]лк\w+|
    сёл|сел[аеу]х?)\b""")
"""“In nearly every city”, “в лучшем районе”: not the whole place."""
_IN_ELECTION = words(rf"""
    \s*,?\s*(?:in|at|on|across)\s+(?!(?:the\s+|an?\s+|its\s+|this\s+|
    last\s+)*(?:[\w'-]+(?:day)?(?:'s)?\s+){{0,3}}?(?:election|elections|vote|votes|voting|poll|polls|
    ballot|parliament|majilis|mazhilis|country|nation|results?|count|tally|contest|race|
    {ENGLISH_DAYS}|{ENGLISH_MONTHS}|chamber|house|a landslide|landslide|figures|statement|all|
    total|turnout)\b)""")
"""After a figure: a place or group that is no word for the election itself."""
_OTHER_BODY = words(r"""
    \s*,?\s*(?:in|for|of|to|at|в|на)\s+(?:the\s+|an?\s+)?(?:(?:\w+\s+)?rounds?|second chamber|
    upper\b|senate|council|maslikhats?|mayor\w*|govern\w+|president\w*|перв\w+ тур\w*|
    втор\w+ тур\w*|маслихат\w*|сенат\w*)""")
_AREA_SAID = re.compile(
    SIGNS.text(r"""
    \b(?:said|told|announced|reporters|conference|briefing|headquarters|office|statement|заявил\w*|
    сообщил\w*|журналистам)\b[^,;]{0,60}{AREA}+""")
)


_GOES_ON_FROM = re.compile(r"[^:;.]*(?::|\s[–—-])\s*$|(?<![^;.])[^:;.\d]*;\s*$")
"""What stands before a colon or a dash, or before a semicolon without a figure."""
_EVERY_STATION = words(r"""
    \b(?:all|100 ?%|every) (?:of )?(?:the )?(?:polling |voting )?(?:stations?|precincts?)\b|
    \b(?:всех|100 ?%) (?:избирательных )?участк(?:ов|ах)\b""")
_WITHOUT_VERB = GRAMMAR.words(r"\W*(?:у |за )?[«“\"]?{O}[»”\"]? ?[–—-] ?\d")
_AREA_BEHIND = GRAMMAR.words(r"\s*,?\s*(?:in|across|в|во) {the}(?P<place>{A})")
_AREA_IN_FRONT = GRAMMAR.words(r"\W*(?:in|across|в) {the}{A}")


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
    other = _OTHER_BODY.match(context.clues.without_own_kind(context.mask), match.end())
    if other:
        context.refuse(
            _("“{words}” may be another vote than this one.").format(words=other.group().strip())
        )
        return None
    above = None if areas else _GOES_ON_FROM.search(context.mask[:low])
    unknown = above and PART_OF_PLACE.search(_EVERY_STATION.sub("", above.group()))
    if unknown:
        context.refuse(no_area(unknown))
        return None
    if not areas:
        elsewhere = _IN_ELECTION.match(context.mask, match.end())
        named = re.match(rf"\s*,?\s*(?:in|across)\s+{PLACE}", context.mask[match.end() :])
        if elsewhere and not named:
            words = context.mask[match.end() : match.end() + 40].strip(" ,").split(".")[0]
            context.refuse(_("Where or of whom “{words}” is, is not clear.").format(words=words))
            return None
        return {}
    first = next(iter(areas))
    if len(areas) > 1 or first is None:
        context.refuse(_("It names several places."))
        return None
    if first.id is None:
        context.refuse(
            _("“{words}” fits several areas of this election, or none of that kind.").format(
                words=first.text
            )
        )
        return None
    near = _AREA_BEHIND.match(context.mask, match.end())
    front = _AREA_IN_FRONT.match(context.mask, low)
    if near or front:
        return {"area": first.id}
    context.refuse(_("Whether the figure is of “{words}” is not clear.").format(words=first.text))
    return None


def no_area(match: re.Match[str]) -> str:
    """Why a place that was named is not tested."""
    said = match.groupdict()
    word = said.get("place") or said.get("place2") or match.group()
    return _("“{words}” is no area of this election that is known by that name.").format(
        words=word.strip()
    )


def in_some_areas(context: Context, start: int, end: int) -> str | None:
    """Why words are of some areas and not of the whole place: “in nearly every city”."""
    low, high = context.scope(start, end)
    text = context.clues.own_place.sub(" ", context.mask[low:high])
    some = _IN_SOME_AREAS.search(_EVERY_STATION.sub(" ", text))
    return None if some is None else no_area(some)


def _part_of_area(context: Context, item: Drafted) -> str | None:
    """“Almaty's Medeu district” is not Almaty."""
    for found in re.finditer(rf"{AREA}+", context.mask):
        part = _PART_OF_AREA.match(context.mask, found.end())
        if part and _is_of(context, item, found.start()):
            return _("“{words}” is a part of an area.").format(
                words=context.read.text[found.start() : part.end()]
            )
    return None


def with_its_place(context: Context, item: Drafted) -> Drafted:
    """A test's words, and the words beside them that name the area it is of."""
    if "area" not in item.test:
        return item
    mask = context.mask
    start, end = item.start, item.end
    behind = _AREA_BEHIND.match(mask, end)
    if behind and _is_of(context, item, behind.start("place")):
        end = behind.end()
    lead = LEADING_PLACE.match(mask)
    before = mask[lead.end() : start] if lead else ""
    if (
        lead
        and re.fullmatch(r"[\s,]*(?:(?:the|M(?:r|rs|s)\.?|Dr\.?|President)\s)?", before)
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
    if context.clues.piece and PLACE not in context.mask:
        return _("Whether it is of {words} or of the whole country is not clear.").format(
            words=definition.place.name
        )
    low, high = context.scope(item.start, item.end)
    if _WITHOUT_VERB.match(context.mask, low):
        low = 0  # “A набрала в B 66%, а C – 12%”: in B too
    mask = context.clues.own_place.sub(lambda match: " " * len(match.group()), context.mask)
    text = _AREA_SAID.sub(lambda match: " " * len(match.group()), mask[low:high])
    other = context.clues.other_place.search(mask)
    if other:
        return _("Where “{words}” is, is not clear.").format(words=other.group())
    unknown = UNKNOWN_PLACE.search(text) or _LOCAL.search(text) or ANOTHER_REGION.search(mask)
    if unknown:
        return no_area(unknown)
    others = [other for other in context.found if "area" in other.test]
    for area in re.finditer(rf"{AREA}+", text):
        start = low + area.start()
        if not any(other.start <= start < other.end for other in others):
            name = context.read.text[start : low + area.end()]
            return _("Whether the figure is of “{words}” is not clear.").format(words=name)
    some = in_some_areas(context, item.start, item.end)
    if some and "level" not in item.test and item.test["measure"] != "options":
        return some
    words = _LEADING_WORDS.match(mask)
    if words and not (_OF_THE_ELECTION.search(words["words"]) or NATIONWIDE.search(text)):
        start, end = words.span("words")
        if end <= item.start:
            return _("Where or of whom “{words}” is, is not clear.").format(
                words=context.read.text[start:end]
            )
    lead = LEADING_PLACE.match(context.mask)
    if lead is None or NATIONWIDE.search(text) or lead["place"].startswith(PLACE):
        return None
    if lead["place"].startswith(AREA) or UNKNOWN_PLACE.search(lead.group()):
        name = context.read.text[lead.start("place") : lead.end("place")]
        return _("Whether the figure is of “{words}” is not clear.").format(words=name)
    return None
