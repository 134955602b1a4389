"""The answer in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from crosstally.check.result import ContestResult, Findings, deciding
from crosstally.findings import CheckRun, Finding, Sentence, Tier, plural
from crosstally.returns.unread import UNREAD
from crosstally.tabulation.figures import Totals
from crosstally.words import N_

ZERO = Fraction(0)


def answer(
    findings: Findings,
    contests: Mapping[str, ContestResult],
    runs: Sequence[CheckRun],
    taken_for_all: bool = False,
) -> Sentence:
    """What a person should read first: whether it adds up, and on how much that rests.

    ``taken_for_all``: nobody states how many stations there are, and those that an authority has
    returns of are taken for all.
    """
    contradictions = findings.of_tier(Tier.DECISIVE)
    decisive = len(contradictions)
    notes = len(findings) - decisive
    held, known = _coverage(contests)
    checks = len(deciding(runs))
    values = {
        "decisive": decisive,
        "notes": _noted(notes),
        "held": held,
        "checks": plural("{n} check", "{n} checks", checks),
        "over": _over(held, known),
        "sheets": _sheets(held, known),
    }
    if not decisive and not checks:
        return Sentence(_nothing_checked(held, notes), values)
    unread = 0 if decisive else _unread(runs)
    said = Sentence(_template(decisive, notes, held, known, unread), values)
    where = _where(contradictions, len(contests))
    if where is not None and decisive > 1:
        said = Sentence("{said} {where}", {"said": said, "where": where})
    if unread:
        told = plural(
            "{n} figure could not be read, and was held against nothing.",
            "{n} figures could not be read, and were held against nothing.",
            unread,
        )
        said = Sentence("{said} {unread}", {"said": said, "unread": told})
    if taken_for_all and held and held == known and not decisive:
        return Sentence(
            N_(
                "{said} Nobody states how many stations there are: those in the authority's "
                "returns are taken for all."
            ),
            {"said": said},
        )
    return said


def _sheets(held: int, known: int | None) -> Sentence:
    if known is None or known == held:
        return plural("The sheet of {n} station is held.", "Sheets of {n} stations are held.", held)
    return plural(
        "Sheets of {held} of {n} station are held.",
        "Sheets of {held} of {n} stations are held.",
        known,
        {"held": held},
    )


def _where(found: Sequence[Finding], contests: int) -> Sentence | None:
    """In how many of several contests contradictions stand."""
    if not found or contests < 2:
        return None
    return plural(
        "The contradictions stand in {some} of the {n} contest.",
        "The contradictions stand in {some} of the {n} contests.",
        contests,
        {"some": len({item.contest for item in found})},
    )


def _unread(runs: Sequence[CheckRun]) -> int:
    """Figures of sheets that are no numbers."""
    return sum(run.failed for run in runs if run.code == UNREAD.name)


def _coverage(contests: Mapping[str, ContestResult]) -> tuple[int, int | None]:
    """Stations held and known (None: nobody says how many) of the contest whose best source covers
    the least: the whole answer rests on no more."""
    best = [
        max(item.totals.values(), key=lambda totals: totals.stations_held)
        for item in contests.values()
        if item.totals
    ]
    least = min(best, key=_share, default=None)
    return (least.stations_held, least.stations_known) if least is not None else (0, 0)


def _share(totals: Totals) -> Fraction:
    return Fraction(totals.stations_held, totals.stations_known) if totals.stations_known else ZERO


def _over(held: int, known: int | None) -> Sentence:
    if known is None or known == held:
        return plural("over {n} station", "over {n} stations", held)
    return plural(
        "over {held} of {n} station", "over {held} of {n} stations", known, {"held": held}
    )


def _noted(notes: int) -> Sentence:
    if not notes:
        return Sentence(N_("no warning and no note"))
    if notes == 1:
        return Sentence(N_("one warning or note"))
    return Sentence(N_("{count} warnings and notes"), {"count": notes})


def _nothing_checked(held: int, notes: int) -> str:
    if not held:
        return N_(
            "There was nothing to check: no sheet of any station is held, and no announced figure "
            "could be held against another."
        )
    if notes:
        return N_(
            "Nothing could be added up, with {notes}. {sheets} No figure read from there could be "
            "held against another: a relation between the figures of a sheet, a second source or "
            "an announcement would allow it."
        )
    return N_(
        "Nothing could be added up. {sheets} No figure read from there could be held against "
        "another: a relation between the figures of a sheet, a second source or an announcement "
        "would allow it."
    )


def _template(decisive: int, notes: int, held: int, known: int | None, unread: int) -> str:
    if decisive == 1 and not held:
        return N_(
            "Not everything adds up: the announcements contradict themselves or each other in one "
            "place. No sheet of any station is held."
        )
    if decisive == 1:
        return N_(
            "Not everything adds up: one contradiction stands between figures that cannot both be "
            "right. {sheets}"
        )
    if decisive and not held:
        return N_(
            "Not everything adds up: the announcements contradict themselves or each other in "
            "{decisive} places. No sheet of any station is held."
        )
    if decisive:
        return N_(
            "Not everything adds up: {decisive} contradictions stand between figures that cannot "
            "both be right. {sheets}"
        )
    if not held:
        return N_(
            "Nothing announced contradicts itself: {checks}, no contradiction. No sheet of "
            "any station is held, so the announced figures could not be compared with sheets."
        )
    if known is None:
        return N_(
            "What is held adds up: {checks} {over}, no contradiction, "
            "{notes}. Nobody says how many stations there are."
        )
    if held < known:
        return N_("What is held adds up: {checks} {over}, no contradiction, {notes}.")
    if unread:
        return N_("What could be read adds up: {checks} {over}, no contradiction, {notes}.")
    if notes:
        return N_("Everything adds up: {checks} {over}, no contradiction, {notes}.")
    return N_("Everything adds up: {checks} {over}, no contradiction.")
