"""Runs every check over an election and gathers what they find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from crosstally import __version__
from crosstally.check.answer import answer
from crosstally.check.bounds import contest_bounds
from crosstally.check.holdings import contest_holdings
from crosstally.check.mistakes import said_together
from crosstally.check.narrowed import narrowed, narrowed_store
from crosstally.check.result import CheckResult, ClaimResults, ContestResult, Findings, RawFile
from crosstally.compare.announced import Announced
from crosstally.compare.levels import compare_levels
from crosstally.compare.parallel import check_parallel
from crosstally.compare.sources import compare_sources
from crosstally.datasets.registry import DATASETS
from crosstally.election.areas import AreaLookup
from crosstally.election.candidates import Candidates, read_candidates
from crosstally.election.folder import (
    AT_OPENING,
    OWN_FILES,
    Election,
    OwnFile,
    fingerprints,
    open_folder,
)
from crosstally.election.holdings import Holding, read_holdings
from crosstally.election.pictures import read_pictures
from crosstally.election.records import read_records
from crosstally.engine.connection import Engine
from crosstally.examples import bundled, bundled_folder
from crosstally.findings import Checked
from crosstally.problems import InputError, Problem, meant
from crosstally.returns.dated_codes import check_codes_that_are_days
from crosstally.returns.load import named_paths
from crosstally.returns.matched import check_crosswalk
from crosstally.returns.repeated import check_alike_codes, check_duplicates, check_same_figures
from crosstally.returns.sheet_checks import check_relations
from crosstally.returns.stated_stations import check_stated_stations
from crosstally.returns.store import ReturnsStore, read_returns
from crosstally.returns.unknown import check_unknown
from crosstally.returns.unplaced import check_unplaced
from crosstally.returns.unread import check_unread
from crosstally.returns.voters_lists import check_voters_lists
from crosstally.tabulation.tabulator import Tabulator
from crosstally.words import _

if TYPE_CHECKING:
    from crosstally.check.statistics import Statistics
    from crosstally.claims.result import ClaimResult
    from crosstally.claims.statement import Claim

LIMIT = 100_000
"""Findings of one check that are listed; beyond it they are counted (``CheckResult.truncated``)."""

HOLDINGS_LISTED = 1_000
"""Stations that a finding about copies names, and disputed stations that have a finding."""

Progress = Callable[[str], None]


@dataclass
class _Gathered:
    contests: dict[str, ContestResult] = field(default_factory=dict)
    checked: Checked = field(default_factory=Checked)
    candidates: Mapping[str, Candidates] = field(default_factory=dict)


def open_election(name: str | Path) -> Election:
    """Open an election folder, or a bundled election by name. Raises ``InputError``."""
    folder = Path(name)
    if not folder.exists():
        folder = _bundled(str(name))
    with said_together(folder):
        return open_folder(folder)


def _bundled(name: str) -> Path:
    folder = bundled_folder(name)
    if folder is not None:
        return folder
    hint = meant(name, bundled())
    if name in DATASETS:
        hint = _("It is a public election: `crosstally fetch {name}` brings it.").format(name=name)
    elif hint is None:
        hint = _("`crosstally new DIR` makes one. Bundled elections: {names}.").format(
            names=", ".join(bundled())
        )
    raise InputError(Problem(_("there is no such election folder"), name, hint=hint))


def check(
    election: Election | str | Path,
    *,
    sources: str | Sequence[str] = (),
    contests: str | Sequence[str] = (),
    today: dt.date | None = None,
    progress: Progress | None = None,
    forensics: bool = False,
    methods: Sequence[str] = (),
    by: str | None = None,
    step: float | str | Fraction | None = None,
) -> CheckResult:
    """Run every check over an election: one that is open, a folder, or a bundled one's name.

    ``sources`` and ``contests`` (one or several ids or names) narrow it down; ``today`` decides
    what is overdue (left out, the day in UTC on which it is run); ``progress`` is told what is
    being done.
    With ``forensics``, statistics are run too: ``methods`` (left out, the protocol's, without a
    protocol all) in the whole and in each area of the level ``by``, and ``step`` is that of integer
    percentages in percentage points. Raises ``InputError`` where the input cannot be read, with
    every problem.
    """
    election = election if isinstance(election, Election) else open_election(election)
    today = today or dt.datetime.now(dt.UTC).date()
    own_files = _own_files(election)
    with said_together(election.folder):
        holdings = read_holdings(election)
        candidates = read_candidates(election)
        read_pictures(election)
        records = read_records(election)
    whole, election = election, narrowed(election, _several(sources), _several(contests))
    say = progress or (lambda _what: None)
    with Engine(bytes_of_returns(whole)) as engine:
        # Everything is read: what is left out still says which stations and areas there are.
        with said_together(whole.folder, returns=False):
            store = narrowed_store(read_returns(whole, engine, say), election)
        tabulator = Tabulator(store)
        claims = _claims(whole, election, store.places.lookup)
        gathered = _Gathered(candidates=candidates)
        for contest in election.definition.contests:
            say(contest)
            _check_contest(tabulator, contest, gathered, today, holdings)
        results = _verdicts(claims, tabulator)
        statistics = None
        if forensics:
            say(_("statistics"))
            statistics = _statistics(tabulator, gathered, methods, by, step)
        files = _files(store)
    findings = Findings(gathered.checked.findings)
    return CheckResult(
        election=election,
        version=__version__,
        answer=answer(findings, gathered.contests, gathered.checked.runs),
        findings=findings,
        contests=gathered.contests,
        claims=ClaimResults(results),
        runs=gathered.checked.runs,
        files=files,
        own_files=own_files,
        truncated=gathered.checked.truncated,
        statistics=statistics,
        records=records,
    )


def _statistics(
    tabulator: Tabulator,
    gathered: _Gathered,
    methods: Sequence[str],
    by: str | None,
    step: float | str | Fraction | None,
) -> Statistics:
    from crosstally.check import statistic_codes
    from crosstally.check import statistics as statistics_of

    found = statistics_of.statistics(tabulator, methods=methods, by=by, step=step)
    gathered.checked += statistic_codes.findings_of(found.runs)
    return found


def _several(names: str | Sequence[str]) -> Sequence[str]:
    return (names,) if isinstance(names, str) else names


def _check_contest(
    tabulator: Tabulator,
    contest: str,
    gathered: _Gathered,
    today: dt.date,
    holdings: Sequence[Holding],
) -> None:
    store = tabulator.store
    election = store.election
    checked = _check_returns(store, contest)
    checked += contest_holdings(tabulator, contest, holdings, HOLDINGS_LISTED)
    levels, found = compare_levels(tabulator, contest, LIMIT)
    checked += found
    sources, found = compare_sources(store, contest)
    checked += found
    checked += check_parallel(tabulator, contest, LIMIT)
    areas = store.places.lookup
    announced = Announced(election, contest, areas)
    if election.announcements or announced.question.publication:
        from crosstally.compare.announcements import check_announcements
        from crosstally.compare.said import Said
        from crosstally.compare.slipped_sheets import with_slips

        found = check_announcements(election, contest, tabulator, areas=areas, today=today)
        checked += with_slips(found, sources, Said(election.definition, contest))
    bounds = contest_bounds(tabulator, contest)
    seats = None
    if announced.question.rule is not None:
        from crosstally.check.contest_seats import contest_seats

        candidates = gathered.candidates.get(contest, {})
        seats = contest_seats(announced, tabulator, candidates, sources, bounds)
        checked += seats.checked
    root = store.places.root
    totals = {
        source: tabulator.totals(contest, source, root)
        for source in tabulator.sheet_sources(contest)
    }
    gathered.checked += checked
    gathered.contests[contest] = ContestResult(
        contest=contest,
        totals=totals,
        bounds=bounds,
        seats=seats.outcomes if seats else {},
        recomputed=seats.recomputed if seats else (),
        levels=levels,
        sources=sources,
        areas={
            (source, level): tabulator.table(contest, source, level, root)
            for source in totals
            for level in election.definition.all_levels[1:-1]
        },
    )


def _check_returns(store: ReturnsStore, contest: str) -> Checked:
    """The returns by themselves: what was read, and each sheet against its control relations."""
    checked = check_crosswalk(store, contest) + check_unknown(store, contest)
    checked += check_unplaced(store, contest) + check_codes_that_are_days(store, contest)
    checked += check_stated_stations(store, contest) + check_unread(store, contest, LIMIT)
    for sheets in store.sheets_of(contest):
        checked += check_relations(store, sheets, LIMIT)
        checked += check_duplicates(store, sheets, LIMIT)
        checked += check_alike_codes(store, sheets, LIMIT)
        checked += check_voters_lists(store, sheets, LIMIT)
        checked += check_same_figures(store, sheets, LIMIT)
    return checked


def _claims(whole: Election, election: Election, areas: AreaLookup) -> list[Claim]:
    if whole.file("claims.yaml") is None:
        return []
    from crosstally.check.claims import confirmed_claims

    return confirmed_claims(whole, election, areas)


def _verdicts(claims: list[Claim], tabulator: Tabulator) -> list[ClaimResult]:
    if not claims:
        return []
    from crosstally.check.claims import verdicts

    return verdicts(claims, tabulator)


def bytes_of_returns(election: Election) -> int:
    """The size of the returns' files, as far as they are there."""
    found: set[Path] = set()
    for entry in election.definition.returns:
        with suppress(OSError, ValueError, RuntimeError):  # reading will say what is wrong
            found |= {path for path in named_paths(election.folder, entry) if path.is_file()}
    return sum(path.stat().st_size for path in found)


def _own_files(election: Election) -> list[OwnFile]:
    """The folder's own files: those read when it was opened as they were then."""
    later = [name for name in OWN_FILES if name not in AT_OPENING]
    found = [*election.opened, *fingerprints(election.folder, later)]
    order = {name: place for place, name in enumerate(OWN_FILES)}
    return sorted(found, key=lambda file: order.get(file.path, len(order)))


def _files(store: ReturnsStore) -> list[RawFile]:
    return [
        RawFile(
            path=load.file,
            sha256=load.raw.sha256,
            bytes=load.raw.bytes,
            rows=load.rows,
            source=load.entry.source,
            stage=load.entry.stage.value,
            contest=load.contest,
        )
        for load in store.loads
    ]
