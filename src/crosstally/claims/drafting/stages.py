"""Which stage of a count a figure is of: preliminary or final, as its sentence says."""

from __future__ import annotations

import re
from dataclasses import replace

from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import SIGNS
from crosstally.claims.statement import Measure, Quantifier
from crosstally.election.definition import Stage
from crosstally.words import _

_COUNTED = r"(?:results?|data|figures?|returns|tall(?:y|ies)|counts?|turnout|numbers|totals?)"
_COUNTED_RU = r"(?:данн\w+|итог\w*|результат\w*|явк\w+|сведени\w+)"
PRELIMINARY = words(rf"""
    \b(?:preliminary|provisional|early) (?:\w+ )?{_COUNTED}\b|\bпредварительн\w+ (?:\w+ )?
    {_COUNTED_RU}""")
FINAL = words(rf"""
    \b(?:final|definitive|certified) (?:\w+ )?{_COUNTED}\b|\bокончательн\w+ (?:\w+ )?
    {_COUNTED_RU}""")
_STAGES = {Stage.PRELIMINARY: PRELIMINARY, Stage.FINAL: FINAL}
_TO_COME = SIGNS.words(r"""
    ,?[^,;:\d{OPTION}]{0,40}?\b(?:due|expected|to (?:follow|come|be)|will|would|yet|pending|awaited|
    будут|будет|ожида\w+|появятся|объявят|пока)\b""")
"""After a stage: there is no such result yet."""
_NOT_YET = words(r"""
    \b(?:before|until|till|ahead of|pending|await\w*|without|no|wait\w* for|до|в ожидании|нет)
    (?: \w+){0,2} $""")
"""The same, before it."""
_SOURCE = words(r"""
    \b(?:according to|in|on|by|under|из|по|согласно) (?:(?:the|its|their|\w+'s|\w+ing) )?
    (?:official )?$""")
_REPORTS = words(r"""
    \W*(?:from the (?:\w+ )?commission )?(?:show\w*|said|says?|gave|give|put|indicat\w+|confirm\w+|
    reveal\w*|показ\w+|свидетельств\w+)\b""")
"""What is said behind a figure: “…, according to final results”, “…, final results showed”."""
_ANOTHER_CLAUSE = SIGNS.words(r"[^\d{OPTION}]*\b(?:and|и)(?: \w+){0,2} [«“\"]?$")
"""Between a stage and a figure: “The final count took three days and …”."""
_GOES_ON = re.compile(r"[:;]\s*$")
_COUNTS = frozenset(Measure) - {Measure.OPTIONS, Measure.STATIONS, Measure.REGISTERED}


def staged(context: Context, item: Drafted) -> Drafted | None:
    """The test with the stage that its sentence names; None where it names two and which of them
    is meant is not clear.

    What is preliminary was announced: sheets, which come later, say nothing of it.
    """
    test = item.test
    if "at" in test or "station" in test or test.get("on") == "sheets" or not _counts(test):
        return item
    low, high = context.scope(item.start, item.end)
    while low and _GOES_ON.search(context.mask[:low]):
        low = context.scope(low - 2, low - 1)[0]  # “Preliminary results: A 51 percent; B 43”
    named = {
        stage: match
        for stage, said in _STAGES.items()
        if (match := there_is(said, context.mask, low, high))
    }
    if Stage.FINAL in named and not _is_of(context, item, named[Stage.FINAL], high):
        del named[Stage.FINAL]
    if len(named) > 1:
        context.refuse(_("Whether the preliminary or the final result is meant, is not clear."))
        return None
    if not named:
        return item
    (stage,) = named
    more = {"on": "announced"} if stage is Stage.PRELIMINARY else {}
    return replace(item, test={**test, "stage": stage.value, **more})


def there_is(
    stage: re.Pattern[str], mask: str, low: int = 0, high: int | None = None
) -> re.Match[str] | None:
    """Where a text speaks first of a result of a stage (``PRELIMINARY``, ``FINAL``) that is out;
    None where it speaks of none, or of one that is still to come."""
    high = len(mask) if high is None else high
    for match in stage.finditer(mask, low, high):
        if not (
            _TO_COME.match(mask, match.end(), high) or _NOT_YET.search(mask[low : match.start()])
        ):
            return match
    return None


def _is_of(context: Context, item: Drafted, stage: re.Match[str], high: int) -> bool:
    """Whether a figure is of the final result that is spoken of beside it."""
    mask = context.mask
    if stage.start() < item.start:
        return _ANOTHER_CLAUSE.fullmatch(mask[stage.end() : item.start]) is None
    if stage.start() < item.end:
        return True
    if any(stage.end() <= other.start < high for other in context.found):
        return False  # “A won 83 seats and in the final count B won 8”
    source = _SOURCE.search(mask[item.end : stage.start()])
    return source is not None or _REPORTS.match(mask, stage.end()) is not None


def _counts(test: dict[str, object]) -> bool:
    """Whether a test is of a count that has stages."""
    of_areas = test.get("quantifier") in (Quantifier.EVERY, Quantifier.SOME, Quantifier.NONE)
    return test["measure"] in {str(one) for one in _COUNTS} and not of_areas
