"""The answer in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from crosstally.answers import Counted, answered
from crosstally.check.result import ContestResult, Findings, deciding
from crosstally.findings import CheckRun, Sentence, Tier
from crosstally.returns.unread import UNREAD
from crosstally.tabulation.figures import ListOfStations, Totals

ZERO = Fraction(0)


def answer(
    findings: Findings,
    contests: Mapping[str, ContestResult],
    runs: Sequence[CheckRun],
) -> Sentence:
    """What a person should read first: whether it adds up, and on how much that rests."""
    contradictions = findings.of_tier(Tier.DECISIVE)
    least = _least_covered(contests)
    return answered(
        Counted(
            decisive=len(contradictions),
            notes=len(findings) - len(contradictions),
            checks=len(deciding(runs)),
            held=least.stations_held if least else 0,
            known=least.stations_known if least else 0,
            unread=_unread(runs),
            contests=len(contests),
            contradicted=len({item.contest for item in contradictions if item.contest}),
        ),
        taken_for_all=least is not None and least.list_of_stations is ListOfStations.RETURNED,
    )


def _unread(runs: Sequence[CheckRun]) -> int:
    """Figures of sheets that are no numbers."""
    return sum(run.failed for run in runs if run.code == UNREAD.name)


def _least_covered(contests: Mapping[str, ContestResult]) -> Totals | None:
    """The sheets of the contest whose best source covers the least: the whole answer rests on no
    more."""
    best = [
        max(item.totals.values(), key=lambda totals: totals.stations_held)
        for item in contests.values()
        if item.totals
    ]
    return min(best, key=_share, default=None)


def _share(totals: Totals) -> Fraction:
    return Fraction(totals.stations_held, totals.stations_known) if totals.stations_known else ZERO
