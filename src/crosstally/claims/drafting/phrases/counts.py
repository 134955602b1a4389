"""How counts of votes, voters, stations, and options on the ballot are put into words."""

from __future__ import annotations

from itertools import chain

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.phrases.figures import figure_test, state
from crosstally.claims.drafting.phrases.patterns import GRAMMAR
from crosstally.claims.drafting.places import UNKNOWN_PLACE
from crosstally.claims.drafting.subjects import is_subject

_SAID = GRAMMAR.extended(
    spoilt=r"(?:invalid|spoil(?:ed|t)|void|rejected)",
    on_ballot=r"""
        (?:(?:that|which|who) )?(?:(?:are|were|was|had been|have been|is) )?(?:all |also |
        officially )?(?:(?:included|listed|named|printed|shown|offered|appear(?:ed|ing)?|figur(?:ed|
        ing)|entered|put|standing|stood|made it) )?(?:in|on(?: ?to)?) (?:the |sunday's |
        this )?(?:ballot(?: papers?)?|bulletins?|ballot sheets?|voting papers?|party list|race|
        contest|
        running|election|vote)\b""",
    running=r"""
        (?:(?:that|which|who) )?(?:(?:are|were|was|had been|have been|had) )?(?:allowed|admitted|
        registered|contest(?:ed|ing)|competed|competing|running|ran|standing|stood|vying|vied|
        (?:taking|to take|took) part|fielded|participat(?:ed|ing)|cleared to (?:run|stand))\b""",
    of_the=r"(?:the |only |just |all )*",
    quoted=r"[«“\"]?{option}[»”\"]?",
)
_VOTES = _SAID.phrase(r"""
    {option}{gap}{won} {hedge}{counted} (?:valid )?(?:votes|ballots|голос\w*)(?! (?:more|fewer|
    less))""")
_VOTES_BESIDE = _SAID.phrase(r"""
    ^{option}[\"”»]?(?: party| list)? ?[:–—-] ?(?P<hedge>(?!))?{large} (?:votes|ballots|
    голос\w*)(?=$|\s*[,.;(])""")
_VOTED_FOR = tuple(
    _SAID.phrase(
        begins + r" (?P<hedge>(?!))?{large}(?![.,]?\d| \d| ?(?:тыс|млн|миллион|{percent}))"
    )
    for begins in (
        r"за (?:партию )?{quoted} (?:проголосовал\w*|отдал\w* (?:свои )?голоса)",
        r"за (?:партию )?{quoted} [–—-](?= ?\d[\d ]+(?: (?:человек|избирател)\w*)? \()",
        r"{quoted} отдал\w* (?:свои )?голоса",
    )
)
"""“За A проголосовали 5 621 436 избирателей (80,99 процента), за B – 518 405 (7,47)”."""
_REGISTERED = _SAID.phrase(r"{hedge}{large} (?:registered|eligible) voters(?! (?:from|at|abroad))")
_ON_THE_LISTS = _SAID.phrase(r"""
    (?:electoral|voters'?|voter|voting) (?:rolls?|lists?|registers?) (?:held|listed|contained|had|
    numbered|included|named) {hedge}{large} (?:names|voters|people|citizens)|(?P<num2>{grouped}|
    \d{4,12}) (?:voters|citizens|people) (?:were|are|had been) (?:registered(?: to vote| as voters|
    (?: for| in) (?:the|this) election(?=\s*[,.;])|
    (?=\s*[,.;]| and \d))|(?:on|(?:entered|included|listed) (?:on|in)) the (?:
    electoral |voters'? |voter )(?:rolls?|lists?|registers?))""")
_VOTED_AT = _SAID.phrase(r"""
    (?:voting|the vote|polling|the elections?) (?:took place|was held|were held|
    was conducted) (?:at|in) {hedge}{large} polling stations""")
_CAST = _SAID.phrase(r"""
    {hedge}{counted} (?:people|voters|citizens|electors) (?:had )?(?:voted|took part|turned out|
    cast (?:a|their) (?:ballots?|votes?))(?! (?:for|against|in favou?r|to)\b)""")
_STATION_COUNT = _SAID.phrase(r"""
    (?<!in\s)(?<!at\s)(?<!from\s)(?<!of\s){hedge}{large} (?:polling stations|precincts|
    ballot boxes) (?:opened|were open\w*|across the country|nationwide|throughout the country|
    in the country)""")


_COUNTS = (
    (_VOTES, "votes"),
    (_VOTES_BESIDE, "votes"),
    *((pattern, "votes") for pattern in _VOTED_FOR),
    (_REGISTERED, "registered"),
    (_ON_THE_LISTS, "registered"),
    (_CAST, "cast"),
    (_STATION_COUNT, "stations"),
    (_VOTED_AT, "stations"),
)


def counts(context: Context) -> None:
    """Votes of an option; voters on the lists and at the polls; stations."""
    for pattern, measure in _COUNTS:
        for match in pattern.finditer(context.mask):
            option = context.option(match) if measure == "votes" else None
            own = pattern in _VOTED_FOR or measure != "votes" or is_subject(context, match)
            if not own or (measure == "votes" and option is None):
                continue
            state(context, match, figure_test(context, match, measure, option))


_INVALID = (
    _SAID.phrase(r"""
        {spoilt} (?:votes?|ballots?|papers|ballot papers) (?:made up|accounted for|amounted to|
        came to|totall?ed|were|was) {percentage}(?=$|\s*[,.;:)!?]| of (?:the |all )?(?:ballots|
        votes|total|papers)\b)"""),
    _SAID.phrase(r"""
        {percentage} of (?:the |all )?(?:ballots|ballot papers|votes)(?: cast)? (?:were|
        was) (?:declared |found |counted as |ruled )?{spoilt}"""),
)


def invalid(context: Context) -> None:
    """The share of invalid ballots."""
    for match in chain.from_iterable(one.finditer(context.mask) for one in _INVALID):
        state(context, match, figure_test(context, match, "invalid_share"))


_OPTION_COUNT = (
    # one of seven parties on the ballot paper; among the seven contesting it
    _SAID.phrase(r"""
        (?:(?:one|1|only one|the only one) of|among|out of|of) {of_the}{cardinal}
        (?: {parties})? {on_ballot}"""),
    _SAID.phrase(r"(?:(?:one|1) of|among|of) {of_the}{cardinal} {parties} {running}"),
    # seven parties were on the ballot paper; there were seven parties in the race
    _SAID.phrase(r"""
        (?:^|[,;:“\"—–-] ?|\bthat )(?:a total of |in all |in total |altogether |there (?:were|are) |
        all |
        the )*{hedge}{cardinal} {parties}(?:' names)? (?:{on_ballot}|{running})"""),
    # the ballot paper listed seven parties; voters had a choice of seven parties
    _SAID.phrase(r"""
        (?:ballot(?: papers?)?|voters|electors|citizens|kazakhs) (?:(?:listed|carried|featured|had|
        held|showed|named|offered|contained|included|bore)(?: the names of)?|(?:could|
        were able to) (?:choose|pick|select) (?:from|between|among)|(?:chose|picked|
        selected) (?:from|between|among)|had (?:a|the) choice (?:of|between|among|from)|
        were offered(?: a choice of)?) {hedge}{cardinal} {parties}"""),
    _SAID.phrase(r"""
        (?:одн[аойу]+|одним) из {cardinal} {parties},? (?:\w+ )?(?:в бюллетен\w+|участв\w+|
        внес[её]нн\w+|включ[её]нн\w+|зарегистрированн\w+|допущенн\w+|боро\w+|котор\w+)"""),
    _SAID.phrase(r"в (?:избирательн\w+ )?бюллетен\w+ (?:\w+ )?{cardinal} {parties}"),
    _SAID.phrase(r"в выборах (?:участвовал\w+|участвуют|приняли участие) {cardinal} {parties}"),
    _SAID.phrase(r"{cardinal} {parties} (?:участвовал\w+|участвуют|приняли участие) в выборах"),
)


def option_count(context: Context) -> None:
    """How many options stand on the ballot."""
    for pattern in _OPTION_COUNT:
        for match in pattern.finditer(context.mask):
            test = figure_test(context, match, "options")
            low, _ = context.scope(*match.span())
            behind = context.mask.find(",", match.end())
            said = context.mask[low : behind if behind >= 0 else None]
            clear = context.clues.scope(said, match.end() - low) is None
            if test is not None and clear and UNKNOWN_PLACE.search(context.mask) is None:
                context.add(match.start(), match.end(), test)
