"""How shares of the vote are put into words."""

from __future__ import annotations

import re
from typing import NamedTuple

from crosstally.claims.drafting.context import (
    Context,
    every_match,
)
from crosstally.claims.drafting.mentions import OPTION
from crosstally.claims.drafting.phrases.figures import figure_test, state
from crosstally.claims.drafting.phrases.lists import LISTED_SHARES, pairs
from crosstally.claims.drafting.phrases.patterns import (
    ANY_VERB,
    ARTICLE,
    ASIDE,
    GAP,
    HEDGE,
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
from crosstally.claims.drafting.subjects import is_own_figure, is_subject

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
_OF_OTHERS = re.compile(r"\s*(?:in the (?:previous|last)|growth|stake)")
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
            for pair in pairs(context, match):
                _share(context, match, pair.option, pair.notes, pair.figure)
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
            if _share(context, match, context.option(match)):
                used.append(span)


def _share(
    context: Context,
    match: re.Match[str],
    option: str | None,
    notes: tuple[str, ...] | None = None,
    figure: str | None = None,
) -> bool:
    if option is None or _OF_OTHERS.match(context.mask, match.end()):
        return False
    test = figure_test(context, match, "share", option, figure)
    if test is not None and _PRELIMINARY.search(context.mask):
        test["stage"] = "preliminary"
    return state(context, match, test, notes)
