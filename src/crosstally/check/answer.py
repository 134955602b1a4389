"""The answer in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from crosstally.answers import Counted, answered
from crosstally.check.result import ContestResult, Findings, deciding
from crosstally.findings import CheckRun, Sentence, Tier
from crosstally.returns.unread import UNREAD
from crosstally.tabulation.figures import Totals

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
    held, known = _coverage(contests)
    return answered(
        Counted(
            decisive=len(contradictions),
            notes=len(findings) - len(contradictions),
            checks=len(deciding(runs)),
            held=held,
            known=known,
            unread=_unread(runs),
            contests=len(contests),
            contradicted=len({item.contest for item in contradictions if item.contest}),
        ),
        taken_for_all,
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
