"""Rows of a file of stations that are no stations: sums of other rows, which would double every
figure, and a header that stands in the file again."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.engine.connection import Engine, identifier, literal
from crosstally.engine.loading import row_of
from crosstally.engine.nonfigures import rows_that_repeat
from crosstally.engine.repeated import row_of_totals
from crosstally.engine.sums_of_rows import rows_of_sums
from crosstally.problems import Problem, quoted
from crosstally.returns.load import Load
from crosstally.words import _, ngettext, number

TOTAL_WORDS = r"(grand |sub ?)?totals?|sum|итого|всего|суммарно|барлығы|жиыны|toplam|gesamt|summe"
TOTAL_WORDS += r"|insgesamt|suma|razem|ogółem|totale|totaux|som|всичко|celkem|összesen|المجموع"
TOTAL_WORDS += r"|الإجمالي|סהכ|סה\"כ|ukupno"
"""A code that is such a word, or begins with it, is called a total."""
SURE_WORDS = r"(grand |sub ?|sub-)?totals?|итого|всего|toplam|insgesamt|razem|ogółem|المجموع"
"""Of these the words that no station goes by alone, whatever stands in its row."""
SHOWN = 5


def rows_of_totals(engine: Engine, loads: Sequence[Load]) -> list[Problem]:
    """The rows that are sums of others, a problem for each of these files of stations."""
    problems = []
    for load in loads:
        at = row_of(load.is_numbered)
        whole = row_of_totals(engine, load.table, load.figures, at)
        if whole is not None:
            problems.append(_of_all_others(load, *whole))
            continue
        code = identifier("station")
        says = rf"(.*/)?\s*({TOTAL_WORDS})([^\pL].*)?"
        called = f"regexp_full_match(lower({code}), {literal(says)}, 's')"
        found = rows_of_sums(engine, load.table, load.figures, at, called)
        if found:
            problems.append(_of_neighbours(load, found))
        problems += _called_totals(engine, load, code, at, {row for row, _code in found})
    return problems


def repeated_headers(engine: Engine, loads: Sequence[Load]) -> dict[str, Problem]:
    """Table → the problem that the file's header stands among its rows again, as it does where
    files were put together."""
    problems = {}
    for load in loads:
        rows = rows_that_repeat(engine, load.table, load.called) if load.called else []
        if not rows:
            continue
        lines = [load.line(row) for row in rows]
        shown = ", ".join(map(str, lines[:SHOWN])) + (", …" if len(lines) > SHOWN else "")
        problems[load.table] = Problem(
            ngettext(
                "the header stands in the file again, in row {rows}",
                "the header stands in the file again, in {count} rows: {rows}",
                len(rows),
            ).format(count=number(len(rows)), rows=shown),
            load.raw.shown,
            count=len(rows),
            cells=tuple((line, "") for line in lines),
            hint=_("Leave it out with `leave_out:` in election.yaml."),
        )
    return problems


def _of_all_others(load: Load, row: int, station: str | None) -> Problem:
    message = _(
        "each figure of row {row} is the sum of all other rows: it is a row of totals and no "
        "station"
    )
    return Problem(
        message.format(row=load.line(row)),
        load.raw.shown,
        read=station,
        hint=_("Leave it out with `leave_out:` in election.yaml."),
    )


def _called_totals(
    engine: Engine, load: Load, code: str, at: str, known: set[int]
) -> list[Problem]:
    """Rows whose code is nothing but such a word. They need not be the sums that they say they are:
    that is for an announcement, or a file of their level, to show."""
    words = literal(rf"(?i)(^|/)\s*({SURE_WORDS})[.: ]*$")
    # Nearly all codes end with a digit, which such a word does not; the pattern is slow.
    digit = " OR ".join(f"suffix({code}, '{digit}')" for digit in range(10))
    alone = f"NOT ({digit}) AND regexp_matches({code}, {words})"
    rows = engine.rows(
        f"SELECT {at}, station FROM {identifier(load.table)} WHERE {alone} ORDER BY 1 LIMIT 1000"
    )
    cells = tuple((load.line(row), str(text)) for row, text in rows if row not in known)
    if not cells:
        return []
    shown = ", ".join(
        _("row {row}: {text}").format(row=row, text=quoted(text)) for row, text in cells[:SHOWN]
    )
    return [
        Problem(
            _("a station is called a total ({rows})").format(
                rows=shown + (", …" if len(cells) > SHOWN else "")
            ),
            load.raw.shown,
            count=len(cells),
            cells=cells,
            hint=_(
                "Rows of totals are left out with `leave_out:` in election.yaml. What they state "
                "can stand in announcements.yaml, which is held against the sum."
            ),
        )
    ]


def _of_neighbours(load: Load, found: Sequence[tuple[int, str | None]]) -> Problem:
    cells = tuple((load.line(row), station or "") for row, station in found)
    shown = ", ".join(
        _("row {row}: {text}").format(row=row, text=quoted(text)) for row, text in cells[:SHOWN]
    )
    message = ngettext(
        "each figure of {count} row is the sum of the rows before or after it: it is a row of "
        "totals and no station ({rows})",
        "each figure of {count} rows is the sum of the rows before or after them: they are rows of "
        "totals and no stations ({rows})",
        len(cells),
    )
    return Problem(
        message.format(
            count=number(len(cells)), rows=shown + (", …" if len(cells) > SHOWN else "")
        ),
        load.raw.shown,
        count=len(cells),
        cells=cells,
        hint=_("Rows of totals are left out with `leave_out:` in election.yaml."),
    )
