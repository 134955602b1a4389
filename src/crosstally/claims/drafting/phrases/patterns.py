"""How results are put into words, English and Russian: pieces of pattern for masked text.

In masked text every character of an option's name is ``OPTION`` and of an area's name ``AREA``,
so that a name is one run of that sign.
"""

from __future__ import annotations

from collections.abc import Iterable

from crosstally.claims.drafting.grammar import joined, words
from crosstally.claims.drafting.lexicon import LEVELS_OF_MANY
from crosstally.claims.drafting.mentions import SIGNS

_HEDGES = {
    "equals": "exactly| only| just| a mere| merely| лишь| только| всего| всего лишь| ровно",
    "above": """
        more than| over| above| better than| in excess of| upwards of| well over| более чем|
        более| больше| свыше""",
    "below": "less than| fewer than| under| below| менее| меньше",
    "at_least": """
        at least| no fewer than| no less than| not less than| not fewer than| a minimum of|
        не менее| не меньше""",
    "at_most": "no more than| not more than| a maximum of| at most| не более| не больше",
    "about": "about| around| roughly| approximately| some| около| примерно",
    "": """
        nearly| almost| close to| just over| just under| just above| just below| up to|
        as much as| as many as| a little over| slightly more than| slightly less than|
        an estimated| порядка| почти| чуть более| чуть больше| чуть менее""",
}
"""A comparison → words before a number that mean it; empty: none that a test can say."""
WORDS = {
    word: number
    for number, forms in enumerate(
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
    for word in forms.split()
}
ORDINALS = {
    word: number
    for number, forms in enumerate(
        (
            "first 1st перв",
            "second 2nd runner-up runners-up втор",
            "third 3rd трет",
            "fourth 4th четверт четвёрт",
            "fifth 5th пят",
            "sixth",
            "seventh",
        ),
        start=1,
    )
    for word in forms.split()
}
_RECEIVING = """
    win winning won| poll polling polled| take taking took taken| gain gaining gained|
    get getting got gotten| receive receiving received| secure securing secured|
    retain retaining retained| score scoring scored| garner garnering garnered|
    capture capturing captured| collect collecting collected| attract attracting attracted|
    obtain obtaining obtained| muster mustering mustered| net netting netted|
    amass amassing amassed| earn earning earned| draw drawing drew drawn|
    record recording recorded| register registering registered| notch notching notched|
    bag bagging bagged| clinch clinching clinched| gather gathering gathered|
    achieve achieving achieved| attain attaining attained| reach reaching reached|
    manage managing managed| command commanding commanded| post posting posted|
    land landing landed| tally tallying tallied| type typing typed| dial dialing dialled|
    accumulate accumulating accumulated
"""
"""Verbs of receiving votes: the plain form, -ing, past forms. The last few are what machine
translation makes of Russian “набрал”."""
_NOT_OF_RECEIVING = "tally| post| land| type| record| manage| reach| poll| polls| posts"
"""Forms that are rather nouns, or of something else."""
_ALSO_RECEIVING = """
    polls| keeps| kept| keep| had| has| tallies| chalked up| racked up| picked up| walked off with|
    walked away with| emerged with| pulled in| accounted for| was given| were given|
    was granted| were granted| was awarded| was credited with
"""
_OF_ANYTHING = """
    had| has| keep| keeps| kept| managed| managing| manages| record| recorded| recording| records|
    reached| reaches| reaching| drew| draws| drawing| registered| registering| registers| achieved|
    commanded| posted| gained| gaining| gains
"""
"""Verbs whose figure may as well be of something else than votes."""
_PASSING = """
    squeeze squeezing squeezed| squeak squeaking squeaked| scrape scraping scraped|
    creep creeping crept| edge edging edged| inch inching inched| nudge nudging nudged|
    slip slipping slipped| sneak sneaking sneaked| limp limping limped|
    scramble scrambling scrambled| get getting got| pass passing passed| clear clearing cleared|
    cross crossing crossed| overcome overcoming overcame| surpass surpassing surpassed|
    exceed exceeding exceeded| jump jumping jumped| climb climbing climbed| hop hopping hopped|
    reach reaching reached| meet meeting met| top topping topped| vault vaulting vaulted|
    leap leaping leapt| beat beating beat| break breaking broke|
    negotiate negotiating negotiated| make_it making_it made_it| step stepping stepped|
    take taking took
"""
"""Verbs of passing a threshold: the plain form, -ing, past."""


def _listed(text: str) -> list[str]:
    return [item.strip() for item in joined(text).split("|")]


def _verbs(text: str) -> list[list[str]]:
    """Each verb's forms; “make_it” is “make it”."""
    return [[form.replace("_", " ") for form in verb.split()] for verb in _listed(text)]


def _third(plain: str) -> str:
    """“wins”, “passes”, “makes it”."""
    verb, *rest = plain.split()
    return " ".join([verb + ("es" if verb.endswith(("ss", "ch")) else "s"), *rest])


def _alternatives(forms: Iterable[str]) -> str:
    """The forms as a pattern, the longest first."""
    return "|".join(sorted(forms, key=lambda form: (-len(form), form)))


HEDGE_WORDS = {word: said for said, text in _HEDGES.items() for word in _listed(text)}
"""The same, by the words."""
_WON = {form for plain, *others in _verbs(_RECEIVING) for form in (plain, _third(plain), *others)}
_WON = _WON - set(_listed(_NOT_OF_RECEIVING)) | set(_listed(_ALSO_RECEIVING))
_PASS_FORMS = _verbs(_PASSING)
GRAMMAR = SIGNS.extended(
    O=r"{OPTION}+",
    A=r"{AREA}+",
    option=r"(?P<option>{O})",
    the=r"(?:the\s+|город[еа]?\s+|г\.\s?)?(?:city\s+of\s+)?",
    number=r"(?P<num>\d{1,3}(?:[.,]\d{1,4})?)(?!\d|[.,]\d)",
    percent=r"(?:\s?%|[\s-]*per[\s-]?cent\b|\s?pct\b\.?|\s*процент\w*|\s?проц\b\.?)",
    hedge=rf"(?:(?P<hedge>{_alternatives(HEDGE_WORDS)})\s+)?",
    words=_alternatives(WORDS),
    cardinal=r"(?<![\w-])(?P<num>\d{1,4}|{words})(?![\w.,]\d|\w)",
    grouped=r"\d{1,3}(?:[, ]\d{3})+",
    # A count beside a word that says what is counted.
    counted=r"(?P<num>{grouped}|\d{1,12})",
    # A count that can only be one of votes or voters.
    large=r"(?P<num>{grouped}|\d{4,12})",
    # A count, perhaps with its “million”.
    scaled=r"""
        (?P<num>{grouped}|\d{1,12}(?![.,]\d)|\d{1,3}(?:[.,]\d{1,3})?(?= (?:million|
        thousand)\b))(?: (?P<scale>million|thousand))?""",
    percentage=r"{hedge}{number}{percent}",
    received=_alternatives(_WON - set(_listed(_OF_ANYTHING))),
    won=rf"(?:{_alternatives(_WON)}|"
    r"""
        with|on|at|(?:was|is|were|came(?: in)?|comes(?: in)?|placed|finished|ended(?: up)?|followed|
        ran) (?:next|first|second|third|last|behind)(?: place)?,? (?:with|on|at)|(?:end(?:ed|s)?|
        finish(?:ed|es)?) (?:up )?(?:with|on|at)|followed (?:with|on|at)|(?:came|comes|is|
        was) (?:away |out |in )?(?:with|on|at)|(?:was|is|were|are) (?:left|put|placed) (?:with|on|
        at)|
        (?:had to )?(?:make|made) do with|(?:had to )?settled? for|had to be content with|
        получил[аио]?|набрал[аио]?|завоевал[аио]?|собрал[аио]?|заручил(?:ась|ся) поддержкой|имеет|
        набирает|
        получает|набравш\w+|получивш\w+)""",
    to_pass="|".join(plain for plain, *_ in _PASS_FORMS),
    passing="|".join(ing for _, ing, _ in _PASS_FORMS),
    passed="(?:"
    + "|".join(form for plain, _, past in _PASS_FORMS for form in (past, _third(plain)))
    + r"""
        |overcome|{passing}|(?:was|were) (?:carried|pushed|lifted|dragged|helped)|преодолел[аио]?|
        преодолевш\w+|перешагнул[аио]?|перешагнувш\w+|прошл[аио]|превысил[аио]?)""",
    # Between an option and its verb.
    gap=r"""
        (?:'s)?(?:[\"”»])?(?:\s+(?:party|Party|list|movement))?(?:\s?\([^)\d]{1,40}\))?(?:\s+(?:of|
        led\s+by|headed\s+by)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}(?:president|leader|premier|
        prime\s+minister|businessman|mr\.?|президента|лидера)(?:\s+[\w-]+){0,3}?)?(?:,\s
        (?:[^,;:\d{OPTION}]{1,140}|(?:an?|the|which|whose|where)\s(?!{OPTION})[^,;:%]{1,120}
        (?<!percent)),|\s[–—-]\s(?:an?|the|one|led|founded|once|long)\s
        (?![^–—]{0,90}\b(?:claim|say|said|hope|believ|insist|alleg|boast))[^,;:\d–—{OPTION}]{1,90}
        \s[–—-]|,\s(?:an?|the|its|his)\s(?!{OPTION})[^,;:%\d]{1,80}(?=\s(?:that|which|
        who)\b))?(?:,?\s+(?:which|who|that|которая|который|набравш\w+)(?:\s+(?:it|they|
        the\s+commission|the\s+CEC|officials)\s+(?:said|says|announced|reported)|,?\s+according\s+to\s+
        (?:the\s+)?(?:\w+\s+){0,3}(?:commission|CEC|officials|results|figures),?)?)?,?(?:\s+(?:has|
        have|had|also|officially|again|itself|thus|therefore|thereby|duly|easily|comfortably|so|now|
        then|meanwhile|at\s+least|in\s+turn|for\s+its\s+part|ultimately|finally|eventually|
        only\s+just|narrowly|barely|just|only|при этом|также|едва|лишь|с трудом))*\s+""",
    # What is said aside about an option.
    aside=r"(?:,\s(?:an?|the|until|previously|which|who|whose|led|founded)\s(?!{OPTION})[^,;:%\d]{1,90},?)?",
    # Any verb whose object is a share of the vote, but for those of losing, wanting and
    # disputing.
    any_verb=r"""
        (?!(?:lost|shed|need|lack|promis|demand|disput|contest|fak|st[eo]l|b[ou]ugh|rigg|expect|
        predict|claim|alleg|s[oe]e?u?[gk]h?t?|target|drop|f[ea]ll|count|miss|challeng|reject|
        den[iy]|question|doubt|doubl|tripl|increas|rais|reduc|cut|lower|improv|believ|want|hop|
        pledg|vow|spoil|stuff|invalid|annul|monitor|observ|check|review|receiv\w+ fewer|protest|
        estimat|project|forecast|poll(?:sters)?\b|survey|represent|request|required|aimed|wasted|
        donat|shift|transfer|exceed|top|surpass|not|said|need|ask|gave|given|hand|credit|grant|
        award|assign|allocat|announc|report|publish)\w*\b)(?:\w{2,}ed|swept|drew|drawn|hauled|raked|
        wr[au]ng|held|made(?= off with)|ran(?= up)|came(?= away with)|shot(?= to)|rose(?= to)|
        chalked|stormed(?= to)|cruised(?= to)|romped(?= home with))(?:\s+(?:up|in|home|off|away|
        together|to|with|on)){0,2}""",
    # How an option came out, before the figure follows: “came first …, with 81 percent”.
    stood=r"""
        (?:won|wins|swept|sweeps|romped|cruised|stormed|triumphed|prevailed|dominated|topped|led|
        leads|emerged|followed|follows|trailed|trails|lagged|coasted|rolled|came|comes|finished|
        finishes|placed|ended|ran|squeezed|squeaked|scraped|passed|cleared|overcame|edged|inched|
        nudged|sneaked|slipped|crossed|crept|made it|got|took|retained|kept|claimed|(?:was|
        is) (?:an? |the )?(?:(?:distant|close|clear|easy|runaway) )?(?:first|second|third|winner|
        next)|was (?:declared|proclaimed|named) (?:the )?(?:\w+ )?winner|занял[аио]?|
        прошл[аио]|прош[её]л|преодолел[аио]?|победил[аио]?|выиграл[аио]?|лидиру[ею]т|
        одержал[аио]? победу|(?:пере)?избран[аоы]?)""",
    article=r"""
        (?:an?\s+(?!(?:good|further|additional|extra|combined|near|round|little|bit|total|
        joint)\b)(?:\w+\s+)?)?""",
    of_the_vote=r"""
        (?:\s+(?:share\s+)?of\s+(?:the\s+|all\s+|sunday's\s+|this\s+)?(?:(?:national|popular|nationwide|total|valid|
        party-list|countrywide|overall|list|all|counted|cast|electoral|
        party)\s+)*(?P<base>votes?(?:\s+cast)?|ballots?(?:\s+cast)?|poll|voters'\s+support)\b|
        \s+(?:the\s+)?votes?\b|\s+голос\w*(?:\s+избирател\w+)?)""",
    of_vote="{of_the_vote}?",
    # What may follow a percentage of votes; anything else means that it is of something else.
    tail=r"""
        (?=$|[\s]*[,.;:)\"”»'!?]|\s[–—-]\s|\s\((?!of\b)|\s+from\s+the\s+
        (?:\w+\s+)?(?:\w+\s+)?commission|\s+(?:and|to|in|on|at|nationwide|while|according|with|
        after|as|which|or|putting|giving|making|leaving|meaning|enough|well|far|just|thereby|
        against|but|versus|followed|across|overall|countrywide|support|despite|thanks|by|said|for|
        избирател\w+|горожан|жител\w+|участник\w+|проголосовавш\w+|голосовавш\w+|пришедш\w+|и|в|
        на|по|что|а|за|против|у)\b)""",
    threshold_number=r"""
        (?P<bar>\d{1,2}(?:[.,]\d+)?|seven|five|four|three|ten|семи|пяти|тр[её]х|
        десяти)[\s-]*(?:per[\s-]?cent|%|pct|percent|процентн\w+|ти\s?процентн\w+|
        процент\w*)[\s-]+""",
    needed=r"""
        (?:needed|required|necessary|demanded|prescribed|set|(?:that|
        which)\s+(?:\w+\s+){1,3}(?:demands?|requires?|prescribes?|sets?|needs?))\b""",
    # The threshold; with its figure, also “the 7 percent line”, “the 7 percent that the law "
    # "demands”.
    threshold=r"""
        (?:the\s+|a\s+|an\s+|country's\s+)?(?:{threshold_number})?(?:\w+\s+)?(?:threshold|barrier|
        hurdle|порог|барьер|(?(bar)(?:bar|mark|line|limit|minimum|cut-?off|{needed})\b|(?!)))""",
    levels=LEVELS_OF_MANY,
    stations=r"""
        (?P<every>each and every|every single|every one of|each of|every|each|all of|all|каждом|
        всех)(?:\s+of)?(?:\s+the)?(?:\s+(?:the\s+)?(?P<front>{A})(?:'s)?)?(?:\s+\d[\d,]*)?(?:\s+of
        (?:\s+the)?)?\s+(?:(?:polling|voting|election)\s+(?:stations?|places?|sites?|centers?|
        centres?)|sites|precincts?|(?:избирательн\w+\s+)?участк\w+|(?P<level>{levels}|cit(?:y|
        ies)|towns?|районах|районе|областях|области|регионах|регионе))""",
    nation=r"""
        (?:in\s+the\s+(?:whole\s+|entire\s+)?(?:country|nation)|nationwide|(?:of|among|
        across)\s+(?:any|all|every)?\s?(?:of\s+)?(?:the\s+)?(?:country's\s+|\d+\s+)?(?:regions?|
        provinces?|areas?)|anywhere(?:\s+in\s+the\s+country)?|(?:in|в)\s+{PLACE}+|
        across\s+the\s+country|в\s+стране|по\s+стране|в\s+республике|
        среди\s+(?:всех\s+)?регионов)""",
    parties=r"""
        (?:political\s+)?(?:parties|candidates|lists|groups|contenders|парти\w+|кандидат\w+|
        спис\w+)""",
    party=r"(?:the |партия )?[«\"“]?{O}[»\"”]?(?: party)?",
    # “A, B and C”.
    party_list=r"{O}[»\"”]?(?: party)?(?:, {party})*,? (?:and|и) {party}",
)
NEARLY = words(
    r"\b(?:nearly|almost|virtually|practically|about to|close to|yet to|on course to|почти)\b"
)


def number_of(text: str) -> int:
    """A cardinal in figures or words."""
    word = text.casefold()
    return WORDS[word] if word in WORDS else int(word)


def run_of(said: str) -> str:
    """As many of the words as follow one another, with commas, colons and dashes between them; a
    run gives nothing back, so that it takes time in proportion to its length."""
    return rf"(?:(?<!\w){said}(?![\w%])\s*[,:—–-]?\s*|[,:—–-]\s*)*+"
