"""How results are put into words, English and Russian: pieces of pattern for masked text.

In masked text every character of an option's name is ``OPTION`` and of an area's name ``AREA``,
so that a name is one run of that sign.
"""

from __future__ import annotations

import re

from crosstally.claims.drafting.mentions import AREA, OPTION, PLACE

O = rf"{OPTION}+"  # noqa: E741 -- an option, as A is an area
A = rf"{AREA}+"
THE = r"(?:the\s+|город[еа]?\s+|г\.\s?)?(?:city\s+of\s+)?"
NUMBER = r"(?P<num>\d{1,3}(?:[.,]\d{1,4})?)(?![\d])"
PERCENT = r"(?:\s?%|[\s-]*per[\s-]?cent\b|\s?pct\b\.?|\s?процент\w*|\s?проц\b\.?)"
HEDGE_WORDS: dict[str, str] = {
    "more than": "above",
    "over": "above",
    "above": "above",
    "better than": "above",
    "less than": "below",
    "fewer than": "below",
    "under": "below",
    "below": "below",
    "at least": "at_least",
    "no fewer than": "at_least",
    "no less than": "at_least",
    "not less than": "at_least",
    "not fewer than": "at_least",
    "a minimum of": "at_least",
    "no more than": "at_most",
    "not more than": "at_most",
    "a maximum of": "at_most",
    "in excess of": "above",
    "upwards of": "above",
    "at most": "at_most",
    "about": "about",
    "around": "about",
    "roughly": "about",
    "approximately": "about",
    "some": "about",
    "exactly": "equals",
    "only": "equals",
    "just": "equals",
    "a mere": "equals",
    "merely": "equals",
    "nearly": "",
    "almost": "",
    "close to": "",
    "just over": "",
    "just under": "",
    "just above": "",
    "just below": "",
    "up to": "",
    "as much as": "",
    "as many as": "",
    "a little over": "",
    "slightly more than": "",
    "slightly less than": "",
    "well over": "above",
    "an estimated": "",
    "более чем": "above",
    "более": "above",
    "больше": "above",
    "свыше": "above",
    "не менее": "at_least",
    "не меньше": "at_least",
    "не более": "at_most",
    "не больше": "at_most",
    "менее": "below",
    "меньше": "below",
    "около": "about",
    "примерно": "about",
    "порядка": "",
    "почти": "",
    "чуть более": "",
    "чуть больше": "",
    "чуть менее": "",
    "лишь": "equals",
    "только": "equals",
    "всего": "equals",
    "всего лишь": "equals",
    "ровно": "equals",
}
"""Words before a number → the comparison they mean; empty: none that a test can say."""

HEDGE = r"(?:(?P<hedge>" + "|".join(sorted(HEDGE_WORDS, key=len, reverse=True)) + r")\s+)?"
WORDS = {
    word: number
    for number, words in enumerate(
        (
            "one один одна одной одно",
            "two две двое два двух",
            "three три трое трёх трех",
            "four четыре четырёх четырех",
            "five пять пяти",
            "six шесть шести",
            "seven семь семи",
            "eight восемь восьми",
            "nine девять девяти",
            "ten десять десяти",
            "eleven одиннадцать одиннадцати",
            "twelve двенадцать двенадцати",
        ),
        start=1,
    )
    for word in words.split()
}
CARDINAL = (
    r"(?<!\w)(?P<num>\d{1,4}|" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")(?![\w.,]\d|"
    r"\w)"
)
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "5th": 5,
    "runner-up": 2,
    "runners-up": 2,
    "перв": 1,
    "втор": 2,
    "трет": 3,
    "четверт": 4,
    "четвёрт": 4,
    "пят": 5,
}
GAP = (
    rf"(?:'s)?(?:[\"”»])?(?:\s+(?:party|Party|list|movement))?(?:\s?\([^)\d]{{1,40}}\))?"
    rf"(?:\s+(?:of|led\s+by|headed\s+by)\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}(?:president|leader|"
    rf"premier|"
    rf"prime\s+minister|businessman|mr\.?|президента|лидера)(?:\s+[\w-]+){{0,3}}?)?"
    rf"(?:,\s(?:[^,;:\d{OPTION}]{{1,90}}|"
    rf"(?:an?|the|which|whose|where)\s(?!{OPTION})[^,;:%]{{1,120}}(?<!percent)),|"
    rf",\s(?:an?|the|its|his)\s(?!{OPTION})[^,;:%\d]{{1,80}}(?=\s(?:that|which|"
    rf"who)\b))?(?:,?\s+(?:which|who|that|которая|который|набравш\w+)"
    r"(?:\s+(?:it|they|the\s+commission|the\s+CEC|officials)\s+(?:said|says|announced|"
    r"reported))?)?,?"
    r"(?:\s+(?:has|have|had|also|officially|again|itself|thus|therefore|thereby|duly|easily|"
    r"comfortably|so|now|then|meanwhile|at\s+least|in\s+turn|for\s+its\s+part|ultimately|finally|"
    r"eventually|only\s+just|narrowly|barely|just|only|при этом|также|едва|лишь|с трудом))*\s+"
)
"""Between an option and its verb."""
ASIDE = rf"(?:,\s(?:an?|the|which|who|whose|led|founded)\s(?!{OPTION})[^,;:%\d]{{1,90}},?)?"
"""What is said aside about an option."""

_RECEIVING = (
    "win winning won|poll polling polled|take taking took taken|gain gaining gained|"
    "get getting got gotten|receive receiving received|secure securing secured|"
    "retain retaining retained|score scoring scored|garner garnering garnered|"
    "capture capturing captured|collect collecting collected|attract attracting attracted|"
    "obtain obtaining obtained|muster mustering mustered|net netting netted|"
    "amass amassing amassed|earn earning earned|draw drawing drew drawn|"
    "record recording recorded|register registering registered|notch notching notched|"
    "bag bagging bagged|clinch clinching clinched|gather gathering gathered|"
    "achieve achieving achieved|attain attaining attained|reach reaching reached|"
    "manage managing managed|command commanding commanded|post posting posted|land landing landed|"
    "tally tallying tallied|type typing typed|dial dialing dialled|accumulate accumulating "
    "accumulated"
)
"""Verbs of receiving votes: the plain form, -ing, past forms. The last few are what machine
translation makes of Russian “набрал”."""
_RECEIVING_FORMS = sorted(
    {
        form
        for verb in _RECEIVING.split("|")
        for plain, *others in [verb.split()]
        for form in (plain, plain + ("es" if plain[-2:] in ("ss", "ch") else "s"), *others)
    }
    - {"tally", "post", "land", "type", "record", "manage", "reach", "poll", "polls", "posts"}
    | {
        "polls",
        "keeps",
        "kept",
        "keep",
        "had",
        "has",
        "tallies",
        "chalked up",
        "racked up",
        "picked up",
        "walked off with",
        "walked away with",
        "emerged with",
        "pulled in",
        "accounted for",
        "was given",
        "was awarded",
        "was credited with",
    },
    key=len,
    reverse=True,
)
_OF_ANYTHING = {
    "had",
    "has",
    "keep",
    "keeps",
    "kept",
    "managed",
    "managing",
    "manages",
    "record",
    "recorded",
    "recording",
    "records",
    "reached",
    "reaches",
    "reaching",
    "drew",
    "draws",
    "drawing",
    "registered",
    "registering",
    "registers",
    "achieved",
    "commanded",
    "posted",
    "gained",
    "gaining",
    "gains",
}
"""Verbs whose figure may as well be of something else than votes."""
RECEIVED = "|".join(form for form in _RECEIVING_FORMS if form not in _OF_ANYTHING)
WON = (
    r"(?:" + "|".join(_RECEIVING_FORMS) + r"|with|on|at|"
    r"(?:was|is|were|came(?: in)?|comes(?: in)?|placed|finished|ended(?: up)?|followed|ran) "
    r"(?:next|first|second|third|last|behind)(?: place)?,? (?:with|on|at)|"
    r"(?:end(?:ed|s)?|finish(?:ed|es)?) (?:up )?(?:with|on|at)|followed (?:with|on|at)|"
    r"(?:came|comes|is|was) (?:away |out |in )?(?:with|on|at)|"
    r"(?:was|is) (?:left|put|placed) (?:with|on|at)|(?:had to )?(?:make|made) do with|"
    r"(?:had to )?settled? for|had to be content with|"
    r"получил[аи]?|набрал[аи]?|завоевал[аи]?|собрал[аи]?|"
    r"заручилась поддержкой|имеет|набирает|получает|"
    r"набравш\w+|получивш\w+)"
)
ANY_VERB = (
    r"(?!(?:lost|shed|need|lack|promis|demand|disput|contest|fak|st[eo]l|b[ou]ugh|rigg|expect|"
    r"predict|"
    r"claim|alleg|s[oe]e?u?[gk]h?t?|target|drop|f[ea]ll|count|miss|challeng|reject|den[iy]|"
    r"question|doubt|"
    r"doubl|tripl|increas|rais|reduc|cut|lower|improv|believ|want|hop|pledg|vow|spoil|stuff|"
    r"invalid|"
    r"annul|monitor|observ|check|review|receiv\w+ fewer|protest|estimat|project|forecast|"
    r"poll(?:sters)?\b|"
    r"survey|represent|request|required|aimed|wasted|donat|shift|transfer|exceed|top|surpass|"
    r"not|said|need|ask|gave|given|hand|credit|grant|award|assign|allocat|announc|report|"
    r"publish)\w*\b)"
    r"(?:\w{2,}ed|swept|drew|drawn|hauled|raked|wr[au]ng|held|made(?= off with)|ran(?= up)|came(?= "
    r"away with)|"
    r"shot(?= to)|rose(?= to)|chalked|stormed(?= to)|cruised(?= to)|romped(?= home with))"
    r"(?:\s+(?:up|in|home|off|away|together|to|with|on)){0,2}"
)
"""Any verb whose object is a share of the vote, but for those of losing, wanting and disputing."""
STOOD = (
    r"(?:won|wins|swept|sweeps|romped|cruised|stormed|triumphed|prevailed|dominated|topped|led|"
    r"leads|"
    r"emerged|followed|follows|trailed|trails|lagged|coasted|rolled|came|comes|finished|finishes|"
    r"placed|"
    r"ended|ran|squeezed|squeaked|scraped|passed|cleared|overcame|edged|inched|nudged|sneaked|"
    r"slipped|"
    r"crossed|crept|made it|got|took|retained|kept|claimed|"
    r"(?:was|is) (?:an? |the )?(?:(?:distant|close|clear|easy|runaway) )?(?:first|second|third|"
    r"winner|next)|"
    r"was (?:declared|proclaimed|named) (?:the )?(?:\w+ )?winner|"
    r"заняла|прошла|преодолела|победила)"
)
"""How an option came out, before the figure follows: “came first …, with 81 percent”."""
ARTICLE = (
    r"(?:an?\s+(?!(?:good|further|additional|extra|combined|near|round|little|bit|total|joint)\b)"
    r"(?:\w+\s+)?)?"
)
OF_VOTE = (
    r"(?:\s+(?:share\s+)?of\s+(?:the\s+|all\s+)?(?:(?:national|popular|nationwide|total|valid|"
    r"party-list|countrywide|overall|list|all|counted|cast|electoral|"
    r"party)\s+)*(?P<base>votes?(?:\s+cast)?|ballots?(?:\s+cast)?|"
    r"poll|voters'\s+support)\b|\s+(?:the\s+)?votes?\b|\s+голос\w*(?:\s+избирател\w+)?)?"
)
TAIL = (
    r"(?=$|[\s]*[,.;:)\"”»'!?]|\s\((?!of\b)|\s+from\s+the\s+(?:\w+\s+)?(?:\w+\s+)?commission|"
    r"\s+(?:and|to|in|on|at|nationwide|while|according|with|after|as|"
    r"which|or|putting|giving|making|leaving|meaning|enough|well|far|just|thereby|"
    r"against|"
    r"but|versus|followed|across|overall|countrywide|support|despite|thanks|by|said|for|"
    r"избирателей|и|в|на|"
    r"по|что|а|за|против)\b)"
)
"""What may follow a percentage of votes; anything else means that it is of something else."""

THRESHOLD_NUMBER = (
    r"(?P<bar>\d{1,2}(?:[.,]\d+)?|seven|five|four|three|ten|семи|пяти|тр[её]х|"
    r"десяти)[\s-]*(?:per[\s-]?cent|%|pct|percent|"
    r"процентн\w+|ти\s?процентн\w+|процент\w*)[\s-]+"
)
_NEEDED = (
    r"(?:needed|required|necessary|demanded|prescribed|set|(?:that|which)\s+(?:\w+\s+){1,3}"
    r"(?:demands?|requires?|prescribes?|sets?|needs?))\b"
)
THRESHOLD = (
    rf"(?:the\s+|a\s+|an\s+|country's\s+)?(?:{THRESHOLD_NUMBER})?(?:\w+\s+)?(?:threshold|barrier|"
    rf"hurdle|порог|барьер|(?(bar)(?:bar|mark|line|limit|minimum|cut-?off|{_NEEDED})\b|(?!)))"
)
"""The threshold; with its figure, also “the 7 percent line”, “the 7 percent that the law "
"demands”."""
_PASSING = (
    "squeeze squeezing squeezed|squeak squeaking squeaked|scrape scraping scraped|"
    "creep creeping crept|edge edging edged|inch inching inched|nudge nudging nudged|"
    "slip slipping slipped|sneak sneaking sneaked|limp limping limped|scramble scrambling "
    "scrambled|get getting got|pass passing passed|clear clearing cleared|cross crossing crossed|"
    "overcome overcoming overcame|surpass surpassing surpassed|exceed exceeding exceeded|"
    "jump jumping jumped|climb climbing climbed|hop hopping hopped|reach reaching reached|"
    "meet meeting met|top topping topped|vault vaulting vaulted|leap leaping leapt|"
    "beat beating beat|break breaking broke|negotiate negotiating negotiated|"
    "make_it making_it made_it|step stepping stepped|take taking took"
)
"""Verbs of passing a threshold: the plain form, -ing, past."""
PASS_PLAIN = "|".join(verb.split()[0].replace("_", " ") for verb in _PASSING.split("|"))
PASSING = "|".join(verb.split()[1].replace("_", " ") for verb in _PASSING.split("|"))
PASSED = (
    r"(?:"
    + "|".join(
        form.replace("_", " ")
        for plain, _ing, past in (verb.split() for verb in _PASSING.split("|"))
        for form in (
            past,
            plain.replace("make", "makes")
            if "_" in plain
            else plain + ("es" if plain[-2:] in ("ss", "ch") else "s"),
        )
    )
    + rf"|overcome|{PASSING}|преодолела?|преодолевш\w+|перешагнула?|прошла|превысила?)"
)
EVERY = {
    "every": "every",
    "every single": "every",
    "each": "every",
    "each and every": "every",
    "all": "every",
    "all of": "every",
    "every one of": "every",
    "each of": "every",
    "some": "some",
    "no": "none",
    "каждом": "every",
    "всех": "every",
}
STATIONS = (
    r"(?P<every>each and every|every single|every one of|each of|every|each|all of|all|каждом|"
    r"всех)(?:\s+of)?(?:\s+the)?"
    rf"(?:\s+(?:the\s+)?(?P<front>{A})(?:'s)?)?(?:\s+\d[\d,]*)?(?:\s+of(?:\s+the)?)?\s+"
    r"(?:(?:polling|voting|election)\s+(?:stations?|places?|sites?|centers?|centres?)|sites|"
    r"precincts?|(?:избирательн\w+\s+)?участк\w+|"
    r"(?P<level>districts?|regions?|provinces?|count(?:y|ies)|wards?|constituenc(?:y|ies)|"
    r"municipalit(?:y|ies)|states?|cit(?:y|ies)|towns?|районах|районе|областях|области|регионах|"
    r"регионе))"
)
LOWEST = r"(?P<extreme>lowest|highest)"
NATION = (
    r"(?:in\s+the\s+(?:whole\s+|entire\s+)?(?:country|nation)|nationwide|"
    r"(?:of|among|across)\s+(?:any|all|the|every)?\s?(?:of\s+the\s+)?(?:country's\s+|\d+\s+)?"
    r"(?:regions?|provinces?|areas?)|anywhere(?:\s+in\s+the\s+country)?|"
    rf"(?:in|в)\s+{PLACE}+|across\s+the\s+country|в\s+стране|по\s+стране|в\s+республике|"
    r"среди\s+(?:всех\s+)?регионов)"
)
PARTIES = (
    r"(?:political\s+)?(?:parties|candidates|lists|groups|contenders|парти\w+|кандидат\w+|спис\w+)"
)


NEARLY = re.compile(
    r"\b(?:nearly|almost|virtually|practically|about to|close to|yet to|on course to|почти)\b", re.I
)


def number_of(text: str) -> int:
    """A cardinal in figures or words."""
    word = text.casefold()
    return WORDS[word] if word in WORDS else int(word)


def compiled(text: str) -> re.Pattern[str]:
    """A pattern in which a space stands for any white space."""
    return re.compile(text.replace(" ?", r"\s*").replace(" ", r"\s+"), re.I)


def unnamed(pattern: str) -> str:
    """A pattern without its groups' names, so that it may stand twice."""
    return re.sub(r"\?P<\w+>", "?:", pattern)


def run_of(words: str) -> str:
    """As many of the words as follow one another, with commas, colons and dashes between them; a
    run gives nothing back, so that it takes time in proportion to its length."""
    return rf"(?:(?<!\w){unnamed(words)}(?![\w%])\s*[,:—–-]?\s*|[,:—–-]\s*)*+"
