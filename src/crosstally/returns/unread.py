"""Figures that are no whole number of at least zero: unread, with their raw text kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crosstally.engine.connection import Engine
from crosstally.engine.loading import MAX_DIGITS
from crosstally.engine.nonfigures import count_by_figure, nonfigure_rows
from crosstally.findings import Checked, CheckRun, Code, Finding, Tier, register
from crosstally.problems import Problem, quoted
from crosstally.returns.load import Load
from crosstally.returns.naming import figure_name
from crosstally.words import N_, _, number

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
CALLED_UNREAD = "unread"
"""Somebody looked at the sheet and says so: however often, it speaks against no column."""
NOTHING_WORDS = frozenset({"\\N", "NULL", "null", "NA", "NaN", "nan", "N/A", "n/a", "None", "-"})
"""What programs write where they have nothing; it is a figure that cannot be read all the same,
until ``empty_marks`` says that it is empty."""


def problems_of_mapping(engine: Engine, loads: Sequence[Load]) -> list[Problem]:
    """Columns in which so much is no figure that they must be the wrong ones."""
    problems = []
    for load in loads:
        for figure, odd in count_by_figure(engine, load.table).items():
            if not _too_many(odd, load.rows):
                continue
            cells = [
                (load.line(row), raw)
                for row, raw in nonfigure_rows(engine, load.table, figure)
                if raw.strip() != CALLED_UNREAD
            ]
            count = len(cells)
            if not _too_many(count, load.rows):
                continue
            first = ", ".join(
                _("row {row}: {text}").format(row=row, text=quoted(raw[:30]))
                for row, raw in cells[:SHOWN]
            )
            message = _(
                "{count} of {rows} cells of {figure} are no whole numbers ({first}): the column is "
                "not the right one, or its numbers are written differently"
            )
            problems.append(
                Problem(
                    message.format(
                        count=number(count),
                        rows=number(load.rows),
                        figure=quoted(figure),
                        first=first + (", …" if count > SHOWN else ""),
                    ),
                    load.raw.shown,
                    count=count,
                    cells=tuple(cells),
                    hint=_hint(cells, load.entry.thousands),
                )
            )
    return problems


def _too_many(count: int, rows: int) -> bool:
    return count >= WRONG_MAPPING_CELLS and count * 100 > rows * WRONG_MAPPING_PERCENT


def _hint(cells: Sequence[tuple[int, str]], stated: str | None) -> str:
    texts = [raw.strip() for _, raw in cells]
    for mark in (",", ".", "'", " ", "\u00a0", "\u202f"):
        grouped = [
            text
            for text in texts
            if mark in text
            and all(len(part) == 3 and part.isdecimal() for part in text.split(mark)[1:])
        ]
        if mark == stated or len(grouped) * 2 <= len(texts):
            continue
        key = f"thousands: {mark!r}"
        if mark in ".," and all(text.count(mark) == 1 for text in grouped):
            before, after = grouped[0].split(mark)
            return _(
                "{text} can be {whole}, then set `{key}` in election.yaml; or {before} with "
                "decimals, then write whole numbers in a copy of the file. Which of them, only its "
                "author knows."
            ).format(text=quoted(grouped[0]), whole=before + after, key=key, before=before)
        return _("Are these thousands marks? Then set `{key}` in election.yaml.").format(key=key)
    marks = sorted({text for text in texts if text in NOTHING_WORDS})
    if marks and sum(text in NOTHING_WORDS for text in texts) * 2 > len(texts):
        listed = ", ".join(map(quoted, marks))
        return _("If {texts} stand for nothing, set `{key}` in election.yaml.").format(
            texts=listed, key=f"empty_marks: [{listed}]"
        )
    if texts and len(set(texts)) == 1:
        return _("If {text} stands for nothing, set `{key}` in election.yaml.").format(
            text=quoted(texts[0]), key=f"empty_marks: [{texts[0]!r}]"
        )
    return _("Mend `columns:` in election.yaml.")


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
            findings += [
                _finding(load, contest, figure, figure_name(definition, contest, figure), row, raw)
                for row, raw in cells[: max(limit - len(findings), 0)]
            ]
    beyond = total - len(findings)
    return Checked(tuple(findings), tuple(runs), {UNREAD.name: beyond} if beyond else {})


def _finding(load: Load, contest: str, figure: str, name: str, row: int, raw: str) -> Finding:
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
            "file": load.file,
            "row": str(load.line(row)),
            "figure": name,
            "raw": raw,
            "most": MAX_DIGITS,
        },
        figures={
            "figure": figure,
            "raw": raw,
            "row": load.line(row),
            "file": load.file,
        },
    )
