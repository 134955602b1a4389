"""How shares of the vote are put into words."""

from __future__ import annotations

import re
from typing import NamedTuple

from crosstally.claims.drafting.context import (
    Context,
    every_match,
)
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.phrases.figures import figure_test, state
from crosstally.claims.drafting.phrases.lists import LISTED_SHARES, pairs
from crosstally.claims.drafting.phrases.patterns import GRAMMAR
from crosstally.claims.drafting.subjects import is_own_figure, is_subject

_SAID = GRAMMAR.extended(
    mid=r"(?:[^,;:\d{OPTION}]|{threshold_number}|,(?=\s[^,]{1,40},)){0,90}?",
    given=r"{percentage}{of_vote}",
    quoted=r"[«“\"]?{option}[»”\"]?",
    of_those_cast=r"\s+of (?:those|all|all those|the votes|all votes) cast",
    plain=r"{percentage}{of_vote}{tail}",
    are=r"""
        (?:was|is|(?:was |is )?put at|stood at|stands at|came to|reached|amounted to|made up|of|
        at)""",
    the_share=r"""
        (?:share|result|tally|vote|score|total|vote share|showing|haul)(?: of the votes?)?""",
    for_it=r"""
        (?:за|for) (?:the )?(?:партию |
        party )?(?:[\w-]+ party )?[«“\"]?{option}[»”\"]? (?:party )?""",
    who_came=r"(?: who (?:had )?(?:came|voted|took part|turned out)\b[^,.;:\d]{0,30}?)?",
)


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
        _SAID.phrase(r"{option}{gap}(?:{received}) {article}{given}{tail}"),
        subject=True,
        plain=True,
    ),
    Phrasing(_SAID.phrase(r"{option}{gap}{won} {article}{given}{tail}"), subject=True),
    # A swept up 81 percent of the vote
    Phrasing(
        _SAID.phrase(r"{option}{gap}{any_verb} {article}{percentage}{of_the_vote}{tail}"),
        subject=True,
        plain=True,
    ),
    # A came first with 81 percent; A squeezed in, polling 7.2 percent
    Phrasing(
        _SAID.phrase(r"""
            {option}{gap}{stood}\b{mid},?\s(?:with|on|at|taking|polling|winning|gaining|securing|
            receiving|getting|collecting|scoring|(?:after |having )(?:won|winning|gathered|got|
            received|taken|polled)|набрав|получив|с результатом|с) (?:a )?{given}{tail}"""),
        subject=True,
    ),
    # A collected 5.62 million votes, or 81 percent of those cast
    Phrasing(
        _SAID.phrase(r"""
            {option}{gap}{won} {article}{~hedge}{~scaled} (?:valid )?votes,? (?:or|i\.e\.|
            that is|which is|equal to|equivalent to) {percentage}(?:{of_the_vote}|
            {of_those_cast})?{tail}"""),
        subject=True,
        plain=True,
    ),
    # за A проголосовали 5 621 436 избирателей (80,99 процента)
    Phrasing(
        _SAID.phrase(r"""
            (?:(?P<for>за) (?:партию )?)?{quoted} (?:проголосовал\w*|отдал\w* (?:свои )?голоса|
            (?(for)[–—-]|(?!))) {~counted}(?: (?:избирател\w+|человек\w*|голос\w*))?
            (?:,? или | \(){percentage}(?!\w|\.? от )"""),
    ),
    # A's share was 81 percent; the share of A was 81 percent
    Phrasing(
        _SAID.phrase(r"""
            {option}'s? (?:party's )?(?:official |final |own )?{the_share} {are} {plain}"""),
        subject=True,
    ),
    Phrasing(
        _SAID.phrase(r"""
            (?:share|result|tally|vote|score|total) of (?:the )?{option}{gap}{are} {plain}""")
    ),
    # 81 percent of the vote went to A; 81 percent for A
    Phrasing(
        _SAID.phrase(r"""
            {given} (?:of (?:the |all )?(?:voters|those voting|those who voted) )?(?:
            (?:had )?(?:went|goes|going|gone) to|(?:had )?(?:voted )?for|to|cast for|in favou?r of|
            (?:was|were) cast for) (?:the )?{option}""")
    ),
    # with 81 percent of the vote, A …
    Phrasing(
        _SAID.phrase(r"""
            (?:^|[,;] )with {given}, (?:the |pro-\w+ |ruling |opposition )*{option}(?= |,)""")
    ),
    # A had the support of 81 percent of voters
    Phrasing(
        _SAID.phrase(r"""
            {option}{gap}(?:won|received|had|has|enjoyed|attracted|secured|got|
            gained) (?:the )?(?:support|backing|votes?|ballots) of {percentage} of (?:the |
            all )?(?:voters|those who (?:had )?(?:voted|took part))(?: who (?:had )?(?:voted|
            took part))?{tail}"""),
        subject=True,
        plain=True,
    ),
    # for A voted 81 percent, as in Russian and in what is translated from it
    Phrasing(
        _SAID.phrase(r"""
            {for_it}(?:проголосовал\w*|отдал\w* голоса|(?:has |have |
            had )?voted) {percentage}(?: of (?:the |all )?voters{who_came})?{tail}""")
    ),
    Phrasing(
        _SAID.phrase(r"""
            {for_it}{percentage} of (?:the |all )?voters (?:gave|cast) their (?:votes?|
            ballots?)""")
    ),
    # A (81 percent); A with 81 percent; A: 81 percent; A, whose 81 percent; A's 81 percent
    Phrasing(
        _SAID.phrase(r"""
            {option}(?:[\"”»])?(?: party| list)?(?:,? (?:officially )?credited with |
            ,? (?P<whose>whose) |(?P<own>'s?) (?:official |announced )?|,? (?:with|on|at) | ?\(|
            , | [-–—:] ?|: | ){given}(?:{tail}|(?(whose)(?= (?:was|is|puts?|gave|gives|left|leaves|
            means|meant)\b)|(?(own)(?= (?:share|score|result|was|is|of the vote)\b)|(?!))))"""),
        beside=True,
    ),
    # officials gave A, the only list that …, 1.7 percent
    Phrasing(
        _SAID.phrase(r"""
            (?:(?<=gave\s)|(?<=gave\sthe\s)){option},\s(?:an?|the|its|their)\s(?!{OPTION})
            [^,;:%\d{OPTION}]{1,90}, {given}{tail}"""),
        beside=True,
    ),
    # “The party? 1.7 percent, says the commission.”
    Phrasing(
        _SAID.phrase(r"""
            ^(?:and |but )?(?:the |our |your )?{option}\? (?P<given>(?:officially )?(?:credited|
            left) with )?{given}(?(given)|,? (?:says|said|
            according to) (?:the )?(?:\w+ )?(?:commission|results)\b)"""),
        plain=True,
    ),
    # “A: 81 percent.”, and nothing else
    Phrasing(
        _SAID.phrase(r"^\W*{option}[\"”»]?(?: party| list)?{aside} ?[:–—-] {given}[.!]?$"),
        plain=True,
    ),
)
_VOTE_WORDS = words(r"""
    \b(?:votes?|ballots?|polled|received|got|garnered|captured|collected|obtained|credited|given|
    commission|officials|share|next (?:with|on|at)|came away|comes away|ended|finished|gathered|
    scored|secured|gained|took|won|
    voted|poll|results?|runners?-up|do with|settled? for|threshold|barrier|seats?|parliament|
    election|(?:preliminary|provisional|official|final) (?:figures|data|returns)|tally|followed|
    second|third|fourth|fifth|last|голос\w*|проголосовал\w*|набра\w*|получил\w*|выбор\w*|барьер\w*|порог\w*|
    результат\w*)\b""")
_OF_OTHERS = re.compile(r"\s*(?:in the (?:previous|last)|growth|stake)")


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
    return state(context, match, test, notes)
