"""The same station in parallel contests of one day: how many ballots each says were cast."""

from __future__ import annotations

import numpy as np

from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.returns.store import ReturnsStore
from crosstally.tabulation.figures import MISSING
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import N_

PARALLEL = register(
    Code(
        name="PARALLEL-BALLOTS",
        tier=Tier.INDICATIVE,
        title=N_("Parallel contests at one station have different numbers of ballots"),
        means=N_(
            "Voters got a ballot for each of two contests held at the same station on the same "
            "day, and the sheets of the two contests give different numbers of ballots cast."
        ),
        does_not_mean=N_(
            "It is no contradiction: a voter may take one ballot only, or carry one away, and "
            "some may vote in one of the contests alone."
        ),
        source=N_("The contests that election.yaml calls parallel."),
    )
)


def check_parallel(tabulator: Tabulator, contest: str, limit: int) -> Checked:
    """A contest against each one it is parallel to, for every source that has both; where it is
    parallel to none and could be, that is said."""
    store = tabulator.store
    checked = _not_said(store, contest)
    for other in store.election.definition.contests[contest].parallel_to:
        for sheets in store.sheets_of(contest):
            if (other, sheets.source) in store.sheets:
                checked += _compare(tabulator, contest, other, sheets.source, limit)
    return checked


def _not_said(store: ReturnsStore, contest: str) -> Checked:
    """The first contest before this one that a source has sheets of too, and that nothing calls
    parallel to it."""
    contests = store.election.definition.contests
    before = list(contests)[: list(contests).index(contest)]
    linked = {other for other in before if contest in contests[other].parallel_to}
    if contests[contest].parallel_to or linked:
        return Checked()
    for other in before:
        for sheets in store.sheets_of(contest):
            if (other, sheets.source) in store.sheets:
                why = N_(
                    "election.yaml does not say (`parallel_to:`) that both were voted on at the "
                    "same stations on one day."
                )
                subject, skipped = f"{contest} / {other}", Sentence(why, {})
                run = CheckRun(PARALLEL.name, contest, sheets.source, subject, 0, 0, 0, skipped)
                return Checked((), (run,))
    return Checked()


def _compare(tabulator: Tabulator, contest: str, other: str, source: str, limit: int) -> Checked:
    places, contests = tabulator.store.places, tabulator.store.election.definition.contests
    level = places.definition.station_level
    first = tabulator.table(contest, source, level, places.root)
    second = tabulator.table(other, source, level, places.root)
    if "cast" not in first.columns or "cast" not in second.columns:
        return Checked()
    _, rows, others = np.intersect1d(
        np.asarray(first.areas), np.asarray(second.areas), return_indices=True
    )
    here, there = first.columns["cast"][rows], second.columns["cast"][others]
    known = (here != MISSING) & (there != MISSING)
    gaps = np.where(known, here - there, 0)
    worst = np.argsort(-np.abs(gaps), kind="stable")[: min(limit, int((gaps != 0).sum()))]
    findings = tuple(
        Finding(
            code=PARALLEL,
            contest=contest,
            source=source,
            area=first.areas[int(rows[i])],
            template=N_("Station {station}: {here} ballots in {contest} and {there} in {other}"),
            values={
                "station": first.names[int(rows[i])],
                "here": int(here[i]),
                "there": int(there[i]),
                "contest": contests[contest].name or contest,
                "other": contests[other].name or other,
            },
            figures={contest: int(here[i]), other: int(there[i])},
            votes=abs(int(gaps[i])),
        )
        for i in map(int, worst)
    )
    failed = int((gaps != 0).sum())
    run = CheckRun(
        PARALLEL.name,
        contest,
        source,
        f"{contest} / {other}",
        checked=int(known.sum()),
        failed=failed,
        not_checked=len(rows) - int(known.sum()),
        votes=int(np.abs(gaps).sum()),
    )
    beyond = failed - len(findings)
    return Checked(findings, (run,), {PARALLEL.name: beyond} if beyond else {})
