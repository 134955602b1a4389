"""How counts of votes, voters, stations, and options on the ballot are put into words."""

from __future__ import annotations

from itertools import chain

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.phrases.figures import COUNTED, LARGE, figure_test, state
from crosstally.claims.drafting.phrases.patterns import (
    CARDINAL,
    GAP,
    HEDGE,
    NUMBER,
    PARTIES,
    PERCENT,
    WON,
    O,
    compiled,
)
from crosstally.claims.drafting.places import UNKNOWN_PLACE
from crosstally.claims.drafting.subjects import is_subject

_VOTES = compiled(
    rf"(?P<option>{O}){GAP}{WON} {HEDGE}{COUNTED} (?:valid )?(?:votes|ballots|голос\w*)(?! "
    rf"(?:more|fewer|less))"
)
_VOTES_BESIDE = compiled(
    rf"^(?P<option>{O})[\"”»]?(?: party| list)? ?[:–—-] ?(?P<hedge>(?!))?{LARGE} "
    rf"(?:votes|ballots|голос\w*)(?=$|\s*[,.;(])"
)
_REGISTERED = compiled(rf"{HEDGE}{LARGE} (?:registered|eligible) voters(?! (?:from|at|abroad))")
_ON_THE_LISTS = compiled(
    rf"(?:electoral|voters'?|voter|voting) (?:rolls?|lists?|registers?) (?:held|listed|contained|"
    rf"had|numbered|included|named) {HEDGE}{LARGE} (?:names|voters|people|citizens)|"
    rf"{LARGE.replace('num', 'num2')} (?:voters|citizens|people) (?:were|are|had been) "
    rf"(?:registered (?:to vote|as voters)|"
    rf"(?:on|entered on|entered in) the (?:electoral |voters'? |voter )"
    rf"(?:rolls?|lists?|registers?))"
)
_VOTED_AT = compiled(
    rf"(?:voting|the vote|polling|the elections?) (?:took place|was held|were held|was conducted) "
    rf"(?:at|in) {HEDGE}{LARGE} polling stations"
)
_CAST = compiled(
    rf"{HEDGE}{COUNTED} (?:people|voters|citizens|electors) (?:had )?(?:voted|took part|"
    rf"turned out|cast (?:a|their) (?:ballots?|votes?))(?! (?:for|against|in favou?r|to)\b)"
)
_STATION_COUNT = compiled(
    rf"(?<!in\s)(?<!at\s)(?<!from\s)(?<!of\s){HEDGE}{LARGE} "
    rf"(?:polling stations|precincts|ballot boxes) (?:opened|were "
    rf"open\w*|across the country|nationwide|"
    rf"throughout the country|in the country)"
)


_COUNTS = (
    (_VOTES, "votes"),
    (_VOTES_BESIDE, "votes"),
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
            if measure == "votes" and (option is None or not is_subject(context, match)):
                continue
            state(context, match, figure_test(context, match, measure, option))


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
    for match in chain.from_iterable(one.finditer(context.mask) for one in _INVALID):
        state(context, match, figure_test(context, match, "invalid_share"))


_ON_BALLOT = (
    r"(?:(?:that|which|who) )?(?:(?:are|were|was|had been|have been|is) )?(?:all |also |officially "
    r")?"
    r"(?:(?:included|listed|named|printed|shown|offered|appear(?:ed|ing)?|figur(?:ed|ing)|entered|"
    r"put|"
    r"standing|stood) )?(?:in|on) (?:the |sunday's |this )?(?:ballot(?: papers?)?|bulletins?|"
    r"ballot sheets?|"
    r"voting papers?|party list|race|running|election|vote)\b"
)
_RUNNING = (
    r"(?:(?:that|which|who) )?(?:(?:are|were|was|had been|have been|had) )?(?:allowed|admitted|"
    r"registered|"
    r"contest(?:ed|ing)|competed|competing|running|ran|standing|stood|vying|vied|taking part|took "
    r"part|"
    r"fielded|participat(?:ed|ing)|cleared to (?:run|stand))\b"
)
_OF_THE = r"(?:the |only |just |all )*"
_OPTION_COUNT = (
    # one of seven parties on the ballot paper; among the seven contesting it
    compiled(
        rf"(?:(?:one|1|only one|the only one) of|among|out of|of) {_OF_THE}{CARDINAL}(?: "
        rf"{PARTIES})? "
        rf"{_ON_BALLOT}"
    ),
    compiled(rf"(?:(?:one|1) of|among|of) {_OF_THE}{CARDINAL} {PARTIES} {_RUNNING}"),
    # seven parties were on the ballot paper; there were seven parties in the race
    compiled(
        rf"(?:^|[,;:“\"—–-] ?|\bthat )(?:a total of |in all |in total |there (?:were|are) |all |"
        rf"the )*"
        rf"{HEDGE}{CARDINAL} {PARTIES} (?:{_ON_BALLOT}|{_RUNNING})"
    ),
    # the ballot paper listed seven parties; voters had a choice of seven parties
    compiled(
        rf"(?:ballot(?: papers?)?|voters|electors|citizens|kazakhs) (?:(?:listed|carried|featured|"
        rf"had|held|"
        rf"showed|named|offered|contained|included|bore)(?: the names of)?|(?:could|were able to) "
        rf"(?:choose|pick|select) (?:from|between|among)|(?:chose|picked|selected) (?:from|between|"
        rf"among)|"
        rf"had (?:a|the) choice (?:of|between|among|from)|were offered(?: a choice of)?) "
        rf"{HEDGE}{CARDINAL} {PARTIES}"
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
