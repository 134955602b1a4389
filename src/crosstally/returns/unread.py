"""Figures that are no whole number of at least zero: unread, with their raw text kept."""

from __future__ import annotations

from crosstally.engine.loading import MAX_DIGITS
from crosstally.engine.nonfigures import count_by_figure, nonfigure_rows, stations_of_rows
from crosstally.findings import Checked, CheckRun, Code, Finding, Tier, register
from crosstally.returns.load import Load
from crosstally.returns.naming import figure_name
from crosstally.returns.spreadsheet_damage import before_damage
from crosstally.returns.store import ReturnsStore
from crosstally.returns.thousands import mark_in
from crosstally.words import N_

UNREAD = register(
    Code(
        name="SHEET-UNREAD",
        tier=Tier.INDICATIVE,
        title=N_("A figure could not be read"),
        means=N_(
            "A cell that should hold a number of votes or voters holds something else. It is "
            "kept as it came and counts as unread: neither as zero nor as any other number. A text "
            "that stands for nothing, such as NA, is named by empty_marks in election.yaml."
        ),
        does_not_mean=N_("It does not mean that the figure is zero, nor that the sheet is wrong."),
        source=N_("Every sum states how many of its sheets lack the figure."),
    )
)


def check_unread(store: ReturnsStore, contest: str, limit: int) -> Checked:
    """A finding for each figure of a contest that could not be read."""
    findings: list[Finding] = []
    runs: list[CheckRun] = []
    total = 0
    definition = store.election.definition
    for load in store.loads:
        if load.contest != contest:
            continue
        counts = count_by_figure(store.engine, load.table)
        failed = sum(counts.values())
        total += failed
        runs.append(
            CheckRun(
                UNREAD.name,
                contest,
                load.entry.source,
                load.file,
                checked=load.rows * len(load.figures),
                failed=failed,
            )
        )
        for figure in counts:
            cells = nonfigure_rows(store.engine, load.table, figure)
            cells = cells[: max(limit - len(findings), 0)]
            name, stations = figure_name(definition, contest, figure), dict[int, str]()
            if load.level == definition.station_level:
                rows = [row for row, _ in cells]
                stations = stations_of_rows(store.engine, load.table, load.is_numbered, rows)
            findings += [
                _finding(load, contest, figure, name, stations.get(row), row, raw)
                for row, raw in cells
            ]
    beyond = total - len(findings)
    return Checked(tuple(findings), tuple(runs), {UNREAD.name: beyond} if beyond else {})


def _finding(
    load: Load, contest: str, figure: str, name: str, station: str | None, row: int, raw: str
) -> Finding:
    mark = mark_in(raw)
    if len(raw.strip()) > MAX_DIGITS and raw.strip().isdecimal():
        template = N_(
            "{file}, row {row}: {figure} reads “{raw}”, which has more digits than the votes of "
            "any station (at most {most})"
        )
    elif mark is not None and mark != load.entry.thousands:
        template = N_(
            "{file}, row {row}: {figure} reads “{raw}”, which is a whole number only where "
            "“{mark}” stands between thousands: then set `thousands:` of this file in election.yaml"
        )
    elif before_damage(raw) is not None:
        template = N_(
            "{file}, row {row}: {figure} reads “{raw}”, which is no whole number. A spreadsheet "
            "program makes it of {before}, where it takes the mark between thousands for a decimal "
            "one: look it up in the file as it was published"
        )
    else:
        template = N_("{file}, row {row}: {figure} reads “{raw}”, which is no whole number")
    return Finding(
        code=UNREAD,
        contest=contest,
        source=load.entry.source,
        area=station,
        template=template,
        values={
            "file": load.file,
            "row": str(load.line(row)),
            "figure": name,
            "raw": raw,
            "most": MAX_DIGITS,
            "mark": mark or "",
            "before": int(before_damage(raw) or 0),
        },
        figures={
            "figure": figure,
            "raw": raw,
            "row": load.line(row),
            "file": load.file,
        },
    )
