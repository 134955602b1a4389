"""“… is convinced that its real tally was higher”: more than was announced, on sheets."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.phrases.patterns import GRAMMAR
from crosstally.words import _

_SAID = GRAMMAR.extended(
    sure=r"""
        \b(?:(?:has|have|had) no doubts?|(?:do|does) not doubt|convinced|insist\w*|sa(?:id|ys?|
        ying)|believ\w+|claim\w*|maintain\w*|certain|sure|contend\w*|argu\w+|adamant|confident|
        persuaded|убежд\w+|уверен\w*|считает|заявля\w+|утвержда\w+)(?:,)?(?: that|,? что)? """,
    real=r"""
        (?:real|true|actual|genuine|honest|proper|реальн\w+|настоящ\w+|действительн\w+|
        истинн\w+)""",
    tally=r"""
        (?:tally|result|share|vote|votes|score|support|figure|total|showing|count|percentage|number|
        результат\w*|показател\w*|поддержка|итог\w*|числ\w+)(?: of (?:the )?votes?)?""",
    far=r"""
        (?:much |far |significantly |considerably |substantially |a lot |a good deal |many |
        many times |several times |в разы |намного |значительно |гораздо )*""",
    more=r"(?:higher|larger|greater|bigger|better|more|above|выше|больше)\b",
    of_its=r"(?:its|their|the party's|the|our|his|е[её]|его|их|на самом деле)",
    than=r"""
        (?! (?:than|чем)\b(?! (?:was |is |had been )?(?:(?:the )?(?:\w+ )?(?:announced|reported|
        stated|published|declared|official)|that\b|this\b|объявлен\w*)))""",
)
_HIGHER = (
    _SAID.phrase(r"""
        {sure}{of_its}?[ ]?{real} {tally} (?:(?:партии|{O}) )?(?:was|is|had been|were|
        must have been|has been|был[ао]?)?[ ]?{far}{more}{than}"""),
    _SAID.phrase(r"""
        {sure}(?:it|they|the party|we|{O})?[ ]?(?:has |have |had )?(?:actually|really|in reality|
        in truth|in fact) (?:has |have |had )?(?:did|done|fared|won|polled|got|received|took|scored|
        gained) {far}{more}(?: votes?)?{than}"""),
    _SAID.phrase(r"""
        {sure}(?:it|they|the party|we|{O})[ ](?:has |have |had )?(?:won|polled|got|received|
        took|scored|gained) {far}more(?: votes?)?(?: than (?:(?:was|
        had been) )?(?:officially )?(?:announced|reported|stated|declared|credited)|(?=\W*$|
        [.;,]))"""),
    _SAID.phrase(r"""
        {sure}(?:it|they|the party|we|{O})[ ](?:has |have |had )?(?:did|done|fared|
        performed) {far}better(?=\W*$|[.;,]| than (?:was |had been )?(?:officially )?(?:announced|
        reported|stated|declared))"""),
    _SAID.phrase(r"""
        a (?:figure|number|result|tally|share|score) (?:that |which )?(?:it|they|the party|
        {O}) (?:is|
        was|are|were) {sure}(?:is|was) {far}too (?:low|small)"""),
    _SAID.phrase(r"""
        {sure}(?:на самом деле|в действительности|реально) за (?:не[её]|них|партию) (?:про)?
        голосовал\w* {far}больше(?: избирателей| людей| человек)?{than}"""),
    _SAID.phrase(r"""
        {sure}на самом деле (?:за не[её] |она |е[её] )?(?:голосов|поддержк\w+|
        результат\w*) (?:за не[её] )?(?:был[оаи]? )?{far}{more}{than}"""),
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
    note = _("“{words}” was taken to mean {name}").format(
        words=mention.text, name=context.contest.options[option].name
    )
    return option, (note,) if mention.taken_for else ()


def _latest_announcement(context: Context, option: str) -> dict[str, str] | None:
    for item in sorted(context.election.announcements, key=lambda one: one.at or "", reverse=True):
        same = context.election.contest_of(item) == context.contest_id and item.area is None
        if same and (option in item.counts or option in item.percent):
            return {"announcement": item.id}
    return None
