"""How shares of the vote, the threshold and counts of votes are put into words."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any, NamedTuple

from crosstally.claims.drafting.context import (
    Context,
    every_match,
    is_rounded,
    number_test,
    percent_text,
)
from crosstally.claims.drafting.mentions import OPTION
from crosstally.claims.drafting.phrases.lists import LISTED_SHARES, pairs
from crosstally.claims.drafting.phrases.patterns import (
    ANY_VERB,
    ARTICLE,
    ASIDE,
    GAP,
    HEDGE,
    HEDGE_WORDS,
    NUMBER,
    OF_VOTE,
    PERCENT,
    RECEIVED,
    STOOD,
    TAIL,
    THRESHOLD_NUMBER,
    WON,
    O,
    compiled,
)
from crosstally.claims.drafting.places import place_of
from crosstally.claims.drafting.subjects import is_own_figure, is_subject
from crosstally.election.printed import Printed

_MID = rf"(?:[^,;:\d{OPTION}]|{THRESHOLD_NUMBER}|,(?=\s[^,]{{1,40}},)){{0,90}}?"
_GIVEN = rf"{HEDGE}{NUMBER}{PERCENT}{OF_VOTE}"
_PLAIN = rf"{HEDGE}{NUMBER}{PERCENT}{OF_VOTE}{TAIL}"
_IS = r"(?:was|is|stood at|stands at|came to|reached|amounted to|made up|of|at)"
_THE_SHARE = r"(?:share|result|tally|vote|score|total|vote share|showing|haul)(?: of the votes?)?"
_FOR_IT = (
    rf"(?:за|for) (?:the )?(?:партию |party )?(?:[\w-]+ party )?[«“\"]?(?P<option>{O})[»”\"]? "
    r"(?:party )?"
)
_WHO_CAME = r"(?: who (?:had )?(?:came|voted|took part|turned out)\b[^,.;:\d]{0,30}?)?"


class Phrasing(NamedTuple):
    """One way in which a share is put into words."""

    pattern: re.Pattern[str]
    subject: bool = False
    """The option must be the subject of the statement."""
    plain: bool = False
    """It says itself that it is of votes; the others want such a word in the sentence."""
    beside: bool = False
    """The figure stands right beside the option, and may be of whoever beat it."""


_PHRASINGS = (
    # A won 81 percent; A, which the commission said had won 81 percent
    Phrasing(
        compiled(rf"(?P<option>{O}){GAP}(?:{RECEIVED}) {ARTICLE}{_GIVEN}{TAIL}"),
        subject=True,
        plain=True,
    ),
    Phrasing(compiled(rf"(?P<option>{O}){GAP}{WON} {ARTICLE}{_GIVEN}{TAIL}"), subject=True),
    # A swept up 81 percent of the vote
    Phrasing(
        compiled(
            rf"(?P<option>{O}){GAP}{ANY_VERB} {ARTICLE}{HEDGE}{NUMBER}{PERCENT}"
            rf"{OF_VOTE.removesuffix('?')}{TAIL}"
        ),
        subject=True,
        plain=True,
    ),
    # A came first with 81 percent; A squeezed in, polling 7.2 percent
    Phrasing(
        compiled(
            rf"(?P<option>{O}){GAP}{STOOD}\b{_MID},?\s(?:with|on|at|taking|polling|winning|gaining|"
            rf"securing|receiving|getting|collecting|scoring|"
            rf"(?:after |having )(?:won|winning|gathered|got|received|taken|polled)|набрав|получив|"
            rf"с результатом|с) (?:a )?{_GIVEN}{TAIL}"
        ),
        subject=True,
    ),
    # A's share was 81 percent; the share of A was 81 percent
    Phrasing(
        compiled(
            rf"(?P<option>{O})'s? (?:party's )?(?:official |final |own )?{_THE_SHARE} {_IS} "
            rf"{_PLAIN}"
        ),
        subject=True,
    ),
    Phrasing(
        compiled(
            rf"(?:share|result|tally|vote|score|total) of (?:the )?(?P<option>{O}){GAP}{_IS} "
            rf"{_PLAIN}"
        )
    ),
    # 81 percent of the vote went to A; 81 percent for A
    Phrasing(
        compiled(
            rf"{_GIVEN} (?:of (?:the |all )?(?:voters|those voting|those who voted) )?"
            rf"(?:(?:had )?(?:went|goes|going|gone) to|(?:had )?(?:voted )?for|to|cast for|"
            rf"in favou?r of|(?:was|were) cast for) (?:the )?(?P<option>{O})"
        )
    ),
    # with 81 percent of the vote, A …
    Phrasing(
        compiled(
            rf"(?:^|[,;] )with {_GIVEN}, (?:the |pro-\w+ |ruling |opposition )*"
            rf"(?P<option>{O})(?= |,)"
        )
    ),
    # A had the support of 81 percent of voters
    Phrasing(
        compiled(
            rf"(?P<option>{O}){GAP}(?:won|received|had|has|enjoyed|attracted|secured|got|gained) "
            rf"(?:the )?"
            rf"(?:support|backing|votes?|ballots) of {HEDGE}{NUMBER}{PERCENT} of (?:the |all )?"
            rf"(?:voters|those who (?:had )?(?:voted|took part))(?: who (?:had )?(?:voted|took "
            rf"part))?{TAIL}"
        ),
        subject=True,
        plain=True,
    ),
    # for A voted 81 percent, as in Russian and in what is translated from it
    Phrasing(
        compiled(
            rf"{_FOR_IT}(?:проголосовал\w*|отдал\w* голоса|(?:has |have |had )?voted) "
            rf"{HEDGE}{NUMBER}{PERCENT}(?: of (?:the |all )?voters{_WHO_CAME})?{TAIL}"
        )
    ),
    Phrasing(
        compiled(
            rf"{_FOR_IT}{HEDGE}{NUMBER}{PERCENT} of (?:the |all )?voters (?:gave|cast) their "
            rf"(?:votes?|ballots?)"
        )
    ),
    # A (81 percent); A with 81 percent; A: 81 percent; A, whose 81 percent; A's 81 percent
    Phrasing(
        compiled(
            rf"(?P<option>{O})(?:[\"”»])?(?: party| list)?(?:,? (?:officially )?credited with |"
            rf",? (?P<whose>whose) |(?P<own>'s?) (?:official |announced )?|,? (?:with|on|at) | ?\(|"
            rf", | "
            rf"[-–—:] ?|: | )"
            rf"{_GIVEN}"
            rf"(?:{TAIL}|(?(whose)(?= (?:was|is|puts?|gave|gives|left|leaves|means|meant)\b)|"
            rf"(?(own)(?= (?:share|score|result|was|is|of the vote)\b)|(?!))))"
        ),
        beside=True,
    ),
    # “The party? 1.7 percent, says the commission.”
    Phrasing(
        compiled(
            rf"^(?:and |but )?(?:the |our |your )?(?P<option>{O})\? "
            rf"(?P<given>(?:officially )?(?:credited|left) with )?{_GIVEN}"
            rf"(?(given)|,? (?:says|said|according to) (?:the )?(?:\w+ )?(?:commission|results)\b)"
        ),
        plain=True,
    ),
    # “A: 81 percent.”, and nothing else
    Phrasing(
        compiled(rf"^\W*(?P<option>{O})[\"”»]?(?: party| list)?{ASIDE} ?[:–—-] {_GIVEN}[.!]?$"),
        plain=True,
    ),
)
_VOTE_WORDS = re.compile(
    r"\b(?:votes?|ballots?|polled|received|got|garnered|captured|collected|obtained|credited|given|"
    r"commission|share|came away|comes away|ended|finished|gathered|scored|secured|gained|took|"
    r"won|voted|poll|results?|"
    r"runners?-up|do with|settled? for|threshold|barrier|seats?|parliament|election|(?:preliminary|"
    r"provisional|official|final) "
    r"(?:figures|data|returns)|"
    r"tally|followed|second|third|голос\w*|проголосовал\w*|набра\w*|получил\w*|выбор\w*|барьер\w*|"
    r"порог\w*|"
    r"результат\w*)\b",
    re.I,
)
_PRELIMINARY = re.compile(
    r"\b(?:preliminary|provisional|early) (?:official )?(?:results?|data|figures|tall(?:y|ies))|"
    r"\bпредварительн\w+ (?:\w+ )?(?:данн\w+|итог\w+|результат\w+)",
    re.I,
)


def shares(context: Context) -> None:
    """Shares of the vote, of one option or of several at once."""
    of_votes = context.read.heading or _VOTE_WORDS.search(context.mask) is not None
    used: list[tuple[int, int]] = []
    for listing in LISTED_SHARES:
        for match in listing.finditer(context.mask):
            used.append(match.span())
            for pair in pairs(context, match) if context.clear(*match.span()) else ():
                _share(context, match, pair.option, None, pair.figure, pair.notes)
    for phrasing in _PHRASINGS:
        if not (of_votes or phrasing.plain):
            continue
        for match in every_match(phrasing.pattern, context.mask):
            span = match.span("num")
            if any(low <= span[0] < high for low, high in used):
                continue
            if phrasing.beside and not is_own_figure(context, match):
                continue  # “beat the party with 81 percent”: whose 81 percent?
            if phrasing.subject and not is_subject(context, match):
                continue
            if context.clear(*match.span()) and _share(
                context,
                match,
                context.option(match),
                match["hedge"],
                match["num"],
                context.note(match),
            ):
                used.append(span)


def _share(
    context: Context,
    match: re.Match[str],
    option: str | None,
    hedge: str | None,
    number: str,
    notes: tuple[str, ...],
) -> bool:
    if option is None or Printed.percent(number).value > 1:
        return False
    if re.match(r"\s*(?:in the (?:previous|last)|growth|stake)", context.mask[match.end() :]):
        return False
    test = number_test("share", option, hedge, percent_text(number))
    if test is None:
        return False
    place = place_of(context, match)
    if place is None:
        return False
    if _PRELIMINARY.search(context.mask):
        place = {**place, "stage": "preliminary"}
    context.add(match.start(), match.end(), {**test, **place}, notes)
    return True


_SURE = (
    r"\b(?:(?:has|have|had) no doubts?|(?:do|does) not doubt|convinced|insist\w*|sa(?:id|ys?|ying)|"
    r"believ\w+|claim\w*|maintain\w*|certain|sure|"
    r"contend\w*|argu\w+|adamant|confident|persuaded|убежд\w+|уверен\w*|считает|заявля\w+|"
    r"утвержда\w+)"
    r"(?:,)?(?: that|,? что)? "
)
_REAL = r"(?:real|true|actual|genuine|honest|proper|реальн\w+|настоящ\w+|действительн\w+|истинн\w+)"
_TALLY = (
    r"(?:tally|result|share|vote|votes|score|support|figure|total|showing|count|percentage|number|"
    r"результат\w*|показател\w*|поддержка|итог\w*|числ\w+)(?: of (?:the )?votes?)?"
)
_FAR = (
    r"(?:much |far |significantly |considerably |substantially |a lot |a good deal |many |many "
    r"times |"
    r"several times |в разы |намного |значительно |гораздо )*"
)
_MORE = r"(?:higher|larger|greater|bigger|better|more|above|выше|больше)\b"
_OF_ITS = r"(?:its|their|the party's|the|our|his|е[её]|его|их|на самом деле)"
_THAN = (
    r"(?! (?:than|чем)\b(?! (?:was |is |had been )?(?:(?:the )?(?:\w+ )?(?:announced|reported|"
    r"stated|"
    r"published|declared|official)|that\b|this\b|объявлен\w*)))"
)
_HIGHER = (
    compiled(
        rf"{_SURE}{_OF_ITS}?[ ]?{_REAL} {_TALLY} "
        rf"(?:was|is|had been|were|must have been|has been|был[ао]?)?[ ]?{_FAR}{_MORE}{_THAN}"
    ),
    compiled(
        rf"{_SURE}(?:it|they|the party|we|{O})?[ ]?(?:has |have |had )?"
        rf"(?:actually|really|in reality|in truth|in fact) (?:has |have |had )?(?:did|done|fared|"
        rf"won|polled|"
        rf"got|received|took|scored|gained) {_FAR}{_MORE}(?: votes?)?{_THAN}"
    ),
    compiled(
        rf"{_SURE}(?:it|they|the party|we|{O})[ ](?:has |have |had )?(?:won|polled|got|received|"
        rf"took|"
        rf"scored|gained) {_FAR}more(?: votes?)?(?: than (?:(?:was|had been) )?(?:officially "
        rf")?(?:announced|"
        rf"reported|stated|declared|credited)|(?=\W*$|[.;,]))"
    ),
)
"""“… is convinced that its real tally was higher”, “… is sure that it really did better”."""


def conviction(context: Context) -> None:
    """ "…is convinced that its real tally was higher": only sheets can decide that."""
    for match in chain.from_iterable(one.finditer(context.mask) for one in _HIGHER):
        mention = _convinced(context, match)
        if mention is None:
            continue
        option, notes = mention
        own = [item for item in context.found if item.test.get("option") == option]
        stated = next(
            (
                item.test["equals"]
                for item in own
                if item.test["measure"] == "share" and "equals" in item.test
            ),
            None,
        )
        operand: Any = stated or _latest_announcement(context, option)
        if operand is None:
            continue
        test = {"measure": "share", "option": option, "on": "sheets", "above": operand}
        context.add(match.start(), match.end(), test, notes)


def _convinced(context: Context, match: re.Match[str]) -> tuple[str, tuple[str, ...]] | None:
    """Whose tally: the only option of the sentence, named or meant."""
    options = context.read.options
    carried = context.read.carried
    if not options and carried is not None:
        name = context.contest.options[carried].name
        return carried, (f"whose tally is meant was taken from the sentence before: {name}",)
    if len(options) != 1 or re.search(r"\bnot\b", match.group()):
        return None
    (option,) = options
    mention = next(item for item in context.read.mentions if item.id == option)
    note = f"“{mention.text}” was taken to mean {context.contest.options[option].name}"
    return option, (note,) if mention.taken_for else ()


def _latest_announcement(context: Context, option: str) -> dict[str, str] | None:
    for item in sorted(context.election.announcements, key=lambda one: one.at or "", reverse=True):
        same = context.election.contest_of(item) == context.contest_id and item.area is None
        if same and (option in item.counts or option in item.percent):
            return {"announcement": item.id}
    return None


_EXACT = r"(?P<num>\d{1,3}(?:[, ]\d{3})+|\d{4,12})"
_COUNTED = r"(?P<num>\d{1,3}(?:[, ]\d{3})+|\d{1,12})"
_VOTES = compiled(
    rf"(?P<option>{O}){GAP}{WON} {HEDGE}{_COUNTED} (?:valid )?(?:votes|ballots|голос\w*)(?! "
    rf"(?:more|fewer|less))"
)
_VOTES_BESIDE = compiled(
    rf"^(?P<option>{O})[\"”»]?(?: party| list)? ?[:–—-] ?(?P<hedge>(?!))?{_EXACT} "
    rf"(?:votes|ballots|голос\w*)(?=$|\s*[,.;(])"
)
_REGISTERED = compiled(rf"{HEDGE}{_EXACT} (?:registered|eligible) voters(?! (?:from|at|abroad))")
_ON_THE_LISTS = compiled(
    rf"(?:electoral|voters'?|voter|voting) (?:rolls?|lists?|registers?) (?:held|listed|contained|"
    rf"had|numbered|included|named) {HEDGE}{_EXACT} (?:names|voters|people|citizens)|"
    rf"{_EXACT.replace('num', 'num2')} (?:voters|citizens|people) (?:were|are|had been) "
    rf"(?:registered (?:to vote|as voters)|"
    rf"(?:on|entered on|entered in) the (?:electoral |voters'? |voter )"
    rf"(?:rolls?|lists?|registers?))"
)
_VOTED_AT = compiled(
    rf"(?:voting|the vote|polling|the elections?) (?:took place|was held|were held|was conducted) "
    rf"(?:at|in) {HEDGE}{_EXACT} polling stations"
)
_CAST = compiled(
    rf"{HEDGE}{_COUNTED} (?:people|voters|citizens|electors) (?:had )?(?:voted|took part|"
    rf"turned out|cast (?:a|their) (?:ballots?|votes?))(?! (?:for|against|in favou?r|to)\b)"
)
_STATION_COUNT = compiled(
    rf"(?<!in\s)(?<!at\s)(?<!from\s)(?<!of\s){HEDGE}{_EXACT} "
    rf"(?:polling stations|precincts|ballot boxes) (?:opened|were "
    rf"open\w*|across the country|nationwide|"
    rf"throughout the country|in the country)"
)


def counts(context: Context) -> None:
    given: tuple[tuple[re.Pattern[str], str, bool], ...] = (
        (_VOTES, "votes", True),
        (_VOTES_BESIDE, "votes", True),
        (_REGISTERED, "registered", False),
        (_ON_THE_LISTS, "registered", False),
        (_CAST, "cast", False),
        (_STATION_COUNT, "stations", False),
        (_VOTED_AT, "stations", False),
    )
    for pattern, measure, with_option in given:
        for match in pattern.finditer(context.mask):
            option = context.option(match) if with_option else None
            if with_option and (option is None or not is_subject(context, match)):
                continue
            if not context.clear(*match.span()):
                continue
            place = place_of(context, match)
            if place is None or (place and measure == "stations"):
                continue
            digits = re.sub(r"\D", "", match["num"] or match.groupdict()["num2"])
            if match["hedge"] is not None and HEDGE_WORDS[match["hedge"].casefold()] == "about":
                continue  # how far "about" reaches, a count does not say
            test = number_test(measure, option, match["hedge"], digits)
            if test is not None and not is_rounded(test):
                notes = context.note(match) if option else ()
                context.add(match.start(), match.end(), {**test, **place}, notes)
