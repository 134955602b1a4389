"""What the page shows of a result, bounded in size and said in the language in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosstally.check.result import CheckResult, ContestResult
from crosstally.claims.result import ClaimResult, Status
from crosstally.compare.source_findings import SourceComparison, StationDifference
from crosstally.election.definition import STAGE_ORDER, Announcement
from crosstally.findings import CheckRun
from crosstally.report.names import Names
from crosstally.tabulation.figures import MISSING, FigureTable, Totals
from crosstally.words import _

DIFFERENCE_ROWS = 2_000
AREA_ROWS = 2_000
STEP_ROWS = 1_000
STAGES = 120
TALL_ROWS = 15
"""A table of more rows scrolls in a box of its own."""


@dataclass(frozen=True)
class FigureRow:
    """A field or option with what each source's sheets add up to."""

    id: str
    name: str
    cells: Sequence[tuple[int | None, Fraction | None, int]]
    """(votes, share of the options' votes, stations held whose figure is no number)."""


@dataclass(frozen=True)
class TotalsView:
    """The totals of one contest: sources across, options and fields down."""

    contest: str
    name: str
    totals: Sequence[Totals]
    options: Sequence[FigureRow]
    fields: Sequence[FigureRow]


def totals_views(result: CheckResult, names: Names) -> list[TotalsView]:
    """The totals of every contest that has any."""
    views = []
    for contest in result.contests.values():
        totals = list(contest.totals.values())
        if not totals:
            continue
        known = names.options(contest.contest)
        held = dict.fromkeys(id_ for item in totals for id_ in item.options)
        options = [id_ for id_ in known if id_ in held] + [id_ for id_ in held if id_ not in known]
        fields = list(dict.fromkeys(id_ for item in totals for id_ in item.fields))
        shares = [names.shares(contest.contest, item) for item in totals]
        views.append(
            TotalsView(
                contest.contest,
                names.contest(contest.contest),
                totals,
                [_figure_row(contest.contest, id_, totals, shares, names) for id_ in options],
                [_figure_row(contest.contest, id_, totals, shares, names) for id_ in fields],
            )
        )
    return views


def _figure_row(
    contest: str,
    id_: str,
    totals: Sequence[Totals],
    shares: Sequence[Mapping[str, Fraction]],
    names: Names,
) -> FigureRow:
    cells = [
        (item.readings.get(id_), share.get(id_), item.incomplete.get(id_, 0))
        for item, share in zip(totals, shares, strict=True)
    ]
    return FigureRow(id_, names.figure(contest, id_), cells)


@dataclass(frozen=True)
class AnnouncedView:
    """The announcements of one contest: those that state figures of the whole place across."""

    contest: str
    name: str
    announcements: Sequence[Announcement]
    rows: Sequence[tuple[str, Sequence[tuple[int | None, str | None]]]]
    """(name, for each announcement its count and its printed percentage)."""
    areas: Sequence[AnnouncedAreas]


@dataclass(frozen=True)
class AnnouncedAreas:
    """What one announcement states for areas below the whole place: areas down."""

    announcement: Announcement
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int | str | None]]]
    """(area's name, its figures); a text is a printed percentage."""


def announced_areas(announcement: Announcement, contest: str, names: Names) -> AnnouncedAreas:
    """The areas of an announcement with every figure that it states of any of them."""
    areas = announcement.areas.values()
    kinds = [
        (kind, id_)
        for kind in ("fields", "counts", "percent", "seats")
        for id_ in dict.fromkeys(id_ for item in areas for id_ in getattr(item, kind))
    ]
    columns = [_announced_figure(names.figure(contest, id_), kind) for kind, id_ in kinds]
    rows = []
    turnout = any(item.turnout for item in areas)
    for area, item in announcement.areas.items():
        figures: list[int | str | None] = [getattr(item, kind).get(id_) for kind, id_ in kinds]
        rows.append((names.area(area), [*figures, item.turnout] if turnout else figures))
    return AnnouncedAreas(announcement, [*columns, _("Turnout")] if turnout else columns, rows)


def _announced_figure(name: str, kind: str) -> str:
    match kind:
        case "percent":
            return f"{name} %"
        case "seats":
            return _("{name}: seats").format(name=name)
    return name


def _says_something(item: Announcement) -> bool:
    """Whether it states a figure of the whole place that the table has a row for."""
    return bool(item.counts or item.percent or item.fields or item.turnout)


def announced_views(result: CheckResult, names: Names) -> list[AnnouncedView]:
    """What was announced, as it was printed."""
    by_contest: dict[str, list[Announcement]] = {}
    for item in result.election.announcements:
        by_contest.setdefault(result.election.contest_of(item), []).append(item)
    views = []
    for contest, items in by_contest.items():
        # The last word first: on a phone it is the column that is seen.
        items.sort(key=lambda item: (item.at or "", STAGE_ORDER[item.stage]), reverse=True)
        below = [announced_areas(item, contest, names) for item in items if item.areas]
        items = [item for item in items if _says_something(item)]
        options = [
            id_
            for id_ in names.options(contest)
            if any(id_ in item.counts or id_ in item.percent for item in items)
        ]
        fields = dict.fromkeys(id_ for item in items for id_ in item.fields)
        rows: list[tuple[str, list[tuple[int | None, str | None]]]] = [
            (
                names.figure(contest, id_),
                [(item.counts.get(id_), item.percent.get(id_)) for item in items],
            )
            for id_ in options
        ]
        rows += [
            (names.figure(contest, id_), [(item.fields.get(id_), None) for item in items])
            for id_ in fields
        ]
        views.append(AnnouncedView(contest, names.contest(contest), items, rows, below))
    return views


@dataclass(frozen=True)
class AreaCoverage:
    """How many stations of an area are held."""

    id: str
    name: str
    held: int
    known: int | None

    @property
    def share(self) -> Fraction | None:
        """Held as a share of known; None where nobody says how many there are."""
        return Fraction(self.held, self.known) if self.known else None

    @property
    def step(self) -> str:
        """Which of five steps of coverage: none, low, half, high, whole; or unknown."""
        share = self.share
        if share is None:
            return "unknown"
        if share >= 1:
            return "whole"
        if share == 0:
            return "none"
        return "low" if share < Fraction(1, 2) else "half" if share < Fraction(9, 10) else "high"


@dataclass(frozen=True)
class CoverageView:
    """The coverage of one source's areas of one level, the least covered first."""

    contest: str
    source: str
    level: str
    rows: Sequence[AreaCoverage]
    more: int
    whole: int
    """How many areas are fully covered."""
    count: int

    @property
    def unknown(self) -> bool:
        """Whether nobody says of any of the areas how many stations it has."""
        return all(row.known is None for row in self.rows)


def coverage_views(contest: ContestResult) -> list[CoverageView]:
    """Coverage by area for every source and level, outermost level first."""
    views = []
    budget = AREA_ROWS
    for (source, level), table in contest.areas.items():
        rows = sorted(coverage_rows(table), key=_least_covered)
        whole = sum(row.step == "whole" for row in rows)
        shown = rows[:budget]
        budget -= len(shown)
        views.append(
            CoverageView(
                contest.contest, source, level, shown, len(rows) - len(shown), whole, len(rows)
            )
        )
    return views


def coverage_rows(table: FigureTable) -> list[AreaCoverage]:
    """How many stations of each area of a table are held."""
    return [
        AreaCoverage(id_, name, max(held, 0), None if known == MISSING else known)
        for id_, name, held, known in zip(
            table.areas,
            table.names,
            table.stations_held.tolist(),
            table.stations_known.tolist(),
            strict=True,
        )
    ]


def _least_covered(row: AreaCoverage) -> tuple[Fraction, int]:
    share = row.share
    # What nobody knows stands after what is known to be missing, before what is whole.
    return (Fraction(99, 100) if share is None else share, -(row.known or 0))


@dataclass(frozen=True)
class StationsView:
    """Two sources station by station, with the rows that the page has room for."""

    contest: str
    comparison: SourceComparison
    rows: Sequence[StationDifference]
    more: int
    figures: Sequence[str]
    """Fields and options that differ anywhere, options first."""


def stations_views(result: CheckResult, names: Names) -> list[StationsView]:
    """Every station-by-station comparison; the page holds 2,000 rows in all."""
    views = []
    budget = DIFFERENCE_ROWS
    for contest in result.contests.values():
        options = names.options(contest.contest)
        for comparison in contest.sources:
            rows = comparison.largest[:budget]
            budget -= len(rows)
            differing = {**comparison.differing_figures, **comparison.gains, **comparison.net}
            figures = [id_ for id_ in options if id_ in differing]
            figures += [id_ for id_ in differing if id_ not in options]
            more = max(comparison.differ, len(comparison.largest)) - len(rows)
            views.append(StationsView(contest.contest, comparison, rows, more, figures))
    return views


def claims_apart(result: CheckResult) -> tuple[list[ClaimResult], list[ClaimResult]]:
    """Confirmed claims that are tested, and those that are only recorded."""
    confirmed = result.claims.confirmed
    tested = [item for item in confirmed if item.status is Status.TESTED]
    return tested, [item for item in confirmed if item.status is Status.RECORDED]


def runs_in_order(runs: Sequence[CheckRun]) -> list[CheckRun]:
    """What failed first, what was not run last."""
    return sorted(runs, key=lambda run: (run.skipped is not None, not run.failed))
