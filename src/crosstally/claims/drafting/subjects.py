"""Whether an option is the one that a figure is said of: the subject, not somebody beside it."""

from __future__ import annotations

import re

from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.lexicon import RUSSIAN_ORDINALS
from crosstally.claims.drafting.mentions import AREA, OPTION, SIGNS
from crosstally.words import _

_NOT_SUBJECT = SIGNS.words(r"""
    (?:\b(?:of|from|behind|to|than|against|by|over|joins?|joined|joining|beat|beats|unlike|like|
    besides|except|alongside|versus|with|after|за|после|против|кроме|вслед за)\s+(?:the\s+)?|
    {OPTION}(?:\s+party)?\s+(?:and|or|и|или)\s+(?:the\s+)?)[\"“«']?$""")
_BEATEN = words(r"""
    \b(?:beat|beats|beating|beaten by|defeat\w*(?: by)?|lost to|loses to|trail\w*|ahead of|behind|
    over|than|against|outpoll\w*|crush\w*|overt[ao]\w+|topp\w+|led|leads|to|from|of|above|below|
    обогна\w+|победи\w+|опереди\w+|проигра\w+|от|над|у) (?:the |party )*[\"“«]?$""")
_QUALIFIED = SIGNS.words(r"""
    (?:(?<![\w'-])(?:the|an?|ruling|governing|dominant|opposition|main|only|other|small|smaller|
    tiny|loyal|new|also|party|bloc|movement|list|ally|rival|newcomer|президента|лидера|challenger|
    just|even|парти[яиюей]+|правящ\w+|движени\w+|его|её|их|ближайш\w+|главн\w+|основн\w+|
    действующ\w+|соперни\w+|конкурент\w*|кандидат\w*|врио|глав[аыуе]|губернатор\w*|мэр\w*|
    самовыдвижен\w+|представител\w+|региона|области|кра[йя]|(?!such\b)\w+-[\w-]+|[\w-]+'s|{OPTION}+'s|
    {PLACE}+(?:'s)?|(?-i:[A-ZА-ЯЁ])[\w.-]*)\s+|[\"“«'\s])$""")
"""A word that only describes the option whose name follows."""
_LEADS = SIGNS.words(r"""
    (?:^|[,;:(—–.!?…\d%{AREA}{PLACE}-]|(?<![\w'-])(?:and|but|while|whereas|(?<!such )as|that|which|
    when|where|because|since|so|with|means|meaning|said|says|say|saying|told|reporters|show(?:s|ed|
    ing)?|announc\w+|report\w*|stated|confirm\w*|declar\w*|inform\w*|is|was|were|came|comes?|gave|
    gives?|put|handed|saw|credited|then|thus|now|still|yet|overall|nationwide|however|meanwhile|
    there|whose|his|her|their|its|our|your|votes?|voting|elections?|polls?|ballots?|parliament|
    majilis|mazhilis|results?|figures|data|count|tally|reckoning|have|puts|country|nation|landslide|
    time|year|cent|percent|pct|sites?|stations?|precincts?|today|\w+day|\w+ly|surprise|expected|и|а|
    но|что|также|сообщил\w*|заявил\w*|объявил\w*|победил\w*|одержал\w*|набрал\w*|
    получил\w*|стал[аи]?|был[аи]?|году|выборах|голосовании|стране|парламент\w*|
    (?:итогам|результатам) (?:выборов|голосования)|итогам|мандатов|данным|результатам|
    единому округу|(?:парт)?спискам|комисси\w+|воскресенье|вторник|процент\w*|голосов|раз|однако|
    когда|поскольку|за))$""")
"""What may stand before the subject of a statement; after any other word it may be no subject."""
_NAMED_JUST_BEFORE = re.compile(r"[^,]{0,30},?\s+(?:which|who|whose|котор\w+)\b")
"""“…, which won”: whatever stands before the name."""
_OWN_HEAD = re.compile(
    r"^(?:(?:share|result|tally|vote|score|total) of|for|за|у|"
    r"(?:first|second|third|fourth) place\b.*\b(?:to|by)|"
    rf"(?:на )?(?:{RUSSIAN_ORDINALS})\w+ мест\w+(?: \w+)?(?: [–—-])?|"
    r"\W*(?:[^:;]{0,40}, )?ни в одн\w+ [^,.;:]{4,50}|"
    rf"\W*во? {AREA}+,? (?:\w+ ){{0,2}}\w+) (?:the )?(?:[\w-]+ )?"
    r"(?:party |партию )?[\"“«]?$",
    re.I,
)
"""Words of the statement itself that stand before the option: “the share of A”, “for A voted”."""
_RECEIVES = words(r"""
    \b(?:(?:by|to|for|favou?r of) (?:the )?(?:[\w-]+ )?(?:party )?|(?:порог|барьер) (?:партия )?)
    [\"“«]?$""")
"""“Eight seats went to A”, “преодолела барьер A”: the words of the statement itself."""
_AND = re.compile(r"(?<!\w)(?:and|и)$", re.I)
_STATES = re.compile(
    r"\d|\b(?:won|took|got|was|were|is|are|has|had|said|says|fell|came|swept|wins|takes|gets|"
    r"receives|gains|holds|will|\w+ed|\w+л[аи]?)\b",
    re.I,
)


def is_subject(context: Context, match: re.Match[str], group: str = "option") -> bool:
    """Whether an option before a verb is its subject, as far as the word before it tells."""
    if _NAMED_JUST_BEFORE.match(context.mask[match.end(group) : match.end()]):
        return True
    return _NOT_SUBJECT.search(context.mask[: match.start(group)]) is None


def is_own_figure(context: Context, match: re.Match[str]) -> bool:
    """Whether a figure right beside an option is its own, and not that of whoever beat it."""
    mask = context.mask
    between = mask[match.end("option") : match.start("num")]
    return (
        "(" in between
        or "whose" in between
        or _BEATEN.search(mask[: match.start("option")]) is None
    )


def whose(context: Context, item: Drafted) -> str | None:
    """Why what is said may not be said of the option alone; None where it stands as the subject.

    The rule is positive: an option that stands before its figure is the subject at the beginning
    of a clause, or after one of a few words.
    """
    if "option" not in item.test or item.test.get("on") == "sheets":
        return None
    words = context.mask[item.start : item.end]
    option, figure = words.find(OPTION), re.search(r"\d", words)
    if option < 0 or (figure and figure.start() < option):
        return None
    start = item.start + option
    after = context.mask[start:].lstrip(OPTION)
    if _NAMED_JUST_BEFORE.match(after) or re.match(r"[\"”»]?\s?\(\d", after):
        return None
    low = context.scope(start, item.end)[0]
    receives = "level" not in item.test and _RECEIVES.search(words[:option])
    if receives or _OWN_HEAD.match(words[:option]):
        return None
    head = context.mask[low:start]
    if re.search(r"\b(?:followed|joined) by (?:the )?[\"“«]?$", head):
        return None
    while (qualifier := _QUALIFIED.search(head)) is not None:
        head = head[: qualifier.start()]
    joined = _AND.search(head)
    together = joined is not None and not _STATES.search(head[: joined.start()])
    if _LEADS.search(head) and not together:
        return None
    mention = context.read.at(start)
    if mention is not None and mention.text.casefold() in ("we", "мы"):
        return None
    return _("Whether it is said of “{words}” alone is not clear.").format(
        words=mention.text if mention else ""
    )
