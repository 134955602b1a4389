"""Figures that are no whole number of at least zero: unread, with their raw text kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crosstally.engine.connection import Engine
from crosstally.engine.loading import MAX_DIGITS
from crosstally.engine.nonfigures import count_by_figure, nonfigure_rows
from crosstally.findings import Checked, CheckRun, Code, Finding, Tier, register
from crosstally.problems import Problem, shown_path
from crosstally.returns.load import Load
from crosstally.words import N_

if TYPE_CHECKING:
    from crosstally.returns.store import ReturnsStore

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

WRONG_MAPPING_PERCENT = 1
WRONG_MAPPING_CELLS = 3
"""In a file of a few rows one slip is more than a percent, and still a slip."""
SHOWN = 5
NOTHING_WORDS = frozenset({"\\N", "NULL", "null", "NA", "NaN", "nan", "N/A", "n/a", "None", "-"})
"""What programs write where they have nothing; it is a figure that cannot be read all the same,
until ``empty_marks`` says that it is empty."""


def problems_of_mapping(engine: Engine, loads: Sequence[Load]) -> list[Problem]:
    """Columns in which so much is no figure that they must be the wrong ones."""
    problems = []
    for load in loads:
        for figure, count in count_by_figure(engine, load.table).items():
            if count < WRONG_MAPPING_CELLS or count * 100 <= load.rows * WRONG_MAPPING_PERCENT:
                continue
            cells = [
                (load.line(row), raw) for row, raw in nonfigure_rows(engine, load.table, figure)
            ]
            first = ", ".join(f"row {row}: {raw[:30]!r}" for row, raw in cells[:SHOWN])
            problems.append(
                Problem(
                    f"{count:,} of {load.rows:,} cells of {figure!r} are no whole numbers ({first}"
                    f"{', …' if count > SHOWN else ''}): the column is not the right one, or its "
                    "numbers are written differently",
                    load.raw.shown,
                    count=count,
                    cells=tuple(cells),
                    hint=_hint(cells),
                )
            )
    return problems


def _hint(cells: Sequence[tuple[int, str]]) -> str:
    texts = [raw.strip() for _, raw in cells]
    for mark in (",", ".", "'", " ", "\u00a0", "\u202f"):
        grouped = [
            text
            for text in texts
            if mark in text
            and all(len(part) == 3 and part.isdecimal() for part in text.split(mark)[1:])
        ]
        if len(grouped) * 2 <= len(texts):
            continue
        if mark in ".," and all(text.count(mark) == 1 for text in grouped):
            before, after = grouped[0].split(mark)
            return (
                f"{grouped[0]!r} can be {before}{after}, then set `thousands: {mark!r}` in "
                f"election.yaml; or {before} with decimals, then write whole numbers in a copy "
                "of the file. Which of them, only its author knows."
            )
        return f"Are these thousands marks? Then set `thousands: {mark!r}` in election.yaml."
    marks = sorted({text for text in texts if text in NOTHING_WORDS})
    if marks and sum(text in NOTHING_WORDS for text in texts) * 2 > len(texts):
        listed = ", ".join(map(repr, marks))
        return f"If {listed} stand for nothing, set `empty_marks: [{listed}]` in election.yaml."
    if texts and len(set(texts)) == 1:
        return (
            f"If {texts[0]!r} stands for nothing, set `empty_marks: [{texts[0]!r}]` "
            "in election.yaml."
        )
    return "Mend `columns:` in election.yaml."


def check_unread(store: ReturnsStore, contest: str, limit: int) -> Checked:
    """A finding for each figure of a contest that could not be read."""
    findings: list[Finding] = []
    runs: list[CheckRun] = []
    total = 0
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
                shown_path(load.raw.path, store.election.folder),
                checked=load.rows * len(load.figures),
                failed=failed,
            )
        )
        for figure in counts:
            cells = nonfigure_rows(store.engine, load.table, figure)
            findings += [
                _finding(load, contest, figure, row, raw)
                for row, raw in cells[: max(limit - len(findings), 0)]
            ]
    beyond = total - len(findings)
    return Checked(tuple(findings), tuple(runs), {UNREAD.name: beyond} if beyond else {})


def _finding(load: Load, contest: str, figure: str, row: int, raw: str) -> Finding:
    return Finding(
        code=UNREAD,
        contest=contest,
        source=load.entry.source,
        template=N_(
            "{file}, row {row}: {figure} reads “{raw}”, which has more digits than the votes of "
            "any station (at most {most})"
        )
        if len(raw.strip()) > MAX_DIGITS and raw.strip().isdecimal()
        else N_("{file}, row {row}: {figure} reads “{raw}”, which is no whole number"),
        values={
            "file": load.raw.shown,
            "row": str(load.line(row)),
            "figure": figure,
            "raw": raw,
            "most": MAX_DIGITS,
        },
        figures={
            "figure": figure,
            "raw": raw,
            "row": load.line(row),
            "file": load.raw.shown,
        },
    )
