"""Columns in which so much is no figure that they must be the wrong ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crosstally.engine.connection import Engine
from crosstally.engine.nonfigures import count_by_figure, nonfigure_rows
from crosstally.problems import Problem, quoted
from crosstally.returns.load import Load
from crosstally.returns.spreadsheet_damage import before_damage
from crosstally.returns.thousands import mark_in
from crosstally.words import _, number

WRONG_MAPPING_PERCENT = 1
WRONG_MAPPING_CELLS = 3
"""In a file of a few rows one slip is more than a percent, and still a slip."""
SHOWN = 5
CALLED_UNREAD = "unread"
"""Somebody looked at the sheet and says so: however often, it speaks against no column."""
NOTHING_WORDS = frozenset({"\\N", "NULL", "null", "NA", "NaN", "nan", "N/A", "n/a", "None", "-"})
"""What programs write where they have nothing; it is a figure that cannot be read all the same,
until ``empty_marks`` says that it is empty."""


def problems_of_columns(engine: Engine, loads: Sequence[Load]) -> list[Problem]:
    """The problem of each such column."""
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
    shortened = [text for text in texts if before_damage(text)]
    decimal = [text for text in texts if text in shortened or mark_in(text) in (".", ",")]
    if shortened and len(decimal) * 2 > len(texts):
        before = number(int(before_damage(shortened[0]) or 0))
        return _(
            "If {text} was {before}, a spreadsheet program took the mark between thousands for a "
            "decimal one: read the file as it was published. If it is a share, mend `columns:` in "
            "election.yaml."
        ).format(text=quoted(shortened[0]), before=before)
    ((mark, count),) = Counter(map(mark_in, texts)).most_common(1)
    if mark is not None and mark != stated and count * 2 > len(texts):
        grouped = [text for text in texts if mark_in(text) == mark]
        key = f"thousands: {mark!r}"
        if mark in ".," and all(text.count(mark) == 1 for text in grouped):
            before, after = grouped[0].split(mark)
            return _(
                "{text} can be {whole}, then set `{key}` in election.yaml; or {before} with "
                "decimals, then write whole numbers in a copy of the file. Which of them, only its "
                "author knows."
            ).format(text=quoted(grouped[0]), whole=before + after, key=key, before=before)
        return _("Are these thousands marks? Then set `{key}` in election.yaml.").format(key=key)
    if sum(text.startswith("=") for text in texts) * 2 > len(texts):
        return _("Formulas were never computed: open it in a spreadsheet program, and save it.")
    marks = sorted({text for text in texts if text in NOTHING_WORDS})
    if marks and sum(text in NOTHING_WORDS for text in texts) * 2 > len(texts):
        listed = ", ".join(map(quoted, marks))
        return _("If {texts} stand for nothing, set `{key}` in election.yaml.").format(
            texts=listed, key=f"empty_marks: [{listed}]"
        )
    if len(set(texts)) == 1 and not any(map(str.isdecimal, texts[0])):
        return _("If {text} stands for nothing, set `{key}` in election.yaml.").format(
            text=quoted(texts[0]), key=f"empty_marks: [{texts[0]!r}]"
        )
    return _("Mend `columns:` in election.yaml.")
