"""How figures of several options are put into words at once: “A, B and C took 81, 7.5 and 7.2
percent respectively”."""

from __future__ import annotations

import re
from typing import NamedTuple

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.mentions import OPTION, Mention
from crosstally.claims.drafting.phrases.patterns import GRAMMAR

_SAID = GRAMMAR.extended(
    options=r"(?P<options>{party_list})",
    share=r"\d{1,3}(?:[.,]\d{1,4})?(?![\d.,]*\d)",
    shares=r"""
        (?P<figures>{share}(?:{percent})?(?:, {share}(?:{percent})?)*,? (?:and|
        и) {share}){percent}""",
    seats=r"""
        (?P<figures>{~cardinal}(?: seats)?(?:, {~cardinal}(?: seats)?)*,? (?:and|
        и) {~cardinal})""",
    end=r"""
        (?:,? (?:respectively|соответственно),?(?: of (?:the |all )?votes?)?)?(?=\s*$|
        \s*[,.;:)\"”»!]|\s+(?:according|while|with|said)\b)""",
)
LISTED_SHARES = (
    _SAID.phrase(r"{options}{gap}{won} {shares},?{of_vote}{end}"),
    _SAID.phrase(r"{shares}{of_vote} (?:went to|for) (?:the )?{options}{end}"),
    _SAID.phrase(r"""
        {options}{gap}(?:both |all )?(?:just |barely |narrowly )?{passed}(?: (?:across|over|
        past))? {threshold},? (?:with|on|at|by winning|winning|taking) {shares},?{of_vote}{end}"""),
)
LISTED_SEATS = _SAID.phrase(r"""
    {options}{gap}(?:(?:will|to) (?:have|take|get|receive|hold|occupy)|{won}|hold|получат|
    займут) {seats} (?:seats|mandates|deputies|мест\w*|мандат\w*){end}""")
_FIGURE = _SAID.words(r"(?<![\w.,])(?:{share}|{~cardinal})(?!\w)")


class Pair(NamedTuple):
    """An option of a list and the figure at its place."""

    option: str
    figure: str
    notes: tuple[str, ...]


def pairs(context: Context, match: re.Match[str]) -> list[Pair]:
    """Each option with its figure; none where there are not as many of one as of the other."""
    mentions, figures = options_of(context, match), _FIGURE.findall(match["figures"])
    start = min(match.start("options"), match.start("figures"))
    if len(mentions) != len(figures) or goes_on_to_the_left(context.mask[:start]):
        return []
    return [
        Pair(str(mention.id), figure, context.note_of(mention))
        for mention, figure in zip(mentions, figures, strict=True)
    ]


def options_of(context: Context, match: re.Match[str]) -> list[Mention]:
    """The options of a list, in its order; none where one is not known, or stands there twice."""
    start = match.start("options")
    found = [
        context.read.at(start + name.start())
        for name in re.finditer(rf"{OPTION}+", match["options"])
    ]
    known = [mention for mention in found if mention is not None and mention.id]
    return known if len({mention.id for mention in known}) == len(found) else []


def goes_on_to_the_left(before: str) -> bool:
    """Whether a list began before: “Azat, A and B”, “9, 81 and 7.5 percent”."""
    return (
        re.search(
            rf"(?:[\d{OPTION}]|\b(?-i:[A-ZА-ЯЁ])[\w-]+)[\"”»]?,\s+(?:the\s+)?[\"“«]?$", before
        )
        is not None
    )
