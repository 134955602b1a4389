"""Figures of the vote in text, and the tests that they make: what all phrases have in common.

A pattern names its pieces alike everywhere: ``option`` and ``other`` are options, ``hedge`` the
words before a figure (“more than”), ``num`` the figure, ``scale`` its “million”, ``total`` all the
seats there are.
"""

from __future__ import annotations

import re
from typing import Any

from crosstally.claims.drafting.context import Context
from crosstally.claims.drafting.phrases.patterns import HEDGE_WORDS, number_of
from crosstally.claims.drafting.places import place_of
from crosstally.election.printed import Printed

_SCALES = {"million": 1_000_000, "thousand": 1_000}
_SHARES = frozenset(("share", "turnout", "invalid_share"))
_OF_ALL = frozenset(("seats", "stations"))
"""Measures of the whole place alone: one of an area is of something else."""


def comparison_of(hedge: str | None) -> str:
    """``equals``, ``at_least`` …; empty where the words before a figure are no comparison."""
    return "equals" if hedge is None else HEDGE_WORDS[re.sub(r"\s+", " ", hedge.casefold())]


def quantifier_of(hedge: str | None) -> str | None:
    """``exactly``, ``at_least`` or ``at_most`` so many; None after any other words."""
    said = comparison_of(hedge)
    return {"equals": "exactly", "at_least": "at_least", "at_most": "at_most"}.get(said)


def percent_text(number: str) -> str:
    """``7,5`` or ``7.5`` as a test writes it: ``7.5%``."""
    return number.replace(",", ".") + "%"


def figure_test(
    context: Context,
    match: re.Match[str],
    measure: str,
    option: str | None = None,
    figure: str | None = None,
) -> dict[str, Any] | None:
    """A comparison of a measure with the figure of the words; None where it makes none: a share
    above one, seats of another house, a count that was surely rounded.

    ``figure``: one of a list, where the words give several.
    """
    said = match.groupdict()
    number = figure or said.get("num") or said["num2"]
    comparison = comparison_of(said.get("hedge"))
    if not comparison or (comparison == "about" and measure not in _SHARES):
        return None  # how far “about” reaches, a count does not say
    test: dict[str, Any] = {"measure": measure}
    if option is not None:
        test["option"] = option
    if measure in _SHARES:
        if Printed.percent(number).value > 1:
            return None
        return {**test, comparison: percent_text(number)}
    if measure in ("seats", "options"):
        rule, total = context.contest.rule, said.get("total")
        if total and (rule is None or int(total) != rule.seats):
            return None
        return {**test, comparison: str(number_of(number))}
    count = _counted(number, said.get("scale"))
    if comparison == "equals" and (said.get("scale") or count.endswith("000")):
        return None
    return {**test, comparison: count}


def _counted(number: str, scale: str | None) -> str:
    """A count of votes as a test writes it: ``116534``; “5.6 million” as ``5600000``."""
    if scale is None:
        return re.sub(r"\D", "", number)
    return str(int(Printed.plain(number.replace(",", ".")).value * _SCALES[scale.casefold()]))


def state(
    context: Context,
    match: re.Match[str],
    test: dict[str, Any] | None,
    notes: tuple[str, ...] | None = None,
    *,
    denies: bool = False,
    start: int | None = None,
) -> bool:
    """Keep a test with the place that it is of, if nothing around the words forbids one.

    ``denies``: the words state a denial themselves, as “fell short of” does. ``notes``: what was
    taken for granted; left out, of the ``option`` of the words. ``start``: where the words of a
    statement begin that goes on from another.
    """
    clear = context.clear_around if denies else context.clear
    if test is None or not clear(*match.span()):
        return False
    place = place_of(context, match)
    if place is None or (place and test["measure"] in _OF_ALL):
        return False
    if notes is None:
        notes = context.note(match) if "option" in match.re.groupindex else ()
    context.add(match.start() if start is None else start, match.end(), {**test, **place}, notes)
    return True
