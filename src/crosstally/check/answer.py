"""The answer in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crosstally.check.result import ContestResult, Findings
from crosstally.findings import CheckRun, Sentence, Tier
from crosstally.words import N_


def answer(
    findings: Findings, contests: Mapping[str, ContestResult], runs: Sequence[CheckRun]
) -> Sentence:
    """What a person should read first: whether it adds up, and on how much that rests."""
    decisive = len(findings.of_tier(Tier.DECISIVE))
    notes = len(findings) - decisive
    held = max(
        (totals.stations_held for item in contests.values() for totals in item.totals.values()),
        default=0,
    )
    known = max(
        (
            totals.stations_known or 0
            for item in contests.values()
            for totals in item.totals.values()
        ),
        default=0,
    )
    values = {
        "decisive": decisive,
        "notes": notes,
        "held": held,
        "known": known,
        "checks": sum(1 for run in runs if run.skipped is None),
    }
    return Sentence(_template(decisive, notes, held, known), values)


def _template(decisive: int, notes: int, held: int, known: int) -> str:
    if decisive and not held:
        return N_(
            "Not everything adds up: the announcements contradict themselves or each other in "
            "{decisive} places. No sheet of any station is held."
        )
    if decisive:
        return N_(
            "Not everything adds up: {decisive} contradictions stand between figures that cannot "
            "both be right. Sheets of {held} stations are held."
        )
    if not held:
        return N_(
            "Nothing announced contradicts itself: {checks} checks, no contradiction. No sheet of "
            "any station is held, so the announced figures could not be compared with sheets."
        )
    if held < known:
        return N_(
            "What is held adds up: {checks} checks over {held} of {known} stations, no "
            "contradiction, {notes} warnings and notes."
        )
    if notes:
        return N_(
            "Everything adds up: {checks} checks over {held} stations, no contradiction, {notes} "
            "warnings and notes."
        )
    return N_("Everything adds up: {checks} checks over {held} stations, no contradiction.")
