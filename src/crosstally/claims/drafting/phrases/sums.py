"""Several options together, and parts of the vote in words: “A won more than half of the vote”."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from crosstally.claims.drafting.context import Context, every_match
from crosstally.claims.drafting.phrases.figures import comparison_of, figure_test, state
from crosstally.claims.drafting.phrases.lists import goes_on_to_the_left, options_of
from crosstally.claims.drafting.phrases.patterns import GRAMMAR
from crosstally.claims.drafting.phrases.turnout import time_of
from crosstally.claims.drafting.subjects import is_subject

_SAID = GRAMMAR.extended(
    jointly=r"(?:together|combined|jointly|between them|taken together|all together)",
)
_SUMS = (
    _SAID.phrase(r"""
        (?P<options>{party_list}),? (?:{jointly},? (?:{won}|have|account for) |
        {won} (?:an? (?:combined|total|joint) )|
        {won} (?=[^;:]{1,60}\b{jointly}\b)){article}{percentage}{of_vote}(?: {jointly})?{tail}"""),
    _SAID.phrase(r"""
        {jointly},? (?:the )?(?P<options>{party_list}),? (?:{won}|have|
        account for) {article}{percentage}{of_vote}{tail}"""),
)
_PARTS = {
    "half": "1/2",
    "a half": "1/2",
    "one half": "1/2",
    "a third": "1/3",
    "one third": "1/3",
    "two thirds": "2/3",
    "a quarter": "1/4",
    "one quarter": "1/4",
    "three quarters": "3/4",
    "a fifth": "1/5",
    "one fifth": "1/5",
    "two fifths": "2/5",
    "three fifths": "3/5",
    "four fifths": "4/5",
    "a tenth": "1/10",
    "one tenth": "1/10",
    "nine tenths": "9/10",
}
"""Parts in words → the exact share. Said without a word such as “more than” they are rounded by
nobody knows how much, and make no test."""
_OF_ALL = GRAMMAR.extended(
    part="(?P<part>" + "|".join(sorted(_PARTS, key=len, reverse=True)).replace(" ", "[ -]") + ")"
)
_PART_OF_VOTE = _OF_ALL.phrase(r"""
    {option}{gap}{won} {hedge}{part} of (?:the |all )?(?:(?:valid|national|popular|
    total) )*(?P<base>votes?(?: cast)?|ballots?(?: cast)?){tail}""")
_PART_TURNED_OUT = _OF_ALL.phrase(r"""
    {hedge}{part} of (?:the |all )?(?:country's )?(?:registered |eligible )?(?:voters|electorate|
    electors) (?:had )?(?:turned (?:out|up)|voted|took part|participated|cast (?:their |
    a )?(?:ballots?|votes?)|went to the polls)(?! for| against|,? (?:in|at) )""")


def sums(context: Context) -> None:
    """Sums of several options, and parts of the vote."""
    for match in chain.from_iterable(one.finditer(context.mask) for one in _SUMS):
        _sum(context, match)
    for match in every_match(_PART_OF_VOTE, context.mask):
        option = context.option(match)
        if option is not None and is_subject(context, match):
            _part(context, match, {"measure": "share", "option": option})
    for match in _PART_TURNED_OUT.finditer(context.mask):
        when = time_of(context, *match.span())
        if when is not None:
            _part(context, match, {"measure": "turnout"} | when)


def _sum(context: Context, match: re.Match[str]) -> None:
    mentions = options_of(context, match)
    if len(mentions) < 2 or goes_on_to_the_left(context.mask[: match.start()]):
        return
    first, *others = (mention.id for mention in mentions)
    test = figure_test(context, match, "share", first)
    notes = tuple(chain.from_iterable(context.note_of(mention) for mention in mentions))
    state(context, match, test and {**test, "together_with": others}, notes)


def _part(context: Context, match: re.Match[str], test: dict[str, Any]) -> None:
    if match["hedge"] is None:
        return
    comparison = comparison_of(match["hedge"])
    if comparison in ("above", "below", "at_least", "at_most"):
        part = _PARTS[re.sub(r"[\s-]+", " ", match["part"].casefold())]
        state(context, match, {**test, comparison: part})
