"""Which stage of a count a figure is of: preliminary or final, as its sentence says."""

from __future__ import annotations

import re
from dataclasses import replace

from crosstally.claims.drafting.context import Context, Drafted
from crosstally.claims.drafting.grammar import words
from crosstally.claims.statement import Measure, Quantifier
from crosstally.election.definition import Stage

_COUNTED = r"(?:results?|data|figures?|returns|tall(?:y|ies)|counts?|turnout|numbers|totals?)"
_COUNTED_RU = r"(?:данн\w+|итог\w*|результат\w*|явк\w+|сведени\w+)"
PRELIMINARY = words(rf"""
    \b(?:preliminary|provisional|early) (?:\w+ )?{_COUNTED}\b|\bпредварительн\w+ (?:\w+ )?
    {_COUNTED_RU}""")
FINAL = words(rf"""
    \b(?:final|definitive|certified) (?:\w+ )?{_COUNTED}\b|\bокончательн\w+ (?:\w+ )?
    {_COUNTED_RU}""")
_STAGES = {Stage.PRELIMINARY: PRELIMINARY, Stage.FINAL: FINAL}
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
        stage: match.start()
        for stage, said in _STAGES.items()
        if (match := said.search(context.mask, low, high))
    }
    if len(named) > 1:
        context.refuse("Whether the preliminary or the final result is meant, is not clear.")
        return None
    if not named:
        return item
    (stage,) = named
    more = {"on": "announced"} if stage is Stage.PRELIMINARY else {}
    return replace(item, test={**test, "stage": stage.value, **more})


def _counts(test: dict[str, object]) -> bool:
    """Whether a test is of a count that has stages."""
    of_areas = test.get("quantifier") in (Quantifier.EVERY, Quantifier.SOME, Quantifier.NONE)
    return test["measure"] in {str(one) for one in _COUNTS} and not of_areas
